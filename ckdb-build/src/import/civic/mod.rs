//! CIViC: a release's tables to our records (CC0 1.0; civicdb.org).
//!
//! | file | holds |
//! |---|---|
//! | `table` | tab-separated lines, cells by the names a column ever had |
//! | `release` | which files a folder has, of which day |
//! | `variants` | a variant's row: name, place, letters |
//! | `profiles` | a profile's criterion, by the grammar of [`super::profile_name`] |
//! | `claims` | the words of evidence |
//! | `super::known` | whom our records know already |
//!
//! Two schemas are read by their columns: releases with molecular profiles (from 2023 on), and older ones in which evidence
//! speaks of a variant and carries its coordinates. Every evidence item, profile and assertion ends in the ledger.

mod claims;
mod profiles;
mod release;
mod table;
mod variants;

use super::imported::{Addition, Imported, SourceError};
use super::known::Known;
use super::ledger::{Difference, Entry, Ledger, State};
use super::profile_name::{Ground, Meaning, Note, Refusal};
use crate::diagnostic::{Files, Place};
use crate::models::MemoryGenome;
use crate::record::{AssertionRecord, EvidenceRecord, Header, ProfileRecord, Provenance, Records, SourceRecord, Spanned, question};
use ckdb_core::model::EvidenceType;
pub(in crate::import) use profiles::path_name;
use profiles::{Lore, Profile, Reader};
use release::Release;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use table::Row;

/// The identity of the source in our own records.
const SOURCE: &str = "civic";
/// The licence of every CIViC release.
const LICENCE: &str = "CC0-1.0";
/// Numbers of imported items lie behind those that curators give in a profile's file.
const BEHIND_CURATED: u32 = 1_000_000;

/// Reads the folder of one release beside the records that are ours.
///
/// # Errors
/// When a file cannot be read or is no table of CIViC. What is wrong with single records is in the ledger.
pub fn import(path: &Path, files: &mut Files, records: &Records, genomes: &[MemoryGenome; 2]) -> Result<Imported, SourceError> {
    let release = Release::read(path, files)?;
    release.evidence.must_have(&["evidence_id"])?;
    // Evidence of 2022 and later speaks of profiles: without their table it would look like a table of another source.
    if release.profiles.is_none() && release.evidence.must_have(&["molecular_profile_id"]).is_ok() {
        return Err(SourceError::Missing { path: path.to_owned(), expected: "MolecularProfileSummaries" });
    }
    release.evidence.must_have(if release.profiles.is_some() { &["molecular_profile_id"] } else { &["variant_id"] })?;
    let ours = records.sources.iter().find(|source| source.header.id == SOURCE && source.release.value == release.day);
    let id = if ours.is_some() { SOURCE.to_owned() } else { format!("{SOURCE}-{}", release.day) };
    let source = ours.is_none().then(|| source_record(&id, &release));
    let ground = Ground::new(genomes);
    let mut walk = Walk::new(records, &ground, genomes, &id, &release);
    walk.profiles(records);
    walk.evidence();
    walk.assertions();
    let mut imported = walk.finish();
    imported.ledger.ours_differ = differences(records, &imported);
    imported.source = source;
    imported.files = release.tables().map(|table| table.file).collect();
    imported.ledger.release = release.day.clone();
    imported.ledger.inputs = release.inputs();
    let told = [Some(&release.evidence), release.variants.as_ref(), release.profiles.as_ref(), release.assertions.as_ref()];
    imported.ledger.lines_not_read = told.into_iter().flatten().flat_map(|table| table.not_read.iter().cloned()).collect();
    Ok(imported)
}

/// Where the name of a profile that is ours asks another question.
fn differences(records: &Records, imported: &Imported) -> Vec<Difference> {
    let spelled = |criterion| question(criterion).unwrap_or_default();
    let ours = records.profiles.iter().filter_map(|profile| {
        let theirs = match imported.beside_ours.get(&profile.header.id)? {
            Ok(meaning) => spelled(&meaning.criterion),
            Err(refusal) => refusal.code().to_owned(),
        };
        let ours = spelled(&profile.criterion);
        (ours != theirs).then(|| Difference { profile: profile.header.id.clone(), ours, theirs })
    });
    ours.collect()
}

/// The rows by number, whatever order the file has: what is new is named by the first that speaks of it.
fn in_order<'t>(table: &'t table::Table, number: &str) -> Vec<Row<'t>> {
    let mut rows: Vec<Row<'t>> = table.rows().collect();
    rows.sort_by_cached_key(|row| row.get(&[number]).parse::<u32>().unwrap_or(u32::MAX));
    rows
}

fn source_record(id: &str, release: &Release) -> SourceRecord {
    let place = Place::whole(release.evidence.file);
    let text = |text: &str| Spanned::new(text.to_owned(), place);
    SourceRecord {
        header: Header { id: id.to_owned(), place, layer: LAYER },
        name: text("CIViC (Clinical Interpretation of Variants in Cancer)"),
        publisher: text("The McDonnell Genome Institute, Washington University"),
        licence: text(LICENCE),
        licence_url: Some(text("https://creativecommons.org/publicdomain/zero/1.0/")),
        release: text(&release.day),
        homepage: Some(text("https://civicdb.org")),
        citation: Some(text("PMID:28138153")),
        redistributable: Spanned::new(true, place),
    }
}

/// Imported records lie with the knowledge that ships: they may be passed on, and nothing of theirs replaces ours.
const LAYER: usize = 0;

/// Where the claims of a profile of the source go.
enum Home {
    /// To a profile that is ours.
    Ours(String),
    /// To a new one, by its place in the list.
    New(usize),
    /// Nowhere.
    Nowhere(&'static str),
}

struct Walk<'a, 'k> {
    release: &'a Release,
    variants: BTreeMap<u32, variants::Variant<'a>>,
    known: Known<'k>,
    ground: &'k Ground<'k>,
    homes: BTreeMap<u32, (Home, BTreeSet<Note>)>,
    new: Vec<ProfileRecord>,
    additions: BTreeMap<String, Addition>,
    /// Where an evidence item is: identity of its profile and its number there.
    items: BTreeMap<String, (String, u32)>,
    lore: Lore,
    beside_ours: BTreeMap<String, Result<Meaning, Refusal>>,
    ledger: Ledger,
}

impl<'a, 'k> Walk<'a, 'k> {
    fn new(
        records: &Records,
        ground: &'k Ground<'k>,
        genomes: &'k [MemoryGenome; 2],
        source: &'k str,
        release: &'a Release,
    ) -> Self {
        let variants = variants::variants(release);
        let known = Known::new(records, ground, genomes, source, LAYER);
        let lore = Lore::new(records, &variants, &known);
        let ledger = Ledger { source: source.to_owned(), licence: LICENCE.to_owned(), ..Ledger::default() };
        let mut walk = Self {
            release,
            variants,
            known,
            ground,
            homes: BTreeMap::new(),
            new: Vec::new(),
            additions: BTreeMap::new(),
            items: BTreeMap::new(),
            lore,
            beside_ours: BTreeMap::new(),
            ledger,
        };
        for profile in &records.profiles {
            let mut keep = |provenance: &Provenance, number: u32| {
                if provenance.source.value.starts_with(SOURCE) {
                    walk.items.insert(provenance.record.value.clone(), (profile.header.id.clone(), number));
                }
            };
            profile.evidence.iter().for_each(|item| keep(&item.provenance, item.number.value));
            profile.assertions.iter().for_each(|item| keep(&item.provenance, item.number.value));
        }
        walk
    }

    fn entry(&mut self, kind: &'static str, record: String, group: String, place: Place, state: State, notes: &BTreeSet<Note>) {
        let notes = notes.iter().filter(|note| !note.is_partial()).map(|note| note.code()).collect();
        self.ledger.entries.entry(kind).or_default().push(Entry { record, group, place, state, notes });
    }

    /// Every profile: ours, new, or why not.
    fn profiles(&mut self, records: &Records) {
        let mut taken: BTreeSet<String> = records.profiles.iter().map(|profile| profile.header.id.to_lowercase()).collect();
        let mut names: BTreeMap<String, &str> = BTreeMap::new();
        let mut aliases: BTreeSet<String> = BTreeSet::new();
        let mut numbers: BTreeMap<u32, &str> = BTreeMap::new();
        for profile in &records.profiles {
            // A name is one profile's; an alias that names another would answer for it.
            let all = std::iter::once(&profile.name).chain(&profile.aliases);
            aliases.extend(all.map(|name| name.value.to_lowercase()));
            names.insert(profile.name.value.to_lowercase(), &profile.header.id);
            numbers.extend(profile.civic.as_ref().map(|number| (number.value, profile.header.id.as_str())));
        }
        for profile in profiles::profiles(self.release.profiles.as_ref(), &self.variants) {
            let numbered = profile.numbered.then(|| numbers.get(&profile.number)).flatten();
            let named = || names.get(&profile.name.to_lowercase()).filter(|_| !profile.numbered);
            let ours = numbered.or_else(named).map(|id| (*id).to_owned());
            let mut reader = Reader { variants: &self.variants, lore: &self.lore, ground: self.ground, not_read: BTreeMap::new() };
            let found = reader.criterion(&profile, &mut self.known);
            for (name, count) in reader.not_read {
                match self.ledger.names_not_read.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, known)) => *known += count,
                    None => self.ledger.names_not_read.push((name, count)),
                }
            }
            if let Some(id) = &ours {
                self.beside_ours.insert(id.clone(), found.clone());
            }
            let (home, state, notes) = match (ours, found) {
                // Our criterion stands, reviewed; what the name alone would have given is not asked.
                (Some(id), _) => (Home::Ours(id), State::Compiled, BTreeSet::new()),
                (None, Ok(meaning)) => {
                    let partly: BTreeSet<&str> = meaning.notes.iter().filter(|note| note.is_partial()).map(|n| n.code()).collect();
                    let state = if partly.is_empty() { State::Compiled } else { State::Partly(partly) };
                    let record = self.profile(&profile, meaning.criterion, &mut taken, &mut aliases);
                    self.new.push(record);
                    (Home::New(self.new.len() - 1), state, meaning.notes)
                }
                (None, Err(refusal)) => {
                    (Home::Nowhere(refusal.code()), State::Quarantined(refusal.code().to_owned()), BTreeSet::new())
                }
            };
            self.entry("profiles", format!("MPID{}", profile.number), String::new(), profile.place, state, &notes);
            self.homes.insert(profile.number, (home, notes));
        }
    }

    fn profile(
        &self,
        profile: &Profile<'_>,
        criterion: crate::record::CriterionRecord,
        taken: &mut BTreeSet<String>,
        names: &mut BTreeSet<String>,
    ) -> ProfileRecord {
        let place = profile.place;
        let first = profile.variants.first().and_then(|id| self.variants.get(id));
        let theirs = first.map(|variant| variant.gene).unwrap_or_default();
        let named = criterion.leaves().iter().flat_map(|leaf| leaf.genes()).map(|gene| gene.value.clone()).collect::<Vec<_>>();
        let folder = self.known.symbol(theirs).filter(|symbol| named.contains(symbol)).or_else(|| named.first().cloned());
        let folder = folder.unwrap_or_else(|| theirs.to_owned());
        let short = profile.name.strip_prefix(theirs).unwrap_or(&profile.name);
        let mut id = format!("{folder}/{}", path_name(short));
        if !taken.insert(id.to_lowercase()) {
            id = format!("{id}-civic{}", profile.number);
            taken.insert(id.to_lowercase());
        }
        // A name that is ours means our question; this one asks otherwise and says so.
        let name = profile.name.split_whitespace().collect::<Vec<_>>().join(" ");
        let name = if names.insert(name.to_lowercase()) { name } else { format!("{name} (CIViC {})", profile.number) };
        let aliases = profile.aliases.iter().map(|alias| Spanned::new((*alias).to_owned(), place));
        let mut seen = BTreeSet::new();
        ProfileRecord {
            header: Header { id, place, layer: LAYER },
            name: Spanned::new(name, place),
            aliases: aliases.filter(|alias| seen.insert(alias.value.clone())).collect(),
            civic: profile.numbered.then(|| Spanned::new(profile.number, place)),
            criterion,
            evidence: Vec::new(),
            assertions: Vec::new(),
        }
    }

    /// The home of a claim.
    fn home(&self, row: Row<'_>) -> Result<(String, BTreeSet<Note>), &'static str> {
        let column: &[&str] = if self.release.profiles.is_some() { &["molecular_profile_id"] } else { &["variant_id"] };
        let number: u32 = row.get(column).parse().map_err(|_| "PROFILE_NOT_STATED")?;
        match self.homes.get(&number) {
            Some((Home::Ours(id), notes)) => Ok((id.clone(), notes.clone())),
            Some((Home::New(at), notes)) => {
                Ok((self.new.get(*at).map(|profile| profile.header.id.clone()).unwrap_or_default(), notes.clone()))
            }
            Some((Home::Nowhere(code), _)) => Err(code),
            None => Err("PROFILE_NOT_IN_TABLES"),
        }
    }

    fn place_of(&mut self, id: &str) -> &mut Addition {
        self.additions.entry(id.to_owned()).or_default()
    }

    fn evidence(&mut self) {
        let release = self.release;
        for row in in_order(&release.evidence, "evidence_id") {
            let record = format!("EID{}", row.get(&["evidence_id"]));
            let group = format!("{} {}", row.get(&["evidence_type"]), row.get(&["evidence_level"]));
            let (state, notes) = if self.items.contains_key(&record) {
                self.ledger.already_ours += 1;
                (State::Compiled, BTreeSet::new())
            } else {
                match self.item(row, &record) {
                    Ok((profile, item, notes)) => {
                        self.items.insert(record.clone(), (profile.clone(), item.number.value));
                        self.place_of(&profile).evidence.push(item);
                        let partly: BTreeSet<&str> = notes.iter().filter(|note| note.is_partial()).map(|n| n.code()).collect();
                        (if partly.is_empty() { State::Compiled } else { State::Partly(partly) }, notes)
                    }
                    Err(reason) => (State::Quarantined(reason.to_owned()), BTreeSet::new()),
                }
            };
            self.entry("evidence", record, group, row.place(), state, &notes);
        }
    }

    fn item(&mut self, row: Row<'_>, record: &str) -> Result<(String, EvidenceRecord, BTreeSet<Note>), &'static str> {
        let number: u32 = row.get(&["evidence_id"]).parse().map_err(|_| "NUMBER_NOT_STATED")?;
        if !matches!(row.get(&["evidence_status"]), "accepted" | "") {
            return Err("NOT_ACCEPTED");
        }
        let (profile, notes) = self.home(row)?;
        let claim = claims::claim(
            row.get(&["evidence_type"]),
            row.get(&["evidence_direction"]),
            row.get(&["significance", "clinical_significance"]),
        )?;
        let place = row.place();
        let at = |text: String| Spanned::new(text, place);
        let (therapies, interaction) = self.treatment(row, claim.evidence_type)?;
        let statement = row.get(&["evidence_statement"]);
        if statement.is_empty() {
            return Err("STATEMENT_EMPTY");
        }
        let rating = row.get(&["rating"]).parse::<u32>().ok().filter(|stars| (1..=5).contains(stars));
        let item = EvidenceRecord {
            endpoint: None,
            excluding: Vec::new(),
            same_paper: Vec::new(),
            header: Header { id: format!("{profile}/{record}"), place, layer: LAYER },
            number: Spanned::new(BEHIND_CURATED.saturating_add(number), place),
            evidence_type: Spanned::new(claim.evidence_type, place),
            direction: Spanned::new(claim.direction, place),
            significance: Spanned::new(claim.significance, place),
            level: Spanned::new(claims::level(row.get(&["evidence_level"]))?, place),
            rating: rating.map(|stars| Spanned::new(stars, place)),
            therapies,
            interaction: interaction.map(|interaction| Spanned::new(interaction, place)),
            disease: at(self.disease(row, claim.evidence_type)?),
            origin: Spanned::new(claims::origin(row.get(&["variant_origin"])), place),
            citation: at(claims::citation(row)?),
            provenance: self.known.provenance(record, place),
            study: None,
            cohort_size: None,
            population: None,
            statement: at(statement.to_owned()),
            statement_ja: None,
        };
        Ok((profile, item, notes))
    }

    fn treatment(
        &mut self,
        row: Row<'_>,
        evidence_type: EvidenceType,
    ) -> Result<(Vec<Spanned<String>>, Option<ckdb_core::model::TherapyInteraction>), &'static str> {
        let (names, interaction) = claims::therapies(row)?;
        if evidence_type != EvidenceType::Predictive {
            return Ok((Vec::new(), None));
        }
        let place = row.cell(&["therapies", "drugs"]).1;
        let mut therapies: Vec<Spanned<String>> = Vec::new();
        for name in names {
            let id = self.known.therapy(&name, place).ok_or("THERAPY_NOT_READ")?;
            if !therapies.iter().any(|known| known.value == id) {
                therapies.push(Spanned::new(id, row.place()));
            }
        }
        match therapies.len() {
            0 => Err("THERAPY_NOT_STATED"),
            1 => Ok((therapies, None)),
            _ => Ok((therapies, interaction)),
        }
    }

    /// What a protein does is not asked of one disease; every other claim is.
    fn disease(&mut self, row: Row<'_>, evidence_type: EvidenceType) -> Result<String, &'static str> {
        let (name, place) = row.cell(&["disease"]);
        match (name, evidence_type) {
            ("" | "N/A", EvidenceType::Functional) => Ok("cancer".to_owned()),
            ("" | "N/A", _) => Err("DISEASE_NOT_STATED"),
            _ => self.known.disease(name, row.get(&["doid"]), place).ok_or("DISEASE_NOT_READ"),
        }
    }

    fn assertions(&mut self) {
        let release = self.release;
        for row in release.assertions.iter().flat_map(|table| in_order(table, "assertion_id")) {
            let record = format!("AID{}", row.get(&["assertion_id"]));
            let (state, notes) = if self.items.contains_key(&record) {
                self.ledger.already_ours += 1;
                (State::Compiled, BTreeSet::new())
            } else {
                match self.assertion(row, &record) {
                    Ok((profile, item, notes)) => {
                        self.place_of(&profile).assertions.push(item);
                        (State::Compiled, notes)
                    }
                    Err(reason) => (State::Quarantined(reason.to_owned()), BTreeSet::new()),
                }
            };
            self.entry("assertions", record, row.get(&["assertion_type"]).to_owned(), row.place(), state, &notes);
        }
    }

    fn assertion(&mut self, row: Row<'_>, record: &str) -> Result<(String, AssertionRecord, BTreeSet<Note>), &'static str> {
        let number: u32 = row.get(&["assertion_id"]).parse().map_err(|_| "NUMBER_NOT_STATED")?;
        let (profile, notes) = self.home(row)?;
        let claim = claims::claim(row.get(&["assertion_type"]), row.get(&["assertion_direction"]), row.get(&["significance"]))?;
        let place = row.place();
        let at = |text: String| Spanned::new(text, place);
        // CIViC's assertions do not say how several therapies belong together.
        let (therapies, interaction) = self.treatment(row, claim.evidence_type)?;
        let amp = row.get(&["amp_category"]);
        let guideline = [row.get(&["nccn_guideline"]), row.get(&["nccn_guideline_version"])].join(" ").trim().to_owned();
        let summary = [row.get(&["assertion_summary"]), row.get(&["assertion_description"])];
        let summary = summary.into_iter().find(|text| !text.is_empty()).ok_or("STATEMENT_EMPTY")?;
        let cited = row.list(&["evidence_item_ids"]).into_iter().filter_map(|id| {
            let (home, number) = self.items.get(&format!("EID{id}"))?;
            (*home == profile).then_some(Spanned::new(*number, place))
        });
        let evidence: Vec<Spanned<u32>> = cited.collect();
        let item = AssertionRecord {
            excluding: Vec::new(),
            header: Header { id: format!("{profile}/{record}"), place, layer: LAYER },
            number: Spanned::new(BEHIND_CURATED.saturating_add(number), place),
            evidence_type: Spanned::new(claim.evidence_type, place),
            direction: Spanned::new(claim.direction, place),
            significance: Spanned::new(claim.significance, place),
            therapies,
            interaction: interaction.map(|interaction| Spanned::new(interaction, place)),
            disease: at(self.disease(row, claim.evidence_type)?),
            amp: (crate::record::shape::AMP_TIER.fits)(amp).then(|| at(amp.to_owned())),
            guideline: (!guideline.is_empty()).then(|| at(guideline)),
            evidence,
            provenance: self.known.provenance(record, place),
            summary: at(summary.to_owned()),
        };
        Ok((profile, item, notes))
    }

    fn finish(mut self) -> Imported {
        for profile in &mut self.new {
            if let Some(addition) = self.additions.remove(&profile.header.id) {
                profile.evidence = addition.evidence;
                profile.assertions = addition.assertions;
            }
        }
        self.ledger.names_not_read.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Imported {
            genes: self.known.genes.into_values().collect(),
            diseases: self.known.diseases.into_values().collect(),
            therapies: self.known.therapies.into_values().collect(),
            profiles: self.new,
            additions: self.additions,
            beside_ours: self.beside_ours,
            ledger: self.ledger,
            ..Imported::default()
        }
    }
}
