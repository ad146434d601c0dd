//! Phase, through the command: a caller's lines in, what a doctor reads out. So that a split V600K is not read as V600M, and a
//! claim about two changes on one haplotype is made only where the file says that they lie there.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop at the first thing it cannot read")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

const HEADER: &str = "##fileformat=VCFv4.2\n##contig=<ID=chr7,length=159345973>\n";
const COLUMNS: &str = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO";

/// The index of the records that ship, built once.
fn index() -> &'static Path {
    static INDEX: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = INDEX.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.ckdb");
        let knowledge = Path::new(env!("CARGO_MANIFEST_DIR")).join("../knowledge");
        let output =
            Command::new(env!("CARGO_BIN_EXE_ckdb")).args(["build", "--knowledge"]).arg(knowledge).arg("-o").arg(&path).output();
        let output = output.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        (folder, path)
    });
    path
}

/// `ckdb annotate` over these lines, whose columns are separated by blanks.
fn annotate(samples: &str, lines: &[&str], args: &[&str]) -> Output {
    run("annotate", samples, lines, &[&["--disease", "MEL"], args].concat())
}

/// A verb over these lines.
fn run(verb: &str, samples: &str, lines: &[&str], args: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("in.vcf");
    let columns =
        if samples.is_empty() { COLUMNS.to_owned() } else { format!("{COLUMNS}\tFORMAT\t{}", samples.replace(' ', "\t")) };
    let rows: String = lines.iter().map(|line| line.split(' ').collect::<Vec<_>>().join("\t") + "\n").collect();
    std::fs::write(&file, format!("{HEADER}{columns}\n{rows}")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_ckdb"));
    command.arg(verb).arg(&file).arg("--index").arg(index()).args(["--assembly", "GRCh38"]).args(args);
    command.output().unwrap()
}

/// The INFO field of each data line, and what was said on standard error.
fn infos(output: &Output) -> (Vec<String>, String) {
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{errors}");
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    (lines.map(|line| line.split('\t').nth(7).unwrap().to_owned()).collect(), errors)
}

fn one(samples: &str, lines: &[&str]) -> (Vec<String>, String) {
    infos(&annotate(samples, lines, &[]))
}

/// Does an entry of `CKDB` say this of a profile?
fn says(info: &str, state: &str, profile: &str) -> bool {
    let entries = info.split(';').find_map(|entry| entry.strip_prefix("CKDB=")).unwrap_or_default();
    entries.split(',').any(|entry| {
        let fields: Vec<&str> = entry.split('|').collect();
        (fields[2], fields[3]) == (state, profile)
    })
}

#[test]
fn a_split_v600k_is_v600k_on_both_lines() {
    let (infos, _) =
        one("TUMOR", &["chr7 140753336 e A T . PASS . GT:PS 0|1:140753336", "chr7 140753337 m C T . PASS . GT:PS 0|1:140753336"]);
    for info in &infos {
        assert!(says(info, "true", "BRAF/V600K"), "{info}");
        assert!(!says(info, "true", "BRAF/V600E"), "{info}");
        assert!(info.contains("p.Val600Lys") && !info.contains("p.Val600Met"), "{info}");
        assert!(info.contains("CKDB=T|"), "the field Allele is the ALT of the line: {info}");
    }
}

#[test]
fn one_line_and_two_lines_give_the_same_matches() {
    let (mnv, _) = one("TUMOR", &["chr7 140753336 k AC TT . PASS . GT 0/1"]);
    let (split, _) =
        one("TUMOR", &["chr7 140753336 e A T . PASS . GT:PGT:PID 0/1:0|1:x", "chr7 140753337 m C T . PASS . GT:PGT:PID 0/1:0|1:x"]);
    let entries = |info: &str| {
        let value = info.split(';').find_map(|entry| entry.strip_prefix("CKDB=")).unwrap().to_owned();
        value.split(',').map(|entry| entry.split_once('|').unwrap().1.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(entries(&split[0]), entries(&mnv[0]));
    assert_eq!(entries(&split[1]), entries(&mnv[0]));
}

#[test]
fn phase_not_told_is_a_near_miss_with_a_reason() {
    let lines = ["chr7 140753336 e A T . PASS . GT:AF 0/1:0.31", "chr7 140753337 m C T . PASS . GT:AF 0/1:0.30"];
    let (infos, errors) = one("TUMOR", &lines);
    assert!(says(&infos[0], "true", "BRAF/V600E"), "{}", infos[0]);
    for info in &infos {
        assert!(says(info, "unknown(PHASE)", "BRAF/V600K"), "{info}");
        assert!(!says(info, "true", "BRAF/V600K"), "{info}");
    }
    assert!(
        errors.contains("2 × another change of the same codon") && errors.contains("(POSSIBLE_MNV), first at line 4"),
        "{errors}"
    );
    let (_, errors) = one("TUMOR", &[lines[0], "chr7 140753337 m C T . PASS . GT:AF 0/1:0.02"]);
    assert!(errors.contains("(POSSIBLE_MNV_UNLIKE)"), "{errors}");
    // What is unknown earns no level, and is left out where a least level is asked for.
    let (infos, _) = self::infos(&annotate("TUMOR", &lines, &["--min-level", "AMP:II-D"]));
    assert!(!infos.iter().any(|info| info.contains("unknown(PHASE)")), "{infos:?}");
}

#[test]
fn different_haplotypes_stay_apart() {
    let (infos, errors) =
        one("TUMOR", &["chr7 140753336 e A T . PASS . GT:PS 0|1:140753336", "chr7 140753337 m C T . PASS . GT:PS 1|0:140753336"]);
    assert!(says(&infos[0], "true", "BRAF/V600E"), "{infos:?}");
    assert!(infos.iter().all(|info| !info.contains("V600K")) && !errors.contains("POSSIBLE_MNV"), "{infos:?} {errors}");
}

#[test]
fn the_chosen_sample_decides() {
    // The normal carries neither; another tumour has them on two haplotypes.
    let lines = ["chr7 140753336 e A T . PASS . GT 0/0 0|1 0|1", "chr7 140753337 m C T . PASS . GT 0/0 0|1 1|0"];
    let (infos, _) = self::infos(&annotate("N A B", &lines, &["--sample", "A"]));
    assert!(says(&infos[0], "true", "BRAF/V600K"), "{infos:?}");
    let (infos, _) = self::infos(&annotate("N A B", &lines, &["--sample", "B"]));
    assert!(says(&infos[0], "true", "BRAF/V600E") && !infos[0].contains("BRAF/V600K"), "{infos:?}");
    let (infos, errors) = one("N A B", &lines);
    assert!(says(&infos[0], "unknown(PHASE)", "BRAF/V600K"), "no sample was chosen, so no phase is known: {infos:?}");
    assert!(errors.contains("choose with --sample: N, A, B"), "{errors}");
    let wrong = annotate("N A B", &lines, &["--sample", "C"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("no sample `C`; the input has N, A, B"));
}

#[test]
fn a_line_that_knows_nothing_of_its_run_is_as_it_was() {
    // A far line, a line on another contig, a line that is not understood, a symbolic one and a block between neighbours.
    let lines = [
        "chr1 1000 far A T . PASS . GT 0/1",
        "chr7 140753336 e A T . PASS . GT:PS 0|1:140753336",
        "nonsense",
        "chr7 140753336 sv A <DEL> . PASS END=140753400 GT 0/1",
        "chr7 140753337 block C <NON_REF> . PASS . GT 0/0",
        "chr7 140753337 m C T . PASS . GT:PS 0|1:140753336",
        "chr7 140800000 far A T . PASS . GT:PS 0|1:140753336",
    ];
    let output = annotate("TUMOR", &lines, &[]);
    let text = String::from_utf8(output.stdout).unwrap();
    let rows: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(rows.len(), lines.len(), "a line out for a line in");
    assert_eq!(rows[2], "nonsense");
    assert!(says(rows[1].split('\t').nth(7).unwrap(), "true", "BRAF/V600K"), "{}", rows[1]);
    assert!(says(rows[5].split('\t').nth(7).unwrap(), "true", "BRAF/V600K"), "{}", rows[5]);
}

fn resistance(gt_t790m: &str, gt_c797s: &str, info: &str) -> (String, String) {
    let lines = [format!("chr7 55181378 t C T . PASS {info} {gt_t790m}"), format!("chr7 55181398 c T A . PASS {info} {gt_c797s}")];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let tsv = annotate("TUMOR", &lines, &["--format", "tsv"]);
    assert!(tsv.status.success(), "{}", String::from_utf8_lossy(&tsv.stderr));
    let table = String::from_utf8(tsv.stdout).unwrap();
    let mut rows = table.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let names = rows.next().unwrap();
    let column = |name: &str| names.iter().position(|known| *known == name).unwrap();
    let (state, profile) = (column("state"), column("profile"));
    let rows: Vec<(String, String)> = rows.map(|row| (row[profile].to_owned(), row[state].to_owned())).collect();
    let of = |name: &str| rows.iter().find(|row| row.0.contains(name)).map_or("false", |row| row.1.as_str()).to_owned();
    (of("T790M in cis with C797S"), of("T790M in trans to C797S"))
}

#[test]
fn t790m_and_c797s_are_cis_or_trans_only_where_the_file_says_so() {
    let told = |cis: &str, trans: &str| (cis.to_owned(), trans.to_owned());
    let unknown = || told("unknown(PHASE)", "unknown(PHASE)");
    assert_eq!(resistance("GT:PS 0|1:9", "GT:PS 0|1:9", "."), told("true", "false"));
    assert_eq!(resistance("GT:PS 0|1:9", "GT:PS 1|0:9", "."), told("false", "true"));
    assert_eq!(resistance("GT:PS 0|1:9", "GT:PS 1|0:8", "."), unknown());
    assert_eq!(resistance("GT 0/1", "GT 0/1", "."), unknown());
    assert_eq!(resistance("GT:PGT:PID 0/1:0|1:x", "GT:PGT:PID 0/1:1|0:x", "."), told("false", "true"));
    assert_eq!(resistance("GT 0/1", "GT 0/1", "LPS=3"), told("true", "false"));
    assert_eq!(resistance("GT 1/1", "GT 0/1", "."), told("true", "false"), "what every copy carries lies beside all else");
}

#[test]
fn the_output_stripped_is_the_input_whatever_the_number_of_threads() {
    let lines: Vec<String> = (0..3_000_u32)
        .map(|number| {
            // BRAF exon 15, again and again: runs of every length, most lines with a neighbour.
            let place = 140_753_330 + number % 12;
            format!("chr7 {place} . {} T . PASS . GT 0/1", char::from(b"GAGATTTCACTG"[(number % 12) as usize]))
        })
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let threads = |count: &str| annotate("TUMOR", &lines, &["--threads", count]).stdout;
    let without_command = |bytes: &[u8]| {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        text.lines().filter(|line| !line.starts_with("##ckdb=")).collect::<Vec<_>>().join("\n")
    };
    let one = threads("1");
    assert_eq!(without_command(&one), without_command(&threads("3")));
    let mut stripped = Vec::new();
    ckdb_core::vcf::stream::strip(&mut one.as_slice(), &mut stripped).unwrap();
    let rows: String = lines.iter().map(|line| line.replace(' ', "\t") + "\n").collect();
    assert_eq!(String::from_utf8(stripped).unwrap(), format!("{HEADER}{COLUMNS}\tFORMAT\tTUMOR\n{rows}"));
}

/// `line`, `ref`, `alt`, `hgvs_c`, `hgvs_p` and `joined` of each row of `ckdb consequence` on BRAF's transcript.
fn consequence(samples: &str, lines: &[&str], args: &[&str]) -> (Vec<String>, String) {
    let output = run("consequence", samples, lines, &[&["--transcripts", "NM_004333.5"], args].concat());
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{errors}");
    let table = String::from_utf8(output.stdout).unwrap();
    let mut rows = table.lines();
    let names = "line chrom pos ref alt gene transcript mane consequence impact class exon hgvs_c hgvs_p joined";
    assert_eq!(rows.next().unwrap(), names.replace(' ', "\t"), "new columns stand behind the old ones");
    let short = |row: &str| {
        let cells: Vec<&str> = row.split('\t').collect();
        [0, 3, 4, 12, 13, 14].map(|cell| cells[cell]).join(" ").trim_end().to_owned()
    };
    (rows.map(short).collect(), errors)
}

#[test]
fn the_table_of_consequences_joins_what_the_annotation_joins() {
    let whole = "cis:chr7-140753336-AC-TT";
    let expected = |line: u64, change: &str| format!("{line} {change} c.1798_1799delinsAA p.Val600Lys {whole}");
    let (rows, errors) =
        consequence("TUMOR", &["chr7 140753336 e A T . PASS . GT:PS 0|1:9", "chr7 140753337 m C T . PASS . GT:PS 0|1:9"], &[]);
    assert_eq!(
        rows,
        [expected(4, "A T"), expected(5, "C T")],
        "each line has the rows of the merged allele, its REF and ALT as they were"
    );
    assert!(!errors.contains("POSSIBLE_MNV"), "{errors}");
    // The same as one line, which nothing was joined to.
    let (rows, _) = consequence("TUMOR", &["chr7 140753336 k AC TT . PASS . GT 0/1"], &[]);
    assert_eq!(rows, ["4 AC TT c.1798_1799delinsAA p.Val600Lys"]);
    // LPS stands in INFO, so it needs no sample.
    let (rows, _) = consequence("", &["chr7 140753336 e A T . PASS LPS=7", "chr7 140753337 m C T . PASS LPS=7"], &[]);
    assert_eq!(rows, [expected(4, "A T"), expected(5, "C T")]);
    // On two haplotypes, and where the file does not say.
    let alone = ["4 A T c.1799T>A p.Val600Glu", "5 C T c.1798G>A p.Val600Met"];
    let (rows, errors) =
        consequence("TUMOR", &["chr7 140753336 e A T . PASS . GT:PS 0|1:9", "chr7 140753337 m C T . PASS . GT:PS 1|0:9"], &[]);
    assert_eq!((rows.as_slice(), errors.contains("POSSIBLE_MNV")), (alone.map(str::to_owned).as_slice(), false));
    let (rows, errors) =
        consequence("TUMOR", &["chr7 140753336 e A T . PASS . GT 0/1", "chr7 140753337 m C T . PASS . GT 0/1"], &[]);
    assert_eq!(rows, alone.map(|row| format!("{row} possible_mnv:chr7-140753336-AC-TT")));
    assert!(errors.contains("2 × another change of the same codon") && errors.contains("(POSSIBLE_MNV)"), "{errors}");
    // What every copy carries lies beside the other, and alone on the other copy.
    let (rows, _) = consequence("TUMOR", &["chr7 140753336 e A T . PASS . GT 1/1", "chr7 140753337 m C T . PASS . GT 0/1"], &[]);
    assert_eq!(rows, [expected(4, "A T"), alone[0].to_owned(), expected(5, "C T")]);
}

#[test]
fn the_table_of_consequences_reads_the_chosen_sample_on_any_number_of_threads() {
    let lines = ["chr7 140753336 e A T . PASS . GT 0|1 0|1", "chr7 140753337 m C T . PASS . GT 0|1 1|0"];
    let (rows, _) = consequence("A B", &lines, &["--sample", "A"]);
    assert!(rows.iter().all(|row| row.contains("p.Val600Lys")), "{rows:?}");
    let (rows, _) = consequence("A B", &lines, &["--sample", "B"]);
    assert!(rows.iter().all(|row| !row.contains("p.Val600Lys") && !row.contains("mnv")), "{rows:?}");
    let (_, errors) = consequence("A B", &lines, &[]);
    assert!(errors.contains("choose with --sample: A, B"), "{errors}");
    let many: Vec<String> = (0..2_000_u32)
        .map(|number| {
            let place = number % 12;
            format!("chr7 {} . {} T . PASS . GT 0|1", 140_753_330 + place, char::from(b"GAGATTTCACTG"[place as usize]))
        })
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let threads = |count: &str| run("consequence", "T", &many, &["--threads", count]).stdout;
    let one = threads("1");
    assert!(one.len() > 100_000 && one == threads("3"));
}
