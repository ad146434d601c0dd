//! The least of a liftover: single positions through a UCSC chain file.

use std::collections::BTreeMap;
use std::path::Path;

/// A run of letters without a gap. Ends are 0-based, half open.
struct Block {
    start: u64,
    end: u64,
    to: String,
    /// Where `start` goes; on the minus strand counted from the end of the contig.
    target: u64,
    /// Length of the target contig, when the run lies on its minus strand.
    minus: Option<u64>,
}

/// Blocks by contig of the source, those of better chains first.
pub(crate) struct Chains(BTreeMap<String, Vec<Block>>);

impl Chains {
    /// Reads a chain file, whose best chains come first.
    pub(crate) fn read(path: &Path) -> Self {
        let text = String::from_utf8(super::command::content(path)).unwrap();
        let mut blocks: BTreeMap<String, Vec<Block>> = BTreeMap::new();
        // chain score tName tSize tStrand tStart tEnd qName qSize qStrand qStart qEnd id
        let mut chain: Option<(String, u64, String, u64, Option<u64>)> = None;
        for line in text.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            let number = |place: usize| words[place].parse::<u64>().unwrap();
            match words.len() {
                0 => chain = None,
                13 => {
                    let minus = (words[9] == "-").then(|| number(8));
                    chain = Some((words[2].to_owned(), number(5), words[7].to_owned(), number(10), minus));
                }
                _ => {
                    let Some((from, start, to, target, minus)) = &mut chain else { continue };
                    let block = Block { start: *start, end: *start + number(0), to: to.clone(), target: *target, minus: *minus };
                    blocks.entry(from.clone()).or_default().push(block);
                    if words.len() == 3 {
                        *start += number(0) + number(1);
                        *target += number(0) + number(2);
                    }
                }
            }
        }
        Self(blocks)
    }

    /// Where a 1-based position goes: contig, position, and whether the strand turns.
    pub(crate) fn lift(&self, contig: &str, position: u64) -> Option<(&str, u64, bool)> {
        let at = position - 1;
        let block = self.0.get(contig)?.iter().find(|block| (block.start..block.end).contains(&at))?;
        let forward = at - block.start + block.target;
        Some(match block.minus {
            None => (&block.to, forward + 1, false),
            Some(length) => (&block.to, length - forward, true),
        })
    }
}
