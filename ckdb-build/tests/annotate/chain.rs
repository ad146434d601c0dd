//! The least of a liftover: UCSC chain files, single letters, chains on the plus strand of the target.

use std::collections::BTreeMap;
use std::path::Path;

/// Ungapped blocks by contig of the source, sorted by start: 0-based start, end, contig and start of the target, score.
pub(crate) struct Chains(BTreeMap<String, Vec<(u64, u64, String, u64)>>);

impl Chains {
    /// Reads a chain file; of chains that overlap, the one with the highest score (the first in the file) is used.
    pub(crate) fn read(path: &Path) -> Self {
        let text = String::from_utf8(super::command::content(path)).unwrap();
        let mut blocks: BTreeMap<String, Vec<(u64, u64, String, u64)>> = BTreeMap::new();
        let mut chain = None;
        for line in text.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            let number = |place: usize| words[place].parse::<u64>().unwrap();
            match words.len() {
                0 => chain = None,
                13 if words[9] == "+" => chain = Some((words[2].to_owned(), number(5), words[7].to_owned(), number(10))),
                13 => chain = None,
                _ => {
                    let Some((from, start, to, target)) = &mut chain else { continue };
                    blocks.entry(from.clone()).or_default().push((*start, *start + number(0), to.clone(), *target));
                    if words.len() == 3 {
                        *start += number(0) + number(1);
                        *target += number(0) + number(2);
                    }
                }
            }
        }
        Self(blocks)
    }

    /// Where a 1-based position goes.
    pub(crate) fn lift(&self, contig: &str, position: u64) -> Option<(&str, u64)> {
        let at = position - 1;
        let (start, _, to, target) = self.0.get(contig)?.iter().find(|(start, end, ..)| (*start..*end).contains(&at))?;
        Some((to, at - start + target + 1))
    }
}
