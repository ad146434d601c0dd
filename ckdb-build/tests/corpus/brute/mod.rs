//! The matcher against a brute-force evaluator, on random tumours.
//!
//! [`rules`] holds the rules as they are defined, over proteins written out in full ([`gene`]). Random edits are made where claims are,
//! so that they hit. Where plain reading does not say what an edit does (at borders of exons, at the start and the stop), it is not
//! asked, and counted. Every tumour has random numbers of its own, so that threads change nothing.

mod gene;
mod rules;

use super::index::Claims;
use super::row;
use ckdb_core::annotate::{Annotator, Sample, Told};
use ckdb_core::genome::{Allele, Assembly};
use ckdb_core::matching::{Callable, Truth};
use ckdb_core::model::{Criterion, Expression, GeneRole, Operator, ProfileId, VariantId};
use gene::{Edit, Effect, Gene};
use std::collections::BTreeMap;

/// A small generator of random numbers (SplitMix64, Steele 2014): the same tumours on every machine.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % limit as u64).unwrap()
    }

    pub(crate) fn letters(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| b"ACGT"[self.below(4)]).collect()
    }
}

/// Everything about one assembly that the evaluator asks.
struct Plain<'k> {
    assembly: Assembly,
    annotator: Annotator<'k>,
    genes: BTreeMap<String, Gene>,
    roles: Vec<GeneRole>,
    /// Criteria by variant, with the number of their gene.
    variants: Vec<(Option<usize>, Criterion)>,
    profiles: Vec<(ProfileId, Expression)>,
}

impl<'k> Plain<'k> {
    fn new(claims: &'k Claims, assembly: Assembly) -> Self {
        let (records, genome) = (claims.knowledge.records().unwrap(), claims.knowledge.genome(assembly).unwrap());
        let variants: Vec<_> =
            records.variants().map(|variant| (variant.gene().map(|gene| gene.index()), variant.criterion().unwrap())).collect();
        let mut genes = BTreeMap::new();
        for accession in variants.iter().filter_map(|(_, criterion)| criterion.transcript()) {
            if !genes.contains_key(accession)
                && let Some(gene) = Gene::read(genome, accession)
            {
                genes.insert(accession.to_owned(), gene);
            }
        }
        let profiles =
            records.profiles().map(|profile| (profile.number(), Expression::from_tokens(profile.tokens()).unwrap())).collect();
        let roles = records.genes().map(|gene| gene.role()).collect();
        let annotator = Annotator::new(&claims.knowledge, assembly).unwrap().gene_any(true);
        Self { assembly, annotator, genes, roles, variants, profiles }
    }

    /// An edit near something a claim speaks of.
    fn edit(&self, random: &mut Random) -> Edit {
        loop {
            let (_, criterion) = &self.variants[random.below(self.variants.len())];
            let Some(gene) = criterion.transcript().and_then(|accession| self.genes.get(accession)) else { continue };
            let residue = match criterion {
                Criterion::ProteinChange { change, .. } => change.first(),
                Criterion::Codon { codon, .. } => *codon,
                Criterion::ProteinRange { first, .. } => *first,
                _ => 1 + u32::try_from(random.below(gene.protein.len())).unwrap(),
            };
            let at = (residue as usize * 3 + random.below(6)).saturating_sub(5).min(gene.letters.len() - 1);
            let place = match criterion {
                Criterion::SpliceLoss { .. } | Criterion::GeneClass { .. } if random.below(3) == 0 && !gene.sites.is_empty() => {
                    gene.sites[random.below(gene.sites.len())].0
                }
                _ => gene.letters[at].0,
            };
            let lost = [1, 1, 1, 2, 3, 0, 3, 6, 9, 4][random.below(10)];
            let gained = if lost == 1 { 1 } else { [lost, 0, 3, 6, 1, 9][random.below(6)] };
            let held = |from: u32, length: usize| self.letters(gene, from, length);
            let Some(reference) = held(place, lost) else { continue };
            let mut alternate = random.letters(gained);
            if lost == 0
                && random.below(2) == 0
                && let Some(copy) = held(place, gained)
            {
                // A copy of what stands behind it.
                alternate = copy;
            }
            let edit = trimmed(Edit { contig: gene.contig, start: place, reference, alternate });
            if edit.reference != edit.alternate {
                return edit;
            }
        }
    }

    fn letters(&self, gene: &Gene, from: u32, length: usize) -> Option<Vec<u8>> {
        (from..from + u32::try_from(length).ok()?).map(|at| self.letter(gene, at)).collect()
    }

    /// A letter of the plus strand.
    fn letter(&self, gene: &Gene, at: u32) -> Option<u8> {
        use ckdb_core::genome::{Interval, Sequence};
        let genome = self.annotator.knowledge().genome(self.assembly).unwrap();
        Some(genome.letters(gene.contig, Interval::from_length(at, 1))?[0])
    }

    /// The truth of a variant for a tumour, by asking every edit.
    fn variant(&self, variant: VariantId, edits: &[Read<'_>]) -> Option<Truth> {
        let (gene, criterion) = &self.variants[variant.index()];
        let role = gene.map_or(GeneRole::Unknown, |gene| self.roles[gene]);
        let model = criterion.transcript().and_then(|accession| self.genes.get(accession));
        let mut best = Truth::False;
        for read in edits {
            let effect = criterion.transcript().and_then(|accession| read.effects.get(accession)).and_then(Option::as_ref);
            best = best.or(rules::judge(criterion, self.assembly, role, model, (read.edit, effect))?);
        }
        Some(best)
    }

    /// The truth of a profile: operators over the truths of its variants, in Kleene's three values.
    fn profile(&self, expression: &Expression, edits: &[Read<'_>]) -> Option<Truth> {
        let (operator, parts) = match expression {
            Expression::Variant(variant) => return self.variant(*variant, edits),
            Expression::Join(operator, parts) => (operator, parts),
        };
        let parts = parts.iter().map(|part| self.profile(part, edits)).collect::<Option<Vec<_>>>()?;
        match operator {
            Operator::All => Some(parts.into_iter().fold(Truth::True, Truth::and)),
            Operator::Any => Some(parts.into_iter().fold(Truth::False, Truth::or)),
            Operator::Not => Some(parts[0].negated()),
            // Haplotypes have cases of their own.
            Operator::Cis | Operator::Trans => None,
        }
    }

    /// Can small variants answer it at all?
    fn is_asked(&self, expression: &Expression) -> bool {
        expression.variants().iter().all(|variant| {
            let (_, criterion) = &self.variants[variant.index()];
            let letters = matches!(criterion, Criterion::Allele { .. } | Criterion::Promoter { .. });
            // A loss of function may also be a lost gene, of which these tumours tell nothing: their own cases.
            let other = matches!(criterion, Criterion::GeneClass { class: ckdb_core::model::GeneClass::LossOfFunction, .. });
            letters
                || (!other
                    && criterion.transcript().is_some_and(|accession| self.genes.contains_key(accession))
                    && !matches!(criterion, Criterion::ExonChange { .. }))
        })
    }
}

/// An edit, and what it does to each transcript.
struct Read<'e> {
    edit: &'e Edit,
    effects: BTreeMap<&'e str, Option<Effect>>,
}

/// Without letters that stay.
fn trimmed(mut edit: Edit) -> Edit {
    while let (Some(a), Some(b)) = (edit.reference.last(), edit.alternate.last())
        && a == b
    {
        edit.reference.pop();
        edit.alternate.pop();
    }
    while let (Some(a), Some(b)) = (edit.reference.first(), edit.alternate.first())
        && a == b
    {
        edit.reference.remove(0);
        edit.alternate.remove(0);
        edit.start += 1;
    }
    edit
}

/// How many tumours are asked.
const TUMOURS: u64 = 10_000;

/// What the questions to some tumours came to.
#[derive(Default)]
struct Tally {
    asked: u64,
    held: u64,
    open: u64,
    passed_over: u64,
    wrong: Vec<String>,
}

/// One random tumour: every claim is asked of the matcher and of the definition.
fn ask(both: &[Plain<'_>], number: u64, tally: &mut Tally) {
    let mut random = Random(20_261_121 ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let plain = &both[random.below(both.len())];
    let mut edits: Vec<Edit> = Vec::new();
    for _ in 0..1 + random.below(3) {
        let edit = plain.edit(&mut random);
        // Neighbours may be one change; they have cases of their own.
        if edits.iter().all(|other| other.contig != edit.contig || other.start.abs_diff(edit.start) > 60) {
            edits.push(edit);
        }
    }
    let everywhere = Callable::new(
        (0..=u8::MAX)
            .map_while(ckdb_core::genome::Contig::from_index)
            .map(|contig| (contig, ckdb_core::genome::Interval::from_length(0, contig.length(plain.assembly)))),
    );
    let mut sample = Sample::of(Told { callable: Some(everywhere), structural_called: true, ..Told::default() });
    for (place, edit) in edits.iter().enumerate() {
        let interval = ckdb_core::genome::Interval::from_length(edit.start, u32::try_from(edit.reference.len()).unwrap());
        let allele = Allele {
            contig: edit.contig,
            interval,
            reference: edit.reference.as_slice().into(),
            alternate: edit.alternate.as_slice().into(),
        };
        sample.add(place as u64, &plain.annotator.annotate(&allele).unwrap().variants);
    }
    let read = |edit| Read {
        edit,
        effects: plain.genes.iter().map(|(accession, gene)| (accession.as_str(), gene.effect(edit))).collect(),
    };
    let read: Vec<Read<'_>> = edits.iter().map(read).collect();
    let verdicts = sample.verdicts(&plain.annotator, plain.profiles.iter().map(|(profile, _)| *profile));
    for ((_, expression), (_, verdict)) in
        plain.profiles.iter().zip(&verdicts).filter(|((_, expression), _)| plain.is_asked(expression))
    {
        let Some(expected) = plain.profile(expression, &read) else {
            tally.passed_over += 1;
            continue;
        };
        let found = verdict.truth;
        tally.asked += 1;
        tally.held += u64::from(expected == Truth::True);
        tally.open += u64::from(matches!(expected, Truth::Unknown(_)));
        if found != expected {
            tally.wrong.push(format!(
                "{number} {} {edits:?} {:?}: by definition {expected}, found {found}",
                plain.assembly,
                expression.variants().iter().map(|variant| &plain.variants[variant.index()].1).collect::<Vec<_>>()
            ));
        }
    }
}

#[test]
fn the_matcher_equals_brute_force_on_random_tumours() {
    let claims = Claims::of(&row::rows());
    let both = Assembly::ALL.map(|assembly| Plain::new(&claims, assembly));
    let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get() as u64);
    let tallies = std::thread::scope(|scope| {
        let share = |first| {
            let mut tally = Tally::default();
            (first..TUMOURS).step_by(threads as usize).for_each(|number| ask(&both, number, &mut tally));
            tally
        };
        let running: Vec<_> = (0..threads).map(|first| scope.spawn(move || share(first))).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    let sum = |part: fn(&Tally) -> u64| tallies.iter().map(part).sum::<u64>();
    let (asked, held, open) = (sum(|tally| tally.asked), sum(|tally| tally.held), sum(|tally| tally.open));
    let wrong: Vec<&str> = tallies.iter().flat_map(|tally| &tally.wrong).map(String::as_str).collect();
    eprintln!(
        "{TUMOURS} tumours, {asked} questions: {held} true, {open} unknown; {} not asked; {} answered otherwise",
        sum(|tally| tally.passed_over),
        wrong.len()
    );
    assert!(wrong.is_empty(), "{} of {asked}:\n{}", wrong.len(), wrong[..wrong.len().min(12)].join("\n"));
    assert!(held * 2 > TUMOURS && open > 0, "random edits hardly meet a claim: {held} of {asked}");
}
