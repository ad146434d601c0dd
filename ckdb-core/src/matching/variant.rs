//! Who in the index speaks of this allele: its own letters, then every criterion of the genes it touches.
//!
//! The matcher is made once for an index and an assembly and then only read. An allele that touches no gene with knowledge
//! costs one look at a bit before it comes here (`annotate/known_places.rs`).

use super::claimed::{Accessions, Claimed, Numbers};
use super::copy_number::{CopyNumbers, CopyTrace, GenePlace};
use super::disruption::{NONE_LEFT, homozygous_disruption};
use super::fusion::{Frame, Fusion};
use super::fusion_judge::{GeneFacts, judge_fusions};
use super::judge::judge;
use super::judgement::{Judgement, MatchLevel};
use super::truth::Reason;
use crate::consequence::Consequence;
use crate::genome::{Assembly, Contig, Interval, ManeStatus, ModelQuality, ProteinChange};
use crate::index::IndexError;
use crate::knowledge::{Genome, Records};
use crate::model::{Criterion, GeneClass, GeneId, GeneRole, Site, VariantId};
use crate::normalize::NormalizedAllele;
use smallvec::SmallVec;
use std::collections::{BTreeMap, BTreeSet};

/// One variant of the index and how the allele stands to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VariantMatch {
    /// The variant.
    pub variant: VariantId,
    /// The outcome; never [`Judgement::No`].
    pub judgement: Judgement,
}

/// Every criterion of an index, ready to be asked.
#[derive(Debug)]
pub struct Matcher {
    variants: Vec<Known>,
    accessions: Accessions,
    /// Variants of each gene, by gene number.
    of_gene: Vec<Vec<VariantId>>,
    /// Those among them that small variants are held against, however many a gene has.
    quick: Vec<OfGene>,
    /// Pairs of fused genes, by the number of the 5' partner.
    pairs_of_five: Vec<Vec<VariantId>>,
    roles: Vec<GeneRole>,
    /// What is known of each gene, by number.
    facts: Vec<GeneFacts>,
    /// Transcripts that variants are counted on: a bit each, by number.
    counted_on: Box<[u64]>,
    /// Sites on this assembly, sorted.
    sites: Vec<(SiteKey, VariantId)>,
}

/// Variants of a gene, such that not every one has to be judged for every allele.
#[derive(Clone, Debug, Default)]
struct OfGene {
    /// One residue for another: by the number of the residue, sorted. No allele that leaves it alone meets or nearly meets them.
    substitutions: Vec<(u32, VariantId)>,
    /// All others.
    others: Vec<VariantId>,
}

impl OfGene {
    fn add(&mut self, criterion: &Claimed, variant: VariantId) {
        match criterion {
            Claimed::Substitution { at, .. } => self.substitutions.push((at.number, variant)),
            Claimed::Whole(_) => self.others.push(variant),
        }
    }

    /// Those that these consequences can meet or nearly meet.
    fn candidates(&self, consequences: &[Consequence]) -> impl Iterator<Item = VariantId> {
        let mut residues: SmallVec<[u32; 8]> = SmallVec::new();
        for found in consequences {
            residues.extend(found.substitutions.iter().map(|part| part.at.number));
            if let Some(ProteinChange::Substitution { at, .. }) = &found.protein {
                residues.push(at.number);
            }
        }
        residues.sort_unstable();
        residues.dedup();
        let at = |residue: u32| {
            let start = self.substitutions.partition_point(|(known, _)| *known < residue);
            self.substitutions[start..].iter().take_while(move |(known, _)| *known == residue).map(|(_, variant)| *variant)
        };
        residues.into_iter().flat_map(at).chain(self.others.iter().copied())
    }
}

#[derive(Debug)]
struct Known {
    criterion: Claimed,
    gene: Option<GeneId>,
    /// Number of the transcript it is numbered on, where the assembly has it.
    transcript: Option<u32>,
}

/// Contig, start, letters replaced, letters instead.
type SiteKey = (Contig, u32, Box<[u8]>, Box<[u8]>);

impl Matcher {
    /// A matcher for the criteria of an index, on one assembly.
    ///
    /// # Errors
    /// When a stored criterion is not what it should be.
    pub fn new(records: Records<'_>, genome: Genome<'_>, assembly: Assembly) -> Result<Self, IndexError> {
        let mut of_gene = vec![Vec::new(); records.genes().len()];
        let mut pairs_of_five = of_gene.clone();
        let mut quick = vec![OfGene::default(); records.genes().len()];
        let mut numbers = Numbers::new(genome);
        let models = best_models(genome);
        let mut accessions = Accessions::default();
        let mut variants = Vec::with_capacity(records.variants().len());
        let mut sites = Vec::new();
        for variant in records.variants() {
            let criterion = Claimed::of(variant, &mut accessions)?;
            if let Some(Criterion::Allele { sites: listed } | Criterion::Promoter { sites: listed }) = criterion.whole() {
                let here = listed.iter().filter(|site| site.assembly == assembly);
                sites.extend(here.map(|site| (key(site), variant.number())));
            }
            if let Some(Criterion::FusionPair { five_prime, .. }) = criterion.whole()
                && let Some(pairs) = pairs_of_five.get_mut(five_prime.index())
            {
                pairs.push(variant.number());
            }
            if let Some(own) = variant.gene().and_then(|gene| of_gene.get_mut(gene.index())) {
                own.push(variant.number());
            }
            if let Some(own) = variant.gene().and_then(|gene| quick.get_mut(gene.index())) {
                own.add(&criterion, variant.number());
            }
            let accession = match criterion.whole() {
                // A wild type, copies, and a gene broken in every copy are counted on the gene's own transcript.
                Some(Criterion::WildType { .. } | Criterion::CopyNumber { .. } | Criterion::HomozygousDisruption) => {
                    let own = variant.gene().and_then(|gene| records.gene(gene)).map(|gene| gene.transcript());
                    own.filter(|accession| !accession.is_empty())
                }
                _ => criterion.transcript(&accessions),
            };
            let named = accession.and_then(|accession| numbers.of(accession));
            // Where a gene lies is known of many whose records name no transcript: that is enough to count its copies.
            let transcript = named.or_else(|| match criterion.whole() {
                Some(Criterion::CopyNumber { .. } | Criterion::HomozygousDisruption) => {
                    models.get(&variant.gene()?.get()).map(|best| best.1)
                }
                _ => None,
            });
            variants.push(Known { gene: variant.gene(), criterion, transcript });
        }
        sites.sort_unstable();
        quick.iter_mut().for_each(|own| own.substitutions.sort_unstable());
        let roles = records.genes().map(|gene| gene.role()).collect();
        let mut facts: Vec<GeneFacts> = records.genes().map(|gene| GeneFacts { domain: gene.kinase(), is_placed: false }).collect();
        for (_, transcript) in genome.transcripts() {
            if let Some(known) = facts.get_mut(transcript.gene as usize) {
                known.is_placed = true;
            }
        }
        let mut counted_on = vec![0; genome.transcript_count() / 64 + 1].into_boxed_slice();
        for number in variants.iter().filter_map(|known| known.transcript) {
            counted_on[number as usize / 64] |= 1 << (number % 64);
        }
        Ok(Self { variants, accessions, of_gene, quick, pairs_of_five, roles, facts, counted_on, sites })
    }

    /// Variants the allele meets, may meet or nearly meets, sorted by variant, into `out`, which is cleared first.
    pub fn variants(&self, allele: &NormalizedAllele, consequences: &[Consequence], out: &mut Vec<VariantMatch>) {
        out.clear();
        self.by_letters(allele, out);
        self.by_genes(consequences, out);
    }

    /// The same for a structural allele, which has no letters: by what it does to transcripts, and by the fusions it makes.
    /// `undisrupted` are the copies of the place that do not have it, where its line tells them.
    pub fn structural_variants(
        &self,
        consequences: &[Consequence],
        fusions: &[Fusion],
        undisrupted: Option<f64>,
        out: &mut Vec<VariantMatch>,
    ) {
        out.clear();
        self.by_genes(consequences, out);
        for found in out.iter_mut() {
            self.count_whole_copies(found, consequences, undisrupted);
            self.spare_fused(found, fusions);
        }
        out.retain(|found| found.judgement != Judgement::No);
        self.by_fusions(fusions, out);
        out.sort_by_key(|found| found.variant);
    }

    /// Variants that fusions meet, whatever they were read from; sorted by variant, into `out`, which is cleared first.
    pub fn fusion_variants(&self, fusions: &[Fusion], out: &mut Vec<VariantMatch>) {
        out.clear();
        self.by_fusions(fusions, out);
        out.sort_by_key(|found| found.variant);
    }

    fn by_fusions(&self, fusions: &[Fusion], out: &mut Vec<VariantMatch>) {
        let mut genes: Vec<GeneId> = fusions.iter().flat_map(Fusion::genes).collect();
        genes.sort_unstable();
        genes.dedup();
        // A pair is kept under its 3' partner; of a fusion whose other end is not known its 5' partner may be the one found.
        for gene in genes {
            let facts = |gene: GeneId| self.facts.get(gene.index()).copied().unwrap_or_default();
            let own = self.of_gene.get(gene.index()).into_iter().flatten();
            let pairs = self.pairs_of_five.get(gene.index()).into_iter().flatten();
            for variant in own.chain(pairs) {
                let Some(criterion) = self.variants.get(variant.index()).and_then(|known| known.criterion.whole()) else {
                    continue;
                };
                let judgement = judge_fusions(criterion, gene, facts, fusions);
                let is_new = !out.iter().any(|known| known.variant == *variant);
                if judgement != Judgement::No && is_new {
                    out.push(VariantMatch { variant: *variant, judgement });
                }
            }
        }
    }

    /// R17, R11b: what breaks one copy breaks the gene where no copy is left without it.
    fn count_whole_copies(&self, found: &mut VariantMatch, consequences: &[Consequence], undisrupted: Option<f64>) {
        let Some(known) = self.variants.get(found.variant.index()) else { return };
        match (known.criterion.whole(), found.judgement) {
            (Some(Criterion::HomozygousDisruption), Judgement::Open { reason: Reason::NoCopyNumber, .. }) => {
                let own = consequences.iter().find(|consequence| Some(consequence.transcript) == known.transcript);
                found.judgement = own.map_or(found.judgement, |own| homozygous_disruption(own, undisrupted));
            }
            (Some(Criterion::GeneClass { biallelic: true, .. }), Judgement::Open { level, rule, reason: Reason::Zygosity })
                if undisrupted.is_some_and(|copies| copies < NONE_LEFT) =>
            {
                found.judgement = Judgement::Holds { level, rule };
            }
            _ => {}
        }
    }

    /// A gene whose beginning is fused in frame is changed, not cut short: what that does is for a curator to say.
    fn spare_fused(&self, found: &mut VariantMatch, fusions: &[Fusion]) {
        let Judgement::Holds { level, rule } = found.judgement else { return };
        let Some(Criterion::GeneClass { .. }) = self.criterion(found.variant) else { return };
        let in_frame = |fusion: &&Fusion| matches!(fusion.frame, Frame::In);
        let fused = fusions.iter().filter(in_frame).filter_map(|fusion| fusion.five_prime.as_ref());
        let of_gene = |gene: GeneId| self.of_gene.get(gene.index()).is_some_and(|own| own.contains(&found.variant));
        if fused.into_iter().any(|partner| of_gene(partner.gene)) {
            found.judgement = Judgement::Open { level, rule, reason: Reason::NoCuratedEffect };
        }
    }

    fn by_genes(&self, consequences: &[Consequence], out: &mut Vec<VariantMatch>) {
        let mut last = None;
        let mut genes: smallvec::SmallVec<[u32; 4]> = consequences.iter().map(|found| found.gene).collect();
        genes.sort_unstable();
        for gene in genes {
            if last.replace(gene) != Some(gene) {
                self.by_gene(GeneId::new(gene), consequences, out);
            }
        }
        out.sort_by_key(|found| found.variant);
    }

    /// R23 and exact alleles: the letters themselves.
    fn by_letters(&self, allele: &NormalizedAllele, out: &mut Vec<VariantMatch>) {
        let allele = &allele.allele;
        let wanted = (allele.contig, allele.interval.start(), allele.reference.as_slice(), allele.alternate.as_slice());
        let start = self.sites.partition_point(|(site, _)| (site.0, site.1, &*site.2, &*site.3) < wanted);
        for (site, variant) in &self.sites[start..] {
            if (site.0, site.1, &*site.2, &*site.3) != wanted {
                break;
            }
            let rule = match self.criterion(*variant) {
                Some(Criterion::Promoter { .. }) => "R23",
                _ => "R1",
            };
            let judgement = Judgement::Holds { level: MatchLevel::ExactAllele, rule };
            out.push(VariantMatch { variant: *variant, judgement });
        }
    }

    /// Variants that what one line states of copies meets, may meet or nearly meets, laid over those found before in `out`; what
    /// decided goes into `traces`. Of genes that the line tells too little of, nothing is said: other lines may tell the rest.
    pub fn counted_variants(
        &self,
        told: &CopyNumbers,
        consequences: &[Consequence],
        genome: Genome<'_>,
        out: &mut Vec<VariantMatch>,
        traces: &mut Vec<(VariantId, CopyTrace)>,
    ) {
        let genes: BTreeSet<u32> = consequences.iter().map(|found| found.gene).collect();
        for variant in genes.into_iter().filter_map(|gene| self.of_gene.get(gene as usize)).flatten() {
            let (Some(known), Some(place)) = (self.variants.get(variant.index()), self.place(*variant, genome)) else { continue };
            let Some(criterion) = known.criterion.whole().filter(|_| told.speaks_of(&place)) else { continue };
            let counts =
                |gene| !matches!(criterion, Criterion::GeneClass { class: GeneClass::Any, .. }) || self.is_suppressor(gene);
            if !counts(place.gene) {
                continue;
            }
            let (judgement, trace) = told.judge_traced(criterion, &place);
            let is_told = !matches!(judgement, Judgement::No | Judgement::Open { reason: Reason::CopiesPartlyTold, .. });
            let holds = |judgement| matches!(judgement, Judgement::Holds { .. });
            match out.iter_mut().find(|found| found.variant == *variant) {
                _ if !is_told => continue,
                Some(found) if holds(judgement) && !holds(found.judgement) => found.judgement = judgement,
                Some(_) => continue,
                None => out.push(VariantMatch { variant: *variant, judgement }),
            }
            traces.extend(trace.map(|trace| (*variant, trace)));
        }
        out.sort_by_key(|found| found.variant);
    }

    /// Places of listed sites on this assembly: letters at them are compared one by one.
    pub fn sites(&self) -> impl Iterator<Item = (Contig, Interval)> {
        let length = |letters: &[u8]| u32::try_from(letters.len()).unwrap_or(u32::MAX);
        self.sites.iter().map(move |(site, _)| (site.0, Interval::from_length(site.1, length(&site.2))))
    }

    /// Is the gene one whose loss drives cancer?
    #[must_use]
    pub fn is_suppressor(&self, gene: GeneId) -> bool {
        self.roles.get(gene.index()).is_some_and(|role| matches!(role, GeneRole::TumourSuppressor | GeneRole::Both))
    }

    /// Where the gene of a variant lies, for claims about its copies.
    #[must_use]
    pub fn place<'g>(&self, variant: VariantId, genome: Genome<'g>) -> Option<GenePlace<'g>> {
        let known = self.variants.get(variant.index())?;
        let transcript = known.transcript.and_then(|number| genome.row(number));
        Some(GenePlace { gene: known.gene?, transcript, body: None })
    }

    fn by_gene(&self, gene: GeneId, consequences: &[Consequence], out: &mut Vec<VariantMatch>) {
        let role = self.roles.get(gene.index()).copied().unwrap_or(GeneRole::Unknown);
        let Some(own) = self.quick.get(gene.index()) else { return };
        for variant in own.candidates(consequences) {
            let Some(known) = self.variants.get(variant.index()) else { continue };
            let on_its_transcript = |found: &&Consequence| Some(found.transcript) == known.transcript;
            let Some(found) = consequences.iter().find(on_its_transcript) else { continue };
            let judgement = judge(known.criterion.criterion(&self.accessions), role, found);
            if judgement != Judgement::No {
                out.push(VariantMatch { variant, judgement });
            }
        }
    }

    /// The criterion of a variant.
    #[must_use]
    pub fn criterion(&self, variant: VariantId) -> Option<&Criterion> {
        self.variants.get(variant.index()).map(|known| known.criterion.criterion(&self.accessions))
    }

    /// The gene of a variant; for a pair of fused genes the 3′ partner, `None` for a signature.
    #[must_use]
    pub fn gene(&self, variant: VariantId) -> Option<GeneId> {
        self.variants.get(variant.index())?.gene
    }

    /// The number, in the gene models, of the transcript a variant is counted on, where the assembly has it.
    #[must_use]
    pub fn transcript(&self, variant: VariantId) -> Option<u32> {
        self.variants.get(variant.index())?.transcript
    }

    /// Is a variant counted on the transcript of this number? What an allele does to others decides nothing.
    #[must_use]
    #[inline]
    pub fn counts_on(&self, transcript: u32) -> bool {
        self.counted_on.get(transcript as usize / 64).is_some_and(|word| word >> (transcript % 64) & 1 == 1)
    }

    /// Variants that speak of more than one residue for another, ascending, and their criteria.
    pub fn beyond_substitutions(&self) -> impl Iterator<Item = (VariantId, &Criterion)> {
        self.ids().zip(&self.variants).filter_map(|(variant, known)| Some((variant, known.criterion.whole()?)))
    }

    /// Every variant, ascending.
    pub fn ids(&self) -> impl Iterator<Item = VariantId> + use<> {
        (0..u32::try_from(self.variants.len()).unwrap_or(u32::MAX)).map(VariantId::new)
    }

    /// Can a variant be judged by its gene's transcript on this assembly? (If not, only its exact letters count.)
    #[must_use]
    pub fn has_transcript(&self, variant: VariantId) -> bool {
        self.variants.get(variant.index()).is_some_and(|known| known.transcript.is_some())
    }
}

/// Of each gene, by number, the model that tells most of it: how good it is, and its number.
fn best_models(genome: Genome<'_>) -> BTreeMap<u32, (ModelRank<'_>, u32)> {
    let mut best: BTreeMap<u32, (ModelRank<'_>, u32)> = BTreeMap::new();
    for (number, row) in genome.transcripts() {
        let rank = (row.quality == ModelQuality::Span, row.mane != ManeStatus::Select, row.quality, row.accession);
        match best.get(&row.gene) {
            Some((known, _)) if *known <= rank => {}
            _ => drop(best.insert(row.gene, (rank, number))),
        }
    }
    best
}

/// The lowest is taken: one with exons, MANE Select, the better kind.
type ModelRank<'k> = (bool, bool, ModelQuality, &'k str);

fn key(site: &Site) -> SiteKey {
    (site.contig, site.start, site.reference.as_bytes().into(), site.alternate.as_bytes().into())
}
