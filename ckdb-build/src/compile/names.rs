//! Every name by which a record may be asked for.

use crate::resolve::ValidKnowledge;
use ckdb_core::index::{IndexError, NamesBuilder};
use ckdb_core::knowledge::Meaning;
use ckdb_core::model::{DiseaseId, EvidenceId, GeneId, ProfileId, TherapyId, TrialId};

/// The section of names.
pub(super) fn section(knowledge: &ValidKnowledge) -> Result<Vec<u8>, IndexError> {
    let mut builder = NamesBuilder::new();
    let mut add = |meaning: Meaning, names: &mut dyn Iterator<Item = &str>| -> Result<(), IndexError> {
        // Optional names are empty when not given; they name nothing.
        names.filter(|name| !name.is_empty()).try_for_each(|name| builder.add(name, meaning.stored()).map(drop))
    };
    for (gene, number) in knowledge.genes.iter().zip(0..) {
        let names = [gene.symbol.as_str(), &gene.hgnc, &gene.ensembl];
        add(Meaning::Gene(GeneId::new(number)), &mut names.into_iter().chain(strs(&gene.aliases)))?;
    }
    for (profile, number) in knowledge.profiles.iter().zip(0..) {
        let meaning = Meaning::Profile(ProfileId::new(number));
        add(meaning, &mut [profile.id.as_str(), &profile.name].into_iter().chain(strs(&profile.aliases)))?;
        if profile.civic != 0 {
            add(meaning, &mut std::iter::once(format!("MPID{}", profile.civic).as_str()))?;
        }
    }
    for (therapy, number) in knowledge.therapies.iter().zip(0..) {
        let names = [therapy.id.as_str(), &therapy.name, &therapy.name_ja, &therapy.ncit];
        let brands = therapy.brands.iter().map(|brand| brand.name.as_str());
        add(Meaning::Therapy(TherapyId::new(number)), &mut names.into_iter().chain(strs(&therapy.aliases)).chain(brands))?;
    }
    for (disease, number) in knowledge.diseases.iter().zip(0..) {
        let names = [disease.id.as_str(), &disease.name, &disease.name_ja, &disease.doid, &disease.ncit];
        let more = strs(&disease.oncotree).chain(strs(&disease.aliases));
        add(Meaning::Disease(DiseaseId::new(number)), &mut names.into_iter().chain(more))?;
    }
    // Codes that vanished, or were never a disease of their own, name what they are read as.
    for code in &knowledge.oncotree {
        add(Meaning::Disease(code.disease), &mut std::iter::once(code.code.as_str()))?;
    }
    for (item, number) in knowledge.evidence.iter().zip(0..) {
        add(Meaning::Evidence(EvidenceId::new(number)), &mut [item.id.as_str(), &item.source_record].into_iter())?;
    }
    for (trial, number) in knowledge.trials.iter().zip(0..) {
        add(Meaning::Trial(TrialId::new(number)), &mut strs(&trial.ids))?;
    }
    builder.finish()
}

fn strs(list: &[String]) -> impl Iterator<Item = &str> {
    list.iter().map(String::as_str)
}
