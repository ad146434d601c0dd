//! One criterion against one small variant: does it hold, may it hold, or does it nearly hold?
//!
//! Every branch names its rule (R1–R34 of the matching rules in `ARCHITECTURE.md`), so that an answer can be traced. Criteria
//! about copies, fusions and signatures are not decided by a small variant; they are left to the sample.

use super::disruption::{breaks_protein, homozygous_disruption};
use super::judgement::{Judgement, MatchLevel, NearMiss};
use super::truth::Reason;
use crate::consequence::{Consequence, Event, SpliceEffect, Term};
use crate::genome::{AminoAcid, ChangeClass, ProteinChange};
use crate::model::{Criterion, ExonEvent, GeneClass, GeneRole};

/// Judges a criterion by the consequence on the transcript it is numbered on.
#[must_use]
pub fn judge(criterion: &Criterion, role: GeneRole, found: &Consequence) -> Judgement {
    match criterion {
        Criterion::ProteinChange { change, .. } => protein_change(change, found),
        Criterion::Codon { codon, reference, excluding, .. } => one_codon(*codon, *reference, excluding, found),
        Criterion::ProteinRange { first, last, classes, excluding, .. } => protein_range(*first, *last, classes, excluding, found),
        Criterion::Exon { exons, classes, excluding, .. } => in_exons(exons, classes, excluding, found),
        Criterion::SpliceLoss { exon, .. } => splice_loss(*exon, found),
        Criterion::GeneClass { class, excluding, biallelic, .. } => gene_class(*class, excluding, *biallelic, role, found),
        Criterion::ExonChange { change: ExonEvent::Deletion, first, last, .. } => exons_deleted(*first, *last, found),
        Criterion::ExonChange { change: ExonEvent::Duplication, first, last, .. } => exons_doubled(*first, *last, found),
        Criterion::HomozygousDisruption => homozygous_disruption(found, None),
        Criterion::WildType { codons } => wild_type(codons, found),
        // Sites are looked up by their letters; the others are questions about copies, structure or the whole tumour.
        Criterion::Allele { .. }
        | Criterion::Promoter { .. }
        | Criterion::CopyNumber { .. }
        | Criterion::FusionPair { .. }
        | Criterion::Fusion { .. }
        | Criterion::Biomarker { .. }
        | Criterion::Expression { .. }
        | Criterion::Marker { .. } => Judgement::No,
    }
}

/// R1, R31, R32: the change itself, or one residue of a longer equal-length change.
fn protein_change(claimed: &ProteinChange, found: &Consequence) -> Judgement {
    if found.protein.as_ref().is_some_and(|protein| claimed.speaks_of(protein)) {
        return Judgement::Holds { level: MatchLevel::SameProtein, rule: "R1" };
    }
    if let ProteinChange::Substitution { at, to } = claimed {
        if found.substitutions.iter().any(|part| part.at == *at && part.to == *to) {
            return Judgement::Holds { level: MatchLevel::Component, rule: "R32" };
        }
        if found.substitutions.iter().any(|part| part.at == *at) {
            return Judgement::Near { miss: NearMiss::OtherResidue, rule: "R5" };
        }
    }
    Judgement::No
}

/// R2–R5: missense at the codon; longer indels only pass over it.
fn one_codon(codon: u32, reference: AminoAcid, excluding: &[ProteinChange], found: &Consequence) -> Judgement {
    let rule = if excluding.is_empty() { "R2" } else { "R3" };
    if let Some(part) = found.substitutions.iter().find(|part| part.at.number == codon && part.at.acid == reference) {
        let change = ProteinChange::Substitution { at: part.at, to: part.to };
        if part.to == AminoAcid::Ter {
            return Judgement::Near { miss: NearMiss::OtherClass, rule };
        }
        if excluding.iter().any(|excluded| excluded.speaks_of(&change)) {
            return Judgement::Near { miss: NearMiss::Excluded, rule };
        }
        let level = if found.substitutions.len() == 1 { MatchLevel::Codon } else { MatchLevel::Component };
        return Judgement::Holds { level, rule };
    }
    // An exon that goes as a whole is no change of this codon.
    let touched = !loses_whole_exons(found) && found.residues.is_some_and(|(first, last)| first <= codon && codon <= last);
    match found.class {
        Some(ChangeClass::InFrameDeletion | ChangeClass::InFrameInsertion | ChangeClass::TandemDuplication) if touched => {
            Judgement::Open { level: MatchLevel::Codon, rule, reason: Reason::SpanningIndel }
        }
        Some(ChangeClass::Frameshift | ChangeClass::StopGained) if touched => Judgement::Near { miss: NearMiss::OtherClass, rule },
        _ => Judgement::No,
    }
}

/// R9: the class of change in a range of residues.
fn protein_range(first: u32, last: u32, classes: &[ChangeClass], excluding: &[ProteinChange], found: &Consequence) -> Judgement {
    let touched = found.residues.is_some_and(|(from, to)| from <= last && first <= to);
    if !touched {
        return Judgement::No;
    }
    match whole_exon_loss("R9", classes, found) {
        Some(judgement) => judgement,
        None => by_class("R9", classes, excluding, found),
    }
}

/// Are whole exons lost or doubled?
fn loses_whole_exons(found: &Consequence) -> bool {
    found.structure.as_deref().is_some_and(|effect| effect.whole_exons.is_some())
}

/// Whole exons lost or doubled are R21's. A claim about in-frame deletions at the place may or may not mean that they are lost in
/// frame, or that one of them is lost in part; one that shifts the frame is not meant.
fn whole_exon_loss(rule: &'static str, classes: &[ChangeClass], found: &Consequence) -> Option<Judgement> {
    let effect = found.structure.as_deref().filter(|effect| effect.whole_exons.is_some())?;
    let may_be_meant = effect.event == Event::Deletion
        && classes.contains(&ChangeClass::InFrameDeletion)
        && matches!(found.class, Some(ChangeClass::InFrameDeletion | ChangeClass::SpliceSite));
    Some(match may_be_meant {
        true => Judgement::Open { level: MatchLevel::RangeClass, rule, reason: Reason::SpliceSpanning },
        false => Judgement::No,
    })
}

/// R6–R8, R24, R25: the class of change in some exons.
fn in_exons(exons: &[u32], classes: &[ChangeClass], excluding: &[ProteinChange], found: &Consequence) -> Judgement {
    let rule = match classes {
        [ChangeClass::InFrameDeletion] => "R6",
        [ChangeClass::InFrameInsertion] => "R7",
        [ChangeClass::TandemDuplication] => "R24",
        _ => "R8",
    };
    let hits_site = found.splice.is_some_and(|hit| hit.effect == SpliceEffect::Site && exons.contains(&hit.exon));
    if hits_site && !classes.contains(&ChangeClass::SpliceSite) {
        let crosses = found.exons.is_some() && found.introns.is_some();
        return if crosses {
            Judgement::Open { level: MatchLevel::RangeClass, rule, reason: Reason::SpliceSpanning }
        } else if classes.contains(&ChangeClass::Missense) {
            // A claim about "mutations of the exon" may mean its splice sites, too.
            Judgement::Open { level: MatchLevel::RangeClass, rule, reason: Reason::SpliceSite }
        } else {
            Judgement::No
        };
    }
    let touched = found.exons.is_some_and(|span| exons.iter().any(|exon| span.first <= *exon && *exon <= span.last));
    if !touched && !hits_site {
        return Judgement::No;
    }
    if let Some(judgement) = whole_exon_loss(rule, classes, found) {
        return judgement;
    }
    by_class(rule, classes, excluding, found)
}

/// R24: a caller says that letters were put in, or doubled, and neither which nor exactly where. In frame it may be the repeat.
fn may_be_repeat(classes: &[ChangeClass], found: &Consequence) -> bool {
    let Some(effect) = found.structure.as_deref().filter(|_| classes.contains(&ChangeClass::TandemDuplication)) else {
        return false;
    };
    match effect.event {
        // (Letters that are told say what becomes of the protein.)
        Event::Insertion => found.protein.is_none() && matches!(found.class, None | Some(ChangeClass::InFrameInsertion)),
        Event::Duplication => found.class.is_none() && effect.whole_exons.is_none() && effect.is_intragenic,
        _ => false,
    }
}

/// The place fits: does the class?
fn by_class(rule: &'static str, classes: &[ChangeClass], excluding: &[ProteinChange], found: &Consequence) -> Judgement {
    if may_be_repeat(classes, found) {
        return Judgement::Open { level: MatchLevel::RangeClass, rule, reason: Reason::LettersNotTold };
    }
    let Some(class) = found.class else { return Judgement::No };
    if !classes.iter().any(|claimed| class.is_a(*claimed)) {
        let changes_protein = ANY_CHANGE.contains(&class);
        return if changes_protein { Judgement::Near { miss: NearMiss::OtherClass, rule } } else { Judgement::No };
    }
    if is_excluded(excluding, found) {
        return Judgement::Near { miss: NearMiss::Excluded, rule };
    }
    Judgement::Holds { level: MatchLevel::RangeClass, rule }
}

fn is_excluded(excluding: &[ProteinChange], found: &Consequence) -> bool {
    found.protein.as_ref().is_some_and(|protein| excluding.iter().any(|excluded| excluded.speaks_of(protein)))
}

/// R22: the exon is skipped, by its splice sites or by its loss.
fn splice_loss(exon: u32, found: &Consequence) -> Judgement {
    if exons_deleted(exon, exon, found) != Judgement::No {
        return Judgement::Holds { level: MatchLevel::RangeClass, rule: "R22" };
    }
    match found.splice {
        Some(hit) if hit.exon == exon => match hit.effect {
            SpliceEffect::Site | SpliceEffect::Extended => Judgement::Holds { level: MatchLevel::RangeClass, rule: "R22" },
            _ => Judgement::Near { miss: NearMiss::NearSplice, rule: "R22" },
        },
        _ => Judgement::No,
    }
}

/// R21: exactly these exons are lost, whole, and no part of another one.
fn exons_deleted(first: u32, last: u32, found: &Consequence) -> Judgement {
    whole_exons(first, last, Event::Deletion, found)
}

/// R21: exactly these exons are there twice, in tandem, whole, and no part of another one.
fn exons_doubled(first: u32, last: u32, found: &Consequence) -> Judgement {
    whole_exons(first, last, Event::Duplication, found)
}

fn whole_exons(first: u32, last: u32, event: Event, found: &Consequence) -> Judgement {
    let whole = found.structure.as_deref().filter(|effect| effect.event == event).and_then(|effect| effect.whole_exons);
    let holds = whole.is_some_and(|exons| (exons.first, exons.last) == (first, last)) && found.exons == whole;
    if holds { Judgement::Holds { level: MatchLevel::RangeClass, rule: "R21" } } else { Judgement::No }
}

/// Classes that change the protein, or most likely do (R12).
const ANY_CHANGE: [ChangeClass; 10] = [
    ChangeClass::Missense,
    ChangeClass::InFrameDeletion,
    ChangeClass::InFrameInsertion,
    ChangeClass::TandemDuplication,
    ChangeClass::InFrameDelins,
    ChangeClass::Frameshift,
    ChangeClass::StopGained,
    ChangeClass::StartLost,
    ChangeClass::StopLost,
    ChangeClass::SpliceSite,
];

/// Does it change the protein, or most likely does? A splice site of an exon that is not translated does not by itself: the exon
/// may be skipped, or read on into its intron, and the coding part stays what it is.
fn changes_protein(found: &Consequence) -> bool {
    found.class.is_some_and(|class| ANY_CHANGE.contains(&class)) && !found.breaks_untranslated_site()
}

/// R10–R13: a class of changes of the whole gene.
fn gene_class(claimed: GeneClass, excluding: &[ProteinChange], biallelic: bool, role: GeneRole, found: &Consequence) -> Judgement {
    let ablated = found.terms.contains(Term::TranscriptAblation);
    let broken = breaks_protein(found);
    let changes = ablated || broken || changes_protein(found);
    if !changes || claimed == GeneClass::Uncertain {
        return Judgement::No;
    }
    let rule = match claimed {
        GeneClass::Any | GeneClass::Uncertain => "R12",
        GeneClass::Truncating => "R10",
        GeneClass::LossOfFunction => "R11",
        GeneClass::GainOfFunction | GeneClass::Oncogenic => "R13",
    };
    if is_excluded(excluding, found) {
        return Judgement::Near { miss: NearMiss::Excluded, rule };
    }
    let held = |level| match biallelic {
        true => Judgement::Open { level, rule: "R11b", reason: Reason::Zygosity },
        false => Judgement::Holds { level, rule },
    };
    let truncates = ablated || broken || is_truncating(found);
    if !truncates && loses_start_exon(found) && matches!(claimed, GeneClass::Truncating | GeneClass::LossOfFunction) {
        return Judgement::Open { level: MatchLevel::GeneClass, rule, reason: Reason::StartExonLost };
    }
    match claimed {
        GeneClass::Any => held(MatchLevel::GeneAny),
        GeneClass::Truncating if truncates => held(MatchLevel::GeneClass),
        GeneClass::Truncating => Judgement::No,
        GeneClass::LossOfFunction if truncates && !ablated && in_last_exon(found) => {
            Judgement::Open { level: MatchLevel::GeneClass, rule, reason: Reason::LastExon }
        }
        GeneClass::LossOfFunction if truncates => held(MatchLevel::GeneClass),
        GeneClass::Oncogenic if truncates && matches!(role, GeneRole::TumourSuppressor | GeneRole::Both) => {
            held(MatchLevel::GeneClass)
        }
        _ => Judgement::Near { miss: NearMiss::NoCuratedEffect, rule },
    }
}

/// R27: does the change speak against a wild type? A change of the protein does (R12), in the codons asked for if there are any;
/// where the letters do not tell what the protein becomes, it may.
fn wild_type(codons: &[u32], found: &Consequence) -> Judgement {
    let rule = "R27";
    let against = Judgement::Near { miss: NearMiss::NotWildType, rule };
    let level = MatchLevel::GeneClass;
    if found.terms.contains(Term::TranscriptAblation) {
        return against;
    }
    let touched = match (codons, found.residues) {
        ([], _) => true,
        (_, Some((first, last))) => codons.iter().any(|codon| first <= *codon && *codon <= last),
        // A splice site or a structural change lies in no codon; those asked for may be lost with it.
        (_, None) => found.structure.is_some() && found.exons.is_some(),
    };
    match found.class {
        Some(_) if touched && changes_protein(found) => against,
        None if touched && found.structure.is_some() && found.exons.is_some() => {
            Judgement::Open { level, rule, reason: Reason::SpliceSpanning }
        }
        None if touched && found.terms.contains(Term::CodingSequence) => {
            Judgement::Open { level, rule, reason: Reason::LettersNotTold }
        }
        _ => Judgement::No,
    }
}

/// Does the start codon go with whole exons? A protein may be begun further on, or none at all (D.1 leaves `START` open).
fn loses_start_exon(found: &Consequence) -> bool {
    found.class == Some(ChangeClass::StartLost) && loses_whole_exons(found)
}

/// R10: cut short, but not a frameshift that begins at the stop codon itself. Whole exons lost with both the start and the stop
/// codon leave nothing to read.
fn is_truncating(found: &Consequence) -> bool {
    if loses_start_exon(found) && found.terms.contains(Term::StopLost) {
        return true;
    }
    let at_stop = matches!(&found.protein, Some(ProteinChange::Frameshift { at, .. }) if at.acid == AminoAcid::Ter);
    found.class.is_some_and(ChangeClass::is_truncating) && !at_stop && !found.breaks_untranslated_site()
}

/// Of a gene with several exons: is the last one the only one touched?
fn in_last_exon(found: &Consequence) -> bool {
    found.class != Some(ChangeClass::SpliceSite) && found.exons.is_some_and(|exons| exons.total > 1 && exons.first == exons.total)
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
