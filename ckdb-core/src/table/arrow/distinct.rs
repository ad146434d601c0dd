//! Rows of alleles, made once an allele: a cohort shows the same hundred hotspots ten thousand times.
//!
//! What the columns say of an allele does not depend on where it stands in the input, but for the columns that copy the input.
//! So the rows of each allele are kept as one block, and the answer is put together by taking blocks. The cells that speak of a
//! claim alone are kept once more apart ([`Told`]): thousands of alleles of a gene meet the same few claims.
//!
//! Each worker makes its own blocks. What is known of an allele with a match, which is what costs most, the first of them finds for all
//! ([`Found`]).

use super::seen::Problem;
use super::told::{Cells, Told};
use crate::annotate::Annotation;
use crate::genome::{Allele, Contig};
use crate::normalize::{NormalizeError, ReferenceCheck};
use crate::table::place::{NotAnnotated, Place};
use crate::table::rows::Rows;
use ahash::{AHashMap, RandomState};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// An allele in the words of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key<'i> {
    pub(super) contig: Contig,
    pub(super) position: u32,
    pub(super) reference: &'i str,
    pub(super) alternate: &'i str,
}

/// The rows of one allele, and what else is to be counted of it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Block {
    pub(super) first: u32,
    pub(super) rows: u32,
    /// Does it meet knowledge, or may it?
    pub(super) met: bool,
    /// Does REF agree with the letters? `None` where they are not held.
    pub(super) agrees: Option<bool>,
    pub(super) problem: Option<Problem>,
}

/// Annotations of alleles with a match, for all workers. It is only looked up, so nothing depends on who was first.
#[derive(Debug, Default)]
pub(super) struct Found<'i, 'k> {
    shards: [Mutex<AHashMap<Key<'i>, Arc<Annotation<'k>>>>; SHARDS],
    hasher: RandomState,
}

/// So many locks, so that workers seldom wait for one another.
const SHARDS: usize = 16;
/// Alleles behind one lock: together some tens of megabytes at most.
const MOST: usize = 1 << 9;

impl<'i, 'k> Found<'i, 'k> {
    fn get(&self, key: &Key<'i>) -> Option<Arc<Annotation<'k>>> {
        self.shard(key).get(key).cloned()
    }

    fn keep(&self, key: Key<'i>, annotation: &Arc<Annotation<'k>>) {
        let mut shard = self.shard(&key);
        if shard.len() < MOST {
            shard.insert(key, Arc::clone(annotation));
        }
    }

    fn shard(&self, key: &Key<'i>) -> MutexGuard<'_, AHashMap<Key<'i>, Arc<Annotation<'k>>>> {
        // (A worker that panicked left whole annotations behind, so a poisoned lock is as good as another.)
        let place = self.hasher.hash_one((key.contig, key.position)) as usize % SHARDS;
        self.shards[place].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Blocks of rows.
pub(super) struct Distinct<'i, 'w, 'k> {
    rows: &'w Rows<'w, 'k>,
    told: Told<'k>,
    found: &'w Found<'i, 'k>,
    known: AHashMap<Key<'i>, Block>,
    problems: BTreeMap<Problem, Block>,
    /// The block of alleles that touch nothing.
    nothing: Option<Block>,
    /// What the columns that copy the input are filled from here: nothing, because they are filled for each row.
    nowhere: Place<'static>,
}

impl<'i, 'w, 'k> Distinct<'i, 'w, 'k> {
    pub(super) fn new(rows: &'w Rows<'w, 'k>, told: Told<'k>, found: &'w Found<'i, 'k>) -> Self {
        let (known, problems) = (AHashMap::new(), BTreeMap::new());
        Self { rows, told, found, known, problems, nothing: None, nowhere: Place::default() }
    }

    /// How many rows are kept.
    pub(super) const fn len(&self) -> usize {
        self.told.len()
    }

    /// How many alleles are kept, with rows or without.
    pub(super) fn alleles(&self) -> usize {
        self.known.len()
    }

    /// The cells of all blocks; then everything is forgotten.
    pub(super) fn take(&mut self) -> Cells {
        self.known.clear();
        self.problems.clear();
        self.nothing = None;
        self.told.take()
    }

    /// The block of an allele.
    pub(super) fn block(&mut self, key: Key<'i>) -> Block {
        if let Some(block) = self.known.get(&key) {
            return *block;
        }
        let block = match self.found.get(&key) {
            Some(annotation) => self.annotated(&annotation),
            None => self.new_block(key),
        };
        self.known.insert(key, block);
        block
    }

    fn new_block(&mut self, key: Key<'i>) -> Block {
        let allele = Allele::from_vcf(key.contig, key.position, key.reference.as_bytes(), key.alternate.as_bytes());
        match allele.map(|allele| self.annotation(&allele)) {
            Err(error) => self.problem(Problem::Allele(error)),
            Ok(Err(error)) => {
                let agrees = (error.code() == "REF_MISMATCH").then_some(false);
                Block { agrees, ..self.problem(Problem::Letters(error.code())) }
            }
            Ok(Ok(annotation)) if annotation.matches.is_empty() => self.annotated(&annotation),
            Ok(Ok(annotation)) => {
                let annotation = Arc::new(annotation);
                self.found.keep(key, &annotation);
                self.annotated(&annotation)
            }
        }
    }

    /// The block of an allele of plain letters that certainly touches nothing the index knows.
    pub(super) fn untouched(&mut self, key: Key<'i>) -> Block {
        match self.nothing {
            Some(block) => block,
            None => {
                let block = self.block(key);
                self.nothing = Some(block);
                block
            }
        }
    }

    /// The block of an allele that cannot be annotated.
    pub(super) fn problem(&mut self, problem: Problem) -> Block {
        if let Some(block) = self.problems.get(&problem) {
            return *block;
        }
        let first = self.next();
        let text = problem.text();
        let why = NotAnnotated { code: problem.code(), text: &text };
        let (rows, nowhere) = (self.rows, &self.nowhere);
        rows.of_not_annotated(nowhere, why).iter().for_each(|row| self.told.push(row));
        let block = Block { first, rows: self.next() - first, problem: Some(problem), ..Block::default() };
        self.problems.insert(problem, block);
        block
    }

    /// Of alleles without a match nothing is shown, unless all are.
    fn annotation(&self, allele: &Allele) -> Result<Annotation<'k>, NormalizeError> {
        let annotator = self.rows.annotator();
        if self.rows.options().all { annotator.annotate(allele) } else { annotator.annotate_met(allele) }
    }

    fn annotated(&mut self, annotation: &Annotation<'k>) -> Block {
        let first = self.next();
        let (rows, nowhere) = (self.rows, &self.nowhere);
        rows.of_allele(nowhere, annotation).iter().for_each(|row| self.told.push(row));
        let held = annotation.normalized().is_some_and(|normalized| normalized.reference == ReferenceCheck::Agrees);
        Block { first, rows: self.next() - first, met: !annotation.matches.is_empty(), agrees: held.then_some(true), problem: None }
    }

    /// Number of the next row. Everything is taken long before 32 bits are full.
    fn next(&self) -> u32 {
        u32::try_from(self.told.len()).unwrap_or(u32::MAX)
    }
}
