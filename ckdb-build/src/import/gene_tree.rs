//! The features of a GFF3 file joined to genes, transcripts, exons and coding parts.
//!
//! Flavours differ in how they name things, not in what they say; each difference is answered in one small function here:
//!
//! | | Ensembl | RefSeq | GENCODE |
//! |---|---|---|---|
//! | gene | `ID=gene:ENSG…`, `Name=` | `ID=gene-BRAF`, `Dbxref=GeneID:673,HGNC:HGNC:1097` | `ID=ENSG….14`, `gene_name=` |
//! | transcript | `ID=transcript:ENST…`, `version=` | `ID=rna-NM_…`, `transcript_id=` with version | `transcript_id=` with version |
//! | MANE | `tag=…,MANE_Select` | `tag=MANE Select` | `tag=…,MANE_Select` |
//!
//! Lines may stand in any order. A line that is not understood becomes a finding with its number; reading goes on.

use super::gff3::{Feature, GffLine, read_line};
use super::input::Findings;
use ckdb_core::genome::{Assembly, Contig, Interval, ManeStatus, Strand};
use std::collections::HashMap;
use std::io::{self, BufRead};

/// Genes and transcripts of one file, in file order.
#[derive(Debug, Default)]
pub struct GeneTree {
    /// Genes with their transcripts.
    pub genes: Vec<TreeGene>,
    /// What the file says of itself in `#!source`; empty when it says nothing.
    pub source: String,
    /// Features on contigs without gene models.
    pub other_contigs: u64,
    /// Transcripts whose gene is not in the file.
    pub without_gene: u64,
}

/// A gene as its file names it.
#[derive(Debug)]
pub struct TreeGene {
    /// Symbol.
    pub symbol: String,
    /// `HGNC:1097`.
    pub hgnc: Option<String>,
    /// NCBI gene id.
    pub ncbi: Option<u32>,
    /// Ensembl gene id without version.
    pub ensembl: Option<String>,
    /// Its transcripts.
    pub transcripts: Vec<TreeTranscript>,
}

/// A transcript as its file draws it; nothing is checked yet.
#[derive(Debug)]
pub struct TreeTranscript {
    /// Accession with version, where the file gives one.
    pub accession: String,
    /// Protein accession, or empty.
    pub protein: String,
    /// Line of the transcript's own feature.
    pub line: u64,
    /// Contig.
    pub contig: Contig,
    /// Strand; `None` when the file gives none.
    pub strand: Option<Strand>,
    /// Standing in MANE.
    pub mane: ManeStatus,
    /// What the file says about the coding part (`cds_check=`), for comparison with our own check.
    pub stated_check: Option<String>,
    /// The file says that only coding parts are known (`model=cds_only`).
    pub coding_only: bool,
    /// Exons, sorted by place.
    pub exons: Vec<Interval>,
    /// Coding parts with their phases, sorted by place.
    pub coding: Vec<(Interval, Option<u8>)>,
    /// Some part lies on another contig or strand than the transcript.
    pub scattered: bool,
}

/// Why a whole file cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TreeError {
    /// Reading failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It describes the other assembly.
    #[error(
        "line {line}: `{said}` belongs to {found}, but models of {asked} were asked for; give the matching file or --assembly {found}"
    )]
    OtherAssembly {
        /// Where it shows.
        line: u64,
        /// What shows it.
        said: String,
        /// The assembly of the file.
        found: Assembly,
        /// The assembly asked for.
        asked: Assembly,
    },
    /// Not one feature: not a GFF3 file.
    #[error(
        "no GFF3 feature in {lines} lines, the first of them not understood: {first}; expected nine tab-separated columns a line"
    )]
    NotGff {
        /// How many lines were read.
        lines: u64,
        /// What is wrong with the first.
        first: String,
    },
}

/// What is known of one `ID` so far. Parts may come before the feature they belong to.
#[derive(Debug, Default)]
struct Node {
    gene: Option<TreeGene>,
    transcript: Option<(TreeTranscript, u32)>,
    exons: Vec<Part>,
    coding: Vec<Part>,
    protein: Option<String>,
}

#[derive(Clone, Copy, Debug)]
struct Part {
    contig: Contig,
    strand: Option<Strand>,
    interval: Interval,
    phase: Option<u8>,
}

#[derive(Default)]
struct Nodes {
    numbers: HashMap<Box<str>, u32>,
    list: Vec<Node>,
}

impl Nodes {
    fn number(&mut self, id: &str) -> u32 {
        if let Some(number) = self.numbers.get(id) {
            return *number;
        }
        let number = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.numbers.insert(id.into(), number);
        self.list.push(Node::default());
        number
    }

    fn at(&mut self, id: &str) -> &mut Node {
        let number = self.number(id) as usize;
        &mut self.list[number]
    }
}

impl GeneTree {
    /// Reads a whole file.
    ///
    /// # Errors
    /// When reading fails, the file is of another assembly, or holds no feature at all.
    pub fn read(file: &str, mut reader: impl BufRead, assembly: Assembly, findings: &mut Findings) -> Result<Self, TreeError> {
        let mut tree = Self::default();
        let mut nodes = Nodes::default();
        let (mut bytes, mut number, mut features, mut first) = (Vec::new(), 0, 0_u64, None);
        loop {
            bytes.clear();
            if reader.read_until(b'\n', &mut bytes)? == 0 {
                break;
            }
            number += 1;
            let Ok(line) = std::str::from_utf8(&bytes) else {
                findings.push(file, number, "not UTF-8 text");
                first.get_or_insert_with(|| "not UTF-8 text".to_owned());
                continue;
            };
            match read_line(line.trim_end_matches(['\n', '\r'])) {
                Ok(GffLine::Feature(feature)) => {
                    features += 1;
                    if let Some((_, Some(found))) = Contig::parse(feature.sequence).filter(|(_, found)| *found != Some(assembly)) {
                        let said = feature.sequence.to_owned();
                        return Err(TreeError::OtherAssembly { line: number, said, found, asked: assembly });
                    }
                    if feature.interval.end() > feature.contig.length(assembly) {
                        findings.push(file, number, format!("ends beyond {} of {assembly}; left out", feature.contig));
                        continue;
                    }
                    if let Err(reason) = nodes.add(&feature, number) {
                        findings.push(file, number, reason);
                    }
                }
                Ok(GffLine::OtherContig) => {
                    features += 1;
                    tree.other_contigs += 1;
                }
                Ok(GffLine::Directive(directive)) => {
                    let mut words = directive.split_whitespace();
                    match words.next() {
                        Some("assembly" | "genome-build" | "genome-version") => {
                            // `##genome-build NCBI GRCh38` and `#!genome-build GRCh38.p14` both say it in the last word.
                            let said = words.next_back().unwrap_or_default();
                            if let Some(found) = said.parse::<Assembly>().ok().filter(|found| *found != assembly) {
                                let said = directive.to_owned();
                                return Err(TreeError::OtherAssembly { line: number, said, found, asked: assembly });
                            }
                        }
                        Some("source") => tree.source = directive["source".len()..].trim().to_owned(),
                        _ => {}
                    }
                }
                Ok(GffLine::Nothing) => {}
                Ok(GffLine::Letters) => break,
                Err(reason) => {
                    findings.push(file, number, reason.to_string());
                    first.get_or_insert_with(|| reason.to_string());
                }
            }
        }
        if features == 0 {
            let first = first.unwrap_or_else(|| "the file is empty".to_owned());
            return Err(TreeError::NotGff { lines: number, first });
        }
        nodes.join(&mut tree);
        Ok(tree)
    }
}

impl Nodes {
    fn add(&mut self, feature: &Feature<'_>, line: u64) -> Result<(), String> {
        let part = Part { contig: feature.contig, strand: feature.strand, interval: feature.interval, phase: feature.phase };
        match feature.kind {
            "exon" | "CDS" => {
                let mut parents = 0;
                for parent in feature.list("Parent") {
                    parents += 1;
                    let node = self.at(&parent);
                    if feature.kind == "exon" {
                        node.exons.push(part);
                    } else {
                        node.coding.push(part);
                        if node.protein.is_none() {
                            node.protein = feature.attribute("protein_id").map(|id| versioned(&id, None));
                        }
                    }
                }
                if parents == 0 { Err(format!("{} without Parent", feature.kind)) } else { Ok(()) }
            }
            kind => {
                let Some(id) = feature.attribute("ID") else { return Ok(()) };
                if let Some(parent) = feature.list("Parent").next() {
                    let gene = self.number(&parent);
                    let node = self.at(&id);
                    if node.transcript.is_some() {
                        return Err(format!("ID `{id}` was given before; this feature is left out"));
                    }
                    node.transcript = Some((transcript(feature, &id, line), gene));
                } else if kind.ends_with("gene") {
                    let node = self.at(&id);
                    if node.gene.is_some() {
                        return Err(format!("ID `{id}` was given before; this feature is left out"));
                    }
                    node.gene = Some(gene(feature, &id));
                }
                Ok(())
            }
        }
    }

    /// Hangs transcripts on their genes, both in the order their identifiers were first met.
    fn join(mut self, tree: &mut GeneTree) {
        let mut found: Vec<(u32, TreeTranscript)> = Vec::new();
        for node in &mut self.list {
            let Some((mut transcript, gene)) = node.transcript.take() else { continue };
            // Untranslated regions, start codons and the like also have a parent; without parts they are no transcripts.
            if node.exons.is_empty() && node.coding.is_empty() {
                continue;
            }
            let same = |part: &Part| part.contig == transcript.contig && part.strand == transcript.strand;
            transcript.scattered = !node.exons.iter().chain(&node.coding).all(same);
            transcript.exons = node.exons.iter().map(|part| part.interval).collect();
            transcript.coding = node.coding.iter().map(|part| (part.interval, part.phase)).collect();
            transcript.exons.sort_unstable();
            transcript.coding.sort_unstable();
            if let Some(protein) = node.protein.take() {
                transcript.protein = protein;
            }
            found.push((gene, transcript));
        }
        let mut places: HashMap<u32, usize> = HashMap::new();
        for (number, node) in self.list.iter_mut().enumerate() {
            if let Some(gene) = node.gene.take() {
                places.insert(u32::try_from(number).unwrap_or(u32::MAX), tree.genes.len());
                tree.genes.push(gene);
            }
        }
        for (gene, transcript) in found {
            match places.get(&gene) {
                Some(place) => tree.genes[*place].transcripts.push(transcript),
                None => tree.without_gene += 1,
            }
        }
    }
}

fn gene(feature: &Feature<'_>, id: &str) -> TreeGene {
    let text = |name: &str| feature.attribute(name).map(|value| value.into_owned()).filter(|value| !value.is_empty());
    let cross = |prefix: &str| feature.list("Dbxref").find_map(|entry| Some(entry.strip_prefix(prefix)?.to_owned()));
    let bare = id.strip_prefix("gene:").or_else(|| id.strip_prefix("gene-")).unwrap_or(id);
    let hgnc = text("hgnc_id").or_else(|| cross("HGNC:")).or_else(|| {
        // Ensembl says it at the end of the description: `… [Source:HGNC Symbol;Acc:HGNC:1097]`.
        let description = text("description")?;
        let (_, rest) = description.split_once("Acc:HGNC:")?;
        Some(rest.trim_end_matches(']').to_owned())
    });
    let ensembl = text("gene_id").unwrap_or_else(|| bare.to_owned());
    TreeGene {
        symbol: text("gene_name").or_else(|| text("gene")).or_else(|| text("Name")).unwrap_or_else(|| bare.to_owned()),
        hgnc: hgnc.map(|id| format!("HGNC:{}", id.trim_start_matches("HGNC:"))),
        ncbi: text("ncbi_gene").or_else(|| cross("GeneID:")).and_then(|id| id.parse().ok()),
        ensembl: ensembl.starts_with("ENSG").then(|| ensembl.split('.').next().unwrap_or(&ensembl).to_owned()),
        transcripts: Vec::new(),
    }
}

fn transcript(feature: &Feature<'_>, id: &str, line: u64) -> TreeTranscript {
    let bare = id.strip_prefix("transcript:").or_else(|| id.strip_prefix("rna-")).unwrap_or(id);
    let named = feature.attribute("transcript_id").unwrap_or(bare.into());
    let mane = feature
        .list("tag")
        .map(|tag| match tag.replace(' ', "_").as_str() {
            "MANE_Select" => ManeStatus::Select,
            "MANE_Plus_Clinical" => ManeStatus::PlusClinical,
            _ => ManeStatus::None,
        })
        .min()
        .unwrap_or(ManeStatus::None);
    TreeTranscript {
        accession: versioned(&named, feature.attribute("version").as_deref()),
        protein: feature.attribute("protein_id").map(|id| id.into_owned()).unwrap_or_default(),
        line,
        contig: feature.contig,
        strand: feature.strand,
        mane,
        stated_check: feature.attribute("cds_check").map(|value| value.into_owned()),
        coding_only: feature.attribute("model").is_some_and(|model| model == "cds_only"),
        exons: Vec::new(),
        coding: Vec::new(),
        scattered: false,
    }
}

/// `ENST00000288602` and version `6` make `ENST00000288602.6`; an accession that has its version keeps it.
fn versioned(accession: &str, version: Option<&str>) -> String {
    match version {
        Some(version) if !accession.contains('.') => format!("{accession}.{version}"),
        _ => accession.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(text: &str) -> (GeneTree, Findings) {
        let mut findings = Findings::default();
        (GeneTree::read("x.gff3", text.as_bytes(), Assembly::Grch38, &mut findings).unwrap(), findings)
    }

    #[test]
    fn three_flavours_say_the_same() {
        let ensembl = "7\te\tgene\t1\t90\t.\t-\t.\tID=gene:ENSG00000157764;Name=BRAF;description=b [Source:HGNC Symbol%3BAcc:HGNC:1097];gene_id=ENSG00000157764;version=14\n\
            7\te\tmRNA\t1\t90\t.\t-\t.\tID=transcript:ENST01;Parent=gene:ENSG00000157764;transcript_id=ENST01;version=9;tag=basic,MANE_Select\n\
            7\te\texon\t1\t90\t.\t-\t.\tParent=transcript:ENST01\n7\te\tCDS\t4\t9\t.\t-\t0\tID=CDS:E;Parent=transcript:ENST01;protein_id=ENSP01\n";
        let refseq = "NC_000007.14\tr\tgene\t1\t90\t.\t-\t.\tID=gene-BRAF;Dbxref=GeneID:673,HGNC:HGNC:1097;Name=BRAF;gene=BRAF\n\
            NC_000007.14\tr\tmRNA\t1\t90\t.\t-\t.\tID=rna-NM_01.9;Parent=gene-BRAF;transcript_id=NM_01.9;tag=MANE Select\n\
            NC_000007.14\tr\texon\t1\t90\t.\t-\t.\tID=exon-1;Parent=rna-NM_01.9\nNC_000007.14\tr\tCDS\t4\t9\t.\t-\t0\tID=cds-1;Parent=rna-NM_01.9;protein_id=NP_01.2\n";
        let gencode = "chr7\tH\texon\t1\t90\t.\t-\t.\tID=exon:1;Parent=ENST01.9\nchr7\tH\tCDS\t4\t9\t.\t-\t0\tParent=ENST01.9\n\
            chr7\tH\ttranscript\t1\t90\t.\t-\t.\tID=ENST01.9;Parent=ENSG00000157764.14;transcript_id=ENST01.9;protein_id=ENSP01.2;tag=basic,MANE_Select\n\
            chr7\tH\tgene\t1\t90\t.\t-\t.\tID=ENSG00000157764.14;gene_id=ENSG00000157764.14;gene_name=BRAF;hgnc_id=HGNC:1097\n";
        for (text, accession, protein) in
            [(ensembl, "ENST01.9", "ENSP01"), (refseq, "NM_01.9", "NP_01.2"), (gencode, "ENST01.9", "ENSP01.2")]
        {
            let (tree, findings) = read(text);
            assert_eq!(findings.kept(), []);
            let gene = &tree.genes[0];
            assert_eq!((gene.symbol.as_str(), gene.hgnc.as_deref()), ("BRAF", Some("HGNC:1097")));
            assert!(gene.ncbi == Some(673) || gene.ensembl.as_deref() == Some("ENSG00000157764"));
            let transcript = &gene.transcripts[0];
            assert_eq!((transcript.accession.as_str(), transcript.protein.as_str()), (accession, protein));
            assert_eq!((transcript.mane, transcript.exons.len(), transcript.coding.len()), (ManeStatus::Select, 1, 1));
            assert!(!transcript.scattered);
        }
    }

    #[test]
    fn garbage_lines_are_counted_with_their_numbers() {
        let (tree, findings) = read(
            "##gff-version 3\nnonsense\nchr1\tx\tgene\t1\t9\t.\t+\t.\tID=g;Name=G\nchr1\tx\texon\t1\t9\t.\t+\t.\tID=e\nchr1\tx\tgene\t1\t9\t.\t+\t.\tID=g\n",
        );
        assert_eq!(tree.genes.len(), 1);
        assert_eq!(findings.kept().iter().map(|finding| finding.line).collect::<Vec<_>>(), [2, 4, 5]);
    }

    #[test]
    fn the_wrong_assembly_and_foreign_files_are_refused() {
        let refused = |text: &str| GeneTree::read("x", text.as_bytes(), Assembly::Grch38, &mut Findings::default()).unwrap_err();
        assert!(matches!(refused("NC_000007.13\tr\tgene\t1\t9\t.\t-\t.\tID=g\n"), TreeError::OtherAssembly { line: 1, .. }));
        assert!(matches!(refused("##genome-build NCBI GRCh37.p13\n"), TreeError::OtherAssembly { line: 1, .. }));
        assert!(matches!(refused("##fileformat=VCFv4.3\nhello\n"), TreeError::NotGff { lines: 2, .. }));
        assert!(matches!(refused(""), TreeError::NotGff { lines: 0, .. }));
    }
}
