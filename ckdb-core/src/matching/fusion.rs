//! What two joined ends make of two genes: a fusion, with its partners in their roles, their exons and the reading frame.
//!
//! | type | is |
//! |---|---|
//! | [`Partner`] | one gene in its role, and where it is cut |
//! | [`Fusion`] | a 5′ and a 3′ partner, the frame, and how well the order is known |
//! | [`Frame`] | whether the 3′ partner is read in its own frame |
//!
//! **Roles.** An end whose kept side is the beginning of a gene (`o × s = +1`) gives the promoter: the 5′ partner. One whose
//! kept side is the end of a gene (`o × s = -1`) is the 3′ partner; its cut may lie up to [`UPSTREAM`] letters before the gene,
//! because the promoter's transcript is spliced onto the next exon there is. One junction is asked both ways round.
//!
//! **Frame.** Exons are spliced, so what counts is how far each gene is read at the borders of the exons that meet: equal
//! remainders by three are in frame. Ends within exons are joined letter by letter. Where one end lies in an exon and the
//! other does not, nobody can tell how it is spliced.
//!
//! Sources: matching rules R17–R21; the sign rule for roles is the one LINX documents.

use crate::consequence::cut::{Cut, Place, Reading, Role, reading_after_exon};
use crate::genome::structural::{Breakend, Junction, Shape, StructuralAllele};
use crate::genome::{Bases, Interval, ManeStatus, ModelQuality, Orientation, Position, TranscriptRef};
use crate::knowledge::{Genome, Records};
use crate::model::GeneId;

/// How far before a gene an end may lie that still puts the gene under another promoter (R18), in letters.
pub const UPSTREAM: u32 = 100_000;

/// Most whole exons at the end of the 5′ partner that may be left out to restore the frame of a known pair (R18).
const MOST_SKIPPED: u32 = 2;

/// One gene of a fusion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// The gene.
    pub gene: GeneId,
    /// The transcript on which exons are counted; `None` when a caller named the gene alone.
    pub transcript: Option<u32>,
    /// Where it is cut; `None` when only a name is known, or the span of the gene.
    pub cut: Option<Cut>,
    /// The last whole exon kept of the 5′ partner, the first one spliced in of the 3′ partner; `None` when it is not known.
    pub exon: Option<u32>,
    /// How far its coding part is read at the border of that exon, or at the cut where that lies in an exon.
    pub reading: Reading,
    /// Coding letters of the transcript; 0 when they are not known.
    pub coding_letters: u32,
}

/// How the 3′ partner is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Frame {
    /// Both partners are read in their own frames.
    In,
    /// They are, if so many last exons of the 5′ partner are left out.
    InBySkipping(u32),
    /// The 5′ partner gives nothing that is translated, and the 3′ partner is whole from its own start on.
    OwnStart,
    /// The 5′ partner gives nothing that is translated, and the 3′ partner begins after its start: at a later one, if at all.
    LaterStart,
    /// A caller reports the fusion and says nothing of its frame.
    NotTold,
    /// The 3′ partner is read in another frame than its own, or not at all.
    Out,
    /// It cannot be told.
    Unknown,
}

impl Frame {
    /// In words, for traces.
    #[must_use]
    pub fn explain(self) -> String {
        match self {
            Self::In => "in frame".to_owned(),
            Self::InBySkipping(exons) => format!("in frame if the last {exons} exon(s) of the 5' partner are skipped"),
            Self::OwnStart => "the 3' partner keeps its own start codon".to_owned(),
            Self::LaterStart => {
                "the 5' partner gives untranslated exons only; the 3' partner is read from a later start".to_owned()
            }
            Self::NotTold => "the caller does not tell the frame".to_owned(),
            Self::Out => "out of frame".to_owned(),
            Self::Unknown => "the frame is not known".to_owned(),
        }
    }
}

/// What is known of the end at which no partner was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Other {
    /// Both partners were found in the lines' places.
    Found,
    /// A caller names the genes; one the index has no entry for is a partner all the same.
    Named,
    /// The end is not given: a single breakend.
    NotGiven,
    /// It lies in no gene the index knows.
    NoGene,
    /// It lies in a gene that is read the other way there: no partner.
    Against,
}

/// Two ends joined, as genes see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fusion {
    /// The gene whose beginning is kept; `None` when that end lies in no gene the index knows, or is not known.
    pub five_prime: Option<Partner>,
    /// The gene whose end is kept; `None` likewise.
    pub three_prime: Option<Partner>,
    /// How the 3′ partner is read.
    pub frame: Frame,
    /// What is known of a partner that is missing above.
    pub other: Other,
    /// Is the order of the partners only assumed, because a file names them without roles (`ORDER_ASSUMED`)?
    pub order_assumed: bool,
}

impl Fusion {
    /// A fusion a caller names by its genes (RNA, report), with the exons that meet where they are told.
    #[must_use]
    pub fn named(
        five_prime: (Option<GeneId>, Option<u32>),
        three_prime: (Option<GeneId>, Option<u32>),
        frame: Frame,
        order_assumed: bool,
    ) -> Self {
        let partner = |(gene, exon): (Option<GeneId>, _)| {
            Some(Partner { gene: gene?, transcript: None, cut: None, exon, reading: Reading::Unknown, coding_letters: 0 })
        };
        let (five_prime, three_prime) = (partner(five_prime), partner(three_prime));
        Self { five_prime, three_prime, frame, other: Other::Named, order_assumed }
    }

    /// Both genes, where they are known.
    pub fn genes(&self) -> impl Iterator<Item = GeneId> + use<> {
        let gene = |partner: &Option<Partner>| partner.as_ref().map(|partner| partner.gene);
        gene(&self.five_prime).into_iter().chain(gene(&self.three_prime))
    }
}

/// Every fusion a structural allele makes or may make, 5′ partner first, in order of genes. A deletion, duplication or
/// inversion within one gene is none.
#[must_use]
pub fn fusions(genome: Genome<'_>, records: Records<'_>, allele: &StructuralAllele) -> Vec<Fusion> {
    let finder = Finder { genome, records };
    let mut found = Vec::new();
    match &allele.shape {
        Shape::Junction(junction) => finder.both_ways(junction, allele.is_precise, &mut found),
        Shape::Inversion { contig, turned } => {
            let end = |gap: u32, orientation| {
                let letter = if orientation == Orientation::Plus { Some(gap) } else { gap.checked_add(1) };
                Some(Breakend { contig: *contig, position: letter.and_then(Position::new)?, orientation })
            };
            for side in [Orientation::Plus, Orientation::Minus] {
                if let (Some(a), Some(b)) = (end(turned.start(), side), end(turned.end(), side)) {
                    finder.both_ways(&Junction::new(a, b, Bases::new()), allele.is_precise, &mut found);
                }
            }
        }
        Shape::OpenEnd { end, .. } => {
            let five = finder.partners(*end, Role::FivePrime).into_iter();
            found.extend(five.map(|partner| half(Some(partner), None, Other::NotGiven)));
            let three = finder.partners(*end, Role::ThreePrime).into_iter();
            found.extend(three.map(|partner| half(None, Some(partner), Other::NotGiven)));
        }
        Shape::Insertion { .. } | Shape::CopyNumber { .. } => {}
    }
    found.sort_by_key(|fusion| (gene(&fusion.five_prime), gene(&fusion.three_prime)));
    found.dedup();
    found
}

fn gene(partner: &Option<Partner>) -> Option<GeneId> {
    partner.as_ref().map(|partner| partner.gene)
}

fn half(five_prime: Option<Partner>, three_prime: Option<Partner>, other: Other) -> Fusion {
    Fusion { five_prime, three_prime, frame: Frame::Unknown, other, order_assumed: false }
}

struct Finder<'k> {
    genome: Genome<'k>,
    records: Records<'k>,
}

impl<'k> Finder<'k> {
    fn both_ways(&self, junction: &Junction, precise: bool, found: &mut Vec<Fusion>) {
        let (a, b) = (junction.a(), junction.b());
        for (first, second) in [(a, b), (b, a)] {
            let (fives, threes) = (self.partners(first, Role::FivePrime), self.partners(second, Role::ThreePrime));
            for five in &fives {
                for three in threes.iter().filter(|three| three.gene != five.gene) {
                    let frame = self.frame(five, three, junction.inserted().len(), precise);
                    found.push(Fusion {
                        five_prime: Some(five.clone()),
                        three_prime: Some(three.clone()),
                        frame,
                        other: Other::Found,
                        order_assumed: false,
                    });
                }
            }
            // One end in a gene, the other in none that could be its partner. Ends before a gene alone say nothing.
            if threes.is_empty() && !self.is_within(second, &fives) {
                let other = self.without_partner(second);
                found.extend(fives.iter().map(|five| half(Some(five.clone()), None, other)));
            }
            let within = |partner: &&Partner| partner.cut.is_none_or(|cut| cut.is_within());
            if fives.is_empty() && !self.is_within(first, &threes) {
                let other = self.without_partner(first);
                found.extend(threes.iter().filter(within).map(|three| half(None, Some(three.clone()), other)));
            }
        }
    }

    /// Does an end lie in one of these genes themselves?
    fn is_within(&self, end: Breakend, partners: &[Partner]) -> bool {
        let near = self.genome.transcripts_near(end.contig, point(end), 0);
        let genes: Vec<u32> = near.map(|(_, transcript)| transcript.gene).collect();
        partners.iter().any(|partner| genes.contains(&partner.gene.get()))
    }

    /// An end that gives no partner: in a gene read the other way, or in none that is known?
    fn without_partner(&self, end: Breakend) -> Other {
        let mut near = self.genome.transcripts_near(end.contig, point(end), 0);
        let is_in_a_gene = near.any(|(_, transcript)| Cut::of(transcript, end).is_some_and(|cut| cut.is_within()));
        if is_in_a_gene { Other::Against } else { Other::NoGene }
    }

    /// Genes for which an end has this role: those it cuts, and for the 3′ role also those that begin up to [`UPSTREAM`]
    /// letters beyond it. One transcript a gene: the one its claims are numbered on, else MANE Select, else the one of which
    /// most is known.
    fn partners(&self, end: Breakend, role: Role) -> Vec<Partner> {
        let reach = if role == Role::ThreePrime { UPSTREAM } else { 0 };
        let mut best: Vec<(Rank<'k>, u32, TranscriptRef<'k>, Cut)> = Vec::new();
        for (number, transcript) in self.genome.transcripts_near(end.contig, point(end), reach) {
            let Some(cut) = Cut::of(transcript, end).filter(|cut| cut.role == role) else { continue };
            let fits = match cut.place {
                Place::Exon(_) | Place::Intron(_) => true,
                Place::Upstream(distance) => role == Role::ThreePrime && distance <= UPSTREAM,
                Place::Downstream(_) => false,
            };
            if !fits {
                continue;
            }
            let rank = self.rank(transcript, cut);
            match best.iter_mut().find(|(_, _, known, _)| known.gene == transcript.gene) {
                Some(known) if rank < known.0 => *known = (rank, number, transcript, cut),
                Some(_) => {}
                None => best.push((rank, number, transcript, cut)),
            }
        }
        best.sort_by_key(|(_, _, transcript, _)| transcript.gene);
        best.into_iter().map(|(_, number, transcript, cut)| partner(number, transcript, cut)).collect()
    }

    fn rank(&self, transcript: TranscriptRef<'k>, cut: Cut) -> Rank<'k> {
        let claimed = self.records.gene(GeneId::new(transcript.gene)).map_or("", |gene| gene.transcript());
        let known = match transcript.quality {
            ModelQuality::Reference => 0,
            ModelQuality::Structure if transcript.cds.is_some() => 1,
            ModelQuality::Rebuilt => 2,
            ModelQuality::Structure => 3,
            ModelQuality::Span => 4,
        };
        let is_whole = matches!(known, 0 | 1);
        (
            !cut.is_within(),
            !is_whole,
            claimed.is_empty() || transcript.accession != claimed,
            transcript.mane != ManeStatus::Select,
            known,
            transcript.accession,
        )
    }

    fn frame(&self, five: &Partner, three: &Partner, inserted: usize, precise: bool) -> Frame {
        let in_exon = |partner: &Partner| partner.cut.is_some_and(|cut| matches!(cut.place, Place::Exon(_)));
        let (Some(number), Some(cut)) = (five.transcript, five.cut) else { return Frame::Unknown };
        match (five.reading, three.reading) {
            (Reading::AfterStop, _) | (_, Reading::AfterStop) => Frame::Out,
            (_, Reading::Unknown | Reading::NonCoding) | (Reading::Unknown, _) => Frame::Unknown,
            (Reading::BeforeStart | Reading::NonCoding, Reading::BeforeStart) => Frame::OwnStart,
            (Reading::BeforeStart | Reading::NonCoding, Reading::Within(_)) => Frame::LaterStart,
            // The untranslated letters before the start of the 3' partner would be read as protein.
            (Reading::Within(_), Reading::BeforeStart) => Frame::Unknown,
            (Reading::Within(before), Reading::Within(after)) => match (in_exon(five), in_exon(three)) {
                (true, true) if precise => {
                    let read = usize::try_from(before % 3).unwrap_or(0) + inserted;
                    if read % 3 == (after % 3) as usize { Frame::In } else { Frame::Out }
                }
                (false, false) if before % 3 == after % 3 => Frame::In,
                (false, false) => self.by_skipping(number, cut, after).unwrap_or(Frame::Out),
                _ => Frame::Unknown,
            },
        }
    }

    /// Out of frame as it stands: does leaving out the last one or two exons of the 5′ partner restore the frame?
    fn by_skipping(&self, number: u32, cut: Cut, after: u32) -> Option<Frame> {
        let transcript = self.genome.row(number)?;
        let Place::Intron(last) = cut.place else { return None };
        (1..=MOST_SKIPPED.min(last.saturating_sub(1)))
            .find(|skipped| reading_after_exon(transcript, last - skipped).phase() == Some(after % 3))
            .map(Frame::InBySkipping)
    }
}

/// The lowest is taken.
type Rank<'k> = (bool, bool, bool, bool, u8, &'k str);

fn point(end: Breakend) -> Interval {
    Interval::from_length(end.gap(), 0)
}

fn partner(number: u32, transcript: TranscriptRef<'_>, cut: Cut) -> Partner {
    let gene = GeneId::new(transcript.gene);
    if transcript.quality == ModelQuality::Span {
        let reading = Reading::Unknown;
        return Partner { gene, transcript: Some(number), cut: None, exon: None, reading, coding_letters: 0 };
    }
    let total = u32::try_from(transcript.exon_count()).unwrap_or(u32::MAX);
    let (exon, reading) = match (cut.role, cut.place) {
        // The first exon has no acceptor: what is spliced in begins with the second.
        (Role::ThreePrime, Place::Upstream(_)) if total > 1 => (Some(2), reading_after_exon(transcript, 1)),
        (Role::ThreePrime, Place::Upstream(_)) => (Some(1), cut.reading),
        (Role::ThreePrime, _) => (cut.kept_exons(total).map(|(first, _)| first), cut.reading),
        (Role::FivePrime, _) => (cut.kept_exons(total).map(|(_, last)| last), cut.reading),
    };
    // A model of coding parts alone does not number exons as people do.
    let exon = exon.filter(|_| transcript.quality != ModelQuality::Rebuilt);
    Partner { gene, transcript: Some(number), cut: Some(cut), exon, reading, coding_letters: transcript.cds_length() }
}
