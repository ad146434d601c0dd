//! A result table of C-CAT becomes a case: each finding once, each row that was not used with line and reason, and the files are
//! what `ckdb annotate` reads.
#![allow(clippy::unwrap_used, clippy::panic)]

use ckdb_build::ccat::{Reason, read};
use ckdb_core::genome::Assembly;
use std::path::Path;
use std::process::Command;

const HEAD: &str = "登録ID,マーカー,変異種類,変異由来,遺伝子,変異内容,マーカー詳細,変異アレル頻度,染色体,物理位置,ref,alt,TMB,MSI,エビデンスタイプ,エビデンスレベル,薬剤\n";

/// A made-up case: long, as the export is, with a claim in each row.
const ROWS: &str = "\
X1,small_scale_variant,SNV,体細胞,BRAF,V600E,c.1799T>A,0.21 (105/502),chr7,140753336,A,T,,,Predictive,A,ダブラフェニブ
X1,small_scale_variant,SNV,体細胞,BRAF,V600E,c.1799T>A,0.21 (105/502),chr7,140753336,A,T,,,Predictive,R2,セツキシマブ
X1,small_scale_variant,SNV,生殖細胞系列,BRCA2,R2520*,c.7558C>T,0.48 (210/437),13,32356550,C,T,,,Predisposing,,
X1,small_scale_variant,deletion,体細胞,EGFR,x,y,0.1,7,55174772,GGAATTAAGAGAAGC,-,,,,,
X1,small_scale_variant,SNV,体細胞,TP53,x,y,,chrUn,12,A,C,,,,,
X1,copy_number_alteration,amplification,体細胞,ERBB2,amplification,,,17,,,,,,Predictive,C,トラスツズマブ
X1,copy_number_alteration,,体細胞,MET,8.4,,,7,,,,,,,,
X1,fusion,,体細胞,ALK,EML4-ALK (E13;A20),,,2,,,,,,Predictive,A,アレクチニブ
X1,rearrangement,,体細胞,ROS1,ROS1 rearrangement,,,6,,,,,,,,
X1,exon skipping,,体細胞,MET,MET exon 14 skipping,,,7,,,,,,,,
X1,other_biomarker,,,,TMB,,,,,,,12.6 Muts/Mb,,,,
X1,other_biomarker,,,,MSI,,,,,,,,MSI-High,,,
X1,other_biomarker,,,,LOH,,,,,,,,,,,
X1,telepathy,,,,,,,,,,,,,,,
too,short
";

fn table(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("result.csv");
    // As the export is: the encoding of Japanese office programs.
    let (bytes, _, wrong) = encoding_rs::SHIFT_JIS.encode(HEAD);
    assert!(!wrong);
    let (rows, _, wrong) = encoding_rs::SHIFT_JIS.encode(ROWS);
    assert!(!wrong);
    std::fs::write(&path, [&*bytes, &*rows].concat()).unwrap();
    path
}

#[test]
fn every_row_is_a_finding_or_is_told_with_line_and_reason() {
    let folder = tempfile::tempdir().unwrap();
    let case = read(&table(folder.path()), Assembly::Grch38).unwrap();
    assert_eq!((case.rows, case.used, case.not_used.len(), case.not_read.len()), (14, 7, 7, 1));
    assert_eq!(case.findings, [1, 1, 1, 1, 2], "a variant with two claims is one variant");
    let reasons: Vec<(usize, Reason)> = case.not_used.iter().map(|row| (row.line, row.reason)).collect();
    let expected = [
        (5, Reason::AllelesNotLetters),
        (6, Reason::PlaceNotRead),
        (8, Reason::CallNotStated),
        (10, Reason::PartnersNotRead),
        (11, Reason::RnaNotTaken),
        (14, Reason::SignatureNotRead),
        (15, Reason::MarkerNotKnown),
    ];
    assert_eq!(reasons, expected);
    assert!(case.somatic.contains("chr7\t140753336\t.\tA\tT\t.\tPASS\t.\tAD:DP:AF\t397,105:502:0.21\n"), "{}", case.somatic);
    assert!(case.somatic.contains("##TMB=12.6/Mb\n") && case.somatic.contains("##MSI=high\n"));
    assert!(case.germline.contains("chr13\t32356550\t.\tC\tT") && !case.germline.contains("chr7"));
    assert_eq!(case.copies, "gene\tcall\nERBB2\tamplification\n");
    assert_eq!(case.fusions, "EML4,ALK\n");
}

#[test]
fn the_case_is_annotated_by_todays_knowledge() {
    let folder = tempfile::tempdir().unwrap();
    let (into, index) = (folder.path().join("case"), folder.path().join("core.ckdb"));
    let knowledge = Path::new(env!("CARGO_MANIFEST_DIR")).join("../knowledge");
    let image = ckdb_build::pipeline::build(&[knowledge], "test").unwrap().image.unwrap();
    std::fs::write(&index, image.bytes).unwrap();
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_ckdb")).args(arguments).output().unwrap();
        let [told, said] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        assert!(output.status.success(), "{said}");
        (told, said)
    };
    let path = |name: &str| into.join(name).display().to_string();
    let table = table(folder.path()).display().to_string();
    let (told, _) = run(&["case", &table, "--assembly", "GRCh38", "--into", &into.display().to_string()]);
    assert!(told.contains("14 rows, 7 used; 1 lines are no rows"), "{told}");
    assert!(told.contains("1 × ALLELES_NOT_LETTERS, first at line 5: small_scale_variant EGFR"), "{told}");
    let annotate = ["annotate", &path("somatic.vcf"), "--copy-number", &path("copies.tsv"), "--fusions", &path("fusions.csv")];
    let index = index.display().to_string();
    let more = ["--disease", "COADREAD", "--format", "jsonl", "--index", &index];
    let (annotated, _) = run(&[&annotate[..], &more[..]].concat());
    assert!(annotated.contains("\"hgvs_p\":\"p.Val600Glu\"") && annotated.contains("\"depth\":502"), "{annotated}");
    assert!(annotated.contains("\"name\":\"BRAF V600E\""), "{annotated}");
    assert!(annotated.contains("EML4::ALK"), "{annotated}");
    // MSI and TMB of the table are answered, too.
    assert!(annotated.contains("MSI"), "{annotated}");
}
