//! The rules of matching as they are defined, one edit and one criterion at a time: no index, no intervals, no consequence.

use super::gene::{Change, Edit, Effect, Gene, Site};
use ckdb_core::genome::{AminoAcid, Assembly, ChangeClass, ProteinChange};
use ckdb_core::matching::{Reason, Truth};
use ckdb_core::model::{Criterion, GeneClass, GeneRole};

const NO: Truth = Truth::False;
const YES: Truth = Truth::True;

/// The truth of a criterion for one edit; `None` where plain reading does not say.
pub(crate) fn judge(
    criterion: &Criterion,
    assembly: Assembly,
    role: GeneRole,
    gene: Option<&Gene>,
    (edit, effect): (&Edit, Option<&Effect>),
) -> Option<Truth> {
    if let Criterion::Allele { sites } | Criterion::Promoter { sites } = criterion {
        if sites.iter().all(|site| site.assembly != assembly) {
            return Some(Truth::Unknown(Reason::NoGeneModel));
        }
        let same = |start: u32, reference: &str, alternate: &str| {
            (start, reference.as_bytes(), alternate.as_bytes()) == (edit.start, &*edit.reference, &*edit.alternate)
        };
        if edit.reference.len() != edit.alternate.len() {
            return None;
        }
        let mut here = sites.iter().filter(|site| site.assembly == assembly && site.contig == edit.contig);
        return Some(truth(here.any(|site| same(site.start, &site.reference, &site.alternate))));
    }
    let gene = gene?;
    let change = match effect? {
        Effect::Nothing => return Some(NO),
        Effect::Splice(exon, site) => return Some(at_splice_site(criterion, role, (*exon, *site), gene.is_translated(*exon))),
        Effect::Protein(change) => change,
    };
    Some(match criterion {
        Criterion::ProteinChange { change: claimed, .. } => {
            truth(is_change(claimed, gene, change) || is_component(claimed, gene, change))
        }
        Criterion::Codon { codon, reference, excluding, .. } => codon_claim(*codon, *reference, excluding, gene, change),
        Criterion::ProteinRange { first, last, classes, excluding, .. } => {
            let inside = change.class != ChangeClass::Synonymous && change.touched.0 <= *last && *first <= change.touched.1;
            truth(inside && of_class(classes, change.class) && !excluding.iter().any(|left_out| is_change(left_out, gene, change)))
        }
        Criterion::Exon { exons, classes, excluding, .. } => truth(
            exons.contains(&change.exon)
                && of_class(classes, change.class)
                && !excluding.iter().any(|left_out| is_change(left_out, gene, change)),
        ),
        Criterion::SpliceLoss { exon, .. } => {
            // The last letter of the exon, changed alone.
            if change.last_letter && edit.reference.len() != 1 {
                return None;
            }
            truth(change.last_letter && change.exon == *exon)
        }
        Criterion::GeneClass { class, excluding, biallelic, .. } => {
            if change.class == ChangeClass::Synonymous || excluding.iter().any(|left_out| is_change(left_out, gene, change)) {
                return Some(NO);
            }
            let cut = matches!(change.class, ChangeClass::Frameshift | ChangeClass::StopGained);
            gene_claim(*class, *biallelic, role, cut, gene.exons > 1 && change.exon == gene.exons)
        }
        _ => NO,
    })
}

fn truth(holds: bool) -> Truth {
    if holds { YES } else { NO }
}

/// R1, R31: the protein is the one the claim describes.
fn is_change(claimed: &ProteinChange, gene: &Gene, change: &Change) -> bool {
    if let ProteinChange::Frameshift { at, .. } = claimed {
        return change.class == ChangeClass::Frameshift && change.touched.0 == at.number && acid(gene, at.number) == Some(at.acid);
    }
    change.class != ChangeClass::Frameshift && described(claimed, &gene.protein).is_some_and(|protein| protein == change.protein)
}

/// The whole protein after a claimed change; `None` when the claim does not fit it, or says less than a protein.
fn described(claimed: &ProteinChange, protein: &[AminoAcid]) -> Option<Vec<AminoAcid>> {
    if claimed.stated_residues().any(|residue| protein.get(residue.number as usize - 1) != Some(&residue.acid)) {
        return None;
    }
    let with = |from: u32, to: u32, new: &[AminoAcid]| {
        let whole = [&protein[..from as usize], new, &protein[to as usize..]].concat();
        whole.into_iter().take_while(|acid| *acid != AminoAcid::Ter).collect()
    };
    Some(match claimed {
        ProteinChange::Substitution { at, to } => with(at.number - 1, at.number, &[*to]),
        ProteinChange::Deletion { first, last } => with(first.number - 1, last.number, &[]),
        ProteinChange::Duplication { first, last } => {
            with(last.number, last.number, &protein[first.number as usize - 1..last.number as usize])
        }
        ProteinChange::Insertion { before, inserted, .. } => with(before.number, before.number, inserted),
        ProteinChange::DeletionInsertion { first, last, inserted } => with(first.number - 1, last.number, inserted),
        _ => return None,
    })
}

fn acid(gene: &Gene, number: u32) -> Option<AminoAcid> {
    gene.protein.get(number as usize - 1).copied()
}

/// Residues that differ between proteins of one length, from 1.
fn differing(gene: &Gene, change: &Change) -> Vec<(u32, AminoAcid)> {
    if gene.protein.len() != change.protein.len() || !matches!(change.class, ChangeClass::Missense | ChangeClass::InFrameDelins) {
        return Vec::new();
    }
    (1..)
        .zip(gene.protein.iter().zip(&change.protein))
        .filter(|(_, (a, b))| a != b)
        .map(|(number, (_, to))| (number, *to))
        .collect()
}

/// R32: one residue of an equal-length change.
fn is_component(claimed: &ProteinChange, gene: &Gene, change: &Change) -> bool {
    let ProteinChange::Substitution { at, to } = claimed else { return false };
    acid(gene, at.number) == Some(at.acid) && differing(gene, change).contains(&(at.number, *to))
}

/// R2 to R4.
fn codon_claim(codon: u32, reference: AminoAcid, excluding: &[ProteinChange], gene: &Gene, change: &Change) -> Truth {
    if acid(gene, codon) != Some(reference) {
        return NO;
    }
    if let Some((_, to)) = differing(gene, change).into_iter().find(|(number, _)| *number == codon) {
        let left_out = |claimed: &ProteinChange| matches!(claimed, ProteinChange::Substitution { at, to: other } if at.number == codon && *other == to);
        return truth(!excluding.iter().any(left_out));
    }
    let indel =
        matches!(change.class, ChangeClass::InFrameDeletion | ChangeClass::InFrameInsertion | ChangeClass::TandemDuplication);
    if indel && (change.touched.0..=change.touched.1).contains(&codon) {
        return Truth::Unknown(Reason::SpanningIndel);
    }
    NO
}

fn of_class(claimed: &[ChangeClass], found: ChangeClass) -> bool {
    claimed.contains(&found) || (found == ChangeClass::TandemDuplication && claimed.contains(&ChangeClass::InFrameInsertion))
}

/// R10 to R13, of a change that alters the protein.
fn gene_claim(class: GeneClass, biallelic: bool, role: GeneRole, cut: bool, in_last_exon: bool) -> Truth {
    let suppressor = matches!(role, GeneRole::TumourSuppressor | GeneRole::Both);
    let holds = match class {
        GeneClass::Any => true,
        GeneClass::Truncating => cut,
        GeneClass::LossOfFunction if cut && in_last_exon => return Truth::Unknown(Reason::LastExon),
        GeneClass::LossOfFunction => cut,
        GeneClass::Oncogenic => cut && suppressor,
        GeneClass::GainOfFunction | GeneClass::Uncertain => false,
    };
    match holds {
        true if biallelic => Truth::Unknown(Reason::Zygosity),
        holds => truth(holds),
    }
}

/// R8, R10 to R13, R22 at one letter of a splice site. Without a site of an exon that holds no coding letter the protein stays
/// whole: no class of the gene's changes has it (R10, R12; LOFTEE leaves such sites out, too).
fn at_splice_site(criterion: &Criterion, role: GeneRole, (exon, site): (u32, Site), is_translated: bool) -> Truth {
    let edge = site == Site::Edge;
    match criterion {
        Criterion::SpliceLoss { exon: claimed, .. } => truth(*claimed == exon),
        Criterion::Exon { exons, classes, .. } if edge && exons.contains(&exon) => {
            if classes.contains(&ChangeClass::SpliceSite) {
                YES
            } else if classes.contains(&ChangeClass::Missense) {
                Truth::Unknown(Reason::SpliceSite)
            } else {
                NO
            }
        }
        Criterion::GeneClass { class, biallelic, .. } if edge && is_translated => gene_claim(*class, *biallelic, role, true, false),
        _ => NO,
    }
}
