//! Cells of distinct rows: those of the allele, and apart from them those of the claim, which many rows share.

use super::columns::Columns;
use crate::annotate::Card;
use crate::table::column::Column;
use crate::table::rows::RowView;
use ahash::AHashMap;
use arrow_array::ArrayRef;
use std::ptr;
use std::sync::Arc;

/// Rows on their way into cells.
pub(super) struct Told<'k> {
    alleles: Columns,
    claims: Columns,
    /// The claim of each row, as its place among `claims`.
    claim_of: Vec<u32>,
    /// Claims by their place in memory, and whether their levels are earned.
    known: AHashMap<(usize, bool), Known<'k>>,
}

/// A claim whose cells are there.
struct Known<'k> {
    /// Its place among them.
    number: u32,
    /// Held so that nothing else takes the claim's place in memory.
    _card: Option<Arc<Card<'k>>>,
}

/// Cells of distinct rows, column by column.
pub(super) struct Cells {
    /// Columns of the allele, a cell a row.
    pub(super) alleles: Vec<ArrayRef>,
    /// Columns of the claim, a cell a claim.
    pub(super) claims: Vec<ArrayRef>,
    /// The claim of each row.
    pub(super) claim_of: Vec<u32>,
}

impl<'k> Told<'k> {
    /// No rows yet, of these columns.
    pub(super) fn new(wanted: &[Column]) -> Self {
        let (claims, alleles): (Vec<Column>, Vec<Column>) = wanted.iter().partition(|column| column.is_of_claim());
        let (alleles, claims) = (Columns::new(&alleles), Columns::new(&claims));
        Self { alleles, claims, claim_of: Vec::new(), known: AHashMap::new() }
    }

    /// How many rows wait.
    pub(super) const fn len(&self) -> usize {
        self.alleles.len()
    }

    /// Adds a row.
    pub(super) fn push(&mut self, row: &RowView<'_, 'k>) {
        self.alleles.push(row);
        let card = row.met().map(|met| &met.matched.card);
        let place = match row.claim {
            Some(claim) => ptr::from_ref(claim).addr(),
            // A profile nothing is claimed about has a card of its own, too.
            None => card.map_or(0, |card| Arc::as_ptr(card).addr()),
        };
        let (claims, key) = (&mut self.claims, (place, row.earned().is_some()));
        let known = self.known.entry(key).or_insert_with(|| {
            // Fewer than the rows, which are taken long before 32 bits are full.
            let number = u32::try_from(claims.len()).unwrap_or(u32::MAX);
            claims.push(row);
            Known { number, _card: card.cloned() }
        });
        self.claim_of.push(known.number);
    }

    /// The cells of the rows added since the last call.
    pub(super) fn take(&mut self) -> Cells {
        self.known.clear();
        Cells { alleles: self.alleles.take(), claims: self.claims.take(), claim_of: std::mem::take(&mut self.claim_of) }
    }
}
