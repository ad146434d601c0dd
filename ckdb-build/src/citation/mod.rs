//! Records against the released data that they cite: `ckdb check --citations --against DIR`.
//!
//! A curator's slip (a wrong level, a wrong PubMed number, a drug left out, a figure of another study) is well-formed TOML, so no
//! rule of [`crate::check`] can see it. This room opens the releases that the records name and compares field by field. What
//! cannot be found there is an error, too: outside `candidates/` every fact has a proof that somebody can open.
//!
//! | room | compares |
//! |---|---|
//! | `data` | finds the releases below the folder of data |
//! | `civic` | evidence items and assertions, with CIViC's tables |
//! | `wording` | figures, end points, populations and copied sentences of a statement |
//! | `variant` | what a profile asks, with the name of the source's profile |
//! | `regulator`, `detects` | approvals and companion diagnostics, with the FDA's list |
//! | `registers` | genes, diseases and drugs, with HGNC, the Disease Ontology, OncoTree and the NCI Thesaurus |
//! | `registry` | trials, with ClinicalTrials.gov |
//! | `papers` | evidence of other sources: where else a paper is cited, and for what |
//! | `seen` | documents and papers that are in no release: who opened them, and when |
//!
//! Data are read from a folder laid out as `DIR/SOURCE/RELEASE/…`; `knowledge/README.md` lists the files. Nothing is fetched.

mod civic;
mod data;
mod detects;
mod papers;
mod registers;
mod registry;
mod regulator;
mod seen;
mod variant;
mod wording;

pub use data::DataError;

use crate::diagnostic::{Diagnostic, Diagnostics, Place, Rule, rules};
use crate::record::{DiseaseRecord, Records, TherapyRecord};
use data::Data;
use seen::Seen;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What was compared, and what does not agree.
#[derive(Debug, Default)]
pub struct Compared {
    /// Every disagreement, and every fact that nothing at hand proves.
    pub diagnostics: Diagnostics,
    /// How much was compared, by what it is.
    pub counts: BTreeMap<&'static str, usize>,
}

/// Compares every record with the data below `against`. `dirs` are the folders of the records: their `seen/` tables are read.
///
/// # Errors
/// When `against` is no folder, or a file in it cannot be read or has not the columns of its kind.
pub fn verify(records: &Records, dirs: &[PathBuf], against: &Path) -> Result<Compared, DataError> {
    let mut desk = Desk::new(records, Data::open(against)?, Seen::read(dirs)?);
    civic::check(&mut desk)?;
    regulator::check(&mut desk)?;
    registers::check(&mut desk)?;
    registry::check(&mut desk)?;
    papers::check(&mut desk)?;
    desk.unseen();
    Ok(Compared { diagnostics: desk.out.sorted(), counts: desk.counts })
}

/// What every room needs: the records by name, the data, and where findings go.
struct Desk<'r> {
    records: &'r Records,
    diseases: BTreeMap<&'r str, &'r DiseaseRecord>,
    therapies: BTreeMap<&'r str, &'r TherapyRecord>,
    /// Names and aliases in lower case, with the therapy or disease that bears them.
    therapy_names: BTreeMap<String, &'r str>,
    disease_names: BTreeMap<String, &'r str>,
    data: Data,
    seen: Seen,
    out: Diagnostics,
    counts: BTreeMap<&'static str, usize>,
}

impl<'r> Desk<'r> {
    fn new(records: &'r Records, data: Data, seen: Seen) -> Self {
        let mut therapy_names = BTreeMap::new();
        for record in &records.therapies {
            for name in std::iter::once(&record.name).chain(&record.aliases) {
                therapy_names.insert(name.value.to_lowercase(), record.header.id.as_str());
            }
        }
        let mut disease_names = BTreeMap::new();
        for record in &records.diseases {
            for name in std::iter::once(&record.name).chain(&record.aliases) {
                disease_names.insert(name.value.to_lowercase(), record.header.id.as_str());
            }
        }
        Self {
            records,
            diseases: records.diseases.iter().map(|record| (record.header.id.as_str(), record)).collect(),
            therapies: records.therapies.iter().map(|record| (record.header.id.as_str(), record)).collect(),
            therapy_names,
            disease_names,
            data,
            seen,
            out: Diagnostics::new(),
            counts: BTreeMap::new(),
        }
    }

    fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    fn report(&mut self, rule: &'static Rule, place: Place, message: String, label: &str) -> &mut Self {
        self.out.push(Diagnostic::new(rule, place, message).label(label));
        self
    }

    /// Ours and theirs are one and the same, or a finding says which is which.
    fn same(&mut self, place: Place, field: &str, ours: &str, theirs: &str, them: &str) {
        if ours == theirs {
            return;
        }
        let (message, label) = match (ours, theirs) {
            ("", theirs) => (format!("`{field}` is left out, but {them} says `{theirs}`"), "expected from the source"),
            (ours, "") => (format!("`{field}` is `{ours}`, but {them} says nothing"), "not in the source"),
            (ours, theirs) => (format!("`{field}` is `{ours}`, but {them} says `{theirs}`"), "the source says otherwise"),
        };
        let finding = Diagnostic::new(&rules::SOURCE_DISAGREES, place, message).label(label);
        self.out.push(
            finding
                .suggest((!theirs.is_empty()).then_some(theirs))
                .help("open the source, then mend the field or the `source_record`"),
        );
    }

    /// The release that the source `id` names, if there is such a source.
    fn release(&self, id: &str) -> Option<&'r str> {
        self.records.sources.iter().find(|source| source.header.id == id)?.release.sound().map(String::as_str)
    }

    /// Says once that a release is not at hand, at the source that names it.
    fn lacking(&mut self, id: &str, what: &str) {
        let Some(source) = self.records.sources.iter().find(|source| source.header.id == id) else { return };
        let (place, release) = (source.release.place, source.release.value.clone());
        let message = format!("release `{release}` of `{id}` is not in the data at hand: no {what} below `{}`", self.data.shown());
        let finding = Diagnostic::new(&rules::NO_RELEASE, place, message).label("nothing could be compared with it");
        self.out
            .push(finding.help("fetch it, or name another folder with `--against`; `knowledge/README.md` says where files lie"));
    }

    /// Whether one disease is the other, or stands above or below it.
    fn related(&self, one: &str, other: &str) -> bool {
        self.above(one).contains(other) || self.above(other).contains(one)
    }

    fn above<'s>(&'s self, disease: &'s str) -> BTreeSet<&'s str> {
        let (mut found, mut waiting) = (BTreeSet::new(), vec![disease]);
        while let Some(id) = waiting.pop() {
            if found.insert(id) {
                let parents = self.diseases.get(id).into_iter().flat_map(|record| &record.parents);
                waiting.extend(parents.map(|parent| parent.value.as_str()));
            }
        }
        found
    }

    /// Whether a named person has signed for the record that begins at `place`.
    fn is_signed(&self, place: Place) -> bool {
        self.records.reviews.iter().any(|review| review.place == place && review.is_signed())
    }
}
