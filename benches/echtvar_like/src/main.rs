//! What echtvar does, on what echtvar stands on: a peer for `make bench-peers`, because neither Debian nor crates.io offers echtvar itself.
//!
//! `echtvar_like TABLE.vcf.gz IN.vcf.gz OUT.vcf.gz THREADS` reads the alleles of TABLE into bins of 2²⁰ letters with sorted 32-bit keys (20
//! bits of place, 12 of letters; longer alleles in a list beside them), as described by Pedersen and de Ridder 2022
//! (doi:10.1093/nar/gkac931); reads and writes records through htslib; and puts KNOWN of TABLE on each record whose allele is there. It reads
//! one ALT a record, as echtvar wants its input, and writes nothing where nothing is found, where echtvar writes a value: a peer may do
//! less. The code is ours.

use rust_htslib::bcf::{self, Format, Read};
use std::collections::BTreeMap;
use std::error::Error;

type Failure = Box<dyn Error>;

const BIN: u32 = 20;

/// The alleles of one bin, sorted, each with the number of its value.
#[derive(Default)]
struct Bin {
    keys: Vec<(u32, u32)>,
    long: Vec<(u32, Vec<u8>, Vec<u8>, u32)>,
}

/// Twelve bits for up to four letters on both sides; nothing for more, or for letters that are no bases.
fn key(place: u32, reference: &[u8], alternate: &[u8]) -> Option<u32> {
    if reference.len() + alternate.len() > 4 || reference.len() > 3 || alternate.len() > 3 {
        return None;
    }
    let mut letters = 0;
    for letter in reference.iter().chain(alternate) {
        letters = letters << 2 | [b'A', b'C', b'G', b'T'].iter().position(|base| base == letter)? as u32;
    }
    let lengths = (reference.len() as u32) << 2 | alternate.len() as u32;
    Some((place & ((1 << BIN) - 1)) << 12 | lengths << 8 | letters)
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [table, input, output, threads] = arguments.as_slice() else { return Err("usage: TABLE IN OUT THREADS".into()) };
    let (bins, values) = read(table)?;
    let mut reader = bcf::Reader::from_path(input)?;
    let mut header = bcf::Header::from_template(reader.header());
    header.push_record(br#"##INFO=<ID=KNOWN,Number=1,Type=String,Description="Known">"#);
    let mut writer = bcf::Writer::from_path(output, &header, false, Format::Vcf)?;
    reader.set_threads(threads.parse()?)?;
    writer.set_threads(threads.parse()?)?;
    let names: Vec<String> =
        (0..reader.header().contig_count()).map(|rid| Ok(String::from_utf8(reader.header().rid2name(rid)?.to_vec())?)).collect::<Result<_, Failure>>()?;
    let (mut contig, mut here, mut bin): (Option<u32>, Option<&BTreeMap<u32, Bin>>, (u32, Option<&Bin>)) = (None, None, (u32::MAX, None));
    let mut record = reader.empty_record();
    let mut found = 0_u64;
    while let Some(outcome) = reader.read(&mut record) {
        outcome?;
        writer.translate(&mut record);
        let (rid, place) = (record.rid(), record.pos() as u32);
        if rid != contig {
            (contig, bin) = (rid, (u32::MAX, None));
            here = rid.and_then(|rid| names.get(rid as usize)).and_then(|name| bins.get(name));
        }
        if bin.0 != place >> BIN {
            bin = (place >> BIN, here.and_then(|here| here.get(&(place >> BIN))));
        }
        let value = bin.1.and_then(|bin| {
            let alleles = record.alleles();
            let [reference, alternate] = alleles.as_slice() else { return None };
            match key(place, reference, alternate) {
                Some(key) => bin.keys.binary_search_by_key(&key, |one| one.0).ok().map(|at| bin.keys[at].1),
                None => {
                    let wanted = (place, *reference, *alternate);
                    bin.long.binary_search_by(|one| (one.0, one.1.as_slice(), one.2.as_slice()).cmp(&wanted)).ok().map(|at| bin.long[at].3)
                }
            }
        });
        if let Some(value) = value {
            found += 1;
            record.push_info_string(b"KNOWN", &[values[value as usize].as_bytes()])?;
        }
        writer.write(&record)?;
    }
    eprintln!("{found} found");
    Ok(())
}

/// Bins by contig and number, and the values.
type Table = (BTreeMap<String, BTreeMap<u32, Bin>>, Vec<String>);

fn read(table: &str) -> Result<Table, Failure> {
    let mut reader = bcf::Reader::from_path(table)?;
    let (mut bins, mut values): Table = Table::default();
    for record in reader.records() {
        let record = record?;
        let name = String::from_utf8(record.header().rid2name(record.rid().ok_or("a contig")?)?.to_vec())?;
        let place = record.pos() as u32;
        let bin = bins.entry(name).or_default().entry(place >> BIN).or_default();
        let value = values.len() as u32;
        let stated = record.info(b"KNOWN").string()?.and_then(|list| list.first().map(|value| value.to_vec()));
        values.push(String::from_utf8(stated.unwrap_or_default())?);
        let alleles = record.alleles();
        let [reference, alternate] = alleles.as_slice() else { continue };
        match key(place, reference, alternate) {
            Some(key) => bin.keys.push((key, value)),
            None => bin.long.push((place, reference.to_vec(), alternate.to_vec(), value)),
        }
    }
    for bin in bins.values_mut().flat_map(BTreeMap::values_mut) {
        bin.keys.sort_unstable();
        bin.long.sort_unstable();
    }
    Ok((bins, values))
}
