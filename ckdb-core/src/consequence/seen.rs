//! A piece of a chromosome as one transcript sees it: which of its exons go, which are doubled, and what that makes of it.
//!
//! Whoever tells of the change does not matter: a symbolic allele, a pair of breakends, or letters that take or double whole
//! exons ([`Seen::of_letters`]). So one event has one class and one set of terms in every notation.

use super::cut::{self, Cut, Place, Reading, Role};
use super::event::{Event, StructuralEffect};
use super::hgvs::{Edit, HgvsC};
use super::locate::{Layout, Span};
use super::spelling::Asked;
use super::{Consequence, SpliceEffect, SpliceHit, SpliceSide, Term, Terms, splice};
use crate::genome::sequence::{is_plain, reverse_complement};
use crate::genome::structural::{JunctionKind, Shape};
use crate::genome::{Breakend, ChangeClass, Interval, Orientation, Position, ProteinChange, Sequence};
use smallvec::SmallVec;

/// The farthest an equal spelling of a structural change is looked for; repeats beyond it have no one name anyway.
const FARTHEST_SHIFT: u32 = 1_000;

/// The change as a transcript sees it.
pub(super) struct Seen<'l, 't> {
    pub(super) layout: &'l Layout<'t>,
    /// Letters lost, doubled, turned round or counted; an empty one for an insertion.
    pub(super) stretch: Interval,
    /// Its ends within the transcript.
    pub(super) cuts: SmallVec<[Cut; 2]>,
}

impl<'l, 't> Seen<'l, 't> {
    /// Letters that take or double whole exons, and what happens to them; `None` for all others.
    ///
    /// New letters beside the lost ones must be fewer than the shortest exon lost: a long delins may write an exon anew.
    pub(super) fn of_letters(layout: &'l Layout<'t>, asked: &Asked<'_>) -> Option<(Self, Event)> {
        let allele = asked.allele;
        let interval = allele.allele.interval;
        let new = u32::try_from(allele.allele.alternate.len()).ok()?;
        let (event, leftmost, shift) = if interval.len() > new {
            (Event::Deletion, interval, allele.right_shift)
        } else if asked.is_duplication {
            // The letters right of the leftmost gap are those that are doubled.
            (Event::Duplication, Interval::from_length(interval.start(), new), allele.right_shift - new)
        } else {
            return None;
        };
        let reach = Interval::new(leftmost.start(), leftmost.end().checked_add(shift)?)?;
        // The common case first: an indel in the midst of an exon, or of an intron.
        let (first, last) = layout.footprint(reach).exons?;
        if first == last && layout.transcript.exon(first).is_some_and(|exon| exon.contains(reach) && exon.len() > reach.len()) {
            return None;
        }
        let stretch = settled(layout, leftmost, shift);
        let seen = Self::new(layout, stretch, &ends(event, layout.transcript.contig, stretch));
        let (first, last) = seen.whole()?;
        let shortest = (first..=last).filter_map(|index| layout.transcript.exon(index)).map(Interval::len).min()?;
        (event == Event::Duplication || new < shortest).then_some((seen, event))
    }

    /// The change of `stretch` with these ends.
    pub(super) fn new(layout: &'l Layout<'t>, stretch: Interval, ends: &[Breakend]) -> Self {
        let mut cuts: SmallVec<[Cut; 2]> = ends.iter().filter_map(|end| Cut::of(layout.transcript, *end)).collect();
        cuts.retain(|cut| cut.is_within());
        Self { layout, stretch, cuts }
    }

    /// Are letters of introns lost or doubled with the exons? Else what is left is told by the exon's letters.
    pub(super) fn takes_introns(&self) -> bool {
        self.layout.footprint(self.stretch).introns.is_some()
    }

    /// What letters that take or double whole exons do, into `found`; `false` when it is nothing.
    pub(super) fn tell(&self, event: Event, found: &mut Consequence) -> bool {
        let mut effect = self.effect(event, 2);
        let touched = match event {
            Event::Duplication => self.double(found, &mut effect),
            _ => self.lose(found, &mut effect),
        };
        found.structure = Some(Box::new(effect));
        touched
    }

    /// The same without terms and class.
    pub(super) fn told_whole(&self, event: Event) -> StructuralEffect {
        let mut unused = Consequence::nothing(0, self.layout.transcript);
        self.tell(event, &mut unused);
        unused.structure.map_or_else(|| self.effect(event, 2), |effect| *effect)
    }

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

    pub(super) fn effect(&self, event: Event, ends: usize) -> StructuralEffect {
        let in_intron = cut::in_one_intron(self.layout.transcript, self.stretch);
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
        (found.terms, found.splice) = splice::examine(layout, &footprint, self.stretch, None);
        if self.whole().is_some() {
            // The sites of an exon that goes as a whole are missed by nobody.
            found.splice = self.torn_site();
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

    pub(super) fn lose(&self, found: &mut Consequence, effect: &mut StructuralEffect) -> bool {
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
        let whole = effect.whole_exons.is_some();
        if whole {
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
            found.protein = Some(ProteinChange::StartLost);
        }
        if stop_lost {
            found.terms.insert(Term::StopLost);
        }
        found.residues = Some(((before + pad) / 3 + 1, (before + pad + coding - 1) / 3 + 1));
        let torn = found.splice.is_some_and(|hit| hit.effect == SpliceEffect::Site);
        let in_frame = coding.is_multiple_of(3);
        found.class = if torn {
            Some(ChangeClass::SpliceSite)
        } else if start_lost {
            Some(ChangeClass::StartLost)
        } else if stop_lost {
            // With whole exons the protein's end goes: what is left reads on in letters that are not its own, as after a shift of
            // the frame. Only where no residue goes with the stop codon is nothing lost but the stop.
            let only_stop = before + 3 >= all;
            Some(if whole && !only_stop { ChangeClass::Frameshift } else { ChangeClass::StopLost })
        } else if !whole && found.introns.is_some() {
            super::class(found, found.splice)
        } else {
            effect.keeps_frame = whole.then_some(in_frame);
            found.terms.insert(if in_frame { Term::InframeDeletion } else { Term::Frameshift });
            Some(if in_frame { ChangeClass::InFrameDeletion } else { ChangeClass::Frameshift })
        };
        true
    }

    /// The site that an exon loses of which a part stays.
    fn torn_site(&self) -> Option<SpliceHit> {
        let hits = self.cuts.iter().filter_map(|cut| match cut.place {
            Place::Exon(exon) => {
                let side = if cut.role == Role::FivePrime { SpliceSide::Donor } else { SpliceSide::Acceptor };
                let is_untranslated =
                    self.layout.transcript.exon_index(exon).is_some_and(|index| self.layout.is_untranslated(index));
                Some(SpliceHit { effect: SpliceEffect::Site, is_untranslated, exon, side })
            }
            _ => None,
        });
        hits.min()
    }

    /// Does an end lie in an exon?
    fn cuts_exon(&self) -> bool {
        self.cuts.iter().any(|cut| matches!(cut.place, Place::Exon(_)))
    }

    pub(super) fn double(&self, found: &mut Consequence, effect: &mut StructuralEffect) -> bool {
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

    pub(super) fn insert(&self, length: Option<u32>, found: &mut Consequence, effect: &mut StructuralEffect) -> bool {
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

    pub(super) fn count(&self, shape: &Shape, found: &mut Consequence, effect: &mut StructuralEffect) -> bool {
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
    pub(super) fn break_apart(&self, ends: &[Breakend], found: &mut Consequence, effect: &mut StructuralEffect) -> bool {
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
    pub(super) fn name<S: Sequence + ?Sized>(&self, shape: &Shape, reference: &S) -> Option<HgvsC> {
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
        let (left, right) = moves(self.layout, self.stretch, reference);
        let start = if self.layout.is_plus() { self.stretch.start() + right } else { self.stretch.start() - left };
        Interval::from_length(start, self.stretch.len())
    }
}

/// The two ends of a stretch that is lost or doubled.
pub(super) fn ends(event: Event, contig: crate::genome::Contig, stretch: Interval) -> SmallVec<[Breakend; 2]> {
    let end = |position: u32, orientation| Some(Breakend { contig, position: Position::new(position)?, orientation });
    let two = match event {
        Event::Duplication => [end(stretch.start() + 1, Orientation::Minus), end(stretch.end(), Orientation::Plus)],
        _ => [end(stretch.start(), Orientation::Plus), end(stretch.end() + 1, Orientation::Minus)],
    };
    two.into_iter().flatten().collect()
}

/// How far a stretch that is lost or doubled can be moved left and right without changing the molecule, as far as letters are
/// held.
pub(super) fn moves<S: Sequence + ?Sized>(layout: &Layout<'_>, stretch: Interval, reference: &S) -> (u32, u32) {
    let contig = layout.transcript.contig;
    let letter =
        |at: u32| reference.letters(contig, Interval::from_length(at, 1))?.first().copied().filter(|letter| *letter != b'N');
    let same = |one: Option<u32>, other: Option<u32>| match (one.and_then(letter), other.and_then(letter)) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(&other),
        _ => false,
    };
    let (start, end) = (stretch.start(), stretch.end());
    let left = (1..=FARTHEST_SHIFT).take_while(|by| same(start.checked_sub(*by), end.checked_sub(*by))).count();
    let right = (0..FARTHEST_SHIFT).take_while(|by| same(start.checked_add(*by), end.checked_add(*by))).count();
    (left as u32, right as u32)
}

/// Of the equal spellings of a stretch, from `leftmost` to `shift` letters right of it, the one that is read: the most 3′ one
/// without an end in an exon, else the most 3′ one. The molecule is the same, so an exon that one spelling leaves whole is whole.
pub(super) fn settled(layout: &Layout<'_>, leftmost: Interval, shift: u32) -> Interval {
    let at = |by: u32| Interval::from_length(leftmost.start() + by, leftmost.len());
    let in_exon = |gap: u32| matches!(cut::place(layout.transcript, gap), Place::Exon(_));
    let free = |place: &Interval| !in_exon(place.start()) && !in_exon(place.end());
    let (last, first_free) = if layout.is_plus() {
        (at(shift), (0..=shift).rev().map(at).find(free))
    } else {
        (leftmost, (0..=shift).map(at).find(free))
    };
    first_free.unwrap_or(last)
}
