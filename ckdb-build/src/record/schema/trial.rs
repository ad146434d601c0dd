//! A clinical trial: `trials/NCT04487080.toml`.

use ckdb_core::model::{TrialPhase, TrialSelection, TrialStatus, TrialType};

use super::{CriterionRecord, Header, Provenance};
use crate::record::Spanned;

/// One trial, whatever number of registries name it. The file is named by the first of its `ids`.
#[derive(Debug, Clone, PartialEq)]
pub struct TrialRecord {
    /// Identity, place, layer.
    pub header: Header,
    /// `ids`: its names in the registries, the first one names the file.
    pub ids: Vec<Spanned<String>>,
    /// `title`: as registered, in English.
    pub title: Spanned<String>,
    /// `phase`, optional: trials of devices and registries have none.
    pub phase: Option<Spanned<TrialPhase>>,
    /// `type`, optional: what kind of trial, or of access outside trials.
    pub trial_type: Option<Spanned<TrialType>>,
    /// `status`: what the registry said on `as_of`.
    pub status: Spanned<TrialStatus>,
    /// `as_of`: the day the registry said so. A status without a day is worth nothing.
    pub as_of: Spanned<String>,
    /// `countries`, optional: two-letter codes of ISO 3166.
    pub countries: Vec<Spanned<String>>,
    /// `therapies`, optional: identities of the drugs on trial.
    pub therapies: Vec<Spanned<String>>,
    /// `diseases`: identities of the diseases that may enter.
    pub diseases: Vec<Spanned<String>>,
    /// `more_diseases`, optional: the trial is open for further diseases that are not in the list.
    pub more_diseases: Option<Spanned<bool>>,
    /// `selection`, optional: `not-read` where the registry's text may select in words that no criterion here says. Without it a
    /// record with a criterion selects by that, and one without does not select.
    pub selection: Option<Spanned<TrialSelection>>,
    /// `excluding`, optional: identities of kinds of the disease that the document leaves out.
    pub excluding: Vec<Spanned<String>>,
    /// `[criterion]`, optional: what the tumour must carry; left out where the trial does not select.
    pub criterion: Option<CriterionRecord>,
    /// `minimum_age` and `maximum_age`, optional: in whole years, both may enter.
    pub ages: [Option<Spanned<u32>>; 2],
    /// `after`, optional: patients must have had one of these therapies.
    pub after: Vec<Spanned<String>>,
    /// `not_after`, optional: patients must have had none of these therapies.
    pub not_after: Vec<Spanned<String>>,
    /// `source` and `source_record`.
    pub provenance: Provenance,
}
