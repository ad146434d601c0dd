//! One line of GFF3 (Sequence Ontology's specification 1.26) or GTF (2.2) at a time.
//!
//! A [`Feature`] borrows the line. Attributes are looked up when asked for and decoded then. The two forms differ in their
//! ninth column only, and each line shows by itself which it is: `ID=x;Parent=y` or `gene_id "x"; tag "y"; tag "z";`.
//! A line that is neither is a [`GffError`] for the caller to count; reading goes on with the next.

use ckdb_core::genome::{Contig, Interval, Position, Strand};
use std::borrow::Cow;

/// What a line is.
#[derive(Clone, Copy, Debug)]
pub enum GffLine<'a> {
    /// A feature on a primary chromosome.
    Feature(Feature<'a>),
    /// A feature on a contig we have no models for (alternate locus, decoy, another organism).
    OtherContig,
    /// `##…` or `#!…`, without its marks: `genome-build GRCh38.p14`.
    Directive(&'a str),
    /// A comment or an empty line.
    Nothing,
    /// `##FASTA` or `>`: from here on the file holds letters, not features.
    Letters,
}

/// A feature, as it stands in its line.
#[derive(Clone, Copy, Debug)]
pub struct Feature<'a> {
    /// Name of the contig as written; it may give the assembly away.
    pub sequence: &'a str,
    /// The contig it names.
    pub contig: Contig,
    /// Who said so: `RefSeq`, `ensembl_havana`.
    pub source: &'a str,
    /// Sequence Ontology term: `gene`, `mRNA`, `exon`, `CDS`.
    pub kind: &'a str,
    /// Where it lies.
    pub interval: Interval,
    /// Its strand, when it has one.
    pub strand: Option<Strand>,
    /// Letters to skip before the first whole codon; only coding features have it.
    pub phase: Option<u8>,
    /// How its attributes are written.
    pub form: Form,
    attributes: &'a str,
}

/// How attributes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `ID=x;tag=y,z`, with percent escapes.
    Gff3,
    /// `gene_id "x"; tag "y"; tag "z";`
    Gtf,
}

impl Form {
    /// The form of a ninth column: what follows the first name.
    fn of(attributes: &str) -> Self {
        match attributes.trim_start().find(['=', ' ', '"', '\t']) {
            Some(at) if !attributes.trim_start()[at..].starts_with('=') => Self::Gtf,
            _ => Self::Gff3,
        }
    }
}

/// Why a line is neither GFF3 nor GTF.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GffError {
    /// Not nine columns.
    #[error("expected 9 tab-separated columns, found {0}")]
    Columns(usize),
    /// Start or end is no position, or the end lies before the start.
    #[error("expected 1-based start <= end, found `{0}` and `{1}`")]
    Interval(String, String),
    /// Beyond the end of the contig in both assemblies.
    #[error("ends at {0}, beyond the end of {1} in every assembly")]
    BeyondContig(u32, Contig),
    /// Not `+`, `-`, `.` or `?`.
    #[error("expected strand +, -, . or ?, found `{0}`")]
    Strand(String),
    /// Not `0`, `1`, `2` or `.`.
    #[error("expected phase 0, 1, 2 or ., found `{0}`")]
    Phase(String),
}

/// Reads one line, without its line end.
///
/// # Errors
/// When it is neither a feature, a directive nor a comment.
pub fn read_line(line: &str) -> Result<GffLine<'_>, GffError> {
    if line.trim().is_empty() {
        return Ok(GffLine::Nothing);
    }
    if line.starts_with('>') || line.trim_end() == "##FASTA" {
        return Ok(GffLine::Letters);
    }
    if let Some(directive) = line.strip_prefix("##").or_else(|| line.strip_prefix("#!")) {
        return Ok(GffLine::Directive(directive.trim()));
    }
    if line.starts_with('#') {
        return Ok(GffLine::Nothing);
    }
    let mut columns = [""; 9];
    let mut count = 0;
    for column in line.split('\t') {
        if let Some(slot) = columns.get_mut(count) {
            *slot = column;
        }
        count += 1;
    }
    if count != 9 {
        return Err(GffError::Columns(count));
    }
    let [sequence, source, kind, start, end, _score, strand, phase, attributes] = columns;
    let interval = interval(start, end).ok_or_else(|| GffError::Interval(start.to_owned(), end.to_owned()))?;
    let strand = match strand {
        "+" => Some(Strand::Plus),
        "-" => Some(Strand::Minus),
        "." | "?" => None,
        other => return Err(GffError::Strand(other.to_owned())),
    };
    let phase = match phase {
        "0" => Some(0),
        "1" => Some(1),
        "2" => Some(2),
        "." => None,
        other => return Err(GffError::Phase(other.to_owned())),
    };
    let Some((contig, _)) = Contig::parse(sequence) else { return Ok(GffLine::OtherContig) };
    let longest = ckdb_core::genome::Assembly::ALL.into_iter().map(|assembly| contig.length(assembly)).max().unwrap_or(0);
    if interval.end() > longest {
        return Err(GffError::BeyondContig(interval.end(), contig));
    }
    let form = Form::of(attributes);
    Ok(GffLine::Feature(Feature { sequence, contig, source, kind, interval, strand, phase, form, attributes }))
}

fn interval(start: &str, end: &str) -> Option<Interval> {
    let position = |text: &str| Position::new(text.parse().ok()?);
    Interval::inclusive(position(start)?, position(end)?)
}

impl<'a> Feature<'a> {
    /// The value of an attribute, decoded; the whole value, also where it is a list. Of several values the first.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        self.values(name).next().map(|value| self.decoded(value))
    }

    /// The members of a list attribute (`Parent`, `tag`, `Dbxref`), decoded; none when it is absent. GFF3 separates them by
    /// commas, GTF repeats the name.
    pub fn list(&self, name: &str) -> impl Iterator<Item = Cow<'a, str>> + use<'a> {
        let (this, name) = (*self, name.to_owned());
        let values = Pairs { rest: this.attributes, form: this.form }.filter(move |(key, _)| *key == name).map(|(_, value)| value);
        values
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .filter(|member| !member.is_empty())
            .map(move |member| this.decoded(member))
    }

    /// Is there an attribute of this name?
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.values(name).next().is_some()
    }

    fn values(&self, name: &str) -> impl Iterator<Item = &'a str> {
        Pairs { rest: self.attributes, form: self.form }.filter(move |(key, _)| *key == name).map(|(_, value)| value)
    }

    fn decoded(&self, value: &'a str) -> Cow<'a, str> {
        match self.form {
            Form::Gff3 => decoded(value),
            Form::Gtf => Cow::Borrowed(value),
        }
    }
}

/// Names and values of a ninth column, as they stand there.
struct Pairs<'a> {
    rest: &'a str,
    form: Form,
}

impl<'a> Iterator for Pairs<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<(&'a str, &'a str)> {
        loop {
            let rest = self.rest.trim_start_matches([' ', ';']);
            if rest.is_empty() {
                self.rest = "";
                return None;
            }
            let (pair, after) = match self.form {
                Form::Gff3 => rest.split_once(';').unwrap_or((rest, "")),
                Form::Gtf => rest.split_at(end_of_pair(rest)),
            };
            self.rest = after;
            let split = match self.form {
                Form::Gff3 => pair.split_once('='),
                Form::Gtf => pair.split_once(char::is_whitespace),
            };
            if let Some((key, value)) = split {
                return Some((key.trim(), value.trim().trim_matches('"')));
            }
        }
    }
}

/// Where a GTF pair ends: at the first semicolon outside of quotes.
fn end_of_pair(text: &str) -> usize {
    let mut quoted = false;
    let end = text.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b';' && !quoted
    });
    end.unwrap_or(text.len())
}

/// `%3B` back to `;`; what is not a whole escape stays as it is.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escaped = (*byte == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(value) => {
                out.push(value);
                at += 3;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    Cow::Owned(String::from_utf8_lossy(&out).into_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn feature(line: &str) -> Feature<'_> {
        match read_line(line).unwrap() {
            GffLine::Feature(feature) => feature,
            other => panic!("expected a feature, found {other:?}"),
        }
    }

    #[test]
    fn a_feature_keeps_its_place_and_its_names() {
        let line = "NC_000007.14\tBestRefSeq\tmRNA\t140719337\t140924929\t.\t-\t.\tID=rna-X;Parent=gene-A,gene-B;tag=MANE Select;Note=a%3Bb%2";
        let feature = feature(line);
        assert_eq!(feature.contig.name(), "chr7");
        assert_eq!(feature.interval.to_string(), "140719337-140924929");
        assert_eq!(feature.strand, Some(Strand::Minus));
        assert_eq!(feature.list("Parent").collect::<Vec<_>>(), ["gene-A", "gene-B"]);
        assert_eq!(feature.attribute("tag").unwrap(), "MANE Select");
        assert_eq!(feature.attribute("Note").unwrap(), "a;b%2");
        assert_eq!(feature.attribute("note"), None);
    }

    #[test]
    fn gtf_attributes_are_read_like_gff3_ones() {
        let line =
            "chr7\tH\tCDS\t4\t9\t.\t-\t0\tgene_id \"ENSG1.2\"; note \"a; b=c\"; level 2; tag \"basic\"; tag \"MANE_Select\";";
        let feature = feature(line);
        assert_eq!(feature.form, Form::Gtf);
        assert_eq!(feature.attribute("gene_id").unwrap(), "ENSG1.2");
        assert_eq!(feature.attribute("note").unwrap(), "a; b=c");
        assert_eq!(feature.attribute("level").unwrap(), "2");
        assert_eq!(feature.list("tag").collect::<Vec<_>>(), ["basic", "MANE_Select"]);
        assert!(!feature.has("transcript_id"));
    }

    #[test]
    fn what_is_not_a_feature_is_named() {
        assert!(matches!(read_line("##genome-build GRCh38.p14").unwrap(), GffLine::Directive("genome-build GRCh38.p14")));
        assert!(matches!(read_line("# words").unwrap(), GffLine::Nothing));
        assert!(matches!(read_line("##FASTA").unwrap(), GffLine::Letters));
        assert!(matches!(read_line("chr1_KI270706v1_random\t.\tgene\t1\t2\t.\t+\t.\tID=g").unwrap(), GffLine::OtherContig));
        assert_eq!(read_line("garbage").unwrap_err(), GffError::Columns(1));
        assert!(matches!(read_line("1\t.\tgene\t5\t2\t.\t+\t.\tID=g").unwrap_err(), GffError::Interval(..)));
        assert!(matches!(read_line("1\t.\tgene\t0\t2\t.\t+\t.\tID=g").unwrap_err(), GffError::Interval(..)));
        assert!(matches!(read_line("1\t.\tgene\t1\t2000000000\t.\t+\t.\tID=g").unwrap_err(), GffError::BeyondContig(..)));
        assert!(matches!(read_line("1\t.\tgene\t1\t4000000000\t.\t+\t.\tID=g").unwrap_err(), GffError::Interval(..)));
        assert!(matches!(read_line("1\t.\tgene\t1\t2\t.\tx\t.\tID=g").unwrap_err(), GffError::Strand(_)));
        assert!(matches!(read_line("1\t.\tCDS\t1\t2\t.\t+\t7\tID=g").unwrap_err(), GffError::Phase(_)));
    }
}
