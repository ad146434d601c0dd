//! Packs the workspace's `knowledge/` folder into one compressed blob that the command carries with it.
//!
//! The same files give the same bytes: paths are sorted, and times, owners and rights are left out. Beside the blob goes a
//! key: the hash of everything the compiled index follows from, which is the records *and* the code that compiles them. A
//! command that was changed but kept its version number would otherwise read an index that its older self had cached.

use flate2::{Compression, GzBuilder};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> io::Result<()> {
    let package = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let workspace = package.parent().ok_or_else(|| io::Error::other("this package lies in no workspace"))?;
    let knowledge = workspace.join("knowledge");
    let mut archive = tar::Builder::new(Vec::new());
    for (name, path) in files(&knowledge, is_read)? {
        let bytes = fs::read(&path).map_err(|error| about(&path, &error))?;
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(0);
        header.set_cksum();
        archive.append_data(&mut header, name, bytes.as_slice())?;
    }
    let archive = archive.into_inner()?;

    let mut key = blake3::Hasher::new();
    key.update(&archive);
    for folder in ["ckdb-core/src", "ckdb-build/src"] {
        for (name, path) in files(&workspace.join(folder), |name| name.ends_with(".rs"))? {
            key.update(name.as_bytes()).update(&fs::read(&path).map_err(|error| about(&path, &error))?);
        }
    }
    println!("cargo:rustc-env=CKDB_KNOWLEDGE_KEY={}", &key.finalize().to_hex()[..32]);

    let blob = PathBuf::from(variable("OUT_DIR")?).join("knowledge.tar.gz");
    // A time of 0 and no file name: nothing of this machine stands in the header.
    let mut packed = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    packed.write_all(&archive)?;
    fs::write(&blob, packed.finish()?).map_err(|error| about(&blob, &error))?;
    println!("cargo:rerun-if-changed=build.rs");
    Ok(())
}

/// Records, gene models and schemes are read when an index is compiled; notes, tools and candidates without a proof are not.
fn is_read(name: &str) -> bool {
    !name.starts_with("candidates/") && (name.ends_with(".toml") || (name.starts_with("genome/") && name.ends_with(".txt")))
}

/// The files below `folder` that `wanted` takes, as (path below it with `/`, path), sorted. Tells cargo to watch every folder:
/// a changed, new or removed file then packs anew.
fn files(folder: &Path, wanted: impl Fn(&str) -> bool) -> io::Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    let mut waiting = vec![(String::new(), folder.to_owned())];
    while let Some((above, folder)) = waiting.pop() {
        println!("cargo:rerun-if-changed={}", folder.display());
        for entry in fs::read_dir(&folder).map_err(|error| about(&folder, &error))? {
            let path = entry?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
                return Err(about(&path, &io::Error::other("its name is not UTF-8")));
            };
            if name.starts_with('.') {
                continue;
            }
            let name = format!("{above}{name}");
            if path.is_dir() {
                waiting.push((name + "/", path));
            } else if wanted(&name) {
                found.push((name, path));
            }
        }
    }
    found.sort();
    Ok(found)
}

fn variable(name: &str) -> io::Result<String> {
    env::var(name).map_err(|error| io::Error::other(format!("{name}: {error}; cargo sets it")))
}

fn about(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("packing the knowledge that ships: {}: {error}", path.display()))
}
