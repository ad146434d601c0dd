//! Asks an index for what was written: one variant, or a profile of several.

use super::coding::Coding;
use super::generate::{self, Unwritten};
use super::profile::{ATTEMPTS, Write, asks_absence, compose};
use super::structure::Bodies;
use super::tumour::{Finding, of_allele};
use ckdb_core::annotate::{AnnotateError, Annotator};
use ckdb_core::genome::{Allele, Assembly};
use ckdb_core::knowledge::{Genome, Knowledge, Records};
use ckdb_core::matching::{Judgement, Reason, Truth};
use ckdb_core::model::{Biomarker, BiomarkerCondition, CopyProfile, Criterion, Expression, GeneRole, ProfileId, Token, VariantId};
use ckdb_core::segment::Measured;
use std::collections::BTreeMap;

/// Ways to show one variant that are kept for profiles of several.
const KEPT: usize = 6;

/// What became of a claim.
pub(super) enum Answer {
    /// From lines of a VCF and what is told beside them.
    Returned,
    /// Only from rows of tables that name genes.
    ReturnedByName,
    /// With what was found instead.
    Lost(String),
    Unwritten(Unwritten),
}

/// Writes claims and asks for them.
pub(super) struct Asker<'k> {
    annotator: Annotator<'k>,
    assembly: Assembly,
    records: Records<'k>,
    genome: Genome<'k>,
    bodies: Bodies<'k>,
    copy_profile: Option<CopyProfile>,
    models: BTreeMap<String, Option<Coding>>,
    /// Profiles that ask for one variant alone.
    alone: BTreeMap<VariantId, ProfileId>,
    /// Ways that were found to show a variant.
    shown: BTreeMap<VariantId, Result<Vec<Finding>, Unwritten>>,
    alleles: BTreeMap<VariantId, Allele>,
}

impl<'k> Asker<'k> {
    pub(super) fn new(knowledge: &'k Knowledge, assembly: Assembly) -> Result<Self, AnnotateError> {
        let annotator = Annotator::new(knowledge, assembly)?.gene_any(true);
        let (records, genome) = (knowledge.records()?, knowledge.genome(assembly)?);
        let copy_profile = annotator.copy_settings().profile_for([Measured::of_copies(2.0)]).cloned();
        let mut alone = BTreeMap::new();
        for profile in records.profiles().filter(|profile| profile.tokens().len() == 1) {
            if let Some(Token::Variant(variant)) = profile.tokens().next() {
                alone.entry(variant).or_insert(profile.number());
            }
        }
        let bodies = Bodies::new(genome, records);
        let (models, shown, alleles) = Default::default();
        Ok(Self { annotator, assembly, records, genome, bodies, copy_profile, models, alone, shown, alleles })
    }

    /// The first allele of each variant that found it.
    pub(super) fn into_alleles(self) -> Vec<(VariantId, Allele)> {
        self.alleles.into_iter().collect()
    }

    /// One variant, there and back.
    pub(super) fn variant(&mut self, variant: VariantId) -> Answer {
        let (answer, shown) = match self.letters(variant) {
            Err(Unwritten::Told) => self.told(variant),
            Err(why) => (Answer::Unwritten(why), Err(why)),
            Ok(found) => found,
        };
        self.shown.insert(variant, shown);
        answer
    }

    /// A variant told by letters: those of its alleles that meet it.
    fn letters(&mut self, variant: VariantId) -> Result<(Answer, Result<Vec<Finding>, Unwritten>), Unwritten> {
        let criterion = self.criterion(variant).ok_or(Unwritten::NotHere)?;
        let genome = self.genome;
        let coding = criterion.transcript().and_then(|accession| {
            self.models.entry(accession.to_owned()).or_insert_with(|| Coding::read(genome, accession)).as_ref()
        });
        let known = self.records.variant(variant).and_then(|known| self.records.gene(known.gene()?));
        let role = known.map_or(GeneRole::Unknown, |gene| gene.role());
        let (mut shown, mut instead) = (Vec::new(), "nothing".to_owned());
        for allele in generate::alleles(&criterion, role, coding, self.assembly)? {
            let annotation = match self.annotator.annotate(&allele) {
                Ok(annotation) => annotation,
                Err(error) => {
                    instead = format!("{allele}: {error}");
                    continue;
                }
            };
            let genotype = match annotation.variants.iter().find(|known| known.variant == variant).map(|known| known.judgement) {
                Some(Judgement::Holds { .. }) => "0/1",
                // Whether both copies are hit is not for one allele to say, but for its genotype.
                Some(Judgement::Open { reason: Reason::Zygosity, .. }) => "1/1",
                Some(judgement) => {
                    instead = format!("{allele}: {judgement:?}");
                    continue;
                }
                None => {
                    instead = format!("{allele}: no match");
                    continue;
                }
            };
            self.alleles.entry(variant).or_insert_with(|| allele.clone());
            let line = of_allele(self.genome, &allele);
            shown.extend(line.map(|line| Finding { lines: vec![line], ..Finding::default() }.on(genotype)));
            if shown.len() >= KEPT {
                break;
            }
        }
        let returned = self.alleles.contains_key(&variant);
        let answer = if returned { Answer::Returned } else { Answer::Lost(instead) };
        Ok((answer, if returned { Ok(shown) } else { Err(Unwritten::PartLost) }))
    }

    /// A variant told otherwise.
    fn told(&self, variant: VariantId) -> (Answer, Result<Vec<Finding>, Unwritten>) {
        let findings = match self.write(variant) {
            Ok(findings) => findings,
            Err(why) => return (Answer::Unwritten(why), Err(why)),
        };
        let (mut shown, mut instead) = (Vec::new(), "nothing".to_owned());
        for finding in findings {
            match self.shows(variant, &finding) {
                Ok(true) => shown.push(finding),
                Ok(false) => {
                    return (Answer::Unwritten(Unwritten::OnlyInProfiles), Ok(vec![finding]));
                }
                Err(found) => instead = found,
            }
        }
        match shown.first() {
            None => (Answer::Lost(instead), Err(Unwritten::PartLost)),
            Some(first) if first.is_named() => (Answer::ReturnedByName, Ok(shown)),
            Some(_) => (Answer::Returned, Ok(shown)),
        }
    }

    /// Does the tumour have the variant? `false` when only profiles of several variants can tell.
    fn shows(&self, variant: VariantId, finding: &Finding) -> Result<bool, String> {
        let told = finding.words();
        let shown = finding.read(&self.annotator, self.assembly, false).map_err(|error| format!("{told}: {error}"))?;
        if let Some(problem) = shown.refused.first() {
            return Err(format!("{told}: {problem}"));
        }
        if let Some(profile) = self.alone.get(&variant) {
            let truth = shown.sample.verdict(&self.annotator, *profile).map_or(Truth::False, |verdict| verdict.truth);
            if truth == Truth::True {
                return Ok(true);
            }
            let on_line = shown.on_lines.iter().find(|found| found.variant == variant).map(|found| found.judgement);
            return Err(format!("{told}: {truth}, on its lines {on_line:?}"));
        }
        let on_line = shown.on_lines.iter().filter(|found| found.variant == variant);
        let holds = on_line.map(|found| found.judgement).any(|judgement| matches!(judgement, Judgement::Holds { .. }));
        if holds || finding.lines.is_empty() { Ok(holds) } else { Err(format!("{told}: no line meets it")) }
    }

    fn write(&self, variant: VariantId) -> Result<Vec<Finding>, Unwritten> {
        let criterion = self.criterion(variant).ok_or(Unwritten::NotHere)?;
        let gene = self.records.variant(variant).and_then(|known| known.gene());
        let modelled = |found: Option<Finding>| found.map(|found| vec![found]).ok_or(Unwritten::NoGeneModel);
        let own = || gene.ok_or(Unwritten::NoGeneModel);
        match criterion {
            Criterion::CopyNumber { change } => modelled(self.bodies.copies(own()?, change, self.copy_profile.as_ref())),
            Criterion::HomozygousDisruption => {
                let found = self.bodies.disruption(own()?);
                if found.is_empty() { Err(Unwritten::NoGeneModel) } else { Ok(found) }
            }
            Criterion::FusionPair { five_prime, three_prime, five_prime_exon, three_prime_exon } => {
                Ok(self.bodies.pair((five_prime, five_prime_exon), (three_prime, three_prime_exon)))
            }
            Criterion::Fusion { role } => Ok(self.bodies.any_partner(own()?, role)),
            Criterion::ExonChange { transcript, change, first, last } => {
                modelled(self.bodies.exons(&transcript, change, (first, last)))
            }
            Criterion::Biomarker { biomarker, condition } => {
                Ok(vec![Finding { biomarkers: vec![signature(biomarker, condition)], ..Finding::default() }])
            }
            Criterion::WildType { .. } => Ok(vec![Finding::default()]),
            Criterion::Expression { .. } => Err(Unwritten::NoExpression),
            Criterion::Marker { .. } => Err(Unwritten::NoMarker),
            _ => Err(Unwritten::NotHere),
        }
    }

    /// A profile of several variants, there and back.
    pub(super) fn profile(&mut self, profile: ProfileId, asked: &Expression) -> Answer {
        let all_copies = asks_absence(asked);
        let (mut instead, mut tried) = (String::new(), Vec::new());
        for attempt in 0..ATTEMPTS {
            let finding = match compose(self, asked, true, attempt) {
                Ok(finding) => finding,
                Err(why) => return Answer::Unwritten(why),
            };
            if tried.contains(&finding) {
                continue;
            }
            let verdict = finding
                .read(&self.annotator, self.assembly, all_copies)
                .map(|shown| shown.sample.verdict(&self.annotator, profile).map_or(Truth::False, |verdict| verdict.truth));
            match verdict {
                Ok(Truth::True) => return Answer::Returned,
                Ok(truth) => instead = format!("{}: {truth}", finding.words()),
                Err(error) => instead = error.to_string(),
            }
            tried.push(finding);
        }
        Answer::Lost(instead)
    }
}

impl Write for Asker<'_> {
    fn findings(&mut self, variant: VariantId) -> Result<Vec<Finding>, Unwritten> {
        // A part that was not asked about by itself, as in a sample of the claims, is asked now.
        if !self.shown.contains_key(&variant) {
            self.variant(variant);
        }
        self.shown.get(&variant).cloned().unwrap_or(Err(Unwritten::NotHere))
    }

    fn criterion(&self, variant: VariantId) -> Option<Criterion> {
        self.records.variant(variant)?.criterion().ok()
    }
}

/// The signature as somebody would tell it.
fn signature(biomarker: Biomarker, condition: BiomarkerCondition) -> String {
    match (biomarker, condition) {
        (Biomarker::Msi, BiomarkerCondition::High) => "MSI=high".to_owned(),
        (Biomarker::Tmb, BiomarkerCondition::High) => "TMB=high".to_owned(),
        (Biomarker::Hrd, BiomarkerCondition::High) => "HRD=positive".to_owned(),
        (Biomarker::Tmb, BiomarkerCondition::AtLeast(least)) => format!("TMB={least}/Mb"),
        (Biomarker::Msi, BiomarkerCondition::AtLeast(least)) => format!("MSI={least},cutoff={least}"),
        (Biomarker::Hrd, BiomarkerCondition::AtLeast(least)) => format!("HRD={least},cutoff={least}"),
    }
}
