//! What newer knowledge changes for one case: levels gained, lost, raised, lowered; ways of access; records.
//!
//! A claim is the same claim when profile, kind, direction, significance, therapies and disease are. A profile that a tumour meets
//! in several places is compared once, by its best state.

use super::answer::{Answer, ClaimAnswer, Finding};
use super::case::Found;
use crate::model::LevelScheme;
use crate::model::vocabulary::vocabulary_only;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

vocabulary_only! {
    /// Which way something turned.
    Turn, "turn", {
        /// A level where there was none.
        Gained = "gained",
        /// No level where there was one.
        Lost = "lost",
        /// To a stronger level.
        Raised = "raised",
        /// To a weaker level.
        Lowered = "lowered",
        /// Other ways to reach the therapies, at the same level.
        Access = "access",
        /// The same claim, but whether the tumour has the profile is answered otherwise.
        State = "state",
        /// Other records behind the same level.
        Records = "records",
        /// A claim that earns no level came.
        ClaimCame = "claim_came",
        /// A claim that earned no level went.
        ClaimWent = "claim_went",
        /// A germline finding came.
        GermlineCame = "germline_came",
        /// A germline finding went.
        GermlineWent = "germline_went",
    }
}

impl Turn {
    /// Does it change what a case's options are worth: a level, a way of access, a germline finding?
    #[must_use]
    pub const fn matters(self) -> bool {
        !matches!(self, Self::State | Self::Records | Self::ClaimCame | Self::ClaimWent)
    }
}

/// One thing that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    /// Which way: a word of [`Turn`].
    pub change: String,
    /// The output column of the level: `amp`, `jp`; empty where no level moved.
    pub scheme: String,
    /// Before.
    pub old: String,
    /// After.
    pub new: String,
    /// Name of the profile; the gene of a germline finding.
    pub profile: String,
    /// Identity of the profile; empty for a germline finding.
    pub profile_id: String,
    /// Kind, direction and significance.
    pub claim: String,
    /// Identities of the therapies.
    pub therapies: String,
    /// Identity of the claim's disease.
    pub disease: String,
    /// How the patient's disease stands to it.
    pub scope: String,
    /// Records that came.
    pub records_came: Vec<String>,
    /// Records that went.
    pub records_went: Vec<String>,
}

/// Levels of each output column, strongest first.
pub type Ranks = BTreeMap<String, Vec<String>>;

/// Germline findings, each with its place.
type Findings<'f> = &'f [(String, Finding)];

/// The claim's profile id, kind, therapies, disease.
type Key<'a> = (&'a str, &'a str, &'a str, &'a str);

/// How one claim stands to a tumour. Its texts are those of the answers: only what changed is copied.
#[derive(Default)]
struct Standing<'a> {
    name: &'a str,
    state: &'a str,
    scope: &'a str,
    levels: BTreeMap<&'a str, &'a str>,
    access: BTreeSet<&'a str>,
    records: BTreeSet<&'a str>,
}

/// Levels of the schemes in force.
#[must_use]
pub fn ranks(schemes: &[LevelScheme]) -> Ranks {
    schemes.iter().map(|scheme| (scheme.column.to_string(), scheme.levels.clone())).collect()
}

/// Answers about one profile, before and after: their digests, in the order in which they were found, each once.
///
/// What changes for the profile depends on nothing else, so cases of one disease that turned alike change alike.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Turned<'f> {
    /// Before.
    pub old: Vec<&'f str>,
    /// After.
    pub new: Vec<&'f str>,
}

/// Profiles that are not answered as before, by their identities. `say` gives an answer by its digest.
pub fn turned<'f, 'a>(
    old: &'f [Found],
    new: &'f [Found],
    say: impl Fn(&str) -> Option<&'a Answer>,
) -> BTreeMap<&'a str, Turned<'f>> {
    let mut profiles: BTreeMap<&'a str, Turned<'f>> = BTreeMap::new();
    // Both are sorted, so a case that is answered as before is equal at once.
    if old == new {
        return profiles;
    }
    let mut file = |found: &'f [Found], side: for<'t> fn(&'t mut Turned<'f>) -> &'t mut Vec<&'f str>| {
        for digest in found.iter().map(|found| found.answer.as_str()) {
            let Some(answer) = say(digest) else { continue };
            let digests = side(profiles.entry(&answer.profile).or_default());
            // A profile that is met in several places in the same way stands once.
            if !digests.contains(&digest) {
                digests.push(digest);
            }
        }
    };
    file(old, |turned| &mut turned.old);
    file(new, |turned| &mut turned.new);
    profiles.retain(|_, turned| turned.old != turned.new);
    profiles
}

/// What differs between two rounds of answers about one profile, in the order of claims.
pub fn profile_changes<'a>(turned: &Turned<'_>, ranks: &Ranks, say: impl Fn(&str) -> Option<&'a Answer>) -> Vec<Change> {
    let mut changes = Vec::new();
    let (mut before, mut after) = (standings(&turned.old, ranks, &say), standings(&turned.new, ranks, &say));
    let keys: BTreeSet<Key<'_>> = before.keys().chain(after.keys()).copied().collect();
    for key in keys {
        compare(key, before.remove(&key), after.remove(&key), ranks, &mut changes);
    }
    changes
}

/// Germline findings that came, then those that went.
#[must_use]
pub fn germline_changes(old: Findings<'_>, new: Findings<'_>) -> Vec<Change> {
    let of = |(place, finding): &(String, Finding), turn: Turn| Change {
        old: if turn == Turn::GermlineWent { finding.standing.clone() } else { String::new() },
        new: if turn == Turn::GermlineCame { finding.standing.clone() } else { String::new() },
        ..Change::new(turn, ("", &format!("{} {place}", finding.ground), "", ""), &finding.gene)
    };
    let came = new.iter().filter(|one| !old.contains(one)).map(|one| of(one, Turn::GermlineCame));
    let went = old.iter().filter(|one| !new.contains(one)).map(|one| of(one, Turn::GermlineWent));
    came.chain(went).collect()
}

/// What differs between two rounds of answers of one case: profile by profile, then the germline findings. `say` gives an answer by its
/// digest.
pub fn changes<'a>(
    (old, new): (&[Found], &[Found]),
    germline: (Findings<'_>, Findings<'_>),
    ranks: &Ranks,
    say: impl Fn(&str) -> Option<&'a Answer>,
) -> Vec<Change> {
    let profiles = turned(old, new, &say);
    let mut changes: Vec<Change> = profiles.values().flat_map(|turned| profile_changes(turned, ranks, &say)).collect();
    changes.extend(germline_changes(germline.0, germline.1));
    changes
}

fn standings<'a>(digests: &[&str], ranks: &Ranks, say: &impl Fn(&str) -> Option<&'a Answer>) -> BTreeMap<Key<'a>, Standing<'a>> {
    let mut standings: BTreeMap<Key<'a>, Standing<'a>> = BTreeMap::new();
    for answer in digests.iter().filter_map(|digest| say(digest)) {
        for claim in &answer.claims {
            let key: Key<'a> = (&answer.profile, &claim.claim, &claim.therapies, &claim.disease);
            standings.entry(key).or_default().add(answer, claim, ranks);
        }
    }
    standings
}

impl<'a> Standing<'a> {
    fn add(&mut self, answer: &'a Answer, claim: &'a ClaimAnswer, ranks: &Ranks) {
        if self.name.is_empty() || answer.state == "true" {
            self.state = &answer.state;
        }
        self.name = &answer.name;
        self.scope = &claim.scope;
        for (column, level) in &claim.levels {
            let known = self.levels.entry(column).or_insert(level);
            if *known != level && rank(ranks, column, level) < rank(ranks, column, known) {
                *known = level;
            }
        }
        self.access.extend(claim.access.iter().map(String::as_str));
        self.records.extend(claim.records.iter().map(String::as_str));
    }
}

fn rank(ranks: &Ranks, column: &str, level: &str) -> usize {
    ranks.get(column).and_then(|levels| levels.iter().position(|known| known == level)).unwrap_or(usize::MAX)
}

impl Change {
    fn new(turn: Turn, (profile_id, claim, therapies, disease): Key<'_>, profile: &str) -> Self {
        Self {
            change: turn.to_string(),
            scheme: String::new(),
            old: String::new(),
            new: String::new(),
            profile: profile.to_owned(),
            profile_id: profile_id.to_owned(),
            claim: claim.to_owned(),
            therapies: therapies.to_owned(),
            disease: disease.to_owned(),
            scope: String::new(),
            records_came: Vec::new(),
            records_went: Vec::new(),
        }
    }
}

fn compare(key: Key<'_>, old: Option<Standing<'_>>, new: Option<Standing<'_>>, ranks: &Ranks, changes: &mut Vec<Change>) {
    let came_or_went = match (&old, &new) {
        (None, Some(_)) => Some(Turn::ClaimCame),
        (Some(_), None) => Some(Turn::ClaimWent),
        _ => None,
    };
    let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
    let shown = if new.name.is_empty() { &old } else { &new };
    let difference =
        |one: &BTreeSet<&str>, other: &BTreeSet<&str>| one.difference(other).map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let (came, went) = (difference(&new.records, &old.records), difference(&old.records, &new.records));
    let change = |turn: Turn, before: &str, after: &str| Change {
        old: before.to_owned(),
        new: after.to_owned(),
        scope: shown.scope.to_owned(),
        records_came: came.clone(),
        records_went: went.clone(),
        ..Change::new(turn, key, shown.name)
    };
    let count = changes.len();
    let columns: BTreeSet<&str> = old.levels.keys().chain(new.levels.keys()).copied().collect();
    for column in columns {
        let turn = match (old.levels.get(column), new.levels.get(column)) {
            (before, after) if before == after => continue,
            (None, _) => Turn::Gained,
            (_, None) => Turn::Lost,
            (Some(before), Some(after)) if rank(ranks, column, after) < rank(ranks, column, before) => Turn::Raised,
            _ => Turn::Lowered,
        };
        let text = |levels: &BTreeMap<&'_ str, &'_ str>| levels.get(column).map_or_else(String::new, |level| (*level).to_owned());
        changes.push(Change { scheme: column.to_owned(), ..change(turn, &text(&old.levels), &text(&new.levels)) });
    }
    let list = |texts: &BTreeSet<&str>| texts.iter().copied().collect::<Vec<_>>().join(", ");
    if old.access != new.access {
        changes.push(change(Turn::Access, &list(&old.access), &list(&new.access)));
    }
    if changes.len() > count {
        return;
    }
    if let Some(turn) = came_or_went {
        changes.push(change(turn, old.state, new.state));
    } else if old.state != new.state {
        changes.push(change(Turn::State, old.state, new.state));
    } else if !(came.is_empty() && went.is_empty()) {
        changes.push(change(Turn::Records, "", ""));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(state: &str, levels: &[(&str, &str)], access: &[&str], records: &[&str]) -> Answer {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Answer {
            profile: "p".into(),
            name: "P".into(),
            genes: Vec::new(),
            state: state.into(),
            match_level: "EXACT_ALLELE".into(),
            claims: vec![ClaimAnswer {
                claim: "Predictive Supports Sensitivity".into(),
                therapies: "t".into(),
                disease: "d".into(),
                scope: "same".into(),
                levels: levels.iter().map(|(column, level)| ((*column).to_owned(), (*level).to_owned())).collect(),
                access: texts(access),
                records: texts(records),
            }],
        }
    }

    /// Words of the changes from one answer to another, with the levels.
    fn between(old: Option<Answer>, new: Option<Answer>) -> Vec<String> {
        let ranks = Ranks::from([("jp".to_owned(), ["A", "B", "C"].map(str::to_owned).to_vec())]);
        let found = |name: &str, one: &Option<Answer>| -> Vec<Found> {
            one.iter().map(|_| Found { places: Vec::new(), answer: name.to_owned() }).collect()
        };
        let say = |name: &str| if name == "old" { old.as_ref() } else { new.as_ref() };
        let changes = changes((&found("old", &old), &found("new", &new)), (&[], &[]), &ranks, say);
        changes.iter().map(|change| format!("{} {}>{}", change.change, change.old, change.new)).collect()
    }

    #[test]
    fn levels_move_by_the_order_of_their_scheme() {
        let at = |level: &str| Some(answer("true", &[("jp", level)], &[], &["e1"]));
        assert_eq!(between(at("C"), at("A")), ["raised C>A"]);
        assert_eq!(between(at("A"), at("B")), ["lowered A>B"]);
        assert_eq!(between(at("A"), at("A")), [""; 0]);
        assert_eq!(between(None, at("A")), ["gained >A"]);
        assert_eq!(between(at("A"), None), ["lost A>"]);
    }

    #[test]
    fn what_moves_no_level_is_told_apart() {
        let one = |state: &str, access: &[&str], records: &[&str]| Some(answer(state, &[], access, records));
        assert_eq!(between(one("true", &[], &["e1"]), one("true", &["JP_TRIAL"], &["e1"])), ["access >JP_TRIAL"]);
        assert_eq!(between(one("unknown(PHASE)", &[], &["e1"]), one("true", &[], &["e1"])), ["state unknown(PHASE)>true"]);
        assert_eq!(between(one("true", &[], &["e1"]), one("true", &[], &["e2"])), ["records >"]);
        assert_eq!(between(None, one("true", &[], &["e1"])), ["claim_came >true"]);
        assert_eq!(between(one("true", &[], &["e1"]), None), ["claim_went true>"]);
    }
}
