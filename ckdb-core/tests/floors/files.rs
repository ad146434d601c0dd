//! The files of the working copy that the house answers for, in one fixed order.

use super::source::tokens;
use std::fs;
use std::path::{Path, PathBuf};

/// A Rust file; `path` is relative to the workspace, with `/`.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// A Markdown file.
pub(crate) struct Page {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Everything under the workspace that is ours: no build output, no hidden folder but `.ci`.
pub(crate) struct Tree {
    pub(crate) root: PathBuf,
    pub(crate) sources: Vec<Source>,
    pub(crate) pages: Vec<Page>,
    /// Every file and every folder, relative to the workspace.
    pub(crate) paths: Vec<String>,
}

/// What a fuzzer found, beside its targets; the other folders of this name are ours.
const FUZZED: &str = "fuzz/corpus";

/// Folders that hold nothing we wrote.
const NOT_OURS: &[&str] = &["target", "out", "node_modules", "__pycache__", "artifacts", "dist", "build"];

/// Reads the working copy.
pub(crate) fn tree() -> Tree {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate lies in a workspace").to_owned();
    let mut tree = Tree { root: root.clone(), sources: Vec::new(), pages: Vec::new(), paths: Vec::new() };
    tree.walk(&root, "");
    assert!(tree.sources.len() > 50, "only {} sources under {}: is this the workspace?", tree.sources.len(), root.display());
    tree
}

impl Tree {
    fn walk(&mut self, folder: &Path, prefix: &str) {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
            .map(|entry| entry.expect("a folder can be listed").file_name().to_string_lossy().into_owned())
            .filter(|name| (!name.starts_with('.') || name == ".ci") && !NOT_OURS.contains(&name.as_str()))
            .collect();
        names.sort();
        for name in names {
            let (file, path) = (folder.join(&name), format!("{prefix}{name}"));
            if path.ends_with(FUZZED) {
                continue;
            }
            // Links lead out of the working copy: they are not followed.
            let kind = fs::symlink_metadata(&file).expect("a listed file is there").file_type();
            if kind.is_dir() {
                self.paths.push(path.clone());
                self.walk(&file, &format!("{path}/"));
            } else if kind.is_file() {
                self.paths.push(path.clone());
                let text = || fs::read_to_string(&file).unwrap_or_else(|error| panic!("{path}: {error}"));
                if name.ends_with(".rs") {
                    self.sources.push(Source { text: text(), path });
                } else if name.ends_with(".md") {
                    self.pages.push(Page { text: text(), path });
                }
            }
        }
    }

    /// Rust files and folders with a name that says nothing.
    pub(crate) fn nameless(&self, names: &[&str]) -> Vec<String> {
        let says_nothing = |path: &str| {
            let last = path.rsplit('/').next().unwrap_or(path);
            names.contains(&last.strip_suffix(".rs").unwrap_or(last))
        };
        let dirs_and_sources =
            self.paths.iter().filter(|path| path.ends_with(".rs") || !path.rsplit('/').next().unwrap_or(path).contains('.'));
        dirs_and_sources
            .filter(|path| says_nothing(path))
            .map(|path| {
                format!("{path}:1: a room named after its lack of a name. Put each thing beside its first user, or name what it is")
            })
            .collect()
    }
}

impl Source {
    /// Does it say what it is, and is it short?
    pub(crate) fn manners(&self, longest: usize) -> Vec<String> {
        let mut found = Vec::new();
        if !self.text.starts_with("//! ") {
            found.push(format!("{}:1: does not begin with `//!`. Say in one line what the file is and why it exists", self.path));
        }
        let lines = self.text.lines().count();
        if lines > longest {
            found.push(format!("{}:{lines}: {lines} lines; {longest} is the end. Cut it where a second idea begins", self.path));
        }
        found
    }

    /// What there is to say against its `unsafe`, when it may hold the word `most` times.
    pub(crate) fn unsafe_objection(&self, most: usize) -> Option<String> {
        let places: Vec<usize> = tokens(&self.text).iter().filter(|token| token.text == "unsafe").map(|token| token.line).collect();
        let first_too_many = places.get(most)?;
        Some(format!(
            "{}:{first_too_many}: `unsafe` number {} here, where {most} may stand. Memory is touched in ckdb-core/src/index/bytes.rs alone; \
             go through it, or give the reason in the list of ckdb-core/tests/floors.rs",
            self.path,
            most + 1
        ))
    }
}
