//! What the page is made of: the alleles of one case as they pass, reduced to what a page can show, and the answers at the end.
//!
//! Whoever reads the input hands over each allele once ([`Gathered::allele`]); alleles that nothing is known of are counted, not
//! kept, so that a whole genome fits. An allele whose line did not pass the caller's filters is doubted: what it meets becomes
//! unknown (`FILTERED`) before anything is asked of it, and earns nothing. Germline findings are kept all the same: callers filter a
//! tumour's calls *because* they look inherited, and a suspicion is the safe side.

use crate::annotate::secondary::Standing;
use crate::annotate::{
    AnnotateError, Annotation, Annotator, Case, CaseReport, Sample, SampleAnswer, SampleMatch, Secondary, Told, TrialMatch,
};
use crate::consequence::{Consequence, Impact};
use crate::frequency::Told as Frequent;
use crate::genome::{Contig, Interval};
use crate::level::triage::TriageInput;
use crate::matching::{CopyNumbers, Patient, Reason, Truth};
use crate::model::{EvidenceDirection, EvidenceType, GeneId, GeneRole, Significance};
use crate::phase;
use crate::segment::Segment;
use std::collections::{BTreeMap, BTreeSet};

/// One ALT of one line, in the words of the input. Whatever stands in it is shown as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Number of the line in the whole file, from 1.
    pub line: u64,
    /// CHROM as written; empty for what no line carries.
    pub chrom: String,
    /// POS as written: 1-based.
    pub pos: String,
    /// REF as written.
    pub reference: String,
    /// This ALT as written.
    pub alternate: String,
    /// FILTER as written.
    pub filter: String,
    /// Fraction of the reads that carry this ALT, 0 to 1, as a decimal text.
    pub vaf: Option<String>,
    /// Reads that cover the place.
    pub depth: Option<u64>,
}

impl Place {
    /// Did the line pass every filter, or were none applied? FILTER is `PASS`, `.`, or was not given.
    #[must_use]
    pub fn passed(&self) -> bool {
        matches!(self.filter.as_str(), "PASS" | "." | "")
    }
}

/// An allele that the page may speak of.
#[derive(Clone, Debug)]
pub(super) struct Call<'k> {
    pub(super) place: Place,
    pub(super) annotation: Annotation<'k>,
    pub(super) secondary: Vec<Secondary>,
}

/// A change of a protein that no record speaks of, in a gene that records speak of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Uncertain {
    pub(super) gene: GeneId,
    pub(super) change: String,
    /// Where it is common: `tommo=0.0312`. Empty where no layer of frequencies says so.
    pub(super) common: String,
}

/// What became of the alleles that are not kept.
#[derive(Clone, Debug, Default)]
pub(super) struct Silent {
    /// Unknown significance, in genes of the index.
    pub(super) uncertain: BTreeSet<Uncertain>,
    /// Unknown significance, elsewhere.
    pub(super) uncertain_elsewhere: u64,
    /// No change of a protein, or outside gene models.
    pub(super) quiet: u64,
    /// Did not pass the caller's filters.
    pub(super) filtered: u64,
}

/// One case while it is read.
#[derive(Debug)]
pub struct Gathered<'a, 'k> {
    annotator: &'a Annotator<'k>,
    pub(super) calls: BTreeMap<u64, Call<'k>>,
    pub(super) silent: Silent,
    /// Calls whose annotation waits for a haplotype.
    pub(super) unphased: u64,
    alleles: u64,
    sample: Sample,
    /// Copies that lines state, for the picture.
    stated: Vec<Segment>,
    case: Case,
    /// Genes that records speak of.
    known: BTreeSet<GeneId>,
}

/// One case, asked to the end.
#[derive(Debug)]
pub struct Answered<'a, 'k> {
    pub(super) annotator: &'a Annotator<'k>,
    pub(super) calls: BTreeMap<u64, Call<'k>>,
    pub(super) silent: Silent,
    pub(super) unphased: u64,
    pub(super) sample: Sample,
    pub(super) copies: Option<CopyNumbers>,
    pub(super) whole: SampleAnswer<'k>,
    pub(super) trials: Vec<TrialMatch<'k>>,
    pub(super) report: CaseReport<'k>,
    pub(super) patient: Patient,
}

impl<'a, 'k> Gathered<'a, 'k> {
    /// Nothing read yet; `told` is what is told of the tumour beside its lines.
    #[must_use]
    pub fn new(annotator: &'a Annotator<'k>, told: Told) -> Self {
        Self {
            annotator,
            calls: BTreeMap::new(),
            silent: Silent::default(),
            unphased: 0,
            alleles: 0,
            sample: Sample::of(told),
            stated: Vec::new(),
            case: Case::new(),
            known: annotator.records().variants().filter_map(|variant| variant.gene()).collect(),
        }
    }

    /// Letters that a line shows to have been looked at, and copies it states.
    pub fn line(&mut self, looked_at: Option<(Contig, Interval)>, copies: Vec<Segment>) {
        if let Some((contig, interval)) = looked_at {
            self.sample.add_looked_at(contig, interval);
        }
        self.stated.extend(copies.iter().copied());
        self.sample.add_copies(copies);
    }

    /// One allele: where it stands, what it says, where it lies on its haplotype, and what it says of inherited risk.
    pub fn allele(&mut self, place: Place, mut annotation: Annotation<'k>, call: Option<phase::Call>, secondary: Vec<Secondary>) {
        let number = self.alleles;
        self.alleles += 1;
        let passed = place.passed();
        if !passed {
            self.annotator.doubted(&mut annotation);
        }
        self.sample.add_call(number, &annotation.variants, call);
        self.case.add(&annotation);
        if secondary.iter().any(|found| matches!(found.standing, Standing::Present | Standing::Suspected)) {
            self.case.suspect_germline();
        }
        let is_open = |reason| annotation.matches.iter().any(|found| found.truth == Truth::Unknown(reason));
        self.unphased += u64::from(is_open(Reason::Phase));
        let speaks = annotation.variants.iter().any(|found| found.judgement.truth() != Truth::False);
        if speaks || !secondary.is_empty() || (passed && truncates_suppressor(self.annotator, &annotation).is_some()) {
            self.calls.insert(number, Call { place, annotation, secondary });
        } else if passed {
            self.count(&annotation);
        }
        self.silent.filtered += u64::from(!passed);
    }

    fn count(&mut self, annotation: &Annotation<'k>) {
        let Some(shown) = shown(self.annotator, &annotation.consequences).filter(|found| changes_protein(found)) else {
            self.silent.quiet += 1;
            return;
        };
        let gene = GeneId::new(shown.gene);
        if self.known.contains(&gene) {
            let common = common(self.annotator, annotation);
            self.silent.uncertain.insert(Uncertain { gene, change: change(shown), common });
        } else {
            self.silent.uncertain_elsewhere += 1;
        }
    }

    /// Asks what needs the whole case: profiles over several variants, trials, triage.
    ///
    /// # Errors
    /// When a record of the index is damaged.
    pub fn finish(mut self, triage: &TriageInput, patient: Patient) -> Result<Answered<'a, 'k>, AnnotateError> {
        let whole = self.sample.answer(self.annotator);
        whole.matches.iter().for_each(|found| self.case.add_profile(found));
        let copies = match &self.sample.told().copies {
            Some(told) => Some(told.clone()),
            None if self.stated.is_empty() => None,
            None => Some(CopyNumbers::of_segments(self.stated.iter().copied(), self.annotator.copy_settings().clone())),
        };
        Ok(Answered {
            trials: self.sample.trials(self.annotator, &patient)?,
            report: self.case.report(self.annotator, triage)?,
            annotator: self.annotator,
            calls: self.calls,
            silent: self.silent,
            unphased: self.unphased,
            sample: self.sample,
            copies,
            whole,
            patient,
        })
    }
}

impl<'k> Answered<'_, 'k> {
    /// Calls whose lines passed.
    pub(super) fn passed(&self) -> impl Iterator<Item = (u64, &Call<'k>)> {
        self.calls.iter().filter(|(_, call)| call.place.passed()).map(|(number, call)| (*number, call))
    }

    /// Profiles of the whole sample that were answered.
    pub(super) fn whole(&self) -> impl Iterator<Item = &SampleMatch<'k>> {
        self.whole.matches.iter()
    }
}

/// The consequence that speaks for an allele: on a transcript shown first, the most severe.
pub(super) fn shown<'r>(annotator: &Annotator<'_>, found: &'r [Consequence]) -> Option<&'r Consequence> {
    found.iter().find(|one| annotator.is_shown(one)).or_else(|| found.first())
}

/// The consequence on the transcript that a gene's knowledge is numbered on.
pub(super) fn of_gene<'r>(annotator: &Annotator<'_>, found: &'r [Consequence], gene: GeneId) -> Option<&'r Consequence> {
    let own = annotator.records().gene(gene).and_then(|gene| annotator.genome().transcript(gene.transcript()));
    let of_this = || found.iter().filter(|one| one.gene == gene.get());
    of_this().find(|one| own.is_some_and(|own| own.number == one.transcript)).or_else(|| of_this().next())
}

/// `p.Leu858Arg`, else `c.2573T>G`, else the worst term.
pub(super) fn change(found: &Consequence) -> String {
    match (&found.protein, &found.hgvs_c) {
        (Some(protein), _) => protein.to_string(),
        (None, Some(coding)) => coding.to_string(),
        (None, None) => found.terms.iter().next().map_or_else(String::new, |term| term.as_str().to_owned()),
    }
}

/// The population in which an allele is most common, if it is common in one; layers of frequencies say so.
pub(super) fn common(annotator: &Annotator<'_>, annotation: &Annotation<'_>) -> String {
    let most = annotator.seen(annotation).and_then(|seen| {
        let by_fraction =
            |a: &Frequent<'_>, b: &Frequent<'_>| a.2.fraction().unwrap_or(0.0).total_cmp(&b.2.fraction().unwrap_or(0.0));
        // Of equal ones the first.
        let most = seen.common.into_iter().rev().max_by(by_fraction)?;
        let (layer, population, frequency) = most;
        let place = if population.name.is_empty() {
            layer.about().name.clone()
        } else {
            format!("{}/{}", layer.about().name, population.name)
        };
        Some(format!("{place} {}", frequency.text()?))
    });
    most.unwrap_or_default()
}

fn changes_protein(found: &Consequence) -> bool {
    matches!(found.impact(), Impact::High | Impact::Moderate)
}

/// The tumour suppressor whose protein the allele cuts short, not in its last exon alone.
pub(super) fn truncates_suppressor(annotator: &Annotator<'_>, annotation: &Annotation<'_>) -> Option<GeneId> {
    annotation.consequences.iter().filter(|found| found.class.is_some_and(crate::genome::ChangeClass::is_truncating)).find_map(
        |found| {
            let gene = annotator.records().gene(GeneId::new(found.gene))?;
            let own = annotator.genome().transcript(gene.transcript())?.number;
            let in_last_exon = found.exons.is_some_and(|exons| exons.total > 1 && exons.first == exons.total);
            let suppresses = matches!(gene.role(), GeneRole::TumourSuppressor | GeneRole::Both);
            (suppresses && own == found.transcript && !in_last_exon).then_some(gene.number())
        },
    )
}

/// Do records say that what the allele certainly meets drives cancer?
pub(super) fn is_called_oncogenic(annotation: &Annotation<'_>) -> bool {
    annotation.matches.iter().filter(|found| found.truth == Truth::True).flat_map(|found| &found.card.rows).any(|row| {
        let claim = &row.claim;
        !row.other_origin
            && claim.evidence_type == EvidenceType::Oncogenic
            && claim.significance == Significance::Oncogenicity
            && claim.direction == EvidenceDirection::Supports
    })
}
