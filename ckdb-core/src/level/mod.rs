//! Facts and the patient's disease to levels: pure, table-driven, and each answer with the records that gave it.
//!
//! ```text
//!  profile ──► Claim (type, direction, significance, therapies)  one question, all facts about it, whatever their disease
//!                │ level/scheme   first rule of the table that some fact satisfies
//!                ├──────────────► Level  "A", by rule `A-approval`, from us/osimertinib/1
//!                │ level/access   approvals and trials
//!                └──────────────► Route  US_APPROVED, JP_OFF_LABEL, …
//! ```
//! Beside levels stand three more questions: is this very allele on a companion diagnostic's list ([`cdx`]), must an expert panel
//! discuss the case ([`triage`](mod@triage)), and where do records contradict each other ([`conflict`]).
//!
//! The tables are data (`knowledge/schemes/`), versioned and cited; there is no rule of any guideline in this code. A source's
//! own level stays beside ours and is never overwritten. Level and access are two columns: a Japanese level A also follows
//! from a US approval, and does not mean that a drug can be had in Japan.

mod access;
pub mod cdx;
mod claim;
pub mod conflict;
mod min_level;
mod scheme;
pub mod triage;

pub use access::{AccessCounters, Route, routes, trial_route};
pub use claim::{Claim, ClaimKey, claims};
pub use min_level::{MinLevel, MinLevelError};
pub use scheme::{Judged, Level, Unsettled, judge, level};
