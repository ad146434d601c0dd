//! Gene models from the source files to the questions an annotator asks: on a small made-up gene set, on the committed
//! `knowledge/genome/`, and on the public files the folder was made from, where they are at hand.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

mod committed;
mod flavours;
mod garbage;
mod public;
mod small;
mod sources;
mod tables;

use ckdb_build::import::coding_check::{code_of, coding_letters, protein};
use ckdb_build::models::MemoryGenome;
use ckdb_core::genome::TranscriptRef;
use std::path::{Path, PathBuf};

/// The root of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The protein of a transcript, translated from the letters `genome` holds; `None` when a coding letter is missing.
fn translated(genome: &MemoryGenome, transcript: TranscriptRef<'_>) -> Option<String> {
    let view = genome.view();
    let coding = coding_letters(transcript, |contig, place| view.held(contig, place.start())?.letters(place))?;
    Some(protein(&coding, transcript.cds_phase, code_of(transcript.contig)))
}
