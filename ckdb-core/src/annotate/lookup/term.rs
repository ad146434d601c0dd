//! A term that is no name of a record: what form does it have?

use crate::consequence::hgvs::{HgvsError, HgvsName};
use crate::genome::{Assembly, Contig};

/// The form of a term.
#[derive(Debug)]
pub(super) enum Form {
    /// A name in a list that no index holds.
    NotHeld(&'static str),
    /// A place and letters, as a VCF line has them.
    Place(Place),
    /// An HGVS name, or a gene and a change of its protein.
    Hgvs(HgvsName),
    /// It looks like an HGVS name, but cannot be read.
    Broken(HgvsError),
    /// None of these.
    Other,
}

/// A place and letters, as a VCF line has them.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) contig: Contig,
    /// Given away by the contig's name.
    pub(super) assembly: Option<Assembly>,
    /// 1-based.
    pub(super) position: u32,
    pub(super) reference: String,
    pub(super) alternate: String,
}

/// Reads the form of a trimmed term.
pub(super) fn form(term: &str) -> Form {
    if let Some(what) = not_held(term) {
        return Form::NotHeld(what);
    }
    if let Some(place) = place(term) {
        return Form::Place(place);
    }
    let Some((sequence, change)) = split(term) else { return Form::Other };
    let says_kind = ["c.", "n.", "g.", "m.", "p."].iter().any(|kind| change.starts_with(kind));
    let change: String = change.chars().filter(|letter| !letter.is_whitespace()).collect();
    let whole = match (sequence, says_kind) {
        ("", _) => change,
        (sequence, true) => format!("{sequence}:{change}"),
        // `TERT -124C>T`: only letters of a transcript are changed by a `>`.
        (sequence, false) if change.contains('>') => format!("{sequence}:c.{change}"),
        (sequence, false) => format!("{sequence}:p.{change}"),
    };
    match whole.parse() {
        Ok(name) => Form::Hgvs(name),
        // A gene and words (`EGFR exon 21 deletion`) is a name nobody knows, not a broken one.
        Err(_) if !says_kind => Form::Other,
        Err(error) => Form::Broken(error),
    }
}

/// The sequence and the change of `BRAF:p.V600E`, `BRAF V600E`, `BRAF-V600E`, `NM_004333.5(BRAF):c.1799T>A`, `c.1799T>A`.
fn split(term: &str) -> Option<(&str, &str)> {
    if let Some((sequence, change)) = term.rsplit_once(':') {
        return Some((sequence.trim(), change.trim()));
    }
    if let Some((sequence, change)) = term.split_once(char::is_whitespace) {
        return Some((sequence, change.trim()));
    }
    let bare = ["c.", "n.", "g.", "m.", "p."].iter().any(|kind| term.starts_with(kind));
    if bare { Some(("", term)) } else { term.rsplit_once('-') }
}

/// `chr7-140753336-A-T`, `7:140753336:A:T`, `chr7:140753336 A>T`, `7 140753336 A T`, `NC_000007.14:140753336:A:T`.
fn place(term: &str) -> Option<Place> {
    let end = term.find([':', '-', ' ', '\t']).or_else(|| if term.starts_with("NC_") { None } else { term.find('_') })?;
    let (contig, assembly) = Contig::parse(&term[..end])?;
    let mut rest = term[end..].split([':', '-', '_', '>', '/', ' ', '\t']).filter(|part| !part.is_empty());
    let position = rest.next()?.replace(',', "").parse().ok()?;
    let (reference, alternate) = (rest.next()?, rest.next()?);
    let letters = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'*' | b'.' | b'<'));
    let whole = rest.next().is_none() && letters(reference) && letters(alternate);
    whole.then(|| Place { contig, assembly, position, reference: reference.to_owned(), alternate: alternate.to_owned() })
}

/// Lists of variants that others keep.
fn not_held(term: &str) -> Option<&'static str> {
    let numbered = |prefix: &str| {
        let head = term.get(..prefix.len()).filter(|head| head.eq_ignore_ascii_case(prefix))?;
        let digits = term.get(head.len()..)?.split('.').next()?;
        (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(())
    };
    [
        ("rs", "a dbSNP number"),
        ("CA", "an allele of the ClinGen registry"),
        ("VCV", "a ClinVar variation"),
        ("RCV", "a ClinVar record"),
        ("COSM", "a COSMIC mutation"),
        ("COSV", "a COSMIC mutation"),
    ]
    .into_iter()
    .find_map(|(prefix, what)| numbered(prefix).map(|()| what))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_however_they_are_joined() {
        for term in [
            "chr7-140753336-A-T",
            "7-140753336-A-T",
            "chr7:140753336:A:T",
            "chr7_140753336_A_T",
            "7 140753336 A T",
            "chr7:140753336 A>T",
            "chr7:140,753,336 A/T",
            "NC_000007.14:140753336:A:T",
        ] {
            let Form::Place(place) = form(term) else { panic!("{term}") };
            assert_eq!((place.contig.name(), place.position), ("chr7", 140_753_336), "{term}");
            assert_eq!((place.reference.as_str(), place.alternate.as_str()), ("A", "T"), "{term}");
            assert_eq!(place.assembly.is_some(), term.starts_with("NC_"), "{term}");
        }
    }

    #[test]
    fn genes_and_changes_are_read_as_hgvs() {
        for (term, prefix) in [
            ("BRAF V600E", "BRAF"),
            ("BRAF-V600E", "BRAF"),
            ("BRAF:V600E", "BRAF"),
            ("BRAF p.Val600Glu", "BRAF"),
            ("BRAF p.(Val600Glu)", "BRAF"),
            ("NP_004324.2:p.Val600Glu", "NP_004324.2"),
            ("NM_004333.6:c.1799T>A", "NM_004333.6"),
            ("BRAF c.1799T>A", "BRAF"),
            ("7:g.140753336A>T", "7"),
            ("EGFR L747_P753delinsS", "EGFR"),
            ("TERT -124C>T", "TERT"),
        ] {
            let Form::Hgvs(name) = form(term) else { panic!("{term}") };
            assert_eq!(name.prefix(), Some(prefix), "{term}");
        }
    }

    #[test]
    fn what_is_none_of_these_is_told_apart() {
        assert!(matches!(form("rs113488022"), Form::NotHeld(_)));
        assert!(matches!(form("CA123643"), Form::NotHeld(_)));
        assert!(matches!(form("COSV56056643"), Form::NotHeld(_)));
        assert!(matches!(form("BRAF c.1799"), Form::Broken(_)));
        for term in ["EGFR exon 21 deletion", "osimertinb", "CALR", "rsx", "é", "chr7", "ER-"] {
            assert!(matches!(form(term), Form::Other), "{term}");
        }
    }
}
