//! How many copies of a gene there are, and which claims that meets (R14–R17, R11).
//!
//! ```text
//!  segments ─cut along the transcript─► pieces ─value──► a range in the unit of the rule, or why there is none
//!                                                 │extent  every exon, any exon, half of the gene
//!                                                 ▼
//!                                              Truth of each rule of the profile in force ──► Judgement, with a CopyTrace
//! ```
//! **No threshold stands here.** A [`CopyProfile`] brings them; [`CopySettings`] says which one
//! is in force. Without a choice: callers' words are judged by `caller`; numbers by `purple` where the ploidy is told, because
//! five copies are many in a diploid tumour and few in one whose genome has doubled; and by `pcgr-abs` where it is not, because
//! that needs nothing but copies.
//!
//! **Unknown, never guessed.** A ratio needs ploidy and purity to become copies: without them it decides only what holds for
//! every ploidy and purity. What the file does not cover is not told; a value in another unit than the rule's is `CN_UNIT`.
//!
//! **What copies never prove.** An amplification is no overexpression (R15) and no oncogenic mutation (R13, R14).

mod cut;
mod settings;
mod trace;
mod value;

pub use cut::GenePlace;
pub use settings::{CopySettings, CopySettingsError, Sex};
pub use trace::{CopyTrace, CopyUnit, CopyValue};

use super::judgement::{Judgement, MatchLevel, NearMiss};
use super::truth::{Reason, Truth};
use crate::genome::{Contig, Interval};
use crate::model::{CopyChange, CopyProfile, Criterion, GeneClass, GeneId};
use crate::segment::{GeneCopies, Measured, Segment, SegmentTable};
use cut::{Pieces, Shares};
use std::collections::BTreeMap;

/// What is told of the copies of one tumour.
#[derive(Clone, Debug, Default)]
pub struct CopyNumbers {
    /// By contig, sorted by start.
    segments: BTreeMap<Contig, Vec<(Interval, Measured)>>,
    genes: BTreeMap<GeneId, GeneCopies>,
    /// Values of all segments of a table, ascending, to rank one among them; empty when they are not of one unit.
    ranked: Vec<f64>,
    settings: CopySettings,
}

impl CopyNumbers {
    /// What a table states. `gene` finds the gene of a symbol; symbols nobody knows are given back, sorted.
    pub fn of_table(table: &SegmentTable, settings: CopySettings, gene: impl Fn(&str) -> Option<GeneId>) -> (Self, Vec<String>) {
        let mut told = Self::of_segments(table.segments.iter().copied(), settings);
        let mut unknown = Vec::new();
        for (symbol, copies) in &table.genes {
            match gene(symbol) {
                Some(gene) => {
                    told.genes.insert(gene, *copies);
                }
                None => unknown.push(symbol.clone()),
            }
        }
        let all = |of: fn(&Measured) -> Option<f64>| -> Option<Vec<f64>> {
            table.segments.iter().map(|segment| of(&segment.measured)).collect()
        };
        told.ranked = all(|measured| measured.ratio).or_else(|| all(|measured| measured.copies)).unwrap_or_default();
        told.ranked.sort_by(f64::total_cmp);
        (told, unknown)
    }

    /// What single segments state, such as those of the lines of a VCF: nothing is told of the rest of the genome.
    #[must_use]
    pub fn of_segments(segments: impl IntoIterator<Item = Segment>, settings: CopySettings) -> Self {
        let mut by_contig: BTreeMap<Contig, Vec<(Interval, Measured)>> = BTreeMap::new();
        for segment in segments.into_iter().filter(|segment| !segment.measured.is_empty()) {
            by_contig.entry(segment.contig).or_default().push((segment.stretch, segment.measured));
        }
        // Stable, so that equal stretches keep the order of the file.
        by_contig.values_mut().for_each(|listed| listed.sort_by_key(|(stretch, _)| *stretch));
        Self { segments: by_contig, genes: BTreeMap::new(), ranked: Vec::new(), settings }
    }

    /// Is nothing told?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.segments.is_empty() && self.genes.is_empty()
    }

    /// What it was read with.
    #[must_use]
    pub const fn settings(&self) -> &CopySettings {
        &self.settings
    }

    /// The profile in force for what is told: the one chosen, else the one that fits its units.
    #[must_use]
    pub fn profile(&self) -> Option<&CopyProfile> {
        let genes = self.genes.values().flat_map(|row| [row.least, row.most]);
        self.settings.profile_for(self.segments.values().flatten().map(|(_, told)| *told).chain(genes))
    }

    /// Stretches in order of the genome, with the least and the greatest absolute copies each may have; `None` where what is
    /// stated of it cannot be read as copies.
    pub fn stretches(&self) -> impl Iterator<Item = (Contig, Interval, Option<(f64, f64)>)> {
        let copies = |measured: &Measured| value::copies(measured, &self.settings, false).ok().map(|range| (range.low, range.high));
        let segments =
            self.segments.iter().flat_map(|(contig, listed)| listed.iter().map(move |(stretch, told)| (*contig, *stretch, told)));
        segments.map(move |(contig, stretch, told)| (contig, stretch, copies(told)))
    }

    /// Least and greatest absolute copies told anywhere in an interval; `None` where none are told, or only in part.
    #[must_use]
    pub fn copies_within(&self, contig: Contig, interval: Interval) -> Option<(f64, f64)> {
        let pieces = self.pieces(contig, &[interval]);
        if pieces.untold() > 0 {
            return None;
        }
        let ranges: Option<Vec<value::Range>> =
            pieces.all().map(|measured| value::copies(&measured, &self.settings, false).ok()).collect();
        let ranges = ranges.filter(|ranges| !ranges.is_empty())?;
        let low = ranges.iter().map(|range| range.low).fold(f64::INFINITY, f64::min);
        Some((low, ranges.iter().map(|range| range.high).fold(f64::NEG_INFINITY, f64::max)))
    }

    /// Is anything told of an exon of the gene, or of the gene as a whole?
    #[must_use]
    pub fn speaks_of(&self, place: &GenePlace<'_>) -> bool {
        self.genes.contains_key(&place.gene)
            || place.parts().is_some_and(|(contig, exons, _)| self.pieces(contig, &exons).all().next().is_some())
    }

    /// Does the gene meet the criterion by its copies alone?
    ///
    /// `No` for every criterion that copies cannot meet, and for loss of function ([`GeneClass::LossOfFunction`]) also when
    /// copies are merely not told: other changes may meet it.
    #[must_use]
    pub fn judge(&self, criterion: &Criterion, place: &GenePlace<'_>) -> Judgement {
        self.judge_traced(criterion, place).0
    }

    /// The same, with the values that decided.
    #[must_use]
    pub fn judge_traced(&self, criterion: &Criterion, place: &GenePlace<'_>) -> (Judgement, Option<CopyTrace>) {
        match criterion {
            Criterion::CopyNumber { change } => self.judge_change(*change, place),
            Criterion::HomozygousDisruption => self.by_deletion(MatchLevel::GeneClass, "R17", place),
            Criterion::GeneClass { class: GeneClass::LossOfFunction, biallelic, .. } => {
                self.by_deletion(MatchLevel::GeneClass, if *biallelic { "R11b" } else { "R11" }, place)
            }
            Criterion::GeneClass { class: GeneClass::Any, .. } => {
                let (judgement, trace) = self.judge_change(CopyChange::Loss, place);
                match judgement {
                    Judgement::Holds { .. } => (Judgement::Holds { level: MatchLevel::GeneAny, rule: "R12" }, trace),
                    _ => (Judgement::No, None),
                }
            }
            // R13, R15: an amplification is neither an oncogenic mutation nor expression.
            _ => (Judgement::No, None),
        }
    }

    /// Only a homozygous deletion that is certain counts.
    fn by_deletion(&self, level: MatchLevel, rule: &'static str, place: &GenePlace<'_>) -> (Judgement, Option<CopyTrace>) {
        match self.judge_change(CopyChange::HomozygousDeletion, place) {
            (Judgement::Holds { .. }, trace) => (Judgement::Holds { level, rule }, trace),
            _ => (Judgement::No, None),
        }
    }

    fn judge_change(&self, change: CopyChange, place: &GenePlace<'_>) -> (Judgement, Option<CopyTrace>) {
        let (level, rule) = (MatchLevel::GeneClass, rule(change));
        let asked = Asked::new(self, place);
        let profile = asked.profile;
        let stronger = match change {
            CopyChange::Gain => Some(CopyChange::Amplification),
            CopyChange::Loss => Some(CopyChange::HomozygousDeletion),
            _ => None,
        };
        let own = asked.truth(change);
        let truth = stronger.map_or(own, |stronger| own.or(asked.truth(stronger)));
        let judgement = match truth {
            Truth::True => Judgement::Holds { level, rule },
            Truth::Unknown(reason) => Judgement::Open { level, rule, reason },
            Truth::False => asked.near(change).map_or(Judgement::No, |miss| Judgement::Near { miss, rule }),
        };
        let trace = profile.map(|profile| CopyTrace::new(self, profile, change, &asked.pieces, place));
        (judgement, trace)
    }

    /// Is only one parental chromosome left over the whole gene (R11b)? Minor copies that are not told are known where at most
    /// one copy is left.
    #[must_use]
    pub fn lost_heterozygosity(&self, place: &GenePlace<'_>) -> Truth {
        let lost = |measured: &Measured| match (measured.minor, measured.copies) {
            (Some(minor), _) => Some(minor < HALF_A_COPY),
            (None, Some(copies)) if copies < 1.0 + HALF_A_COPY => Some(true),
            _ => None,
        };
        let join = |told: Vec<Option<bool>>| match () {
            () if told.is_empty() || told.iter().any(Option::is_none) => Truth::Unknown(Reason::Zygosity),
            () if told.iter().all(|lost| *lost == Some(true)) => Truth::True,
            () if told.iter().all(|lost| *lost == Some(false)) => Truth::False,
            () => Truth::Unknown(Reason::Zygosity),
        };
        if let Some(row) = self.genes.get(&place.gene) {
            return join(vec![lost(&row.least), lost(&row.most)]);
        }
        let Some((contig, exons, _)) = place.parts() else { return Truth::Unknown(Reason::NoGeneModel) };
        let pieces = self.pieces(contig, &exons);
        // Where one copy is expected there is no second one to lose.
        if self.settings.expects_one_copy(contig) != [false] || pieces.untold() > 0 {
            return Truth::Unknown(Reason::Zygosity);
        }
        join(pieces.all().map(|measured| lost(&measured)).collect())
    }

    fn pieces(&self, contig: Contig, parts: &[Interval]) -> Pieces {
        Pieces::cut(self.segments.get(&contig).map_or(&[], Vec::as_slice), parts)
    }
}

/// Below this a copy is not there (PURPLE counts minor copies so, too).
const HALF_A_COPY: f64 = 0.5;

const fn rule(change: CopyChange) -> &'static str {
    match change {
        CopyChange::Amplification | CopyChange::Gain => "R14",
        CopyChange::HomozygousDeletion | CopyChange::Loss => "R16",
    }
}

/// One gene, cut out of what is told.
struct Asked<'a> {
    told: &'a CopyNumbers,
    row: Option<&'a GeneCopies>,
    contig: Option<Contig>,
    /// Over the exons, and over the whole body.
    pieces: [Pieces; 2],
    profile: Option<&'a CopyProfile>,
}

impl<'a> Asked<'a> {
    fn new(told: &'a CopyNumbers, place: &GenePlace<'_>) -> Self {
        let row = told.genes.get(&place.gene);
        let parts = place.parts();
        let pieces = match &parts {
            Some((contig, exons, body)) => [told.pieces(*contig, exons), told.pieces(*contig, &[*body])],
            None => [Pieces::default(), Pieces::default()],
        };
        let measured = row.into_iter().flat_map(|row| [row.least, row.most]).chain(pieces.iter().flat_map(Pieces::all));
        let profile = told.settings.profile_for(measured);
        Self { told, row, contig: parts.map(|(contig, ..)| contig), pieces, profile }
    }

    /// Does the gene meet a rule of the profile about this change?
    fn truth(&self, change: CopyChange) -> Truth {
        if self.told.is_empty() {
            return Truth::Unknown(Reason::NoCopyNumber);
        }
        if self.row.is_none() && self.contig.is_none() {
            return Truth::Unknown(Reason::NoGeneModel);
        }
        let Some(profile) = self.profile else { return Truth::Unknown(Reason::NoCopyNumber) };
        let rules = profile.rules.iter().filter(|rule| rule.change == change);
        let told = rules.map(|rule| self.by_sexes(|one_copy| self.shares(rule, one_copy).truth(rule)));
        told.reduce(Truth::or).unwrap_or(Truth::Unknown(Reason::CopyProfileSilent))
    }

    /// The answer for one or both numbers of copies expected; unknown where it depends on the sex and that is not told.
    fn by_sexes(&self, ask: impl Fn(bool) -> Truth) -> Truth {
        let expected = self.contig.map_or(&[false][..], |contig| self.told.settings.expects_one_copy(contig));
        let mut answers = expected.iter().map(|one_copy| ask(*one_copy));
        let first = answers.next().unwrap_or(Truth::Unknown(Reason::NoCopyNumber));
        if answers.all(|other| other == first) { first } else { Truth::Unknown(Reason::NoSex) }
    }

    fn shares(&self, rule: &crate::model::CopyRule, one_copy: bool) -> Shares {
        let meets = |measured: &Measured| value::meets(rule, measured, &self.told.settings, one_copy, &self.told.ranked);
        match self.row {
            Some(row) => Shares::of_gene_row(meets(&row.least), meets(&row.most)),
            None => self.pieces[usize::from(rule.extent == crate::model::CopyExtent::HalfOfGene)].shares(meets),
        }
    }

    /// Why a change that is not met nearly is.
    fn near(&self, change: CopyChange) -> Option<NearMiss> {
        let some = |change: CopyChange| {
            let rules = self.profile.into_iter().flat_map(|profile| &profile.rules).filter(|rule| rule.change == change);
            rules.into_iter().any(|rule| self.by_sexes(|one_copy| self.shares(rule, one_copy).some()) == Truth::True)
        };
        match change {
            CopyChange::Amplification if some(CopyChange::Amplification) => Some(NearMiss::PartOfGene),
            CopyChange::Amplification if self.truth(CopyChange::Gain) == Truth::True || self.is_above_ploidy() => {
                Some(NearMiss::GainBelowThreshold)
            }
            CopyChange::HomozygousDeletion if self.truth(CopyChange::Loss) == Truth::True => Some(NearMiss::OneCopyLeft),
            CopyChange::Gain | CopyChange::Loss if some(change) => Some(NearMiss::PartOfGene),
            _ => None,
        }
    }

    /// A copy more than the mean of the tumour somewhere in the gene: for profiles that name no gain.
    fn is_above_ploidy(&self) -> bool {
        let Some(ploidy) = self.told.settings.ploidy() else { return false };
        let one_copy = self.contig.map_or(&[false][..], |contig| self.told.settings.expects_one_copy(contig)) == [true];
        let expected = if one_copy { ploidy / 2.0 } else { ploidy };
        let measured = self.row.into_iter().map(|row| row.most).chain(self.pieces[0].all());
        let settings = &self.told.settings;
        measured.into_iter().any(|one| value::copies(&one, settings, one_copy).is_ok_and(|range| range.low >= expected + 1.0))
    }
}

#[cfg(test)]
#[path = "../copy_number_tests.rs"]
mod tests;
