//! Laws of the grammar: what is printed reads back as the same thing, and no text makes it panic.

use ckdb_build::import::profile_name::{
    CopyWord, ExonWord, ExpressionWord, GeneWord, IntronWord, MarkerWord, Said, combination::combine, parse,
};
use ckdb_core::genome::{AminoAcid, ProteinChange, Residue};
use proptest::prelude::*;

fn acid() -> impl Strategy<Value = AminoAcid> {
    prop::sample::select("ACDEFGHIKLMNPQRSTVWY".as_bytes().to_vec()).prop_map(|letter| AminoAcid::from_one(letter).unwrap())
}

fn residue() -> impl Strategy<Value = Residue> {
    // Residue 1 is the start codon, whose loss is spelled otherwise.
    (acid(), 2u32..3000).prop_map(|(acid, number)| Residue { acid, number })
}

fn change() -> impl Strategy<Value = ProteinChange> {
    let to = prop_oneof![acid(), Just(AminoAcid::Ter)];
    let run = || prop::collection::vec(acid(), 1..6);
    prop_oneof![
        (residue(), to)
            .prop_filter("the same residue is no substitution", |(at, to)| at.acid != *to)
            .prop_map(|(at, to)| ProteinChange::Substitution { at, to }),
        residue().prop_map(|at| ProteinChange::Synonymous { at }),
        residue().prop_map(|at| ProteinChange::Frameshift { at, to: None, stop: None }),
        (residue(), acid(), 2u32..99).prop_map(|(at, to, stop)| ProteinChange::Frameshift { at, to: Some(to), stop: Some(stop) }),
        (residue(), acid(), 1u32..30)
            .prop_map(|(first, acid, by)| { ProteinChange::Deletion { first, last: Residue { acid, number: first.number + by } } }),
        (residue(), acid(), 1u32..30).prop_map(|(first, acid, by)| {
            ProteinChange::Duplication { first, last: Residue { acid, number: first.number + by } }
        }),
        residue().prop_map(|first| ProteinChange::Deletion { first, last: first }),
        (residue(), acid(), run()).prop_map(|(before, acid, inserted)| {
            ProteinChange::Insertion { before, after: Residue { acid, number: before.number + 1 }, inserted }
        }),
        (residue(), acid(), 1u32..9, run()).prop_map(|(first, acid, by, inserted)| {
            ProteinChange::DeletionInsertion { first, last: Residue { acid, number: first.number + by }, inserted }
        }),
    ]
}

fn symbol() -> impl Strategy<Value = String> {
    "[A-Z]{2,5}[0-9]{0,2}"
}

fn range() -> impl Strategy<Value = (u32, u32)> {
    (1u32..40, 0u32..8).prop_map(|(first, by)| (first, first + by))
}

fn one() -> impl Strategy<Value = Said> {
    prop_oneof![
        (change(), prop::option::of(Just("c.266T>A".to_owned()))).prop_map(|(change, coding)| Said::Change(change, coding)),
        residue().prop_map(Said::Codon),
        residue().prop_map(Said::Elsewhere),
        (1u32..500, prop::option::of(Just("c.531insCTG".to_owned()))).prop_map(|(at, coding)| Said::InsertedAt(at, coding)),
        (1u32..400, 1u32..9).prop_map(|(first, by)| Said::ResiduesLost(first, first + by)),
        (1u32..400, 1u32..9).prop_map(|(first, by)| Said::ResiduesDoubled(first, first + by, None)),
        Just(Said::Coding("c.1641+1dup".to_owned())),
        (1u64..99_999_999).prop_map(Said::Dbsnp),
        Just(Said::StarAllele("DPYD*2A".to_owned())),
        (range(), prop::sample::select(ExonWord::ALL.to_vec())).prop_map(|(range, word)| Said::Exons(vec![range], word)),
        (range(), range(), prop::sample::select(ExonWord::ALL.to_vec())).prop_map(|(a, b, word)| Said::Exons(vec![a, b], word)),
        (1u32..60).prop_map(Said::ExonSkipping),
        (1u32..60, prop::sample::select(IntronWord::ALL.to_vec())).prop_map(|(number, word)| Said::Intron(number, word)),
        prop::sample::select(GeneWord::ALL.to_vec()).prop_map(Said::Gene),
        prop::sample::select(vec!["Kinase", "DNA Binding", "SH2", "TKD"]).prop_map(|name| Said::Domain(name.to_owned())),
        prop::sample::select(CopyWord::ALL.to_vec()).prop_map(Said::Copies),
        any::<bool>().prop_map(|copy_neutral| Said::LossOfHeterozygosity { copy_neutral }),
        Just(Said::Fusion),
        Just(Said::TruncatingFusion),
        Just(Said::Rearrangement),
        (symbol(), symbol(), prop::option::of((1u32..40, 1u32..40))).prop_map(|(a, b, exons)| Said::Pair(a, b, exons)),
        prop::sample::select(ExpressionWord::ALL.to_vec()).prop_map(Said::Expression),
        Just(Said::InternalDuplication),
        Just(Said::VariantThree),
        Just(Said::PromoterMutation),
        Just(Said::WildType),
        prop::sample::select(MarkerWord::ALL.to_vec())
            .prop_filter("expression needs its qualifier", |word| *word != MarkerWord::QualifiedExpression)
            .prop_map(|word| Said::Marker(word, None)),
        residue().prop_map(|at| {
            Said::Marker(MarkerWord::Phosphorylation, Some(format!("{}{}", char::from(at.acid.one()), at.number)))
        }),
        Just(Said::Marker(MarkerWord::QualifiedExpression, Some("Nuclear".to_owned()))),
    ]
}

fn said() -> impl Strategy<Value = Said> {
    prop_oneof![
        8 => one(),
        1 => (change(), change()).prop_map(|(a, b)| Said::Any(vec![Said::Change(a, None), Said::Change(b, None)])),
        1 => (symbol(), symbol(), change())
            .prop_map(|(a, b, change)| Said::All(vec![Said::Pair(a, b, None), Said::Change(change, None)])),
        1 => change().prop_map(|change| Said::Homozygous(Box::new(Said::Change(change, None)))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_is_printed_reads_back(said in said()) {
        let text = said.to_string();
        prop_assert_eq!(parse(&text), Some(said), "{}", text);
    }

    #[test]
    fn capitals_carry_no_meaning_in_words(said in prop::sample::select(GeneWord::ALL.to_vec())) {
        prop_assert_eq!(parse(&said.as_str().to_uppercase()), Some(Said::Gene(said)));
        prop_assert_eq!(parse(&said.as_str().to_lowercase()), Some(Said::Gene(said)));
    }

    #[test]
    fn no_text_panics(text in ".{0,60}") {
        let _ = parse(&text);
        let _ = combine(&text, &["A B".to_owned(), "(".to_owned()]);
    }

    #[test]
    fn names_with_noise_never_panic(a in said(), cut in 0usize..40, noise in "[A-Za-z0-9:(),/*_>. -]{0,6}") {
        let text = a.to_string();
        let at = text.char_indices().map(|(at, _)| at).nth(cut.min(text.chars().count())).unwrap_or(text.len());
        let _ = parse(&format!("{}{noise}{}", &text[..at], &text[at..]));
    }
}
