//! A damaged file, and one without search: an error that says what to do, never a panic, never another answer.

use super::knowledge;
use ckdb_core::index::{IndexError, IndexFile, Writer};
use ckdb_core::knowledge::Knowledge;
use ckdb_core::search::{Question, SearchError};

/// The sections of the file with `change` applied to each, written anew: hashes are right again, as a forger would make them.
fn rewritten(change: impl Fn(&str, Vec<u8>) -> Option<Vec<u8>>) -> Knowledge {
    let mut writer = Writer::new();
    for section in knowledge().file().sections() {
        let bytes = knowledge().file().section(section.name).unwrap().to_vec();
        if let Some(bytes) = change(section.name, bytes) {
            writer.section(section.name, section.version, bytes).unwrap();
        }
    }
    Knowledge::from_bytes(writer.finish().bytes).unwrap()
}

fn names() -> Vec<String> {
    let sections = knowledge().file().sections().map(|section| section.name.to_owned());
    sections.filter(|name| name.starts_with("search/")).collect()
}

// So that who opens an index of a light program learns what is missing, and the rest of it works.
#[test]
fn an_index_without_search_says_so() {
    let bare = rewritten(|name, bytes| (!name.starts_with("search/")).then_some(bytes));
    assert!(!bare.find("EGFR").unwrap().is_empty());
    let error = bare.search("EGFR").unwrap_err();
    assert!(matches!(error, SearchError::NotBuilt) && error.to_string().contains("ckdb build"), "{error}");
    let again = bare.search("EGFR").unwrap_err();
    assert_eq!(again.to_string(), error.to_string());
}

// So that a flipped bit on a disk never gives another answer.
#[test]
fn a_changed_byte_is_named_with_its_section() {
    let whole = ckdb_build::pipeline::build(&[super::root().join("knowledge")], "test").unwrap().image.unwrap().bytes;
    let file = IndexFile::from_bytes(whole.clone()).unwrap();
    for section in file.sections().filter(|section| section.name.starts_with("search/") && section.length > 0) {
        let mut bytes = whole.clone();
        bytes[usize::try_from(section.offset + section.length / 2).unwrap()] ^= 0x10;
        let error = Knowledge::from_bytes(bytes).unwrap().search("EGFR T790M").unwrap_err();
        let SearchError::Index(found) = &error else { panic!("{}: {error}", section.name) };
        assert!(matches!(found.reason(), IndexError::SectionHash { section: name, .. } if name == section.name), "{error}");
    }
}

// So that a forged file, whose hashes are right, is an error at worst.
#[test]
fn sections_that_are_cut_emptied_or_scrambled_never_panic() {
    let names = names();
    assert!(names.len() >= 8, "{names:?}");
    for name in &names {
        for change in 0..4 {
            let forged = rewritten(|section, bytes| match change {
                _ if section != name => Some(bytes),
                0 => None,
                1 => Some(Vec::new()),
                2 => Some(bytes[..bytes.len() / 2].to_vec()),
                _ => Some(bytes.iter().zip(0u64..).map(|(byte, at)| if at % 97 == 13 { byte ^ 0xa5 } else { *byte }).collect()),
            });
            for text in ["EGFR T790M", "肺腺癌 耐性 腎", "\"plasma\" DNA"] {
                if let Ok(answer) = forged.search(Question::new(text).explain(true)) {
                    assert!(answer.hits.len() <= 10);
                }
            }
        }
    }
}

// So that an index of a newer program is told apart from a damaged one.
#[test]
fn another_version_of_the_search_is_named() {
    let mut writer = Writer::new();
    for section in knowledge().file().sections() {
        let bytes = knowledge().file().section(section.name).unwrap().to_vec();
        let version = section.version + u32::from(section.name.starts_with("search/"));
        writer.section(section.name, version, bytes).unwrap();
    }
    let newer = Knowledge::from_bytes(writer.finish().bytes).unwrap();
    let error = newer.search("EGFR").unwrap_err();
    assert!(error.to_string().contains("update CKDB"), "{error}");
}
