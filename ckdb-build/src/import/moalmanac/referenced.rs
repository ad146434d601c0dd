//! The referenced schema: statements by proposition, biomarkers, disease and therapies, each in a file of its own.

use super::feature::{self, Feature};
use super::{day_of, disease, facts, level, spans};
use crate::diagnostic::{FileId, Files, Place};
use crate::import::gathered::{Claim, Gathered};
use crate::import::imported::{Imported, SourceError};
use crate::import::profile_name::{Ground, Note};
use crate::import::sheet::read_text;
use crate::models::{InputFile, MemoryGenome};
use crate::record::Records;
use crate::record::shape::is_date;
use ckdb_core::model::{EvidenceDirection, EvidenceType, Significance, TherapyInteraction, VariantOrigin};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Numbers of its items in the files of profiles lie behind these.
const BEHIND: u32 = 30_000_000;

type Fields = Map<String, Value>;

/// One file: its objects by number or name, each with its place.
struct Part {
    file: FileId,
    input: InputFile,
    objects: Vec<(usize, Place, Result<Fields, String>)>,
}

impl Part {
    fn read(folder: &Path, name: &'static str, files: &mut Files) -> Result<Self, SourceError> {
        let path = [format!("{name}.json"), format!("{name}.json.gz")].map(|file| folder.join(file));
        let path = path.into_iter().find(|path| path.is_file());
        let path = path.ok_or_else(|| SourceError::Missing { path: folder.to_owned(), expected: name })?;
        let (input, text) = read_text(&path)?;
        let file = files.add(path.to_string_lossy().replace('\\', "/"), text.clone());
        let objects = spans::elements(&text)
            .into_iter()
            .map(|span| {
                let line = text[..span.start].matches('\n').count() + 1;
                let value = serde_json::from_str(&text[span.clone()]).map_err(|error| error.to_string());
                (line, Place::new(file, span), value)
            })
            .collect();
        Ok(Self { file, input, objects })
    }

    fn by_id(&self) -> BTreeMap<String, &Fields> {
        self.objects.iter().filter_map(|(.., object)| object.as_ref().ok()).map(|object| (id(object, "id"), object)).collect()
    }
}

/// `about.json`, which says when the release was last changed; older releases have none.
struct About {
    file: FileId,
    input: InputFile,
    day: Option<String>,
}

impl About {
    fn read(folder: &Path, files: &mut Files) -> Result<Option<Self>, SourceError> {
        let path = ["about.json", "about.json.gz"].map(|file| folder.join(file)).into_iter().find(|path| path.is_file());
        let Some(path) = path else { return Ok(None) };
        let (input, text) = read_text(&path)?;
        let fields: Option<Fields> = serde_json::from_str(&text).ok();
        let day =
            fields.and_then(|fields| Some(fields.get("last_updated")?.as_str()?.trim().to_owned())).filter(|day| is_date(day));
        Ok(Some(Self { file: files.add(path.to_string_lossy().replace('\\', "/"), text), input, day }))
    }
}

/// A number or a name, as text; empty when there is none.
fn id(object: &Fields, field: &str) -> String {
    match object.get(field) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn ids(object: &Fields, field: &str) -> Vec<String> {
    let list = object.get(field).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect()
}

fn text<'v>(object: &'v Fields, field: &str) -> &'v str {
    object.get(field).and_then(Value::as_str).map_or("", str::trim)
}

/// Reads the folder.
pub(super) fn import(
    folder: &Path,
    files: &mut Files,
    records: &Records,
    ground: &Ground<'_>,
    genomes: &[MemoryGenome; 2],
) -> Result<Imported, SourceError> {
    let mut part = |name| Part::read(folder, name, files);
    let (statements, propositions, biomarkers) = (part("statements")?, part("propositions")?, part("biomarkers")?);
    let (genes, diseases, therapies, groups) = (part("genes")?, part("diseases")?, part("therapies")?, part("therapy_groups")?);
    let (strengths, documents) = (part("strengths")?, part("documents")?);
    let about = About::read(folder, files)?;
    let day = about.as_ref().and_then(|about| about.day.clone()).or_else(|| day_of(folder)).unwrap_or_else(|| "unknown".to_owned());
    let source = format!("moalmanac-referenced-{day}");
    let facts = facts(&source, &day);
    let parts = [&statements, &propositions, &biomarkers, &genes, &diseases, &therapies, &groups, &strengths, &documents];
    let inputs = parts.iter().map(|part| &part.input).chain(about.iter().map(|about| &about.input)).cloned().collect();
    let mut gathered = Gathered::new(&facts, statements.file, inputs, records, ground, genomes);
    gathered.imported.files = parts.iter().map(|part| part.file).chain(about.iter().map(|about| about.file)).collect();
    let tables = Tables {
        propositions: propositions.by_id(),
        biomarkers: biomarkers.by_id(),
        genes: genes.by_id(),
        diseases: diseases.by_id(),
        therapies: therapies.by_id(),
        groups: groups.by_id(),
        strengths: strengths.by_id(),
        documents: documents.by_id(),
    };
    for (line, place, statement) in &statements.objects {
        match statement {
            Ok(statement) => {
                let record = format!("statement {}", id(statement, "id"));
                let group = tables.strength(statement).to_owned();
                match tables.claim(&mut gathered, statement, &record, *place) {
                    Ok((profile, claim, notes, also)) => {
                        gathered.claim(&profile, claim, *place);
                        gathered.entry("evidence", record, &group, *place, Ok(&notes), &also);
                    }
                    Err(reason) => gathered.entry("evidence", record, &group, *place, Err(reason), &[]),
                }
            }
            Err(error) => {
                let name = &statements.input.name;
                gathered.imported.ledger.lines_not_read.push(format!("{name}:{line}: {error}"));
                gathered.entry("evidence", format!("line {line}"), "", *place, Err("NOT_JSON"), &[]);
            }
        }
    }
    Ok(gathered.finish())
}

struct Tables<'t> {
    propositions: BTreeMap<String, &'t Fields>,
    biomarkers: BTreeMap<String, &'t Fields>,
    genes: BTreeMap<String, &'t Fields>,
    diseases: BTreeMap<String, &'t Fields>,
    therapies: BTreeMap<String, &'t Fields>,
    groups: BTreeMap<String, &'t Fields>,
    strengths: BTreeMap<String, &'t Fields>,
    documents: BTreeMap<String, &'t Fields>,
}

type Found = (String, Claim, BTreeSet<Note>, Vec<&'static str>);

impl Tables<'_> {
    fn strength(&self, statement: &Fields) -> &str {
        self.strengths.get(&id(statement, "strength_id")).map_or("", |strength| text(strength, "name"))
    }

    fn claim(&self, gathered: &mut Gathered<'_>, statement: &Fields, record: &str, place: Place) -> Result<Found, &'static str> {
        let number: u32 = id(statement, "id").parse().map_err(|_| "NUMBER_NOT_STATED")?;
        let proposition = self.propositions.get(&id(statement, "proposition_id")).ok_or("PROPOSITION_NOT_IN_FILES")?;
        let significance = match text(proposition, "predicate") {
            "predictSensitivityTo" => Significance::Sensitivity,
            "predictResistanceTo" => Significance::Resistance,
            _ => return Err("PREDICATE_NOT_KNOWN"),
        };
        let direction = match text(statement, "direction") {
            "supports" => EvidenceDirection::Supports,
            "disputes" => EvidenceDirection::DoesNotSupport,
            _ => return Err("DIRECTION_NOT_STATED"),
        };
        let word = self.strength(statement);
        let level = level(word).ok_or("LEVEL_NOT_KNOWN")?;
        let question = self.question(gathered, proposition, place)?;
        let (therapies, interaction) = self.treatment(gathered, proposition, place)?;
        let condition = self.diseases.get(&id(proposition, "conditionQualifier_id")).ok_or("DISEASE_NOT_STATED")?;
        let code = id(condition, "primary_coding_id");
        let disease = disease(gathered, code.strip_prefix("oncotree:").unwrap_or_default(), &[text(condition, "name")], place)?;
        let document = ids(statement, "reportedIn").into_iter().next().ok_or("CITATION_NOT_STATED")?;
        let cited = self.documents.get(&document).map_or(document.as_str(), |document| text(document, "name")).to_owned();
        let germline = ids(proposition, "biomarkers").iter().any(|number| {
            self.biomarkers.get(number).is_some_and(|biomarker| extension(biomarker, "biomarker_type") == "Germline Variant")
        });
        let claim = Claim {
            number: BEHIND + number,
            record: record.to_owned(),
            evidence_type: EvidenceType::Predictive,
            direction,
            significance,
            level,
            rating: None,
            therapies,
            interaction,
            disease,
            origin: if germline { VariantOrigin::Germline } else { VariantOrigin::Somatic },
            citation: format!("{}:{document} {cited}", gathered.known.source),
            statement: format!("{word}: {}", text(statement, "description")),
        };
        let profile = gathered.profile(&question.name, question.meaning.criterion).ok_or("QUESTION_NOT_READ")?;
        Ok((profile, claim, question.meaning.notes, question.also))
    }

    /// All biomarkers of a proposition together.
    fn question(&self, gathered: &mut Gathered<'_>, proposition: &Fields, place: Place) -> Result<feature::Question, &'static str> {
        let mut questions = Vec::new();
        for number in ids(proposition, "biomarkers") {
            let biomarker = self.biomarkers.get(&number).ok_or("BIOMARKER_NOT_IN_FILES")?;
            let genes = ids(biomarker, "genes").into_iter();
            let genes: Vec<String> =
                genes.filter_map(|gene| self.genes.get(&gene)).map(|gene| text(gene, "name").to_owned()).collect();
            let list = biomarker.get("extensions").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            let fields =
                list.iter().filter_map(|entry| Some((entry.get("name")?.as_str()?.to_owned(), entry.get("value")?.clone())));
            let name = text(biomarker, "name").to_owned();
            let feature =
                Feature { kind: extension(biomarker, "biomarker_type").to_owned(), genes, fields: fields.collect(), name };
            questions.push(feature.question(gathered, place)?);
        }
        feature::all(questions, place).ok_or("BIOMARKER_NOT_STATED")
    }

    fn treatment(
        &self,
        gathered: &mut Gathered<'_>,
        proposition: &Fields,
        place: Place,
    ) -> Result<(Vec<String>, Option<TherapyInteraction>), &'static str> {
        let name = |number: &String| self.therapies.get(number).map(|therapy| text(therapy, "name"));
        if let Some(group) = self.groups.get(&id(proposition, "therapy_group_id")) {
            let interaction = match text(group, "membershipOperator") {
                "AND" => TherapyInteraction::Combination,
                "OR" => TherapyInteraction::Substitutes,
                _ => return Err("INTERACTION_NOT_STATED"),
            };
            let numbers = ids(group, "therapies");
            let names: Option<Vec<&str>> = numbers.iter().map(name).collect();
            return Ok((gathered.therapies(names.ok_or("THERAPY_NOT_IN_FILES")?, place)?, Some(interaction)));
        }
        let one = id(proposition, "therapy_id");
        Ok((gathered.therapies(name(&one), place)?, None))
    }
}

/// A field among the extensions of a biomarker.
fn extension<'v>(biomarker: &'v Fields, field: &str) -> &'v str {
    let list = biomarker.get("extensions").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let found = list.iter().find(|entry| entry.get("name").and_then(Value::as_str) == Some(field));
    found.and_then(|entry| entry.get("value")?.as_str()).unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop")]
mod tests {
    use super::*;

    #[test]
    fn a_release_says_its_day_itself() {
        let folder = tempfile::tempdir().unwrap();
        let day = || About::read(folder.path(), &mut Files::default()).unwrap().map(|about| about.day);
        assert_eq!(day(), None);
        let about = folder.path().join("about.json");
        std::fs::write(&about, r#"{"name": "Molecular Oncology Almanac", "last_updated": " 2030-01-02"}"#).unwrap();
        assert_eq!(day(), Some(Some("2030-01-02".to_owned())));
        for wrong in [r#"{"last_updated": "soon"}"#, "[]", "no JSON"] {
            std::fs::write(&about, wrong).unwrap();
            assert_eq!(day(), Some(None), "{wrong}");
        }
    }
}
