//! Every name by which a record may be asked for: what goes into the section of names.

use super::term::Meaning;
use crate::index::{IndexError, NamesBuilder};
use crate::model::{
    Disease, DiseaseId, EvidenceId, EvidenceItem, Gene, GeneId, MolecularProfile, OncotreeCode, ProfileId, Therapy, TherapyId,
    Trial, TrialId,
};

/// The tables whose records have names.
#[derive(Clone, Copy, Debug)]
pub struct NameRows<'t> {
    /// Genes.
    pub genes: &'t [Gene],
    /// Molecular profiles.
    pub profiles: &'t [MolecularProfile],
    /// Therapies.
    pub therapies: &'t [Therapy],
    /// Diseases.
    pub diseases: &'t [Disease],
    /// Codes of OncoTree.
    pub oncotree: &'t [OncotreeCode],
    /// Evidence items.
    pub evidence: &'t [EvidenceItem],
    /// Trials.
    pub trials: &'t [Trial],
}

impl NameRows<'_> {
    /// The bytes of the section of names.
    ///
    /// # Errors
    /// When a record has a name of which nothing is left after normalising.
    pub fn section(&self) -> Result<Vec<u8>, IndexError> {
        let mut builder = NamesBuilder::new();
        let mut add = |meaning: Meaning, names: &mut dyn Iterator<Item = &str>| -> Result<(), IndexError> {
            // Optional names are empty when not given; they name nothing.
            names.filter(|name| !name.is_empty()).try_for_each(|name| builder.add(name, meaning.stored()).map(drop))
        };
        for (gene, number) in self.genes.iter().zip(0..) {
            let names = [gene.symbol.as_str(), &gene.hgnc, &gene.ensembl];
            add(Meaning::Gene(GeneId::new(number)), &mut names.into_iter().chain(strs(&gene.aliases)))?;
        }
        for (profile, number) in self.profiles.iter().zip(0..) {
            let meaning = Meaning::Profile(ProfileId::new(number));
            add(meaning, &mut [profile.id.as_str(), &profile.name].into_iter().chain(strs(&profile.aliases)))?;
            if profile.civic != 0 {
                add(meaning, &mut std::iter::once(format!("MPID{}", profile.civic).as_str()))?;
            }
        }
        for (therapy, number) in self.therapies.iter().zip(0..) {
            let names = [therapy.id.as_str(), &therapy.name, &therapy.name_ja, &therapy.ncit];
            let brands = therapy.brands.iter().map(|brand| brand.name.as_str());
            add(Meaning::Therapy(TherapyId::new(number)), &mut names.into_iter().chain(strs(&therapy.aliases)).chain(brands))?;
        }
        for (disease, number) in self.diseases.iter().zip(0..) {
            let names = [disease.id.as_str(), &disease.name, &disease.name_ja, &disease.doid, &disease.ncit];
            let more = strs(&disease.oncotree).chain(strs(&disease.aliases));
            add(Meaning::Disease(DiseaseId::new(number)), &mut names.into_iter().chain(more))?;
        }
        // Codes that vanished, or were never a disease of their own, name what they are read as.
        for code in self.oncotree {
            add(Meaning::Disease(code.disease), &mut std::iter::once(code.code.as_str()))?;
        }
        for (item, number) in self.evidence.iter().zip(0..) {
            add(Meaning::Evidence(EvidenceId::new(number)), &mut [item.id.as_str(), &item.source_record].into_iter())?;
        }
        for (trial, number) in self.trials.iter().zip(0..) {
            add(Meaning::Trial(TrialId::new(number)), &mut strs(&trial.ids))?;
        }
        builder.finish()
    }
}

fn strs(list: &[String]) -> impl Iterator<Item = &str> {
    list.iter().map(String::as_str)
}
