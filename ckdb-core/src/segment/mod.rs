//! Segment tables: how many copies of which stretch, as the callers write them.
//!
//! Copies come in three units that must not be mixed: absolute copies of the tumour cells, ratios to a normal sample (log2 or
//! fold change, with the normal cells of the sample still in them), and calls from -2 to 2. A [`Measured`] value keeps each
//! that the file states; nothing is converted here, because that needs ploidy and purity, which the reader does not know.
//!
//! | format | known by its columns | first letter is | unit |
//! |---|---|---|---|
//! | CNVkit `.cns`, `.call.cns` | `chromosome start end gene log2 … probes` | 0-based, half-open | log2; `cn` absolute, `cn2` minor |
//! | PURPLE `purple.cnv.somatic.tsv` | `copyNumber … segmentStartSupport` | 1-based | absolute |
//! | PURPLE `purple.segment.tsv` | `germlineStatus … tumorCopyNumber` | 1-based | absolute, before smoothing |
//! | PURPLE `purple.cnv.gene.tsv` | `gene minCopyNumber maxCopyNumber` | – (genes) | absolute |
//! | ASCAT, Battenberg, PCGR | `nMajor nMinor` | 1-based | absolute |
//! | FACETS | `tcn.em` | 1-based | absolute |
//! | Sequenza | `CNt` | 1-based | absolute |
//! | GATK `.called.seg` | `MEAN_LOG2_COPY_RATIO` | 1-based | log2, call |
//! | DNAcopy, IGV, GISTIC `.seg` | `seg.mean`, `Segment_Mean` | 1-based | log2 |
//! | GISTIC calls of genes (portal) | `Hugo_Symbol` and a call; or `Gene Symbol`, `Locus ID`, samples | – (genes) | call |
//! | plain | `chromosome start end` or `gene`, then `copies`, `minor_copies`, `fold_change`, `log2`, `call` | 1-based | as named |
//!
//! Sources: the CNVkit, GATK, FACETS and Sequenza manuals, the PURPLE README of hmftools, the GISTIC 2 documentation.

mod cell;
mod error;
mod format;
mod read;

pub use error::{Fault, FaultKind, SegmentError};
pub use format::SegmentFormat;
pub use read::read;

use crate::genome::{Contig, Interval};
use std::collections::BTreeMap;

/// The caller's own words: no copy left (-2), a copy lost (-1), neither, gained (1), amplified (2). A call that leaves open
/// which of two is meant is a range: a deletion without a genotype is -2 to -1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// The least it may mean.
    pub lowest: i8,
    /// The most it may mean.
    pub highest: i8,
}

impl Call {
    /// Exactly this; `None` outside of -2 to 2.
    #[must_use]
    pub const fn exactly(value: i8) -> Option<Self> {
        if value >= -2 && value <= 2 { Some(Self { lowest: value, highest: value }) } else { None }
    }

    /// A deletion; how many copies went is not told.
    pub const DELETED: Self = Self { lowest: -2, highest: -1 };
    /// A duplication; how many copies came is not told.
    pub const DUPLICATED: Self = Self { lowest: 1, highest: 2 };
}

/// What is stated of one stretch or gene. Each unit that the file states is kept; at least one is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measured {
    /// Absolute copies in the tumour cells.
    pub copies: Option<f64>,
    /// Copies of the rarer parental chromosome.
    pub minor: Option<f64>,
    /// Ratio to what a normal sample shows; 1 is what is expected. Not corrected for normal cells.
    pub ratio: Option<f64>,
    /// The caller's call.
    pub call: Option<Call>,
}

impl Measured {
    /// Absolute copies alone.
    #[must_use]
    pub const fn of_copies(copies: f64) -> Self {
        Self { copies: Some(copies), minor: None, ratio: None, call: None }
    }

    /// A call alone.
    #[must_use]
    pub const fn of_call(call: Call) -> Self {
        Self { copies: None, minor: None, ratio: None, call: Some(call) }
    }

    /// A ratio alone.
    #[must_use]
    pub const fn of_ratio(ratio: f64) -> Self {
        Self { copies: None, minor: None, ratio: Some(ratio), call: None }
    }

    /// Is there no number and no call?
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.copies.is_none() && self.ratio.is_none() && self.call.is_none()
    }
}

/// One stretch with what is stated of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// The contig.
    pub contig: Contig,
    /// The stretch.
    pub stretch: Interval,
    /// What is stated.
    pub measured: Measured,
}

/// What a gene table states: the values of the least and the most amplified part of the gene, which are often equal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GeneCopies {
    /// Of the part with the fewest copies.
    pub least: Measured,
    /// Of the part with the most.
    pub most: Measured,
}

/// A table as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct SegmentTable {
    /// Its format.
    pub format: SegmentFormat,
    /// Stretches in order of the file; empty for a gene table.
    pub segments: Vec<Segment>,
    /// Genes by symbol as written; empty for a segment table.
    pub genes: BTreeMap<String, GeneCopies>,
    /// Data rows met.
    pub rows: u64,
    /// Rows that gave nothing, by kind with count and first line.
    pub faults: Vec<Fault>,
}

impl SegmentTable {
    /// Rows that are malformed, as against those that merely state nothing.
    #[must_use]
    pub fn malformed(&self) -> u64 {
        self.faults.iter().filter(|fault| fault.kind.is_malformed()).map(|fault| fault.count).sum()
    }
}
