//! One gene, told by everybody in their own way: every flavour must give the same transcript. And every oddity that a source
//! can tell of a transcript, once.

use super::translated;
use ckdb_build::import::transcripts::{Accept, Imported, ModelFile, Note, Reason, Request, import};
use ckdb_build::models::MemoryGenome;
use ckdb_core::genome::{Assembly, ManeStatus, Transcript};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/gene_models/flavours")
}

fn imported(models: &Path, reference: &Path, accept: Accept) -> Imported {
    let request = Request {
        assembly: Assembly::Grch38,
        models: vec![ModelFile { path: models.to_owned(), ..ModelFile::default() }],
        references: vec![reference.to_owned()],
        genes: None,
        except: Default::default(),
        accept,
    };
    import(&request).unwrap()
}

/// What must be equal: everything but the names, which each publisher gives.
fn drawing(transcript: &Transcript) -> Transcript {
    Transcript { accession: String::new(), protein: String::new(), mane: ManeStatus::None, ..transcript.clone() }
}

const ENSEMBL: (&str, &str) = ("ENST00000990001.3", "ENSP00000990001.2");
const REFSEQ: (&str, &str) = ("NM_990001.3", "NP_990001.2");
/// Files that name no protein, and are silent on MANE.
const BARE: (&str, &str) = ("NM_990001.3", "");

#[test]
fn every_flavour_tells_the_same_transcript() {
    let flavours = [
        ("ensembl.gff3", ENSEMBL),
        ("ensembl.gtf", ENSEMBL),
        ("gencode.gff3", ENSEMBL),
        ("gencode.gtf", ENSEMBL),
        ("refseq.gff3", REFSEQ),
        ("refseq.gtf", REFSEQ),
        ("reversed.gff3", REFSEQ),
        ("ucsc.gtf", BARE),
        ("parts.gtf", BARE),
    ];
    let mut first: Option<(Transcript, String)> = None;
    for accept in [Accept::Complete, Accept::Whole] {
        for (file, (accession, protein)) in flavours {
            let imported = imported(&folder().join(file), &folder().join("gene.fa"), accept);
            assert_eq!(imported.not_used, [], "{file}");
            assert_eq!(imported.findings.kept(), [], "{file}");
            let models = &imported.models;
            assert_eq!(models.transcripts.len(), 1, "{file}");
            let transcript = &models.transcripts[0];
            assert_eq!((transcript.accession.as_str(), transcript.protein.as_str()), (accession, protein), "{file}");
            let mane = if protein.is_empty() { ManeStatus::None } else { ManeStatus::Select };
            assert_eq!(transcript.mane, mane, "{file}");
            let gene = &models.genes[0];
            assert_eq!(gene.symbol, "MADEUP", "{file}");
            if !protein.is_empty() && file != "ensembl.gtf" {
                assert_eq!(gene.hgnc.as_deref(), Some("HGNC:99001"), "{file}");
            }
            let residues = translated(&MemoryGenome::new(models).unwrap(), transcript.view()).unwrap();
            let (known, protein) = first.get_or_insert_with(|| (drawing(transcript), residues.clone()));
            assert_eq!(&drawing(transcript), known, "{file}");
            assert_eq!(&residues, protein, "{file}");
            assert!(residues.starts_with('M') && residues.len() == 39, "{file}");
        }
    }
}

/// A transcript on one exon of chr1 whose letters are `coding`, with ten letters before and after it.
struct Odd<'a> {
    accession: &'a str,
    coding: &'a str,
    /// Attributes of the mRNA.
    said: &'a str,
    /// Attributes of the CDS; `@n` stands for the place of coding letter n (from 0).
    said_of_coding: &'a str,
    outcome: Result<Option<Note>, &'a str>,
}

#[test]
fn every_oddity_is_used_with_a_note_or_left_out_with_a_code() {
    let odd = |accession, coding, said, said_of_coding, outcome| Odd { accession, coding, said, said_of_coding, outcome };
    let plain = "ATGGCCGCCTAA";
    let cases = [
        odd("NM_1.1", plain, "", "", Ok(None)),
        odd("NM_2.1", "CTGGCCGCCTAA", "tag=non_ATG_start", "", Ok(Some(Note::OtherStart))),
        odd("NM_3.1", "ATGTGAGCCTAA", "", "transl_except=(pos:@3..@5%2Caa:Sec)", Ok(Some(Note::Selenocysteine))),
        odd("NM_4.1", "GCCGCCTAA", "tag=cds_start_NF,mRNA_start_NF", "", Ok(Some(Note::StartUnknown))),
        odd("NM_5.1", "ATGGCCGC", "tag=cds_end_NF", "", Ok(Some(Note::EndUnknown))),
        odd(
            "NM_6.1",
            plain,
            "exception=annotated by transcript or proteomic data;Note=has 1 substitution",
            "",
            Ok(Some(Note::Substitutions)),
        ),
        odd("NM_7.1", plain, "", "exception=ribosomal slippage", Err("RIBOSOMAL_SLIPPAGE")),
        odd("NM_8.1", plain, "exception=trans-splicing", "", Err("TRANS_SPLICED")),
        odd(
            "NM_9.1",
            plain,
            "exception=unclassified transcription discrepancy;Note=1 non-frameshifting indel",
            "",
            Err("ASSEMBLY_INDEL"),
        ),
        odd("NM_10.1", "ATGTGAGCCTAA", "", "", Err("CDS_INTERNAL_STOP")),
        odd("NM_11.1", "ATGTAAGCCTAA", "tag=stop_codon_readthrough", "", Err("STOP_READTHROUGH")),
        odd("NM_12.1", "GGGGCCGCCTAA", "", "", Err("CDS_NO_START")),
        odd("NM_13.1", "ATGGCCGCCGCC", "", "", Err("CDS_NO_STOP")),
        odd("NM_14.1", "ATGGCCGCTAA", "", "", Err("CDS_LENGTH")),
        odd("NM_1.1", plain, "", "", Err("SAME_ACCESSION")),
        odd("NM_16.1", plain, "assembly=gapped", "", Err("ASSEMBLY_INDEL")),
        odd("NM_17.1", "", "", "", Ok(None)),
    ];
    let dir = tempfile::tempdir().unwrap();
    let mut gff = "##gff-version 3\nchr1\tt\tgene\t1\t4000\t.\t+\t.\tID=g;Name=ODD\n".to_owned();
    let mut letters = String::new();
    for (number, case) in cases.iter().enumerate() {
        let start = letters.len() + 11;
        let end = start + case.coding.len() - usize::from(!case.coding.is_empty());
        let mut said_of_coding = case.said_of_coding.to_owned();
        for letter in (0..20).rev() {
            said_of_coding = said_of_coding.replace(&format!("@{letter}"), &(start + letter).to_string());
        }
        let (first, last) = (start - 10, start + case.coding.len() + 9);
        gff += &format!(
            "chr1\tt\tmRNA\t{first}\t{last}\t.\t+\t.\tID=t{number};Parent=g;transcript_id={};{}\n",
            case.accession, case.said
        );
        gff += &format!("chr1\tt\texon\t{first}\t{last}\t.\t+\t.\tParent=t{number}\n");
        if !case.coding.is_empty() {
            gff += &format!("chr1\tt\tCDS\t{start}\t{end}\t.\t+\t0\tParent=t{number};{said_of_coding}\n");
        }
        letters += &format!("CCCCCCCCCC{}GGGGGGGGGG", case.coding);
    }
    gff += "chr1\tt\tcDNA_match\t1\t40\t.\t+\t.\tID=a;Target=NM_16.1 1 39 +;Gap=M20 D1 M19\n";
    gff += "chr1_KI270706v1_random\tt\tgene\t1\t40\t.\t+\t.\tID=other\n";
    gff += "chr1\tt\tmRNA\t1\t9\t.\t+\t.\tID=lost;Parent=nobody;transcript_id=NM_90.1\nchr1\tt\texon\t1\t9\t.\t+\t.\tParent=lost\n";
    let path = dir.path().join("odd.gff3");
    std::fs::write(&path, gff).unwrap();
    let reference = dir.path().join("odd.fa");
    std::fs::write(&reference, format!(">1\n{letters}\n")).unwrap();
    let imported = imported(&path, &reference, Accept::Whole);
    let used = |accession: &str| imported.models.transcripts.iter().any(|row| row.accession == accession);
    for case in &cases {
        let codes: Vec<&str> =
            imported.not_used.iter().filter(|row| row.accession == case.accession).map(|row| row.reason.code()).collect();
        match case.outcome {
            Ok(note) => {
                assert!(used(case.accession), "{}: {codes:?}", case.accession);
                if let Some(note) = note {
                    assert_eq!(imported.notes.get(&note), Some(&1), "{}", case.accession);
                }
            }
            Err(code) => assert_eq!(codes, [code], "{}", case.accession),
        }
    }
    assert_eq!(imported.other_contigs, 1);
    let lost: Vec<_> = imported.not_used.iter().filter(|row| row.accession == "NM_90.1").map(|row| row.reason.code()).collect();
    assert_eq!(lost, ["NO_GENE"]);
}

#[test]
fn copies_on_y_split_stops_mitochondria_and_shared_symbols() {
    let dir = tempfile::tempdir().unwrap();
    let row = |contig: &str, kind: &str, start: u32, end: u32, phase: &str, said: &str| {
        format!("{contig}\tt\t{kind}\t{start}\t{end}\t.\t+\t{phase}\t{said}\n")
    };
    let mut gtf = String::new();
    // The same transcript on X and Y, as RefSeq's GTF writes it.
    for (contig, id) in [("chrX", "NM_1.4"), ("chrY", "NM_1.4_1")] {
        let said = format!("gene_id \"SHARED\"; transcript_id \"{id}\";");
        gtf += &row(contig, "exon", 1, 12, ".", &said);
        gtf += &row(contig, "CDS", 1, 9, "0", &said);
        gtf += &row(contig, "stop_codon", 10, 12, "0", &said);
    }
    // A stop codon cut by an intron: TA | A.
    let said = "gene_id \"SPLIT\"; transcript_id \"NM_2.1\";";
    for (start, end) in [(21, 31), (42, 50)] {
        gtf += &row("chrX", "exon", start, end, ".", said);
    }
    gtf += &row("chrX", "CDS", 21, 29, "0", said);
    gtf += &row("chrX", "stop_codon", 30, 31, "0", said);
    gtf += &row("chrX", "stop_codon", 42, 42, "1", said);
    // Two genes called alike, without HGNC ids.
    for (gene, start) in [("ENSG00000000001.1", 61), ("ENSG00000000002.1", 81)] {
        let transcript = gene.replace("ENSG", "ENST");
        let said = format!("gene_id \"{gene}\"; transcript_id \"{transcript}\"; gene_name \"Y_RNA\";");
        gtf += &row("chrX", "exon", start, start + 9, ".", &said);
    }
    let letters = "ATGGCCGCCTAACCCCCCCCATGGCCGCCTAGGGGGGGGGGACCCCCCCC".to_owned() + &"C".repeat(60);
    std::fs::write(dir.path().join("x.gtf"), gtf).unwrap();
    std::fs::write(dir.path().join("x.fa"), format!(">X\n{letters}\n>Y\n{letters}\n")).unwrap();
    let found = imported(&dir.path().join("x.gtf"), &dir.path().join("x.fa"), Accept::Whole);
    let reasons: Vec<_> = found.not_used.iter().map(|row| (row.accession.as_str(), row.reason.code())).collect();
    assert_eq!(reasons, [("NM_1.4", "PAR_COPY_ON_Y")]);
    let symbols: Vec<_> = found.models.genes.iter().map(|gene| gene.symbol.as_str()).collect();
    assert_eq!(symbols, ["ENSG00000000001", "ENSG00000000002", "SHARED", "SPLIT"]);
    let genome = MemoryGenome::new(&found.models).unwrap();
    let split = genome.transcript("NM_2.1").unwrap().transcript;
    assert_eq!((split.cds.unwrap().to_string().as_str(), split.cds_length()), ("21-42", 12));
    assert_eq!(translated(&genome, split).unwrap(), "MAA");

    // RefSeq draws mitochondrial coding parts on the gene itself; the tail completes the stop.
    let gff = "NC_012920.1\tRefSeq\tgene\t1\t11\t.\t+\t.\tID=gene-ND9;Name=ND9;gene=ND9\n\
        NC_012920.1\tRefSeq\tCDS\t1\t11\t.\t+\t0\tID=cds-YP_9.1;Parent=gene-ND9;protein_id=YP_9.1;transl_except=(pos:10..11%2Caa:TERM)\n";
    std::fs::write(dir.path().join("m.gff3"), gff).unwrap();
    std::fs::write(dir.path().join("m.fa"), ">MT\nATAGCCTGATA\n").unwrap();
    let found = imported(&dir.path().join("m.gff3"), &dir.path().join("m.fa"), Accept::Complete);
    assert_eq!(found.not_used, []);
    let genome = MemoryGenome::new(&found.models).unwrap();
    let transcript = genome.transcript("YP_9.1").unwrap().transcript;
    assert_eq!((transcript.protein, translated(&genome, transcript).unwrap().as_str()), ("YP_9.1", "MAW"));
    assert_eq!(found.notes.get(&Note::CompletedStop), Some(&1));
}

#[test]
fn an_indexed_reference_gives_what_a_streamed_one_gives() {
    let dir = tempfile::tempdir().unwrap();
    let plain = std::fs::read_to_string(folder().join("gene.fa")).unwrap();
    let copy = dir.path().join("gene.fa");
    std::fs::write(&copy, &plain).unwrap();
    let offset = plain.find('\n').unwrap() + 1;
    std::fs::write(dir.path().join("gene.fa.fai"), format!("chr22:1-1500\t1500\t{offset}\t60\t61\n")).unwrap();
    let models = folder().join("refseq.gff3");
    let streamed = imported(&models, &folder().join("gene.fa"), Accept::Whole);
    let indexed = imported(&models, &copy, Accept::Whole);
    assert_eq!(streamed.models.windows, indexed.models.windows);
    assert_eq!(streamed.models.transcripts, indexed.models.transcripts);
    // A stale index is an error, not other letters.
    std::fs::write(dir.path().join("gene.fa.fai"), format!("chr22:1-1500\t1500\t{}\t60\t61\n", offset + 7)).unwrap();
    let request = Request {
        assembly: Assembly::Grch38,
        models: vec![ModelFile { path: models, ..ModelFile::default() }],
        references: vec![copy],
        genes: None,
        except: Default::default(),
        accept: Accept::Whole,
    };
    let error = import(&request).unwrap_err().to_string();
    assert!(error.contains("samtools faidx"), "{error}");
}

#[test]
fn every_code_is_explained_to_users() {
    let page = std::fs::read_to_string(super::root().join("docs/gene-models.md")).unwrap();
    let reasons: Vec<&str> = Reason::ALL.into_iter().map(Reason::code).collect();
    for code in reasons.iter().copied().chain(Note::ALL.into_iter().map(Note::code)) {
        assert!(page.contains(&format!("| `{code}` |")), "{code} has no row in docs/gene-models.md");
    }
    let different: std::collections::BTreeSet<&str> = reasons.iter().copied().collect();
    assert_eq!(different.len(), reasons.len());
}
