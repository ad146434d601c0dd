//! The engine behind the lines: each ALT to its annotation, each annotation to INFO text and to whoever writes tables.

use super::copies::{stated_copies, undisrupted_copies};
use super::entries::{CONSEQUENCE_FIELDS, Entries, MATCH_FIELDS};
use super::header::Declaration;
use super::joined::{Neighbours, Told};
use super::line::Line;
use super::looked_at::{in_normal, looked_at, reads_without};
use super::neighbours::Run;
use super::phasing::phase;
use super::stream::{LineAnnotator, Places};
use super::structural::structural_allele;
use super::support::fraction;
use super::tally::{Kind, Notes, Reason};
use crate::annotate::secondary::{Gate, Seen};
use crate::annotate::{Annotation, Annotator, NoModel, Secondary, StatedCopies};
use crate::consequence::Consequence;
use crate::genome::allele::AlleleError;
use crate::genome::{Allele, ChangeClass, Contig, Interval};
use crate::level::MinLevel;
use crate::matching::{Truth, VariantMatch};
use crate::normalize::{NormalizeError, ReferenceCheck};
use crate::phase::{Call, Carried};
use crate::segment::Segment;
use std::sync::atomic::{AtomicU64, Ordering};

/// What is kept of a line beside its INFO text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// What the sample carries, for profiles over several variants.
    Carried,
    /// Every annotation of the line, for tables. With `unmatched`, also of alleles that nothing speaks of.
    Annotations {
        /// Alleles without any match, too.
        unmatched: bool,
    },
}

/// What is kept of one allele.
#[derive(Debug)]
pub struct KeptAllele<'k> {
    /// Number of the ALT on the line, from 0. An ALT that two copies carry with different neighbours is kept once for each.
    pub alternate: usize,
    /// Variants it meets, may meet or nearly meets.
    pub variants: Vec<VariantMatch>,
    /// The annotation, where tables were asked for; `None` too when the allele could not be annotated.
    pub annotation: Option<Annotation<'k>>,
    /// Why it could not be annotated.
    pub problem: Option<Reason>,
    /// Where it lies and what the line says of its haplotype, for [`Sample::add_call`](crate::annotate::Sample::add_call);
    /// `None` when it carries nothing.
    pub call: Option<Call>,
    /// What it says of inherited risk.
    pub secondary: Vec<Secondary>,
    /// Populations in which it is common, as `gnomad/eas=0.0312(312/10000)`, for an allele that meets or nearly meets something.
    pub common: Vec<String>,
}

/// What is kept of one line, with the line itself where tables were asked for.
#[derive(Debug)]
pub struct KeptLine<'k> {
    /// The raw line without its line end; empty unless tables were asked for.
    pub bytes: Vec<u8>,
    /// What is kept of its alleles, in the order of ALT.
    pub alleles: Vec<KeptAllele<'k>>,
    /// Letters of gene models that the line shows to have been looked at, for
    /// [`Sample::add_looked_at`](crate::annotate::Sample::add_looked_at).
    pub looked_at: Option<(Contig, Interval)>,
    /// What its structural alleles state of the copies of genes, for [`Sample::add_copies`](crate::annotate::Sample::add_copies).
    pub copies: Vec<Segment>,
}

/// Annotates lines with one [`Annotator`].
#[derive(Debug)]
pub struct Engine<'a, 'k> {
    annotator: &'a Annotator<'k>,
    keep: Keep,
    info: Option<Info>,
    /// The sample column whose genotypes and phase are read.
    sample: Option<usize>,
    /// The sample column of the matched normal.
    normal: Option<usize>,
    letters: Counters,
}

/// How often REF and the reference letters could be compared; the sums do not depend on the order of lines.
#[derive(Debug, Default)]
struct Counters {
    agrees: AtomicU64,
    contradicts: AtomicU64,
}

impl Counters {
    fn count(&self, answer: Result<&Annotation<'_>, &NormalizeError>) {
        let counter = match answer {
            Ok(annotation) if reference_check(annotation) == Some(ReferenceCheck::Agrees) => &self.agrees,
            Err(NormalizeError::ReferenceMismatch { .. }) => &self.contradicts,
            _ => return,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }
}

/// How REF stood to the reference letters, over the alleles where they are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefCheck {
    /// Alleles whose REF is what the reference has.
    pub agrees: u64,
    /// Alleles whose REF is something else.
    pub contradicts: u64,
}

impl RefCheck {
    /// Does it look like a file of another assembly? Letters taken at random agree in a quarter of all places, and true files
    /// in nearly all: the line is drawn at three quarters, and at two alleles, because one can be a slip.
    #[must_use]
    pub const fn is_suspicious(self) -> bool {
        self.contradicts >= 2 && self.contradicts.saturating_mul(3) > self.agrees
    }
}

/// INFO text is wanted, and how much of it.
#[derive(Clone, Debug, Default)]
pub struct Info {
    /// Only claims of at least this level.
    pub min_level: Option<MinLevel>,
}

impl KeptLine<'_> {
    /// Does an allele of the line meet a curated variant, or may it?
    #[must_use]
    pub fn meets_knowledge(&self) -> bool {
        self.alleles.iter().flat_map(|allele| &allele.variants).any(|found| found.judgement.truth() != Truth::False)
    }
}

/// What one worker keeps from line to line.
#[derive(Debug, Default)]
pub struct Scratch<'k> {
    entries: Entries,
    /// What the line states of copies.
    copies: Vec<Segment>,
    /// What the neighbours of the run's lines made of their alleles.
    told: Vec<Told<'k>>,
}

impl<'a, 'k> Engine<'a, 'k> {
    /// Lines are annotated with `annotator`; `info` says whether INFO text is wanted.
    #[must_use]
    pub fn new(annotator: &'a Annotator<'k>, keep: Keep, info: Option<Info>) -> Self {
        Self { annotator, keep, info, sample: None, normal: None, letters: Counters::default() }
    }

    /// Genotypes and phase are those of this sample column (0 is the first). Without one only what INFO says of phase is read.
    #[must_use]
    pub fn sample(mut self, column: Option<usize>) -> Self {
        self.sample = column;
        self
    }

    /// The matched normal is this sample column: what it carries is inherited.
    #[must_use]
    pub fn normal(mut self, column: Option<usize>) -> Self {
        self.normal = column;
        self
    }

    /// How REF stood to the reference letters in the lines annotated so far.
    #[must_use]
    pub fn ref_check(&self) -> RefCheck {
        RefCheck {
            agrees: self.letters.agrees.load(Ordering::Relaxed),
            contradicts: self.letters.contradicts.load(Ordering::Relaxed),
        }
    }

    /// Our header lines: which program, index, schemes and disease speak in this file, which genes have no model (their
    /// variants are matched by exact letters only), and what the fields are.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn declarations(&self, command: &str) -> Result<[Declaration; 3], crate::index::IndexError> {
        let knowledge = self.annotator.knowledge();
        let release = knowledge.release()?;
        let schemes: Vec<String> = self.annotator.scheme_names().collect();
        let disease = self.annotator.patient().disease().and_then(|disease| self.annotator.records().disease(disease));
        let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
        let no_model = NoModel::of(self.annotator).symbols(self.annotator);
        let layers: Vec<String> = knowledge.layers()?.iter().map(|layer| format!("{} {}", layer.index, layer.release)).collect();
        let layers = if layers.is_empty() { String::new() } else { format!("Layers={},", quoted(&layers.join(","))) };
        let frequencies: Vec<String> =
            self.annotator.open_layers().iter().map(|layer| format!("{}@{}", layer.about().name, layer.file())).collect();
        let frequencies =
            if frequencies.is_empty() { String::new() } else { format!(",FrequencyLayers={}", quoted(&frequencies.join(","))) };
        let about = format!(
            "Version={},Index={},{layers}Release={},Assembly={},Schemes={},Disease={},NoModel={}{frequencies},Command={}",
            env!("CARGO_PKG_VERSION"),
            knowledge.content_id(),
            quoted(&release.name),
            self.annotator.assembly(),
            quoted(&schemes.join(",")),
            disease.map_or_else(|| ".".to_owned(), |disease| disease.id().to_owned()),
            quoted(&no_model.join(",")),
            quoted(command),
        );
        let matches = format!(
            "Curated knowledge that speaks of an allele; entries separated by commas, lists within a field by &. Format: {}",
            MATCH_FIELDS.join("|")
        );
        let consequences = format!(
            "What an allele does to the MANE transcripts and to those claims are numbered on. Format: {}",
            CONSEQUENCE_FIELDS.join("|")
        );
        Ok([Declaration::About(about), Declaration::Matches(matches), Declaration::Consequences(consequences)])
    }

    /// Annotates ALT `alternate` of a line, by itself or with its neighbours, and keeps what is to be kept.
    fn allele(
        &self,
        line: &Line<'_>,
        (alternate, text): (usize, &[u8]),
        allele: Result<Allele, AlleleError>,
        scratch: &mut Scratch<'k>,
        notes: &mut Notes<'_>,
        kept: &mut Vec<KeptAllele<'k>>,
    ) {
        let told = Told::take(&mut scratch.told, line.number(), alternate);
        let annotated = match &allele {
            Err(AlleleError::Symbolic | AlleleError::Breakend) => {
                let structural = line.contig().ok().map(|(contig, _)| structural_allele(line, (alternate, text), contig));
                match structural {
                    Some(Ok(structural)) => {
                        // Copies are counted of genes whose letters are not held, too.
                        let genome = self.annotator.genome();
                        let is_at_a_gene = |one: &Segment| genome.transcripts_near(one.contig, one.stretch, 0).next().is_some();
                        let stated = stated_copies(line, self.sample, alternate, &structural).filter(is_at_a_gene);
                        scratch.copies.extend(stated);
                        let undisrupted = undisrupted_copies(line, self.sample, alternate);
                        let stated = StatedCopies { segment: stated, undisrupted };
                        Ok(vec![self.annotator.annotate_counted(&structural, &stated)])
                    }
                    Some(Err(error)) => Err(error.reason()),
                    None => Err(not_bases(AlleleError::Symbolic)),
                }
            }
            Err(error) => Err(not_bases(*error)),
            Ok(allele) => self.readings(allele, told, notes),
        };
        let nothing = || KeptAllele {
            alternate,
            variants: Vec::new(),
            annotation: None,
            problem: None,
            call: None,
            secondary: Vec::new(),
            common: Vec::new(),
        };
        let annotations = match annotated {
            Ok(annotations) => annotations,
            Err(problem) => {
                notes.add(problem);
                if self.keep == (Keep::Annotations { unmatched: true }) {
                    kept.push(KeptAllele { problem: Some(problem), ..nothing() });
                }
                return;
            }
        };
        if annotations.iter().any(|found| reference_check(found) == Some(ReferenceCheck::NotHeld) && !found.consequences.is_empty())
        {
            notes.add(LETTERS_NOT_HELD);
        }
        let absent = match allele.as_ref().ok().filter(|_| annotations.iter().any(says_something)) {
            Some(_) => self.absent(line, alternate),
            None => None,
        };
        if let Some(believed) = absent {
            notes.add(if believed { GENOTYPE_WITHOUT } else { GENOTYPE_AGAINST_READS });
        }
        let absent = absent == Some(true);
        for mut annotation in annotations {
            if absent {
                self.annotator.not_carried(&mut annotation);
            }
            if !is_passed(line.filter()) && annotation.variants.iter().any(|found| found.judgement.truth() != Truth::False) {
                notes.add(FILTER_NOT_PASS);
            }
            if let Some(info) = &self.info {
                scratch.entries.add(text, &annotation, self.annotator, info.min_level.as_ref());
            }
            let seen = || Seen {
                fraction: fraction(line, self.sample, alternate).map(|found| found.value),
                in_normal: self.normal.and_then(|normal| in_normal(line, normal, alternate)),
            };
            let secondary = if absent { Vec::new() } else { self.annotator.secondary(&annotation, Gate::default(), seen) };
            let is_matched = !annotation.variants.is_empty();
            if !is_matched && secondary.is_empty() && self.keep != (Keep::Annotations { unmatched: true }) {
                continue;
            }
            let stated = allele.as_ref().ok().filter(|_| is_matched).and_then(Allele::without_anchor);
            let call =
                stated.map(|allele| Call { line: line.number(), alternate, allele, phase: phase(line, self.sample, alternate) });
            let variants = annotation.variants.clone();
            let common = self.annotator.common_in(&annotation);
            let annotation = (self.keep != Keep::Carried).then_some(annotation);
            kept.push(KeptAllele { variants, annotation, call, secondary, common, ..nothing() });
        }
    }

    /// Letters of gene models that the line shows to have been looked at.
    fn looked_at(&self, line: &Line<'_>, contig: Contig) -> Option<(Contig, Interval)> {
        let sample = self.sample?;
        let is_modelled = |place: Interval| self.annotator.genome().is_modelled(contig, place);
        let start = u32::try_from(line.position()).ok()?.checked_sub(1)?;
        // Most lines state letters outside of all models: one search, before anything is parsed. Blocks reach further.
        if !line.alternates().contains(&b'<') && !is_modelled(Interval::from_length(start, 1)) {
            return None;
        }
        looked_at(line, sample).filter(|place| is_modelled(*place)).map(|place| (contig, place))
    }

    /// Does the genotype of the chosen sample say that it does not carry the allele? `Some(false)` if it does but reads of the
    /// same sample contradict it; then the reads are believed.
    fn absent(&self, line: &Line<'_>, alternate: usize) -> Option<bool> {
        let sample = self.sample?;
        (phase(line, Some(sample), alternate).carried() == Carried::Absent).then(|| reads_without(line, sample, alternate))
    }

    /// The allele as each molecule that carries it is read: alone, or with its neighbours.
    fn readings(&self, allele: &Allele, told: Option<Told<'k>>, notes: &mut Notes<'_>) -> Result<Vec<Annotation<'k>>, Reason> {
        let alone = || {
            let answer = self.annotator.annotate(allele);
            self.letters.count(answer.as_ref());
            answer.map_err(|error| not_normal(&error))
        };
        let Some(told) = told else { return Ok(vec![alone()?]) };
        told.reasons.iter().for_each(|reason| notes.add(*reason));
        let mut readings = told.certain;
        // Once for each allele: `alone` counts by itself.
        readings.first().filter(|_| !told.also_alone).into_iter().for_each(|read| self.letters.count(Ok(read)));
        if readings.is_empty() || told.also_alone {
            readings.push(alone()?);
        }
        for (combined, joined) in &told.possible {
            readings.iter_mut().for_each(|own| self.annotator.suppose(own, combined, joined.clone()));
        }
        Ok(readings)
    }
}

/// Does it meet, nearly meet, or cut short anything? For most alleles the genotype need not be looked at.
fn says_something(annotation: &Annotation<'_>) -> bool {
    let truncates = |found: &Consequence| found.class.is_some_and(ChangeClass::is_truncating);
    !annotation.variants.is_empty() || annotation.consequences.iter().any(truncates)
}

/// How REF stood to the reference letters; a structural allele states none.
fn reference_check(annotation: &Annotation<'_>) -> Option<ReferenceCheck> {
    annotation.normalized().map(|normalized| normalized.reference)
}

impl<'k> LineAnnotator for Engine<'_, 'k> {
    type Scratch = Scratch<'k>;
    type Output = KeptLine<'k>;

    fn scratch(&self) -> Scratch<'k> {
        Scratch::default()
    }

    /// Away from gene models, letters and listed sites there is nothing to say of an allele of letters. Where every allele is
    /// wanted in a table, or its letters are to be checked everywhere, all lines are looked at.
    fn places(&self, chrom: &[u8]) -> Places<'_> {
        if self.keep == (Keep::Annotations { unmatched: true }) {
            return Places::All;
        }
        match std::str::from_utf8(chrom).ok().and_then(Contig::parse) {
            Some((contig, assembly)) if assembly.is_none_or(|assembly| assembly == self.annotator.assembly()) => {
                self.annotator.known_places(contig).map_or(Places::All, Places::Known)
            }
            // What is said of such a line is why there is nothing to say.
            _ => Places::All,
        }
    }

    fn neighbours(&self, run: &Run<'_, '_>, scratch: &mut Scratch<'k>) {
        scratch.told = Neighbours { annotator: self.annotator, sample: self.sample }.told(run);
    }

    fn annotate(
        &self,
        line: &Line<'_>,
        scratch: &mut Scratch<'k>,
        info: &mut Vec<u8>,
        notes: &mut Notes<'_>,
    ) -> Option<KeptLine<'k>> {
        let contig = match line.contig() {
            Err(problem) => {
                notes.add(problem.reason());
                return None;
            }
            Ok((_, Some(assembly))) if assembly != self.annotator.assembly() => {
                notes.add(OTHER_ASSEMBLY);
                return None;
            }
            Ok((contig, _)) => contig,
        };
        scratch.entries.clear();
        scratch.copies.clear();
        let texts = line.alternates().split(|byte| *byte == b',');
        let mut alleles: Vec<KeptAllele<'k>> = Vec::new();
        for (text, allele) in texts.enumerate().zip(line.alleles(contig)) {
            self.allele(line, text, allele, scratch, notes, &mut alleles);
        }
        if self.info.is_some() {
            scratch.entries.write(info);
        }
        let looked_at = self.looked_at(line, contig);
        let copies = std::mem::take(&mut scratch.copies);
        if alleles.is_empty() && looked_at.is_none() && copies.is_empty() {
            return None;
        }
        let bytes = match self.keep {
            Keep::Carried => Vec::new(),
            Keep::Annotations { .. } => line.bytes().to_vec(),
        };
        Some(KeptLine { bytes, alleles, looked_at, copies })
    }
}

/// `PASS`, or no filter applied.
fn is_passed(filter: &[u8]) -> bool {
    matches!(filter, b"PASS" | b"." | b"")
}

/// No line is filtered here: callers mark true variants, too (`germline`, `panel_of_normals`). What the caller doubts is said.
const FILTER_NOT_PASS: Reason = Reason {
    kind: Kind::Doubtful,
    code: "FILTER_NOT_PASS",
    text: "a claim is met by a line whose FILTER is not PASS: the caller itself doubts it",
};
pub(super) const OTHER_ASSEMBLY: Reason =
    Reason::unanswered("CONTIG_OF_OTHER_ASSEMBLY", "CHROM is an accession of another assembly than the one annotated on");
const GENOTYPE_WITHOUT: Reason = Reason::unanswered(
    "GENOTYPE_WITHOUT",
    "the genotype of the chosen sample says that it does not carry the allele, so no claim was matched",
);
const GENOTYPE_AGAINST_READS: Reason = Reason::unanswered(
    "GENOTYPE_AGAINST_READS",
    "the genotype of the chosen sample says that it does not carry the allele, but its reads do; the reads were believed",
);
const LETTERS_NOT_HELD: Reason = Reason::unanswered(
    "REFERENCE_NOT_HELD",
    "the index does not hold the reference letters here: REF was not checked, indels were not left-aligned",
);

/// Why an ALT is no run of bases, as it is counted.
pub(super) const fn not_bases(error: AlleleError) -> Reason {
    match error {
        AlleleError::UpstreamDeletion => {
            Reason::unanswered("UPSTREAM_DELETION", "ALT `*`: told by the line of the deletion upstream")
        }
        AlleleError::NoAlternate => Reason::unanswered("NO_ALTERNATE", "ALT `.`: the line states no alternate allele"),
        AlleleError::AnyOther => Reason::unanswered("NON_REF", "ALT `<NON_REF>` or `<*>`: no particular allele"),
        AlleleError::Symbolic => Reason::unanswered("SYMBOLIC", "symbolic ALT of a kind that is not read, such as `<CTX>`"),
        AlleleError::Breakend => Reason::unanswered("BREAKEND", "breakend ALT in none of the forms of the specification"),
        AlleleError::SameAsReference => Reason::unanswered("SAME_AS_REFERENCE", "ALT is the same as REF"),
        AlleleError::NoPosition => Reason::unanswered("NO_POSITION", "POS names no letter of the reference"),
        AlleleError::NotPlainBases => Reason::unanswered("NOT_PLAIN_BASES", "REF or ALT has a letter other than A, C, G, T"),
    }
}

pub(super) fn not_normal(error: &NormalizeError) -> Reason {
    match error {
        NormalizeError::ReferenceMismatch { .. } => Reason::unanswered(
            "REF_MISMATCH",
            "REF is not what the reference has there; is the file of another assembly (see --assembly)?",
        ),
        NormalizeError::NoChange { .. } => Reason::unanswered("SAME_AS_REFERENCE", "ALT is the same as REF"),
        NormalizeError::ReferenceUnreadable { .. } => {
            Reason::unanswered("REFERENCE_UNREADABLE", "the file given by --reference could not be read there")
        }
        NormalizeError::Damaged { .. } => {
            Reason::unanswered("INDEX_DAMAGED", "the letters of the index are damaged there; see `ckdb verify`")
        }
        NormalizeError::ReferencesDisagree { .. } => Reason::unanswered(
            "REFERENCES_DISAGREE",
            "the file given by --reference has other letters there than the index; is it of another assembly?",
        ),
    }
}
