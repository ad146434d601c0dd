//! The 804 coordinates of CIViC and their lifted copies give one answer.
//!
//! The files carry the same identifiers, so lines are paired by `ID`; what may not differ are the
//! matches with their levels, and the c. and p. names on each transcript.

use super::answer::{Answer, answers};
use super::command::{annotate, data, err, out};
use super::page;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

fn annotated(file: &str, assembly: &str) -> Option<Vec<Answer>> {
    let output = annotate(&data(file)?, &["--assembly", assembly, "--disease", "LUAD"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    Some(answers(&out(&output)))
}

/// What is known of it.
fn matched(line: &Answer) -> BTreeSet<&str> {
    line.matches.iter().map(|found| &*found.all).collect()
}

/// Gene, transcript without version, c. and p.
fn named(line: &Answer) -> BTreeSet<(&str, &str, &str, &str)> {
    let base = |name: &'_ str| name.split('.').next().unwrap_or_default().len();
    line.csq
        .iter()
        .map(|found| (&*found.gene, &found.transcript[..base(&found.transcript)], &*found.hgvs_c, &*found.hgvs_p))
        .collect()
}

#[test]
fn civics_coordinates_give_one_answer_on_both_assemblies() {
    let Some(old) = annotated("civic/2024-08-01/civic_accepted.vcf.gz", "GRCh37") else { return };
    let Some(new) = annotated("civic/derived/civic_2024-08-01.lifted.GRCh38.vcf.gz", "GRCh38") else { return };
    let of_new: BTreeMap<&str, &Answer> = new.iter().map(|line| (&*line.id, line)).collect();
    assert_eq!((old.len(), new.len(), of_new.len()), (804, 804, 804), "one line a variant in each file");
    let (mut same_matches, mut same_names, mut with_match, mut with_name) = (0, 0, 0, 0);
    let mut differ = Vec::new();
    for line in &old {
        let other = of_new[&*line.id];
        let same = (matched(line) == matched(other), named(line) == named(other));
        same_matches += usize::from(same.0);
        same_names += usize::from(same.1);
        with_match += usize::from(same.0 && !line.matches.is_empty());
        with_name += usize::from(same.1 && !line.csq.is_empty());
        if same != (true, true) {
            differ.push((line, other));
        }
    }
    let mut text = format!(
        "The same matches (profile, level, state, records, levels and access for lung adenocarcinoma) on {same_matches} of {} pairs, of \
         which {with_match} have any; the same names (gene, transcript, c., p.) on {same_names} of {}, of which {with_name} have any.\n",
        old.len(),
        old.len()
    );
    for (line, other) in &differ {
        let names = |line: &Answer| {
            named(line).iter().map(|name| format!("{}:{} {}", name.1, name.2, name.3)).collect::<Vec<_>>().join(", ")
        };
        writeln!(
            text,
            "\n- variant {}: GRCh37 {}:{} {}>{} ({} matches; {}); GRCh38 {}:{} {}>{} ({} matches; {})",
            line.id,
            line.chrom,
            line.pos,
            line.reference,
            line.alternate,
            line.matches.len(),
            names(line),
            other.chrom,
            other.pos,
            other.reference,
            other.alternate,
            other.matches.len(),
            names(other),
        )
        .unwrap();
    }
    page::section("both assemblies", &text);
    assert_eq!((same_matches, same_names), (804, 804), "{text}");
}
