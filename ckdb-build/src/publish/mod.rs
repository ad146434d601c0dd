//! Putting a finished file in its place so that readers see the old one or the new one, never half of one.
//!
//! A reader maps the file and trusts it not to change. Therefore an index is never written in place: it is written beside
//! its place, flushed to disk, made read-only, and renamed over the old one, whose mapped pages live on in those who hold them.

pub mod generations;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Why a file could not be published. The old file, if there was one, is untouched.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {}: {problem} ({cause}); the file that was there before, if any, is untouched", path.display())]
pub struct PublishError {
    /// The place.
    pub path: PathBuf,
    /// Which step failed.
    pub problem: &'static str,
    /// What the system said.
    #[source]
    pub cause: io::Error,
}

/// Writes `bytes` to `path`: temporary file in the same folder, flush, mode 0444, rename, flush of the folder.
///
/// # Errors
/// When any step fails; the temporary file is then removed.
pub fn publish(bytes: &[u8], path: &Path) -> Result<(), PublishError> {
    let fail = |problem| move |cause| PublishError { path: path.to_owned(), problem, cause };
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder).map_err(fail("its folder cannot be made"))?;
    let mut file = tempfile::Builder::new()
        .prefix(".ckdb-")
        .suffix(".tmp")
        .tempfile_in(folder)
        .map_err(fail("no temporary file can be made in its folder"))?;
    file.write_all(bytes).map_err(fail("the temporary file beside it cannot be written"))?;
    let mut permissions = file.as_file().metadata().map_err(fail("its permissions cannot be read"))?.permissions();
    set_read_only(&mut permissions);
    file.as_file().set_permissions(permissions).map_err(fail("it cannot be made read-only"))?;
    file.as_file().sync_all().map_err(fail("it cannot be flushed to disk"))?;
    file.persist(path).map_err(|error| fail("it cannot be renamed into its place")(error.error))?;
    // Without this the rename itself may be lost when the machine stops.
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(fail("its folder cannot be flushed to disk"))
}

#[cfg(unix)]
fn set_read_only(permissions: &mut fs::Permissions) {
    use std::os::unix::fs::PermissionsExt;
    permissions.set_mode(0o444);
}

#[cfg(not(unix))]
fn set_read_only(permissions: &mut fs::Permissions) {
    permissions.set_readonly(true);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_new_file_replaces_the_old_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("below/knowledge.ckdb");
        publish(b"old", &path).unwrap();
        let held = File::open(&path).unwrap();
        publish(b"new", &path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(io::read_to_string(held).unwrap(), "old", "who holds the old file still reads it");
        assert!(fs::metadata(&path).unwrap().permissions().readonly());
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_failure_names_the_place_and_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("taken");
        fs::create_dir(&path).unwrap();
        let error = publish(b"bytes", &path).unwrap_err();
        assert!(error.to_string().contains("taken"), "{error}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file is left");
    }
}
