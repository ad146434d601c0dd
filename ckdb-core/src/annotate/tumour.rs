//! The answers of one tumour about single variants: its lines first, then what is told of it, then what was looked at.
//!
//! | the variant | is |
//! |---|---|
//! | an allele meets it | true, or unknown as the line is |
//! | signature, copies, structure, expression | as [`Told::judge`] says |
//! | a small change no line carries, every letter it could lie in looked at | false |
//! | the same, but a letter not looked at | unknown(NOT_CALLABLE) |
//! | a wild type (R27) | false if an allele speaks against it, true if its letters were looked at, else unknown |
//!
//! What small variants alone cannot exclude (a loss of function by a lost gene or a break in it) stays unknown until copies and
//! structure are told as well.

use super::annotator::Annotator;
use super::carried::Carried;
use super::haplotype::{in_cis, lie_in_cis};
use super::told::{Asked, Told};
use crate::matching::{Answers, Because, Callable, Judgement, MatchLevel, NearMiss, Reason, Truth, places};
use crate::model::{CopyChange, Criterion, GeneClass, VariantId};
use crate::phase;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// What is known of one tumour, ready to be asked.
pub(super) struct Tumour<'a, 'k> {
    annotator: &'a Annotator<'k>,
    carried: &'a [Carried],
    told: &'a Told,
    callable: Option<&'a Callable>,
    /// Who carries each variant: place in `carried`, and how it meets it.
    carriers: BTreeMap<VariantId, Vec<(usize, Judgement)>>,
    /// Answers given so far, by variant: profiles ask for the same one again and again. Of the thousands of variants of an index a
    /// tumour is asked for some dozens, so there is no place for each.
    leaves: RefCell<BTreeMap<VariantId, Leaf>>,
}

/// The answer about one variant.
#[derive(Debug)]
struct Leaf {
    judgement: Judgement,
    because: Decided,
}

/// What decided. Told in full only when somebody asks: nearly all answers of a tumour are shown to nobody.
#[derive(Debug)]
enum Decided {
    /// Nothing that could be named.
    Nothing,
    /// This.
    By(Because),
    /// Alleles, by their places in `carried`.
    Alleles(Vec<usize>),
    /// What is told beside the lines.
    Told,
    /// What is told of the gene's last copy.
    Gone,
}

impl Leaf {
    const fn new(judgement: Judgement, because: Decided) -> Self {
        Self { judgement, because }
    }
}

impl<'a, 'k> Tumour<'a, 'k> {
    pub(super) fn new(
        annotator: &'a Annotator<'k>,
        carried: &'a [Carried],
        told: &'a Told,
        callable: Option<&'a Callable>,
    ) -> Self {
        let mut carriers: BTreeMap<VariantId, Vec<(usize, Judgement)>> = BTreeMap::new();
        for (place, one) in carried.iter().enumerate() {
            for found in &one.variants {
                carriers.entry(found.variant).or_default().push((place, found.judgement));
            }
        }
        Self { annotator, carried, told, callable, carriers, leaves: RefCell::default() }
    }

    /// Are copies told of it?
    pub(super) const fn tells_copies(&self) -> bool {
        self.told.copies.is_some()
    }

    /// Is it told of any letters that they were looked at?
    pub(super) const fn tells_letters(&self) -> bool {
        self.callable.is_some()
    }

    /// Variants that some allele carries or may carry.
    pub(super) fn carried(&self) -> impl Iterator<Item = VariantId> {
        let positive = |(_, judgement): &(usize, Judgement)| judgement.truth() != Truth::False;
        self.carriers.iter().filter(move |(_, carriers)| carriers.iter().any(positive)).map(|(variant, _)| *variant)
    }

    /// Alleles that carry or may carry one of these variants, by their places in what is carried, ascending.
    pub(super) fn carriers_of(&self, variants: &[VariantId]) -> Vec<usize> {
        let all = variants.iter().filter_map(|variant| self.carriers.get(variant)).flatten();
        let mut places: Vec<usize> =
            all.filter(|(_, judgement)| judgement.truth() != Truth::False).map(|(place, _)| *place).collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// How the tumour stands to one variant.
    pub(super) fn judgement(&self, variant: VariantId) -> Judgement {
        self.leaf(variant, |leaf| leaf.judgement).unwrap_or(Judgement::No)
    }

    /// How it stands to it, and what decided; `None` for a variant the index does not have.
    fn leaf<T>(&self, variant: VariantId, read: impl Fn(&Leaf) -> T) -> Option<T> {
        if let Some(known) = self.leaves.borrow().get(&variant) {
            return Some(read(known));
        }
        let answer = self.answer(variant, &self.asked(variant)?);
        let told = read(&answer);
        self.leaves.borrow_mut().insert(variant, answer);
        Some(told)
    }

    fn asked(&self, variant: VariantId) -> Option<Asked<'_>> {
        let matcher = &self.annotator.matcher;
        Some(Asked {
            gene: matcher.gene(variant),
            criterion: matcher.criterion(variant)?,
            genome: self.annotator.genome,
            place: matcher.place(variant, self.annotator.genome),
        })
    }

    fn answer(&self, variant: VariantId, asked: &Asked<'_>) -> Leaf {
        let criterion = asked.criterion;
        let carriers = self.carriers.get(&variant).map_or(&[][..], Vec::as_slice);
        let by_lines = self.by_lines(asked, carriers);
        // A line that leaves the copies open (`<DUP>` without a number) is settled by copies that are told.
        let is_open = by_lines.as_ref().is_none_or(|found| matches!(found.judgement, Judgement::Open { .. }));
        if let Criterion::CopyNumber { .. } = criterion
            && is_open
        {
            let told = self.told.judge(asked);
            if by_lines.is_none() || !matches!(told, Judgement::Open { .. }) {
                return Leaf::new(told, Decided::Told);
            }
        }
        // Copies that are told make a broken gene one without any copy; or they leave open whether the whole ones are broken, too.
        if let (Criterion::HomozygousDisruption, Some(found), true) = (criterion, &by_lines, self.tells_copies())
            && let Judgement::Open { level, rule, reason: Reason::NoCopyNumber } = found.judgement
        {
            let told = self.told.judge(asked);
            if let Judgement::Holds { .. } = told {
                return Leaf::new(told, Decided::Told);
            }
            let open = Judgement::Open { level, rule, reason: Reason::Zygosity };
            return by_lines.map_or(Leaf::new(open, Decided::Nothing), |found| Leaf::new(open, found.because));
        }
        let by_copies = if is_open { self.gene_lost(criterion, asked) } else { None };
        if let Some(found) = by_copies.or(by_lines) {
            return found;
        }
        match criterion {
            Criterion::CopyNumber { .. }
            | Criterion::HomozygousDisruption
            | Criterion::FusionPair { .. }
            | Criterion::Fusion { .. }
            | Criterion::ExonChange { .. }
            | Criterion::Biomarker { .. }
            | Criterion::Expression { .. }
            | Criterion::Marker { .. } => Leaf::new(self.told.judge(asked), Decided::Told),
            _ => self.unseen(variant, asked),
        }
    }

    /// What the lines decide: an allele that meets it, one that speaks against a wild type, or one that may meet it.
    fn by_lines(&self, asked: &Asked<'_>, carriers: &[(usize, Judgement)]) -> Option<Leaf> {
        let holding = carriers.iter().filter_map(|(place, judgement)| match judgement {
            Judgement::Holds { level, rule } => Some((*level, *rule, *place)),
            _ => None,
        });
        if let Some((level, rule, _)) = holding.clone().map(|(level, rule, _)| (level, rule, 0)).min() {
            return Some(Leaf::new(Judgement::Holds { level, rule }, Decided::Alleles(holding.map(|(.., place)| place).collect())));
        }
        let against = carriers
            .iter()
            .filter(|(_, judgement)| matches!(judgement, Judgement::Near { miss: NearMiss::NotWildType, .. }))
            .map(|(place, _)| *place);
        if against.clone().next().is_some() {
            return Some(Leaf::new(Judgement::No, Decided::Alleles(against.collect())));
        }
        let opening = carriers.iter().filter_map(|(place, judgement)| match judgement {
            Judgement::Open { level, rule, reason } => Some((*level, *reason, *rule, *place)),
            _ => None,
        });
        // The least of them, so that the order of lines does not matter.
        let (level, reason, rule) = opening.clone().map(|(level, reason, rule, _)| (level, reason, rule)).min()?;
        let open: Vec<usize> = opening.map(|(.., place)| place).collect();
        let hit_twice = matches!(asked.criterion, Criterion::GeneClass { biallelic: true, .. })
            && reason == Reason::Zygosity
            && (self.hits_both_copies(carriers) || self.lost_the_other_copy(asked));
        let judgement = if hit_twice { Judgement::Holds { level, rule } } else { Judgement::Open { level, rule, reason } };
        Some(Leaf::new(judgement, Decided::Alleles(open)))
    }

    /// R11b: one change on every copy, or two that are told to lie on different ones.
    fn hits_both_copies(&self, carriers: &[(usize, Judgement)]) -> bool {
        let single = |judgement: &Judgement| matches!(judgement, Judgement::Open { reason: Reason::Zygosity, .. });
        let hits: Vec<&Carried> =
            carriers.iter().filter(|(_, judgement)| single(judgement)).map(|(place, _)| &self.carried[*place]).collect();
        let on_every_copy = |hit: &&&Carried| hit.call.as_ref().is_some_and(|call| call.phase.carried() == phase::Carried::Every);
        let apart = |a: &Carried| hits.iter().any(|b| lie_in_cis(a, b) == Truth::False);
        hits.iter().any(|hit| on_every_copy(&hit) || apart(hit))
    }

    /// R11b: beside the changed copy none is left.
    fn lost_the_other_copy(&self, asked: &Asked<'_>) -> bool {
        match (&self.told.copies, &asked.place) {
            (Some(copies), Some(place)) => copies.lost_heterozygosity(place) == Truth::True,
            _ => false,
        }
    }

    /// R16 for claims about a lost function and for wild types: no copy of the gene is left.
    fn gene_lost(&self, criterion: &Criterion, asked: &Asked<'_>) -> Option<Leaf> {
        let judgement = match criterion {
            Criterion::GeneClass { class: GeneClass::LossOfFunction, .. } => {
                Judgement::Holds { level: MatchLevel::GeneClass, rule: "R11" }
            }
            Criterion::WildType { .. } => Judgement::No,
            // R12: a copy lost is a change of the gene, too.
            Criterion::GeneClass { class: GeneClass::Any, .. } => {
                // Not of a gene that drives by what it does: a lost copy of an oncogene is nobody's "mutation".
                if !asked.gene.is_some_and(|gene| self.annotator.matcher.is_suppressor(gene)) {
                    return None;
                }
                let lost = self.told.judge(asked);
                return matches!(lost, Judgement::Holds { .. }).then_some(Leaf::new(lost, Decided::Told));
            }
            _ => return None,
        };
        let lost = Asked { criterion: &GONE, ..*asked };
        let is_lost = matches!(self.told.judge(&lost), Judgement::Holds { .. });
        is_lost.then_some(Leaf::new(judgement, Decided::Gone))
    }

    /// No line shows it: was every letter looked at in which it could lie?
    fn unseen(&self, variant: VariantId, asked: &Asked<'_>) -> Leaf {
        let (level, rule) = standing(asked.criterion);
        let open = |reason, because| Leaf::new(Judgement::Open { level, rule, reason }, because);
        let transcript = self.annotator.matcher.transcript(variant).and_then(|number| self.annotator.genome.row(number));
        let Some(callable) = self.callable else { return open(Reason::NotCallable, Decided::Nothing) };
        let Some(places) = places(asked.criterion, transcript, self.annotator.assembly) else {
            let reason = if transcript.is_none() { Reason::NoGeneModel } else { Reason::NotCallable };
            return open(reason, Decided::Nothing);
        };
        if let Some((contig, gap)) = callable.first_gap(&places) {
            let last = gap.last().unwrap_or(gap.first());
            let place = format!("{contig}:{}-{last}", gap.first());
            return open(Reason::NotCallable, Decided::By(Because::NotLookedAt(place)));
        }
        if let Criterion::WildType { .. } = asked.criterion {
            return Leaf::new(Judgement::Holds { level, rule }, Decided::By(Because::Unchanged));
        }
        match self.also_by(asked) {
            Some(reason) => open(reason, Decided::By(Because::OnlySmallLookedFor)),
            None => Leaf::new(Judgement::No, Decided::By(Because::LookedAt)),
        }
    }

    /// What else could make it true that nobody told of.
    fn also_by(&self, asked: &Asked<'_>) -> Option<Reason> {
        let by_structure = matches!(
            asked.criterion,
            Criterion::SpliceLoss { .. } | Criterion::GeneClass { class: GeneClass::Truncating | GeneClass::LossOfFunction, .. }
        );
        if by_structure && !self.told.structural_called {
            return Some(Reason::NoFusion);
        }
        if let Criterion::GeneClass { class: GeneClass::LossOfFunction, .. } = asked.criterion
            && let Judgement::Open { reason, .. } = self.told.judge(&Asked { criterion: &GONE, ..*asked })
        {
            return Some(reason);
        }
        None
    }

    /// `chr7-55181378-C-T (line 12)`, up to three of them, in order of place.
    fn alleles(&self, places: &[usize]) -> Option<Because> {
        let calls = places.iter().filter_map(|place| self.carried.get(*place)?.call.as_ref());
        let mut named: Vec<_> = calls.map(|call| &call.allele).collect();
        named.sort_unstable();
        named.dedup();
        let more = named.len() > 3;
        let named: Vec<String> = named.into_iter().take(3).map(ToString::to_string).collect();
        (!named.is_empty()).then_some(Because::Alleles { named, more })
    }
}

/// The question whether no copy of a gene is left.
const GONE: Criterion = Criterion::CopyNumber { change: CopyChange::HomozygousDeletion };

/// Level and rule a criterion has before anything meets it.
pub(super) fn standing(criterion: &Criterion) -> (MatchLevel, &'static str) {
    match criterion {
        Criterion::Allele { .. } => (MatchLevel::ExactAllele, "R1"),
        Criterion::Promoter { .. } => (MatchLevel::ExactAllele, "R23"),
        Criterion::ProteinChange { .. } => (MatchLevel::SameProtein, "R1"),
        Criterion::Codon { .. } => (MatchLevel::Codon, "R2"),
        Criterion::ProteinRange { .. } => (MatchLevel::RangeClass, "R9"),
        Criterion::Exon { .. } => (MatchLevel::RangeClass, "R8"),
        Criterion::SpliceLoss { .. } => (MatchLevel::RangeClass, "R22"),
        Criterion::GeneClass { class: GeneClass::Any | GeneClass::Uncertain, .. } => (MatchLevel::GeneAny, "R12"),
        Criterion::GeneClass { class: GeneClass::Truncating, .. } => (MatchLevel::GeneClass, "R10"),
        Criterion::GeneClass { class: GeneClass::LossOfFunction, .. } => (MatchLevel::GeneClass, "R11"),
        Criterion::GeneClass { .. } => (MatchLevel::GeneClass, "R13"),
        Criterion::CopyNumber { change: CopyChange::Amplification | CopyChange::Gain } => (MatchLevel::GeneClass, "R14"),
        Criterion::CopyNumber { .. } => (MatchLevel::GeneClass, "R16"),
        Criterion::HomozygousDisruption => (MatchLevel::GeneClass, "R17"),
        Criterion::FusionPair { .. } => (MatchLevel::RangeClass, "R18"),
        Criterion::Fusion { .. } => (MatchLevel::RangeClass, "R19"),
        Criterion::ExonChange { .. } => (MatchLevel::RangeClass, "R21"),
        Criterion::Biomarker { .. } => (MatchLevel::Signature, "R28"),
        Criterion::Expression { .. } | Criterion::Marker { .. } => (MatchLevel::GeneClass, "R15"),
        Criterion::WildType { .. } => (MatchLevel::GeneClass, "R27"),
    }
}

impl Answers for Tumour<'_, '_> {
    fn variant(&self, variant: VariantId) -> Truth {
        self.judgement(variant).truth()
    }

    fn in_cis(&self, variants: &[VariantId]) -> Truth {
        in_cis(self.carried, variants)
    }

    fn because(&self, variant: VariantId) -> Option<Because> {
        let asked = self.asked(variant)?;
        self.leaf(variant, |leaf| match &leaf.because {
            Decided::Nothing => None,
            Decided::By(because) => Some(because.clone()),
            Decided::Alleles(places) => self.alleles(places),
            Decided::Told => self.told.because(&asked),
            Decided::Gone => {
                let lost = Asked { criterion: &GONE, ..asked };
                self.told.because(&lost).or(Some(Because::NoCopyLeft))
            }
        })?
    }
}
