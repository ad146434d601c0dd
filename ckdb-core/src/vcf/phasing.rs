//! What a line says of the haplotypes of its alleles, for a chosen sample.
//!
//! | key | by | says |
//! |---|---|---|
//! | `GT` with `\|`, `PS` | the specification; WhatsHap, DRAGEN, Octopus, … | same `PS`: one set; the place in `GT` tells the copy |
//! | `GT` with `\|` alone | the specification | all phased genotypes of a contig without `PS` are one set |
//! | `PSL` | VCF 4.4 | a name for each haplotype |
//! | `PID`, `PGT` | GATK HaplotypeCaller and Mutect2 | same `PID`: one set; the place in `PGT` tells the copy |
//! | `LPS` (INFO or FORMAT) | SAGE, PAVE | same number: seen on the same reads |
//!
//! Where GATK or SAGE phased the line, a `|` without `PS` is theirs and speaks of their set only, not of the whole contig.
//! `LPS` speaks of the line; of a line with several ALTs it does not say which, so there it is not taken.

use super::line::Line;
use crate::phase::{Copies, Genotype, Phase, PhaseSet};

/// What is said of ALT `alternate` (0 is the first) in the sample column `sample` (0 is the first), if one was chosen.
#[must_use]
pub fn phase(line: &Line<'_>, sample: Option<usize>, alternate: usize) -> Phase {
    let value = |key: &str| line.sample_value(sample?, key).filter(|value| !matches!(*value, b"" | b"."));
    let Ok(number) = u16::try_from(alternate + 1) else { return Phase::default() };
    let genotype = value("GT").and_then(Genotype::parse);
    let mut phase = Phase::of_genotype(genotype.as_ref(), number);
    let physical = value("PID");
    let local: Vec<&[u8]> = [value("LPS"), line.info_value("LPS")].into_iter().flatten().flat_map(names).collect();
    let copies = genotype.map_or(Copies::default(), |genotype| genotype.phased_copies(number));
    match (value("PSL"), value("PS")) {
        (Some(list), _) => {
            for (copy, name) in (0..).zip(list.split(|byte| *byte == b',')).filter(|(_, name)| *name != b".") {
                if copies.holds(copy) {
                    phase.mark(PhaseSet::Psl(name.into()), Copies::FIRST);
                }
            }
        }
        (None, Some(set)) => phase.mark(PhaseSet::Ps(set.into()), copies),
        (None, None) if physical.is_none() && local.is_empty() => phase.mark(PhaseSet::Unnamed, copies),
        (None, None) => {}
    }
    if let (Some(set), Some(genotype)) = (physical, value("PGT").and_then(Genotype::parse)) {
        phase.mark(PhaseSet::Pid(set.into()), genotype.phased_copies(number));
    }
    if !line.alternates().contains(&b',') {
        for name in local {
            phase.mark(PhaseSet::Lps(name.into()), Copies::FIRST);
        }
    }
    phase
}

/// Comma-separated names, without empty and missing ones.
fn names(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| *byte == b',').filter(|name| !matches!(*name, b"" | b"."))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::genome::Contig;
    use crate::phase::{Call, Carried, Relation, relation};

    /// `(ALT, INFO, FORMAT, sample)` of two lines; how their first ALTs lie in the first sample.
    fn between(a: [&str; 4], b: [&str; 4]) -> Relation {
        let call = |number: u64, [alternate, info, format, sample]: [&str; 4]| {
            let text = format!("7\t{}\t.\tA\t{alternate}\t.\t.\t{info}\t{format}\t{sample}\n", 100 + number);
            let line = Line::parse(text.as_bytes(), number).unwrap();
            let allele = line.alleles(Contig::from_index(6).unwrap()).next().unwrap().unwrap();
            Call { line: number, alternate: 0, allele, phase: phase(&line, Some(0), 0) }
        };
        relation(&call(1, a), &call(2, b))
    }

    fn by(format: &str, a: &str, b: &str) -> Relation {
        between(["T", ".", format, a], ["T", ".", format, b])
    }

    #[test]
    fn each_caller_in_its_own_words() {
        assert_eq!([by("GT:PS", "0|1:9", "0|1:9"), by("GT:PS", "0|1:9", "1|0:9")], [Relation::Cis, Relation::Trans]);
        assert_eq!([by("GT", "0|1", "0|1"), by("GT", "0|1", "1|0")], [Relation::Cis, Relation::Trans]);
        assert_eq!([by("GT", "0/1", "0/1"), by("GT:PS", "0|1:9", "0|1:8")], [Relation::Unknown; 2]);
        assert_eq!([by("GT:PS", "0|1:9", "0|1:."), by("GT:PS", "0|1", "0|1:.")], [Relation::Unknown, Relation::Cis]);
        let gatk = "GT:PGT:PID";
        assert_eq!(
            [by(gatk, "0/1:0|1:9_A_T", "0/1:0|1:9_A_T"), by(gatk, "0/1:0|1:9_A_T", "0/1:1|0:9_A_T")],
            [Relation::Cis, Relation::Trans]
        );
        assert_eq!(by(gatk, "0|1:0|1:9_A_T", "0|1:0|1:50_A_T"), Relation::Unknown, "GATK's bar speaks of its set");
        assert_eq!(by("GT:PSL", "0|1:.,one", "1|0:one,."), Relation::Cis, "a name is a haplotype");
        assert_eq!(by("GT:PSL", "0|1:.,one", "0|1:.,two"), Relation::Unknown);
    }

    #[test]
    fn local_phase_sets_stand_in_info_or_format() {
        let info = |a: &str, b: &str| between(["T", a, "GT", "0/1"], ["T", b, "GT", "0/1"]);
        assert_eq!(
            [info("LPS=4,5", "LPS=5"), info("LPS=4", "LPS=5"), info("LPS=.", "LPS=.")],
            [Relation::Cis, Relation::Unknown, Relation::Unknown]
        );
        assert_eq!(by("GT:LPS", "0/1:4", "0/1:4"), Relation::Cis);
        assert_eq!(between(["T,G", "LPS=4", "GT", "0/1"], ["T", "LPS=4", "GT", "0/1"]), Relation::Unknown, "of which ALT?");
    }

    #[test]
    fn without_a_sample_only_info_speaks() {
        let line = Line::parse(b"7\t1\t.\tA\tT\t.\t.\tLPS=4\tGT\t1|1\t0|1\n", 1).unwrap();
        assert_eq!(phase(&line, None, 0).carried(), Carried::NotTold);
        assert_ne!(phase(&line, None, 0), Phase::default());
        assert_eq!((phase(&line, Some(0), 0).carried(), phase(&line, Some(1), 0).carried()), (Carried::Every, Carried::Some));
        assert_eq!(phase(&line, Some(1), 1).carried(), Carried::Absent);
    }
}
