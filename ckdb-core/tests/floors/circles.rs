//! Files in a circle: each needs the other, so neither can be read, tested or moved alone. Refused inside a room too.
//!
//! A module and those it contains are one thing read in two steps, so their arrows do not count; what counts runs between
//! modules of which neither contains the other.

use super::arrows::Crate;
use super::files::Tree;
use super::source::paths;
use std::collections::BTreeMap;

/// Each module's file, and the modules it uses with the line of the first use.
type Graph = BTreeMap<Vec<String>, (String, BTreeMap<Vec<String>, usize>)>;

impl Crate {
    /// One finding a circle, in the order of files.
    pub(crate) fn circles(&self, tree: &Tree) -> Vec<String> {
        let graph = self.graph(tree);
        let mut found = Vec::new();
        let mut told: Vec<&Vec<String>> = Vec::new();
        for start in graph.keys() {
            if told.contains(&start) {
                continue;
            }
            if let Some(way) = way_back(&graph, start) {
                let names: Vec<String> = way.iter().map(|module| module.join("::")).collect();
                let (file, uses) = &graph[start];
                let line = way.get(1).and_then(|next| uses.get(*next)).copied().unwrap_or(1);
                found.push(format!(
                    "{file}:{line}: a circle of files: {}. Put what both need into a file of its own",
                    names.join(" → ")
                ));
                told.extend(way);
            }
        }
        found
    }

    fn graph(&self, tree: &Tree) -> Graph {
        let inside = format!("{}/src/", self.folder);
        let mut graph: Graph = BTreeMap::new();
        let sources: Vec<_> = tree.sources.iter().filter(|file| file.path.starts_with(&inside)).collect();
        for file in &sources {
            graph.insert(self.module(&file.path), (file.path.clone(), BTreeMap::new()));
        }
        let known: Vec<Vec<String>> = graph.keys().cloned().collect();
        for file in sources {
            let module = self.module(&file.path);
            let mut uses = BTreeMap::new();
            for path in paths(&file.text, &["crate", "super"]) {
                let full = absolute(&module, &path.inside, &path.names);
                let target =
                    (1..=full.len()).rev().map(|length| &full[..length]).find(|prefix| known.iter().any(|known| known == prefix));
                if let Some(target) = target.filter(|target| !target.starts_with(&module) && !module.starts_with(target)) {
                    uses.entry(target.to_vec()).or_insert(path.line);
                }
            }
            graph.insert(module, (file.path.clone(), uses));
        }
        graph
    }
}

/// A path from the crate's root, or from the command's, which is a crate of its own.
fn absolute(module: &[String], inside: &[String], names: &[String]) -> Vec<String> {
    let root = if module.first().is_some_and(|room| room == "bin") { 2 } else { 0 };
    let ups = names.iter().take_while(|name| *name == "super").count();
    let base: Vec<&String> = match ups {
        0 => module.iter().take(root).collect(),
        _ => {
            let around: Vec<&String> = module.iter().chain(inside).collect();
            let kept = around.len().saturating_sub(ups);
            around.into_iter().take(kept).collect()
        }
    };
    base.into_iter().chain(&names[ups.max(1)..]).cloned().collect()
}

/// The shortest way from a module along its arrows back to itself.
fn way_back<'g>(graph: &'g Graph, start: &'g Vec<String>) -> Option<Vec<&'g Vec<String>>> {
    let mut ways: Vec<Vec<&Vec<String>>> = vec![vec![start]];
    let mut seen: Vec<&Vec<String>> = Vec::new();
    let mut next = 0;
    while let Some(way) = ways.get(next).cloned() {
        next += 1;
        let here = *way.last()?;
        for to in graph.get(here).map(|(_, uses)| uses.keys()).into_iter().flatten() {
            let mut longer = way.clone();
            longer.push(to);
            if to == start {
                return Some(longer);
            }
            if !seen.contains(&to) {
                seen.push(to);
                ways.push(longer);
            }
        }
    }
    None
}
