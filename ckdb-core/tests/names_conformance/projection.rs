//! From a name on the genome to the name on a transcript, and from there to the protein, where the transcript is ours.
//!
//! A row whose transcript we hold in another version only is tried on ours, and counted apart.

use crate::gene_models::{self, GeneModels, Table};
use crate::reading::printed;
use crate::report::{Class, Suite, Tally};
use crate::suite;
use ckdb_core::consequence::hgvs::HgvsName;
use ckdb_core::consequence::{Consequence, consequences};
use ckdb_core::genome::{Assembly, Contig, Interval, ManeStatus, ModelQuality, ProteinChange, Strand, Transcript};
use ckdb_core::normalize::{NormalizedAllele, normalize};
use std::collections::BTreeMap;
use std::path::Path;

/// A row: what each column names.
struct Row {
    table: String,
    genome: Option<String>,
    transcript: String,
    protein: Option<String>,
}

impl Row {
    /// Rows of a table, by the names in its columns; a comment may follow a name.
    fn read(path: &Path) -> Vec<Self> {
        let table = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(path).unwrap();
        let rows = text.lines().filter(|line| !line.starts_with('#'));
        rows.flat_map(|line| {
            let fields: Vec<&str> = line.split(['\t', '|']).map(str::trim).collect();
            let of = |kinds: &[&str]| {
                let found: Vec<&str> =
                    fields.iter().copied().filter(|field| kinds.iter().any(|kind| field.contains(kind))).collect();
                found
            };
            let (genome, protein) =
                (of(&[":g."]).first().map(|text| (*text).to_owned()), of(&[":p."]).first().map(|text| (*text).to_owned()));
            let mut names = of(&[":c.", ":n."]);
            names.dedup();
            // A row may name one change on several transcripts; the protein is that of the first.
            let rows: Vec<Self> = names
                .into_iter()
                .enumerate()
                .map(|(index, name)| Self {
                    table: table.clone(),
                    genome: genome.clone(),
                    transcript: name.to_owned(),
                    protein: protein.clone().filter(|_| index == 0),
                })
                .collect();
            rows
        })
        .collect()
    }
}

/// Records whose untranslated exons the assembly does not hold letter for letter (PTEN on GRCh37): names in the coding part and
/// the introns between do not count on them.
type Coding = BTreeMap<String, Transcript>;

fn coding_parts(data: &Path) -> Coding {
    let table = Table::read(&data.join("gene_models/GRCh37.transcripts.tsv.gz"));
    let mut found = Coding::new();
    for row in &table.rows {
        let column = |name: &str| row[table.column(name)].as_str();
        let numbers = |name: &str| column(name).split(',').filter_map(|text| text.parse().ok()).collect::<Vec<u32>>();
        let (Ok(from), Ok(to), Ok(length)) =
            (column("cds_start").parse::<u32>(), column("cds_end").parse(), column("cds_len").parse::<u32>())
        else {
            continue;
        };
        if column("assembly_indel_in_exon") == "0" {
            continue;
        }
        // Columns are 1-based, inclusive.
        let exons = numbers("exon_starts").into_iter().zip(numbers("exon_ends"));
        let parts: Vec<Interval> = exons.filter_map(|(start, end)| Interval::new(start - 1, end)).collect();
        let coding = |exon: &Interval| exon.end().min(to).saturating_sub(exon.start().max(from - 1));
        // A coding part that has letters more or fewer is none of ours to count on.
        if parts.iter().map(coding).sum::<u32>() != length {
            continue;
        }
        let mut transcript = Transcript {
            accession: column("transcript").to_owned(),
            protein: column("protein").to_owned(),
            gene: 0,
            contig: Contig::parse(column("chrom")).unwrap().0,
            strand: if column("strand") == "+" { Strand::Plus } else { Strand::Minus },
            exon_starts: Vec::new(),
            exon_ends: Vec::new(),
            cds: Interval::new(from - 1, to),
            cds_phase: 0,
            mane: ManeStatus::None,
            quality: ModelQuality::Reference,
        };
        transcript.set_exons(&parts);
        found.insert(transcript.accession.clone(), transcript);
    }
    found
}

/// Our transcript of an accession; `true`: a whole model in the very version asked.
fn transcript<'m>(models: &'m GeneModels, coding: &'m Coding, accession: &str) -> Option<(u32, &'m Transcript, bool)> {
    if let Some((number, found)) = models.find(accession) {
        return Some((number, found, true));
    }
    if let Some(found) = coding.get(accession) {
        return Some((u32::MAX, found, false));
    }
    models.find(accession.split('.').next()?).map(|(number, found)| (number, found, false))
}

fn allele(models: &GeneModels, name: &HgvsName, transcript: &Transcript) -> Result<NormalizedAllele, String> {
    let allele = match name {
        HgvsName::Transcript { name, stated, .. } => {
            name.resolve(stated, transcript.view(), models).map_err(|error| error.to_string())?
        }
        HgvsName::Genome { name, stated, .. } => name.resolve(stated, models).map_err(|error| error.to_string())?,
        _ => return Err("a protein's name is no allele".to_owned()),
    };
    normalize(&allele, models).map_err(|error| error.to_string())
}

fn consequence(models: &GeneModels, (number, transcript): (u32, &Transcript), allele: &NormalizedAllele) -> Option<Consequence> {
    let mut found = Vec::new();
    consequences(allele, models, std::iter::once((number, transcript.view())), &mut found);
    found.pop()
}

/// What a p. name says, as a change; `p.(=)` and `p.?` say none.
fn change(text: &str) -> Option<ProteinChange> {
    text.rsplit_once(':')?.1.parse().ok()
}

struct Tallies {
    to_transcript: Tally,
    to_protein: Tally,
    other_version: Tally,
    absent: BTreeMap<String, usize>,
    coding: Coding,
}

impl Tallies {
    fn row(&mut self, models: &GeneModels, row: &Row) {
        let Ok(name @ HgvsName::Transcript { .. }) = row.transcript.parse::<HgvsName>() else {
            let key = format!("{}:{}", row.table, row.transcript);
            return self.to_transcript.count(false, || (key, "the c. name is not read".to_owned()));
        };
        let accession = name.prefix().unwrap_or_default().to_owned();
        let Some((number, transcript, exact)) = transcript(models, &self.coding, &accession) else {
            *self.absent.entry(accession).or_default() += 1;
            return;
        };
        let key = format!("{}:{}", row.table, row.transcript);
        let body = |name: &HgvsName| printed(name).rsplit_once(':').map(|(_, body)| body.to_owned());
        if let Some(text) = &row.genome {
            let from: Result<HgvsName, _> = text.parse();
            let placed = from.map_err(|error| error.to_string()).and_then(|from| allele(models, &from, transcript));
            let ours = placed.as_ref().ok().and_then(|placed| consequence(models, (number, transcript), placed)?.hgvs_c);
            let agrees = ours.is_some() && ours.as_ref().map(ToString::to_string) == body(&name);
            let tally = if exact { &mut self.to_transcript } else { &mut self.other_version };
            tally.count_proven(agrees, || {
                let said = format!("{text}: ours {}", ours.as_ref().map_or_else(|| format!("{placed:?}"), ToString::to_string));
                let same = placed.is_ok() && placed == allele(models, &name, transcript);
                let proven = if same {
                    Some((Class::Notation, "the same allele: their name is not the most 3′ one, or not the shortest".to_owned()))
                } else if !exact && transcript.accession != accession {
                    Some((Class::Version, format!("we hold {}", transcript.accession)))
                } else {
                    None
                };
                (key.clone(), said, proven)
            });
        }
        let Some(expected) = row.protein.as_deref() else { return };
        let placed = allele(models, &name, transcript);
        let ours = placed.as_ref().ok().and_then(|placed| consequence(models, (number, transcript), placed));
        let ours = ours.and_then(|found| found.protein);
        let theirs = change(expected);
        // `p.(=)`: no change of the protein, wherever.
        let unchanged = expected.ends_with("p.(=)") && matches!(ours, None | Some(ProteinChange::Synonymous { .. }));
        // `p.?`: nothing can be foretold.
        let unknown = expected.ends_with("p.?") && ours.is_none() && placed.is_ok();
        let agrees = unchanged || unknown || ours.is_some() && ours == theirs;
        let tally = if exact { &mut self.to_protein } else { &mut self.other_version };
        tally.count_proven(agrees, || {
            let proven = (!exact && transcript.accession != accession)
                .then(|| (Class::Version, format!("we hold {}", transcript.accession)));
            let said = ours.as_ref().map_or_else(|| format!("none ({placed:?})"), ToString::to_string);
            (format!("{key}:p"), format!("expected {expected}, ours {said}"), proven)
        });
    }
}

/// hgvs-eval: what a tool must accept, rewrite and project.
fn eval(folder: &Path, models: &GeneModels) -> Tally {
    let mut tally = Tally::new("hgvs-eval: criteria met", 0.05);
    let text = std::fs::read_to_string(folder.join("hgvs_eval_criteria_tests.tsv")).unwrap();
    for row in text.lines().skip(1).filter(|line| !line.trim().is_empty()) {
        let fields: Vec<&str> = row.split('\t').map(str::trim).collect();
        let [_, operation, criterion, input, accepted, preferred, ..] = fields[..] else { continue };
        let key = format!("{criterion}:{input}");
        let wanted: Vec<String> =
            accepted.split('|').chain([preferred]).filter_map(|name| Some(printed(&name.parse().ok()?))).collect();
        let said = answer(models, operation, input, accepted);
        let agrees = said.as_ref().is_ok_and(|said| wanted.contains(said));
        tally.count_proven(agrees, || {
            let proven =
                said.as_ref().err().filter(|error| error.starts_with("no model") || error.contains("not held")).map(|_| {
                    (
                        Class::NotAsked,
                        "the transcript is not among our models, or its place has no letters in our windows".to_owned(),
                    )
                });
            (key, format!("{operation}: ours {said:?}, accepted {accepted}"), proven)
        });
    }
    tally
}

fn answer(models: &GeneModels, operation: &str, input: &str, accepted: &str) -> Result<String, String> {
    let name: HgvsName = input.parse().map_err(|error: ckdb_core::consequence::hgvs::HgvsError| error.to_string())?;
    if let HgvsName::Protein { .. } = &name {
        return Ok(printed(&name));
    }
    let named = |name: &HgvsName| matches!(name, HgvsName::Transcript { .. }).then(|| name.prefix().unwrap_or_default().to_owned());
    // The transcript of the input, else that of the answer.
    let asked = accepted.split('|').filter_map(|name| name.parse().ok());
    let accession = std::iter::once(name.clone()).chain(asked).find_map(|name| named(&name));
    let model = accession.as_deref().and_then(|accession| models.find(accession));
    let placed = match (&name, model) {
        (HgvsName::Genome { name, stated, .. }, _) => {
            let allele = name.resolve(stated, models).map_err(|error| error.to_string())?;
            normalize(&allele, models).map_err(|error| error.to_string())?
        }
        (_, Some((_, transcript))) => allele(models, &name, transcript)?,
        _ => return Err("no model of this transcript".to_owned()),
    };
    let genome = |placed: &NormalizedAllele| ckdb_core::consequence::HgvsG::of(placed).on(Assembly::Grch37);
    if operation.ends_with("_t_to_g") || operation == "rewrite" && matches!(name, HgvsName::Genome { .. }) {
        return Ok(genome(&placed));
    }
    let (number, transcript) = model.ok_or("no model of this transcript")?;
    let found = consequence(models, (number, transcript), &placed).ok_or("not on the transcript")?;
    if operation.ends_with("_c_to_p") {
        let change = found.protein.ok_or("no change of the protein")?;
        return Ok(format!("{}:{change}", transcript.protein));
    }
    let name = found.hgvs_c.ok_or("no name on the transcript")?;
    Ok(name.on(&transcript.accession).to_string())
}

#[test]
fn hgvs_projection() {
    let (Some(biocommons), Some(criteria)) = (suite("hgvs_projection", "biocommons-hgvs"), suite("hgvs_projection", "hgvs-eval"))
    else {
        return;
    };
    let Some(data) = gene_models::folder("hgvs_projection") else { return };
    let models = GeneModels::read(&data, Assembly::Grch37, true);
    let mut tallies = Tallies {
        to_transcript: Tally::new("biocommons tables: genome → transcript, the version at hand", 0.5),
        to_protein: Tally::new("biocommons tables: transcript → protein, the version at hand", 0.5),
        other_version: Tally::new("biocommons tables: both, on another version of the transcript or its coding part alone", 0.0),
        absent: BTreeMap::new(),
        coding: coding_parts(&data),
    };
    let mut tables: Vec<_> = std::fs::read_dir(biocommons.join("gcp")).unwrap().map(|entry| entry.unwrap().path()).collect();
    tables.sort();
    tables.extend(["ext.tsv", "garcia.tsv"].map(|name| biocommons.join(name)));
    for table in tables {
        for row in Row::read(&table) {
            tallies.row(&models, &row);
        }
    }
    let mut suite = Suite::new("hgvs-projection");
    suite.note(format!(
        "Not at hand: {} rows on {} transcripts that are not among our models (DNAH11 alone has most of them).",
        tallies.absent.values().sum::<usize>(),
        tallies.absent.len()
    ));
    for tally in [tallies.to_transcript, tallies.to_protein, tallies.other_version, eval(&criteria, &models)] {
        suite.add(tally);
    }
    suite.finish();
}
