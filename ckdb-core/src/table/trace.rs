//! Why a row is there, in one compact text.
//!
//! Parts are joined by `; `:
//! ```text
//! R1 SAME_PROTEIN L858R by p.Leu858Arg on NM_005228.5; jp-2.1@1 A-approval from us/osimertinib/1; access US_APPROVED from …
//! ```
//! First the rule, the match level, the variant met, and the change and transcript that decided; then what is not known; for
//! a profile of the whole sample the truth of its parts and what decided about each; how therapies belong together; each level with its rule and the
//! records that gave it, and each way of access with its record (after `if it held:` when the state is unknown, because then
//! they are not earned); neighbours it was, or may have to be, read together with; doubts about the gene model; and what
//! nearly matched.

use super::rows::{Met, RowView, Unmatched};
use crate::annotate::{Annotation, Annotator, Described, Joined, Row};
use crate::genome::ModelQuality;
use crate::knowledge::genome::VersionMatch;
use crate::knowledge::view;
use crate::matching::{Judgement, MatchLevel, Question, Truth, Verdict};
use crate::model::{Criterion, VariantId};
use crate::phase::Relation;

/// The `trace` of a row.
pub(super) fn text(row: &RowView<'_, '_>) -> String {
    let mut parts: Vec<String> = Vec::new();
    match row.met {
        Ok(met) => matched(row, met, &mut parts),
        Err(Unmatched::Nothing) => parts.push("no match".to_owned()),
        Err(Unmatched::Below(claims, least)) => parts.push(format!("claims that do not reach {}: {claims}", least.as_str())),
        Err(Unmatched::NotAnnotated(why)) => parts.push(format!("not annotated: {} ({})", why.text, why.code)),
    }
    if let Some(claim) = row.claim {
        if claim.other_origin {
            parts.push("R34: the claim is about variants of another origin than the sample's, so it earns no level".to_owned());
        }
        parts.extend(claim.claim.interaction.map(|interaction| format!("therapies: {interaction}")));
        let condition = if row.earned().is_some() { "" } else { "if it held: " };
        let levels = claim.levels.iter().map(|(_, level)| level);
        parts.extend(levels.map(|level| format!("{condition}{} {} from {}", level.scheme, level.rule, level.records.join("&"))));
        let open = claim.unsettled.iter().map(|(_, open)| open);
        parts.extend(open.map(|open| format!("{} {}: {}", open.scheme, open.rule, open.reason)));
        parts.extend(claim.routes.iter().map(|(route, record)| format!("{condition}access {} from {record}", word(*route))));
    }
    parts.extend(row.met().into_iter().flat_map(|met| contradictions(met, row.claim)));
    if let (Some(consequence), Some(transcript)) = (row.consequence, row.transcript())
        && consequence.quality == ModelQuality::Rebuilt
    {
        parts.push(format!("{} is rebuilt from coding parts", transcript.accession));
    }
    parts.extend(geometries(row));
    parts.extend(row.annotation.into_iter().flat_map(|annotation| &annotation.joined).map(joined_text));
    parts.extend(doubts(row));
    parts.extend(row.met().and_then(|_| caller_doubts(&row.place.filter)));
    if let (true, Some(annotation)) = (row.rows.options().explain, row.annotation) {
        let near = near_misses(annotation);
        parts.extend(near.map(|(variant, judgement)| near_text(row.annotator(), variant, judgement)));
    }
    parts.join("; ")
}

/// `conflict opposite: BRAF/V600E/e1 against BRAF/V600E/e7`, for contradictions that the claim is a side of.
fn contradictions<'r, 'k>(met: Met<'r, 'k>, claim: Option<&'r Row<'k>>) -> impl Iterator<Item = String> + use<'r, 'k> {
    let about =
        move |item: &view::Evidence<'k>| claim.is_some_and(|row| row.evidence.iter().any(|own| own.number() == item.number()));
    let concerned =
        met.matched.card.conflicts.iter().filter(move |found| found.sides.iter().any(|side| side.evidence.iter().any(about)));
    concerned.map(|found| {
        let ids = |side: usize| found.sides[side].evidence.iter().map(|item| item.id()).collect::<Vec<_>>().join("&");
        format!("conflict {}: {} against {}", found.kind, ids(0), ids(1))
    })
}

fn word(route: crate::level::Route) -> &'static str {
    crate::model::Vocabulary::as_str(route)
}

/// Rule, level, variant, and what decided.
fn matched(row: &RowView<'_, '_>, met: Met<'_, '_>, parts: &mut Vec<String>) {
    let mut decided = format!("{} {} {}", met.rule, met.level, row.variant().map_or("", view::Variant::name));
    let change = match row.consequence {
        _ if met.level == MatchLevel::ExactAllele => row.annotation.map(|annotation| annotation.allele.to_string()),
        Some(consequence) => match &consequence.protein {
            Some(protein) => Some(protein.to_string()),
            None => consequence.hgvs_c.as_ref().map(ToString::to_string),
        },
        None => None,
    };
    if let Some(change) = change {
        decided.push_str(" by ");
        decided.push_str(&change);
    }
    if met.level != MatchLevel::ExactAllele
        && let Some(named) = row.annotator().transcript_of(met.variant)
    {
        decided.push_str(" on ");
        decided.push_str(named.transcript.accession);
        let claimed = row.annotator().criterion(met.variant).and_then(Criterion::transcript);
        if let (VersionMatch::Other, Some(claimed)) = (named.version, claimed) {
            decided.push_str(&format!(" (the claim counts on {claimed})"));
        }
    }
    parts.push(decided);
    if let Truth::Unknown(reason) = met.matched.truth {
        parts.push(format!("unknown because {}", reason.explain()));
    }
    let told = &met.matched.verdict;
    if !told.parts.is_empty() || told.because.is_some() {
        parts.push(verdict(row.annotator(), told));
    }
}

/// `all(NPM1 W288fs true, not(FLT3 ITD unknown(NOT_CALLABLE)) unknown(NOT_CALLABLE)) unknown(NOT_CALLABLE)`; what decided about a
/// variant stands in brackets behind it.
pub(super) fn verdict(annotator: &Annotator<'_>, told: &Verdict) -> String {
    match told.question {
        Question::Variant(variant) => {
            let because = told.because.as_ref().map(|because| format!(" [{because}]")).unwrap_or_default();
            format!("{} {}{because}", variant_text(annotator, variant), told.truth)
        }
        Question::Join(operator) => {
            let parts: Vec<String> = told.parts.iter().map(|part| verdict(annotator, part)).collect();
            format!("{operator}({}) {}", parts.join(", "), told.truth)
        }
    }
}

/// The fusions that decided, or with `explain` all that the allele makes.
fn geometries(row: &RowView<'_, '_>) -> Vec<String> {
    let decided_by_fusion = row.met.is_ok_and(|met| matches!(met.rule, "R18" | "R19" | "R20"));
    let explained = row.met.is_err() && row.rows.options().explain;
    if !decided_by_fusion && !explained {
        return Vec::new();
    }
    let gene = row.variant().and_then(view::Variant::gene);
    let concerns = |fusion: &&crate::matching::Fusion| gene.is_none_or(|gene| fusion.genes().any(|one| one == gene));
    let fusions = row.annotation.into_iter().flat_map(|annotation| &annotation.fusions).filter(concerns);
    fusions.map(|fusion| row.annotator().geometry(fusion).words).collect()
}

/// `EGFR L858R`.
fn variant_text(annotator: &Annotator<'_>, variant: VariantId) -> String {
    let records = annotator.records();
    let Some(variant) = records.variant(variant) else { return String::new() };
    match variant.gene().and_then(|gene| records.gene(gene)) {
        Some(gene) => format!("{} {}", gene.symbol(), variant.name()),
        None => variant.name().to_owned(),
    }
}

/// `read as chr7-140753336-AC-TT with chr7-140753337-C-T (cis)`.
fn joined_text(joined: &Joined) -> String {
    let with: Vec<String> = joined.with.iter().map(ToString::to_string).collect();
    let (verb, note) = match (joined.relation, joined.fractions_agree) {
        (Relation::Cis, _) => ("read", ""),
        (_, Some(true)) => ("possible MNV", ", allele fractions alike"),
        (_, Some(false)) => ("possible MNV", ", allele fractions differ"),
        (_, None) => ("possible MNV", ""),
    };
    format!("{verb} as {} with {} ({}{note})", joined.allele, with.join("&"), joined.relation.as_str())
}

/// The caller's own word against its line; the match stands all the same, because callers mark true variants, too.
fn caller_doubts(filter: &str) -> Option<String> {
    let is_passed = matches!(filter, "PASS" | "." | "");
    (!is_passed).then(|| format!("FILTER {filter}: the caller itself does not pass this line"))
}

/// What the index cannot tell here because it has no gene model.
fn doubts(row: &RowView<'_, '_>) -> Option<String> {
    let assembly = row.annotator().assembly();
    match row.met() {
        Some(met) => {
            let genes = row.rows.genes_without_model().of_profile(row.annotator(), met.matched.profile.number());
            (!genes.is_empty()).then(|| format!("no model of {} on {assembly}: exact alleles only", genes.join("&")))
        }
        None => row
            .annotation
            .filter(|annotation| !is_modelled(row.annotator(), annotation))
            .map(|_| format!("no gene model here on {assembly}: exact alleles only")),
    }
}

/// Does a gene model of the index cover the allele?
pub(super) fn is_modelled(annotator: &Annotator<'_>, annotation: &Annotation<'_>) -> bool {
    let is_modelled = |(contig, place)| annotator.genome().is_modelled(contig, place);
    match &annotation.allele {
        Described::Letters(normalized) => is_modelled((normalized.allele.contig, normalized.allele.interval)),
        Described::Structure(structural) => structural.places().any(is_modelled),
        Described::Named(_) => true,
    }
}

/// Variants an allele nearly meets.
pub(super) fn near_misses(annotation: &Annotation<'_>) -> impl Iterator<Item = (VariantId, Judgement)> {
    let near = annotation.variants.iter().filter(|found| matches!(found.judgement, Judgement::Near { .. }));
    near.map(|found| (found.variant, found.judgement))
}

fn near_text(annotator: &Annotator<'_>, variant: VariantId, judgement: Judgement) -> String {
    match judgement {
        Judgement::Near { miss, rule } => format!("near {}: {miss} by {rule}", variant_text(annotator, variant)),
        Judgement::Holds { .. } | Judgement::Open { .. } | Judgement::No => String::new(),
    }
}
