//! The opened index, in words of cancer.
//!
//! [`Knowledge`] is one immutable file: records, gene models, names. It is cheap to open (header and table of contents),
//! cheap to clone (a shared pointer), and safe to use from many threads; a service swaps in a new one by replacing its
//! clone. What it shows are *views* that borrow from the file: see [`view`].
//!
//! ```text
//!  Knowledge ──records()──► Records ──► view::Profile, view::Evidence, view::Therapy, …   (tables, checked once)
//!      │─────genome(GRCh38)► Genome  ──► transcripts, reference letters
//!      └─────find("HER2")──► what a name means
//! ```

mod access;
pub mod genome;
mod given;
mod layer;
mod layer_table;
mod naming;
mod owned;
mod records;
mod tabled;
mod term;
pub mod view;

pub use genome::Genome;
pub use given::GivenDisease;
pub use layer::Layered;
pub use layer_table::{LAYERS_SECTION, Layer, LayerTable};
pub use naming::NameRows;
pub use owned::RecordTables;
pub use records::{Records, SECTIONS, TABLE_VERSION};
pub use tabled::LetterWindow;
pub use term::{FindError, Kind, Meaning};

use crate::genome::Assembly;
use crate::index::{Bytes, ContentId, IndexError, IndexFile, Names, Pieces, Section};
use genome::GenomeTable;
use records::Tables;
use std::path::Path;
use std::sync::Arc;

/// Facts about the index itself.
#[derive(Clone, Debug, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct Release {
    /// Name of the release: `2026.11`, or `dev` for a build from a working copy.
    pub name: String,
    /// Version of the program that compiled it.
    pub built_by: String,
}

/// Name of the section that holds [`Release`].
pub const RELEASE_SECTION: &str = "release";
/// Name of the section that holds names of records.
pub const NAMES_SECTION: &str = "names";

/// Name of the section that holds copy-number profiles. An index without it has none.
pub const COPY_NUMBER_SECTION: &str = "copy-number";

/// The opened index.
#[derive(Clone, Debug)]
pub struct Knowledge {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    file: IndexFile,
    release: Section<rkyv::Archived<Release>>,
    tables: Tables,
    copy_profiles: Option<Section<rkyv::Archived<Vec<crate::model::CopyProfile>>>>,
    names: Names,
    genomes: [GenomeSections; 2],
    #[cfg(feature = "search")]
    beside: std::sync::OnceLock<Arc<dyn std::any::Any + Send + Sync>>,
}

#[derive(Debug)]
struct GenomeSections {
    table: Section<rkyv::Archived<GenomeTable>>,
    letters: Pieces,
}

/// Names of the sections that hold gene models and reference letters of an assembly.
#[must_use]
pub const fn genome_sections(assembly: Assembly) -> [&'static str; 2] {
    match assembly {
        Assembly::Grch37 => ["genome/grch37", "letters/grch37"],
        Assembly::Grch38 => ["genome/grch38", "letters/grch38"],
    }
}

/// Name of the section with the hashes of the pieces of an assembly's letters. Indexes of before 2026-12 lack it.
#[must_use]
pub const fn letter_hashes_section(assembly: Assembly) -> &'static str {
    match assembly {
        Assembly::Grch37 => "letters/grch37/hashes",
        Assembly::Grch38 => "letters/grch38/hashes",
    }
}

impl Knowledge {
    /// Opens the file at `path` in the safe way: its bytes are copied unless the system guarantees that nobody can change them.
    ///
    /// # Errors
    /// When it cannot be read, is no index, is damaged in its header or table, or has another format.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, IndexError> {
        Self::of(IndexFile::open(path)?)
    }

    /// Maps the file at `path`: opening touches its header and table only.
    ///
    /// # Errors
    /// As for [`Knowledge::open`].
    ///
    /// # Safety
    /// Nobody may change or shorten the file while this value or a clone of it lives. Files that were published by rename
    /// (as `ckdb build` does) and are read-only keep that promise.
    #[expect(unsafe_code, reason = "it only passes the caller's promise on")]
    pub unsafe fn open_mapped(path: impl AsRef<Path>) -> Result<Self, IndexError> {
        // SAFETY: the caller promises what `IndexFile::open_mapped` asks for.
        Self::of(unsafe { IndexFile::open_mapped(path) }?)
    }

    /// The index in a file that is already open.
    ///
    /// # Errors
    /// When a section we need is missing or has another version.
    pub fn of(file: IndexFile) -> Result<Self, IndexError> {
        let genome = |assembly| {
            let [table, letters] = genome_sections(assembly);
            let hashes = letter_hashes_section(assembly);
            let hashes = file.has(hashes).then(|| file.required(hashes, TABLE_VERSION)).transpose()?;
            let letters = Pieces::of(file.required(letters, TABLE_VERSION)?, hashes);
            Ok(GenomeSections { table: file.archive(table, TABLE_VERSION)?, letters })
        };
        let inner = Inner {
            release: file.archive(RELEASE_SECTION, TABLE_VERSION)?,
            tables: Tables::of(&file)?,
            copy_profiles: match file.has(COPY_NUMBER_SECTION) {
                true => Some(file.archive(COPY_NUMBER_SECTION, TABLE_VERSION)?),
                false => None,
            },
            names: file.names(NAMES_SECTION, TABLE_VERSION)?,
            genomes: [genome(Assembly::Grch37)?, genome(Assembly::Grch38)?],
            #[cfg(feature = "search")]
            beside: std::sync::OnceLock::new(),
            file,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The index in memory.
    ///
    /// # Errors
    /// As for [`Knowledge::open`].
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Result<Self, IndexError> {
        Self::of(IndexFile::from_bytes(bytes)?)
    }

    /// What names the whole content: equal for equal files.
    #[must_use]
    pub fn content_id(&self) -> ContentId {
        self.inner.file.content_id()
    }

    /// The file below, for those who want its sections.
    #[must_use]
    pub fn file(&self) -> &IndexFile {
        &self.inner.file
    }

    /// Facts about the index itself.
    ///
    /// # Errors
    /// When the section is damaged; so for every method here that returns [`IndexError`].
    pub fn release(&self) -> Result<Release, IndexError> {
        let stored = self.inner.release.get()?;
        Ok(Release { name: stored.name.as_str().to_owned(), built_by: stored.built_by.as_str().to_owned() })
    }

    /// The tables of records. The first call checks them (milliseconds); later ones are pointers.
    ///
    /// # Errors
    /// When a table is damaged.
    pub fn records(&self) -> Result<Records<'_>, IndexError> {
        self.inner.tables.records()
    }

    /// Gene models and reference letters of one assembly. Letters are checked when they are first asked for: see
    /// [`Genome::sound`].
    ///
    /// # Errors
    /// When the models, or the hashes of the letters, are damaged.
    pub fn genome(&self, assembly: Assembly) -> Result<Genome<'_>, IndexError> {
        let sections = &self.inner.genomes[assembly.index()];
        sections.letters.prepare()?;
        Ok(sections.table.get()?.view_on(&sections.letters))
    }

    /// Copy-number profiles: thresholds as data, sorted by name.
    ///
    /// # Errors
    /// When their section is damaged.
    pub fn copy_profiles(&self) -> Result<Vec<crate::model::CopyProfile>, IndexError> {
        match &self.inner.copy_profiles {
            Some(section) => section.get()?.iter().map(crate::index::owned).collect(),
            None => Ok(Vec::new()),
        }
    }

    /// Names of records, to look up, complete or suggest.
    #[must_use]
    pub fn names(&self) -> &Names {
        &self.inner.names
    }

    /// What the search keeps beside the index, made at the first call and dropped with the index. This room knows nothing of it.
    #[cfg(feature = "search")]
    pub(crate) fn beside<T: Send + Sync + 'static>(&self, make: impl Fn() -> T) -> Arc<T> {
        let kept = crate::index::kept(&self.inner.beside, || Arc::new(make()));
        // One room asks, for one type; were it another type, it would get its own, unkept.
        Arc::clone(kept).downcast::<T>().unwrap_or_else(|_| Arc::new(make()))
    }

    /// Reads every byte and compares it with the hashes in the file.
    ///
    /// # Errors
    /// The first damage found.
    pub fn verify(&self) -> Result<(), IndexError> {
        self.inner.file.verify()
    }
}
