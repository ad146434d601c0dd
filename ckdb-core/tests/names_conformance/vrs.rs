//! GA4GH VRS: serialisations, digests and identifiers of the specification's suite; alleles, normalisation and the VCF of its
//! reference implementation.
//!
//! The suites bring no reference letters. Where an allele was justified, the letters are told by what is expected: every letter
//! the run can pass repeats the run, and the next ones on either side do not (written as `N`, which fits nothing).

use crate::report::{Class, Suite, Tally};
use crate::{suite, yaml};
use ckdb_core::genome::{Allele, Assembly, Bases, Contig, Interval, Sequence, Window};
use ckdb_core::normalize::normalize;
use ckdb_core::vrs::{self, State, VrsError, identify, refget_accession, serialize, sha512t24u};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// Known letters of one contig by place; `N` elsewhere near them.
struct Told {
    start: u32,
    letters: Vec<u8>,
}

impl Told {
    fn new(known: &BTreeMap<u32, u8>) -> Self {
        let (first, last) = (*known.keys().next().unwrap(), *known.keys().next_back().unwrap());
        let start = first.saturating_sub(1);
        let letters = (start..=last + 1).map(|at| known.get(&at).copied().unwrap_or(b'N')).collect();
        Self { start, letters }
    }
}

impl Sequence for Told {
    fn window(&self, _: Contig, at: u32) -> Option<Window<'_>> {
        let window = Window::new(self.start, &self.letters);
        (window.interval().start() <= at && at <= window.interval().end()).then_some(window)
    }
}

fn object(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn number(value: &Value) -> Option<u32> {
    u32::try_from(value.as_u64()?).ok()
}

/// Place and state as an object states them.
fn stated(allele: &Value) -> Option<(Interval, State)> {
    let (location, state) = (&allele["location"], &allele["state"]);
    let place = Interval::new(number(&location["start"])?, number(&location["end"])?)?;
    let state = match state["type"].as_str()? {
        "LiteralSequenceExpression" => State::Literal(Bases::from_slice(state["sequence"].as_str()?.as_bytes())),
        _ => State::ReferenceLength { length: number(&state["length"])?, repeat_subunit: number(&state["repeatSubunitLength"])? },
    };
    Some((place, state))
}

/// The run that was put in or taken out at `from`, written over everywhere it can be.
fn repeated(run: &[u8], from: u32, place: Interval, known: &mut BTreeMap<u32, u8>) {
    for at in place.start()..place.end() {
        let turn = (i64::from(at) - i64::from(from)).rem_euclid(run.len() as i64) as usize;
        known.entry(at).or_insert(run[turn]);
    }
}

/// The letter before an insertion must be held; `last` would let the run move over it, so it is another.
fn beside(last: u8, place: Interval, known: &mut BTreeMap<u32, u8>) {
    known.entry(place.start() - 1).or_insert(if last == b'A' { b'C' } else { b'A' });
}

/// The models of the specification: in → serialisation and identifier.
fn models(folder: &Path) -> Tally {
    let mut tally = Tally::new("VRS 2.0 `models.yaml`: serialisation and identifier", 1.0);
    let suite = yaml::read(&std::fs::read_to_string(folder.join("validation/models.yaml")).unwrap());
    for (class, tests) in suite.as_object().unwrap() {
        for (index, test) in tests.as_array().unwrap().iter().enumerate() {
            let (given, out) = (&test["in"], &test["out"]);
            let text = serialize(given);
            let fits = out["ga4gh_serialize"].as_str().is_none_or(|expected| text.as_deref() == Ok(expected));
            let id = identify(given);
            let named = match out["ga4gh_identify"].as_str() {
                Some(expected) => id.as_deref() == Ok(expected),
                None => matches!(id, Err(VrsError::NotIdentifiable(_))),
            };
            tally.count(fits && named, || (format!("{class}:{index}"), format!("ours {text:?} {id:?}, expected {out}")));
        }
    }
    assert_eq!(tally.asked(), 19, "the reader of the suite lost some");
    tally
}

fn functions(folder: &Path) -> Tally {
    let mut tally = Tally::new("VRS 2.0 `functions.yaml`: `sha512t24u`", 1.0);
    let suite = yaml::read(&std::fs::read_to_string(folder.join("validation/functions.yaml")).unwrap());
    for test in suite["sha512t24u"].as_array().unwrap() {
        let blob = test["in"]["blob"].as_str().unwrap();
        tally.count(test["out"] == sha512t24u(blob.as_bytes()), || (blob.to_owned(), test.to_string()));
    }
    tally
}

/// Lines of the annotated VCF: the identifiers from POS, REF and ALT.
fn vcf(folder: &Path) -> Tally {
    let mut tally = Tally::new("vrs-python VCF: identifiers of REF and ALT", 1.0);
    let text = std::fs::read_to_string(folder.join("test_vcf_expected_output.vcf")).unwrap();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let info = |key: &str| {
            fields[7].split(';').find_map(|entry| entry.strip_prefix(key)).map(|list| list.split(',').collect::<Vec<_>>())
        };
        let Some(ids) = info("VRS_Allele_IDs=") else { continue };
        let (starts, ends) = (info("VRS_Starts=").unwrap(), info("VRS_Ends=").unwrap());
        let (contig, _) = Contig::parse(fields[0]).unwrap();
        let sequence = refget_accession(contig, Assembly::Grch38);
        let (pos, old): (u32, _) = (fields[1].parse().unwrap(), fields[3]);
        for (index, letters) in std::iter::once(old).chain(fields[4].split(',')).enumerate() {
            if ids[index].is_empty() {
                // `*`, and letters that are no bases: no identifier there; no allele here.
                assert!(Allele::from_vcf(contig, pos, old.as_bytes(), letters.as_bytes()).is_err(), "{letters}");
                continue;
            }
            let ours = if index == 0 {
                Some(vrs::Allele::unchanged(sequence, Interval::from_length(pos - 1, old.len() as u32)))
            } else {
                let allele = Allele::from_vcf(contig, pos, old.as_bytes(), letters.as_bytes()).unwrap();
                let place = Interval::new(starts[index].parse().unwrap(), ends[index].parse().unwrap()).unwrap();
                let mut known: BTreeMap<u32, u8> = (pos - 1..).zip(old.bytes()).collect();
                let run = if letters.len() > old.len() { &letters[old.len()..] } else { &old[letters.len()..] };
                if !run.is_empty() {
                    repeated(run.as_bytes(), pos - 1 + old.len().min(letters.len()) as u32, place, &mut known);
                }
                vrs::Allele::of(&normalize(&allele, &Told::new(&known)).unwrap(), Assembly::Grch38)
            };
            let id = ours.as_ref().map(|allele| allele.id().unwrap());
            let key = format!("{}:{pos}:{old}:{letters}", fields[0]);
            tally.count(id.as_deref() == Some(ids[index]), || (key, format!("ours {id:?} of {ours:?}, expected {}", ids[index])));
        }
    }
    assert_eq!(tally.asked(), 14);
    tally
}

/// Pairs of an allele and its normal form.
fn pairs(folder: &Path) -> Tally {
    let mut tally = Tally::new("vrs-python `vrs_normalize.json`: normal form", 0.85);
    let suite = object(&folder.join("vrs_normalize.json"));
    let suite = suite.as_object().unwrap();
    for (name, given) in suite.iter().filter(|(name, _)| !name.contains("normalized")) {
        let normal = [format!("{name}_normalized"), name.replace("substitution_2bp", "substitution_normalized_2bp")];
        let expected = normal.iter().filter(|other| *other != name).find_map(|name| suite.get(name)).unwrap_or(given);
        let (Some((from, State::Literal(letters))), Some((place, state))) = (stated(given), stated(expected)) else {
            let reason = "a place given as a range of places; CKDB's alleles have one".to_owned();
            tally.count_proven(false, || (name.clone(), "no allele here".to_owned(), Some((Class::NotAsked, reason))));
            continue;
        };
        let sequence = given["location"]["sequenceReference"]["refgetAccession"].as_str().unwrap();
        let unchanged = vrs::Allele::unchanged(sequence, from);
        let ours = if from == place && unchanged.state == state && from.len() as usize == letters.len() {
            // The same letters: nothing to normalise.
            Some(unchanged)
        } else {
            let contig = Contig::from_index(0).unwrap();
            let mut known = BTreeMap::new();
            match (from.len(), letters.as_slice()) {
                (0, run) => repeated(run, from.start(), place, &mut known),
                (deleted, []) => repeated(&b"ACGT"[..deleted as usize], from.start(), place, &mut known),
                (replaced, new) if matches!(state, State::ReferenceLength { .. }) => {
                    known.extend((from.start()..).zip(new.iter().copied().take(replaced as usize)));
                }
                // Letters replaced: any that differ.
                (replaced, new) => known.extend(
                    (from.start()..)
                        .zip(new.iter().map(|letter| if *letter == b'A' { b'C' } else { b'A' }))
                        .take(replaced as usize),
                ),
            }
            if let (0, false) = (from.len(), letters.is_empty()) {
                // The run, turned to where the place begins.
                let turn = (from.start() - place.start()) as usize % letters.len();
                beside(letters[(2 * letters.len() - 1 - turn) % letters.len()], place, &mut known);
            } else if !letters.is_empty() {
                beside(letters[letters.len() - 1], place, &mut known);
            }
            let told = Told::new(&known);
            let reference = Bases::from_slice(told.letters(contig, from).unwrap());
            let allele = Allele { contig, interval: from, reference, alternate: letters.clone() };
            vrs::Allele::on(sequence, &normalize(&allele, &told).unwrap())
        };
        let agrees = ours.as_ref().is_some_and(|ours| (ours.interval, &ours.state) == (place, &state));
        tally.count(agrees, || (name.clone(), format!("ours {ours:?}, expected {place} {state:?}")));
    }
    assert_eq!(tally.asked(), 20);
    tally
}

/// Alleles whose SPDI name tells the letters of the whole place.
fn spdi(folder: &Path) -> Tally {
    let mut tally = Tally::new("vrs-python `allele_translator.json`: alleles with their letters", 1.0);
    let suite = object(&folder.join("allele_translator.json"));
    let lists = [("rle_inputs", "expected_allele"), ("microsatellite_21bp_cases", "expected")];
    for (list, expected) in lists {
        for case in suite[list].as_array().unwrap() {
            let name = case["spdi"].as_str().unwrap();
            let parts: Vec<&str> = name.split(':').collect();
            let (place, state) = stated(&case[expected]).unwrap();
            let (contig, assembly) = Contig::parse(parts[0]).unwrap();
            let from: u32 = parts[1].parse().unwrap();
            let sequence = refget_accession(contig, assembly.unwrap());
            let interval = Interval::from_length(from, parts[2].len() as u32);
            let ours = if parts[2] == parts[3] {
                Some(vrs::Allele::unchanged(sequence, interval))
            } else {
                let mut known: BTreeMap<u32, u8> = (from..).zip(parts[2].bytes()).collect();
                if let Some(run) = parts[3].len().checked_sub(parts[2].len()) {
                    beside(parts[3].as_bytes()[run - 1], interval, &mut known);
                }
                let told = Told::new(&known);
                let letters = |text: &str| Bases::from_slice(text.as_bytes());
                let allele = Allele { contig, interval, reference: letters(parts[2]), alternate: letters(parts[3]) };
                vrs::Allele::of(&normalize(&allele, &told).unwrap(), assembly.unwrap())
            };
            let agrees = ours.as_ref().is_some_and(|ours| {
                let named = case[expected]["location"]["sequenceReference"]["refgetAccession"] == ours.sequence;
                named && (ours.interval, &ours.state) == (place, &state)
            });
            tally.count(agrees, || (name.to_owned(), format!("ours {ours:?}")));
        }
    }
    tally
}

/// Every place of the suites that names a contig both by RefSeq accession and by refget accession.
fn sequences(specification: &Path) -> Tally {
    let mut tally = Tally::new("refget accessions of contigs the suites name", 0.9);
    let mut seen = BTreeMap::new();
    let mut files: Vec<_> = std::fs::read_dir(specification.join("examples")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.push(specification.join("validation/models.yaml"));
    let mut waiting: Vec<Value> = files.iter().map(|path| yaml::read(&std::fs::read_to_string(path).unwrap())).collect();
    while let Some(value) = waiting.pop() {
        match value {
            Value::Array(items) => waiting.extend(items),
            Value::Object(map) => {
                if let (Some(Value::String(id)), Some(Value::String(accession))) = (map.get("id"), map.get("refgetAccession")) {
                    seen.insert(id.clone(), accession.clone());
                }
                waiting.extend(map.into_iter().map(|(_, value)| value));
            }
            _ => {}
        }
    }
    for (name, accession) in seen {
        let Some((contig, Some(assembly))) = Contig::parse(&name) else {
            // The suite writes NC_0000019.10 once, one zero too many.
            continue;
        };
        tally.count(refget_accession(contig, assembly) == accession, || (name, accession));
    }
    tally
}

#[test]
fn vrs() {
    let (Some(specification), Some(python)) = (suite("vrs", "ga4gh-vrs"), suite("vrs", "vrs-python")) else { return };
    let mut suite = Suite::new("vrs");
    suite.note(
        "The suites bring no reference letters. Those of a justified place are told by what is expected (each letter passed \
         repeats the run; the next ones do not); deletions whose letters nobody states are tried on letters that fit.",
    );
    for tally in
        [models(&specification), functions(&specification), vcf(&python), pairs(&python), spdi(&python), sequences(&specification)]
    {
        suite.add(tally);
    }
    suite.finish();
}
