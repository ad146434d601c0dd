//! Damaged, foreign and hostile files: an error each time, never a panic, never a signal, never another answer.
//!
//! Each test begins with what it is there for. The files are small, so that every length and every bit can be tried.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

use std::path::Path;
use std::process::Command;

use ckdb_core::index::{Bytes, ContentId, IndexError, IndexFile, Meaning, NamesBuilder, Writer};
use rkyv::Archived;

type Rows = Vec<(String, Option<u64>, Vec<u32>)>;

fn rows() -> Rows {
    vec![("short".into(), None, vec![]), ("not so short a text".into(), Some(7), vec![1, 2, 3])]
}

/// A file with a section of each kind, about 900 bytes long.
fn image() -> Vec<u8> {
    let mut names = NamesBuilder::new();
    for (name, id) in [("BRAF V600E", 1), ("HER2", 2), ("ERBB2", 2), ("ALK", 3), ("ALK", 4)] {
        names.add(name, Meaning { kind: 1, id }).unwrap();
    }
    let mut writer = Writer::new();
    writer.section("empty", 1, []).unwrap();
    writer.section("names", 1, names.finish().unwrap()).unwrap();
    writer.section("plain", 1, "just text").unwrap();
    writer.archive("rows", 1, &rows()).unwrap();
    writer.finish().bytes
}

/// What a user of the file gets to see. Touches every section in the way its kind is meant to be read.
#[derive(Debug, PartialEq)]
struct Seen {
    plain: Vec<u8>,
    names: Vec<(String, Vec<Meaning>)>,
    rows: Rows,
}

fn read(file: &IndexFile) -> Result<Seen, IndexError> {
    let plain = file.section("plain")?.to_vec();
    assert!(file.section("empty")?.is_empty());
    let names = file.names("names", 1)?;
    names.lookup("alk")?;
    names.nearest("BRAF V600", 5)?;
    let listed = names.starting_with("", usize::MAX)?.into_iter().map(|named| (named.name, named.meanings.collect())).collect();
    let section = file.archive::<Archived<Rows>>("rows", 1)?;
    let rows = section.get()?.iter();
    let rows = rows
        .map(|row| {
            let weight = row.1.as_ref().map(|weight| weight.to_native());
            (row.0.as_str().to_owned(), weight, row.2.iter().map(|exon| exon.to_native()).collect())
        })
        .collect();
    Ok(Seen { plain, names: listed, rows })
}

fn open_error(bytes: &[u8]) -> IndexError {
    IndexFile::from_bytes(bytes).expect_err("this file should be refused")
}

// ---- broken transfers ----

/// So that a download that stopped early is never mistaken for a smaller database: every length, from memory and disk.
#[test]
fn a_shortened_file_is_refused_at_every_length() {
    let image = image();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("short.ckdb");
    for length in 0..image.len() {
        let error = open_error(&image[..length]);
        let expected = matches!(error, IndexError::Length { .. } | IndexError::NotAnIndex { .. });
        assert!(expected, "{length} bytes: {error}");
        std::fs::write(&path, &image[..length]).unwrap();
        let from_disk = IndexFile::open(&path).unwrap_err();
        assert_eq!(from_disk.reason().to_string(), error.to_string());
    }
}

/// So that two downloads glued together, or a server's error page at the end of a file, are noticed.
#[test]
fn a_lengthened_file_is_refused() {
    let mut image = image();
    image.push(0);
    assert!(matches!(open_error(&image), IndexError::Length { .. }));
}

/// So that no bit can change unnoticed, wherever it is: header, table, section or padding.
///
/// `open` or `verify` must refuse; and what can still be read without `verify` must be what was written.
#[test]
fn every_changed_bit_is_noticed() {
    let image = image();
    let whole = IndexFile::from_bytes(image.as_slice()).unwrap();
    whole.verify().unwrap();
    let seen = read(&whole).unwrap();
    assert_eq!(seen.rows, rows());
    let (mut at_open, mut at_read, mut at_verify) = (0, 0, 0);
    for place in 0..image.len() {
        for mask in (0..8).map(|bit| 1u8 << bit).chain([0xff]) {
            let mut bad = image.clone();
            bad[place] ^= mask;
            let Ok(file) = IndexFile::from_bytes(bad) else {
                at_open += 1;
                continue;
            };
            let error = file.verify().expect_err("verify must notice a changed bit");
            assert!(!error.to_string().is_empty());
            // Nothing in the header or the table is ever used without a check at open.
            assert_eq!(file.content_id(), whole.content_id());
            match read(&file) {
                Ok(other) => {
                    assert_eq!(other, seen, "byte {place} ^ {mask:02x} gave another answer");
                    assert!(matches!(error, IndexError::Padding { offset, .. } if offset == place as u64), "{error}");
                    at_verify += 1;
                }
                Err(error) => {
                    assert!(matches!(error, IndexError::SectionHash { .. }), "byte {place} ^ {mask:02x}: {error}");
                    at_read += 1;
                }
            }
        }
    }
    // Each of the three nets has caught something; otherwise this test tests less than it says.
    assert!(at_open > 0 && at_read > 0 && at_verify > 0, "{at_open} {at_read} {at_verify}");
}

/// So that damage in one section does not take the others away, and is found again at every touch.
#[test]
fn the_other_sections_of_a_damaged_file_can_be_read() {
    let mut image = image();
    let names = IndexFile::from_bytes(image.as_slice()).unwrap();
    let offset = names.sections().find(|section| section.name == "names").unwrap().offset;
    image[usize::try_from(offset).unwrap() + 20] ^= 4;
    let file = IndexFile::from_bytes(image).unwrap();
    assert_eq!(&file.section("plain").unwrap()[..], b"just text");
    let names = file.names("names", 1).unwrap();
    for _ in 0..2 {
        assert!(matches!(names.lookup("ALK"), Err(IndexError::SectionHash { .. })));
        assert!(matches!(names.nearest("ALK", 1), Err(IndexError::SectionHash { .. })));
        assert!(matches!(names.starting_with("", 1), Err(IndexError::SectionHash { .. })));
    }
}

// ---- wrong files ----

/// So that somebody who names the VCF, an archive or nothing at all is told which file was taken for an index.
#[test]
fn a_foreign_file_is_named_as_what_it_is() {
    for (bytes, hint) in [
        (&b""[..], "empty"),
        (b"x", "begins differently"),
        (b"##fileformat=VCFv4.3\n", "VCF"),
        (b"\x1f\x8b\x08\x04rest of a gzip file", "gzip"),
        (b"PK\x03\x04rest of a zip file", "zip"),
        (b"\x89PNG\r\n\x1a\nrest of a picture", "begins differently"),
        (b"\x89CKDB\n\x1a\x01rest after newline translation", "text mode"),
        (b"\x09CKDB\r\n\x1arest after seven bits", "text mode"),
    ] {
        let error = open_error(bytes);
        assert!(matches!(error, IndexError::NotAnIndex { .. }), "{error}");
        assert!(error.to_string().contains(hint), "{error}");
    }
}

/// So that an empty or tiny file on disk is refused before anything is mapped or allocated for it.
#[test]
fn empty_files_and_things_that_are_no_files_are_refused() {
    let empty = tempfile::NamedTempFile::new().unwrap();
    assert!(matches!(IndexFile::open(empty.path()).unwrap_err().reason(), IndexError::NotAnIndex { .. }));
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(IndexFile::open(folder.path()).unwrap_err().reason(), IndexError::NotAFile { .. }));
    if cfg!(unix) {
        // An endless device: reading it whole would never end.
        assert!(matches!(IndexFile::open("/dev/zero").unwrap_err().reason(), IndexError::NotAFile { .. }));
    }
}

/// So that an old program says "update me" instead of calling a new file damaged.
#[test]
fn a_newer_format_says_what_to_do() {
    let mut image = image();
    image[8..12].copy_from_slice(&2u32.to_le_bytes());
    // Everything else may have changed in format 2.
    image[12..].fill(0xee);
    let error = open_error(&image);
    assert!(matches!(error, IndexError::NewerFormat { found: 2 }), "{error}");
    assert!(error.to_string().contains("update CKDB"), "{error}");
}

/// So that a new program can still use an old file's other sections, and says which one it lacks.
#[test]
fn a_missing_or_newer_section_is_named() {
    let image = Writer::new().section("plain", 2, "x").unwrap().section("from-the-future", 9, "?").unwrap().finish();
    let file = IndexFile::from_bytes(image.bytes).unwrap();
    file.verify().unwrap();
    let missing = file.names("names", 1).unwrap_err().to_string();
    assert!(missing.contains("`names`"), "{missing}");
    let newer = file.required("plain", 1).unwrap_err().to_string();
    assert!(newer.contains("version 2") && newer.contains("update CKDB"), "{newer}");
}

/// So that an index inside a larger blob (a wheel, a program) opens wherever it happens to stand in memory.
#[test]
fn memory_without_alignment_is_made_to_work() {
    let image = image();
    let seen = read(&IndexFile::from_bytes(image.as_slice()).unwrap()).unwrap();
    for shift in 1..17 {
        let mut blob = vec![0xaa; shift];
        blob.extend_from_slice(&image);
        let from_slice = IndexFile::from_bytes(&blob[shift..]).unwrap();
        assert_eq!(read(&from_slice).unwrap(), seen);
        let part = Bytes::from(blob).slice(shift..shift + image.len()).unwrap();
        assert_eq!(read(&IndexFile::from_bytes(part).unwrap()).unwrap(), seen);
    }
}

// ---- hostile files: the hashes are right, what they cover is not ----

const HEADER: usize = 64;
const ENTRY: usize = 96;

/// Where the table begins.
fn table(image: &[u8]) -> usize {
    usize::try_from(u64::from_le_bytes(image[16..24].try_into().unwrap())).unwrap()
}

/// Makes the hashes right again: of each section that lies inside the file, then of the table.
fn rehash(image: &mut [u8]) {
    let start = table(image);
    for entry in (start..image.len()).step_by(ENTRY) {
        let field = |at: usize| u64::from_le_bytes(image[at..at + 8].try_into().unwrap());
        let (offset, length) = (field(entry + 64), field(entry + 72));
        let range = usize::try_from(offset).unwrap()..usize::try_from(offset.saturating_add(length)).unwrap();
        if let Some(section) = image.get(range) {
            let hash = blake3::hash(section);
            image[entry + 80..entry + 96].copy_from_slice(&hash.as_bytes()[..16]);
        }
    }
    let hash = blake3::hash(&image[start..]);
    image[40..56].copy_from_slice(&hash.as_bytes()[..16]);
}

/// So that a forged table can neither make two sections share bytes nor reach outside the file.
#[test]
fn forged_places_of_sections_are_refused() {
    let image = image();
    let toc = table(&image);
    let field = |entry: usize, at: usize| toc + entry * ENTRY + at;
    let huge = [1, 63, 64, 65, 1 << 20, u64::from(u32::MAX), i64::MAX as u64, u64::MAX - 63, u64::MAX];
    for entry in 0..4 {
        for at in [64, 72] {
            let place = field(entry, at);
            let old = u64::from_le_bytes(image[place..place + 8].try_into().unwrap());
            let near = [old.wrapping_sub(64), old.wrapping_add(64), 0, toc as u64, image.len() as u64];
            for value in huge.into_iter().chain(near).filter(|&value| value != old) {
                let mut bad = image.clone();
                bad[place..place + 8].copy_from_slice(&value.to_le_bytes());
                rehash(&mut bad);
                // A changed length that ends before the same border is a legal file with another content id.
                match IndexFile::from_bytes(bad) {
                    Err(IndexError::Table { .. } | IndexError::Header { .. }) => {}
                    Err(other) => panic!("entry {entry}, {value}: {other}"),
                    Ok(file) => {
                        assert_eq!(at, 72, "entry {entry}: offset {value} was taken");
                        assert!(value.next_multiple_of(64) == old.next_multiple_of(64), "entry {entry}: {value}");
                        assert_ne!(file.content_id(), IndexFile::from_bytes(image.as_slice()).unwrap().content_id());
                    }
                }
            }
        }
    }
}

/// So that a forged number of sections cannot ask for more memory than the file is long.
#[test]
fn forged_counts_and_lengths_allocate_nothing() {
    let image = image();
    for count in [0, 1, 3, 5, 1 << 20, u32::MAX] {
        for table_fits in [false, true] {
            for offset in [None, Some(0), Some(u64::MAX), Some(0u64.wrapping_sub(u64::from(count) * ENTRY as u64))] {
                let mut bad = image.clone();
                bad[12..16].copy_from_slice(&count.to_le_bytes());
                if table_fits {
                    bad[24..32].copy_from_slice(&(u64::from(count) * ENTRY as u64).to_le_bytes());
                }
                if let Some(offset) = offset {
                    bad[16..24].copy_from_slice(&offset.to_le_bytes());
                }
                let error = open_error(&bad);
                assert!(matches!(error, IndexError::Header { .. } | IndexError::ContentId { .. }), "{count}: {error}");
            }
        }
    }
    for length in [0, 1 << 40, u64::MAX] {
        let mut bad = image.clone();
        bad[32..40].copy_from_slice(&length.to_le_bytes());
        assert!(matches!(open_error(&bad), IndexError::Length { .. }));
    }
}

/// So that a sparse file that claims to be huge is refused by its header, before memory is asked for.
#[test]
fn a_huge_sparse_file_is_refused_before_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sparse.ckdb");
    let mut image = image();
    image[32..40].copy_from_slice(&(1u64 << 42).to_le_bytes());
    std::fs::write(&path, &image).unwrap();
    let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    if file.set_len(1 << 42).is_err() {
        eprintln!("SKIPPED: this file system has no sparse files of 4 TiB");
        return;
    }
    // The table is not where the header says; a header alone must be enough to know.
    assert!(matches!(IndexFile::open(&path).unwrap_err().reason(), IndexError::Header { .. }));
}

/// So that a table that breaks a rule of the format is refused though its hash is right.
#[test]
fn forged_entries_are_refused() {
    let image = image();
    let toc = table(&image);
    for (what, place, value) in [
        ("a capital letter in a name", toc, b'E'),
        ("a name with a hole", toc + 2, 0),
        ("a byte behind a name", toc + 50, b'x'),
        ("an empty name", toc, 0),
        ("a name that is no text", toc, 0xff),
        ("a name out of order", toc, b'z'),
        ("a reserved field", toc + 60, 1),
        ("a path that climbs", toc, b'/'),
    ] {
        let mut bad = image.clone();
        bad[place] = value;
        rehash(&mut bad);
        let error = open_error(&bad);
        assert!(matches!(error, IndexError::Table { .. }), "{what}: {error}");
    }
    // The same name twice.
    let mut bad = image.clone();
    bad.copy_within(toc..toc + 56, toc + ENTRY);
    rehash(&mut bad);
    assert!(matches!(open_error(&bad), IndexError::Table { entry: 1, .. }));
}

/// So that a faulty writer, whose hashes are right, cannot make its reader run outside an archive.
#[test]
fn forged_archives_are_refused_or_read_as_legal_values() {
    let image = image();
    let whole = IndexFile::from_bytes(image.as_slice()).unwrap();
    let rows = whole.sections().find(|section| section.name == "rows").unwrap();
    let start = usize::try_from(rows.offset).unwrap();
    let (mut refused, mut read_on) = (0, 0);
    for place in start..start + usize::try_from(rows.length).unwrap() {
        for mask in (0..8).map(|bit| 1u8 << bit).chain([0xff]) {
            let mut bad = image.clone();
            bad[place] ^= mask;
            rehash(&mut bad);
            let file = IndexFile::from_bytes(bad).unwrap();
            file.verify().unwrap();
            // Reading walks every text and number: a wrong pointer that was not refused would show here, or in Miri.
            match read(&file) {
                Ok(_) => read_on += 1,
                Err(IndexError::Content { section, .. }) => {
                    assert_eq!(section, "rows");
                    refused += 1;
                }
                Err(other) => panic!("{other}"),
            }
        }
    }
    assert!(refused > 0 && read_on > 0);
}

/// So that a faulty writer of names cannot bring its reader down: `fst` itself panics on a third of these files.
#[test]
fn forged_names_are_refused_or_answer_something() {
    let image = image();
    let whole = IndexFile::from_bytes(image.as_slice()).unwrap();
    let names = whole.sections().find(|section| section.name == "names").unwrap();
    let start = usize::try_from(names.offset).unwrap();
    let (mut refused, mut answered) = (0, 0);
    for place in start..start + usize::try_from(names.length).unwrap() {
        for mask in (0..8).map(|bit| 1u8 << bit).chain([0xff]) {
            let mut bad = image.clone();
            bad[place] ^= mask;
            rehash(&mut bad);
            let names = IndexFile::from_bytes(bad).unwrap().names("names", 1).unwrap();
            let answers = [
                names.lookup("BRAF V600E").map(Iterator::count),
                names.nearest("BRAF V600", 5).map(|found| found.len()),
                names.starting_with("", 1000).map(|found| found.len()),
            ];
            for answer in answers {
                match answer {
                    Ok(_) => answered += 1,
                    Err(IndexError::Content { .. }) => refused += 1,
                    Err(other) => panic!("{other}"),
                }
            }
        }
    }
    assert!(refused > 0 && answered > 0);
}

// ---- the file changes underneath ----

const CHILD: &str = "CKDB_DAMAGE_TEST_FILE";

/// So that no user of the safe `open` is ever killed by a signal because somebody else cut the file short.
///
/// A signal ends a whole process, so a child process does the reading and this one looks at how it ended.
#[test]
fn a_file_cut_short_while_open_sends_no_signal() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.ckdb");
    // Larger than a page, so that a map would have pages that vanish.
    let large: Vec<u8> = (0..=u8::MAX).cycle().take(300_000).collect();
    let image = Writer::new().section("large", 1, large).unwrap().finish();
    std::fs::write(&path, image.bytes).unwrap();
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child_that_cuts_the_file", "--nocapture"])
        .env(CHILD, &path)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stderr);
    #[cfg(unix)]
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&child.status), None, "{said}");
    assert!(child.status.success(), "{said}");
    assert!(said.contains("read on after the cut"), "the child did not run: {said}");
    assert_eq!(std::fs::metadata(&path).unwrap().len(), 0);
}

/// The child of the test above. Without its environment variable it does nothing.
#[test]
fn child_that_cuts_the_file() {
    let Some(path) = std::env::var_os(CHILD) else { return };
    let path = Path::new(&path);
    let file = IndexFile::open(path).unwrap();
    let id: ContentId = file.content_id();
    std::fs::OpenOptions::new().write(true).open(path).unwrap().set_len(0).unwrap();
    let large = file.section("large").unwrap();
    assert!(large.iter().zip((0..=u8::MAX).cycle()).all(|(&found, written)| found == written));
    file.verify().unwrap();
    assert_eq!(file.content_id(), id);
    eprintln!("read on after the cut");
}

#[test]
fn the_test_file_is_small_enough_to_try_every_bit() {
    let length = image().len();
    assert!((HEADER..2048).contains(&length), "{length}");
}
