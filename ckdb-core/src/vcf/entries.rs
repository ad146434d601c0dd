//! An annotation as INFO text: the entries `CKDB=…` and `CKDB_CSQ=…`.
//!
//! Entries are separated by commas, fields by `|`, lists within a field by `&`; every other use of a reserved character is
//! percent-encoded (see [`super::info`]). An empty field is empty, never `.`. The orders are total, so equal annotations give
//! equal bytes.

use super::info::{CONSEQUENCE_KEY, KEY, encode_value};
use crate::annotate::{Annotation, Annotator, RankedRow};
use crate::consequence::Consequence;
use crate::level::MinLevel;
use crate::matching::Truth;
use crate::model::{DiseaseScope, SchemeColumn, TherapyId, Vocabulary};
use std::fmt::Display;

/// Fields of an entry of `CKDB`, in order.
pub const MATCH_FIELDS: [&str; 15] = [
    "Allele",
    "MatchLevel",
    "State",
    "Profile",
    "EvidenceType",
    "Direction",
    "Significance",
    "Therapies",
    "Disease",
    "DiseaseScope",
    "SourceLevel",
    "AMP",
    "JP",
    "Access",
    "Records",
];

/// Fields of an entry of `CKDB_CSQ`, in order.
pub const CONSEQUENCE_FIELDS: [&str; 10] =
    ["Allele", "Consequence", "Impact", "Gene", "Transcript", "MANE", "Exon", "HGVSc", "HGVSp", "Class"];

/// Collects the entries of all alleles of one line. Keep it and [`Entries::clear`] it: it then allocates nothing anew.
#[derive(Debug, Default)]
pub struct Entries {
    matches: Vec<u8>,
    consequences: Vec<u8>,
    text: String,
}

impl Entries {
    /// Forgets the last line.
    pub fn clear(&mut self) {
        self.matches.clear();
        self.consequences.clear();
    }

    /// Adds what is known of one allele. `alternate` is ALT as it stands on the line; with `least`, only claims of at least
    /// that level.
    pub fn add(&mut self, alternate: &[u8], annotation: &Annotation<'_>, annotator: &Annotator<'_>, least: Option<&MinLevel>) {
        let allele = String::from_utf8_lossy(alternate);
        for ranked in annotation.rows().into_iter().filter(|ranked| least.is_none_or(|least| keeps(least, ranked))) {
            if !self.matches.is_empty() {
                self.matches.push(b',');
            }
            let mut fields = Fields { out: &mut self.matches, text: &mut self.text, first: true };
            match_entry(&mut fields, &allele, &ranked, annotator);
        }
        for consequence in shown(annotation, annotator) {
            if !self.consequences.is_empty() {
                self.consequences.push(b',');
            }
            let mut fields = Fields { out: &mut self.consequences, text: &mut self.text, first: true };
            consequence_entry(&mut fields, &allele, consequence, annotator);
        }
    }

    /// Appends the INFO entries to `info`, as far as there is something to say.
    pub fn write(&self, info: &mut Vec<u8>) {
        for (key, entries) in [(KEY, &self.matches), (CONSEQUENCE_KEY, &self.consequences)] {
            if !entries.is_empty() {
                if !info.is_empty() {
                    info.push(b';');
                }
                info.extend_from_slice(key.as_bytes());
                info.push(b'=');
                info.extend_from_slice(entries);
            }
        }
    }
}

/// Consequences worth a line in a VCF: for each gene those on MANE transcripts and on the one its claims are numbered on
/// ([`Annotator::is_shown`]); if there is none, the most severe.
#[must_use]
pub fn shown<'a>(annotation: &'a Annotation<'_>, annotator: &Annotator<'_>) -> Vec<&'a Consequence> {
    let mut genes: Vec<u32> = Vec::new();
    let mut kept: Vec<&Consequence> = Vec::new();
    for found in &annotation.consequences {
        if annotator.is_shown(found) {
            kept.push(found);
            genes.push(found.gene);
        }
    }
    for found in &annotation.consequences {
        if !genes.contains(&found.gene) {
            kept.push(found);
            genes.push(found.gene);
        }
    }
    kept
}

/// Is the claim certain, and of at least this level?
fn keeps(least: &MinLevel, ranked: &RankedRow<'_, '_>) -> bool {
    ranked.matched.truth == Truth::True && least.passes(ranked.row.levels.iter().map(|(_, level)| level))
}

/// Writes fields one after another.
struct Fields<'a> {
    out: &'a mut Vec<u8>,
    text: &'a mut String,
    first: bool,
}

impl Fields<'_> {
    fn begin(&mut self) {
        if !self.first {
            self.out.push(b'|');
        }
        self.first = false;
    }

    fn one(&mut self, value: impl Display) {
        self.begin();
        self.encode(value);
    }

    fn list<D: Display>(&mut self, values: impl IntoIterator<Item = D>) {
        self.begin();
        for (place, value) in values.into_iter().enumerate() {
            if place > 0 {
                self.out.push(b'&');
            }
            self.encode(value);
        }
    }

    fn encode(&mut self, value: impl Display) {
        use std::fmt::Write;
        self.text.clear();
        // Writing to a String cannot fail.
        let _ = write!(self.text, "{value}");
        encode_value(self.text, self.out);
    }
}

fn match_entry(fields: &mut Fields<'_>, allele: &str, ranked: &RankedRow<'_, '_>, annotator: &Annotator<'_>) {
    let (matched, row) = (ranked.matched, ranked.row);
    let records = annotator.records();
    let therapy = |id: &TherapyId| records.therapy(*id).map_or("", |therapy| therapy.id());
    // What is unknown earns no level.
    let earned = |column| row.level(column).filter(|_| matched.truth == Truth::True);
    let level = |column| earned(column).map_or("", |level| level.level.as_str());
    fields.one(allele);
    fields.one(matched.level);
    fields.one(matched.truth);
    fields.one(matched.profile.id());
    fields.one(row.claim.evidence_type);
    fields.one(row.claim.direction);
    fields.one(row.claim.significance);
    fields.list(row.claim.therapies.iter().map(therapy));
    fields.one(records.disease(row.disease).map_or("", |disease| disease.id()));
    fields.one(if row.scope == DiseaseScope::NotGiven { "" } else { row.scope.as_str() });
    fields.list(row.source_levels());
    fields.one(level(SchemeColumn::Amp));
    fields.one(level(SchemeColumn::Jp));
    let mut routes: Vec<&str> = row.routes.iter().map(|(route, _)| route.as_str()).collect();
    routes.dedup();
    fields.list(routes);
    fields.list(row.record_ids());
}

fn consequence_entry(fields: &mut Fields<'_>, allele: &str, found: &Consequence, annotator: &Annotator<'_>) {
    let accession = annotator.genome().row(found.transcript).map_or("", |transcript| transcript.accession);
    let gene = annotator.records().gene(crate::model::GeneId::new(found.gene)).map_or("", |gene| gene.symbol());
    fields.one(allele);
    fields.list(found.terms.iter());
    fields.one(found.impact());
    fields.one(gene);
    fields.one(accession);
    fields.one(found.mane.as_str());
    fields.list(found.exons);
    fields.list(found.hgvs_c.as_ref());
    fields.list(found.protein.as_ref());
    fields.one(found.class.map_or("", |class| class.code()));
}
