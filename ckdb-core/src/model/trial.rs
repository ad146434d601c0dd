//! A clinical trial and what a tumour must carry to enter it.

use super::id::{DiseaseId, SourceId, TherapyId};
use super::profile::Token;
use super::vocabulary::vocabulary;

vocabulary! {
    /// Phase of a trial.
    TrialPhase, "trial phase", {
        /// Phase 1.
        One = "1",
        /// Phase 1/2.
        OneTwo = "1/2",
        /// Phase 2.
        Two = "2",
        /// Phase 2/3.
        TwoThree = "2/3",
        /// Phase 3.
        Three = "3",
        /// Phase 4.
        Four = "4",
    }
}

vocabulary! {
    /// Status, as the registry said on the day of [`Trial::as_of`].
    TrialStatus, "trial status", {
        /// Open for patients.
        Recruiting = "recruiting",
        /// Not open yet.
        NotYetRecruiting = "not-yet-recruiting",
        /// Running, closed for patients.
        ActiveNotRecruiting = "active-not-recruiting",
        /// By invitation.
        EnrollingByInvitation = "enrolling-by-invitation",
        /// Paused.
        Suspended = "suspended",
        /// Ended as planned.
        Completed = "completed",
        /// Ended early.
        Terminated = "terminated",
        /// Never began.
        Withdrawn = "withdrawn",
        /// Not known.
        Unknown = "unknown",
    }
}

vocabulary! {
    /// Does the trial select patients by what their tumours carry? A trial whose text was not read to the end is no trial without
    /// selection.
    TrialSelection, "genomic selection", {
        /// No.
        None = "none",
        /// Yes, by [`Trial::tokens`].
        Criterion = "criterion",
        /// The registry's text may select, and was not read with certainty.
        NotRead = "not-read",
    }
}

vocabulary! {
    /// What kind of trial or of access outside trials, when the registry says so.
    TrialType, "trial type", {
        /// By a company, for approval (企業治験).
        Company = "company",
        /// By physicians, for approval (医師主導治験).
        InvestigatorInitiated = "investigator-initiated",
        /// Expanded access (拡大治験).
        ExpandedAccess = "expanded-access",
        /// Advanced medical care, A or B (先進医療).
        AdvancedCare = "advanced-care",
        /// Research of physicians, not for approval (研究者主導).
        Research = "research",
        /// Patient-proposed care (患者申出療養).
        PatientProposed = "patient-proposed-care",
    }
}

/// A trial.
#[derive(Clone, Debug, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct Trial {
    /// File name of its record, its identity: the first of its ids.
    pub id: String,
    /// Every registry's id of this one trial.
    pub ids: Vec<String>,
    /// Title.
    pub title: String,
    /// Phase.
    pub phase: Option<TrialPhase>,
    /// What kind of trial.
    pub trial_type: Option<TrialType>,
    /// Status on the day of `as_of`.
    pub status: TrialStatus,
    /// The day the registry said so, `2024-05-01`.
    pub as_of: String,
    /// Countries with sites, ISO 3166 two-letter codes.
    pub countries: Vec<String>,
    /// Drugs on trial.
    pub therapies: Vec<TherapyId>,
    /// Diseases that may enter.
    pub diseases: Vec<DiseaseId>,
    /// Kinds of these diseases that may not enter.
    pub excluding: Vec<DiseaseId>,
    /// Is it open for further diseases that are not in `diseases`?
    pub more_diseases: bool,
    /// Does it select by what the tumour carries?
    pub selection: TrialSelection,
    /// What the tumour must carry, in postfix order; empty unless `selection` is [`TrialSelection::Criterion`].
    pub tokens: Vec<Token>,
    /// Youngest and oldest age that may enter, in whole years.
    pub ages: (Option<u16>, Option<u16>),
    /// Patients must have had one of these.
    pub after: Vec<TherapyId>,
    /// Patients must have had none of these.
    pub not_after: Vec<TherapyId>,
    /// Where the record came from.
    pub source: SourceId,
    /// Its name there.
    pub source_record: String,
}
