//! Files of public sources from the network into a folder: the only code here that opens a connection.
//!
//! ```text
//!  Wanted (name, address, checksum) ──► folder/NAME          the whole file, or the one that was there before
//!                                       folder/.NAME.part    what has come so far; the next attempt goes on from there
//!                                       folder/fetched.json  what the server called it (ETag), its length and digest
//! ```
//! A file is asked for with the ETag it had, so that an unchanged one costs one answer without a body (RFC 9110 §13.1.2). A
//! transfer that broke off goes on where it stopped, if the server still has the same file (`If-Range`, RFC 9110 §13.1.5).
//! Failures that may pass (no connection, 429, 5xx) are tried again after longer and longer waits. A file appears under its name
//! only when it is whole and its checksum, if one is known, agrees. Nothing of the user's is ever sent.

mod known;
mod transfer;

pub use known::{Known, KnownFile};

use std::path::{Path, PathBuf};
use std::time::Duration;

/// A file that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Its name in the folder; no path.
    pub name: String,
    /// Where it is: `https://…` (or `http://…`).
    pub address: String,
    /// SHA-256 of the file in hexadecimal letters, if it is known beforehand.
    pub sha256: Option<String>,
}

/// How patiently to fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Attempts for each file, the first included.
    pub attempts: u32,
    /// Wait before the second attempt; it doubles from one to the next.
    pub first_wait: Duration,
    /// A connection that says nothing for so long is broken.
    pub silence: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { attempts: 5, first_wait: Duration::from_secs(1), silence: Duration::from_secs(60) }
    }
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// It came, whole; so many bytes, so many of them in this attempt (fewer when it went on from a part).
    New {
        /// Length of the file.
        bytes: u64,
        /// Bytes that came over the network.
        transferred: u64,
    },
    /// The server says it is what we have.
    Unchanged,
}

/// Why a file could not be had. The one that was there before, if any, is untouched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// No connection.
    #[error(
        "cannot reach {address}: {problem} ({attempts} attempts); only `ckdb fetch` needs a network. Try again later, or put {name} into \
         {} by hand. What was there before is untouched",
        folder.display()
    )]
    Unreachable {
        /// Where.
        address: String,
        /// What the system said at the last attempt.
        problem: String,
        /// How many attempts were made.
        attempts: u32,
        /// The file's name.
        name: String,
        /// The folder.
        folder: PathBuf,
    },
    /// The server said no.
    #[error("{address}: the server answered {status}; expected 200. Has the file moved? Its address stands in the manifest")]
    Refused {
        /// Where.
        address: String,
        /// Its answer.
        status: u16,
    },
    /// The file is not what it should be.
    #[error("{address}: expected SHA-256 {expected}, found {found} ({bytes} bytes); it was not kept")]
    Checksum {
        /// Where.
        address: String,
        /// As stated.
        expected: String,
        /// As it is.
        found: String,
        /// Its length.
        bytes: u64,
    },
    /// A name that would leave the folder.
    #[error("`{name}` is no file name: expected letters, digits, dots, dashes and underscores, not beginning with a dot")]
    Name {
        /// As given.
        name: String,
    },
    /// The folder cannot be used.
    #[error("{}: {problem}: {cause}", path.display())]
    Folder {
        /// The file or folder.
        path: PathBuf,
        /// What could not be done.
        problem: &'static str,
        /// What the system said.
        #[source]
        cause: std::io::Error,
    },
}

/// Fetches one file into a folder, which is made if it is not there.
///
/// # Errors
/// When it cannot be had after all attempts, is not what was expected, or cannot be kept.
pub fn fetch(wanted: &Wanted, folder: &Path, patience: Patience) -> Result<Fetched, FetchError> {
    if !is_file_name(&wanted.name) {
        return Err(FetchError::Name { name: wanted.name.clone() });
    }
    let fail = |cause| FetchError::Folder { path: folder.to_owned(), problem: "the folder cannot be made", cause };
    std::fs::create_dir_all(folder).map_err(fail)?;
    let mut known = Known::read(folder)?;
    let agent = transfer::agent(patience);
    let mut wait = patience.first_wait;
    let mut attempt = 1;
    loop {
        match transfer::attempt(&agent, wanted, folder, &mut known) {
            Ok(fetched) => return Ok(fetched),
            Err(transfer::Trouble::Final(error)) => return Err(error),
            Err(transfer::Trouble::Passing(problem)) if attempt >= patience.attempts => {
                return Err(FetchError::Unreachable {
                    address: wanted.address.clone(),
                    problem,
                    attempts: attempt,
                    name: wanted.name.clone(),
                    folder: folder.to_owned(),
                });
            }
            Err(transfer::Trouble::Passing(_)) => {
                std::thread::sleep(wait);
                wait *= 2;
                attempt += 1;
            }
        }
    }
}

fn is_file_name(name: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    !name.is_empty() && !name.starts_with('.') && name.bytes().all(letter) && name != known::FILE
}
