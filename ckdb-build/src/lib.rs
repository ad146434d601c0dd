//! CKDB build.

pub mod check;
pub mod compile;
pub mod default;
pub mod diagnostic;
pub mod fetch;
pub mod gate;
pub mod import;
pub mod manifest;
pub mod models;
pub mod ontology;
pub mod pipeline;
pub mod publish;
pub mod record;
pub mod resolve;
pub mod roundtrip;
pub mod scheme;
