//! A reader that opens `current` again and again while a thousand indexes are published under it.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use ckdb_build::publish::generations::{CURRENT, Generations};
use ckdb_core::index::{ContentId, IndexError};
use ckdb_core::knowledge::Knowledge;

use super::{House, NAMES};

const PUBLICATIONS: usize = 1000;
const DATE: &str = "2026-11-21";

/// As `ckdb` and every service opens it: mapped, not copied.
#[expect(unsafe_code, reason = "the promise of `open_mapped` is made here, see SAFETY")]
fn open(path: &Path) -> Result<Knowledge, IndexError> {
    // SAFETY: only `Generations` writes to this folder, by rename, and nobody changes a published file.
    unsafe { Knowledge::open_mapped(path) }
}

/// What the index is asked: the Japanese name of dabrafenib.
fn ask(knowledge: &Knowledge) -> String {
    let records = knowledge.records().unwrap();
    let therapy = records.therapies().find(|therapy| therapy.id() == "dabrafenib").unwrap();
    therapy.name_ja().to_owned()
}

#[test]
fn a_thousand_publications_and_no_reader_notices() {
    let house = House::new();
    let images = NAMES.map(|(knowledge, _)| house.compiled(knowledge, DATE));
    let ids: [ContentId; 2] = [0, 1].map(|which: usize| Knowledge::from_bytes(images[which].clone()).unwrap().content_id());
    let generations = Generations::take(&house.served()).unwrap();
    generations.publish(DATE, &images[1], b"{}").unwrap();
    let current = house.served().join(CURRENT);
    let done = AtomicBool::new(false);
    let right = |knowledge: &Knowledge| {
        let which = ids.iter().position(|id| *id == knowledge.content_id()).expect("one of the two");
        assert_eq!(ask(knowledge), NAMES[which].1, "the answer is of the index that was asked");
        which
    };
    let (asked, held) = std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let (mut asked, mut seen, mut held) = (0_u64, BTreeSet::new(), Vec::new());
            while !done.load(Ordering::Relaxed) {
                let knowledge = open(&current).unwrap();
                let which = right(&knowledge);
                // Twice: nothing moves under an index that is held.
                assert_eq!(right(&knowledge), which);
                seen.insert(which);
                asked += 1;
                if asked.is_power_of_two() {
                    held.push(knowledge);
                }
            }
            assert_eq!(seen.len(), 2, "both contents were met");
            (asked, held)
        });
        for round in 0..PUBLICATIONS {
            generations.publish(DATE, &images[round % 2], b"{}").unwrap();
            generations.prune(3).unwrap();
            if reader.is_finished() {
                break;
            }
        }
        done.store(true, Ordering::Relaxed);
        reader.join().unwrap()
    });
    eprintln!("{asked} openings during {PUBLICATIONS} publications; {} old maps are still held", held.len());
    // The files of most of these are long gone; whoever holds them still gets their answers.
    for knowledge in &held {
        knowledge.verify().unwrap();
        right(knowledge);
    }
    assert!(held.len() > 5 && asked > 100, "{asked}");
}
