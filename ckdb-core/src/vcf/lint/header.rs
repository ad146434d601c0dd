//! What is wrong with a header line.

use super::reserved::{Number, RESERVED_FORMAT, RESERVED_INFO, declared, minor_version};
use crate::vcf::meta;
use crate::vcf::warning::Warning;
use noodles_vcf::header::{Parser, parser::ParseError};
use std::error::Error;

/// Warnings about the names in the `#CHROM` line.
pub(in crate::vcf) fn columns(names: &[String]) -> Vec<String> {
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
pub(in crate::vcf) fn second_opinion<'a>(version: Option<&str>, lines: impl Iterator<Item = &'a [u8]>) -> Vec<Warning> {
    let mut parser = Parser::default();
    let mut found = Vec::new();
    for (index, line) in lines.enumerate() {
        if let Err(error) = parser.parse_partial(line) {
            if !is_stricter_than_the_specification(minor_version(version), line, &error) {
                let mut message = error.to_string();
                let mut cause = error.source();
                while let Some(inner) = cause {
                    message.push_str(": ");
                    message.push_str(&inner.to_string());
                    cause = inner.source();
                }
                found.push(Warning { line: index as u64 + 1, message });
            }
            if index == 0 {
                // Without a version the parser takes nothing more.
                break;
            }
        }
    }
    found
}

/// Complaints of noodles 0.96 that the files of the format's authors contradict.
fn is_stricter_than_the_specification(minor: u8, line: &[u8], error: &ParseError) -> bool {
    match error {
        // The same contig may stand twice; only different lengths would matter, and those the assembly guess hears.
        ParseError::DuplicateContigId(_) => true,
        // Before 4.3 a pedigree has no ID. Since 4.4 Number= has more letters. Reserved keys are judged by our own table.
        ParseError::InvalidRecord(_) => {
            let line = String::from_utf8_lossy(line);
            let number = ["Number=LA", "Number=LR", "Number=LG", "Number=P", "Number=M"];
            (minor < 3 && line.starts_with("##PEDIGREE=<"))
                || (minor >= 4 && number.iter().any(|number| line.contains(number)))
                || (line.starts_with("##INFO=<ID=SV") || line.starts_with("##INFO=<ID=CI"))
        }
        _ => false,
    }
}

/// What is wrong with one `##key=value` line, by our own list.
pub(in crate::vcf) fn meta_line(version: Option<&str>, line: u64, key: &str, value: &str) -> Option<Warning> {
    let warning = |message: String| Some(Warning { line, message });
    if value.is_empty() || value == "<>" {
        return warning(format!("`##{key}=` has no value"));
    }
    let minor = minor_version(version);
    if let Some(message) = structure(minor, key, value).or_else(|| reserved_meaning(minor, key, value)) {
        return warning(message);
    }
    let is_url = matches!(key, "pedigreeDB" | "assembly") && value.contains("://");
    if is_url && !is_plausible_url(value) {
        return warning(format!("`##{key}=` is not a URL: expected protocol://host[:port]/path, found `{value}`"));
    }
    None
}

/// Is there a host, and does a port follow a colon and nothing else?
fn is_plausible_url(value: &str) -> bool {
    let address = value.trim_start_matches('<').trim_end_matches('>');
    let Some((protocol, rest)) = address.split_once("://") else { return false };
    let authority = rest.split('/').next().unwrap_or_default();
    let host_and_port = authority.rsplit('@').next().unwrap_or_default();
    let (host, port) = host_and_port.split_once(':').map_or((host_and_port, None), |(host, port)| (host, Some(port)));
    let named = protocol == "file" || (!host.is_empty() && (host.contains('.') || !host.bytes().all(|byte| byte.is_ascii_digit())));
    named && port.is_none_or(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Is `<ID=…,…>` well made, for the keys whose form the specification gives?
fn structure(minor: u8, key: &str, value: &str) -> Option<String> {
    let needs_id = match key {
        "INFO" | "FORMAT" | "FILTER" | "ALT" | "contig" | "SAMPLE" | "META" => true,
        "PEDIGREE" => minor >= 3,
        _ => return None,
    };
    let complaint = |text: &str| Some(format!("##{key}: {text}"));
    let Some(inner) = value.trim().strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) else {
        return complaint("expected a value in angle brackets, `<ID=…>`");
    };
    let Some(pieces) = raw_pieces(inner, key == "META") else { return complaint("a quotation mark or a bracket is not closed") };
    let mut id = None;
    for piece in pieces {
        let Some((name, value)) = piece.split_once('=') else {
            return complaint(&format!("expected `name=value`, found `{piece}`; text with a comma wants quotation marks"));
        };
        let (name, value) = (name.trim(), value.trim());
        let quoted = value.len() >= 2 && value.starts_with('"') && value.ends_with('"');
        if name == "ID" && id.is_none() {
            id = Some(value);
        }
        if name == "Description" && !quoted {
            return complaint("Description wants quotation marks around it");
        }
        if quoted && value[1..value.len() - 1].replace("\\\\", "").replace("\\\"", "").contains('"') {
            return complaint(&format!("{name} has a quotation mark inside its quotation marks; write it `\\\"`"));
        }
        if name == "Values" && key == "META" && !(value.starts_with('[') && value.ends_with(']')) {
            return complaint("Values wants square brackets around it");
        }
        let free_text = quoted || value.starts_with('[') || matches!(name, "URL" | "url" | "species" | "assembly" | "md5" | "M5");
        if !free_text && (value.is_empty() || value.contains([' ', '\t', '<', '>', '"'])) && !(name == "ID" && key == "ALT") {
            return complaint(&format!(
                "`{name}` is empty, or has a blank, a bracket or a quotation mark without quotation marks around it"
            ));
        }
        if key == "PEDIGREE" && value.contains([':', ';']) {
            return complaint(&format!("`{name}` names a sample; `:` and `;` cannot stand in it"));
        }
    }
    match id {
        None | Some("") if needs_id => complaint("expected an ID"),
        Some(id) if key == "ALT" && !is_symbolic_id(id, minor) => complaint(&format!(
            "`{id}` is none of DEL, INS, DUP, INV, CNV with `:SUBTYPE` after them, and no other symbol the version allows"
        )),
        _ => None,
    }
}

/// Pieces between commas outside of quotation marks (and square brackets, if `brackets`); `None` if one stays open.
///
/// A quotation begins right after `=`; elsewhere the mark is a letter like others (some symbolic ALT names have one).
fn raw_pieces(inner: &str, brackets: bool) -> Option<Vec<&str>> {
    let mut pieces = Vec::new();
    let (mut quoted, mut escaped, mut depth, mut start) = (false, false, 0_u32, 0);
    for (place, letter) in inner.char_indices() {
        match letter {
            '"' if quoted => quoted = escaped,
            '"' if inner[..place].ends_with('=') => quoted = true,
            '[' if brackets && !quoted => depth += 1,
            ']' if brackets && !quoted => depth = depth.checked_sub(1)?,
            ',' if !quoted && depth == 0 => {
                pieces.push(&inner[start..place]);
                start = place + 1;
            }
            _ => {}
        }
        escaped = letter == '\\' && !escaped;
    }
    pieces.push(&inner[start..]);
    (!quoted && depth == 0).then_some(pieces)
}

/// May this stand between `<` and `>` in ALT? IUPAC codes are allowed since 4.3; unions of a type and a subtype always.
fn is_symbolic_id(id: &str, minor: u8) -> bool {
    let (kind, rest) = id.split_once(':').map_or((id, None), |(kind, rest)| (kind, Some(rest)));
    let clean = !id.contains([' ', '<', '>', ',']) && rest.is_none_or(|rest| !rest.is_empty());
    let iupac = minor >= 3 && id.len() == 1 && "RYSWKMBDHVN".contains(id);
    // Contigs of the ##assembly file, and what genomic VCFs write; a colon is what makes a structural type.
    let free = rest.is_none();
    clean && (matches!(kind, "DEL" | "INS" | "DUP" | "INV" | "CNV") || iupac || free)
}

/// Does an `##INFO` or `##FORMAT` line give a reserved key another meaning?
fn reserved_meaning(minor: u8, key: &str, value: &str) -> Option<String> {
    let table = match key {
        "INFO" => &RESERVED_INFO[..],
        "FORMAT" => &RESERVED_FORMAT[..],
        _ => return None,
    };
    let attributes = meta::attributes(value)?;
    let id = meta::attribute(&attributes, "ID")?;
    let (_, _, (number, kind)) = table.iter().find(|(since, name, _)| *name == id && *since <= minor)?;
    let (found_number, found_kind) = declared(&attributes)?;
    if found_number != *number && !(found_number == Number::Any && *number == Number::Genotypes) {
        return Some(format!("{key} {id} is reserved, and its Number is another than the specification gives"));
    }
    if kind.is_some() && found_kind.is_some() && found_kind != *kind {
        return Some(format!("{key} {id} is reserved, and its Type is another than the specification gives"));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_keys_keep_their_meaning() {
        let of = |version, key, value| meta_line(Some(version), 1, key, value).is_some();
        assert!(of("VCFv4.1", "INFO", "<ID=AC,Number=1,Type=Integer,Description=\"\">"));
        assert!(of("VCFv4.3", "FORMAT", "<ID=DP,Number=1,Type=String,Description=\"\">"));
        assert!(of("VCFv4.3", "reference", ""));
        assert!(!of("VCFv4.2", "FORMAT", "<ID=AD,Number=.,Type=Integer,Description=\"\">"), "not reserved before 4.3");
        assert!(!of("VCFv4.3", "INFO", "<ID=OURS,Number=1,Type=Text,Description=\"\">"));
    }

    #[test]
    fn well_made_lines_are_left_in_peace() {
        for (key, value) in [
            ("contig", "<ID=chr7,length=159345973,assembly=GRCh38,species=\"Homo sapiens\">"),
            ("ALT", "<ID=INS:ME:ALU,Description=\"a, b\">"),
            ("ALT", "<ID=NON_REF,Description=\"any other\">"),
            ("META", "<ID=Tissue,Number=.,Type=String,Values=[Blood, Breast]>"),
            ("SAMPLE", "<ID=S,Genomes=G1;G2,Description=\"x;y\">"),
            ("pedigreeDB", "ftp://user@host:8080/path"),
            ("source", "anything <goes, here"),
        ] {
            assert_eq!(meta_line(Some("VCFv4.3"), 1, key, value), None, "{key} {value}");
        }
    }

    #[test]
    fn badly_made_lines_are_named() {
        for (key, value) in [
            ("contig", "<length=5>"),
            ("contig", "<ID=1 A>"),
            ("contig", "<ID=1,A,length=5>"),
            ("ALT", "<ID=ODD:X,Description=\"x\">"),
            ("INFO", "<ID=X,Number=1,Type=String,Description=open>"),
            ("INFO", "<ID=X,Number=1,Type=String,Description=\"open>"),
            ("INFO", "no brackets"),
            ("META", "<ID=Assay,Number=1,Type=Integer,Values=Raw depth>"),
            ("PEDIGREE", "<Original=S>"),
            ("pedigreeDB", "ftp://8080:8080/x"),
        ] {
            assert!(meta_line(Some("VCFv4.3"), 1, key, value).is_some(), "{key} {value}");
        }
    }
}
