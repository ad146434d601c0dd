//! One row of C-CAT's table: what was found.

use crate::import::sheet::{Row, Sheet};
use ckdb_core::genome::Contig;

/// Why a row was not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The kind of marker is none of those C-CAT has.
    MarkerNotKnown,
    /// Chromosome or position is missing or none.
    PlaceNotRead,
    /// REF and ALT are not letters: a `-` for nothing needs the letter before it, which the table does not tell.
    AllelesNotLetters,
    /// The row names no gene.
    GeneNotStated,
    /// A number of copies without a word such as amplification: its unit is not told.
    CallNotStated,
    /// Two partners in order are not named.
    PartnersNotRead,
    /// A signature that has no place in a VCF header, or a value that is none.
    SignatureNotRead,
    /// Expression and skipped exons are findings of RNA that no input takes yet.
    RnaNotTaken,
}

impl Reason {
    /// Its code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::MarkerNotKnown => "MARKER_NOT_KNOWN",
            Self::PlaceNotRead => "PLACE_NOT_READ",
            Self::AllelesNotLetters => "ALLELES_NOT_LETTERS",
            Self::GeneNotStated => "GENE_NOT_STATED",
            Self::CallNotStated => "CALL_NOT_STATED",
            Self::PartnersNotRead => "PARTNERS_NOT_READ",
            Self::SignatureNotRead => "SIGNATURE_NOT_READ",
            Self::RnaNotTaken => "RNA_NOT_TAKEN",
        }
    }
}

/// What a row found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    Small {
        germline: bool,
        contig: Contig,
        /// 1-based.
        position: u32,
        reference: String,
        alternate: String,
        /// FORMAT and the sample's column.
        reads: String,
    },
    Copies {
        gene: String,
        call: &'static str,
    },
    Fusion {
        five_prime: String,
        three_prime: String,
    },
    Signature {
        name: &'static str,
        value: String,
    },
}

pub(super) fn found(sheet: &Sheet, row: &Row) -> Result<Found, Reason> {
    let cell = |column: &str| sheet.get(row, column);
    let marker: String = cell(super::MARKER).to_lowercase().replace([' ', '_', '-'], "");
    match marker.as_str() {
        "smallscalevariant" => small(&cell),
        "copynumberalteration" => copies(&cell),
        "fusion" | "rearrangement" => fusion(&cell),
        "otherbiomarker" => signature(&cell),
        "exonskipping" | "expression" => Err(Reason::RnaNotTaken),
        _ => Err(Reason::MarkerNotKnown),
    }
}

fn small<'c>(cell: &dyn Fn(&str) -> &'c str) -> Result<Found, Reason> {
    let contig = Contig::parse(cell("染色体")).map(|(contig, _)| contig);
    let position = cell("物理位置").replace(',', "").parse::<u32>().ok().filter(|position| *position > 0);
    let (Some(contig), Some(position)) = (contig, position) else { return Err(Reason::PlaceNotRead) };
    let letters = |text: &str| -> Option<String> {
        let text = text.to_uppercase();
        (!text.is_empty() && text.bytes().all(|letter| b"ACGT".contains(&letter))).then_some(text)
    };
    let (Some(reference), Some(alternate)) = (letters(cell("ref")), letters(cell("alt"))) else {
        return Err(Reason::AllelesNotLetters);
    };
    let origin = cell("変異由来").to_lowercase();
    let germline = origin.contains("生殖") || origin.contains("germline");
    let reads = reads(cell("変異アレル頻度"));
    Ok(Found::Small { germline, contig, position, reference, alternate, reads })
}

/// `0.21 (105/502)`: the fraction, reads with the variant, all reads. What is not told is a dot.
fn reads(text: &str) -> String {
    let (fraction, counts) = text.split_once('(').unwrap_or((text, ""));
    let fraction = fraction.trim();
    let is_fraction = fraction.parse::<f64>().is_ok_and(|number| (0.0..=1.0).contains(&number));
    let fraction = if is_fraction { fraction } else { "." };
    let counts = counts.trim_end().trim_end_matches(')').split_once('/');
    let counts = counts.and_then(|(with, all)| Some((with.trim().parse::<u32>().ok()?, all.trim().parse::<u32>().ok()?)));
    match counts.filter(|(with, all)| with <= all) {
        Some((with, all)) => format!("AD:DP:AF\t{},{with}:{all}:{fraction}", all - with),
        None => format!("AF\t{fraction}"),
    }
}

fn copies<'c>(cell: &dyn Fn(&str) -> &'c str) -> Result<Found, Reason> {
    let gene = gene(cell("遺伝子")).ok_or(Reason::GeneNotStated)?;
    let words = [cell("変異内容"), cell("マーカー詳細"), cell("変異種類")].join(" ").to_lowercase();
    let has = |list: &[&str]| list.iter().any(|word| words.contains(word));
    // GISTIC's words, which the reader of tables of genes knows. A loss does not say whether a copy is left.
    let call = match (has(&["amplification", "増幅"]), has(&["homozygous", "deep", "ホモ"]), has(&["loss", "deletion", "欠失"])) {
        (true, false, false) => "amplification",
        (false, true, _) => "homdel",
        (false, false, true) => "deletion",
        _ => return Err(Reason::CallNotStated),
    };
    Ok(Found::Copies { gene, call })
}

fn fusion<'c>(cell: &dyn Fn(&str) -> &'c str) -> Result<Found, Reason> {
    for text in [cell("変異内容"), cell("マーカー詳細"), cell("遺伝子")] {
        let name = text.split([' ', '(']).next().unwrap_or_default();
        let parts: Vec<&str> = if name.contains("::") { name.split("::").collect() } else { name.split('-').collect() };
        if let [five, three] = parts.as_slice()
            && let (Some(five_prime), Some(three_prime)) = (gene(five), gene(three))
            && five_prime != three_prime
        {
            return Ok(Found::Fusion { five_prime, three_prime });
        }
    }
    Err(Reason::PartnersNotRead)
}

/// One gene symbol.
fn gene(text: &str) -> Option<String> {
    let text = text.trim();
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let is_symbol = text.len() > 1 && text.bytes().all(fits) && text.starts_with(|letter: char| letter.is_ascii_alphabetic());
    is_symbol.then(|| text.to_owned())
}

fn signature<'c>(cell: &dyn Fn(&str) -> &'c str) -> Result<Found, Reason> {
    let tmb = cell("TMB");
    let number: String = tmb.chars().take_while(|letter| letter.is_ascii_digit() || *letter == '.').collect();
    if number.parse::<f64>().is_ok() {
        return Ok(Found::Signature { name: "TMB", value: format!("{number}/Mb") });
    }
    let msi = cell("MSI").to_lowercase();
    let value = match () {
        () if ["msi-high", "msi-h", "high", "positive"].contains(&msi.as_str()) => "high",
        () if ["mss", "stable", "ms-stable", "negative", "msi-low", "low"].contains(&msi.as_str()) => "stable",
        () => return Err(Reason::SignatureNotRead),
    };
    Ok(Found::Signature { name: "MSI", value: value.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_are_taken_as_they_are_told() {
        assert_eq!(reads("0.21 (105/502)"), "AD:DP:AF\t397,105:502:0.21");
        assert_eq!(reads("0.5"), "AF\t0.5");
        assert_eq!(reads("(3/2)"), "AF\t.");
        assert_eq!(reads("high"), "AF\t.");
    }

    #[test]
    fn partners_are_read_only_where_two_are_named() {
        let of = |name: &'static str| fusion(&move |column: &str| if column == "変異内容" { name } else { "" });
        let pair = |five: &str, three: &str| Ok(Found::Fusion { five_prime: five.into(), three_prime: three.into() });
        assert_eq!(of("EML4-ALK (E13;A20)"), pair("EML4", "ALK"));
        assert_eq!(of("CD74::NKX2-1"), pair("CD74", "NKX2-1"));
        assert_eq!(of("NKX2-1-ALK"), Err(Reason::PartnersNotRead), "where a name ends is not told");
        assert_eq!(of("ALK"), Err(Reason::PartnersNotRead));
        assert_eq!(of("ALK-ALK"), Err(Reason::PartnersNotRead));
    }
}
