//! How a line may be written: contig names, several ALTs, letters in lower case, ALTs that are no letters. What can be
//! answered is answered alike; what cannot is counted and never guessed.

use super::answer::{Answer, answers};
use super::command::{annotate, ckdb, err, index, out};
use std::io::Write;
use std::process::Stdio;

/// Lines (CHROM POS REF ALT) through the command; their answers and the summary.
fn walk(lines: &[(&str, u32, &str, &str)]) -> (Vec<Answer>, String) {
    let mut vcf = String::from("##fileformat=VCFv4.3\n##reference=GRCh38\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n");
    for (contig, position, reference, alternate) in lines {
        vcf.push_str(&format!("{contig}\t{position}\t.\t{reference}\t{alternate}\t.\tPASS\tDP=10\n"));
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lines.vcf");
    std::fs::write(&file, vcf).unwrap();
    let output = annotate(&file, &["--disease", "MEL"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    (answers(&out(&output)), err(&output))
}

fn has(line: &Answer, profile: &str) -> bool {
    line.matches.iter().any(|found| found.profile == profile)
}

#[test]
fn a_contig_has_three_names() {
    let (lines, said) =
        walk(&[("chr7", 140_753_336, "A", "T"), ("7", 140_753_336, "A", "T"), ("NC_000007.14", 140_753_336, "A", "T")]);
    assert!(has(&lines[0], "BRAF/V600E"));
    assert!(lines.iter().all(|line| line.matches == lines[0].matches && line.csq == lines[0].csq));
    assert!(said.starts_with("3 lines on GRCh38, 3 of them "), "{said}");
    // The accession of the other assembly is another place.
    let (lines, said) = walk(&[("NC_000007.13", 140_753_336, "A", "T"), ("chr7_alt", 140_753_336, "A", "T")]);
    assert!(lines.iter().all(|line| line.matches.is_empty() && line.csq.is_empty()));
    assert!(said.contains("CONTIG_OF_OTHER_ASSEMBLY"), "{said}");
}

#[test]
fn of_several_alts_each_has_its_own_answer() {
    let (lines, _) =
        walk(&[("7", 140_753_336, "A", "C,T"), ("7", 140_753_336, "A", "T,<DEL>,*"), ("7", 140_753_335, "CA", "C,TT,CT")]);
    assert!(lines.iter().all(|line| has(line, "BRAF/V600E")));
    let said_of = |line: &Answer, profile: &str| {
        line.matches
            .iter()
            .filter(|found| found.profile == profile)
            .map(|found| found.allele.clone())
            .collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(said_of(&lines[0], "BRAF/V600E"), ["T".to_owned()].into());
    assert_eq!(said_of(&lines[0], "BRAF/V600"), ["C".to_owned(), "T".to_owned()].into(), "V600G is a change of the codon, too");
    assert_eq!(said_of(&lines[1], "BRAF/V600E"), ["T".to_owned()].into());
    assert_eq!(said_of(&lines[2], "BRAF/V600E"), ["TT".to_owned(), "CT".to_owned()].into());
}

#[test]
fn letters_may_be_small() {
    let (lines, said) = walk(&[("7", 140_753_336, "A", "T"), ("7", 140_753_336, "a", "t")]);
    let rest = |line: &Answer| line.matches.iter().map(|found| found.all.clone()).collect::<Vec<_>>();
    assert_eq!(rest(&lines[0]), rest(&lines[1]));
    assert_eq!(lines[0].csq, lines[1].csq);
    assert!(lines[1].matches.iter().all(|found| found.allele == "t"), "the allele is named as the line writes it");
    assert!(!said.contains("REF_MISMATCH"), "{said}");
}

#[test]
fn what_is_no_allele_of_letters_is_counted_and_not_guessed() {
    let odd = [
        ("*", "UPSTREAM_DELETION"),
        (".", "NO_ALTERNATE"),
        ("<NON_REF>", "NON_REF"),
        ("<*>", "NON_REF"),
        ("<CTX>", "SYMBOLIC"),
        ("<DEL>", "SV_WITHOUT_END"),
        ("T[chr2:100", "BREAKEND"),
        ("T[chrUn_gl000223:100[", "PARTNER_NOT_A_PRIMARY_CHROMOSOME"),
        ("A", "SAME_AS_REFERENCE"),
        ("W", "NOT_PLAIN_BASES"),
        ("N", "NOT_PLAIN_BASES"),
    ];
    for (alternate, code) in odd {
        let (lines, said) = walk(&[("7", 140_753_336, "A", alternate)]);
        assert!(lines[0].matches.is_empty() && lines[0].csq.is_empty(), "{alternate}: {:?}", lines[0]);
        assert_eq!(lines[0].info, "DP=10", "{alternate}");
        assert!(
            said.contains(&format!("({code}), first at line 4: 7 140753336 . A {alternate} . PASS DP=10")),
            "{alternate}: {said}"
        );
    }
    let (lines, said) = walk(&[("7", 140_753_336, "R", "T"), ("7", 140_753_336, "G", "T")]);
    assert!(lines.iter().all(|line| line.matches.is_empty() && line.csq.is_empty()));
    assert!(said.contains("NOT_PLAIN_BASES") && said.contains("REF_MISMATCH"), "{said}");
}

#[test]
fn blanks_between_columns_are_counted_and_the_line_goes_out_as_it_came() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("blanks.vcf");
    std::fs::write(
        &file,
        "##fileformat=VCFv4.2\n##reference=GRCh38\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n7 140753336 . A T . . .\n",
    )
    .unwrap();
    let output = annotate(&file, &[]);
    assert_eq!(output.status.code(), Some(0));
    assert!(err(&output).contains("fewer than 8 columns separated by tabs (TOO_FEW_COLUMNS), first at line 4"), "{}", err(&output));
    assert!(out(&output).ends_with("\n7 140753336 . A T . . .\n"));
    assert_eq!(annotate(&file, &["--strict"]).status.code(), Some(1));
}

#[test]
fn annotated_twice_is_annotated_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(
        path("in.vcf"),
        "##fileformat=VCFv4.2\n##reference=GRCh38\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n7\t140753336\t.\tA\tT\t.\t.\t.\n",
    )
    .unwrap();
    let run = |from: &str, disease: &str| annotate(&path(from), &["--disease", disease, "-o", path("out.vcf").to_str().unwrap()]);
    assert_eq!(run("in.vcf", "LUAD").status.code(), Some(0));
    std::fs::rename(path("out.vcf"), path("once.vcf")).unwrap();
    assert_eq!(run("once.vcf", "MEL").status.code(), Some(0));
    let twice = std::fs::read_to_string(path("out.vcf")).unwrap();
    assert_eq!(run("in.vcf", "MEL").status.code(), Some(0));
    let once = std::fs::read_to_string(path("out.vcf")).unwrap();
    assert_eq!(twice.replace("once.vcf", "in.vcf"), once, "the second answer replaces the first");
}

#[test]
fn standard_input_and_compressed_output() {
    let vcf =
        "##fileformat=VCFv4.2\n##reference=GRCh38\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n7\t140753336\t.\tA\tT\t.\t.\t.\n";
    let folder = tempfile::tempdir().unwrap();
    let packed = folder.path().join("out.vcf.gz");
    let mut child = ckdb()
        .args(["annotate", "-", "--disease", "MEL", "--index"])
        .arg(index())
        .arg("-o")
        .arg(&packed)
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(vcf.as_bytes()).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let bytes = super::command::content(&packed);
    assert_eq!(super::strip::stripped(&bytes), vcf.as_bytes());
    assert!(has(&answers(&String::from_utf8(bytes).unwrap())[0], "BRAF/V600E"));
    let raw = std::fs::read(&packed).unwrap();
    assert_eq!(raw[12..14], *b"BC", "BGZF, not bare gzip, so that it can be indexed");
}

#[test]
fn what_is_compressed_is_seen_by_its_bytes_and_a_file_may_be_replaced_by_its_answer() {
    let vcf =
        "##fileformat=VCFv4.2\n##reference=GRCh38\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n7\t140753336\t.\tA\tT\t.\t.\t.\n";
    let folder = tempfile::tempdir().unwrap();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(vcf.as_bytes()).unwrap();
    let files: [(&str, Vec<u8>); 2] = [("plain.vcf.gz", vcf.into()), ("packed.vcf", packed.finish().unwrap())];
    for (name, bytes) in files {
        let file = folder.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        let output = annotate(&file, &[]);
        assert_eq!(super::strip::stripped(&output.stdout), vcf.as_bytes(), "{name}: {}", err(&output));
    }
    let file = folder.path().join("same.vcf");
    std::fs::write(&file, vcf).unwrap();
    assert_eq!(annotate(&file, &["-o", file.to_str().unwrap()]).status.code(), Some(0));
    let after = std::fs::read(&file).unwrap();
    assert!(has(&answers(std::str::from_utf8(&after).unwrap())[0], "BRAF/V600E"));
    assert_eq!(super::strip::stripped(&after), vcf.as_bytes());
}
