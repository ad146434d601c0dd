//! Levels before and after: for each claim and disease the level in each scheme, for a patient who has that disease.

use super::row::Names;
use crate::index::IndexError;
use crate::knowledge::Records;
use crate::level::{Claim, claims, level};
use crate::matching::DiseaseContext;
use crate::model::vocabulary::vocabulary_only;
use crate::model::{DiseaseId, LevelScheme};
use std::collections::{BTreeMap, BTreeSet};

vocabulary_only! {
    /// Which way a level moved.
    MoveKind, "move of a level", {
        /// There was none.
        Gained = "gained",
        /// There is none now.
        Lost = "lost",
        /// To a stronger one.
        Raised = "raised",
        /// To a weaker one.
        Lowered = "lowered",
    }
}

/// A level that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelMove {
    /// Identity of the profile.
    pub profile: String,
    /// How people call it.
    pub profile_name: String,
    /// Symbols of its genes, sorted.
    pub genes: Vec<String>,
    /// Identities of the therapies, sorted; empty for a claim about none.
    pub therapies: String,
    /// The patient's disease; levels are told for a patient who has just this.
    pub disease: String,
    /// Kind of claim, direction and significance: `Predictive Supports Resistance`.
    pub claim: String,
    /// The scheme: `jp-2.1`.
    pub scheme: String,
    /// Before, with the identities of the records that gave it.
    pub old: Option<(String, Vec<String>)>,
    /// After.
    pub new: Option<(String, Vec<String>)>,
    /// Which way.
    pub kind: MoveKind,
}

/// Profile, disease, claim, therapies with how they belong together, scheme.
type Key = (String, String, String, String, String);

struct Known {
    level: String,
    /// Its place in the scheme's list, strongest first.
    rank: usize,
    records: Vec<String>,
    profile_name: String,
    genes: Vec<String>,
    disease: String,
}

pub(super) fn moves(old: Records<'_>, new: Records<'_>) -> Result<Vec<LevelMove>, IndexError> {
    let (mut before, mut after) = (levels(old)?, levels(new)?);
    let keys: BTreeSet<Key> = before.keys().chain(after.keys()).cloned().collect();
    Ok(keys.into_iter().filter_map(|key| moved(before.remove(&key), after.remove(&key), key)).collect())
}

fn moved(old: Option<Known>, new: Option<Known>, key: Key) -> Option<LevelMove> {
    let kind = match (&old, &new) {
        (None, Some(_)) => MoveKind::Gained,
        (Some(_), None) => MoveKind::Lost,
        (Some(old), Some(new)) if old.level == new.level => return None,
        (Some(old), Some(new)) if new.rank < old.rank => MoveKind::Raised,
        (Some(_), Some(_)) => MoveKind::Lowered,
        (None, None) => return None,
    };
    let (profile, _, claim, therapies, scheme) = key;
    let shown = new.as_ref().or(old.as_ref())?;
    let (profile_name, genes, disease) = (shown.profile_name.clone(), shown.genes.clone(), shown.disease.clone());
    let told = |known: Known| (known.level, known.records);
    Some(LevelMove {
        profile,
        profile_name,
        genes,
        therapies,
        disease,
        claim,
        scheme,
        old: old.map(told),
        new: new.map(told),
        kind,
    })
}

fn levels(records: Records<'_>) -> Result<BTreeMap<Key, Known>, IndexError> {
    let schemes = records.schemes()?;
    let names = Names { records };
    let mut patients: BTreeMap<DiseaseId, DiseaseContext> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for profile in records.profiles() {
        for claim in claims(records, profile.number(), &[]) {
            for disease in diseases(&claim) {
                let patient = patients.entry(disease).or_insert_with(|| DiseaseContext::new(records, disease));
                for scheme in &schemes {
                    let Some(given) = level(scheme, &claim, patient) else { continue };
                    let key = &claim.key;
                    let mut therapies = names.therapies(key.therapies.iter().copied());
                    if let Some(interaction) = key.interaction {
                        therapies.push_str(&format!(" ({interaction})"));
                    }
                    let known = Known {
                        rank: rank(scheme, &given.level),
                        level: given.level,
                        records: given.records,
                        profile_name: profile.name().to_owned(),
                        genes: names.genes(profile.number()),
                        disease: names.disease_name(disease),
                    };
                    let disease = records.disease(disease).map_or_else(String::new, |disease| disease.id().to_owned());
                    let claimed = format!("{} {} {}", key.evidence_type, key.direction, key.significance);
                    found.insert((profile.id().to_owned(), disease, claimed, therapies, scheme.id.clone()), known);
                }
            }
        }
    }
    Ok(found)
}

fn rank(scheme: &LevelScheme, level: &str) -> usize {
    scheme.levels.iter().position(|known| known == level).unwrap_or(usize::MAX)
}

/// Diseases in which the claim is made or its therapies are approved.
fn diseases(claim: &Claim<'_>) -> BTreeSet<DiseaseId> {
    let evidence = claim.evidence.iter().map(|item| item.disease());
    let assertions = claim.assertions.iter().map(|item| item.disease());
    evidence.chain(assertions).chain(claim.approvals.iter().map(|approval| approval.disease())).collect()
}
