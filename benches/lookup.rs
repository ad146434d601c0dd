//! How long does a question to an open index take? Names that are there, names that are not, and the evidence of a profile.

use ckdb_benches::{Failure, index_file, map, nonsense_names};
use ckdb_core::knowledge::Meaning;
use criterion::Criterion;
use std::hint::black_box;

fn main() -> Result<(), Failure> {
    let knowledge = map(&index_file()?)?;
    let records = knowledge.records()?;
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("lookup");

    let known: Vec<&str> =
        records.profiles().map(|profile| profile.name()).chain(records.therapies().map(|therapy| therapy.name())).collect();
    let mut turn = known.iter().cycle();
    group.bench_function("a name that is there", |bench| {
        bench.iter(|| knowledge.find(black_box(turn.next().copied().unwrap_or_default())))
    });

    let nonsense = nonsense_names(1000);
    let mut turn = nonsense.iter().cycle();
    group.bench_function("a name that is not", |bench| {
        bench.iter(|| knowledge.find(black_box(turn.next().map_or("", String::as_str))))
    });

    group.bench_function("a mistyped disease, with suggestions", |bench| {
        bench.iter(|| knowledge.disease(black_box("lung adenocarcinome")))
    });

    // From the name to every field of every evidence item that a listing shows.
    group.bench_function("evidence of BRAF V600E, read", |bench| {
        bench.iter(|| -> Result<usize, Failure> {
            let mut letters = 0;
            for meaning in knowledge.find(black_box("BRAF V600E"))? {
                if let Meaning::Profile(profile) = meaning {
                    for evidence in records.evidence_of(profile) {
                        letters += evidence.statement().len() + evidence.citation().len() + evidence.therapies().len();
                    }
                }
            }
            Ok(letters)
        });
    });
    group.finish();
    criterion.final_summary();
    Ok(())
}
