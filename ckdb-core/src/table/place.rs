//! Where an allele stands in the input: the columns a table copies from it.

use std::borrow::Cow;

/// One ALT of one line, in the words of the input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place<'a> {
    /// Number of the line in the whole file, from 1.
    pub line: u64,
    /// The sample, or empty when the input has none.
    pub sample: Cow<'a, str>,
    /// CHROM as written.
    pub chrom: Cow<'a, str>,
    /// POS as written: 1-based.
    pub pos: Cow<'a, str>,
    /// REF as written.
    pub reference: Cow<'a, str>,
    /// This ALT as written.
    pub alternate: Cow<'a, str>,
    /// FILTER as written; `.` (no filter was applied) stays `.`.
    pub filter: Cow<'a, str>,
    /// Fraction of the reads that carry this ALT, 0 to 1, as a decimal text; `None` when the input does not tell.
    pub vaf: Option<Cow<'a, str>>,
    /// Reads that cover the place; `None` when the input does not tell.
    pub depth: Option<u64>,
}

impl Place<'_> {
    /// The same without borrowing: for alleles that a profile over several variants may need at the end.
    #[must_use]
    pub fn into_owned(self) -> Place<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Place {
            line: self.line,
            sample: owned(self.sample),
            chrom: owned(self.chrom),
            pos: owned(self.pos),
            reference: owned(self.reference),
            alternate: owned(self.alternate),
            filter: owned(self.filter),
            vaf: self.vaf.map(owned),
            depth: self.depth,
        }
    }
}

/// Why an allele of the input has no annotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnnotated<'a> {
    /// A stable word for programs: `SYMBOLIC`.
    pub code: &'a str,
    /// The same for people.
    pub text: &'a str,
}
