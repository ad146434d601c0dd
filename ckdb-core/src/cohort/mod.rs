//! A cohort that is asked again when knowledge changes: what each case was made of, kept small, and what it was answered.
//!
//! ```text
//!  VCF ──cut──► Case (lines, what was told) ──answer──► found: places × Answer ──► KeyFile ──► cases.keys
//!                                                 ▲                                  │
//!                 a newer index ──Fingerprint──►  │  only cases it touches  ◄────────┘
//!                                                 └──► found anew ──changes──► Change: gained, lost, raised, lowered …
//! ```
//! A case is answered from its cut lines by the same walk that annotates a VCF, so asking a stored case again and annotating its
//! file again give the same answers ([`answer`]). A case is left alone only where the two indexes' [`Fingerprint`]s prove that
//! nothing it met, or could meet now, has changed ([`Reach`]).
//!
//! What a key file holds is patient data: variants of one person. It is written where the user says, and nowhere else.
//!
//! [`Fingerprint`]: crate::diff::Fingerprint

mod answer;
mod asked;
mod case;
mod change;
mod error;
mod file;
mod flag;
mod reach;
mod walk;

pub use answer::{Answer, ClaimAnswer, Finding};
pub use asked::{All, Answers, Asked, assembly};
pub use case::{Case, Found, StoredFile, content_digest};
pub use change::{Change, Ranks, Turn, Turned, changes, germline_changes, profile_changes, ranks, turned};
pub use error::CohortError;
pub use file::{IndexNote, KeyFile};
pub use flag::Flag;
pub use reach::Reach;
pub use walk::{Answered, Memo, Subject, answer, cut_lines};
