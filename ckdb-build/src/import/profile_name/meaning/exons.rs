//! Exons, parts of the protein, and the classes of change a claim about them means.

use super::{About, Asker};
use crate::import::profile_name::domains;
use crate::import::profile_name::refusal::{Note, Refusal};
use crate::import::profile_name::said::{ExonRange, ExonWord};
use crate::record::{CriterionNode, Leaf};
use ckdb_core::genome::{ChangeClass, Residue};
use ckdb_core::model::{ExonEvent, GeneRole};

/// Changes that an activated protein can carry (R8).
const IN_FRAME: [ChangeClass; 5] = [
    ChangeClass::Missense,
    ChangeClass::InFrameDeletion,
    ChangeClass::InFrameInsertion,
    ChangeClass::InFrameDelins,
    ChangeClass::TandemDuplication,
];

/// And those that end it.
const CUTTING: [ChangeClass; 5] =
    [ChangeClass::Frameshift, ChangeClass::StopGained, ChangeClass::StartLost, ChangeClass::StopLost, ChangeClass::SpliceSite];

impl Asker<'_, '_> {
    /// What "mutation" means for these residues of the gene (R8): in an oncogene, what can activate it, and frameshifts only
    /// where the source itself names one (NPM1 exon 12).
    fn mutations(&self, residues: &[(u32, u32)]) -> Vec<ChangeClass> {
        let inside = |at: &u32| residues.iter().any(|(first, last)| first <= at && at <= last);
        let cutting: &[ChangeClass] = match self.about.role {
            GeneRole::Oncogene if self.about.frameshifts.iter().any(inside) => &CUTTING[..1],
            GeneRole::Oncogene => &[],
            _ => &CUTTING,
        };
        IN_FRAME.iter().chain(cutting).copied().collect()
    }

    /// R6–R8, R21: exons by number, tested against the stated place.
    pub(super) fn exons(&mut self, ranges: &[ExonRange], word: ExonWord, about: &About<'_>) -> Result<Leaf, Refusal> {
        match word {
            ExonWord::RareMutation => return Err(Refusal::RareNotListed),
            ExonWord::PartialDeletion => return Err(Refusal::ExonPartUnknown),
            _ => {}
        }
        let ranges = self.numbers(ranges, about)?;
        let own = self.transcript()?.to_owned();
        let gene = self.gene();
        let whole = |event: ExonEvent| match ranges.as_slice() {
            [(first, last)] => Ok(self.write.exon_change(gene, event, *first, *last, None)),
            _ => Err(Refusal::ExonPartUnknown),
        };
        let all = || ranges.iter().flat_map(|(first, last)| *first..=*last);
        Ok(match word {
            ExonWord::Deletion if self.whole_exons(&ranges, about) => whole(ExonEvent::Deletion)?,
            ExonWord::Duplication => whole(ExonEvent::Duplication)?,
            ExonWord::Deletion => self.write.exons(gene, all(), &[ChangeClass::InFrameDeletion]),
            ExonWord::Insertion => self.write.exons(gene, all(), &[ChangeClass::InFrameInsertion, ChangeClass::TandemDuplication]),
            ExonWord::Frameshift => self.write.exons(gene, all(), &[ChangeClass::Frameshift]),
            _ => {
                let residues: Vec<_> = all().filter_map(|exon| self.ground.exon_residues(&own, exon)).collect();
                self.write.exons(gene, all(), &self.mutations(&residues))
            }
        })
    }

    /// Are the exons lost, or letters in one of them? The source's term says it; else many exons are lost as a whole, and
    /// one exon of an oncogene is changed in frame.
    fn whole_exons(&self, ranges: &[ExonRange], about: &About<'_>) -> bool {
        let says = |terms: &[&str]| about.terms.iter().any(|term| terms.contains(term));
        let single = matches!(ranges, [(first, last)] if first == last);
        if says(&["exon_loss_variant", "transcript_ablation"]) || !single {
            return true;
        }
        let letters = says(&["inframe_deletion", "conservative_inframe_deletion", "disruptive_inframe_deletion", "inframe_indel"]);
        !letters && self.about.role != GeneRole::Oncogene
    }

    /// R22.
    pub(super) fn skipping(&mut self, exon: u32, about: &About<'_>) -> Result<Leaf, Refusal> {
        match self.numbers(&[(exon, exon)], about)?.as_slice() {
            [(first, last)] if first == last => Ok(self.write.splice_loss(self.gene(), *first)),
            _ => Err(Refusal::ExonNumberConflict),
        }
    }

    /// The exons on the gene's transcript. The number is the writer's; the stated place is a fact. Both on one transcript
    /// must agree; where the writer counts on a transcript we have no model of, the place decides.
    fn numbers(&mut self, ranges: &[ExonRange], about: &About<'_>) -> Result<Vec<ExonRange>, Refusal> {
        let own = self.transcript()?.to_owned();
        let count = self.ground.exon_count(&own).ok_or(Refusal::NoGeneModel)?;
        let inside = |ranges: &[ExonRange]| ranges.iter().all(|(_, last)| *last <= count);
        let (Some(stretch), [claimed]) = (about.stretch, ranges) else {
            return if inside(ranges) { Ok(ranges.to_vec()) } else { Err(Refusal::NoSuchExon) };
        };
        let at = |accession: &str| self.ground.exons_at(stretch.assembly, accession, stretch.contig, stretch.interval);
        let touches = |found: ExonRange| found.0 <= claimed.1 && claimed.0 <= found.1;
        let here = at(&own).ok_or(Refusal::CoordinatesDisagree)?;
        let theirs = about.source_transcript.and_then(|stated| self.ground.accession(stated));
        match theirs.and_then(|theirs| Some((theirs, at(theirs)?))) {
            // The same numbering, tested: whole exons are what the name says, even if the place is drawn a little wide.
            Some((theirs, found)) if theirs == own || found == here => {
                if touches(found) {
                    Ok(vec![*claimed])
                } else {
                    Err(Refusal::ExonNumberConflict)
                }
            }
            Some((_, found)) if touches(found) => {
                self.notes.insert(Note::Renumbered);
                Ok(vec![here])
            }
            Some(_) => Err(Refusal::ExonNumberConflict),
            None if touches(here) => Ok(vec![*claimed]),
            None => {
                self.notes.insert(Note::ExonByPlace);
                Ok(vec![here])
            }
        }
    }

    /// R9: a part of the protein, as the stated place cuts it out.
    pub(super) fn domain(&self, name: &str, about: &About<'_>) -> Result<CriterionNode, Refusal> {
        let own = self.transcript()?;
        let Some(stretch) = about.stretch else { return self.domain_by_name(name, own) };
        let found = self.ground.residues_at(stretch.assembly, own, stretch.contig, stretch.interval);
        let (first, last) = found.ok_or(Refusal::CoordinatesDisagree)?;
        // A whole protein is no domain: then the place is the gene's.
        let length = self.ground.protein(own).map_or(0, |protein| protein.len());
        if first == 1 && last as usize >= length {
            return Err(Refusal::DomainWithoutRange);
        }
        Ok(CriterionNode::Leaf(self.write.range(self.gene(), first, last, &self.mutations(&[(first, last)]))))
    }

    /// Without a place: a part whose residues are known by its name, where the transcript has their letters.
    fn domain_by_name(&self, name: &str, own: &str) -> Result<CriterionNode, Refusal> {
        let stretches = domains::stretches(self.gene(), name).ok_or(Refusal::DomainWithoutRange)?;
        let mut leaves = Vec::new();
        for (first, last) in stretches {
            let probe = ckdb_core::genome::ProteinChange::Deletion { first: *first, last: *last };
            self.ground.states(own, &probe).ok_or(Refusal::NoGeneModel)??;
            leaves.push(self.write.range(self.gene(), first.number, last.number, &self.mutations(&[(first.number, last.number)])));
        }
        Ok(match (leaves.len(), leaves.pop()) {
            (1, Some(only)) => CriterionNode::Leaf(only),
            (_, last) => CriterionNode::Any(leaves.into_iter().chain(last).map(|leaf| self.write.record(leaf)).collect()),
        })
    }

    /// Every frameshift of the protein.
    pub(super) fn frameshifts(&self) -> Result<Leaf, Refusal> {
        let protein = self.ground.protein(self.transcript()?).ok_or(Refusal::NoGeneModel)?;
        let length = u32::try_from(protein.len()).map_err(|_| Refusal::BeyondProtein)?;
        Ok(self.write.range(self.gene(), 1, length, &[ChangeClass::Frameshift]))
    }

    /// Everything of the protein but one codon.
    pub(super) fn elsewhere(&self, residue: Residue) -> Result<CriterionNode, Refusal> {
        let own = self.transcript()?;
        let probe = ckdb_core::genome::ProteinChange::Synonymous { at: residue };
        self.ground.states(own, &probe).ok_or(Refusal::NoGeneModel)??;
        let length = u32::try_from(self.ground.protein(own).ok_or(Refusal::NoGeneModel)?.len()).unwrap_or(u32::MAX);
        let sides = [(1, residue.number.saturating_sub(1)), (residue.number + 1, length)];
        let parts = sides.into_iter().filter(|(first, last)| first <= last);
        let parts = parts.map(|(first, last)| self.write.range(self.gene(), first, last, &self.mutations(&[(first, last)])));
        Ok(CriterionNode::Any(parts.map(|leaf| self.write.record(leaf)).collect()))
    }

    /// R24: a tandem duplication in the exons the name is used for: FLT3's two, else those of the stated place, else anywhere.
    pub(super) fn internal_duplication(&mut self, about: &About<'_>) -> Result<Leaf, Refusal> {
        let own = self.transcript()?.to_owned();
        let classes = [ChangeClass::TandemDuplication];
        if self.gene() == "FLT3" {
            return Ok(self.write.exons(self.gene(), [14, 15].into_iter(), &classes));
        }
        let at = about.stretch.and_then(|s| self.ground.exons_at(s.assembly, &own, s.contig, s.interval));
        if let Some((first, last)) = at {
            return Ok(self.write.exons(self.gene(), first..=last, &classes));
        }
        let length = self.ground.protein(&own).ok_or(Refusal::NoGeneModel)?.len();
        Ok(self.write.range(self.gene(), 1, u32::try_from(length).unwrap_or(u32::MAX), &classes))
    }
}
