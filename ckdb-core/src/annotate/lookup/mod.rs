//! A term to everything known about it: the walk without a file.
//!
//! ```text
//!  "BRAF V600E"  "EGFR"  "タグリッソ"  "LUAD"  "EID1409"     ─names─► records ─────────────┐
//!  "NM_004333.6:c.1799T>A"  "7:g.140753336A>T"              ─hgvs──► allele ─annotate──► profiles ─► Answer
//!  "BRAF V600E"  "NP_004324.2:p.Val600Glu"  ─spelling─► alleles of that protein change ──┘
//! ```
//! A change is answered exactly as the VCF line that carries it: it goes through [`Annotator::annotate`]. A change of the
//! protein has several such lines; what all of them meet is true, what only some meet is unknown. A profile that *is* one
//! protein change (`BRAF V600E`) is therefore answered as that change, with all that covers it, however it was asked for.
//!
//! [`Knowledge::evidence`] is the short way: evidence items of whatever a term means, as views.

mod change;
mod error;
mod fusion;
mod named;
mod spelling;
mod term;

pub use error::LookupError;

use super::{Annotation, Annotator, Prepared, Row};
use crate::consequence::{Consequence, HgvsC, HgvsG};
use crate::genome::{Assembly, ProteinChange};
use crate::knowledge::{Knowledge, Meaning, view};
use crate::matching::{Judgement, MatchLevel, NearMiss, Truth};
use crate::model::{DiseaseId, EvidenceLevel, GeneId};
use crate::reference::Reference;
use change::Reader;
use std::sync::Arc;
use term::Form;

/// Asks one index about terms, for one patient or for nobody in particular.
#[derive(Clone, Debug)]
pub struct Lookup<'k> {
    knowledge: &'k Knowledge,
    disease: Option<DiseaseId>,
    assembly: Option<Assembly>,
    prepared: Vec<Prepared>,
    reference: Option<Arc<Reference>>,
}

/// Everything known about a term.
#[derive(Clone, Debug)]
pub struct Answer<'k> {
    /// What the term was read as.
    pub subject: Subject<'k>,
    /// What the reader must know about the reading: another version of a transcript, an assembly chosen by the letters.
    pub notes: Vec<String>,
    /// Profiles it is about, the best first: certain ones, then by level, closeness, strength of the sources.
    pub found: Vec<Found<'k>>,
    /// Claims it nearly meets.
    pub near: Vec<Near<'k>>,
    /// Trials of a therapy, or the one asked for.
    pub trials: Vec<view::Trial<'k>>,
    /// The patient's disease; of a term that is a disease, that one. `None`: levels that depend on it are left out.
    pub patient: Option<DiseaseId>,
    /// Level schemes used, each as `jp-2.1@1`.
    pub schemes: Vec<String>,
}

/// What a term was read as.
#[derive(Clone, Debug)]
pub enum Subject<'k> {
    /// A molecular profile, supposed to hold.
    Profile(view::Profile<'k>),
    /// Genes of this name.
    Genes(Vec<view::Gene<'k>>),
    /// Therapies of this name.
    Therapies(Vec<view::Therapy<'k>>),
    /// A disease.
    Disease(view::Disease<'k>),
    /// Records of this identity.
    Records(Vec<&'k str>),
    /// Trials of this identity.
    Trials,
    /// Two fused genes: `SQSTM1::ALK`.
    Fusion(String),
    /// A change of letters or of the protein.
    Change(Box<Change<'k>>),
}

/// How a change was named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named<'k> {
    /// By its place on the genome.
    Genome,
    /// On a transcript.
    Transcript {
        /// Accession of the transcript read.
        transcript: &'k str,
        /// The name.
        name: HgvsC,
    },
    /// By what becomes of the protein.
    Protein {
        /// Accession of the transcript read.
        transcript: &'k str,
        /// The change, in canonical form.
        change: ProteinChange,
    },
}

/// A change, annotated.
#[derive(Clone, Debug)]
pub struct Change<'k> {
    /// The assembly it was read on.
    pub assembly: Assembly,
    /// How it was named.
    pub named: Named<'k>,
    /// How many changes of letters were looked at: more than one only for a change of the protein.
    pub spellings: usize,
    /// Accession of the transcript that shows it best, and the consequence there.
    pub transcript: Option<(&'k str, Consequence)>,
    /// The annotation; of several changes of letters, that of the one with the fewest letters, its matches judged by all.
    pub annotation: Annotation<'k>,
}

/// A profile the term is about, with what is claimed about it.
#[derive(Clone, Debug)]
pub struct Found<'k> {
    /// The profile.
    pub profile: view::Profile<'k>,
    /// Why it is shown.
    pub how: How,
    /// Claims, the best first.
    pub rows: Vec<Row<'k>>,
}

/// Why a profile is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The change meets it, or may.
    Change {
        /// How closely.
        level: MatchLevel,
        /// By which rule.
        rule: &'static str,
        /// Does it meet it? Never false.
        truth: Truth,
    },
    /// It was asked for by name.
    Named,
    /// It holds whenever the profile asked for does.
    Implied,
    /// It asks for a variant of the gene.
    Gene,
    /// Something is claimed about the therapy.
    Therapy,
    /// Something is claimed in the disease.
    Disease,
    /// The record stands in it.
    Record,
}

impl How {
    /// Are levels and access of the claims earned? What is unknown earns none: a drug is not for a tumour that may not carry
    /// its biomarker. A profile asked for by any name but a change is supposed to hold.
    #[must_use]
    pub fn earns(self) -> bool {
        match self {
            Self::Change { truth, .. } => truth == Truth::True,
            _ => true,
        }
    }
}

/// A claim that a change nearly meets.
#[derive(Clone, Copy, Debug)]
pub struct Near<'k> {
    /// The variant claimed.
    pub variant: view::Variant<'k>,
    /// Why it does not meet it.
    pub miss: NearMiss,
    /// By which rule.
    pub rule: &'static str,
}

impl<'k> Lookup<'k> {
    /// Asks without a patient: levels that depend on the disease are left out.
    #[must_use]
    pub const fn new(knowledge: &'k Knowledge) -> Self {
        Self { knowledge, disease: None, assembly: None, prepared: Vec::new(), reference: None }
    }

    /// With what was prepared for this index before: a service that asks often keeps it, for one assembly or both.
    #[must_use]
    pub fn prepared(mut self, prepared: Prepared) -> Self {
        self.prepared.push(prepared);
        self
    }

    /// For a patient with this disease: an OncoTree code, a `DOID:…`, an `NCIt:C…`, or a name.
    ///
    /// # Errors
    /// When nobody knows it; the error brings the nearest names.
    pub fn disease(self, name: &str) -> Result<Self, LookupError> {
        Ok(Self { disease: Some(self.knowledge.disease(name)?), ..self })
    }

    /// Places are on this assembly.
    #[must_use]
    pub fn assembly(self, assembly: Assembly) -> Self {
        Self { assembly: Some(assembly), ..self }
    }

    /// With the letters of a FASTA file for places beyond those the index holds. Only changes on its assembly are looked up in it.
    #[must_use]
    pub fn reference(self, reference: Arc<Reference>) -> Self {
        Self { reference: Some(reference), ..self }
    }

    /// Everything known about a term.
    ///
    /// # Errors
    /// An unknown name (with the nearest ones), a change that cannot be read or put on the genome, a damaged index.
    pub fn ask(&self, term: &str) -> Result<Answer<'k>, LookupError> {
        let term = term.trim();
        if term.is_empty() {
            return Err(LookupError::Empty);
        }
        if let Some(answer) = self.by_name(term)? {
            return Ok(answer);
        }
        if let Some(answer) = self.by_fusion(term)? {
            return Ok(answer);
        }
        let reader = self.reader();
        let read = match term::form(term) {
            Form::NotHeld(what) => return Err(LookupError::NotHeld { term: term.to_owned(), what }),
            Form::Place(place) => reader.place(term, &place)?,
            Form::Hgvs(name) => reader.hgvs(term, &name)?,
            Form::Broken(error) => return Err(error.into()),
            Form::Other => return Err(self.knowledge.unknown("term", term, |_| true).into()),
        };
        self.change(read)
    }

    fn reader(&self) -> Reader<'k, '_> {
        Reader { knowledge: self.knowledge, assembly: self.assembly, reference: self.reference.as_deref() }
    }

    fn annotator(&self, assembly: Assembly, patient: Option<DiseaseId>) -> Result<Annotator<'k>, LookupError> {
        let mut annotator = match self.prepared.iter().find(|prepared| prepared.assembly() == assembly) {
            Some(prepared) => Annotator::with(self.knowledge, prepared)?,
            None => Annotator::new(self.knowledge, assembly)?,
        };
        if let Some(reference) = self.reference.as_ref().filter(|reference| reference.assembly() == assembly) {
            annotator = annotator.reference(reference.clone())?;
        }
        Ok(match patient {
            Some(disease) => annotator.disease_id(disease),
            None => annotator,
        })
    }

    fn change(&self, read: change::Read<'k>) -> Result<Answer<'k>, LookupError> {
        let annotator = self.annotator(read.assembly, self.disease)?;
        let records = annotator.records();
        let (change, notes) = change::annotate(&annotator, read)?;
        let matches = change.annotation.matches.iter();
        let found = matches.map(|found| Found {
            profile: found.profile,
            how: How::Change { level: found.level, rule: found.by.1, truth: found.truth },
            rows: found.card.rows.clone(),
        });
        let found = found.collect();
        let near = change.annotation.variants.iter().filter_map(|found| match found.judgement {
            Judgement::Near { miss, rule } => Some(Near { variant: records.variant(found.variant)?, miss, rule }),
            _ => None,
        });
        let near = near.collect();
        Ok(Answer { notes, near, ..Answer::new(Subject::Change(Box::new(change)), found, &annotator) })
    }
}

impl<'k> Answer<'k> {
    fn new(subject: Subject<'k>, found: Vec<Found<'k>>, annotator: &Annotator<'k>) -> Self {
        let mut found = found;
        for one in &mut found {
            one.rows.sort_by(|a, b| row_order(a).cmp(&row_order(b)));
        }
        found.sort_by(|a, b| found_order(a).cmp(&found_order(b)));
        Self {
            subject,
            notes: Vec::new(),
            found,
            near: Vec::new(),
            trials: Vec::new(),
            patient: annotator.patient().disease(),
            schemes: annotator.scheme_names().collect(),
        }
    }

    /// Evidence items of all rows, in their order, each once.
    #[must_use]
    pub fn evidence(&self) -> Vec<view::Evidence<'k>> {
        let mut items: Vec<view::Evidence<'k>> = Vec::new();
        for item in self.found.iter().flat_map(|found| &found.rows).flat_map(|row| &row.evidence) {
            if !items.contains(item) {
                items.push(*item);
            }
        }
        items
    }
}

/// Levels for the patient, then disease, then strength of the facts: what a regulator allowed, then the sources' own levels.
fn row_order<'a, 'k>(row: &'a Row<'k>) -> impl Ord + use<'a, 'k> {
    let strongest = row.source_levels().first().copied().map_or((true, EvidenceLevel::E), |level| (false, level));
    (&row.rank, row.scope, row.approvals.is_empty(), strongest, &row.claim, row.disease)
}

/// Certain before uncertain, then by the best level, then the closest, then by the strongest facts.
fn found_order<'a, 'k>(found: &'a Found<'k>) -> impl Ord + use<'a, 'k> {
    let (uncertain, closeness) = match found.how {
        How::Change { level, truth, .. } => (truth != Truth::True, Some(level)),
        // The profile asked for stands first.
        How::Named => (false, None),
        _ => (false, Some(MatchLevel::GeneAny)),
    };
    let asked = !matches!(found.how, How::Named);
    let best = found.rows.first();
    (uncertain, asked, best.is_none(), best.map(|row| &row.rank), closeness, best.map(row_order), found.profile.number())
}

impl<'k> Change<'k> {
    /// With the transcript that shows it: the one it was named on, else the one claims about its gene are numbered on, else
    /// the first the annotator shows, else the first.
    fn shown(mut self, annotator: &Annotator<'k>) -> Self {
        let (genome, records) = (annotator.genome(), annotator.records());
        let named = match &self.named {
            Named::Transcript { transcript, .. } | Named::Protein { transcript, .. } => {
                genome.transcript(transcript).map(|found| found.number)
            }
            Named::Genome => None,
        };
        let is_declared = |found: &&Consequence| {
            let gene = records.gene(GeneId::new(found.gene));
            gene.and_then(|gene| genome.transcript(gene.transcript())).is_some_and(|declared| declared.number == found.transcript)
        };
        let all = &self.annotation.consequences;
        let shown = all.iter().find(|found| Some(found.transcript) == named);
        let shown = shown.or_else(|| all.iter().find(is_declared)).or_else(|| all.iter().find(|found| annotator.is_shown(found)));
        let shown = shown.or_else(|| all.first());
        self.transcript = shown.and_then(|found| Some((genome.row(found.transcript)?.accession, found.clone())));
        self
    }

    /// The name on the genome: `NC_000007.14:g.140753336A>T`.
    #[must_use]
    pub fn hgvs_g(&self) -> String {
        self.annotation.normalized().map_or_else(String::new, |normalized| HgvsG::of(normalized).on(self.assembly))
    }

    /// The name on the transcript shown: `NM_004333.5:c.1799T>A`.
    #[must_use]
    pub fn hgvs_c(&self) -> Option<String> {
        let (accession, found) = self.transcript.as_ref()?;
        found.hgvs_c.as_ref().map(|name| change::on_transcript(accession, name))
    }

    /// The change of the protein on the transcript shown.
    #[must_use]
    pub fn protein(&self) -> Option<&ProteinChange> {
        self.transcript.as_ref()?.1.protein.as_ref()
    }
}

impl Knowledge {
    /// Evidence items of what a term means: a profile's own, those of every profile of a gene, those that name a therapy or
    /// a disease, or one by its identity (`EID1409`). A change that no record is named after (`KRAS G12S`,
    /// `NM_004333.5:c.1799T>A`) gives those of the profiles it meets, as [`Lookup::ask`] finds them.
    ///
    /// A name costs one search in the table of names; a change is annotated.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let knowledge = ckdb_core::knowledge::Knowledge::open("ckdb-2026.11.ckdb")?;
    /// for item in knowledge.evidence("BRAF V600E")? {
    ///     println!("{} {} {}", item.level(), item.significance(), item.therapies());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As for [`Lookup::ask`].
    pub fn evidence(&self, term: &str) -> Result<Vec<view::Evidence<'_>>, LookupError> {
        let records = self.records()?;
        let mut items = Vec::new();
        let meanings = self.find(term)?;
        for meaning in &meanings {
            match *meaning {
                Meaning::Profile(id) => items.extend(records.evidence_of(id)),
                Meaning::Gene(id) => {
                    for profile in named::profiles_of_gene(records, id)? {
                        items.extend(records.evidence_of(profile));
                    }
                }
                Meaning::Therapy(id) => items.extend(records.evidence().filter(|item| item.therapies().any(|one| one == id))),
                Meaning::Disease(id) => items.extend(records.evidence().filter(|item| item.disease() == id)),
                Meaning::Evidence(id) => items.extend(records.evidence_item(id)),
                // A trial is no evidence.
                Meaning::Trial(_) => {}
            }
        }
        if meanings.is_empty() {
            return Ok(Lookup::new(self).ask(term)?.evidence());
        }
        items.sort_by_key(|item: &view::Evidence<'_>| item.number());
        items.dedup();
        Ok(items)
    }
}
