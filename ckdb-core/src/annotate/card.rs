//! Everything known about one profile for one patient: rows of claim and disease, each with levels and access.

use super::told::Origin;
use crate::knowledge::{Records, view};
use crate::level::conflict::{Conflict, conflicts};
use crate::level::{Claim, ClaimKey, Judged, Level, Route, Unsettled, claims, judge, routes};
use crate::matching::DiseaseContext;
use crate::model::{DiseaseId, DiseaseScope, EvidenceType, LevelScheme, ProfileId, SchemeColumn};
use std::collections::{BTreeMap, BTreeSet};

/// One claim about a profile in one disease.
#[derive(Clone, Debug)]
pub struct Row<'k> {
    /// What is claimed.
    pub claim: ClaimKey,
    /// In which disease.
    pub disease: DiseaseId,
    /// Kinds of that disease which its records leave out.
    pub excluding: Vec<DiseaseId>,
    /// How the patient's disease stands to it.
    pub scope: DiseaseScope,
    /// Evidence items that claim it.
    pub evidence: Vec<view::Evidence<'k>>,
    /// Assertions that claim it.
    pub assertions: Vec<view::Assertion<'k>>,
    /// Approvals of the therapies for this profile in this disease.
    pub approvals: Vec<view::Approval<'k>>,
    /// Levels for this patient, one a scheme, with the column each fills.
    pub levels: Vec<(SchemeColumn, Level)>,
    /// Schemes in which its facts leave the level open, with the reason and the column each would fill.
    pub unsettled: Vec<(SchemeColumn, Unsettled)>,
    /// Ways to reach the therapies, each with the record that says so.
    pub routes: Vec<(Route, &'k str)>,
    /// Rank of its levels, strongest first; the unlevelled last.
    pub rank: Vec<usize>,
    /// Are its evidence items about variants of another origin than the sample's (R34)? Then it has no level and no route.
    pub other_origin: bool,
}

impl<'k> Row<'k> {
    /// Identities of its records: evidence items, assertions, approvals.
    pub fn record_ids(&self) -> impl Iterator<Item = &'k str> {
        let evidence = self.evidence.iter().map(|item| item.id());
        let assertions = self.assertions.iter().map(|item| item.id());
        evidence.chain(assertions).chain(self.approvals.iter().map(|approval| approval.id()))
    }

    /// The level of a column.
    pub fn level(&self, column: SchemeColumn) -> Option<&Level> {
        self.levels.iter().find(|(filled, _)| *filled == column).map(|(_, level)| level)
    }

    /// The sources' own levels of its evidence items, each once, strongest first.
    #[must_use]
    pub fn source_levels(&self) -> BTreeSet<crate::model::EvidenceLevel> {
        self.evidence.iter().map(|item| item.level()).collect()
    }
}

/// Everything known about one profile for one patient.
#[derive(Clone, Debug)]
pub struct Card<'k> {
    /// Rows in one fixed order: strongest level first, then scope, claim, disease.
    pub rows: Vec<Row<'k>>,
    /// Where its records contradict each other.
    pub conflicts: Vec<Conflict<'k>>,
}

impl<'k> Card<'k> {
    /// Gathers, levels and sorts. `elsewhere` are approvals for other profiles that the tumour has, too.
    ///
    /// Rows about the patient's disease carry the level of the whole claim: all facts about it, in whatever disease, judged by
    /// the scheme. Rows about other diseases carry only what their own facts give, so that an approval for this patient's
    /// disease is not read off a line about another.
    #[must_use]
    pub fn new(
        records: Records<'k>,
        profile: ProfileId,
        elsewhere: &[view::Approval<'k>],
        patient: &DiseaseContext,
        schemes: &[LevelScheme],
    ) -> Self {
        Self::for_origin(records, profile, elsewhere, patient, schemes, None, &BTreeSet::new())
    }

    /// The same for a sample whose variants arose there. Evidence about variants of another origin (R34) makes rows of its own,
    /// without level and without access: an inherited risk is no reason to treat a change of the tumour, nor the other way.
    /// Records whose identity is `left_out` count for nothing.
    #[must_use]
    pub fn for_origin(
        records: Records<'k>,
        profile: ProfileId,
        elsewhere: &[view::Approval<'k>],
        patient: &DiseaseContext,
        schemes: &[LevelScheme],
        origin: Option<Origin>,
        left_out: &BTreeSet<&'k str>,
    ) -> Self {
        let mut rows: Vec<Row<'k>> = Vec::new();
        // Ranked by the treatment schemes first, in the order of their columns, whatever the files are called.
        let mut schemes: Vec<&LevelScheme> = schemes.iter().collect();
        schemes.sort_by_key(|scheme| scheme.column);
        for mut claim in claims(records, profile, elsewhere) {
            leave_out(&mut claim, left_out);
            let other = of_other_origin(&mut claim, origin);
            for (disease, excluding) in diseases(&other) {
                let scope = patient.scope_leaving_out(disease, excluding.iter().copied());
                rows.push(Row {
                    claim: other.key.clone(),
                    disease,
                    scope,
                    evidence: only(&other, disease, &excluding).evidence,
                    excluding,
                    assertions: Vec::new(),
                    approvals: Vec::new(),
                    levels: Vec::new(),
                    unsettled: Vec::new(),
                    routes: Vec::new(),
                    rank: vec![usize::MAX; schemes.len()],
                    other_origin: true,
                });
            }
            for (disease, excluding) in diseases(&claim) {
                let scope = patient.scope_leaving_out(disease, excluding.iter().copied());
                let own = only(&claim, disease, &excluding);
                let judged = if concerns_patient(scope) { &claim } else { &own };
                let (mut levels, mut unsettled, mut rank) = (Vec::new(), Vec::new(), Vec::new());
                for scheme in &schemes {
                    let mut place = usize::MAX;
                    match judge(scheme, judged, patient) {
                        Some(Judged::Level(found)) => {
                            place = scheme.levels.iter().position(|known| *known == found.level).unwrap_or(usize::MAX);
                            levels.push((scheme.column, found));
                        }
                        Some(Judged::Unsettled(open)) => unsettled.push((scheme.column, open)),
                        None => {}
                    }
                    rank.push(place);
                }
                let mut routes = routes(records, profile, judged, patient);
                routes.retain(|(_, record)| !left_out.contains(record));
                let Claim { key, evidence, assertions, approvals, .. } = own;
                rows.push(Row {
                    claim: key,
                    disease,
                    excluding,
                    scope,
                    evidence,
                    assertions,
                    approvals,
                    levels,
                    unsettled,
                    routes,
                    rank,
                    other_origin: false,
                });
            }
        }
        let order =
            |row: &Row<'k>| (row.rank.clone(), row.scope, row.claim.clone(), row.disease, row.excluding.clone(), row.other_origin);
        rows.sort_by_cached_key(order);
        let conflicts = contradictions(&rows);
        Self { rows, conflicts }
    }
}

/// Contradictions among rows that hold alike for the patient: rows whose disease covers the patient's are read together, others
/// disease by disease.
fn contradictions<'k>(rows: &[Row<'k>]) -> Vec<Conflict<'k>> {
    type Group<'a, 'k> = BTreeMap<&'a ClaimKey, Vec<view::Evidence<'k>>>;
    type Scope<'a> = (DiseaseScope, Option<(DiseaseId, &'a [DiseaseId])>);
    let mut groups: BTreeMap<Scope<'_>, Group<'_, 'k>> = BTreeMap::new();
    // What holds of inherited variants does not contradict what holds of a tumour's.
    for row in rows.iter().filter(|row| !row.other_origin) {
        let own = (!concerns_patient(row.scope)).then_some((row.disease, row.excluding.as_slice()));
        groups.entry((row.scope, own)).or_default().entry(&row.claim).or_default().extend(&row.evidence);
    }
    let mut found = Vec::new();
    for group in groups.into_values() {
        let claims: Vec<(&ClaimKey, Vec<view::Evidence<'k>>)> = group
            .into_iter()
            .map(|(key, mut items)| {
                items.sort_by_key(|item| item.number());
                (key, items)
            })
            .collect();
        let borrowed: Vec<(&ClaimKey, &[view::Evidence<'k>])> =
            claims.iter().map(|(key, items)| (*key, items.as_slice())).collect();
        found.extend(conflicts(&borrowed));
    }
    found
}

/// Takes records out of a claim; one that rests on nothing else makes no row.
fn leave_out<'k>(claim: &mut Claim<'k>, left_out: &BTreeSet<&'k str>) {
    if left_out.is_empty() {
        return;
    }
    claim.evidence.retain(|item| !left_out.contains(item.id()));
    claim.assertions.retain(|item| !left_out.contains(item.id()));
    claim.approvals.retain(|approval| !left_out.contains(approval.id()));
    claim.elsewhere.retain(|approval| !left_out.contains(approval.id()));
}

/// Takes the evidence about variants of another origin out of a claim.
///
/// That a therapy works is claimed for both where a regulator allows it for the profile (approvals do not ask where the variant
/// arose), or where the records claim it of the sample's origin, too: so are PARP inhibitors and *BRCA1*, *BRCA2* (R34).
fn of_other_origin<'k>(claim: &mut Claim<'k>, origin: Option<Origin>) -> Claim<'k> {
    let fits = |item: &view::Evidence<'k>| origin.is_none_or(|origin| origin.fits(item.origin()));
    let for_both = claim.key.evidence_type == EvidenceType::Predictive
        && (!claim.approvals.is_empty() || !claim.elsewhere.is_empty() || claim.evidence.iter().any(fits));
    let (fitting, other) = claim.evidence.iter().copied().partition(|item| for_both || fits(item));
    claim.evidence = fitting;
    Claim { key: claim.key.clone(), evidence: other, assertions: Vec::new(), approvals: Vec::new(), elsewhere: Vec::new() }
}

/// Does a claim of this scope hold for the patient's own disease?
const fn concerns_patient(scope: DiseaseScope) -> bool {
    matches!(scope, DiseaseScope::Same | DiseaseScope::Narrower | DiseaseScope::Agnostic)
}

/// A disease of a record, and the kinds of it that the record leaves out, sorted.
type About = (DiseaseId, Vec<DiseaseId>);

fn about(disease: DiseaseId, excluding: impl Iterator<Item = DiseaseId>) -> About {
    let mut excluding: Vec<DiseaseId> = excluding.collect();
    excluding.sort_unstable();
    excluding.dedup();
    (disease, excluding)
}

/// The part of a claim that speaks of one disease, leaving out the same kinds of it.
fn only<'k>(claim: &Claim<'k>, disease: DiseaseId, excluding: &[DiseaseId]) -> Claim<'k> {
    let is_this = |(one, left_out): About| one == disease && left_out == excluding;
    Claim {
        key: claim.key.clone(),
        evidence: claim.evidence.iter().filter(|item| is_this(about(item.disease(), item.excluding()))).copied().collect(),
        assertions: claim.assertions.iter().filter(|item| is_this(about(item.disease(), item.excluding()))).copied().collect(),
        approvals: claim.approvals.iter().filter(|item| is_this(about(item.disease(), item.excluding()))).copied().collect(),
        elsewhere: claim.elsewhere.iter().filter(|item| is_this(about(item.disease(), item.excluding()))).copied().collect(),
    }
}

/// Diseases in which the claim is made.
fn diseases(claim: &Claim<'_>) -> BTreeSet<About> {
    let evidence = claim.evidence.iter().map(|item| about(item.disease(), item.excluding()));
    let assertions = claim.assertions.iter().map(|item| about(item.disease(), item.excluding()));
    let approvals = claim.approvals.iter().map(|item| about(item.disease(), item.excluding()));
    evidence.chain(assertions).chain(approvals).collect()
}
