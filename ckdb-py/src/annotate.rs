//! One variant's annotation as Python objects: plain values, copied out of the index.

use crate::error::Error;
use crate::evidence::PyEvidenceItem;
use crate::html::{Cell, escaped, grid};
use crate::kept::Kept;
use crate::standing::{PyLevel, Standing, names, names_ja};
use ckdb_core::annotate::lookup::{Answer, Change, Subject};
use ckdb_core::annotate::{Annotation, LookupError, ProfileMatch, Row};
use ckdb_core::consequence::Consequence;
use ckdb_core::genome::Assembly;
use ckdb_core::knowledge::{FindError, Genome, Knowledge, Records};
use ckdb_core::model::{GeneId, SchemeColumn, Vocabulary};
use pyo3::prelude::*;
use std::sync::Arc;

/// What is known of one variant.
#[pyclass(frozen, get_all, module = "ckdb", name = "Annotation")]
pub(crate) struct PyAnnotation {
    /// The text that was asked for.
    variant: String,
    /// The assembly its place was read on.
    assembly: &'static str,
    /// The allele in the one spelling that is compared, left-aligned: `chr7-140753336-A-T`.
    allele: String,
    /// Its name on the contig: `NC_000007.14:g.140753336A>T`.
    hgvs_g: String,
    /// How many changes of letters were looked at: more than one only where a change of the protein was named; `allele` is
    /// then the one with the fewest letters, and a match is `true` only if all of them meet it.
    spellings: usize,
    /// English name of the patient's disease.
    disease: Option<String>,
    /// Level schemes used: `jp-2.1@1`.
    schemes: Vec<String>,
    /// The index asked.
    content_id: String,
    /// The consequence that shows it best: on the transcript named, else the one claims about the gene are numbered on.
    consequence: Option<Py<PyConsequence>>,
    /// Consequences on every transcript touched: strongest impact first, then MANE, then accession.
    consequences: Vec<Py<PyConsequence>>,
    /// Profiles it meets, or may meet, by itself: closest first.
    matches: Vec<Py<PyProfileMatch>>,
    /// Every row of every match: certain before uncertain, strongest level first.
    rows: Vec<Py<PyRow>>,
    /// What the reader must know: what could not be checked, how a name was read.
    notes: Vec<String>,
}

/// What the variant does to one transcript.
#[pyclass(frozen, get_all, module = "ckdb", name = "Consequence")]
pub(crate) struct PyConsequence {
    /// HGNC symbol.
    gene: String,
    /// Accession with version.
    transcript: String,
    /// `Select`, `Plus_Clinical`.
    mane: Option<&'static str>,
    /// Sequence Ontology terms, the most severe first.
    terms: Vec<&'static str>,
    /// `HIGH`, `MODERATE`, `LOW`, `MODIFIER`.
    impact: &'static str,
    /// The class of change matching asks for: `MIS`, `IFD`, …
    change_class: Option<&'static str>,
    /// Exons touched, and how many there are: `15/18`.
    exon: Option<String>,
    /// Introns touched.
    intron: Option<String>,
    /// `c.1799T>A`.
    hgvs_c: Option<String>,
    /// Predicted change of the protein: `p.Val600Glu`.
    hgvs_p: Option<String>,
}

/// A molecular profile the variant meets, or may meet.
#[pyclass(frozen, get_all, module = "ckdb", name = "ProfileMatch")]
pub(crate) struct PyProfileMatch {
    /// Identity of the profile: `BRAF/V600E`.
    profile_id: String,
    /// Its name: `BRAF V600E`.
    profile: String,
    /// How closely the variant meets it: `EXACT_ALLELE`, `SAME_PROTEIN`, …
    match_level: &'static str,
    /// `true`, or `unknown(REASON)`.
    state: String,
    /// The variant of the profile that is met.
    variant_name: String,
    /// The matching rule that decided.
    rule: &'static str,
    /// What is claimed about the profile, strongest level first.
    rows: Vec<Py<PyRow>>,
}

/// One claim about a profile in one disease, with every record that makes it.
#[pyclass(frozen, get_all, module = "ckdb", name = "Row")]
pub(crate) struct PyRow {
    /// Name of the profile.
    profile: String,
    /// How closely the variant meets the profile.
    match_level: &'static str,
    /// `true`, or `unknown(REASON)`.
    state: String,
    /// Kind of claim.
    evidence_type: &'static str,
    /// `Supports` or `DoesNotSupport`.
    direction: &'static str,
    /// What is claimed.
    significance: &'static str,
    /// English generic names.
    therapies: Vec<String>,
    /// Japanese generic names, in the same order; a therapy without one keeps its English name.
    therapies_ja: Vec<String>,
    /// How several therapies belong together.
    interaction: Option<&'static str>,
    /// English name of the claim's disease.
    disease: String,
    /// How the patient's disease stands to it; `None` when no disease was given.
    disease_scope: Option<&'static str>,
    /// The sources' own levels, strongest first.
    source_levels: Vec<&'static str>,
    /// AMP/ASCO/CAP tier and level.
    amp: Option<String>,
    /// Level of the three Japanese societies.
    jp: Option<String>,
    /// Every level, with the rule and the records that gave it.
    levels: Vec<Py<PyLevel>>,
    /// Ways to reach the therapies.
    access: Vec<&'static str>,
    /// Evidence items, assertions, approvals.
    record_ids: Vec<String>,
    /// The evidence items among them.
    evidence: Vec<Py<PyEvidenceItem>>,
}

impl PyAnnotation {
    pub(crate) fn of(
        py: Python<'_>,
        knowledge: &Knowledge,
        kept: &Kept,
        variant: &str,
        assembly: Option<&str>,
        disease: Option<&str>,
    ) -> PyResult<Self> {
        let (change, answer) = py.detach(|| annotate(knowledge, kept, variant, assembly, disease))?;
        let (records, genome) =
            (knowledge.records().map_err(Error::from)?, knowledge.genome(change.assembly).map_err(Error::from)?);
        let show = Show { py, knowledge, records, genome };
        let annotation = &change.annotation;
        let matches: Vec<(PyProfileMatch, &ProfileMatch<'_>)> =
            annotation.matches.iter().map(|found| Ok((show.profile_match(found)?, found))).collect::<PyResult<_>>()?;
        // The ranked rows are the very rows of the matches, in another order.
        let rows = annotation.rows().into_iter().filter_map(|ranked| {
            let (shown, found) = matches.iter().find(|(_, found)| std::ptr::eq(*found, ranked.matched))?;
            let place = found.card.rows.iter().position(|row| std::ptr::eq(row, ranked.row))?;
            shown.rows.get(place).map(|row| row.clone_ref(py))
        });
        let rows = rows.collect();
        let consequences = annotation.consequences.iter().map(|found| Py::new(py, show.consequence(found)));
        let consequences: Vec<Py<PyConsequence>> = consequences.collect::<PyResult<_>>()?;
        let shown = change.transcript.as_ref().and_then(|(_, shown)| {
            let place = annotation.consequences.iter().position(|found| found.transcript == shown.transcript)?;
            consequences.get(place).map(|found| found.clone_ref(py))
        });
        let mut notes = answer.notes;
        notes.extend(doubts(&change, genome));
        Ok(Self {
            variant: variant.to_owned(),
            assembly: change.assembly.as_str(),
            allele: spelling(annotation, genome),
            hgvs_g: change.hgvs_g(),
            spellings: change.spellings,
            disease: answer.patient.and_then(|id| records.disease(id)).map(|disease| disease.name().to_owned()),
            schemes: answer.schemes,
            content_id: knowledge.content_id().to_string(),
            consequence: shown,
            consequences,
            rows,
            matches: matches.into_iter().map(|(shown, _)| Py::new(py, shown)).collect::<PyResult<_>>()?,
            notes,
        })
    }
}

/// The change a term names, annotated, and what else the answer says; without Python.
fn annotate<'k>(
    knowledge: &'k Knowledge,
    kept: &Kept,
    variant: &str,
    assembly: Option<&str>,
    disease: Option<&str>,
) -> Result<(Change<'k>, Answer<'k>), Error> {
    let assembly = assembly.map(str::parse::<Assembly>).transpose()?;
    let mut lookup = kept.lookup(knowledge, assembly);
    if let Some(name) = disease {
        lookup = lookup.disease(name)?;
    }
    let mut answer = lookup.ask(variant).map_err(|error| match error {
        // The disease is known by now: what is unknown is the variant.
        LookupError::Unknown(unknown @ FindError::Unknown { wanted: "term", .. }) => Error::Unread(unknown),
        other => other.into(),
    })?;
    let what = match std::mem::replace(&mut answer.subject, Subject::Trials) {
        Subject::Change(change) => return Ok((*change, answer)),
        Subject::Profile(_) => "a molecular profile",
        Subject::Genes(_) => "a gene",
        Subject::Therapies(_) => "a therapy",
        Subject::Disease(_) => "a disease",
        Subject::Records(_) => "a record",
        Subject::Trials => "a trial",
        Subject::Fusion(_) => "a fusion",
    };
    Err(Error::NoVariant { term: variant.to_owned(), what })
}

/// What could not be told: silence about a variant must not look like "nothing is known".
fn doubts(change: &Change<'_>, genome: Genome<'_>) -> Vec<String> {
    let mut doubts = Vec::new();
    let place = change.annotation.normalized().map(|normalized| (normalized.allele.contig, normalized.allele.interval));
    if change.annotation.consequences.is_empty() && place.is_some_and(|(contig, place)| !genome.is_modelled(contig, place)) {
        doubts.push("this index has no gene model at this place: only exact genomic alleles can match".to_owned());
    }
    if change.spellings > 1 {
        let count = change.spellings;
        doubts.push(format!("{count} changes of letters give this change of the protein; the allele shown is one of them"));
    }
    doubts
}

/// The normalised allele as a VCF line has it; where the letter before a gap is not held, with an empty side.
fn spelling(annotation: &Annotation<'_>, genome: Genome<'_>) -> String {
    let text = |letters: &[u8]| String::from_utf8_lossy(letters).into_owned();
    let spelt = annotation.normalized().and_then(|normalized| Some((normalized.allele.contig, normalized.vcf_form(&genome)?)));
    match spelt {
        Some((contig, (position, reference, alternate))) => {
            format!("{contig}-{position}-{}-{}", text(&reference), text(&alternate))
        }
        None => annotation.allele.to_string(),
    }
}

/// Makes Python objects of one annotation.
struct Show<'py, 'k> {
    py: Python<'py>,
    knowledge: &'k Knowledge,
    records: Records<'k>,
    genome: Genome<'k>,
}

impl Show<'_, '_> {
    fn consequence(&self, found: &Consequence) -> PyConsequence {
        let text = |accession: &str| accession.to_owned();
        PyConsequence {
            gene: self.records.gene(GeneId::new(found.gene)).map_or_else(String::new, |gene| text(gene.symbol())),
            transcript: self.genome.row(found.transcript).map_or_else(String::new, |row| text(row.accession)),
            mane: Some(found.mane.as_str()).filter(|word| !word.is_empty()),
            terms: found.terms.iter().map(|term| term.as_str()).collect(),
            impact: found.impact().as_str(),
            change_class: found.class.map(|class| class.code()),
            exon: found.exons.map(|span| span.to_string()),
            intron: found.introns.map(|span| span.to_string()),
            hgvs_c: found.hgvs_c.as_ref().map(ToString::to_string),
            hgvs_p: found.protein.as_ref().map(ToString::to_string),
        }
    }

    fn profile_match(&self, found: &ProfileMatch<'_>) -> PyResult<PyProfileMatch> {
        let rows = found.card.rows.iter().map(|row| Py::new(self.py, self.row(found, row)?));
        let (variant, rule) = found.by;
        Ok(PyProfileMatch {
            profile_id: found.profile.id().to_owned(),
            profile: found.profile.name().to_owned(),
            match_level: found.level.as_str(),
            state: found.truth.to_string(),
            variant_name: self.records.variant(variant).map_or_else(String::new, |variant| variant.name().to_owned()),
            rule,
            rows: rows.collect::<PyResult<_>>()?,
        })
    }

    fn row(&self, found: &ProfileMatch<'_>, row: &Row<'_>) -> PyResult<PyRow> {
        let records = self.records;
        let standing = Standing::of(row);
        let therapies = || row.claim.therapies.iter().copied();
        let item = |id| PyEvidenceItem { knowledge: self.knowledge.clone(), id, standing: Arc::clone(&standing) };
        let evidence = row.evidence.iter().map(|one| Py::new(self.py, item(one.number())));
        let levels = standing.levels().into_iter().map(|level| Py::new(self.py, level));
        Ok(PyRow {
            profile: found.profile.name().to_owned(),
            match_level: found.level.as_str(),
            state: found.truth.to_string(),
            evidence_type: row.claim.evidence_type.as_str(),
            direction: row.claim.direction.as_str(),
            significance: row.claim.significance.as_str(),
            therapies: names(records, therapies()),
            therapies_ja: names_ja(records, therapies()),
            interaction: row.claim.interaction.map(Vocabulary::as_str),
            disease: records.disease(row.disease).map_or_else(String::new, |disease| disease.name().to_owned()),
            disease_scope: standing.scope_word(),
            source_levels: row.source_levels().into_iter().map(Vocabulary::as_str).collect(),
            amp: standing.level(SchemeColumn::Amp),
            jp: standing.level(SchemeColumn::Jp),
            levels: levels.collect::<PyResult<_>>()?,
            access: standing.access.clone(),
            record_ids: row.record_ids().map(str::to_owned).collect(),
            evidence: evidence.collect::<PyResult<_>>()?,
        })
    }
}

#[pymethods]
impl PyAnnotation {
    fn __repr__(&self) -> String {
        let shown = self.consequence.as_ref().map(Py::get);
        let change = shown.map_or_else(|| "no transcript touched".to_owned(), |found| found.change());
        let profiles: Vec<&str> = self.matches.iter().map(|found| found.get().profile.as_str()).collect();
        let known = if profiles.is_empty() { "no profile met".to_owned() } else { profiles.join("; ") };
        format!("<ckdb.Annotation {} {}: {change}; {known}; {} rows>", self.assembly, self.allele, self.rows.len())
    }

    /// What a notebook shows.
    fn _repr_html_(&self) -> String {
        let shown = self.consequence.as_ref().map(Py::get);
        let change = shown.map_or_else(|| "no transcript touched".to_owned(), |found| found.change());
        let head = format!("<p><b>{}</b> {} on {}</p>", escaped(&change), escaped(&self.allele), self.assembly);
        let notes: String = self.notes.iter().map(|note| format!("<li>{}</li>", escaped(note))).collect();
        let notes = if notes.is_empty() { notes } else { format!("<ul>{notes}</ul>") };
        if self.rows.is_empty() {
            return format!("{head}<p><i>nothing is known of it</i></p>{notes}");
        }
        let names = [
            "profile",
            "match_level",
            "state",
            "evidence_type",
            "significance",
            "therapies",
            "disease",
            "disease_scope",
            "amp",
            "jp",
        ];
        let cells = |row: &PyRow| {
            let not = if row.direction == "Supports" { "" } else { "not supported: " };
            let texts = [
                row.profile.clone(),
                row.match_level.to_owned(),
                row.state.clone(),
                row.evidence_type.to_owned(),
                format!("{not}{}", row.significance),
                row.therapies.join(" + "),
                row.disease.clone(),
                row.disease_scope.unwrap_or_default().to_owned(),
                row.amp.clone().unwrap_or_default(),
                row.jp.clone().unwrap_or_default(),
            ];
            texts.map(Cell::Text).into_iter().collect()
        };
        let disease = self
            .disease
            .as_ref()
            .map_or_else(|| "without a disease no level is told: disease=\"LUAD\"".to_owned(), |disease| format!("for {disease}"));
        let rows = self.rows.iter().map(|row| cells(row.get()));
        let caption = format!("{disease}, index {}", self.content_id);
        format!("{head}{}{notes}", grid(&names, rows, self.rows.len(), &caption))
    }
}

impl PyConsequence {
    /// Gene and change, as short as people say it.
    fn change(&self) -> String {
        let name = self.hgvs_p.as_ref().or(self.hgvs_c.as_ref()).map_or_else(|| self.terms.join("&"), String::clone);
        format!("{} {name}", self.gene)
    }
}

#[pymethods]
impl PyConsequence {
    fn __repr__(&self) -> String {
        format!("<ckdb.Consequence {} on {}: {}, {}>", self.change(), self.transcript, self.terms.join("&"), self.impact)
    }
}

#[pymethods]
impl PyProfileMatch {
    fn __repr__(&self) -> String {
        format!("<ckdb.ProfileMatch {}: {}, {}, {} rows>", self.profile, self.state, self.match_level, self.rows.len())
    }
}

#[pymethods]
impl PyRow {
    fn __repr__(&self) -> String {
        let what = if self.therapies.is_empty() { self.evidence_type.to_owned() } else { self.therapies.join(" + ") };
        let not = if self.direction == "Supports" { "" } else { " NOT SUPPORTED" };
        let dash = |level: &Option<String>| level.clone().unwrap_or_else(|| "–".to_owned());
        let source = if self.source_levels.is_empty() { "–".to_owned() } else { self.source_levels.join("&") };
        format!(
            "<ckdb.Row {}: {what} {}{not} in {}, AMP {}, JP {}, source {source}>",
            self.profile,
            self.significance,
            self.disease,
            dash(&self.amp),
            dash(&self.jp),
        )
    }
}
