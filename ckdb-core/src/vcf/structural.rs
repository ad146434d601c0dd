//! A structural ALT (`<DEL>`, `<DUP:TANDEM>`, `G]chr17:198982]`, `A.` …) read into the value it stands for.
//!
//! VCF 4.1 to 4.4 give the end of a symbolic allele in END, 4.5 in SVLEN, which is then one value an ALT and never negative.
//! Files in the wild mix all of this (a deletion's SVLEN is negative, positive, or approximate), so: with one symbolic ALT, END
//! says where it ends and SVLEN only when there is no END; with several, SVLEN does, because END is one for all. A deletion's
//! SVLEN may have either sign, any other is wrong with a minus. What is missing or contradicts itself is an error by name.
//!
//! Words of single callers that are read: `<TRA>` and `<BND>` with CHR2, END and CT (Delly before 0.8), CT and INV3/INV5 of an
//! `<INV>` (Delly, Manta: one junction of the two was seen), `<RPL>` with NTLEN (Pindel: lost letters replaced by others).
//!
//! **Homology.** Where the letters on both sides of a junction are alike, it can be written at several places. A caller that
//! states HOMLEN and CIPOS tells by how many letters; the place with the lowest `a` is kept, so both lines of a pair agree.

use super::line::{Line, digits};
use super::tally::{Kind, Reason};
use crate::genome::structural::{Breakend, Junction, Orientation, Shape, StructuralAllele};
use crate::genome::{Bases, Contig, Interval, Position};

/// The longest run of letters that are counted but not told (Pindel's NTLEN) which is kept as `N`s.
const LONGEST_UNTOLD: u64 = 1_000;

/// Why a structural ALT has no place or no meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum StructuralError {
    /// No structural ALT at all.
    #[error("ALT is no symbolic allele or breakend")]
    NotStructural,
    /// `<FOO>`.
    #[error("symbolic ALT of a kind that is not known: expected DEL, DUP, INV, INS, CNV or CN and a number of copies")]
    UnknownKind,
    /// Not one of the forms of a breakend.
    #[error("breakend ALT is malformed: expected t[chr:pos[, t]chr:pos], ]chr:pos]t, [chr:pos[t, t. or .t")]
    MalformedBreakend,
    /// The partner lies on something else than a chromosome.
    #[error("the partner of the breakend, or CHR2, is no primary chromosome: nothing is known there")]
    PartnerContig,
    /// POS or the partner's position is 0 or beyond 32 bits.
    #[error("a breakpoint names no letter of the reference (a telomere, or a number too great)")]
    NoPosition,
    /// Neither END nor SVLEN.
    #[error("INFO has neither END nor SVLEN, so nobody knows where it ends")]
    NoEnd,
    /// END is not after POS.
    #[error("END is before POS, or nothing lies between them")]
    EndBeforePosition,
    /// SVLEN with a minus where letters are gained.
    #[error("SVLEN is negative, but this kind of change loses no letter")]
    LengthSign,
    /// END or SVLEN is not a number.
    #[error("END or SVLEN is no whole number")]
    NotANumber,
    /// ALT and SVTYPE name two kinds.
    #[error("ALT and SVTYPE contradict each other")]
    TypeDisagrees,
}

impl StructuralError {
    /// The reason as it is counted.
    #[must_use]
    pub const fn reason(self) -> Reason {
        let (code, text) = match self {
            Self::NotStructural | Self::UnknownKind => ("SYMBOLIC", "symbolic ALT of a kind that is not read, such as `<CTX>`"),
            Self::MalformedBreakend => ("BREAKEND", "breakend ALT in none of the forms of the specification"),
            Self::PartnerContig => ("PARTNER_NOT_A_PRIMARY_CHROMOSOME", "the breakend's partner lies on none of 1-22, X, Y, MT"),
            Self::NoPosition => ("NO_POSITION", "a breakpoint names no letter of the reference"),
            Self::NoEnd => ("SV_WITHOUT_END", "symbolic ALT with neither END nor SVLEN in INFO"),
            Self::EndBeforePosition => ("SV_END_BEFORE_POS", "symbolic ALT whose END is not after POS"),
            Self::LengthSign => ("SV_LENGTH_SIGN", "negative SVLEN where no letter is lost"),
            Self::NotANumber => ("SV_NOT_A_NUMBER", "END or SVLEN is no whole number"),
            Self::TypeDisagrees => ("SV_TYPE_DISAGREES", "ALT and SVTYPE name different kinds of change"),
        };
        Reason { kind: Kind::Unanswered, code, text }
    }
}

/// The structural allele of ALT number `index` (from 0) of a line, whose text is `alternate`; `contig` is what CHROM names.
///
/// # Errors
/// What is missing or contradicts itself, by name; [`StructuralError::NotStructural`] for letters.
pub fn structural_allele(
    line: &Line<'_>,
    (index, alternate): (usize, &[u8]),
    contig: Contig,
) -> Result<StructuralAllele, StructuralError> {
    let is_precise = line.info_value("IMPRECISE").is_none();
    let position = u32::try_from(line.position()).ok().and_then(Position::new).ok_or(StructuralError::NoPosition)?;
    let here = Here { line, index, contig, position };
    let shape = match alternate {
        [b'<', name @ .., b'>'] => symbolic(&here, name)?,
        _ if alternate.iter().any(|byte| matches!(byte, b'[' | b']')) => breakend(&here, alternate)?,
        [b'.', beyond @ ..] if !beyond.is_empty() => open_end(&here, beyond, Orientation::Minus)?,
        [beyond @ .., b'.'] if !beyond.is_empty() => open_end(&here, beyond, Orientation::Plus)?,
        _ => return Err(StructuralError::NotStructural),
    };
    Ok(StructuralAllele { shape, is_precise })
}

/// Where the ALT stands.
struct Here<'a> {
    line: &'a Line<'a>,
    index: usize,
    contig: Contig,
    position: Position,
}

impl Here<'_> {
    /// The value of an INFO key with one value an ALT, or one for all.
    fn per_alternate(&self, key: &str) -> Option<&[u8]> {
        let value = self.line.info_value(key)?;
        let mut values = value.split(|byte| *byte == b',');
        let found = if values.clone().count() == 1 { values.next() } else { values.nth(self.index) };
        found.filter(|value| *value != b".")
    }

    fn number(&self, key: &str) -> Result<Option<i64>, StructuralError> {
        let Some(text) = self.per_alternate(key) else { return Ok(None) };
        let (negative, text) = text.strip_prefix(b"-").map_or((false, text), |rest| (true, rest));
        let number = digits(text).and_then(|number| i64::try_from(number).ok()).ok_or(StructuralError::NotANumber)?;
        Ok(Some(if negative { -number } else { number }))
    }

    /// SVLEN without its sign, which only a deletion may have.
    fn length(&self, loses: bool) -> Result<Option<u32>, StructuralError> {
        match self.number("SVLEN")? {
            Some(length) if length < 0 && !loses => Err(StructuralError::LengthSign),
            Some(length) => u32::try_from(length.unsigned_abs()).map(Some).map_err(|_| StructuralError::NoPosition),
            None => Ok(None),
        }
    }

    /// The letters after POS up to the end of the event.
    fn stretch(&self, loses: bool) -> Result<Interval, StructuralError> {
        let start = self.position.get();
        let several = self.line.alternates().split(|byte| *byte == b',').filter(|text| text.starts_with(b"<")).count() > 1;
        let length = self.length(loses)?;
        let end = match (self.number("END")?, length) {
            (_, Some(length)) if several => i64::from(start) + i64::from(length),
            (Some(end), _) => end,
            (None, Some(length)) => i64::from(start) + i64::from(length),
            (None, None) => return Err(StructuralError::NoEnd),
        };
        let end = u32::try_from(end).ok().filter(|end| *end <= Position::MAX).ok_or(StructuralError::NoPosition)?;
        Interval::new(start, end).filter(|stretch| !stretch.is_empty()).ok_or(StructuralError::EndBeforePosition)
    }

    fn end(&self, contig: Contig, position: u32, orientation: Orientation) -> Result<Breakend, StructuralError> {
        Ok(Breakend { contig, position: Position::new(position).ok_or(StructuralError::NoPosition)?, orientation })
    }

    /// How far the line's own end may be moved to lower coordinates and to higher ones, by homology.
    fn homology(&self) -> Option<(i64, i64)> {
        if self.line.info_value("IMPRECISE").is_some() {
            return None;
        }
        let length = i64::try_from(digits(self.per_alternate("HOMLEN")?)?).ok()?;
        let mut around = std::str::from_utf8(self.line.info_value("CIPOS")?).ok()?.split(',').map(str::parse::<i64>);
        let (low, high) = (around.next()?.ok()?, around.next()?.ok()?);
        (length > 0 && low <= 0 && 0 <= high && high - low == length).then_some((low, high))
    }

    /// The homologous spelling with the lowest `a`; `own` is the end on this line.
    fn settled(&self, junction: Junction, own: Breakend) -> Shape {
        let (a, b) = (junction.a(), junction.b());
        let slid = self.homology().filter(|_| junction.inserted().is_empty() && a != b).and_then(|(low, high)| {
            let opposite = own == b && a.orientation == b.orientation;
            junction.clone().slid(if opposite { -high } else { low })
        });
        Shape::Junction(slid.unwrap_or(junction))
    }
}

/// `<NAME>` or `<NAME:DETAIL…>`.
fn symbolic(here: &Here<'_>, name: &[u8]) -> Result<Shape, StructuralError> {
    let kind = name.split(|byte| *byte == b':').next().unwrap_or_default();
    agrees_with_type(here, kind)?;
    let contig = here.contig;
    match kind {
        b"DEL" | b"RPL" => {
            let lost = here.stretch(true)?;
            let own = here.end(contig, here.position.get(), Orientation::Plus)?;
            let junction = Junction::across(contig, lost, untold(here, kind)?).ok_or(StructuralError::NoPosition)?;
            Ok(here.settled(junction, own))
        }
        // (ScanITD calls a tandem duplication TDUP.)
        b"DUP" | b"TDUP" => {
            let junction = Junction::around(contig, here.stretch(false)?).ok_or(StructuralError::EndBeforePosition)?;
            let own = junction.a();
            Ok(here.settled(junction, own))
        }
        b"INV" => inversion(here),
        b"INS" if given_letters(here).is_some() => {
            let letters = given_letters(here).unwrap_or_default();
            let gap = Interval::from_length(here.position.get(), 0);
            Junction::across(contig, gap, letters).map(Shape::Junction).ok_or(StructuralError::NoPosition)
        }
        b"INS" => {
            Ok(Shape::Insertion { contig, gap: here.position.get(), length: here.length(false)?.filter(|length| *length > 0) })
        }
        b"CNV" => Ok(Shape::CopyNumber { contig, stretch: here.stretch(true)?, copies: copies(here, "CN") }),
        b"TRA" | b"BND" => joined_by_tag(here),
        [b'C', b'N', count @ ..] => {
            let copies = digits(count).and_then(|count| u32::try_from(count).ok()).ok_or(StructuralError::UnknownKind)?;
            Ok(Shape::CopyNumber { contig, stretch: here.stretch(true)?, copies: Some(copies) })
        }
        _ => Err(StructuralError::UnknownKind),
    }
}

fn copies(here: &Here<'_>, key: &str) -> Option<u32> {
    here.per_alternate(key).and_then(digits).and_then(|count| u32::try_from(count).ok())
}

/// SVTYPE must not name another of the plain kinds; callers' own words for it are let be.
fn agrees_with_type(here: &Here<'_>, kind: &[u8]) -> Result<(), StructuralError> {
    const PLAIN: [&[u8]; 4] = [b"DEL", b"DUP", b"INV", b"INS"];
    let several = here.line.alternates().contains(&b',');
    let Some(stated) = here.line.info_value("SVTYPE").filter(|_| !several) else { return Ok(()) };
    let stated = stated.split(|byte| *byte == b':').next().unwrap_or_default();
    let contradicts = PLAIN.contains(&stated) && PLAIN.contains(&kind) && stated != kind;
    if contradicts { Err(StructuralError::TypeDisagrees) } else { Ok(()) }
}

/// Letters a replacement brings, of which only the number is told.
fn untold(here: &Here<'_>, kind: &[u8]) -> Result<Bases, StructuralError> {
    if kind != b"RPL" {
        return Ok(Bases::new());
    }
    let length = here.per_alternate("NTLEN").and_then(digits).unwrap_or(0);
    if length > LONGEST_UNTOLD {
        return Err(StructuralError::UnknownKind);
    }
    Ok((0..length).map(|_| b'N').collect())
}

/// The inserted letters where INFO gives all of them: `SVINSSEQ` (Manta, DRAGEN, VCF 4.4's examples). Its left and right parts
/// alone do not tell how long it is.
fn given_letters(here: &Here<'_>) -> Option<Bases> {
    let letters = here.per_alternate("SVINSSEQ")?;
    let is_letters = !letters.is_empty() && letters.iter().all(u8::is_ascii_alphabetic);
    is_letters.then(|| letters.iter().map(u8::to_ascii_uppercase).collect())
}

/// Delly's CT: `3to5` joins a 3′ end, which is kept from below, to a 5′ end.
fn orientations(here: &Here<'_>) -> Option<(Orientation, Orientation)> {
    let of = |text: &[u8]| match text {
        b"3" => Some(Orientation::Plus),
        b"5" => Some(Orientation::Minus),
        _ => None,
    };
    match here.line.info_value("CT")? {
        [a, b't', b'o', b] => Some((of(&[*a])?, of(&[*b])?)),
        _ => None,
    }
}

/// Both junctions of an inversion, or the one that was seen.
fn inversion(here: &Here<'_>) -> Result<Shape, StructuralError> {
    let turned = here.stretch(false)?;
    let flag = |key: &str| here.line.info_value(key).is_some();
    let one_side = match orientations(here) {
        Some((one, other)) => (one == other).then_some(one),
        None => match (flag("INV3"), flag("INV5")) {
            (true, false) => Some(Orientation::Plus),
            (false, true) => Some(Orientation::Minus),
            _ => None,
        },
    };
    let Some(side) = one_side else { return Ok(Shape::Inversion { contig: here.contig, turned }) };
    // A letter kept lies before the cut from below, and after it from above.
    let letter = |gap: u32| if side == Orientation::Plus { Some(gap) } else { gap.checked_add(1) };
    let end = |gap: u32| here.end(here.contig, letter(gap).ok_or(StructuralError::NoPosition)?, side);
    let (a, b) = (end(turned.start())?, end(turned.end())?);
    Ok(here.settled(Junction::new(a, b, Bases::new()), a))
}

/// `<TRA>` with CHR2, END and CT.
fn joined_by_tag(here: &Here<'_>) -> Result<Shape, StructuralError> {
    let (own, other) = orientations(here).ok_or(StructuralError::UnknownKind)?;
    let contig = here.line.info_value("CHR2").ok_or(StructuralError::NoEnd).and_then(partner_contig)?;
    let position = match here.number("POS2")? {
        Some(position) => position,
        None => here.number("END")?.ok_or(StructuralError::NoEnd)?,
    };
    let position = u32::try_from(position).map_err(|_| StructuralError::NoPosition)?;
    let own = here.end(here.contig, here.position.get(), own)?;
    let junction = Junction::new(own, here.end(contig, position, other)?, Bases::new());
    Ok(here.settled(junction, own))
}

fn partner_contig(name: &[u8]) -> Result<Contig, StructuralError> {
    let found = std::str::from_utf8(name).ok().and_then(Contig::parse);
    found.map(|(contig, _)| contig).ok_or(StructuralError::PartnerContig)
}

/// `t[p[`, `t]p]`, `]p]t`, `[p[t`.
fn breakend(here: &Here<'_>, text: &[u8]) -> Result<Shape, StructuralError> {
    let malformed = StructuralError::MalformedBreakend;
    let is_bracket = |byte: &u8| matches!(byte, b'[' | b']');
    let parts: Vec<&[u8]> = text.split(is_bracket).collect();
    let brackets: Vec<u8> = text.iter().copied().filter(|byte| is_bracket(byte)).collect();
    let ([before, place, after], [open, close]) = (&parts[..], &brackets[..]) else { return Err(malformed) };
    if open != close {
        return Err(malformed);
    }
    // A contig's name may hold colons; the position follows the last one.
    let colon = place.iter().rposition(|byte| *byte == b':').ok_or(malformed)?;
    let contig = partner_contig(&place[..colon])?;
    let position = digits(&place[colon + 1..]).ok_or(malformed)?;
    let position = u32::try_from(position).map_err(|_| StructuralError::NoPosition)?;
    // `[p[`: the partner goes on to higher coordinates from p on.
    let partner = here.end(contig, position, if *open == b'[' { Orientation::Minus } else { Orientation::Plus })?;
    let (own, inserted) = match (before.is_empty(), after.is_empty()) {
        (false, true) => kept(here, before, Orientation::Plus)?,
        (true, false) => kept(here, after, Orientation::Minus)?,
        _ => return Err(malformed),
    };
    let junction = Junction::new(own, partner, inserted);
    Ok(here.settled(junction, own))
}

/// A single breakend.
fn open_end(here: &Here<'_>, text: &[u8], orientation: Orientation) -> Result<Shape, StructuralError> {
    let (end, beyond) = kept(here, text, orientation)?;
    Ok(Shape::OpenEnd { end, beyond })
}

/// The line's own end, and the letters inserted there as read away from it. `text` replaces REF: the letters they share on the
/// kept side stay, the rest of `text` is new.
fn kept(here: &Here<'_>, text: &[u8], orientation: Orientation) -> Result<(Breakend, Bases), StructuralError> {
    let is_letter = |byte: &u8| byte.is_ascii_alphabetic();
    // `C<ctg1>` and the like insert a sequence of another file.
    if !text.iter().all(is_letter) {
        return Err(StructuralError::MalformedBreakend);
    }
    let reference = here.line.reference();
    // An unknown REF (`N`, `.`) is taken to be the letter that stands in ALT.
    let same =
        |(old, new): (&u8, &u8)| old.eq_ignore_ascii_case(new) || matches!(old, b'N' | b'n' | b'.') || matches!(new, b'N' | b'n');
    let letters = |run: &[u8]| -> Bases { run.iter().map(u8::to_ascii_uppercase).collect() };
    let (position, new) = if orientation == Orientation::Plus {
        let shared = reference.iter().zip(text).take_while(|pair| same(*pair)).count();
        let position = (u64::from(here.position.get()) + shared as u64).saturating_sub(1);
        (position, letters(&text[shared..]))
    } else {
        let shared = reference.iter().rev().zip(text.iter().rev()).take_while(|pair| same(*pair)).count();
        let position = u64::from(here.position.get()) + (reference.len() - shared) as u64;
        (position, crate::genome::sequence::reverse_complement(&letters(&text[..text.len() - shared])))
    };
    let position = u32::try_from(position).map_err(|_| StructuralError::NoPosition)?;
    Ok((here.end(here.contig, position, orientation)?, new))
}

#[cfg(test)]
#[path = "structural_tests.rs"]
mod tests;
