//! The index beside a BGZF output, `.tbi` or `.csi`: worked out while the lines are written, also of blocks that pass as they came.
//!
//! The walk tells the place of each line and what it covers; the file itself is written by noodles. What a line covers is never
//! less than what `tabix` and `bcftools` take it to cover: REF, INFO `END`, and for symbolic alleles `SVLEN` and FORMAT `LEN`, so that no
//! question misses a line. Sources: the tabix and CSI specifications (samtools/hts-specs); VCF 4.5 §1.6.1 (`END`, `SVLEN`, `LEN`).

use super::error::VcfError;
use noodles_bgzf::VirtualPosition;
use noodles_core::Position;
use noodles_csi::binning_index::Indexer;
use noodles_csi::binning_index::index::header::Builder;
use noodles_csi::binning_index::index::reference_sequence::bin::Chunk;
use noodles_csi::binning_index::index::reference_sequence::index::{BinnedIndex, LinearIndex};
use std::io;

/// Which index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexKind {
    /// `.tbi`, which every tool reads; for contigs of at most 512 million letters.
    Tbi,
    /// `.csi`, for contigs of any length.
    Csi,
}

impl IndexKind {
    /// The end of the file's name.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Tbi => "tbi",
            Self::Csi => "csi",
        }
    }
}

/// A line for the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    /// Place of its first byte in the text of the whole input.
    pub(super) start: u64,
    /// Its number, for messages.
    pub(super) number: u64,
    /// Number of its contig, in the order of appearance.
    pub(super) contig: usize,
    /// First and last letter it covers, 1-based.
    pub(super) first: u64,
    pub(super) last: u64,
}

enum Bins {
    Tbi(Indexer<LinearIndex>),
    Csi(Indexer<BinnedIndex>),
}

/// An index in the making.
pub(super) struct IndexBuilder {
    kind: IndexKind,
    bins: Bins,
    contigs: Vec<Vec<u8>>,
    /// The last line and where it begins: it ends where the next begins.
    open: Option<(Record, u64)>,
    problem: Option<String>,
}

impl IndexBuilder {
    pub(super) fn new(kind: IndexKind) -> Self {
        // 16,384 letters in the smallest bins; six levels above them hold contigs of four thousand million letters.
        let bins = match kind {
            IndexKind::Csi => Indexer::new(14, 6).map_or_else(|| Bins::Csi(Indexer::default()), Bins::Csi),
            IndexKind::Tbi => Bins::Tbi(Indexer::default()),
        };
        Self { kind, bins, contigs: Vec::new(), open: None, problem: None }
    }

    pub(super) const fn kind(&self) -> IndexKind {
        self.kind
    }

    /// The next line, which begins at this virtual offset.
    pub(super) fn add(&mut self, record: Record, offset: u64) {
        self.close(offset);
        self.open = Some((record, offset));
    }

    fn close(&mut self, end: u64) {
        let Some((record, start)) = self.open.take().filter(|_| self.problem.is_none()) else { return };
        let chunk = Chunk::new(VirtualPosition::from(start), VirtualPosition::from(end));
        let position = |at: u64| Position::new(usize::try_from(at).unwrap_or(usize::MAX).max(1)).unwrap_or(Position::MIN);
        let place = Some((record.contig, position(record.first), position(record.last), true));
        let added = match &mut self.bins {
            Bins::Tbi(indexer) => indexer.add_record(place, chunk),
            Bins::Csi(indexer) => indexer.add_record(place, chunk),
        };
        if let Err(error) = added {
            self.problem = Some(format!("line {}: {error}", record.number));
        }
    }

    /// The contigs, in the order of their numbers.
    pub(super) fn contigs(&mut self, contigs: Vec<Vec<u8>>) {
        self.contigs = contigs;
    }

    /// The bytes of the file; the text ends at this virtual offset.
    pub(super) fn finish(mut self, end: u64) -> Result<Vec<u8>, VcfError> {
        self.close(end);
        let failed = |reason: String| VcfError::Index { reason };
        if let Some(problem) = self.problem {
            return Err(failed(problem));
        }
        let names = self.contigs.iter().map(|name| name.as_slice().into()).collect();
        let header = Builder::vcf().set_reference_sequence_names(names).build();
        let count = self.contigs.len();
        let written: io::Result<Vec<u8>> = match self.bins {
            Bins::Tbi(indexer) => {
                let mut writer = noodles_tabix::io::Writer::new(Vec::new());
                let index = indexer.set_header(header).build(count);
                writer.write_index(&index).and_then(|()| writer.into_inner().finish())
            }
            Bins::Csi(indexer) => {
                let mut writer = noodles_csi::io::Writer::new(Vec::new());
                let index = indexer.set_header(header).build(count);
                writer.write_index(&index).and_then(|()| writer.into_inner().finish())
            }
        };
        written.map_err(|error| failed(error.to_string()))
    }
}
