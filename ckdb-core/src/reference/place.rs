//! The place a FASTA record's name stands for: a whole chromosome, or a slice of one.

use super::error::PlaceError;
use crate::genome::{Assembly, Contig, Interval, Position};

/// Contig and interval of the record called `name` (the first word counts): `chr7`, `NC_000007.14`, or a slice of one with
/// its place, 1-based and inclusive, `chr17:7659779-7692550`. `Ok(None)` for contigs that have no gene models.
///
/// # Errors
/// When the contig is of the other assembly, or the range lies outside of it.
pub fn place(name: &str, assembly: Assembly) -> Result<Option<(Contig, Interval)>, PlaceError> {
    let name = name.split_whitespace().next().unwrap_or("");
    let (contig_name, range) = match name.rsplit_once(':') {
        Some((contig, range)) => (contig, Some(range)),
        None => (name, None),
    };
    let Some((contig, stated)) = Contig::parse(contig_name) else { return Ok(None) };
    if let Some(found) = stated.filter(|stated| *stated != assembly) {
        return Err(PlaceError::OtherAssembly { name: contig_name.to_owned(), found, asked: assembly });
    }
    let length = contig.length(assembly);
    let Some(range) = range else { return Ok(Some((contig, Interval::from_length(0, length)))) };
    let position = |text: &str| Position::new(text.replace(',', "").parse().ok()?);
    let interval = range.split_once('-').and_then(|(first, last)| Interval::inclusive(position(first)?, position(last)?));
    match interval {
        Some(interval) if interval.end() <= length => Ok(Some((contig, interval))),
        _ => Err(PlaceError::Range { name: name.to_owned(), assembly, length }),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn chromosomes_slices_and_strangers() {
        let shown =
            |name: &str| place(name, Assembly::Grch38).map(|found| found.map(|(contig, interval)| format!("{contig}:{interval}")));
        assert_eq!(shown("chr17:7659779-7692550 TP53").unwrap().unwrap(), "chr17:7659779-7692550");
        assert_eq!(shown("NC_000017.11:7,659,779-7,692,550").unwrap().unwrap(), "chr17:7659779-7692550");
        assert_eq!(shown("MT dna").unwrap().unwrap(), "chrM:1-16569");
        assert_eq!(shown("chrUn_KI270302v1").unwrap(), None);
        assert!(matches!(shown("NC_000017.10"), Err(PlaceError::OtherAssembly { found: Assembly::Grch37, .. })));
        assert!(matches!(shown("chr17:9-2"), Err(PlaceError::Range { .. })));
        assert!(matches!(shown("chrM:1-16570"), Err(PlaceError::Range { length: 16_569, .. })));
    }
}
