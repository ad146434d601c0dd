//! The engine behind the lines: each ALT to its annotation, each annotation to INFO text and to whoever writes tables.

use super::entries::{CONSEQUENCE_FIELDS, Entries, MATCH_FIELDS};
use super::header::Declaration;
use super::line::Line;
use super::stream::LineAnnotator;
use super::tally::{Kind, Notes, Reason};
use crate::annotate::{Annotation, Annotator};
use crate::genome::allele::AlleleError;
use crate::matching::VariantMatch;
use crate::normalize::{NormalizeError, ReferenceCheck};

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
    /// Number of the ALT on the line, from 0.
    pub alternate: usize,
    /// Variants it meets, may meet or nearly meets.
    pub variants: Vec<VariantMatch>,
    /// The annotation, where tables were asked for; `None` too when the allele could not be annotated.
    pub annotation: Option<Annotation<'k>>,
    /// Why it could not be annotated, in words.
    pub problem: Option<String>,
}

/// What is kept of one line, with the line itself where tables were asked for.
#[derive(Debug)]
pub struct KeptLine<'k> {
    /// The raw line without its line end; empty unless tables were asked for.
    pub bytes: Vec<u8>,
    /// What is kept of its alleles, in the order of ALT.
    pub alleles: Vec<KeptAllele<'k>>,
}

/// Annotates lines with one [`Annotator`].
#[derive(Debug)]
pub struct Engine<'a, 'k> {
    annotator: &'a Annotator<'k>,
    keep: Keep,
    /// Is INFO text wanted?
    info: bool,
}

/// What one worker keeps from line to line.
#[derive(Debug, Default)]
pub struct Scratch {
    entries: Entries,
}

impl<'a, 'k> Engine<'a, 'k> {
    /// Lines are annotated with `annotator`; `info` says whether INFO text is wanted.
    #[must_use]
    pub const fn new(annotator: &'a Annotator<'k>, keep: Keep, info: bool) -> Self {
        Self { annotator, keep, info }
    }

    /// Our header lines: which program, index, schemes and disease speak in this file, and what the fields are.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn declarations(&self, command: &str) -> Result<[Declaration; 3], crate::index::IndexError> {
        let knowledge = self.annotator.knowledge();
        let release = knowledge.release()?;
        let schemes: Vec<String> = self.annotator.scheme_names().collect();
        let disease = self.annotator.patient().disease().and_then(|disease| self.annotator.records().disease(disease));
        let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
        let about = format!(
            "Version={},Index={},Release={},Assembly={},Schemes={},Disease={},Command={}",
            env!("CARGO_PKG_VERSION"),
            knowledge.content_id(),
            quoted(&release.name),
            self.annotator.assembly(),
            quoted(&schemes.join(",")),
            disease.map_or_else(|| ".".to_owned(), |disease| disease.id().to_owned()),
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

    fn allele(
        &self,
        alternate: usize,
        text: &[u8],
        allele: Result<crate::genome::Allele, AlleleError>,
        scratch: &mut Scratch,
        notes: &mut Notes<'_>,
    ) -> Option<KeptAllele<'k>> {
        let mut kept = KeptAllele { alternate, variants: Vec::new(), annotation: None, problem: None };
        let annotation = match allele {
            Err(error) => {
                notes.add(not_bases(error));
                Err(error.to_string())
            }
            Ok(allele) => self.annotator.annotate(&allele).map_err(|error| {
                notes.add(not_normal(&error));
                error.to_string()
            }),
        };
        match annotation {
            Err(problem) => kept.problem = Some(problem),
            Ok(annotation) => {
                if annotation.normalized.reference == ReferenceCheck::NotHeld && !annotation.consequences.is_empty() {
                    notes.add(LETTERS_NOT_HELD);
                }
                if self.info {
                    scratch.entries.add(text, &annotation, self.annotator);
                }
                kept.variants.clone_from(&annotation.variants);
                kept.annotation = Some(annotation);
            }
        }
        match self.keep {
            Keep::Carried => {
                kept.annotation = None;
                (!kept.variants.is_empty()).then_some(kept)
            }
            Keep::Annotations { unmatched: true } => Some(kept),
            Keep::Annotations { unmatched: false } => (!kept.variants.is_empty()).then_some(kept),
        }
    }
}

impl<'k> LineAnnotator for Engine<'_, 'k> {
    type Scratch = Scratch;
    type Output = KeptLine<'k>;

    fn scratch(&self) -> Scratch {
        Scratch::default()
    }

    fn annotate(&self, line: &Line<'_>, scratch: &mut Scratch, info: &mut Vec<u8>, notes: &mut Notes<'_>) -> Option<KeptLine<'k>> {
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
        let texts = line.alternates().split(|byte| *byte == b',');
        let alleles: Vec<KeptAllele<'k>> = texts
            .zip(line.alleles(contig))
            .enumerate()
            .filter_map(|(number, (text, allele))| self.allele(number, text, allele, scratch, notes))
            .collect();
        if self.info {
            scratch.entries.write(info);
        }
        if alleles.is_empty() {
            return None;
        }
        let bytes = match self.keep {
            Keep::Carried => Vec::new(),
            Keep::Annotations { .. } => line.bytes().to_vec(),
        };
        Some(KeptLine { bytes, alleles })
    }
}

const fn unanswered(code: &'static str, text: &'static str) -> Reason {
    Reason { kind: Kind::Unanswered, code, text }
}

const OTHER_ASSEMBLY: Reason =
    unanswered("CONTIG_OF_OTHER_ASSEMBLY", "CHROM is an accession of another assembly than the one annotated on");
const LETTERS_NOT_HELD: Reason = unanswered(
    "REFERENCE_NOT_HELD",
    "the index does not hold the reference letters here: REF was not checked, indels were not left-aligned",
);

/// Why an ALT is no run of bases, as it is counted.
const fn not_bases(error: AlleleError) -> Reason {
    match error {
        AlleleError::UpstreamDeletion => unanswered("UPSTREAM_DELETION", "ALT `*`: told by the line of the deletion upstream"),
        AlleleError::NoAlternate => unanswered("NO_ALTERNATE", "ALT `.`: the line states no alternate allele"),
        AlleleError::AnyOther => unanswered("NON_REF", "ALT `<NON_REF>` or `<*>`: no particular allele"),
        AlleleError::Symbolic => unanswered("SYMBOLIC", "symbolic ALT such as `<DEL>`: copy number and structure are not read yet"),
        AlleleError::Breakend => unanswered("BREAKEND", "breakend ALT: fusions are not read yet"),
        AlleleError::SameAsReference => unanswered("SAME_AS_REFERENCE", "ALT is the same as REF"),
        AlleleError::NoPosition => unanswered("NO_POSITION", "POS names no letter of the reference"),
        AlleleError::NotPlainBases => unanswered("NOT_PLAIN_BASES", "REF or ALT has a letter other than A, C, G, T"),
    }
}

fn not_normal(error: &NormalizeError) -> Reason {
    match error {
        NormalizeError::ReferenceMismatch { .. } => unanswered(
            "REF_MISMATCH",
            "REF is not what the reference has there; is the file of another assembly (see --assembly)?",
        ),
        NormalizeError::NoChange { .. } => unanswered("SAME_AS_REFERENCE", "ALT is the same as REF"),
        NormalizeError::ReferenceUnreadable { .. } => {
            unanswered("REFERENCE_UNREADABLE", "the file given by --reference could not be read there")
        }
        NormalizeError::ReferencesDisagree { .. } => unanswered(
            "REFERENCES_DISAGREE",
            "the file given by --reference has other letters there than the index; is it of another assembly?",
        ),
    }
}
