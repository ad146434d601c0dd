//! `OR` and `NOT` between the parts of a question.
//!
//! An operator takes the part on each side of it and no more; a gene and the variant beside it are one part, because the variant says
//! its gene already: `EGFR T790M OR EGFR C797S` asks for either variant. `AND` says nothing: every part is asked for anyway.

use super::clause::{Clause, nothing};
use super::concept::Concept;
use super::form::Operator;
use crate::knowledge::{Records, view};
use crate::model::GeneId;

/// A part of a question, or what joins two.
pub(super) enum Slot {
    Clause(Clause),
    Operator(Operator),
}

/// The parts, with the operators carried out.
pub(super) fn joined(records: Records<'_>, slots: Vec<Slot>) -> Vec<Clause> {
    let mut out: Vec<Clause> = Vec::new();
    let mut pending: Option<Operator> = None;
    let mut slots = slots.into_iter().peekable();
    while let Some(slot) = slots.next() {
        let clause = match slot {
            Slot::Operator(operator) => {
                // `AND NOT` is NOT.
                pending = Some(operator).filter(|operator| *operator != Operator::And);
                continue;
            }
            // What asks for nothing is not what an operator means.
            Slot::Clause(clause) if clause.leaves.is_empty() => {
                out.push(clause);
                continue;
            }
            Slot::Clause(clause) => clause,
        };
        if pending.is_some()
            && let Some(Slot::Clause(next)) = slots.peek()
            && is_gene_of(records, &clause, next)
        {
            out.push(nothing(&clause.asked, SAID));
            continue;
        }
        match pending.take() {
            Some(Operator::Not) => out.push(Clause {
                not: true,
                must: false,
                read_as: clause.read_as.iter().map(|read_as| format!("not {read_as}")).collect(),
                ..clause
            }),
            Some(Operator::Or) if out.iter().any(is_part) => either(records, &mut out, clause),
            _ => out.push(clause),
        }
    }
    out
}

/// Why a gene beside its variant is not asked for.
const SAID: &str = "said by the variant beside it";

fn is_part(clause: &Clause) -> bool {
    !clause.leaves.is_empty() && !clause.not
}

/// Joins a part to the last one before it.
fn either(records: Records<'_>, out: &mut [Clause], other: Clause) {
    let Some(last) = out.iter().rposition(is_part) else { return };
    let gene = last.checked_sub(1).filter(|gene| is_gene_of(records, &out[*gene], &out[last]));
    if let Some(gene) = gene {
        out[gene] = nothing(&out[gene].asked, SAID);
    }
    let one = &mut out[last];
    one.asked = format!("{} OR {}", one.asked, other.asked);
    one.read_as.extend(other.read_as);
    one.must |= other.must;
    one.leaves.extend(other.leaves);
    one.concepts.extend(other.concepts);
    one.tokens.extend(other.tokens);
}

/// Does one part name the gene that the other part's variants are of?
fn is_gene_of(records: Records<'_>, gene: &Clause, variants: &Clause) -> bool {
    let genes: Vec<GeneId> =
        gene.concepts.iter().filter_map(|concept| if let Concept::Gene(id) = concept { Some(*id) } else { None }).collect();
    let of = |concept: &Concept| match concept {
        Concept::Variant(id) => records.variant(*id).and_then(view::Variant::gene).is_some_and(|gene| genes.contains(&gene)),
        _ => false,
    };
    !genes.is_empty() && !variants.concepts.is_empty() && variants.concepts.iter().all(of)
}
