//! What questions about variants share: prepared once for an index and an assembly, at the first question that needs it.

use ckdb_core::annotate::{Lookup, Prepared};
use ckdb_core::genome::Assembly;
use ckdb_core::knowledge::Knowledge;
use std::sync::OnceLock;

/// What was prepared of one index; threads share it.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    grch37: OnceLock<Prepared>,
    grch38: OnceLock<Prepared>,
}

impl Kept {
    /// A look-up of the index this belongs to. Without a named assembly the letters choose one, so both are at hand.
    pub(crate) fn lookup<'k>(&self, knowledge: &'k Knowledge, assembly: Option<Assembly>) -> Lookup<'k> {
        let wanted = Assembly::ALL.into_iter().filter(|one| assembly.is_none_or(|assembly| assembly == *one));
        let prepared = wanted.filter_map(|one| self.prepared(knowledge, one));
        let lookup = prepared.fold(Lookup::new(knowledge), Lookup::prepared);
        match assembly {
            Some(assembly) => lookup.assembly(assembly),
            None => lookup,
        }
    }

    /// `None` where it cannot be prepared: the look-up then tries by itself and says why.
    pub(crate) fn prepared(&self, knowledge: &Knowledge, assembly: Assembly) -> Option<Prepared> {
        let place = match assembly {
            Assembly::Grch37 => &self.grch37,
            Assembly::Grch38 => &self.grch38,
        };
        if let Some(prepared) = place.get() {
            return Some(prepared.clone());
        }
        // Threads that race here prepare the same; the first one's stays.
        let prepared = Prepared::new(knowledge, assembly).ok()?;
        Some(place.get_or_init(|| prepared).clone())
    }
}
