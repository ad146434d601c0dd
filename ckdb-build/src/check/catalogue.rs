//! Who exists: every identity, for looking names up.

use std::collections::BTreeMap;

use ckdb_core::model::{Biomarker, Vocabulary};

use crate::record::{DiseaseRecord, GeneRecord, ProfileRecord, Records, SourceRecord, TherapyRecord};

/// Records by identity. When an identity is there twice (reported as CK006) the first layer's record is the one.
pub(super) struct Catalogue<'r> {
    pub(super) genes: BTreeMap<&'r str, &'r GeneRecord>,
    pub(super) profiles: BTreeMap<&'r str, &'r ProfileRecord>,
    pub(super) diseases: BTreeMap<&'r str, &'r DiseaseRecord>,
    pub(super) therapies: BTreeMap<&'r str, &'r TherapyRecord>,
    pub(super) sources: BTreeMap<&'r str, &'r SourceRecord>,
}

impl<'r> Catalogue<'r> {
    pub(super) fn new(records: &'r Records) -> Self {
        fn by_id<'r, T>(list: &'r [T], id: impl Fn(&'r T) -> &'r String) -> BTreeMap<&'r str, &'r T> {
            // Later entries win in `collect`, so the list is walked backwards.
            list.iter().rev().map(|record| (id(record).as_str(), record)).collect()
        }
        Self {
            genes: by_id(&records.genes, |r| &r.header.id),
            profiles: by_id(&records.profiles, |r| &r.header.id),
            diseases: by_id(&records.diseases, |r| &r.header.id),
            therapies: by_id(&records.therapies, |r| &r.header.id),
            sources: by_id(&records.sources, |r| &r.header.id),
        }
    }

    /// The disease and everything above it, each once, the disease first. Ends in circles too.
    pub(super) fn lineage_of(&self, disease: &'r str) -> Vec<&'r str> {
        let mut found = vec![disease];
        let mut next = 0;
        while let Some(id) = found.get(next).copied() {
            next += 1;
            let Some(record) = self.diseases.get(id) else { continue };
            for parent in record.parents.iter().filter_map(|p| p.sound()) {
                if !found.contains(&parent.as_str()) {
                    found.push(parent);
                }
            }
        }
        found
    }
}

/// Whether the folder of a profile is one for signatures of the whole tumour.
pub(super) fn is_biomarker(folder: &str) -> bool {
    Biomarker::from_word(folder).is_some()
}
