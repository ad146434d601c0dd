//! Which letters a line shows to have been looked at in the chosen sample, so that a change that no line shows is absent.
//!
//! Two kinds of lines say so: reference blocks of a gVCF (`<NON_REF>` or `<*>`, to INFO `END`), and lines whose genotype was
//! called without any alternate (`ALT` `.`, or GT 0/0). A line of a gVCF that does carry an alternate covers its REF as well.
//! Believed are lines that pass their filters, with at least [`MIN_DEPTH`] reads (FORMAT `MIN_DP`, else `DP`, else the sum of
//! `AD`), and, where the genotype is without alternate and a quality is told (`GQ` or `RGQ`), at least [`MIN_QUALITY`]. At 20 reads a
//! change on half of them is missed once in a million, one on a tenth once in eight: a pure subclone can hide below, as it
//! can from any caller. Sources: VCF 4.3 §5.5 (gVCF), GATK's gVCF documentation.

use super::line::{Line, digits};
use super::support::{depth, fraction};
use crate::genome::Interval;
use crate::phase::Genotype;

/// Fewest reads of a place that was looked at.
pub const MIN_DEPTH: u64 = 20;

/// Least Phred quality of a genotype without alternate: one wrong in a hundred.
pub const MIN_QUALITY: u64 = 20;

/// Reads of an allele up to this fraction are noise beside a genotype without it.
const NOISE: f64 = 0.05;

/// The letters the line shows to have been looked at in sample column `sample` (0 is the first); `None` if it shows none.
#[must_use]
pub fn looked_at(line: &Line<'_>, sample: usize) -> Option<Interval> {
    let alternates = line.alternates();
    let is_block = || alternates.split(|byte| *byte == b',').any(|alternate| matches!(alternate, b"<NON_REF>" | b"<*>"));
    let has_called = line.sample_value(sample, "GT").and_then(Genotype::parse);
    let count = u16::try_from(alternates.split(|byte| *byte == b',').count()).ok()?;
    let is_reference = match &has_called {
        Some(genotype) => {
            let carried = if alternates == b"." { Some(false) } else { any_carried(genotype, count) };
            !carried?
        }
        None => return None,
    };
    let is_passed = matches!(line.filter(), b"PASS" | b"." | b"");
    if !(is_passed && (is_reference || is_block())) {
        return None;
    }
    let number = |key| line.sample_value(sample, key).and_then(digits);
    let reads = number("MIN_DP").or_else(|| depth(line, Some(sample)))?;
    let quality = number("GQ").or_else(|| number("RGQ"));
    if reads < MIN_DEPTH || (is_reference && quality.is_some_and(|quality| quality < MIN_QUALITY)) {
        return None;
    }
    let start = u32::try_from(line.position()).ok()?.checked_sub(1)?;
    let end = start.checked_add(u32::try_from(line.reference().len()).ok()?)?;
    // END of any other line belongs to a structural variant.
    let stated = if is_block() { line.info_value("END").and_then(digits).and_then(|end| u32::try_from(end).ok()) } else { None };
    Interval::new(start, stated.unwrap_or(end).max(end))
}

/// Does the genotype have any of the alternates? `None` when a part of it is not called.
fn any_carried(genotype: &Genotype, count: u16) -> Option<bool> {
    let mut any = false;
    for number in 1..=count {
        any |= genotype.carries(number)?;
    }
    Some(any)
}

/// A genotype without the allele: do its reads agree, as far as they are told?
pub(super) fn reads_without(line: &Line<'_>, sample: usize, alternate: usize) -> bool {
    fraction(line, Some(sample), alternate).is_none_or(|found| found.value < NOISE)
}

/// Least fraction of a normal's reads that shows an inherited change where no genotype is called; tumour cells in blood
/// and noise stay below.
const INHERITED: f64 = 0.20;

/// Does the matched normal carry the allele? By its genotype and reads; where they disagree it is not told.
pub(super) fn in_normal(line: &Line<'_>, normal: usize, alternate: usize) -> Option<bool> {
    let number = u16::try_from(alternate).ok()?.checked_add(1)?;
    let called = line.sample_value(normal, "GT").and_then(Genotype::parse).and_then(|genotype| genotype.carries(number));
    let reads = fraction(line, Some(normal), alternate).map(|found| found.value);
    match (called, reads) {
        (Some(true), Some(reads)) if reads < NOISE => None,
        (Some(false), Some(reads)) if reads >= INHERITED => None,
        (Some(carries), _) => Some(carries),
        (None, Some(reads)) if reads < NOISE => Some(false),
        (None, Some(reads)) if reads >= INHERITED => Some(true),
        (None, _) => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn of(alternate: &str, filter: &str, info: &str, format: &str, sample: &str) -> Option<(u32, u32)> {
        let text = format!("7\t101\t.\tA\t{alternate}\t.\t{filter}\t{info}\t{format}\t{sample}\n");
        let found = looked_at(&Line::parse(text.as_bytes(), 1).unwrap(), 0)?;
        Some((found.start(), found.end()))
    }

    #[test]
    fn reference_blocks_reach_to_their_end() {
        assert_eq!(of("<NON_REF>", ".", "END=200", "GT:DP:GQ:MIN_DP", "0/0:40:99:30"), Some((100, 200)));
        assert_eq!(of("<*>", "PASS", "END=200", "GT:DP", "0/0:40"), Some((100, 200)));
        assert_eq!(of("<NON_REF>", ".", "END=200", "GT:DP:MIN_DP", "0/0:40:19"), None, "the least depth of the block counts");
        assert_eq!(of("<NON_REF>", ".", "END=200", "GT:DP:GQ", "0/0:40:19"), None);
        assert_eq!(of("<NON_REF>", "LowQual", "END=200", "GT:DP", "0/0:40"), None);
        assert_eq!(of("T,<NON_REF>", ".", ".", "GT:DP:GQ", "0/1:40:5"), Some((100, 101)), "a change stands there, but it was read");
    }

    #[test]
    fn a_normal_says_what_is_inherited() {
        let of = |format: &str, normal: &str| {
            let text = format!("7\t101\t.\tA\tT\t.\t.\t.\t{format}\t{normal}\t0/1:20,20\n");
            in_normal(&Line::parse(text.as_bytes(), 1).unwrap(), 0, 0)
        };
        assert_eq!(of("GT:AD", "0/1:20,18"), Some(true));
        assert_eq!(of("GT:AD", "0/0:40,0"), Some(false));
        assert_eq!(of("GT:AD", "0/0:20,20"), None, "genotype and reads disagree");
        assert_eq!(of("GT:AD", "./.:20,20"), Some(true));
        assert_eq!(of("GT:AD", "./.:36,4"), None);
        assert_eq!(of("GT:AD", "./.:."), None);
    }

    #[test]
    fn a_genotype_without_alternates_is_a_place_looked_at() {
        assert_eq!(of(".", ".", ".", "GT:DP", "0/0:40"), Some((100, 101)));
        assert_eq!(of("T", ".", ".", "GT:AD", "0/0:30,0"), Some((100, 101)));
        assert_eq!(of("T", ".", ".", "GT:DP", "0/1:40"), None, "other letters of the place may not have been asked");
        assert_eq!(of("T", ".", ".", "GT:DP", "./.:40"), None);
        assert_eq!(of("T", ".", ".", "GT", "0/0"), None, "no depth is told");
        assert_eq!(of("<DEL>", ".", "END=900", "GT:DP", "0/0:40"), Some((100, 101)), "END of a structural line is no block");
    }
}
