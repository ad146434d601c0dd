//! The tables of records as owned values: what a build writes, and what a reader of several layers takes apart and joins.

use super::naming::NameRows;
use super::records::{Records, SECTIONS, TABLE_VERSION};
use super::{COPY_NUMBER_SECTION, Knowledge, NAMES_SECTION};
use crate::index::{IndexError, Stored, Writer, owned};
use crate::model::{
    Approval, Assertion, CopyProfile, Disease, EvidenceItem, Gene, LevelScheme, MolecularProfile, OncotreeCode, Source, Therapy,
    TriageTable, Trial, Variant,
};

/// Every table of records, owned. Rows refer to each other by their places in these tables.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RecordTables {
    /// Approvals, by identity.
    pub approvals: Vec<Approval>,
    /// Assertions, by profile.
    pub assertions: Vec<Assertion>,
    /// Diseases, by identity.
    pub diseases: Vec<Disease>,
    /// Evidence items, by profile.
    pub evidence: Vec<EvidenceItem>,
    /// Genes, by symbol.
    pub genes: Vec<Gene>,
    /// Codes of OncoTree, by code and first release.
    pub oncotree: Vec<OncotreeCode>,
    /// Molecular profiles, by identity.
    pub profiles: Vec<MolecularProfile>,
    /// Level schemes.
    pub schemes: Vec<LevelScheme>,
    /// Sources, by identity.
    pub sources: Vec<Source>,
    /// Therapies, by identity.
    pub therapies: Vec<Therapy>,
    /// Triage tables.
    pub triage: Vec<TriageTable>,
    /// Trials, by identity.
    pub trials: Vec<Trial>,
    /// Variants, each once.
    pub variants: Vec<Variant>,
    /// Copy-number profiles.
    pub copy_profiles: Vec<CopyProfile>,
}

fn table<T, A>(stored: &[A]) -> Result<Vec<T>, IndexError>
where
    A: for<'a> rkyv::Deserialize<T, rkyv::api::high::HighDeserializer<rkyv::rancor::BoxedError>> + Stored,
{
    stored.iter().map(owned).collect()
}

impl RecordTables {
    /// Every table of an index.
    ///
    /// # Errors
    /// When a table is damaged.
    pub fn of(knowledge: &Knowledge) -> Result<Self, IndexError> {
        let records: Records<'_> = knowledge.records()?;
        Ok(Self {
            approvals: table(records.approvals)?,
            assertions: table(records.assertions)?,
            diseases: table(records.diseases)?,
            evidence: table(records.evidence)?,
            genes: table(records.genes)?,
            oncotree: table(records.oncotree)?,
            profiles: table(records.profiles)?,
            schemes: table(records.schemes)?,
            sources: table(records.sources)?,
            therapies: table(records.therapies)?,
            triage: table(records.triage)?,
            trials: table(records.trials)?,
            variants: table(records.variants)?,
            copy_profiles: knowledge.copy_profiles()?,
        })
    }

    /// Adds the sections of these tables, and the one of their names.
    ///
    /// # Errors
    /// When a table grows beyond what one section may hold, or a record has an empty name.
    pub fn write(&self, writer: &mut Writer) -> Result<(), IndexError> {
        let [
            approvals,
            assertions,
            diseases,
            evidence,
            genes,
            oncotree,
            profiles,
            schemes,
            sources,
            therapies,
            triage,
            trials,
            variants,
        ] = SECTIONS;
        writer.archive(approvals, TABLE_VERSION, &self.approvals)?;
        writer.archive(assertions, TABLE_VERSION, &self.assertions)?;
        writer.archive(diseases, TABLE_VERSION, &self.diseases)?;
        writer.archive(evidence, TABLE_VERSION, &self.evidence)?;
        writer.archive(genes, TABLE_VERSION, &self.genes)?;
        writer.archive(oncotree, TABLE_VERSION, &self.oncotree)?;
        writer.archive(profiles, TABLE_VERSION, &self.profiles)?;
        writer.archive(schemes, TABLE_VERSION, &self.schemes)?;
        writer.archive(sources, TABLE_VERSION, &self.sources)?;
        writer.archive(therapies, TABLE_VERSION, &self.therapies)?;
        writer.archive(triage, TABLE_VERSION, &self.triage)?;
        writer.archive(trials, TABLE_VERSION, &self.trials)?;
        writer.archive(variants, TABLE_VERSION, &self.variants)?;
        writer.archive(COPY_NUMBER_SECTION, TABLE_VERSION, &self.copy_profiles)?;
        let names = NameRows {
            genes: &self.genes,
            profiles: &self.profiles,
            therapies: &self.therapies,
            diseases: &self.diseases,
            oncotree: &self.oncotree,
            evidence: &self.evidence,
            trials: &self.trials,
        };
        writer.section(NAMES_SECTION, TABLE_VERSION, names.section()?)?;
        Ok(())
    }
}
