//! What a matcher and an annotator keep of an index in few bytes says what its records say.

use super::index::Claims;
use super::row;
use ckdb_core::annotate::Annotator;
use ckdb_core::genome::Assembly;
use ckdb_core::matching::Matcher;
use ckdb_core::model::{ProfileId, Token, VariantId};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn criteria_and_questions_are_those_of_the_records() {
    let claims = Claims::of(&row::rows());
    let records = claims.knowledge.records().unwrap();
    let mut asking: BTreeMap<VariantId, BTreeSet<ProfileId>> = BTreeMap::new();
    for profile in records.profiles() {
        for token in profile.tokens() {
            if let Token::Variant(variant) = token {
                asking.entry(variant).or_default().insert(profile.number());
            }
        }
    }
    for assembly in Assembly::ALL {
        let annotator = Annotator::new(&claims.knowledge, assembly).unwrap();
        let matcher = Matcher::new(records, claims.knowledge.genome(assembly).unwrap(), assembly).unwrap();
        let beyond: Vec<VariantId> = matcher.beyond_substitutions().map(|(variant, _)| variant).collect();
        let mut substitutions = 0;
        for variant in records.variants() {
            let number = variant.number();
            let criterion = variant.criterion().unwrap();
            assert_eq!(matcher.criterion(number), Some(&criterion), "{}", variant.name());
            assert_eq!(annotator.criterion(number), Some(&criterion), "{}", variant.name());
            assert_eq!(beyond.binary_search(&number).is_ok(), variant.substitution().is_none(), "{}", variant.name());
            let asked: Vec<ProfileId> = asking.get(&number).into_iter().flatten().copied().collect();
            assert_eq!(annotator.profiles_asking(number), asked, "{}", variant.name());
            substitutions += usize::from(variant.substitution().is_some());
        }
        assert!(substitutions > 50 && beyond.len() > 50, "{substitutions} substitutions, {} others", beyond.len());
        let none = VariantId::new(u32::try_from(records.variants().len()).unwrap());
        assert!(annotator.profiles_asking(none).is_empty() && matcher.criterion(none).is_none());
        let none = ProfileId::new(u32::try_from(records.profiles().len()).unwrap());
        assert!(annotator.known_of(none).is_none());
    }
}
