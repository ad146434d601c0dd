//! A folder of published indexes: one a night, the newest in service, the older ones kept.
//!
//! ```text
//!  folder/
//!    ckdb-2026-11-20.ckdb       each whole and read-only from the moment its name appears
//!    ckdb-2026-11-21.ckdb
//!    ckdb-2026-11-21.json       what went into it
//!    current ──► ckdb-2026-11-21.ckdb     a link, replaced by rename: readers see the old one or the new one
//!    .lock                      held by the one builder
//! ```
//! The order of steps makes every moment a good one to be killed at: index, report, link. Until the link is renamed the old
//! index is in service; afterwards the new one is. What a killed builder left behind (`.ckdb-*.tmp`) is swept by the next.
//! The lock is the system's and dies with its process, so nobody has to remove it by hand.

use super::{PublishError, publish};
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GenerationError {
    /// Another builder is at work.
    #[error("{}: another build is at work in this folder; wait for it, or give another folder", folder.display())]
    Locked {
        /// The folder.
        folder: PathBuf,
    },
    /// The system refused something.
    #[error("{}: {problem}: {cause}", path.display())]
    System {
        /// The file or folder.
        path: PathBuf,
        /// What could not be done.
        problem: &'static str,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// A file could not be published.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// A date that is none.
    #[error("`{date}` is no date: expected YYYY-MM-DD, such as 2026-11-21")]
    Date {
        /// As given.
        date: String,
    },
    /// No index to go back to.
    #[error("{}: there is no older index than {current} to go back to; the folder has {}", folder.display(), listed(known))]
    NothingOlder {
        /// The folder.
        folder: PathBuf,
        /// The one in service.
        current: String,
        /// Those there are, oldest first.
        known: Vec<String>,
    },
    /// The index asked for is not there.
    #[error("{}: there is no index {wanted}; the folder has {}", folder.display(), listed(known))]
    NoSuch {
        /// The folder.
        folder: PathBuf,
        /// As asked for.
        wanted: String,
        /// Those there are, oldest first.
        known: Vec<String>,
    },
}

fn listed(known: &[String]) -> String {
    if known.is_empty() { "none".to_owned() } else { known.join(", ") }
}

/// The link's name.
pub const CURRENT: &str = "current";
const PREFIX: &str = "ckdb-";
const SUFFIX: &str = ".ckdb";

/// A folder of published indexes, held by this process alone.
#[derive(Debug)]
pub struct Generations {
    folder: PathBuf,
    /// Held as long as this value lives.
    _lock: File,
}

/// Names of the indexes in a folder, oldest first. Asks for no lock: readers may list.
///
/// # Errors
/// When the folder cannot be read.
pub fn list(folder: &Path) -> Result<Vec<String>, GenerationError> {
    let fail = |cause| GenerationError::System { path: folder.to_owned(), problem: "the folder cannot be read", cause };
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(fail)? {
        let name = entry.map_err(fail)?.file_name();
        names.extend(name.to_str().filter(|name| parts(name).is_some()).map(str::to_owned));
    }
    names.sort_by_key(|name| parts(name).map(|(date, number)| (date.to_owned(), number)));
    Ok(names)
}

/// The name of the index in service; `None` before the first publication.
#[must_use]
pub fn current(folder: &Path) -> Option<String> {
    fs::read_link(folder.join(CURRENT)).ok()?.to_str().map(str::to_owned)
}

/// Date and number of the day of `ckdb-2026-11-21.ckdb` (1) or `ckdb-2026-11-21.2.ckdb` (2).
fn parts(name: &str) -> Option<(&str, u32)> {
    let inner = name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?;
    let (date, number) = match inner.split_once('.') {
        Some((date, number)) => (date, number.parse().ok().filter(|number| *number > 1)?),
        None => (inner, 1),
    };
    is_date(date).then_some((date, number))
}

/// Is it `YYYY-MM-DD`, with a month and a day that can be?
#[must_use]
pub fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let mut next = |length: usize| {
        let part = parts.next().filter(|part| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))?;
        part.parse::<u32>().ok()
    };
    let fits = matches!((next(4), next(2), next(2)), (Some(_), Some(1..=12), Some(1..=31)));
    fits && parts.next().is_none()
}

/// The day of an index by its name: `2026-11-21` of `ckdb-2026-11-21.2.ckdb`.
#[must_use]
pub fn date_of(name: &str) -> Option<&str> {
    parts(name).map(|(date, _)| date)
}

impl Generations {
    /// Takes the folder (made if it is not there) for this process, and sweeps what a killed builder left.
    ///
    /// # Errors
    /// When another process holds it, or the system refuses.
    pub fn take(folder: &Path) -> Result<Self, GenerationError> {
        let system = |problem| move |cause| GenerationError::System { path: folder.to_owned(), problem, cause };
        fs::create_dir_all(folder).map_err(system("the folder cannot be made"))?;
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(folder.join(".lock"))
            .map_err(system("its lock cannot be opened"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(GenerationError::Locked { folder: folder.to_owned() }),
            Err(TryLockError::Error(cause)) => return Err(system("its lock cannot be taken")(cause)),
        }
        let held = Self { folder: folder.to_owned(), _lock: lock };
        held.sweep().map_err(system("what an earlier build left cannot be removed"))?;
        Ok(held)
    }

    /// Temporary files of builders that were killed. Nobody else writes here: we hold the lock.
    fn sweep(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name();
            if name.to_str().is_some_and(|name| name.starts_with(".ckdb-") && name.ends_with(".tmp")) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// The file of the index in service.
    #[must_use]
    pub fn in_service(&self) -> Option<PathBuf> {
        current(&self.folder).map(|name| self.folder.join(name))
    }

    /// Publishes an index of this date with its report and puts it into service. A second index of one day gets a number; the
    /// first stays. Returns its name.
    ///
    /// # Errors
    /// When `date` is none, or a step fails; the index in service is then still the old one.
    pub fn publish(&self, date: &str, index: &[u8], report: &[u8]) -> Result<String, GenerationError> {
        if !is_date(date) {
            return Err(GenerationError::Date { date: date.to_owned() });
        }
        let taken = list(&self.folder)?;
        let last = taken.iter().filter_map(|name| parts(name)).filter(|(day, _)| *day == date).map(|(_, number)| number).max();
        let stem = match last {
            None => format!("{PREFIX}{date}"),
            // The very same index again needs no second file.
            Some(number) if self.holds(&named(date, number), index) => named(date, number).trim_end_matches(SUFFIX).to_owned(),
            Some(number) => named(date, number + 1).trim_end_matches(SUFFIX).to_owned(),
        };
        let name = format!("{stem}{SUFFIX}");
        publish(index, &self.folder.join(&name))?;
        publish(report, &self.folder.join(format!("{stem}.json")))?;
        self.point(&name)?;
        Ok(name)
    }

    fn holds(&self, name: &str, index: &[u8]) -> bool {
        fs::read(self.folder.join(name)).is_ok_and(|bytes| bytes == index)
    }

    /// Puts an index of the folder into service: the one named, else the next older than the present one. Returns its name.
    ///
    /// # Errors
    /// When there is no such index.
    pub fn roll_back(&self, to: Option<&str>) -> Result<String, GenerationError> {
        let known = list(&self.folder)?;
        let now = current(&self.folder).unwrap_or_default();
        let target = match to {
            Some(wanted) => {
                let fits = |name: &&String| *name == wanted || name.as_str() == format!("{PREFIX}{wanted}{SUFFIX}");
                known.iter().find(fits).cloned().ok_or_else(|| GenerationError::NoSuch {
                    folder: self.folder.clone(),
                    wanted: wanted.to_owned(),
                    known: known.clone(),
                })?
            }
            None => {
                let place = known.iter().position(|name| *name == now).unwrap_or(known.len());
                let older = known.get(place.wrapping_sub(1)).cloned();
                older.ok_or_else(|| GenerationError::NothingOlder {
                    folder: self.folder.clone(),
                    current: now,
                    known: known.clone(),
                })?
            }
        };
        self.point(&target)?;
        Ok(target)
    }

    /// Removes the oldest indexes until `keep` are left; never the one in service. Who has one mapped keeps reading it.
    /// Returns the names that went.
    ///
    /// # Errors
    /// When a file cannot be removed.
    pub fn prune(&self, keep: usize) -> Result<Vec<String>, GenerationError> {
        let known = list(&self.folder)?;
        let now = current(&self.folder);
        let surplus = known.len().saturating_sub(keep.max(1));
        let going: Vec<String> = known.into_iter().filter(|name| Some(name) != now.as_ref()).take(surplus).collect();
        for name in &going {
            let path = self.folder.join(name);
            let report = path.with_extension("json");
            let gone = |path: PathBuf| match fs::remove_file(&path) {
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                    Err(GenerationError::System { path, problem: "an old index cannot be removed", cause })
                }
                _ => Ok(()),
            };
            gone(path)?;
            gone(report)?;
        }
        Ok(going)
    }

    /// Makes the link point at `name`: a new link beside it, renamed over it.
    fn point(&self, name: &str) -> Result<(), GenerationError> {
        let link = self.folder.join(CURRENT);
        let fail = |cause| GenerationError::System {
            path: link.clone(),
            problem: "the link to the index in service cannot be set",
            cause,
        };
        let fresh = self.folder.join(".ckdb-current.tmp");
        match fs::remove_file(&fresh) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(fail(cause)),
            _ => {}
        }
        link_to(name, &fresh).map_err(fail)?;
        fs::rename(&fresh, &link).map_err(fail)?;
        File::open(&self.folder).and_then(|folder| folder.sync_all()).map_err(fail)
    }
}

fn named(date: &str, number: u32) -> String {
    if number == 1 { format!("{PREFIX}{date}{SUFFIX}") } else { format!("{PREFIX}{date}.{number}{SUFFIX}") }
}

#[cfg(unix)]
fn link_to(name: &str, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(name, link)
}

#[cfg(not(unix))]
fn link_to(_: &str, _: &Path) -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "a folder of generations needs links; build single files with -o instead"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn the_newest_is_in_service_and_the_older_ones_stay() {
        let dir = folder();
        let generations = Generations::take(dir.path()).unwrap();
        assert_eq!(current(dir.path()), None);
        generations.publish("2026-11-20", b"one", b"{}").unwrap();
        generations.publish("2026-11-21", b"two", b"{}").unwrap();
        assert_eq!(fs::read(dir.path().join(CURRENT)).unwrap(), b"two");
        assert_eq!(generations.publish("2026-11-21", b"three", b"{}").unwrap(), "ckdb-2026-11-21.2.ckdb");
        assert_eq!(generations.publish("2026-11-21", b"three", b"{}").unwrap(), "ckdb-2026-11-21.2.ckdb");
        assert_eq!(list(dir.path()).unwrap(), ["ckdb-2026-11-20.ckdb", "ckdb-2026-11-21.ckdb", "ckdb-2026-11-21.2.ckdb"]);
        assert_eq!(fs::read(dir.path().join(CURRENT)).unwrap(), b"three");
    }

    #[test]
    fn rolling_back_goes_one_night_or_to_a_named_one() {
        let dir = folder();
        let generations = Generations::take(dir.path()).unwrap();
        for (date, bytes) in [("2026-11-19", b"a"), ("2026-11-20", b"b"), ("2026-11-21", b"c")] {
            generations.publish(date, bytes, b"{}").unwrap();
        }
        assert_eq!(generations.roll_back(None).unwrap(), "ckdb-2026-11-20.ckdb");
        assert_eq!(generations.roll_back(None).unwrap(), "ckdb-2026-11-19.ckdb");
        let error = generations.roll_back(None).unwrap_err().to_string();
        assert!(error.contains("no older index than ckdb-2026-11-19.ckdb"), "{error}");
        assert_eq!(generations.roll_back(Some("2026-11-21")).unwrap(), "ckdb-2026-11-21.ckdb");
        let error = generations.roll_back(Some("2025-01-01")).unwrap_err().to_string();
        assert!(error.contains("ckdb-2026-11-20.ckdb"), "the error lists those there are: {error}");
    }

    #[test]
    fn pruning_spares_the_index_in_service() {
        let dir = folder();
        let generations = Generations::take(dir.path()).unwrap();
        for (date, bytes) in [("2026-11-19", b"a"), ("2026-11-20", b"b"), ("2026-11-21", b"c")] {
            generations.publish(date, bytes, b"{}").unwrap();
        }
        generations.roll_back(Some("2026-11-19")).unwrap();
        assert_eq!(generations.prune(1).unwrap(), ["ckdb-2026-11-20.ckdb", "ckdb-2026-11-21.ckdb"]);
        assert_eq!(list(dir.path()).unwrap(), ["ckdb-2026-11-19.ckdb"]);
        assert!(!dir.path().join("ckdb-2026-11-20.json").exists());
    }

    #[test]
    fn one_builder_at_a_time() {
        let dir = folder();
        let held = Generations::take(dir.path()).unwrap();
        assert!(matches!(Generations::take(dir.path()), Err(GenerationError::Locked { .. })));
        drop(held);
        fs::write(dir.path().join(".ckdb-left.tmp"), b"half").unwrap();
        Generations::take(dir.path()).unwrap();
        assert!(!dir.path().join(".ckdb-left.tmp").exists(), "what a killed builder left is swept");
    }

    #[test]
    fn dates_are_dates() {
        for good in ["2026-11-21", "2024-02-29"] {
            assert!(is_date(good), "{good}");
        }
        for bad in ["2026-13-01", "2026-11-00", "20261121", "2026-11-21-1", "../2026", "２０２６-11-21", ""] {
            assert!(!is_date(bad), "{bad}");
        }
    }
}
