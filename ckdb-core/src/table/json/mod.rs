//! Annotations as JSON Lines: one object a line.
//!
//! | `type` | is |
//! |---|---|
//! | `variant` | an allele of the input: `variant` (the input's words), `normalized`, `consequences`, `matches` |
//! | `secondary` | a germline finding, behind the allele it is about: `gene`, `standing`, `ground`, `records` |
//! | `profile` | a profile of one whole sample, over several variants or what is told of it: `variants` that contribute, `match` |
//! | `profile_miss` | with [`Options::explain`](super::Options): a profile the sample has a part of; its `verdict` says what is not there |
//! | `trial` | a trial asked about the case: `entry` is `match`, `possible` (`unknown` says what is not known) or `excluded` (`excluded_by`); status with its day. With [`Options::explain`](super::Options) all trials, else those that are news |
//! | `summary` | the last line: index, schemes, patient, what was left out, counts, warnings |
//!
//! Fields are always there and always in one order; what is not known is `null`, a list of nothing is `[]`. Five fields come
//! only when they are asked for or needed: `fusions` (of a structural allele that joins genes), `near_misses` (with [`Options::explain`](super::Options)), `joined` (for an allele read
//! together with neighbours, or to be so if their phase were known), `populations` (when layers of frequencies or fields are open) and `not_annotated` (for one that could not be annotated). Names are a contract: add freely, rename or remove only with a note in the change log.

mod case;
mod claim;
mod fusion;
mod matched;
mod origin;
mod population;
mod summary;
mod trial;
mod variant;

pub use claim::{Claim, Disease};
pub use trial::TrialLine;

use super::TableError;
use super::place::{NotAnnotated, Place};
use super::rows::{Contribution, Met, Rows};
use super::shown;
use crate::annotate::lookup::Change;
use crate::annotate::{Annotation, Case, SampleMatch, SampleMiss, Secondary, TrialMatch};
use crate::knowledge::view;
use matched::{Match, Profile, Verdict};
use serde::Serialize;
use std::io::Write;
use variant::{Consequence, Input, Joined, NearMiss, Normalized, Refusal, VariantName};

/// A line of `"type":"variant"`.
#[derive(Serialize)]
struct VariantLine<'r> {
    r#type: &'static str,
    variant: Input<'r>,
    normalized: Option<Normalized>,
    /// A structural allele: `chr7:55019365(+)::chr7:55155830(-)`.
    #[serde(skip_serializing_if = "Option::is_none")]
    structure: Option<String>,
    consequences: Vec<Consequence<'r>>,
    /// Fusions a structural allele makes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fusions: Vec<fusion::Fusion<'r>>,
    matches: Vec<Match<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    near_misses: Option<Vec<NearMiss<'r>>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    joined: Vec<Joined>,
    /// What layers say of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    populations: Option<population::Populations<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_annotated: Option<Refusal<'r>>,
}

/// A line of `"type":"profile"`.
#[derive(Serialize)]
struct ProfileLine<'r> {
    r#type: &'static str,
    sample: Option<&'r str>,
    variants: Vec<Contributor<'r>>,
    r#match: Match<'r>,
}

/// A line of `"type":"secondary"`.
#[derive(Serialize)]
struct SecondaryLine<'r> {
    r#type: &'static str,
    variant: Input<'r>,
    gene: Option<&'r str>,
    /// `PRESENT`, `SUSPECTED`, `NOT_TOLD`.
    standing: &'static str,
    /// `CURATED`, `TRUNCATING`.
    ground: &'static str,
    variants: Vec<VariantName<'r>>,
    /// Evidence items that speak of inheritance.
    records: Vec<&'r str>,
}

/// A line of `"type":"profile_miss"`.
#[derive(Serialize)]
struct MissLine<'r> {
    r#type: &'static str,
    sample: Option<&'r str>,
    profile: Profile<'r>,
    state: String,
    verdict: Verdict<'r>,
}

/// An allele that contributes to a profile.
#[derive(Serialize)]
struct Contributor<'r> {
    variant: Input<'r>,
    consequence: Option<Consequence<'r>>,
    variant_name: &'r str,
    match_level: &'static str,
    rule: &'static str,
}

/// Writes annotations as JSON Lines.
#[derive(Debug)]
pub struct JsonlWriter<'a, 'k, W> {
    out: W,
    rows: &'a Rows<'a, 'k>,
    case: Case,
}

impl<'a, 'k, W: Write> JsonlWriter<'a, 'k, W> {
    /// Into `out`; nothing is written yet.
    pub fn new(out: W, rows: &'a Rows<'a, 'k>) -> Self {
        Self { out, rows, case: Case::new() }
    }

    /// Writes an allele, if it has a match to show or all were asked for.
    ///
    /// # Errors
    /// Writing fails, or a record is damaged; so for every method here.
    pub fn allele(&mut self, place: &Place<'_>, annotation: &Annotation<'k>) -> Result<(), TableError> {
        let (rows, annotator) = (self.rows, self.rows.annotator());
        self.case.add(annotation);
        let mut matches = Vec::new();
        for found in &annotation.matches {
            let shown = shown::of_variant(annotator, &annotation.consequences, found.by.0);
            matches.extend(Match::new(rows, Met::of_line(found), shown)?);
        }
        if matches.is_empty() && !rows.options().all {
            return Ok(());
        }
        self.line(&VariantLine {
            r#type: "variant",
            variant: Input::new(place, annotator.assembly()),
            normalized: Normalized::new(annotator, annotation),
            structure: (annotation.normalized().is_none()).then(|| annotation.allele.to_string()),
            consequences: annotation.consequences.iter().map(|found| Consequence::new(annotator, found)).collect(),
            fusions: fusion::Fusion::all(annotator, annotation),
            matches,
            near_misses: rows.options().explain.then(|| NearMiss::all(annotator, annotation)),
            joined: Joined::all(annotation),
            populations: population::Populations::new(annotator, annotation),
            not_annotated: None,
        })
    }

    /// Writes a change somebody named ([`Lookup::ask`](crate::annotate::Lookup::ask)) as the allele of a line: its `variant` is the
    /// left-aligned VCF line, empty where the letter before a gap is not held. The rows are to be those of the change's assembly.
    ///
    /// # Errors
    /// Writing fails, or a record is damaged.
    pub fn change(&mut self, change: &Change<'k>) -> Result<(), TableError> {
        let normalized = change.annotation.normalized();
        let spelt = normalized.and_then(|one| Some((one.allele.contig, one.vcf_form(&self.rows.annotator().genome())?)));
        let place = spelt.map_or_else(Place::default, |(contig, (position, reference, alternate))| Place {
            chrom: contig.name().into(),
            pos: position.to_string().into(),
            reference: String::from_utf8_lossy(&reference).into_owned().into(),
            alternate: String::from_utf8_lossy(&alternate).into_owned().into(),
            ..Place::default()
        });
        self.allele(&place, &change.annotation)
    }

    /// Writes an allele that could not be annotated, if all were asked for.
    ///
    /// # Errors
    /// Writing fails.
    pub fn not_annotated(&mut self, place: &Place<'_>, why: NotAnnotated<'_>) -> Result<(), TableError> {
        if !self.rows.options().all {
            return Ok(());
        }
        self.line(&VariantLine {
            r#type: "variant",
            variant: Input::new(place, self.rows.annotator().assembly()),
            normalized: None,
            structure: None,
            consequences: Vec::new(),
            fusions: Vec::new(),
            matches: Vec::new(),
            near_misses: None,
            joined: Vec::new(),
            populations: None,
            not_annotated: Some(Refusal { code: why.code, text: why.text }),
        })
    }

    /// Writes a profile of the whole sample. `contributions` are the alleles of [`SampleMatch::alleles`], in that order; `sample`
    /// names the sample and no place.
    ///
    /// # Errors
    /// Writing fails, or a record is damaged.
    pub fn profile(
        &mut self,
        found: &SampleMatch<'k>,
        contributions: &[Contribution<'_, 'k>],
        sample: &Place<'_>,
    ) -> Result<(), TableError> {
        let annotator = self.rows.annotator();
        self.case.add_profile(found);
        let Some(matched) = Match::new(self.rows, Met::of_line(&found.matched), None)? else { return Ok(()) };
        let variants = contributions
            .iter()
            .filter_map(|one| {
                let met = Met::of_contribution(&found.matched, &one.annotation.variants)?;
                let shown = shown::of_variant(annotator, &one.annotation.consequences, met.variant);
                Some(Contributor {
                    variant: Input::new(one.place, annotator.assembly()),
                    consequence: shown.map(|found| Consequence::new(annotator, found)),
                    variant_name: annotator.records().variant(met.variant)?.name(),
                    match_level: variant::word(met.level),
                    rule: met.rule,
                })
            })
            .collect();
        let sample = Some(&*sample.sample).filter(|name| !name.is_empty());
        self.line(&ProfileLine { r#type: "profile", sample, variants, r#match: matched })
    }

    /// Writes a profile of which the sample has a part but not the whole, if what nearly matched was asked for.
    ///
    /// # Errors
    /// Writing fails.
    pub fn missed(&mut self, found: &SampleMiss, sample: &Place<'_>) -> Result<(), TableError> {
        let annotator = self.rows.annotator();
        let Some(profile) = annotator.records().profile(found.profile).filter(|_| self.rows.options().explain) else {
            return Ok(());
        };
        self.line(&MissLine {
            r#type: "profile_miss",
            sample: Some(&*sample.sample).filter(|name| !name.is_empty()),
            profile: Profile::new(profile),
            state: found.verdict.truth.to_string(),
            verdict: Verdict::new(annotator, &found.verdict),
        })
    }

    /// Writes a trial asked about the sample, if it is news or everything was asked for.
    ///
    /// # Errors
    /// Writing fails.
    pub fn trial(&mut self, found: &TrialMatch<'k>, sample: &Place<'_>) -> Result<(), TableError> {
        if !found.is_news() && !self.rows.options().explain {
            return Ok(());
        }
        let sample = Some(sample.sample.to_string()).filter(|name| !name.is_empty());
        self.line(&TrialLine::new(self.rows.annotator(), found, sample))
    }

    /// Writes the germline findings of an allele, one object each.
    ///
    /// # Errors
    /// Writing fails.
    pub fn secondary(&mut self, place: &Place<'_>, found: &[Secondary]) -> Result<(), TableError> {
        if !found.is_empty() {
            self.case.suspect_germline();
        }
        let annotator = self.rows.annotator();
        let records = annotator.records();
        for one in found {
            let line = SecondaryLine {
                r#type: "secondary",
                variant: Input::new(place, annotator.assembly()),
                gene: records.gene(one.gene).map(view::Gene::symbol),
                standing: variant::word(one.standing),
                ground: variant::word(one.ground),
                variants: one.variants.iter().filter_map(|met| VariantName::new(annotator, *met)).collect(),
                records: one.evidence.iter().filter_map(|item| records.evidence_item(*item)).map(view::Evidence::id).collect(),
            };
            self.line(&line)?;
        }
        Ok(())
    }

    /// Writes the summary: the last line. `counts` is the caller's own object (lines read, annotated, reasons).
    ///
    /// # Errors
    /// Writing fails, or the index is damaged.
    pub fn summary(&mut self, counts: &impl Serialize, warnings: &[String]) -> Result<(), TableError> {
        let report = self.case.report(self.rows.annotator(), &self.rows.options().triage)?;
        let line = summary::Summary::new(self.rows, &report, counts, warnings)?;
        self.line(&line)
    }

    /// Flushes, and gives the writer back.
    ///
    /// # Errors
    /// Writing fails.
    pub fn finish(mut self) -> Result<W, TableError> {
        self.out.flush()?;
        Ok(self.out)
    }

    fn line(&mut self, value: &impl Serialize) -> Result<(), TableError> {
        serde_json::to_writer(&mut self.out, value)?;
        Ok(self.out.write_all(b"\n")?)
    }
}
