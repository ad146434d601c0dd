//! Where records contradict each other, and how many papers stand behind a claim.
//!
//! Two claims about one profile, the same therapies and the same disease are a conflict when they say opposite things (one
//! supports a response, the other resistance, or denies the response), or when two sources rate the same claim two or more
//! steps of level apart. Both sides are shown with their citations; nothing is averaged and nobody is overruled.
//!
//! A paper that several sources cite is one paper. Identities are PMID, PMC number and DOI; a record may name several
//! identities of its paper, and items that share one cite the same.

use super::claim::ClaimKey;
use crate::knowledge::view;
use crate::model::vocabulary::{Vocabulary, vocabulary_only};
use crate::model::{EvidenceDirection, EvidenceLevel, Significance, SourceId};
use std::collections::{BTreeMap, BTreeSet};

vocabulary_only! {
    /// How two sides contradict each other.
    ConflictKind, "kind of conflict", {
        /// They say opposite things.
        Opposite = "opposite",
        /// They say the same, two or more steps of level apart.
        Level = "level",
    }
}

/// One side of a conflict.
#[derive(Clone, Debug)]
pub struct Side<'k> {
    /// What it claims.
    pub claim: ClaimKey,
    /// The items that claim it, in order of their numbers.
    pub evidence: Vec<view::Evidence<'k>>,
}

/// Two sides that contradict each other.
#[derive(Clone, Debug)]
pub struct Conflict<'k> {
    /// How.
    pub kind: ConflictKind,
    /// The sides, in the order of their claims or sources.
    pub sides: [Side<'k>; 2],
}

/// Steps between two levels that make a conflict.
const FAR: usize = 2;

/// Conflicts among claims about one profile in one disease. `claims` are the questions with their items in that disease.
#[must_use]
pub fn conflicts<'k>(claims: &[(&ClaimKey, &[view::Evidence<'k>])]) -> Vec<Conflict<'k>> {
    let claims: Vec<_> = claims.iter().filter(|(_, items)| !items.is_empty()).collect();
    let mut found = Vec::new();
    for (place, (a, of_a)) in claims.iter().enumerate() {
        found.extend(far_apart(a, of_a));
        for (b, of_b) in &claims[place + 1..] {
            if are_opposite(a, b) {
                let side =
                    |key: &&ClaimKey, items: &&[view::Evidence<'k>]| Side { claim: (*key).clone(), evidence: items.to_vec() };
                found.push(Conflict { kind: ConflictKind::Opposite, sides: [side(a, of_a), side(b, of_b)] });
            }
        }
    }
    found
}

/// Do two claims about the same therapies contradict each other?
#[must_use]
pub fn are_opposite(a: &ClaimKey, b: &ClaimKey) -> bool {
    let same_question = a.evidence_type == b.evidence_type && a.therapies == b.therapies && a.interaction == b.interaction;
    if !same_question {
        return false;
    }
    let denies = |claim: &ClaimKey| claim.direction == EvidenceDirection::DoesNotSupport;
    if a.significance == b.significance {
        return denies(a) != denies(b);
    }
    // "Does not support a response" and "resistance" say the same; "does not support resistance" says nothing of a response.
    !denies(a) && !denies(b) && contradicts(a.significance, b.significance)
}

const fn contradicts(a: Significance, b: Significance) -> bool {
    use Significance as S;
    matches!(
        (a, b),
        (S::Sensitivity, S::Resistance | S::ReducedSensitivity)
            | (S::Resistance | S::ReducedSensitivity, S::Sensitivity)
            | (S::Positive, S::Negative)
            | (S::Negative, S::Positive)
            | (S::BetterOutcome, S::PoorOutcome)
            | (S::PoorOutcome, S::BetterOutcome)
            | (S::Predisposition | S::Oncogenicity, S::Protectiveness)
            | (S::Protectiveness, S::Predisposition | S::Oncogenicity)
            | (S::GainOfFunction, S::LossOfFunction | S::UnalteredFunction | S::DominantNegative)
            | (S::LossOfFunction | S::UnalteredFunction | S::DominantNegative, S::GainOfFunction)
            | (S::LossOfFunction, S::UnalteredFunction)
            | (S::UnalteredFunction, S::LossOfFunction)
    )
}

/// The best rating of each source, where the best of two sources lie far apart. (Within one source a strong trial and an early
/// cell line are one history, not a conflict.)
fn far_apart<'k>(key: &ClaimKey, items: &[view::Evidence<'k>]) -> Option<Conflict<'k>> {
    let mut best: BTreeMap<SourceId, EvidenceLevel> = BTreeMap::new();
    for item in items {
        let known = best.entry(item.source()).or_insert_with(|| item.level());
        *known = (*known).min(item.level());
    }
    let (strongest, weakest) = (best.iter().min_by_key(|(_, level)| **level)?, best.iter().max_by_key(|(_, level)| **level)?);
    if steps(*strongest.1, *weakest.1) < FAR {
        return None;
    }
    let side = |(source, level): (&SourceId, &EvidenceLevel)| Side {
        claim: key.clone(),
        evidence: items.iter().filter(|item| item.source() == *source && item.level() == *level).copied().collect(),
    };
    Some(Conflict { kind: ConflictKind::Level, sides: [side(strongest), side(weakest)] })
}

fn steps(a: EvidenceLevel, b: EvidenceLevel) -> usize {
    let place = |level| EvidenceLevel::ALL.iter().position(|known| *known == level).unwrap_or_default();
    place(a).abs_diff(place(b))
}

/// The one spelling of a paper's identity: `PMID:1`, `PMC:1`, `DOI:10.1/x` in lower case; other citations as they are.
#[must_use]
pub fn paper(citation: &str) -> String {
    let citation = citation.trim();
    let (kind, rest) = citation.split_once(':').unwrap_or(("", citation));
    match kind.trim().to_ascii_uppercase().as_str() {
        "PMID" => format!("PMID:{}", rest.trim().trim_start_matches('0')),
        "DOI" => format!("DOI:{}", rest.trim().to_ascii_lowercase()),
        "PMC" => format!("PMC:{}", rest.trim().trim_start_matches("PMC")),
        "" => match citation.strip_prefix("PMC") {
            Some(number) => format!("PMC:{number}"),
            None => citation.to_owned(),
        },
        _ => citation.to_owned(),
    }
}

/// How many papers items cite: items that share an identity of their paper cite one.
#[must_use]
pub fn papers<'a>(cited: impl IntoIterator<Item = Vec<&'a str>>) -> usize {
    let mut groups: Vec<BTreeSet<String>> = Vec::new();
    for identities in cited {
        let mut joined: BTreeSet<String> = identities.into_iter().map(paper).collect();
        let (same, other): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| !group.is_disjoint(&joined));
        joined.extend(same.into_iter().flatten());
        groups = other;
        groups.push(joined);
    }
    groups.len()
}

/// How many papers evidence items cite.
#[must_use]
pub fn papers_of(items: &[view::Evidence<'_>]) -> usize {
    papers(items.iter().map(|item| std::iter::once(item.citation()).chain(item.same_paper()).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EvidenceType, TherapyId};

    fn claim(significance: Significance, direction: EvidenceDirection, drug: u32) -> ClaimKey {
        ClaimKey {
            evidence_type: EvidenceType::Predictive,
            significance,
            direction,
            therapies: vec![TherapyId::new(drug)],
            interaction: None,
        }
    }

    #[test]
    fn opposite_means_the_same_question_and_another_answer() {
        use EvidenceDirection::{DoesNotSupport, Supports};
        use Significance::{AdverseResponse, Resistance, Sensitivity};
        let works = claim(Sensitivity, Supports, 1);
        for opposite in [claim(Sensitivity, DoesNotSupport, 1), claim(Resistance, Supports, 1)] {
            assert!(are_opposite(&works, &opposite) && are_opposite(&opposite, &works));
        }
        for other in [
            claim(Resistance, Supports, 2),
            claim(Resistance, DoesNotSupport, 1),
            claim(AdverseResponse, Supports, 1),
            works.clone(),
        ] {
            assert!(!are_opposite(&works, &other), "{other:?}");
        }
        assert!(!are_opposite(&claim(Resistance, Supports, 1), &claim(Sensitivity, DoesNotSupport, 1)), "they agree");
    }

    #[test]
    fn one_paper_is_counted_once_whoever_cites_it() {
        assert_eq!(papers([vec!["PMID:1"], vec!["PMID:01"], vec!["PMID:2"]]), 2);
        assert_eq!(papers([vec!["DOI:10.1/AbC"], vec!["doi:10.1/abc"]]), 1);
        assert_eq!(papers([vec!["PMC12"], vec!["PMC:12"]]), 1);
        // The third item knows both names of the paper, so all three are one.
        assert_eq!(papers([vec!["PMID:1"], vec!["DOI:10.1/x"], vec!["PMID:1", "DOI:10.1/X"]]), 1);
        assert_eq!(papers([vec!["ASCO:1"], vec!["ASCO:2"]]), 2);
    }

    #[test]
    fn two_steps_are_far() {
        assert_eq!(steps(EvidenceLevel::A, EvidenceLevel::C), 2);
        assert_eq!(steps(EvidenceLevel::D, EvidenceLevel::C), 1);
    }
}
