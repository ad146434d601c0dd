//! Reads directories of records, in sorted order.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::parse::{self, kind_of};
use super::schema::Records;
use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Files, Place, rules};

/// What was read.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The records, also those with mistakes in them (see [`super::Spanned`]).
    pub records: Records,
    /// The texts, for showing places.
    pub files: Files,
    /// What is wrong within single files. The rules over all records are [`crate::check`]'s.
    pub diagnostics: Diagnostics,
    /// Texts of sources, not of curators: rules about how curators write do not hold for them.
    pub imported: BTreeSet<FileId>,
    /// Files that wait in `candidates/` for a proof: read only by who asks for them, compiled by nobody.
    pub candidates: BTreeSet<FileId>,
}

/// Folders whose files are not records of this room: schemes, triage tables, copy-number profiles, OncoTree and gene models have
/// readers of their own. `candidates` is read by [`load_with_candidates`] alone: what waits there for a proof must never come into
/// an index. `seen` lists documents and papers that somebody opened.
const OTHER_FOLDERS: [&str; 7] = ["schemes", "triage", "copy-number", "ontology", "genome", CANDIDATES, "seen"];

/// The folder of candidates.
const CANDIDATES: &str = "candidates";

/// Files beside the folders of records that are no records: what the nightly build reads.
const OTHER_FILES: [&str; 2] = ["nightly.toml", "words.toml"];

/// Deeper than any record; keeps a symbolic link to its own parent from being followed for ever.
const MAX_DEPTH: usize = 6;

/// Reads all records below `dirs`. Each directory is a layer: the first is the knowledge that ships, later ones lie over it.
///
/// Files are read in the order of their paths, so two machines see the same order. Hidden files, and files that are not
/// `.toml` outside the folders of records, are passed over.
///
/// # Errors
/// When a directory does not exist or cannot be listed. A single file that cannot be read is a diagnostic.
pub fn load(dirs: &[PathBuf]) -> io::Result<Loaded> {
    let mut loaded = Loaded::default();
    for (layer, dir) in dirs.iter().enumerate() {
        let mut paths = Vec::new();
        list(dir, &mut Vec::new(), &mut paths)?;
        for parts in paths {
            let path: PathBuf = std::iter::once(dir.as_path()).chain(parts.iter().map(Path::new)).collect();
            let shown = path.to_string_lossy().replace('\\', "/");
            let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
            read_one(&mut loaded, (layer, false), &shown, &parts, fs::read(&path));
        }
    }
    loaded.records.sort();
    Ok(loaded)
}

/// As [`load`], with the records that wait in the `candidates/` folder of each directory. For checking, never for building.
///
/// A candidate file of a profile that exists adds its claims to it, and need not repeat name and criterion.
///
/// # Errors
/// As for [`load`].
pub fn load_with_candidates(dirs: &[PathBuf]) -> io::Result<Loaded> {
    let mut loaded = load(dirs)?;
    for (layer, dir) in dirs.iter().enumerate() {
        let dir = dir.join(CANDIDATES);
        if !dir.is_dir() {
            continue;
        }
        let mut paths = Vec::new();
        list(&dir, &mut Vec::new(), &mut paths)?;
        for parts in paths.into_iter().filter(|parts| parts.len() > 1) {
            let path: PathBuf = std::iter::once(dir.as_path()).chain(parts.iter().map(Path::new)).collect();
            let shown = path.to_string_lossy().replace('\\', "/");
            let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
            add_candidate(&mut loaded, layer, &shown, &parts, fs::read(&path));
        }
    }
    loaded.records.sort();
    Ok(loaded)
}

fn add_candidate(loaded: &mut Loaded, layer: usize, shown: &str, parts: &[&str], bytes: io::Result<Vec<u8>>) {
    let mut waiting = Loaded { files: std::mem::take(&mut loaded.files), ..Loaded::default() };
    let before = waiting.files.len();
    read_one(&mut waiting, (layer, true), shown, parts, bytes);
    loaded.candidates.extend(waiting.files.ids().skip(before));
    let known: BTreeSet<String> = loaded.records.profiles.iter().map(|profile| profile.header.id.clone()).collect();
    let (more, fresh): (Vec<_>, Vec<_>) =
        std::mem::take(&mut waiting.records.profiles).into_iter().partition(|profile| known.contains(&profile.header.id));
    for profile in more {
        let place = profile.header.place;
        waiting.diagnostics = std::mem::take(&mut waiting.diagnostics)
            .without(|finding| finding.rule == &rules::MISSING_FIELD && finding.place == place);
        waiting.records.reviews.retain(|review| review.place != place);
        if let Some(own) = loaded.records.profiles.iter_mut().find(|own| own.header.id == profile.header.id) {
            own.evidence.extend(profile.evidence);
            own.assertions.extend(profile.assertions);
        }
    }
    waiting.records.profiles = fresh;
    loaded.files = waiting.files;
    loaded.diagnostics.extend(waiting.diagnostics);
    loaded.records.append(waiting.records);
}

/// Reads records that are already in memory: `(path below the directory, bytes)`, all in layer 0; those
/// below `candidates/` as [`load_with_candidates`] reads them. For tests and examples.
#[must_use]
pub fn load_files<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Loaded {
    let mut loaded = Loaded::default();
    let mut sorted: Vec<_> = files.into_iter().collect();
    sorted.sort_unstable();
    // What waits is read last, as from a folder.
    sorted.sort_by_key(|(path, _)| path.starts_with("candidates/"));
    for (path, bytes) in sorted {
        let parts: Vec<&str> = path.split('/').collect();
        match parts.split_first() {
            Some((&CANDIDATES, below)) if below.len() > 1 => add_candidate(&mut loaded, 0, path, below, Ok(bytes.to_vec())),
            _ => read_one(&mut loaded, (0, false), path, &parts, Ok(bytes.to_vec())),
        }
    }
    loaded.records.sort();
    loaded
}

/// Lists the files below `dir` as parts of their paths, sorted.
fn list(dir: &Path, above: &mut Vec<String>, out: &mut Vec<Vec<String>>) -> io::Result<()> {
    let because = |error: io::Error| io::Error::new(error.kind(), format!("cannot list `{}`: {error}", dir.display()));
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).map_err(because)? {
        names.push(entry.map_err(because)?.file_name());
    }
    names.sort_unstable();
    for name in names {
        let path = dir.join(&name);
        let name = name.to_string_lossy().into_owned();
        let is_other = OTHER_FOLDERS.contains(&name.as_str()) || OTHER_FILES.contains(&name.as_str());
        if name.starts_with('.') || (above.is_empty() && is_other) {
            continue;
        }
        above.push(name);
        if path.is_dir() {
            if above.len() < MAX_DEPTH {
                list(&path, above, out)?;
            }
        } else {
            out.push(above.clone());
        }
        above.pop();
    }
    Ok(())
}

fn read_one(loaded: &mut Loaded, layer: (usize, bool), shown: &str, parts: &[&str], bytes: io::Result<Vec<u8>>) {
    let Some((name, folders)) = parts.split_last() else { return };
    let Some(stem) = name.strip_suffix(".toml") else {
        // A README may stand anywhere; `V600E.tml` in a folder of records is a slip.
        let known = folders.first().is_some_and(|folder| parse::FOLDERS.contains(folder));
        if known && !name.to_ascii_lowercase().ends_with(".md") {
            let file = loaded.files.add(shown, String::new());
            loaded.diagnostics.push(
                Diagnostic::new(&rules::MISPLACED_FILE, Place::whole(file), "this file is not a record")
                    .help("records end in `.toml`; move anything else out of the folders of records"),
            );
        }
        return;
    };
    let (text, broken) = match bytes.map(String::from_utf8) {
        Ok(Ok(text)) => (text, None),
        Ok(Err(error)) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            (text, Some((at, "this byte is not UTF-8 text".to_owned(), "save the file as UTF-8")))
        }
        Err(error) => (String::new(), Some((0, format!("this file cannot be read: {error}"), "check the rights of the file"))),
    };
    let id = loaded.files.add(shown, text);
    // A damaged file is still read as far as it goes, so that references to it are not reported as unknown.
    if let Some((at, message, help)) = broken {
        let end = loaded.files.get(id).map_or(at, |file| (at + '\u{FFFD}'.len_utf8()).min(file.text.len()));
        loaded.diagnostics.push(Diagnostic::new(&rules::UNREADABLE, Place::new(id, at..end), message).label("here").help(help));
    }
    let mut named: Vec<&str> = folders.to_vec();
    named.push(stem);
    let (kind, identity) = match kind_of(&named, id) {
        Ok(found) => found,
        Err(problem) => {
            loaded.diagnostics.push(*problem);
            return;
        }
    };
    if let Some(problem) = parse::file_name(&kind, &identity, id) {
        loaded.diagnostics.push(problem);
    }
    let Some(text) = loaded.files.get(id).map(|file| file.text.clone()) else { return };
    parse::file(&kind, &identity, layer, id, &text, &mut loaded.records, &mut loaded.diagnostics);
}
