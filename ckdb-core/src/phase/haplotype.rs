//! What a file states about the haplotype of an allele, and what follows for two of them.

use super::genotype::{Copies, Genotype};
use crate::genome::Allele;
use smallvec::SmallVec;

/// A name of a phase set, as the file writes it.
type Name = SmallVec<[u8; 16]>;

/// Calls whose phase is known relative to each other. Sets of different kinds are different sets; all are meant within one
/// contig.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PhaseSet {
    /// Phased genotypes without a named set: VCF takes all of a contig as one.
    Unnamed,
    /// `PS`: one set, copies told apart by the place in `GT`.
    Ps(Name),
    /// `PSL` of VCF 4.4: one name for each haplotype.
    Psl(Name),
    /// `PID` of GATK: one set, copies told apart by the place in `PGT`.
    Pid(Name),
    /// `LPS` of SAGE and PAVE: reads that carry all of its alleles, so one name for one haplotype.
    Lps(Name),
}

/// Does the chosen sample carry the allele?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Carried {
    /// It is not told (no genotype, or one without a call).
    #[default]
    NotTold,
    /// The genotype is called without it.
    Absent,
    /// At least one copy carries it.
    Some,
    /// Every copy carries it: homozygous, or the only copy there is.
    Every,
}

/// What a line states about the haplotype of one of its alleles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phase {
    carried: Carried,
    marks: SmallVec<[(PhaseSet, Copies); 2]>,
}

impl Phase {
    /// Of allele `number` (1 is the first ALT) in this genotype, without any phase set yet.
    #[must_use]
    pub fn of_genotype(genotype: Option<&Genotype>, number: u16) -> Self {
        let carried = match genotype.map(|genotype| (genotype.carries(number), genotype.is_on_every_copy(number))) {
            None | Some((None, _)) => Carried::NotTold,
            Some((Some(false), _)) => Carried::Absent,
            Some((Some(true), true)) => Carried::Every,
            Some((Some(true), false)) => Carried::Some,
        };
        Self { carried, marks: SmallVec::new() }
    }

    /// States that in `set` the allele lies on `copies`; nothing is stated when there are none.
    pub fn mark(&mut self, set: PhaseSet, copies: Copies) {
        if !copies.is_empty() {
            self.marks.push((set, copies));
        }
    }

    /// Does the sample carry it?
    #[must_use]
    pub const fn carried(&self) -> Carried {
        self.carried
    }
}

/// One allele of one line, as the chosen sample carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The line, by whatever number the caller gives lines.
    pub line: u64,
    /// Which ALT of the line, from 0.
    pub alternate: usize,
    /// The allele where the line states it ([`Allele::without_anchor`]), not moved: an indel moved past a neighbour would no
    /// longer be the same haplotype.
    pub allele: Allele,
    /// What the line states about its haplotype.
    pub phase: Phase,
}

/// How two alleles lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// On one haplotype.
    Cis,
    /// On different haplotypes.
    Trans,
    /// Not told, or told in two ways.
    Unknown,
}

impl Relation {
    /// `cis`, `trans`, `unknown`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cis => "cis",
            Self::Trans => "trans",
            Self::Unknown => "unknown",
        }
    }
}

/// How two calls lie to each other. Symmetric.
///
/// One and the same allele is cis with itself; two ALTs of one line exclude each other, and so do overlapping alleles unless
/// the file says they lie together, which is a contradiction and leaves it unknown. Then: the same phase set decides by
/// copies; what every copy carries is cis with everything the sample carries; all else is unknown.
#[must_use]
pub fn relation(a: &Call, b: &Call) -> Relation {
    if a.allele.contig != b.allele.contig {
        return Relation::Unknown;
    }
    if a.line == b.line {
        return if a.alternate == b.alternate { Relation::Cis } else { Relation::Trans };
    }
    let stated = stated(&a.phase, &b.phase);
    match (exclude_each_other(&a.allele, &b.allele), stated) {
        (false, stated) => stated,
        (true, Relation::Cis) => Relation::Unknown,
        (true, _) => Relation::Trans,
    }
}

/// Can no molecule carry both: do they replace a common letter, or fill the same gap?
pub(super) fn exclude_each_other(a: &Allele, b: &Allele) -> bool {
    a.interval.overlaps(b.interval) || (a.interval == b.interval && a.interval.is_empty())
}

fn stated(a: &Phase, b: &Phase) -> Relation {
    if a.carried == Carried::Absent || b.carried == Carried::Absent {
        return Relation::Unknown;
    }
    if a.carried == Carried::Every || b.carried == Carried::Every {
        return Relation::Cis;
    }
    let (mut cis, mut trans) = (false, false);
    for (set, copies) in &a.marks {
        for (_, others) in b.marks.iter().filter(|(other, _)| other == set) {
            if copies.meet(*others) { cis = true } else { trans = true }
        }
    }
    match (cis, trans) {
        (true, false) => Relation::Cis,
        (false, true) => Relation::Trans,
        _ => Relation::Unknown,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::genome::Contig;

    fn call(line: u64, position: u32, genotype: &str, set: Option<PhaseSet>) -> Call {
        let allele = Allele::from_vcf(Contig::from_index(6).unwrap(), position, b"A", b"T").unwrap();
        let genotype = Genotype::parse(genotype.as_bytes());
        let mut phase = Phase::of_genotype(genotype.as_ref(), 1);
        if let (Some(set), Some(genotype)) = (set, genotype) {
            phase.mark(set, genotype.phased_copies(1));
        }
        Call { line, alternate: 0, allele, phase }
    }

    fn ps(name: &str) -> Option<PhaseSet> {
        Some(PhaseSet::Ps(name.bytes().collect()))
    }

    fn between(a: (&str, Option<PhaseSet>), b: (&str, Option<PhaseSet>)) -> Relation {
        let (a, b) = (call(1, 10, a.0, a.1), call(2, 11, b.0, b.1));
        assert_eq!(relation(&a, &b), relation(&b, &a), "symmetric");
        relation(&a, &b)
    }

    #[test]
    fn one_set_decides_by_its_copies() {
        assert_eq!(between(("0|1", ps("9")), ("0|1", ps("9"))), Relation::Cis);
        assert_eq!(between(("0|1", ps("9")), ("1|0", ps("9"))), Relation::Trans);
        assert_eq!(between(("0|1", ps("9")), ("0|1", ps("8"))), Relation::Unknown, "another set");
        assert_eq!(
            between(("0|1", ps("9")), ("0|1", Some(PhaseSet::Pid("9".bytes().collect())))),
            Relation::Unknown,
            "another kind"
        );
        assert_eq!(between(("0/1", ps("9")), ("0|1", ps("9"))), Relation::Unknown, "PS of an unphased genotype says nothing");
    }

    #[test]
    fn what_every_copy_carries_is_cis_with_all_the_sample_carries() {
        assert_eq!(between(("1/1", None), ("0/1", None)), Relation::Cis);
        assert_eq!(between(("1", None), ("0/1", None)), Relation::Cis);
        assert_eq!(between(("1/1", None), ("0/0", None)), Relation::Unknown, "the sample does not carry the other");
        assert_eq!(between(("0/1", None), ("0/1", None)), Relation::Unknown);
    }

    #[test]
    fn two_statements_that_differ_are_none() {
        let mut a = call(1, 10, "0|1", ps("9"));
        let mut b = call(2, 11, "1|0", ps("9"));
        for call in [&mut a, &mut b] {
            call.phase.mark(PhaseSet::Lps("4".bytes().collect()), Copies::FIRST);
        }
        assert_eq!(relation(&a, &b), Relation::Unknown);
    }

    #[test]
    fn alleles_at_one_place_exclude_each_other() {
        let mut second = call(1, 10, "0/1", None);
        second.alternate = 1;
        assert_eq!(relation(&call(1, 10, "0/1", None), &second), Relation::Trans, "two ALTs of a line");
        assert_eq!(relation(&call(1, 10, "0/1", None), &call(2, 10, "0/1", None)), Relation::Trans, "two lines, one letter");
        let contradiction = relation(&call(1, 10, "0|1", ps("9")), &call(2, 10, "0|1", ps("9")));
        assert_eq!(contradiction, Relation::Unknown);
    }
}
