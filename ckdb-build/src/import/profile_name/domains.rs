//! Parts of proteins that names speak of without numbers, where the source states no place.
//!
//! Residues are those of the reviewed UniProt entry, and the letters at both ends are kept beside the numbers: on a
//! transcript that has other letters there, nothing is said. A row is added only where a published claim needs it.

use ckdb_core::genome::{AminoAcid, Residue};

/// A part of a protein.
pub(super) struct Domain {
    gene: &'static str,
    name: &'static str,
    /// First and last residue, with their letters; several stretches for "all but".
    stretches: &'static [(Residue, Residue)],
}

const fn residue(acid: AminoAcid, number: u32) -> Residue {
    Residue { acid, number }
}

use AminoAcid::{Ile, Leu, Lys, Phe, Tyr, Val};

/// UniProt P00519 (ABL1, isoform IA): protein kinase domain 242–493, nucleotide-binding loop 248–256.
const DOMAINS: &[Domain] = &[
    Domain { gene: "ABL1", name: "TKD", stretches: &[(residue(Ile, 242), residue(Phe, 493))] },
    Domain { gene: "ABL1", name: "P-Loop", stretches: &[(residue(Leu, 248), residue(Val, 256))] },
    Domain {
        gene: "ABL1",
        name: "Non-P-Loop",
        stretches: &[(residue(Ile, 242), residue(Lys, 247)), (residue(Tyr, 257), residue(Phe, 493))],
    },
];

/// The stretches a name of a part means in a gene.
pub(super) fn stretches(gene: &str, name: &str) -> Option<&'static [(Residue, Residue)]> {
    let found = DOMAINS.iter().find(|domain| domain.gene == gene && domain.name.eq_ignore_ascii_case(name))?;
    Some(found.stretches)
}
