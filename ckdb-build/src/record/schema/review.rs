//! Who stands behind a record: what a candidate lacks, who proposed a record, and which person reviewed it.

use ckdb_core::model::Vocabulary;

use crate::diagnostic::Place;
use crate::record::Spanned;

/// The state a record says it is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewState {
    /// Believed, not shown: it waits in `candidates/` and is compiled by nobody.
    Candidate,
    /// A person opened the proof and signed for the record.
    Reviewed,
}

impl Vocabulary for ReviewState {
    const NOUN: &'static str = "state of a record";
    const ALL: &'static [Self] = &[Self::Candidate, Self::Reviewed];

    fn as_str(self) -> &'static str {
        match self {
            Self::Candidate => "candidate",
            Self::Reviewed => "reviewed",
        }
    }
}

/// The fields of one record that speak of its review. A record without any of them is proved by the release it names
/// (`ckdb check --citations` compares it).
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewRecord {
    /// Where the record begins; it is the place of its header.
    pub place: Place,
    /// `state`, optional: `candidate` or `reviewed`.
    pub state: Option<Spanned<ReviewState>>,
    /// `missing`: the proof that a candidate lacks, named so that somebody can look for it.
    pub missing: Option<Spanned<String>>,
    /// `proposed_by`, optional: who proposed the record; a program is written `machine:NAME`.
    pub proposed_by: Option<Spanned<String>>,
    /// `reviewed_by`: the person who opened the proof.
    pub reviewed_by: Option<Spanned<String>>,
    /// `reviewed_on`: the day, `2026-04-18`.
    pub reviewed_on: Option<Spanned<String>>,
}

impl ReviewRecord {
    /// Whether the record says anything about a review.
    #[must_use]
    pub fn is_told(&self) -> bool {
        self.state.is_some()
            || self.missing.is_some()
            || self.proposed_by.is_some()
            || self.reviewed_by.is_some()
            || self.reviewed_on.is_some()
    }

    /// Whether a person signed for the record, on a day.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        let is_reviewed = self.state.as_ref().and_then(Spanned::sound) == Some(&ReviewState::Reviewed);
        let by_person = self.reviewed_by.as_ref().and_then(Spanned::sound).is_some_and(|name| is_person(name));
        is_reviewed && by_person && self.reviewed_on.as_ref().is_some_and(Spanned::is_sound)
    }
}

/// Whether a name is that of a person: programs are written `machine:NAME`.
#[must_use]
pub fn is_person(name: &str) -> bool {
    let lower = name.to_lowercase();
    !lower.starts_with("machine") && lower.chars().any(char::is_alphabetic)
}
