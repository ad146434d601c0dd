//! Copies of a gene of three exons, judged by small profiles; and against an evaluator that looks at one letter at a time.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use super::*;
use crate::genome::{ManeStatus, ModelQuality, Strand, Transcript};
use crate::model::{CopyComparison, CopyExtent, CopyMeasure, CopyRule, Vocabulary};
use crate::segment::Call;
use proptest::prelude::*;

fn interval(start: u32, end: u32) -> Interval {
    Interval::new(start, end).unwrap()
}

/// Exons 10–20, 30–40, 50–60 of a contig.
fn transcript(contig: &str) -> Transcript {
    let mut made = Transcript {
        accession: "NM_000001.1".into(),
        protein: String::new(),
        gene: 0,
        contig: Contig::parse(contig).unwrap().0,
        strand: Strand::Plus,
        exon_starts: Vec::new(),
        exon_ends: Vec::new(),
        cds: Some(interval(12, 58)),
        cds_phase: 0,
        mane: ManeStatus::Select,
        quality: ModelQuality::Reference,
    };
    made.set_exons(&[interval(10, 20), interval(30, 40), interval(50, 60)]);
    made
}

fn rule(change: CopyChange, measure: CopyMeasure, comparison: CopyComparison, threshold: f64, extent: CopyExtent) -> CopyRule {
    CopyRule { change, measure, comparison, threshold, extent, haploid_factor: Some(0.5), reason: "test".into() }
}

/// A profile like `purple`, one like `pcgr-abs`, one of calls.
fn profiles() -> Vec<CopyProfile> {
    use CopyChange::{Amplification, Gain, HomozygousDeletion, Loss};
    use CopyComparison::{AtLeast, AtMost, LessThan, MoreThan};
    use CopyExtent::{AnyExon, EveryExon, HalfOfGene};
    let profile = |id: &str, rules| CopyProfile {
        id: id.into(),
        version: 1,
        name: id.into(),
        citation: "none".into(),
        reference: "none".into(),
        needs: "copies".into(),
        rules,
    };
    vec![
        profile(
            "caller",
            vec![
                rule(Amplification, CopyMeasure::Call, AtLeast, 2.0, HalfOfGene),
                rule(Gain, CopyMeasure::Call, AtLeast, 1.0, HalfOfGene),
                rule(HomozygousDeletion, CopyMeasure::Call, AtMost, -2.0, AnyExon),
                rule(Loss, CopyMeasure::Call, AtMost, -1.0, HalfOfGene),
            ],
        ),
        profile(
            "pcgr-abs",
            vec![
                rule(Amplification, CopyMeasure::Copies, AtLeast, 5.0, HalfOfGene),
                rule(Gain, CopyMeasure::Copies, AtLeast, 3.0, HalfOfGene),
                CopyRule { haploid_factor: None, ..rule(HomozygousDeletion, CopyMeasure::Copies, LessThan, 0.5, AnyExon) },
                rule(Loss, CopyMeasure::Copies, LessThan, 1.5, HalfOfGene),
            ],
        ),
        profile(
            "purple",
            vec![
                rule(Amplification, CopyMeasure::CopiesPerPloidy, MoreThan, 3.0, EveryExon),
                CopyRule { haploid_factor: None, ..rule(HomozygousDeletion, CopyMeasure::Copies, LessThan, 0.5, AnyExon) },
            ],
        ),
    ]
}

fn settings() -> CopySettings {
    CopySettings::new(profiles())
}

fn told(contig: &str, segments: &[(u32, u32, Measured)], settings: CopySettings) -> CopyNumbers {
    let contig = Contig::parse(contig).unwrap().0;
    let segment =
        |(start, end, measured): &(u32, u32, Measured)| Segment { contig, stretch: interval(*start, *end), measured: *measured };
    CopyNumbers::of_segments(segments.iter().map(segment), settings)
}

/// `true R14`, `unknown(NO_PLOIDY) R14`, `near HET_LOSS R16`, `no`.
fn said(told: &CopyNumbers, criterion: &Criterion, contig: &str) -> String {
    let transcript = transcript(contig);
    let place = GenePlace { gene: GeneId::new(0), transcript: Some(transcript.view()), body: None };
    match told.judge(criterion, &place) {
        Judgement::Holds { rule, .. } => format!("true {rule}"),
        Judgement::Open { reason, rule, .. } => format!("unknown({reason}) {rule}"),
        Judgement::Near { miss, rule } => format!("near {miss} {rule}"),
        Judgement::No => "no".to_owned(),
    }
}

fn change(change: CopyChange) -> Criterion {
    Criterion::CopyNumber { change }
}

const AMPLIFIED: Criterion = Criterion::CopyNumber { change: CopyChange::Amplification };
const GONE: Criterion = Criterion::CopyNumber { change: CopyChange::HomozygousDeletion };

#[test]
fn an_amplification_counts_against_the_ploidy_where_it_is_told() {
    let copies = |value| [(0, 100, Measured::of_copies(value))];
    let with = |value, ploidy: Option<f64>| {
        let settings = ploidy.map_or_else(settings, |ploidy| settings().with_ploidy(ploidy).unwrap());
        said(&told("7", &copies(value), settings), &AMPLIFIED, "7")
    };
    assert_eq!(with(6.0, None), "true R14", "five copies and more, where nothing is known of the ploidy");
    assert_eq!(with(6.0, Some(2.0)), "near GAIN_BELOW_THRESHOLD R14", "not more than three times two");
    assert_eq!(with(6.1, Some(2.0)), "true R14");
    assert_eq!(with(6.1, Some(4.0)), "near GAIN_BELOW_THRESHOLD R14", "the genome has doubled");
    assert_eq!(with(4.0, Some(4.0)), "no");
    assert_eq!(with(4.0, None), "near GAIN_BELOW_THRESHOLD R14");
    assert_eq!(with(2.0, None), "no");
}

#[test]
fn an_amplification_of_a_part_is_no_amplification_and_no_nothing() {
    let part = [(0, 45, Measured::of_copies(30.0)), (45, 100, Measured::of_copies(2.0))];
    let by_ploidy = told("7", &part, settings().with_ploidy(2.0).unwrap());
    assert_eq!(said(&by_ploidy, &AMPLIFIED, "7"), "unknown(PARTIAL_CN_CHANGE) R14");
    // Of the 50 letters of the body 35 are amplified, which is more than half; 10 are not.
    assert_eq!(said(&told("7", &part, settings()), &AMPLIFIED, "7"), "true R14");
    let less = [(0, 30, Measured::of_copies(30.0)), (30, 100, Measured::of_copies(2.0))];
    assert_eq!(said(&told("7", &less, settings()), &AMPLIFIED, "7"), "near PART_OF_GENE R14");
}

#[test]
fn one_exon_gone_is_a_homozygous_deletion_one_copy_is_a_near_miss() {
    let one_exon = [(0, 30, Measured::of_copies(2.0)), (30, 40, Measured::of_copies(0.2)), (40, 100, Measured::of_copies(2.0))];
    assert_eq!(said(&told("7", &one_exon, settings()), &GONE, "7"), "true R16");
    let intron = [(0, 21, Measured::of_copies(2.0)), (21, 29, Measured::of_copies(0.0)), (29, 100, Measured::of_copies(2.0))];
    assert_eq!(said(&told("7", &intron, settings()), &GONE, "7"), "no", "an intron is no exon");
    let one_copy = [(0, 100, Measured::of_copies(1.0))];
    assert_eq!(said(&told("7", &one_copy, settings()), &GONE, "7"), "near HET_LOSS R16");
    assert_eq!(said(&told("7", &one_copy, settings()), &change(CopyChange::Loss), "7"), "true R16");
    let both = [(0, 100, Measured::of_copies(0.0))];
    assert_eq!(said(&told("7", &both, settings()), &change(CopyChange::Loss), "7"), "true R16", "no copy left is a loss, too");
}

/// R11, R12, R13, R15: what copies prove and what they do not.
#[test]
fn loss_of_function_by_no_copy_and_nothing_by_many() {
    let class = |class, biallelic| Criterion::GeneClass { transcript: String::new(), class, excluding: Vec::new(), biallelic };
    let gone = told("7", &[(0, 100, Measured::of_copies(0.0))], settings());
    assert_eq!(said(&gone, &class(GeneClass::LossOfFunction, false), "7"), "true R11");
    assert_eq!(said(&gone, &class(GeneClass::LossOfFunction, true), "7"), "true R11b");
    assert_eq!(said(&gone, &class(GeneClass::Any, false), "7"), "true R12");
    assert_eq!(said(&gone, &Criterion::HomozygousDisruption, "7"), "true R17");
    let many = told("7", &[(0, 100, Measured::of_copies(50.0))], settings());
    assert_eq!(said(&many, &class(GeneClass::Oncogenic, false), "7"), "no", "R13: an amplification is no oncogenic mutation");
    assert_eq!(said(&many, &class(GeneClass::Any, false), "7"), "no");
    assert_eq!(said(&many, &Criterion::Expression { is: crate::model::ExpressionState::Over }, "7"), "no", "R15");
}

#[test]
fn what_is_not_told_is_unknown_with_its_reason() {
    let nothing = CopyNumbers::default();
    assert_eq!(said(&nothing, &AMPLIFIED, "7"), "unknown(NO_CN) R14");
    let elsewhere = told("8", &[(0, 100, Measured::of_copies(9.0))], settings());
    assert_eq!(said(&elsewhere, &AMPLIFIED, "7"), "unknown(NO_CN) R14");
    let a_part = told("7", &[(0, 15, Measured::of_copies(9.0))], settings());
    assert_eq!(said(&a_part, &AMPLIFIED, "7"), "unknown(CN_PARTLY_TOLD) R14");
    assert_eq!(said(&a_part, &GONE, "7"), "unknown(CN_PARTLY_TOLD) R16", "the other exons may be gone");
    let ratio = told("7", &[(0, 100, Measured::of_ratio(4.0))], settings());
    assert_eq!(said(&ratio, &AMPLIFIED, "7"), "unknown(NO_PLOIDY) R14");
    let purple = settings().with_profile("purple").unwrap();
    let absolute = told("7", &[(0, 100, Measured::of_copies(9.0))], purple.clone());
    assert_eq!(said(&absolute, &AMPLIFIED, "7"), "unknown(NO_PLOIDY) R14");
    assert_eq!(said(&absolute, &change(CopyChange::Gain), "7"), "unknown(CN_PROFILE_SILENT) R14");
    let calls = told("7", &[(0, 100, Measured::of_call(Call::DUPLICATED))], purple.with_ploidy(2.0).unwrap());
    assert_eq!(said(&calls, &AMPLIFIED, "7"), "unknown(CN_UNIT) R14");
    let gene = GenePlace { gene: GeneId::new(0), transcript: None, body: None };
    let judged = told("7", &[(0, 100, Measured::of_copies(9.0))], settings()).judge(&AMPLIFIED, &gene);
    assert_eq!(judged.truth(), Truth::Unknown(Reason::NoGeneModel));
}

#[test]
fn a_ratio_that_decides_for_every_purity_decides() {
    let with = |ratio, purity: Option<f64>| {
        let settings = settings().with_ploidy(2.0).unwrap();
        let settings = purity.map_or_else(|| settings.clone(), |purity| settings.clone().with_purity(purity).unwrap());
        said(&told("7", &[(0, 100, Measured::of_ratio(ratio))], settings), &AMPLIFIED, "7")
    };
    assert_eq!(with(3.5, None), "true R14");
    assert_eq!(with(2.0, None), "unknown(NO_PURITY) R14");
    assert_eq!(with(2.0, Some(1.0)), "near GAIN_BELOW_THRESHOLD R14");
    assert_eq!(with(2.0, Some(0.3)), "true R14", "(2 * (0.6 + 1.4) - 1.4) / 0.3 = 8.7");
    assert_eq!(with(1.0, None), "no", "what is expected is expected in every sample");
}

#[test]
fn callers_words_are_judged_by_the_callers_profile() {
    let called = |call| told("7", &[(0, 100, Measured::of_call(call))], settings());
    let exactly = |value| called(Call::exactly(value).unwrap());
    assert_eq!(said(&exactly(2), &AMPLIFIED, "7"), "true R14");
    assert_eq!(said(&exactly(1), &AMPLIFIED, "7"), "near GAIN_BELOW_THRESHOLD R14");
    assert_eq!(said(&called(Call::DUPLICATED), &AMPLIFIED, "7"), "unknown(NO_CN) R14");
    assert_eq!(said(&called(Call::DUPLICATED), &change(CopyChange::Gain), "7"), "true R14");
    assert_eq!(said(&exactly(-2), &GONE, "7"), "true R16");
    assert_eq!(said(&exactly(-1), &GONE, "7"), "near HET_LOSS R16");
    assert_eq!(said(&called(Call::DELETED), &GONE, "7"), "unknown(ZYGOSITY) R16");
    assert_eq!(said(&exactly(0), &GONE, "7"), "no");
}

#[test]
fn on_x_it_matters_whose_it_is() {
    let with = |value, sex: Option<Sex>, criterion: &Criterion| {
        let settings = sex.map_or_else(settings, |sex| settings().with_sex(sex));
        said(&told("X", &[(0, 100, Measured::of_copies(value))], settings), criterion, "X")
    };
    assert_eq!(with(3.0, Some(Sex::Male), &AMPLIFIED), "true R14", "three copies where one is expected");
    assert_eq!(with(3.0, Some(Sex::Female), &AMPLIFIED), "near GAIN_BELOW_THRESHOLD R14");
    assert_eq!(with(3.0, None, &AMPLIFIED), "unknown(NO_SEX) R14");
    assert_eq!(with(9.0, None, &AMPLIFIED), "true R14", "many for everybody");
    assert_eq!(with(1.0, Some(Sex::Male), &change(CopyChange::Loss)), "no", "he has one");
    assert_eq!(with(1.0, Some(Sex::Female), &change(CopyChange::Loss)), "true R16");
    assert_eq!(with(0.0, None, &GONE), "true R16");
}

#[test]
fn minor_copies_tell_of_the_other_parent() {
    let ask = |copies, minor| {
        let measured = Measured { minor, ..Measured::of_copies(copies) };
        let transcript = transcript("7");
        let place = GenePlace { gene: GeneId::new(0), transcript: Some(transcript.view()), body: None };
        told("7", &[(0, 100, measured)], settings()).lost_heterozygosity(&place)
    };
    assert_eq!(ask(2.0, Some(0.1)), Truth::True, "copy-neutral loss");
    assert_eq!(ask(2.0, Some(1.0)), Truth::False);
    assert_eq!(ask(1.0, None), Truth::True, "one copy has one parent");
    assert_eq!(ask(2.0, None), Truth::Unknown(Reason::Zygosity));
}

#[test]
fn a_gene_table_needs_no_model() {
    let mut copies = CopyNumbers::of_segments([], settings());
    let row = GeneCopies { least: Measured::of_copies(2.0), most: Measured::of_copies(12.0) };
    copies.genes.insert(GeneId::new(0), row);
    let place = GenePlace { gene: GeneId::new(0), transcript: None, body: None };
    let amplified = copies.judge(&AMPLIFIED, &place).truth();
    assert_eq!(amplified, Truth::Unknown(Reason::PartOfGene), "how much of the gene is amplified is not told");
    assert_eq!(copies.judge(&GONE, &place).truth(), Truth::False);
    copies.genes.insert(GeneId::new(0), GeneCopies { least: row.most, most: row.most });
    assert_eq!(copies.judge(&AMPLIFIED, &place).truth(), Truth::True);
}

#[test]
fn the_trace_names_values_threshold_and_profile() {
    let transcript = transcript("7");
    let place = GenePlace { gene: GeneId::new(0), transcript: Some(transcript.view()), body: None };
    let segments = [(0, 35, Measured::of_copies(12.0)), (35, 55, Measured::of_copies(14.5))];
    let (_, trace) = told("7", &segments, settings().with_ploidy(2.0).unwrap()).judge_traced(&AMPLIFIED, &place);
    let expected = "copies 12 to 14.5 on NM_000001.1 (25 of 30 exon letters told); amplification by purple@1 needs \
                    copies-per-ploidy > 3 (every-exon); ploidy 2";
    assert_eq!(trace.unwrap().to_string(), expected);
}

#[test]
fn settings_that_cannot_be_are_refused() {
    assert!(settings().with_ploidy(0.0).is_err() && settings().with_ploidy(f64::NAN).is_err());
    assert!(settings().with_purity(60.0).is_err(), "a percentage is no fraction");
    let error = settings().with_profile("porple").unwrap_err();
    assert_eq!(error.to_string(), "no copy-number profile `porple` in this index; it has caller@1, pcgr-abs@1, purple@1");
    assert!(settings().with_profile("purple@1").is_ok() && settings().with_profile("purple@2").is_err());
}

/// The same question, one letter at a time: no interval is cut, no segment sorted.
fn letter_by_letter(segments: &[(u32, u32, Measured)], ploidy: Option<f64>, change: CopyChange) -> Truth {
    if segments.is_empty() {
        return Truth::Unknown(Reason::NoCopyNumber);
    }
    let exons = [10..20, 30..40, 50..60];
    let answer = |at: u32, change: CopyChange| -> Option<Option<bool>> {
        let mut told = segments.iter().filter(|(start, end, _)| (*start..*end).contains(&at)).map(|(.., measured)| {
            let copies = measured.copies.unwrap();
            match (change, ploidy) {
                (CopyChange::Amplification, Some(ploidy)) => copies / ploidy > 3.0,
                (CopyChange::Amplification, None) => copies >= 5.0,
                (CopyChange::Gain, _) => copies >= 3.0,
                (CopyChange::Loss, _) => copies < 1.5,
                (CopyChange::HomozygousDeletion, _) => copies < 0.5,
            }
        });
        let first = told.next()?;
        Some(told.all(|other| other == first).then_some(first))
    };
    let own = |change: CopyChange| {
        let letters: Vec<u32> = exons.iter().cloned().flatten().collect();
        let body: Vec<u32> = (10..60).collect();
        let counted = if ploidy.is_some() || change == CopyChange::HomozygousDeletion { &letters } else { &body };
        let answers: Vec<Option<Option<bool>>> = counted.iter().map(|at| answer(*at, change)).collect();
        let count = |wanted: Option<Option<bool>>| answers.iter().filter(|found| **found == wanted).count();
        let (yes, no, open, all) = (count(Some(Some(true))), count(Some(Some(false))), count(Some(None)), answers.len());
        let told = yes + no + open;
        let partly = Truth::Unknown(Reason::CopiesPartlyTold);
        if told == 0 {
            return Truth::Unknown(Reason::NoCopyNumber);
        }
        if change == CopyChange::HomozygousDeletion {
            let whole_exon_untold = exons.iter().any(|exon| exon.clone().all(|at| answer(at, change).is_none()));
            return match () {
                () if yes > 0 => Truth::True,
                () if open > 0 => Truth::Unknown(Reason::CopiesDisagree),
                () if whole_exon_untold => partly,
                () => Truth::False,
            };
        }
        if ploidy.is_some() {
            return match () {
                () if open > 0 => Truth::Unknown(Reason::CopiesDisagree),
                () if yes > 0 && no > 0 => Truth::Unknown(Reason::PartOfGene),
                () if told * 2 < all => partly,
                () if yes > 0 => Truth::True,
                () => Truth::False,
            };
        }
        match () {
            () if yes * 2 >= all => Truth::True,
            () if (yes + open) * 2 >= all => Truth::Unknown(Reason::CopiesDisagree),
            () if (all - no) * 2 >= all => partly,
            () => Truth::False,
        }
    };
    let silent = Truth::Unknown(Reason::CopyProfileSilent);
    match (change, ploidy) {
        (CopyChange::Amplification | CopyChange::HomozygousDeletion, _) => own(change),
        (CopyChange::Gain, None) => own(CopyChange::Gain).or(own(CopyChange::Amplification)),
        (CopyChange::Loss, None) => own(CopyChange::Loss).or(own(CopyChange::HomozygousDeletion)),
        (CopyChange::Gain, Some(_)) => silent.or(own(CopyChange::Amplification)),
        (CopyChange::Loss, Some(_)) => silent.or(own(CopyChange::HomozygousDeletion)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn cutting_intervals_says_what_counting_letters_says(
        segments in prop::collection::vec((0_u32..65, 1_u32..40, prop::sample::select(vec![0.0, 0.4, 1.0, 2.0, 3.0, 5.0, 6.5, 20.0])), 0..6),
        ploidy in prop::option::of(prop::sample::select(vec![2.0, 3.3])),
        asked in prop::sample::select(vec![
            CopyChange::Amplification, CopyChange::Gain, CopyChange::HomozygousDeletion, CopyChange::Loss,
        ]),
    ) {
        let segments: Vec<(u32, u32, Measured)> =
            segments.into_iter().map(|(start, length, copies)| (start, start + length, Measured::of_copies(copies))).collect();
        // Segments beside the gene leave it untold, and so do segments in its introns, as far as exons are asked.
        let with = ploidy.map_or_else(settings, |ploidy| settings().with_ploidy(ploidy).unwrap());
        let transcript = transcript("7");
        let place = GenePlace { gene: GeneId::new(0), transcript: Some(transcript.view()), body: None };
        let found = told("7", &segments, with).judge(&change(asked), &place).truth();
        let touches = segments.iter().any(|(start, end, _)| *start < 60 && 10 < *end);
        let expected = if touches { letter_by_letter(&segments, ploidy, asked) } else { Truth::Unknown(Reason::NoCopyNumber) };
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn the_order_of_segments_makes_no_difference(
        mut segments in prop::collection::vec((0_u32..65, 1_u32..40, 0.0_f64..8.0), 1..6),
    ) {
        let all = |segments: &[(u32, u32, f64)]| {
            let made: Vec<(u32, u32, Measured)> =
                segments.iter().map(|(start, length, copies)| (*start, start + length, Measured::of_copies(*copies))).collect();
            let told = told("7", &made, settings());
            CopyChange::ALL.iter().map(|one| said(&told, &change(*one), "7")).collect::<Vec<_>>()
        };
        let forward = all(&segments);
        segments.reverse();
        prop_assert_eq!(all(&segments), forward);
    }
}
