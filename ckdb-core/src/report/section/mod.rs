//! The page in sections: each turns answers into the rows its part of the template shows.

pub(super) mod changes;
pub(super) mod conflicts;
pub(super) mod gaps;
pub(super) mod germline;
pub(super) mod header;
pub(super) mod options;
pub(super) mod provenance;
pub(super) mod silent;
pub(super) mod triage;
pub(super) mod trials;
