//! Files at the edge of what BGZF, gzip and VCF allow: each is read to its last line, and what comes out is the text that comes out
//! of its plain twin, whether blocks were passed on or not, on any number of threads.
#![allow(clippy::unwrap_used, missing_docs)]

use ckdb_core::vcf::error::Damage;
use ckdb_core::vcf::header::Declaration;
use ckdb_core::vcf::{
    Header, Line, LineAnnotator, Notes, OutputFormat, Outputs, Settings, Sink, Source, Summary, VcfError, stream,
};
use noodles_bgzf as bgzf;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::num::NonZero;

/// Puts an entry on every line whose POS ends in these digits.
struct Ending(&'static str);

impl LineAnnotator for Ending {
    type Scratch = ();
    type Output = ();

    fn scratch(&self) {}

    fn annotate(&self, line: &Line<'_>, (): &mut (), info: &mut Vec<u8>, _: &mut Notes<'_>) -> Option<()> {
        if line.position().to_string().ends_with(self.0) {
            info.extend_from_slice(b"CKDB=x");
        }
        None
    }
}

/// What is written of these bytes: its text, and what the walk met.
fn written(bytes: &[u8], ending: &'static str, form: OutputFormat, threads: usize) -> Result<(Vec<u8>, Summary), VcfError> {
    let threads = NonZero::new(threads).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out");
    let mut source = Source::from_reader(Cursor::new(bytes.to_vec()), None, threads).unwrap();
    let header = Header::read(&mut source)?;
    let mut sink = Sink::create(&path, form, threads)?;
    let declarations = [Declaration::Matches("m".into())];
    let outputs = Outputs { vcf: None, declarations: &declarations, consume: &mut |_, ()| Ok(()), progress: &mut |_| {} };
    let settings = Settings::with_threads(threads);
    let summary = stream::annotate_source(&mut source, &header, &Ending(ending), settings, Some(&mut sink), outputs)?;
    sink.finish()?;
    let bytes = fs::read(&path).unwrap();
    if form == OutputFormat::Plain {
        return Ok((bytes, summary));
    }
    assert!(bytes.ends_with(&end_marker()), "BGZF ends with its end marker");
    let mut text = Vec::new();
    bgzf::io::Reader::new(&bytes[..]).read_to_end(&mut text).unwrap();
    Ok((text, summary))
}

/// Every way to read `packed` writes what the plain walk writes of `text`.
fn same(name: &str, packed: &[u8], text: &[u8]) {
    // All lines, some, none.
    for ending in ["", "77", "none"] {
        let (expected, plain) = written(text, ending, OutputFormat::Plain, 1).unwrap();
        let mut stripped = Vec::new();
        stream::strip(&mut &expected[..], &mut stripped).unwrap();
        assert!(stripped == text, "{name}: not the input any more");
        for (form, threads) in [
            (OutputFormat::Plain, 1),
            (OutputFormat::Plain, 3),
            (OutputFormat::Bgzf, 1),
            (OutputFormat::Bgzf, 2),
            (OutputFormat::Bgzf, 5),
        ] {
            for bytes in [packed, text] {
                let (found, summary) = written(bytes, ending, form, threads).unwrap();
                assert!(found == expected, "{name}, POS {ending:?}, {form:?}, {threads} threads");
                assert_eq!((summary.progress, &summary.tally), (plain.progress, &plain.tally), "{name}");
            }
        }
    }
}

fn end_marker() -> Vec<u8> {
    bgzf::io::Writer::new(Vec::new()).finish().unwrap()
}

/// One block, without an end marker.
fn block(text: &[u8]) -> Vec<u8> {
    assert!(text.len() <= 0xff00);
    let mut writer = bgzf::io::Writer::new(Vec::new());
    writer.write_all(text).unwrap();
    let mut bytes = writer.finish().unwrap();
    bytes.truncate(bytes.len() - end_marker().len());
    bytes
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(text).unwrap();
    writer.finish().unwrap()
}

fn header(end: &str) -> Vec<u8> {
    format!("##fileformat=VCFv4.2{end}##contig=<ID=chr1>{end}#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO{end}").into_bytes()
}

fn lines(count: usize, end: &str) -> Vec<u8> {
    (0..count).flat_map(|number| format!("chr1\t{}\t.\tA\tT\t.\t.\tDP={number}{end}", 1_000 + number * 51).into_bytes()).collect()
}

#[test]
fn blocks_that_hold_nothing_or_only_the_header() {
    let (header, lines) = (header("\n"), lines(3_000, "\n"));
    let text = [&header[..], &lines].concat();
    let of_lines: Vec<u8> = lines.chunks(20_000).flat_map(block).collect();
    let packed = [block(&header), of_lines.clone(), end_marker()].concat();
    same("a header in a block of its own", &packed, &text);
    let each: Vec<u8> = header.chunks(7).flat_map(block).collect();
    same("a header over many blocks", &[each, of_lines, end_marker()].concat(), &text);
    let between: Vec<u8> = lines.chunks(9_000).flat_map(|part| [end_marker(), end_marker(), block(part)].concat()).collect();
    let packed = [end_marker(), block(&header), between, end_marker(), end_marker(), end_marker()].concat();
    same("empty blocks everywhere, as after `cat a.gz b.gz`", &packed, &text);
    same("no line at all", &[block(&header), end_marker()].concat(), &header);
    let small: Vec<u8> = text.chunks(1).take(5_000).flat_map(block).collect();
    same("a block for each byte", &[small, end_marker()].concat(), &text[..5_000]);
}

#[test]
fn lines_that_end_otherwise() {
    for end in ["\n", "\r\n"] {
        let text = [header(end), lines(4_000, end)].concat();
        let bare = &text[..text.len() - end.len()];
        for (name, text) in [("whole", &text[..]), ("without the last line end", bare)] {
            let packed: Vec<u8> = text.chunks(10_007).flat_map(block).chain(end_marker()).collect();
            same(&format!("{name}, ends {end:?}"), &packed, text);
            if end == "\r\n" {
                // A block ends between the two bytes of a line end.
                let cuts: Vec<u8> = text.split_inclusive(|byte| *byte == b'\r').flat_map(block).chain(end_marker()).collect();
                same(&format!("{name}, blocks end within line ends"), &cuts, text);
            }
        }
    }
    let mixed = [header("\n"), lines(100, "\r\n"), lines(100, "\n"), b"\n\r\n\n".to_vec(), lines(3, "\n")].concat();
    same("both line ends, and empty lines", &[block(&mixed), end_marker()].concat(), &mixed);
}

#[test]
fn gzip_that_is_no_bgzf() {
    let text = [header("\n"), lines(3_000, "\n")].concat();
    same("one member", &gzip(&text), &text);
    let members: Vec<u8> = text.chunks(33_333).flat_map(gzip).collect();
    same("members one after another", &members, &text);
    let empty = [gzip(b""), members, gzip(b"")].concat();
    same("empty members", &empty, &text);
    let (begin, rest) = text.split_at(50_000);
    let blocks: Vec<u8> = rest.chunks(20_000).flat_map(block).chain(end_marker()).collect();
    same("BGZF behind a member that is none", &[gzip(begin), blocks].concat(), &text);
}

#[test]
fn what_may_be_half_a_file_is_an_error() {
    let text = [header("\n"), lines(3_000, "\n")].concat();
    let blocks: Vec<u8> = text.chunks(20_000).flat_map(block).collect();
    for threads in [1, 2] {
        let damage = |bytes: &[u8]| {
            let error = written(bytes, "", OutputFormat::Bgzf, threads).unwrap_err();
            error.damage().unwrap_or_else(|| panic!("{error}")).clone()
        };
        assert!(matches!(damage(&blocks), Damage::NoEndMarker { offset } if offset == blocks.len() as u64));
        let member = [&blocks[..], &gzip(b"chr1\t900000\t.\tA\tT\t.\t.\t.\n")].concat();
        assert!(matches!(damage(&member), Damage::BadBlock { offset, .. } if offset == blocks.len() as u64));
        let rubbish = [&blocks[..], &end_marker(), b"rubbish"].concat();
        assert!(matches!(damage(&rubbish), Damage::BadBlock { .. }));
    }
}
