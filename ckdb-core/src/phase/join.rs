//! The haplotypes of a cluster of calls, each as one allele.

use super::codon::{Frame, Places, in_order};
use super::haplotype::{Call, Carried, Relation, exclude_each_other, relation};
use crate::genome::{Allele, Bases, Interval, Sequence, TranscriptRef};

/// The most haplotypes of one cluster whose combinations are tried. Real tumours have two or three; a catalogue of all known
/// changes has many, and no two of them need ever have met.
pub const MOST_HAPLOTYPES: usize = 4;

/// Calls read as one allele.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joint {
    /// Indexes of the calls, in order of place.
    pub members: Vec<usize>,
    /// What they are together, on the reference: not yet trimmed at its ends.
    pub allele: Allele,
    /// [`Relation::Cis`] when the file says they lie on one haplotype, [`Relation::Unknown`] when they may.
    pub relation: Relation,
}

/// Why calls on one haplotype could not be read as one allele; each is then read alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// They are said to lie on one haplotype, but exclude each other or undo each other.
    Contradiction,
    /// Reference letters between them are not held.
    LettersNotHeld,
    /// More than [`MOST_HAPLOTYPES`] may combine; combinations were not tried.
    TooMany,
}

/// What became of a cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joints {
    /// Calls read as one, certain ones first, each kind in order of place.
    pub joints: Vec<Joint>,
    /// Calls of a certain joint that another copy carries alone.
    pub also_alone: Vec<usize>,
    /// Calls with a doubt, in order of place.
    pub doubts: Vec<(usize, Doubt)>,
}

/// Joins the calls of one cluster (of [`clusters`](super::clusters)) that the sample carries.
///
/// The order of `calls` does not matter but for the indexes in the answer.
#[must_use]
pub fn join<'t>(
    calls: &[Call],
    transcripts: impl IntoIterator<Item = TranscriptRef<'t>>,
    reference: &(impl Sequence + ?Sized),
) -> Joints {
    let alleles: Vec<&Allele> = calls.iter().map(|call| &call.allele).collect();
    let mut order = in_order(&alleles);
    order.retain(|index| calls[*index].phase.carried() != Carried::Absent);
    let places = Places::new(order.iter().map(|index| alleles[*index]).collect(), transcripts, reference);
    let mut cluster =
        Cluster { calls: order.iter().map(|index| &calls[*index]).collect(), places, reference, out: Joints::default() };
    cluster.certain_and_possible();
    let mut out = cluster.out;
    // So far indexes count in order of place.
    out.joints.iter_mut().flat_map(|joint| &mut joint.members).for_each(|member| *member = order[*member]);
    out.also_alone.iter_mut().for_each(|member| *member = order[*member]);
    out.doubts.sort_unstable();
    out.doubts.dedup();
    out.doubts.iter_mut().for_each(|(member, _)| *member = order[*member]);
    out
}

struct Cluster<'a, S: ?Sized> {
    /// In order of place.
    calls: Vec<&'a Call>,
    places: Places<'a>,
    reference: &'a S,
    out: Joints,
}

impl<S: Sequence + ?Sized> Cluster<'_, S> {
    fn certain_and_possible(&mut self) {
        let every: Vec<usize> =
            (0..self.calls.len()).filter(|index| self.calls[*index].phase.carried() == Carried::Every).collect();
        let haplotypes = self.haplotypes();
        let mut with_every = 0;
        for haplotype in &haplotypes {
            let runs = self.runs(&union(haplotype, &every));
            // What holds only calls of every copy is read once, below.
            let own: Vec<Vec<usize>> = runs.into_iter().filter(|run| run.iter().any(|member| haplotype.contains(member))).collect();
            let mut joined = false;
            for run in own {
                joined |= self.certain(run).is_some_and(|run| run.iter().any(|member| every.contains(member)));
            }
            with_every += usize::from(joined);
        }
        // With two such haplotypes both copies are told. With fewer, one copy carries what every copy carries and no more.
        if with_every < 2 {
            let mut joined: Vec<usize> = Vec::new();
            for run in self.runs(&every) {
                joined.extend(self.certain(run).into_iter().flatten());
            }
            if with_every == 1 {
                let is_alone = |member: &usize| !joined.contains(member) && self.is_joined(*member);
                self.out.also_alone = every.iter().copied().filter(is_alone).collect();
            }
        }
        self.out.joints.sort_by(|a, b| a.members.cmp(&b.members));
        self.possible(&haplotypes, &every);
    }

    fn is_joined(&self, member: usize) -> bool {
        self.out.joints.iter().any(|joint| joint.members.contains(&member))
    }

    /// Calls on one haplotype as far as the file tells, those of every copy left aside; each in order of place. A call whose
    /// phase is not told is a haplotype by itself.
    fn haplotypes(&self) -> Vec<Vec<usize>> {
        let mut haplotypes: Vec<Vec<usize>> = Vec::new();
        for index in (0..self.calls.len()).filter(|index| self.calls[*index].phase.carried() != Carried::Every) {
            let is_cis = |member: &usize| relation(self.calls[*member], self.calls[index]) == Relation::Cis;
            // It may tie together haplotypes that knew nothing of each other.
            let (tied, rest): (Vec<_>, Vec<_>) = haplotypes.into_iter().partition(|known| known.iter().any(is_cis));
            haplotypes = rest;
            haplotypes.push(tied.into_iter().flatten().chain([index]).collect());
        }
        let mut sound: Vec<Vec<usize>> = Vec::new();
        for mut haplotype in haplotypes {
            haplotype.sort_unstable();
            // Tied together at one end and torn apart at the other: nothing is told of any of them.
            if self.all_relations(&haplotype, &haplotype).any(|relation| relation == Relation::Trans) {
                sound.extend(haplotype.into_iter().map(|member| vec![member]));
            } else {
                sound.push(haplotype);
            }
        }
        sound.sort_unstable();
        sound
    }

    fn all_relations(&self, a: &[usize], b: &[usize]) -> impl Iterator<Item = Relation> {
        a.iter().flat_map(move |a| b.iter().filter(move |b| *b != a).map(move |b| relation(self.calls[*a], self.calls[*b])))
    }

    /// Runs of these calls (in order of place) that belong together.
    fn runs(&self, members: &[usize]) -> Vec<Vec<usize>> {
        let runs = self.places.only(members).runs(Frame::Restored);
        runs.into_iter().map(|(from, to)| members[from..=to].to_vec()).collect()
    }

    /// Notes a run on one haplotype; gives it back if it could be joined.
    fn certain(&mut self, run: Vec<usize>) -> Option<Vec<usize>> {
        match self.together(&run) {
            Ok(allele) => {
                self.out.joints.push(Joint { members: run.clone(), allele, relation: Relation::Cis });
                Some(run)
            }
            Err(doubt) => {
                self.out.doubts.extend(run.into_iter().map(|member| (member, doubt)));
                None
            }
        }
    }

    /// Notes what would be if haplotypes that are not told apart were one: each pair, and all of them.
    fn possible(&mut self, haplotypes: &[Vec<usize>], every: &[usize]) {
        let may_be_one = |a: &[usize], b: &[usize]| !self.all_relations(a, b).any(|relation| relation == Relation::Trans);
        if haplotypes.len() > MOST_HAPLOTYPES {
            let open = |a: &&Vec<usize>| haplotypes.iter().any(|b| *a != b && may_be_one(a, b));
            let members: Vec<usize> = haplotypes.iter().filter(open).flatten().copied().collect();
            self.out.doubts.extend(members.into_iter().map(|member| (member, Doubt::TooMany)));
            return;
        }
        let mut wholes: Vec<Vec<usize>> = Vec::new();
        for (place, a) in haplotypes.iter().enumerate() {
            for b in haplotypes[place + 1..].iter().filter(|b| may_be_one(a, b)) {
                wholes.push(union(a, b));
            }
        }
        let pairs = haplotypes.len() * haplotypes.len().saturating_sub(1) / 2;
        if haplotypes.len() > 2 && wholes.len() == pairs {
            let mut all = haplotypes.concat();
            all.sort_unstable();
            wholes.push(all);
        }
        let mut found: Vec<Vec<usize>> = Vec::new();
        for whole in wholes {
            let parts = haplotypes.iter().filter(|haplotype| haplotype.iter().all(|member| whole.contains(member)));
            let parts: Vec<&Vec<usize>> = parts.collect();
            let runs = self.runs(&union(&whole, every));
            found.extend(runs.into_iter().filter(|run| {
                // It must take something from two haplotypes to be new.
                parts.iter().filter(|part| part.iter().any(|member| run.contains(member))).count() > 1
            }));
        }
        found.sort_unstable();
        found.dedup();
        for run in found {
            if let Ok(allele) = self.together(&run) {
                self.out.joints.push(Joint { members: run, allele, relation: Relation::Unknown });
            }
        }
    }

    /// The calls as one allele: their letters, and the reference letters between them.
    fn together(&self, run: &[usize]) -> Result<Allele, Doubt> {
        let alleles: Vec<&Allele> = run.iter().map(|member| &self.calls[*member].allele).collect();
        together(&alleles, self.reference)
    }
}

/// One allele that does what all of these do (in order of place, on one contig).
fn together(alleles: &[&Allele], reference: &(impl Sequence + ?Sized)) -> Result<Allele, Doubt> {
    let (Some(first), Some(last)) = (alleles.first(), alleles.last()) else { return Err(Doubt::Contradiction) };
    let contig = first.contig;
    let (mut old, mut new) = (Bases::new(), Bases::new());
    let mut at = first.interval.start();
    for (index, allele) in alleles.iter().enumerate() {
        if alleles[..index].iter().any(|before| exclude_each_other(before, allele)) {
            return Err(Doubt::Contradiction);
        }
        let between = Interval::new(at, allele.interval.start()).ok_or(Doubt::Contradiction)?;
        if !between.is_empty() {
            let letters = reference.letters(contig, between).ok_or(Doubt::LettersNotHeld)?;
            old.extend_from_slice(letters);
            new.extend_from_slice(letters);
        }
        old.extend_from_slice(&allele.reference);
        new.extend_from_slice(&allele.alternate);
        at = allele.interval.end();
    }
    if old == new {
        return Err(Doubt::Contradiction);
    }
    let interval = Interval::new(first.interval.start(), last.interval.end()).ok_or(Doubt::Contradiction)?;
    Ok(Allele { contig, interval, reference: old, alternate: new })
}

/// Members of either, in order of place.
fn union(a: &[usize], b: &[usize]) -> Vec<usize> {
    let mut all = [a, b].concat();
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
#[path = "join_tests.rs"]
mod tests;
