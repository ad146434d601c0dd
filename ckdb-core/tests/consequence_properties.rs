//! The engine against a slow and simple one: put the change into the letters, splice, translate, compare.
//!
//! Random genes of two exons with a start, a stop and no stop between; random small changes in repetitive letters; each
//! asked on the plus strand and, mirrored, on the minus strand.
#![allow(clippy::unwrap_used, reason = "tests")]

use ckdb_core::consequence::hgvs::{HgvsName, Stated};
use ckdb_core::consequence::{Consequence, HgvsG, Term, canonical_protein_change, consequences, protein_of};
use ckdb_core::genome::codon::{Code, translate};
use ckdb_core::genome::sequence::{complement, reverse_complement};
use ckdb_core::genome::{
    Allele, AminoAcid, Bases, Contig, Interval, ManeStatus, ModelQuality, ProteinChange, Sequence, Strand, Transcript, Window,
};
use ckdb_core::normalize::{NormalizedAllele, normalize};
use proptest::prelude::*;

#[derive(Clone, Debug)]
struct Gene {
    letters: Vec<u8>,
    transcript: Transcript,
    /// Transcript coordinate of the start codon.
    start: usize,
}

impl Sequence for Gene {
    fn window(&self, _: Contig, at: u32) -> Option<Window<'_>> {
        let window = Window::new(0, &self.letters);
        (at <= window.interval().end()).then_some(window)
    }
}

fn contig() -> Contig {
    Contig::from_index(0).unwrap()
}

fn letters(length: impl Into<proptest::collection::SizeRange>) -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(prop_oneof![3 => Just(b'A'), 3 => Just(b'G'), 1 => Just(b'C'), 1 => Just(b'T')], length)
}

fn gene() -> impl Strategy<Value = Gene> {
    // Flank, untranslated, codons between start and stop, untranslated, flank; the intron somewhere after the first codons.
    (letters(8), letters(1..6), letters(24), letters(1..12), letters(8), letters(20), 1usize..29).prop_map(
        |(left, five, mut codons, three, right, intron, cut)| {
            for codon in codons.chunks_mut(3) {
                if translate([codon[0], codon[1], codon[2]], Code::Standard) == AminoAcid::Ter {
                    codon[0] = b'C';
                }
            }
            let message = [&five[..], b"ATG", &codons, b"TAA", &three].concat();
            let cut = five.len() + cut;
            let letters = [&left[..], &message[..cut], &intron, &message[cut..], &right].concat();
            let (a, b) = (left.len(), left.len() + cut);
            let (c, d) = (b + intron.len(), b + intron.len() + message.len() - cut);
            let on_genome = |at: usize| (a + at + if at >= cut { intron.len() } else { 0 }) as u32;
            let exons = [Interval::new(a as u32, b as u32).unwrap(), Interval::new(c as u32, d as u32).unwrap()];
            let cds = Interval::new(on_genome(five.len()), on_genome(five.len() + 29) + 1);
            let mut transcript = Transcript {
                accession: "NM_000000.1".into(),
                protein: String::new(),
                gene: 0,
                contig: contig(),
                strand: Strand::Plus,
                exon_starts: Vec::new(),
                exon_ends: Vec::new(),
                cds,
                cds_phase: 0,
                mane: ManeStatus::Select,
                quality: ModelQuality::Reference,
            };
            transcript.set_exons(&exons);
            Gene { letters, transcript, start: five.len() }
        },
    )
}

impl Gene {
    /// The same gene on the other strand.
    fn mirrored(&self) -> Self {
        let length = self.letters.len() as u32;
        let turn = |interval: Interval| Interval::new(length - interval.end(), length - interval.start()).unwrap();
        let mut transcript = self.transcript.clone();
        transcript.strand = Strand::Minus;
        transcript.cds = self.transcript.cds.map(turn);
        let exons: Vec<Interval> = self.transcript.view().exons().rev().map(turn).collect();
        transcript.set_exons(&exons);
        Self { letters: reverse_complement(&self.letters).to_vec(), transcript, start: self.start }
    }

    fn ask(&self, allele: &Allele) -> (NormalizedAllele, Option<Consequence>) {
        let normal = normalize(allele, self).unwrap();
        let mut found = Vec::new();
        consequences(&normal, self, std::iter::once((7, self.transcript.view())), &mut found);
        (normal, found.pop())
    }

    /// The message (plus strand genes only) with the change in an exon, in the first spelling that lies in one.
    fn changed_message(&self, normal: &NormalizedAllele) -> Option<Vec<u8>> {
        let exons: Vec<Interval> = self.transcript.view().exons().collect();
        (0..=normal.right_shift).map(|by| normal.shifted(by)).find_map(|allele| {
            let holder = exons.iter().position(|exon| exon.contains(allele.interval))?;
            let mut message = Vec::new();
            for (index, exon) in exons.iter().enumerate() {
                let part = |from: u32, to: u32| &self.letters[from as usize..to as usize];
                if index == holder {
                    message.extend(part(exon.start(), allele.interval.start()));
                    message.extend(&allele.alternate[..]);
                    message.extend(part(allele.interval.end(), exon.end()));
                } else {
                    message.extend(part(exon.start(), exon.end()));
                }
            }
            Some(message)
        })
    }
}

/// From the start codon to the first stop, the stop included.
fn translated(message: &[u8], start: usize) -> Vec<AminoAcid> {
    let mut protein = Vec::new();
    for codon in message[start..].chunks_exact(3) {
        let acid = translate([codon[0], codon[1], codon[2]], Code::Standard);
        protein.push(acid);
        if acid == AminoAcid::Ter {
            break;
        }
    }
    protein
}

/// Is `new` what `change` makes of `old` (both with their stop)?
fn makes(change: &ProteinChange, old: &[AminoAcid], new: &[AminoAcid]) -> bool {
    let splice = |from: u32, to: u32, inserted: &[AminoAcid]| {
        let mut made = [&old[..from as usize - 1], inserted, &old[to as usize..]].concat();
        if let Some(stop) = made.iter().position(|acid| *acid == AminoAcid::Ter) {
            made.truncate(stop + 1);
        }
        made == new
    };
    let tail = |at: u32, to: Option<AminoAcid>, distance: Option<u32>, first_counts: u32| {
        let index = at as usize - 1;
        let stop = new.iter().position(|acid| *acid == AminoAcid::Ter).map(|stop| (stop - index) as u32 + first_counts);
        new[..index] == old[..index] && new.get(index).copied() == to && new[index] != old[index] && stop == distance
    };
    match change {
        ProteinChange::Substitution { at, to } => splice(at.number, at.number, &[*to]) && at.acid != *to,
        ProteinChange::Synonymous { .. } => old == new,
        ProteinChange::Deletion { first, last } => splice(first.number, last.number, &[]),
        ProteinChange::Duplication { first, last } => {
            let copy = old[first.number as usize - 1..last.number as usize].to_vec();
            splice(last.number + 1, last.number, &copy)
        }
        ProteinChange::Insertion { before, after, inserted } => {
            after.number == before.number + 1 && splice(after.number, before.number, inserted)
        }
        ProteinChange::DeletionInsertion { first, last, inserted } => splice(first.number, last.number, inserted),
        ProteinChange::Frameshift { at, to, stop } => tail(at.number, *to, *stop, 1),
        ProteinChange::Extension { at, to, stop } => tail(*at, *to, *stop, 0),
        ProteinChange::StartLost => true,
    }
}

fn change() -> impl Strategy<Value = (prop::sample::Index, usize, Vec<u8>)> {
    (any::<prop::sample::Index>(), 0usize..5, letters(0..7))
}

fn allele_on(gene: &Gene, (at, lost, new): &(prop::sample::Index, usize, Vec<u8>)) -> Option<Allele> {
    let start = at.index(gene.letters.len());
    let end = (start + lost).min(gene.letters.len());
    let old = &gene.letters[start..end];
    (old != new.as_slice()).then(|| Allele {
        contig: contig(),
        interval: Interval::new(start as u32, end as u32).unwrap(),
        reference: Bases::from_slice(old),
        alternate: Bases::from_slice(new),
    })
}

proptest! {
    // `PROPTEST_CASES` asks for more.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_protein_is_what_the_changed_message_makes(gene in gene(), change in change()) {
        let Some(allele) = allele_on(&gene, &change) else { return Ok(()) };
        let (normal, found) = gene.ask(&allele);
        let Some(found) = found else { return Ok(()) };
        let Some(named) = found.protein else { return Ok(()) };
        let mut old = protein_of(gene.transcript.view(), &gene).unwrap();
        prop_assert_eq!(canonical_protein_change(&named, &old), named.clone(), "canonical already");
        old.push(AminoAcid::Ter);
        for residue in named.stated_residues() {
            prop_assert_eq!(old.get(residue.number as usize - 1).copied(), Some(residue.acid));
        }
        let starts = found.terms.contains(Term::StartLost);
        prop_assert_eq!(starts, named == ProteinChange::StartLost);
        if !starts {
            let message = gene.changed_message(&normal).unwrap();
            let new = translated(&message, gene.start);
            prop_assert!(makes(&named, &old, &new), "{} of {:?} makes {:?}, not {:?}", named, normal, old, new);
        }
    }

    #[test]
    fn a_change_in_the_coding_part_of_one_exon_has_a_protein_name(gene in gene(), change in change()) {
        let Some(allele) = allele_on(&gene, &change) else { return Ok(()) };
        let (normal, found) = gene.ask(&allele);
        let view = gene.transcript.view();
        // Strictly inside, in every spelling: past the start codon, before the stop, away from the exon's ends.
        let cds = view.cds.unwrap();
        let inside = |allele: &Allele| {
            let (start, end) = (allele.interval.start(), allele.interval.end());
            view.exons().any(|exon| exon.start() < start && end < exon.end()) && cds.start() + 3 < start && end + 3 < cds.end()
        };
        if (0..=normal.right_shift).all(|by| inside(&normal.shifted(by))) {
            let found = found.unwrap();
            prop_assert!(found.protein.is_some(), "{:?}", found);
            prop_assert!(found.class.is_some());
        }
    }

    #[test]
    fn both_strands_say_the_same(gene in gene(), change in change()) {
        let Some(allele) = allele_on(&gene, &change) else { return Ok(()) };
        let other = gene.mirrored();
        let length = gene.letters.len() as u32;
        let turned = Allele {
            contig: contig(),
            interval: Interval::new(length - allele.interval.end(), length - allele.interval.start()).unwrap(),
            reference: allele.reference.iter().rev().map(|base| complement(*base)).collect(),
            alternate: allele.alternate.iter().rev().map(|base| complement(*base)).collect(),
        };
        let ((normal, here), (there_normal, there)) = (gene.ask(&allele), other.ask(&turned));
        // Letters end with the window on one side and with the contig on the other; such moves are not compared.
        if !normal.at_window_edge && !there_normal.at_window_edge {
            prop_assert_eq!(here, there);
        }
    }

    #[test]
    fn no_text_makes_the_parser_or_the_resolver_panic(gene in gene(), text in "[cngp]\\.[-*]?[0-9]{0,11}[-+]?[0-9]{0,10}_?[*0-9]{0,3}(del|dup|ins|delins|inv|=|>|[ACGT]){0,3}[ACGTé0-9]{0,2}") {
        for text in [text.clone(), format!("chr1:{text}")] {
            let _ = match text.parse() {
                Ok(HgvsName::Transcript { name, stated, .. }) => name.resolve(&stated, gene.transcript.view(), &gene).map(|_| ()),
                Ok(HgvsName::Genome { name, stated, .. }) => name.resolve(&stated, &gene).map(|_| ()),
                _ => Ok(()),
            };
        }
    }

    #[test]
    fn names_lead_back_to_the_allele(gene in gene(), change in change()) {
        let Some(allele) = allele_on(&gene, &change) else { return Ok(()) };
        for gene in [gene.clone(), gene.mirrored()] {
            let Some(allele) = allele_on(&gene, &change) else { return Ok(()) };
            let (normal, found) = gene.ask(&allele);
            if normal.at_window_edge {
                continue;
            }
            if let Some(name) = found.and_then(|found| found.hgvs_c) {
                let text = name.on("NM_000000.1").to_string();
                let HgvsName::Transcript { prefix, name: read, stated } = text.parse().unwrap() else { panic!("{text}") };
                prop_assert_eq!(prefix.as_deref(), Some("NM_000000.1"));
                prop_assert_eq!(&read, &name);
                let again = read.resolve(&stated, gene.transcript.view(), &gene).unwrap();
                prop_assert_eq!(&normalize(&again, &gene).unwrap(), &normal, "{}", text);
            }
            if normal.allele.interval.start() > 0 {
                let name = HgvsG::of(&normal);
                let again = name.resolve(&Stated::Nothing, &gene).unwrap();
                prop_assert_eq!(&normalize(&again, &gene).unwrap(), &normal, "{}", name);
            }
        }
        let _ = allele;
    }
}
