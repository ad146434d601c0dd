//! How a running service follows the published index without a pause: one `Arc`, swapped when the link `current` moves.
//!
//! ```text
//!  request ─► current() ─► Arc<Knowledge> ─► every answer of this request, from one index
//!  timer   ─► refresh() ─► the link leads elsewhere? open, verify, swap. Else nothing
//! ```
//! A request takes the `Arc` once and keeps it to its end: its answers never mix two indexes. The old map is freed when the
//! last request that holds it ends. An index that cannot be opened is not swapped in: the service goes on with the one it has.
//!
//! `cargo run -p ckdb-core --example serve_current -- /srv/ckdb/current dabrafenib` asks once a second, until it is stopped.

use ckdb_core::index::IndexError;
use ckdb_core::knowledge::Knowledge;
use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// The index in service, as a service holds it.
struct InService {
    link: PathBuf,
    /// The file the link led to when it was opened, and the index in it.
    held: RwLock<(PathBuf, Arc<Knowledge>)>,
}

impl InService {
    fn open(link: &Path) -> Result<Self, Box<dyn Error>> {
        Ok(Self { link: link.to_owned(), held: RwLock::new(load(link)?) })
    }

    /// For one request: take it once, ask it everything, let it go.
    fn current(&self) -> Arc<Knowledge> {
        // A panic elsewhere cannot leave half a pair behind, so a poisoned lock is as good as a sound one.
        Arc::clone(&self.held.read().unwrap_or_else(PoisonError::into_inner).1)
    }

    /// For a timer: did the link move? The lock is held for two pointers, never while a file is read.
    fn refresh(&self) -> Result<bool, Box<dyn Error>> {
        let target = std::fs::canonicalize(&self.link)?;
        if self.held.read().unwrap_or_else(PoisonError::into_inner).0 == target {
            return Ok(false);
        }
        let fresh = load(&target)?;
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(true)
    }
}

fn load(link: &Path) -> Result<(PathBuf, Arc<Knowledge>), Box<dyn Error>> {
    let file = std::fs::canonicalize(link)?;
    let knowledge = map(&file)?;
    knowledge.verify()?;
    Ok((file, Arc::new(knowledge)))
}

#[expect(unsafe_code, reason = "the promise of `open_mapped` is made here, see SAFETY")]
fn map(file: &Path) -> Result<Knowledge, IndexError> {
    // SAFETY: `ckdb build` publishes by rename and read-only; nobody else writes into its folder.
    unsafe { Knowledge::open_mapped(file) }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(link), Some(name)) = (args.next(), args.next()) else {
        return Err("expected: serve_current FOLDER/current NAME".into());
    };
    let service = InService::open(Path::new(&link))?;
    let mut out = io::stdout();
    loop {
        let knowledge = service.current();
        let found = knowledge.find(&name)?;
        writeln!(out, "{} ({}): {} records are named {name}", knowledge.content_id(), knowledge.release()?.name, found.len())?;
        drop(knowledge);
        std::thread::sleep(Duration::from_secs(1));
        match service.refresh() {
            Ok(true) => writeln!(out, "the index was swapped")?,
            Ok(false) => {}
            Err(problem) => writeln!(out, "the old index stays: {problem}")?,
        }
    }
}
