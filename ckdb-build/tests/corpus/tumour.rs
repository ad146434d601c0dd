//! One row's tumour, annotated, and asked for one profile.

use super::index::Claims;
use super::row::{Row, Tumour};
use super::told;
use ckdb_core::annotate::{Annotator, Sample};
use ckdb_core::genome::{Assembly, Contig, Interval};
use ckdb_core::matching::{DiseaseContext, Judgement, NearMiss, Truth};
use ckdb_core::model::{ProfileId, VariantOrigin, Vocabulary as _};
use ckdb_core::segment::Segment;
use ckdb_core::vcf::stream::{self, Outputs, Settings};
use ckdb_core::vcf::{Engine, Header, Keep, KeptAllele};
use std::num::NonZero;

/// Asks the claims of an index about tumours.
pub(crate) struct Asker<'k> {
    claims: &'k Claims,
    annotators: [Annotator<'k>; 2],
}

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    /// `true`, `false`, `unknown(REASON)`, or a scope.
    pub(crate) truth: String,
    /// How closely; empty when it is false.
    pub(crate) level: String,
    /// Why it nearly matched; empty when it did not even nearly, or did.
    pub(crate) near: String,
}

impl<'k> Asker<'k> {
    pub(crate) fn new(claims: &'k Claims) -> Self {
        let annotator = |assembly| Annotator::new(&claims.knowledge, assembly).unwrap().gene_any(true);
        Self { claims, annotators: Assembly::ALL.map(annotator) }
    }

    /// The answer to a row.
    pub(crate) fn ask(&self, row: &Row) -> Answer {
        if let Some(claim) = row.criterion.strip_prefix("{ disease = \"") {
            return self.scope(&row.sample, claim.trim_end_matches("\" }"));
        }
        if let Some(claim) = row.criterion.strip_prefix("{ origin = \"") {
            let claimed =
                VariantOrigin::ALL.iter().copied().find(|known| known.as_str() == claim.trim_end_matches("\" }")).unwrap();
            let truth = if told::told(&row.sample, row.assembly, self.annotators[0].copy_settings()).origin.fits(claimed) {
                Truth::True
            } else {
                Truth::False
            };
            return Answer { truth: truth.to_string(), ..Answer::default() };
        }
        let annotator = &self.annotators[row.assembly.index()];
        let Some(profile) = self.claims.profile(&row.criterion) else {
            assert!(self.claims.refused.contains_key(&row.criterion));
            return Answer { truth: Truth::False.to_string(), ..Answer::default() };
        };
        let records = self.claims.knowledge.records().unwrap();
        let profile = records.profiles().find(|known| known.id() == profile).unwrap().number();
        let (kept, looked_at, stated) = kept(annotator, &row.sample, row.assembly);
        let mut sample = Sample::of(told::told(&row.sample, row.assembly, annotator.copy_settings()));
        looked_at.into_iter().for_each(|(contig, interval)| sample.add_looked_at(contig, interval));
        sample.add_copies(stated);
        for (number, allele) in kept.iter().enumerate() {
            sample.add_call(number as u64, &allele.variants, allele.call.clone());
        }
        let truth = sample.verdict(annotator, profile).unwrap().truth;
        // What is shown must be what holds: a match on a line or of the sample if and only if the profile holds there.
        let on_lines =
            kept.iter().filter_map(|allele| allele.annotation.as_ref()).flat_map(|annotation| annotation.matches.clone());
        let of_sample = sample.profiles(annotator).into_iter().map(|found| found.matched);
        let shown = on_lines
            .chain(of_sample)
            .filter(|found| found.profile.number() == profile)
            .min_by_key(|found| (found.truth != Truth::True, found.level));
        let level = shown.as_ref().map(|found| found.level.to_string()).unwrap_or_default();
        let shown_truth = shown.map(|found| found.truth);
        if (truth == Truth::True) != (shown_truth == Some(Truth::True)) {
            return Answer { truth: format!("{truth}, but shown is {shown_truth:?}"), ..Answer::default() };
        }
        let near = if truth == Truth::False { self.near(profile, &kept).unwrap_or_default() } else { String::new() };
        Answer { truth: truth.to_string(), level, near }
    }

    /// Why an allele nearly meets a profile.
    fn near(&self, profile: ProfileId, kept: &[KeptAllele<'_>]) -> Option<String> {
        let records = self.claims.knowledge.records().unwrap();
        let profile = records.profile(profile)?;
        let asked = ckdb_core::model::Expression::from_tokens(profile.tokens()).unwrap().variants();
        let near = |judgement| match judgement {
            Judgement::Near { miss, .. } => Some(NearMiss::as_str(miss).to_owned()),
            _ => None,
        };
        kept.iter()
            .flat_map(|allele| &allele.variants)
            .filter(|found| asked.contains(&found.variant))
            .find_map(|found| near(found.judgement))
    }

    /// R33: the patient's disease against a claim's.
    fn scope(&self, tumour: &Tumour, claim: &str) -> Answer {
        let knowledge = &self.claims.knowledge;
        let patient = tumour.told("disease").next().unwrap();
        let truth = match (knowledge.disease(patient), knowledge.disease(claim)) {
            (Err(_), _) => "error".to_owned(),
            (Ok(patient), Ok(claim)) => DiseaseContext::new(knowledge.records().unwrap(), patient).scope(claim).to_string(),
            (Ok(_), Err(error)) => panic!("{claim}: {error}"),
        };
        Answer { truth, ..Answer::default() }
    }
}

/// Every allele of the tumour's lines that something speaks of.
fn kept<'k>(
    annotator: &Annotator<'k>,
    tumour: &Tumour,
    assembly: Assembly,
) -> (Vec<KeptAllele<'k>>, Vec<(Contig, Interval)>, Vec<Segment>) {
    let text = tumour.vcf(assembly);
    let mut input = text.as_bytes();
    let header = Header::read(&mut input).unwrap();
    let engine = Engine::new(annotator, Keep::Annotations { unmatched: false }, None).sample(Some(0));
    let (mut kept, mut looked_at, mut stated) = (Vec::new(), Vec::new(), Vec::new());
    let outputs = Outputs {
        vcf: None,
        declarations: &[],
        consume: &mut |_, line: ckdb_core::vcf::KeptLine<'k>| {
            kept.extend(line.alleles);
            looked_at.extend(line.looked_at);
            stated.extend(line.copies);
            Ok(())
        },
        progress: &mut |_| {},
    };
    let summary = stream::annotate(&mut input, &header, &engine, Settings::with_threads(NonZero::<usize>::MIN), outputs).unwrap();
    assert_eq!(summary.tally.count(ckdb_core::vcf::Kind::NotUnderstood), 0, "{text}");
    assert_eq!(engine.ref_check().contradicts, 0, "REF is not what the reference has there: {text}");
    (kept, looked_at, stated)
}
