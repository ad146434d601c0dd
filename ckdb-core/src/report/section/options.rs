//! Options and resistance as rows of a table, and what stands against an option.

use super::super::finding::{self, Shown};
use super::super::gathered::Answered;
use super::super::link::Link;
use super::super::names::{Name, Names};
use super::super::offer::{Finding, Offer, Says, offers};
use super::super::why::{self, Reason, level_name};
use crate::level::cdx::{CdxAnswer, CdxClaim};
use crate::level::conflict::papers_of;
use crate::level::{ClaimKey, Route};
use crate::model::{Jurisdiction, TherapyId, TherapyInteraction, Vocabulary};
use std::collections::{BTreeMap, BTreeSet};

/// Rows of the first page.
pub(in super::super) const FIRST: usize = 10;
/// Citations shown in a cell.
const CITATIONS: usize = 5;

/// A level in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct LevelCell {
    pub(in super::super) scheme: String,
    pub(in super::super) level: String,
}

/// A way of access in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct AccessCell {
    /// Class of its look: `near`, `middle`, `far`.
    pub(in super::super) class: &'static str,
    pub(in super::super) text: String,
}

/// One row.
#[derive(Clone, Debug)]
pub(in super::super) struct OptionRow {
    pub(in super::super) number: usize,
    pub(in super::super) shown: Shown,
    pub(in super::super) drug: Name,
    pub(in super::super) says: String,
    pub(in super::super) levels: Vec<LevelCell>,
    /// `A`, `B`: the sources' own levels.
    pub(in super::super) own: String,
    pub(in super::super) access: Vec<AccessCell>,
    pub(in super::super) cdx: Vec<String>,
    pub(in super::super) warnings: Vec<String>,
    pub(in super::super) why: Vec<Reason>,
    pub(in super::super) also: String,
    pub(in super::super) papers: String,
    pub(in super::super) citations: Vec<Link>,
    pub(in super::super) more_citations: String,
    pub(in super::super) population: String,
    /// Its disease and how the patient's stands to it; for claims about diagnosis.
    pub(in super::super) disease: String,
}

/// A table: the first rows, and those of the appendix.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Table {
    pub(in super::super) first: Vec<OptionRow>,
    pub(in super::super) rest: Vec<OptionRow>,
}

impl Table {
    pub(in super::super) fn count(&self) -> usize {
        self.first.len() + self.rest.len()
    }
}

/// Treatment options: the first ten on page one. What resists an option stands in its row, and of equal levels it comes last.
pub(in super::super) fn options<'r, 'k>(
    names: &Names<'_, '_>,
    case: &Answered<'_, '_>,
    found: &[Offer<'r, 'k>],
    against: &[Offer<'_, '_>],
) -> Table {
    let resisted = |offer: &Offer<'r, 'k>| -> Vec<String> {
        let by = against
            .iter()
            .filter(|other| other.concerns_patient() && other.finding != offer.finding && resists(other.claim, offer.claim));
        let through: BTreeSet<String> =
            by.map(|other| finding::of(names, case, &other.finding, other.best().matched).title()).collect();
        through.into_iter().collect()
    };
    let mut found = found.to_vec();
    found.sort_by_cached_key(|offer| (offer.lead_rank(), !resisted(offer).is_empty()));
    split(
        names,
        case,
        &found,
        |_| true,
        |offer, row| {
            let through = resisted(offer);
            if !through.is_empty() {
                row.warnings.push(names.fill(names.words.o_resisted, &[&names.list(&through)]));
            }
            let mut parts: BTreeSet<(String, String)> = BTreeSet::new();
            for other in against.iter().filter(|other| other.concerns_patient() && other.finding != offer.finding) {
                if let Some(drug) = part_that_fails(other.claim, offer.claim) {
                    parts.insert((names.drug(drug), finding::of(names, case, &other.finding, other.best().matched).title()));
                }
            }
            let told = parts.into_iter().map(|(drug, through)| names.fill(names.words.o_part_resisted, &[&drug, &through]));
            row.warnings.extend(told);
        },
    )
}

/// Resistance and contraindication; what speaks of the patient's own disease stands first.
pub(in super::super) fn resistance(names: &Names<'_, '_>, case: &Answered<'_, '_>, found: &[Offer<'_, '_>]) -> Table {
    split(names, case, found, Offer::concerns_patient, |_, _| {})
}

/// Diagnosis and prognosis, all in one list.
pub(in super::super) fn informs(names: &Names<'_, '_>, case: &Answered<'_, '_>) -> Vec<OptionRow> {
    let found = offers(case, Says::Informs);
    found.iter().enumerate().map(|(place, offer)| row(names, case, offer, place + 1)).collect()
}

fn split<'r, 'k>(
    names: &Names<'_, '_>,
    case: &Answered<'_, '_>,
    found: &[Offer<'r, 'k>],
    is_for_first: impl Fn(&Offer<'r, 'k>) -> bool,
    finish: impl Fn(&Offer<'r, 'k>, &mut OptionRow),
) -> Table {
    let mut table = Table::default();
    for (place, offer) in found.iter().enumerate() {
        let mut one = row(names, case, offer, place + 1);
        finish(offer, &mut one);
        let to = if is_for_first(offer) && table.first.len() < FIRST { &mut table.first } else { &mut table.rest };
        to.push(one);
    }
    for (place, one) in table.first.iter_mut().chain(&mut table.rest).enumerate() {
        one.number = place + 1;
    }
    table
}

/// Treatments of a claim: drugs that may replace each other are each one, drugs given together are one.
fn treatments(claim: &ClaimKey) -> Vec<Vec<TherapyId>> {
    match claim.interaction {
        Some(TherapyInteraction::Substitutes) => claim.therapies.iter().map(|drug| vec![*drug]).collect(),
        _ => vec![claim.therapies.clone()],
    }
}

/// Does one claim say that a treatment of the other fails? (Drugs given together do not fail because one of them alone does.)
fn resists(fails: &ClaimKey, works: &ClaimKey) -> bool {
    let failing = treatments(fails);
    treatments(works).iter().any(|treatment| failing.contains(treatment))
}

/// The drug that one claim says fails by itself, and the other gives together with others.
fn part_that_fails(fails: &ClaimKey, works: &ClaimKey) -> Option<TherapyId> {
    let given = treatments(works).into_iter().filter(|treatment| treatment.len() > 1).collect::<Vec<_>>();
    treatments(fails).into_iter().find_map(|failing| match failing.as_slice() {
        [drug] if given.iter().any(|together| together.contains(drug)) => Some(*drug),
        _ => None,
    })
}

fn row(names: &Names<'_, '_>, case: &Answered<'_, '_>, offer: &Offer<'_, '_>, number: usize) -> OptionRow {
    let (words, best) = (names.words, offer.best());
    let shown = finding::of(names, case, &offer.finding, best.matched);
    let evidence = offer.evidence();
    let own: BTreeSet<&str> = evidence.iter().map(|item| item.level().as_str()).collect();
    let routes: Vec<Route> = {
        let mut routes: Vec<Route> = offer.routes.iter().map(|(route, _)| *route).collect();
        routes.dedup();
        routes
    };
    let others: BTreeSet<&str> = offer
        .grounds
        .iter()
        .map(|ground| ground.matched.profile.name())
        .filter(|name| *name != best.matched.profile.name())
        .collect();
    let others: Vec<&str> = others.into_iter().collect();
    let (citations, more) = citations(offer);
    let populations: BTreeSet<&str> = evidence.iter().filter_map(|item| item.population()).map(|one| names.say(one)).collect();
    let populations: Vec<&str> = populations.into_iter().collect();
    let conflict = best
        .matched
        .card
        .conflicts
        .iter()
        .any(|conflict| conflict.sides.iter().any(|side| side.evidence.iter().any(|item| evidence.contains(item))));
    OptionRow {
        number,
        drug: names.drugs(&offer.claim.therapies, offer.claim.interaction),
        says: names.say(offer.claim.significance).to_owned(),
        levels: offer
            .levels
            .iter()
            .map(|(column, level)| LevelCell { scheme: names.column(*column), level: level_name(&level.level).to_owned() })
            .collect(),
        own: own.into_iter().collect::<Vec<_>>().join("/"),
        access: routes.iter().map(|route| AccessCell { class: nearness(*route), text: names.say(*route).to_owned() }).collect(),
        cdx: cdx(names, case, offer),
        warnings: conflict.then(|| words.o_conflict.to_owned()).into_iter().collect(),
        why: why::of(names, offer, &shown),
        shown,
        also: if others.is_empty() { String::new() } else { names.fill(words.o_also, &[&names.list(&others)]) },
        papers: match papers_of(&evidence) {
            0 => words.o_no_paper.to_owned(),
            1 => words.o_papers_one.to_owned(),
            many => names.fill(words.o_papers, &[&many.to_string()]),
        },
        more_citations: if more == 0 { String::new() } else { names.fill(words.more, &[&more.to_string()]) },
        citations,
        population: if populations.is_empty() { words.o_population_none.to_owned() } else { names.list(&populations) },
        disease: format!("{} ({})", names.disease(best.row.disease).main, names.say(best.row.scope)),
    }
}

/// Papers, guidelines and documents: those of the best grounds first, each once.
fn citations(offer: &Offer<'_, '_>) -> (Vec<Link>, usize) {
    let mut found: Vec<&str> = Vec::new();
    for ground in &offer.grounds {
        let row = ground.row;
        let documents = row.approvals.iter().map(|approval| approval.document());
        let papers = row.evidence.iter().map(|item| item.citation());
        let guidelines = row.assertions.iter().map(|item| item.guideline());
        for citation in documents.chain(papers).chain(guidelines).filter(|citation| !citation.is_empty()) {
            if !found.contains(&citation) {
                found.push(citation);
            }
        }
    }
    let more = found.len().saturating_sub(CITATIONS);
    (found.into_iter().take(CITATIONS).map(Link::citation).collect(), more)
}

/// Companion diagnostics of the approvals in label, the assay that was used first.
fn cdx(names: &Names<'_, '_>, case: &Answered<'_, '_>, offer: &Offer<'_, '_>) -> Vec<String> {
    let in_label = |route: &Route| matches!(route, Route::JpApproved | Route::UsApproved | Route::EuApproved);
    let approvals: BTreeSet<&str> = offer.routes.iter().filter(|(route, _)| in_label(route)).map(|(_, record)| *record).collect();
    if approvals.is_empty() {
        return Vec::new();
    }
    let used = case.report.triage_input.assay.as_deref();
    let standings = || case.report.companion_diagnostics.iter().filter(|standing| approvals.contains(standing.claim.approval.id()));
    let is_used = |claim: &CdxClaim<'_>| used.is_some_and(|used| claim.is_assay(used));
    // With the assay known, only how it stands matters to this case; the others are choices for another test.
    let is_known = standings().any(|standing| is_used(&standing.claim));
    let mut grouped: BTreeMap<(CdxAnswer, Jurisdiction), BTreeSet<String>> = BTreeMap::new();
    for standing in standings().filter(|standing| !is_known || is_used(&standing.claim)) {
        let assay = &standing.claim.assay;
        let space = if assay.version.is_empty() { "" } else { " " };
        let named = format!("{}{space}{}", assay.name, assay.version);
        grouped.entry((standing.answer, standing.claim.approval.jurisdiction())).or_default().insert(named);
    }
    if grouped.is_empty() {
        return vec![names.words.o_cdx_none.to_owned()];
    }
    let line = |((answer, whose), assays): ((CdxAnswer, Jurisdiction), BTreeSet<String>)| {
        let assays: Vec<String> = assays.into_iter().collect();
        names.fill(names.words.o_cdx, &[names.say(whose), names.say(answer), &names.list(&assays)])
    };
    grouped.into_iter().map(line).collect()
}

pub(in super::super) const fn nearness(route: Route) -> &'static str {
    match route {
        Route::JpApproved => "near",
        Route::JpTrial | Route::JpExpandedAccess | Route::JpAdvancedCare | Route::JpPatientProposed => "middle",
        Route::UsApproved | Route::EuApproved => "abroad",
        Route::JpOffLabel | Route::TrialAbroad | Route::UsOffLabel | Route::EuOffLabel => "far",
    }
}

/// Is an option about alleles of the input?
pub(in super::super) fn alleles(offer: &Offer<'_, '_>) -> Vec<u64> {
    match &offer.finding {
        Finding::Alleles(numbers) => numbers.clone(),
        Finding::Told(_) => Vec::new(),
    }
}
