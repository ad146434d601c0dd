//! **CKDB build**: records in, one index out. The compiler behind `ckdb build`, and what surrounds it: sources from the network, the
//! gate before a new index goes into service, the folder of published ones.
//!
//! ```text
//!  knowledge/**.toml ─record─► Records ─check─► Checked ─resolve─► ValidKnowledge ─compile─► Image ─publish─► one file
//!  other people's files ─import─►┘
//! ```
//! [`pipeline`] walks these steps in order, and no step can be left out. Mistakes of curators are values ([`diagnostic`]), all of
//! them at once; slips of imported sources are counted in a ledger ([`import::ledger`]) and never stop a build. The same records
//! give the same bytes.

pub mod ccat;
pub mod check;
pub mod compile;
pub mod default;
pub mod diagnostic;
pub mod fetch;
pub mod gate;
pub mod import;
pub mod layer;
pub mod manifest;
pub mod models;
pub mod nightly;
pub mod ontology;
pub mod pipeline;
pub mod publish;
pub mod record;
pub mod resolve;
pub mod roundtrip;
pub mod scheme;
