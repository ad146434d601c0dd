//! What stays the same between alleles: index, assembly, patient, schemes.

use super::beside_lines::BesideLines;
use super::beyond::Letters;
use super::card::Card;
use super::cards::Cards;
use super::error::AnnotateError;
use super::inherited::Inherited;
use super::known_places::{ClaimPlaces, ClaimsOnContig, KnownPlaces, OnContig};
use super::questions::Questions;
use super::remembered::Remembered;
use super::told::Origin;
use crate::consequence::Consequence;
use crate::frequency::Layers;
use crate::genome::{Assembly, Contig, Interval, ManeStatus};
use crate::index::{ContentId, both};
use crate::knowledge::genome::Named;
use crate::knowledge::{Genome, Knowledge, Records, view};
use crate::matching::{CopySettings, DiseaseContext, Matcher};
use crate::model::{Criterion, DiseaseId, LevelScheme, ProfileId, VariantId};
use crate::reference::Reference;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, OnceLock};

/// Annotates alleles of one assembly, for one patient's disease. Share it between threads by reference, or clone it for another file:
/// a clone is cheap, and what one of them works out of a profile the others need not.
#[derive(Clone, Debug)]
pub struct Annotator<'k> {
    pub(super) knowledge: &'k Knowledge,
    pub(super) records: Records<'k>,
    pub(super) genome: Genome<'k>,
    pub(super) assembly: Assembly,
    pub(super) matcher: Arc<Matcher>,
    pub(super) questions: Arc<Questions>,
    /// Variants that something told beside the lines may decide.
    pub(super) beside_lines: Arc<BesideLines>,
    pub(super) patient: DiseaseContext,
    /// The patient's disease as it was named.
    given: Option<String>,
    /// What changed about the code by which it was named.
    disease_note: Option<&'k str>,
    pub(super) schemes: Arc<[LevelScheme]>,
    /// Are profiles shown that any change of a gene meets?
    pub(super) gene_any: bool,
    pub(super) letters: Letters<'k>,
    /// Frequencies and joined fields by allele.
    pub(super) layers: Layers,
    /// Where the sample's variants arose; `None`: claims of every origin count.
    origin: Option<Origin>,
    /// How copies are read.
    pub(super) copy_settings: CopySettings,
    /// Records that count for nothing: those that may not be passed on, when only the others are wanted.
    left_out: BTreeSet<&'k str>,
    pub(super) known_places: Arc<KnownPlaces>,
    /// Made when first asked for: only tables ask.
    claim_places: Arc<OnceLock<ClaimPlaces>>,
    /// What alleles do, where it is kept.
    pub(super) remembered: Option<Arc<Remembered>>,
    shown: Arc<Shown>,
    /// What the records say of inheritance; gathered when first asked for.
    inherited: Arc<OnceLock<Inherited>>,
    cards: Arc<Cards<'k>>,
}

/// From here on questions are read beside the criteria: each takes about a millisecond.
const MANY_PROFILES: usize = 20_000;

/// What is worked out once for an index and an assembly, whoever the patient is. It borrows nothing, so that a service can keep
/// it beside its [`Knowledge`] and make an [`Annotator`] for each question; cheap to clone, shared between threads.
#[derive(Clone, Debug)]
pub struct Prepared {
    index: ContentId,
    assembly: Assembly,
    matcher: Arc<Matcher>,
    questions: Arc<Questions>,
    beside_lines: Arc<BesideLines>,
    schemes: Arc<[LevelScheme]>,
    known_places: Arc<KnownPlaces>,
    claim_places: Arc<OnceLock<ClaimPlaces>>,
    remembered: Option<Arc<Remembered>>,
    shown: Arc<Shown>,
    inherited: Arc<OnceLock<Inherited>>,
}

impl Prepared {
    /// For files on `assembly`.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn new(knowledge: &Knowledge, assembly: Assembly) -> Result<Self, AnnotateError> {
        let records = knowledge.records()?;
        let genome = knowledge.genome(assembly)?;
        let (questions, matcher) = match records.profiles().len() {
            0..MANY_PROFILES => (Questions::of(records), Matcher::new(records, genome, assembly)),
            _ => both(|| Questions::of(records), || Matcher::new(records, genome, assembly)),
        };
        let (matcher, questions) = (matcher?, questions?);
        Ok(Self {
            index: knowledge.content_id(),
            assembly,
            known_places: Arc::new(KnownPlaces::of(genome, &matcher, assembly)),
            claim_places: Arc::default(),
            beside_lines: Arc::new(BesideLines::of(&matcher)),
            matcher: Arc::new(matcher),
            questions: Arc::new(questions),
            schemes: records.schemes()?.into(),
            remembered: None,
            shown: Arc::new(Shown::new(records, genome)),
            inherited: Arc::default(),
        })
    }

    /// Keeps what alleles do, for all annotators made from it: for whoever asks of thousands of tumours, which share their frequent changes.
    /// The answers are the same. It takes some tens of megabytes at most, and what is not asked for again is forgotten.
    #[must_use]
    pub fn remembering(mut self) -> Self {
        self.remembered = Some(Arc::default());
        self
    }

    /// The assembly it was prepared for.
    #[must_use]
    pub const fn assembly(&self) -> Assembly {
        self.assembly
    }
}

impl<'k> Annotator<'k> {
    /// An annotator for files on `assembly`, with every scheme of the index and no disease given.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn new(knowledge: &'k Knowledge, assembly: Assembly) -> Result<Self, AnnotateError> {
        Self::with(knowledge, &Prepared::new(knowledge, assembly)?)
    }

    /// The same from what was prepared for this index before: cheap enough for every question of a service.
    ///
    /// # Errors
    /// When it was prepared for another index, or the index is damaged.
    pub fn with(knowledge: &'k Knowledge, prepared: &Prepared) -> Result<Self, AnnotateError> {
        if prepared.index != knowledge.content_id() {
            return Err(AnnotateError::OtherIndex { prepared: prepared.index, given: knowledge.content_id() });
        }
        let records = knowledge.records()?;
        let Prepared {
            assembly,
            matcher,
            questions,
            beside_lines,
            schemes,
            known_places,
            claim_places,
            remembered,
            shown,
            inherited,
            ..
        } = prepared.clone();
        Ok(Self {
            knowledge,
            records,
            genome: knowledge.genome(assembly)?,
            assembly,
            matcher,
            cards: Arc::new(Cards::of(questions.len())),
            questions,
            beside_lines,
            patient: DiseaseContext::not_given(),
            given: None,
            disease_note: None,
            schemes,
            gene_any: false,
            letters: Letters::new(knowledge.genome(assembly)?, assembly),
            layers: Layers::default(),
            origin: None,
            copy_settings: CopySettings::new(knowledge.copy_profiles()?),
            left_out: BTreeSet::new(),
            known_places,
            claim_places,
            remembered,
            shown,
            inherited,
        })
    }

    /// For a patient with this disease: an OncoTree code, a `DOID:…`, an `NCIt:C…`, or a name.
    ///
    /// # Errors
    /// When nobody knows it; the error brings the nearest names.
    pub fn disease(self, name: &str) -> Result<Self, AnnotateError> {
        let given = self.knowledge.disease_given(name)?;
        let mut annotator = self.disease_id(given.disease);
        annotator.given = Some(name.trim().to_owned());
        annotator.disease_note = given.code.map(|code| code.note()).filter(|note| !note.is_empty());
        Ok(annotator)
    }

    /// For a patient with this disease.
    #[must_use]
    pub fn disease_id(mut self, disease: DiseaseId) -> Self {
        self.patient = DiseaseContext::new(self.records, disease);
        self.given = None;
        self.disease_note = None;
        self.forget_cards();
        self
    }

    /// Only these level schemes: `jp-2.1`, or `jp-2.1@1` to insist on a version of its table.
    ///
    /// # Errors
    /// When the index has no such scheme; the error lists those it has.
    pub fn schemes(mut self, wanted: &[String]) -> Result<Self, AnnotateError> {
        let mut kept = Vec::new();
        for name in wanted {
            let fits = |scheme: &&LevelScheme| scheme.id == *name || versioned(scheme) == *name;
            let found = self.schemes.iter().find(fits).cloned().ok_or_else(|| AnnotateError::Scheme {
                wanted: name.clone(),
                known: self.schemes.iter().map(versioned).collect(),
            })?;
            kept.push(found);
        }
        self.schemes = kept.into();
        self.forget_cards();
        Ok(self)
    }

    /// Shows profiles about *any* change of a gene, too. They are left out otherwise: every harmless common variant of the gene
    /// meets them as well (R12). For profiles over several variants they always count.
    #[must_use]
    pub const fn gene_any(mut self, shown: bool) -> Self {
        self.gene_any = shown;
        self
    }

    /// Only from sources whose records may be passed on. What the others say makes no row, no level and no access.
    #[must_use]
    pub fn only_redistributable(mut self) -> Self {
        let records = self.records;
        let kept = |source| records.source(source).is_none_or(|source| source.redistributable());
        let mut left_out = BTreeSet::new();
        left_out.extend(records.evidence().filter(|item| !kept(item.source())).map(|item| item.id()));
        left_out.extend(records.assertions().filter(|item| !kept(item.source())).map(|item| item.id()));
        left_out.extend(records.approvals().filter(|approval| !kept(approval.source())).map(|approval| approval.id()));
        left_out.extend(records.trials().filter(|trial| !kept(trial.source())).map(|trial| trial.id()));
        self.left_out = left_out;
        self.forget_cards();
        self
    }

    /// How many records [`Annotator::only_redistributable`] leaves out.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.left_out.len()
    }

    /// For a sample whose variants arose there: claims about variants of another origin earn no level (R34). Without it claims of
    /// every origin count, as for somebody who looks a variant up.
    #[must_use]
    pub fn origin(mut self, origin: Origin) -> Self {
        if self.origin != Some(origin) {
            self.origin = Some(origin);
            self.forget_cards();
        }
        self
    }

    /// Copies are read so: with this ploidy, purity, sex and profile. Begin from [`Annotator::copy_settings`], which has the
    /// index's profiles.
    #[must_use]
    pub fn copies(mut self, settings: CopySettings) -> Self {
        self.copy_settings = settings;
        self
    }

    /// Where small changes can meet a claim.
    pub(super) fn claim_places(&self) -> &ClaimPlaces {
        crate::index::kept(&self.claim_places, || ClaimPlaces::of(self.genome, &self.matcher, self.assembly))
    }

    /// How copies are read.
    #[must_use]
    pub const fn copy_settings(&self) -> &CopySettings {
        &self.copy_settings
    }

    /// With the letters of a FASTA file for places beyond those the index holds: REF is checked and indels are moved there too.
    ///
    /// # Errors
    /// When the file is of another assembly than the annotator, or its letters are not those of the index.
    pub fn reference(mut self, reference: Arc<Reference>) -> Result<Self, AnnotateError> {
        self.letters = self.letters.reference(reference)?;
        Ok(self)
    }

    /// The first failure to read the reference file, in words; the alleles it touched have their own errors.
    #[must_use]
    pub fn reference_failure(&self) -> Option<&str> {
        self.letters.reference_failure()
    }

    /// With these layers of frequencies and joined fields. An allele that is common in a population meets no claim about *any* change of
    /// a gene (R12): that is a near miss then.
    #[must_use]
    pub fn layers(mut self, layers: Layers) -> Self {
        self.layers = layers;
        self
    }

    /// The layers that are asked.
    #[must_use]
    pub const fn open_layers(&self) -> &Layers {
        &self.layers
    }

    /// Where the sample's variants arose, if it was said.
    #[must_use]
    pub const fn sample_origin(&self) -> Option<Origin> {
        self.origin
    }

    pub(super) fn inherited(&self) -> &Inherited {
        crate::index::kept(&self.inherited, || Inherited::of(self.records))
    }

    /// The assembly of the alleles it takes.
    #[must_use]
    pub const fn assembly(&self) -> Assembly {
        self.assembly
    }

    /// Where on a contig anything could be said of an allele of letters; `None` where every allele has to be looked at, as
    /// everywhere when a file of letters was given.
    #[must_use]
    pub fn known_places(&self, contig: Contig) -> Option<OnContig<'_>> {
        if self.letters.has_reference() { None } else { self.known_places.on(contig) }
    }

    /// Where on a contig an allele of letters could meet a claim, as [`Annotator::could_match`] says; `None` where every allele has to be
    /// looked at.
    #[must_use]
    pub fn claims_on(&self, contig: Contig) -> Option<ClaimsOnContig<'_>> {
        self.claim_places().on(contig, self.known_places(contig)?)
    }

    /// The index it reads.
    #[must_use]
    pub const fn knowledge(&self) -> &'k Knowledge {
        self.knowledge
    }

    /// The tables it reads.
    #[must_use]
    pub const fn records(&self) -> Records<'k> {
        self.records
    }

    /// The gene models it reads.
    #[must_use]
    pub const fn genome(&self) -> Genome<'k> {
        self.genome
    }

    /// Is it a consequence on a transcript worth showing first: the one claims about its gene are numbered on, or a MANE one?
    /// Of several versions of one accession the one with claims, else the latest, is shown.
    #[must_use]
    pub fn is_shown(&self, consequence: &Consequence) -> bool {
        self.shown.contains(consequence.transcript, self.genome)
    }

    /// The patient's disease.
    #[must_use]
    pub const fn patient(&self) -> &DiseaseContext {
        &self.patient
    }

    /// The patient's disease as it was named to [`Annotator::disease`].
    #[must_use]
    pub fn disease_given(&self) -> Option<&str> {
        self.given.as_deref()
    }

    /// What is to be known of the OncoTree code by which the disease was named: that it is gone and what it was read as, or
    /// that it meant something else before.
    #[must_use]
    pub const fn disease_note(&self) -> Option<&'k str> {
        self.disease_note
    }

    /// Schemes in use, each as `jp-2.1@1`.
    pub fn scheme_names(&self) -> impl Iterator<Item = String> {
        self.schemes.iter().map(versioned)
    }

    /// Schemes in use.
    #[must_use]
    pub fn level_schemes(&self) -> &[LevelScheme] {
        &self.schemes
    }

    /// The transcript on which a variant's claim is numbered, as this assembly has it; `None` when the claim is not counted on
    /// a transcript, or the assembly has no model of it. Its version may differ from the claim's: [`Named::version`] says so.
    #[must_use]
    pub fn transcript_of(&self, variant: VariantId) -> Option<Named<'k>> {
        self.genome.transcript(self.matcher.criterion(variant)?.transcript()?)
    }

    /// The number of the transcript that [`Annotator::transcript_of`] gives, without looking it up by its name.
    #[must_use]
    pub fn counted_on(&self, variant: VariantId) -> Option<u32> {
        self.matcher.criterion(variant)?.transcript()?;
        self.matcher.transcript(variant)
    }

    /// Places of listed sites on this assembly, whose letters are compared one by one: some lie outside of all gene models.
    pub fn sites(&self) -> impl Iterator<Item = (Contig, Interval)> + '_ {
        self.matcher.sites()
    }

    /// What a variant covers.
    #[must_use]
    pub fn criterion(&self, variant: VariantId) -> Option<&Criterion> {
        self.matcher.criterion(variant)
    }

    /// Profiles that ask for a variant, ascending.
    #[must_use]
    pub fn profiles_asking(&self, variant: VariantId) -> &[ProfileId] {
        self.questions.asking(variant)
    }

    /// Everything known about a profile for this patient, whether or not a tumour has it.
    #[must_use]
    pub fn known_of(&self, profile: ProfileId) -> Option<Arc<Card<'k>>> {
        self.card(profile)
    }

    /// Patient or schemes changed: what was worked out for others does not hold.
    fn forget_cards(&mut self) {
        self.cards = Arc::new(Cards::of(self.questions.len()));
    }

    /// Everything known about a profile for this patient; worked out at the first call.
    pub(super) fn card(&self, profile: ProfileId) -> Option<Arc<Card<'k>>> {
        self.cards.get(profile, || self.new_card(profile, &[]))
    }

    fn new_card(&self, profile: ProfileId, elsewhere: &[view::Approval<'k>]) -> Card<'k> {
        Card::for_origin(self.records, profile, elsewhere, &self.patient, &self.schemes, self.origin, &self.left_out)
    }

    /// What is approved for these profiles.
    pub(super) fn approved(&self, profiles: &[ProfileId]) -> Vec<(ProfileId, view::Approval<'k>)> {
        let of = |profile: ProfileId| self.records.approvals_of(profile).map(move |approval| (profile, approval));
        profiles.iter().copied().flat_map(of).collect()
    }

    /// The same for a tumour that has other profiles, too: what is approved for them covers it as well.
    pub(super) fn card_among(&self, profile: ProfileId, approved: &[(ProfileId, view::Approval<'k>)]) -> Option<Arc<Card<'k>>> {
        let mut elsewhere: Vec<_> = approved
            .iter()
            .filter(|(other, _)| *other != profile)
            .map(|(_, approval)| *approval)
            .filter(|approval| approval.profiles().all(|covered| covered != profile))
            .collect();
        if elsewhere.is_empty() {
            return self.card(profile);
        }
        elsewhere.sort_by_key(|approval| approval.number());
        elsewhere.dedup();
        let key = (profile, elsewhere.iter().map(|approval| approval.number()).collect::<Vec<_>>());
        Some(self.cards.get_among(key, || self.new_card(profile, &elsewhere)))
    }
}

/// Transcripts that claims are numbered on, and MANE transcripts other than further versions of one taken already.
///
/// An index of whole genomes has hundreds of thousands of transcripts, and a file touches few of them: only those with claims
/// are looked up beforehand, the others when they are first asked about.
#[derive(Debug)]
struct Shown {
    /// Transcripts that claims are numbered on, sorted.
    claimed: Vec<u32>,
    /// Their accessions without versions, sorted.
    accessions: Vec<String>,
    /// For each transcript: not asked about yet, shown, or not.
    known: Box<[AtomicU8]>,
}

const NOT_ASKED: u8 = 0;
const IS_SHOWN: u8 = 1;
const IS_NOT: u8 = 2;

impl Shown {
    fn new(records: Records<'_>, genome: Genome<'_>) -> Self {
        let named = |accession: &str| genome.transcript(accession).map(|found| (base(accession).to_owned(), found.number));
        let claimed = records.genes().map(|gene| gene.transcript()).filter(|accession| !accession.is_empty());
        let (mut accessions, mut claimed): (Vec<_>, Vec<_>) = claimed.filter_map(named).unzip();
        accessions.sort_unstable();
        claimed.sort_unstable();
        let known = (0..genome.transcript_count()).map(|_| AtomicU8::new(NOT_ASKED)).collect();
        Self { claimed, accessions, known }
    }

    fn contains(&self, number: u32, genome: Genome<'_>) -> bool {
        let Some(known) = self.known.get(number as usize) else { return false };
        // Two threads that ask at once both work it out, and to the same answer.
        match known.load(Ordering::Relaxed) {
            IS_SHOWN => return true,
            IS_NOT => return false,
            _ => {}
        }
        let shown = self.claimed.binary_search(&number).is_ok()
            || genome.row(number).is_some_and(|row| {
                row.mane != ManeStatus::None
                    && self.accessions.binary_search_by(|claimed| claimed.as_str().cmp(base(row.accession))).is_err()
                    && genome.is_latest_version(number)
            });
        known.store(if shown { IS_SHOWN } else { IS_NOT }, Ordering::Relaxed);
        shown
    }
}

/// An accession without its version.
fn base(accession: &str) -> &str {
    accession.rsplit_once('.').map_or(accession, |(base, _)| base)
}

fn versioned(scheme: &LevelScheme) -> String {
    format!("{}@{}", scheme.id, scheme.version)
}
