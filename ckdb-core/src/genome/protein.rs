//! A change of a protein, as HGVS names it: parsed once, printed in the three-letter form.
//!
//! Residues are numbered from 1. [`ProteinChange`] holds what the name *says*; the 3′ rule and "duplication before insertion"
//! are obeyed by whoever makes one from letters (`consequence`), because they need the protein. Source: HGVS nomenclature
//! 21.1, recommendations for protein variants.

use super::{AminoAcid, write_decimal};
use std::fmt;
use std::str::FromStr;

/// One residue of the reference protein.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct Residue {
    /// What stands there.
    pub acid: AminoAcid,
    /// Its number, from 1.
    pub number: u32,
}

/// A change of a protein.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub enum ProteinChange {
    /// `p.Val600Glu`; `p.Arg175Ter` when the new residue is a stop.
    Substitution {
        /// The residue replaced.
        at: Residue,
        /// What stands there instead.
        to: AminoAcid,
    },
    /// `p.Val600=`.
    Synonymous {
        /// The residue that stays.
        at: Residue,
    },
    /// `p.Glu746_Ala750del`.
    Deletion {
        /// First residue lost.
        first: Residue,
        /// Last residue lost.
        last: Residue,
    },
    /// `p.Tyr772_Ala775dup`.
    Duplication {
        /// First residue doubled.
        first: Residue,
        /// Last residue doubled.
        last: Residue,
    },
    /// `p.Ala767_Ser768insTyr`.
    Insertion {
        /// The residue before the gap.
        before: Residue,
        /// The residue after the gap.
        after: Residue,
        /// What was put between them.
        inserted: Vec<AminoAcid>,
    },
    /// `p.Leu747_Pro753delinsSer`.
    DeletionInsertion {
        /// First residue replaced.
        first: Residue,
        /// Last residue replaced.
        last: Residue,
        /// What stands there instead.
        inserted: Vec<AminoAcid>,
    },
    /// `p.Trp288CysfsTer12`: from the first residue that changes; `p.Trp288fs` when no more is said.
    Frameshift {
        /// The first residue that changes.
        at: Residue,
        /// What it becomes, if said.
        to: Option<AminoAcid>,
        /// Distance to the new stop, counted from `at` as 1; `None` when not said, or when no stop was found.
        stop: Option<u32>,
    },
    /// `p.Met1?`: the start codon is lost and nothing more is known.
    StartLost,
    /// `p.Ter110GlnextTer17`: the stop codon is lost.
    Extension {
        /// The stop that was.
        at: u32,
        /// What stands there now, if said.
        to: Option<AminoAcid>,
        /// Distance to the next stop in frame; `None` when there is none or it is not said.
        stop: Option<u32>,
    },
}

/// A text that is no protein change we can read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is no protein change: {reason}; expected forms such as V600E, p.Val600Glu, E746_A750del, Y772_A775dup, W288fs, R1443*"
)]
pub struct ProteinChangeError {
    /// The text as given.
    pub text: String,
    /// What was wrong with it.
    pub reason: &'static str,
}

impl ProteinChange {
    /// First residue touched, from 1.
    #[must_use]
    pub const fn first(&self) -> u32 {
        match self {
            Self::Substitution { at, .. } | Self::Synonymous { at } | Self::Frameshift { at, .. } => at.number,
            Self::Deletion { first, .. } | Self::Duplication { first, .. } | Self::DeletionInsertion { first, .. } => first.number,
            Self::Insertion { before, .. } => before.number,
            Self::StartLost => 1,
            Self::Extension { at, .. } => *at,
        }
    }

    /// Last residue touched, from 1.
    #[must_use]
    pub const fn last(&self) -> u32 {
        match self {
            Self::Deletion { last, .. } | Self::Duplication { last, .. } | Self::DeletionInsertion { last, .. } => last.number,
            Self::Insertion { after, .. } => after.number,
            _ => self.first(),
        }
    }

    /// Every residue of the reference protein that the name states, to be checked against the protein.
    pub fn stated_residues(&self) -> impl Iterator<Item = Residue> + use<> {
        let (a, b) = match self {
            Self::Substitution { at, .. } | Self::Synonymous { at } | Self::Frameshift { at, .. } => (Some(*at), None),
            Self::Deletion { first, last } | Self::Duplication { first, last } | Self::DeletionInsertion { first, last, .. } => {
                (Some(*first), Some(*last))
            }
            Self::Insertion { before, after, .. } => (Some(*before), Some(*after)),
            Self::StartLost => (Some(Residue { acid: AminoAcid::Met, number: 1 }), None),
            Self::Extension { at, .. } => (Some(Residue { acid: AminoAcid::Ter, number: *at }), None),
        };
        a.into_iter().chain(b)
    }

    /// Does a claim of this change speak of `found`? Equal, or the same frameshift (or extension) told in less detail:
    /// `W288fs` speaks of every frameshift that begins at Trp288.
    #[must_use]
    pub fn speaks_of(&self, found: &Self) -> bool {
        match (self, found) {
            (Self::Frameshift { at, to, stop }, Self::Frameshift { at: found_at, to: found_to, stop: found_stop }) => {
                at == found_at && (to.is_none() || to == found_to) && (stop.is_none() || stop == found_stop)
            }
            (Self::Extension { at, to, stop }, Self::Extension { at: found_at, to: found_to, stop: found_stop }) => {
                at == found_at && (to.is_none() || to == found_to) && (stop.is_none() || stop == found_stop)
            }
            _ => self == found,
        }
    }

    /// One-letter form without `p.`, as curators and clinicians say it: `V600E`.
    #[must_use]
    pub fn short(&self) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = self.print(&mut text, &|acid, out: &mut String| out.push(char::from(acid.one())));
        text
    }

    /// Writes what [`Display`](fmt::Display) shows, without the cost of a formatter.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_to<W: fmt::Write>(&self, out: &mut W) -> fmt::Result {
        out.write_str("p.")?;
        self.print(out, &|acid, out: &mut W| {
            let _ = out.write_str(acid.three());
        })
    }

    fn print<W: fmt::Write>(&self, out: &mut W, acid: &impl Fn(AminoAcid, &mut W)) -> fmt::Result {
        let residue = |residue: &Residue, out: &mut W| {
            acid(residue.acid, out);
            write_decimal(out, residue.number)
        };
        let range = |first: &Residue, last: &Residue, out: &mut W| {
            residue(first, out)?;
            if first.number != last.number {
                out.write_char('_')?;
                residue(last, out)?;
            }
            Ok::<(), fmt::Error>(())
        };
        match self {
            Self::Substitution { at, to } => {
                residue(at, out)?;
                acid(*to, out);
            }
            Self::Synonymous { at } => {
                residue(at, out)?;
                out.write_char('=')?;
            }
            Self::Deletion { first, last } => {
                range(first, last, out)?;
                out.write_str("del")?;
            }
            Self::Duplication { first, last } => {
                range(first, last, out)?;
                out.write_str("dup")?;
            }
            Self::Insertion { before, after, inserted } => {
                range(before, after, out)?;
                out.write_str("ins")?;
                inserted.iter().for_each(|one| acid(*one, out));
            }
            Self::DeletionInsertion { first, last, inserted } => {
                range(first, last, out)?;
                out.write_str("delins")?;
                inserted.iter().for_each(|one| acid(*one, out));
            }
            Self::Frameshift { at, to, stop } => {
                residue(at, out)?;
                if let Some(to) = to {
                    acid(*to, out);
                }
                out.write_str("fs")?;
                match (to, stop) {
                    (_, Some(stop)) => {
                        acid(AminoAcid::Ter, out);
                        write_decimal(out, *stop)?;
                    }
                    (Some(_), None) => {
                        acid(AminoAcid::Ter, out);
                        out.write_char('?')?;
                    }
                    (None, None) => {}
                }
            }
            Self::StartLost => {
                acid(AminoAcid::Met, out);
                out.write_str("1?")?;
            }
            Self::Extension { at, to, stop } => {
                acid(AminoAcid::Ter, out);
                write_decimal(out, *at)?;
                if let Some(to) = to {
                    acid(*to, out);
                }
                out.write_str("ext")?;
                acid(AminoAcid::Ter, out);
                match stop {
                    Some(stop) => write_decimal(out, *stop)?,
                    None => out.write_char('?')?,
                }
            }
        }
        Ok(())
    }
}

impl fmt::Display for ProteinChange {
    /// HGVS three-letter form, without the parentheses of prediction: `p.Val600Glu`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_to(f)
    }
}

impl FromStr for ProteinChange {
    type Err = ProteinChangeError;

    /// One- or three-letter form, with or without `p.` and parentheses, `*`, `X` (old nonsense) or `Ter` for a stop.
    fn from_str(text: &str) -> Result<Self, ProteinChangeError> {
        let fail = |reason| ProteinChangeError { text: text.to_owned(), reason };
        let trimmed = text.trim();
        let body = trimmed.strip_prefix("p.").unwrap_or(trimmed);
        let body = body.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(body);
        let (first, rest) = residue(body).ok_or_else(|| fail("it does not begin with an amino acid and its number"))?;
        if first.acid == AminoAcid::Ter {
            return extension(first.number, rest).ok_or_else(|| fail("a change of the stop codon is written *110Qext*17"));
        }
        if let Some(range) = rest.strip_prefix('_') {
            let (last, rest) = residue(range).ok_or_else(|| fail("after `_` the last amino acid and its number are missing"))?;
            if last.number <= first.number {
                return Err(fail("the range runs backwards"));
            }
            return ranged(first, last, rest).ok_or_else(|| fail("after a range, del, dup, ins… or delins… is expected"));
        }
        single(first, rest).ok_or_else(|| fail("what follows the residue is not understood"))
    }
}

/// An amino acid (three letters preferred) and its number, from 1.
fn residue(text: &str) -> Option<(Residue, &str)> {
    let (acid, rest) = acid(text)?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let number = rest.get(..digits)?.parse::<u32>().ok().filter(|number| *number > 0)?;
    Some((Residue { acid, number }, &rest[digits..]))
}

fn acid(text: &str) -> Option<(AminoAcid, &str)> {
    if let Some(found) = AminoAcid::strip_three(text) {
        return Some(found);
    }
    let letter = *text.as_bytes().first()?;
    Some((AminoAcid::from_one(letter)?, text.get(1..)?))
}

fn acids(mut text: &str) -> Option<Vec<AminoAcid>> {
    // One spelling for the whole run: `insSer` is serine, `insSV` is Ser-Val; `insSerVal` is two.
    let three = AminoAcid::strip_three(text).is_some()
        && text.len().is_multiple_of(3)
        && text.bytes().any(|byte| byte.is_ascii_lowercase());
    let mut found = Vec::new();
    while !text.is_empty() {
        let (one, rest) =
            if three { AminoAcid::strip_three(text)? } else { (AminoAcid::from_one(text.as_bytes()[0])?, text.get(1..)?) };
        found.push(one);
        text = rest;
    }
    (!found.is_empty()).then_some(found)
}

fn ranged(first: Residue, last: Residue, rest: &str) -> Option<ProteinChange> {
    if let Some(inserted) = rest.strip_prefix("delins").or_else(|| rest.strip_prefix('>')) {
        return Some(ProteinChange::DeletionInsertion { first, last, inserted: acids(inserted)? });
    }
    if let Some(inserted) = rest.strip_prefix("ins") {
        return (last.number == first.number + 1)
            .then(|| acids(inserted).map(|inserted| ProteinChange::Insertion { before: first, after: last, inserted }))
            .flatten();
    }
    match rest {
        "del" => Some(ProteinChange::Deletion { first, last }),
        "dup" => Some(ProteinChange::Duplication { first, last }),
        _ => None,
    }
}

fn single(at: Residue, rest: &str) -> Option<ProteinChange> {
    if let Some(inserted) = rest.strip_prefix("delins") {
        return Some(ProteinChange::DeletionInsertion { first: at, last: at, inserted: acids(inserted)? });
    }
    match rest {
        "del" => return Some(ProteinChange::Deletion { first: at, last: at }),
        "dup" => return Some(ProteinChange::Duplication { first: at, last: at }),
        "=" => return Some(ProteinChange::Synonymous { at }),
        "?" if at.number == 1 && at.acid == AminoAcid::Met => return Some(ProteinChange::StartLost),
        _ => {}
    }
    if let Some(detail) = rest.strip_prefix("fs") {
        return Some(ProteinChange::Frameshift { at, to: None, stop: stop_distance(detail)? });
    }
    let (to, rest) = acid(rest)?;
    if let Some(detail) = rest.strip_prefix("fs") {
        return Some(ProteinChange::Frameshift { at, to: Some(to), stop: stop_distance(detail)? });
    }
    if !rest.is_empty() {
        return None;
    }
    Some(match to {
        // `R213X` is how nonsense was written before 2014; an unknown residue is not a change anybody can match.
        AminoAcid::Unknown => ProteinChange::Substitution { at, to: AminoAcid::Ter },
        to if to == at.acid => ProteinChange::Synonymous { at },
        to => ProteinChange::Substitution { at, to },
    })
}

/// `*12`, `Ter12`, `*?`, `X12` or nothing.
#[allow(clippy::option_option, reason = "outer: readable or not; inner: said or not")]
fn stop_distance(text: &str) -> Option<Option<u32>> {
    if text.is_empty() {
        return Some(None);
    }
    let (stop, rest) = acid(text)?;
    if !matches!(stop, AminoAcid::Ter | AminoAcid::Unknown) {
        return None;
    }
    if rest == "?" || rest.is_empty() {
        return Some(None);
    }
    rest.parse().ok().filter(|distance| *distance > 0).map(Some)
}

fn extension(at: u32, rest: &str) -> Option<ProteinChange> {
    if let Some(detail) = rest.strip_prefix("ext") {
        return Some(ProteinChange::Extension { at, to: None, stop: stop_distance(detail)? });
    }
    let (to, rest) = acid(rest)?;
    let stop = match rest.strip_prefix("ext") {
        Some(detail) => stop_distance(detail)?,
        None if rest.is_empty() => None,
        None => return None,
    };
    Some(ProteinChange::Extension { at, to: Some(to), stop })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(text: &str, hgvs: &str, short: &str) {
        let change: ProteinChange = text.parse().unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(change.to_string(), hgvs);
        assert_eq!(change.short(), short);
        assert_eq!(hgvs.parse::<ProteinChange>().as_ref(), Ok(&change), "its own print reads back");
        assert_eq!(short.parse::<ProteinChange>().as_ref(), Ok(&change), "its short print reads back");
    }

    #[test]
    fn both_spellings_of_every_kind() {
        reads("V600E", "p.Val600Glu", "V600E");
        reads("p.(Val600Glu)", "p.Val600Glu", "V600E");
        reads("R213X", "p.Arg213Ter", "R213*");
        reads("R213*", "p.Arg213Ter", "R213*");
        reads("V600V", "p.Val600=", "V600=");
        reads("E746_A750del", "p.Glu746_Ala750del", "E746_A750del");
        reads("p.Tyr772_Ala775dup", "p.Tyr772_Ala775dup", "Y772_A775dup");
        reads("A763_Y764insFQEA", "p.Ala763_Tyr764insPheGlnGluAla", "A763_Y764insFQEA");
        reads("L747_P753delinsS", "p.Leu747_Pro753delinsSer", "L747_P753delinsS");
        reads("L747_P753>S", "p.Leu747_Pro753delinsSer", "L747_P753delinsS");
        reads("W288fs", "p.Trp288fs", "W288fs");
        reads("W288Cfs*12", "p.Trp288CysfsTer12", "W288Cfs*12");
        reads("p.Met1?", "p.Met1?", "M1?");
        reads("*110Qext*17", "p.Ter110GlnextTer17", "*110Qext*17");
        reads("D770_N771insSVD", "p.Asp770_Asn771insSerValAsp", "D770_N771insSVD");
    }

    #[test]
    fn a_claim_told_in_less_detail_speaks_of_more() {
        let claim: ProteinChange = "W288fs".parse().expect("reads");
        let found: ProteinChange = "p.Trp288CysfsTer12".parse().expect("reads");
        assert!(claim.speaks_of(&found));
        assert!(!found.speaks_of(&claim));
        assert!(!"W287fs".parse::<ProteinChange>().expect("reads").speaks_of(&found));
    }

    #[test]
    fn nonsense_is_an_error_that_says_why() {
        for text in
            ["", "p.", "600", "V", "V0E", "V600", "V600EE", "E750_A746del", "A763_Y766insF", "é600V", "V600é", "V99999999999E"]
        {
            assert!(text.parse::<ProteinChange>().is_err(), "{text}");
        }
        let error = "E750_A746del".parse::<ProteinChange>().expect_err("backwards");
        assert!(error.to_string().contains("backwards"), "{error}");
    }
}
