//! Alleles that should meet a criterion, written from what the criterion says. Several for each; one that is found is enough.

use super::coding::{Coding, codons_for};
use ckdb_core::genome::{Allele, AminoAcid, Assembly, ChangeClass, ProteinChange};
use ckdb_core::model::{Criterion, GeneClass, GeneRole, Site};

/// The twenty residues.
const ACIDS: &[u8; 20] = b"ACDEFGHIKLMNPQRSTVWY";

/// Why a claim could not be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unwritten {
    /// Not a question about letters.
    Told,
    /// The claim names no letters on this assembly, or its gene has no model there.
    NotHere,
    /// Only a curated effect could make it hold.
    NoCuratedEffect,
    /// The residues lie in two exons, so that no run of letters says the change.
    AcrossExons,
    /// No exons are known of a gene it is about, or it has none to break between.
    NoGeneModel,
    /// Amounts of RNA or protein cannot be told.
    NoExpression,
    /// Findings told by their name cannot be told.
    NoMarker,
    /// A part of a profile is lost by itself and counted there.
    PartLost,
    /// No profile asks for it alone; it is asked within profiles of several variants.
    OnlyInProfiles,
    /// The opposite of a wild type may be any change.
    NotWildType,
}

impl Unwritten {
    /// The code and what it says.
    pub(super) const fn code(self) -> (&'static str, &'static str) {
        match self {
            Self::Told => ("TOLD", "told of the tumour, not written as letters"),
            Self::NotHere => ("NO_LETTERS_HERE", "names no letters, or has no model, on this assembly"),
            Self::NoCuratedEffect => ("NO_CURATED_EFFECT", "needs a curated effect"),
            Self::AcrossExons => ("ACROSS_EXONS", "lies over two exons"),
            Self::NoGeneModel => ("NO_GENE_MODEL", "a gene of it has no exons on this assembly"),
            Self::NoExpression => ("NO_EXPRESSION", "amounts of RNA or protein cannot be told yet"),
            Self::NoMarker => ("NO_MARKER", "a finding told by its name, which cannot be told yet"),
            Self::PartLost => ("PART_LOST", "a part of it does not come back by itself"),
            Self::OnlyInProfiles => ("ONLY_IN_PROFILES", "asked within profiles of several variants only"),
            Self::NotWildType => ("NOT_WILD_TYPE", "asks that a gene be changed in any way"),
        }
    }
}

/// How many codons of a range each class is written at.
const TRIED: usize = 12;

/// The longest loss or repeat written for a frameshift.
const LONGEST_SHIFT: usize = 28;

/// Alleles of a criterion; `coding` is the transcript it is counted on.
pub(super) fn alleles(
    criterion: &Criterion,
    role: GeneRole,
    coding: Option<&Coding>,
    assembly: Assembly,
) -> Result<Vec<Allele>, Unwritten> {
    let here = |found: Vec<Allele>, otherwise| if found.is_empty() { Err(otherwise) } else { Ok(found) };
    if let Criterion::Allele { sites } | Criterion::Promoter { sites } = criterion {
        return here(sites.iter().filter(|site| site.assembly == assembly).map(of_site).collect(), Unwritten::NotHere);
    }
    // Exons are lost by structure, too; that is written elsewhere.
    let is_letters = matches!(
        criterion,
        Criterion::ProteinChange { .. }
            | Criterion::Codon { .. }
            | Criterion::ProteinRange { .. }
            | Criterion::Exon { .. }
            | Criterion::SpliceLoss { .. }
            | Criterion::GeneClass { .. }
    );
    if !is_letters {
        return Err(Unwritten::Told);
    }
    let coding = coding.ok_or(Unwritten::NotHere)?;
    let found = match criterion {
        Criterion::ProteinChange { change, .. } => of_change(change, coding),
        Criterion::Codon { codon, reference, .. } => {
            let others = ACIDS.iter().filter_map(|letter| AminoAcid::from_one(*letter)).filter(|acid| acid != reference);
            others.flat_map(codons_for).filter_map(|new| replaced(coding, *codon, *codon, &new)).collect()
        }
        Criterion::ProteinRange { first, last, classes, .. } => of_classes(classes, *first, *last, coding),
        Criterion::Exon { exons, classes, .. } => exons
            .iter()
            .filter_map(|exon| Some((*exon, coding.codons_of(*exon)?)))
            .flat_map(|(exon, (first, after))| {
                let mut found = of_classes(classes, first, after.saturating_sub(1), coding);
                if classes.contains(&ChangeClass::SpliceSite) {
                    found.extend(of_donor(exon, coding));
                }
                found
            })
            .collect(),
        Criterion::SpliceLoss { exon, .. } => of_donor(*exon, coding).into_iter().collect(),
        Criterion::GeneClass { class: GeneClass::GainOfFunction | GeneClass::Uncertain, .. } => {
            return Err(Unwritten::NoCuratedEffect);
        }
        // R13: cutting a gene short drives cancer in tumour suppressors only.
        Criterion::GeneClass { class: GeneClass::Oncogenic, .. }
            if !matches!(role, GeneRole::TumourSuppressor | GeneRole::Both) =>
        {
            return Err(Unwritten::NoCuratedEffect);
        }
        Criterion::GeneClass { .. } => of_classes(&[ChangeClass::StopGained], 2, 20, coding),
        _ => return Err(Unwritten::Told),
    };
    here(found, Unwritten::AcrossExons)
}

fn of_site(site: &Site) -> Allele {
    let length = u32::try_from(site.reference.len()).unwrap_or(u32::MAX);
    let interval = ckdb_core::genome::Interval::from_length(site.start, length);
    Allele {
        contig: site.contig,
        interval,
        reference: site.reference.as_bytes().into(),
        alternate: site.alternate.as_bytes().into(),
    }
}

/// Residues `first..=last` are spelt by other letters.
fn replaced(coding: &Coding, first: u32, last: u32, new: &[u8]) -> Option<Allele> {
    coding.edit((first as usize).checked_sub(1)? * 3, last as usize * 3, new)
}

fn spelling(acids: &[AminoAcid]) -> Vec<u8> {
    acids.iter().filter_map(|acid| codons_for(*acid).next()).flatten().collect()
}

fn of_change(change: &ProteinChange, coding: &Coding) -> Vec<Allele> {
    let one = |allele: Option<Allele>| allele.into_iter().collect();
    match change {
        ProteinChange::Substitution { at, to } => {
            codons_for(*to).filter_map(|new| replaced(coding, at.number, at.number, &new)).collect()
        }
        ProteinChange::Deletion { first, last } => one(replaced(coding, first.number, last.number, &[])),
        ProteinChange::Duplication { first, last } => {
            let copy = coding.spelt(first.number, last.number).unwrap_or_default();
            one(coding.edit(last.number as usize * 3, last.number as usize * 3, &copy))
        }
        ProteinChange::Insertion { before, inserted, .. } => {
            one(coding.edit(before.number as usize * 3, before.number as usize * 3, &spelling(inserted)))
        }
        ProteinChange::DeletionInsertion { first, last, inserted } => {
            one(replaced(coding, first.number, last.number, &spelling(inserted)))
        }
        ProteinChange::Frameshift { at, stop, .. } => shifts(at.number, stop.is_some(), coding),
        ProteinChange::StartLost => one(replaced(coding, 1, 1, b"GTG")),
        ProteinChange::Extension { at, to, .. } => {
            let acids = to.map_or_else(|| ACIDS.iter().filter_map(|letter| AminoAcid::from_one(*letter)).collect(), |to| vec![to]);
            acids.into_iter().flat_map(codons_for).filter_map(|new| replaced(coding, *at, *at, &new)).collect()
        }
        ProteinChange::Synonymous { at } => {
            codons_for(at.acid).filter_map(|new| replaced(coding, at.number, at.number, &new)).collect()
        }
    }
}

/// Letters lost or put in at a codon; which of them changes that residue first depends on what follows. Where the claim says at
/// which distance the new stop stands, longer losses and repeats are written, too: each codon more or less moves it by one.
fn shifts(number: u32, tells_stop: bool, coding: &Coding) -> Vec<Allele> {
    let Some(start) = (number as usize).checked_sub(1).map(|before| before * 3) else { return Vec::new() };
    let lost = (0..3).filter_map(|step| coding.edit(start + step, start + step + 1, &[]));
    let two = (0..2).filter_map(|step| coding.edit(start + step, start + step + 2, &[]));
    let gained =
        (0..3).flat_map(|step| b"ACGT".map(|letter| coding.edit(start + step, start + step, &[letter])).into_iter().flatten());
    let few = lost.chain(two).chain(gained);
    if !tells_stop {
        return few.collect();
    }
    let pairs = (0..3).flat_map(|step| {
        let pair = (0..16).map(|number: usize| [b"ACGT"[number / 4], b"ACGT"[number % 4]]);
        pair.filter_map(move |pair| coding.edit(start + step, start + step, &pair))
    });
    let more = (4..=LONGEST_SHIFT).filter(|count| count % 3 != 0).flat_map(|count| {
        let at = move |step: usize| start + step;
        let lost = (0..3).filter_map(move |step| coding.edit(at(step), at(step) + count, &[]));
        let repeated = (0..3).filter_map(move |step| {
            let copy = coding.read_back(at(step), count)?;
            coding.edit(at(step), at(step), &copy)
        });
        lost.chain(repeated)
    });
    few.chain(pairs).chain(more).collect()
}

fn of_classes(classes: &[ChangeClass], first: u32, last: u32, coding: &Coding) -> Vec<Allele> {
    let last = last.min(u32::try_from(coding.protein.len()).unwrap_or(u32::MAX));
    // The first codons of a range may be the start itself, lie on a border of exons, or turn a shift into a stop at once.
    classes.iter().flat_map(|class| (first..=last).filter_map(|codon| of_class(*class, codon, coding)).take(TRIED)).collect()
}

/// A change of this class at this codon.
fn of_class(class: ChangeClass, codon: u32, coding: &Coding) -> Option<Allele> {
    let (start, three) = ((codon as usize).checked_sub(1)? * 3, coding.codon(codon)?);
    // A residue that is neither there nor beside it, so that nothing can be moved or shortened.
    let near: Vec<AminoAcid> =
        (codon.saturating_sub(2)..codon + 2).filter_map(|at| coding.protein.get(at as usize).copied()).collect();
    let other = [AminoAcid::Trp, AminoAcid::Cys, AminoAcid::Met, AminoAcid::His, AminoAcid::Gly]
        .into_iter()
        .find(|acid| !near.contains(acid))?;
    let other = codons_for(other).next()?;
    match class {
        ChangeClass::Missense => coding.edit(start, start + 3, &other),
        ChangeClass::StopGained => coding.edit(start, start + 3, b"TAA"),
        ChangeClass::Synonymous => codons_for(*coding.protein.get(codon as usize - 1)?)
            .filter(|new| *new != three)
            .find_map(|new| coding.edit(start, start + 3, &new)),
        ChangeClass::InFrameDeletion => coding.edit(start, start + 3, &[]),
        ChangeClass::InFrameInsertion => coding.edit(start, start, &other),
        ChangeClass::TandemDuplication => coding.edit(start + 3, start + 3, &three),
        ChangeClass::InFrameDelins => coding.edit(start, start + 6, &[other, other].concat()),
        ChangeClass::Frameshift => coding.edit(start, start + 1, &[]),
        ChangeClass::StartLost => coding.edit(0, 3, b"GTG"),
        ChangeClass::StopLost => coding.edit(coding.protein.len() * 3, coding.protein.len() * 3 + 3, b"CAA"),
        _ => None,
    }
}

/// The first letter behind the exon becomes another.
fn of_donor(exon: u32, coding: &Coding) -> Option<Allele> {
    let (_, place, letter) = coding.donors.iter().find(|donor| donor.0 == exon)?;
    let other = if *letter == b'A' { b'C' } else { b'A' };
    Some(coding.allele(*place, &[*letter], &[other]))
}
