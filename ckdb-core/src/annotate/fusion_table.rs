//! Fusions a caller names by their genes: rows of a table instead of lines of a VCF.
//!
//! Read are the tables of STAR-Fusion (`#FusionName`, `LeftGene` in front) and Arriba (`#gene1`, the 5′ partner), and plain ones:
//! `5prime,3prime[,e13,e20]`, separated by commas or tabs, with or without such a header. A header that says `gene1`/`gene2` (or
//! a name joined by a dash, `EML4-ALK`) does not tell who is in front: the order is assumed, and every answer says so
//! (`ORDER_ASSUMED`). A caller's word on the frame is taken; where it says nothing, the frame counts as not told, because the
//! fusion was seen as RNA or reported by somebody.

use super::allele::Described;
use super::{Annotation, Annotator};
use crate::knowledge::Meaning;
use crate::matching::{Frame, Fusion};
use crate::model::GeneId;

/// A row that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FusionRow {
    /// Line of the table, from 1.
    pub line: u64,
    /// The partners as they are called here: `EML4::ALK`.
    pub name: String,
    /// The fusion; a partner the index has no gene for is named, but unknown.
    pub fusion: Fusion,
}

/// A row nobody can read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: expected two gene names (`5prime,3prime[,e13,e20]`, or a table of STAR-Fusion or Arriba), found `{found}`")]
pub struct FusionRowError {
    /// Line of the table, from 1.
    pub line: u64,
    /// The row, cut to a readable length.
    pub found: String,
}

/// What the columns of a table are.
#[derive(Clone, Copy, Debug, Default)]
struct Columns {
    five: usize,
    three: usize,
    exons: Option<(usize, usize)>,
    frame: Option<usize>,
    is_ordered: bool,
}

impl Columns {
    /// Two genes and, if they are there, two exons.
    const PLAIN: Self = Self { five: 0, three: 1, exons: Some((2, 3)), frame: None, is_ordered: true };

    /// From the words of a header; `None` when the row is no header.
    fn of(header: &[&str]) -> Option<Self> {
        let words: Vec<String> = header
            .iter()
            .map(|word| word.trim().trim_start_matches('#').chars().filter(char::is_ascii_alphanumeric).collect::<String>())
            .map(|word| word.to_ascii_lowercase())
            .collect();
        let find = |names: &[&str]| words.iter().position(|word| names.contains(&word.as_str()));
        let frame = find(&["readingframe", "protfusiontype", "frame"]);
        let exons = find(&["5primeexon", "fiveprimeexon", "exon5", "leftexon", "e5"]).zip(find(&[
            "3primeexon",
            "threeprimeexon",
            "exon3",
            "rightexon",
            "e3",
        ]));
        let ordered =
            find(&["5prime", "fiveprime", "5primegene", "fiveprimegene", "leftgene", "gene5", "gene5prime", "upstreamgene"]).zip(
                find(&[
                    "3prime",
                    "threeprime",
                    "3primegene",
                    "threeprimegene",
                    "rightgene",
                    "gene3",
                    "gene3prime",
                    "downstreamgene",
                ]),
            );
        if let Some((five, three)) = ordered {
            return Some(Self { five, three, exons, frame, is_ordered: true });
        }
        let (five, three) = find(&["gene1", "genea", "site1hugosymbol"]).zip(find(&["gene2", "geneb", "site2hugosymbol"]))?;
        // Arriba's first gene is the 5' partner; its tables tell by their columns of strands.
        let is_arriba = find(&["strand1genefusion"]).is_some();
        Some(Self { five, three, exons, frame, is_ordered: is_arriba })
    }
}

impl<'k> Annotator<'k> {
    /// Reads a table of fusions; rows that cannot be read come as errors, in their order.
    #[must_use]
    pub fn fusion_rows(&self, text: &str) -> (Vec<FusionRow>, Vec<FusionRowError>) {
        let (mut rows, mut errors) = (Vec::new(), Vec::new());
        let mut columns = Columns::PLAIN;
        let mut is_first = true;
        for (line, row) in (1..).zip(text.lines()) {
            let trimmed = row.trim();
            if trimmed.is_empty() {
                continue;
            }
            let separator = if row.contains('\t') { '\t' } else { ',' };
            let fields: Vec<&str> = row.split(separator).map(str::trim).collect();
            if std::mem::take(&mut is_first)
                && let Some(told) = Columns::of(&fields)
            {
                columns = told;
                continue;
            }
            if trimmed.starts_with('#') {
                continue;
            }
            match self.fusion_row(&fields, columns) {
                Some((name, fusion)) => rows.push(FusionRow { line, name, fusion }),
                None => errors.push(FusionRowError { line, found: trimmed.chars().take(60).collect() }),
            }
        }
        (rows, errors)
    }

    fn fusion_row(&self, fields: &[&str], columns: Columns) -> Option<(String, Fusion)> {
        let field = |index: usize| fields.get(index).copied().filter(|text| !text.is_empty());
        let exon = |index: Option<usize>| exon_number(field(index?)?);
        let joined = field(0).filter(|_| fields.len() == 1).and_then(split_name);
        let (five, three, is_ordered) = match joined {
            Some((five, three, is_ordered)) => (five, three, is_ordered),
            None => (gene_name(field(columns.five)?)?, gene_name(field(columns.three)?)?, columns.is_ordered),
        };
        let frame = columns.frame.and_then(field).map_or(Frame::NotTold, told_frame);
        let exons = (exon(columns.exons.map(|both| both.0)), exon(columns.exons.map(|both| both.1)));
        let fusion = Fusion::named((self.gene_of_name(five), exons.0), (self.gene_of_name(three), exons.1), frame, !is_ordered);
        Some((format!("{five}::{three}"), fusion))
    }

    /// The gene of a name; `None` for one the index does not hold.
    pub(super) fn gene_of_name(&self, name: &str) -> Option<GeneId> {
        let meanings = self.knowledge.find(name).ok()?;
        let genes = meanings.iter().filter_map(|meaning| if let Meaning::Gene(id) = meaning { Some(*id) } else { None });
        let mut genes: Vec<GeneId> = genes.collect();
        // A symbol before what is another gene's alias.
        let is_symbol = |gene: &GeneId| self.records.gene(*gene).is_some_and(|gene| gene.symbol().eq_ignore_ascii_case(name));
        genes.sort_by_key(|gene| !is_symbol(gene));
        genes.first().copied()
    }

    /// Annotates a fusion named by its genes.
    #[must_use]
    pub fn annotate_fusion(&self, name: &str, fusion: &Fusion) -> Annotation<'k> {
        let fusions = vec![fusion.clone()];
        let mut variants = Vec::new();
        self.matcher.fusion_variants(&fusions, &mut variants);
        let matches = self.profiles_of(&variants);
        let allele = Described::Named(name.to_owned());
        Annotation { allele, consequences: Vec::new(), variants, matches, joined: Vec::new(), fusions }
    }
}

/// `EML4::ALK` tells the order; `EML4--ALK`, `EML4-ALK` and `EML4/ALK` do not.
pub(in crate::annotate) fn split_name(text: &str) -> Option<(&str, &str, bool)> {
    let parts = |separator: &str| text.split_once(separator).map(|(five, three)| (five.trim(), three.trim()));
    let named = |(five, three): &(&str, &str)| gene_name(five) == Some(five) && gene_name(three) == Some(three);
    let ordered = parts("::").filter(named).map(|(five, three)| (five, three, true));
    ordered
        .or_else(|| ["--", "-", "/"].into_iter().find_map(|by| parts(by).filter(named)).map(|(five, three)| (five, three, false)))
}

/// The symbol in `EML4`, `EML4^ENSG00000143924.14` (STAR-Fusion), `A(1200),B(800)` (Arriba, between two genes: none).
fn gene_name(field: &str) -> Option<&str> {
    let name = field.split('^').next()?.trim();
    let is_name = name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'));
    (is_name && name.bytes().any(|byte| byte.is_ascii_alphabetic())).then_some(name)
}

/// `13`, `e13`, `exon 13`.
fn exon_number(text: &str) -> Option<u32> {
    let digits = text.trim_start_matches(|letter: char| letter.is_ascii_alphabetic() || letter == ' ');
    digits.parse().ok().filter(|number| *number > 0)
}

/// A caller's word for the frame.
fn told_frame(word: &str) -> Frame {
    match word.to_ascii_lowercase().replace(['-', '_', ' '], "").as_str() {
        "inframe" => Frame::In,
        "outofframe" | "frameshift" | "stopcodon" => Frame::Out,
        _ => Frame::NotTold,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_where_two_genes_meet() {
        assert_eq!(split_name("EML4::ALK"), Some(("EML4", "ALK", true)));
        assert_eq!(split_name("EML4-ALK"), Some(("EML4", "ALK", false)));
        assert_eq!(split_name("EML4--ALK"), Some(("EML4", "ALK", false)));
        assert_eq!(split_name("BRAF V600E"), None);
        assert_eq!(split_name("EML4::"), None);
        assert_eq!(gene_name("EML4^ENSG00000143924.14"), Some("EML4"));
        assert_eq!(gene_name("A(12),B(8)"), None);
    }

    #[test]
    fn headers_say_what_the_columns_are() {
        let of = |header: &str| Columns::of(&header.split('\t').collect::<Vec<_>>());
        let star = of("#FusionName\tJunctionReadCount\tLeftGene\tLeftBreakpoint\tRightGene\tPROT_FUSION_TYPE").expect("known");
        assert_eq!((star.five, star.three, star.frame, star.is_ordered), (2, 4, Some(5), true));
        let arriba = of("#gene1\tgene2\tstrand1(gene/fusion)\tstrand2(gene/fusion)\treading_frame").expect("known");
        assert_eq!((arriba.five, arriba.three, arriba.frame, arriba.is_ordered), (0, 1, Some(4), true));
        assert!(!of("gene1\tgene2").expect("known").is_ordered);
        assert!(of("EML4\tALK").is_none());
    }

    #[test]
    fn exons_and_frames_are_read_however_they_are_written() {
        assert_eq!(
            [exon_number("e13"), exon_number("13"), exon_number("exon 13"), exon_number("."), exon_number("e0")],
            [Some(13), Some(13), Some(13), None, None]
        );
        assert_eq!(
            ["INFRAME", "in-frame", "out-of-frame", "stop-codon", "."].map(told_frame),
            [Frame::In, Frame::In, Frame::Out, Frame::Out, Frame::NotTold]
        );
    }
}
