//! From the letters of a name to its lexemes: changes, residues, numbers, pairs of genes, words, signs.
//!
//! The longest lump that can be one thing is that thing: `E746_A750del` is a change, `V600` a residue, `EML4::ALK` a pair of
//! genes. Capital letters carry no meaning in such names (`DEL`, `del`), so words are compared in capitals and the letters
//! of a change are set as HGVS sets them before the one reader of changes ([`ProteinChange`]) reads it.

use ckdb_core::genome::{AminoAcid, ProteinChange, Residue};

/// One piece of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lexeme {
    /// A change of the protein.
    Change(ProteinChange),
    /// An amino acid and its number.
    Residue(Residue),
    /// `H1047X`: a residue replaced by one that is not said. In old names, also a stop.
    Unsaid(Residue),
    /// `c.266T>A`.
    Coding(String),
    /// `rs123`.
    Dbsnp(u64),
    /// `DPYD*2A`.
    Star(String),
    /// `A::B`.
    Pair(String, String),
    /// `e6-e20`, `e13;a20`.
    Junction(u32, u32),
    /// `485-490`, and a lone `19` as `19-19`.
    Range(u32, u32),
    /// `193_196dup`, with the letters written after it left out.
    Doubled(u32, u32),
    /// `106insR`, `R177ins`.
    Inserted(u32),
    /// Anything else, in capitals, with what was written.
    Word(String, String),
    /// `/`
    Slash,
    /// `&`, `+`
    And,
    /// `(`
    Open,
    /// `)`
    Close,
}

/// The lexemes of a name. Nothing is refused here: what is not known is a word, and the grammar refuses it.
pub(super) fn lexemes(text: &str) -> Vec<Lexeme> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while let Some(first) = rest.chars().next() {
        let sign = match first {
            '/' => Some(Lexeme::Slash),
            '&' | '+' => Some(Lexeme::And),
            '(' => Some(Lexeme::Open),
            ')' => Some(Lexeme::Close),
            _ => None,
        };
        if first.is_whitespace() || first == ',' || sign.is_some() {
            found.extend(sign);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        if is_coding(rest) {
            // Inside brackets the name ends with them; outside, with the text or at a space.
            let inside = found.last() == Some(&Lexeme::Open);
            let end = rest.find(|c: char| if inside { c == ')' } else { c.is_whitespace() }).unwrap_or(rest.len());
            found.push(Lexeme::Coding(rest[..end].trim().to_owned()));
            rest = &rest[end..];
            continue;
        }
        let end = rest.find(|c: char| c.is_whitespace() || "(),/&+".contains(c)).unwrap_or(rest.len());
        lump(&rest[..end], &mut found);
        rest = &rest[end..];
    }
    found
}

fn is_coding(text: &str) -> bool {
    let bytes = text.as_bytes();
    matches!(bytes, [b'c' | b'C' | b'g' | b'n', b'.', next, ..] if next.is_ascii_digit() || matches!(next, b'-' | b'*' | b'(') || *next >= 0x80)
}

fn lump(text: &str, out: &mut Vec<Lexeme>) {
    if let Some(one) = single(text) {
        out.push(one);
        return;
    }
    // Words joined by dashes: `LOSS-OF-FUNCTION`. A pair of genes is one, too (`BCR-ABL`), unless its parts are known words.
    let parts: Vec<&str> = text.split(['-', '\u{2013}', '\u{2212}']).filter(|part| !part.is_empty()).collect();
    if let [five, three] = parts.as_slice()
        && is_symbol(five)
        && is_symbol(three)
        && !KNOWN.contains(&five.to_ascii_uppercase().as_str())
        && !KNOWN.contains(&three.to_ascii_uppercase().as_str())
    {
        out.push(Lexeme::Pair((*five).to_owned(), (*three).to_owned()));
        return;
    }
    if parts.len() < 2 {
        out.push(word(text));
        return;
    }
    for part in parts {
        out.push(single(part).unwrap_or_else(|| word(part)));
    }
}

/// Words that stand on either side of a dash and are no genes.
const KNOWN: &[&str] = &[
    "LOSS",
    "GAIN",
    "NON",
    "P",
    "N",
    "C",
    "TERMINAL",
    "LOOP",
    "COPY",
    "NEUTRAL",
    "WILD",
    "TYPE",
    "IN",
    "FRAME",
    "OVER",
    "UNDER",
    "EXON",
    "INTRON",
    "PERI",
    "THERAPEUTIC",
    "DEL",
    "DUP",
    "INS",
    "PROMOTER",
    "FUSION",
    "FUSIONS",
    "MUTANT",
    "POSITIVE",
    "NEGATIVE",
    "HIGH",
    "LOW",
    "ITD",
    "TKD",
    "EXPRESSION",
    "MUTATION",
];

fn word(text: &str) -> Lexeme {
    Lexeme::Word(text.to_uppercase(), text.to_owned())
}

fn single(text: &str) -> Option<Lexeme> {
    if let Some((five, three)) = text.split_once("::") {
        return (is_symbol(five) && is_symbol(three)).then(|| Lexeme::Pair(five.to_owned(), three.to_owned()));
    }
    let upper = text.to_ascii_uppercase();
    if let Some(number) = upper.strip_prefix("RS").filter(|digits| !digits.is_empty()).and_then(|digits| digits.parse().ok()) {
        return Some(Lexeme::Dbsnp(number));
    }
    if let Some((first, last)) = range(text) {
        return Some(Lexeme::Range(first, last));
    }
    if let Some((last, first)) = junction(&upper) {
        return Some(Lexeme::Junction(last, first));
    }
    if let Some(residue) = residue(text) {
        return Some(Lexeme::Residue(residue));
    }
    if let Some(residue) = text.strip_suffix(['X', 'x']).and_then(residue_text) {
        return Some(Lexeme::Unsaid(residue));
    }
    if let Some(change) = change(text) {
        return Some(Lexeme::Change(change));
    }
    numbered(text).or_else(|| star(text))
}

/// A gene symbol as people write it: letters and digits (and dots, as in clone names), at least two, with a letter.
fn is_symbol(text: &str) -> bool {
    text.len() >= 2
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'@')
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
}

/// `19`, `12-22`, `10/21` is two lumps.
fn range(text: &str) -> Option<(u32, u32)> {
    let number = |digits: &str| digits.parse::<u32>().ok().filter(|n| *n > 0 && digits.bytes().all(|b| b.is_ascii_digit()));
    match text.split_once(['-', '\u{2013}']) {
        Some((first, last)) => Some((number(first)?, number(last)?)).filter(|(first, last)| first <= last),
        None => number(text).map(|only| (only, only)),
    }
}

/// `E6-E20`, `E13;A20`: exons counted on each gene; the second letter is the second gene's initial in some papers.
fn junction(upper: &str) -> Option<(u32, u32)> {
    let (last, first) = upper.split_once(['-', ';'])?;
    let digits = |text: &str| text.strip_prefix(|c: char| c.is_ascii_uppercase())?.parse::<u32>().ok().filter(|n| *n > 0);
    if !upper.starts_with('E') {
        return None;
    }
    Some((digits(last)?, digits(first)?))
}

fn residue_text(text: &str) -> Option<Residue> {
    residue(text)
}

fn residue(text: &str) -> Option<Residue> {
    let body = text.strip_prefix("p.").unwrap_or(text);
    let (acid, digits) = acid_and_digits(body)?;
    let number = digits.parse().ok().filter(|number| *number > 0)?;
    digits.bytes().all(|b| b.is_ascii_digit()).then_some(Residue { acid, number })
}

fn acid_and_digits(text: &str) -> Option<(AminoAcid, &str)> {
    let three = AminoAcid::strip_three(text).filter(|(_, rest)| rest.starts_with(|c: char| c.is_ascii_digit()));
    if three.is_some() {
        return three;
    }
    let letter = *text.as_bytes().first()?;
    // Small letters are no amino acids: `p16` is a protein.
    let acid = AminoAcid::from_one(letter).filter(|acid| !matches!(acid, AminoAcid::Unknown))?;
    Some((acid, text.get(1..)?))
}

/// A change in any of the spellings people use, set as HGVS sets it.
pub(super) fn change(text: &str) -> Option<ProteinChange> {
    let set = as_hgvs(text);
    set.parse().ok()
}

/// The operators of HGVS in small letters, whatever the name has; `FSX9` and `FS*9` are `fs*9`; letters stated after `del`
/// or `dup` (`D842_H845DELDIMH`, `A767_V769dupASV`) are left out.
fn as_hgvs(text: &str) -> String {
    let body = text.strip_prefix("p.").unwrap_or(text);
    let body = body.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(body);
    // Three-letter names keep their capitals; `del`, `ins` … are found in any case.
    let lower = body.to_ascii_lowercase();
    for operator in ["delins", "ins", "del", "dup"] {
        let Some(at) = lower.find(operator).filter(|at| lower[..*at].ends_with(|c: char| c.is_ascii_digit())) else { continue };
        let (place, letters) = (&body[..at], &body[at + operator.len()..]);
        let keeps = operator.ends_with("ins");
        if !keeps && !letters.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            continue;
        }
        // `D770delinsGY` in capitals would read as Del-Ins… only here is it certain where the operator ends.
        return format!("{place}{operator}{}", if keeps { letters } else { "" });
    }
    if let Some(at) = lower.find("fs").filter(|at| *at > 1) {
        let (place, tail) = (&body[..at], &body[at + 2..]);
        let tail = tail.trim_start_matches("Ter").trim_start_matches(['*', 'X', 'x']);
        let whole = tail.is_empty() || tail == "?" || tail.bytes().all(|b| b.is_ascii_digit());
        if whole {
            return if tail.is_empty() || tail == "?" { format!("{place}fs") } else { format!("{place}fs*{tail}") };
        }
    }
    body.to_owned()
}

/// `193_196dupSTSC`, `106insR`, `R177ins`, `P780INS`.
fn numbered(text: &str) -> Option<Lexeme> {
    let lower = text.strip_prefix("p.").unwrap_or(text).to_ascii_lowercase();
    if let Some((place, letters)) = lower.split_once("dup") {
        let (first, last) = place.split_once('_')?;
        let (first, last) = (first.parse().ok()?, last.parse().ok()?);
        let stated = u32::try_from(letters.len()).ok()?;
        let whole = first < last && (stated == 0 || stated == last - first + 1);
        return whole.then_some(Lexeme::Doubled(first, last));
    }
    let (place, letters) = lower.split_once("ins")?;
    // `P772_V774insPHV`: the letters of the named residues once more are a duplication of them.
    if let Some((first, last)) = place.split_once('_') {
        let (first, last) = (residue(&first.to_ascii_uppercase())?, residue(&last.to_ascii_uppercase())?);
        let ends = |letter: Option<u8>, residue: Residue| letter.map(|l| l.to_ascii_uppercase()) == Some(residue.acid.one());
        let same = ends(letters.bytes().next(), first) && ends(letters.bytes().last(), last);
        let whole = last.number > first.number + 1 && letters.len() == (last.number - first.number + 1) as usize;
        return (same && whole).then_some(Lexeme::Doubled(first.number, last.number));
    }
    let digits = place.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let short = place.len() - digits.len() <= 1 && letters.bytes().all(|b| b.is_ascii_alphabetic());
    short.then(|| digits.parse().ok().filter(|n| *n > 0).map(Lexeme::Inserted)).flatten()
}

/// `DPYD*2A`, `UGT1A1*28`.
fn star(text: &str) -> Option<Lexeme> {
    let (gene, allele) = text.split_once('*')?;
    let fits = is_symbol(gene) && !allele.is_empty() && allele.bytes().all(|b| b.is_ascii_alphanumeric()) && gene.len() > 2;
    fits.then(|| Lexeme::Star(text.to_owned()))
}
