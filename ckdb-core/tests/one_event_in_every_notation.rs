//! One event has one consequence, whoever tells of it: letters or a symbolic allele, at any of its equal places, with the
//! letters at hand or without.
//!
//! So that a whole exon lost is not `SPL` for one caller and `IFD` for another. Every deletion and tandem duplication of two
//! made genes, read from left to right and from right to left, is asked about in each notation.
#![allow(clippy::unwrap_used, reason = "tests")]

mod literate;

use ckdb_core::consequence::{Consequence, consequences, structural_consequences};
use ckdb_core::genome::{Allele, Bases, Contig, Interval, Sequence, Strand, StructuralAllele, Transcript, TranscriptRef, Window};
use ckdb_core::normalize::normalize;
use ckdb_core::vcf::Line;
use ckdb_core::vcf::structural::structural_allele;
use literate::Case;

/// A model without any letters.
struct NoLetters;

impl Sequence for NoLetters {
    fn window(&self, _: Contig, _: u32) -> Option<Window<'_>> {
        None
    }
}

/// What must not depend on the notation.
fn said(found: &[Consequence]) -> Vec<String> {
    let one = |found: &Consequence| {
        let structure = found.structure.as_deref().filter(|effect| effect.whole_exons.is_some());
        let structure = structure.map(|effect| (effect.event, effect.whole_exons, effect.keeps_frame, effect.is_disruptive));
        format!(
            "{} {:?} {:?} {:?} {:?} {:?} {:?} {structure:?}",
            found.terms, found.class, found.exons, found.introns, found.residues, found.splice, found.protein
        )
    };
    found.iter().map(one).collect()
}

fn symbolic(kind: &str, stretch: Interval) -> StructuralAllele {
    let text = format!("chr1\t{}\t.\tN\t<{kind}>\t.\t.\tEND={}\n", stretch.start(), stretch.end());
    let line = Line::parse(text.as_bytes(), 1).unwrap();
    structural_allele(&line, (0, format!("<{kind}>").as_bytes()), line.contig().unwrap().0).unwrap()
}

fn structural(
    kind: &str,
    stretch: Interval,
    reference: &(impl Sequence + ?Sized),
    transcript: TranscriptRef<'_>,
) -> Vec<Consequence> {
    let mut found = Vec::new();
    structural_consequences(&symbolic(kind, stretch), reference, std::iter::once((0, transcript)), &mut found);
    found
}

fn letters(allele: &Allele, case: &Case, transcript: TranscriptRef<'_>) -> (Vec<Consequence>, u32) {
    let normal = normalize(allele, case).unwrap();
    let mut found = Vec::new();
    consequences(&normal, case, std::iter::once((0, transcript)), &mut found);
    let own = if allele.reference.is_empty() { normal.allele.alternate.len() } else { 0 };
    (found, normal.right_shift - u32::try_from(own).unwrap().min(normal.right_shift))
}

/// Asks about one stretch in every notation; gives how often whole exons went.
fn compare(case: &Case, stretch: Interval, transcript: TranscriptRef<'_>) -> usize {
    let contig = transcript.contig;
    let held: Bases = case.letters(contig, stretch).unwrap().into();
    let lost = Allele { contig, interval: stretch, reference: held.clone(), alternate: Bases::new() };
    let doubled =
        Allele { contig, interval: Interval::from_length(stretch.end(), 0), reference: Bases::new(), alternate: held.clone() };
    let mut whole = 0;
    for (kind, allele) in [("DEL", lost), ("DUP", doubled)] {
        let (found, shift) = letters(&allele, case, transcript);
        let written = said(&found);
        assert_eq!(written, said(&structural(kind, stretch, case, transcript)), "{kind} {stretch} {:?}", transcript.strand);
        let exons = found.first().and_then(|found| found.structure.as_deref()).and_then(|effect| effect.whole_exons);
        whole += usize::from(exons.is_some());
        // Without letters nothing is read, but whole exons are counted all the same; and no equal spelling is found.
        let takes_introns = found.iter().any(|found| found.introns.is_some());
        if exons.is_some() && takes_introns && shift == 0 {
            assert_eq!(written, said(&structural(kind, stretch, &NoLetters, transcript)), "{kind} {stretch}, no letters");
        } else if kind == "DEL" && shift == 0 && takes_introns && found.iter().any(|found| found.exons.is_some()) {
            // An exon loses a part with its splice site: that too is told by places alone.
            let class = |found: &[Consequence]| found.iter().map(|found| (found.class, found.splice)).collect::<Vec<_>>();
            assert_eq!(class(&found), class(&structural(kind, stretch, &NoLetters, transcript)), "{kind} {stretch}, no letters");
        }
    }
    whole
}

#[test]
fn letters_and_symbols_say_the_same() {
    let mut whole = 0;
    for (name, case) in literate::cases("consequence") {
        if !matches!(&*name, "exons-with-start-or-stop.md" | "whole-exons.md") {
            continue;
        }
        for transcript in &case.transcripts {
            let span = transcript.view().span();
            // To both sides a little beyond the gene.
            let (low, high) = (span.start() - 4, span.end() + 4);
            for strand in [Strand::Plus, Strand::Minus] {
                let turned = Transcript { strand, ..transcript.clone() };
                for start in low..high {
                    // Every length up to 12, then steps that are no multiple of 3 or of a whole exon with its intron.
                    let ends = (start + 1..=high).filter(|end| end - start <= 12 || (end - start) % 5 == 0);
                    for end in ends {
                        whole += compare(&case, Interval::new(start, end).unwrap(), turned.view());
                    }
                }
            }
        }
    }
    assert!(whole > 5_000, "only {whole} whole exons");
}
