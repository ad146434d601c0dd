//! Copies along the genome: every stretch that was told, chromosome after chromosome, with the genes that matter for this case.

use super::super::gathered::Answered;
use super::super::names::Names;
use super::super::offer::{Offer, Says, offers};
use super::number;
use crate::genome::{Contig, Interval};
use crate::model::GeneId;
use std::collections::{BTreeMap, BTreeSet};

/// A chromosome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Chromosome {
    pub(in super::super) name: String,
    pub(in super::super) middle: String,
    pub(in super::super) start: String,
    pub(in super::super) width: String,
    pub(in super::super) is_odd: bool,
}

/// A gene with its copies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Mark {
    pub(in super::super) x: String,
    pub(in super::super) y: String,
    pub(in super::super) label: String,
    pub(in super::super) label_y: u32,
    pub(in super::super) anchor: &'static str,
}

/// A line of the scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Scale {
    pub(in super::super) y: String,
    pub(in super::super) copies: &'static str,
}

/// The picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Strip {
    pub(in super::super) title: String,
    pub(in super::super) text: String,
    pub(in super::super) axis: &'static str,
    pub(in super::super) chromosomes: Vec<Chromosome>,
    pub(in super::super) scale: Vec<Scale>,
    /// Paths: more than expected, about as expected, fewer.
    pub(in super::super) gained: String,
    pub(in super::super) even: String,
    pub(in super::super) lost: String,
    pub(in super::super) marks: Vec<Mark>,
}

/// Where it lies, and the least and the greatest copies it may have.
type Stretch = (Contig, Interval, Option<(f64, f64)>);

const LEFT: f64 = 30.0;
const WIDTH: f64 = 920.0;
const TOP: f64 = 40.0;
const HEIGHT: f64 = 110.0;
/// More copies than this are drawn here: what matters is that there are many.
const MOST: f64 = 8.0;
/// Genes marked.
const GENES: usize = 8;
/// The Y chromosome is the last one drawn.
const LAST: usize = 23;

/// `None` where no stretches are told.
pub(in super::super) fn strip(names: &Names<'_, '_>, case: &Answered<'_, '_>, options: &[Offer<'_, '_>]) -> Option<Strip> {
    let (words, assembly) = (names.words, names.annotator.assembly());
    let copies = case.copies.as_ref()?;
    let stretches: Vec<Stretch> = copies.stretches().collect();
    if stretches.is_empty() {
        return None;
    }
    let contigs: Vec<Contig> = Contig::all().filter(|contig| contig.index() <= LAST).collect();
    let whole: f64 = contigs.iter().map(|contig| f64::from(contig.length(assembly))).sum();
    let mut before = 0.0;
    let mut starts: BTreeMap<Contig, f64> = BTreeMap::new();
    for contig in &contigs {
        starts.insert(*contig, before);
        before += f64::from(contig.length(assembly));
    }
    let x = |contig: Contig, at: u32| starts.get(&contig).map(|start| LEFT + WIDTH * (start + f64::from(at)) / whole);
    let y = |copies: f64| TOP + HEIGHT * (1.0 - copies.clamp(0.0, MOST) / MOST);
    let expected = copies.settings().ploidy().unwrap_or(2.0);
    let (mut gained, mut even, mut lost) = (String::new(), String::new(), String::new());
    let mut untold = 0_usize;
    for (contig, interval, told) in &stretches {
        let Some((low, high)) = told else {
            untold += 1;
            continue;
        };
        let (Some(from), Some(to)) = (x(*contig, interval.start()), x(*contig, interval.end())) else { continue };
        let middle = (low + high) / 2.0;
        let path = match middle - expected {
            more if more > 0.5 => &mut gained,
            less if less < -0.5 => &mut lost,
            _ => &mut even,
        };
        path.push_str(&format!("M{} {}h{}", number(from), number(y(middle)), number((to - from).max(0.4))));
    }
    let genes = genes(names, case, options);
    let marked: Vec<(f64, f64, String, f64)> = genes
        .into_iter()
        .filter_map(|gene| {
            let record = names.records.gene(gene)?;
            let row = names.annotator.genome().transcript(record.transcript())?.transcript;
            let (low, high) = copies.copies_within(row.contig, row.span())?;
            let middle = (low + high) / 2.0;
            Some((x(row.contig, row.span().start())?, y(middle), record.symbol().to_owned(), middle))
        })
        .take(GENES)
        .collect();
    let told: Vec<String> =
        marked.iter().map(|(_, _, symbol, copies)| names.fill(words.strip_gene, &[symbol, &number(*copies)])).collect();
    let mut told = told.join(" ");
    if untold > 0 {
        told.push_str(&names.fill(words.strip_untold, &[&untold.to_string()]));
    }
    let ploidy = copies.settings().ploidy().map(|ploidy| names.fill(words.strip_ploidy, &[&number(ploidy)])).unwrap_or_default();
    let mut marked = marked;
    marked.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut ends = [f64::NEG_INFINITY; 2];
    let marks = marked
        .into_iter()
        .map(|(at, height, label, _)| {
            let width = 7.0 * label.chars().count() as f64;
            let row = usize::from(ends[0] + 4.0 > at - width / 2.0);
            ends[row] = at + width / 2.0;
            let anchor = if at > LEFT + WIDTH - width { "end" } else { "middle" };
            Mark { x: number(at), y: number(height), label, label_y: if row == 0 { 30 } else { 14 }, anchor }
        })
        .collect();
    let chromosomes = contigs.iter().enumerate().map(|(place, contig)| {
        let (from, length) = (starts.get(contig).copied().unwrap_or(0.0), f64::from(contig.length(assembly)));
        let name = contig.name().trim_start_matches("chr").to_owned();
        Chromosome {
            // Names of the shortest ones would run into each other.
            name: if (19..22).contains(&place) && place % 2 == 1 { String::new() } else { name },
            middle: number(LEFT + WIDTH * (from + length / 2.0) / whole),
            start: number(LEFT + WIDTH * from / whole),
            width: number(WIDTH * length / whole),
            is_odd: place % 2 == 1,
        }
    });
    Some(Strip {
        title: words.strip_title.to_owned(),
        text: names.fill(words.strip_text, &[&stretches.len().to_string(), &ploidy, &told]),
        axis: words.strip_copies,
        chromosomes: chromosomes.collect(),
        scale: [(0.0, "0"), (2.0, "2"), (4.0, "4"), (6.0, "6"), (MOST, "8+")]
            .map(|(at, copies)| Scale { y: number(y(at)), copies })
            .to_vec(),
        gained,
        even,
        lost,
        marks,
    })
}

/// Genes of findings that lead to something: those of copies themselves first.
fn genes(names: &Names<'_, '_>, case: &Answered<'_, '_>, options: &[Offer<'_, '_>]) -> Vec<GeneId> {
    let fails = offers(case, Says::Fails);
    let mut found: Vec<GeneId> = Vec::new();
    let of = |offer: &Offer<'_, '_>| -> BTreeSet<GeneId> {
        offer.variants().into_iter().filter_map(|variant| names.records.variant(variant)?.gene()).collect()
    };
    let is_told = |offer: &&Offer<'_, '_>| matches!(offer.finding, super::super::offer::Finding::Told(_));
    let told = options.iter().chain(&fails).filter(is_told);
    for gene in told.chain(options.iter().chain(&fails)).flat_map(of) {
        if !found.contains(&gene) {
            found.push(gene);
        }
    }
    found
}
