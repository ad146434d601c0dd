//! Questions that make sense: ranges, exclusions, operators, no question twice.

use std::collections::BTreeMap;

use ckdb_core::genome::ProteinChange;

use crate::diagnostic::{Diagnostic, Diagnostics, Place, rules};
use crate::record::{AlleleRecord, CriterionNode, CriterionRecord, Leaf, Records, Spanned, question};

/// Operators above a leaf, at most.
const MAX_DEPTH: usize = 5;

pub(super) fn check(records: &Records, out: &mut Diagnostics) {
    let mut asked: BTreeMap<String, (&str, Place)> = BTreeMap::new();
    for profile in &records.profiles {
        tree(&profile.criterion, 0, out);
        let Some(question) = question(&profile.criterion) else { continue };
        if let Some((first, place)) = asked.get(&question) {
            out.push(
                Diagnostic::new(&rules::REPEATED_PROFILE, profile.criterion.place, format!("the profile `{first}` asks the same"))
                    .label("again here")
                    .related(*place, "first here"),
            );
        } else {
            asked.insert(question, (&profile.header.id, profile.criterion.place));
        }
    }
    for trial in &records.trials {
        if let Some(criterion) = &trial.criterion {
            tree(criterion, 0, out);
        }
    }
    for test in records.approvals.iter().flat_map(|approval| &approval.companion_diagnostics) {
        for leaf in test.detects.iter().chain(&test.reference_only) {
            tree(leaf, 0, out);
        }
    }
}

fn tree(criterion: &CriterionRecord, depth: usize, out: &mut Diagnostics) {
    if depth == MAX_DEPTH && !criterion.parts().is_empty() {
        out.push(
            Diagnostic::new(&rules::TOO_DEEP, criterion.place, format!("more than {MAX_DEPTH} operators inside each other"))
                .label("too deep"),
        );
        return;
    }
    match &criterion.node {
        CriterionNode::Leaf(leaf) => leaf_rules(leaf, out),
        CriterionNode::Not(part) => {
            if matches!(part.node, CriterionNode::Not(_)) {
                out.push(
                    Diagnostic::new(&rules::DOUBLE_NOT, part.place, "`not` of `not` is the thing itself")
                        .label("write the inner part alone"),
                );
            }
        }
        CriterionNode::All(_) | CriterionNode::Any(_) => joined(criterion, out),
        CriterionNode::Cis(_) | CriterionNode::Trans(_) => {
            joined(criterion, out);
            phased(criterion, out);
        }
        CriterionNode::Broken => {}
    }
    for part in criterion.parts() {
        tree(part, depth + 1, out);
    }
}

/// What every operator over a list obeys.
fn joined(criterion: &CriterionRecord, out: &mut Diagnostics) {
    let parts = criterion.parts();
    if let [only] = parts {
        out.push(
            Diagnostic::new(&rules::SINGLE_PART, only.place, "an operator over a single part says nothing more than the part")
                .label("the only part"),
        );
    }
    let texts: Vec<(Option<String>, Place)> = parts.iter().map(|part| (question(part), part.place)).collect();
    for (at, (own, place)) in texts.iter().enumerate() {
        let Some(own) = own else { continue };
        for (other, first) in &texts[..at] {
            let Some(other) = other else { continue };
            let opposite = || *own == format!("not({other})") || *other == format!("not({own})");
            let problem = if own == other {
                "this part stands here twice"
            } else if opposite() {
                "this part is the opposite of another"
            } else {
                continue;
            };
            out.push(Diagnostic::new(&rules::REPEATED_PART, *place, problem).label("this one").related(*first, "the other one"));
        }
    }
}

/// Phase exists between small changes of one gene.
fn phased(criterion: &CriterionRecord, out: &mut Diagnostics) {
    let mut gene: Option<&Spanned<String>> = None;
    for part in criterion.parts() {
        let small = match &part.node {
            CriterionNode::Leaf(leaf) => matches!(
                leaf,
                Leaf::Allele { .. }
                    | Leaf::ProteinChange { .. }
                    | Leaf::Codon { .. }
                    | Leaf::ProteinRange { .. }
                    | Leaf::Exon { .. }
            ),
            CriterionNode::Broken => true,
            _ => false,
        };
        if !small {
            out.push(
                Diagnostic::new(&rules::PHASE_OF_SEQUENCE, part.place, "only small changes of the sequence have a phase")
                    .label("has no phase")
                    .help("under `cis` and `trans` stand `allele`, `protein-change`, `codon`, `protein-range` and `exon`"),
            );
            continue;
        }
        let CriterionNode::Leaf(leaf) = &part.node else { continue };
        for named in leaf.genes().into_iter().filter(|g| g.is_sound()) {
            match gene {
                None => gene = Some(named),
                Some(first) if first.value != named.value => out.push(
                    Diagnostic::new(&rules::PHASE_OF_SEQUENCE, named.place, "changes of two genes have no phase")
                        .label("another gene")
                        .related(first.place, "the first gene"),
                ),
                Some(_) => {}
            }
        }
    }
}

fn leaf_rules(leaf: &Leaf, out: &mut Diagnostics) {
    match leaf {
        Leaf::ProteinRange { first, last, .. } | Leaf::ExonChange { first, last, .. } => {
            if let (Some(from), Some(to)) = (first.sound(), last.sound())
                && from > to
            {
                out.push(
                    Diagnostic::new(&rules::RANGE_ORDER, last.place, format!("the range ends at {to}, before it begins at {from}"))
                        .label("the end")
                        .related(first.place, "the beginning"),
                );
            }
        }
        Leaf::FusionPair { five_prime, three_prime, .. }
            if five_prime.sound().is_some() && five_prime.sound() == three_prime.sound() =>
        {
            out.push(
                Diagnostic::new(&rules::SELF_FUSION, three_prime.place, "both partners are the same gene")
                    .label("the same as `five_prime`")
                    .help("whole exons of one gene lost or doubled are the kind `exon-change`"),
            );
        }
        Leaf::Allele { allele, also, .. } => std::iter::once(allele.as_ref()).chain(also).for_each(|site| changes(site, out)),
        Leaf::Promoter { sites, .. } => sites.iter().for_each(|site| changes(site, out)),
        _ => {}
    }
    let within = match leaf {
        Leaf::Codon { codon, .. } => codon.sound().map(|codon| (*codon, *codon)),
        Leaf::ProteinRange { first, last, .. } => first.sound().copied().zip(last.sound().copied()).filter(|(a, b)| a <= b),
        _ => None,
    };
    if let Some((first, last)) = within {
        for excluded in leaf.excluding() {
            outside(excluded, first, last, out);
        }
    }
}

fn changes(allele: &AlleleRecord, out: &mut Diagnostics) {
    if allele.reference.sound().is_some() && allele.reference.sound() == allele.alternate.sound() {
        out.push(
            Diagnostic::new(&rules::NO_CHANGE, allele.alternate.place, "reference and alternate are the same letters")
                .label("changes nothing"),
        );
    }
}

fn outside(excluded: &Spanned<ProteinChange>, first: u32, last: u32, out: &mut Diagnostics) {
    let Some(change) = excluded.sound() else { return };
    if change.last() < first || change.first() > last {
        let range = if first == last { format!("codon {first}") } else { format!("residues {first} to {last}") };
        out.push(
            Diagnostic::new(
                &rules::EXCLUDED_OUTSIDE,
                excluded.place,
                format!("`{}` lies outside {range}, so it would never match", change.short()),
            )
            .label("never matched"),
        );
    }
}
