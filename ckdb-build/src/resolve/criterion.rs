//! Criteria as curators write them to variants and expressions as the index holds them.
//!
//! Each leaf becomes a [`Variant`], once, however many profiles and trials ask for it. Protein changes are rewritten in
//! canonical form (`A775_G776insYVMA` is `Y772_A775dup`), sites are trimmed and left-aligned: what is compared later is
//! compared in one spelling.

use super::names::{Ids, ResolveError};
use crate::models::MemoryGenome;
use crate::record::Spanned;
use crate::record::schema::{AlleleRecord, BiomarkerTest, CriterionNode, CriterionRecord, Leaf};
use ckdb_core::consequence::{canonical_protein_change, protein_of};
use ckdb_core::genome::{Allele, ChangeClass, Contig, ProteinChange};
use ckdb_core::model::{BiomarkerCondition, Criterion, Expression, GeneId, Operator, Site, Variant, VariantId};
use ckdb_core::normalize::normalize;
use std::collections::BTreeMap;

/// Collects variants.
pub(super) struct Variants<'a> {
    ids: &'a Ids,
    declared: &'a BTreeMap<&'a str, &'a str>,
    genomes: &'a [MemoryGenome; 2],
    variants: Vec<Variant>,
    known: BTreeMap<String, VariantId>,
}

impl<'a> Variants<'a> {
    /// `declared`: the transcript each gene's claims are numbered on.
    pub(super) const fn new(ids: &'a Ids, declared: &'a BTreeMap<&'a str, &'a str>, genomes: &'a [MemoryGenome; 2]) -> Self {
        Self { ids, declared, genomes, variants: Vec::new(), known: BTreeMap::new() }
    }

    pub(super) fn finish(self) -> Vec<Variant> {
        self.variants
    }

    pub(super) fn expression(&mut self, record: &CriterionRecord) -> Result<Expression, ResolveError> {
        let operator = match &record.node {
            CriterionNode::Leaf(leaf) => return self.leaf(leaf).map(Expression::Variant),
            CriterionNode::All(_) => Operator::All,
            CriterionNode::Any(_) => Operator::Any,
            CriterionNode::Not(_) => Operator::Not,
            CriterionNode::Cis(_) => Operator::Cis,
            CriterionNode::Trans(_) => Operator::Trans,
            CriterionNode::Broken => return Err(broken()),
        };
        let parts = record.parts().iter().map(|part| self.expression(part)).collect::<Result<_, _>>()?;
        Ok(Expression::Join(operator, parts))
    }

    /// The variants of a list of leaves, in order, each once.
    pub(super) fn leaves(&mut self, records: &[CriterionRecord]) -> Result<Vec<VariantId>, ResolveError> {
        let mut found = Vec::new();
        for record in records {
            for variant in self.expression(record)?.variants() {
                if !found.contains(&variant) {
                    found.push(variant);
                }
            }
        }
        Ok(found)
    }

    fn leaf(&mut self, leaf: &Leaf) -> Result<VariantId, ResolveError> {
        let (gene, name, criterion) = self.criterion(leaf)?;
        // Two leaves are one variant when everything they say is the same.
        let key = format!("{gene:?} {criterion:?}");
        if let Some(known) = self.known.get(&key) {
            return Ok(*known);
        }
        let id = VariantId::new(u32::try_from(self.variants.len()).unwrap_or(u32::MAX));
        self.variants.push(Variant { gene, name, criterion });
        self.known.insert(key, id);
        Ok(id)
    }

    fn gene(&self, symbol: &Spanned<String>) -> Result<Option<GeneId>, ResolveError> {
        self.ids.gene(&symbol.value).map(Some)
    }

    /// The transcript a leaf is numbered on: its own, or its gene's; empty when the gene has none.
    fn transcript(&self, gene: &Spanned<String>, own: Option<&Spanned<String>>) -> String {
        match own {
            Some(own) => own.value.clone(),
            None => self.declared.get(gene.value.as_str()).map(|&declared| declared.to_owned()).unwrap_or_default(),
        }
    }

    fn criterion(&self, leaf: &Leaf) -> Result<(Option<GeneId>, String, Criterion), ResolveError> {
        Ok(match leaf {
            Leaf::Allele { allele, also, gene } => {
                let mut sites =
                    std::iter::once(allele.as_ref()).chain(also).map(|site| self.site(site)).collect::<Result<Vec<_>, _>>()?;
                sites.sort();
                sites.dedup();
                let name = site_name(allele);
                let gene = gene.as_ref().map(|gene| self.ids.gene(&gene.value)).transpose()?;
                (gene, name, Criterion::Allele { sites })
            }
            Leaf::ProteinChange { gene, change, transcript } => {
                let transcript = self.transcript(gene, transcript.as_ref());
                let change = self.canonical(&transcript, &change.value);
                (self.gene(gene)?, change.short(), Criterion::ProteinChange { transcript, change })
            }
            Leaf::Codon { gene, codon, reference, excluding, transcript } => {
                let transcript = self.transcript(gene, transcript.as_ref());
                let name = format!("{}{}", char::from(reference.value.one()), codon.value);
                let excluding = self.canonical_all(&transcript, excluding);
                let criterion = Criterion::Codon { transcript, codon: codon.value, reference: reference.value, excluding };
                (self.gene(gene)?, name, criterion)
            }
            Leaf::ProteinRange { gene, first, last, classes, excluding, transcript } => {
                let transcript = self.transcript(gene, transcript.as_ref());
                let (first, last) = (first.value, last.value);
                let excluding = self.canonical_all(&transcript, excluding);
                let classes = sorted(classes);
                let name = format!("residues {first}-{last} {}", words(&classes));
                (self.gene(gene)?, name, Criterion::ProteinRange { transcript, first, last, classes, excluding })
            }
            Leaf::Exon { gene, exons, classes, excluding, transcript } => {
                let transcript = self.transcript(gene, transcript.as_ref());
                let mut exons: Vec<u32> = exons.iter().map(|exon| exon.value).collect();
                exons.sort_unstable();
                exons.dedup();
                let excluding = self.canonical_all(&transcript, excluding);
                let classes = sorted(classes);
                let numbers: Vec<String> = exons.iter().map(u32::to_string).collect();
                let name = format!("exon {} {}", numbers.join(", "), words(&classes));
                (self.gene(gene)?, name, Criterion::Exon { transcript, exons, classes, excluding })
            }
            Leaf::SpliceLoss { gene, exon, transcript } => {
                let transcript = self.transcript(gene, transcript.as_ref());
                let name = format!("exon {} skipping", exon.value);
                (self.gene(gene)?, name, Criterion::SpliceLoss { transcript, exon: exon.value })
            }
            Leaf::GeneClass { gene, class, excluding, biallelic } => {
                let transcript = self.transcript(gene, None);
                let excluding = self.canonical_all(&transcript, excluding);
                let biallelic = biallelic.as_ref().is_some_and(|both| both.value);
                let name = if biallelic { format!("biallelic {}", class.value) } else { class.value.to_string() };
                (self.gene(gene)?, name, Criterion::GeneClass { transcript, class: class.value, excluding, biallelic })
            }
            Leaf::Promoter { gene, sites } => {
                let mut sites = sites.iter().map(|site| self.site(site)).collect::<Result<Vec<_>, _>>()?;
                sites.sort();
                sites.dedup();
                (self.gene(gene)?, "promoter".to_owned(), Criterion::Promoter { sites })
            }
            Leaf::CopyNumber { gene, change } => {
                (self.gene(gene)?, change.value.to_string(), Criterion::CopyNumber { change: change.value })
            }
            Leaf::HomozygousDisruption { gene } => {
                (self.gene(gene)?, "homozygous disruption".to_owned(), Criterion::HomozygousDisruption)
            }
            Leaf::FusionPair { five_prime, three_prime, five_prime_exon, three_prime_exon } => {
                let exon = |exon: &Option<Spanned<u32>>| exon.as_ref().map(|exon| exon.value);
                let criterion = Criterion::FusionPair {
                    five_prime: self.ids.gene(&five_prime.value)?,
                    three_prime: self.ids.gene(&three_prime.value)?,
                    five_prime_exon: exon(five_prime_exon),
                    three_prime_exon: exon(three_prime_exon),
                };
                (self.gene(three_prime)?, format!("{}::{}", five_prime.value, three_prime.value), criterion)
            }
            Leaf::Fusion { gene, role } => (self.gene(gene)?, "fusion".to_owned(), Criterion::Fusion { role: role.value }),
            Leaf::ExonChange { gene, change, first, last, transcript } => {
                let transcript = self.transcript(gene, transcript.as_ref());
                let (change, first, last) = (change.value, first.value, last.value);
                let name = format!("exon {first}-{last} {change}");
                (self.gene(gene)?, name, Criterion::ExonChange { transcript, change, first, last })
            }
            Leaf::Biomarker { biomarker, test } => {
                let (condition, name) = match test {
                    BiomarkerTest::High => (BiomarkerCondition::High, format!("{}-high", biomarker.value)),
                    BiomarkerTest::AtLeast(value) => {
                        (BiomarkerCondition::AtLeast(value.value), format!("{} at least {}", biomarker.value, value.value))
                    }
                    BiomarkerTest::Broken => return Err(broken()),
                };
                (None, name, Criterion::Biomarker { biomarker: biomarker.value, condition })
            }
            Leaf::Expression { gene, state } => {
                (self.gene(gene)?, format!("expression {}", state.value), Criterion::Expression { is: state.value })
            }
            Leaf::WildType { gene, codons } => {
                let mut codons: Vec<u32> = codons.iter().map(|codon| codon.value).collect();
                codons.sort_unstable();
                codons.dedup();
                (self.gene(gene)?, "wild type".to_owned(), Criterion::WildType { codons })
            }
            Leaf::Marker { gene, marker, detail } => {
                let detail = detail.as_ref().map(|detail| detail.value.clone()).unwrap_or_default();
                let name = format!("{} {detail}", marker.value).trim_end().to_owned();
                (self.gene(gene)?, name, Criterion::Marker { marker: marker.value, detail })
            }
        })
    }

    /// The change in canonical form, where the protein is at hand on either assembly.
    fn canonical(&self, transcript: &str, change: &ProteinChange) -> ProteinChange {
        let protein = self.genomes.iter().find_map(|genome| protein_of(genome.transcript(transcript)?.transcript, &genome.view()));
        match protein {
            Some(protein) => canonical_protein_change(change, &protein),
            None => change.clone(),
        }
    }

    fn canonical_all(&self, transcript: &str, changes: &[Spanned<ProteinChange>]) -> Vec<ProteinChange> {
        let mut changes: Vec<ProteinChange> = changes.iter().map(|change| self.canonical(transcript, &change.value)).collect();
        changes.sort();
        changes.dedup();
        changes
    }

    /// A site trimmed and left-aligned as far as its letters are held.
    fn site(&self, record: &AlleleRecord) -> Result<Site, ResolveError> {
        let unknown = || ResolveError::Unknown { kind: "place on the genome", name: site_name(record) };
        let (contig, _) = Contig::parse(&record.contig.value).ok_or_else(unknown)?;
        let (reference, alternate) = (record.reference.value.as_bytes(), record.alternate.value.as_bytes());
        let allele = Allele::from_vcf(contig, record.position.value, reference, alternate).map_err(|_| unknown())?;
        let assembly = record.assembly.value;
        let normal = normalize(&allele, &self.genomes[assembly.index()].view()).map_err(|_| unknown())?.allele;
        let letters = |bases: &[u8]| String::from_utf8_lossy(bases).into_owned();
        Ok(Site {
            assembly,
            contig,
            start: normal.interval.start(),
            reference: letters(&normal.reference),
            alternate: letters(&normal.alternate),
        })
    }
}

fn broken() -> ResolveError {
    ResolveError::Unknown { kind: "criterion", name: "a criterion that was not understood".to_owned() }
}

fn site_name(record: &AlleleRecord) -> String {
    format!(
        "{} {}:{} {}>{}",
        record.assembly.value, record.contig.value, record.position.value, record.reference.value, record.alternate.value
    )
}

fn sorted(classes: &[Spanned<ChangeClass>]) -> Vec<ChangeClass> {
    let mut classes: Vec<ChangeClass> = classes.iter().map(|class| class.value).collect();
    classes.sort_unstable();
    classes.dedup();
    classes
}

fn words(classes: &[ChangeClass]) -> String {
    let words: Vec<&str> = classes.iter().map(|class| class.as_str()).collect();
    words.join(", ")
}
