//! OncoTree beside the curated diseases: `knowledge/ontology/*.tsv` to diseases, so that every code a hospital sends is one.
//!
//! | file | columns | written by |
//! |---|---|---|
//! | `oncotree.tsv` | code, name, parent, first release, last release, NCIt | `ckdb import-oncotree` |
//! | `kinds.tsv` | code, or curated disease without one; what it is a kind of | hand: where OncoTree files by organ and a claim does not |
//! | `retired.tsv` | code, before which release, name, what it is read as, note | hand: codes that vanished or changed their meaning |
//! | `names-ja.tsv` | code, Japanese names: the first is shown, the others (behind `\|`) are read, too | hand |
//!
//! A curated disease that names a code *is* that code. Every other code becomes a disease of its own below its nearest curated
//! one: nothing is claimed about it, and everything claimed about what it is a kind of holds for it (matching rule R33).

use ckdb_core::model::{Disease, DiseaseId, Lineage, OncotreeCode, SourceId};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// An ontology that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OntologyError {
    /// A file cannot be read.
    #[error("cannot read {}: {cause}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: std::io::Error,
    },
    /// A line is not what it should be.
    #[error("{}, line {line}: {problem}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// What is wrong, and what was expected.
        problem: String,
    },
    /// The files contradict each other or the curated diseases.
    #[error("OncoTree code {code}: {problem}")]
    Code {
        /// The code.
        code: String,
        /// What is wrong, and where to put it right.
        problem: String,
    },
}

/// One code, as imported.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Node {
    name: String,
    parent: String,
    first: String,
    last: String,
    ncit: String,
}

/// What became of a code, or of its meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Retired {
    code: String,
    /// The first release with another meaning; empty when the code is gone.
    before: String,
    name: String,
    read_as: String,
    note: String,
}

/// The files of one or several directories of knowledge, joined.
#[derive(Clone, Debug, Default)]
pub struct Ontology {
    nodes: BTreeMap<String, Node>,
    kinds: BTreeMap<String, Vec<String>>,
    retired: Vec<Retired>,
    japanese: BTreeMap<String, String>,
}

/// The identity of the disease that stands for a code nobody curated.
#[must_use]
pub fn identity(code: &str) -> String {
    format!("oncotree-{}", crate::record::shape::slug(code))
}

/// The source of the tree; its record in `sources/` holds licence and release.
pub const SOURCE: &str = "oncotree";

/// The node above all organs.
const TOP: &str = "TISSUE";

/// Reads the `ontology` folders of `dirs`; a later one's lines replace an earlier one's.
///
/// # Errors
/// A file cannot be read, or a line of one is wrong.
pub fn load(dirs: &[PathBuf]) -> Result<Ontology, OntologyError> {
    let mut all = Ontology::default();
    for dir in dirs {
        let folder = dir.join("ontology");
        for [code, name, parent, first, last, ncit] in rows(&folder.join("oncotree.tsv"))? {
            all.nodes.insert(code, Node { name, parent, first, last, ncit });
        }
        for [code, parents] in rows(&folder.join("kinds.tsv"))? {
            let parents = parents.split(',').map(str::trim).filter(|parent| !matches!(*parent, "" | "-"));
            all.kinds.insert(code, parents.map(str::to_owned).collect());
        }
        for [code, before, name, read_as, note] in rows(&folder.join("retired.tsv"))? {
            all.retired.retain(|known| (&known.code, &known.before) != (&code, &before));
            all.retired.push(Retired { code, before, name, read_as, note });
        }
        for [code, name] in rows(&folder.join("names-ja.tsv"))? {
            all.japanese.insert(code, name);
        }
    }
    Ok(all)
}

/// Lines of `N` columns, comments (`#`) and empty lines left out; none when there is no such file.
fn rows<const N: usize>(path: &Path) -> Result<Vec<[String; N]>, OntologyError> {
    if !path.is_file() {
        return Ok(Vec::new());
    }
    let text = std::fs::read_to_string(path).map_err(|cause| OntologyError::Read { path: path.to_owned(), cause })?;
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
        let columns: Vec<String> = line.split('\t').map(|column| column.trim().to_owned()).collect();
        let width = columns.len();
        let row = columns.try_into().map_err(|_| OntologyError::Line {
            path: path.to_owned(),
            line: number + 1,
            problem: format!("{width} columns, expected {N} with a tab between them"),
        })?;
        found.push(row);
    }
    Ok(found)
}

impl Ontology {
    /// Is there no ontology?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    fn newest(&self) -> &str {
        self.nodes.values().map(|node| node.last.as_str()).max().unwrap_or_default()
    }

    /// Codes that are diseases of their own: in the newest release and named by no curated disease.
    fn own<'a>(&'a self, curated: &'a BTreeMap<&str, usize>) -> impl Iterator<Item = (&'a str, &'a Node)> {
        let newest = self.newest();
        self.nodes
            .iter()
            .filter(move |(code, node)| node.last == newest && !curated.contains_key(code.as_str()))
            .map(|(code, node)| (code.as_str(), node))
    }

    /// The curated diseases and those of the codes beyond them, sorted by identity, with every code. `curated` come with
    /// parents as identities.
    ///
    /// # Errors
    /// [`OntologyError::Code`] when a code leads nowhere.
    pub fn join(
        &self,
        curated: Vec<(Disease, Vec<String>)>,
        source: Option<SourceId>,
    ) -> Result<(Vec<Disease>, Vec<OncotreeCode>), OntologyError> {
        let mut all = curated;
        let by_code: BTreeMap<String, usize> = all
            .iter()
            .enumerate()
            .flat_map(|(at, (disease, _))| disease.oncotree.iter().map(move |code| (code.clone(), at)))
            .collect();
        let codes: BTreeMap<&str, usize> = by_code.iter().map(|(code, at)| (code.as_str(), *at)).collect();
        if !self.is_empty() {
            let unknown = codes.keys().find(|code| !self.nodes.contains_key(**code));
            if let Some(code) = unknown {
                return Err(self.fault(code, "a curated disease names it, but no release of OncoTree held here has it"));
            }
        }
        let names: BTreeMap<String, String> = codes
            .iter()
            .map(|(code, at)| ((*code).to_owned(), all[*at].0.id.clone()))
            .chain(self.own(&codes).map(|(code, _)| (code.to_owned(), identity(code))))
            .collect();
        // A curated disease is also a kind of what OncoTree files it under, unless `kinds.tsv` says otherwise.
        for (code, at) in &codes {
            for parent in self.parents(code, &names, true)? {
                if all[*at].0.id != parent && !all[*at].1.contains(&parent) {
                    all[*at].1.push(parent);
                }
            }
        }
        // A curated disease without a code is placed by its identity.
        for (disease, parents) in &mut all {
            for kind in self.kinds.get(&disease.id).into_iter().flatten() {
                let parent = names.get(kind).unwrap_or(kind);
                if !parents.contains(parent) {
                    parents.push(parent.clone());
                }
            }
        }
        let mut made = Vec::new();
        for (code, node) in self.own(&codes) {
            let source = source.ok_or_else(|| self.fault(code, "there is no record `sources/oncotree.toml`"))?;
            let mut japanese = self.japanese.get(code).into_iter().flat_map(|names| names.split('|')).map(str::to_owned);
            let disease = Disease {
                id: identity(code),
                name: node.name.clone(),
                name_ja: japanese.next().unwrap_or_default(),
                doid: String::new(),
                ncit: node.ncit.clone(),
                oncotree: vec![code.to_owned()],
                parents: Vec::new(),
                lineage: Lineage::Any,
                aliases: japanese.collect(),
                source,
                source_record: code.to_owned(),
            };
            made.push((disease, self.parents(code, &names, false)?));
        }
        drop(codes);
        all.extend(made);
        all.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));
        let numbers: BTreeMap<String, DiseaseId> =
            all.iter().zip(0..).map(|((disease, _), number)| (disease.id.clone(), DiseaseId::new(number))).collect();
        for (disease, parents) in &mut all {
            for parent in parents {
                let number =
                    numbers.get(parent).ok_or_else(|| self.fault(&disease.id, &format!("there is no disease `{parent}`")))?;
                disease.parents.push(*number);
            }
        }
        let mut diseases: Vec<Disease> = all.into_iter().map(|(disease, _)| disease).collect();
        self.lineages(&mut diseases)?;
        let codes = self.codes(&names, &numbers)?;
        Ok((diseases, codes))
    }

    fn fault(&self, code: &str, problem: &str) -> OntologyError {
        OntologyError::Code { code: code.to_owned(), problem: problem.to_owned() }
    }

    /// Identities of the diseases that a code is a kind of.
    fn parents(&self, code: &str, names: &BTreeMap<String, String>, is_curated: bool) -> Result<Vec<String>, OntologyError> {
        if let Some(kinds) = self.kinds.get(code) {
            return kinds.iter().map(|kind| Ok(names.get(kind).unwrap_or(kind).clone())).collect();
        }
        let Some(node) = self.nodes.get(code) else { return Ok(Vec::new()) };
        match names.get(&node.parent) {
            // What is directly below the top says nothing of lineage: a curator says it.
            _ if node.parent == TOP || node.parent.is_empty() => {
                if is_curated {
                    Ok(Vec::new())
                } else {
                    Err(self.fault(code, "say in ontology/kinds.tsv what it is a kind of"))
                }
            }
            Some(parent) => Ok(vec![parent.clone()]),
            None => Err(self.fault(code, &format!("its parent {} is no code of the newest release", node.parent))),
        }
    }

    /// Diseases made of codes take the lineage of what they are a kind of.
    fn lineages(&self, diseases: &mut [Disease]) -> Result<(), OntologyError> {
        let is_made = |disease: &Disease| disease.id.starts_with("oncotree-");
        let mut open: BTreeSet<usize> = (0..diseases.len()).filter(|at| is_made(&diseases[*at])).collect();
        while !open.is_empty() {
            let ready: Vec<usize> = open
                .iter()
                .copied()
                .filter(|at| diseases[*at].parents.iter().all(|parent| !open.contains(&parent.index())))
                .collect();
            if ready.is_empty() {
                let code = open.first().map(|at| diseases[*at].source_record.clone()).unwrap_or_default();
                return Err(self.fault(&code, "it is above itself; look at ontology/kinds.tsv"));
            }
            for at in ready {
                open.remove(&at);
                let above: BTreeSet<Lineage> = diseases[at]
                    .parents
                    .iter()
                    .map(|parent| diseases[parent.index()].lineage)
                    .filter(|lineage| *lineage != Lineage::Any)
                    .collect();
                diseases[at].lineage = match above.len() {
                    0 => Lineage::Any,
                    1 => above.into_iter().next().unwrap_or(Lineage::Any),
                    _ => return Err(self.fault(&diseases[at].source_record, "it is of both lineages; look at ontology/kinds.tsv")),
                };
            }
        }
        Ok(())
    }

    /// Every code of every release, and what it is read as.
    fn codes(
        &self,
        names: &BTreeMap<String, String>,
        numbers: &BTreeMap<String, DiseaseId>,
    ) -> Result<Vec<OncotreeCode>, OntologyError> {
        let disease = |code: &str, target: &str| {
            let identity = names.get(target).map_or(target, String::as_str);
            numbers.get(identity).copied().ok_or_else(|| self.fault(code, &format!("there is no disease or code `{target}`")))
        };
        let newest = self.newest();
        let mut codes = Vec::new();
        for (code, node) in &self.nodes {
            let gone = self.retired.iter().find(|one| one.code == *code && one.before.is_empty());
            let changed = self.retired.iter().find(|one| one.code == *code && !one.before.is_empty());
            let (target, note) = match gone {
                Some(gone) if node.last != newest => (gone.read_as.as_str(), gone.note.clone()),
                None if node.last != newest => {
                    return Err(self.fault(code, "it is not in the newest release; say in ontology/retired.tsv what it is read as"));
                }
                _ => (code.as_str(), changed.map(meant).unwrap_or_default()),
            };
            let first = changed.map_or(&node.first, |old| &old.before);
            codes.push(OncotreeCode {
                code: code.clone(),
                name: node.name.clone(),
                disease: disease(code, target)?,
                first_release: first.clone(),
                last_release: node.last.clone(),
                note,
            });
        }
        for old in &self.retired {
            let node = self.nodes.get(&old.code);
            if node.is_some() && old.before.is_empty() {
                continue;
            }
            // Of an older meaning the last release is not known more closely than "before the change".
            codes.push(OncotreeCode {
                code: old.code.clone(),
                name: old.name.clone(),
                disease: disease(&old.code, &old.read_as)?,
                first_release: node.map(|node| node.first.clone()).unwrap_or_default(),
                last_release: String::new(),
                note: old.note.clone(),
            });
        }
        codes.sort_by(|a, b| (&a.code, &a.first_release).cmp(&(&b.code, &b.first_release)));
        Ok(codes)
    }
}

/// What a code of today's meaning meant before.
fn meant(old: &Retired) -> String {
    format!("before OncoTree {} this code meant {}; write {}@RELEASE if an older release is meant", old.before, old.name, old.code)
}
