//! C-CAT's result table as a case: what was found in one tumour, taken out of the table that a panel's result comes back in, so that
//! it can be annotated by today's knowledge instead of that of the day of the report.
//!
//! ```text
//!  result.csv ─► rows, one a variant and claim ─► somatic.vcf    small variants, with ##MSI= and ##TMB=
//!                 (claims are passed over)         germline.vcf   small variants found in the germline
//!                                                  copies.tsv     gene and call
//!                                                  fusions.csv    5′ and 3′ partner
//! ```
//! The table is long: a variant stands in as many rows as there are claims about it, and is taken once. Its claims, levels and drugs
//! are not taken: they are what is asked anew. UTF-8 with or without a byte-order mark and CP932 are read. A row that cannot be used is
//! counted with line and reason ([`Reason`]).
//!
//! Nothing is guessed: a number of copies whose unit the table does not tell is no call (units differ from panel to panel), and a
//! rearrangement with one named partner is no fusion.

mod row;

pub use row::Reason;

use crate::diagnostic::Files;
use crate::import::imported::SourceError;
use crate::import::sheet::{Divided, Row, Sheet};
use ckdb_core::genome::{Assembly, Contig};
use row::Found;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A row that was not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotUsed {
    /// Line of the table, from 1.
    pub line: usize,
    /// Why.
    pub reason: Reason,
    /// What stands there: marker, gene, description.
    pub excerpt: String,
}

/// One case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    /// Small variants of the tumour, as a VCF.
    pub somatic: String,
    /// Small variants of the germline, as a VCF; empty when there is none.
    pub germline: String,
    /// Calls of copies, `gene` and `call`, tab-separated; empty when there is none.
    pub copies: String,
    /// Fusions, `5prime,3prime`; empty when there is none.
    pub fusions: String,
    /// Rows of the table, and how many of them were used.
    pub rows: usize,
    /// See `rows`.
    pub used: usize,
    /// Different findings: small somatic and germline variants, calls of copies, fusions, signatures.
    pub findings: [usize; 5],
    /// Rows that were not used.
    pub not_used: Vec<NotUsed>,
    /// Lines that are no rows: `file:line: reason`.
    pub not_read: Vec<String>,
}

/// Columns without which a table is none of C-CAT's.
const MARKER: &str = "マーカー";

/// A small variant in the order of a VCF.
type Small = (Contig, u32, String, String);

/// Reads the result table of one case. Its places are on `assembly`: the table does not say.
///
/// # Errors
/// When the file cannot be read or has no column `マーカー`.
pub fn read(path: &Path, assembly: Assembly) -> Result<Case, SourceError> {
    let mut files = Files::default();
    let sheet = Sheet::read(path, &mut files, Divided::Commas, None)?;
    sheet.must_have(&[MARKER])?;
    let mut case = Case { not_read: sheet.not_read.clone(), ..Case::default() };
    let (mut small, mut copies, mut fusions, mut signatures): (BTreeMap<(bool, Small), String>, BTreeSet<_>, BTreeSet<_>, BTreeMap<_, _>) =
        Default::default();
    for row in sheet.rows() {
        case.rows += 1;
        let read = row::found(&sheet, row);
        case.used += usize::from(read.is_ok());
        match read {
            Ok(Found::Small { germline, contig, position, reference, alternate, reads }) => {
                // The first row of a variant tells its reads; the others are about further claims.
                small.entry((germline, (contig, position, reference, alternate))).or_insert(reads);
            }
            Ok(Found::Copies { gene, call }) => drop(copies.insert((gene, call))),
            Ok(Found::Fusion { five_prime, three_prime }) => drop(fusions.insert((five_prime, three_prime))),
            Ok(Found::Signature { name, value }) => drop(signatures.entry(name).or_insert(value)),
            Err(reason) => case.not_used.push(NotUsed { line: row.line, reason, excerpt: excerpt(&sheet, row) }),
        }
    }
    let count = |germline: bool| small.keys().filter(|(of, _)| *of == germline).count();
    case.findings = [count(false), count(true), copies.len(), fusions.len(), signatures.len()];
    case.somatic = vcf(assembly, &signatures, small.iter().filter(|((germline, _), _)| !germline));
    if case.findings[1] > 0 {
        case.germline = vcf(assembly, &BTreeMap::new(), small.iter().filter(|((germline, _), _)| *germline));
    }
    if !copies.is_empty() {
        case.copies = std::iter::once("gene\tcall\n".to_owned()).chain(copies.iter().map(|(gene, call)| format!("{gene}\t{call}\n"))).collect();
    }
    case.fusions = fusions.iter().map(|(five, three)| format!("{five},{three}\n")).collect();
    Ok(case)
}

fn excerpt(sheet: &Sheet, row: &Row) -> String {
    let cells = [MARKER, "遺伝子", "変異内容", "マーカー詳細"].map(|column| sheet.get(row, column));
    cells.into_iter().filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" ").chars().take(80).collect()
}

fn vcf<'s>(
    assembly: Assembly,
    signatures: &BTreeMap<&'static str, String>,
    small: impl Iterator<Item = (&'s (bool, Small), &'s String)>,
) -> String {
    let mut text = format!("##fileformat=VCFv4.3\n##reference={assembly}\n");
    for (name, value) in signatures {
        text.push_str(&format!("##{name}={value}\n"));
    }
    text.push_str(
        "##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"Reads with REF, with ALT\">\n\
         ##FORMAT=<ID=DP,Number=1,Type=Integer,Description=\"Reads\">\n\
         ##FORMAT=<ID=AF,Number=A,Type=Float,Description=\"Allele fraction as the table states it\">\n\
         #CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tCASE\n",
    );
    for ((_, (contig, position, reference, alternate)), reads) in small {
        text.push_str(&format!("{contig}\t{position}\t.\t{reference}\t{alternate}\t.\tPASS\t.\t{reads}\n"));
    }
    text
}
