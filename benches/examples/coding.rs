//! What a coding variant costs: in a loop of this process, for a profile or a count of instructions.
//!
//! `cargo run --release -p ckdb-benches --example coding -- [KIND] [ROUNDS]` walks 10,000 seeded changes of each kind (or of one)
//! ROUNDS times and prints the best round.

use ckdb_benches::coding::{kinds, walk};
use ckdb_benches::{Failure, index_file, map, processor_time};
use ckdb_core::genome::Assembly;
use std::io::Write;

/// Changes of each kind.
const ALLELES: usize = 10_000;
/// How often a round walks them: the system tells the time on a processor in steps of some milliseconds.
const PASSES: usize = 5;

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let wanted = arguments.next().filter(|kind| kind != "all");
    let rounds: u32 = arguments.next().map_or(Ok(20), |rounds| rounds.parse())?;
    let file = std::env::var_os("CKDB_INDEX").map_or_else(index_file, |path| Ok(path.into()))?;
    let knowledge = map(&file)?;
    let genome = knowledge.genome(Assembly::Grch38)?;
    let mut out = Vec::with_capacity(64);
    let mut text = std::io::stdout().lock();
    for kind in kinds(&genome, ALLELES) {
        if wanted.as_ref().is_some_and(|wanted| wanted != kind.name) {
            continue;
        }
        let (mut best, mut given) = (u64::MAX, 0);
        for _ in 0..rounds {
            let begin = processor_time();
            for _ in 0..PASSES {
                given = kind.alleles.iter().map(|allele| walk(&genome, allele, &mut out)).sum::<usize>();
            }
            best = best.min(processor_time().saturating_sub(begin));
        }
        let each = best as f64 / (kind.alleles.len() * PASSES) as f64;
        writeln!(text, "{:22} {each:6.0} ns of processor, {:4.0} thousand a second, {given} consequences", kind.name, 1e6 / each)?;
    }
    Ok(())
}
