//! The index that ships, seen from outside: several processes at once, and caches that cannot be used.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::path::Path;
use std::process::{Command, Stdio};

/// `ckdb info` with this cache and nothing else that names an index or a folder.
fn info(cache: Option<&Path>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ckdb"));
    command.args(["info", "--format", "json"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    for name in ["CKDB_INDEX", "CKDB_CACHE", "XDG_CACHE_HOME", "HOME"] {
        command.env_remove(name);
    }
    if let Some(cache) = cache {
        command.env("CKDB_CACHE", cache);
    }
    command
}

#[test]
fn several_processes_that_begin_at_once_agree() {
    let home = tempfile::tempdir().unwrap();
    let cache = home.path().join("not/there/yet");
    let started: Vec<_> = (0..3).map(|_| info(Some(&cache)).spawn().unwrap()).collect();
    let mut answers: Vec<Vec<u8>> = started
        .into_iter()
        .map(|child| {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            assert!(output.stderr.is_empty(), "nothing is announced where nobody watches");
            output.stdout
        })
        .collect();
    answers.dedup();
    assert_eq!(answers.len(), 1);
    let left = std::fs::read_dir(&cache).unwrap().count();
    assert_eq!(left, 2, "one index and one pointer, nothing half done");
    let before = std::fs::metadata(index_in(&cache)).unwrap().modified().unwrap();
    assert!(info(Some(&cache)).output().unwrap().status.success());
    assert_eq!(std::fs::metadata(index_in(&cache)).unwrap().modified().unwrap(), before, "found, not written again");
}

fn index_in(cache: &Path) -> std::path::PathBuf {
    let files = std::fs::read_dir(cache).unwrap().map(|entry| entry.unwrap().path());
    files.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "ckdb")).unwrap()
}

#[test]
fn the_cache_of_the_system_is_honoured() {
    let home = tempfile::tempdir().unwrap();
    let output = info(None).env("XDG_CACHE_HOME", home.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(index_in(&home.path().join("ckdb")).is_file());
}

#[test]
fn a_cache_that_cannot_be_used_says_what_to_do() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("file");
    std::fs::write(&file, "").unwrap();
    let below_a_file = info(Some(&file.join("ckdb"))).output().unwrap();
    assert_eq!(below_a_file.status.code(), Some(1));
    let said = String::from_utf8(below_a_file.stderr).unwrap();
    for part in ["--index", "CKDB_CACHE", file.to_str().unwrap()] {
        assert!(said.contains(part), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn a_read_only_cache_is_used_when_it_holds_the_index_and_an_error_else() {
    use std::os::unix::fs::PermissionsExt;
    let set = |folder: &Path, mode| std::fs::set_permissions(folder, std::fs::Permissions::from_mode(mode)).unwrap();
    let home = tempfile::tempdir().unwrap();
    let cache = home.path().join("ckdb");
    std::fs::create_dir(&cache).unwrap();
    set(&cache, 0o555);
    if std::fs::write(cache.join("probe"), "").is_ok() {
        eprintln!("SKIPPED: this user may write into read-only folders (root), so no folder is read-only for it");
        return;
    }
    let refused = info(Some(&cache)).output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8(refused.stderr).unwrap().contains("--index"));
    set(&cache, 0o755);
    assert!(info(Some(&cache)).output().unwrap().status.success());
    set(&cache, 0o555);
    assert!(info(Some(&cache)).output().unwrap().status.success(), "nothing needs to be written");
    set(&cache, 0o755);
}

#[cfg(target_os = "linux")]
#[test]
fn a_home_that_is_not_there_is_an_error_that_says_what_to_do() {
    // With no HOME at all, some systems find one in the list of users, and a cache below that is right.
    let output = info(None).env("HOME", "/dev/null").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("--index") && said.contains("CKDB_CACHE"), "{said}");
}
