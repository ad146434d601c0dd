//! Claims of a source gathered under their profiles: the question decides where a claim goes, not the name.
//!
//! A claim whose question one of our profiles asks already is added there; any other makes a profile of the source. What
//! becomes of each record is written in the ledger as it is decided, so that in = compiled + partly + quarantined.

use super::imported::{Addition, Imported};
use super::known::Known;
use super::ledger::{Entry, Ledger, State};
use super::profile_name::meaning::{StatedLetters, meaning};
use super::profile_name::{About, Ground, Meaning, Note, Refusal, Said, parse};
use crate::diagnostic::{FileId, Place};
use crate::models::{InputFile, MemoryGenome};
use crate::record::{
    AlleleRecord, CriterionNode, CriterionRecord, EvidenceRecord, Header, Leaf, ProfileRecord, Records, SourceRecord, Spanned,
    question,
};
use ckdb_core::model::{
    EvidenceDirection, EvidenceLevel, EvidenceType, FusionRole, GeneRole, Significance, TherapyInteraction, VariantOrigin,
};
use std::collections::{BTreeMap, BTreeSet};

/// A source, as its record and the ledger say it.
pub(super) struct SourceFacts<'a> {
    /// Identity: `fda-cdx`, `moalmanac-2025-12-26`.
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    pub(super) publisher: &'a str,
    pub(super) licence: &'a str,
    pub(super) licence_url: &'a str,
    pub(super) release: &'a str,
    pub(super) homepage: &'a str,
    pub(super) citation: Option<&'a str>,
    /// May its records be passed on with the knowledge that ships?
    pub(super) redistributable: bool,
}

impl SourceFacts<'_> {
    /// Records that must not be passed on lie over the knowledge that ships, never in it.
    pub(super) fn layer(&self) -> usize {
        usize::from(!self.redistributable)
    }

    fn record(&self, file: FileId) -> SourceRecord {
        let place = Place::whole(file);
        let text = |text: &str| Spanned::new(text.to_owned(), place);
        SourceRecord {
            header: Header { id: self.id.to_owned(), place, layer: self.layer() },
            name: text(self.name),
            publisher: text(self.publisher),
            licence: text(self.licence),
            licence_url: (!self.licence_url.is_empty()).then(|| text(self.licence_url)),
            release: text(self.release),
            homepage: (!self.homepage.is_empty()).then(|| text(self.homepage)),
            citation: self.citation.map(text),
            redistributable: Spanned::new(self.redistributable, place),
        }
    }
}

/// One claim, ready but for its place among the profiles.
pub(super) struct Claim {
    /// Number in the profile's file: unlike that of any other record of any source.
    pub(super) number: u32,
    /// How the source names it.
    pub(super) record: String,
    pub(super) evidence_type: EvidenceType,
    pub(super) direction: EvidenceDirection,
    pub(super) significance: Significance,
    pub(super) level: EvidenceLevel,
    pub(super) rating: Option<u32>,
    pub(super) therapies: Vec<String>,
    pub(super) interaction: Option<TherapyInteraction>,
    pub(super) disease: String,
    pub(super) origin: VariantOrigin,
    pub(super) citation: String,
    pub(super) statement: String,
}

/// The walk over one source.
pub(super) struct Gathered<'k> {
    pub(super) known: Known<'k>,
    pub(super) ground: &'k Ground<'k>,
    pub(super) imported: Imported,
    layer: usize,
    fusion_roles: BTreeMap<String, FusionRole>,
    promoters: BTreeMap<String, Vec<AlleleRecord>>,
    /// The profile that asks a question.
    asking: BTreeMap<String, String>,
    taken: BTreeSet<String>,
    names: BTreeSet<String>,
    new: BTreeMap<String, ProfileRecord>,
    not_read: BTreeMap<String, usize>,
}

impl<'k> Gathered<'k> {
    pub(super) fn new(
        facts: &SourceFacts<'k>,
        file: FileId,
        inputs: Vec<InputFile>,
        records: &Records,
        ground: &'k Ground<'k>,
        genomes: &'k [MemoryGenome; 2],
    ) -> Self {
        let mut imported = Imported::default();
        let known_source = records.sources.iter().any(|source| source.header.id == facts.id);
        imported.source = (!known_source).then(|| facts.record(file));
        imported.files.push(file);
        imported.ledger = Ledger {
            source: facts.id.to_owned(),
            release: facts.release.to_owned(),
            licence: facts.licence.to_owned(),
            inputs,
            ..Ledger::default()
        };
        let mut gathered = Self {
            known: Known::new(records, ground, genomes, facts.id, facts.layer()),
            ground,
            imported,
            layer: facts.layer(),
            fusion_roles: BTreeMap::new(),
            promoters: BTreeMap::new(),
            asking: BTreeMap::new(),
            taken: BTreeSet::new(),
            names: BTreeSet::new(),
            new: BTreeMap::new(),
            not_read: BTreeMap::new(),
        };
        records.profiles.iter().for_each(|profile| gathered.learn(profile));
        gathered
    }

    /// What our own profiles tell: their questions and names, roles in fusions, sites of promoters.
    fn learn(&mut self, profile: &ProfileRecord) {
        self.taken.insert(profile.header.id.to_lowercase());
        let names = std::iter::once(&profile.name).chain(&profile.aliases);
        self.names.extend(names.map(|name| name.value.to_lowercase()));
        if let Some(asked) = question(&profile.criterion) {
            self.asking.entry(asked).or_insert_with(|| profile.header.id.clone());
        }
        for leaf in profile.criterion.leaves() {
            match leaf {
                Leaf::Fusion { gene, role } => {
                    self.fusion_roles.insert(gene.value.clone(), role.value);
                }
                Leaf::Promoter { gene, sites } => {
                    let known = self.promoters.entry(gene.value.clone()).or_default();
                    if sites.len() > known.len() {
                        known.clone_from(sites);
                    }
                }
                _ => {}
            }
        }
    }

    /// The criterion of a name under a gene, with letters the source states.
    ///
    /// # Errors
    /// The reason why there is none.
    pub(super) fn named(
        &mut self,
        gene: &str,
        name: &str,
        letters: Vec<StatedLetters>,
        place: Place,
    ) -> Result<Meaning, Refusal> {
        let said = parse(name);
        if said.is_none() {
            *self.not_read.entry(name.to_owned()).or_default() += 1;
        }
        self.said(gene, said.as_ref(), letters, place)
    }

    /// As [`Gathered::named`], of what a name says.
    ///
    /// # Errors
    /// The reason why there is none.
    pub(super) fn said(
        &mut self,
        gene: &str,
        said: Option<&Said>,
        letters: Vec<StatedLetters>,
        place: Place,
    ) -> Result<Meaning, Refusal> {
        let gene = self.known.gene(gene, None, "", place);
        let transcript = self.known.transcript(&gene).map(str::to_owned);
        let about = About {
            gene: &gene,
            transcript: transcript.as_deref(),
            role: self.known.role(&gene),
            fusion_role: self.fusion_roles.get(&gene).copied(),
            frameshifts: &[],
            promoter: self.promoters.get(&gene).map(Vec::as_slice).unwrap_or_default(),
            source_transcript: None,
            stretch: None,
            letters,
            hgvs: Vec::new(),
            terms: Vec::new(),
            place,
        };
        let found = meaning(said, &about, self.ground, &|name| self.known.symbol(name))?;
        for leaf in found.criterion.leaves() {
            for symbol in leaf.genes() {
                self.known.gene(&symbol.value, None, "", place);
            }
        }
        Ok(found)
    }

    pub(super) fn role(&self, gene: &str) -> GeneRole {
        self.known.symbol(gene).map_or(GeneRole::Unknown, |symbol| self.known.role(&symbol))
    }

    /// The profile of a question: ours or the source's, made if there is none. `None` when the question names no gene and no
    /// biomarker to file it under.
    pub(super) fn profile(&mut self, name: &str, criterion: CriterionRecord) -> Option<String> {
        let asked = question(&criterion)?;
        if let Some(id) = self.asking.get(&asked) {
            return Some(id.clone());
        }
        let folder = criterion.leaves().iter().find_map(|leaf| match leaf {
            Leaf::Biomarker { biomarker, .. } => Some(ckdb_core::model::Vocabulary::as_str(biomarker.value).to_owned()),
            leaf => leaf.genes().first().map(|gene| gene.value.clone()),
        })?;
        let short = name.strip_prefix(&folder).unwrap_or(name);
        let mut path = super::civic::path_name(short);
        if path.is_empty() {
            path = "imported".to_owned();
        }
        path.truncate(80);
        let base = format!("{folder}/{path}");
        let (mut id, mut count) = (base.clone(), 1);
        while !self.taken.insert(id.to_lowercase()) {
            count += 1;
            id = format!("{base}-{}-{count}", self.known.source);
        }
        let mut own = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if !self.names.insert(own.to_lowercase()) {
            // A name that is taken means another question.
            own = format!("{own} ({}{})", self.known.source, if count > 1 { format!(" {count}") } else { String::new() });
            while !self.names.insert(own.to_lowercase()) {
                own.push('\'');
            }
        }
        let place = criterion.place;
        let record = ProfileRecord {
            header: Header { id: id.clone(), place, layer: self.layer },
            name: Spanned::new(own, place),
            aliases: Vec::new(),
            civic: None,
            criterion,
            evidence: Vec::new(),
            assertions: Vec::new(),
        };
        self.asking.insert(asked, id.clone());
        self.new.insert(id.clone(), record);
        Some(id)
    }

    /// Adds a claim to a profile.
    pub(super) fn claim(&mut self, profile: &str, claim: Claim, place: Place) {
        let at = |text: String| Spanned::new(text, place);
        let item = EvidenceRecord {
            header: Header { id: format!("{profile}/{}", claim.record), place, layer: self.layer },
            number: Spanned::new(claim.number, place),
            evidence_type: Spanned::new(claim.evidence_type, place),
            direction: Spanned::new(claim.direction, place),
            significance: Spanned::new(claim.significance, place),
            level: Spanned::new(claim.level, place),
            rating: claim.rating.map(|stars| Spanned::new(stars, place)),
            interaction: claim.interaction.filter(|_| claim.therapies.len() > 1).map(|word| Spanned::new(word, place)),
            therapies: claim.therapies.into_iter().map(at).collect(),
            disease: at(claim.disease),
            excluding: Vec::new(),
            origin: Spanned::new(claim.origin, place),
            citation: at(claim.citation),
            same_paper: Vec::new(),
            provenance: self.known.provenance(&claim.record, place),
            study: None,
            endpoint: None,
            cohort_size: None,
            population: None,
            statement: at(claim.statement),
            statement_ja: None,
        };
        match self.new.get_mut(profile) {
            Some(record) => record.evidence.push(item),
            None => {
                let addition: &mut Addition = self.imported.additions.entry(profile.to_owned()).or_default();
                addition.evidence.push(item);
            }
        }
    }

    /// Our identities of therapies by name, each once.
    ///
    /// # Errors
    /// When a name cannot be an identity, or there is none.
    pub(super) fn therapies<'n>(
        &mut self,
        names: impl IntoIterator<Item = &'n str>,
        place: Place,
    ) -> Result<Vec<String>, &'static str> {
        let mut found = Vec::new();
        for name in names.into_iter().map(str::trim).filter(|name| !name.is_empty()) {
            let id = self.known.therapy(name, place).ok_or("THERAPY_NOT_READ")?;
            if !found.contains(&id) {
                found.push(id);
            }
        }
        if found.is_empty() { Err("THERAPY_NOT_STATED") } else { Ok(found) }
    }

    /// Writes what became of a record.
    pub(super) fn entry(&mut self, kind: &'static str, record: String, group: &str, place: Place, became: Result<&BTreeSet<Note>, &str>, also: &[&'static str]) {
        let (state, notes) = match became {
            Err(reason) => (State::Quarantined(reason.to_owned()), BTreeSet::new()),
            Ok(found) => {
                let partial = found.iter().filter(|note| note.is_partial()).map(|note| note.code());
                let partly: BTreeSet<&'static str> = partial.chain(also.iter().copied()).collect();
                let notes = found.iter().filter(|note| !note.is_partial()).map(|note| note.code()).collect();
                (if partly.is_empty() { State::Compiled } else { State::Partly(partly) }, notes)
            }
        };
        let entry = Entry { record, group: group.to_owned(), place, state, notes };
        self.imported.ledger.entries.entry(kind).or_default().push(entry);
    }

    pub(super) fn finish(mut self) -> Imported {
        self.imported.profiles = self.new.into_values().collect();
        self.imported.genes = self.known.genes.into_values().collect();
        self.imported.diseases = self.known.diseases.into_values().collect();
        self.imported.therapies = self.known.therapies.into_values().collect();
        let mut names: Vec<(String, usize)> = self.not_read.into_iter().collect();
        names.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        self.imported.ledger.names_not_read = names;
        self.imported
    }
}

/// A leaf as a criterion.
pub(super) fn leaf(leaf: Leaf, place: Place) -> CriterionRecord {
    CriterionRecord { place, node: CriterionNode::Leaf(leaf) }
}

/// Several questions of which one is enough, or which all must hold; one alone stands for itself. Equal ones count once.
pub(super) fn joined(parts: Vec<Meaning>, place: Place, join: fn(Vec<CriterionRecord>) -> CriterionNode) -> Option<Meaning> {
    let mut notes = BTreeSet::new();
    let mut records: Vec<CriterionRecord> = Vec::new();
    for part in parts {
        notes.extend(part.notes);
        if !records.contains(&part.criterion) {
            records.push(part.criterion);
        }
    }
    let criterion = match records.len() {
        0 => return None,
        1 => records.pop()?,
        _ => CriterionRecord { place, node: join(records) },
    };
    Some(Meaning { criterion, notes })
}
