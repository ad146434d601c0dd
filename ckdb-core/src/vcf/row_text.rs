//! The text of one row of `ckdb consequence`, straight into the buffer of its line.
//!
//! A coding variant has a dozen rows that differ in transcript, exon and names alone. So what they have in common is written once a
//! reading of an ALT, names are borrowed from the index, and nothing is put on the heap for a row.

use crate::consequence::Consequence;
use crate::knowledge::{Genome, Records};
use crate::model::GeneId;
use std::fmt;

/// What the rows of one reading of an ALT have in common.
#[derive(Clone, Copy)]
pub(super) struct Reading<'r> {
    /// The columns from the line, a tab after each.
    pub(super) head: &'r [u8],
    /// The last column.
    pub(super) joined: &'r str,
}

/// Writes rows.
#[derive(Clone, Copy)]
pub(super) struct RowText<'k> {
    pub(super) records: Records<'k>,
    pub(super) genome: Genome<'k>,
}

/// Bytes that take text.
struct Bytes<'o>(&'o mut Vec<u8>);

impl fmt::Write for Bytes<'_> {
    #[inline]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

impl<'k> RowText<'k> {
    /// Rows of one reading, in the order of `found`.
    pub(super) fn rows<'c>(&self, reading: Reading<'_>, found: impl Iterator<Item = &'c Consequence>, out: &mut Vec<u8>) {
        let mut gene: Option<(u32, &'k str)> = None;
        for found in found {
            let symbol = match gene {
                Some((number, symbol)) if number == found.gene => symbol,
                _ => self.records.gene(GeneId::new(found.gene)).map_or("", |gene| gene.symbol()),
            };
            gene = Some((found.gene, symbol));
            let accession = self.genome.row(found.transcript).map_or("", |transcript| transcript.accession);
            out.extend_from_slice(reading.head);
            // A Vec takes all that is written.
            let _ = row(found, [symbol, accession], reading.joined, &mut Bytes(out));
        }
    }
}

/// The columns after those of the line.
fn row(found: &Consequence, [gene, accession]: [&str; 2], joined: &str, out: &mut Bytes<'_>) -> fmt::Result {
    use fmt::Write;
    for name in [gene, accession, found.mane.as_str()] {
        out.write_str(name)?;
        out.write_str("\t")?;
    }
    found.terms.write_to(out)?;
    for name in ["", found.impact().as_str(), found.class.map_or("", |class| class.code())] {
        out.write_str(name)?;
        out.write_str("\t")?;
    }
    if let Some(exons) = &found.exons {
        exons.write_to(out)?;
    }
    out.write_str("\t")?;
    if let Some(name) = &found.hgvs_c {
        name.write_to(out)?;
    }
    out.write_str("\t")?;
    if let Some(protein) = &found.protein {
        protein.write_to(out)?;
    }
    out.write_str("\t")?;
    out.write_str(joined)?;
    out.write_str("\n")
}
