//! One data line: its bytes kept, its fields found by their tabs.
//!
//! An annotator must not touch what it was not asked to touch, and printing a parsed number anew does touch it (`0.50`
//! becomes `0.5`). So a [`Line`] borrows the raw bytes, and [`Line::write_with`] copies them with the new text spliced
//! in after the INFO field. [`Line::strip`] is the exact inverse:
//!
//! | INFO in | INFO out | why |
//! |---|---|---|
//! | `DP=3` | `DP=3;CKDB=…` | the ordinary case |
//! | `.` | `CKDB=…` | `.` says "nothing", which is no longer so; strip puts the `.` back |
//! | empty | `;CKDB=…` | against the specification, but then strip can tell it from `.` |
//! | `CKDB=old;DP=3` | `DP=3;CKDB=…` | annotated before: our old entries go; "the input" then is the input without them |
//!
//! Bytes that are not UTF-8, CRLF line ends and a last line without an end all survive.

use super::info;
use super::tally::{Kind, Reason};
use crate::genome::allele::{Allele, AlleleError};
use crate::genome::{Assembly, Contig};
use std::fmt;
use std::ops::Range;

/// Columns of a line that has no samples: CHROM POS ID REF ALT QUAL FILTER INFO.
const FIXED: usize = 8;

/// One data line of a VCF.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// All bytes, the line end included.
    bytes: &'a [u8],
    /// Where the line end begins.
    end: usize,
    /// Where each of the first nine fields ends; those that do not exist end at `end`.
    ends: [usize; FIXED + 1],
    columns: usize,
    position: u64,
    number: u64,
}

/// Why a line was passed on without a look at its alleles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum NotUnderstood {
    /// Nothing before the line end.
    Blank,
    /// Begins with `#`, after the header has ended.
    HeaderAfterData,
    /// Fewer than eight columns.
    TooFewColumns,
    /// POS is not made of digits, or beyond 64 bits.
    PositionNotANumber,
}

impl NotUnderstood {
    /// The reason as it is counted.
    #[must_use]
    pub const fn reason(self) -> Reason {
        let (code, text) = match self {
            Self::Blank => ("BLANK_LINE", "a blank line"),
            Self::HeaderAfterData => ("HEADER_AFTER_DATA", "a header line after the data has begun"),
            Self::TooFewColumns => ("TOO_FEW_COLUMNS", "fewer than 8 columns separated by tabs"),
            Self::PositionNotANumber => ("POSITION_NOT_A_NUMBER", "POS is not a whole number of 0 or more"),
        };
        Reason { kind: Kind::NotUnderstood, code, text }
    }
}

/// A CHROM that is no primary chromosome: an alternate locus, a decoy, a virus, or another organism's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContigProblem<'a> {
    /// CHROM as it stands on the line.
    pub name: &'a [u8],
}

impl ContigProblem<'_> {
    /// The reason as it is counted.
    #[must_use]
    pub const fn reason(self) -> Reason {
        Reason {
            kind: Kind::Unanswered,
            code: "NOT_A_PRIMARY_CHROMOSOME",
            text: "CHROM is none of 1-22, X, Y, MT under any of their names; nothing is known there",
        }
    }
}

impl fmt::Display for ContigProblem<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = String::from_utf8_lossy(self.name);
        write!(f, "`{name}` is not a primary human chromosome: expected 1-22, X, Y or MT, as 7, chr7 or NC_000007.14")
    }
}

impl<'a> Line<'a> {
    /// Finds the fields of one line. `bytes` is the whole line with its line end, if it has one; `number` is its place
    /// in the whole file, 1-based.
    ///
    /// # Errors
    /// The reason why the line is not a data line one could annotate.
    pub fn parse(bytes: &'a [u8], number: u64) -> Result<Self, NotUnderstood> {
        let end = end_of_text(bytes);
        let text = &bytes[..end];
        match text.first() {
            None => return Err(NotUnderstood::Blank),
            Some(b'#') => return Err(NotUnderstood::HeaderAfterData),
            Some(_) => {}
        }
        let mut ends = [end; FIXED + 1];
        let mut tabs = 0;
        for tab in memchr::memchr_iter(b'\t', text) {
            if let Some(slot) = ends.get_mut(tabs) {
                *slot = tab;
            }
            tabs += 1;
        }
        let columns = tabs + 1;
        if columns < FIXED {
            return Err(NotUnderstood::TooFewColumns);
        }
        let mut line = Self { bytes, end, ends, columns, position: 0, number };
        line.position = digits(line.fixed(1)).ok_or(NotUnderstood::PositionNotANumber)?;
        Ok(line)
    }

    fn fixed(&self, index: usize) -> &'a [u8] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] + 1 };
        &self.bytes[start..self.ends[index]]
    }

    /// The whole line with its line end.
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The line's place in the whole file, 1-based.
    #[must_use]
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// How many columns there are, eight or more.
    #[must_use]
    pub const fn columns(&self) -> usize {
        self.columns
    }

    /// CHROM as it stands.
    #[must_use]
    pub fn chrom(&self) -> &'a [u8] {
        self.fixed(0)
    }

    /// The contig CHROM names, and the assembly if the name gives it away (`NC_000007.13`).
    ///
    /// # Errors
    /// CHROM is not a primary chromosome.
    pub fn contig(&self) -> Result<(Contig, Option<Assembly>), ContigProblem<'a>> {
        let name = self.chrom();
        std::str::from_utf8(name).ok().and_then(Contig::parse).ok_or(ContigProblem { name })
    }

    /// POS, 1-based; 0 is the telomere.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.position
    }

    /// POS as it stands.
    #[must_use]
    pub fn position_text(&self) -> &'a [u8] {
        self.fixed(1)
    }

    /// ID as it stands: `.`, or identifiers separated by `;`.
    #[must_use]
    pub fn id(&self) -> &'a [u8] {
        self.fixed(2)
    }

    /// REF as it stands.
    #[must_use]
    pub fn reference(&self) -> &'a [u8] {
        self.fixed(3)
    }

    /// ALT as it stands: `.`, or alleles separated by commas.
    #[must_use]
    pub fn alternates(&self) -> &'a [u8] {
        self.fixed(4)
    }

    /// QUAL as it stands.
    #[must_use]
    pub fn quality(&self) -> &'a [u8] {
        self.fixed(5)
    }

    /// FILTER as it stands.
    #[must_use]
    pub fn filter(&self) -> &'a [u8] {
        self.fixed(6)
    }

    /// INFO as it stands.
    #[must_use]
    pub fn info(&self) -> &'a [u8] {
        self.fixed(7)
    }

    /// FORMAT as it stands, if there is such a column.
    #[must_use]
    pub fn format(&self) -> Option<&'a [u8]> {
        (self.columns > FIXED).then(|| self.fixed(8))
    }

    /// The columns after FORMAT.
    pub fn samples(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let columns = self.bytes.get(self.ends[FIXED] + 1..self.end).filter(|_| self.columns > FIXED + 1);
        columns.into_iter().flat_map(|columns| columns.split(|byte| *byte == b'\t'))
    }

    /// The alleles of this line, one for each ALT in their order; `contig` is what [`Line::contig`] gave.
    ///
    /// What is not a run of bases (`<DEL>`, `*`, breakends …) is an error that names it; nothing is guessed.
    pub fn alleles(&self, contig: Contig) -> impl Iterator<Item = Result<Allele, AlleleError>> + use<'a> {
        // No contig is longer than 32 bits, so a POS beyond names no letter of one.
        let position = u32::try_from(self.position).map_err(|_| AlleleError::NoPosition);
        let reference = self.reference();
        self.alternates()
            .split(|byte| *byte == b',')
            .map(move |alternate| position.and_then(|position| Allele::from_vcf(contig, position, reference, alternate)))
    }

    /// The value of an INFO key; empty for a flag, `None` when the key is not there. The first of several counts.
    #[must_use]
    pub fn info_value(&self, key: &str) -> Option<&'a [u8]> {
        self.info().split(|byte| *byte == b';').find_map(|entry| match entry.strip_prefix(key.as_bytes())? {
            [] => Some(&[][..]),
            [b'=', value @ ..] => Some(value),
            _ => None,
        })
    }

    /// The value of a FORMAT key in the sample column `sample` (0 is the first). `None` when the column, the key or the
    /// value is not there: trailing values may be left out (VCF 4.3 §1.6.2).
    #[must_use]
    pub fn sample_value(&self, sample: usize, key: &str) -> Option<&'a [u8]> {
        let place = self.format()?.split(|byte| *byte == b':').position(|name| name == key.as_bytes())?;
        self.samples().nth(sample)?.split(|byte| *byte == b':').nth(place)
    }

    /// Does the line carry INFO entries of ours, from an earlier annotation?
    #[must_use]
    pub fn is_annotated(&self) -> bool {
        self.info().split(|byte| *byte == b';').any(info::is_ours)
    }

    /// Appends the line to `out` with `addition` (`CKDB=…`, without a `;` before it) as the last INFO entries.
    ///
    /// Entries of ours from an earlier annotation are left out. An empty `addition` adds nothing.
    pub fn write_with(&self, out: &mut Vec<u8>, addition: &[u8]) {
        match self.edit(addition) {
            None => out.extend_from_slice(self.bytes),
            Some((replaced, text)) => {
                out.reserve(self.bytes.len() + text.len());
                out.extend_from_slice(&self.bytes[..replaced.start]);
                out.extend_from_slice(&text);
                out.extend_from_slice(&self.bytes[replaced.end..]);
            }
        }
    }

    /// What [`Line::write_with`] changes: which bytes of the line, and what stands there instead. `None` if nothing changes.
    pub(super) fn edit(&self, addition: &[u8]) -> Option<(Range<usize>, Vec<u8>)> {
        let field = self.ends[6] + 1..self.ends[7];
        if !self.is_annotated() {
            return match self.info() {
                _ if addition.is_empty() => None,
                b"." => Some((field, addition.to_vec())),
                _ => Some((field.end..field.end, [b";", addition].concat())),
            };
        }
        let mut kept = self.info().split(|byte| *byte == b';').filter(|entry| !info::is_ours(entry));
        let mut text = kept.next().unwrap_or(b".").to_vec();
        for entry in kept {
            text.push(b';');
            text.extend_from_slice(entry);
        }
        if !addition.is_empty() {
            if text == b"." {
                text.clear();
            } else {
                text.push(b';');
            }
            text.extend_from_slice(addition);
        }
        Some((field, text))
    }

    /// Appends the line to `out` without any INFO entry of ours: the exact inverse of [`Line::write_with`].
    pub fn strip(&self, out: &mut Vec<u8>) {
        self.write_with(out, b"");
    }
}

/// Where the line end (LF, CRLF, or a CR at the end of the file) begins.
pub(super) fn end_of_text(bytes: &[u8]) -> usize {
    let text = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    text.strip_suffix(b"\r").unwrap_or(text).len()
}

/// A whole number written in digits alone.
pub(super) fn digits(text: &[u8]) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0_u64, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| u64::from(byte - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn with(line: &[u8], addition: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        Line::parse(line, 1).unwrap().write_with(&mut out, addition);
        out
    }

    fn stripped(line: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        Line::parse(line, 1).unwrap().strip(&mut out);
        out
    }

    #[test]
    fn the_table_in_the_module_doc_holds() {
        let of = |info: &str| format!("7\t1\t.\tA\tT\t.\t.\t{info}\tGT\t0/1\r\n").into_bytes();
        for (before, after) in [("DP=3", "DP=3;CKDB=x"), (".", "CKDB=x"), ("", ";CKDB=x"), (";", ";;CKDB=x")] {
            assert_eq!(with(&of(before), b"CKDB=x"), of(after), "{before:?}");
            assert_eq!(stripped(&of(after)), of(before), "{before:?}");
        }
        assert_eq!(with(&of("CKDB=old;DP=3;CKDB_CSQ=old"), b"CKDB=x"), of("DP=3;CKDB=x"));
        assert_eq!(with(&of("CKDB=old"), b"CKDB=x"), of("CKDB=x"));
        assert_eq!(with(&of("CKDB=old"), b""), of("."), "nothing to say any more");
    }

    #[test]
    fn line_ends_stay() {
        for end in ["", "\n", "\r\n", "\r"] {
            let line = format!("7\t1\t.\tA\tT\t.\t.\tDP=1{end}");
            let expected = format!("7\t1\t.\tA\tT\t.\t.\tDP=1;CKDB=x{end}");
            assert_eq!(with(line.as_bytes(), b"CKDB=x"), expected.as_bytes());
        }
    }

    #[test]
    fn fields_are_found() {
        let text = b"chr7\t55191822\trs1\tT\tG,*,<DEL>\t50.00\tPASS\tDP=9;SOMATIC;END=7\tGT:AD:AF\t0/0:9,0\t0/1:4,5:0.56\n";
        let line = Line::parse(text, 12).unwrap();
        assert_eq!((line.chrom(), line.position(), line.id()), (&b"chr7"[..], 55_191_822, &b"rs1"[..]));
        assert_eq!((line.reference(), line.quality(), line.filter()), (&b"T"[..], &b"50.00"[..], &b"PASS"[..]));
        assert_eq!(line.info_value("END"), Some(&b"7"[..]));
        assert_eq!(line.info_value("SOMATIC"), Some(&b""[..]));
        assert_eq!((line.info_value("SOM"), line.info_value("D")), (None, None));
        assert_eq!(line.sample_value(1, "AF"), Some(&b"0.56"[..]));
        assert_eq!(line.sample_value(0, "AF"), None, "trailing values may be left out");
        assert_eq!(line.sample_value(2, "AF"), None);
        assert_eq!(line.samples().count(), 2);
        assert_eq!((line.columns(), line.number(), line.bytes().len()), (11, 12, text.len()));
        let (contig, assembly) = line.contig().unwrap();
        assert_eq!((contig.name(), assembly), ("chr7", None));
        let alleles: Vec<_> = line.alleles(contig).collect();
        assert_eq!(alleles[0].as_ref().unwrap().to_string(), "chr7-55191822-T-G");
        assert_eq!(alleles[1], Err(AlleleError::UpstreamDeletion));
        assert_eq!(alleles[2], Err(AlleleError::Symbolic));
    }

    #[test]
    fn no_samples_is_no_samples() {
        let eight = Line::parse(b"7\t1\t.\tA\tT\t.\t.\t.\n", 1).unwrap();
        assert_eq!((eight.format(), eight.samples().count(), eight.sample_value(0, "GT")), (None, 0, None));
        let nine = Line::parse(b"7\t1\t.\tA\tT\t.\t.\t.\tGT\n", 1).unwrap();
        assert_eq!((nine.format(), nine.samples().count()), (Some(&b"GT"[..]), 0));
        let empty_sample = Line::parse(b"7\t1\t.\tA\tT\t.\t.\t.\tGT\t\n", 1).unwrap();
        assert_eq!(empty_sample.samples().collect::<Vec<_>>(), [b""]);
    }

    #[test]
    fn what_is_not_understood_is_named() {
        let of = |line: &[u8]| Line::parse(line, 1).unwrap_err();
        assert_eq!(of(b""), NotUnderstood::Blank);
        assert_eq!(of(b"\r\n"), NotUnderstood::Blank);
        assert_eq!(of(b"#CHROM\tPOS\n"), NotUnderstood::HeaderAfterData);
        assert_eq!(of(b"7\t1\t.\tA\tT\t.\t.\n"), NotUnderstood::TooFewColumns);
        assert_eq!(of(b"7 1 . A T . . .\n"), NotUnderstood::TooFewColumns);
        for position in ["", ".", "+5", "-1", "1e3", "99999999999999999999"] {
            let line = format!("7\t{position}\t.\tA\tT\t.\t.\t.\n");
            assert_eq!(of(line.as_bytes()), NotUnderstood::PositionNotANumber, "{position}");
        }
    }

    #[test]
    fn a_position_beyond_any_contig_is_answered() {
        let line = Line::parse(b"7\t9223372036854775807\t.\tA\tT\t.\t.\t.\n", 1).unwrap();
        let (contig, _) = line.contig().unwrap();
        assert_eq!(line.alleles(contig).next(), Some(Err(AlleleError::NoPosition)));
        assert_eq!(Line::parse(b"GL000207.1\t1\t.\tA\tT\t.\t.\t.", 1).unwrap().contig().unwrap_err().name, b"GL000207.1");
    }

    /// Any bytes but those that end a field or a line.
    fn field() -> impl Strategy<Value = Vec<u8>> {
        prop::collection::vec(any::<u8>().prop_filter("no tab, no line end", |byte| !b"\t\n\r".contains(byte)), 0..12)
    }

    /// INFO fields, with the bytes that matter often among them.
    fn info_field() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            Just(b";".to_vec()),
            Just(b".".to_vec()),
            Just(b"CKDBX=1".to_vec()),
            Just(b"XCKDB".to_vec()),
            Just(b"DP=10".to_vec()),
            field(),
        ];
        prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn strip_undoes_annotate(
            before in prop::collection::vec(field(), 5),
            position in any::<u64>(),
            info in info_field(),
            after in prop::collection::vec(field(), 0..4),
            end in prop_oneof![Just(""), Just("\n"), Just("\r\n"), Just("\r")],
            both in any::<bool>(),
        ) {
            prop_assume!(!info.split(|byte| *byte == b';').any(info::is_ours));
            let chrom = [b"c".as_slice(), &before[0]].concat();
            let pos = position.to_string().into_bytes();
            let mut fields = vec![chrom, pos];
            fields.extend(before.into_iter().skip(1).chain([b"PASS".to_vec(), b"q".to_vec()]).take(5));
            fields.push(info);
            fields.extend(after);
            let mut input = fields.join(&b'\t');
            input.extend_from_slice(end.as_bytes());
            let addition: &[u8] = if both { b"CKDB=a,b;CKDB_CSQ=c" } else { b"CKDB_CSQ=c" };
            let annotated = with(&input, addition);
            prop_assert_ne!(&annotated, &input);
            prop_assert_eq!(Line::parse(&annotated, 1).unwrap().columns(), fields.len());
            prop_assert_eq!(&stripped(&annotated), &input);
            prop_assert_eq!(&stripped(&input), &input);
            prop_assert_eq!(with(&annotated, b"CKDB=again"), with(&input, b"CKDB=again"), "annotating again replaces");
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes in any::<Vec<u8>>(), key in "[A-Z]{0,3}") {
            if let Ok(line) = Line::parse(&bytes, 1) {
                let _ = (line.info_value(&key), line.sample_value(0, &key), line.contig().map(|found| line.alleles(found.0).count()));
            }
        }
    }
}
