//! The shapes of identifiers, dates and addresses.
//!
//! A shape says only whether a text can be what it claims to be; whether the thing exists is another question. The patterns
//! are those of the registers themselves: identifiers.org for HGNC, DOID, NCIt, Ensembl, RefSeq and PubMed, ClinicalTrials.gov
//! and jRCT for trials, SPDX for licences.

use ckdb_core::genome::Contig;

use crate::diagnostic::{Rule, rules};

/// One shape.
#[derive(Debug)]
pub struct Shape {
    /// The rule that is broken by a text of another shape.
    pub rule: &'static Rule,
    /// What a fitting text is, with its article.
    pub what: &'static str,
    /// What to write, with an example.
    pub expected: &'static str,
    /// Whether a text fits.
    pub fits: fn(&str) -> bool,
    /// What the writer may have meant.
    pub repair: fn(&str) -> Option<String>,
}

macro_rules! shapes {
    ($( $(#[$doc:meta])* $name:ident: $rule:ident, $what:literal, $expected:literal, $fits:expr, $repair:expr; )*) => {
        $( $(#[$doc])* pub static $name: Shape = Shape {
            rule: &rules::$rule, what: $what, expected: $expected, fits: $fits, repair: $repair,
        }; )*
    };
}

shapes! {
    /// A gene of HGNC: `HGNC:1097`.
    HGNC: IDENTIFIER, "an HGNC id", "`HGNC:` and digits, such as `HGNC:1097`",
        |t| prefixed_digits(t, "HGNC:"), |t| Some(format!("HGNC:{}", digits_of(t)));
    /// A gene of Ensembl: `ENSG00000157764`.
    ENSEMBL_GENE: IDENTIFIER, "an Ensembl gene id", "`ENSG` and eleven digits, without a version",
        |t| t.strip_prefix("ENSG").is_some_and(|d| d.len() == 11 && all_digits(d)),
        |t| t.split('.').next().map(str::to_owned);
    /// A transcript with its version: `NM_004333.5`, `ENST00000646891.2`.
    TRANSCRIPT: TRANSCRIPT_VERSION, "a transcript with its version", "`NM_…` or `ENST…` with a version, such as `NM_004333.6`",
        transcript, |_| None;
    /// A kinase domain, by UniProt: `UniProt:Q9UM73 1116-1392 of 1620`.
    KINASE_DOMAIN: IDENTIFIER, "a kinase domain", "UniProt accession, residues and length, such as `UniProt:Q9UM73 1116-1392 of 1620`",
        |t| kinase_domain(t).is_some(), |_| None;
    /// A disease of the Disease Ontology: `DOID:3910`.
    DOID: IDENTIFIER, "a DOID", "`DOID:` and digits, such as `DOID:3910`",
        // Unlike other numbers, DOIDs may begin with zeros: `DOID:0050744`.
        |t| t.strip_prefix("DOID:").is_some_and(all_digits), |t| Some(format!("DOID:{}", digits_of(t)));
    /// A concept of the NCI Thesaurus: `NCIt:C3512`.
    NCIT: IDENTIFIER, "an NCIt code", "`NCIt:C` and digits, such as `NCIt:C3512`",
        |t| prefixed_digits(t, "NCIt:C"), |t| Some(format!("NCIt:C{}", digits_of(t)));
    /// A code of OncoTree: `LUAD`.
    ONCOTREE: IDENTIFIER, "an OncoTree code", "capital letters and digits, such as `LUAD`",
        |t| !t.is_empty() && t.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_'),
        |t| Some(t.to_ascii_uppercase());
    /// A trial of ClinicalTrials.gov, jRCT, UMIN, JapicCTI, EU-CTR or ISRCTN.
    TRIAL: IDENTIFIER, "the id of a trial registry", "`NCT` and eight digits, or `jRCT` and ten or eleven characters, or `UMIN` and nine digits",
        trial, |_| None;
    /// A day: `2018-04-18`.
    DATE: BAD_DATE, "a day of the calendar", "year-month-day, such as `2018-04-18`",
        is_date, |_| None;
    /// A licence: `CC0-1.0`, `LicenseRef-…`.
    LICENCE: BAD_LICENCE, "a licence identifier", "an SPDX identifier such as `CC0-1.0`, or `LicenseRef-` and a name",
        licence, repair_licence;
    /// An address on the web.
    ADDRESS: BAD_ADDRESS, "an address on the web", "a text that begins with `https://`",
        address, |t| Some(format!("https://{t}"));
    /// What proves a claim: `PMID:25399551`, `PMC4238041`, `DOI:10.1038/…`, `ASCO:…`, or a document of one of our sources.
    CITATION: BAD_CITATION, "a citation", "`PMID:` and digits, `PMC` and digits, `DOI:10.…`, `ASCO:…`, or `source:document`",
        citation, repair_citation;
    /// Tier and level of an assertion: `Tier I - Level A`.
    AMP_TIER: IDENTIFIER, "an AMP/ASCO/CAP tier", "`Tier I - Level A` to `Tier II - Level D`, `Tier III` or `Tier IV`",
        amp_tier, |_| None;
    /// A country: `JP`.
    COUNTRY: IDENTIFIER, "a country code", "two capital letters of ISO 3166, such as `JP`",
        |t| t.len() == 2 && t.bytes().all(|b| b.is_ascii_uppercase()), |t| Some(t.to_ascii_uppercase());
    /// A contig: `7`, `chr7`, `NC_000007.14`.
    CONTIG: IDENTIFIER, "a contig", "a chromosome such as `7`, `chr7` or `X`, or an accession with its version",
        |t| Contig::parse(t).is_some(), |_| None;
    /// Reference or alternate letters.
    LETTERS: BAD_LETTERS, "a run of bases", "the letters A, C, G and T",
        |t| !t.is_empty() && t.bytes().all(|b| matches!(b, b'A' | b'C' | b'G' | b'T')),
        |t| Some(t.to_ascii_uppercase());
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn prefixed_digits(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|rest| all_digits(rest) && !rest.starts_with('0'))
}

/// First and last residue of `UniProt:Q9UM73 1116-1392 of 1620`, and the length of the protein they are counted on.
pub(crate) fn kinase_domain(text: &str) -> Option<(u32, u32, u32)> {
    let [accession, range, of, length] = text.split(' ').collect::<Vec<_>>()[..] else { return None };
    let accession = accession.strip_prefix("UniProt:")?;
    let is_accession = accession.len() >= 6 && accession.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let (first, last) = range.split_once('-')?;
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| all_digits(text));
    let (first, last, length) = (number(first)?, number(last)?, number(length)?);
    (is_accession && of == "of" && 0 < first && first < last && last <= length).then_some((first, last, length))
}

fn transcript(text: &str) -> bool {
    let Some((accession, version)) = text.split_once('.') else { return false };
    let named = ["NM_", "NR_"].iter().any(|p| accession.strip_prefix(p).is_some_and(all_digits))
        || accession.strip_prefix("ENST").is_some_and(|d| d.len() == 11 && all_digits(d));
    named && all_digits(version) && !version.starts_with('0')
}

fn amp_tier(text: &str) -> bool {
    match text.strip_prefix("Tier ").map(|rest| rest.split_once(" - Level ")) {
        Some(Some((tier, level))) => matches!((tier, level), ("I", "A" | "B") | ("II", "C" | "D")),
        Some(None) => matches!(text, "Tier I" | "Tier II" | "Tier III" | "Tier IV"),
        None => false,
    }
}

fn trial(text: &str) -> bool {
    let after = |prefix: &str| text.strip_prefix(prefix);
    after("NCT").is_some_and(|d| d.len() == 8 && all_digits(d))
        || after("jRCT").is_some_and(|d| {
            // `jRCT2080225358` for registered trials, `jRCTs031180204` for specified ones.
            let digits = d.strip_prefix('s').unwrap_or(d);
            (9..=10).contains(&digits.len()) && all_digits(digits)
        })
        || after("UMIN").is_some_and(|d| d.len() == 9 && all_digits(d))
        || after("JapicCTI-").is_some_and(|d| d.len() == 6 && all_digits(d))
        || after("ISRCTN").is_some_and(|d| d.len() == 8 && all_digits(d))
        || after("EudraCT:").is_some_and(|d| d.len() == 14)
}

/// Whether the text is a day that exists, written `YYYY-MM-DD`, from 1940 on (before it no cancer drug was approved).
#[must_use]
pub fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let (Some(y), Some(m), Some(d), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    if (y.len(), m.len(), d.len()) != (4, 2, 2) || ![y, m, d].into_iter().all(all_digits) {
        return false;
    }
    let (Ok(year), Ok(month), Ok(day)) = (y.parse::<u32>(), m.parse::<u32>(), d.parse::<u32>()) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1940..=2199).contains(&year) && (1..=days).contains(&day)
}

pub(crate) fn licence(text: &str) -> bool {
    !text.contains(char::is_whitespace)
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'+'))
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && (text.starts_with("LicenseRef-") || text.bytes().any(|b| b.is_ascii_digit()) || UNNUMBERED.contains(&text))
}

fn repair_licence(text: &str) -> Option<String> {
    let dashed = text.split_whitespace().collect::<Vec<_>>().join("-");
    Some(if licence(&dashed) { dashed } else { format!("LicenseRef-{dashed}") })
}

/// SPDX identifiers without a version number.
const UNNUMBERED: [&str; 4] = ["MIT", "ISC", "Unlicense", "NLOD"];

fn address(text: &str) -> bool {
    text.strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .is_some_and(|rest| rest.contains('.') && !rest.contains(char::is_whitespace))
}

fn citation(text: &str) -> bool {
    if let Some(digits) = text.strip_prefix("PMID:") {
        return all_digits(digits) && !digits.starts_with('0') && digits.len() <= 8;
    }
    if let Some(digits) = text.strip_prefix("PMC") {
        return all_digits(digits);
    }
    if let Some(doi) = text.strip_prefix("DOI:") {
        return doi.starts_with("10.") && doi.contains('/') && !doi.contains(char::is_whitespace);
    }
    if let Some(rest) = text.strip_prefix("ASCO:") {
        return !rest.trim().is_empty();
    }
    // A document of one of our sources; that the source exists is a rule of `check`.
    text.split_once(':').is_some_and(|(source, document)| {
        is_slug(source) && !["pmid", "doi", "pmc", "asco", "http", "https"].contains(&source) && !document.trim().is_empty()
    })
}

fn repair_citation(text: &str) -> Option<String> {
    let bare = text.trim_start_matches(|c: char| c.is_ascii_alphabetic() || matches!(c, ':' | ' '));
    if all_digits(bare) {
        Some(format!("PMID:{bare}"))
    } else if bare.starts_with("10.") {
        Some(format!("DOI:{bare}"))
    } else {
        text.find("/10.").map(|at| format!("DOI:{}", &text[at + 1..]))
    }
}

/// Whether the text can be a gene symbol: a letter, then letters, digits and dashes (`HLA-A`, `C11orf95`).
#[must_use]
pub fn is_gene_symbol(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.len() <= 20
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// Whether the text can be the file name of a profile: letters, digits, and `-`, `_`, `.`, `+` between them.
#[must_use]
pub fn is_profile_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && !text.ends_with('.')
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'+'))
}

/// Whether the text can be the file name of a disease, therapy, approval or source.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

/// A name as a file name: lower case, every run of other characters one dash.
#[must_use]
pub fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !matches!(c, '\'' | '’') && !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(shape: &Shape, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!((shape.fits)(text), "`{text}` is {}", shape.what);
        }
        for text in bad {
            assert!(!(shape.fits)(text), "`{text}` is not {}", shape.what);
        }
    }

    #[test]
    fn shapes_accept_the_real_and_refuse_the_near() {
        check(&HGNC, &["HGNC:1097"], &["1097", "HGNC:", "hgnc:1097", "HGNC:01", "HGNC:1097a"]);
        check(&ENSEMBL_GENE, &["ENSG00000157764"], &["ENSG00000157764.13", "ENST00000157764", "ENSG1"]);
        check(
            &TRANSCRIPT,
            &["NM_004333.5", "ENST00000646891.2", "NR_001566.1"],
            &["NM_004333", "NM_004333.", "NP_004324.2", "ENST1.1", "NM_.1"],
        );
        check(
            &KINASE_DOMAIN,
            &["UniProt:Q9UM73 1116-1392 of 1620"],
            &["1116-1392", "UniProt:Q9UM73 1392-1116 of 1620", "UniProt:Q9UM73 1116-1392 of 1300", "UniProt:x 1-2 of 3"],
        );
        check(&DOID, &["DOID:162", "DOID:0050744"], &["162", "DOID:", "doid:162", "DOID:162a"]);
        check(&NCIT, &["NCIt:C3512"], &["C3512", "NCIT:C3512", "NCIt:3512"]);
        check(&TRIAL, &["NCT04487080", "jRCT2080225358", "jRCTs031180204", "UMIN000004194"], &["NCT0448708", "jRCT12", "04487080"]);
        check(
            &DATE,
            &["2018-04-18", "2024-02-29"],
            &[
                "2018-4-18",
                "2023-02-29",
                "2018-13-01",
                "2018-04-31",
                "2018-04",
                "1800-01-01",
                "2018/04/18",
                "2018-00-10",
                "2018-01-00",
            ],
        );
        check(&LICENCE, &["CC0-1.0", "MIT", "LicenseRef-FDA", "CC-BY-NC-4.0"], &["CC0 1.0", "public domain", "free", ""]);
        check(
            &CITATION,
            &["PMID:25399551", "PMC4238041", "DOI:10.1038/nature", "ASCO:161942", "fda-cdx:P120019/S018"],
            &[
                "25399551",
                "PMID:",
                "PMID: 25399551",
                "pmid:25399551",
                "DOI:nature",
                "https://x.org",
                "Smith 2014",
                "PMID:25399551a",
            ],
        );
        check(&CONTIG, &["7", "chr7", "X", "MT", "NC_000007.14"], &["chr", "25", "07", "chr7p", "NC_000099.1"]);
    }

    #[test]
    fn file_names() {
        for (fits, good, bad) in [
            (is_slug as fn(&str) -> bool, "5-fluorouracil", ["Osimertinib", "a b", "-a", "a--b", ""]),
            (is_gene_symbol, "C11orf95", ["braf", "B RAF", "", "7SK", "BRAF/"]),
            (is_profile_name, "E746_A750del", ["", "-x", "R1443*", "a b", "EML4::ALK"]),
        ] {
            assert!(fits(good), "{good}");
            assert!(bad.iter().all(|name| !fits(name)), "{bad:?}");
        }
    }

    #[test]
    fn repairs_fit_their_shape() {
        assert_eq!((CITATION.repair)("25399551").as_deref(), Some("PMID:25399551"));
        assert_eq!((CITATION.repair)("https://doi.org/10.1056/NEJM").as_deref(), Some("DOI:10.1056/NEJM"));
        assert_eq!((LICENCE.repair)("CC0 1.0").as_deref(), Some("CC0-1.0"));
        assert_eq!((LICENCE.repair)("public domain").as_deref(), Some("LicenseRef-public-domain"));
        assert_eq!((NCIT.repair)("C3512").as_deref(), Some("NCIt:C3512"));
        assert_eq!(slug("Barrett's Esophagus (NOS)"), "barretts-esophagus-nos");
    }
}
