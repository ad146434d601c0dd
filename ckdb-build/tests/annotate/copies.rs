//! Copies of genes through the command: literate cases in `copies/*.md`, and every public file that states copies.
//!
//! A row of a case's table is one tumour on GRCh38: lines `CHROM POS ALT INFO [KEY=SAMPLE VALUE]`, segments `CONTIG START END UNIT VALUE`
//! and genes `GENE UNIT VALUE`, joined by ` + `; the arguments; a profile; what its line says of it, and what the sample says.

use super::command::{annotate, content, data, err, out};
use ckdb_core::segment::{SegmentError, read};
use std::collections::BTreeMap;
use std::path::Path;

/// The input of a row: text of a VCF, and of a table if there is one.
fn input(cell: &str) -> (String, Option<String>) {
    let mut vcf = String::from("##fileformat=VCFv4.2\n##reference=GRCh38\n");
    vcf.push_str("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tTUMOUR\n");
    let mut table: Vec<String> = Vec::new();
    for part in cell.split(" + ") {
        let words: Vec<&str> = part.split_whitespace().collect();
        // A second segment leaves the word out.
        let is_segment = !table.is_empty() && words.len() == 5 && !words[2].starts_with('<');
        match &words[..] {
            ["segments", contig, start, end, unit, value] => {
                table = vec![format!("chromosome\tstart\tend\t{unit}"), format!("{contig}\t{start}\t{end}\t{value}")];
            }
            ["genes", gene, unit, value] => table = vec![format!("gene\t{unit}"), format!("{gene}\t{value}")],
            [contig, start, end, _, value] if is_segment => table.push(format!("{contig}\t{start}\t{end}\t{value}")),
            [chrom, pos, alternate, info] => {
                vcf.push_str(&format!("{chrom}\t{pos}\t.\tN\t{alternate}\t.\t.\t{info}\tGT\t./.\n"));
            }
            [chrom, pos, alternate, info, sample] => {
                let (key, value) = sample.split_once('=').unwrap();
                vcf.push_str(&format!("{chrom}\t{pos}\t.\tN\t{alternate}\t.\t.\t{info}\t{key}\t{value}\n"));
            }
            _ => panic!("`{part}` is no line, segment or gene"),
        }
    }
    (vcf, (!table.is_empty()).then(|| table.join("\n") + "\n"))
}

/// What lines and sample say of each profile, with the trace of the sample's.
fn states(cell: &str, arguments: &str) -> BTreeMap<(&'static str, String), String> {
    let folder = tempfile::tempdir().unwrap();
    let (vcf, table) = input(cell);
    let file = folder.path().join("tumour.vcf");
    std::fs::write(&file, vcf).unwrap();
    let segments = folder.path().join("segments.tsv");
    let mut more: Vec<&str> = vec!["--format", "jsonl", "--gene-any"];
    more.extend(arguments.split_whitespace());
    if let Some(table) = table {
        std::fs::write(&segments, table).unwrap();
        more.extend(["--copy-number", segments.to_str().unwrap()]);
    }
    let output = annotate(&file, &more);
    assert_eq!(output.status.code(), Some(0), "{cell} {arguments}: {}", err(&output));
    let mut states = BTreeMap::new();
    for line in out(&output).lines() {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        for found in value["matches"].as_array().into_iter().flatten() {
            states.insert(("line", text(&found["profile"]["id"])), text(&found["state"]));
        }
        if let Some(found) = value.get("match") {
            states.insert(("sample", text(&found["profile"]["id"])), text(&found["state"]));
        }
    }
    states
}

#[test]
fn every_case_says_what_the_command_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/annotate/copies");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut rows, mut wrong) = (0, String::new());
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for line in text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| input")) {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let [input, arguments, profile, line, sample] = cells[..] else { panic!("{}: {line}", file.display()) };
            let found = states(input, arguments);
            let of = |whose| found.get(&(whose, profile.to_owned())).map_or("-", String::as_str);
            if (of("line"), of("sample")) != (line, sample) {
                wrong +=
                    &format!("{input} {arguments}: {profile} is {} and {}, not {line} and {sample}\n", of("line"), of("sample"));
            }
            rows += 1;
        }
    }
    assert!(rows >= 50, "only {rows} rows");
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn a_unit_the_profile_cannot_read_is_an_error_that_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tumour.vcf");
    std::fs::write(&file, "##fileformat=VCFv4.2\n##reference=GRCh38\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n").unwrap();
    let table = folder.path().join("segments.tsv");
    let with = |text: &str, more: &[&str]| {
        std::fs::write(&table, text).unwrap();
        let arguments: Vec<&str> = ["--copy-number", table.to_str().unwrap()].iter().chain(more).copied().collect();
        let output = annotate(&file, &arguments);
        (output.status.code(), err(&output))
    };
    let ratios = "chromosome\tstart\tend\tlog2\nchr7\t1\t10\t0.5\n";
    let (code, said) = with(ratios, &[]);
    assert!(code == Some(1) && said.contains("it states ratios") && said.contains("give --ploidy"), "{said}");
    let (code, said) = with(ratios, &["--ploidy", "2", "--cn-profile", "gistic"]);
    assert!(code == Some(1) && said.contains("the profile gistic@1 needs calls"), "{said}");
    let (code, said) = with(ratios, &["--ploidy", "2", "--cn-profile", "porple"]);
    assert!(code == Some(1) && said.contains("it has caller@1, cnvkit@1"), "{said}");
    let (code, said) = with(ratios, &["--purity", "60"]);
    assert!(code == Some(1) && said.contains("the fraction of tumour cells"), "{said}");
    let (code, said) = with("chr\tstart\tend\tONT\nhs1\t1\t2\t1\n", &[]);
    assert!(code == Some(1) && said.contains("are those of no table that is known"), "{said}");
    let broken = "chromosome\tstart\tend\tcopies\nchr7\t1\t10\tmany\nchr7\t1\t10\t2\n";
    let (code, said) = with(broken, &[]);
    assert!(
        code == Some(0) && said.contains("1 of 2 rows read") && said.contains("1 × a value is no number, first at line 2"),
        "{said}"
    );
    assert_eq!(with(broken, &["--strict"]).0, Some(1));
}

/// Every public table that states copies is read or refused by name.
#[test]
fn public_tables_are_read_or_refused() {
    let Some(folder) = data("conformance/somatic") else { return };
    let Some(hmf) = data("samples/hmf") else { return };
    // File, sample, rows, segments or genes, broken rows.
    let read_whole = [
        // Eight rows of its amplicons end before they begin.
        (folder.join("cnvkit/amplicon.cns"), None, 88, 80, 8),
        (folder.join("cnvkit/cl_seq.cns"), None, 78, 78, 0),
        (folder.join("cnvkit/nv3.cns"), None, 72, 72, 0),
        (folder.join("cnvkit/tr95t.cns"), None, 124, 124, 0),
        (folder.join("cnvkit/regression/p2-9_2.cns"), None, 313, 313, 0),
        (folder.join("cnvkit/regression/p2-9_2.call.cns"), None, 313, 313, 0),
        (folder.join("pcgr-t001/T001-BRCA.grch37.cna.tsv"), None, 252, 252, 0),
        (folder.join("pcgr-t001/T001-BRCA.grch38.cna.tsv"), None, 260, 260, 0),
        (folder.join("pcgr-t001/T001-COAD.grch37.cna.tsv"), None, 252, 252, 0),
        (folder.join("pcgr-t001/T001-COAD.grch38.cna.tsv"), None, 260, 260, 0),
        (folder.join("../evidence/oncokb-annotator-inputs/example_cna.txt"), Some("TCGA-05-4417-01"), 4, 2, 1),
        (folder.join("../evidence/oncokb-annotator-inputs/example_individual_cna.txt"), Some("TCGA-05-4417-01"), 12, 1, 4),
        (hmf.join("tumor_sample.purple.segment.tsv.gz"), None, 3565, 0, 0),
    ];
    for (path, sample, rows, segments, broken) in read_whole {
        let table = read(&mut &content(&path)[..], sample).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let read = table.segments.len() + table.genes.len();
        eprintln!("{}: {} rows, {read} read, {:?}", path.display(), table.rows, table.faults);
        assert_eq!((table.rows, table.malformed()), (rows, broken), "{}", path.display());
        if segments > 0 {
            assert_eq!(read, segments, "{}", path.display());
        } else {
            // PURPLE before smoothing: where the normal sample is not diploid the tumour's copies are not told.
            let silent: u64 = table.faults.iter().map(|fault| fault.count).sum();
            assert_eq!(read as u64 + silent, rows, "{}", path.display());
            assert!(read > 1_000, "{read}");
        }
    }
    let refused = |path: &str, sample| read(&mut &content(&folder.join(path))[..], sample).unwrap_err();
    assert!(matches!(refused("cnvkit/amplicon.cnr", None), SegmentError::Bins));
    assert!(matches!(refused("colo829-sv-truth/copynumber/mergedCNA.tsv", None), SegmentError::UnknownColumns { .. }));
    let several = refused("../evidence/oncokb-annotator-inputs/example_cna.txt", None);
    assert!(matches!(several, SegmentError::SeveralSamples { .. }), "{several}");
}

/// A breast tumour of PCGR's examples, with a whole segment table on both assemblies: the same genes are said to be changed.
#[test]
fn one_tumour_says_the_same_on_both_assemblies() {
    let Some(folder) = data("conformance/somatic/pcgr-t001") else { return };
    let of = |assembly: &str| {
        let work = tempfile::tempdir().unwrap();
        let file = work.path().join("empty.vcf");
        let head = format!("##fileformat=VCFv4.2\n##reference={assembly}\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n");
        std::fs::write(&file, head).unwrap();
        let table = folder.join(format!("T001-BRCA.{}.cna.tsv", assembly.to_lowercase()));
        let output = annotate(&file, &["--format", "jsonl", "--copy-number", table.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        let mut found = BTreeMap::new();
        for line in out(&output).lines() {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            if let Some(matched) = value.get("match") {
                found.insert(matched["profile"]["id"].to_string(), matched["state"].to_string());
            }
        }
        found
    };
    let (old, new) = (of("GRCh37"), of("GRCh38"));
    eprintln!("{new:?}");
    assert_eq!(old, new);
    assert!(!new.is_empty());
}
