//! What an index knows, as one digest a gene and one for everything else: two of them tell which genes a release touches.
//!
//! Records are digested as the rows that are compared field by field, so a record's number, which moves with every build, counts
//! for nothing. What a gene's digest covers: the gene, every profile that asks for a variant of it, and the evidence and
//! assertions of those profiles. All else (gene models, diseases, therapies, approvals, trials, schemes, copy-number profiles, and
//! profiles without any gene) is one digest: it may bear on any case.

use super::row::{Kind, Row, rows};
use crate::genome::Assembly;
use crate::index::IndexError;
use crate::knowledge::{Knowledge, genome_sections, letter_hashes_section};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Digests of an index, as hexadecimal text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// Of everything that belongs to no gene.
    pub rest: String,
    /// Of each gene, by its symbol.
    pub genes: BTreeMap<String, String>,
}

/// What differs between two fingerprints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Touched {
    /// These genes, and nothing else; none if the two know the same.
    Genes(BTreeSet<String>),
    /// More than genes: any case may be concerned.
    Everything,
}

impl Fingerprint {
    /// Of an index.
    ///
    /// # Errors
    /// When a table of it is damaged.
    pub fn of(knowledge: &Knowledge) -> Result<Self, IndexError> {
        let mut rest = blake3::Hasher::new();
        let mut genes: BTreeMap<String, blake3::Hasher> = BTreeMap::new();
        let records = knowledge.records()?;
        for row in rows(records)? {
            let of_genes = matches!(row.kind, Kind::Gene | Kind::Profile | Kind::Evidence | Kind::Assertion);
            if row.kind == Kind::Source {
                // A source's release and digest change with every night; which of its records may be passed on decides.
                add(
                    &mut rest,
                    &Row { fields: row.fields.into_iter().filter(|(field, _)| *field == "redistributable").collect(), ..row },
                );
            } else if of_genes && row.kind == Kind::Gene {
                add(genes.entry(row.id.clone()).or_default(), &row);
            } else if of_genes && !row.genes.is_empty() {
                row.genes.iter().for_each(|gene| add(genes.entry(gene.clone()).or_default(), &row));
            } else {
                add(&mut rest, &row);
            }
        }
        // Plain values without maps: their debugging form is the same text on every machine.
        for text in [format!("{:?}", records.schemes()?), format!("{:?}", knowledge.copy_profiles()?)] {
            rest.update(text.as_bytes());
        }
        let models: BTreeSet<&str> =
            Assembly::ALL.iter().flat_map(|one| genome_sections(*one).into_iter().chain([letter_hashes_section(*one)])).collect();
        for section in knowledge.file().sections().filter(|section| models.contains(section.name)) {
            rest.update(format!("{} {}", section.name, section.hash).as_bytes());
        }
        let text = |hasher: blake3::Hasher| hasher.finalize().to_hex()[..32].to_owned();
        Ok(Self { rest: text(rest), genes: genes.into_iter().map(|(gene, hasher)| (gene, text(hasher))).collect() })
    }

    /// What a newer index knows otherwise.
    #[must_use]
    pub fn touched(&self, newer: &Self) -> Touched {
        if self.rest != newer.rest {
            return Touched::Everything;
        }
        let all = self.genes.keys().chain(newer.genes.keys());
        Touched::Genes(all.filter(|gene| self.genes.get(*gene) != newer.genes.get(*gene)).cloned().collect())
    }
}

/// Lengths before texts: two rows can never run into one.
fn add(hasher: &mut blake3::Hasher, row: &Row) {
    let mut text = |text: &str| {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    text(&row.kind.to_string());
    text(&row.id);
    text(&row.label);
    for (field, value) in &row.fields {
        text(field);
        text(value);
    }
    row.diseases.iter().for_each(|disease| text(disease));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(rest: &str, genes: &[(&str, &str)]) -> Fingerprint {
        let genes = genes.iter().map(|(gene, digest)| ((*gene).to_owned(), (*digest).to_owned())).collect();
        Fingerprint { rest: rest.to_owned(), genes }
    }

    #[test]
    fn genes_that_changed_came_or_went_are_told() {
        let old = print("r", &[("ALK", "1"), ("BRAF", "2"), ("KIT", "3")]);
        let new = print("r", &[("ALK", "1"), ("BRAF", "9"), ("MET", "4")]);
        let genes = ["BRAF", "KIT", "MET"].map(str::to_owned).into_iter().collect();
        assert_eq!(old.touched(&new), Touched::Genes(genes));
        assert_eq!(old.touched(&old), Touched::Genes(BTreeSet::new()));
        assert_eq!(old.touched(&print("s", &[])), Touched::Everything);
    }
}
