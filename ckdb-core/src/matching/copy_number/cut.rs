//! Segments cut along a gene: how many letters of it meet a rule, do not, may, or are not told.

use crate::genome::{Contig, Interval, TranscriptRef};
use crate::matching::truth::{Reason, Truth};
use crate::model::{CopyExtent, CopyRule, GeneId};
use crate::segment::Measured;

/// Where a gene lies.
#[derive(Clone, Copy, Debug)]
pub struct GenePlace<'a> {
    /// The gene, for tables that name genes.
    pub gene: GeneId,
    /// The transcript its claims are counted on.
    pub transcript: Option<TranscriptRef<'a>>,
    /// Its body, for a gene without a model: judged as one exon.
    pub body: Option<(Contig, Interval)>,
}

impl GenePlace<'_> {
    /// Contig, exons, body; `None` when nobody knows where it lies.
    pub(super) fn parts(&self) -> Option<(Contig, Vec<Interval>, Interval)> {
        match (&self.transcript, self.body) {
            (Some(transcript), _) => Some((transcript.contig, transcript.exons().collect(), transcript.span())),
            (None, Some((contig, body))) => Some((contig, vec![body], body)),
            (None, None) => None,
        }
    }
}

/// Some letters with everything stated of them.
#[derive(Clone, Debug)]
struct Piece {
    letters: u64,
    stated: Vec<Measured>,
}

/// Parts of a gene, cut where a segment begins or ends.
#[derive(Clone, Debug, Default)]
pub(super) struct Pieces {
    pieces: Vec<Piece>,
    /// Of each part (exon), whether any letter of it is told.
    parts_told: Vec<bool>,
}

impl Pieces {
    /// Cuts `parts` along `segments`, which are sorted by start.
    pub(super) fn cut(segments: &[(Interval, Measured)], parts: &[Interval]) -> Self {
        let mut cut = Self::default();
        for part in parts {
            let until = segments.partition_point(|(stretch, _)| stretch.start() < part.end());
            let over: Vec<&(Interval, Measured)> =
                segments[..until].iter().filter(|(stretch, _)| stretch.overlaps(*part)).collect();
            let mut borders = vec![part.start(), part.end()];
            let within = |at: &u32| part.start() < *at && *at < part.end();
            borders.extend(over.iter().flat_map(|(stretch, _)| [stretch.start(), stretch.end()]).filter(within));
            borders.sort_unstable();
            borders.dedup();
            for border in borders.windows(2) {
                let piece = Interval::from_length(border[0], border[1] - border[0]);
                let stated = over.iter().filter(|(stretch, _)| stretch.contains(piece)).map(|(_, measured)| *measured).collect();
                cut.pieces.push(Piece { letters: u64::from(piece.len()), stated });
            }
            cut.parts_told.push(!over.is_empty());
        }
        cut
    }

    /// Everything stated, in order.
    pub(super) fn all(&self) -> impl Iterator<Item = Measured> + '_ {
        self.pieces.iter().flat_map(|piece| &piece.stated).copied()
    }

    /// Letters nothing is stated of.
    pub(super) fn untold(&self) -> u64 {
        self.pieces.iter().filter(|piece| piece.stated.is_empty()).map(|piece| piece.letters).sum()
    }

    /// All letters.
    pub(super) fn letters(&self) -> u64 {
        self.pieces.iter().map(|piece| piece.letters).sum()
    }

    /// How many letters meet a rule.
    pub(super) fn shares(&self, meets: impl Fn(&Measured) -> Truth) -> Shares {
        let mut shares = Shares { untold_parts: self.parts_told.iter().any(|told| !told), ..Shares::default() };
        for piece in &self.pieces {
            match joint(&piece.stated, &meets) {
                None => shares.untold += piece.letters,
                Some(Truth::True) => shares.yes += piece.letters,
                Some(Truth::False) => shares.no += piece.letters,
                Some(Truth::Unknown(reason)) => {
                    shares.open += piece.letters;
                    shares.reason = shares.reason.or(Some(reason));
                }
            }
        }
        shares
    }
}

/// What several statements about the same letters say together. Numbers count before mere calls, where the rule can read them.
fn joint(stated: &[Measured], meets: &impl Fn(&Measured) -> Truth) -> Option<Truth> {
    let is_number = |one: &&Measured| one.copies.is_some() || one.ratio.is_some();
    let is_readable = |truth: &Truth| *truth != Truth::Unknown(Reason::CopyUnit);
    let mut answers: Vec<Truth> = stated.iter().filter(is_number).map(meets).filter(is_readable).collect();
    if answers.is_empty() {
        answers = stated.iter().map(meets).collect();
        if answers.iter().any(is_readable) {
            answers.retain(is_readable);
        }
    }
    let first = *answers.first()?;
    let agree = answers.iter().all(|other| *other == first);
    let both = answers.contains(&Truth::True) && answers.contains(&Truth::False);
    Some(match (agree, both) {
        (true, _) => first,
        (_, true) => Truth::Unknown(Reason::CopiesDisagree),
        _ => answers.into_iter().find(|answer| matches!(answer, Truth::Unknown(_))).unwrap_or(first),
    })
}

/// Letters of a gene by how they stand to a rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shares {
    yes: u64,
    no: u64,
    /// They may meet it.
    open: u64,
    untold: u64,
    /// Is there a part (exon) of which no letter is told?
    untold_parts: bool,
    /// Why the first open piece is open.
    reason: Option<Reason>,
}

impl Shares {
    /// From a row of a gene table, which tells the least and the most of the gene, and not where each is.
    pub(super) fn of_gene_row(least: Truth, most: Truth) -> Self {
        let mut shares = Self::default();
        for truth in [least, most] {
            match truth {
                Truth::True => shares.yes += 1,
                Truth::False => shares.no += 1,
                Truth::Unknown(reason) => {
                    shares.open += 1;
                    shares.reason = shares.reason.or(Some(reason));
                }
            }
        }
        if shares.yes == 1 && shares.no == 1 {
            // How much of the gene has which value is not told.
            shares = Self { yes: 1, no: 0, open: 2, reason: Some(Reason::PartOfGene), ..Self::default() };
        }
        shares
    }

    /// Is any letter told to meet the rule, though not enough of them do?
    pub(super) const fn some(&self) -> Truth {
        if self.yes > 0 { Truth::True } else { Truth::False }
    }

    /// Does the gene meet the rule?
    pub(super) fn truth(&self, rule: &CopyRule) -> Truth {
        let Self { yes, no, open, untold, .. } = *self;
        let told = yes + no + open;
        let all = told + untold;
        let why_open = Truth::Unknown(self.reason.unwrap_or(Reason::NoCopyNumber));
        let not_told = Truth::Unknown(if told == 0 { Reason::NoCopyNumber } else { Reason::CopiesPartlyTold });
        if told == 0 {
            return not_told;
        }
        match rule.extent {
            CopyExtent::EveryExon => match (yes > 0, no > 0, open > 0) {
                (_, _, true) => why_open,
                (true, true, _) => Truth::Unknown(Reason::PartOfGene),
                _ if told * 2 < all => not_told,
                (true, false, _) => Truth::True,
                _ => Truth::False,
            },
            CopyExtent::AnyExon if yes > 0 => Truth::True,
            CopyExtent::AnyExon if open > 0 => why_open,
            CopyExtent::AnyExon if self.untold_parts => not_told,
            CopyExtent::AnyExon => Truth::False,
            CopyExtent::HalfOfGene if yes * 2 >= all => Truth::True,
            CopyExtent::HalfOfGene if (yes + open) * 2 >= all => why_open,
            CopyExtent::HalfOfGene if (yes + open + untold) * 2 >= all => not_told,
            CopyExtent::HalfOfGene => Truth::False,
        }
    }
}
