//! Any bytes at all may be handed to `IndexFile::from_bytes`: it answers or refuses, and never panics.
//!
//! A hash guards the table of contents, so a fuzzer alone would never get past it. Each input is therefore tried twice:
//! as it is, and as the sections of a well-formed file, so that the readers of archives and names see hostile bytes
//! too. The names reader is only asked for its own checks: behind a right hash it relies on `fst`, which does not
//! promise to withstand forged transducers (see the documentation of `ckdb_core::index::names`).
#![no_main]

use ckdb_core::index::{Bytes, IndexFile, Section, Writer};
use libfuzzer_sys::fuzz_target;

type Rows = rkyv_types::Rows;

/// The archived type under test, named here once.
mod rkyv_types {
    pub type Rows = <Vec<(String, Option<u64>)> as ckdb_core::index::Archivable>::Archived;
}

fuzz_target!(|data: &[u8]| {
    if let Ok(file) = IndexFile::from_bytes(data) {
        let whole = file.verify().is_ok();
        for section in file.sections() {
            let bytes = file.section(section.name);
            assert!(bytes.is_ok() || !whole, "verify passed, but a section is damaged");
        }
    }
    let mut writer = Writer::new();
    if writer.section("data", 1, data).is_ok() {
        let image = writer.finish();
        let file = IndexFile::from_bytes(image.bytes).expect("what we write can be opened");
        assert_eq!(file.section("data").as_deref().ok(), Some(data));
    }
    let _ = Section::<Rows>::new(Bytes::from(data), "data").get();
});
