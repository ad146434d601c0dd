//! Gene models in memory.
pub use crate::compile::memory_genome::MemoryGenome;
pub use crate::compile::transcripts::{CompileGenomeError, compile_genome};
pub use crate::import::gene_models::{GeneModel, GeneModels};
