//! What happens to a transcript as a whole, in which terms and class do not suffice: the event, the exons, the frame, the ends.

use super::cut::Cut;
use super::locate::Span;
use smallvec::SmallVec;

/// What a structural allele is to a transcript.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// Letters are lost.
    Deletion,
    /// Letters are doubled in tandem.
    Duplication,
    /// Letters are inserted.
    Insertion,
    /// A stretch is turned round, both junctions known.
    Inversion,
    /// An end is joined to something else: a translocation, one side of an inversion, a single breakend.
    Rearrangement,
    /// The number of copies is another one.
    CopyNumber,
}

/// What a structural allele does to a transcript, beside its terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StructuralEffect {
    /// What happens.
    pub event: Event,
    /// Exons wholly lost, doubled, turned round or counted.
    pub whole_exons: Option<Span>,
    /// Coding letters lost or doubled.
    pub coding_letters: u32,
    /// Where only whole exons within the gene are lost or doubled: is their number of coding letters a multiple of 3? `None`
    /// when they have none, when an end lies in an exon or outside of the gene, and when the first or last codon goes.
    pub keeps_frame: Option<bool>,
    /// Do both ends lie within the transcript?
    pub is_intragenic: bool,
    /// Is no whole copy of the transcript left on this molecule?
    pub is_disruptive: bool,
    /// Its ends within the transcript, in order of place.
    pub cuts: SmallVec<[Cut; 2]>,
}
