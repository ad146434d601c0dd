//! The walk over all lines: what must not depend on threads or batches, and how it ends when something breaks.

use super::*;
use crate::vcf::tally::{Kind, Reason};

/// Adds the length of REF, and gives POS of every line with an even one.
struct Dummy;

const ODD: Reason = Reason { kind: Kind::Unanswered, code: "ODD", text: "an odd position" };

impl LineAnnotator for Dummy {
    type Scratch = u64;
    type Output = u64;

    fn scratch(&self) -> u64 {
        0
    }

    fn annotate(&self, line: &Line<'_>, scratch: &mut u64, info: &mut Vec<u8>, notes: &mut Notes<'_>) -> Option<u64> {
        *scratch += 1;
        if line.position() % 2 == 1 {
            notes.add(ODD);
            return None;
        }
        info.extend_from_slice(format!("CKDB={}", line.reference().len()).as_bytes());
        Some(line.position())
    }
}

fn input(lines: u64) -> String {
    let mut text = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n".to_owned();
    for number in 0..lines {
        let reference = "ACGT".repeat(1 + (number % 7) as usize);
        match number % 100 {
            13 => text.push('\n'),
            57 => text.push_str("7\tnowhere\t.\tA\tT\t.\t.\t.\r\n"),
            _ => text.push_str(&format!("7\t{number}\t.\t{reference}\tT\t.\t.\tDP={number}\n")),
        }
    }
    text
}

fn run(text: &str, threads: usize, batch_bytes: usize) -> (Vec<u8>, Vec<(u64, u64)>, Summary) {
    let mut input = text.as_bytes();
    let header = Header::read(&mut input).unwrap();
    let mut out = Vec::new();
    let mut given = Vec::new();
    let settings = Settings { threads: NonZero::new(threads).unwrap(), batch_bytes, lint: true, every_line: false };
    let mut consume = |number, position| {
        given.push((number, position));
        Ok(())
    };
    let outputs = Outputs { vcf: Some(&mut out), declarations: &[], consume: &mut consume, progress: &mut |_| {} };
    let summary = annotate(&mut input, &header, &Dummy, settings, outputs).unwrap();
    (out, given, summary)
}

#[test]
fn nothing_depends_on_threads_or_batches() {
    let text = input(5_000);
    let (out, given, summary) = run(&text, 1, 1 << 20);
    for (threads, batch_bytes) in [(1, 1), (2, 1), (2, 300), (4, 4096), (7, 1 << 20)] {
        assert!(run(&text, threads, batch_bytes) == (out.clone(), given.clone(), summary.clone()), "{threads} {batch_bytes}");
    }
    assert_eq!(summary.progress.lines, 5_000);
    assert_eq!(out.iter().filter(|byte| **byte == b'\n').count(), 5_002);
    assert_eq!(summary.annotated, 2_500);
    assert!(given.is_sorted());
    let odd = summary.tally.iter().find(|(reason, _)| **reason == ODD).unwrap().1;
    assert_eq!((odd.count, odd.first_line), (2_400, 4));
    assert_eq!(summary.tally.count(Kind::NotUnderstood), 100);
    let mut stripped = Vec::new();
    strip(&mut &out[..], &mut stripped).unwrap();
    assert!(stripped == text.as_bytes());
}

/// Says which lines its run has.
struct Together;

impl LineAnnotator for Together {
    type Scratch = Vec<u64>;
    type Output = ();

    fn scratch(&self) -> Vec<u64> {
        Vec::new()
    }

    fn neighbours(&self, run: &Run<'_, '_>, scratch: &mut Vec<u64>) {
        *scratch = run.lines.iter().map(Line::number).collect();
    }

    fn annotate(&self, line: &Line<'_>, scratch: &mut Vec<u64>, info: &mut Vec<u8>, _: &mut Notes<'_>) -> Option<()> {
        let run: Vec<String> = scratch.iter().filter(|_| scratch.contains(&line.number())).map(ToString::to_string).collect();
        info.extend_from_slice(format!("CKDB={}", run.join("+")).as_bytes());
        None
    }
}

/// Lines in runs of 1 to 40, some with lines in between that are not understood.
fn crowded() -> String {
    let mut text = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n".to_owned();
    let mut position = 1;
    for number in 0..2_000_u64 {
        position += if number % 7 == 0 || number % 41 == 0 { 1_000 } else { number % 11 };
        text.push_str(&format!("7\t{position}\t.\tA\tT\t.\t.\t.\n"));
        if number % 13 == 0 {
            text.push_str("nonsense\n");
        }
    }
    text
}

#[test]
fn no_border_of_a_batch_parts_neighbours() {
    let text = crowded();
    let run = |threads: usize, batch_bytes: usize| {
        let mut input = text.as_bytes();
        let header = Header::read(&mut input).unwrap();
        let mut out = Vec::new();
        let settings = Settings { threads: NonZero::new(threads).unwrap(), batch_bytes, lint: false, every_line: false };
        let outputs = Outputs { vcf: Some(&mut out), declarations: &[], consume: &mut |_, ()| Ok(()), progress: &mut |_| {} };
        let summary = annotate(&mut input, &header, &Together, settings, outputs).unwrap();
        (String::from_utf8(out).unwrap(), summary)
    };
    let whole = run(1, 1 << 20);
    assert!(whole.0.contains("CKDB=3+4") || whole.0.contains("CKDB=2+4"), "{}", &whole.0[..600]);
    for (threads, batch_bytes) in [(1, 0), (1, 1), (2, 1), (3, 50), (2, 777), (4, 10_000)] {
        assert!(run(threads, batch_bytes) == whole, "{threads} {batch_bytes}");
    }
}

/// Fails after some bytes.
struct Breaking(io::BufReader<io::Chain<io::Cursor<Vec<u8>>, Never>>);

struct Never;

impl io::Read for Never {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("the disk is gone"))
    }
}

#[test]
fn what_was_read_before_an_error_is_written() {
    let text = input(1_000);
    let cut = text.len() - 10;
    for threads in [1, 3] {
        let bytes = text.as_bytes()[..cut].to_vec();
        let mut input = Breaking(io::BufReader::new(io::Read::chain(io::Cursor::new(bytes), Never))).0;
        let header = Header::read(&mut input).unwrap();
        let mut out = Vec::new();
        let settings = Settings { batch_bytes: 500, ..Settings::with_threads(NonZero::new(threads).unwrap()) };
        let outputs = Outputs { vcf: Some(&mut out), declarations: &[], consume: &mut |_, _| Ok(()), progress: &mut |_| {} };
        let error = annotate(&mut input, &header, &Dummy, settings, outputs).unwrap_err();
        assert!(matches!(error, VcfError::Read { after_line: 1_001, .. }), "{error}");
        assert_eq!(out.iter().filter(|byte| **byte == b'\n').count(), 1_001);
    }
}

#[test]
fn a_closed_pipe_is_a_quiet_end() {
    struct Gone;
    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let text = input(1_000);
    for threads in [1, 3] {
        let mut input = text.as_bytes();
        let header = Header::read(&mut input).unwrap();
        let settings = Settings { batch_bytes: 100, ..Settings::with_threads(NonZero::new(threads).unwrap()) };
        let outputs = Outputs { vcf: Some(&mut Gone), declarations: &[], consume: &mut |_, _| Ok(()), progress: &mut |_| {} };
        let summary = annotate(&mut input, &header, &Dummy, settings, outputs).unwrap();
        assert!(summary.closed_early);
        assert_eq!(summary.progress.lines, 0);
    }
}

#[test]
fn a_panic_in_a_worker_is_passed_on_and_nothing_hangs() {
    struct Bad;
    impl LineAnnotator for Bad {
        type Scratch = ();
        type Output = ();
        fn scratch(&self) {}
        fn annotate(&self, line: &Line<'_>, (): &mut (), _: &mut Vec<u8>, _: &mut Notes<'_>) -> Option<()> {
            assert!(line.position() != 500, "on purpose");
            None
        }
    }
    let text = input(5_000);
    let mut input = text.as_bytes();
    let header = Header::read(&mut input).unwrap();
    let settings = Settings { batch_bytes: 100, ..Settings::with_threads(NonZero::new(3).unwrap()) };
    let outputs = Outputs { vcf: None, declarations: &[], consume: &mut |_, ()| Ok(()), progress: &mut |_| {} };
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| annotate(&mut input, &header, &Bad, settings, outputs)));
    assert!(result.is_err());
}
