//! Numbers against gene models: residues, exons and letters are where a record says they are.
//!
//! Codons, residues and exons are 1-based and counted on the leaf's transcript, or else on the gene's. Rule of the design:
//! a claim whose reference residue disagrees with its transcript is never compiled (`REF_AA_MISMATCH`).

use ckdb_core::genome::Residue;
use ckdb_core::genome::{AminoAcid, Assembly, Contig, ProteinChange};

use super::catalogue::Catalogue;
use crate::diagnostic::{Diagnostic, Diagnostics, Place, rules};
use crate::record::{AlleleRecord, Leaf, Records, Spanned};

/// Gene models and reference letters, as far as the rules need them.
pub trait Models {
    /// What is known of a transcript, named with its version; `None` when there is no model of it.
    fn transcript(&self, accession: &str) -> Option<TranscriptFacts>;

    /// The protein of a transcript in one-letter code, without the stop; `None` when it has no model or codes for nothing.
    fn protein(&self, accession: &str) -> Option<String>;

    /// The first and last residue (1-based, both included) that an exon codes for, shared codons counted to both exons.
    /// `None` when the exon does not exist or codes for nothing.
    fn exon_residues(&self, accession: &str, exon: u32) -> Option<(u32, u32)>;

    /// Plus-strand letters of the reference from `position` (1-based) on, as many as `length`; `None` when they are not held.
    fn reference(&self, assembly: Assembly, contig: Contig, position: u32, length: usize) -> Option<String>;

    /// Whether there are any models at all. Without one, the rules that need them stay silent.
    fn is_empty(&self) -> bool {
        false
    }
}

/// What a rule asks of a transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TranscriptFacts {
    /// The symbol of its gene.
    pub gene: String,
    /// How many exons it has, non-coding ones included.
    pub exons: u32,
}

/// No models: for checking a directory that has none.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoModels;

impl Models for NoModels {
    fn transcript(&self, _: &str) -> Option<TranscriptFacts> {
        None
    }

    fn protein(&self, _: &str) -> Option<String> {
        None
    }

    fn exon_residues(&self, _: &str, _: u32) -> Option<(u32, u32)> {
        None
    }

    fn reference(&self, _: Assembly, _: Contig, _: u32, _: usize) -> Option<String> {
        None
    }

    fn is_empty(&self) -> bool {
        true
    }
}

pub(super) fn check(records: &Records, catalogue: &Catalogue<'_>, models: &dyn Models, out: &mut Diagnostics) {
    let mut rules = Coordinates { catalogue, models, out };
    if !models.is_empty() {
        for gene in &records.genes {
            if let Some(transcript) = &gene.transcript {
                rules.transcript(transcript, &gene.header.id);
            }
        }
    }
    let profiles = records.profiles.iter().map(|p| &p.criterion);
    let trials = records.trials.iter().filter_map(|t| t.criterion.as_ref());
    let tests = records.approvals.iter().flat_map(|approval| &approval.companion_diagnostics);
    let detected = tests.flat_map(|test| test.detects.iter().chain(&test.reference_only));
    for criterion in profiles.chain(trials).chain(detected) {
        for leaf in criterion.leaves() {
            rules.leaf(leaf, criterion.place);
        }
    }
}

struct Coordinates<'c, 'r, 'o> {
    catalogue: &'c Catalogue<'r>,
    models: &'c dyn Models,
    out: &'o mut Diagnostics,
}

impl Coordinates<'_, '_, '_> {
    /// Whether the transcript has a model and is the gene's; says so if not.
    fn transcript(&mut self, transcript: &Spanned<String>, gene: &str) -> bool {
        let Some(accession) = transcript.sound() else { return false };
        let Some(facts) = self.models.transcript(accession) else {
            self.out.push(
                Diagnostic::new(&rules::NO_MODEL, transcript.place, format!("there is no model of `{accession}`"))
                    .label("not in `genome/`")
                    .help("import it with `ckdb import-genome`, name another version, or leave it out"),
            );
            return false;
        };
        if facts.gene != gene {
            self.out.push(
                Diagnostic::new(
                    &rules::OTHER_GENE,
                    transcript.place,
                    format!("`{accession}` is a transcript of `{}`, not of `{gene}`", facts.gene),
                )
                .label("another gene's"),
            );
            return false;
        }
        true
    }

    fn leaf(&mut self, leaf: &Leaf, place: Place) {
        match leaf {
            Leaf::Allele { allele, also, .. } => std::iter::once(allele.as_ref()).chain(also).for_each(|site| self.letters(site)),
            Leaf::Promoter { sites, .. } => sites.iter().for_each(|site| self.letters(site)),
            _ => {}
        }
        if self.models.is_empty() {
            return;
        }
        if let Leaf::FusionPair { five_prime, three_prime, five_prime_exon, three_prime_exon } = leaf {
            for (gene, exon) in [(five_prime, five_prime_exon), (three_prime, three_prime_exon)] {
                if let (Some(exon), Some(accession)) = (exon, self.of_gene(gene)) {
                    self.exon(&accession, exon);
                }
            }
            return;
        }
        let numbered = matches!(
            leaf,
            Leaf::ProteinChange { .. }
                | Leaf::Codon { .. }
                | Leaf::ProteinRange { .. }
                | Leaf::Exon { .. }
                | Leaf::SpliceLoss { .. }
                | Leaf::ExonChange { .. }
        );
        let Some(gene) = leaf.genes().first().copied() else { return };
        let accession = match leaf.transcript() {
            Some(own) => {
                let Some(symbol) = gene.sound() else { return };
                if !self.transcript(own, symbol) {
                    return;
                }
                own.value.clone()
            }
            None => match self.of_gene(gene) {
                Some(accession) => accession,
                None => {
                    if numbered {
                        self.no_transcript(gene, place);
                    }
                    return;
                }
            },
        };
        self.numbers(leaf, &accession);
    }

    /// The transcript of a gene's record, when it has a model.
    fn of_gene(&self, gene: &Spanned<String>) -> Option<String> {
        let record = self.catalogue.genes.get(gene.sound()?.as_str())?;
        let accession = record.transcript.as_ref()?.sound()?;
        self.models.transcript(accession).is_some().then(|| accession.clone())
    }

    fn no_transcript(&mut self, gene: &Spanned<String>, place: Place) {
        let Some(symbol) = gene.sound() else { return };
        // An unknown gene is reported as such, a transcript without a model at the gene's record.
        if self.catalogue.genes.get(symbol.as_str()).is_some_and(|record| record.transcript.is_none()) {
            self.out.push(
                Diagnostic::new(
                    &rules::NO_TRANSCRIPT,
                    if gene.is_sound() { gene.place } else { place },
                    format!("neither this leaf nor `genes/{symbol}.toml` names a transcript, so the leaf cannot match"),
                )
                .label("no transcript to count on"),
            );
        }
    }

    fn numbers(&mut self, leaf: &Leaf, accession: &str) {
        match leaf {
            Leaf::ProteinChange { change, .. } => self.change(accession, change),
            Leaf::Codon { codon, reference, .. } => {
                if let (Some(number), Some(acid)) = (codon.sound(), reference.sound()) {
                    self.residue(accession, Residue { acid: *acid, number: *number }, codon.place, reference.place);
                }
            }
            Leaf::ProteinRange { first, last, .. } => {
                self.inside(accession, first);
                self.inside(accession, last);
            }
            Leaf::Exon { exons, .. } => exons.iter().for_each(|exon| self.exon(accession, exon)),
            Leaf::SpliceLoss { exon, .. } => self.exon(accession, exon),
            Leaf::ExonChange { first, last, .. } => {
                self.exon(accession, first);
                self.exon(accession, last);
            }
            Leaf::WildType { codons, .. } => codons.iter().for_each(|codon| self.inside(accession, codon)),
            _ => {}
        }
        for excluded in leaf.excluding() {
            self.change(accession, excluded);
        }
        if let Leaf::Exon { exons, excluding, .. } = leaf {
            self.excluded_from_exons(accession, exons, excluding);
        }
    }

    /// What an exon leaf leaves out must lie in its exons; where an exon's residues are not known, nothing is said.
    fn excluded_from_exons(&mut self, accession: &str, exons: &[Spanned<u32>], excluding: &[Spanned<ProteinChange>]) {
        let ranges = exons.iter().map(|exon| self.models.exon_residues(accession, *exon.sound()?)).collect::<Option<Vec<_>>>();
        let Some(ranges) = ranges else { return };
        for excluded in excluding {
            let Some(change) = excluded.sound() else { continue };
            if !ranges.iter().any(|(first, last)| change.first() <= *last && change.last() >= *first) {
                self.out.push(
                    Diagnostic::new(
                        &rules::EXCLUDED_OUTSIDE,
                        excluded.place,
                        format!("`{}` lies outside these exons of `{accession}`, so it would never match", change.short()),
                    )
                    .label("never matched"),
                );
            }
        }
    }

    fn change(&mut self, accession: &str, change: &Spanned<ProteinChange>) {
        let Some(value) = change.sound() else { return };
        for residue in value.stated_residues() {
            self.residue(accession, residue, change.place, change.place);
        }
    }

    /// Compares a residue with the protein; the place past the last residue is the stop.
    fn residue(&mut self, accession: &str, stated: Residue, at_number: Place, at_acid: Place) {
        let Some(protein) = self.models.protein(accession) else { return };
        let length = u32::try_from(protein.len()).unwrap_or(u32::MAX);
        let found = if stated.number == length + 1 {
            Some(AminoAcid::Ter)
        } else {
            stated
                .number
                .checked_sub(1)
                .and_then(|at| protein.as_bytes().get(at as usize))
                .and_then(|letter| AminoAcid::from_one(*letter))
        };
        match found {
            None => self.beyond(accession, stated.number, length, at_number),
            Some(found) if found != stated.acid => self.out.push(
                Diagnostic::new(
                    &rules::REFERENCE_RESIDUE,
                    at_acid,
                    format!("residue {} of `{accession}` is {}, not {}", stated.number, found.three(), stated.acid.three()),
                )
                .label(format!("expected `{}`", char::from(found.one())))
                .help("was the number counted on another transcript? name that one in `transcript`"),
            ),
            Some(_) => {}
        }
    }

    fn inside(&mut self, accession: &str, residue: &Spanned<u32>) {
        let (Some(number), Some(protein)) = (residue.sound(), self.models.protein(accession)) else { return };
        let length = u32::try_from(protein.len()).unwrap_or(u32::MAX);
        if *number > length {
            self.beyond(accession, *number, length, residue.place);
        }
    }

    fn beyond(&mut self, accession: &str, number: u32, length: u32, place: Place) {
        self.out.push(
            Diagnostic::new(
                &rules::BEYOND_PROTEIN,
                place,
                format!("residue {number} is beyond the protein of `{accession}`, which has {length}"),
            )
            .label(format!("expected 1 to {length}")),
        );
    }

    fn exon(&mut self, accession: &str, exon: &Spanned<u32>) {
        let (Some(number), Some(facts)) = (exon.sound(), self.models.transcript(accession)) else { return };
        if *number > facts.exons {
            self.out.push(
                Diagnostic::new(
                    &rules::NO_EXON,
                    exon.place,
                    format!("`{accession}` has {} exons, there is no exon {number}", facts.exons),
                )
                .label(format!("expected 1 to {}", facts.exons)),
            );
        }
    }

    fn letters(&mut self, allele: &AlleleRecord) {
        let (Some(assembly), Some(name), Some(position), Some(letters)) =
            (allele.assembly.sound(), allele.contig.sound(), allele.position.sound(), allele.reference.sound())
        else {
            return;
        };
        let Some((contig, of)) = Contig::parse(name) else { return };
        if of.is_some_and(|of| of != *assembly) {
            self.out.push(
                Diagnostic::new(
                    &rules::OUTSIDE_CONTIG,
                    allele.contig.place,
                    format!("`{name}` is not a contig of {}", assembly.as_str()),
                )
                .label(format!("expected `{}`", contig.refseq(*assembly))),
            );
            return;
        }
        let length = contig.length(*assembly);
        let last = u64::from(*position) + letters.len() as u64 - 1;
        if last > u64::from(length) {
            self.out.push(
                Diagnostic::new(
                    &rules::OUTSIDE_CONTIG,
                    allele.position.place,
                    format!("{contig} of {} has {length} letters", assembly.as_str()),
                )
                .label(format!("expected 1 to {length}")),
            );
            return;
        }
        let Some(reference) = self.models.reference(*assembly, contig, *position, letters.len()) else { return };
        if !reference.eq_ignore_ascii_case(letters) {
            self.out.push(
                Diagnostic::new(
                    &rules::REFERENCE_LETTERS,
                    allele.reference.place,
                    format!("{} reads `{reference}` at {contig}:{position}, not `{letters}`", assembly.as_str()),
                )
                .label(format!("expected `{reference}`"))
                .help("letters are of the plus strand; is the position of the other assembly?"),
            );
        }
    }
}
