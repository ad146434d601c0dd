//! The walk of one allele: answers stand in their order, and a change of one letter goes through without touching the heap.
//!
//! The allocator of this test counts what the current thread asks for. Every letter of a made gene is changed to the three others, on
//! both strands: start, stop, splice sites, introns, untranslated regions, the letters before the gene.
#![allow(unsafe_code, clippy::unwrap_used, reason = "a counting allocator can be written in no other way; it only hands on")]

use ckdb_core::consequence::{Consequence, consequences};
use ckdb_core::genome::{Allele, Contig, Interval, ManeStatus, ModelQuality, Sequence, Strand, Transcript, Window};
use ckdb_core::normalize::normalize;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The system's allocator, with a count.
struct Counting;

thread_local! {
    static ASKED: Cell<usize> = const { Cell::new(0) };
}

fn count() {
    // A thread that is ending has no count any more; nothing of ours runs then.
    let _ = ASKED.try_with(|asked| asked.set(asked.get() + 1));
}

// SAFETY: every call is handed on unchanged to the system's allocator, which keeps the contract; counting touches a plain cell.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract of `alloc`, and this is that call.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the pointer came from `System.alloc` above, with this layout.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: as for `dealloc`; the caller answers for the size.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The made gene of `cases/consequence/made-gene-plus.md`; place 96 is the first letter.
const LETTERS: &[u8] = b"TTTTTGGCATGGCTTACAAAGTAAGTCCTTTTCTTTTTTTCTCCACAGCAGCAGGTGTGGTAAGCCTAGACTTTTT";
const START: u32 = 95;

struct Made;

impl Sequence for Made {
    fn window(&self, _: Contig, at: u32) -> Option<Window<'_>> {
        let window = Window::new(START, LETTERS);
        (window.interval().start() <= at && at <= window.interval().end()).then_some(window)
    }
}

fn transcript(strand: Strand, mane: ManeStatus, cds: Option<(u32, u32)>) -> Transcript {
    let mut transcript = Transcript {
        accession: "NM_900001.1".to_owned(),
        protein: String::new(),
        gene: 0,
        contig: Contig::parse("chr1").unwrap().0,
        strand,
        exon_starts: Vec::new(),
        exon_ends: Vec::new(),
        cds: cds.map(|(start, end)| Interval::new(start, end).unwrap()),
        cds_phase: 0,
        mane,
        quality: ModelQuality::Reference,
    };
    transcript.set_exons(&[Interval::new(100, 115).unwrap(), Interval::new(143, 166).unwrap()]);
    transcript
}

#[test]
fn a_change_of_one_letter_allocates_nothing() {
    let transcripts = [
        transcript(Strand::Plus, ManeStatus::Select, Some((103, 158))),
        transcript(Strand::Minus, ManeStatus::PlusClinical, Some((103, 158))),
        transcript(Strand::Plus, ManeStatus::None, None),
    ];
    let contig = transcripts[0].contig;
    let alleles: Vec<Allele> = (START..)
        .zip(LETTERS)
        .flat_map(|(at, letter)| {
            let others = b"ACGT".iter().filter(move |other| *other != letter);
            others.map(move |other| Allele::from_vcf(contig, at + 1, &[*letter], &[*other]).unwrap())
        })
        .collect();
    let mut out: Vec<Consequence> = Vec::with_capacity(8);
    let mut terms = 0usize;
    let before = ASKED.get();
    for allele in &alleles {
        let normal = normalize(allele, &Made).unwrap();
        consequences(&normal, &Made, (0..).zip(&transcripts).map(|(number, transcript)| (number, transcript.view())), &mut out);
        terms += out.iter().map(|found| found.terms.iter().count()).sum::<usize>();
    }
    let asked = ASKED.get() - before;
    // What was measured was the whole walk, not an early return; and the count counts.
    assert!(terms > alleles.len(), "{terms} terms for {} alleles", alleles.len());
    assert_eq!(asked, 0, "{asked} allocations for {} alleles", alleles.len());
    drop(std::hint::black_box(vec![1u8]));
    assert_eq!(ASKED.get() - before, 1, "the allocator does not count");
}

/// The order of the answers is by impact, MANE standing, accession and number, whatever order the transcripts come in.
#[test]
fn answers_stand_in_their_order() {
    let models: Vec<Transcript> = (0..40u32)
        .map(|number| {
            // Accessions and standings in a mixed order; every third without a coding part.
            let mixed = number * 17 % 40;
            let mane = match mixed % 5 {
                0 => ManeStatus::Select,
                1 => ManeStatus::PlusClinical,
                _ => ManeStatus::None,
            };
            let mut model =
                transcript(if mixed % 2 == 0 { Strand::Plus } else { Strand::Minus }, mane, (mixed % 3 != 0).then_some((103, 158)));
            model.accession = format!("NM_{:06}.1", mixed / 2);
            model
        })
        .collect();
    let contig = models[0].contig;
    let mut out = Vec::new();
    for at in [104u32, 115, 130, 150] {
        let letter = LETTERS[(at - START) as usize];
        let other = if letter == b'A' { b'C' } else { b'A' };
        let allele = Allele::from_vcf(contig, at + 1, &[letter], &[other]).unwrap();
        let normal = normalize(&allele, &Made).unwrap();
        consequences(&normal, &Made, (0..).zip(&models).map(|(number, model)| (number, model.view())), &mut out);
        let keys: Vec<_> = out
            .iter()
            .map(|found| (found.impact(), found.mane, models[found.transcript as usize].accession.as_str(), found.transcript))
            .collect();
        assert_eq!(keys.len(), models.len());
        assert!(keys.is_sorted(), "{keys:?}");
        // Each answer is its transcript's own.
        for found in &out {
            assert_eq!(found.mane, models[found.transcript as usize].mane);
        }
    }
}
