//! Layers: whatever alleles and values go in come out exactly, nothing else is found, and damage is never "not found".
#![allow(clippy::unwrap_used, reason = "a test may stop at the first thing it cannot do")]

use ckdb_core::frequency::{FrequencyError, Group, Kind, Layer, LayerBuilder, Layers, Population, Shape, Value};
use ckdb_core::genome::{Allele, Assembly, Bases, Contig, Interval};
use ckdb_core::index::{IndexFile, Writer};
use ckdb_core::normalize::{NormalizedAllele, ReferenceCheck};
use proptest::prelude::*;
use std::collections::BTreeMap;

type Values = [Option<String>; 4];

fn columns(builder: &mut LayerBuilder) {
    for (field, shape) in [("AC", Shape::Integer), ("AN", Shape::Integer), ("AF", Shape::Decimal), ("FILTER", Shape::Text)] {
        builder.column(field, shape);
    }
    let everybody = Population { name: String::new(), group: Group::Global, count: Some(0), total: Some(1), frequency: Some(2) };
    builder.population(everybody);
}

fn image(alleles: &[(Allele, Values)]) -> Vec<u8> {
    let mut builder = LayerBuilder::new("Test-1", Kind::Frequency, Assembly::Grch38).unwrap();
    columns(&mut builder);
    for (allele, values) in alleles {
        builder.add(allele, &values.each_ref().map(Option::as_deref)).unwrap();
    }
    let mut writer = Writer::new();
    builder.finish(&mut writer).unwrap();
    writer.finish().bytes
}

fn allele(contig: u8, start: u32, reference: &[u8], alternate: &[u8]) -> Allele {
    let length = u32::try_from(reference.len()).unwrap();
    Allele {
        contig: Contig::from_index(contig).unwrap(),
        interval: Interval::from_length(start, length),
        reference: Bases::from_slice(reference),
        alternate: Bases::from_slice(alternate),
    }
}

fn letters(most: usize) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(prop::sample::select(&b"ACGT"[..]), 0..=most)
}

/// Alleles that crowd a few bins, short ones and long ones, with values of all kinds.
fn alleles() -> impl Strategy<Value = Vec<(Allele, Values)>> {
    let place = (prop::sample::select(vec![0_u8, 6, 24]), prop_oneof![0_u32..12, 65_530_u32..65_542, Just(248_000_000)]);
    let sides = (prop_oneof![4 => letters(2), 1 => letters(12)], prop_oneof![4 => letters(2), 1 => letters(40)]);
    let count = prop_oneof![Just(None), (0_u64..5).prop_map(Some), (0_u64..2_000_000).prop_map(Some)];
    let values = (count, 1_u64..2_000_000, prop::option::of(prop_oneof![Just("PASS"), Just("AC0"), Just("AC0;RF")])).prop_map(
        |(count, total, filter)| {
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let stated = count.map(|count| format!("{:.5e}", count as f64 / total as f64));
            [count.map(|count| count.to_string()), Some(total.to_string()), stated, filter.map(str::to_owned)]
        },
    );
    let one = (place, sides, values).prop_filter_map("nothing changes", |((contig, start), (reference, alternate), values)| {
        (reference != alternate).then(|| (allele(contig, start, &reference, &alternate), values))
    });
    prop::collection::vec(one, 0..400)
}

/// A value out of the layer as the source wrote it, as far as numbers go.
fn number(value: Option<Value<'_>>) -> Option<f64> {
    value.map(|value| value.to_string().parse().unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn what_goes_in_comes_out(given in alleles(), turn in any::<usize>()) {
        let bytes = image(&given);
        let layer = Layer::all_in(&IndexFile::from_bytes(bytes.clone()).unwrap()).unwrap().remove(0);
        // Of an allele that comes twice the first values stand.
        let mut expected: BTreeMap<&Allele, &Values> = BTreeMap::new();
        for (allele, values) in &given {
            expected.entry(allele).or_insert(values);
        }
        prop_assert_eq!(layer.about().alleles as usize, expected.len());
        for (allele, values) in &expected {
            let row = layer.find(allele).unwrap().unwrap();
            for column in 0..3 {
                let stated = values[column].as_ref().map(|text| text.parse::<f64>().unwrap());
                prop_assert_eq!(number(layer.value(row, column).unwrap()), stated, "{} column {}", allele, column);
            }
            let filter = layer.value(row, 3).unwrap().map(|value| value.to_string());
            prop_assert_eq!(filter.as_ref(), values[3].as_ref());
            // The same place with other letters is another allele.
            let mut other = (*allele).clone();
            other.alternate.push(b"ACGT"[turn % 4]);
            prop_assert_eq!(layer.find(&other).unwrap().is_some(), expected.contains_key(&other));
        }
        // The same alleles without repeats in another order give the same bytes.
        let once: Vec<(Allele, Values)> = expected.iter().map(|(allele, values)| ((*allele).clone(), (*values).clone())).collect();
        let texts_in_order = |rows: &[(Allele, Values)]| rows.iter().all(|(_, values)| values[3].is_none());
        if texts_in_order(&once) {
            let mut turned = once.clone();
            turned.rotate_left(turn % once.len().max(1));
            prop_assert_eq!(image(&once), image(&turned));
        }
    }
}

/// A deletion of one letter out of a run, spelled in a file at its right end.
#[test]
fn an_allele_is_found_in_every_spelling() {
    let as_in_the_file = allele(6, 103, b"T", b"");
    let values = [Some("7".to_owned()), Some("1000".to_owned()), Some("0.007".to_owned()), None];
    let bytes = image(&[(as_in_the_file, values)]);
    let layer = Layer::all_in(&IndexFile::from_bytes(bytes).unwrap()).unwrap().remove(0);
    let leftmost = allele(6, 100, b"T", b"");
    assert_eq!(layer.find(&leftmost).unwrap(), None);
    let normalized = |right_shift| NormalizedAllele {
        allele: leftmost.clone(),
        right_shift,
        reference: ReferenceCheck::Agrees,
        at_window_edge: false,
    };
    assert_eq!(layer.find_normalized(&normalized(2)).unwrap(), None, "it does not reach that far");
    let row = layer.find_normalized(&normalized(3)).unwrap().unwrap();
    let found = layer.frequency(row, &layer.about().populations[0]).unwrap();
    assert_eq!((found.count, found.total, found.fraction()), (Some(7), Some(1000), Some(0.007)));
}

/// So that a turned bit on a disk never makes a common variant rare, or unknown.
#[test]
fn every_damaged_byte_is_an_error_or_changes_nothing() {
    let given: Vec<(Allele, Values)> = (0..3_000_u32)
        .map(|number| {
            let alternate: &[u8] = if number % 50 == 0 { b"ACGTACGTAC" } else { b"T" };
            let values =
                [Some((number % 7).to_string()), Some("150000".to_owned()), Some("0.5".to_owned()), Some("PASS".to_owned())];
            (allele(0, number * 40, b"A", alternate), values)
        })
        .collect();
    let sound = image(&given);
    let asked = |bytes: Vec<u8>| -> Result<Vec<Option<String>>, FrequencyError> {
        let layer = Layer::all_in(&IndexFile::from_bytes(bytes)?)?.remove(0);
        let mut answers = Vec::new();
        for (allele, _) in &given {
            match layer.find(allele)? {
                None => answers.push(None),
                Some(row) => {
                    let frequency = layer.frequency(row, &layer.about().populations[0])?;
                    answers.push(Some(format!("{frequency:?} {:?}", layer.fields(row)?)));
                }
            }
        }
        Ok(answers)
    };
    let expected = asked(sound.clone()).unwrap();
    assert!(expected.iter().all(Option::is_some));
    let mut noticed = 0;
    let places: Vec<usize> = (64..sound.len()).step_by(97).collect();
    for place in &places {
        let mut bytes = sound.clone();
        bytes[*place] ^= 0x10;
        match asked(bytes) {
            Ok(answers) => assert_eq!(answers, expected, "byte {place}"),
            Err(error) => {
                noticed += 1;
                assert!(!error.to_string().is_empty());
            }
        }
    }
    assert!(noticed * 10 > places.len() * 9, "{noticed} of {} noticed; the rest is padding", places.len());
}

#[test]
fn layers_of_another_assembly_or_of_one_name_are_refused() {
    let file = IndexFile::from_bytes(image(&[])).unwrap();
    let mut layers = Layers::default();
    layers.overlay(&file, Assembly::Grch38).unwrap();
    assert!(matches!(layers.overlay(&file, Assembly::Grch38), Err(FrequencyError::TwoOfOneName { .. })));
    assert!(matches!(layers.overlay(&file, Assembly::Grch37), Err(FrequencyError::OtherAssembly { .. })));
    let empty = IndexFile::from_bytes(Writer::new().finish().bytes).unwrap();
    assert!(matches!(layers.overlay(&empty, Assembly::Grch38), Err(FrequencyError::NoLayer { .. })));
    assert_eq!(layers.add(&empty, Assembly::Grch38).unwrap(), 0);
    for name in ["", "a/b", "-x", "a name", "0123456789012345678901234"] {
        assert!(matches!(LayerBuilder::new(name, Kind::Fields, Assembly::Grch38), Err(FrequencyError::Name { .. })), "{name}");
    }
}
