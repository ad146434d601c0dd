//! CIViC's molecular profiles to ours: the criterion, the identity, the roles its own names tell.

use super::table::Row;
use super::variants::Variant;
use crate::diagnostic::Place;
use crate::import::known::Known;
use crate::import::profile_name::combination::{Combination, combine};
use crate::import::profile_name::meaning::meaning;
use crate::import::profile_name::{About, Ground, Meaning, Note, Refusal, Said, parse};
use crate::record::{AlleleRecord, CriterionNode, CriterionRecord, Leaf, Records};
use ckdb_core::genome::ProteinChange;
use ckdb_core::model::FusionRole;
use std::collections::{BTreeMap, BTreeSet};

/// One profile of the source.
pub(super) struct Profile<'t> {
    /// CIViC's number; of the variant, in releases without profiles.
    pub(super) number: u32,
    pub(super) name: String,
    pub(super) aliases: Vec<&'t str>,
    pub(super) variants: Vec<u32>,
    pub(super) place: Place,
    /// Are the numbers those of molecular profiles?
    pub(super) numbered: bool,
}

/// The profiles of a release: its table, or one a variant.
pub(super) fn profiles<'t>(table: Option<&'t super::table::Table>, variants: &BTreeMap<u32, Variant<'t>>) -> Vec<Profile<'t>> {
    let Some(table) = table else {
        let of = |(number, variant): (&u32, &Variant<'t>)| Profile {
            number: *number,
            name: format!("{} {}", variant.gene, variant.name),
            aliases: Vec::new(),
            variants: vec![*number],
            place: variant.row.place(),
            numbered: false,
        };
        return variants.iter().map(of).collect();
    };
    let of = |row: Row<'t>| {
        Some(Profile {
            number: row.get(&["molecular_profile_id"]).parse().ok()?,
            name: row.get(&["name"]).to_owned(),
            aliases: row.list(&["aliases"]),
            variants: row.list(&["variant_ids"]).into_iter().filter_map(|id| id.parse().ok()).collect(),
            place: row.place(),
            numbered: true,
        })
    };
    let mut profiles: Vec<Profile<'t>> = table.rows().filter_map(of).collect();
    profiles.sort_by_key(|profile| profile.number);
    profiles
}

/// What the names of a release tell of its genes, beside each name.
pub(super) struct Lore {
    fusion_roles: BTreeMap<String, FusionRole>,
    frameshifts: BTreeMap<String, Vec<u32>>,
    promoters: BTreeMap<String, Vec<AlleleRecord>>,
    /// Another variant of the gene that has this name as an alias, and a place.
    twins: BTreeMap<(String, String), u32>,
}

impl Lore {
    /// Curated roles and sites first; then what the named pairs of the release agree on.
    pub(super) fn new(records: &Records, variants: &BTreeMap<u32, Variant<'_>>, known: &Known<'_>) -> Self {
        let mut lore = Self {
            fusion_roles: BTreeMap::new(),
            frameshifts: BTreeMap::new(),
            promoters: BTreeMap::new(),
            twins: BTreeMap::new(),
        };
        let mut sides: BTreeMap<String, BTreeSet<FusionRole>> = BTreeMap::new();
        for (id, variant) in variants {
            lore.name(variant, known, &mut sides);
            if variant.stretch.is_some() {
                for alias in variant.row.list(&["variant_aliases"]) {
                    lore.twins.insert((variant.gene.to_owned(), alias.to_uppercase()), *id);
                }
            }
        }
        for (gene, sides) in sides {
            if let (1, Some(role)) = (sides.len(), sides.first()) {
                lore.fusion_roles.insert(gene, *role);
            }
        }
        for leaf in records.profiles.iter().flat_map(|profile| profile.criterion.leaves()) {
            match leaf {
                Leaf::Fusion { gene, role } => {
                    lore.fusion_roles.insert(gene.value.clone(), role.value);
                }
                Leaf::Promoter { gene, sites } => {
                    let known = lore.promoters.entry(gene.value.clone()).or_default();
                    if sites.len() > known.len() {
                        known.clone_from(sites);
                    }
                }
                _ => {}
            }
        }
        lore
    }

    fn name(&mut self, variant: &Variant<'_>, known: &Known<'_>, sides: &mut BTreeMap<String, BTreeSet<FusionRole>>) {
        match parse(variant.name) {
            Some(Said::Pair(five, three, _)) => {
                let symbol = |text: &str| known.symbol(text).unwrap_or_else(|| text.to_owned());
                sides.entry(symbol(&five)).or_default().insert(FusionRole::FivePrime);
                sides.entry(symbol(&three)).or_default().insert(FusionRole::ThreePrime);
            }
            Some(Said::Change(ProteinChange::Frameshift { at, .. }, _)) => {
                let gene = known.symbol(variant.gene).unwrap_or_else(|| variant.gene.to_owned());
                self.frameshifts.entry(gene).or_default().push(at.number);
            }
            _ => {}
        }
    }
}

/// A profile's criterion from those of its variants.
pub(super) struct Reader<'a, 't> {
    pub(super) variants: &'a BTreeMap<u32, Variant<'t>>,
    pub(super) lore: &'a Lore,
    pub(super) ground: &'a Ground<'a>,
    /// Names that no grammar reads, with how often.
    pub(super) not_read: BTreeMap<String, usize>,
}

impl Reader<'_, '_> {
    /// What the tumour must carry.
    ///
    /// # Errors
    /// The reason why it cannot be said.
    pub(super) fn criterion(&mut self, profile: &Profile<'_>, known: &mut Known<'_>) -> Result<Meaning, Refusal> {
        let mut parts = Vec::new();
        for id in &profile.variants {
            let variant = self.variants.get(id).ok_or(Refusal::VariantNotInTables)?;
            parts.push((format!("{} {}", variant.gene, variant.name), self.variant(variant, profile.place, known)));
        }
        let mut notes = BTreeSet::new();
        let mut nodes = Vec::new();
        let names: Vec<String> = parts.iter().map(|(name, _)| name.clone()).collect();
        for (_, meaning) in parts {
            let meaning = meaning?;
            notes.extend(meaning.notes);
            nodes.push(meaning.criterion);
        }
        let tree = combine(&profile.name, &names).ok_or(Refusal::CombinationNotRead)?;
        let criterion = assemble(&tree, &nodes, profile.place)?;
        Ok(Meaning { criterion, notes })
    }

    fn variant(&mut self, variant: &Variant<'_>, place: Place, known: &mut Known<'_>) -> Result<Meaning, Refusal> {
        // Some names begin with their gene: `PRPS1 MUTATION`.
        let bare = variant.name.strip_prefix(variant.gene).filter(|rest| rest.starts_with(' ')).map(str::trim_start);
        let said = parse(variant.name).or_else(|| parse(bare?).filter(|said| !matches!(said, Said::All(_) | Said::Any(_))));
        if said.is_none() {
            *self.not_read.entry(variant.name.to_owned()).or_default() += 1;
        }
        // An exon without a place that is another name's alias means that one: `EXON 9` of one numbering is 10 of the other.
        let twin = self.lore.twins.get(&(variant.gene.to_owned(), variant.name.to_uppercase()));
        let counted = matches!(said, Some(Said::Exons(..) | Said::ExonSkipping(_)));
        if let (None, true, Some(twin)) = (variant.stretch, counted, twin.and_then(|id| self.variants.get(id)))
            && !twin.name.eq_ignore_ascii_case(variant.name)
        {
            let mut meaning = self.stated(parse(twin.name).as_ref(), twin, place, known)?;
            meaning.notes.insert(Note::Renumbered);
            return Ok(meaning);
        }
        self.stated(said.as_ref(), variant, place, known)
    }

    fn stated(
        &mut self,
        said: Option<&Said>,
        variant: &Variant<'_>,
        place: Place,
        known: &mut Known<'_>,
    ) -> Result<Meaning, Refusal> {
        let row = variant.row;
        let stated = row.get(&["representative_transcript"]);
        let gene = known.gene(variant.gene, variant.entrez, stated, row.cell(&["gene"]).1);
        let transcript = known.transcript(&gene).map(str::to_owned);
        let about = About {
            gene: &gene,
            transcript: transcript.as_deref(),
            role: known.role(&gene),
            fusion_role: self.lore.fusion_roles.get(&gene).copied(),
            frameshifts: self.lore.frameshifts.get(&gene).map(Vec::as_slice).unwrap_or_default(),
            promoter: self.lore.promoters.get(&gene).map(Vec::as_slice).unwrap_or_default(),
            source_transcript: (!stated.is_empty()).then_some(stated),
            stretch: variant.stretch,
            letters: variant.letters.clone(),
            hgvs: row.list(&["hgvs_descriptions", "hgvs_expressions"]),
            terms: row.list(&["variant_types"]),
            place,
        };
        let found = meaning(said, &about, self.ground, &|name| known.symbol(name))?;
        for leaf in found.criterion.leaves() {
            for symbol in leaf.genes() {
                known.gene(&symbol.value, None, "", place);
            }
        }
        Ok(found)
    }
}

fn assemble(tree: &Combination, nodes: &[CriterionRecord], place: Place) -> Result<CriterionRecord, Refusal> {
    let all = |parts: &[Combination]| -> Result<Vec<CriterionRecord>, Refusal> {
        let mut records: Vec<CriterionRecord> = Vec::new();
        for part in parts {
            let record = assemble(part, nodes, place)?;
            if records.contains(&record) {
                return Err(Refusal::PartsRepeat);
            }
            records.push(record);
        }
        Ok(records)
    };
    let node = match tree {
        Combination::Variant(at) => return nodes.get(*at).cloned().ok_or(Refusal::CombinationNotRead),
        Combination::All(parts) => CriterionNode::All(all(parts)?),
        Combination::Any(parts) => CriterionNode::Any(all(parts)?),
        Combination::Not(part) => CriterionNode::Not(Box::new(assemble(part, nodes, place)?)),
    };
    Ok(CriterionRecord { place, node })
}

/// The name of a profile in its folder: what a path can hold.
pub(in crate::import) fn path_name(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        let keep = letter.is_ascii_alphanumeric() || "_.+".contains(letter);
        let letter = if keep { letter } else { '-' };
        if letter != '-' || !(out.is_empty() || out.ends_with('-')) {
            out.push(letter);
        }
    }
    out.trim_matches(|letter: char| !letter.is_ascii_alphanumeric()).to_owned()
}
