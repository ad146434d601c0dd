//! The inverted index inside our file: written as one segment, the same to the byte each time, and read where it lies.
//!
//! tantivy wants a folder of files. Each of its files becomes a section (`search/term`, `search/idx`, …) and a read-only
//! [`Directory`] shows the sections as that folder; nothing is unpacked and nothing is locked. The one thing tantivy draws at random
//! is the segment's name: it is replaced by zeros when the sections are cut, and what lies inside the files does not depend on it
//! (a test compares two builds byte by byte). One segment is written by one thread, in the order of the documents, without compression
//! of stored fields, because no field is stored: a hit is a number in `search/documents`, and the record is read where records are.

use super::concept::{Concept, Facet};
use super::document::Document;
use super::error::SearchError;
use crate::index::{Bytes, IndexFile};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, META_LOCK, OwnedBytes, RamDirectory, WatchCallback, WatchHandle, WritePtr,
};
use tantivy::schema::{Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{Index, IndexReader, IndexSettings, ReloadPolicy, TantivyDocument, Term};

/// Version of the sections of the search. A new version of the search engine's own format raises it.
pub const SEARCH_VERSION: u32 = 1;
/// Names, as the gazetteer reads them.
pub(super) const NAMES: &str = "search/names";
/// Groups of words.
pub(super) const WORDS: &str = "search/words";
/// Which record each document is.
pub(super) const DOCUMENTS: &str = "search/documents";
/// What the sections of the inverted index are named by: the endings of tantivy's files, and its list of segments.
pub(super) const PREFIX: &str = "search/";
const META: &str = "meta";
const META_FILE: &str = "meta.json";
/// The name of the segment in place of a random one: 32 digits, as tantivy writes it.
const SEGMENT: &str = "00000000000000000000000000000000";
/// Memory the writer may use before it would begin a second segment; it takes only what it needs.
const BUDGET: usize = 1 << 30;

/// The fields of a document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    pub(super) named: Field,
    pub(super) exact: Field,
    pub(super) fact: Field,
    pub(super) near: Field,
    pub(super) within: Field,
    pub(super) mention: Field,
    pub(super) facet: Field,
    pub(super) id: Field,
    pub(super) cites: Field,
    pub(super) text: Field,
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    // Numbers are asked for as they are: no length of fields, no frequency.
    let mut number = |name: &str| schema.add_u64_field(name, NumericOptions::default().set_indexed());
    let [named, exact, fact, near, within, mention, facet] =
        ["named", "exact", "fact", "near", "within", "mention", "facet"].map(&mut number);
    let whole = TextFieldIndexing::default().set_tokenizer("raw").set_fieldnorms(false).set_index_option(IndexRecordOption::Basic);
    let whole = TextOptions::default().set_indexing_options(whole);
    let [id, cites] = ["id", "cites"].map(|name| schema.add_text_field(name, whole.clone()));
    let words = TextFieldIndexing::default().set_tokenizer("raw").set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(words));
    (schema.build(), Fields { named, exact, fact, near, within, mention, facet, id, cites, text })
}

/// A document with what its texts give.
pub(super) struct Prepared {
    /// Concepts of its facts.
    pub(super) document: Document,
    /// Concepts its text mentions.
    pub(super) mention: Vec<Concept>,
    /// Words of its text; several texts follow one another.
    pub(super) words: Vec<super::tokens::Token>,
}

/// The sections of an inverted index over these documents, by name.
pub(super) fn write(documents: impl Iterator<Item = Prepared>) -> Result<BTreeMap<String, Vec<u8>>, SearchError> {
    let (schema, fields) = schema();
    let directory = RamDirectory::create();
    let settings = IndexSettings { docstore_compress_dedicated_thread: false, ..IndexSettings::default() };
    let index = Index::builder().schema(schema).settings(settings);
    let mut writer = index.single_segment_index_writer(directory.clone(), BUDGET)?;
    for prepared in documents {
        writer.add_document(fields.fill(prepared))?;
    }
    let index = writer.finalize()?;
    let metas = index.searchable_segment_metas()?;
    let [meta] = metas.as_slice() else {
        return Err(SearchError::Engine { problem: format!("{} segments were written instead of one", metas.len()) });
    };
    let name = meta.id().uuid_string();
    let mut sections = BTreeMap::new();
    // Which files there are is asked of the folder: tantivy lists names it does not write as well.
    let mut files: Vec<PathBuf> = index.load_metas()?.list_segment_files().into_iter().collect();
    files.sort_unstable();
    for file in files {
        if directory.exists(&file).map_err(tantivy::TantivyError::from)? {
            let bytes = directory.open_read(&file).map_err(tantivy::TantivyError::from)?.read_bytes()?;
            sections.insert(section_of(&file), bytes.as_slice().to_vec());
        }
    }
    let list = directory.atomic_read(Path::new(META_FILE)).map_err(tantivy::TantivyError::from)?;
    // tantivy writes the name with dashes in its list.
    let list = String::from_utf8_lossy(&list).replace(&dashed(&name), &dashed(SEGMENT));
    sections.insert(format!("{PREFIX}{META}"), list.into_bytes());
    Ok(sections)
}

/// 32 digits as a UUID is written.
fn dashed(digits: &str) -> String {
    let part = |range: std::ops::Range<usize>| digits.get(range).unwrap_or_default();
    [part(0..8), part(8..12), part(12..16), part(16..20), part(20..32)].join("-")
}

/// `search/term` for `…​.term`; a file of positions or terms has one dot.
fn section_of(file: &Path) -> String {
    let name = file.to_string_lossy();
    format!("{PREFIX}{}", name.split_once('.').map_or("", |(_, ending)| ending))
}

impl Fields {
    fn fill(self, prepared: Prepared) -> TantivyDocument {
        let Prepared { document, mention, words } = prepared;
        let mut out = TantivyDocument::new();
        let concepts = [
            (self.named, document.named),
            (self.exact, document.exact),
            (self.fact, document.fact),
            (self.near, document.near),
            (self.within, document.within),
        ];
        for (field, concepts) in concepts {
            concepts.into_iter().for_each(|concept| out.add_u64(field, concept.term()));
        }
        mention.into_iter().for_each(|concept| out.add_u64(self.mention, concept.term()));
        document.facets.into_iter().for_each(|facet: Facet| out.add_u64(self.facet, facet.term()));
        for (field, ids) in [(self.id, document.ids), (self.cites, document.cites)] {
            ids.into_iter().filter(|id| !id.is_empty()).for_each(|id| out.add_text(field, id));
        }
        let token = |token: super::tokens::Token| Token {
            offset_from: token.bytes.start,
            offset_to: token.bytes.end,
            position: token.position,
            text: token.term,
            position_length: 1,
        };
        let tokens: Vec<Token> = words.into_iter().map(token).collect();
        out.add_pre_tokenized_text(self.text, PreTokenizedString { text: String::new(), tokens });
        out
    }

    pub(super) fn concept(field: Field, concept: Concept) -> Term {
        Term::from_field_u64(field, concept.term())
    }

    pub(super) fn facet(self, facet: Facet) -> Term {
        Term::from_field_u64(self.facet, facet.term())
    }
}

/// Opens the inverted index inside a file.
///
/// # Errors
/// [`SearchError::NotBuilt`] when the file has none; else when a section is damaged or was written by another version.
pub(super) fn open(file: &IndexFile) -> Result<(IndexReader, Fields), SearchError> {
    let (_, fields) = schema();
    let mut sections = BTreeMap::new();
    let names: Vec<String> = file.sections().map(|section| section.name.to_owned()).collect();
    for name in names.iter().filter(|name| name.starts_with(PREFIX)) {
        sections.insert(name.clone(), file.required(name, SEARCH_VERSION)?.get()?.clone());
    }
    if !sections.contains_key(&format!("{PREFIX}{META}")) {
        return Err(SearchError::NotBuilt);
    }
    let index = Index::open(Sections(Arc::new(sections)))?;
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    Ok((reader, fields))
}

/// Sections of our file, shown as the folder tantivy reads.
#[derive(Clone, Debug)]
struct Sections(Arc<BTreeMap<String, Bytes>>);

impl Sections {
    fn find(&self, path: &Path) -> Result<&Bytes, OpenReadError> {
        let name = match path.to_str() {
            Some(META_FILE) => format!("{PREFIX}{META}"),
            _ => section_of(path),
        };
        self.0.get(&name).ok_or_else(|| OpenReadError::FileDoesNotExist(path.to_owned()))
    }
}

fn read_only() -> io::Error {
    io::Error::new(io::ErrorKind::ReadOnlyFilesystem, "an index is never written in place")
}

impl Directory for Sections {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        Ok(Arc::new(OwnedBytes::new(self.find(path)?.clone())))
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        Ok(self.find(path).is_ok())
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.find(path).map(|bytes| bytes.to_vec())
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        Err(DeleteError::IoError { io_error: Arc::new(read_only()), filepath: path.to_owned() })
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::IoError { io_error: Arc::new(read_only()), filepath: path.to_owned() })
    }

    fn atomic_write(&self, _: &Path, _: &[u8]) -> io::Result<()> {
        Err(read_only())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    /// Readers lock the list of segments while they read it. Nobody ever writes it, so there is nothing to hold; a writer is refused.
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        if lock.filepath == META_LOCK.filepath {
            return Ok(DirectoryLock::from(Box::new(())));
        }
        Err(LockError::IoError(Arc::new(read_only())))
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}
