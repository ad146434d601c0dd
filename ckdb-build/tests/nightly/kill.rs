//! Killed at any moment, a builder leaves the last good index in service, and the next builder cleans up after it.

use std::fs;
use std::process::Stdio;
use std::time::Instant;

use ckdb_build::publish::generations::{CURRENT, Generations};
use ckdb_core::knowledge::Knowledge;

use super::{House, NAMES, text};

/// Builders that were killed at work; those that had ended before the blow do not count. `make conformance` kills them all, `make
/// test` a sample: each blow costs two builds.
const KILLS: u32 = 200;
const SAMPLE: u32 = 40;

fn kills() -> u32 {
    if std::env::var_os("CKDB_CONFORMANCE").is_some() { KILLS } else { SAMPLE }
}
const DATE: &str = "2026-11-21";

/// Numbers that look random and are the same every run (xorshift, Marsaglia 2003); the moment itself is the machine's.
struct Dice(u64);

impl Dice {
    /// Between 0 and 1.
    fn roll(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

#[test]
fn killed_at_any_moment_the_last_good_index_stays_in_service() {
    let house = House::new();
    let contents = NAMES.map(|(knowledge, _)| house.compiled(knowledge, DATE));
    assert_ne!(contents[0], contents[1]);
    // How long an undisturbed build takes decides where the blows may fall.
    let began = Instant::now();
    assert_eq!(house.run("a", DATE, &[]).status.code(), Some(0));
    let mut length = began.elapsed();
    let mut in_service = 0;
    let wanted = kills();
    let (mut dice, mut killed, mut swept, mut before, mut after) = (Dice(0x9E37_79B9_7F4A_7C15), 0, 0, 0, 0);
    for attempt in 0_u32.. {
        assert!(attempt < 20 * wanted, "only {killed} of {attempt} builders were met at work");
        let next = 1 - in_service;
        let mut child = house.night(NAMES[next].0, DATE, &[]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Every third blow falls into the last third, where files are put in their places.
        let part = if attempt.is_multiple_of(3) { 0.67 + 0.4 * dice.roll() } else { 1.05 * dice.roll() };
        std::thread::sleep(length.mul_f64(part));
        child.kill().unwrap();
        let status = child.wait().unwrap();
        let met = status.code().is_none();
        assert!(met || status.code() == Some(0), "{status}");
        killed += u32::from(met);
        let left = house.leftovers().len();
        swept += usize::from(left > 0);

        // Whatever the moment: the link leads to a whole index, and to one of the two.
        let path = house.served().join(CURRENT);
        let knowledge = Knowledge::open(&path).unwrap();
        knowledge.verify().unwrap();
        let bytes = fs::read(&path).unwrap();
        let now = contents.iter().position(|content| *content == bytes).unwrap();
        if met {
            before += u32::from(now != next);
            after += u32::from(now == next);
        }

        // The next build succeeds, publishes what it should, and nothing is left over.
        let other = 1 - now;
        let began = Instant::now();
        let output = house.run(NAMES[other].0, DATE, &[]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        // The machine may be busier now than it was: the window follows it.
        length = length.mul_f64(0.8) + began.elapsed().mul_f64(0.2);
        assert_eq!(fs::read(&path).unwrap(), contents[other]);
        assert_eq!(house.leftovers(), [""; 0]);
        in_service = other;
        if killed >= wanted {
            break;
        }
    }
    eprintln!("{killed} builders killed (of {KILLS} in `make conformance`): {before} before the new index was in service, {after} after; {swept} left temporary files");
    assert!(before > 0);
}

#[test]
fn of_two_builders_one_is_told_to_wait() {
    let house = House::new();
    assert_eq!(house.run("a", DATE, &[]).status.code(), Some(0));
    let held = Generations::take(&house.served()).unwrap();
    let output = house.run("b", DATE, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("another build is at work in this folder"), "{}", text(&output.stderr));
    drop(held);
    // Both at once, for real: at least one publishes, and who does not was told why.
    for _ in 0..5 {
        let builders = NAMES
            .map(|(knowledge, _)| house.night(knowledge, DATE, &[]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap());
        let ends = builders.map(|child| child.wait_with_output().unwrap());
        assert!(ends.iter().any(|end| end.status.code() == Some(0)));
        for end in ends.iter().filter(|end| end.status.code() != Some(0)) {
            assert!(text(&end.stderr).contains("another build is at work"), "{}", text(&end.stderr));
        }
        Knowledge::open(house.served().join(CURRENT)).unwrap().verify().unwrap();
    }
}
