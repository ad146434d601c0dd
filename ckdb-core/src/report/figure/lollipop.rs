//! A protein as a line, the tumour's changes as pins on it, and beneath it the places that records speak of.
//!
//! The one domain drawn is the kinase domain, where a record says where it lies: nothing else is known here, and nothing is guessed.

use super::super::finding;
use super::super::gathered::{Answered, of_gene};
use super::super::names::Names;
use super::super::offer::{Offer, Says, offers};
use super::super::section::options::alleles;
use super::number;
use crate::model::{Criterion, GeneId};
use std::collections::{BTreeMap, BTreeSet};

/// A pin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Pin {
    pub(in super::super) x: String,
    /// Where its label stands: pins close together are told apart by height.
    pub(in super::super) y: u32,
    pub(in super::super) label: String,
    /// `start`, `middle`, `end`.
    pub(in super::super) anchor: &'static str,
    pub(in super::super) class: &'static str,
}

/// The picture of one gene.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Lollipop {
    pub(in super::super) id: usize,
    pub(in super::super) title: String,
    pub(in super::super) text: String,
    pub(in super::super) residues: u32,
    /// Start and width of the kinase domain.
    pub(in super::super) domain: Option<(String, String)>,
    pub(in super::super) domain_label: &'static str,
    /// One path for all places that records speak of.
    pub(in super::super) ticks: String,
    pub(in super::super) pins: Vec<Pin>,
    pub(in super::super) height: u32,
    /// Where the line lies.
    pub(in super::super) base: u32,
}

/// Genes drawn.
const GENES: usize = 6;
const LEFT: f64 = 10.0;
const WIDTH: f64 = 620.0;
/// Letters of a label are about so wide.
const LETTER: f64 = 6.6;
const ROW: u32 = 17;

/// Genes of options first, then of resistance, then of other calls that records speak of.
pub(in super::super) fn lollipops(names: &Names<'_, '_>, case: &Answered<'_, '_>, options: &[Offer<'_, '_>]) -> Vec<Lollipop> {
    let fails = offers(case, Says::Fails);
    let mut wanted: Vec<(GeneId, &'static str)> = Vec::new();
    let mut calls: BTreeMap<GeneId, BTreeMap<u64, &'static str>> = BTreeMap::new();
    let mut add = |number: u64, class: &'static str| {
        let Some(call) = case.calls.get(&number).filter(|call| call.place.passed()) else { return };
        for met in &call.annotation.matches {
            let Some(gene) = names.records.variant(met.by.0).and_then(|variant| variant.gene()) else { continue };
            if of_gene(names.annotator, &call.annotation.consequences, gene).is_some_and(|found| found.residues.is_some()) {
                calls.entry(gene).or_default().entry(number).or_insert(class);
                if !wanted.iter().any(|(known, _)| *known == gene) {
                    wanted.push((gene, class));
                }
            }
        }
    };
    options.iter().flat_map(alleles).for_each(|number| add(number, "pin-works"));
    fails.iter().flat_map(alleles).for_each(|number| add(number, "pin-fails"));
    case.passed().for_each(|(number, _)| add(number, "pin-other"));
    let drawn = wanted.into_iter().take(GENES).enumerate();
    drawn.filter_map(|(id, (gene, _))| draw(names, case, id, gene, calls.get(&gene)?)).collect()
}

fn draw(
    names: &Names<'_, '_>,
    case: &Answered<'_, '_>,
    id: usize,
    gene: GeneId,
    calls: &BTreeMap<u64, &'static str>,
) -> Option<Lollipop> {
    let words = names.words;
    let record = names.records.gene(gene)?;
    let named = names.annotator.genome().transcript(record.transcript())?;
    let residues = (named.transcript.cds_length() / 3).checked_sub(1).filter(|residues| *residues > 0)?;
    let x = |residue: u32| LEFT + WIDTH * (f64::from(residue.min(residues)) - 0.5) / f64::from(residues);
    let mut pins: Vec<(u32, String, &'static str)> = Vec::new();
    for (number, class) in calls {
        let call = case.calls.get(number)?;
        let found = of_gene(names.annotator, &call.annotation.consequences, gene)?;
        let (first, _) = found.residues?;
        pins.push((first, finding::call(names, call, Some(gene)).change, *class));
    }
    pins.sort();
    pins.dedup();
    let told: Vec<String> =
        pins.iter().map(|(residue, change, _)| names.fill(words.lollipop_at, &[change, &residue.to_string()])).collect();
    let (pins, rows) = laid_out(pins.iter().map(|(residue, change, class)| (x(*residue), change.clone(), *class)).collect());
    let base = 26 + rows * ROW;
    let domain = record.kinase().filter(|domain| domain.of == residues);
    let said = domain.map(|domain| {
        let text = names.fill(words.lollipop_domain, &[&domain.first.to_string(), &domain.last.to_string()]);
        if names.lang == super::super::lang::Lang::Ja { text } else { format!("{text} ") }
    });
    let ticks: BTreeSet<u32> = places(names, gene).filter(|place| (1..=residues).contains(place)).collect();
    let ticks: Vec<String> = ticks.into_iter().map(|place| format!("M{} {}v5", number(x(place)), base + 12)).collect();
    let symbol = record.symbol();
    Some(Lollipop {
        id,
        title: names.fill(words.lollipop_title, &[symbol]),
        text: names.fill(
            words.lollipop_text,
            &[symbol, &residues.to_string(), named.transcript.accession, said.as_deref().unwrap_or(""), &names.list(&told)],
        ),
        residues,
        domain: domain.map(|domain| (number(x(domain.first)), number(x(domain.last) - x(domain.first)))),
        domain_label: words.lollipop_kinase,
        ticks: ticks.concat(),
        pins,
        height: base + 34,
        base,
    })
}

/// Labels that would run into each other stand one above the other.
fn laid_out(wanted: Vec<(f64, String, &'static str)>) -> (Vec<Pin>, u32) {
    let mut ends: Vec<f64> = Vec::new();
    let mut placed = Vec::new();
    let next: Vec<f64> = wanted.iter().skip(1).map(|(x, ..)| *x).chain([f64::INFINITY]).collect();
    for ((x, label, class), next) in wanted.into_iter().zip(next) {
        let width = LETTER * label.chars().count() as f64;
        let crossed = next < x + width / 2.0 + 2.0;
        let (anchor, start) = if crossed && x - width > LEFT {
            // The stem of the next pin would run through it.
            ("end", x - width)
        } else if x - width / 2.0 < LEFT {
            ("start", x)
        } else if x + width / 2.0 > LEFT + WIDTH {
            ("end", x - width)
        } else {
            ("middle", x - width / 2.0)
        };
        let row = ends.iter().position(|end| *end + 6.0 < start).unwrap_or(ends.len());
        if row == ends.len() {
            ends.push(0.0);
        }
        ends[row] = start + width;
        placed.push((x, label, class, anchor, row));
    }
    let rows = u32::try_from(ends.len()).unwrap_or(1).max(1);
    let pin = |(x, label, class, anchor, row): (f64, String, &'static str, &'static str, usize)| {
        // The lowest labels first: row 0 stands right above the line.
        let y = 14 + (rows - 1 - u32::try_from(row).unwrap_or(0).min(rows - 1)) * ROW;
        Pin { x: number(x), y, label, anchor, class }
    };
    (placed.into_iter().map(pin).collect(), rows)
}

/// Residues that claims about the gene name.
fn places(names: &Names<'_, '_>, gene: GeneId) -> impl Iterator<Item = u32> {
    names.records.variants().filter(move |variant| variant.gene() == Some(gene)).filter_map(|variant| {
        match names.annotator.criterion(variant.number())? {
            Criterion::ProteinChange { change, .. } => Some(change.first()),
            Criterion::Codon { codon, .. } => Some(*codon),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_close_together_stand_one_above_the_other() {
        let (pins, rows) = laid_out(vec![
            (300.0, "p.Thr790Met".to_owned(), "a"),
            (310.0, "p.Leu858Arg".to_owned(), "a"),
            (500.0, "x".to_owned(), "a"),
        ]);
        assert_eq!(rows, 2);
        assert_ne!(pins[0].y, pins[1].y);
        assert_eq!(pins[0].y, pins[2].y, "far apart: the same height");
        assert_eq!(laid_out(vec![(11.0, "p.Met1Val".to_owned(), "a")]).0[0].anchor, "start");
    }
}
