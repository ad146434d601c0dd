//! How large is a layer of frequencies, and how fast is an allele found in it?
//!
//! `cargo run --release -p ckdb-benches --example frequency_lookup -- [ALLELES] [ROUNDS]` makes up that many alleles (500,000), half of
//! them crowded in genes as in a panel, half spread over the genome; three in four are rare, one in eight is an insertion or deletion. It
//! asks for each of them, and for as many that are not there, on one thread: in random order, and sorted as a VCF is. Three questions are
//! timed: is it there; its frequency in one population as a double; count, total and frequency in both. Told are the best rounds, by
//! the time on a processor.
//!
//! `instructions` instead of ROUNDS asks once for the frequency and prints nothing, for callgrind (`--toggle-collect='*one_frequency*'`).

use ckdb_benches::{Failure, Random, SEED, processor_time};
use ckdb_core::frequency::{Group, Kind, Layer, LayerBuilder, Population, Shape};
use ckdb_core::genome::{Allele, Assembly, Contig};
use ckdb_core::index::{IndexFile, Writer};
use std::hint::black_box;
use std::io::Write;
use std::time::Instant;

const LETTERS: [&[u8]; 4] = [b"A", b"C", b"G", b"T"];

/// An allele at a place; `turn` says which.
fn allele(contig: Contig, position: u32, turn: u32) -> Option<Allele> {
    let reference = LETTERS[(position % 4) as usize];
    let longer = [reference, b"ACGTTGCAACGT"].concat();
    let some = &longer[..2 + (turn / 8 % 11) as usize];
    let allele = match turn % 16 {
        0 => Allele::from_vcf(contig, position, reference, some),
        1 => Allele::from_vcf(contig, position, some, reference),
        _ => Allele::from_vcf(contig, position, reference, LETTERS[((position + 1 + turn % 3) % 4) as usize]),
    };
    allele.ok()?.trimmed()
}

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let count = arguments.next().map_or(Ok(500_000), |text| text.parse::<u32>())?;
    let rounds = arguments.next().unwrap_or_else(|| "5".to_owned());
    let mut random = Random::new(SEED ^ 11);
    let contigs: Vec<Contig> = Contig::all().filter(|contig| !contig.is_mitochondrial()).collect();
    let mut builder = LayerBuilder::new("made-up", Kind::Frequency, Assembly::Grch38)?;
    for (field, shape) in [("AC", Shape::Integer), ("AN", Shape::Integer), ("AF", Shape::Decimal)] {
        builder.column(field, shape);
        builder.column(&format!("{field}_eas"), shape);
    }
    let population = |name: &str, group, first: usize| Population {
        name: name.to_owned(),
        group,
        count: Some(first),
        total: Some(first + 2),
        frequency: Some(first + 4),
    };
    builder.population(population("", Group::Global, 0));
    builder.population(population("eas", Group::Eas, 1));
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    while known.len() < count as usize {
        let contig = contigs[random.below(24) as usize];
        let length = contig.length(Assembly::Grch38);
        let place = if known.len() % 2 == 0 { 1 + random.below(length - 100) } else { length / 2 + random.below(40_000) };
        let turn = random.below(1 << 20);
        let (Some(here), Some(other)) = (allele(contig, place, turn), allele(contig, place, turn + 2)) else { continue };
        let of = |random: &mut Random, total: u32| {
            let seen = match random.below(16) {
                0 => random.below(total),
                1..4 => random.below(300),
                _ => 1 + random.below(3),
            };
            [seen.to_string(), total.to_string(), format!("{:.5e}", f64::from(seen) / f64::from(total))]
        };
        let (total, total_eas) = (152_312 - 2 * random.below(1_000), 5_200 - 2 * random.below(40));
        let (all, eas) = (of(&mut random, total), of(&mut random, total_eas));
        builder.add(&here, &[&all[0], &eas[0], &all[1], &eas[1], &all[2], &eas[2]].map(|text| Some(text.as_str())))?;
        known.push(here);
        unknown.push(other);
    }
    let mut writer = Writer::new();
    let built = builder.finish(&mut writer)?;
    let layer = Layer::all_in(&IndexFile::from_bytes(writer.finish().bytes)?)?.remove(0);
    let mut asked: Vec<&Allele> = known.iter().chain(&unknown).collect();
    for at in (1..asked.len()).rev() {
        asked.swap(at, random.below(u32::try_from(at)? + 1) as usize);
    }
    // Whoever asks has the allele at hand: what is measured is the layer, not where this program keeps what it asks for.
    let random_order: Vec<Allele> = asked.into_iter().cloned().collect();
    if rounds == "instructions" {
        // Pieces are hashed when they are first read: that is not what is counted.
        black_box(all_values(&layer, &random_order)?);
        black_box(one_frequency(&layer, &random_order)?);
        return Ok(());
    }
    let mut sorted = random_order.clone();
    sorted.sort_unstable();
    let questions: [(&str, Question, &[Allele]); 6] = [
        ("random_is_there", is_there, &random_order),
        ("random_one_frequency", one_frequency, &random_order),
        ("random_all_values", all_values, &random_order),
        ("sorted_is_there", is_there, &sorted),
        ("sorted_one_frequency", one_frequency, &sorted),
        ("sorted_all_values", all_values, &sorted),
    ];
    let mut best = [f64::INFINITY; 6];
    for _ in 0..rounds.parse::<u32>()? {
        for ((_, question, asked), best) in questions.iter().zip(&mut best) {
            let (begin, wall) = (processor_time(), Instant::now());
            black_box(question(&layer, asked)?);
            let (processor, wall) = (processor_time() - begin, wall.elapsed().as_secs_f64());
            *best = best.min(if processor == 0 { wall } else { processor as f64 / 1e9 });
        }
    }
    let rates: Vec<String> = questions
        .iter()
        .zip(best)
        .map(|((name, _, asked), seconds)| format!("\"{name}_per_second\": {:.0}", asked.len() as f64 / seconds))
        .collect();
    writeln!(
        std::io::stdout(),
        "{{\"alleles\": {}, \"bytes\": {}, \"bytes_an_allele\": {:.2}, \"asked\": {}, \"found\": {}, {}}}",
        built.alleles,
        built.bytes,
        built.bytes as f64 / f64::from(built.alleles),
        sorted.len(),
        is_there(&layer, &sorted)?,
        rates.join(", ")
    )?;
    Ok(())
}

/// Something asked of many alleles; what it gives is only there so that nothing is left out.
type Question = fn(&Layer, &[Allele]) -> Result<u64, Failure>;

fn is_there(layer: &Layer, asked: &[Allele]) -> Result<u64, Failure> {
    let mut found = 0;
    for allele in asked {
        found += u64::from(layer.find(black_box(allele))?.is_some());
    }
    Ok(found)
}

#[inline(never)]
fn one_frequency(layer: &Layer, asked: &[Allele]) -> Result<u64, Failure> {
    let population = layer.about().populations.first().ok_or("no population")?;
    let (mut sum, mut stated) = (0.0, 0);
    for allele in asked {
        if let Some(row) = layer.find(black_box(allele))? {
            let fraction = layer.frequency(row, population)?.fraction();
            sum += fraction.unwrap_or(0.0);
            stated += u64::from(fraction.is_some());
        }
    }
    black_box(sum);
    Ok(stated)
}

fn all_values(layer: &Layer, asked: &[Allele]) -> Result<u64, Failure> {
    let mut sum = 0;
    for allele in asked {
        if let Some(row) = layer.find(black_box(allele))? {
            for population in &layer.about().populations {
                let found = layer.frequency(row, population)?;
                sum += found.count.unwrap_or(0) + u64::from(found.stated.is_some());
            }
        }
    }
    Ok(sum)
}
