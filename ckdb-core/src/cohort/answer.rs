//! What was said of one profile: plain texts that outlive the index they came from.
//!
//! Numbers of records are an index's own and move with every build, so everything here is an identity or a word. Two answers are
//! equal when every claim, level, way of access and record is; the digest of an answer is its name in a key file, and cases
//! that got the same answer share it.

use crate::annotate::{Annotator, ProfileMatch, Row, Secondary};
use crate::knowledge::view;
use crate::matching::Truth;
use crate::model::Vocabulary;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was said of one profile that a tumour has or may have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Identity of the profile.
    pub profile: String,
    /// How people call it.
    pub name: String,
    /// Symbols of its genes, sorted.
    pub genes: Vec<String>,
    /// `true` or `unknown(REASON)`.
    pub state: String,
    /// How closely it was met.
    pub match_level: String,
    /// Claims about it, in the order they are shown.
    pub claims: Vec<ClaimAnswer>,
}

/// One claim in one disease.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimAnswer {
    /// Kind, direction and significance: `Predictive Supports Resistance`.
    pub claim: String,
    /// Identities of the therapies, with how they belong together; empty for a claim about none.
    pub therapies: String,
    /// Identity of the claim's disease; kinds it leaves out follow after ` but `.
    pub disease: String,
    /// How the patient's disease stands to it.
    pub scope: String,
    /// Levels earned, by output column; none when the state is unknown.
    pub levels: BTreeMap<String, String>,
    /// Ways to reach the therapies, each once, sorted; none when the state is unknown.
    pub access: Vec<String>,
    /// Identities of evidence items, assertions and approvals.
    pub records: Vec<String>,
}

/// A germline finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finding {
    /// Symbol of the gene.
    pub gene: String,
    /// Why it is one.
    pub ground: String,
    /// How sure it is that it is inherited.
    pub standing: String,
    /// Identities of the evidence, sorted.
    pub records: Vec<String>,
}

impl Answer {
    pub(super) fn new(annotator: &Annotator<'_>, matched: &ProfileMatch<'_>) -> Self {
        let records = annotator.records();
        let is_true = matched.truth == Truth::True;
        let claims = matched.card.rows.iter().map(|row| ClaimAnswer::new(annotator, row, is_true)).collect();
        let variants = matched.profile.tokens().filter_map(|token| match token {
            crate::model::Token::Variant(variant) => records.variant(variant),
            crate::model::Token::Join { .. } => None,
        });
        let genes = variants.filter_map(view::Variant::gene).filter_map(|gene| records.gene(gene));
        let mut genes: Vec<String> = genes.map(|gene| gene.symbol().to_owned()).collect();
        genes.sort_unstable();
        genes.dedup();
        Self {
            profile: matched.profile.id().to_owned(),
            name: matched.profile.name().to_owned(),
            genes,
            state: matched.truth.to_string(),
            match_level: matched.level.as_str().to_owned(),
            claims,
        }
    }
}

impl ClaimAnswer {
    fn new(annotator: &Annotator<'_>, row: &Row<'_>, is_true: bool) -> Self {
        let records = annotator.records();
        let named = |disease| records.disease(disease).map_or("", |disease| disease.id());
        let key = &row.claim;
        let mut therapies: Vec<&str> =
            key.therapies.iter().filter_map(|id| records.therapy(*id)).map(|therapy| therapy.id()).collect();
        therapies.sort_unstable();
        let mut therapies = therapies.join(" + ");
        if let Some(interaction) = key.interaction {
            therapies.push_str(&format!(" ({interaction})"));
        }
        let mut disease = named(row.disease).to_owned();
        if !row.excluding.is_empty() {
            let mut without: Vec<&str> = row.excluding.iter().map(|disease| named(*disease)).collect();
            without.sort_unstable();
            disease.push_str(&format!(" but {}", without.join(", ")));
        }
        let mut access: Vec<String> = row.routes.iter().map(|(route, _)| route.as_str().to_owned()).collect();
        access.sort_unstable();
        access.dedup();
        if !is_true {
            access.clear();
        }
        let levels = row.levels.iter().filter(|_| is_true);
        Self {
            claim: format!("{} {} {}", key.evidence_type, key.direction, key.significance),
            therapies,
            disease,
            scope: row.scope.as_str().to_owned(),
            levels: levels.map(|(column, level)| (column.as_str().to_owned(), level.level.clone())).collect(),
            access,
            records: row.record_ids().map(str::to_owned).collect(),
        }
    }
}

impl Finding {
    pub(super) fn new(annotator: &Annotator<'_>, found: &Secondary) -> Self {
        let records = annotator.records();
        let evidence = found.evidence.iter().filter_map(|id| records.evidence_item(*id));
        let mut named: Vec<String> = evidence.map(|item| item.id().to_owned()).collect();
        named.sort_unstable();
        Self {
            gene: records.gene(found.gene).map_or_else(String::new, |gene| gene.symbol().to_owned()),
            ground: found.ground.as_str().to_owned(),
            standing: found.standing.as_str().to_owned(),
            records: named,
        }
    }
}
