//! Layers from the outside: frequencies side by side, common variants flagged and never dropped, fields joined by exact alleles.

use super::command::{annotate, ckdb, err, out, root};
use std::fs;
use std::path::{Path, PathBuf};

/// What every file here begins with.
const HEADER: &str =
    "##fileformat=VCFv4.3\n##reference=GRCh38\n##contig=<ID=chr7,length=159345973>\n##contig=<ID=chr17,length=83257441>\n";

fn column_line() -> &'static str {
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
}

/// EGFR L858R and BRAF V600E.
fn tumour(folder: &Path) -> PathBuf {
    let path = folder.join("tumour.vcf");
    let lines = "chr7\t55191822\t.\tT\tG\t.\tPASS\t.\nchr7\t140753336\t.\tA\tT\t.\tPASS\t.\n";
    fs::write(&path, format!("{HEADER}{}{lines}", column_line())).unwrap();
    path
}

/// A file with the fields of frequencies declared.
fn frequencies(folder: &Path, name: &str, lines: &str) -> PathBuf {
    let declared = "##INFO=<ID=AC,Number=A,Type=Integer,Description=\"\">\n##INFO=<ID=AN,Number=1,Type=Integer,Description=\"\">\n\
                    ##INFO=<ID=AF,Number=A,Type=Float,Description=\"\">\n##INFO=<ID=AC_eas,Number=A,Type=Integer,Description=\"\">\n\
                    ##INFO=<ID=AN_eas,Number=1,Type=Integer,Description=\"\">\n##INFO=<ID=CLNSIG,Number=.,Type=String,Description=\"\">\n";
    let path = folder.join(name);
    fs::write(&path, format!("{HEADER}{declared}{}{lines}", column_line())).unwrap();
    path
}

/// Lines of JSON of the type `variant`, by allele.
fn variants(text: &str) -> Vec<serde_json::Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|line: &serde_json::Value| line["type"] == "variant")
        .collect()
}

fn layer(folder: &Path, flags: &[&str]) -> PathBuf {
    let path = folder.join("layer.ckdb");
    let output = ckdb().current_dir(root()).arg("build").args(flags).arg("-o").arg(&path).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    path
}

#[test]
fn japan_east_asia_and_everybody_stand_side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    let tommo =
        frequencies(folder.path(), "t.vcf", "chr7\t55191822\t.\tT\tA,G\t.\tPASS\tAC=1,2172;AN=108604;AF=9.20776e-06,0.0199993\n");
    let gnomad = frequencies(
        folder.path(),
        "g.vcf",
        "chr7\t55191822\t.\tT\tG\t.\tAC0\tAC=3;AN=152000;AF=1.97368e-05;AC_eas=1;AN_eas=5000\nchr7\t140753336\t.\tA\tG\t.\tPASS\tAC=9;AN=9;AF=1\n",
    );
    let flags = [format!("tommo-test={}", tommo.display()), format!("gnomad={}", gnomad.display())];
    let overlay = layer(folder.path(), &["--frequency", &flags[0], "--frequency", &flags[1]]);
    let overlay = overlay.to_str().unwrap();
    let input = tumour(folder.path());
    let json = annotate(&input, &["--disease", "LUAD", "--frequency", overlay, "--format", "jsonl"]);
    assert_eq!(json.status.code(), Some(0), "{}", err(&json));
    let found = variants(&out(&json));
    assert_eq!(found.len(), 2);
    let egfr = &found[0]["populations"];
    assert_eq!((&egfr["jp"]["ac"], &egfr["jp"]["an"], &egfr["jp"]["af"]), (&2172.into(), &108_604.into(), &0.019_999_3.into()));
    assert_eq!((&egfr["eas"]["ac"], &egfr["eas"]["af"]), (&1.into(), &0.0002.into()));
    assert_eq!((&egfr["global"]["layer"], &egfr["global"]["af"]), (&"gnomad".into(), &1.973_68e-5.into()));
    assert_eq!(egfr["common_in"].as_array().map(Vec::len), Some(1));
    assert_eq!(egfr["layers"][0]["fields"]["FILTER"], "AC0");
    // The other layer has another allele at the place of BRAF V600E: that says nothing of V600E.
    let braf = &found[1]["populations"];
    assert!(braf["global"].is_null() && braf["layers"].as_array().unwrap().iter().all(|one| one["found"] == false), "{braf}");
    assert!(!found[0]["matches"].as_array().unwrap().is_empty(), "common or not, nothing is dropped");
    let table = annotate(&input, &["--disease", "LUAD", "--frequency", overlay, "--format", "tsv"]);
    let text = out(&table);
    let names: Vec<&str> = text.lines().next().unwrap().split('\t').collect();
    let first: Vec<&str> = text.lines().nth(1).unwrap().split('\t').collect();
    let cell = |name: &str| first[names.iter().position(|column| *column == name).unwrap()];
    assert_eq!((cell("af_jp"), cell("af_eas"), cell("af_global")), ("0.0199993", "0.0002", "0.0000197368"));
    assert_eq!(cell("common_in"), "tommo-test=0.0199993(2172/108604)");
    assert_eq!(cell("joined_fields"), "gnomad:FILTER=AC0&tommo-test:FILTER=PASS");
    // A VCF keeps its two keys; what is common is said beside it.
    let plain = annotate(&input, &["--disease", "LUAD", "--frequency", overlay]);
    assert!(err(&plain).contains("common in a population") && err(&plain).contains("tommo-test=0.0199993(2172/108604)"));
    let without = annotate(&input, &["--disease", "LUAD"]);
    let lines = |text: String| text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(lines(out(&plain)), lines(out(&without)));
}

#[test]
fn what_many_healthy_people_carry_is_no_change_of_the_gene() {
    let folder = tempfile::tempdir().unwrap();
    // TP53 R175H, as if one in twenty carried it.
    let line = "chr17\t7675088\t.\tC\tT\t.\tPASS\t";
    let common = frequencies(folder.path(), "c.vcf", &format!("{line}AC=500;AN=10000;AF=0.05\n"));
    let given = format!("somebody={}", common.display());
    let input = frequencies(folder.path(), "tp53.vcf", &format!("{line}.\n"));
    let levels = |more: &[&str]| -> Vec<String> {
        let output = annotate(&input, &[&["--gene-any", "--format", "jsonl", "--explain"], more].concat());
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        let tp53 = variants(&out(&output)).remove(0);
        let words = |list: &str, key: &str| -> Vec<String> {
            tp53[list].as_array().unwrap().iter().map(|one| one[key].as_str().unwrap_or_default().to_owned()).collect()
        };
        [words("matches", "match_level"), words("near_misses", "why")].concat()
    };
    let (without, with) = (levels(&[]), levels(&["--frequency", &given]));
    let has = |list: &[String], word: &str| list.iter().any(|one| one == word);
    assert!(has(&without, "GENE_ANY") && !has(&without, "COMMON_IN_POPULATION"), "{without:?}");
    assert!(!has(&with, "GENE_ANY") && has(&with, "COMMON_IN_POPULATION"), "{with:?}");
    assert!(has(&with, "SAME_PROTEIN"), "claims about the very change stand: {with:?}");
    assert_eq!(levels(&["--frequency", &given, "--common-af", "0.06"]), without);
}

#[test]
fn fields_of_any_file_are_joined_by_the_very_allele() {
    let folder = tempfile::tempdir().unwrap();
    let file = frequencies(
        folder.path(),
        "clinvar.vcf",
        "chr7\t55191821\tRCV1\tCT\tCG\t.\t.\tCLNSIG=drug_response\nchr7\t140753336\tRCV2\tA\tC\t.\t.\tCLNSIG=Benign\n",
    );
    let given = format!("clinvar={}:CLNSIG,ID", file.display());
    let output = annotate(&tumour(folder.path()), &["--join", &given, "--format", "jsonl"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let found = variants(&out(&output));
    let fields = |number: usize| &found[number]["populations"]["layers"][0];
    assert_eq!(fields(0)["fields"], serde_json::json!({"CLNSIG": "drug_response", "ID": "RCV1"}));
    assert_eq!(fields(1)["found"], false);
    let unknown = annotate(&tumour(folder.path()), &["--join", &given.replace("CLNSIG", "CLNSYG")]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(err(&unknown).contains("CLNSYG") && err(&unknown).contains("CLNSIG"), "{}", err(&unknown));
}

#[test]
fn a_layer_of_the_other_assembly_is_refused_by_its_letters() {
    let folder = tempfile::tempdir().unwrap();
    let lines: String =
        [55_191_822, 140_753_336, 140_753_337].iter().map(|place| format!("chr7\t{place}\t.\tC\tA\t.\t.\tAC=1;AN=2\n")).collect();
    let file = frequencies(folder.path(), "wrong.vcf", &lines);
    let output = annotate(&tumour(folder.path()), &["--frequency", &format!("wrong={}", file.display())]);
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    assert!(err(&output).contains("contradicts") && err(&output).contains("@GRCh37"), "{}", err(&output));
    let overlay =
        layer(folder.path(), &["--frequency", &format!("w@GRCh38={}:AC,AN", frequencies(folder.path(), "e.vcf", "").display())]);
    let old = annotate(&root().join("examples/melanoma-BRAF-V600E-mnv.GRCh37.vcf"), &["--frequency", overlay.to_str().unwrap()]);
    assert_eq!(old.status.code(), Some(1));
    assert!(err(&old).contains("is on GRCh38, the input on GRCh37"), "{}", err(&old));
    let verified = ckdb().arg("verify").arg(&overlay).output().unwrap();
    assert_eq!(verified.status.code(), Some(0), "{}", err(&verified));
    let told = ckdb().arg("info").arg(&overlay).output().unwrap();
    assert!(out(&told).contains("AC, AN, FILTER"), "{}", out(&told));
}
