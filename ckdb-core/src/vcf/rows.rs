//! `ckdb consequence`: one row a (variant, transcript), as tab-separated text.
//!
//! Values are those of the engine, in the columns of [`COLUMNS`]; a missing value is empty. `line` is the 1-based line of the
//! input, `pos`, `ref` and `alt` stand as there (one row an ALT).

use super::engine::{OTHER_ASSEMBLY, not_bases, not_normal};
use super::line::Line;
use super::stream::LineAnnotator;
use super::structural::structural_allele;
use super::tally::Notes;
use crate::consequence::{Consequence, consequences, structural_consequences};
use crate::genome::allele::AlleleError;
use crate::genome::{Assembly, Interval, ManeStatus};
use crate::knowledge::{Genome, Records};
use crate::model::GeneId;
use crate::normalize::normalize;
use std::io::Write;

/// Names of the columns, in order.
pub const COLUMNS: [&str; 14] = [
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
    /// Gene models and letters.
    pub genome: Genome<'k>,
    /// Their assembly.
    pub assembly: Assembly,
    /// Which transcripts get rows.
    pub wanted: Wanted,
}

impl ConsequenceRows<'_> {
    fn wants(&self, found: &Consequence) -> bool {
        match &self.wanted {
            Wanted::All => true,
            Wanted::Mane => found.mane != ManeStatus::None,
            Wanted::These(numbers) => numbers.binary_search(&found.transcript).is_ok(),
        }
    }

    fn rows(&self, line: &Line<'_>, alternate: &[u8], found: &[Consequence], out: &mut Vec<u8>) {
        found.iter().filter(|found| self.wants(found)).for_each(|found| self.row(line, alternate, found, out));
    }

    fn row(&self, line: &Line<'_>, alternate: &[u8], found: &Consequence, out: &mut Vec<u8>) {
        let gene = self.records.gene(GeneId::new(found.gene)).map_or("", |gene| gene.symbol());
        let accession = self.genome.row(found.transcript).map_or("", |transcript| transcript.accession);
        // Writing to a Vec cannot fail.
        let _ = write!(out, "{}\t", line.number());
        for field in [line.chrom(), line.position_text(), line.reference(), alternate] {
            out.extend_from_slice(field);
            out.push(b'\t');
        }
        let _ = write!(out, "{gene}\t{accession}\t{}\t{}\t{}\t", found.mane.as_str(), found.terms, found.impact());
        let _ = write!(out, "{}\t", found.class.map_or("", |class| class.code()));
        for value in [found.exons.map(|span| span.to_string()), found.hgvs_c.as_ref().map(ToString::to_string)] {
            let _ = write!(out, "{}\t", value.unwrap_or_default());
        }
        if let Some(protein) = &found.protein {
            let _ = write!(out, "{protein}");
        }
        out.push(b'\n');
    }
}

impl LineAnnotator for ConsequenceRows<'_> {
    type Scratch = Vec<Consequence>;
    type Output = Vec<u8>;

    fn scratch(&self) -> Vec<Consequence> {
        Vec::new()
    }

    fn annotate(&self, line: &Line<'_>, found: &mut Vec<Consequence>, _: &mut Vec<u8>, notes: &mut Notes<'_>) -> Option<Vec<u8>> {
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
        let mut rows = Vec::new();
        let texts = line.alternates().split(|byte| *byte == b',');
        for ((index, alternate), allele) in texts.enumerate().zip(line.alleles(contig)) {
            let allele = match allele {
                Ok(allele) => allele,
                Err(AlleleError::Symbolic | AlleleError::Breakend) => {
                    match structural_allele(line, (index, alternate), contig) {
                        Err(error) => notes.add(error.reason()),
                        Ok(allele) => {
                            structural_consequences(&allele, &self.genome, self.genome.transcripts_of(&allele), found);
                            self.rows(line, alternate, found, &mut rows);
                        }
                    }
                    continue;
                }
                Err(error) => {
                    notes.add(not_bases(error));
                    continue;
                }
            };
            match normalize(&allele, &self.genome) {
                Err(error) => notes.add(not_normal(&error)),
                Ok(normal) => {
                    let place = normal.allele.interval;
                    let reach = Interval::from_length(place.start(), place.len().saturating_add(normal.right_shift));
                    consequences(&normal, &self.genome, self.genome.transcripts_at(contig, reach), found);
                    self.rows(line, alternate, found, &mut rows);
                }
            }
        }
        (!rows.is_empty()).then_some(rows)
    }
}
