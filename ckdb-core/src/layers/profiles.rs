//! Profiles and variants of all layers: one profile where identity and question are the same, two where only the identity is.

use super::vocabulary::Vocabulary;
use super::{LayerReport, Part};
use crate::model::{Criterion, GeneId, MolecularProfile, ProfileId, Token, Variant, VariantId};
use std::collections::BTreeMap;

/// The joined profiles and variants.
pub(super) struct Profiles {
    /// Sorted by identity.
    pub(super) rows: Vec<MolecularProfile>,
    pub(super) variants: Vec<Variant>,
    /// Where a profile of a layer is now. None: not shown.
    places: Vec<Vec<Option<ProfileId>>>,
    /// Variants by gene, to find equal ones.
    known: BTreeMap<Option<GeneId>, Vec<VariantId>>,
    /// Where a variant of a layer is now, once it was asked for.
    of_layer: BTreeMap<(usize, VariantId), Option<VariantId>>,
}

impl Profiles {
    pub(super) fn of(layers: &[Part], vocabulary: &Vocabulary, report: &mut LayerReport) -> Self {
        let mut joined = Self {
            rows: Vec::new(),
            variants: Vec::new(),
            places: Vec::new(),
            known: BTreeMap::new(),
            of_layer: BTreeMap::new(),
        };
        let mut all: BTreeMap<String, MolecularProfile> = BTreeMap::new();
        let mut names: Vec<Vec<Option<String>>> = Vec::new();
        for (number, layer) in layers.iter().enumerate() {
            let empty = layer.kept.emptied_profiles(&layer.tables);
            let mut of_layer = Vec::with_capacity(layer.tables.profiles.len());
            for (row, profile) in layer.tables.profiles.iter().enumerate() {
                let tokens = if empty.contains(&row) { None } else { joined.tokens(layers, vocabulary, number, &profile.tokens) };
                of_layer.push(tokens.map(|tokens| lay(&mut all, layer, profile, tokens, report)));
            }
            names.push(of_layer);
        }
        let numbers: BTreeMap<&str, u32> = all.keys().map(String::as_str).zip(0..).collect();
        let place = |name: &Option<String>| name.as_ref().and_then(|name| numbers.get(name.as_str())).copied().map(ProfileId::new);
        joined.places = names.iter().map(|names| names.iter().map(place).collect()).collect();
        joined.rows = all.into_values().collect();
        joined
    }

    pub(super) fn place(&self, layer: usize, id: ProfileId) -> Option<ProfileId> {
        *self.places.get(layer)?.get(id.index())?
    }

    /// An expression over variants of a layer, over joined ones. None when one of its genes is not shown.
    pub(super) fn tokens(&mut self, layers: &[Part], vocabulary: &Vocabulary, layer: usize, tokens: &[Token]) -> Option<Vec<Token>> {
        let token = |token: &Token| match token {
            Token::Variant(id) => self.variant(layers, vocabulary, layer, *id).map(Token::Variant),
            Token::Join { .. } => Some(*token),
        };
        tokens.iter().map(token).collect()
    }

    pub(super) fn variant(&mut self, layers: &[Part], vocabulary: &Vocabulary, layer: usize, id: VariantId) -> Option<VariantId> {
        if let Some(place) = self.of_layer.get(&(layer, id)) {
            return *place;
        }
        let stored = layers.get(layer).and_then(|layer| layer.tables.variants.get(id.index()));
        let place = stored.and_then(|variant| translated(variant, vocabulary, layer)).map(|variant| self.lay_variant(variant));
        self.of_layer.insert((layer, id), place);
        place
    }

    /// The number of a variant: that of an equal one, else a new one.
    fn lay_variant(&mut self, variant: Variant) -> VariantId {
        let same_gene = self.known.entry(variant.gene).or_default();
        let variants = &self.variants;
        let equal = |id: &&VariantId| variants.get(id.index()).is_some_and(|known| known.criterion == variant.criterion);
        if let Some(known) = same_gene.iter().find(equal) {
            return *known;
        }
        let id = VariantId::new(u32::try_from(self.variants.len()).unwrap_or(u32::MAX));
        same_gene.push(id);
        self.variants.push(variant);
        id
    }
}

/// Puts a profile among the others and returns the identity it has there.
fn lay(
    all: &mut BTreeMap<String, MolecularProfile>,
    layer: &Part,
    profile: &MolecularProfile,
    tokens: Vec<Token>,
    report: &mut LayerReport,
) -> String {
    let id = match all.get_mut(&profile.id) {
        Some(known) if known.tokens == tokens => {
            for alias in &profile.aliases {
                if *alias != known.name && !known.aliases.contains(alias) {
                    known.aliases.push(alias.clone());
                }
            }
            return profile.id.clone();
        }
        Some(_) => layer.own_name(&profile.id),
        None => profile.id.clone(),
    };
    if id != profile.id {
        report.renamed.insert(profile.id.clone(), id.clone());
    }
    all.insert(id.clone(), MolecularProfile { id: id.clone(), tokens, ..profile.clone() });
    id
}

/// A variant with the genes of the joined table.
fn translated(variant: &Variant, vocabulary: &Vocabulary, layer: usize) -> Option<Variant> {
    let gene = variant.gene.map(|gene| vocabulary.gene(layer, gene).ok_or(())).transpose().ok()?;
    let criterion = match &variant.criterion {
        Criterion::FusionPair { five_prime, three_prime, five_prime_exon, three_prime_exon } => Criterion::FusionPair {
            five_prime: vocabulary.gene(layer, *five_prime)?,
            three_prime: vocabulary.gene(layer, *three_prime)?,
            five_prime_exon: *five_prime_exon,
            three_prime_exon: *three_prime_exon,
        },
        other => other.clone(),
    };
    Some(Variant { gene, name: variant.name.clone(), criterion })
}
