//! What a row tells beside lines, as the program takes it.

use super::row::Tumour;
use ckdb_core::annotate::{Origin, Told};
use ckdb_core::genome::{Assembly, Contig, Interval, Position};
use ckdb_core::matching::Callable;
use ckdb_core::model::Vocabulary as _;

/// Everything a row tells. Unless it says otherwise, every place was covered and called.
pub(crate) fn told(tumour: &Tumour, assembly: Assembly) -> Told {
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
    told.structural_called = tumour.told("structural").any(|word| word == "called");
    if let Some(origin) = tumour.told("origin").next() {
        told.origin = Origin::ALL.iter().copied().find(|known| known.as_str() == origin).unwrap();
    }
    told
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
