//! Cancer Hotspots (ODbL 1.0): residues that are changed more often than chance has it. A layer: what is made from it must be
//! given on under the same terms.
//!
//! One row is a residue or a stretch of residues with all its tumours (`type`: `single residue`, `in-frame indel`, `3d`,
//! `splice site`). A single residue becomes an oncogenic claim about its codon, a stretch one about in-frame changes there.
//! Clusters in space are a computed guess of another sort and are not compiled.

use super::gathered::{Claim, Gathered, SourceFacts, leaf};
use super::imported::{Imported, SourceError};
use super::profile_name::{Ground, Meaning};
use super::sheet::{Divided, Row, Sheet};
use crate::diagnostic::{Files, Place};
use crate::models::MemoryGenome;
use crate::record::{Leaf, Records, Spanned};
use ckdb_core::genome::ChangeClass;
use ckdb_core::model::{EvidenceDirection, EvidenceLevel, EvidenceType, Significance, VariantOrigin};
use std::collections::BTreeSet;
use std::path::Path;

/// Numbers of its items in the files of profiles lie behind these.
const BEHIND: u32 = 50_000_000;
/// The paper of release 2.
const PAPER: &str = "PMID:29247016";

/// Reads the table by residue (`hotspots_v2_and_3d`).
///
/// # Errors
/// When the file cannot be read or lacks a column.
pub fn import(path: &Path, files: &mut Files, records: &Records, genomes: &[MemoryGenome; 2]) -> Result<Imported, SourceError> {
    let sheet = Sheet::read(path, files, Divided::Tabs, None)?;
    sheet.must_have(&["hugo_symbol", "residue", "type", "tumor_count", "q_value", "variant_amino_acid"])?;
    let facts = SourceFacts {
        id: "cancer-hotspots-v2",
        name: "Cancer Hotspots",
        publisher: "Memorial Sloan Kettering Cancer Center",
        licence: "ODbL-1.0",
        licence_url: "https://opendatacommons.org/licenses/odbl/1-0/",
        release: "v2",
        homepage: "https://www.cancerhotspots.org",
        citation: Some(PAPER),
        redistributable: false,
    };
    let ground = Ground::new(genomes);
    let mut gathered = Gathered::new(&facts, sheet.file, vec![sheet.input.clone()], records, &ground, genomes);
    for (number, row) in (1_u32..).zip(sheet.rows()) {
        let record = format!("row {number} {} {}", sheet.get(row, "hugo_symbol"), sheet.get(row, "residue"));
        let group = sheet.get(row, "type");
        match claim(&mut gathered, &sheet, row, number, &record) {
            Ok(meaning) => gathered.entry("evidence", record, group, row.place, Ok(&meaning.notes), &[]),
            Err(reason) => gathered.entry("evidence", record, group, row.place, Err(reason), &[]),
        }
    }
    gathered.imported.ledger.lines_not_read.clone_from(&sheet.not_read);
    Ok(gathered.finish())
}

fn claim(gathered: &mut Gathered<'_>, sheet: &Sheet, row: &Row, number: u32, record: &str) -> Result<Meaning, &'static str> {
    let (gene, residue, place) = (sheet.get(row, "hugo_symbol"), sheet.get(row, "residue"), row.place);
    if gathered.known.symbol(gene).is_none() {
        // A gene without a model: the residue could not be checked against a protein.
        return Err("NO_GENE_MODEL");
    }
    let (name, meaning) = match sheet.get(row, "type") {
        "single residue" => (residue.to_owned(), gathered.named(gene, residue, Vec::new(), place).map_err(|refusal| refusal.code())?),
        "in-frame indel" => (format!("in-frame indel {residue}"), indel(gathered, gene, residue, place)?),
        "3d" => return Err("CLUSTER_IN_SPACE"),
        "splice site" => return Err("SPLICE_SITE_UNSPECIFIC"),
        _ => return Err("TYPE_NOT_KNOWN"),
    };
    let profile = gathered.profile(&format!("{gene} {name}"), meaning.criterion.clone()).ok_or("QUESTION_NOT_READ")?;
    let (count, q) = (sheet.get(row, "tumor_count"), sheet.get(row, "q_value"));
    let claim = Claim {
        number: BEHIND + number,
        record: record.to_owned(),
        evidence_type: EvidenceType::Oncogenic,
        direction: EvidenceDirection::Supports,
        significance: Significance::Oncogenicity,
        // Statistics of recurrence, no experiment on the change: inferred.
        level: EvidenceLevel::E,
        rating: None,
        therapies: Vec::new(),
        interaction: None,
        disease: "cancer".to_owned(),
        origin: VariantOrigin::Somatic,
        citation: PAPER.to_owned(),
        statement: format!("{gene} {residue} is changed in {count} tumours, more than chance has it (q {q})."),
    };
    gathered.claim(&profile, claim, place);
    Ok(meaning)
}

/// `745-759`: in-frame changes that touch these residues.
fn indel(gathered: &mut Gathered<'_>, gene: &str, residue: &str, place: Place) -> Result<Meaning, &'static str> {
    let (first, last) = residue.split_once('-').unwrap_or((residue, residue));
    let number = |text: &str| text.trim_start_matches(|letter: char| letter.is_ascii_alphabetic()).parse::<u32>();
    let (Ok(first), Ok(last)) = (number(first), number(last)) else { return Err("RESIDUES_NOT_READ") };
    let gene = gathered.known.gene(gene, None, "", place);
    let transcript = gathered.known.transcript(&gene).ok_or("NO_GENE_MODEL")?;
    let length = gathered.ground.protein(transcript).map_or(0, |protein| protein.len());
    if first == 0 || last < first || last as usize > length {
        return Err("RESIDUE_NOT_THERE");
    }
    let classes = [ChangeClass::InFrameDeletion, ChangeClass::InFrameInsertion, ChangeClass::InFrameDelins];
    let criterion = leaf(
        Leaf::ProteinRange {
            gene: Spanned::new(gene, place),
            first: Spanned::new(first, place),
            last: Spanned::new(last, place),
            classes: classes.into_iter().map(|class| Spanned::new(class, place)).collect(),
            excluding: Vec::new(),
            transcript: None,
        },
        place,
    );
    Ok(Meaning { criterion, notes: BTreeSet::new() })
}
