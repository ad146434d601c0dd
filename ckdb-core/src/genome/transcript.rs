//! A transcript: exons, coding part, strand, and how far it may be trusted.
//!
//! [`Transcript`] is the owned value the builder fills and the index stores. Algorithms take the small borrowed
//! [`TranscriptRef`], which both the owned and the stored form give for nothing: the build's checks run the very code that
//! annotates. Exons are in genomic order (ascending); numbers of exons are counted from 1 in the direction of transcription.

use super::{Contig, Interval};
use rkyv::rend::u32_le;

/// Which way a gene is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub enum Strand {
    /// As the reference is written.
    Plus,
    /// On the complement, right to left.
    Minus,
}

/// Standing of a transcript in MANE (Matched Annotation from NCBI and EMBL-EBI; Morales 2022, PMID 35388217).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub enum ManeStatus {
    /// The one agreed transcript of the gene (by accession; the version may be an earlier one).
    Select,
    /// Agreed on in addition, for clinical variants that Select misses.
    PlusClinical,
    /// Neither.
    None,
}

impl ManeStatus {
    /// `Select`, `Plus_Clinical`, or nothing.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Select => "Select",
            Self::PlusClinical => "Plus_Clinical",
            Self::None => "",
        }
    }
}

/// How a model came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub enum ModelQuality {
    /// Read from one reference record, with introns and untranslated regions.
    Reference,
    /// Put together from several partial sources: coding parts only. Results on it say so.
    Rebuilt,
    /// Exons and, where known, the coding part, without letters: tells the partner, exon and frame of a structural change, and
    /// nothing of changes of letters. A coding part that begins with the very first letter of an exon other than the first is
    /// known from there on only; whether exons before it code is not told.
    Structure,
    /// From the first to the last letter, stored as one exon; where its exons lie is not known.
    Span,
}

impl ModelQuality {
    /// Are the model's letters held, so that changes of letters can be read on it?
    #[must_use]
    pub const fn has_letters(self) -> bool {
        matches!(self, Self::Reference | Self::Rebuilt)
    }

    /// The word for it in outputs and files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::Rebuilt => "rebuilt",
            Self::Structure => "structure",
            Self::Span => "span",
        }
    }
}

/// A transcript, owned.
#[derive(Clone, Debug, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct Transcript {
    /// Accession with version: `NM_004333.5`, `ENST00000288602.6`. A few Ensembl models carry no version.
    pub accession: String,
    /// Protein accession with version, or empty.
    pub protein: String,
    /// Number of the gene in the table of whoever holds this transcript.
    pub gene: u32,
    /// Contig it lies on.
    pub contig: Contig,
    /// Direction of transcription.
    pub strand: Strand,
    /// Starts of exons, inter-residue, in genomic order.
    pub exon_starts: Vec<u32_le>,
    /// Ends of exons, inter-residue, in genomic order.
    pub exon_ends: Vec<u32_le>,
    /// From the first to the last coding letter on the genome, stop codon included; `None` when non-coding.
    pub cds: Option<Interval>,
    /// Letters to skip at the 5′ end of the coding part before the first whole codon (0, 1 or 2).
    pub cds_phase: u8,
    /// Standing in MANE.
    pub mane: ManeStatus,
    /// How the model came to be.
    pub quality: ModelQuality,
}

/// A transcript as algorithms read it: borrowed from an owned value or straight from the mapped index.
#[derive(Clone, Copy, Debug)]
pub struct TranscriptRef<'a> {
    /// See [`Transcript::accession`].
    pub accession: &'a str,
    /// See [`Transcript::protein`].
    pub protein: &'a str,
    /// See [`Transcript::gene`].
    pub gene: u32,
    /// See [`Transcript::contig`].
    pub contig: Contig,
    /// See [`Transcript::strand`].
    pub strand: Strand,
    /// See [`Transcript::cds`].
    pub cds: Option<Interval>,
    /// See [`Transcript::cds_phase`].
    pub cds_phase: u8,
    /// See [`Transcript::mane`].
    pub mane: ManeStatus,
    /// See [`Transcript::quality`].
    pub quality: ModelQuality,
    exon_starts: &'a [u32_le],
    exon_ends: &'a [u32_le],
}

impl Transcript {
    /// Exons in genomic order, from intervals.
    pub fn set_exons(&mut self, exons: &[Interval]) {
        self.exon_starts = exons.iter().map(|exon| exon.start().into()).collect();
        self.exon_ends = exons.iter().map(|exon| exon.end().into()).collect();
    }

    /// The borrowed form.
    #[must_use]
    pub fn view(&self) -> TranscriptRef<'_> {
        TranscriptRef {
            accession: &self.accession,
            protein: &self.protein,
            gene: self.gene,
            contig: self.contig,
            strand: self.strand,
            cds: self.cds,
            cds_phase: self.cds_phase,
            mane: self.mane,
            quality: self.quality,
            exon_starts: &self.exon_starts,
            exon_ends: &self.exon_ends,
        }
    }
}

impl ArchivedTranscript {
    /// The borrowed form, straight from the index.
    #[must_use]
    pub(crate) fn view(&self) -> TranscriptRef<'_> {
        TranscriptRef {
            accession: &self.accession,
            protein: &self.protein,
            gene: self.gene.into(),
            contig: from_archived(&self.contig),
            strand: from_archived(&self.strand),
            cds: self.cds.as_ref().map(from_archived),
            cds_phase: self.cds_phase,
            mane: from_archived(&self.mane),
            quality: from_archived(&self.quality),
            exon_starts: &self.exon_starts,
            exon_ends: &self.exon_ends,
        }
    }
}

/// A small plain value out of its stored form. Plain values need no allocation to deserialise, so this cannot fail.
fn from_archived<T, A>(stored: &A) -> T
where
    A: rkyv::Deserialize<T, rkyv::rancor::Strategy<(), rkyv::rancor::Infallible>>,
{
    let Ok(value) = rkyv::api::deserialize_using::<T, (), rkyv::rancor::Infallible>(stored, &mut ());
    value
}

impl<'a> TranscriptRef<'a> {
    /// How many exons it has.
    #[must_use]
    pub fn exon_count(&self) -> usize {
        self.exon_starts.len().min(self.exon_ends.len())
    }

    /// Exon `index` in genomic order, from 0.
    #[must_use]
    pub fn exon(&self, index: usize) -> Option<Interval> {
        Interval::new(self.exon_starts.get(index)?.to_native(), self.exon_ends.get(index)?.to_native())
    }

    /// All exons in genomic order.
    pub fn exons(&self) -> impl DoubleEndedIterator<Item = Interval> + ExactSizeIterator + use<'a> {
        let (starts, ends) = (self.exon_starts, self.exon_ends);
        // Damaged pairs (end before start) become empty exons; the index checks its sections before anybody asks.
        (0..starts.len().min(ends.len())).map(move |index| {
            let start = starts[index].to_native();
            Interval::from_length(start, ends[index].to_native().saturating_sub(start))
        })
    }

    /// The first exon, in genomic order, that ends behind gap `at`; the number of exons when none does.
    #[must_use]
    pub fn first_exon_after(&self, at: u32) -> usize {
        self.exon_ends.partition_point(|end| end.to_native() <= at).min(self.exon_count())
    }

    /// Letters of the exons from `from` up to `to` (exclusive), in genomic order.
    #[must_use]
    pub fn letters_of_exons(&self, from: usize, to: usize) -> u32 {
        // Ends and starts are summed apart, which takes a few instructions for all of them: the difference is what counts, and
        // sums that leave 32 bits come back.
        let sum = |list: &[u32_le]| {
            let run = list.get(from..to.min(list.len())).unwrap_or_default();
            run.iter().fold(0u32, |sum, place| sum.wrapping_add(place.to_native()))
        };
        sum(self.exon_ends).wrapping_sub(sum(self.exon_starts))
    }

    /// Number of the exon as people count it (from 1, in the direction of transcription) for an index in genomic order.
    #[must_use]
    pub fn exon_number(&self, index: usize) -> u32 {
        let number = match self.strand {
            Strand::Plus => index + 1,
            Strand::Minus => self.exon_count() - index.min(self.exon_count()),
        };
        u32::try_from(number).unwrap_or(u32::MAX)
    }

    /// Index in genomic order of exon `number` (from 1, in the direction of transcription).
    #[must_use]
    pub fn exon_index(&self, number: u32) -> Option<usize> {
        let number = usize::try_from(number).ok()?;
        if number == 0 || number > self.exon_count() {
            return None;
        }
        Some(match self.strand {
            Strand::Plus => number - 1,
            Strand::Minus => self.exon_count() - number,
        })
    }

    /// First to last letter of the transcript on the genome; an empty interval at 0 when it has no exon.
    #[must_use]
    pub fn span(&self) -> Interval {
        let start = self.exon_starts.first().map_or(0, |start| start.to_native());
        let end = self.exon_ends.last().map_or(start, |end| end.to_native());
        Interval::from_length(start, end.saturating_sub(start))
    }

    /// Coding letters of exon `index` (genomic order); `None` when it has none.
    #[must_use]
    pub fn coding_part(&self, index: usize) -> Option<Interval> {
        let (exon, cds) = (self.exon(index)?, self.cds?);
        let part = Interval::new(exon.start().max(cds.start()), exon.end().min(cds.end()))?;
        (!part.is_empty()).then_some(part)
    }

    /// Number of coding letters, stop codon included.
    #[must_use]
    pub fn cds_length(&self) -> u32 {
        (0..self.exon_count()).filter_map(|index| self.coding_part(index)).map(Interval::len).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(start: u32, end: u32) -> Interval {
        Interval::new(start, end).expect("forward")
    }

    fn three_exons(strand: Strand) -> Transcript {
        let mut transcript = Transcript {
            accession: "NM_000000.1".into(),
            protein: String::new(),
            gene: 0,
            contig: Contig::from_index(0).expect("chr1"),
            strand,
            exon_starts: Vec::new(),
            exon_ends: Vec::new(),
            cds: Some(interval(15, 55)),
            cds_phase: 0,
            mane: ManeStatus::None,
            quality: ModelQuality::Reference,
        };
        transcript.set_exons(&[interval(10, 20), interval(30, 40), interval(50, 60)]);
        transcript
    }

    #[test]
    fn exons_are_counted_in_the_direction_of_transcription() {
        let plus = three_exons(Strand::Plus);
        let minus = three_exons(Strand::Minus);
        assert_eq!(plus.view().exon_number(0), 1);
        assert_eq!(minus.view().exon_number(0), 3);
        for number in 1..=3 {
            let index = minus.view().exon_index(number).expect("there");
            assert_eq!(minus.view().exon_number(index), number);
        }
        assert_eq!(minus.view().exon_index(4), None);
        assert_eq!(minus.view().exon_index(0), None);
    }

    #[test]
    fn the_coding_part_is_cut_out_of_the_exons() {
        let transcript = three_exons(Strand::Plus);
        assert_eq!(transcript.view().cds_length(), 5 + 10 + 5);
        assert_eq!(transcript.view().coding_part(0), Some(interval(15, 20)));
    }

    #[test]
    fn exons_are_found_and_summed() {
        let transcript = three_exons(Strand::Plus);
        let view = transcript.view();
        let after: Vec<usize> = [0, 9, 10, 19, 20, 39, 40, 59, 60].iter().map(|at| view.first_exon_after(*at)).collect();
        assert_eq!(after, [0, 0, 0, 0, 1, 1, 2, 2, 3]);
        let sums = [(0, 0), (0, 1), (0, 3), (1, 2), (2, 9), (3, 3), (5, 9)].map(|(from, to)| view.letters_of_exons(from, to));
        assert_eq!(sums, [0, 10, 30, 10, 10, 0, 0]);
    }

    #[test]
    fn the_stored_form_gives_the_same_view() {
        let transcript = three_exons(Strand::Minus);
        let bytes = rkyv::to_bytes::<rkyv::rancor::BoxedError>(&transcript).expect("serialises");
        let stored = rkyv::access::<ArchivedTranscript, rkyv::rancor::BoxedError>(&bytes).expect("well-formed");
        assert_eq!(format!("{:?}", stored.view()), format!("{:?}", transcript.view()));
    }
}
