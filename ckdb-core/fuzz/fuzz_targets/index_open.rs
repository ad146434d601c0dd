//! Any bytes at all may be handed to `IndexFile::from_bytes`: it answers or refuses, and never panics.
//!
//! A hash guards the table of contents, so a fuzzer alone would never get past it. Each input is therefore tried twice:
//! as it is, and as a section, so that the reader of archives sees hostile bytes too. Names are left out: `fst` panics
//! on forged bytes, which `ckdb_core::index::names` catches, but a fuzzer counts each panic as a crash.
#![no_main]

use ckdb_core::index::{Bytes, IndexFile, Section, Writer};
use libfuzzer_sys::fuzz_target;

type Rows = rkyv::Archived<Vec<(String, Option<u64>)>>;

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
