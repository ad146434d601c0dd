//! What becomes of a transcript when pieces of a chromosome are lost, doubled, turned round or joined anew:
//! [`StructuralAllele`] × [`TranscriptRef`] → [`Consequence`] with a [`StructuralEffect`].
//!
//! **Whole exons.** Where both ends lie in introns (or beside the gene), nothing but whole exons is lost or doubled, and the
//! number of coding letters among them tells whether the frame is kept. **Within an exon**, and wherever no whole exon goes,
//! a deletion or tandem duplication whose letters are held is read letter by letter, as if a file had written it out.
//!
//! **Disruptive** is what leaves no whole copy of the transcript on the molecule: a duplication that reaches beyond the gene
//! keeps one; ends in one and the same intron take no exon apart (LINX calls these not disruptive, too).
//!
//! **Classes** (matching rules, D.1): `FS` for a frameshift by whole exons, `IFD` for whole exons lost in frame, `SPL` where an
//! exon loses a part with its splice site, `START` and `STOPL` where those codons go. Whole exons doubled in frame, inversions
//! and translocations have no class; criteria ask for their exons and ends.

use super::cut::{Cut, Place, Reading, in_one_intron};
use super::hgvs::{Edit, HgvsC};
use super::letters::Held;
use super::locate::{Layout, Span};
use super::order::{Key, Keys, put_in_order};
use super::spelling::Asked;
use super::{Consequence, Term, Terms, splice};
use crate::genome::sequence::{is_plain, reverse_complement};
use crate::genome::structural::{JunctionKind, Shape, StructuralAllele};
use crate::genome::{Allele, Bases, Breakend, ChangeClass, Contig, Interval, Orientation, Position, Sequence, TranscriptRef};
use crate::normalize::{NormalizedAllele, normalize};
use smallvec::SmallVec;

/// The longest deletion or duplication that is read letter by letter: longer than most exons, short enough to copy.
const LONGEST_READ: u32 = 1_000;

/// The farthest an equal spelling of a structural change is looked for; repeats beyond it have no one name anyway.
const FARTHEST_SHIFT: u32 = 1_000;

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

/// Consequences of `allele` on each of `transcripts` (with the caller's numbers), into `out`, which is cleared first.
///
/// Sorted as [`consequences`](super::consequences) sorts. A transcript that no letter and no end touches gives nothing, nor
/// does one that is turned round as a whole.
pub fn structural_consequences<'t>(
    allele: &StructuralAllele,
    reference: &(impl Sequence + ?Sized),
    transcripts: impl Iterator<Item = (u32, TranscriptRef<'t>)>,
    out: &mut Vec<Consequence>,
) {
    out.clear();
    let letters = written_out(allele, reference);
    let mut keys = Keys::new();
    for (number, transcript) in transcripts {
        let Some(found) = consequence(number, transcript, allele, letters.as_ref(), reference) else { continue };
        keys.push(Key::new(&found, transcript.accession, out.len()));
        out.push(found);
    }
    put_in_order(keys, out);
}

/// A short precise deletion or tandem duplication as letters, where they are held.
fn written_out(allele: &StructuralAllele, reference: &(impl Sequence + ?Sized)) -> Option<NormalizedAllele> {
    let Shape::Junction(junction) = &allele.shape else { return None };
    if !allele.is_precise || !is_plain(junction.inserted()) {
        return None;
    }
    let contig = junction.a().contig;
    let held = |place: Interval| {
        let letters = (place.len() <= LONGEST_READ).then(|| reference.letters(contig, place)).flatten()?;
        is_plain(letters).then(|| Bases::from_slice(letters))
    };
    let allele = match junction.kind() {
        JunctionKind::Deletion(interval) => {
            Allele { contig, interval, reference: held(interval)?, alternate: junction.inserted().into() }
        }
        JunctionKind::Duplication(doubled) if junction.inserted().is_empty() => {
            let interval = Interval::from_length(doubled.end(), 0);
            Allele { contig, interval, reference: Bases::new(), alternate: held(doubled)? }
        }
        JunctionKind::Insertion(interval) if !junction.inserted().is_empty() => {
            Allele { contig, interval, reference: Bases::new(), alternate: junction.inserted().into() }
        }
        _ => return None,
    };
    normalize(&allele, reference).ok()
}

/// The change as a transcript sees it.
struct Seen<'l, 't> {
    layout: &'l Layout<'t>,
    /// Letters lost, doubled, turned round or counted; an empty one for an insertion.
    stretch: Interval,
    cuts: SmallVec<[Cut; 2]>,
}

fn consequence<S: Sequence + ?Sized>(
    number: u32,
    transcript: TranscriptRef<'_>,
    allele: &StructuralAllele,
    letters: Option<&NormalizedAllele>,
    reference: &S,
) -> Option<Consequence> {
    let layout = Layout::new(transcript);
    let (event, ends, stretch) = parts(&allele.shape);
    if !allele.places().any(|(contig, _)| contig == transcript.contig) {
        return None;
    }
    let mut cuts: SmallVec<[Cut; 2]> = ends.iter().filter_map(|end| Cut::of(transcript, *end)).collect();
    cuts.retain(|cut| cut.is_within());
    let seen = Seen { layout: &layout, stretch: stretch.unwrap_or(Interval::from_length(0, 0)), cuts };
    let mut found = Consequence::nothing(number, transcript);
    let mut effect = seen.effect(event, ends.len());
    let touched = match event {
        Event::Deletion => seen.lose(&mut found, &mut effect),
        Event::Duplication => seen.double(&mut found, &mut effect),
        Event::Insertion => seen.insert(inserted_length(&allele.shape), &mut found, &mut effect),
        Event::CopyNumber => seen.count(&allele.shape, &mut found, &mut effect),
        Event::Inversion | Event::Rearrangement => seen.break_apart(&ends, &mut found, &mut effect),
    };
    if !touched || found.terms.is_empty() {
        return None;
    }
    if effect.whole_exons.is_none()
        && transcript.quality.has_letters()
        && let Some(letters) = letters
    {
        let held = Held::new(reference, transcript.contig, letters.allele.interval.start());
        let mut told = Vec::with_capacity(1);
        super::consequence(number, transcript, &Asked::new(letters), &held, &mut told);
        found = told.pop()?;
    } else if allele.is_precise {
        found.hgvs_c = seen.name(&allele.shape, reference);
    }
    found.structure = Some(Box::new(effect));
    Some(found)
}

/// Its kind, its ends, and the letters between them where it means these letters.
fn parts(shape: &Shape) -> (Event, SmallVec<[Breakend; 2]>, Option<Interval>) {
    // Both sides of both cuts are kept, so an inversion has four ends.
    let sides = |contig: Contig, gap: u32| {
        let end = |position: Option<u32>, orientation| {
            Some(Breakend { contig, position: position.and_then(Position::new)?, orientation })
        };
        [end(Some(gap), Orientation::Plus), end(gap.checked_add(1), Orientation::Minus)].into_iter().flatten()
    };
    match shape {
        Shape::Junction(junction) => {
            let (event, stretch) = match junction.kind() {
                JunctionKind::Deletion(stretch) => (Event::Deletion, Some(stretch)),
                JunctionKind::Duplication(stretch) => (Event::Duplication, Some(stretch)),
                JunctionKind::Insertion(gap) => (Event::Insertion, Some(gap)),
                JunctionKind::Inversion(_) | JunctionKind::Translocation => (Event::Rearrangement, None),
            };
            (event, junction.ends().into_iter().collect(), stretch)
        }
        Shape::Inversion { contig, turned } => {
            let ends = sides(*contig, turned.start()).chain(sides(*contig, turned.end())).collect();
            (Event::Inversion, ends, Some(*turned))
        }
        Shape::Insertion { gap, .. } => (Event::Insertion, SmallVec::new(), Some(Interval::from_length(*gap, 0))),
        Shape::OpenEnd { end, .. } => (Event::Rearrangement, SmallVec::from_slice(&[*end]), None),
        Shape::CopyNumber { stretch, .. } => (Event::CopyNumber, SmallVec::new(), Some(*stretch)),
    }
}

fn inserted_length(shape: &Shape) -> Option<u32> {
    match shape {
        Shape::Insertion { length, .. } => *length,
        Shape::Junction(junction) => u32::try_from(junction.inserted().len()).ok(),
        _ => None,
    }
}

impl Seen<'_, '_> {
    /// Exons that lie wholly in the stretch, in genomic order.
    fn whole(&self) -> Option<(usize, usize)> {
        let mut inside = self.layout.transcript.exons().enumerate().filter(|(_, exon)| self.stretch.contains(*exon));
        let (first, _) = inside.next()?;
        Some((first, inside.next_back().map_or(first, |(last, _)| last)))
    }

    /// Coding letters before the stretch in reading direction, in it, and all.
    fn coding(&self) -> (u32, u32, u32) {
        let transcript = self.layout.transcript;
        let (mut before, mut inside, mut all) = (0, 0, 0);
        for part in (0..transcript.exon_count()).filter_map(|index| transcript.coding_part(index)) {
            let clamp = |at: u32| at.clamp(part.start(), part.end());
            let (from, to) = (clamp(self.stretch.start()), clamp(self.stretch.end()));
            before += if self.layout.is_plus() { from - part.start() } else { part.end() - to };
            inside += to - from;
            all += part.len();
        }
        (before, inside, all)
    }

    fn effect(&self, event: Event, ends: usize) -> StructuralEffect {
        let in_intron = in_one_intron(self.layout.transcript, self.stretch);
        StructuralEffect {
            event,
            whole_exons: self.whole().map(|span| self.layout.exon_span(span)),
            coding_letters: self.coding().1,
            keeps_frame: None,
            is_intragenic: ends > 1 && self.cuts.len() == ends,
            is_disruptive: !in_intron,
            cuts: self.cuts.clone(),
        }
    }

    /// Exons and introns touched, the terms of the exons' letters, and of introns and splice sites. Is anything touched?
    fn touch(&self, found: &mut Consequence) -> bool {
        let layout = self.layout;
        let footprint = layout.footprint(self.stretch);
        found.exons = footprint.exons.map(|span| layout.exon_span(span));
        found.introns = footprint.introns.map(|span| layout.intron_span(span));
        let span = layout.transcript.span();
        if !self.stretch.overlaps(span) {
            if layout.is_upstream(self.stretch) {
                found.terms.insert(Term::UpstreamGene);
                found.class = Some(ChangeClass::Promoter);
            }
            return !found.terms.is_empty();
        }
        // A rebuilt model knows its coding letters alone.
        if found.exons.is_none() && !layout.has_untranslated() {
            return false;
        }
        if self.whole().is_none() {
            (found.terms, found.splice) = splice::examine(layout, &footprint, self.stretch, None);
        }
        if found.exons.is_none() {
            found.class = super::class(found, found.splice);
        }
        if layout.cds.is_none() {
            let term = if found.exons.is_some() { Term::NonCodingExon } else { Term::NonCodingTranscript };
            found.terms.insert(term);
        } else if found.exons.is_some() {
            self.regions(found);
        }
        true
    }

    /// Which of the untranslated and coding parts lie in the stretch.
    fn regions(&self, found: &mut Consequence) {
        let Some(cds) = self.layout.transcript.cds else { return };
        if self.coding().1 > 0 || (self.stretch.is_empty() && self.stretch.overlaps(cds)) {
            found.terms.insert(Term::CodingSequence);
        }
        let plus = self.layout.is_plus();
        for exon in self.layout.transcript.exons().filter(|exon| self.stretch.overlaps(*exon)) {
            let (from, to) = (self.stretch.start().max(exon.start()), self.stretch.end().min(exon.end()));
            let (low, high) =
                if self.stretch.is_empty() { (from <= cds.start(), to >= cds.end()) } else { (from < cds.start(), to > cds.end()) };
            if if plus { low } else { high } {
                found.terms.insert(Term::FivePrimeUtr);
            }
            if if plus { high } else { low } {
                found.terms.insert(Term::ThreePrimeUtr);
            }
        }
    }

    fn lose(&self, found: &mut Consequence, effect: &mut StructuralEffect) -> bool {
        let span = self.layout.transcript.span();
        if !self.touch(found) {
            return false;
        }
        if self.stretch.contains(span) && self.layout.has_untranslated() {
            found.terms = Terms::of(Term::TranscriptAblation);
            return true;
        }
        if found.exons.is_none() {
            return true;
        }
        found.terms.insert(Term::FeatureTruncation);
        if effect.whole_exons.is_some() {
            found.terms.insert(Term::ExonLoss);
        }
        let (before, coding, all) = self.coding();
        if coding == 0 {
            found.class = self.layout.cds.map(|_| ChangeClass::Utr);
            found.class = super::class(found, found.splice);
            return true;
        }
        let pad = self.layout.pad;
        let start_lost = before < 3 && pad == 0;
        let stop_lost = before + coding + 3 > all;
        if start_lost {
            found.terms.insert(Term::StartLost);
        }
        if stop_lost {
            found.terms.insert(Term::StopLost);
        }
        let lost_codon = match (start_lost, stop_lost) {
            (true, _) => Some(ChangeClass::StartLost),
            (_, true) => Some(ChangeClass::StopLost),
            _ => None,
        };
        found.class = lost_codon.or_else(|| {
            let in_frame = coding.is_multiple_of(3);
            let by_length = if in_frame { ChangeClass::InFrameDeletion } else { ChangeClass::Frameshift };
            match (effect.whole_exons, self.cuts_exon()) {
                (Some(_), true) => return Some(ChangeClass::SpliceSite),
                (Some(_), false) => effect.keeps_frame = Some(in_frame),
                (None, _) if found.introns.is_some() => return super::class(found, found.splice),
                (None, _) => found.residues = Some(((before + pad) / 3 + 1, (before + pad + coding - 1) / 3 + 1)),
            }
            found.terms.insert(if in_frame { Term::InframeDeletion } else { Term::Frameshift });
            Some(by_length)
        });
        true
    }

    /// Does an end lie in an exon?
    fn cuts_exon(&self) -> bool {
        self.cuts.iter().any(|cut| matches!(cut.place, Place::Exon(_)))
    }

    fn double(&self, found: &mut Consequence, effect: &mut StructuralEffect) -> bool {
        if !self.touch(found) {
            return false;
        }
        // What a doubled stretch touches stands whole at one of its two ends: no splice site is lost.
        found.splice = None;
        found.class = if found.exons.is_none() { found.class.map(|_| ChangeClass::Intron) } else { None };
        if found.exons.is_none() {
            found.terms = if self.stretch.overlaps(self.layout.transcript.span()) { Terms::of(Term::Intron) } else { found.terms };
            return true;
        }
        if self.stretch.contains(self.layout.transcript.span()) && self.layout.has_untranslated() {
            found.terms = Terms::of(Term::TranscriptAmplification);
            effect.is_disruptive = false;
            return true;
        }
        let keep = [Term::CodingSequence, Term::FivePrimeUtr, Term::ThreePrimeUtr, Term::NonCodingExon];
        found.terms = found.terms.iter().filter(|term| keep.contains(term)).collect();
        effect.is_disruptive &= effect.is_intragenic;
        if !effect.is_intragenic {
            return true;
        }
        found.terms.insert(Term::FeatureElongation);
        let (_, coding, _) = self.coding();
        if coding > 0 && !self.cuts_exon() {
            let in_frame = coding.is_multiple_of(3);
            effect.keeps_frame = Some(in_frame);
            found.terms.insert(if in_frame { Term::InframeInsertion } else { Term::Frameshift });
            found.class = (!in_frame).then_some(ChangeClass::Frameshift);
        }
        true
    }

    fn insert(&self, length: Option<u32>, found: &mut Consequence, effect: &mut StructuralEffect) -> bool {
        if !self.touch(found) {
            return false;
        }
        if found.exons.is_none() {
            return true;
        }
        found.terms.insert(Term::FeatureElongation);
        effect.is_disruptive = true;
        let is_coding = found.terms.contains(Term::CodingSequence);
        match length {
            Some(length) if is_coding => {
                let in_frame = length.is_multiple_of(3);
                found.terms.insert(if in_frame { Term::InframeInsertion } else { Term::Frameshift });
                found.class = Some(if in_frame { ChangeClass::InFrameInsertion } else { ChangeClass::Frameshift });
                let (before, ..) = self.coding();
                let before = before + self.layout.pad;
                found.residues = Some(((before.max(1) - 1) / 3 + 1, before / 3 + 1));
            }
            _ if is_coding => {}
            _ => found.class = self.layout.cds.map(|_| ChangeClass::Utr),
        }
        true
    }

    fn count(&self, shape: &Shape, found: &mut Consequence, effect: &mut StructuralEffect) -> bool {
        if matches!(shape, Shape::CopyNumber { copies: Some(0), .. }) {
            return self.lose(found, effect);
        }
        let touched = self.touch(found);
        // Copies are counted, cuts are not known: no site is known to be broken.
        found.splice = None;
        found.class = None;
        effect.is_disruptive = false;
        let keep = [Term::CodingSequence, Term::FivePrimeUtr, Term::ThreePrimeUtr, Term::NonCodingExon, Term::Intron];
        found.terms = found.terms.iter().filter(|term| keep.contains(term)).collect();
        touched
    }

    /// The transcript is cut and its parts are joined to something else.
    fn break_apart(&self, ends: &[Breakend], found: &mut Consequence, effect: &mut StructuralEffect) -> bool {
        let layout = self.layout;
        if self.cuts.is_empty() {
            let upstream =
                |end: &Breakend| end.contig == layout.transcript.contig && layout.is_upstream(Interval::from_length(end.gap(), 0));
            if effect.event == Event::Rearrangement && ends.iter().any(upstream) {
                found.terms.insert(Term::UpstreamGene);
            }
            effect.is_disruptive = false;
            return !found.terms.is_empty();
        }
        if effect.event == Event::Inversion {
            let footprint = layout.footprint(self.stretch);
            found.exons = footprint.exons.map(|span| layout.exon_span(span));
            found.introns = footprint.introns.map(|span| layout.intron_span(span));
        }
        let total = u32::try_from(layout.transcript.exon_count()).unwrap_or(u32::MAX);
        let widen = |span: &mut Option<Span>, number: u32, total: u32| {
            let known = span.get_or_insert(Span { first: number, last: number, total });
            (known.first, known.last) = (known.first.min(number), known.last.max(number));
        };
        for cut in &self.cuts {
            match cut.place {
                Place::Exon(number) => widen(&mut found.exons, number, total),
                Place::Intron(number) => {
                    widen(&mut found.introns, number, total.saturating_sub(1));
                    found.terms.insert(Term::Intron);
                    continue;
                }
                Place::Upstream(_) | Place::Downstream(_) => continue,
            }
            found.terms.insert(match cut.reading {
                Reading::NonCoding => Term::NonCodingExon,
                Reading::BeforeStart => Term::FivePrimeUtr,
                Reading::Within(_) => Term::CodingSequence,
                Reading::AfterStop => Term::ThreePrimeUtr,
                Reading::Unknown => continue,
            });
        }
        let first = self.cuts.first().map(|cut| cut.place);
        let one_intron =
            effect.is_intragenic && matches!(first, Some(Place::Intron(_))) && self.cuts.iter().all(|cut| Some(cut.place) == first);
        effect.is_disruptive = !one_intron;
        if one_intron {
            found.class = Some(ChangeClass::Intron);
        } else {
            found.terms.insert(Term::FeatureTruncation);
        }
        true
    }

    /// The name on the transcript, where both ends lie within it and the letters that change are known.
    fn name<S: Sequence + ?Sized>(&self, shape: &Shape, reference: &S) -> Option<HgvsC> {
        let span = self.layout.transcript.span();
        if !span.contains(self.stretch) || self.stretch.is_empty() {
            return None;
        }
        let plus = self.layout.is_plus();
        let edit = match shape {
            Shape::Inversion { .. } => Edit::Inversion,
            Shape::Junction(junction) => match (junction.kind(), junction.inserted()) {
                (JunctionKind::Deletion(_), []) => Edit::Deletion,
                (JunctionKind::Duplication(_), []) => Edit::Duplication,
                (JunctionKind::Deletion(_), letters) if is_plain(letters) => {
                    Edit::DeletionInsertion(if plus { letters.into() } else { reverse_complement(letters) })
                }
                _ => return None,
            },
            _ => return None,
        };
        let place = match edit {
            Edit::Deletion | Edit::Duplication => self.most_three_prime(reference),
            _ => self.stretch,
        };
        let (low, high) = (self.layout.position(place.start())?, self.layout.position(place.end() - 1)?);
        let (first, last) = if plus { (low, high) } else { (high, low) };
        Some(HgvsC { coding: self.layout.cds.is_some(), first, last, edit })
    }

    /// The most 3′ of the equal spellings of a deletion or tandem duplication, as far as letters are held.
    fn most_three_prime<S: Sequence + ?Sized>(&self, reference: &S) -> Interval {
        let contig = self.layout.transcript.contig;
        let letter =
            |at: u32| reference.letters(contig, Interval::from_length(at, 1))?.first().copied().filter(|letter| *letter != b'N');
        let same = |one: Option<u32>, other: Option<u32>| match (one.and_then(letter), other.and_then(letter)) {
            (Some(one), Some(other)) => one.eq_ignore_ascii_case(&other),
            _ => false,
        };
        let mut place = self.stretch;
        for _ in 0..FARTHEST_SHIFT {
            let (start, end) = (place.start(), place.end());
            if self.layout.is_plus() && same(Some(start), Some(end)) {
                place = Interval::from_length(start + 1, place.len());
            } else if !self.layout.is_plus() && same(start.checked_sub(1), end.checked_sub(1)) {
                place = Interval::from_length(start - 1, place.len());
            } else {
                break;
            }
        }
        place
    }
}
