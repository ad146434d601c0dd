//! The features of a GFF3 or GTF file joined to genes, transcripts, exons and coding parts.
//!
//! Flavours differ in how they name things, not in what they say; the differences are answered in `identifiers` and
//! [`super::peculiar`]:
//!
//! | | Ensembl | RefSeq, MANE | GENCODE | GTF |
//! |---|---|---|---|---|
//! | gene | `ID=gene:ENSG…`, `Name=` | `ID=gene-BRAF`, `Dbxref=GeneID:673,HGNC:HGNC:1097` | `ID=ENSG….14`, `gene_name=` | `gene_id "…"` |
//! | transcript | `ID=transcript:ENST…`, `version=` | `ID=rna-NM_…`, `transcript_id=` with version | `transcript_id=` with version | `transcript_id "…"`, `transcript_version "6"` |
//! | MANE | `tag=…,MANE_Select` | `tag=MANE Select` | `tag=…,MANE_Select` | `tag "MANE_Select";` |
//! | stop codon | in the CDS | in the CDS | in the CDS | beside the CDS |
//!
//! Lines may stand in any order. A line that is not understood becomes a finding with its number; reading goes on.

use super::drawn::Drawn;
use super::gff3::{GffLine, read_line};
use super::input::Findings;
use super::tree_nodes::Nodes;
use ckdb_core::genome::{Assembly, Contig};
use std::io::{self, BufRead};

/// Genes and transcripts of one file, in file order.
#[derive(Debug, Default)]
pub struct GeneTree {
    /// What the file draws.
    pub drawn: Drawn,
    /// What the file says of itself in `#!source`; empty when it says nothing.
    pub source: String,
    /// Features on contigs without gene models.
    pub other_contigs: u64,
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
    /// Not one feature: neither a GFF3 nor a GTF file.
    #[error(
        "no GFF3 or GTF feature in {lines} lines, the first of them not understood: {first}; expected nine tab-separated columns a line"
    )]
    NotGff {
        /// How many lines were read.
        lines: u64,
        /// What is wrong with the first.
        first: String,
    },
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
        tree.drawn = nodes.join();
        if tree.drawn.parts_of_nothing > 0 {
            let count = tree.drawn.parts_of_nothing;
            findings.push(file, 0, format!("{count} exons and coding parts name a Parent that the file does not have; left out"));
        }
        Ok(tree)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use ckdb_core::genome::ManeStatus;

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
            let gene = &tree.drawn.genes[0];
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
        assert_eq!(tree.drawn.genes.len(), 1);
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
