//! What the gene models say about a place, a change, an exon: the ground a name is tested on.
//!
//! Places are asked on the assembly the source states; what is found is carried to the other assembly through the name of
//! the change on a transcript that both have (never by shifting coordinates).

use super::refusal::Refusal;
use crate::models::MemoryGenome;
use crate::record::AlleleRecord;
use crate::{diagnostic::Place, record::Spanned};
use ckdb_core::consequence::hgvs::Stated;
use ckdb_core::consequence::{Consequence, HgvsC, HgvsG, consequences, protein_of};
use ckdb_core::genome::{Allele, AminoAcid, Assembly, Contig, Interval, ManeStatus, ProteinChange, TranscriptRef};
use ckdb_core::normalize::{NormalizeError, NormalizedAllele, normalize};
use std::collections::BTreeMap;

/// The gene models of both assemblies, ordered by gene.
pub struct Ground<'g> {
    genomes: &'g [MemoryGenome; 2],
    of_gene: [BTreeMap<&'g str, Vec<u32>>; 2],
    by_base: BTreeMap<String, Vec<String>>,
}

/// What a change does to one transcript.
#[derive(Clone, Debug)]
pub struct Effect {
    /// The transcript.
    pub accession: String,
    /// What it does there.
    pub consequence: Consequence,
}

/// The accession without its version.
fn base(accession: &str) -> &str {
    accession.split('.').next().unwrap_or(accession)
}

impl<'g> Ground<'g> {
    /// Orders the transcripts of both assemblies by gene.
    #[must_use]
    pub fn new(genomes: &'g [MemoryGenome; 2]) -> Self {
        let mut of_gene = [BTreeMap::new(), BTreeMap::new()];
        let mut by_base: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (genome, of_gene) in genomes.iter().zip(&mut of_gene) {
            for (number, transcript) in genome.view().transcripts() {
                let Some(gene) = genome.gene(transcript.gene) else { continue };
                of_gene.entry(gene.symbol.as_str()).or_insert_with(Vec::new).push(number);
                let accessions = by_base.entry(base(transcript.accession).to_owned()).or_default();
                if !accessions.iter().any(|known| known == transcript.accession) {
                    accessions.push(transcript.accession.to_owned());
                }
            }
        }
        by_base.values_mut().for_each(|accessions| accessions.sort_unstable());
        Self { genomes, of_gene, by_base }
    }

    /// Has the gene a transcript on either assembly?
    #[must_use]
    pub fn has_model(&self, gene: &str) -> bool {
        self.of_gene.iter().any(|of_gene| of_gene.contains_key(gene))
    }

    fn transcripts(&self, assembly: Assembly, gene: &str) -> impl Iterator<Item = (u32, TranscriptRef<'_>)> {
        let view = self.genomes[assembly.index()].view();
        let numbers = self.of_gene[assembly.index()].get(gene).map(Vec::as_slice).unwrap_or_default();
        numbers.iter().filter_map(move |number| Some((*number, view.row(*number)?)))
    }

    /// The model of exactly this accession on an assembly.
    fn exact(&self, assembly: Assembly, accession: &str) -> Option<TranscriptRef<'_>> {
        let named = self.genomes[assembly.index()].transcript(accession)?;
        (named.transcript.accession == accession).then_some(named.transcript)
    }

    /// The modelled accession that a source means, whose version may be another: the same version, else the latest.
    #[must_use]
    pub fn accession(&self, stated: &str) -> Option<&str> {
        let accessions = self.by_base.get(base(stated))?;
        accessions.iter().find(|known| *known == stated).or_else(|| accessions.last()).map(String::as_str)
    }

    /// Is the transcript one of the gene's?
    #[must_use]
    pub fn belongs(&self, accession: &str, gene: &str) -> bool {
        Assembly::ALL.into_iter().any(|assembly| self.transcripts(assembly, gene).any(|(_, row)| row.accession == accession))
    }

    /// The transcript to count on where no record declares one: MANE Select, else the first by accession.
    #[must_use]
    pub fn assumed(&self, gene: &str) -> Option<&str> {
        let assemblies = [Assembly::Grch38, Assembly::Grch37];
        let all = || assemblies.into_iter().flat_map(|assembly| self.transcripts(assembly, gene));
        let coding = |t: &TranscriptRef<'_>| t.cds.is_some() && (crate::record::shape::TRANSCRIPT.fits)(t.accession);
        let select = all().map(|(_, t)| t).filter(coding).filter(|t| t.mane == ManeStatus::Select).map(|t| t.accession).min();
        let chosen = select.or_else(|| all().map(|(_, t)| t).filter(coding).map(|t| t.accession).min())?;
        self.accession(chosen)
    }

    /// The protein of a transcript, without its stop.
    #[must_use]
    pub fn protein(&self, accession: &str) -> Option<Vec<AminoAcid>> {
        Assembly::ALL
            .into_iter()
            .find_map(|assembly| protein_of(self.exact(assembly, accession)?, &self.genomes[assembly.index()].view()))
    }

    /// Are the residues that a change states those of the transcript? `None` when it has no protein at hand.
    pub fn states(&self, accession: &str, change: &ProteinChange) -> Option<Result<(), Refusal>> {
        let protein = self.protein(accession)?;
        Some(change.stated_residues().try_for_each(|stated| match protein.get(stated.number.saturating_sub(1) as usize) {
            Some(found) if *found == stated.acid => Ok(()),
            Some(_) => Err(Refusal::RefAaMismatch),
            None if stated.number as usize == protein.len() + 1 && stated.acid == AminoAcid::Ter => Ok(()),
            None => Err(Refusal::BeyondProtein),
        }))
    }

    /// The allele in the one spelling we compare.
    ///
    /// # Errors
    /// When the reference letters are others, or nothing changes.
    pub fn normal(&self, assembly: Assembly, allele: &Allele) -> Result<NormalizedAllele, Refusal> {
        normalize(allele, &self.genomes[assembly.index()].view()).map_err(|error| match error {
            NormalizeError::ReferenceMismatch { .. } => Refusal::RefMismatch,
            _ => Refusal::CoordinatesDisagree,
        })
    }

    /// What a change does to each transcript of a gene, by accession.
    #[must_use]
    pub fn effects(&self, assembly: Assembly, allele: &NormalizedAllele, gene: &str) -> Vec<Effect> {
        let genome = self.genomes[assembly.index()].view();
        let mut found = Vec::new();
        consequences(allele, &genome, self.transcripts(assembly, gene), &mut found);
        let accession = |number: u32| genome.row(number).map(|row| row.accession.to_owned()).unwrap_or_default();
        let mut effects: Vec<Effect> =
            found.into_iter().map(|consequence| Effect { accession: accession(consequence.transcript), consequence }).collect();
        effects.sort_by(|a, b| a.accession.cmp(&b.accession));
        effects
    }

    /// The same change on the other assembly, through its name on a transcript of the gene that both have.
    #[must_use]
    pub fn carried(&self, from: Assembly, allele: &NormalizedAllele, gene: &str) -> Option<(Assembly, NormalizedAllele)> {
        let to = Assembly::ALL.into_iter().find(|other| *other != from)?;
        let genome = self.genomes[to.index()].view();
        self.effects(from, allele, gene).iter().find_map(|effect| {
            let name: &HgvsC = effect.consequence.hgvs_c.as_ref()?;
            let there = self.exact(to, &effect.accession)?;
            let allele = name.resolve(&Default::default(), there, &genome).ok()?;
            Some((to, normalize(&allele, &genome).ok()?))
        })
    }

    /// The allele that a coding name means on a transcript, on the first assembly that has it.
    #[must_use]
    pub fn resolve(&self, accession: &str, name: &HgvsC, stated: &Stated) -> Option<(Assembly, NormalizedAllele)> {
        Assembly::ALL.into_iter().find_map(|assembly| {
            let genome = self.genomes[assembly.index()].view();
            let allele = name.resolve(stated, self.exact(assembly, accession)?, &genome).ok()?;
            Some((assembly, normalize(&allele, &genome).ok()?))
        })
    }

    /// The allele that a genomic name means.
    #[must_use]
    pub fn named_on(&self, assembly: Assembly, name: &HgvsG, stated: &Stated) -> Option<NormalizedAllele> {
        let genome = self.genomes[assembly.index()].view();
        normalize(&name.resolve(stated, &genome).ok()?, &genome).ok()
    }

    /// First and last exon of a transcript that a place touches, numbered from 1.
    #[must_use]
    pub fn exons_at(&self, assembly: Assembly, accession: &str, contig: Contig, place: Interval) -> Option<(u32, u32)> {
        let transcript = self.exact(assembly, accession).filter(|transcript| transcript.contig == contig)?;
        let touched = |index: &usize| transcript.exon(*index).is_some_and(|exon| exon.overlaps(place));
        let numbers: Vec<u32> = (0..transcript.exon_count()).filter(touched).map(|index| transcript.exon_number(index)).collect();
        Some((*numbers.iter().min()?, *numbers.iter().max()?))
    }

    /// How many exons a transcript has.
    #[must_use]
    pub fn exon_count(&self, accession: &str) -> Option<u32> {
        let found = Assembly::ALL.into_iter().find_map(|assembly| self.exact(assembly, accession))?;
        u32::try_from(found.exon_count()).ok()
    }

    /// First and last residue whose codon has a letter in the place.
    #[must_use]
    pub fn residues_at(&self, assembly: Assembly, accession: &str, contig: Contig, place: Interval) -> Option<(u32, u32)> {
        let transcript = self.exact(assembly, accession).filter(|transcript| transcript.contig == contig)?;
        let plus = transcript.strand == ckdb_core::genome::Strand::Plus;
        let (mut before, mut found): (u32, Option<(u32, u32)>) = (0, None);
        for number in 1..=u32::try_from(transcript.exon_count()).ok()? {
            let Some(part) = transcript.exon_index(number).and_then(|index| transcript.coding_part(index)) else { continue };
            let (from, to) = (part.start().max(place.start()), part.end().min(place.end()));
            if from < to {
                let (first, last) =
                    if plus { (from - part.start(), to - part.start()) } else { (part.end() - to, part.end() - from) };
                let residue = |letter: u32| (before + letter) / 3 + 1;
                let (first, last) = (residue(first), residue(last - 1));
                found = Some(found.map_or((first, last), |(a, b)| (a.min(first), b.max(last))));
            }
            before += part.len();
        }
        // The stop codon is no residue.
        let length = u32::try_from(self.protein(accession)?.len()).ok()?;
        found.map(|(first, last)| (first.min(length), last.min(length)))
    }

    /// First and last residue an exon codes for.
    #[must_use]
    pub fn exon_residues(&self, accession: &str, exon: u32) -> Option<(u32, u32)> {
        Assembly::ALL.into_iter().find_map(|assembly| {
            let transcript = self.exact(assembly, accession)?;
            let place = transcript.coding_part(transcript.exon_index(exon)?)?;
            self.residues_at(assembly, accession, transcript.contig, place)
        })
    }

    /// The allele as a record writes it, with an anchor letter where it needs one; `None` when that letter is not held.
    #[must_use]
    pub fn record(&self, assembly: Assembly, allele: &NormalizedAllele, place: Place) -> Option<AlleleRecord> {
        let (position, reference, alternate) = allele.vcf_form(&self.genomes[assembly.index()].view())?;
        let text = |letters: &[u8]| String::from_utf8_lossy(letters).into_owned();
        Some(AlleleRecord {
            place,
            assembly: Spanned::new(assembly, place),
            contig: Spanned::new(allele.allele.contig.name().trim_start_matches("chr").to_owned(), place),
            position: Spanned::new(position.get(), place),
            reference: Spanned::new(text(&reference), place),
            alternate: Spanned::new(text(&alternate), place),
        })
    }
}
