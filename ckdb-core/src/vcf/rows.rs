//! `ckdb consequence`: one row a (variant, transcript), as tab-separated text.
//!
//! Values are those of the engine, in the columns of [`COLUMNS`]; a missing value is empty. `line` is the 1-based line of the
//! input, `pos`, `ref` and `alt` stand as there (one row an ALT).
//!
//! Neighbours are read as `annotate` reads them: what the file puts on one haplotype in one codon or frame is one allele, and
//! each of its lines has the rows of that allele. The last column says so:
//!
//! | `joined` | the row is about |
//! |---|---|
//! | empty | the line's own allele |
//! | `cis:chr7-140753336-AC-TT` | that allele, of which the line is a part |
//! | `possible_mnv:…` | the line's own allele, which may be part of that one: the file does not tell the phase (several, by `&`) |

use super::engine::{OTHER_ASSEMBLY, not_bases, not_normal};
use super::line::Line;
use super::neighbours::Run;
use super::row_text::{Reading, RowText};
use super::stream::LineAnnotator;
use super::structural::structural_allele;
use super::tally::{Notes, Reason};
use super::together::{Groups, RUN_CUT, Together, possible_reason};
use crate::annotate::Letters;
use crate::consequence::{Consequence, structural_consequences};
use crate::genome::allele::AlleleError;
use crate::genome::{Allele, Assembly, ManeStatus};
use crate::knowledge::{Genome, Records};
use crate::phase::Relation;
use std::io::Write;

/// Names of the columns, in order.
pub const COLUMNS: [&str; 15] = [
    "line",
    "chrom",
    "pos",
    "ref",
    "alt",
    "gene",
    "transcript",
    "mane",
    "consequence",
    "impact",
    "class",
    "exon",
    "hgvs_c",
    "hgvs_p",
    "joined",
];

/// Which transcripts get rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Every one.
    All,
    /// MANE Select and MANE Plus Clinical.
    Mane,
    /// These, by number in the genome, sorted.
    These(Vec<u32>),
}

/// Names the consequences of every allele of every line.
#[derive(Debug)]
pub struct ConsequenceRows<'k> {
    /// Records, for gene symbols.
    pub records: Records<'k>,
    /// Gene models.
    pub genome: Genome<'k>,
    /// Their assembly.
    pub assembly: Assembly,
    /// Letters, those of a file of the user's with them.
    pub letters: Letters<'k>,
    /// Which transcripts get rows.
    pub wanted: Wanted,
    /// The sample column whose genotypes and phase are read. Without one only what INFO says of phase is read.
    pub sample: Option<usize>,
}

/// What one worker keeps from line to line.
#[derive(Debug, Default)]
pub struct Scratch {
    found: Vec<Consequence>,
    /// What the neighbours of the run's lines made of their alleles, sorted by place.
    told: Vec<Told>,
    text: Text,
}

/// Buffers of the line being named.
#[derive(Debug, Default)]
struct Text {
    head: Vec<u8>,
    joined: String,
    rows: Vec<u8>,
}

/// What its neighbours make of one allele.
#[derive(Debug, Default)]
struct Told {
    place: (u64, usize),
    /// The alleles it is part of, one a molecule.
    certain: Vec<Allele>,
    /// Another molecule carries it alone.
    also_alone: bool,
    /// Alleles it may be part of.
    possible: Vec<Allele>,
    reasons: Vec<Reason>,
}

impl Told {
    fn of(told: &mut Vec<Self>, place: (u64, usize)) -> &mut Self {
        // The neighbours of one group follow each other: what is looked for was put in lately.
        let index = told.iter().rposition(|told| told.place == place).unwrap_or_else(|| {
            told.push(Self { place, ..Self::default() });
            told.len() - 1
        });
        &mut told[index]
    }

    fn note(&mut self, reason: Reason) {
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }
}

impl Text {
    /// The columns from the line, for all rows of one ALT.
    fn head(&mut self, line: &Line<'_>, alternate: &[u8]) {
        self.head.clear();
        // Writing to a Vec cannot fail.
        let _ = write!(self.head, "{}\t", line.number());
        for field in [line.chrom(), line.position_text(), line.reference(), alternate] {
            self.head.extend_from_slice(field);
            self.head.push(b'\t');
        }
    }

    /// The last column: the allele the row is about, if neighbours are in it, and those it may be part of.
    fn joined(&mut self, certain: Option<&Allele>, possible: &[Allele]) {
        self.joined.clear();
        let certain = certain.map(|whole| ("cis:", whole));
        for (kind, whole) in certain.into_iter().chain(possible.iter().map(|whole| ("possible_mnv:", whole))) {
            if !self.joined.is_empty() {
                self.joined.push('&');
            }
            self.joined.push_str(kind);
            // Writing to a String cannot fail.
            let _ = whole.write_to(&mut self.joined);
        }
    }
}

impl ConsequenceRows<'_> {
    fn wants(&self, found: &Consequence) -> bool {
        match &self.wanted {
            Wanted::All => true,
            Wanted::Mane => found.mane != ManeStatus::None,
            Wanted::These(numbers) => numbers.binary_search(&found.transcript).is_ok(),
        }
    }

    fn rows(&self, found: &[Consequence], text: &mut Text) {
        let writer = RowText { records: self.records, genome: self.genome };
        let reading = Reading { head: &text.head, joined: &text.joined };
        writer.rows(reading, found.iter().filter(|found| self.wants(found)), &mut text.rows);
    }

    /// The rows of an allele of letters: of each molecule that carries it, alone or with its neighbours.
    fn letters(&self, allele: &Allele, told: Option<&Told>, found: &mut Vec<Consequence>, text: &mut Text, notes: &mut Notes<'_>) {
        let mut name = |allele: &Allele, text: &mut Text, notes: &mut Notes<'_>| match self.letters.consequences(allele, found) {
            Err(error) => notes.add(not_normal(&error)),
            Ok(_) => self.rows(found, text),
        };
        let Some(told) = told else {
            text.joined(None, &[]);
            return name(allele, text, notes);
        };
        told.reasons.iter().for_each(|reason| notes.add(*reason));
        for whole in &told.certain {
            text.joined(Some(whole), &told.possible);
            name(whole, text, notes);
        }
        if told.certain.is_empty() || told.also_alone {
            text.joined(None, &told.possible);
            name(allele, text, notes);
        }
    }
}

impl LineAnnotator for ConsequenceRows<'_> {
    type Scratch = Scratch;
    type Output = Vec<u8>;

    fn scratch(&self) -> Scratch {
        Scratch::default()
    }

    fn neighbours(&self, run: &Run<'_, '_>, scratch: &mut Scratch) {
        scratch.told.clear();
        let told = &mut scratch.told;
        let Groups { cut, groups } = Together { genome: self.genome, assembly: self.assembly, sample: self.sample }.groups(run);
        if let Some(cut) = cut {
            Told::of(told, cut).note(RUN_CUT);
        }
        for group in &groups {
            for joint in &group.joints.joints {
                for member in &joint.members {
                    let joined = group.joined(joint, *member);
                    let told = Told::of(told, group.place(*member));
                    if joint.relation == Relation::Cis {
                        told.certain.push(joined.allele);
                    } else {
                        told.note(possible_reason(&joined));
                        told.possible.push(joined.allele);
                    }
                }
            }
            for member in &group.joints.also_alone {
                Told::of(told, group.place(*member)).also_alone = true;
            }
            for (place, reason) in group.doubts() {
                Told::of(told, place).note(reason);
            }
        }
        told.sort_unstable_by_key(|told| told.place);
    }

    fn annotate(&self, line: &Line<'_>, scratch: &mut Scratch, _: &mut Vec<u8>, notes: &mut Notes<'_>) -> Option<Vec<u8>> {
        let contig = match line.contig() {
            Err(problem) => {
                notes.add(problem.reason());
                return None;
            }
            Ok((_, Some(assembly))) if assembly != self.assembly => {
                notes.add(OTHER_ASSEMBLY);
                return None;
            }
            Ok((contig, _)) => contig,
        };
        let Scratch { found, told, text } = scratch;
        text.rows.clear();
        let texts = line.alternates().split(|byte| *byte == b',');
        for ((index, alternate), allele) in texts.enumerate().zip(line.alleles(contig)) {
            text.head(line, alternate);
            match allele {
                Err(AlleleError::Symbolic | AlleleError::Breakend) => match structural_allele(line, (index, alternate), contig) {
                    Err(error) => notes.add(error.reason()),
                    Ok(allele) => {
                        structural_consequences(&allele, &self.genome, self.genome.transcripts_of(&allele), found);
                        text.joined(None, &[]);
                        self.rows(found, text);
                    }
                },
                Err(error) => notes.add(not_bases(error)),
                Ok(allele) => {
                    let told = told.binary_search_by_key(&(line.number(), index), |told| told.place).map(|place| &told[place]);
                    self.letters(&allele, told.ok(), found, text, notes);
                }
            }
        }
        (!text.rows.is_empty()).then(|| text.rows.clone())
    }
}
