//! CKDB build.

pub mod check;
pub mod compile;
pub mod default;
pub mod diagnostic;
pub mod gate;
pub mod import;
pub mod models;
pub mod pipeline;
pub mod publish;
pub mod record;
pub mod resolve;
pub mod scheme;
