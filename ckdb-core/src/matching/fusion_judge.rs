//! A criterion about fused genes against a fusion (R18–R20), or about a gene's own exons against a junction of RNA (R21, R22).
//!
//! R18 asks for two genes in their roles, R19 for one gene in its role with any partner, R20 for one gene cut so that its end
//! goes elsewhere, whatever it is joined to (what an assay by FISH sees). Unknown frames and partners give `unknown`, never
//! a match; the right genes in the wrong order are a near miss.

use super::fusion::{Frame, Fusion, Other, Partner};
use super::judgement::{Judgement, MatchLevel, NearMiss};
use super::truth::Reason;
use crate::consequence::cut::Reading;
use crate::model::{Criterion, ExonEvent, FusionRole, GeneId, KinaseDomain};

/// How many residues two isoforms may differ by in a domain and still be compared by their distance from the end.
const ISOFORM_SLACK: u32 = 20;

/// How many residues at the end of a domain may be missing. The last helix is not drawn sharply by those who draw domains:
/// FGFR3's exon 17, behind which FGFR3::TACC3 breaks off (first seen by Singh 2012, PMID 22837387), ends with residue 758 of
/// NM_000142, and the domain drawn is said to end at 761.
const END_SLACK: u32 = 20;

/// What is known of a gene, for judging its fusions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GeneFacts {
    /// Its kinase domain, where a record has it.
    pub domain: Option<KinaseDomain>,
    /// Does the index know where it lies on this assembly?
    pub is_placed: bool,
}

/// The best judgement of a criterion about `gene` by any of the fusions; [`Judgement::No`] for other kinds.
/// `facts` says what is known of a gene.
#[must_use]
pub fn judge_fusions(criterion: &Criterion, gene: GeneId, facts: impl Fn(GeneId) -> GeneFacts, fusions: &[Fusion]) -> Judgement {
    let one = |fusion: &Fusion| match criterion {
        Criterion::FusionPair { five_prime, three_prime, five_prime_exon, three_prime_exon } => {
            let known = (facts(*five_prime), facts(*three_prime));
            pair((*five_prime, *three_prime), known, (*five_prime_exon, *three_prime_exon), fusion)
        }
        Criterion::Fusion { role } => promiscuous(gene, *role, facts(gene).domain, fusion),
        Criterion::ExonChange { change, first, last, .. } => {
            let (before, after) = match change {
                ExonEvent::Deletion => (first.checked_sub(1), last.checked_add(1)),
                ExonEvent::Duplication => (Some(*last), Some(*first)),
            };
            own_exons(gene, (before, after), "R21", fusion)
        }
        Criterion::SpliceLoss { exon, .. } => own_exons(gene, (exon.checked_sub(1), exon.checked_add(1)), "R22", fusion),
        _ => Judgement::No,
    };
    fusions.iter().map(one).min_by_key(order).unwrap_or(Judgement::No)
}

/// What holds before what may hold, then what nearly holds.
const fn order(judgement: &Judgement) -> u8 {
    match judgement {
        Judgement::Holds { .. } => 0,
        Judgement::Open { .. } => 1,
        Judgement::Near { .. } => 2,
        Judgement::No => 3,
    }
}

fn is(partner: Option<&Partner>, gene: GeneId) -> bool {
    partner.is_some_and(|partner| partner.gene == gene)
}

/// R21, R22 (d): two exons of one gene that meet in RNA, as a caller names them: `e1::e8`.
fn own_exons(gene: GeneId, meet: (Option<u32>, Option<u32>), rule: &'static str, fusion: &Fusion) -> Judgement {
    let (five, three) = (fusion.five_prime.as_ref(), fusion.three_prime.as_ref());
    if !(fusion.other == Other::Named && is(five, gene) && is(three, gene)) {
        return Judgement::No;
    }
    let level = MatchLevel::RangeClass;
    let exon = |partner: Option<&Partner>| partner.and_then(|partner| partner.exon);
    match (exon(five), exon(three)) {
        (None, _) | (_, None) => Judgement::Open { level, rule, reason: Reason::Exon },
        found if found == meet => Judgement::Holds { level, rule },
        _ => Judgement::Near { miss: NearMiss::OtherExons, rule },
    }
}

/// May the end at which no partner was found lie in this gene?
const fn may_be(gene: GeneFacts, fusion: &Fusion) -> bool {
    match fusion.other {
        Other::NotGiven => true,
        Other::NoGene => !gene.is_placed,
        Other::Found | Other::Named | Other::Against => false,
    }
}

fn pair(
    (five, three): (GeneId, GeneId),
    known: (GeneFacts, GeneFacts),
    exons: (Option<u32>, Option<u32>),
    fusion: &Fusion,
) -> Judgement {
    const RULE: &str = "R18";
    let level = MatchLevel::RangeClass;
    let open = |reason| Judgement::Open { level, rule: RULE, reason };
    let near = |miss| Judgement::Near { miss, rule: RULE };
    let ends = (fusion.five_prime.as_ref(), fusion.three_prime.as_ref());
    let in_order = is(ends.0, five) && is(ends.1, three);
    let reversed = is(ends.0, three) && is(ends.1, five);
    if reversed && !fusion.order_assumed {
        return near(NearMiss::Reversed);
    }
    if !in_order && !reversed {
        return match ends {
            // The one partner is there. A gene whose place is known, and where the other end is not, is not the other one.
            (Some(found), None) if found.gene == five && may_be(known.1, fusion) => open(Reason::Partner),
            (None, Some(found)) if found.gene == three && may_be(known.0, fusion) => open(Reason::Partner),
            _ => Judgement::No,
        };
    }
    // A kinase without its domain is not the one the pair is known for.
    let lost = |domain: Option<KinaseDomain>, own: Option<&Partner>, as_three| {
        domain.zip(own).is_some_and(|(domain, own)| keeps(domain, own, as_three) == Some(false))
    };
    if lost(known.0.domain, ends.0, false) || lost(known.1.domain, ends.1, true) {
        return near(NearMiss::KinaseLost);
    }
    let exon = |partner: Option<&Partner>| partner.and_then(|partner| partner.exon);
    let found = if reversed { (exon(ends.1), exon(ends.0)) } else { (exon(ends.0), exon(ends.1)) };
    if fusion.frame == Frame::Out {
        return near(NearMiss::OutOfFrame);
    }
    for (claimed, found) in [(exons.0, found.0), (exons.1, found.1)] {
        match (claimed, found) {
            (Some(_), None) => return open(Reason::Exon),
            (Some(claimed), Some(found)) if claimed != found => return near(NearMiss::OtherExons),
            _ => {}
        }
    }
    match fusion.frame {
        // A pair somebody named is known to work: also with an exon skipped, or from a start of the 3' partner's own
        // (TMPRSS2::ERG: Tomlins 2005, PMID 16254181).
        Frame::In | Frame::InBySkipping(_) | Frame::OwnStart | Frame::LaterStart | Frame::NotTold => {
            Judgement::Holds { level, rule: RULE }
        }
        Frame::Unknown => open(Reason::Frame),
        Frame::Out => near(NearMiss::OutOfFrame),
    }
}

fn promiscuous(gene: GeneId, role: FusionRole, domain: Option<KinaseDomain>, fusion: &Fusion) -> Judgement {
    let (five, three) = (fusion.five_prime.as_ref(), fusion.three_prime.as_ref());
    let (as_five, as_three) = (is(five, gene), is(three, gene));
    let rule = if role == FusionRole::Rearranged { "R20" } else { "R19" };
    let level = MatchLevel::GeneClass;
    let open = |reason| Judgement::Open { level, rule, reason };
    let near = |miss| Judgement::Near { miss, rule };
    // Exons of one gene that meet are no fusion (R21).
    if as_five == as_three {
        return Judgement::No;
    }
    let wanted = match role {
        FusionRole::FivePrime => as_five,
        FusionRole::ThreePrime | FusionRole::Rearranged => as_three,
        FusionRole::Either => true,
    };
    if !wanted && !fusion.order_assumed {
        return near(NearMiss::WrongRole);
    }
    let own = if as_three { three } else { five };
    let Some(own) = own else { return Judgement::No };
    let cut_within = own.cut.is_none_or(|cut| cut.is_within());
    if role == FusionRole::Rearranged && cut_within {
        return Judgement::Holds { level, rule };
    }
    if fusion.other == Other::Against {
        return near(NearMiss::PartnerAgainst);
    }
    if domain.is_some_and(|domain| keeps(domain, own, as_three) == Some(false)) {
        return near(NearMiss::KinaseLost);
    }
    if fusion.other != Other::Named && (five.is_none() || three.is_none()) {
        return open(Reason::Partner);
    }
    match fusion.frame {
        Frame::In | Frame::NotTold => Judgement::Holds { level, rule },
        // Another promoter before a whole gene: as 3' partner it is all there, as 5' partner it gave no protein.
        Frame::OwnStart if as_three => Judgement::Holds { level, rule },
        Frame::OwnStart | Frame::LaterStart if as_five && domain.is_some() => near(NearMiss::KinaseLost),
        Frame::InBySkipping(_) | Frame::OwnStart | Frame::LaterStart | Frame::Unknown => open(Reason::Frame),
        Frame::Out => near(NearMiss::OutOfFrame),
    }
}

/// Is the whole domain on the kept side? `None` where the cut's place in the protein is not known.
///
/// On a transcript of another length than the record's protein residues are counted from the end, with some slack: isoforms of
/// receptors mostly differ before their kinase domain.
fn keeps(domain: KinaseDomain, own: &Partner, as_three: bool) -> Option<bool> {
    let before = match own.reading {
        Reading::BeforeStart => 0,
        Reading::AfterStop => own.coding_letters,
        Reading::Within(letters) => letters,
        Reading::NonCoding | Reading::Unknown => return None,
    };
    let residues = (own.coding_letters / 3).checked_sub(1).filter(|residues| *residues > 0)?;
    let slack = if residues == domain.of { 0 } else { ISOFORM_SLACK };
    if as_three {
        let kept = residues.saturating_sub(before.div_ceil(3));
        Some(kept + slack > domain.of.saturating_sub(domain.first))
    } else {
        let after = residues.saturating_sub(before / 3);
        Some(after <= domain.of.saturating_sub(domain.last) + slack.max(END_SLACK))
    }
}
