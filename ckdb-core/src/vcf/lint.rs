//! Rules of the VCF specification that a file may break without stopping us.
//!
//! Everything here only *says* something. A header or a line that breaks a rule is annotated all the same, because the
//! rule it breaks rarely touches the allele: a missing `##FILTER` line does not make a variant less real. Two
//! judges are heard on headers: our own short list, and the parser of noodles-vcf as a second opinion. On lines there
//! is only our list, which looks at each column once. Sources: VCF 4.1 §1.4, 4.2 §1.4, 4.3 and 4.5 §1.6, and their
//! tables of reserved keys.

use super::header::{Header, Warning};
use super::line::Line;
use super::meta;
use super::tally::{Kind, Notes, Reason};
use noodles_vcf::header::Parser;
use std::collections::HashMap;
use std::error::Error;

const fn rule(code: &'static str, text: &'static str) -> Reason {
    Reason { kind: Kind::BreaksRule, code, text }
}

const COLUMNS: Reason = rule("COLUMN_COUNT", "not as many columns as the #CHROM line has");
const CHROM: Reason = rule("BAD_CHROM", "CHROM is empty or has a blank, a comma or a bracket (before VCF 4.3, also a colon) in it");
const ID: Reason = rule("BAD_ID", "ID has a blank, an empty part or the same part twice");
const REF: Reason = rule("BAD_REF", "REF has a letter other than A, C, G, T, N");
const ALT: Reason = rule("BAD_ALT", "an ALT is neither bases, `*`, `<ID>` nor a breakend");
const QUAL: Reason = rule("BAD_QUAL", "QUAL is neither `.` nor a number of 0 or more");
const FILTER: Reason = rule("BAD_FILTER", "FILTER has an empty or repeated part, a blank, `0`, or PASS or `.` beside other parts");
const INFO_KEY: Reason = rule("BAD_INFO", "INFO has an empty entry, a blank, or a key that is not a name");
const INFO_TWICE: Reason = rule("INFO_KEY_TWICE", "an INFO key stands twice");
const INFO_VALUE: Reason = rule("BAD_INFO_VALUE", "an INFO value is not of the type its header line or the specification gives");
const INFO_NUMBER: Reason = rule("BAD_INFO_NUMBER", "an INFO key has not as many values as its header line or the specification says");
const FORMAT: Reason = rule("BAD_FORMAT", "FORMAT has an empty or repeated key, a key that is not a name, or GT not first");
const SAMPLE: Reason = rule("BAD_SAMPLE", "a sample has more values than FORMAT has keys, or a value of the wrong type");
const GENOTYPE: Reason = rule("BAD_GENOTYPE", "GT is not allele numbers joined by `/` or `|`, or names an allele that is not there");
const LINE_END: Reason = rule("NO_LINE_END", "the last line has no line end");

/// How many values a key takes (`Number=`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Number {
    Fixed(usize),
    Alternates,
    Alleles,
    Genotypes,
    Any,
}

/// What a value is (`Type=`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Type {
    Integer,
    Float,
    Flag,
    Text,
}

type Declared = (Number, Option<Type>);

/// Keys whose meaning the specification fixes. `since` is the minor version of VCF 4 that reserved them; `None` as a
/// type where versions differ.
const fn reserved(since: u8, key: &'static str, number: Number, kind: Option<Type>) -> (u8, &'static str, Declared) {
    (since, key, (number, kind))
}

const RESERVED_INFO: [(u8, &str, Declared); 21] = [
    reserved(1, "1000G", Number::Fixed(0), Some(Type::Flag)),
    reserved(1, "AA", Number::Fixed(1), Some(Type::Text)),
    reserved(1, "AC", Number::Alternates, Some(Type::Integer)),
    reserved(3, "AD", Number::Alleles, Some(Type::Integer)),
    reserved(3, "ADF", Number::Alleles, Some(Type::Integer)),
    reserved(3, "ADR", Number::Alleles, Some(Type::Integer)),
    reserved(1, "AF", Number::Alternates, Some(Type::Float)),
    reserved(1, "AN", Number::Fixed(1), Some(Type::Integer)),
    reserved(1, "BQ", Number::Fixed(1), Some(Type::Float)),
    reserved(1, "CIGAR", Number::Alternates, Some(Type::Text)),
    reserved(1, "DB", Number::Fixed(0), Some(Type::Flag)),
    reserved(1, "DP", Number::Fixed(1), Some(Type::Integer)),
    reserved(1, "END", Number::Fixed(1), Some(Type::Integer)),
    reserved(1, "H2", Number::Fixed(0), Some(Type::Flag)),
    reserved(1, "H3", Number::Fixed(0), Some(Type::Flag)),
    reserved(1, "MQ", Number::Fixed(1), None),
    reserved(1, "MQ0", Number::Fixed(1), Some(Type::Integer)),
    reserved(1, "NS", Number::Fixed(1), Some(Type::Integer)),
    reserved(1, "SOMATIC", Number::Fixed(0), Some(Type::Flag)),
    reserved(1, "VALIDATED", Number::Fixed(0), Some(Type::Flag)),
    reserved(1, "SVTYPE", Number::Fixed(1), Some(Type::Text)),
];

const RESERVED_FORMAT: [(u8, &str, Declared); 15] = [
    reserved(3, "AD", Number::Alleles, Some(Type::Integer)),
    reserved(3, "ADF", Number::Alleles, Some(Type::Integer)),
    reserved(3, "ADR", Number::Alleles, Some(Type::Integer)),
    reserved(1, "DP", Number::Fixed(1), Some(Type::Integer)),
    reserved(1, "EC", Number::Alternates, Some(Type::Integer)),
    reserved(1, "FT", Number::Fixed(1), Some(Type::Text)),
    reserved(1, "GL", Number::Genotypes, Some(Type::Float)),
    reserved(1, "GP", Number::Genotypes, Some(Type::Float)),
    reserved(1, "GQ", Number::Fixed(1), Some(Type::Integer)),
    reserved(1, "GT", Number::Fixed(1), Some(Type::Text)),
    reserved(1, "HQ", Number::Fixed(2), Some(Type::Integer)),
    reserved(1, "MQ", Number::Fixed(1), Some(Type::Integer)),
    reserved(1, "PL", Number::Genotypes, Some(Type::Integer)),
    reserved(1, "PQ", Number::Fixed(1), Some(Type::Integer)),
    reserved(1, "PS", Number::Fixed(1), Some(Type::Integer)),
];

/// Warnings about the names in the `#CHROM` line.
pub(super) fn columns(names: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    match names.get(8).map(String::as_str) {
        None | Some("FORMAT") => {}
        Some(other) => found.push(format!("expected `FORMAT` as the name of column 9, found `{other}`")),
    }
    if names.len() == 9 {
        found.push("FORMAT without any sample after it".to_owned());
    }
    let samples = names.get(9..).unwrap_or_default();
    for (index, name) in samples.iter().enumerate() {
        if name.trim().is_empty() {
            found.push(format!("the sample in column {} has no name", index + 10));
        } else if samples[..index].contains(name) {
            found.push(format!("the sample name `{name}` stands twice; expected each once"));
        }
    }
    found
}

/// What noodles says of a header, line by line. `lines` are without line ends.
pub(super) fn second_opinion<'a>(lines: impl Iterator<Item = &'a [u8]>) -> Vec<Warning> {
    let mut parser = Parser::default();
    let mut found = Vec::new();
    for (index, line) in lines.enumerate() {
        if let Err(error) = parser.parse_partial(line) {
            let mut message = format!("{error}");
            let mut cause = error.source();
            while let Some(inner) = cause {
                message.push_str(": ");
                message.push_str(&inner.to_string());
                cause = inner.source();
            }
            found.push(Warning { line: index as u64 + 1, message });
            if index == 0 {
                // Without a version the parser takes nothing more.
                break;
            }
        }
    }
    found
}

/// Warnings about `##INFO` and `##FORMAT` lines that give a reserved key another meaning, and about lines without a value.
pub(super) fn declarations(version: Option<&str>, line: u64, key: &str, value: &str) -> Option<Warning> {
    let warning = |message| Some(Warning { line, message });
    if value.is_empty() || value == "<>" {
        return warning(format!("`##{key}=` has no value"));
    }
    let table = match key {
        "INFO" => &RESERVED_INFO[..],
        "FORMAT" => &RESERVED_FORMAT[..],
        _ => return None,
    };
    let attributes = meta::attributes(value)?;
    let id = meta::attribute(&attributes, "ID")?;
    let minor = minor_version(version);
    let (_, _, (number, kind)) = table.iter().find(|(since, name, _)| *name == id && *since <= minor)?;
    let (found_number, found_kind) = declared(&attributes)?;
    if found_number != *number && !(found_number == Number::Any && *number == Number::Genotypes) {
        return warning(format!("{key} {id} is reserved, and its Number is another than the specification gives"));
    }
    if kind.is_some() && found_kind.is_some() && found_kind != *kind {
        return warning(format!("{key} {id} is reserved, and its Type is another than the specification gives"));
    }
    None
}

fn minor_version(version: Option<&str>) -> u8 {
    // An unknown version is judged by the oldest rules.
    version.and_then(|version| version.strip_prefix("VCFv4.")).and_then(|minor| minor.parse().ok()).unwrap_or(1)
}

fn declared(attributes: &[(String, String)]) -> Option<Declared> {
    let number = match meta::attribute(attributes, "Number")? {
        "A" => Number::Alternates,
        "R" => Number::Alleles,
        "G" => Number::Genotypes,
        number => number.parse().map_or(Number::Any, Number::Fixed),
    };
    let kind = match meta::attribute(attributes, "Type")? {
        "Integer" => Some(Type::Integer),
        "Float" => Some(Type::Float),
        "Flag" => Some(Type::Flag),
        "String" | "Character" => Some(Type::Text),
        _ => None,
    };
    Some((number, kind))
}

/// What the header fixes for its lines.
#[derive(Clone, Debug)]
pub struct Rules {
    columns: usize,
    minor: u8,
    info: HashMap<Vec<u8>, Declared>,
    format: HashMap<Vec<u8>, Declared>,
}

impl Rules {
    /// From the header of the same file: its own declarations, and the reserved keys it does not declare.
    #[must_use]
    pub fn of(header: &Header) -> Self {
        let minor = minor_version(header.version());
        let of_table = |table: &[(u8, &str, Declared)]| -> HashMap<Vec<u8>, Declared> {
            let known = table.iter().filter(|(since, _, _)| *since <= minor);
            known.map(|(_, key, declared)| (key.as_bytes().to_vec(), *declared)).collect()
        };
        let mut rules =
            Self { columns: header.columns(), minor, info: of_table(&RESERVED_INFO), format: of_table(&RESERVED_FORMAT) };
        for (key, value) in header.meta_lines() {
            let table = match key.as_str() {
                "INFO" => &mut rules.info,
                "FORMAT" => &mut rules.format,
                _ => continue,
            };
            let attributes = meta::attributes(value).unwrap_or_default();
            if let (Some(id), Some(declared)) = (meta::attribute(&attributes, "ID"), declared(&attributes)) {
                table.insert(id.as_bytes().to_vec(), declared);
            }
        }
        rules
    }

    /// Notes every rule the line breaks, each once.
    pub fn check(&self, line: &Line<'_>, notes: &mut Notes<'_>) {
        let mut note = |broken: bool, reason: Reason| {
            if broken {
                notes.add(reason);
            }
        };
        note(line.columns() != self.columns, COLUMNS);
        note(!is_contig_name(line.chrom(), self.minor), CHROM);
        note(line.id() != b"." && !is_list(line.id(), b';'), ID);
        note(!is_bases(line.reference()), REF);
        note(line.alternates() != b"." && !parts(line.alternates(), b',').all(is_alternate), ALT);
        note(line.quality() != b"." && !float(line.quality()).is_some_and(|quality| quality >= 0.0), QUAL);
        note(!is_filter(line.filter()), FILTER);
        note(!line.bytes().ends_with(b"\n"), LINE_END);
        let alternates = if line.alternates() == b"." { 0 } else { parts(line.alternates(), b',').count() };
        self.check_info(line, alternates, &mut note);
        self.check_samples(line, alternates, &mut note);
    }

    fn check_info(&self, line: &Line<'_>, alternates: usize, note: &mut impl FnMut(bool, Reason)) {
        if line.info() == b"." {
            return;
        }
        let [mut bad_key, mut bad_value, mut bad_number, mut twice] = [false; 4];
        for (index, entry) in parts(line.info(), b';').enumerate() {
            let (key, value) = split_once(entry, b'=');
            bad_key |= !is_key(key) || (self.minor < 3 && value.is_some_and(has_blank));
            twice |= parts(line.info(), b';').take(index).any(|earlier| split_once(earlier, b'=').0 == key);
            let Some((number, kind)) = self.info.get(key) else { continue };
            match value {
                None => bad_value |= kind.is_some_and(|kind| kind != Type::Flag),
                Some(b".") => {}
                Some(value) => {
                    bad_value |= *kind == Some(Type::Flag) || !is_of(value, *kind) || !is_plausible(key, value);
                    bad_number |= !is_number(value, *number, alternates);
                }
            }
        }
        note(bad_key, INFO_KEY);
        note(twice, INFO_TWICE);
        note(bad_value, INFO_VALUE);
        note(bad_number, INFO_NUMBER);
    }

    fn check_samples(&self, line: &Line<'_>, alternates: usize, note: &mut impl FnMut(bool, Reason)) {
        let Some(format) = line.format() else { return };
        let keys: Vec<&[u8]> = format.split(|byte| *byte == b':').collect();
        let genotype = keys.iter().position(|key| *key == b"GT");
        let names = keys.iter().all(|key| is_key(key));
        let twice = (1..keys.len()).any(|index| keys[..index].contains(&keys[index]));
        note(format != b"." && (!names || twice || genotype.is_some_and(|place| place > 0)), FORMAT);
        let types: Vec<_> = keys.iter().map(|key| self.format.get(*key).and_then(|declared| declared.1)).collect();
        let [mut bad_sample, mut bad_genotype] = [false; 2];
        for sample in line.samples() {
            let mut values = 0;
            for (index, value) in parts(sample, b':').enumerate() {
                values += 1;
                bad_sample |= types.get(index).is_some_and(|kind| value != b"." && !is_of(value, *kind));
                bad_genotype |= Some(index) == genotype && !is_genotype(value, alternates);
            }
            bad_sample |= values > keys.len() || sample.is_empty();
        }
        note(bad_sample, SAMPLE);
        note(bad_genotype, GENOTYPE);
    }
}

fn parts(text: &[u8], separator: u8) -> impl Iterator<Item = &[u8]> {
    text.split(move |byte| *byte == separator)
}

fn split_once(text: &[u8], separator: u8) -> (&[u8], Option<&[u8]>) {
    match memchr::memchr(separator, text) {
        Some(place) => (&text[..place], Some(&text[place + 1..])),
        None => (text, None),
    }
}

fn has_blank(text: &[u8]) -> bool {
    text.iter().any(u8::is_ascii_whitespace)
}

/// Non-empty parts, none twice, no blank.
fn is_list(text: &[u8], separator: u8) -> bool {
    let mut all = parts(text, separator).enumerate();
    !has_blank(text) && all.all(|(index, part)| !part.is_empty() && !parts(text, separator).take(index).any(|other| other == part))
}

fn is_contig_name(name: &[u8], minor: u8) -> bool {
    // `<name>` is a contig of the ##assembly file.
    let bare = name.strip_prefix(b"<").and_then(|rest| rest.strip_suffix(b">")).unwrap_or(name);
    let forbidden = |byte: &u8| !byte.is_ascii_graphic() || b",<>[]{}()'\"`\\".contains(byte) || (minor < 3 && *byte == b':');
    !bare.is_empty() && !bare.iter().any(forbidden) && !bare.starts_with(b"*") && !bare.starts_with(b"=")
}

fn is_bases(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(|byte| b"ACGTNacgtn".contains(byte))
}

fn is_alternate(text: &[u8]) -> bool {
    match text {
        b"*" => true,
        [b'<', inner @ .., b'>'] => !inner.is_empty() && !inner.iter().any(|byte| b"<> ".contains(byte)),
        // Single breakends; a lone dot among other alleles is none.
        [b'.', bases @ ..] | [bases @ .., b'.'] => is_bases(bases),
        _ if is_bases(text) => true,
        _ => is_breakend(text),
    }
}

/// `t[p[`, `t]p]`, `]p]t`, `[p[t`, with `p` as `contig:position` (VCF 4.5 §5.4).
fn is_breakend(text: &[u8]) -> bool {
    let Some(open) = text.iter().position(|byte| b"[]".contains(byte)) else { return false };
    let bracket = text[open];
    let Some(close) = text.iter().rposition(|byte| *byte == bracket).filter(|close| *close > open) else { return false };
    let (before, place, after) = (&text[..open], &text[open + 1..close], &text[close + 1..]);
    let bases = match (before, after) {
        ([], bases) | (bases, []) => bases,
        _ => return false,
    };
    let colon = place.iter().rposition(|byte| *byte == b':');
    let mate = colon.is_some_and(|colon| colon > 0 && super::line::digits(&place[colon + 1..]).is_some());
    // `<ctg1>` joins a whole inserted contig.
    let mate = mate || (place.starts_with(b"<") && place.ends_with(b">"));
    mate && (is_bases(bases) || bases == b"." || bases.strip_prefix(b".").or(bases.strip_suffix(b".")).is_some_and(is_bases))
}

fn is_filter(text: &[u8]) -> bool {
    matches!(text, b"." | b"PASS")
        || (is_list(text, b';') && !parts(text, b';').any(|part| matches!(part, b"." | b"PASS" | b"0")) && !text.contains(&b','))
}

fn is_key(key: &[u8]) -> bool {
    key == b"1000G"
        || (key.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_')
            && key.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_.".contains(byte)))
}

fn float(text: &[u8]) -> Option<f64> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

fn integer(text: &[u8]) -> Option<i64> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

/// Comma-separated values of one type; `.` among them is a missing one.
fn is_of(value: &[u8], kind: Option<Type>) -> bool {
    let each: fn(&[u8]) -> bool = match kind {
        // The lowest eight numbers of 32 bits are reserved for BCF (VCF 4.3 §1.3).
        Some(Type::Integer) => |part| part == b"." || integer(part).is_some_and(|number| number.abs() <= i64::from(i32::MAX) - 7),
        Some(Type::Float) => |part| part == b"." || float(part).is_some(),
        _ => return !value.is_empty(),
    };
    parts(value, b',').all(each)
}

/// Counts and depths are 0 or more; allele frequencies lie between 0 and 1.
fn is_plausible(key: &[u8], value: &[u8]) -> bool {
    let numbers = || parts(value, b',').filter_map(float);
    match key {
        b"AC" | b"AD" | b"ADF" | b"ADR" | b"AN" | b"BQ" | b"DP" | b"END" | b"MQ" | b"MQ0" | b"NS" => numbers().all(|number| number >= 0.0),
        b"AF" => numbers().all(|number| (0.0..=1.0).contains(&number)),
        b"AA" => !value.contains(&b','),
        _ => true,
    }
}

fn is_number(value: &[u8], number: Number, alternates: usize) -> bool {
    let expected = match number {
        Number::Fixed(count) => count,
        Number::Alternates => alternates,
        Number::Alleles => alternates + 1,
        Number::Genotypes | Number::Any => return true,
    };
    // A line without ALT has nothing to count by.
    parts(value, b',').count() == expected || (alternates == 0 && number == Number::Alternates)
}

fn is_genotype(text: &[u8], alternates: usize) -> bool {
    // VCF 4.4 allows a phase before the first allele.
    let text = text.strip_prefix(b"/").or(text.strip_prefix(b"|")).unwrap_or(text);
    let allele = |part: &[u8]| part == b"." || super::line::digits(part).is_some_and(|number| number <= alternates as u64);
    text.split(|byte| b"/|".contains(byte)).all(allele)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::vcf::Tally;

    const HEADER: &str = "##fileformat=VCFv4.3\n##INFO=<ID=X,Number=2,Type=Float,Description=\"x\">\n\
                          #CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS\n";

    fn codes(line: &str) -> Vec<&'static str> {
        let header = Header::read(&mut HEADER.as_bytes()).unwrap();
        let mut tally = Tally::default();
        let parsed = Line::parse(line.as_bytes(), 1).unwrap();
        Rules::of(&header).check(&parsed, &mut Notes::new(&mut tally, 1, line.as_bytes()));
        tally.iter().map(|(reason, _)| reason.code).collect()
    }

    #[test]
    fn a_good_line_is_left_in_peace() {
        let nothing: [&str; 0] = [];
        for line in [
            "7\t1\t.\tA\tT\t.\t.\t.\tGT\t0/1\n",
            "HLA-A*01:01\t1\trs1;rs2\tAN\tT,*,<DEL>\t1e3\tq10;s50\tX=1,.;SOMATIC;AF=0,.,1\tGT:DP\t./.\n",
            "7\t1\t.\tA\tA[chr2:5[,]<ctg1>:7]A,.A,A.\t0\tPASS\tDP=.\tDP\t.\n",
        ] {
            assert_eq!(codes(line), nothing, "{line}");
        }
    }

    #[test]
    fn each_rule_has_a_line_that_breaks_it() {
        let base = ["7", "1", ".", "A", "T", ".", ".", ".", "GT", "0/1"];
        for (column, value, code) in [
            (0, "7,8", "BAD_CHROM"),
            (2, "a;a", "BAD_ID"),
            (3, "B", "BAD_REF"),
            (4, "A,,T", "BAD_ALT"),
            (4, "A]7]", "BAD_ALT"),
            (5, "-1", "BAD_QUAL"),
            (6, "PASS;q10", "BAD_FILTER"),
            (7, "DP=1;", "BAD_INFO"),
            (7, "DP=1;DP=1", "INFO_KEY_TWICE"),
            (7, "DP=1.5", "BAD_INFO_VALUE"),
            (7, "AF=1.5", "BAD_INFO_VALUE"),
            (7, "X=1", "BAD_INFO_NUMBER"),
            (8, "DP:GT", "BAD_FORMAT"),
            (9, "0/2", "BAD_GENOTYPE"),
            (9, "0/1:5", "BAD_SAMPLE"),
            (9, "0/1\t0/1", "COLUMN_COUNT"),
        ] {
            let mut fields = base;
            fields[column] = value;
            let found = codes(&(fields.join("\t") + "\n"));
            assert!(found.contains(&code), "{value}: {found:?}");
        }
        assert_eq!(codes(&base.join("\t")), ["NO_LINE_END"]);
    }

    #[test]
    fn reserved_keys_keep_their_meaning() {
        let of = |version, key, value| declarations(Some(version), 1, key, value).is_some();
        assert!(of("VCFv4.1", "INFO", "<ID=AC,Number=1,Type=Integer,Description=\"\">"));
        assert!(of("VCFv4.3", "FORMAT", "<ID=DP,Number=1,Type=String,Description=\"\">"));
        assert!(of("VCFv4.3", "reference", ""));
        assert!(!of("VCFv4.2", "FORMAT", "<ID=AD,Number=.,Type=Integer,Description=\"\">"), "not reserved before 4.3");
        assert!(!of("VCFv4.3", "INFO", "<ID=OURS,Number=1,Type=Text,Description=\"\">"));
    }
}
