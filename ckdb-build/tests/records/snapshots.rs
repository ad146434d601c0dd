//! Findings as people and machines see them.

use ckdb_build::diagnostic::Style;

use super::base;

/// The base knowledge with one file put in.
fn with(path: &str, text: &str) -> ckdb_build::check::Verdict {
    let mut files = base::files();
    files.insert(path.to_owned(), text.as_bytes().to_vec());
    base::verdict(&files)
}

#[test]
fn many_mistakes_in_one_file_are_all_reported_at_once() {
    let verdict = with("profiles/BRAF/V600E.toml", include_str!("bad/many-mistakes.toml"));
    insta::assert_snapshot!(verdict.diagnostics.render(&verdict.files, Style::Plain));
}

#[test]
fn broken_grammar_is_reported_together_with_what_could_be_read() {
    let verdict = with("profiles/BRAF/V600E.toml", include_str!("bad/broken-grammar.toml"));
    insta::assert_snapshot!(verdict.diagnostics.render(&verdict.files, Style::Plain));
}

#[test]
fn every_kind_of_record_reports_its_own() {
    let mut files = base::files();
    for (path, text) in [
        ("genes/BRAF.toml", include_str!("bad/gene.toml")),
        ("diseases/melanoma.toml", include_str!("bad/disease.toml")),
        ("therapies/dabrafenib.toml", include_str!("bad/therapy.toml")),
        ("approvals/us/dabrafenib.toml", include_str!("bad/approval.toml")),
        ("trials/NCT04487080.toml", include_str!("bad/trial.toml")),
        ("sources/civic.toml", include_str!("bad/source.toml")),
        ("profiles/EGFR/exon-19-deletion.toml", include_str!("bad/criterion.toml")),
        ("profile/EGFR/L861Q.toml", ""),
        ("therapies/notes.txt", ""),
    ] {
        files.insert(path.to_owned(), text.as_bytes().to_vec());
    }
    let verdict = base::verdict(&files);
    insta::assert_snapshot!(verdict.diagnostics.render(&verdict.files, Style::Plain));
}

#[test]
fn json_names_file_line_column_and_text() {
    let verdict = with("profiles/BRAF/V600E.toml", include_str!("bad/many-mistakes.toml"));
    let reports = verdict.diagnostics.reports(&verdict.files);
    let first = serde_json::to_string_pretty(&reports[0]).unwrap();
    insta::assert_snapshot!(first);
}
