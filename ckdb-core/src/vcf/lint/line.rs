//! What is wrong with a data line, column by column.

use super::reserved::{Declared, Number, RESERVED_FORMAT, RESERVED_INFO, Type, declared, minor_version};
use crate::vcf::header::{Header, rules_want_an_end};
use crate::vcf::line::{Line, digits};
use crate::vcf::meta;
use crate::vcf::tally::{Kind, Notes, Reason};
use smallvec::SmallVec;
use std::collections::HashMap;

const fn rule(code: &'static str, text: &'static str) -> Reason {
    Reason { kind: Kind::BreaksRule, code, text }
}

const COLUMNS: Reason = rule("COLUMN_COUNT", "not as many columns as the #CHROM line has");
const CHROM: Reason = rule("BAD_CHROM", "CHROM is empty or has a blank, a comma or a bracket (before VCF 4.3, also a colon) in it");
const ID: Reason = rule("BAD_ID", "ID has a blank, an empty part or the same part twice");
const REF: Reason = rule("BAD_REF", "REF has a letter other than A, C, G, T, N");
const ALT: Reason = rule("BAD_ALT", "an ALT is neither bases, `*`, `<ID>` nor a breakend");
const QUAL: Reason = rule("BAD_QUAL", "QUAL is neither `.` nor a number of 0 or more");
const FILTER: Reason = rule("BAD_FILTER", "FILTER has an empty or repeated part, a blank, a comma, `0`, or `.` beside other parts");
const INFO_KEY: Reason = rule("BAD_INFO", "INFO has an empty entry, a blank, or a key that is not a name");
const INFO_TWICE: Reason = rule("INFO_KEY_TWICE", "an INFO key stands twice");
const INFO_VALUE: Reason = rule("BAD_INFO_VALUE", "an INFO value is not of the type its header line or the specification gives");
const INFO_NUMBER: Reason =
    rule("BAD_INFO_NUMBER", "an INFO key has not as many values as its header line or the specification says");
const FORMAT: Reason = rule("BAD_FORMAT", "FORMAT has an empty or repeated key, a key that is not a name, or GT not first");
const SAMPLE: Reason = rule("BAD_SAMPLE", "a sample has more values than FORMAT has keys, or a value of the wrong type");
const SAMPLE_NUMBER: Reason =
    rule("BAD_SAMPLE_NUMBER", "a sample has not as many values for a key as its header line or the specification says");
const GENOTYPE: Reason =
    rule("BAD_GENOTYPE", "GT is not allele numbers joined by `/` or `|`, or names an allele that is not there");
const LINE_END: Reason = rule("NO_LINE_END", "the last line has no line end");

/// What the header fixes for its lines.
#[derive(Clone, Debug)]
pub struct Rules {
    columns: usize,
    minor: u8,
    wants_line_end: bool,
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
        let mut rules = Self {
            columns: header.columns(),
            minor,
            wants_line_end: rules_want_an_end(header.version()),
            info: of_table(&RESERVED_INFO),
            format: of_table(&RESERVED_FORMAT),
        };
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
        note(line.quality() != b"." && !float(line.quality()).is_some_and(|quality| quality.is_nan() || quality >= 0.0), QUAL);
        note(!is_filter(line.filter()), FILTER);
        note(self.wants_line_end && !line.bytes().ends_with(b"\n"), LINE_END);
        let alternates = if line.alternates() == b"." { 0 } else { parts(line.alternates(), b',').count() };
        self.check_info(line, alternates, &mut note);
        self.check_samples(line, alternates, &mut note);
    }

    fn check_info(&self, line: &Line<'_>, alternates: usize, note: &mut impl FnMut(bool, Reason)) {
        if line.info() == b"." {
            return;
        }
        let [mut bad_key, mut bad_value, mut bad_number] = [false; 3];
        for entry in parts(line.info(), b';') {
            let (key, value) = split_once(entry, b'=');
            bad_key |= !is_key(key) || (self.minor < 3 && value.is_some_and(has_blank));
            let Some((number, kind)) = self.info.get(key) else { continue };
            match value {
                None => bad_value |= kind.is_some_and(|kind| kind != Type::Flag),
                // `DB=0` and `DB=1` are how many write a flag.
                Some(b".") => {}
                Some(b"0" | b"1") if *kind == Some(Type::Flag) => {}
                Some(value) => {
                    bad_value |= *kind == Some(Type::Flag) || !is_of(value, *kind) || !is_plausible(key, value);
                    bad_number |= !is_number(value, *number, alternates);
                }
            }
        }
        note(bad_key, INFO_KEY);
        note(has_twice(parts(line.info(), b';').map(|entry| split_once(entry, b'=').0)), INFO_TWICE);
        note(bad_value, INFO_VALUE);
        note(bad_number, INFO_NUMBER);
    }

    fn check_samples(&self, line: &Line<'_>, alternates: usize, note: &mut impl FnMut(bool, Reason)) {
        let Some(format) = line.format() else { return };
        let keys: Vec<&[u8]> = format.split(|byte| *byte == b':').collect();
        let genotype = keys.iter().position(|key| *key == b"GT");
        let names = keys.iter().all(|key| is_key(key));
        let twice = has_twice(keys.iter().copied());
        note(format != b"." && (!names || twice || genotype.is_some_and(|place| place > 0)), FORMAT);
        let declared: Vec<_> = keys.iter().map(|key| self.format.get(*key).copied()).collect();
        let [mut bad_sample, mut bad_number, mut bad_genotype] = [false; 3];
        for sample in line.samples() {
            let mut values = 0;
            let called = genotype.and_then(|place| parts(sample, b':').nth(place));
            let ploidy = called.map(|called| called.split(|byte| b"/|".contains(byte)).filter(|allele| !allele.is_empty()).count());
            for (index, value) in parts(sample, b':').enumerate() {
                values += 1;
                if Some(index) == genotype {
                    bad_genotype |= !is_genotype(value, alternates);
                }
                // Values of no length are allowed since 4.5.
                if value == b"." || (value.is_empty() && self.minor >= 5) {
                    continue;
                }
                let Some(Some((number, kind))) = declared.get(index) else { continue };
                bad_sample |= !is_of(value, *kind);
                bad_number |= match (number, ploidy) {
                    (Number::Genotypes, Some(ploidy)) if alternates > 0 && called != Some(b".") => {
                        let missing = parts(value, b',').all(|part| part == b".");
                        !missing && parts(value, b',').count() as u64 != genotypes(ploidy as u64, alternates as u64 + 1)
                    }
                    _ => !is_number(value, *number, alternates),
                };
            }
            bad_sample |= values > keys.len() || (sample.is_empty() && self.minor < 5);
        }
        note(bad_number, SAMPLE_NUMBER);
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
    !has_blank(text) && !parts(text, separator).any(<[u8]>::is_empty) && !has_twice(parts(text, separator))
}

/// Does one of them stand twice? By sorting, so that a field with very many entries takes no very long time.
fn has_twice<'a>(items: impl Iterator<Item = &'a [u8]>) -> bool {
    let mut items: SmallVec<[&[u8]; 32]> = items.collect();
    items.sort_unstable();
    items.windows(2).any(|pair| pair[0] == pair[1])
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
    let mate = colon.is_some_and(|colon| colon > 0 && digits(&place[colon + 1..]).is_some());
    // `<ctg1>` joins a whole inserted contig.
    let mate = mate || (place.starts_with(b"<") && place.ends_with(b">"));
    mate && (is_bases(bases) || bases == b"." || bases.strip_prefix(b".").or(bases.strip_suffix(b".")).is_some_and(is_bases))
}

fn is_filter(text: &[u8]) -> bool {
    matches!(text, b"." | b"PASS")
        || (is_list(text, b';') && !parts(text, b';').any(|part| matches!(part, b"." | b"0")) && !text.contains(&b','))
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
        // One character, which may take up to four bytes of UTF-8.
        Some(Type::Character) => |part| std::str::from_utf8(part).is_ok_and(|part| part.chars().count() == 1),
        _ => return !value.is_empty(),
    };
    parts(value, b',').all(each)
}

/// Counts and depths are 0 or more; allele frequencies lie between 0 and 1.
fn is_plausible(key: &[u8], value: &[u8]) -> bool {
    let numbers = || parts(value, b',').filter_map(float);
    match key {
        b"AC" | b"AD" | b"ADF" | b"ADR" | b"AN" | b"BQ" | b"DP" | b"END" | b"MQ" | b"MQ0" | b"NS" => {
            numbers().all(|number| number >= 0.0)
        }
        b"AF" => numbers().all(|number| (0.0..=1.0).contains(&number)),
        b"AA" => !value.contains(&b','),
        b"CIGAR" => parts(value, b',').all(is_cigar),
        _ => true,
    }
}

/// Runs of a length and an operation (SAM specification §1.4.6).
fn is_cigar(text: &[u8]) -> bool {
    text == b"."
        || (!text.is_empty()
            && text.split_inclusive(|byte| b"MIDNSHPX=".contains(byte)).all(|run| match run {
                [length @ .., operation] => !operation.is_ascii_digit() && digits(length).is_some(),
                [] => false,
            }))
}

fn is_number(value: &[u8], number: Number, alternates: usize) -> bool {
    let expected = match number {
        Number::Fixed(count) => count,
        Number::Alternates => alternates,
        Number::Alleles => alternates + 1,
        Number::Genotypes | Number::Any => return true,
    };
    // In quotation marks a comma is text. A line without ALT has nothing to count by.
    value.starts_with(b"\"") || parts(value, b',').count() == expected || (alternates == 0 && number == Number::Alternates)
}

/// How many genotypes there are of so many alleles (VCF 4.3 §1.6.2, GL): combinations with repetition.
fn genotypes(ploidy: u64, alleles: u64) -> u64 {
    // Each step of the product is itself a binomial coefficient, so the division is exact.
    (1..=ploidy).fold(1, |count: u64, step| count.saturating_mul(alleles + step - 1) / step)
}

fn is_genotype(text: &[u8], alternates: usize) -> bool {
    // VCF 4.4 allows a phase before the first allele.
    let text = text.strip_prefix(b"/").or(text.strip_prefix(b"|")).unwrap_or(text);
    let allele = |part: &[u8]| part == b"." || digits(part).is_some_and(|number| alternates == 0 || number <= alternates as u64);
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
            "HLA-A*01:01\t1\trs1;rs2\tAN\tT,*,<DEL>\t1e3\tq10;s50\tX=1,.;SOMATIC;AF=0,.,1;CIGAR=1M2D,.,1X\tGT:DP\t./.\n",
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
            (6, ".;q10", "BAD_FILTER"),
            (7, "DP=1;", "BAD_INFO"),
            (7, "DP=1;DP=1", "INFO_KEY_TWICE"),
            (7, "DP=1.5", "BAD_INFO_VALUE"),
            (7, "AF=1.5", "BAD_INFO_VALUE"),
            (7, "X=1", "BAD_INFO_NUMBER"),
            (7, "CIGAR=5", "BAD_INFO_VALUE"),
            (8, "DP:GT", "BAD_FORMAT"),
            (9, "0/2", "BAD_GENOTYPE"),
            (9, "0/1:5", "BAD_SAMPLE"),
            (9, "", "BAD_SAMPLE"),
            (9, "0/1\t0/1", "COLUMN_COUNT"),
            (8, "GT:PL\t0/1:1,2", "BAD_SAMPLE_NUMBER"),
        ] {
            let mut fields = base;
            fields[column] = value;
            let found = codes(&(fields.join("\t") + "\n"));
            assert!(found.contains(&code), "{value}: {found:?}");
        }
        assert_eq!(codes(&base.join("\t")), ["NO_LINE_END"]);
    }
}
