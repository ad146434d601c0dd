//! Every name that a text begins with: what a search needs to find the longest name at each place of a text.
//!
//! One walk through the transducer answers for all lengths at once, so a text is read once whatever the number of names.

use super::error::IndexError;
use super::names::{Meanings, Names};

impl Names {
    /// Every name that `text` begins with, the shortest first: its length in bytes and what it means. `text` must be normalised as
    /// the names were when they were added.
    ///
    /// # Errors
    ///
    /// As for [`Names::lookup`].
    pub fn prefixes(&self, text: &str) -> Result<Vec<(usize, Meanings<'_>)>, IndexError> {
        let view = self.view()?;
        self.guarded(|| {
            let transducer = view.transducer();
            let mut node = transducer.root();
            let mut number = fst::raw::Output::zero();
            let mut found = Vec::new();
            for (read, &byte) in (1..).zip(text.as_bytes()) {
                let Some(way) = node.find_input(byte) else { break };
                let step = node.transition(way);
                number = number.cat(step.out);
                node = transducer.node(step.addr);
                if node.is_final() {
                    found.push((read, self.meanings(view, number.cat(node.final_output()).value())?));
                }
            }
            Ok(found)
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::{Meaning, NamesBuilder};
    use super::*;
    use crate::index::Bytes;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn names(list: &BTreeSet<String>) -> Names {
        let mut builder = NamesBuilder::new();
        for (name, id) in list.iter().zip(0..) {
            builder.add(name, Meaning { kind: 1, id }).unwrap();
        }
        Names::new(Bytes::from(builder.finish().unwrap()), "names")
    }

    proptest! {
        #[test]
        fn it_finds_what_looking_at_every_name_finds(list in prop::collection::btree_set("[abオ]{1,4}", 1..12), text in "[abオ]{0,8}") {
            let names = names(&list);
            let found: Vec<usize> = names.prefixes(&text).unwrap().into_iter().map(|(length, _)| length).collect();
            let mut expected: Vec<usize> = list.iter().filter(|name| text.starts_with(name.as_str())).map(String::len).collect();
            expected.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }
}
