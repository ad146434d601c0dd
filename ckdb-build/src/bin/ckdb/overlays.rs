//! `--overlay` and `--only`: several indexes opened as one, and only what may be passed on.

use crate::{Failure, default_index};
use ckdb_core::knowledge::Knowledge;
use ckdb_core::layers::{LayerReport, Layers};
use std::io::Write;
use std::path::{Path, PathBuf};

/// What lies over the index.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Overlays {
    /// An index laid over the other: a hospital's own records, or a knowledge base that you hold a licence for; may be given several
    /// times. Made with `ckdb build --overlay-on`
    #[arg(long, value_name = "FILE.ckdb")]
    overlay: Vec<PathBuf>,
    /// Show only records of sources that may be passed on
    #[arg(long, value_enum, value_name = "redistributable")]
    only: Option<Only>,
}

/// Which records are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Only {
    /// Those of sources whose licence lets them be passed on
    Redistributable,
}

impl Overlays {
    /// The index of a verb with everything that lies over it.
    pub(crate) fn open(&self, index: Option<&Path>) -> Result<Knowledge, Failure> {
        Ok(self.open_told(index)?.0)
    }

    /// The same, with what became of records that more than one layer has.
    pub(crate) fn open_told(&self, index: Option<&Path>) -> Result<(Knowledge, Option<LayerReport>), Failure> {
        let core = default_index::open(index)?;
        if self.overlay.is_empty() && self.only.is_none() {
            return Ok((core, None));
        }
        let mut layers = Layers::new(core);
        for path in &self.overlay {
            layers = layers.over(default_index::open(Some(path))?);
        }
        if self.only.is_some() {
            layers = layers.only_redistributable();
        }
        let (knowledge, report) = layers.open()?;
        if self.only.is_some() {
            writeln!(anstream::stderr(), "--only redistributable: {} records of the index are left out", report.hidden)?;
        }
        if !report.first_stands.is_empty() {
            let count = report.first_stands.len();
            writeln!(
                anstream::stderr(),
                "{count} records of overlays stand in the index below them in other words, which hold; `ckdb info` with the same \
                 options names them"
            )?;
        }
        Ok((knowledge, Some(report)))
    }
}
