//! Readers that open `current` again and again, and services that swap one `Arc`, while a thousand indexes are published under them.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, RwLock};

use ckdb_build::publish::generations::{CURRENT, Generations};
use ckdb_core::index::{ContentId, IndexError};
use ckdb_core::knowledge::{Knowledge, Meaning};

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

/// The index in service, as a service holds it (`ckdb-core/examples/serve_current.rs` is the same with a command around it).
struct InService(RwLock<Arc<Knowledge>>);

impl InService {
    fn current(&self) -> Arc<Knowledge> {
        Arc::clone(&self.0.read().unwrap())
    }

    /// Opens what the link leads to now and swaps it in. The lock is held for one pointer.
    fn refresh(&self, link: &Path) {
        let fresh = open(link).unwrap();
        fresh.verify().unwrap();
        *self.0.write().unwrap() = Arc::new(fresh);
    }
}

/// Three questions of one request, each answer with the index it is of.
fn request(knowledge: &Knowledge) -> [(String, String); 3] {
    let asked = |answer: String| (knowledge.content_id().to_string(), answer);
    let records = knowledge.records().unwrap();
    let by_name = knowledge.find("dabrafenib").unwrap();
    let named = by_name.iter().find_map(|meaning| match meaning {
        Meaning::Therapy(id) => records.therapy(*id).map(|therapy| therapy.name_ja().to_owned()),
        _ => None,
    });
    let evidence = records.evidence().find_map(|item| {
        let mut therapies = item.therapies();
        therapies.find_map(|id| records.therapy(id).filter(|therapy| therapy.id() == "dabrafenib")).map(|therapy| therapy.name_ja().to_owned())
    });
    [asked(ask(knowledge)), asked(named.unwrap()), asked(evidence.unwrap())]
}

#[test]
fn requests_under_load_never_see_a_mixed_answer_while_the_index_is_swapped() {
    let house = House::new();
    let images = NAMES.map(|(knowledge, _)| house.compiled(knowledge, DATE));
    let ids = [0, 1].map(|which: usize| Knowledge::from_bytes(images[which].clone()).unwrap().content_id().to_string());
    let generations = Generations::take(&house.served()).unwrap();
    generations.publish(DATE, &images[0], b"{}").unwrap();
    let current = house.served().join(CURRENT);
    let service = InService(RwLock::new(Arc::new(open(&current).unwrap())));
    let done = AtomicBool::new(false);
    let asked: u64 = std::thread::scope(|scope| {
        let ask_on = || {
            let mut asked = 0_u64;
            while !done.load(Ordering::Relaxed) {
                let knowledge = service.current();
                let answers = request(&knowledge);
                let which = ids.iter().position(|id| *id == answers[0].0).expect("an index that was published");
                for (index, answer) in answers {
                    assert_eq!((&*index, &*answer), (&*ids[which], NAMES[which].1), "all of one request is of one index");
                }
                asked += 1;
            }
            asked
        };
        let clients: Vec<_> = (0..3).map(|_| scope.spawn(ask_on)).collect();
        for round in 0..PUBLICATIONS {
            generations.publish(DATE, &images[(round + 1) % 2], b"{}").unwrap();
            service.refresh(&current);
            generations.prune(2).unwrap();
            if clients.iter().any(std::thread::ScopedJoinHandle::is_finished) {
                break;
            }
        }
        done.store(true, Ordering::Relaxed);
        clients.into_iter().map(|client| client.join().unwrap()).sum()
    });
    eprintln!("{asked} requests of three questions during {PUBLICATIONS} swaps, none mixed");
    assert!(asked > 1000, "{asked}");
}

#[test]
fn an_index_of_any_past_date_is_opened_by_its_name() {
    let house = House::new();
    let images = NAMES.map(|(knowledge, _)| house.compiled(knowledge, DATE));
    let generations = Generations::take(&house.served()).unwrap();
    for day in 1..=9_usize {
        generations.publish(&format!("2026-11-0{day}"), &images[day % 2], b"{}").unwrap();
    }
    for day in 1..=9_usize {
        let path = house.served().join(format!("ckdb-2026-11-0{day}.ckdb"));
        let mut lookup = std::process::Command::new(env!("CARGO_BIN_EXE_ckdb"));
        let output = lookup.args(["lookup", "dabrafenib", "--index"]).arg(path).output().unwrap();
        let told = super::text(&output.stdout);
        assert!(told.contains(NAMES[day % 2].1) && !told.contains(NAMES[1 - day % 2].1), "{told}");
    }
}
