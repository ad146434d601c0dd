//! Which rows of a layer are shown: all, those that may be passed on, or those that the core has not.

use crate::genome::Assembly;
use crate::index::IndexError;
use crate::knowledge::{Knowledge, RecordTables, Records};
use crate::model::{Criterion, DiseaseId, GeneId, ProfileId, SourceId, TherapyId, Token, VariantId};
use std::collections::BTreeSet;

/// Rows that are not shown, by number. By default all are shown.
#[derive(Default)]
pub(super) struct Kept {
    genes: BTreeSet<usize>,
    diseases: BTreeSet<usize>,
    therapies: BTreeSet<usize>,
    /// Sources whose claims are not shown.
    sources: BTreeSet<usize>,
    /// Claims that are not shown whatever their source.
    claims: BTreeSet<Claim>,
    /// Sources that nothing shown comes from: they are not listed either.
    unlisted: BTreeSet<usize>,
    /// Do profiles that nothing is claimed about go, too?
    only_needed: bool,
}

/// A claim by its kind and row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Claim {
    Evidence(usize),
    Assertion(usize),
    Approval(usize),
    Trial(usize),
}

impl Claim {
    /// Claims of joined records that did not come from this layer.
    pub(super) fn of_other_layers(records: Records<'_>, layer: u8) -> BTreeSet<Self> {
        let Some(table) = records.layer_table() else { return BTreeSet::new() };
        let kinds: [(&[u8], fn(usize) -> Self); 4] = [
            (&table.evidence, Self::Evidence),
            (&table.assertions, Self::Assertion),
            (&table.approvals, Self::Approval),
            (&table.trials, Self::Trial),
        ];
        let others = |(tags, claim): (&[u8], fn(usize) -> Self)| -> Vec<Self> {
            tags.iter().enumerate().filter(|(_, tag)| **tag != layer).map(|(row, _)| claim(row)).collect()
        };
        kinds.into_iter().flat_map(others).collect()
    }
}

impl Kept {
    /// Rows of sources that may be passed on. A gene with a model stays: consequences in it are told.
    pub(super) fn redistributable(tables: &RecordTables, knowledge: &Knowledge) -> Result<Self, IndexError> {
        let restricted = tables.sources.iter().enumerate().filter(|(_, source)| !source.redistributable);
        let sources: BTreeSet<usize> = restricted.map(|(row, _)| row).collect();
        let mut modelled = BTreeSet::new();
        for assembly in Assembly::ALL {
            modelled.extend(knowledge.genome(assembly)?.transcripts().map(|(_, transcript)| transcript.gene as usize));
        }
        let of = |rows: &mut dyn Iterator<Item = SourceId>| -> BTreeSet<usize> {
            rows.enumerate().filter(|(_, source)| sources.contains(&source.index())).map(|(row, _)| row).collect()
        };
        let genes: BTreeSet<usize> = of(&mut tables.genes.iter().map(|gene| gene.source)).difference(&modelled).copied().collect();
        let named = tables.genes.iter().enumerate().filter(|(row, _)| !genes.contains(row));
        let named: BTreeSet<usize> = named.map(|(_, gene)| gene.source.index()).collect();
        Ok(Self {
            genes,
            diseases: of(&mut tables.diseases.iter().map(|disease| disease.source)),
            therapies: of(&mut tables.therapies.iter().map(|therapy| therapy.source)),
            unlisted: sources.difference(&named).copied().collect(),
            sources,
            ..Self::default()
        })
    }

    /// The claims that `from_core` does not name, and what they need: profiles, genes, therapies, diseases with all above them,
    /// sources.
    pub(super) fn without(tables: &RecordTables, from_core: BTreeSet<Claim>) -> Self {
        let needed = Needed::of(tables, &from_core);
        let others = |count: usize, needed: &BTreeSet<usize>| (0..count).filter(|row| !needed.contains(row)).collect();
        Self {
            genes: others(tables.genes.len(), &needed.genes),
            diseases: others(tables.diseases.len(), &needed.diseases),
            therapies: others(tables.therapies.len(), &needed.therapies),
            sources: BTreeSet::new(),
            claims: from_core,
            unlisted: others(tables.sources.len(), &needed.sources),
            only_needed: true,
        }
    }

    pub(super) fn gene(&self, row: usize) -> bool {
        !self.genes.contains(&row)
    }

    pub(super) fn disease(&self, row: usize) -> bool {
        !self.diseases.contains(&row)
    }

    pub(super) fn therapy(&self, row: usize) -> bool {
        !self.therapies.contains(&row)
    }

    /// Is a claim of this source shown?
    pub(super) fn claim(&self, claim: Claim, source: SourceId) -> bool {
        !self.sources.contains(&source.index()) && !self.claims.contains(&claim)
    }

    /// Is the source itself listed?
    pub(super) fn lists_source(&self, row: usize) -> bool {
        !self.unlisted.contains(&row)
    }

    /// Profiles of which nothing is shown: their question alone would tell what is held back. A profile that nothing was ever
    /// claimed about stays, unless only what is needed does.
    pub(super) fn emptied_profiles(&self, tables: &RecordTables) -> BTreeSet<usize> {
        let (mut held_back, mut shown) = (BTreeSet::new(), BTreeSet::new());
        for (profile, claim, source) in profiles_of_claims(tables) {
            if self.claim(claim, source) { shown.insert(profile.index()) } else { held_back.insert(profile.index()) };
        }
        if self.only_needed {
            held_back.extend(0..tables.profiles.len());
        }
        held_back.difference(&shown).copied().collect()
    }
}

/// The profile of each claim that is about profiles.
fn profiles_of_claims(tables: &RecordTables) -> impl Iterator<Item = (ProfileId, Claim, SourceId)> {
    let evidence = tables.evidence.iter().enumerate().map(|(row, item)| (item.profile, Claim::Evidence(row), item.source));
    let assertions = tables.assertions.iter().enumerate().map(|(row, item)| (item.profile, Claim::Assertion(row), item.source));
    let approvals = tables.approvals.iter().enumerate();
    let approvals =
        approvals.flat_map(|(row, item)| item.profiles.iter().map(move |profile| (*profile, Claim::Approval(row), item.source)));
    evidence.chain(assertions).chain(approvals)
}

/// Rows that claims need.
#[derive(Default)]
struct Needed {
    genes: BTreeSet<usize>,
    diseases: BTreeSet<usize>,
    therapies: BTreeSet<usize>,
    sources: BTreeSet<usize>,
}

impl Needed {
    fn of(tables: &RecordTables, hidden: &BTreeSet<Claim>) -> Self {
        let mut needed = Self::default();
        let shown = tables.evidence.iter().enumerate().filter(|(row, _)| !hidden.contains(&Claim::Evidence(*row)));
        for (_, item) in shown {
            needed.claim(&item.therapies, item.source, std::iter::once(&item.disease).chain(&item.excluding));
        }
        let shown = tables.assertions.iter().enumerate().filter(|(row, _)| !hidden.contains(&Claim::Assertion(*row)));
        for (_, item) in shown {
            needed.claim(&item.therapies, item.source, std::iter::once(&item.disease).chain(&item.excluding));
        }
        let shown = tables.approvals.iter().enumerate().filter(|(row, _)| !hidden.contains(&Claim::Approval(*row)));
        for (_, item) in shown {
            needed.claim(&item.therapies, item.source, std::iter::once(&item.disease).chain(&item.excluding));
            let assays = &item.companion_diagnostics;
            needed.variants(tables, assays.iter().flat_map(|assay| assay.detects.iter().chain(&assay.reference_only)).copied());
        }
        let shown = tables.trials.iter().enumerate().filter(|(row, _)| !hidden.contains(&Claim::Trial(*row)));
        for (_, item) in shown {
            needed.claim(&item.therapies, item.source, item.diseases.iter().chain(&item.excluding));
            needed.therapies.extend(item.after.iter().chain(&item.not_after).map(|therapy| therapy.index()));
            needed.tokens(tables, &item.tokens);
        }
        for (profile, claim, _) in profiles_of_claims(tables) {
            if let Some(profile) = tables.profiles.get(profile.index()).filter(|_| !hidden.contains(&claim)) {
                needed.tokens(tables, &profile.tokens);
            }
        }
        needed.close(tables);
        needed
    }

    fn claim<'i>(&mut self, therapies: &[TherapyId], source: SourceId, diseases: impl Iterator<Item = &'i DiseaseId>) {
        self.therapies.extend(therapies.iter().map(|therapy| therapy.index()));
        self.diseases.extend(diseases.map(|disease| disease.index()));
        self.sources.insert(source.index());
    }

    fn tokens(&mut self, tables: &RecordTables, tokens: &[Token]) {
        let variants = tokens.iter().filter_map(|token| match token {
            Token::Variant(variant) => Some(*variant),
            Token::Join { .. } => None,
        });
        self.variants(tables, variants);
    }

    fn variants(&mut self, tables: &RecordTables, ids: impl Iterator<Item = VariantId>) {
        for variant in ids.filter_map(|id| tables.variants.get(id.index())) {
            self.genes.extend(variant.gene.map(GeneId::index));
            if let Criterion::FusionPair { five_prime, three_prime, .. } = &variant.criterion {
                self.genes.extend([five_prime.index(), three_prime.index()]);
            }
        }
    }

    /// Diseases above those needed, targets of therapies, and the sources of all rows.
    fn close(&mut self, tables: &RecordTables) {
        let mut next: Vec<usize> = self.diseases.iter().copied().collect();
        while let Some(disease) = next.pop().and_then(|row| tables.diseases.get(row)) {
            next.extend(disease.parents.iter().map(|parent| parent.index()).filter(|parent| self.diseases.insert(*parent)));
        }
        let therapies = self.therapies.iter().filter_map(|row| tables.therapies.get(*row));
        self.genes.extend(therapies.flat_map(|therapy| therapy.targets.iter().map(|gene| gene.index())));
        let genes = self.genes.iter().filter_map(|row| tables.genes.get(*row)).map(|row| row.source);
        let diseases = self.diseases.iter().filter_map(|row| tables.diseases.get(*row)).map(|row| row.source);
        let therapies = self.therapies.iter().filter_map(|row| tables.therapies.get(*row)).map(|row| row.source);
        self.sources.extend(genes.chain(diseases).chain(therapies).map(SourceId::index));
    }
}
