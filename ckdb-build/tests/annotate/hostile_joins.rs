//! `--join` of files that nobody tidied: fields of every kind, values of every length, lines in no order, names of another school. What
//! can be told apart comes out as it stands, what cannot is counted by its reason, and nothing ends in a panic.

use super::command::{annotate, err, out};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

/// EGFR L858R and BRAF V600E.
fn tumour(folder: &Path) -> PathBuf {
    let path = folder.join("tumour.vcf");
    let text = "##fileformat=VCFv4.3\n##reference=GRCh38\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n\
                chr7\t55191822\t.\tT\tG\t.\tPASS\t.\nchr7\t140753336\t.\tA\tT\t.\tPASS\t.\n";
    fs::write(&path, text).unwrap();
    path
}

/// A file whose fields are declared as `ID,Number,Type`.
fn file(folder: &Path, fields: &[&str], lines: impl AsRef<[u8]>) -> PathBuf {
    let mut bytes = b"##fileformat=VCFv4.3\n".to_vec();
    for field in fields {
        let [id, number, kind] = field.split(',').collect::<Vec<_>>()[..] else { panic!("{field}") };
        bytes.extend(format!("##INFO=<ID={id},Number={number},Type={kind},Description=\"\">\n").bytes());
    }
    bytes.extend_from_slice(b"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n");
    bytes.extend_from_slice(lines.as_ref());
    let path = folder.join("joined.vcf");
    fs::write(&path, bytes).unwrap();
    path
}

fn join(folder: &Path, path: &Path, fields: &str, format: &str) -> Output {
    let given = format!("x@GRCh38={}:{fields}", path.display());
    annotate(&tumour(folder), &["--join", &given, "--format", format])
}

/// What the layer says of EGFR L858R and of BRAF V600E, and what was said beside.
fn joined(fields: &[&str], lines: impl AsRef<[u8]>) -> ([Value; 2], String) {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<&str> = fields.iter().map(|field| field.split(',').next().unwrap()).collect();
    let path = file(folder.path(), fields, lines);
    let output = join(folder.path(), &path, &names.join(","), "jsonl");
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let text = out(&output);
    let variants: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |position: u64| {
        let here = variants.iter().find(|line: &&Value| line["type"] == "variant" && line["variant"]["pos"] == position);
        here.unwrap_or_else(|| panic!("no variant at {position}"))["populations"]["layers"][0].clone()
    };
    ([of(55_191_822), of(140_753_336)], err(&output))
}

#[test]
fn fields_of_every_kind_keep_their_values() {
    let fields =
        ["FL,0,Flag", "FT,A,Float", "IN,A,Integer", "ST,1,String", "RR,R,String", "UU,.,String", "NO,1,Integer", "BIG,1,Integer"];
    // In no order, and with names of three schools for one chromosome.
    let lines = "NC_000007.14\t140753336\t.\tA\tG,T\t.\t.\tFL;FT=nan,-0.50;IN=-3,7;ST=a%2Cb|c d&e;RR=r,g,t;UU=one;BIG=18446744073709551615\n\
                 7\t140753336\t.\tA\tC\t.\t.\tFT=1e-99;IN=5;ST=x=y=z\n\
                 chr7\t55191822\t.\tT\tG\t.\t.\tFT=0.25;IN=.;RR=.;ST=;UU=a,b,c;UU=second\n";
    let ([egfr, braf], _) = joined(&fields, lines);
    let expected = json!({
        "FL": 1, "FT": -0.5, "IN": 7, "ST": "a%2Cb|c d&e", "RR": "t", "UU": "one", "BIG": 18_446_744_073_709_551_615_u64
    });
    assert_eq!(braf["fields"].as_object().unwrap().len(), 7, "{braf}");
    for (field, value) in expected.as_object().unwrap() {
        let found = &braf["fields"][field];
        let same = found == value || found.as_f64().is_some_and(|found| Some(found) == value.as_f64());
        assert!(same, "{field}: {found}, expected {value}");
    }
    assert_eq!(egfr["fields"], json!({"FT": 0.25, "UU": "a,b,c"}), "what is not stated is not there; the first of two stands");
}

#[test]
fn a_value_that_would_break_a_table_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), &["ST,.,String"], "chr7\t55191822\t.\tT\tG\t.\t.\tST=a&b=c\\d|e\n");
    let output = join(folder.path(), &path, "ST", "tsv");
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let text = out(&output);
    let mut rows = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let names = rows.next().unwrap();
    let column = names.iter().position(|name| *name == "joined_fields").unwrap();
    let first = rows.next().unwrap();
    assert_eq!((first.len(), first[column]), (names.len(), "x:ST=a\\&b=c\\\\d|e"));
}

#[test]
fn a_very_long_value_comes_out_whole() {
    let long = "ACGT|".repeat(60_000);
    let ([egfr, braf], _) = joined(&["ST,1,String"], format!("chr7\t55191822\t.\tT\tG\t.\t.\tDP=1;ST={long}\r\n"));
    assert_eq!(egfr["fields"]["ST"], long.as_str(), "without the end of its line");
    assert_eq!(braf["found"], false);
}

#[test]
fn what_cannot_be_told_is_counted() {
    let lines = b"chr7\t55191822\t.\tT\tG\t.\t.\tAA=1,2;ST=fine\n\
                  chr7\t140753336\t.\tA\tT\t.\t.\tAA=1;ST=\xff\xfe\n\
                  chr7\t140753336\t.\tA\t<DEL>\t.\t.\tAA=1\n\
                  chr7\t140753336\t.\tA\tA\t.\t.\tAA=1\n\
                  chr7_KI270803v1_alt\t140753336\t.\tA\tG\t.\t.\tAA=1\n\
                  chr7\tnowhere\t.\tA\tG\t.\t.\tAA=1\n\
                  chr7\t5\tcut\n\
                  \n\
                  chr7\t55191822\t.\tT\tG\t.\t.\tAA=9;ST=another\n";
    let ([egfr, braf], said) = joined(&["AA,A,Integer", "ST,1,String"], lines);
    assert_eq!(egfr["fields"], json!({"ST": "fine"}), "of a list of two values for one ALT neither is taken");
    assert_eq!(braf["fields"], json!({"AA": 1}));
    for reason in [
        "1 × VALUES_NOT_ONE_AN_ALT, first at line 5",
        "1 × VALUE_NOT_UTF8, first at line 6",
        "1 × SYMBOLIC, first at line 7",
        "1 × SAME_AS_REFERENCE, first at line 8",
        "1 × NOT_A_PRIMARY_CHROMOSOME, first at line 9",
        "1 × POSITION_NOT_A_NUMBER, first at line 10",
        "1 × TOO_FEW_COLUMNS, first at line 11",
        "1 × BLANK_LINE, first at line 12",
        "1 alleles came again with other values",
    ] {
        assert!(said.contains(reason), "{reason}: {said}");
    }
}

#[test]
fn lists_of_undeclared_length_are_dealt_aloud() {
    let lines = "chr7\t140753336\t.\tA\tG,T\t.\t.\tUU=for-G,for-T\nchr7\t55191822\t.\tT\tA,G\t.\t.\tUU=a,b,c\n";
    let ([egfr, braf], said) = joined(&["UU,.,String"], lines);
    assert_eq!((&egfr["fields"]["UU"], &braf["fields"]["UU"]), (&"a,b,c".into(), &"for-T".into()));
    assert!(said.contains("on 1 lines a list declared as Number=. is as long as the list of ALTs"), "{said}");
}

#[test]
fn lines_cut_from_longer_ones_get_their_own_values() {
    let fields = ["AC,A,Integer", "RR,R,Integer", "AN,1,Integer"];
    let of = |was: &str| format!("chr7\t140753336\t.\tA\tT\t.\t.\tAC=1,2,3;RR=10,11,12,13;AN=9;{was}\n");
    for (was, expected) in [
        ("OLD_MULTIALLELIC=7:140753336:A/C/T/G", json!({"AC": 2, "RR": 12, "AN": 9})),
        // The longer line was spelled with a letter more, and one of its alleles is none of letters.
        ("OLD_MULTIALLELIC=chr7:140753336:AC/*/GC/TC", json!({"AC": 3, "RR": 13, "AN": 9})),
        ("OLD_MULTIALLELIC=7:140753336:A/C/G", json!({"AN": 9})),
        ("OLD_MULTIALLELIC=7:140753336:A/C/G/AT", json!({"AN": 9})),
        ("OLD_MULTIALLELIC=7:140753336:A/T/T/G", json!({"AN": 9})),
        ("OLD_MULTIALLELIC=8:140753336:A/C/T/G", json!({"AN": 9})),
        ("OLD_MULTIALLELIC=", json!({"AN": 9})),
        ("DP=1", json!({"AN": 9})),
    ] {
        let ([_, braf], said) = joined(&fields, of(was));
        assert_eq!(braf["fields"], expected, "{was}");
        let is_whole = expected["AC"].is_number();
        assert_eq!(said.contains("got their own values by OLD_MULTIALLELIC"), is_whole, "{was}: {said}");
        assert_eq!(said.contains("1 × VALUES_NOT_ONE_AN_ALT"), !is_whole, "{was}: {said}");
    }
}

#[test]
fn what_cannot_be_joined_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let good = "chr7\t55191822\t.\tT\tG\t.\t.\tAA=1\n";
    let fails = |path: &Path, fields: &str, reasons: &[&str]| {
        let output = join(folder.path(), path, fields, "jsonl");
        let said = err(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(reasons.iter().all(|reason| said.contains(reason)) && !said.contains("panicked"), "{reasons:?}: {said}");
    };
    let path = file(folder.path(), &["AA,1,Integer"], good);
    fails(&path, "AA,BB", &["`BB`", "AA", "joined.vcf"]);
    // Chromosomes named as those of the other assembly.
    let old = file(folder.path(), &["AA,1,Integer"], good.replace("chr7", "NC_000007.13"));
    fails(&old, "AA", &["GRCh37", "line 4"]);
    // The letters of EGFR L858R stand elsewhere on GRCh37.
    let elsewhere: String = (0..4).map(|number| format!("7\t{}\t.\tC\tA\t.\t.\tAA=1\n", 140_753_335 + number)).collect();
    fails(&file(folder.path(), &["AA,1,Integer"], elsewhere), "AA", &["contradicts", "GRCh37"]);
    let missing = folder.path().join("nowhere.vcf.gz");
    fails(&missing, "AA", &["nowhere.vcf.gz"]);
    let cut = folder.path().join("cut.vcf.gz");
    fs::write(&cut, [0x1f, 0x8b, 8, 0, 1, 2]).unwrap();
    fails(&cut, "AA", &["cut.vcf.gz"]);
    for text in ["", "no VCF at all\n", "##fileformat=VCFv4.3\n"] {
        let path = folder.path().join("bad.vcf");
        fs::write(&path, text).unwrap();
        fails(&path, "AA", &["bad.vcf"]);
    }
    // No line is no error: the layer then knows nothing.
    let empty = join(folder.path(), &file(folder.path(), &["AA,1,Integer"], ""), "AA", "jsonl");
    assert_eq!(empty.status.code(), Some(0), "{}", err(&empty));
    assert!(err(&empty).contains("layer x on GRCh38: 0 alleles"), "{}", err(&empty));
}
