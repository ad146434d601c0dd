//! One immutable file, as bytes.
//!
//! A CKDB index is a single file that is written once, published by rename, and then only read. This room knows
//! how such a file is laid out, how to open it in microseconds, and how to notice that it is damaged. It knows
//! nothing of cancer: what a section *means* is decided above, in `knowledge`.
//!
//! Who is who, from the ground up:
//!
//! - [`Bytes`] is an owned, cheaply cloned view of a memory map or of aligned heap. All `unsafe` code of the
//!   project that acts on memory is in its file.
//! - `identity` holds what names a file: magic number, format, hashes, content id.
//! - `layout` encodes and decodes the header and the table of contents, side by side. `FORMAT.md` is its document.
//! - [`SectionBytes`] is one section and its promised hash; [`Section`] is a section that holds one archived value.
//! - [`Pieces`] is a long plain section, hashed piece by piece as it is read.
//! - [`Names`] answers "which records carry this name?"; [`NamesBuilder`] writes what it reads.
//! - [`IndexFile`] opens a file and hands out sections; [`Writer`] turns sections into an [`Image`] of a file.
//! - `once` keeps what is worked out once, so that a fork at any moment leaves no lock behind that nobody opens.
//! - [`IndexError`] says what can be wrong with a file.
//!
//! Three promises hold for the whole room:
//!
//! 1. **Opening is cheap and says so.** [`IndexFile::open_mapped`] reads the header and the table, nothing else.
//!    A section is hashed when it is first touched, once. [`IndexFile::verify`] reads everything.
//! 2. **Damage is an error, never a panic and never another answer.** Every byte of a file is covered by a hash,
//!    by an exact value or by the rule that padding is zero.
//! 3. **The same sections give the same bytes**, in whatever order they are handed in.
//!
//! ```
//! use ckdb_core::index::{IndexFile, Writer};
//!
//! # fn main() -> Result<(), ckdb_core::index::IndexError> {
//! let image = Writer::new().section("notes", 1, "first light")?.finish();
//! let file = IndexFile::from_bytes(image.bytes)?;
//! assert_eq!(&file.section("notes")?[..], b"first light");
//! file.verify()?;
//! # Ok(())
//! # }
//! ```

mod beside;
pub mod bytes;
pub mod error;
pub mod file;
pub mod identity;
pub mod layout;
pub mod names;
pub mod nearest;
pub mod normal;
mod once;
pub mod pieces;
mod prefixes;
pub mod section;
mod stored;
pub mod writer;

pub(crate) use beside::both;
pub use bytes::Bytes;
pub use error::IndexError;
pub use file::{IndexFile, SectionInfo};
pub use identity::{ContentId, FORMAT, MAGIC, NotAContentId};
pub use names::{Meaning, Meanings, Named, Names, NamesBuilder};
pub use normal::normalize_name;
pub(crate) use once::kept;
pub use pieces::{PIECE, Pieces, hashes_of_pieces};
pub use section::{Section, SectionBytes, Stored};
pub(crate) use stored::{owned, plain};
pub use writer::{Image, Storable, Writer};
