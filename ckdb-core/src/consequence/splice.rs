//! Splice sites and regions: what a change touches near the ends of introns.
//!
//! ```text
//!      exon          donor                      acceptor          exon
//!  … N  N  N ] +1 +2 +3 +4 +5 +6 +7 +8 … -17 … -8 … -3 -2 -1 [ N  N  N …
//!   -3 -2 -1   site  ───region─── region      tract──────  site
//! ```
//! Terms follow Ensembl's: the region is 3 letters of the exon and letters 3–8 of the intron; the donor's letters 3–6 and
//! the fifth have terms of their own; the polypyrimidine tract is 3–17 letters before the exon. *Extended* sites (donor +5,
//! last letter of the exon, acceptor −3 becoming G) break splicing often enough to be a class of their own (matching rules,
//! D.1; the set is the one PAVE uses).

use super::locate::{Footprint, Layout};
use super::term::{Term, Terms};
use crate::genome::Interval;

/// How near to a splice site, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpliceEffect {
    /// The first or last two letters of the intron.
    Site,
    /// Donor +5, last letter of the exon, or acceptor −3 becoming G.
    Extended,
    /// 3 letters of the exon, or letters 3–8 of the intron.
    Region,
}

/// Which end of an exon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpliceSide {
    /// The 3′ end of the exon, where the intron after it begins.
    Donor,
    /// The 5′ end of the exon, where the intron before it ends.
    Acceptor,
}

/// The worst a change does to splicing, and at which exon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpliceHit {
    /// How near.
    pub effect: SpliceEffect,
    /// Does the exon whose end it is hold no coding letter, in a transcript that has some elsewhere? To lose its splice site costs
    /// the protein nothing by itself (and so counts less than one that does).
    pub is_untranslated: bool,
    /// The exon whose end it is, numbered from 1 in the direction of transcription.
    pub exon: u32,
    /// Which end.
    pub side: SpliceSide,
}

/// The first and last two letters of the intron between exons `left` and `left + 1` (genomic order).
fn sites(layout: &Layout<'_>, left: usize) -> Option<(Interval, [Interval; 2])> {
    let (start, end) = (layout.transcript.exon(left)?.end(), layout.transcript.exon(left + 1)?.start());
    let intron = Interval::new(start, end)?;
    (intron.len() >= 4).then(|| (intron, [Interval::from_length(start, 2), Interval::from_length(end - 2, 2)]))
}

/// Does `change` touch the first or last two letters of any intron?
pub(super) fn breaks_site(layout: &Layout<'_>, footprint: &Footprint, change: Interval) -> bool {
    let Some((first, last)) = footprint.introns else { return false };
    // A change that spans several introns spans an exon between them, and so its sites.
    first < last
        || match sites(layout, first) {
            Some((_, sites)) => sites.iter().any(|site| change.overlaps(*site)),
            // An intron too short to have sites is a mark of the model's makers that keeps the frame: all of it counts.
            None => true,
        }
}

/// The terms of the sites among `letters`.
pub(super) fn sites_among(layout: &Layout<'_>, letters: Interval) -> Terms {
    let mut terms = Terms::NONE;
    let Some((first, last)) = layout.footprint(letters).introns else { return terms };
    for left in first..=last {
        let Some((_, [left_site, right_site])) = sites(layout, left) else { continue };
        let (donor, acceptor) = if layout.is_plus() { (left_site, right_site) } else { (right_site, left_site) };
        if letters.overlaps(donor) {
            terms.insert(Term::SpliceDonor);
        }
        if letters.overlaps(acceptor) {
            terms.insert(Term::SpliceAcceptor);
        }
    }
    terms
}

/// Terms for introns and splice sites, and the worst hit.
///
/// `single` is the new letter of a substitution of one letter, in reading direction.
pub(super) fn examine(
    layout: &Layout<'_>,
    footprint: &Footprint,
    change: Interval,
    single: Option<u8>,
) -> (Terms, Option<SpliceHit>) {
    let mut terms = Terms::NONE;
    let mut worst: Option<SpliceHit> = None;
    // The introns touched, and those beside the exons touched.
    let touched = [footprint.exons.map(|(first, last)| (first.saturating_sub(1), last)), footprint.introns];
    // In the middle of an exon no splice site is near: the most frequent answer, given first.
    if let (Some((first, last)), None) = (footprint.exons, footprint.introns)
        && first == last
        && let Some(exon) = layout.transcript.exon(first)
        && change.start() > exon.start() + 3
        && change.end() + 3 < exon.end()
    {
        return (terms, None);
    }
    let Some(from) = touched.iter().flatten().map(|(first, _)| *first).min() else { return (terms, None) };
    let to = touched.iter().flatten().map(|(_, last)| *last).max().unwrap_or(from);
    for left in from..=to {
        let Some((intron, [left_site, right_site])) = sites(layout, left) else {
            if footprint.introns.is_some_and(|(first, last)| (first..=last).contains(&left)) {
                terms.insert(Term::Intron);
            }
            continue;
        };
        let inner = Interval::from_length(intron.start() + 2, intron.len() - 4);
        let breaks = change.overlaps(left_site) || change.overlaps(right_site);
        if change.overlaps(inner) || (change.is_empty() && change.overlaps(intron) && !breaks) {
            terms.insert(Term::Intron);
        }
        let plus = layout.is_plus();
        let (donor, acceptor) = if plus { (left_site, right_site) } else { (right_site, left_site) };
        let (donor_exon, acceptor_exon) = if plus { (left, left + 1) } else { (left + 1, left) };
        let mut hit = |effect: SpliceEffect, exon: usize, side: SpliceSide| {
            let found = SpliceHit {
                effect,
                is_untranslated: layout.is_untranslated(exon),
                exon: layout.transcript.exon_number(exon),
                side,
            };
            worst = Some(worst.map_or(found, |known| known.min(found)));
        };
        // Letters `from..to` of the intron as counted from its donor (0 is +1), or back from its acceptor (0 is −1).
        let near = |at_donor: bool, from: i64, to: i64| -> bool {
            let (low, high) = if at_donor == plus {
                (i64::from(intron.start()) + from, i64::from(intron.start()) + to)
            } else {
                (i64::from(intron.end()) - to, i64::from(intron.end()) - from)
            };
            // Within the intron the stretch ends where the intron ends: a short intron is not longer for being looked at.
            let (low, high) =
                if from < 0 { (low, high) } else { (low.max(i64::from(intron.start())), high.min(i64::from(intron.end()))) };
            // Half-open ranges as footprint and change; an insertion overlaps what has letters on both of its sides.
            i64::from(change.start()) < high && low < i64::from(change.end())
        };
        let (site, side) = (donor, SpliceSide::Donor);
        if change.overlaps(site) {
            terms.insert(Term::SpliceDonor);
            hit(SpliceEffect::Site, donor_exon, side);
        }
        // As Ensembl has it, the finer term stands alone: the fifth letter, else letters 3–6, else the region.
        let (fifth, letters_3_to_6) = (near(true, 4, 5), near(true, 2, 6));
        if fifth {
            terms.insert(Term::SpliceDonor5thBase);
            hit(SpliceEffect::Extended, donor_exon, side);
        } else if letters_3_to_6 {
            terms.insert(Term::SpliceDonorRegion);
            hit(SpliceEffect::Region, donor_exon, side);
        }
        if near(true, -1, 0) {
            hit(SpliceEffect::Extended, donor_exon, side);
        }
        // The exon's three letters and the intron's eight as one stretch, so that an insertion on the border is within.
        // The same holds between the sixth and the seventh letter.
        let region_only = near(true, -3, 0) || near(true, 6, 8) || (change.is_empty() && (near(true, -3, 3) || near(true, 2, 8)));
        if region_only && !change.overlaps(site) {
            // (An exon's letters and +3 touched by one change are +1 and +2 touched: a site.)
            if !letters_3_to_6 {
                terms.insert(Term::SpliceRegion);
            }
            hit(SpliceEffect::Region, donor_exon, side);
        }
        let (site, side) = (acceptor, SpliceSide::Acceptor);
        if change.overlaps(site) {
            terms.insert(Term::SpliceAcceptor);
            hit(SpliceEffect::Site, acceptor_exon, side);
        }
        let across = footprint.exons.is_some() && change.overlaps(site);
        if near(false, 2, 17) && !across {
            terms.insert(Term::SplicePolypyrimidineTract);
        }
        if near(false, 2, 3) && single == Some(b'G') {
            hit(SpliceEffect::Extended, acceptor_exon, side);
        }
        let region = near(false, -3, 0) || near(false, 2, 8) || (change.is_empty() && near(false, -3, 3));
        if region && !change.overlaps(site) {
            terms.insert(Term::SpliceRegion);
            hit(SpliceEffect::Region, acceptor_exon, side);
        }
    }
    (terms, worst)
}
