//! What the claims about a tumour come to: one line a (finding, treatment), however many profiles and records say it.
//!
//! `EGFR L858R`, `EGFR exon 21 mutation` and `EGFR mutation` may all name one drug for one allele. They are one option here: in each
//! scheme it has the strongest level that one of them earns, and every record behind it is kept.

use super::gathered::Answered;
use crate::annotate::{ProfileMatch, Row};
use crate::knowledge::view;
use crate::level::{ClaimKey, Level, Route, Unsettled};
use crate::matching::{Question, Truth, Verdict};
use crate::model::{DiseaseScope, EvidenceDirection, EvidenceType, ProfileId, SchemeColumn, Significance, VariantId};
use std::collections::{BTreeMap, BTreeSet};

/// What in the tumour an option is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Finding {
    /// Alleles of the input, by number.
    Alleles(Vec<u64>),
    /// A profile that is told of the tumour: copies, signatures, wild types.
    Told(ProfileId),
}

/// What is said, in the four ways a board asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Says {
    /// A treatment works.
    Works,
    /// A treatment does not work, works less, or harms.
    Fails,
    /// Something about diagnosis or prognosis.
    Informs,
    /// Anything else.
    Other,
}

/// One profile met, with one row of its card.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ground<'r, 'k> {
    pub(super) matched: &'r ProfileMatch<'k>,
    pub(super) row: &'r Row<'k>,
}

/// One treatment for one finding, with every ground for it.
#[derive(Clone, Debug)]
pub(super) struct Offer<'r, 'k> {
    pub(super) finding: Finding,
    pub(super) claim: &'r ClaimKey,
    /// Best first; never empty.
    pub(super) grounds: Vec<Ground<'r, 'k>>,
    /// The strongest level of each scheme.
    pub(super) levels: Vec<(SchemeColumn, &'r Level)>,
    /// Facts that leave a level open, where no ground has one.
    pub(super) unsettled: Vec<(SchemeColumn, &'r Unsettled)>,
    /// Ways to the drugs, each with its record, nearest first.
    pub(super) routes: Vec<(Route, &'k str)>,
    /// Place of each level in its scheme, in the order of the schemes; the unlevelled last.
    rank: Vec<usize>,
}

pub(super) fn says(claim: &ClaimKey) -> Says {
    use EvidenceDirection::{DoesNotSupport, Supports};
    use Significance as S;
    match (claim.evidence_type, claim.significance, claim.direction) {
        (EvidenceType::Predictive, S::Sensitivity, Supports) => Says::Works,
        (EvidenceType::Predictive, S::Sensitivity, DoesNotSupport)
        | (EvidenceType::Predictive, S::Resistance | S::ReducedSensitivity | S::AdverseResponse, Supports) => Says::Fails,
        (EvidenceType::Diagnostic | EvidenceType::Prognostic, ..) => Says::Informs,
        _ => Says::Other,
    }
}

/// Every profile of the case that holds or may hold, with what in the tumour it is about.
pub(super) fn met<'r, 'k>(case: &'r Answered<'_, 'k>) -> Vec<(Finding, &'r ProfileMatch<'k>)> {
    let lines = case
        .calls
        .iter()
        .flat_map(|(number, call)| call.annotation.matches.iter().map(move |matched| (Finding::Alleles(vec![*number]), matched)));
    let whole = case.whole().map(|found| match found.alleles.as_slice() {
        [] => (Finding::Told(found.matched.profile.number()), &found.matched),
        alleles => (Finding::Alleles(alleles.to_vec()), &found.matched),
    });
    lines.chain(whole).collect()
}

/// Every option, best first: certain matches only, with a level or a way of access, about variants of the sample's origin.
pub(super) fn offers<'r, 'k>(case: &'r Answered<'_, 'k>, wanted: Says) -> Vec<Offer<'r, 'k>> {
    let met = met(case);
    let mut grouped: BTreeMap<(&Finding, &'r ClaimKey), Vec<Ground<'r, 'k>>> = BTreeMap::new();
    for (finding, matched) in met.iter().filter(|(_, matched)| matched.truth == Truth::True) {
        for row in matched.card.rows.iter().filter(|row| !row.other_origin && says(&row.claim) == wanted) {
            grouped.entry((finding, &row.claim)).or_default().push(Ground { matched, row });
        }
    }
    let schemes = case.annotator.level_schemes();
    let mut found: Vec<Offer<'r, 'k>> = grouped
        .into_iter()
        .map(|((finding, claim), grounds)| Offer::new(schemes, finding.clone(), claim, grounds))
        .filter(|offer| !offer.levels.is_empty() || !offer.routes.is_empty() || !offer.unsettled.is_empty())
        .collect();
    found.sort_by(|a, b| a.order().cmp(&b.order()));
    found
}

impl<'r, 'k> Offer<'r, 'k> {
    fn new(schemes: &[crate::model::LevelScheme], finding: Finding, claim: &'r ClaimKey, mut grounds: Vec<Ground<'r, 'k>>) -> Self {
        grounds.sort_by_key(|ground| {
            (&ground.row.rank, ground.row.scope, ground.matched.level, ground.matched.profile.number(), ground.row.disease)
        });
        let mut by_column: Vec<&crate::model::LevelScheme> = schemes.iter().collect();
        by_column.sort_by_key(|scheme| column_order(scheme.column));
        let place = |scheme: &crate::model::LevelScheme, level: &Level| {
            scheme.levels.iter().position(|known| *known == level.level).unwrap_or(usize::MAX)
        };
        let (mut levels, mut unsettled, mut rank) = (Vec::new(), Vec::new(), Vec::new());
        for scheme in by_column {
            let best = grounds.iter().filter_map(|ground| ground.row.level(scheme.column)).min_by_key(|level| place(scheme, level));
            rank.push(best.map_or(usize::MAX, |level| place(scheme, level)));
            match best {
                Some(level) => levels.push((scheme.column, level)),
                None => unsettled.extend(
                    grounds
                        .iter()
                        .flat_map(|ground| &ground.row.unsettled)
                        .find(|(column, _)| *column == scheme.column)
                        .map(|(column, open)| (*column, open)),
                ),
            }
        }
        let mut routes: Vec<(Route, &'k str)> = grounds.iter().flat_map(|ground| ground.row.routes.iter().copied()).collect();
        routes.sort_unstable();
        routes.dedup();
        // One ground says that it is in label for this patient, another, about other diseases, that it is off label: it is in label.
        let in_label: Vec<Route> = routes.iter().map(|(route, _)| *route).collect();
        let hides = [
            (Route::JpApproved, Route::JpOffLabel),
            (Route::UsApproved, Route::UsOffLabel),
            (Route::EuApproved, Route::EuOffLabel),
        ];
        routes.retain(|(route, _)| !hides.iter().any(|(near, far)| far == route && in_label.contains(near)));
        Self { finding, claim, grounds, levels, unsettled, routes, rank }
    }

    /// The best ground.
    pub(super) fn best(&self) -> Ground<'r, 'k> {
        self.grounds[0]
    }

    /// Place of its level in the leading scheme.
    pub(super) fn lead_rank(&self) -> usize {
        self.rank.first().copied().unwrap_or(usize::MAX)
    }

    /// Is one of its grounds about the patient's own disease?
    pub(super) fn concerns_patient(&self) -> bool {
        self.grounds.iter().any(|ground| concerns(ground.row.scope))
    }

    fn order(&self) -> impl Ord + use<'_, 'r, 'k> {
        let nearest = self.routes.first().map_or(usize::MAX, |(route, _)| *route as usize);
        let scope = self.grounds.iter().map(|ground| ground.row.scope).min();
        (&self.rank[..self.rank.len().min(1)], nearest, &self.rank, scope, &self.finding, self.claim)
    }

    /// Evidence items of all grounds, each once, in order of their numbers.
    pub(super) fn evidence(&self) -> Vec<view::Evidence<'k>> {
        let mut items: Vec<view::Evidence<'k>> =
            self.grounds.iter().flat_map(|ground| ground.row.evidence.iter().copied()).collect();
        items.sort_by_key(|item| item.number());
        items.dedup();
        items
    }

    /// Identities of every record of all grounds, and of those that open a way.
    pub(super) fn records(&self) -> BTreeSet<&'k str> {
        let stated = self.grounds.iter().flat_map(|ground| ground.row.record_ids());
        stated.chain(self.routes.iter().map(|(_, record)| *record)).collect()
    }

    /// Variants by which its grounds are met.
    pub(super) fn variants(&self) -> BTreeSet<VariantId> {
        self.grounds.iter().flat_map(|ground| true_variants(&ground.matched.verdict)).collect()
    }
}

/// Variants in a tree that hold.
fn true_variants(verdict: &Verdict) -> Vec<VariantId> {
    match verdict.question {
        Question::Variant(variant) if verdict.truth == Truth::True => vec![variant],
        Question::Variant(_) => Vec::new(),
        Question::Join(_) => verdict.parts.iter().flat_map(true_variants).collect(),
    }
}

/// The Japanese societies first, as the page is laid out for Japanese boards; then the others in the order of their columns.
pub(super) const fn column_order(column: SchemeColumn) -> u8 {
    match column {
        SchemeColumn::Jp => 0,
        SchemeColumn::Amp => 1,
        SchemeColumn::Escat => 2,
    }
}

/// Does a claim of this scope hold for the patient's own disease?
pub(super) const fn concerns(scope: DiseaseScope) -> bool {
    matches!(scope, DiseaseScope::Same | DiseaseScope::Narrower | DiseaseScope::Agnostic)
}
