//! What a record is found by: concepts its facts name, concepts its text mentions, words of its text.
//!
//! Documents stand in the order in which records of equal score are shown: things before claims, stronger claims before weaker ones.

use super::concept::{Concept, Facet};
use super::found::Found;
use super::naming::simple;
use crate::index::IndexError;
use crate::knowledge::{Records, view};
use crate::model::{
    Criterion, DiseaseId, EvidenceId, Expression, GeneId, Operator, ProfileId, TherapyId, TherapyInteraction, VariantId,
    Vocabulary, WordGroup,
};
use std::collections::{BTreeMap, BTreeSet};

/// A record as the index holds it.
#[derive(Clone, Debug, Default)]
pub(super) struct Document {
    /// Concepts it is itself.
    pub(super) named: BTreeSet<Concept>,
    /// The only variant, or the whole profile, it speaks of.
    pub(super) exact: BTreeSet<Concept>,
    /// Concepts its facts name.
    pub(super) fact: BTreeSet<Concept>,
    /// Concepts its facts touch: a drug's target, a variant that must be absent.
    pub(super) near: BTreeSet<Concept>,
    /// Everything its diseases are a kind of.
    pub(super) within: BTreeSet<Concept>,
    /// What filters ask for.
    pub(super) facets: BTreeSet<Facet>,
    /// Its own identities.
    pub(super) ids: BTreeSet<String>,
    /// Identities it refers to.
    pub(super) cites: BTreeSet<String>,
}

/// What is worked out once for all documents.
pub(super) struct Facts<'k> {
    records: Records<'k>,
    means: Means,
    variants: Vec<VariantFacts>,
    /// Families of genes that each gene belongs to.
    families: BTreeMap<GeneId, BTreeSet<u32>>,
    ancestors: Vec<BTreeSet<DiseaseId>>,
}

/// Words of closed vocabularies, and the groups of words that are them.
#[derive(Clone, Debug, Default)]
pub(super) struct Means(BTreeMap<String, Vec<u32>>);

/// What a variant says by itself.
#[derive(Clone, Debug, Default)]
pub(super) struct VariantFacts {
    /// Its gene, and the partner it is fused to.
    pub(super) genes: BTreeSet<GeneId>,
    /// Groups of words its criterion is.
    pub(super) words: BTreeSet<u32>,
}

/// An identity as it is compared: letters, digits and slashes only, lower case.
pub(super) fn id_key(id: &str) -> String {
    let folded = super::fold::fold(id);
    folded.chars().filter(|letter| letter.is_alphanumeric() || *letter == '/').collect()
}

impl Means {
    /// The groups whose members stand for words of closed vocabularies.
    pub(super) fn of<'w>(groups: impl Iterator<Item = &'w [String]>) -> Self {
        let mut means: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (number, group) in (0..).zip(groups) {
            for meant in group {
                means.entry(meant.clone()).or_default().push(number);
            }
        }
        Self(means)
    }

    fn add(&self, field: &str, word: &str, words: &mut BTreeSet<u32>) {
        words.extend(self.0.get(&format!("{field}:{word}")).into_iter().flatten());
    }

    /// What a variant says by itself.
    ///
    /// # Errors
    /// When the stored criterion is not what it should be.
    pub(super) fn variant(&self, variant: view::Variant<'_>) -> Result<VariantFacts, IndexError> {
        let mut facts = VariantFacts { genes: variant.gene().into_iter().collect(), words: BTreeSet::new() };
        let criterion = variant.criterion()?;
        self.add("criterion", criterion.kind(), &mut facts.words);
        match &criterion {
            Criterion::FusionPair { five_prime, three_prime, .. } => facts.genes.extend([*five_prime, *three_prime]),
            Criterion::GeneClass { class, .. } => self.add("class", class.as_str(), &mut facts.words),
            Criterion::CopyNumber { change } => self.add("copies", change.as_str(), &mut facts.words),
            Criterion::Expression { is } => self.add("expression", is.as_str(), &mut facts.words),
            Criterion::Biomarker { biomarker, .. } => self.add("biomarker", biomarker.as_str(), &mut facts.words),
            Criterion::Marker { marker, .. } => self.add("marker", marker.as_str(), &mut facts.words),
            Criterion::ExonChange { change, .. } => self.add("exons", change.as_str(), &mut facts.words),
            Criterion::ProteinRange { classes, .. } | Criterion::Exon { classes, .. } => {
                if let [class] = classes.as_slice() {
                    self.add("class", class.as_str(), &mut facts.words);
                }
            }
            _ => {}
        }
        Ok(facts)
    }
}

impl<'k> Facts<'k> {
    pub(super) fn of(records: Records<'k>, words: &[WordGroup]) -> Result<Self, IndexError> {
        let means = Means::of(words.iter().map(|group| group.means.as_slice()));
        let variants = records.variants().map(|variant| means.variant(variant)).collect::<Result<_, _>>()?;
        let family = |gene: view::Gene<'_>| {
            let mut words = BTreeSet::new();
            means.add("gene", gene.symbol(), &mut words);
            (gene.number(), words)
        };
        let families = records.genes().map(family).collect();
        Ok(Self { records, means, variants, families, ancestors: ancestors(records) })
    }

    /// Every document, in the order of the index.
    pub(super) fn documents(&self) -> Result<Vec<(Found, Document)>, IndexError> {
        let records = self.records;
        let mut all: Vec<((u32, u32, u32), Found, Document)> = Vec::new();
        let mut add = |quality: (u32, u32), found: Found, document: Document| {
            all.push(((found.stored().0, quality.0, quality.1), found, document));
        };
        for gene in records.genes() {
            let mut document = self.begin(Found::Gene(gene.number()));
            document.named.insert(Concept::Gene(gene.number()));
            document.fact.extend(self.gene(gene.number()));
            document.facets.insert(Facet::Source(gene.source()));
            add((0, 0), Found::Gene(gene.number()), document);
        }
        for therapy in records.therapies() {
            let mut document = self.begin(Found::Therapy(therapy.number()));
            document.named.insert(Concept::Therapy(therapy.number()));
            self.therapies(std::iter::once(therapy.number()), None, &mut document);
            document.near.extend(therapy.targets().flat_map(|gene| self.gene(gene)));
            document.facets.insert(Facet::Source(therapy.source()));
            add((0, 0), Found::Therapy(therapy.number()), document);
        }
        for disease in records.diseases() {
            let mut document = self.begin(Found::Disease(disease.number()));
            document.named.insert(Concept::Disease(disease.number()));
            self.disease(disease.number(), &mut document);
            document.facets.insert(Facet::Source(disease.source()));
            add((0, 0), Found::Disease(disease.number()), document);
        }
        for profile in records.profiles() {
            let mut document = self.begin(Found::Profile(profile.number()));
            let itself = simple(profile).map_or(Concept::Profile(profile.number()), Concept::Variant);
            document.named.insert(itself);
            self.profile(profile.number(), &mut document)?;
            document.ids.insert(id_key(profile.id()));
            if profile.civic() != 0 {
                document.ids.insert(format!("mpid{}", profile.civic()));
            }
            // A profile over one variant is what somebody who names it means, before combinations.
            add((u32::from(!matches!(itself, Concept::Variant(_))), 0), Found::Profile(profile.number()), document);
        }
        for approval in records.approvals() {
            add((0, 0), Found::Approval(approval.number()), self.approval(approval)?);
        }
        for item in records.evidence() {
            let quality = (item.level() as u32, 5 - u32::from(item.rating().min(5)));
            add(quality, Found::Evidence(item.number()), self.evidence(item)?);
        }
        for assertion in records.assertions() {
            add((0, 0), Found::Assertion(assertion.number()), self.assertion(assertion)?);
        }
        for trial in records.trials() {
            add((trial.status() as u32, 0), Found::Trial(trial.number()), self.trial(trial)?);
        }
        for (first, items) in papers(records) {
            add((0, 0), Found::Citation(first), self.citation(first, &items)?);
        }
        all.sort_by_key(|(quality, found, _)| (*quality, *found));
        Ok(all.into_iter().map(|(_, found, document)| (found, document)).collect())
    }

    fn begin(&self, found: Found) -> Document {
        let mut document = Document::default();
        document.facets.insert(Facet::Kind(found.stored().0));
        self.says("kind", found.kind(), &mut document);
        document
    }

    fn says(&self, field: &str, word: &str, document: &mut Document) {
        let mut words = BTreeSet::new();
        self.means.add(field, word, &mut words);
        document.fact.extend(words.into_iter().map(Concept::Word));
    }

    fn disease(&self, disease: DiseaseId, document: &mut Document) {
        document.fact.insert(Concept::Disease(disease));
        let above = self.ancestors.get(disease.index()).into_iter().flatten();
        document.within.extend(above.map(|above| Concept::Disease(*above)));
    }

    fn carries(&self, variant: VariantId, document: &mut Document) {
        document.fact.insert(Concept::Variant(variant));
        if let Some(facts) = self.variants.get(variant.index()) {
            document.fact.extend(facts.genes.iter().flat_map(|gene| self.gene(*gene)));
            document.fact.extend(facts.words.iter().map(|word| Concept::Word(*word)));
        }
    }

    fn touches(&self, variant: VariantId, document: &mut Document) {
        document.near.insert(Concept::Variant(variant));
        if let Some(facts) = self.variants.get(variant.index()) {
            document.near.extend(facts.genes.iter().flat_map(|gene| self.gene(*gene)));
        }
    }

    fn expression(&self, expression: &Expression, document: &mut Document) {
        match expression {
            Expression::Variant(variant) => self.carries(*variant, document),
            Expression::Join(Operator::Not, _) => {
                expression.variants().into_iter().for_each(|variant| self.touches(variant, document));
            }
            Expression::Join(_, parts) => parts.iter().for_each(|part| self.expression(part, document)),
        }
    }

    /// A tree as far as it is one: a broken one is told when the record itself is read.
    fn tree(&self, tokens: impl Iterator<Item = crate::model::Token>, document: &mut Document) {
        if let Ok(expression) = Expression::from_tokens(tokens) {
            self.expression(&expression, document);
        }
    }

    fn profile(&self, profile: ProfileId, document: &mut Document) -> Result<(), IndexError> {
        let Some(view) = self.records.profile(profile) else { return Ok(()) };
        document.facets.insert(Facet::Of(profile));
        document.exact.insert(simple(view).map_or(Concept::Profile(profile), Concept::Variant));
        document.fact.insert(Concept::Profile(profile));
        self.tree(view.tokens(), document);
        Ok(())
    }

    /// A gene and the families it belongs to.
    fn gene(&self, gene: GeneId) -> impl Iterator<Item = Concept> + '_ {
        let families = self.families.get(&gene).into_iter().flatten();
        std::iter::once(Concept::Gene(gene)).chain(families.map(|family| Concept::Word(*family)))
    }

    /// Drugs, and the classes they are of. One by itself, or one that may replace the others, is what the record speaks of.
    fn therapies(
        &self,
        therapies: impl Iterator<Item = TherapyId>,
        interaction: Option<TherapyInteraction>,
        document: &mut Document,
    ) {
        let therapies: Vec<TherapyId> = therapies.collect();
        for therapy in therapies.iter().filter_map(|id| self.records.therapy(*id)) {
            document.fact.insert(Concept::Therapy(therapy.number()));
            self.says("drug", therapy.class(), document);
        }
        if therapies.len() == 1 || interaction == Some(TherapyInteraction::Substitutes) {
            document.exact.extend(therapies.into_iter().map(Concept::Therapy));
        }
    }

    fn approval(&self, approval: view::Approval<'_>) -> Result<Document, IndexError> {
        let mut document = self.begin(Found::Approval(approval.number()));
        approval.profiles().try_for_each(|profile| self.profile(profile, &mut document))?;
        self.therapies(approval.therapies(), None, &mut document);
        self.disease(approval.disease(), &mut document);
        self.says("jurisdiction", approval.jurisdiction().as_str(), &mut document);
        for assay in approval.companion_diagnostics()? {
            self.says("kind", "companion-diagnostic", &mut document);
            assay.detects.into_iter().for_each(|variant| self.touches(variant, &mut document));
        }
        document.ids.extend([id_key(approval.id()), id_key(approval.source_record())]);
        document.facets.insert(Facet::Source(approval.source()));
        document.facets.extend(approval.excluding().map(Facet::LeavesOut));
        Ok(document)
    }

    fn evidence(&self, item: view::Evidence<'_>) -> Result<Document, IndexError> {
        let mut document = self.begin(Found::Evidence(item.number()));
        self.profile(item.profile(), &mut document)?;
        self.therapies(item.therapies(), item.interaction(), &mut document);
        self.disease(item.disease(), &mut document);
        self.says("type", item.evidence_type().as_str(), &mut document);
        self.says("significance", item.significance().as_str(), &mut document);
        self.says("direction", item.direction().as_str(), &mut document);
        self.says("origin", item.origin().as_str(), &mut document);
        for (field, word) in [
            ("study", item.study().map(Vocabulary::as_str)),
            ("population", item.population().map(Vocabulary::as_str)),
            ("endpoint", item.endpoint().map(Vocabulary::as_str)),
        ] {
            if let Some(word) = word {
                self.says(field, word, &mut document);
            }
        }
        document.ids.extend([id_key(item.id()), id_key(item.source_record())]);
        document.cites.extend(std::iter::once(item.citation()).chain(item.same_paper()).map(id_key));
        document.cites.extend(self.records.profile(item.profile()).map(|profile| id_key(profile.id())));
        document.facets.extend([
            Facet::Level(item.level() as u32),
            Facet::Direction(item.direction() as u32),
            Facet::Significance(item.significance() as u32),
            Facet::Source(item.source()),
        ]);
        document.facets.extend(item.excluding().map(Facet::LeavesOut));
        Ok(document)
    }

    fn assertion(&self, assertion: view::Assertion<'_>) -> Result<Document, IndexError> {
        let mut document = self.begin(Found::Assertion(assertion.number()));
        self.profile(assertion.profile(), &mut document)?;
        self.therapies(assertion.therapies(), assertion.interaction(), &mut document);
        self.disease(assertion.disease(), &mut document);
        self.says("type", assertion.evidence_type().as_str(), &mut document);
        self.says("significance", assertion.significance().as_str(), &mut document);
        self.says("direction", assertion.direction().as_str(), &mut document);
        document.ids.extend([id_key(assertion.id()), id_key(assertion.source_record())]);
        document.facets.extend([
            Facet::Direction(assertion.direction() as u32),
            Facet::Significance(assertion.significance() as u32),
            Facet::Source(assertion.source()),
        ]);
        document.facets.extend(assertion.excluding().map(Facet::LeavesOut));
        Ok(document)
    }

    fn trial(&self, trial: view::Trial<'_>) -> Result<Document, IndexError> {
        let mut document = self.begin(Found::Trial(trial.number()));
        self.tree(trial.tokens(), &mut document);
        document.fact.extend(trial.therapies().map(Concept::Therapy));
        document.near.extend(trial.after().chain(trial.not_after()).map(Concept::Therapy));
        trial.diseases().for_each(|disease| self.disease(disease, &mut document));
        self.says("status", trial.status().as_str(), &mut document);
        if let Some(kind) = trial.trial_type() {
            self.says("trial", kind.as_str(), &mut document);
        }
        if let Some(phase) = trial.phase() {
            self.says("phase", phase.as_str(), &mut document);
        }
        trial.countries().for_each(|country| self.says("country", country, &mut document));
        document.ids.extend(trial.ids().map(id_key));
        document.facets.extend([Facet::Trial(trial.number()), Facet::Source(trial.source())]);
        document.facets.extend(trial.excluding().map(Facet::LeavesOut));
        Ok(document)
    }

    /// A paper is found by what its evidence items say.
    fn citation(&self, first: EvidenceId, items: &[EvidenceId]) -> Result<Document, IndexError> {
        let mut document = self.begin(Found::Citation(first));
        for item in items.iter().filter_map(|item| self.records.evidence_item(*item)) {
            let claim = self.evidence(item)?;
            let (own, words): (BTreeSet<_>, BTreeSet<_>) =
                claim.fact.into_iter().partition(|fact| !matches!(fact, Concept::Word(_)));
            // A paper is about what its claims are about; what they say of it is theirs.
            document.fact.extend(own);
            document.near.extend(words);
            document.near.extend(claim.near);
            document.within.extend(claim.within);
            document.ids.extend(std::iter::once(item.citation()).chain(item.same_paper()).map(id_key));
            document.facets.extend(claim.facets.into_iter().filter(|facet| matches!(facet, Facet::Source(_) | Facet::Of(_))));
        }
        Ok(document)
    }
}

/// Evidence items by the paper they cite, under the first of them.
pub(super) fn papers(records: Records<'_>) -> BTreeMap<EvidenceId, Vec<EvidenceId>> {
    let mut by_paper: BTreeMap<&str, Vec<EvidenceId>> = BTreeMap::new();
    for item in records.evidence().filter(|item| !item.citation().is_empty()) {
        by_paper.entry(item.citation()).or_default().push(item.number());
    }
    by_paper.into_values().filter_map(|items| Some((*items.first()?, items))).collect()
}

/// Everything each disease is a kind of, without itself. A circle, which no checked knowledge has, ends where it meets itself.
pub(super) fn ancestors(records: Records<'_>) -> Vec<BTreeSet<DiseaseId>> {
    let of = |disease: view::Disease<'_>| {
        let mut above = BTreeSet::new();
        let mut open: Vec<DiseaseId> = disease.parents().collect();
        while let Some(next) = open.pop() {
            if next != disease.number() && above.insert(next) {
                open.extend(records.disease(next).into_iter().flat_map(view::Disease::parents));
            }
        }
        above
    };
    records.diseases().map(of).collect()
}
