//! A line seen at a glance: the first seven tabs, and from them CHROM, POS, REF and ALT.
//!
//! Nearly all lines of a genome lie where nothing is known. For them this is all that is looked at, so it is the hot spot of the
//! walk: eight bytes are compared at a time, and nothing behind the seventh tab is touched.

use crate::vcf::line::end_of_text;
use crate::vcf::neighbours::Place;

/// Tabs before INFO: a line with fewer is not understood.
const TABS: usize = 7;

/// A line with at least eight columns, and a POS of at most nineteen digits.
pub(super) struct Glance<'l> {
    line: &'l [u8],
    tabs: [usize; TABS],
    position: u64,
}

/// Which letters a line is about, as far as CHROM to ALT say; the kinds that reach further have to be looked at closely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// No further than its REF: every ALT is letters, `*` or a lone `.`.
    Reference,
    /// To INFO `END` if there is one: beside such ALTs there are `<NON_REF>` or `<*>`, blocks of a genomic VCF.
    Block,
    /// Anywhere: another symbolic ALT, a breakend, or something odd.
    Anywhere,
}

impl<'l> Glance<'l> {
    /// `None` for what has to be looked at closely in any case.
    #[inline]
    pub(super) fn of(line: &'l [u8]) -> Option<Self> {
        let tabs = tabs(line)?;
        let digits = &line[tabs[0] + 1..tabs[1]];
        if digits.is_empty() || digits.len() > 19 {
            return None;
        }
        let mut position = 0_u64;
        for digit in digits {
            let digit = digit.wrapping_sub(b'0');
            if digit > 9 {
                return None;
            }
            position = position * 10 + u64::from(digit);
        }
        Some(Self { line, tabs, position })
    }

    #[inline]
    pub(super) fn chrom(&self) -> &'l [u8] {
        &self.line[..self.tabs[0]]
    }

    fn alternates(&self) -> &'l [u8] {
        &self.line[self.tabs[3] + 1..self.tabs[4]]
    }

    fn reference_length(&self) -> usize {
        self.tabs[3] - self.tabs[2] - 1
    }

    /// Where it stands, for its neighbours.
    #[inline]
    pub(super) fn place(&self) -> Place<'l> {
        let alternates = self.alternates();
        let has_letters = alternates.first().is_some_and(u8::is_ascii_alphabetic)
            || alternates.windows(2).any(|pair| pair[0] == b',' && pair[1].is_ascii_alphabetic());
        let last = self.position.saturating_add((self.reference_length() as u64).saturating_sub(1));
        Place { chrom: self.chrom(), first: self.position, last, has_letters }
    }

    /// The gaps between letters within which its ALTs of letters lie; `None` for a POS that names no letter.
    #[inline]
    pub(super) fn gaps(&self) -> Option<(u32, u32)> {
        let first = u32::try_from(self.position).ok()?.checked_sub(1)?;
        Some((first, first.checked_add(u32::try_from(self.reference_length()).ok()?)?))
    }

    #[inline]
    pub(super) fn reach(&self) -> Reach {
        let alternates = self.alternates();
        if alternates.iter().all(u8::is_ascii_alphabetic) {
            return Reach::Reference;
        }
        let is_plain = |text: &[u8]| matches!(text, b"." | b"*") || text.iter().all(u8::is_ascii_alphabetic);
        let is_block = |text: &[u8]| matches!(text, b"<NON_REF>" | b"<*>");
        let mut parts = alternates.split(|byte| *byte == b',');
        match parts.clone().any(is_block) {
            false if parts.all(is_plain) => Reach::Reference,
            true if parts.all(|text| is_plain(text) || is_block(text)) => Reach::Block,
            _ => Reach::Anywhere,
        }
    }

    /// Does an ALT stand in angle brackets?
    pub(super) fn is_symbolic(&self) -> bool {
        self.alternates().contains(&b'<')
    }

    /// INFO, and everything from FORMAT to the line end.
    pub(super) fn info(&self) -> (&'l [u8], &'l [u8]) {
        let rest = &self.line[self.tabs[TABS - 1] + 1..end_of_text(self.line)];
        memchr::memchr(b'\t', rest).map_or((rest, &[]), |tab| (&rest[..tab], &rest[tab + 1..]))
    }
}

/// Places of the first seven tabs.
#[inline]
fn tabs(line: &[u8]) -> Option<[usize; TABS]> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const LOW: u64 = EACH * 0x7F;
    let mut found = [0; TABS];
    let mut count = 0;
    let (chunks, rest) = line.as_chunks::<8>();
    for (number, chunk) in chunks.iter().enumerate() {
        let other = u64::from_le_bytes(*chunk) ^ (EACH * b'\t' as u64);
        // The highest bit of each byte that is a tab, and of no other.
        let mut hits = !(((other & LOW) + LOW) | other | LOW);
        while hits != 0 {
            found[count] = number * 8 + (hits.trailing_zeros() / 8) as usize;
            count += 1;
            if count == TABS {
                return Some(found);
            }
            hits &= hits - 1;
        }
    }
    let begin = chunks.len() * 8;
    for place in memchr::memchr_iter(b'\t', rest) {
        found[count] = begin + place;
        count += 1;
        if count == TABS {
            return Some(found);
        }
    }
    None
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::vcf::Line;
    use proptest::prelude::*;

    #[test]
    fn alternates_say_how_far_a_line_reaches() {
        let of = |alternates: &str| Glance::of(format!("1\t5\t.\tAC\t{alternates}\t.\t.\t.\n").as_bytes()).unwrap().reach();
        for plain in ["T", "TTA,g", "*", ".", "T,*", "N", ""] {
            assert_eq!(of(plain), Reach::Reference, "{plain}");
        }
        for block in ["<NON_REF>", "T,<*>", "*,<NON_REF>"] {
            assert_eq!(of(block), Reach::Block, "{block}");
        }
        for far in ["<DEL>", "<DEL>,<NON_REF>", "T]2:7]", ".T", "T.", "T,<DEL>", "<NON_REF>x", "1"] {
            assert_eq!(of(far), Reach::Anywhere, "{far}");
        }
    }

    proptest! {
        #[test]
        fn what_is_seen_is_what_a_close_look_finds(text in r"[19aA.,*<\t]{0,9}(\t?[17AC.,*<>]{0,12}){0,12}[\r]?\n?") {
            let (glance, close) = (Glance::of(text.as_bytes()), Line::parse(text.as_bytes(), 1));
            if let Some(glance) = glance {
                let line = close.unwrap();
                prop_assert_eq!((glance.chrom(), glance.alternates()), (line.chrom(), line.alternates()));
                prop_assert_eq!(glance.reference_length(), line.reference().len());
                let (place, expected) = (glance.place(), Place::of(text.as_bytes()).unwrap());
                prop_assert_eq!(
                    (place.chrom, place.first, place.last, place.has_letters),
                    (expected.chrom, expected.first, expected.last, expected.has_letters)
                );
            } else if let Ok(line) = close {
                prop_assert!(line.position_text().len() > 19);
            }
        }
    }
}
