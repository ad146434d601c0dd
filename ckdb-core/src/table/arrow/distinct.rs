//! Rows of alleles, made once an allele: a cohort shows the same hundred hotspots ten thousand times.
//!
//! What the columns say of an allele does not depend on where it stands in the input, but for the columns that copy the input.
//! So the rows of each allele are kept as one block, and the answer is put together by taking blocks. The cells that speak of a
//! claim alone are kept once more apart ([`Told`]): thousands of alleles of a gene meet the same few claims.

use super::seen::Problem;
use super::told::{Cells, Told};
use crate::annotate::Annotation;
use crate::genome::{Allele, Contig};
use crate::normalize::ReferenceCheck;
use crate::table::place::{NotAnnotated, Place};
use crate::table::rows::Rows;
use std::collections::{BTreeMap, HashMap};

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

/// Blocks of rows.
pub(super) struct Distinct<'i, 'w, 'k> {
    rows: &'w Rows<'w, 'k>,
    told: Told<'k>,
    known: HashMap<Key<'i>, Block>,
    problems: BTreeMap<Problem, Block>,
    /// The block of alleles that touch nothing.
    nothing: Option<Block>,
    /// What the columns that copy the input are filled from here: nothing, because they are filled for each row.
    nowhere: Place<'static>,
}

impl<'i, 'w, 'k> Distinct<'i, 'w, 'k> {
    pub(super) fn new(rows: &'w Rows<'w, 'k>, told: Told<'k>) -> Self {
        let (known, problems) = (HashMap::new(), BTreeMap::new());
        Self { rows, told, known, problems, nothing: None, nowhere: Place::default() }
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
        let allele = Allele::from_vcf(key.contig, key.position, key.reference.as_bytes(), key.alternate.as_bytes());
        let block = match allele {
            Err(error) => self.problem(Problem::Allele(error)),
            Ok(allele) => match self.rows.annotator().annotate(&allele) {
                Err(error) => {
                    let agrees = (error.code() == "REF_MISMATCH").then_some(false);
                    Block { agrees, ..self.problem(Problem::Letters(error.code())) }
                }
                Ok(annotation) => self.annotated(&annotation),
            },
        };
        self.known.insert(key, block);
        block
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
