//! Rules of [`judge`](super::judge), one by one, each with the tempting negative beside the positive.

use super::{Judgement, MatchLevel, NearMiss, judge};
use crate::consequence::{
    Consequence, Event, Span, SpliceEffect, SpliceHit, SpliceSide, StructuralEffect, Substitution, Substitutions, Term, Terms,
};
use crate::genome::{AminoAcid, ChangeClass, ManeStatus, ModelQuality, ProteinChange, Residue};
use crate::matching::Reason;
use crate::model::{Criterion, ExonEvent, GeneClass, GeneRole};

fn change(text: &str) -> ProteinChange {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

/// A consequence in exon 2 of 3 with this protein change and class.
fn found(protein: Option<&str>, class: ChangeClass) -> Consequence {
    let protein = protein.map(change);
    let mut substitutions = Substitutions::new();
    if let Some(ProteinChange::Substitution { at, to }) = &protein {
        substitutions.push(Substitution { at: *at, to: *to });
    }
    Consequence {
        transcript: 0,
        gene: 0,
        terms: Terms::NONE,
        class: Some(class),
        exons: Some(Span { first: 2, last: 2, total: 3 }),
        introns: None,
        residues: protein.as_ref().map(|protein| (protein.first(), protein.last())),
        hgvs_c: None,
        protein,
        substitutions,
        splice: None,
        escapes_decay: None,
        structure: None,
        mane: ManeStatus::Select,
        quality: ModelQuality::Reference,
    }
}

fn holds(level: MatchLevel, rule: &'static str) -> Judgement {
    Judgement::Holds { level, rule }
}

fn near(miss: NearMiss, rule: &'static str) -> Judgement {
    Judgement::Near { miss, rule }
}

fn protein_change(text: &str) -> Criterion {
    Criterion::ProteinChange { transcript: String::new(), change: change(text) }
}

fn codon(codon: u32, reference: AminoAcid, excluding: &[&str]) -> Criterion {
    let excluding = excluding.iter().map(|text| change(text)).collect();
    Criterion::Codon { transcript: String::new(), codon, reference, excluding }
}

fn exon(exons: &[u32], classes: &[ChangeClass]) -> Criterion {
    Criterion::Exon { transcript: String::new(), exons: exons.to_vec(), classes: classes.to_vec(), excluding: Vec::new() }
}

fn gene_class(class: GeneClass) -> Criterion {
    Criterion::GeneClass { transcript: String::new(), class, excluding: Vec::new(), biallelic: false }
}

fn ask(criterion: &Criterion, found: &Consequence) -> Judgement {
    judge(criterion, GeneRole::Unknown, found)
}

/// `V600_K601delinsEE`: two residues at once.
fn delins() -> Consequence {
    let mut delins = found(Some("V600_K601delinsEE"), ChangeClass::InFrameDelins);
    for (acid, number) in [(AminoAcid::Val, 600), (AminoAcid::Lys, 601)] {
        delins.substitutions.push(Substitution { at: Residue { acid, number }, to: AminoAcid::Glu });
    }
    delins
}

#[test]
fn r1_the_same_protein_change_and_no_other() {
    let v600e = protein_change("V600E");
    assert_eq!(ask(&v600e, &found(Some("V600E"), ChangeClass::Missense)), holds(MatchLevel::SameProtein, "R1"));
    assert_eq!(ask(&v600e, &found(Some("V600K"), ChangeClass::Missense)), near(NearMiss::OtherResidue, "R5"));
    assert_eq!(ask(&v600e, &found(Some("K601E"), ChangeClass::Missense)), Judgement::No);
    assert_eq!(ask(&v600e, &delins()), holds(MatchLevel::Component, "R32"));
}

#[test]
fn r1_a_frameshift_claim_covers_every_frameshift_from_there() {
    let w288fs = protein_change("W288fs");
    assert_eq!(ask(&w288fs, &found(Some("W288Cfs*12"), ChangeClass::Frameshift)), holds(MatchLevel::SameProtein, "R1"));
    assert_eq!(ask(&w288fs, &found(Some("W290Cfs*12"), ChangeClass::Frameshift)), Judgement::No);
}

#[test]
fn r2_missense_at_the_codon_only() {
    let v600 = codon(600, AminoAcid::Val, &[]);
    assert_eq!(ask(&v600, &found(Some("V600R"), ChangeClass::Missense)), holds(MatchLevel::Codon, "R2"));
    assert_eq!(ask(&v600, &delins()), holds(MatchLevel::Component, "R2"));
    assert_eq!(ask(&v600, &found(Some("V600="), ChangeClass::Synonymous)), Judgement::No);
    assert_eq!(ask(&v600, &found(Some("V600fs"), ChangeClass::Frameshift)), near(NearMiss::OtherClass, "R2"));
    let spanning = Judgement::Open { level: MatchLevel::Codon, rule: "R2", reason: Reason::SpanningIndel };
    assert_eq!(ask(&v600, &found(Some("T599_V600del"), ChangeClass::InFrameDeletion)), spanning);
}

#[test]
fn r2_another_reference_residue_is_another_codon() {
    // The claim says glycine; a transcript with another residue there is numbered otherwise.
    let g12 = codon(12, AminoAcid::Gly, &[]);
    assert_eq!(ask(&g12, &found(Some("V12D"), ChangeClass::Missense)), Judgement::No);
}

#[test]
fn r3_what_a_claim_leaves_out_is_a_near_miss() {
    let other_v600 = codon(600, AminoAcid::Val, &["V600E", "V600K"]);
    assert_eq!(ask(&other_v600, &found(Some("V600E"), ChangeClass::Missense)), near(NearMiss::Excluded, "R3"));
    assert_eq!(ask(&other_v600, &found(Some("V600R"), ChangeClass::Missense)), holds(MatchLevel::Codon, "R3"));
}

#[test]
fn r6_in_frame_deletions_in_the_exon() {
    let claim = exon(&[2], &[ChangeClass::InFrameDeletion]);
    let deletion = found(Some("E746_A750del"), ChangeClass::InFrameDeletion);
    assert_eq!(ask(&claim, &deletion), holds(MatchLevel::RangeClass, "R6"));
    assert_eq!(ask(&claim, &found(Some("K745fs"), ChangeClass::Frameshift)), near(NearMiss::OtherClass, "R6"));
    assert_eq!(ask(&claim, &found(Some("L747P"), ChangeClass::Missense)), near(NearMiss::OtherClass, "R6"));
    let elsewhere = Consequence { exons: Some(Span { first: 1, last: 1, total: 3 }), ..deletion };
    assert_eq!(ask(&claim, &elsewhere), Judgement::No);
}

#[test]
fn r6_a_deletion_across_the_splice_site_cannot_be_told() {
    let claim = exon(&[2], &[ChangeClass::InFrameDeletion]);
    let mut crossing = found(None, ChangeClass::SpliceSite);
    crossing.introns = Some(Span { first: 2, last: 2, total: 2 });
    crossing.splice = Some(SpliceHit { effect: SpliceEffect::Site, is_untranslated: false, exon: 2, side: SpliceSide::Donor });
    let open = Judgement::Open { level: MatchLevel::RangeClass, rule: "R6", reason: Reason::SpliceSpanning };
    assert_eq!(ask(&claim, &crossing), open);
    let site_only = Consequence { exons: None, ..crossing };
    assert_eq!(ask(&claim, &site_only), Judgement::No, "a lone splice-site change is no deletion");
}

#[test]
fn r24_a_tandem_duplication_is_an_insertion_but_not_the_other_way_round() {
    let itd = exon(&[2], &[ChangeClass::TandemDuplication]);
    let insertion = exon(&[2], &[ChangeClass::InFrameInsertion]);
    let duplication = found(Some("Y591_F594dup"), ChangeClass::TandemDuplication);
    let inserted = found(Some("Y591_V592insGA"), ChangeClass::InFrameInsertion);
    assert_eq!(ask(&itd, &duplication), holds(MatchLevel::RangeClass, "R24"));
    assert_eq!(ask(&insertion, &duplication), holds(MatchLevel::RangeClass, "R7"));
    assert_eq!(ask(&itd, &inserted), near(NearMiss::OtherClass, "R24"));
}

#[test]
fn r9_classes_in_a_range_of_residues() {
    let range = Criterion::ProteinRange {
        transcript: String::new(),
        first: 34,
        last: 68,
        classes: vec![ChangeClass::Missense],
        excluding: vec![change("G44V")],
    };
    assert_eq!(ask(&range, &found(Some("G44D"), ChangeClass::Missense)), holds(MatchLevel::RangeClass, "R9"));
    assert_eq!(ask(&range, &found(Some("G44*"), ChangeClass::StopGained)), near(NearMiss::OtherClass, "R9"));
    assert_eq!(ask(&range, &found(Some("G44V"), ChangeClass::Missense)), near(NearMiss::Excluded, "R9"));
    assert_eq!(ask(&range, &found(Some("G69D"), ChangeClass::Missense)), Judgement::No);
}

#[test]
fn r10_truncating_is_not_the_splice_region_nor_a_frameshift_at_the_stop() {
    let claim = gene_class(GeneClass::Truncating);
    for class in [ChangeClass::Frameshift, ChangeClass::StopGained, ChangeClass::SpliceSite] {
        assert_eq!(ask(&claim, &found(None, class)), holds(MatchLevel::GeneClass, "R10"), "{class}");
    }
    for class in [ChangeClass::SpliceRegion, ChangeClass::StopLost, ChangeClass::Missense, ChangeClass::Intron] {
        assert_eq!(ask(&claim, &found(None, class)), Judgement::No, "{class}");
    }
    let at = Residue { acid: AminoAcid::Ter, number: 700 };
    let at_stop = ProteinChange::Frameshift { at, to: None, stop: None };
    let at_stop = Consequence { protein: Some(at_stop), ..found(None, ChangeClass::Frameshift) };
    assert_eq!(ask(&claim, &at_stop), Judgement::No);
}

#[test]
fn r11_loss_of_function_needs_more_than_a_missense_and_is_open_in_the_last_exon() {
    let claim = gene_class(GeneClass::LossOfFunction);
    let stop = found(Some("R1443*"), ChangeClass::StopGained);
    assert_eq!(ask(&claim, &stop), holds(MatchLevel::GeneClass, "R11"));
    let last = Consequence { exons: Some(Span { first: 3, last: 3, total: 3 }), ..stop.clone() };
    let open = Judgement::Open { level: MatchLevel::GeneClass, rule: "R11", reason: Reason::LastExon };
    assert_eq!(ask(&claim, &last), open);
    let only = Consequence { exons: Some(Span { first: 1, last: 1, total: 1 }), ..stop.clone() };
    assert_eq!(ask(&claim, &only), holds(MatchLevel::GeneClass, "R11"), "a gene of one exon has no other");
    assert_eq!(ask(&claim, &found(Some("R1443G"), ChangeClass::Missense)), near(NearMiss::NoCuratedEffect, "R11"));
    let both = Criterion::GeneClass {
        transcript: String::new(),
        class: GeneClass::LossOfFunction,
        excluding: Vec::new(),
        biallelic: true,
    };
    let open = Judgement::Open { level: MatchLevel::GeneClass, rule: "R11b", reason: Reason::Zygosity };
    assert_eq!(ask(&both, &stop), open);
}

#[test]
fn r12_any_change_of_the_protein() {
    let claim = gene_class(GeneClass::Any);
    assert_eq!(ask(&claim, &found(Some("R175H"), ChangeClass::Missense)), holds(MatchLevel::GeneAny, "R12"));
    for class in [ChangeClass::Synonymous, ChangeClass::Intron, ChangeClass::Utr] {
        assert_eq!(ask(&claim, &found(None, class)), Judgement::No, "{class}");
    }
}

#[test]
fn r13_oncogenic_needs_a_curated_effect_unless_a_suppressor_is_cut_short() {
    let claim = gene_class(GeneClass::Oncogenic);
    let stop = found(Some("R213*"), ChangeClass::StopGained);
    assert_eq!(judge(&claim, GeneRole::TumourSuppressor, &stop), holds(MatchLevel::GeneClass, "R13"));
    assert_eq!(judge(&claim, GeneRole::Oncogene, &stop), near(NearMiss::NoCuratedEffect, "R13"));
    assert_eq!(ask(&gene_class(GeneClass::Uncertain), &stop), Judgement::No);
}

#[test]
fn r21_r22_an_exon_is_lost_by_its_splice_sites_or_as_a_whole() {
    let skipping = Criterion::SpliceLoss { transcript: String::new(), exon: 2 };
    let hit = |effect, exon| {
        let splice = Some(SpliceHit { effect, is_untranslated: false, exon, side: SpliceSide::Donor });
        Consequence { splice, exons: None, ..found(None, ChangeClass::SpliceSite) }
    };
    assert_eq!(ask(&skipping, &hit(SpliceEffect::Site, 2)), holds(MatchLevel::RangeClass, "R22"));
    assert_eq!(ask(&skipping, &hit(SpliceEffect::Extended, 2)), holds(MatchLevel::RangeClass, "R22"));
    assert_eq!(ask(&skipping, &hit(SpliceEffect::Region, 2)), near(NearMiss::NearSplice, "R22"));
    assert_eq!(ask(&skipping, &hit(SpliceEffect::Site, 1)), Judgement::No, "the splice site of another exon");
    assert_eq!(ask(&skipping, &found(Some("Y1003F"), ChangeClass::Missense)), Judgement::No, "missense inside the exon");

    let whole = whole_exon(Event::Deletion, Some(ChangeClass::InFrameDeletion));
    assert_eq!(ask(&skipping, &whole), holds(MatchLevel::RangeClass, "R22"));
    let deleted = |first, last| Criterion::ExonChange { transcript: String::new(), change: ExonEvent::Deletion, first, last };
    assert_eq!(ask(&deleted(2, 2), &whole), holds(MatchLevel::RangeClass, "R21"));
    assert_eq!(ask(&deleted(1, 2), &whole), Judgement::No);
}

/// Exon 2 of 3 as a whole, with ends in the introns around it.
fn whole_exon(event: Event, class: Option<ChangeClass>) -> Consequence {
    let exons = Some(Span { first: 2, last: 2, total: 3 });
    let effect = StructuralEffect {
        event,
        whole_exons: exons,
        coding_letters: 30,
        keeps_frame: Some(true),
        is_intragenic: true,
        is_disruptive: true,
        cuts: smallvec::SmallVec::new(),
    };
    let introns = Some(Span { first: 1, last: 2, total: 2 });
    Consequence { class, exons, introns, structure: Some(Box::new(effect)), ..found(None, ChangeClass::InFrameDeletion) }
}

#[test]
fn whole_exons_are_lost_or_doubled_never_both() {
    let exon_change = |change, first, last| Criterion::ExonChange { transcript: String::new(), change, first, last };
    let lost = whole_exon(Event::Deletion, Some(ChangeClass::InFrameDeletion));
    let doubled = whole_exon(Event::Duplication, None);
    let turned = whole_exon(Event::Inversion, None);
    let held = holds(MatchLevel::RangeClass, "R21");
    assert_eq!(ask(&exon_change(ExonEvent::Deletion, 2, 2), &lost), held);
    assert_eq!(ask(&exon_change(ExonEvent::Duplication, 2, 2), &doubled), held);
    assert_eq!(ask(&exon_change(ExonEvent::Duplication, 2, 3), &doubled), Judgement::No);
    for (change, other) in [
        (ExonEvent::Deletion, &doubled),
        (ExonEvent::Deletion, &turned),
        (ExonEvent::Duplication, &lost),
        (ExonEvent::Duplication, &turned),
    ] {
        assert_eq!(ask(&exon_change(change, 2, 2), other), Judgement::No);
    }
    let skipping = Criterion::SpliceLoss { transcript: String::new(), exon: 2 };
    assert_eq!(ask(&skipping, &lost), holds(MatchLevel::RangeClass, "R22"));
    assert_eq!(ask(&skipping, &doubled), Judgement::No);
}

#[test]
fn a_whole_exon_is_no_small_deletion_in_it() {
    let in_exon =
        |class| Criterion::Exon { transcript: String::new(), exons: vec![2], classes: vec![class], excluding: Vec::new() };
    let lost = whole_exon(Event::Deletion, Some(ChangeClass::InFrameDeletion));
    let open = Judgement::Open { level: MatchLevel::RangeClass, rule: "R6", reason: Reason::SpliceSpanning };
    assert_eq!(ask(&in_exon(ChangeClass::InFrameDeletion), &lost), open);
    assert_eq!(ask(&in_exon(ChangeClass::InFrameInsertion), &lost), Judgement::No);
    let doubled = whole_exon(Event::Duplication, None);
    assert_eq!(ask(&in_exon(ChangeClass::InFrameInsertion), &doubled), Judgement::No);
}

#[test]
fn what_whole_exons_lost_are_to_a_gene() {
    let claim = |class| Criterion::GeneClass { class, transcript: String::new(), excluding: Vec::new(), biallelic: false };
    let (truncating, loss) = (claim(GeneClass::Truncating), claim(GeneClass::LossOfFunction));
    let lost = |class, first, last, terms: Terms| {
        let exons = Some(Span { first, last, total: 3 });
        let known = whole_exon(Event::Deletion, Some(class));
        let structure = known.structure.map(|effect| Box::new(StructuralEffect { whole_exons: exons, ..*effect }));
        Consequence { exons, structure, terms, ..known }
    };
    let told = |found: &Consequence| (ask(&truncating, found), ask(&loss, found));
    let held = |rule| holds(MatchLevel::GeneClass, rule);
    let open = |rule, reason| Judgement::Open { level: MatchLevel::GeneClass, rule, reason };

    let shifted = lost(ChangeClass::Frameshift, 2, 2, Terms::of(Term::Frameshift));
    assert_eq!(told(&shifted), (held("R10"), held("R11")));
    let in_frame = lost(ChangeClass::InFrameDeletion, 2, 2, Terms::of(Term::InframeDeletion));
    assert_eq!(told(&in_frame), (Judgement::No, near(NearMiss::NoCuratedEffect, "R11")));
    let end = lost(ChangeClass::Frameshift, 3, 3, Terms::of(Term::StopLost));
    assert_eq!(told(&end), (held("R10"), open("R11", Reason::LastExon)), "the last exon alone");
    let longer_end = lost(ChangeClass::Frameshift, 2, 3, Terms::of(Term::StopLost));
    assert_eq!(told(&longer_end), (held("R10"), held("R11")));
    let start = lost(ChangeClass::StartLost, 1, 1, Terms::of(Term::StartLost));
    assert_eq!(told(&start), (open("R10", Reason::StartExonLost), open("R11", Reason::StartExonLost)));
    let all = lost(ChangeClass::StartLost, 1, 3, [Term::StartLost, Term::StopLost].into_iter().collect());
    assert_eq!(told(&all), (held("R10"), held("R11")), "no protein is left to read");
    // A change of the start codon alone is neither: the letters after it stand as they were.
    let codon = found(None, ChangeClass::StartLost);
    assert_eq!(told(&codon), (Judgement::No, near(NearMiss::NoCuratedEffect, "R11")));
}

#[test]
fn a_whole_exon_is_no_change_of_a_codon_in_it() {
    let lost = Consequence { residues: Some((590, 620)), ..whole_exon(Event::Deletion, Some(ChangeClass::InFrameDeletion)) };
    let codon = Criterion::Codon { transcript: String::new(), codon: 600, reference: AminoAcid::Val, excluding: Vec::new() };
    assert_eq!(ask(&codon, &lost), Judgement::No);
    let range = |class| Criterion::ProteinRange {
        transcript: String::new(),
        first: 595,
        last: 600,
        classes: vec![class],
        excluding: Vec::new(),
    };
    let open = Judgement::Open { level: MatchLevel::RangeClass, rule: "R9", reason: Reason::SpliceSpanning };
    assert_eq!(ask(&range(ChangeClass::InFrameDeletion), &lost), open);
    assert_eq!(ask(&range(ChangeClass::Missense), &lost), Judgement::No);
}

#[test]
fn r11_the_splice_site_of_an_exon_that_is_not_translated_costs_no_protein() {
    let donor = |is_untranslated| {
        let splice = Some(SpliceHit { effect: SpliceEffect::Site, is_untranslated, exon: 1, side: SpliceSide::Donor });
        Consequence { splice, exons: None, ..found(None, ChangeClass::SpliceSite) }
    };
    for class in [GeneClass::Truncating, GeneClass::LossOfFunction] {
        assert!(matches!(ask(&gene_class(class), &donor(false)), Judgement::Holds { .. }));
        assert_eq!(ask(&gene_class(class), &donor(true)), Judgement::No);
    }
    assert_eq!(ask(&gene_class(GeneClass::Any), &donor(true)), Judgement::No);
}

#[test]
fn r24_letters_that_nobody_tells_may_be_the_repeat() {
    let claim = exon(&[2], &[ChangeClass::TandemDuplication]);
    let put_in = |class, protein: Option<&str>| {
        let mut inserted = whole_exon(Event::Insertion, class);
        inserted.protein = protein.map(change);
        if let Some(effect) = &mut inserted.structure {
            effect.whole_exons = None;
        }
        ask(&claim, &inserted)
    };
    let open = Judgement::Open { level: MatchLevel::RangeClass, rule: "R24", reason: Reason::LettersNotTold };
    assert_eq!(put_in(Some(ChangeClass::InFrameInsertion), None), open);
    assert_eq!(put_in(None, None), open, "not even how many");
    assert_eq!(put_in(Some(ChangeClass::Frameshift), None), near(NearMiss::OtherClass, "R24"));
    assert_eq!(put_in(Some(ChangeClass::InFrameInsertion), Some("D600_L601insGFG")), near(NearMiss::OtherClass, "R24"));
}
