//! The record types.
//!
//! The comments here are the curator's handbook: they say for every field what it means, in which unit, and from where it is
//! counted. `knowledge/README.md` shows the same fields as TOML.

mod approval;
mod criterion;
mod evidence;
mod gene;
mod ontology;
mod profile;
mod source;
mod trial;

pub use approval::{ApprovalRecord, CompanionDiagnosticRecord};
pub use criterion::{AlleleRecord, BiomarkerTest, CriterionNode, CriterionRecord, Leaf, LeafKind};
pub use evidence::{AssertionRecord, EvidenceRecord};
pub use gene::GeneRecord;
pub use ontology::{BrandRecord, DiseaseRecord, TherapyRecord};
pub use profile::ProfileRecord;
pub use source::SourceRecord;
pub use trial::TrialRecord;

use std::collections::BTreeMap;
use super::Spanned;
use crate::diagnostic::Place;

/// What every record has from its file.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// The identity: the path below the folder of its kind, without `.toml` (`BRAF`, `BRAF/V600E`, `us/osimertinib/1`).
    pub id: String,
    /// The beginning of the file, or of the numbered table in it.
    pub place: Place,
    /// Which directory the record came from, counted from 0. Layer 0 is the knowledge that ships; later ones lie over it.
    pub layer: usize,
}

/// Where a fact came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Provenance {
    /// The identity of a source in `sources/`, such as `civic`. Its licence and release hold for the fact.
    pub source: Spanned<String>,
    /// How the source itself names the record: `EID3758`, `DOID:3910`, `P120019/S018`. It is what a doubter looks up.
    pub record: Spanned<String>,
}

/// All records of all layers, each list sorted by identity.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Records {
    /// `genes/`
    pub genes: Vec<GeneRecord>,
    /// `profiles/`, each with its evidence items and assertions
    pub profiles: Vec<ProfileRecord>,
    /// `diseases/`
    pub diseases: Vec<DiseaseRecord>,
    /// `therapies/`
    pub therapies: Vec<TherapyRecord>,
    /// `approvals/`, one for each numbered table
    pub approvals: Vec<ApprovalRecord>,
    /// `trials/`
    pub trials: Vec<TrialRecord>,
    /// `sources/`
    pub sources: Vec<SourceRecord>,
    /// What each term of the Disease Ontology is a kind of, where the build was given its tree: `DOID:1909` → `DOID:162`, …
    /// It is no record; it tells where a disease that a source brings has its place.
    pub disease_tree: BTreeMap<String, Vec<String>>,
}

impl Records {
    /// Puts every list in the order of identities; records of one identity keep the order of their layers.
    pub fn sort(&mut self) {
        self.genes.sort_by(|a, b| a.header.id.cmp(&b.header.id));
        self.profiles.sort_by(|a, b| a.header.id.cmp(&b.header.id));
        self.diseases.sort_by(|a, b| a.header.id.cmp(&b.header.id));
        self.therapies.sort_by(|a, b| a.header.id.cmp(&b.header.id));
        self.approvals.sort_by(|a, b| a.file_and_number().cmp(&b.file_and_number()));
        self.trials.sort_by(|a, b| a.header.id.cmp(&b.header.id));
        self.sources.sort_by(|a, b| a.header.id.cmp(&b.header.id));
    }

    /// How many records there are, evidence items and assertions not counted.
    #[must_use]
    pub fn len(&self) -> usize {
        self.genes.len()
            + self.profiles.len()
            + self.diseases.len()
            + self.therapies.len()
            + self.approvals.len()
            + self.trials.len()
            + self.sources.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
