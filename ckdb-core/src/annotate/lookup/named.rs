//! A term that names records: a profile, a gene, a therapy, a disease, an evidence item, a trial.

use super::{Answer, Found, How, Lookup, LookupError, Subject};
use crate::annotate::{Annotator, Row};
use crate::genome::Assembly;
use crate::index::IndexError;
use crate::knowledge::{FindError, Kind, Meaning, Records, view};
use crate::matching::{Frame, Fusion, OneLine, Truth, evaluate};
use crate::model::{Criterion, DiseaseScope, EvidenceId, GeneId, ProfileId, TherapyId, Token, VariantId};

/// Profiles that ask for a variant of the gene, ascending.
pub(super) fn profiles_of_gene(records: Records<'_>, gene: GeneId) -> Result<Vec<ProfileId>, FindError> {
    let mut of_gene = Vec::with_capacity(records.variants().len());
    for variant in records.variants() {
        // The variant of a fused pair stands with its 3′ partner; who asks for the 5′ partner wants it, too.
        let is_five_prime = || -> Result<bool, IndexError> {
            Ok(matches!(variant.criterion()?, Criterion::FusionPair { five_prime, .. } if five_prime == gene))
        };
        of_gene.push(variant.gene() == Some(gene) || is_five_prime()?);
    }
    let asks = |token| matches!(token, Token::Variant(variant) if of_gene.get(variant.index()).copied().unwrap_or(false));
    Ok(records.profiles().filter(|profile| profile.tokens().any(asks)).map(view::Profile::number).collect())
}

/// What the first kind of meaning has: of a name with several, one is answered and the others are told.
struct Chosen {
    kind: Kind,
    meanings: Vec<Meaning>,
    others: Vec<Meaning>,
}

/// Whoever types a name that several kinds share means the first of these.
const ORDER: [Kind; 6] = [Kind::Profile, Kind::Evidence, Kind::Trial, Kind::Gene, Kind::Therapy, Kind::Disease];

fn choose(meanings: Vec<Meaning>) -> Option<Chosen> {
    let kind = ORDER.into_iter().find(|kind| meanings.iter().any(|meaning| meaning.kind() == *kind))?;
    let (meanings, others) = meanings.into_iter().partition(|meaning| meaning.kind() == kind);
    Some(Chosen { kind, meanings, others })
}

const fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Gene => "gene",
        Kind::Profile => "profile",
        Kind::Therapy => "therapy",
        Kind::Disease => "disease",
        Kind::Evidence => "evidence item",
        Kind::Trial => "trial",
    }
}

impl<'k> Lookup<'k> {
    /// Everything known about what a name means; `None` when it is no name.
    pub(super) fn by_name(&self, term: &str) -> Result<Option<Answer<'k>>, LookupError> {
        let Some(chosen) = choose(self.knowledge.find(term)?) else { return self.by_identity(term) };
        let records = self.knowledge.records()?;
        let mut answer = match (chosen.kind, chosen.meanings.as_slice()) {
            (Kind::Profile, [Meaning::Profile(profile), ..]) => self.profile(*profile)?,
            (Kind::Disease, [Meaning::Disease(disease), ..]) => {
                let patient = self.disease.or(Some(*disease));
                let annotator = self.annotator(self.any_assembly(), patient)?;
                let scope = crate::matching::DiseaseContext::new(records, *disease);
                let concerns = |row: &Row<'k>| {
                    matches!(scope.scope(row.disease), DiseaseScope::Same | DiseaseScope::Narrower | DiseaseScope::Broader)
                };
                let found = rows(&annotator, How::Disease, concerns);
                let Some(disease) = records.disease(*disease) else { return Ok(None) };
                let mut answer = Answer::new(Subject::Disease(disease), found, &annotator);
                if self.disease.is_none() {
                    answer.notes.push(format!("levels are those of a patient with {}; --disease says another", disease.name()));
                }
                answer
            }
            (_, meanings) => self.others(meanings)?,
        };
        if chosen.kind == Kind::Profile && chosen.meanings.len() > 1 {
            let more = chosen.meanings.iter().skip(1).map(|meaning| records.label(*meaning)).collect::<Vec<_>>();
            answer.notes.push(format!("`{term}` also names {}; ask by the whole name", more.join(", ")));
        }
        let told = |meaning: &Meaning| format!("the {} {}", word(meaning.kind()), records.label(*meaning));
        if !chosen.others.is_empty() {
            let others: Vec<String> = chosen.others.iter().map(told).collect();
            answer.notes.push(format!("`{term}` is also {}; this answer is about the {}", others.join(", "), word(chosen.kind)));
        }
        Ok(Some(answer))
    }

    /// Genes, therapies, evidence items and trials: of several with one name, all.
    fn others(&self, meanings: &[Meaning]) -> Result<Answer<'k>, LookupError> {
        let annotator = self.annotator(self.any_assembly(), self.disease)?;
        let records = annotator.records();
        let (mut genes, mut therapies, mut items, mut trials) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for meaning in meanings {
            match *meaning {
                Meaning::Gene(id) => genes.extend(records.gene(id)),
                Meaning::Therapy(id) => therapies.extend(records.therapy(id)),
                Meaning::Evidence(id) => items.push(id),
                Meaning::Trial(id) => trials.extend(records.trial(id)),
                Meaning::Profile(_) | Meaning::Disease(_) => {}
            }
        }
        if !genes.is_empty() {
            let mut profiles = Vec::new();
            for gene in &genes {
                profiles.extend(profiles_of_gene(records, gene.number())?);
            }
            let found = rows(&annotator, How::Gene, |_| true);
            let found = found.into_iter().filter(|found| profiles.contains(&found.profile.number())).collect();
            return Ok(Answer::new(Subject::Genes(genes), found, &annotator));
        }
        if !therapies.is_empty() {
            let wanted: Vec<TherapyId> = therapies.iter().map(|therapy| therapy.number()).collect();
            let found = rows(&annotator, How::Therapy, |row| row.claim.therapies.iter().any(|one| wanted.contains(one)));
            let trials = records.trials().filter(|trial| trial.therapies().any(|one| wanted.contains(&one))).collect();
            return Ok(Answer { trials, ..Answer::new(Subject::Therapies(therapies), found, &annotator) });
        }
        if !items.is_empty() {
            return Ok(self.records(&annotator, &items));
        }
        Ok(Answer { trials, ..Answer::new(Subject::Trials, Vec::new(), &annotator) })
    }

    /// Evidence items by their numbers: each row shows only them.
    fn records(&self, annotator: &Annotator<'k>, items: &[EvidenceId]) -> Answer<'k> {
        let is_wanted = |item: &view::Evidence<'k>| items.contains(&item.number());
        let mut found = rows(annotator, How::Record, |row| row.evidence.iter().any(is_wanted));
        for row in found.iter_mut().flat_map(|found| &mut found.rows) {
            row.evidence.retain(is_wanted);
            row.assertions.clear();
        }
        let ids = items.iter().filter_map(|item| annotator.records().evidence_item(*item)).map(view::Evidence::id).collect();
        Answer::new(Subject::Records(ids), found, annotator)
    }

    /// An assertion or an approval by its identity: these have no place in the table of names.
    fn by_identity(&self, term: &str) -> Result<Option<Answer<'k>>, LookupError> {
        let records = self.knowledge.records()?;
        let assertion =
            |item: &view::Assertion<'k>| [item.id(), item.source_record()].iter().any(|id| id.eq_ignore_ascii_case(term));
        let approval = |item: &view::Approval<'k>| item.id().eq_ignore_ascii_case(term);
        let assertions = records.assertions().filter(assertion).map(view::Assertion::id);
        let ids: Vec<&'k str> = assertions.chain(records.approvals().filter(approval).map(view::Approval::id)).collect();
        if ids.is_empty() {
            return Ok(None);
        }
        let annotator = self.annotator(self.any_assembly(), self.disease)?;
        let found = rows(&annotator, How::Record, |row| row.record_ids().any(|id| ids.contains(&id)));
        Ok(Some(Answer::new(Subject::Records(ids), found, &annotator)))
    }

    /// A profile: as the change it is, or supposed to hold.
    fn profile(&self, profile: ProfileId) -> Result<Answer<'k>, LookupError> {
        let records = self.knowledge.records()?;
        let mut tokens = records.profile(profile).into_iter().flat_map(view::Profile::tokens);
        let variant = match (tokens.next(), tokens.next()) {
            (Some(Token::Variant(variant)), None) => Some(variant),
            _ => None,
        };
        let criterion = variant.and_then(|variant| records.variant(variant)).map(view::Variant::criterion).transpose()?;
        let read = match &criterion {
            Some(Criterion::ProteinChange { transcript, change }) => self.reader().protein_on(transcript, change).map(Some),
            // A site is a change of letters; of several, any may be meant.
            Some(Criterion::Promoter { sites } | Criterion::Allele { sites }) => Ok(self.reader().only_site(sites)),
            _ => Ok(None),
        };
        match read {
            Ok(Some(read)) => return self.change(read),
            // No letters to spell it with, or no model of its transcript: what is claimed about it holds all the same.
            Ok(None)
            | Err(
                LookupError::NoLetters { .. }
                | LookupError::NoSuchSequence { .. }
                | LookupError::Unknown(FindError::Unknown { .. }),
            ) => {}
            Err(error) => return Err(error),
        }
        self.supposed(profile, variant)
    }

    /// A profile supposed to hold: itself, and those that hold whenever its one variant is there.
    fn supposed(&self, profile: ProfileId, variant: Option<VariantId>) -> Result<Answer<'k>, LookupError> {
        let annotator = self.annotator(self.any_assembly(), self.disease)?;
        let records = annotator.records();
        let mut judged: Vec<(VariantId, Truth)> = variant.into_iter().map(|variant| (variant, Truth::True)).collect();
        // A pair of fused genes is also a fusion of each of them.
        if let Some(Criterion::FusionPair { five_prime, three_prime, five_prime_exon, three_prime_exon }) =
            variant.and_then(|variant| annotator.criterion(variant))
        {
            let (five, three) = ((Some(*five_prime), *five_prime_exon), (Some(*three_prime), *three_prime_exon));
            let mut met = Vec::new();
            annotator.matcher.fusion_variants(&[Fusion::named(five, three, Frame::NotTold, false)], &mut met);
            judged = met.iter().map(|found| (found.variant, found.judgement.truth())).collect();
        }
        let implied = |other: ProfileId| {
            let question = annotator.questions.get(other);
            question.is_some_and(|question| evaluate(&question.expression, &OneLine { judged: &judged }).truth == Truth::True)
        };
        let mut found = Vec::new();
        for one in records.profiles() {
            let how = if one.number() == profile {
                How::Named
            } else if !judged.is_empty() && implied(one.number()) {
                How::Implied
            } else {
                continue;
            };
            found.extend(annotator.card(one.number()).map(|card| Found { profile: one, how, rows: card.rows.clone() }));
        }
        let subject = records.profile(profile).map_or(Subject::Records(Vec::new()), Subject::Profile);
        Ok(Answer::new(subject, found, &annotator))
    }

    /// Of records without letters any assembly gives the same answer.
    pub(super) fn any_assembly(&self) -> Assembly {
        self.assembly.unwrap_or(Assembly::Grch38)
    }
}

/// Profiles with a row that is wanted, each with these rows only.
fn rows<'k>(annotator: &Annotator<'k>, how: How, wanted: impl Fn(&Row<'k>) -> bool) -> Vec<Found<'k>> {
    let one = |profile: view::Profile<'k>| {
        let card = annotator.card(profile.number())?;
        let rows: Vec<Row<'k>> = card.rows.iter().filter(|row| wanted(row)).cloned().collect();
        (!rows.is_empty()).then_some(Found { profile, how, rows })
    };
    annotator.records().profiles().filter_map(one).collect()
}
