//! BGZF in and out: whatever lines lie across the borders of blocks, whatever is annotated, on any number of threads, the text that
//! comes out is that of the plain walk; blocks without a change are passed on as they came; the index finds every line; and a
//! damaged file is an error, never a short answer.
#![allow(clippy::unwrap_used, missing_docs)]

use ckdb_core::vcf::header::Declaration;
use ckdb_core::vcf::{
    Header, IndexKind, Line, LineAnnotator, Notes, OutputFormat, Outputs, Regions, Settings, Sink, Source, Summary, VcfError,
    stream,
};
use noodles_bgzf as bgzf;
use noodles_core::{Position, region::Interval};
use noodles_csi::binning_index::BinningIndex;
use proptest::prelude::*;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::num::NonZero;
use std::path::Path;

/// Puts an entry on every line whose POS this number divides; of the length of POS, so that some are long.
struct Every(u64);

impl LineAnnotator for Every {
    type Scratch = ();
    type Output = u64;

    fn scratch(&self) {}

    fn annotate(&self, line: &Line<'_>, (): &mut (), info: &mut Vec<u8>, _: &mut Notes<'_>) -> Option<u64> {
        if line.position() % self.0 != 0 {
            return None;
        }
        info.extend_from_slice(b"CKDB=");
        info.resize(info.len() + (line.position() % 211) as usize, b'x');
        Some(line.number())
    }
}

const HEADER: &str =
    "##fileformat=VCFv4.2\n##contig=<ID=chr1,length=248956422>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA\n";

/// A file of so many lines, sorted; how long each is, is drawn from `lengths`.
fn text(lines: usize, lengths: &[usize], odd: bool) -> Vec<u8> {
    let mut text = HEADER.as_bytes().to_vec();
    for number in 0..lines {
        let chrom = 1 + number * 3 / lines.max(1);
        let position = 1_000 + number * 37 % 1_000_000;
        let length = lengths[number % lengths.len()];
        let info = match number % 5 {
            0 => ".".to_owned(),
            1 if odd => "CKDB=old;DP=4".to_owned(),
            2 => format!("END={};DP=3", position + number % 90_000),
            _ => format!("DP={number}"),
        };
        if odd && number % 17 == 3 {
            text.extend_from_slice(b"\nnonsense\n");
        }
        let end = if number + 1 == lines && odd { "" } else { "\n" };
        let line = format!("chr{chrom}\t{position}\t.\tA\tT\t.\t.\t{info}\tGT\t{}{end}", "0".repeat(length));
        text.extend_from_slice(line.as_bytes());
    }
    text
}

/// Blocks of these lengths, again and again, and now and then an empty one.
fn bgzf_of(text: &[u8], blocks: &[usize]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text;
    for length in blocks.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (block, after) = rest.split_at((*length).min(rest.len()));
        let mut writer = bgzf::io::Writer::new(Vec::new());
        writer.write_all(block).unwrap();
        let bytes = writer.finish().unwrap();
        // Without the end marker; after odd lengths it stays, as after `cat a.gz b.gz`.
        out.extend_from_slice(if length % 7 == 0 { &bytes } else { &bytes[..bytes.len() - 28] });
        rest = after;
    }
    out.extend_from_slice(&bgzf::io::Writer::new(Vec::new()).finish().unwrap());
    out
}

fn threads(count: usize) -> NonZero<usize> {
    NonZero::new(count).unwrap()
}

fn declarations() -> [Declaration; 2] {
    [Declaration::About("Version=0".into()), Declaration::Matches("a".into())]
}

fn settings(count: usize, batch_bytes: usize) -> Settings {
    Settings { batch_bytes, ..Settings::with_threads(threads(count)) }
}

fn plain(text: &[u8], every: u64) -> (Vec<u8>, Vec<u64>, Summary) {
    let mut input = text;
    let header = Header::read(&mut input).unwrap();
    let (mut out, mut given) = (Vec::new(), Vec::new());
    let mut consume = |number, _| {
        given.push(number);
        Ok(())
    };
    let outputs = Outputs { vcf: Some(&mut out), declarations: &declarations(), consume: &mut consume, progress: &mut |_| {} };
    let summary = stream::annotate(&mut input, &header, &Every(every), settings(1, 1 << 20), outputs).unwrap();
    (out, given, summary)
}

/// BGZF to a file; its bytes.
fn packed(
    bytes: &[u8],
    every: u64,
    settings: Settings,
    path: &Path,
    index: Option<IndexKind>,
) -> Result<(Vec<u64>, Summary), VcfError> {
    let mut source = Source::from_reader(Cursor::new(bytes.to_vec()), None, settings.threads).unwrap();
    let header = Header::read(&mut source)?;
    let mut sink = Sink::create(path, OutputFormat::Bgzf, settings.threads)?;
    if let Some(kind) = index {
        sink = sink.with_index(kind)?;
    }
    let mut given = Vec::new();
    let mut consume = |number, _| {
        given.push(number);
        Ok(())
    };
    let outputs = Outputs { vcf: None, declarations: &declarations(), consume: &mut consume, progress: &mut |_| {} };
    let summary = stream::annotate_source(&mut source, &header, &Every(every), settings, Some(&mut sink), outputs)?;
    sink.finish()?;
    Ok((given, summary))
}

/// As another reader inflates it.
fn inflated(path: &Path) -> Vec<u8> {
    let mut out = Vec::new();
    bgzf::io::Reader::new(fs::File::open(path).unwrap()).read_to_end(&mut out).unwrap();
    out
}

fn stripped(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    stream::strip(&mut &text[..], &mut out).unwrap();
    out
}

/// Every law of a file in blocks.
fn obeys(text: &[u8], blocks: &[usize], every: u64) -> Summary {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.vcf.gz");
    let bytes = bgzf_of(text, blocks);
    let (expected, given, _) = plain(text, every);
    assert!(stripped(&expected) == stripped(text));
    let mut before: Option<(Vec<u8>, Summary)> = None;
    for (count, batch_bytes) in [(1, 1 << 20), (2, 1 << 20), (8, 1 << 20), (1, 3_000), (3, 3_000)] {
        let (found, summary) = packed(&bytes, every, settings(count, batch_bytes), &path, None).unwrap();
        assert_eq!(found, given);
        assert!(inflated(&path) == expected, "{count} threads, batches of {batch_bytes}");
        let written = fs::read(&path).unwrap();
        if batch_bytes == 1 << 20 {
            if let Some(before) = &before {
                assert!(*before == (written, summary), "{count} threads changed the file");
            } else {
                before = Some((written, summary));
            }
        }
        // Text in, blocks out; and blocks in, text out.
        let (found, _) = packed(text, every, settings(count, batch_bytes), &path, None).unwrap();
        assert!(found == given && inflated(&path) == expected);
    }
    before.unwrap().1
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn lines_lie_across_blocks_as_they_like(
        lines in 0_usize..120,
        lengths in prop::collection::vec(prop_oneof![0_usize..60, 0_usize..3_000, 0_usize..60_000], 1..8),
        blocks in prop::collection::vec(prop_oneof![1_usize..40, 1_usize..4_000, 20_000_usize..65_280], 1..8),
        every in prop_oneof![Just(1_u64), 2_u64..9, Just(1_000_000_007)],
        odd in any::<bool>(),
    ) {
        let shortest = blocks.iter().sum::<usize>() / blocks.len();
        prop_assume!(lines * lengths.iter().sum::<usize>() / lengths.len() < 3_000 * shortest.max(100));
        obeys(&text(lines, &lengths, odd), &blocks, every);
    }
}

#[test]
fn blocks_without_a_change_are_passed_on() {
    let text = text(5_000, &[200, 300], false);
    let nothing = obeys(&text, &[65_280], 1_000_000_007);
    // The rest of the block that the header ends in comes anew; all others as they came.
    assert!(nothing.deflated_blocks <= 1 && nothing.passed_blocks as usize + 1 >= text.len() / 65_280, "{nothing:?}");
    // POS is 1000 and so many times 37: this divides five of them.
    let some = obeys(&text, &[65_280], 1_009);
    assert!(some.annotated > 0 && some.deflated_blocks as usize <= 2 + 2 * some.annotated as usize, "{some:?}");
    assert!(some.passed_blocks > 10, "{some:?}");
    let all = obeys(&text, &[65_280], 1);
    assert_eq!(all.passed_blocks, 0);
}

#[test]
fn a_damaged_file_is_an_error_and_leaves_no_file() {
    let text = text(500, &[30, 900], false);
    let bytes = bgzf_of(&text, &[5_000, 20_000, 900]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.vcf.gz");
    let fails = |bytes: &[u8], what: &str| {
        for count in [1, 2] {
            let error = packed(bytes, 50, settings(count, 1 << 20), &path, None).err().unwrap_or_else(|| panic!("{what} passed"));
            assert!(error.damage().is_some(), "{what}: {error}");
            assert!(!path.exists(), "{what}");
        }
    };
    for cut in (HEADER.len()..bytes.len()).step_by(bytes.len() / 40).chain(bytes.len() - 30..bytes.len()) {
        fails(&bytes[..cut], &format!("cut at {cut}"));
    }
    for place in (3_000..bytes.len() - 28).step_by(bytes.len() / 60) {
        let mut damaged = bytes.clone();
        damaged[place] ^= 0x10;
        // A bit of the header that nobody reads, such as the time of the file, is no damage.
        if packed(&damaged, 50, settings(1, 1 << 20), &path, None).is_ok() {
            let read = inflated(&path);
            assert!(read == plain(&text, 50).0, "a flipped bit at {place} changed the text unseen");
            fs::remove_file(&path).unwrap();
            continue;
        }
        fails(&damaged, &format!("a flipped bit at {place}"));
    }
}

/// Lines that overlap `first..=last` of a contig, found by the index.
fn found(path: &Path, kind: IndexKind, contig: &str, (first, last): (usize, usize)) -> Vec<u64> {
    let interval = Interval::from(Position::new(first).unwrap()..=Position::new(last).unwrap());
    let name = format!("{}.{}", path.display(), kind.extension());
    let ask = |index: &dyn BinningIndex| {
        let names = index.header().unwrap().reference_sequence_names();
        let number = names.get_index_of(contig.as_bytes()).unwrap();
        index.query(number, interval).unwrap()
    };
    let chunks = match kind {
        IndexKind::Tbi => ask(&noodles_tabix::fs::read(name).unwrap()),
        IndexKind::Csi => ask(&noodles_csi::fs::read(name).unwrap()),
    };
    let mut reader = bgzf::io::Reader::new(fs::File::open(path).unwrap());
    let mut text = Vec::new();
    noodles_csi::io::Query::new(&mut reader, chunks).read_to_end(&mut text).unwrap();
    overlapping(&text, contig, (first, last))
}

fn overlapping(text: &[u8], contig: &str, (first, last): (usize, usize)) -> Vec<u64> {
    let lines = text.split_inclusive(|byte| *byte == b'\n').filter_map(|line| Line::parse(line, 1).ok());
    let here = lines.filter(|line| {
        let end = line.info_value("END").and_then(|end| std::str::from_utf8(end).ok()?.parse().ok()).unwrap_or(line.position());
        line.chrom() == contig.as_bytes() && line.position() <= last as u64 && end.max(line.position()) >= first as u64
    });
    here.map(|line| line.position()).collect()
}

#[test]
fn the_index_finds_every_line_it_should() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.vcf.gz");
    let text = text(2_000, &[20, 200, 2_000, 90], false);
    for (blocks, every) in [(vec![65_280], 10_007), (vec![900, 30_000], 3), (vec![65_280], 1_000_000_007)] {
        let bytes = bgzf_of(&text, &blocks);
        for (kind, input) in [(IndexKind::Tbi, &bytes), (IndexKind::Csi, &bytes), (IndexKind::Tbi, &text)] {
            packed(input, every, settings(2, 1 << 20), &path, Some(kind)).unwrap();
            let whole = inflated(&path);
            for asked in [(1, 500), (1_000, 1_000), (1_037, 20_000), (60_000, 70_000), (50_000, 50_001), (1, 2_000_000)] {
                for contig in ["chr1", "chr2", "chr3"] {
                    assert_eq!(
                        found(&path, kind, contig, asked),
                        overlapping(&whole, contig, asked),
                        "{kind:?} {contig} {asked:?}"
                    );
                }
            }
        }
    }
}

/// The lines of these regions, with what an annotator says of them.
fn of_regions(path: &Path, texts: &[&str], every: u64, count: usize) -> (Vec<u8>, Vec<u64>) {
    let mut source = Source::open(path, threads(count)).unwrap();
    let header = Header::read(&mut source).unwrap();
    source.only(Regions::parse(texts.iter().copied()).unwrap(), path).unwrap();
    let (mut out, mut given) = (Vec::new(), Vec::new());
    let mut consume = |number, _| {
        given.push(number);
        Ok(())
    };
    let outputs = Outputs { vcf: Some(&mut out), declarations: &[], consume: &mut consume, progress: &mut |_| {} };
    stream::annotate_source(&mut source, &header, &Every(every), settings(count, 3_000), None, outputs).unwrap();
    (out, given)
}

#[test]
fn regions_are_the_same_with_and_without_an_index() {
    let folder = tempfile::tempdir().unwrap();
    let (indexed, bare) = (folder.path().join("indexed.vcf.gz"), folder.path().join("bare.vcf.gz"));
    let text = text(2_000, &[20, 200, 2_000, 90], false);
    packed(&bgzf_of(&text, &[9_000]), 1_000_000_007, settings(1, 1 << 20), &indexed, Some(IndexKind::Csi)).unwrap();
    let whole = inflated(&indexed);
    fs::copy(&indexed, &bare).unwrap();
    for texts in
        [&["chr2"][..], &["1:1-500"], &["chr1:1000"], &["chr2:30,000-40,000,chr1:1-2000", "3:60000-"], &["chr9"], &["1", "2", "3"]]
    {
        for every in [1_000_000_007, 3] {
            let expected = of_regions(&bare, texts, every, 1);
            assert_eq!(of_regions(&bare, texts, every, 3), expected, "{texts:?}");
            assert_eq!(of_regions(&indexed, texts, every, 2), expected, "{texts:?} through the index");
            let found = stripped(&expected.0);
            let lines = |text: &[u8]| text.split_inclusive(|byte| *byte == b'\n').filter(|line| line[0] != b'#').count();
            let wanted: usize = match texts {
                ["chr2"] => overlapping(&whole, "chr2", (1, 2_000_000)).len(),
                ["1:1-500"] | ["chr9"] => 0,
                ["chr1:1000"] => overlapping(&whole, "chr1", (1_000, 1_000)).len(),
                ["1", "2", "3"] => 2_000,
                _ => {
                    overlapping(&whole, "chr2", (30_000, 40_000)).len()
                        + overlapping(&whole, "chr1", (1, 2_000)).len()
                        + overlapping(&whole, "chr3", (60_000, 2_000_000)).len()
                }
            };
            assert_eq!(lines(&found), wanted, "{texts:?}");
            if wanted == 2_000 {
                assert!(found == stripped(&whole));
            }
        }
    }
}

#[test]
fn no_index_of_what_is_not_sorted_or_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.vcf.gz");
    let unsorted = format!("{HEADER}chr1\t90\t.\tA\tT\t.\t.\t.\tGT\t0\nchr1\t80\t.\tA\tT\t.\t.\t.\tGT\t0\n");
    let error = packed(unsorted.as_bytes(), 7, settings(1, 1 << 20), &path, Some(IndexKind::Tbi)).err().unwrap();
    assert!(matches!(error, VcfError::Index { .. }) && error.to_string().contains("line 5"), "{error}");
    assert!(path.exists() && !folder.path().join("out.vcf.gz.tbi").exists(), "the VCF is whole");
    let plain = Sink::create(&folder.path().join("out.vcf"), OutputFormat::Plain, threads(1)).unwrap();
    assert!(matches!(plain.with_index(IndexKind::Csi), Err(VcfError::NoIndexHere)));
}
