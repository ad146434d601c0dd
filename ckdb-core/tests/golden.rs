//! Old files for ever: what an earlier version wrote must still be read, and must still be what we write.
//!
//! `golden/format-1.ckdb` is a tiny index of generic sections. Its content id stands below. If a change of code, of a
//! compiler or of a dependency (`rkyv`, `fst`, `blake3`) changes one byte of what we write, this fails in the commit that
//! did it. The answer is never to write a new golden file of the same format: it is a new format number with a new file
//! beside the old one, or to undo the change.
#![allow(clippy::unwrap_used)]

use std::path::PathBuf;

use ckdb_core::index::{ContentId, FORMAT, Image, IndexFile, Meaning, NamesBuilder, Writer};
use rkyv::rend::u32_le;
use rkyv::{Archive, Archived, Serialize};

/// The content id of `format-1.ckdb`.
const FORMAT_1: &str = "95dbc0351a4f95d09c93e4f0a9f00929";

/// One field of each shape that archives are made of: texts short and long, lists, options, enumerations, numbers.
#[derive(Archive, Serialize)]
struct Row {
    name: String,
    kind: Kind,
    score: Option<u64>,
    ratio: f32,
    flag: bool,
    places: Vec<u32>,
    borrowed: Vec<u32_le>,
    nested: Vec<(u8, String)>,
}

#[derive(Archive, Serialize)]
enum Kind {
    Plain,
    Numbered(u16),
    Named { text: String },
}

fn rows() -> Vec<Row> {
    vec![
        Row {
            name: "short".into(),
            kind: Kind::Plain,
            score: None,
            ratio: 0.5,
            flag: false,
            places: vec![],
            borrowed: vec![],
            nested: vec![],
        },
        Row {
            name: "a text that does not fit into eight bytes: 短くない".into(),
            kind: Kind::Numbered(513),
            score: Some(0x0102_0304_0506_0708),
            ratio: -1.25,
            flag: true,
            places: vec![1, 0x0102_0304],
            borrowed: vec![7.into(), 0x0102_0304.into()],
            nested: vec![(1, "one".into()), (2, "the second of the nested".into())],
        },
        Row {
            name: String::new(),
            kind: Kind::Named { text: "named".into() },
            score: Some(0),
            ratio: f32::MAX,
            flag: true,
            places: (0..20).collect(),
            borrowed: vec![],
            nested: vec![],
        },
    ]
}

fn image() -> Image {
    let mut names = NamesBuilder::new();
    for (name, kind, id) in [
        ("HER-2", 1, 7),
        ("ERBB2", 1, 7),
        ("her 2", 9, 1),
        ("chr7-140753336-A-T", 2, 1),
        ("NM_004333.6:c.1799T>A", 2, 1),
        ("TERT -124C>T", 2, u32::MAX),
        ("オシメルチニブ", 3, 0),
    ] {
        names.add(name, Meaning { kind, id }).unwrap();
    }
    let mut writer = Writer::new();
    writer.section("plain", 1, "plain bytes\n").unwrap();
    writer.section("plain/empty", u32::MAX, []).unwrap();
    writer.section("plain/64", 1, [b'x'; 64]).unwrap();
    writer.section("names", 3, names.finish().unwrap()).unwrap();
    writer.archive("rows", 2, &rows()).unwrap();
    writer.finish()
}

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/format-1.ckdb")
}

#[test]
fn format_1_is_still_what_we_write() {
    assert_eq!(FORMAT, 1, "a new format: keep this file, and add one for the new format");
    let image = image();
    assert_eq!(image.content_id.to_string(), FORMAT_1);
    assert_eq!(std::fs::read(path()).unwrap(), image.bytes);
}

#[test]
fn format_1_is_still_read() {
    let file = IndexFile::open(path()).unwrap();
    file.verify().unwrap();
    assert_eq!(file.content_id(), FORMAT_1.parse::<ContentId>().unwrap());
    let sections: Vec<_> = file.sections().map(|section| (section.name, section.version, section.length > 0)).collect();
    let expected =
        [("names", 3, true), ("plain", 1, true), ("plain/64", 1, true), ("plain/empty", u32::MAX, false), ("rows", 2, true)];
    assert_eq!(sections, expected);

    let names = file.names("names", 3).unwrap();
    let found: Vec<_> = names.lookup("Her2").unwrap().map(|meaning| (meaning.kind, meaning.id)).collect();
    assert_eq!(found, [(1, 7), (9, 1)]);
    assert_eq!(names.lookup("7-140753336-A-T").unwrap().len(), 1);
    assert_eq!(names.lookup("tert -124c>t").unwrap().len(), 1);
    assert_eq!(names.lookup("tert 124c>t").unwrap().len(), 0);

    let section = file.archive::<Archived<Vec<Row>>>("rows", 2).unwrap();
    let read = section.get().unwrap();
    for (read, row) in read.iter().zip(rows()) {
        assert_eq!(read.name, row.name.as_str());
        let kind = match (&read.kind, &row.kind) {
            (ArchivedKind::Plain, Kind::Plain) => true,
            (ArchivedKind::Numbered(read), Kind::Numbered(number)) => read.to_native() == *number,
            (ArchivedKind::Named { text: read }, Kind::Named { text }) => read == text.as_str(),
            _ => false,
        };
        assert!(kind, "{}", row.name);
        assert_eq!(read.score.as_ref().map(|score| score.to_native()), row.score);
        assert_eq!(read.ratio.to_native(), row.ratio);
        assert_eq!(read.flag, row.flag);
        assert!(read.places.iter().map(|place| place.to_native()).eq(row.places));
        assert_eq!(read.borrowed.as_slice(), row.borrowed.as_slice());
        assert_eq!(read.nested.len(), row.nested.len());
        assert!(read.nested.iter().zip(&row.nested).all(|(read, row)| read.0 == row.0 && read.1 == row.1.as_str()));
    }
    assert_eq!(read.len(), rows().len());
}

/// Writes the file of a format that has none yet. It refuses to replace one.
#[test]
#[ignore = "run by hand, once for each format: cargo test -p ckdb-core --test golden -- --ignored"]
fn write_the_golden_file_of_a_new_format() {
    let image = image();
    let mut file = std::fs::File::create_new(path()).unwrap();
    std::io::Write::write_all(&mut file, &image.bytes).unwrap();
    assert_eq!(image.content_id.to_string(), FORMAT_1, "put this content id into the test");
}
