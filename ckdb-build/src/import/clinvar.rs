//! ClinVar's VCF (public domain): what laboratories say of exact alleles, in the germline and as drivers of tumours.
//!
//! `CLNSIG` of pathogenic or likely pathogenic becomes a predisposing claim, benign and likely benign one that does not support
//! it; `ONC` of oncogenic or likely oncogenic becomes an oncogenic claim. Only alleles in genes we have a record of are taken:
//! the rest is counted. Uncertain and conflicting calls claim nothing and are counted so.
//!
//! ClinVar has no letters of evidence but a review status. It is the rating (stars of ClinVar, 1 to 4), and gives the letter:
//! a practice guideline or expert panel A, several that agree B, one submitter with criteria C, none D.

use super::gathered::{Claim, Gathered, SourceFacts};
use super::imported::{Imported, SourceError};
use super::profile_name::Ground;
use super::profile_name::meaning::StatedLetters;
use super::sheet::read_text;
use crate::diagnostic::{Files, Place};
use crate::models::MemoryGenome;
use crate::record::Records;
use crate::record::shape::is_date;
use ckdb_core::genome::{Allele, Assembly, Contig};
use ckdb_core::model::{EvidenceDirection, EvidenceLevel, EvidenceType, Significance, VariantOrigin};
use std::collections::BTreeSet;
use std::path::Path;

/// Numbers of its items in the files of profiles lie behind these; two for each of ClinVar's.
const BEHIND: u32 = 100_000_000;

/// Reads the VCF.
///
/// # Errors
/// When the file cannot be read.
pub fn import(path: &Path, files: &mut Files, records: &Records, genomes: &[MemoryGenome; 2]) -> Result<Imported, SourceError> {
    let (input, text) = read_text(path)?;
    let file = files.add(path.to_string_lossy().replace('\\', "/"), text.clone());
    let meta = |key: &str| text.lines().take_while(|line| line.starts_with('#')).find_map(|line| line.strip_prefix(key));
    let day = meta("##fileDate=").map(str::trim).filter(|day| is_date(day)).unwrap_or("unknown").to_owned();
    let assembly: Option<Assembly> = meta("##reference=").and_then(|name| name.trim().parse().ok());
    let id = format!("clinvar-{day}");
    let facts = SourceFacts {
        id: &id,
        name: "ClinVar",
        publisher: "National Center for Biotechnology Information",
        licence: "LicenseRef-public-domain-US-government",
        licence_url: "https://www.ncbi.nlm.nih.gov/clinvar/docs/maintenance_use/",
        release: &day,
        homepage: "https://www.ncbi.nlm.nih.gov/clinvar/",
        citation: Some("PMID:29165669"),
        redistributable: true,
    };
    let ours: BTreeSet<String> = records.genes.iter().map(|gene| gene.header.id.clone()).collect();
    let ground = Ground::new(genomes);
    let name = input.name.clone();
    let mut gathered = Gathered::new(&facts, file, vec![input], records, &ground, genomes);
    let mut at = 0;
    for (number, line) in text.split('\n').enumerate() {
        let place = Place::new(file, at..at + line.len());
        at += line.len() + 1;
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let Some(row) = Row::read(line) else {
            gathered.imported.ledger.lines_not_read.push(format!("{name}:{}: expected at least 8 cells", number + 1));
            gathered.entry("alleles", format!("line {}", number + 1), "", place, Err("LINE_NOT_READ"), &[]);
            continue;
        };
        let record = format!("VariationID {}", row.id);
        let became = row.claims(&mut gathered, assembly, &ours, &record, place);
        match became {
            Ok(()) => gathered.entry("alleles", record, "", place, Ok(&BTreeSet::new()), &[]),
            Err(reason) => gathered.entry("alleles", record, "", place, Err(reason), &[]),
        }
    }
    Ok(gathered.finish())
}

/// A line of the VCF.
struct Row<'l> {
    contig: &'l str,
    position: &'l str,
    id: &'l str,
    reference: &'l str,
    alternate: &'l str,
    info: &'l str,
}

/// One claim: type, direction, significance, review status, names of conditions, origin.
struct Said<'l> {
    evidence_type: EvidenceType,
    direction: EvidenceDirection,
    significance: Significance,
    review: &'l str,
    conditions: &'l str,
    origin: VariantOrigin,
    words: &'l str,
}

impl<'l> Row<'l> {
    fn read(line: &'l str) -> Option<Self> {
        let mut cells = line.split('\t');
        let (contig, position, id) = (cells.next()?, cells.next()?, cells.next()?);
        let (reference, alternate, _, _, info) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?, cells.next()?);
        Some(Self { contig, position, id, reference, alternate, info })
    }

    fn info(&self, key: &str) -> &'l str {
        let found = self.info.split(';').find_map(|entry| entry.strip_prefix(key)?.strip_prefix('='));
        found.unwrap_or_default()
    }

    fn claims(
        &self,
        gathered: &mut Gathered<'_>,
        assembly: Option<Assembly>,
        ours: &BTreeSet<String>,
        record: &str,
        place: Place,
    ) -> Result<(), &'static str> {
        let assembly = assembly.ok_or("ASSEMBLY_NOT_STATED")?;
        let number: u32 = self.id.parse().map_err(|_| "NUMBER_NOT_STATED")?;
        let genes = self.info("GENEINFO").split('|').filter_map(|entry| Some(entry.split_once(':')?.0));
        let gene = genes.filter(|gene| ours.contains(*gene)).next().ok_or("GENE_NOT_OURS")?;
        let said = self.said()?;
        let (contig, _) = Contig::parse(self.contig).ok_or("CONTIG_NOT_KNOWN")?;
        let position = self.position.parse().map_err(|_| "POSITION_NOT_READ")?;
        let allele = Allele::from_vcf(contig, position, self.reference.as_bytes(), self.alternate.as_bytes());
        let letters = vec![StatedLetters { assembly, allele: allele.map_err(|_| "LETTERS_NOT_READ")? }];
        let meaning = gathered.said(gene, None, letters, place).map_err(|refusal| refusal.code())?;
        let name = format!("{gene} {}:{}{}>{}", self.contig, self.position, short(self.reference), short(self.alternate));
        let profile = gathered.profile(&name, meaning.criterion).ok_or("QUESTION_NOT_READ")?;
        for (at, said) in (0_u32..).zip(said) {
            let disease = self.disease(gathered, said.conditions);
            let (rating, level) = review(said.review);
            let claim = Claim {
                number: BEHIND.saturating_add(number.saturating_mul(2)).saturating_add(at),
                record: record.to_owned(),
                evidence_type: said.evidence_type,
                direction: said.direction,
                significance: said.significance,
                level,
                rating,
                therapies: Vec::new(),
                interaction: None,
                disease,
                origin: said.origin,
                citation: format!("{}:VariationID {number}", gathered.known.source),
                statement: format!("{}: {}.", said.words.replace('_', " "), said.review.replace('_', " ")),
            };
            gathered.claim(&profile, claim, place);
        }
        Ok(())
    }

    fn said(&self) -> Result<Vec<Said<'l>>, &'static str> {
        use EvidenceDirection::{DoesNotSupport, Supports};
        let mut found = Vec::new();
        let germline = self.info("CLNSIG");
        let direction = match germline.split(['|', ',']).next().unwrap_or_default() {
            "Pathogenic" | "Likely_pathogenic" | "Pathogenic/Likely_pathogenic" => Some(Supports),
            "Benign" | "Likely_benign" | "Benign/Likely_benign" => Some(DoesNotSupport),
            _ => None,
        };
        found.extend(direction.map(|direction| Said {
            evidence_type: EvidenceType::Predisposing,
            direction,
            significance: Significance::Predisposition,
            review: self.info("CLNREVSTAT"),
            conditions: self.info("CLNDN"),
            origin: VariantOrigin::Germline,
            words: germline,
        }));
        let driver = self.info("ONC");
        let direction = match driver.split(['|', ',']).next().unwrap_or_default() {
            "Oncogenic" | "Likely_oncogenic" => Some(Supports),
            "Benign" | "Likely_benign" => Some(DoesNotSupport),
            _ => None,
        };
        found.extend(direction.map(|direction| Said {
            evidence_type: EvidenceType::Oncogenic,
            direction,
            significance: Significance::Oncogenicity,
            review: self.info("ONCREVSTAT"),
            conditions: self.info("ONCDN"),
            origin: VariantOrigin::Somatic,
            words: driver,
        }));
        match (found.is_empty(), germline, driver) {
            (false, ..) => Ok(found),
            (true, "", "") => Err("SIGNIFICANCE_NOT_STATED"),
            (true, germline, _) if germline.starts_with("Conflicting") => Err("SIGNIFICANCE_CONFLICTS"),
            (true, germline, driver) if germline.starts_with("Uncertain") || driver.starts_with("Uncertain") => {
                Err("SIGNIFICANCE_UNCERTAIN")
            }
            _ => Err("SIGNIFICANCE_NOT_OURS"),
        }
    }

    /// The first condition we know; else any cancer, which is what a call without one says.
    fn disease(&self, gathered: &mut Gathered<'_>, conditions: &str) -> String {
        let names = conditions.split('|').map(|name| name.replace('_', " "));
        let known = names.into_iter().find(|name| gathered.known.knows_disease(name));
        let place = gathered.imported.files.first().map(|file| Place::whole(*file));
        match (known, place) {
            (Some(name), Some(place)) => gathered.known.disease(&name, "", place).unwrap_or_else(|| "cancer".to_owned()),
            _ => "cancer".to_owned(),
        }
    }
}

/// Letters for a name; long ones by their number.
fn short(letters: &str) -> String {
    if letters.len() <= 10 { letters.to_owned() } else { format!("({} letters)", letters.len()) }
}

/// ClinVar's stars and the letter beside them (ClinVar, review status).
fn review(status: &str) -> (Option<u32>, EvidenceLevel) {
    match status {
        "practice_guideline" => (Some(4), EvidenceLevel::A),
        "reviewed_by_expert_panel" => (Some(3), EvidenceLevel::A),
        status if status.contains("multiple_submitters") => (Some(2), EvidenceLevel::B),
        status if status.starts_with("criteria_provided") => (Some(1), EvidenceLevel::C),
        _ => (None, EvidenceLevel::D),
    }
}
