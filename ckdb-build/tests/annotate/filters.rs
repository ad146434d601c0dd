//! Lines their caller does not pass: annotated like any other, and said to be doubted, because callers mark true variants, too.

use super::command::{annotate, err, out};

const LINES: &str = "##fileformat=VCFv4.2\n##reference=GRCh38\n##FILTER=<ID=LowQual,Description=\"Low quality\">\n\
    #CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n\
    chr7\t55191822\t.\tT\tG\t.\tPASS\t.\n\
    chr7\t140753336\t.\tA\tT\t.\tLowQual\t.\n";

#[test]
fn what_a_filtered_line_meets_is_shown_with_the_callers_doubt() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("filtered.vcf");
    std::fs::write(&file, LINES).unwrap();
    // A doubt of the caller is no question left unanswered: `--strict` lets it pass.
    let output = annotate(&file, &["--format", "tsv", "--strict"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(err(&output).contains("FILTER_NOT_PASS"), "{}", err(&output));
    let text = out(&output);
    let mut rows = text.lines().filter(|line| !line.starts_with("##"));
    let columns: Vec<&str> = rows.next().unwrap().split('\t').collect();
    let place = |name: &str| columns.iter().position(|column| *column == name).unwrap();
    let (position, filter, state, trace) = (place("pos"), place("filter"), place("state"), place("trace"));
    let rows: Vec<Vec<&str>> = rows.map(|row| row.split('\t').collect()).collect();
    let of = |wanted: &str| -> Vec<&Vec<&str>> { rows.iter().filter(|row| row[position] == wanted).collect() };
    let (passed, doubted) = (of("55191822"), of("140753336"));
    assert!(!passed.is_empty() && !doubted.is_empty(), "{text}");
    assert!(doubted.iter().any(|row| row[state] == "true"), "the match stands: {text}");
    for row in doubted {
        assert_eq!(row[filter], "LowQual");
        assert!(row[trace].contains("FILTER LowQual"), "{}", row[trace]);
    }
    for row in passed {
        assert!(!row[trace].contains("FILTER"), "{}", row[trace]);
    }
}
