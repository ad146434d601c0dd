//! Changes of the protein and of letters: tested residue by residue, and against what the stated letters do.

use super::{About, Asker};
use crate::import::profile_name::ground::Effect;
use crate::import::profile_name::refusal::{Note, Refusal};
use crate::record::{AlleleRecord, Leaf, Spanned};
use ckdb_core::consequence::canonical_protein_change;
use ckdb_core::consequence::hgvs::HgvsName;
use ckdb_core::genome::{AminoAcid, Assembly, ProteinChange, Residue};
use ckdb_core::normalize::NormalizedAllele;

/// A frameshift may begin to change the protein a little after the letters change: new codons can spell the old residues.
const SILENT_RUN: u32 = 4;

/// Terms under which `C228T` names letters of the promoter, not a residue.
const REGULATORY: [&str; 4] =
    ["regulatory_region_variant", "TF_binding_site_variant", "upstream_gene_variant", "5_prime_UTR_variant"];

impl Asker<'_, '_> {
    /// R1: the change, on the gene's own transcript where it can be told there.
    pub(super) fn change(&mut self, change: &ProteinChange, coding: Option<&str>, about: &About<'_>) -> Result<Leaf, Refusal> {
        if matches!(change, ProteinChange::Substitution { .. }) && about.terms.iter().any(|term| REGULATORY.contains(term)) {
            return self.promoter_site(about);
        }
        let letters = self.alleles(coding, about)?;
        // The same residue afterwards: only the letters are the claim.
        if matches!(change, ProteinChange::Synonymous { .. }) && !letters.is_empty() {
            return self.leaf_of_letters(letters, about);
        }
        let Ok(own) = self.transcript().map(str::to_owned) else {
            return match self.allele_leaf(about) {
                Ok(leaf) => {
                    self.notes.insert(Note::ByLetters);
                    Ok(leaf)
                }
                Err(Refusal::CodingNameNotPlaced) => {
                    self.notes.insert(Note::WaitsForModel);
                    Ok(self.write.change(self.gene(), change.clone(), None))
                }
                Err(other) => Err(other),
            };
        };
        match letters.first() {
            Some((assembly, allele)) => self.told_by_letters(change, *assembly, allele, &own),
            None => {
                if coding.is_some() {
                    self.notes.insert(Note::CodingNotChecked);
                }
                self.told_by_residues(change, &own, about)
            }
        }
    }

    /// The stated letters must do what the name says, on the gene's transcript or on another one.
    fn told_by_letters(
        &mut self,
        change: &ProteinChange,
        assembly: Assembly,
        allele: &NormalizedAllele,
        own: &str,
    ) -> Result<Leaf, Refusal> {
        let effects = self.ground.effects(assembly, allele, self.gene());
        let here = effects.iter().find(|effect| effect.accession == own);
        if let Some(effect) = here
            && let Some(leaf) = self.told_by_effect(change, effect, allele, own)
        {
            return Ok(leaf);
        }
        for effect in effects.iter().filter(|effect| effect.accession != own) {
            if self.agrees(change, effect, allele).is_none() {
                continue;
            }
            let protein = here.and_then(|effect| effect.consequence.protein.clone());
            return Ok(match protein {
                Some(protein) if !matches!(protein, ProteinChange::Synonymous { .. }) => {
                    self.notes.insert(Note::Renumbered);
                    self.write.change(self.gene(), plain(protein), None)
                }
                _ => {
                    self.notes.insert(Note::OtherTranscript);
                    self.write.change(self.gene(), change.clone(), Some(&effect.accession))
                }
            });
        }
        match (self.ground.states(own, change), here) {
            (Some(Err(refusal)), _) => Err(refusal),
            // The letters lie in the very codon, but what the protein becomes nobody can tell (start codon, splice site):
            // then the letters are the claim.
            (_, Some(effect)) if untold(change, effect) => {
                self.notes.insert(Note::LettersForResidue);
                self.leaf_of_letters(vec![(assembly, allele.clone())], self.about)
            }
            _ => Err(Refusal::CoordinatesDisagree),
        }
    }

    fn told_by_effect(&mut self, change: &ProteinChange, effect: &Effect, allele: &NormalizedAllele, own: &str) -> Option<Leaf> {
        let found = self.agrees(change, effect, allele)?;
        let as_stated = self.canonical(own, change);
        if as_stated.speaks_of(&found) {
            return Some(self.write.change(self.gene(), change.clone(), None));
        }
        self.notes.insert(Note::Respelled);
        Some(self.write.change(self.gene(), plain(found), None))
    }

    /// What the letters do to the transcript, when that is what the name says.
    fn agrees(&self, change: &ProteinChange, effect: &Effect, allele: &NormalizedAllele) -> Option<ProteinChange> {
        let found = effect.consequence.protein.clone()?;
        self.ground.states(&effect.accession, change)?.ok()?;
        let stated = self.canonical(&effect.accession, change);
        (stated.speaks_of(&found) || same_event(&stated, &found, allele.right_shift)).then_some(found)
    }

    /// No letters: the residues decide, on the gene's transcript, else on the one the source counts on.
    fn told_by_residues(&mut self, change: &ProteinChange, own: &str, about: &About<'_>) -> Result<Leaf, Refusal> {
        let refusal = match self.ground.states(own, change) {
            Some(Ok(())) => return Ok(self.write.change(self.gene(), change.clone(), None)),
            Some(Err(refusal)) => refusal,
            None => Refusal::NoGeneModel,
        };
        let theirs = about.source_transcript.and_then(|stated| self.ground.accession(stated)).filter(|theirs| *theirs != own);
        match theirs {
            Some(theirs) if matches!(self.ground.states(theirs, change), Some(Ok(()))) && is_versioned(theirs) => {
                self.notes.insert(Note::OtherTranscript);
                Ok(self.write.change(self.gene(), change.clone(), Some(theirs)))
            }
            _ => Err(refusal),
        }
    }

    fn canonical(&self, accession: &str, change: &ProteinChange) -> ProteinChange {
        match self.ground.protein(accession) {
            Some(protein) => canonical_protein_change(change, &protein),
            None => change.clone(),
        }
    }

    /// R2: the codon, on the gene's transcript; else the one that stands at the stated place.
    pub(super) fn codon(&mut self, residue: Residue, about: &About<'_>) -> Result<Leaf, Refusal> {
        let probe = ProteinChange::Synonymous { at: residue };
        let Ok(own) = self.transcript().map(str::to_owned) else {
            self.notes.insert(Note::WaitsForModel);
            return Ok(self.write.codon(self.gene(), residue, None));
        };
        let refusal = match self.ground.states(&own, &probe) {
            Some(Ok(())) => return Ok(self.write.codon(self.gene(), residue, None)),
            Some(Err(refusal)) => refusal,
            None => Refusal::NoGeneModel,
        };
        let here = about.stretch.and_then(|stretch| {
            let (first, last) = self.ground.residues_at(stretch.assembly, &own, stretch.contig, stretch.interval)?;
            let at = Residue { number: first, ..residue };
            let same = matches!(self.ground.states(&own, &ProteinChange::Synonymous { at }), Some(Ok(())));
            (first == last && same).then_some(at)
        });
        if let Some(at) = here {
            self.notes.insert(Note::Renumbered);
            return Ok(self.write.codon(self.gene(), at, None));
        }
        let theirs = about.source_transcript.and_then(|stated| self.ground.accession(stated)).filter(|theirs| *theirs != own);
        match theirs {
            Some(theirs) if matches!(self.ground.states(theirs, &probe), Some(Ok(()))) && is_versioned(theirs) => {
                self.notes.insert(Note::OtherTranscript);
                Ok(self.write.codon(self.gene(), residue, Some(theirs)))
            }
            _ => Err(refusal),
        }
    }

    /// An insertion of which only the place is named: the letters say the rest.
    pub(super) fn inserted(&mut self, number: u32, coding: Option<&str>, about: &About<'_>) -> Result<Leaf, Refusal> {
        let own = self.transcript()?.to_owned();
        let letters = self.alleles(coding, about)?;
        let (assembly, allele) = letters.first().ok_or(Refusal::InsertionNotSaid)?;
        let effects = self.ground.effects(*assembly, allele, self.gene());
        let found = effects.into_iter().find(|effect| effect.accession == own).and_then(|effect| effect.consequence.protein);
        let near = |change: &ProteinChange| change.first() <= number + 3 && number <= change.last() + 3;
        let lengthens = |change: &ProteinChange| {
            matches!(
                change,
                ProteinChange::Insertion { .. } | ProteinChange::Duplication { .. } | ProteinChange::DeletionInsertion { .. }
            )
        };
        match found {
            Some(change) if near(&change) && lengthens(&change) => {
                self.notes.insert(Note::Respelled);
                Ok(self.write.change(self.gene(), change, None))
            }
            _ => Err(Refusal::CoordinatesDisagree),
        }
    }

    /// Residues named by number only: the transcript says which they are.
    pub(super) fn residues(
        &mut self,
        first: u32,
        last: u32,
        doubled: bool,
        coding: Option<&str>,
        about: &About<'_>,
    ) -> Result<Leaf, Refusal> {
        let own = self.transcript()?.to_owned();
        let protein = self.ground.protein(&own).ok_or(Refusal::NoGeneModel)?;
        let residue = |number: u32| {
            let acid = protein.get(number.checked_sub(1)? as usize)?;
            Some(Residue { acid: *acid, number })
        };
        let (Some(first), Some(last)) = (residue(first), residue(last)) else { return Err(Refusal::BeyondProtein) };
        let change = if doubled { ProteinChange::Duplication { first, last } } else { ProteinChange::Deletion { first, last } };
        self.change(&change, coding, about)
    }

    /// R23: one listed site of a promoter.
    fn promoter_site(&mut self, about: &About<'_>) -> Result<Leaf, Refusal> {
        match self.allele_leaf(about)? {
            Leaf::Allele { allele, also, .. } => {
                let sites: Vec<AlleleRecord> = std::iter::once(*allele).chain(also).collect();
                Ok(self.write.promoter(self.gene(), &sites))
            }
            leaf => Ok(leaf),
        }
    }

    /// Letters named on a transcript.
    pub(super) fn coding_leaf(&mut self, name: &str, about: &About<'_>) -> Result<Leaf, Refusal> {
        let letters = self.alleles(Some(name), about)?;
        if letters.is_empty() { self.allele_leaf(about) } else { self.leaf_of_letters(letters, about) }
    }

    /// The stated letters as the criterion, on both assemblies where they can be carried over.
    ///
    /// # Errors
    /// [`Refusal::CodingNameNotPlaced`] when no letters are stated that can be placed.
    pub(super) fn allele_leaf(&mut self, about: &About<'_>) -> Result<Leaf, Refusal> {
        let letters = self.alleles(None, about)?;
        self.leaf_of_letters(letters, about)
    }

    fn leaf_of_letters(&mut self, letters: Vec<(Assembly, NormalizedAllele)>, about: &About<'_>) -> Result<Leaf, Refusal> {
        let place = self.write.place;
        let mut sites: Vec<AlleleRecord> = Vec::new();
        for (assembly, allele) in &letters {
            let Some(record) = self.ground.record(*assembly, allele, place) else { continue };
            if !sites.iter().any(|known| known.assembly.value == record.assembly.value) {
                sites.push(record);
            }
        }
        // An indel outside all models: the source's own spelling has its anchor.
        if sites.is_empty() {
            sites.extend(about.letters.iter().find_map(|stated| as_stated(stated, place)));
        }
        if let ([only], Some((assembly, allele))) = (sites.as_slice(), letters.first())
            && only.assembly.value == *assembly
        {
            let carried = self.ground.carried(*assembly, allele, self.gene());
            let there = carried.and_then(|(assembly, allele)| self.ground.record(assembly, &allele, place));
            if there.is_none() {
                self.notes.insert(Note::OneAssembly);
            }
            sites.extend(there);
        }
        sites.sort_by_key(|site| site.assembly.value.index());
        self.write.allele(self.gene(), sites).ok_or(Refusal::CodingNameNotPlaced)
    }

    /// The stated letters, in our spelling: the table's, else the genomic names', else the coding names'.
    ///
    /// # Errors
    /// When the table's letters are not those of the reference.
    fn alleles(&mut self, coding: Option<&str>, about: &About<'_>) -> Result<Vec<(Assembly, NormalizedAllele)>, Refusal> {
        let mut found: Vec<(Assembly, NormalizedAllele)> = Vec::new();
        let mut refused = None;
        for stated in &about.letters {
            match self.ground.normal(stated.assembly, &stated.allele) {
                Ok(allele) => match found.iter().find(|(assembly, _)| *assembly == stated.assembly) {
                    Some((_, known)) if known.allele != allele.allele => {
                        self.notes.insert(Note::VcfDiffers);
                    }
                    Some(_) => {}
                    None => found.push((stated.assembly, allele)),
                },
                Err(refusal) => refused = refused.or(Some(refusal)),
            }
        }
        if found.is_empty()
            && let Some(refusal) = refused
        {
            return Err(refusal);
        }
        if found.is_empty() {
            let names = about.hgvs.iter().copied().chain(coding);
            for name in names {
                self.named_letters(name, about, &mut found);
            }
        }
        Ok(found)
    }

    fn named_letters(&self, name: &str, about: &About<'_>, found: &mut Vec<(Assembly, NormalizedAllele)>) {
        let placed = match name.parse() {
            Ok(HgvsName::Genome { prefix, name, stated }) => {
                let assembly = ckdb_core::genome::Contig::parse(&prefix).and_then(|(_, assembly)| assembly);
                assembly.and_then(|assembly| Some((assembly, self.ground.named_on(assembly, &name, &stated)?)))
            }
            Ok(HgvsName::Transcript { prefix, name, stated }) => {
                let on = |accession: &str| self.ground.resolve(self.ground.accession(accession)?, &name, &stated);
                match prefix {
                    Some(prefix) => on(&prefix),
                    None => about.transcript.and_then(on).or_else(|| about.source_transcript.and_then(on)),
                }
            }
            _ => None,
        };
        found.extend(placed.filter(|(assembly, _)| !found.iter().any(|(known, _)| known == assembly)));
    }
}

/// A substitution named at a codon the letters touch, whose protein is not predicted.
fn untold(change: &ProteinChange, effect: &Effect) -> bool {
    let ProteinChange::Substitution { at, .. } = change else { return false };
    let found = &effect.consequence;
    let touched = found.residues.is_some_and(|(first, last)| first <= at.number && at.number <= last);
    touched && matches!(found.protein, None | Some(ProteinChange::StartLost))
}

/// A transcript of a leaf carries its version; a few models have none.
fn is_versioned(accession: &str) -> bool {
    (crate::record::shape::TRANSCRIPT.fits)(accession)
}

/// A frameshift as claims are written: where it begins. How far the new stop lies follows from the letters.
fn plain(change: ProteinChange) -> ProteinChange {
    match change {
        ProteinChange::Frameshift { at, .. } => ProteinChange::Frameshift { at, to: None, stop: None },
        other => other,
    }
}

/// One event in two spellings: a frameshift named where its letters may also stand, a frameshift that is a stop at once.
fn same_event(stated: &ProteinChange, found: &ProteinChange, right_shift: u32) -> bool {
    let cuts = |change: &ProteinChange| match change {
        ProteinChange::Frameshift { at, .. } => Some(at.number),
        ProteinChange::Substitution { at, to: AminoAcid::Ter } => Some(at.number),
        ProteinChange::StartLost => Some(1),
        _ => None,
    };
    if let (Some(a), Some(b)) = (cuts(stated), cuts(found)) {
        // A plain stop is at the very codon; only a frameshift can be named early.
        let exact = matches!((stated, found), (ProteinChange::Substitution { .. }, ProteinChange::Substitution { .. }));
        let reach = if exact { 0 } else { right_shift / 3 + SILENT_RUN };
        return a <= b + 1 && b <= a + reach;
    }
    // The stop codon is lost; what follows was not said, or was said of another end of the transcript.
    matches!((stated, found), (ProteinChange::Extension { at: a, .. }, ProteinChange::Extension { at: b, .. }) if a == b)
}

/// The letters as the source wrote them, when they can stand in a record without an anchor of ours.
fn as_stated(stated: &super::StatedLetters, place: crate::diagnostic::Place) -> Option<AlleleRecord> {
    let allele = &stated.allele;
    if allele.reference.is_empty() || allele.alternate.is_empty() {
        return None;
    }
    let text = |letters: &[u8]| Spanned::new(String::from_utf8_lossy(letters).into_owned(), place);
    Some(AlleleRecord {
        place,
        assembly: Spanned::new(stated.assembly, place),
        contig: Spanned::new(allele.contig.name().trim_start_matches("chr").to_owned(), place),
        position: Spanned::new(allele.interval.first().get(), place),
        reference: text(&allele.reference),
        alternate: text(&allele.alternate),
    })
}
