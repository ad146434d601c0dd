//! From text to an HGVS name: `NM_004333.5:c.1799T>A`, `NC_000007.14:g.140753336A>T`, `BRAF:p.V600E`.
//!
//! What stands before the colon is kept as it is ([`HgvsName::prefix`]): a transcript, a contig, a protein, a gene symbol;
//! who it is, is for the caller to look up. In `NC_000007.14(NM_004333.5):c.…` and `NM_004333.5(BRAF):c.…` the transcript
//! is the prefix. Old spellings are read: letters or a count after `del` and `dup`, `delTinsA`, spaces around the name.
//! Uncertain and mosaic names (`c.(4_6)_12del`, `c.76A>=/G`) are refused, not guessed.

use super::{Anchor, Edit, HgvsC, HgvsG, TranscriptPosition};
use crate::genome::{Bases, Contig, Position, ProteinChange};
use std::str::FromStr;

/// Letters or lengths a name states about the reference beyond what it must (`delGAA`, `del15`), to be checked.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Stated {
    /// Nothing.
    #[default]
    Nothing,
    /// These letters.
    Letters(Bases),
    /// This many letters.
    Length(u32),
}

/// A parsed name with what stood before its colon.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HgvsName {
    /// `c.` or `n.`.
    Transcript {
        /// The accession or symbol before the colon, if any.
        prefix: Option<String>,
        /// The name.
        name: HgvsC,
        /// What it says of the reference beyond need.
        stated: Stated,
    },
    /// `g.` or `m.`.
    Genome {
        /// The accession before the colon.
        prefix: String,
        /// The name.
        name: HgvsG,
        /// What it says of the reference beyond need.
        stated: Stated,
    },
    /// `p.`.
    Protein {
        /// The accession or symbol before the colon, if any.
        prefix: Option<String>,
        /// The change.
        change: ProteinChange,
    },
}

/// A text that is no HGVS name we can read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is no HGVS name: {reason}; expected forms such as NM_004333.5:c.1799T>A, NC_000007.14:g.140753336A>T, p.Val600Glu"
)]
pub struct HgvsError {
    /// The text as given.
    pub text: String,
    /// What was wrong with it.
    pub reason: String,
}

impl HgvsName {
    /// What stood before the colon.
    #[must_use]
    pub fn prefix(&self) -> Option<&str> {
        match self {
            Self::Transcript { prefix, .. } | Self::Protein { prefix, .. } => prefix.as_deref(),
            Self::Genome { prefix, .. } => Some(prefix),
        }
    }
}

impl FromStr for HgvsName {
    type Err = HgvsError;

    fn from_str(text: &str) -> Result<Self, HgvsError> {
        let fail = |reason: &str| HgvsError { text: text.to_owned(), reason: reason.to_owned() };
        let trimmed = text.trim();
        let (prefix, body) = match trimmed.rsplit_once(':') {
            Some((prefix, body)) => (Some(sequence_of(prefix.trim())), body.trim()),
            None => (None, trimmed),
        };
        let prefix_owned = prefix.filter(|prefix| !prefix.is_empty()).map(str::to_owned);
        let Some((kind, rest)) = body.split_once('.') else {
            return Err(fail("it has no `c.`, `n.`, `g.`, `m.` or `p.`"));
        };
        match kind {
            "p" => body
                .parse()
                .map(|change| Self::Protein { prefix: prefix_owned, change })
                .map_err(|error: crate::genome::ProteinChangeError| fail(error.reason)),
            "c" | "n" => {
                let (first, last, edit, stated) = change(rest, transcript_position).map_err(fail)?;
                let name = HgvsC { coding: kind == "c", first, last, edit };
                Ok(Self::Transcript { prefix: prefix_owned, name, stated })
            }
            "g" | "m" => {
                let prefix = prefix_owned.ok_or_else(|| fail("a genomic name needs its contig, such as NC_000007.14:"))?;
                let (contig, _) = Contig::parse(&prefix).ok_or_else(|| fail("its contig is not a primary human chromosome"))?;
                let (first, last, edit, stated) = change(rest, genomic_position).map_err(fail)?;
                Ok(Self::Genome { prefix, name: HgvsG { contig, first, last, edit }, stated })
            }
            _ => Err(fail("it has no `c.`, `n.`, `g.`, `m.` or `p.`")),
        }
    }
}

/// The sequence counted on: `NM_004333.5` of `NM_004333.5(BRAF)` and of `NC_000007.14(NM_004333.5)`.
fn sequence_of(prefix: &str) -> &str {
    let Some((outer, inner)) = prefix.strip_suffix(')').and_then(|body| body.split_once('(')) else { return prefix };
    let is_contig = outer.starts_with("NC_") || outer.starts_with("NG_") || outer.starts_with("chr");
    if is_contig { inner } else { outer }
}

type Parsed<P> = (P, P, Edit, Stated);

/// A place (one position, or two joined by `_`) and an edit.
fn change<P: Copy + Ord>(text: &str, position: impl Fn(&str) -> Option<(P, &str)>) -> Result<Parsed<P>, &'static str> {
    let unreadable = "its position is not understood (uncertain positions such as `(4_6)` are not read)";
    let (first, rest) = position(text).ok_or(unreadable)?;
    let (last, rest) = match rest.strip_prefix('_') {
        Some(rest) => position(rest).ok_or(unreadable)?,
        None => (first, rest),
    };
    if last < first {
        return Err("its range runs backwards");
    }
    let single = first == last;
    if let Some((from, to)) = rest.split_once('>') {
        let (from, to) = (letters(from), letters(to));
        return match (from.as_deref(), to.as_deref()) {
            (Some([from]), Some([to])) if single && from != to => {
                Ok((first, last, Edit::Substitution { from: *from, to: *to }, Stated::Nothing))
            }
            // `76_77AG>TT`, as some files write it.
            (Some(old @ [_, _, ..]), Some([_, ..])) => {
                Ok((first, last, Edit::DeletionInsertion(to.clone().unwrap_or_default()), Stated::Letters(Bases::from_slice(old))))
            }
            _ => Err("a substitution is one letter becoming another, such as `76A>G`"),
        };
    }
    let bad_letters = "its letters are not all A, C, G, T";
    if let Some(rest) = rest.strip_prefix("delins") {
        return Ok((first, last, Edit::DeletionInsertion(letters(rest).ok_or(bad_letters)?), Stated::Nothing));
    }
    if let Some(rest) = rest.strip_prefix("del") {
        if let Some((old, new)) = rest.split_once("ins") {
            return Ok((first, last, Edit::DeletionInsertion(letters(new).ok_or(bad_letters)?), stated(old).ok_or(bad_letters)?));
        }
        return Ok((first, last, Edit::Deletion, stated(rest).ok_or(bad_letters)?));
    }
    if let Some(rest) = rest.strip_prefix("dup") {
        return Ok((first, last, Edit::Duplication, stated(rest).ok_or(bad_letters)?));
    }
    if let Some(rest) = rest.strip_prefix("ins") {
        if single {
            return Err("an insertion needs the two letters it lies between, such as `76_77insT`");
        }
        return Ok((first, last, Edit::Insertion(letters(rest).ok_or(bad_letters)?), Stated::Nothing));
    }
    if let Some(rest) = rest.strip_prefix("inv") {
        return if single {
            Err("an inversion needs at least two letters")
        } else {
            Ok((first, last, Edit::Inversion, stated(rest).ok_or(bad_letters)?))
        };
    }
    match rest.strip_suffix('=') {
        Some(rest) => Ok((first, last, Edit::Identity, stated(rest).ok_or(bad_letters)?)),
        None => Err("after the position, a substitution, del, dup, ins, delins, inv or = is expected"),
    }
}

/// One or more plain letters, either case.
fn letters(text: &str) -> Option<Bases> {
    let letters: Bases = text.bytes().map(|byte| byte.to_ascii_uppercase()).collect();
    (!letters.is_empty() && crate::genome::sequence::is_plain(&letters)).then_some(letters)
}

/// What may follow `del`, `dup`: letters, or how many.
fn stated(text: &str) -> Option<Stated> {
    if text.is_empty() {
        return Some(Stated::Nothing);
    }
    if let Ok(length) = text.parse() {
        return Some(Stated::Length(length));
    }
    letters(text).map(Stated::Letters)
}

fn digits(text: &str) -> Option<(u32, &str)> {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    Some((text.get(..end)?.parse().ok()?, text.get(end..)?))
}

fn genomic_position(text: &str) -> Option<(Position, &str)> {
    let (number, rest) = digits(text)?;
    Some((Position::new(number)?, rest))
}

/// `76`, `-15`, `*37`, `76+5`, `-15-2`.
fn transcript_position(text: &str) -> Option<(TranscriptPosition, &str)> {
    let (anchor, rest) = match text.as_bytes().first()? {
        b'-' => (Anchor::BeforeStart, &text[1..]),
        b'*' => (Anchor::AfterStop, &text[1..]),
        _ => (Anchor::Start, text),
    };
    let (number, rest) = digits(rest).filter(|(number, _)| *number > 0)?;
    let (offset, rest) = match rest.as_bytes().first() {
        Some(sign @ (b'+' | b'-')) => {
            let (offset, rest) = digits(&rest[1..])?;
            let offset = i32::try_from(offset).ok().filter(|offset| *offset > 0)?;
            (if *sign == b'+' { offset } else { -offset }, rest)
        }
        _ => (0, rest),
    };
    Some((TranscriptPosition { anchor, number, offset }, rest))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(text: &str, prefix: Option<&str>, printed: &str) {
        let name: HgvsName = text.parse().unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(name.prefix(), prefix);
        let again = match &name {
            HgvsName::Transcript { name, .. } => name.to_string(),
            HgvsName::Genome { name, .. } => name.to_string(),
            HgvsName::Protein { change, .. } => change.to_string(),
        };
        assert_eq!(again, printed);
    }

    #[test]
    fn every_kind_of_name() {
        reads("NM_004333.5:c.1799T>A", Some("NM_004333.5"), "c.1799T>A");
        reads("c.1798_1799delGTinsAA", None, "c.1798_1799delinsAA");
        reads("ENST00000275493.2:c.2235_2249del", Some("ENST00000275493.2"), "c.2235_2249del");
        reads("NM_004448.3:c.2313_2324dup12", Some("NM_004448.3"), "c.2313_2324dup");
        reads("NM_000546.5:c.375+1G>T", Some("NM_000546.5"), "c.375+1G>T");
        reads("NM_000546.5(TP53):c.-29+1G>T", Some("NM_000546.5"), "c.-29+1G>T");
        reads("NC_000017.10(NM_000546.5):c.*2-3_*5+7del", Some("NM_000546.5"), "c.*2-3_*5+7del");
        reads("NR_001566.1:n.30_31insG", Some("NR_001566.1"), "n.30_31insG");
        reads("NC_000007.14:g.140753336A>T", Some("NC_000007.14"), "g.140753336A>T");
        reads("NC_012920.1:m.3243A>G", Some("NC_012920.1"), "m.3243A>G");
        reads("BRAF:p.V600E", Some("BRAF"), "p.Val600Glu");
        reads("NP_004324.2:p.(Val600Glu)", Some("NP_004324.2"), "p.Val600Glu");
        reads("c.76_83inv", None, "c.76_83inv");
        reads("c.123=", None, "c.123=");
        reads("c.-1_1insA", None, "c.-1_1insA");
        reads("c.1798_1799GT>AA", None, "c.1798_1799delinsAA");
    }

    #[test]
    fn what_is_not_understood_says_why() {
        for text in [
            "",
            "c.",
            "c.T>A",
            "1799T>A",
            "c.0A>T",
            "c.(4_6)_12del",
            "c.12_4del",
            "c.76A>=/G",
            "c.76A>A",
            "c.76insT",
            "c.76_77insN",
            "g.140753336A>T",
            "NC_000099.1:g.5A>T",
            "x.5A>T",
            "c.99999999999A>T",
            "c.5+0A>T",
            "c.é",
            "p.600",
            "c.5delX",
        ] {
            let error = text.parse::<HgvsName>().expect_err(text);
            assert!(error.to_string().contains("expected forms"), "{error}");
        }
    }
}
