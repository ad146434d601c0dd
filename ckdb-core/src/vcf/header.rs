//! The header: raw lines kept as they are, and what they say of contigs, samples and assembly.
//!
//! [`Header::read`] stops right after the `#CHROM` line. Nothing is printed anew: [`Header::write_with`] copies the raw
//! lines and puts our [`Declaration`]s before `#CHROM`; [`Header::strip`] copies them without ours. A header the parser
//! of noodles refuses is still used, with its complaint as a warning: a caller's odd `##INFO` line must not stand between
//! a patient and an answer. Only a missing or wrong `#CHROM` line, without which columns have no meaning, is an error.

use super::assembly::{self, AssemblyGuess, ContigLine};
use super::error::VcfError;
use super::info::{CONSEQUENCE_KEY, KEY, OUR_KEYS};
use super::line::end_of_text;
use super::samples::{self, SampleRole};
use super::source::read_line;
use super::tally::excerpt;
use super::warning::Warning;
use super::{lint, meta};
use std::fmt;
use std::io::{self, BufRead, Write};

/// The columns every VCF has, in this order (VCF 4.5 §1.5).
pub const FIXED_COLUMNS: [&str; 8] = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"];

/// The line that names the program and the index that made our annotation.
const ABOUT: &str = "##ckdb=";

/// A header line of ours. [`Header::strip`] finds every one of them again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Declaration {
    /// `##ckdb=<…>`: the text stands between the angle brackets.
    About(String),
    /// `##INFO=<ID=CKDB,…>` with this description.
    Matches(String),
    /// `##INFO=<ID=CKDB_CSQ,…>` with this description.
    Consequences(String),
}

impl fmt::Display for Declaration {
    /// The line without its line end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A line break would make a second line, which strip could not tell from the input's.
        let one_line = |text: &str| text.replace(['\r', '\n'], " ");
        let quoted = |text: &str| one_line(text).replace('\\', "\\\\").replace('"', "\\\"");
        let (key, text) = match self {
            Self::About(text) => return write!(f, "{ABOUT}<{}>", one_line(text)),
            Self::Matches(text) => (KEY, text),
            Self::Consequences(text) => (CONSEQUENCE_KEY, text),
        };
        write!(f, "##INFO=<ID={key},Number=.,Type=String,Description=\"{}\">", quoted(text))
    }
}

/// The header of one VCF.
#[derive(Clone, Debug)]
pub struct Header {
    /// Raw lines with their line ends; the last is the `#CHROM` line.
    lines: Vec<Vec<u8>>,
    version: Option<String>,
    contigs: Vec<ContigLine>,
    meta_lines: Vec<(String, String)>,
    columns: usize,
    samples: Vec<String>,
    warnings: Vec<Warning>,
}

impl Header {
    /// Reads up to and with the `#CHROM` line; the reader then stands at the first data line.
    ///
    /// # Errors
    /// Empty input, input that is no VCF text, no `#CHROM` line, or one with wrong names; and whatever reading gives.
    pub fn read(reader: &mut impl BufRead) -> Result<Self, VcfError> {
        let beginning = reader.fill_buf().map_err(|source| VcfError::Read { after_line: 0, source })?;
        if beginning.is_empty() {
            return Err(VcfError::Empty);
        }
        refuse_other_formats(beginning)?;
        let mut lines: Vec<Vec<u8>> = Vec::new();
        loop {
            let number = lines.len() as u64 + 1;
            let mut line = Vec::new();
            if !read_line(reader, &mut line, number)? {
                return Err(VcfError::NoColumnLine { line: number, found: "the end of the input".to_owned() });
            }
            let text = text_of(&line, number);
            if is_column_line(text) {
                lines.push(line);
                return Self::from_lines(lines);
            }
            if !text.is_empty() && text[0] != b'#' {
                let found = excerpt(text);
                return Err(if number == 1 {
                    let found = format!("a first line that reads `{found}`");
                    VcfError::NotVcf { found, advice: "give the VCF itself, with its header" }
                } else {
                    VcfError::NoColumnLine { line: number, found: format!("`{found}`") }
                });
            }
            lines.push(line);
        }
    }

    /// `lines` end with the `#CHROM` line.
    fn from_lines(lines: Vec<Vec<u8>>) -> Result<Self, VcfError> {
        let number = lines.len() as u64;
        let column_line = lines.last().map(|line| text_of(line, number)).unwrap_or_default();
        let (names, blanks) = column_names(column_line, number)?;
        let column_line_ends = lines.last().is_some_and(|line| line.ends_with(b"\n"));
        let mut header = Self {
            version: None,
            contigs: Vec::new(),
            meta_lines: Vec::new(),
            columns: names.len(),
            samples: names.iter().skip(FIXED_COLUMNS.len() + 1).cloned().collect(),
            warnings: lint::header::columns(&names).into_iter().map(|message| Warning { line: number, message }).collect(),
            lines,
        };
        if blanks {
            let message =
                "the column names are separated by blanks, VCF wants tabs; data lines with blanks for tabs pass untouched";
            header.warnings.push(Warning { line: number, message: message.to_owned() });
        }
        for (index, line) in header.lines.iter().enumerate() {
            let line = text_of(line, index as u64 + 1);
            if is_ours(line) {
                continue;
            }
            let Some((key, value)) = meta::key_value(line) else {
                if !line.starts_with(b"#CHROM") {
                    let message = format!("expected `##key=value`, found `{}`", excerpt(line));
                    header.warnings.push(Warning { line: index as u64 + 1, message });
                }
                continue;
            };
            header.warnings.extend(lint::header::meta_line(header.version.as_deref(), index as u64 + 1, &key, &value));
            match key.as_str() {
                "fileformat" if header.version.is_none() => header.version = Some(value),
                "contig" => header.contigs.extend(ContigLine::parse(&value)),
                _ => header.meta_lines.push((key, value)),
            }
        }
        if !column_line_ends && rules_want_an_end(header.version()) {
            header.warnings.push(Warning { line: number, message: "the last line has no line end".to_owned() });
        }
        let lines = (1..).zip(&header.lines).map(|(number, line)| text_of(line, number));
        // Where both judges speak of a line, ours says it in plainer words.
        let said: Vec<u64> = header.warnings.iter().map(|warning| warning.line).collect();
        let second = lint::header::second_opinion(header.version.as_deref(), lines);
        header.warnings.extend(second.into_iter().filter(|warning| !said.contains(&warning.line)));
        header.warnings.sort_by_key(|warning| warning.line);
        Ok(header)
    }

    /// What `##fileformat` says: `VCFv4.2`.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// The `##contig` lines, in their order.
    #[must_use]
    pub fn contigs(&self) -> &[ContigLine] {
        &self.contigs
    }

    /// The `##key=value` lines but `##fileformat`, `##contig` and ours, in their order.
    #[must_use]
    pub fn meta_lines(&self) -> &[(String, String)] {
        &self.meta_lines
    }

    /// How many columns the `#CHROM` line names.
    #[must_use]
    pub const fn columns(&self) -> usize {
        self.columns
    }

    /// The names of the sample columns. Bytes that are not UTF-8 show as `�`.
    #[must_use]
    pub fn samples(&self) -> &[String] {
        &self.samples
    }

    /// What each sample is, as far as the header says so; in the order of [`Header::samples`].
    #[must_use]
    pub fn roles(&self) -> Vec<SampleRole> {
        samples::roles(&self.samples, &self.meta_lines)
    }

    /// The column of the sample with this name (0 is the first sample), as [`Line::sample_value`](super::Line::sample_value)
    /// counts them.
    #[must_use]
    pub fn sample(&self, name: &str) -> Option<usize> {
        self.samples.iter().position(|sample| sample == name)
    }

    /// The column of the tumour: the only sample the header calls so, or the only sample there is unless it is called
    /// normal. `None` when that leaves a choice, which then is the user's.
    #[must_use]
    pub fn tumour(&self) -> Option<usize> {
        let roles = self.roles();
        let mut tumours = (0..roles.len()).filter(|index| roles[*index] == SampleRole::Tumour);
        match (tumours.next(), tumours.next()) {
            (Some(only), None) => Some(only),
            (None, _) if roles == [SampleRole::Unknown] => Some(0),
            _ => None,
        }
    }

    /// The column of the normal beside sample `tumour`: the only other sample the header calls normal. `None` for a normal itself.
    #[must_use]
    pub fn normal_of(&self, tumour: Option<usize>) -> Option<usize> {
        let (tumour, roles) = (tumour?, self.roles());
        if roles.get(tumour) == Some(&SampleRole::Normal) {
            return None;
        }
        let mut normals = (0..roles.len()).filter(|column| *column != tumour && roles[*column] == SampleRole::Normal);
        let only = normals.next()?;
        normals.next().is_none().then_some(only)
    }

    /// The assembly, from contig lengths, accessions, `##reference` and `##assembly`.
    #[must_use]
    pub fn assembly(&self) -> AssemblyGuess {
        let is_word = |key: &str| matches!(key, "reference" | "assembly");
        let words: Vec<_> = self.meta_lines.iter().filter(|(key, _)| is_word(key)).cloned().collect();
        assembly::guess(&self.contigs, &words)
    }

    /// What is against the rules but does no harm, by line.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// How many lines the header has, with `#CHROM`: the first data line has this number plus one.
    #[must_use]
    pub fn line_count(&self) -> u64 {
        self.lines.len() as u64
    }

    /// Was this file annotated by us before?
    #[must_use]
    pub fn is_annotated(&self) -> bool {
        self.lines.iter().any(|line| is_ours(line))
    }

    /// Writes the header with `declarations` before the `#CHROM` line; header lines of ours from an earlier annotation
    /// are left out. Line ends are those of the `#CHROM` line.
    ///
    /// # Errors
    /// Whatever writing gives.
    pub fn write_with<W: Write + ?Sized>(&self, out: &mut W, declarations: &[Declaration]) -> io::Result<()> {
        let Some((column_line, before)) = self.lines.split_last() else { return Ok(()) };
        for line in before.iter().filter(|line| !is_ours(line)) {
            out.write_all(line)?;
        }
        let end = if column_line.ends_with(b"\r\n") { "\r\n" } else { "\n" };
        for declaration in declarations {
            write!(out, "{declaration}{end}")?;
        }
        out.write_all(column_line)
    }

    /// Writes the header without any line of ours: the exact inverse of [`Header::write_with`].
    ///
    /// # Errors
    /// Whatever writing gives.
    pub fn strip<W: Write + ?Sized>(&self, out: &mut W) -> io::Result<()> {
        self.write_with(out, &[])
    }
}

/// Is this raw header line one of ours?
fn is_ours(line: &[u8]) -> bool {
    line.starts_with(ABOUT.as_bytes())
        || line.strip_prefix(b"##INFO=<ID=").is_some_and(|rest| {
            OUR_KEYS.iter().any(|key| {
                let after = rest.strip_prefix(key.as_bytes());
                after.is_some_and(|after| matches!(after.first(), Some(b',' | b'>')))
            })
        })
}

fn is_column_line(text: &[u8]) -> bool {
    text.get(..6).is_some_and(|start| start.eq_ignore_ascii_case(b"#CHROM"))
}

/// The line without its line end, and without a UTF-8 byte order mark on the first.
fn text_of(line: &[u8], number: u64) -> &[u8] {
    let text = &line[..end_of_text(line)];
    if number == 1 { text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text) } else { text }
}

/// Does this version of VCF want a line end after the last line? (4.3 and 4.4 say so; before and after it is left open.)
pub(super) fn rules_want_an_end(version: Option<&str>) -> bool {
    matches!(version, Some("VCFv4.3" | "VCFv4.4"))
}

/// The names of the columns; and whether blanks, not tabs, stand between them, as editors leave them.
fn column_names(line: &[u8], number: u64) -> Result<(Vec<String>, bool), VcfError> {
    let text = String::from_utf8_lossy(line);
    let by_tabs: Vec<String> = text.split('\t').map(str::to_owned).collect();
    let by_blanks: Vec<String> = text.split_ascii_whitespace().map(str::to_owned).collect();
    let is_whole = |names: &[String]| names.len() >= FIXED_COLUMNS.len() && FIXED_COLUMNS.iter().zip(names).all(|(a, b)| a == b);
    if is_whole(&by_tabs) {
        return Ok((by_tabs, false));
    }
    if is_whole(&by_blanks) {
        return Ok((by_blanks, true));
    }
    let wrong = |index: &usize| by_blanks.get(*index).map(String::as_str) != Some(FIXED_COLUMNS[*index]);
    let index = (0..FIXED_COLUMNS.len()).find(wrong).unwrap_or_default();
    let expected = FIXED_COLUMNS[index];
    let found = by_blanks.get(index);
    let advice = match found {
        Some(found) if found.eq_ignore_ascii_case(expected) => "write it exactly so, in capitals",
        _ => "the eight fixed columns are #CHROM POS ID REF ALT QUAL FILTER INFO, in this order, with tabs between",
    };
    let found = found.map_or_else(|| "the end of the line".to_owned(), |found| format!("`{}`", excerpt(found.as_bytes())));
    Err(VcfError::WrongColumn { line: number, column: index + 1, expected, found, advice })
}

/// Names the formats people give by mistake.
fn refuse_other_formats(beginning: &[u8]) -> Result<(), VcfError> {
    const CONVERT: &str = "only BCF of version 2 is read; convert it with the program it came from";
    const DECOMPRESS: &str = "decompress it first; plain text, gzip and BGZF are read directly";
    let kinds: [(&[u8], &str, &str); 11] = [
        (b"BCF", "a BCF file of another version", CONVERT),
        (b"BAM\x01", "a BAM file", "give the variants called from it, as VCF"),
        (b"CRAM", "a CRAM file", "give the variants called from it, as VCF"),
        (b"PK\x03\x04", "a ZIP archive", DECOMPRESS),
        (b"\x1f\x8b", "gzip inside gzip", "decompress it once"),
        (b"\x28\xb5\x2f\xfd", "a Zstandard file", DECOMPRESS),
        (b"BZh", "a bzip2 file", DECOMPRESS),
        (b"\xfd7zXZ", "an xz file", DECOMPRESS),
        (b"\xff\xfe", "UTF-16 text", "save it as UTF-8"),
        (b"\xfe\xff", "UTF-16 text", "save it as UTF-8"),
        (b"<", "an HTML or XML page", "look at it: a download may have given an error page instead of the file"),
    ];
    if let Some((_, found, advice)) = kinds.into_iter().find(|(magic, _, _)| beginning.starts_with(magic)) {
        return Err(VcfError::NotVcf { found: found.to_owned(), advice });
    }
    let first_line = beginning.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if first_line.contains(&0) {
        return Err(VcfError::NotVcf { found: "binary data".to_owned(), advice: "give the VCF as text, gzip or BGZF" });
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::genome::Assembly;

    const COLUMNS: &str = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO";

    fn read(text: &[u8]) -> Result<Header, VcfError> {
        Header::read(&mut &text[..])
    }

    fn declarations() -> Vec<Declaration> {
        vec![
            Declaration::About("Version=0.1\nCommand=\"ckdb\"".into()),
            Declaration::Matches("who speaks \"of\" it".into()),
            Declaration::Consequences("what it does".into()),
        ]
    }

    fn written(header: &Header, declarations: &[Declaration]) -> Vec<u8> {
        let mut out = Vec::new();
        header.write_with(&mut out, declarations).unwrap();
        out
    }

    #[test]
    fn strip_undoes_write_in_every_dress() {
        for input in [
            format!("##fileformat=VCFv4.2\n{COLUMNS}\n"),
            format!("##fileformat=VCFv4.2\r\n##x=1\r\n{COLUMNS}\tFORMAT\tS\r\n"),
            format!("##fileformat=VCFv4.2\n{COLUMNS}"),
            format!("{COLUMNS}\n"),
            format!("\u{FEFF}##fileformat=VCFv4.2\n\n{COLUMNS}\n"),
            format!("##fileformat=VCFv4.2\n##INFO=<ID=CKDBX,Number=1,Type=String,Description=\"\">\n{COLUMNS}\n"),
        ] {
            let header = read(input.as_bytes()).unwrap();
            let annotated = written(&header, &declarations());
            let again = read(&annotated).unwrap();
            assert_eq!(again.line_count(), header.line_count() + 3, "{input:?}");
            assert!(again.is_annotated() && !header.is_annotated());
            assert_eq!(written(&again, &[]), input.as_bytes());
            assert_eq!(written(&again, &declarations()), annotated, "annotating again changes nothing");
            let text = String::from_utf8(annotated).unwrap();
            let last = text.lines().last().unwrap();
            assert!(last.starts_with("#CHROM"));
            assert!(text.contains("##ckdb=<Version=0.1 Command=\"ckdb\">"));
        }
    }

    #[test]
    fn bytes_that_are_not_text_survive() {
        let input = [b"##fileformat=VCFv4.2\n##who=\xff\xfe\x80\n".as_slice(), COLUMNS.as_bytes(), b"\tFORMAT\t\xe9\n"].concat();
        let header = read(&input).unwrap();
        assert_eq!(written(&header, &[]), input);
        assert_eq!(header.samples(), ["\u{FFFD}"]);
    }

    #[test]
    fn what_the_header_says() {
        let text = format!(
            "##fileformat=VCFv4.2\n##contig=<ID=chr7,length=159345973>\n##reference=hg38.fa\n##tumor_sample=T\n##normal_sample=N\n\
             {COLUMNS}\tFORMAT\tN\tT\n7\t1\t.\tA\tT\t.\t.\t.\n"
        );
        let mut reader = text.as_bytes();
        let header = Header::read(&mut reader).unwrap();
        assert_eq!(reader, b"7\t1\t.\tA\tT\t.\t.\t.\n", "the reader stands at the first data line");
        assert_eq!(header.version(), Some("VCFv4.2"));
        assert_eq!(header.contigs()[0].length, Some(159_345_973));
        assert_eq!((header.columns(), header.line_count()), (11, 6));
        assert_eq!(header.samples(), ["N", "T"]);
        assert_eq!(header.roles(), [SampleRole::Normal, SampleRole::Tumour]);
        assert_eq!((header.tumour(), header.sample("N"), header.sample("X")), (Some(1), Some(0), None));
        let of = |samples: &str| read(format!("{COLUMNS}\tFORMAT\t{samples}\n").as_bytes()).unwrap().tumour();
        assert_eq!((of("S1"), of("S1\tS2"), of("NORMAL"), of("S1\tTUMOR")), (Some(0), None, None, Some(1)));
        let AssemblyGuess::Known(assembly, reasons) = header.assembly() else { panic!() };
        assert_eq!((assembly, reasons.len()), (Assembly::Grch38, 2));
        assert_eq!(header.warnings(), []);
    }

    #[test]
    fn an_odd_header_is_used_with_a_warning() {
        let text = format!("##fileformat=VCFv4.2\n##INFO=<broken\n##no value\n{COLUMNS}\tFORMAT\tS\tS\n");
        let header = read(text.as_bytes()).unwrap();
        let lines: Vec<u64> = header.warnings().iter().map(|warning| warning.line).collect();
        assert!(lines.contains(&2) && lines.contains(&3) && lines.contains(&4), "{:?}", header.warnings());
    }

    #[test]
    fn blanks_between_the_names_are_a_warning() {
        let header = read(format!("##fileformat=VCFv4.2\n{} FORMAT\tS\n", COLUMNS.replace('\t', "  ")).as_bytes()).unwrap();
        assert_eq!((header.columns(), header.samples()), (10, &["S".to_owned()][..]));
        assert!(header.warnings()[0].message.contains("tabs"), "{:?}", header.warnings());
    }

    #[test]
    fn errors_say_what_was_found_and_where() {
        let message = |text: &[u8]| read(text).unwrap_err().to_string();
        assert!(matches!(read(b""), Err(VcfError::Empty)));
        assert!(message(b"BCF\x04rest").contains("version 2"));
        assert!(message(b"<!DOCTYPE html>").contains("error page"));
        assert!(message(b"ab\0c\n").contains("binary data"));
        assert!(message(b"7\t1\t.\tA\n").contains("`7 1 . A`"));
        assert!(message(b"##fileformat=VCFv4.2\n7\t1\t.\n").contains("at line 2"));
        assert!(message(b"##fileformat=VCFv4.2\n").contains("the end of the input at line 2"));
        assert!(
            message(b"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\n")
                .contains("`INFO` as the name of column 8, found the end of the line")
        );
        assert!(message(b"#CHROM\tPOS\tREF\tID\n").contains("`ID` as the name of column 3, found `REF`"));
        assert!(message(b"#chrom\tPOS\n").contains("in capitals"));
    }
}
