//! What a row tells beside lines, as the program takes it.

use super::row::Tumour;
use ckdb_core::annotate::{Origin, Told};
use ckdb_core::genome::{Assembly, Contig, Interval, Position};
use ckdb_core::matching::{Callable, CopyNumbers, CopySettings};
use ckdb_core::model::Vocabulary as _;
use ckdb_core::segment::{Measured, Segment};

/// Everything a row tells. Unless it says otherwise, every place was covered and called.
pub(crate) fn told(tumour: &Tumour, assembly: Assembly, settings: &CopySettings) -> Told {
    let mut told = Told::default();
    for text in tumour.told("biomarker") {
        told.biomarkers.add(text).unwrap();
    }
    let regions: Vec<&str> = tumour.told("callable").collect();
    told.callable = match regions.as_slice() {
        [] | ["all"] => Some(Callable::new(everywhere(assembly))),
        ["none"] => None,
        regions => Some(Callable::new(regions.iter().map(|region| place(region)))),
    };
    told.copies = copies(tumour, assembly, settings);
    told.structural_called = tumour.told("structural").any(|word| word == "called");
    if let Some(origin) = tumour.told("origin").next() {
        told.origin = Origin::ALL.iter().copied().find(|known| known.as_str() == origin).unwrap();
    }
    told
}

/// Segments, and how they are read.
fn copies(tumour: &Tumour, assembly: Assembly, settings: &CopySettings) -> Option<CopyNumbers> {
    let mut settings = settings.clone();
    if let Some(ploidy) = tumour.told("ploidy").next() {
        settings = settings.with_ploidy(ploidy.parse().unwrap()).unwrap();
    }
    if let Some(profile) = tumour.told("cn-profile").next() {
        settings = settings.with_profile(profile).unwrap();
    }
    let segment = |contig, stretch, copies| Segment { contig, stretch, measured: Measured::of_copies(copies) };
    let mut segments: Vec<Segment> = tumour
        .told("copy-number")
        .map(|text| {
            let (region, copies) = text.split_once(' ').unwrap();
            let (contig, stretch) = place(region);
            segment(contig, stretch, copies.parse().unwrap())
        })
        .collect();
    if tumour.told("copies").any(|word| word == "normal") {
        segments.extend(everywhere(assembly).map(|(contig, stretch)| segment(contig, stretch, 2.0)));
        settings = settings.with_ploidy(2.0).unwrap();
    }
    (!segments.is_empty()).then(|| CopyNumbers::of_segments(segments, settings))
}

fn everywhere(assembly: Assembly) -> impl Iterator<Item = (Contig, Interval)> {
    (0..=u8::MAX).map_while(Contig::from_index).map(move |contig| (contig, Interval::from_length(0, contig.length(assembly))))
}

/// `chr7:140753331-140753337`, 1-based and inclusive.
pub(crate) fn place(text: &str) -> (Contig, Interval) {
    let (contig, range) = text.split_once(':').unwrap();
    let (first, last) = range.split_once('-').unwrap();
    let position = |text: &str| Position::new(text.parse().unwrap()).unwrap();
    (Contig::parse(contig).unwrap().0, Interval::inclusive(position(first), position(last)).unwrap())
}
