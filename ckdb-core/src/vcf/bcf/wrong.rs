//! What can be wrong with a BCF: words that follow "the BCF file is damaged in record 17: ".

/// What can be wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Wrong {
    #[error("the file ends in the middle of it")]
    Cut,
    #[error("it says that it is longer than 256 MiB")]
    TooLong,
    #[error("its values are longer than it")]
    Short,
    #[error("expected a type of value (0, 1, 2, 3, 5 or 7), found {0}")]
    Kind(u8),
    #[error("expected a whole number")]
    NoInteger,
    #[error("expected text")]
    NoText,
    #[error("the header has no FILTER, INFO or FORMAT with the number {0}")]
    NoString(i64),
    #[error("the header has no contig with the number {0}")]
    NoContig(i64),
    #[error("it has {found} samples, the header has {expected}")]
    Samples {
        /// Columns of samples in the header.
        expected: usize,
        /// Samples of the record.
        found: usize,
    },
    #[error("a genotype is no list of alleles")]
    Genotype,
    #[error("a text in it has a tab or a line end")]
    Separator,
}
