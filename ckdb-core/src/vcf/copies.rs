//! What a structural line states of copies: numbers where the caller gives them, else what its kind and genotype tell.
//!
//! | read | as | written by |
//! |---|---|---|
//! | FORMAT `CNF`, `CN`, `TCN` of the sample; INFO `CNF`, `CN`, `TCN` | absolute copies of the sample | DRAGEN, GATK, Canvas, ASCAT, Delly, VCF 4.1–4.5 |
//! | FORMAT `MCN`, `LCN` | copies of the rarer parental chromosome | DRAGEN, ASCAT, FACETS |
//! | FORMAT `SM`, `FC`; INFO `FOLD_CHANGE`, `FC` | ratio to a normal sample | DRAGEN and TSO 500, CNVkit |
//! | INFO `FOLD_CHANGE_LOG`, `LOG2` | its logarithm | CNVkit, panels |
//! | a deletion on every copy of the genotype; on some; genotype not told | call -2; -1; -2 to -1 | everybody |
//! | a duplication | call 1 to 2: how many copies came is not told | everybody |
//! | `<CN0>`, `<CN2>` … | copies on one chromosome, added up over the genotype | 1000 Genomes |
//!
//! | `PURPLE_CN` less `PURPLE_JCN`; a genotype that has the break on every copy | copies without the break (R17) | PURPLE; everybody |
//!
//! A negative `CN` is Delly's word for "not told". A sample whose genotype names no copy of the allele states nothing with it,
//! but its `CN` stands. Sources: VCF 4.5 §1.4.2, §3, and the callers' manuals.

use super::line::{Line, digits};
use crate::genome::structural::{JunctionKind, Shape, StructuralAllele};
use crate::genome::{Contig, Interval};
use crate::segment::{Call, Measured, Segment};

/// What ALT number `alternate` (from 0) of the line, read as `allele`, states of the copies of the chosen sample column.
/// `None` for changes that are not about copies, and where nothing is stated.
#[must_use]
pub fn stated_copies(line: &Line<'_>, sample: Option<usize>, alternate: usize, allele: &StructuralAllele) -> Option<Segment> {
    let (contig, stretch, kind) = stretch(&allele.shape)?;
    // `<CN4>` counts one chromosome; the CN of a `<CNV>` is the sample's.
    let is_cnv = line.alternates().split(|byte| *byte == b',').nth(alternate).is_some_and(|text| text.starts_with(b"<CNV"));
    let kind = if is_cnv { Kind::Either } else { kind };
    let number = |keys: &[&str]| keys.iter().find_map(|key| stated(line, sample, alternate, key));
    let ratio = || {
        let plain = number(&["SM", "FC", "FOLD_CHANGE"]).filter(|ratio| *ratio >= 0.0);
        plain.or_else(|| number(&["FOLD_CHANGE_LOG", "LOG2"]).map(f64::exp2))
    };
    let mut measured = Measured {
        copies: number(&["CNF", "CN", "TCN"]).filter(|copies| *copies >= 0.0),
        minor: number(&["MCN", "LCN"]).filter(|copies| *copies >= 0.0),
        ratio: ratio(),
        call: None,
    };
    // An allele's own copies are no total, unless the sample's CN says so.
    if let Kind::PerChromosome(of_allele) = kind
        && sample.is_none_or(|column| line.sample_value(column, "CN").is_none())
    {
        measured.copies = genotype(line, sample).and_then(|genotype| total(&genotype, alternate, of_allele));
    }
    measured.call = call(kind, genotype(line, sample).as_deref(), alternate);
    (!measured.is_empty()).then_some(Segment { contig, stretch, measured })
}

/// Copies of the places of a break that do not have it (R17): none where the genotype has it on every copy; else, where the line
/// tells the copies of its ends and of the junction as PURPLE does (`PURPLE_CN`, `PURPLE_JCN`), the most that any end keeps.
/// `None` where neither is told: a genotype `0/1` of a tumour counts reads, not copies.
#[must_use]
pub fn undisrupted_copies(line: &Line<'_>, sample: Option<usize>, alternate: usize) -> Option<f64> {
    let own = Some(alternate as u64 + 1);
    if genotype(line, sample).is_some_and(|alleles| alleles.iter().all(|allele| *allele == own)) {
        return Some(0.0);
    }
    let numbers = |key: &str| -> Option<Vec<f64>> {
        let text = std::str::from_utf8(line.info_value(key)?).ok()?;
        text.split(',').map(|number| number.parse().ok().filter(|number: &f64| number.is_finite())).collect()
    };
    let (ends, junction) = (numbers("PURPLE_CN")?, numbers("PURPLE_JCN")?);
    let [junction] = junction[..] else { return None };
    ends.into_iter().map(|copies| (copies - junction).max(0.0)).reduce(f64::max)
}

/// What a shape says of copies.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Deletion,
    Duplication,
    /// `<CNV>`: up or down.
    Either,
    /// `<CN0>`: copies on the chromosome that carries it.
    PerChromosome(u32),
}

fn stretch(shape: &Shape) -> Option<(Contig, Interval, Kind)> {
    match shape {
        Shape::Junction(junction) => match junction.kind() {
            JunctionKind::Deletion(stretch) => Some((junction.a().contig, stretch, Kind::Deletion)),
            JunctionKind::Duplication(stretch) => Some((junction.a().contig, stretch, Kind::Duplication)),
            _ => None,
        },
        Shape::CopyNumber { contig, stretch, copies } => {
            Some((*contig, *stretch, copies.map_or(Kind::Either, Kind::PerChromosome)))
        }
        _ => None,
    }
}

/// A number under a key of the sample column, else of INFO; in a list, the value of this ALT.
fn stated(line: &Line<'_>, sample: Option<usize>, alternate: usize, key: &str) -> Option<f64> {
    let of_sample = sample.and_then(|column| line.sample_value(column, key)).filter(|value| !matches!(*value, b"." | b""));
    // With several samples in the file INFO may speak of any of them.
    let of_line = || line.info_value(key).filter(|_| line.columns() <= 10);
    let value = of_sample.or_else(of_line)?;
    let mut values = value.split(|byte| *byte == b',');
    let one = if values.clone().count() == 1 { values.next() } else { values.nth(alternate) }?;
    std::str::from_utf8(one).ok()?.parse::<f64>().ok().filter(|number| number.is_finite())
}

/// Alleles of the genotype, 0 for REF, `None` for what is not called.
fn genotype(line: &Line<'_>, sample: Option<usize>) -> Option<Vec<Option<u64>>> {
    let text = line.sample_value(sample?, "GT")?;
    let alleles: Vec<Option<u64>> =
        text.split(|byte| matches!(byte, b'/' | b'|')).filter(|part| !part.is_empty()).map(digits).collect();
    (!alleles.is_empty()).then_some(alleles)
}

/// Copies of REF (one) and of this allele together; not told where another ALT or a missing allele is among them.
fn total(genotype: &[Option<u64>], alternate: usize, of_allele: u32) -> Option<f64> {
    let own = alternate as u64 + 1;
    let copies = |allele: &Option<u64>| match allele {
        Some(0) => Some(1.0),
        Some(number) if *number == own => Some(f64::from(of_allele)),
        _ => None,
    };
    genotype.iter().map(copies).sum()
}

fn call(kind: Kind, genotype: Option<&[Option<u64>]>, alternate: usize) -> Option<Call> {
    let own = Some(alternate as u64 + 1);
    let loses = match kind {
        Kind::Deletion | Kind::PerChromosome(0) => true,
        Kind::Duplication | Kind::PerChromosome(2..) => false,
        Kind::Either | Kind::PerChromosome(1) => return None,
    };
    // A genotype that is not called (./.) says no more than none at all.
    let Some(alleles) = genotype.filter(|alleles| alleles.iter().any(Option::is_some)) else {
        return Some(if loses { Call::DELETED } else { Call::DUPLICATED });
    };
    if !alleles.contains(&own) {
        return None;
    }
    match (loses, alleles.iter().all(|allele| *allele == own), alleles.contains(&None)) {
        (true, true, _) => Call::exactly(-2),
        (true, false, true) => Some(Call::DELETED),
        (true, false, false) => Call::exactly(-1),
        (false, ..) => Some(Call::DUPLICATED),
    }
}

#[cfg(test)]
#[path = "copies_tests.rs"]
mod tests;
