//! Paths named on Markdown pages: relative links, and code spans that look like a path of this repository.

use super::files::{Page, Tree};

/// Endings that make a code span with a slash a path of ours.
const ENDINGS: &[&str] = &[
    ".rs", ".md", ".toml", ".py", ".pyi", ".vcf", ".snap", ".yml", ".yaml", ".json", ".jsonl", ".txt", ".tsv", ".fa", ".gff3",
    ".gz", ".ckdb",
];

/// Endings that make even a bare name one: a page speaks of a source file, and it must be somewhere.
const BARE_ENDINGS: &[&str] = &[".rs", ".md"];

/// Folders a path on a page may start from, beside the page's own and the workspace.
const BASES: &[&str] = &[
    "ckdb-core/",
    "ckdb-core/src/",
    "ckdb-core/tests/",
    "ckdb-build/",
    "ckdb-build/src/",
    "ckdb-build/src/bin/ckdb/",
    "ckdb-py/",
    "knowledge/",
];

/// Root folders of ours: a code span that starts with one is a path, with or without an ending.
const ROOTS: &[&str] = &["ckdb-core/", "ckdb-build/", "ckdb-py/", "knowledge/", "benches/", "examples/", ".ci/"];

impl Page {
    /// Every path on the page that leads nowhere.
    pub(crate) fn dead_paths(&self, tree: &Tree) -> Vec<String> {
        let mut found = Vec::new();
        for (line, path) in links(&self.text) {
            if !self.resolves(&path, tree, &[]) {
                found.push(format!("{}:{line}: link to `{path}`, which is not there. Correct the link or add the file", self.path));
            }
        }
        for (line, path) in spans(&self.text) {
            if !self.resolves(&path, tree, BASES) && !is_bare_name_of_ours(&path, tree) {
                found.push(format!("{}:{line}: names `{path}`, which is not there. Correct the name or add the file", self.path));
            }
        }
        found
    }

    fn resolves(&self, path: &str, tree: &Tree, bases: &[&str]) -> bool {
        let own = self.path.rfind('/').map_or("", |at| &self.path[..=at]);
        let is_there = |base: &str| {
            let Some(full) = joined(base, path) else { return false };
            full.is_empty() || tree.paths.contains(&full) || (full.starts_with('.') && tree.root.join(&full).exists())
        };
        is_there(own) || (!bases.is_empty() && is_there("")) || bases.iter().any(|base| is_there(base))
    }
}

/// `a/b/` and `../c` give `a/c`; `None` when it leaves the workspace.
fn joined(base: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn is_bare_name_of_ours(path: &str, tree: &Tree) -> bool {
    !path.contains('/') && tree.paths.iter().any(|known| known.rsplit('/').next() == Some(path))
}

/// Lines outside fenced blocks, numbered from 1. What stands in a fence is an example, not a statement.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    text.lines().enumerate().filter_map(move |(number, line)| {
        let is_fence = line.trim_start().starts_with("```");
        fenced ^= is_fence;
        (!fenced && !is_fence).then_some((number + 1, line))
    })
}

/// Targets of relative links, without their anchors.
pub(crate) fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in prose(text) {
        for part in without_spans(line).split("](").skip(1) {
            let target = part.split([')', ' ']).next().unwrap_or_default();
            let path = target.split('#').next().unwrap_or_default();
            if !path.is_empty() && !path.contains(':') && !path.starts_with('/') {
                found.push((number, path.to_owned()));
            }
        }
    }
    found
}

/// The line without what stands between backticks.
fn without_spans(line: &str) -> String {
    line.split('`').step_by(2).collect()
}

/// Code spans that look like paths of ours.
pub(crate) fn spans(text: &str) -> Vec<(usize, String)> {
    prose(text)
        .flat_map(|(number, line)| {
            line.split('`').skip(1).step_by(2).map(move |span| (number, span.trim_end_matches('/').to_owned(), span))
        })
        .filter(|(_, _, span)| looks_like_a_path(span))
        .map(|(number, path, _)| (number, path))
        .collect()
}

fn looks_like_a_path(span: &str) -> bool {
    let plain = !span.is_empty() && span.chars().all(|letter| letter.is_ascii_alphanumeric() || "/._-+".contains(letter));
    // GENE, NAME and the like stand for any name.
    let is_pattern = span.split(['/', '.']).any(|part| matches!(part, "GENE" | "NAME" | "FILE" | "DIR" | "DRUG" | "N" | "X"));
    if !plain || is_pattern || span.starts_with('/') || span.starts_with("out/") || span.starts_with("target/") {
        return false;
    }
    let in_our_root = ROOTS.iter().any(|root| span.starts_with(root));
    let ends = |endings: &[&str]| endings.iter().any(|ending| span.len() > ending.len() && span.ends_with(ending));
    in_our_root || (span.contains('/') && ends(ENDINGS)) || ends(BARE_ENDINGS)
}
