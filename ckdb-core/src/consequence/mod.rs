//! What becomes of a transcript: [`NormalizedAllele`] × [`TranscriptRef`] → [`Consequence`].
//!
//! ```text
//!   allele ──► locate   which exons and introns, where on the spliced transcript
//!              splice   is a splice site or region touched?
//!              coding   what the codons become            (only when all of the change lies in one exon)
//!              hgvs     the c. name; the protein's name comes with `coding`
//! ```
//! `structural` answers the same question for pieces of chromosomes, with `seen` for one transcript (which also reads letters that
//! take or double whole exons, so that the notation does not decide) and `cut` for one end of them.
//! One question, one pass, no state: [`consequences`] asks every transcript, each answer is a [`Consequence`].
//!
//! **Which spelling is read** (`spelling`). An insertion or deletion in a repeat has many equal spellings. Its *name* is the most 3′ one
//! (HGVS). Its *effect* is read from the most 3′ spelling that leaves splice sites and the start codon whole, if there is
//! one: the molecule is the same, so a site that one spelling leaves whole is whole. Where such a change alters the coding part,
//! and its name counts letters of the site (`c.N+1del`), the terms name the site too; the class stays what the molecule says.
//!
//! **What is not said.** Across the border of an exon no protein change is made up. Letters that are not held make residues
//! unknown, and then there is no protein name. Models rebuilt from coding parts say nothing about changes outside of them.

mod change;
mod coding;
pub mod cut;
mod event;
pub mod hgvs;
mod letters;
mod locate;
mod order;
mod protein;
mod reading_on;
mod seen;
mod spelling;
mod splice;
pub mod structural;
pub mod term;

pub use change::{Substitution, Substitutions};
pub use cut::Cut;
pub use event::{Event, StructuralEffect};
pub use hgvs::{HgvsC, HgvsG};
pub use locate::Span;
pub use protein::canonical_protein_change;
pub use splice::{SpliceEffect, SpliceHit, SpliceSide};
pub use structural::structural_consequences;
pub use term::{Impact, Term, Terms};

use crate::genome::{AminoAcid, Bases, ChangeClass, Interval, ManeStatus, ModelQuality, ProteinChange, Sequence, TranscriptRef};
use crate::normalize::NormalizedAllele;
use change::{CodingChange, CodingEffect};
use letters::{Held, Reading};
use locate::{Layout, PROMOTER_WINDOW};
use order::{Key, Keys, put_in_order};
use seen::Seen;
use spelling::{Asked, Spelling, spelling};

/// What a change does to one transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consequence {
    /// The caller's number of the transcript.
    pub transcript: u32,
    /// The transcript's gene, as the transcript has it.
    pub gene: u32,
    /// Sequence Ontology terms.
    pub terms: Terms,
    /// The one class matching asks for; `None` where no class fits (a non-coding exon, letters unknown).
    pub class: Option<ChangeClass>,
    /// Exons touched.
    pub exons: Option<Span>,
    /// Introns touched.
    pub introns: Option<Span>,
    /// First and last residue of the reference protein touched, from 1; for an insertion, those on its two sides.
    pub residues: Option<(u32, u32)>,
    /// The name on the transcript; `None` where its model has no way to count a letter of it.
    pub hgvs_c: Option<HgvsC>,
    /// The predicted change of the protein, in canonical form.
    pub protein: Option<ProteinChange>,
    /// Each residue an equal-length change replaces by another residue (`V600_K601delinsEE` has two, a missense one).
    pub substitutions: Substitutions,
    /// The worst it does to splicing.
    pub splice: Option<SpliceHit>,
    /// For a premature stop whose place is known: does the message escape nonsense-mediated decay (the stop lies in the
    /// last exon, or within 50 letters before its beginning)? `None` also where the model lacks untranslated exons.
    pub escapes_decay: Option<bool>,
    /// What a structural allele, or letters that take or double whole exons, do to the transcript as a whole.
    pub structure: Option<Box<StructuralEffect>>,
    /// Standing of the transcript.
    pub mane: ManeStatus,
    /// How the model came to be.
    pub quality: ModelQuality,
}

impl Consequence {
    /// Is the worst it does to break a splice site of an exon without coding letters? The class is a splice site's all the same.
    #[must_use]
    pub fn breaks_untranslated_site(&self) -> bool {
        self.class == Some(ChangeClass::SpliceSite) && self.splice.is_some_and(|hit| hit.is_untranslated)
    }

    /// Nothing happens to a transcript yet.
    fn nothing(number: u32, transcript: TranscriptRef<'_>) -> Self {
        Self {
            transcript: number,
            gene: transcript.gene,
            terms: Terms::NONE,
            class: None,
            exons: None,
            introns: None,
            residues: None,
            hgvs_c: None,
            protein: None,
            substitutions: Substitutions::new(),
            splice: None,
            escapes_decay: None,
            structure: None,
            mane: transcript.mane,
            quality: transcript.quality,
        }
    }

    /// The impact of the most severe term.
    #[must_use]
    pub fn impact(&self) -> Impact {
        self.terms.impact()
    }

    /// The first residue a frameshift changes, from 1.
    #[must_use]
    pub fn first_changed_residue(&self) -> Option<u32> {
        match &self.protein {
            Some(ProteinChange::Frameshift { at, .. }) => Some(at.number),
            _ => None,
        }
    }
}

/// Consequences of `allele` on each of `transcripts` (with the caller's numbers), into `out`, which is cleared first.
///
/// Sorted by impact, then MANE standing, then accession, then number: a total order. Transcripts the change does not touch
/// give nothing. For a change of one letter nothing is allocated but the place in `out`.
pub fn consequences<'t>(
    allele: &NormalizedAllele,
    reference: &(impl Sequence + ?Sized),
    transcripts: impl Iterator<Item = (u32, TranscriptRef<'t>)>,
    out: &mut Vec<Consequence>,
) {
    out.clear();
    let held = Held::new(reference, allele.allele.contig, allele.allele.interval.start());
    let asked = Asked::new(allele);
    let mut keys = Keys::new();
    for (number, transcript) in transcripts {
        if consequence(number, transcript, &asked, &held, out)
            && let Some(found) = out.last()
        {
            keys.push(Key::new(found, transcript.accession, out.len() - 1));
        }
    }
    put_in_order(keys, out);
}

/// The reference protein of a transcript, without its stop.
///
/// `None` when it has no coding part, or a letter of it is not held. A model with a stop in its middle gives a protein up to
/// its last codon, that stop included: it is the model's error, and is not hidden.
#[must_use]
pub fn protein_of(transcript: TranscriptRef<'_>, reference: &(impl Sequence + ?Sized)) -> Option<Vec<AminoAcid>> {
    let layout = Layout::new(transcript);
    let near = transcript.cds?.start();
    let held = Held::new(reference, transcript.contig, near);
    let reading = Reading::new(&layout, &held)?;
    let mut protein = reading.protein();
    if protein.last() == Some(&AminoAcid::Ter) {
        protein.pop();
    }
    (!protein.contains(&AminoAcid::Unknown)).then_some(protein)
}

/// The consequence on one transcript, put at the end of `out`; `false` when there is none. (Put there at once: it is large.)
fn consequence<S: Sequence + ?Sized>(
    number: u32,
    transcript: TranscriptRef<'_>,
    asked: &Asked<'_>,
    held: &Held<'_, S>,
    out: &mut Vec<Consequence>,
) -> bool {
    let (allele, span) = (asked.allele, transcript.span());
    let (start, end) = (allele.allele.interval.start(), allele.allele.interval.end());
    let near = end.saturating_add(allele.right_shift).saturating_add(PROMOTER_WINDOW) >= span.start()
        && start <= span.end().saturating_add(PROMOTER_WINDOW);
    if transcript.contig != allele.allele.contig || !near {
        return false;
    }
    let layout = Layout::near(transcript, start);
    let whole = Seen::of_letters(&layout, asked);
    if let Some((seen, event)) = whole.as_ref().filter(|(seen, _)| seen.takes_introns()) {
        let mut found = Consequence::nothing(number, transcript);
        if !seen.tell(*event, &mut found) {
            return false;
        }
        found.hgvs_c = hgvs::name_on(&layout, allele, asked.letters(&layout));
        out.push(found);
        return true;
    }
    let mut own = Bases::new();
    let spelling = spelling(&layout, asked, &mut own);
    out.push(Consequence::nothing(number, transcript));
    let told = out.last_mut().is_some_and(|found| fill(&layout, held, &spelling, asked, found));
    if let (Some((seen, event)), Some(found)) = (whole, out.last_mut()) {
        // Exactly the letters of an exon: they are read as they stand, and the exon is told of, too.
        found.structure = Some(Box::new(seen.told_whole(event)));
    }
    if !told {
        out.pop();
    }
    told
}

/// What `spelling` does, into `found`; `false` when it does nothing to this transcript.
fn fill<S: Sequence + ?Sized>(
    layout: &Layout<'_>,
    held: &Held<'_, S>,
    spelling: &Spelling<'_>,
    asked: &Asked<'_>,
    found: &mut Consequence,
) -> bool {
    let (allele, span) = (asked.allele, layout.transcript.span());
    if !spelling.place.overlaps(span) {
        if !layout.is_upstream(spelling.place) {
            return false;
        }
        found.terms.insert(Term::UpstreamGene);
        found.class = Some(ChangeClass::Promoter);
        found.hgvs_c = hgvs::name_on(layout, allele, asked.letters(layout));
        return true;
    }
    let footprint = spelling.footprint;
    if footprint.exons.is_none() && !layout.has_untranslated() {
        return false;
    }
    found.exons = footprint.exons.map(|span| layout.exon_span(span));
    found.introns = footprint.introns.map(|span| layout.intron_span(span));
    let single = match (spelling.place.len(), spelling.letters) {
        (1, [letter]) => Some(*letter),
        _ => None,
    };
    let (terms, hit) = splice::examine(layout, &footprint, spelling.place, single);
    found.terms = terms;
    found.splice = hit;
    if layout.cds.is_none() && footprint.introns.is_some() {
        found.terms.insert(Term::NonCodingTranscript);
    }
    exonic(layout, held, spelling, asked.is_duplication, found);
    found.class = class(found, hit);
    if allele.right_shift > 0 {
        named_letters(layout, allele, found);
    }
    found.hgvs_c = hgvs::name_on(layout, allele, asked.letters(layout));
    !found.terms.is_empty()
}

/// What the name of a moving deletion counts, beside the spelling that is read: both facts are told.
///
/// The deletion of the last letter of `…G]GT` is also the deletion of the first letter of the intron. The donor stays whole and
/// the frame shifts, but the name is `c.N+1del`, and whoever reads that name says splice donor. So the terms name the site; the
/// class stays what the whole site gives (`FS`: truncating either way; in frame it is `IFD`, with the site among its terms).
fn named_letters(layout: &Layout<'_>, allele: &NormalizedAllele, found: &mut Consequence) {
    let most_3_prime = allele.allele.interval.start() + if layout.is_plus() { allele.right_shift } else { 0 };
    // (An insertion takes no letters, whatever its name counts.)
    let letters = Interval::from_length(most_3_prime, allele.allele.interval.len());
    if found.terms.contains(Term::FivePrimeUtr) && found.class == Some(ChangeClass::Utr) {
        if layout.start_codon().is_some_and(|start| letters.overlaps(start)) {
            found.terms.insert(Term::StartRetained);
        }
    } else if !letters.is_empty() && found.residues.is_some() && found.class != Some(ChangeClass::SpliceSite) {
        found.terms = found.terms.union(splice::sites_among(layout, letters));
    }
}

/// The one class: a broken splice site before all, what the protein becomes, then the nearness of a splice site.
fn class(found: &Consequence, hit: Option<SpliceHit>) -> Option<ChangeClass> {
    let quiet = match found.class {
        Some(class @ (ChangeClass::Synonymous | ChangeClass::Utr)) => Some(class),
        None if found.introns.is_some() && found.exons.is_none() => Some(ChangeClass::Intron),
        None => None,
        Some(class) => {
            let site = hit.is_some_and(|hit| hit.effect == SpliceEffect::Site);
            return Some(if site { ChangeClass::SpliceSite } else { class });
        }
    };
    match hit.map(|hit| hit.effect) {
        Some(SpliceEffect::Site) => Some(ChangeClass::SpliceSite),
        Some(SpliceEffect::Extended) if quiet.is_some() => Some(ChangeClass::SpliceExtended),
        Some(SpliceEffect::Region) if quiet.is_some() => Some(ChangeClass::SpliceRegion),
        _ => quiet,
    }
}

/// Terms and protein of what the change touches in exons.
fn exonic<S: Sequence + ?Sized>(
    layout: &Layout<'_>,
    held: &Held<'_, S>,
    spelling: &Spelling<'_>,
    is_duplication: bool,
    found: &mut Consequence,
) {
    let Some((first, last)) = spelling.footprint.exons else { return };
    let Some((cds_start, cds_end)) = layout.cds else {
        found.terms.insert(Term::NonCodingExon);
        return;
    };
    let one_exon = first == last && spelling.footprint.introns.is_none();
    let in_exons = layout.transcript.exon(first).zip(layout.transcript.exon(last));
    let Some((first_exon, last_exon)) = in_exons else { return };
    // The part of the change from its first to its last letter in an exon, in transcript coordinates.
    let inside = |exon: Interval| {
        let start = spelling.place.start().clamp(exon.start(), exon.end());
        let end = spelling.place.end().clamp(start, exon.end());
        Interval::from_length(start, end - start)
    };
    let (a, b) = (inside(first_exon), inside(last_exon));
    let (low, high) = if layout.is_plus() {
        (layout.coordinate(first, a), layout.coordinate(last, b) + b.len())
    } else {
        (layout.coordinate(last, b), layout.coordinate(first, a) + a.len())
    };
    let gap = low == high;
    let coding = if gap { cds_start < low && low < cds_end } else { low < cds_end && cds_start < high };
    if low < cds_start || (gap && low == cds_start) {
        found.terms.insert(Term::FivePrimeUtr);
    }
    if high > cds_end || (gap && high == cds_end) {
        found.terms.insert(Term::ThreePrimeUtr);
    }
    if !coding {
        found.class = Some(ChangeClass::Utr);
        // A rebuilt model knows no untranslated letters: beside its coding part it says nothing.
        if !layout.has_untranslated() {
            found.terms = Terms::NONE;
        }
        return;
    }
    if !one_exon
        || spelling.place.start() < layout.transcript.span().start()
        || spelling.place.end() > layout.transcript.span().end()
    {
        found.terms.insert(Term::CodingSequence);
        across(layout, held, low, high, found);
        return;
    }
    let Some(reading) = Reading::new(layout, held) else { return };
    if low < cds_start {
        // The change takes letters on both sides of the start.
        across(layout, held, low, high, found);
        if found.class.is_none() {
            found.terms.insert(Term::CodingSequence);
        }
        return;
    }
    let change = CodingChange {
        from: low - cds_start + layout.pad,
        to: high - cds_start + layout.pad,
        letters: spelling.letters,
        is_duplication,
    };
    if coding::within_codon(&reading, &change, found) {
        return;
    }
    let CodingEffect { terms, class, protein, residues, substitutions, premature_stop } = coding::effect(&reading, &change);
    found.terms = found.terms.union(terms);
    found.class = class;
    found.protein = protein;
    found.residues = residues;
    found.substitutions = substitutions;
    found.escapes_decay = premature_stop.filter(|_| layout.has_untranslated()).map(|stop| layout.escapes_decay(stop));
}

/// A change whose protein nobody can tell: are the start or the stop among the letters lost?
fn across<S: Sequence + ?Sized>(layout: &Layout<'_>, held: &Held<'_, S>, low: u32, high: u32, found: &mut Consequence) {
    let (Some((cds_start, cds_end)), Some(reading)) = (layout.cds, Reading::new(layout, held)) else { return };
    let codon = |at: u32| (at + layout.pad).saturating_sub(cds_start) / 3 + 1;
    found.residues = Some((codon(low.max(cds_start)), codon(high.min(cds_end).saturating_sub(1).max(cds_start))));
    // A partial model ends without a stop; there is none to lose. Where its letters are not held, it is believed to be whole.
    let ends_in_stop = matches!(reading.residue(reading.codons()), Some(AminoAcid::Ter | AminoAcid::Unknown));
    if high >= cds_end.saturating_sub(2) && low < cds_end && ends_in_stop {
        found.terms.insert(Term::StopLost);
        found.class = Some(ChangeClass::StopLost);
    }
    if low < cds_start + 3 && high > cds_start && layout.pad == 0 {
        found.terms.insert(Term::StartLost);
        found.class = Some(ChangeClass::StartLost);
        found.protein = Some(ProteinChange::StartLost);
    }
}
