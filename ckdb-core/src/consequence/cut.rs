//! One cut of a chromosome, seen from a transcript: in which exon or intron, what of the transcript is kept, in which frame.
//!
//! A breakend keeps one side of the transcript. With orientation `o` and strand `s` (+1 or -1) it keeps the beginning, and can
//! be the 5′ partner of a fusion, where `o × s = +1`; it keeps the end, and can be the 3′ partner, where `o × s = -1`.

#[cfg(doc)]
use crate::genome::ModelQuality;
use crate::genome::{Breakend, Interval, Orientation, Strand, TranscriptRef};

/// Where a cut lies on a transcript. A cut on the border of exon and intron leaves the exon whole and counts to the intron.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Before the first exon, by so many letters.
    Upstream(u32),
    /// In this exon, from 1 in the direction of transcription.
    Exon(u32),
    /// In the intron after this exon.
    Intron(u32),
    /// After the last exon, by so many letters.
    Downstream(u32),
}

/// Which part of the transcript a breakend keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The beginning: the 5′ partner of a fusion.
    FivePrime,
    /// The end: the 3′ partner.
    ThreePrime,
}

/// How far the coding part has been read at a cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reading {
    /// The transcript has no coding part.
    NonCoding,
    /// Before its first letter.
    BeforeStart,
    /// After this many of its letters (letters missing from the model's first codon are counted as there).
    Within(u32),
    /// After its last letter.
    AfterStop,
    /// The model does not tell: it has the exons or the span alone, or does not know where its coding part begins.
    Unknown,
}

impl Reading {
    /// Letters of the codon that the cut divides which lie before it: 0, 1 or 2. A 5′ and a 3′ part with the same phase are
    /// in frame. `None` outside of the coding part.
    #[must_use]
    pub const fn phase(self) -> Option<u32> {
        match self {
            Self::Within(letters) => Some(letters % 3),
            Self::NonCoding | Self::BeforeStart | Self::AfterStop | Self::Unknown => None,
        }
    }
}

/// A breakend as a transcript sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cut {
    /// The breakend.
    pub breakend: Breakend,
    /// Where it lies.
    pub place: Place,
    /// What is kept.
    pub role: Role,
    /// How far the coding part has been read there. In an intron this is how far it is read at the exon's end.
    pub reading: Reading,
}

impl Cut {
    /// The cut of `breakend` on `transcript`, however far away; `None` on another contig or without exons.
    #[must_use]
    pub fn of(transcript: TranscriptRef<'_>, breakend: Breakend) -> Option<Self> {
        if transcript.contig != breakend.contig || transcript.exon_count() == 0 {
            return None;
        }
        let keeps_beginning = (breakend.orientation == Orientation::Plus) == (transcript.strand == Strand::Plus);
        let role = if keeps_beginning { Role::FivePrime } else { Role::ThreePrime };
        let gap = breakend.gap();
        Some(Self { breakend, place: place(transcript, gap), role, reading: reading(transcript, gap) })
    }

    /// Does it lie between the transcript's first and last letter?
    #[must_use]
    pub const fn is_within(&self) -> bool {
        matches!(self.place, Place::Exon(_) | Place::Intron(_))
    }

    /// Whole exons that are kept, first and last, numbered from 1; `None` when no whole exon is.
    #[must_use]
    pub fn kept_exons(&self, total: u32) -> Option<(u32, u32)> {
        let (first, last) = match (self.role, self.place) {
            (Role::FivePrime, Place::Upstream(_)) | (Role::ThreePrime, Place::Downstream(_)) => return None,
            (Role::FivePrime, Place::Exon(number)) => (1, number - 1),
            (Role::FivePrime, Place::Intron(number)) => (1, number),
            (Role::ThreePrime, Place::Exon(number) | Place::Intron(number)) => (number + 1, total),
            (Role::FivePrime, Place::Downstream(_)) | (Role::ThreePrime, Place::Upstream(_)) => (1, total),
        };
        (first <= last).then_some((first, last))
    }
}

pub(super) fn place(transcript: TranscriptRef<'_>, gap: u32) -> Place {
    let span = transcript.span();
    let is_plus = transcript.strand == Strand::Plus;
    if gap <= span.start() {
        let distance = span.start() - gap;
        return if is_plus { Place::Upstream(distance) } else { Place::Downstream(distance) };
    }
    if gap >= span.end() {
        let distance = gap - span.end();
        return if is_plus { Place::Downstream(distance) } else { Place::Upstream(distance) };
    }
    // Exons that end before the cut, and the one it may lie in.
    let before = transcript.exons().take_while(|exon| exon.end() <= gap).count();
    match transcript.exon(before) {
        Some(exon) if exon.start() < gap => Place::Exon(transcript.exon_number(before)),
        // Between two exons: the one before it in transcription gives the intron its number.
        _ if is_plus => Place::Intron(transcript.exon_number(before.saturating_sub(1))),
        _ => Place::Intron(transcript.exon_number(before)),
    }
}

/// How far the coding part is read at the end of exon `number` (from 1, in the direction of transcription).
#[must_use]
pub fn reading_after_exon(transcript: TranscriptRef<'_>, number: u32) -> Reading {
    let exon = transcript.exon_index(number).and_then(|index| transcript.exon(index));
    exon.map_or(Reading::Unknown, |exon| match transcript.strand {
        Strand::Plus => reading(transcript, exon.end()),
        Strand::Minus => reading(transcript, exon.start()),
    })
}

fn reading(transcript: TranscriptRef<'_>, gap: u32) -> Reading {
    let Some(cds) = transcript.cds else {
        return if transcript.quality.has_letters() { Reading::NonCoding } else { Reading::Unknown };
    };
    let parts = (0..transcript.exon_count()).filter_map(|index| transcript.coding_part(index));
    let (mut before, mut total) = (0, 0);
    for part in parts {
        total += part.len();
        before += match transcript.strand {
            Strand::Plus => gap.clamp(part.start(), part.end()) - part.start(),
            Strand::Minus => part.end() - gap.clamp(part.start(), part.end()),
        };
    }
    match before {
        _ if total == 0 => Reading::NonCoding,
        0 if start_is_hidden(transcript, cds) => Reading::Unknown,
        0 => Reading::BeforeStart,
        _ if before == total => Reading::AfterStop,
        _ => Reading::Within(before + (3 - u32::from(transcript.cds_phase) % 3) % 3),
    }
}

/// Of a model without letters: does the coding part begin on the border of an exon that is not the first? Then it is known from
/// there on only (see [`ModelQuality::Structure`]).
fn start_is_hidden(transcript: TranscriptRef<'_>, cds: Interval) -> bool {
    let on_border = |index: usize| {
        transcript.exon(index).is_some_and(|exon| match transcript.strand {
            Strand::Plus => exon.start() == cds.start(),
            Strand::Minus => exon.end() == cds.end(),
        })
    };
    let first = transcript.exon_index(1);
    !transcript.quality.has_letters() && (0..transcript.exon_count()).any(|index| Some(index) != first && on_border(index))
}

/// Are both gaps in one intron?
pub(super) fn in_one_intron(transcript: TranscriptRef<'_>, between: Interval) -> bool {
    match (place(transcript, between.start()), place(transcript, between.end())) {
        (Place::Intron(one), Place::Intron(other)) => one == other,
        _ => false,
    }
}
