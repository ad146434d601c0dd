//! Where a small variant that meets a criterion would lie: the letters that must have been looked at before its absence counts.
//!
//! A codon is three letters, perhaps in two exons. A claim about exons needs their coding letters; one about a splice site its
//! surroundings, from 2 letters before the exon to 5 behind it (R22: acceptor −2, donor +5); one about truncation or any change
//! of a gene every coding letter and the two intron letters beside each exon that make splice sites. A wild type needs the
//! codons asked for, or every coding letter.

use crate::genome::{Assembly, ChangeClass, Contig, Interval, Strand, TranscriptRef};
use crate::model::{Criterion, GeneClass, Site};

/// The letters in which a small variant meeting the criterion would lie, on `assembly`, in order of the genome.
///
/// `transcript` is the one the criterion is numbered on (for a wild type the gene's own). `None` when that cannot be said: the
/// transcript has no model, a number lies beyond its end, or the question is not about small variants.
#[must_use]
pub fn places(criterion: &Criterion, transcript: Option<TranscriptRef<'_>>, assembly: Assembly) -> Option<Vec<(Contig, Interval)>> {
    match criterion {
        Criterion::Allele { sites } | Criterion::Promoter { sites } => of_sites(sites, assembly),
        Criterion::ProteinChange { change, .. } => of_codons(transcript?, change.first()..=change.last()),
        Criterion::Codon { codon, .. } => of_codons(transcript?, *codon..=*codon),
        Criterion::ProteinRange { first, last, .. } => of_codons(transcript?, *first..=*last),
        Criterion::Exon { exons, classes, .. } => of_exons(transcript?, exons, classes),
        Criterion::SpliceLoss { exon, .. } => of_splice_sites(transcript?, *exon),
        Criterion::GeneClass { class: GeneClass::GainOfFunction | GeneClass::Uncertain, .. } => of_coding(transcript?, 0),
        Criterion::GeneClass { .. } => of_coding(transcript?, 2),
        Criterion::WildType { codons } if codons.is_empty() => of_coding(transcript?, 0),
        Criterion::WildType { codons } => {
            let mut all = Vec::new();
            for codon in codons {
                all.extend(of_codons(transcript?, *codon..=*codon)?);
            }
            all.sort_unstable();
            Some(all)
        }
        Criterion::CopyNumber { .. }
        | Criterion::HomozygousDisruption
        | Criterion::FusionPair { .. }
        | Criterion::Fusion { .. }
        | Criterion::ExonChange { .. }
        | Criterion::Biomarker { .. }
        | Criterion::Expression { .. }
        | Criterion::Marker { .. } => None,
    }
}

/// The letters replaced; for an insertion those on its two sides.
fn of_sites(sites: &[Site], assembly: Assembly) -> Option<Vec<(Contig, Interval)>> {
    let letters = |site: &Site| {
        let length = u32::try_from(site.reference.len()).unwrap_or(u32::MAX);
        let place = Interval::from_length(site.start, length);
        if length == 0 { Interval::from_length(site.start.saturating_sub(1), 2) } else { place }
    };
    let mut found: Vec<(Contig, Interval)> =
        sites.iter().filter(|site| site.assembly == assembly).map(|site| (site.contig, letters(site))).collect();
    found.sort_unstable();
    (!found.is_empty()).then_some(found)
}

/// Letters of some codons, counted from 1. An incomplete first codon counts as one (`cds_phase`).
fn of_codons(transcript: TranscriptRef<'_>, codons: std::ops::RangeInclusive<u32>) -> Option<Vec<(Contig, Interval)>> {
    let missing = u32::from((3 - transcript.cds_phase % 3) % 3);
    let from = codons.start().checked_sub(1)?.checked_mul(3)?.saturating_sub(missing);
    let to = codons.end().checked_mul(3)?.checked_sub(missing)?;
    // The stop codon belongs to the coding part; a number behind it is none of this transcript's.
    if from >= to || to > transcript.cds_length() {
        return None;
    }
    let mut before = 0;
    let mut found = Vec::new();
    let in_order: Vec<usize> = match transcript.strand {
        Strand::Plus => (0..transcript.exon_count()).collect(),
        Strand::Minus => (0..transcript.exon_count()).rev().collect(),
    };
    for part in in_order.into_iter().filter_map(|exon| transcript.coding_part(exon)) {
        let (first, last) = (from.max(before), to.min(before + part.len()));
        if first < last {
            let length = last - first;
            let start = match transcript.strand {
                Strand::Plus => part.start() + (first - before),
                Strand::Minus => part.end() - (last - before),
            };
            found.push((transcript.contig, Interval::from_length(start, length)));
        }
        before += part.len();
    }
    found.sort_unstable();
    Some(found)
}

/// Coding letters of some exons; with splice sites where the claim counts their loss.
fn of_exons(transcript: TranscriptRef<'_>, exons: &[u32], classes: &[ChangeClass]) -> Option<Vec<(Contig, Interval)>> {
    let beside = if classes.contains(&ChangeClass::SpliceSite) { 2 } else { 0 };
    let mut found = Vec::new();
    for number in exons {
        let index = transcript.exon_index(*number)?;
        let letters = transcript.coding_part(index).or_else(|| transcript.exon(index))?;
        found.push((transcript.contig, widened(letters, beside, beside)));
    }
    found.sort_unstable();
    Some(found)
}

/// An exon with its splice sites.
fn of_splice_sites(transcript: TranscriptRef<'_>, exon: u32) -> Option<Vec<(Contig, Interval)>> {
    let letters = transcript.exon(transcript.exon_index(exon)?)?;
    let (left, right) = match transcript.strand {
        Strand::Plus => (2, 5),
        Strand::Minus => (5, 2),
    };
    Some(vec![(transcript.contig, widened(letters, left, right))])
}

/// Every coding letter, with `beside` letters of intron on both sides of each exon.
fn of_coding(transcript: TranscriptRef<'_>, beside: u32) -> Option<Vec<(Contig, Interval)>> {
    let parts = (0..transcript.exon_count()).filter_map(|index| Some((transcript.exon(index)?, transcript.coding_part(index)?)));
    let span = transcript.span();
    let found: Vec<(Contig, Interval)> = parts
        .map(|(exon, part)| {
            // Only where the coding part ends with its exon, and not at the ends of the transcript, does a splice site follow.
            let left = if part.start() == exon.start() && exon.start() > span.start() { beside } else { 0 };
            let right = if part.end() == exon.end() && exon.end() < span.end() { beside } else { 0 };
            (transcript.contig, widened(part, left, right))
        })
        .collect();
    (!found.is_empty()).then_some(found)
}

fn widened(interval: Interval, left: u32, right: u32) -> Interval {
    let start = interval.start().saturating_sub(left);
    Interval::from_length(start, interval.end().saturating_add(right).saturating_sub(start))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::genome::{ManeStatus, ModelQuality, Transcript};

    /// Coding 15..20, 30..40, 50..55: 20 letters.
    fn three_exons(strand: Strand, cds_phase: u8) -> Transcript {
        let interval = |start, end| Interval::new(start, end).unwrap();
        let mut transcript = Transcript {
            accession: "NM_000000.1".into(),
            protein: String::new(),
            gene: 0,
            contig: Contig::from_index(0).unwrap(),
            strand,
            exon_starts: Vec::new(),
            exon_ends: Vec::new(),
            cds: Some(interval(15, 55)),
            cds_phase,
            mane: ManeStatus::None,
            quality: ModelQuality::Reference,
        };
        transcript.set_exons(&[interval(10, 20), interval(30, 40), interval(50, 60)]);
        transcript
    }

    fn codon(strand: Strand, phase: u8, number: u32) -> Option<Vec<(u32, u32)>> {
        let transcript = three_exons(strand, phase);
        let found = of_codons(transcript.view(), number..=number)?;
        Some(found.into_iter().map(|(_, place)| (place.start(), place.end())).collect())
    }

    #[test]
    fn a_codon_may_lie_in_two_exons() {
        assert_eq!(codon(Strand::Plus, 0, 1), Some(vec![(15, 18)]));
        assert_eq!(codon(Strand::Plus, 0, 2), Some(vec![(18, 20), (30, 31)]));
        assert_eq!(codon(Strand::Minus, 0, 1), Some(vec![(52, 55)]));
        assert_eq!(codon(Strand::Minus, 0, 2), Some(vec![(39, 40), (50, 52)]));
        assert_eq!(codon(Strand::Plus, 0, 7), None, "20 letters hold 6 codons");
        assert_eq!(codon(Strand::Plus, 0, 0), None);
    }

    #[test]
    fn an_incomplete_first_codon_counts() {
        // Two letters to skip: the first codon has two of its three.
        assert_eq!(codon(Strand::Plus, 2, 1), Some(vec![(15, 17)]));
        assert_eq!(codon(Strand::Plus, 2, 2), Some(vec![(17, 20)]));
    }

    #[test]
    fn exons_and_their_splice_sites() {
        let minus = three_exons(Strand::Minus, 0);
        let of = |found: Option<Vec<(Contig, Interval)>>| {
            found.unwrap().into_iter().map(|(_, place)| (place.start(), place.end())).collect::<Vec<_>>()
        };
        assert_eq!(of(of_splice_sites(minus.view(), 2)), [(25, 42)], "the donor of the minus strand is on the left");
        assert_eq!(of(of_coding(minus.view(), 2)), [(15, 22), (28, 42), (48, 55)]);
        assert_eq!(of(of_coding(minus.view(), 0)), [(15, 20), (30, 40), (50, 55)]);
        assert_eq!(of(of_exons(minus.view(), &[3, 2], &[ChangeClass::Missense])), [(15, 20), (30, 40)]);
        assert!(of_exons(minus.view(), &[4], &[]).is_none());
    }
}
