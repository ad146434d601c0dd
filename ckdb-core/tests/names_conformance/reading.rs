//! HGVS names read, and printed again.
//!
//! Of every name that is read: its print reads back as the same name. And the print is the text itself, or its canonical form:
//! letters after `del` and `dup` left out, three-letter amino acids, `Ter`, no parentheses of prediction.

use crate::report::{Class, Suite, Tally};
use crate::{gene_models, suite};
use ckdb_core::consequence::hgvs::{HgvsName, Stated};
use std::collections::BTreeMap;

/// The name as we print it, with what stood before the colon.
pub(crate) fn printed(name: &HgvsName) -> String {
    let body = match name {
        HgvsName::Transcript { name, .. } => name.to_string(),
        HgvsName::Genome { name, .. } => name.to_string(),
        HgvsName::Protein { change, .. } => change.to_string(),
        other => format!("{other:?}"),
    };
    match name.prefix() {
        Some(prefix) => format!("{prefix}:{body}"),
        None => body,
    }
}

/// The name without what it says beyond need.
fn bare(mut name: HgvsName) -> HgvsName {
    match &mut name {
        HgvsName::Transcript { stated, .. } | HgvsName::Genome { stated, .. } => *stated = Stated::Nothing,
        _ => {}
    }
    name
}

/// Read it, print it, read that: the same name? The print.
fn round(text: &str) -> Result<String, String> {
    let name: HgvsName = text.parse().map_err(|error: ckdb_core::consequence::hgvs::HgvsError| error.reason)?;
    let print = printed(&name);
    let again: HgvsName = print.parse().map_err(|error| format!("its print does not read back: {error}"))?;
    if bare(name) == bare(again) { Ok(print) } else { Err(format!("its print `{print}` reads as another name")) }
}

/// Kinds of name that CKDB refuses on purpose, by what stands in them.
fn refused_on_purpose(text: &str) -> Option<&'static str> {
    let body = text.rsplit_once(':').map_or(text, |(_, body)| body);
    let protein = body.starts_with("p.");
    let checks: [(&str, bool); 12] = [
        ("changes of RNA (r.)", body.starts_with("r.")),
        ("several changes in one name ([;], (;), ::)", text.contains("::") || body.contains(';')),
        ("repeats and copies ([n], copyN)", body.contains('[') || body.contains("copy")),
        ("uncertain places (`?`, ranges in parentheses)", !protein && body.contains(['?', '('])),
        ("a protein said to be unchanged, unknown or absent as a whole", ["p.=", "p.(=)", "p.0", "p.0?", "p.?"].contains(&body)),
        ("a new start before the protein (ext-N)", protein && body.contains("ext-")),
        (
            "a length where letters are needed, or letters that are not A, C, G, T",
            body.contains("del5ins") || body.contains('N') && body.starts_with("g."),
        ),
        ("sequences that are no primary human chromosome (g.)", body.starts_with(['g', 'm']) && !text.starts_with("NC_0")),
        ("one letter for several, under `>`", !protein && body.contains('_') && body.contains('>')),
        (
            "a protein change whose effect or place is uncertain",
            protein && (body.ends_with('?') || body.contains("_") && body.contains(")d")),
        ),
        ("the stop codon deleted alone: HGVS names the extension it leads to", protein && body.ends_with("10del")),
        ("a conversion (con)", body.contains("con")),
    ];
    checks.into_iter().find_map(|(why, is)| is.then_some(why))
}

fn classed(text: &str, said: String) -> (String, String, Option<(Class, String)>) {
    let reason = refused_on_purpose(text).map(|why| (Class::NotAsked, why.to_owned()));
    (text.to_owned(), said, reason)
}

/// Names of dbSNP.
fn names(folder: &std::path::Path) -> (Tally, Tally) {
    let mut read = Tally::new("dbSNP names: read, and the print reads back as the same", 0.994);
    let mut same = Tally::new("dbSNP names read: printed as they were, or in canonical form", 1.0);
    for text in gene_models::lines(&folder.join("random-vars.gz")).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let said = round(&text);
        read.count_proven(said.is_ok(), || classed(&text, format!("{said:?}")));
        if let Ok(print) = said {
            // Canonical: nothing after `del` and `dup`.
            let cut = ["del", "dup"].iter().find_map(|edit| {
                let at = text.rfind(edit)? + edit.len();
                text[at..].bytes().all(|byte| b"ACGT".contains(&byte)).then(|| text[..at].to_owned())
            });
            let delins = text
                .find("del")
                .zip(text.find("ins"))
                .filter(|(del, ins)| del < ins)
                .map(|(del, ins)| format!("{}delins{}", &text[..del], &text[ins + 3..]));
            // And nothing before `=`.
            let alike =
                text.strip_suffix('=').map(|front| format!("{}=", front.trim_end_matches(|letter| "ACGT".contains(letter))));
            let canonical = delins.or(cut).or(alike).unwrap_or_else(|| text.clone());
            same.count(print == canonical, || (text, print));
        }
    }
    (read, same)
}

/// A name that holds what a rule of their grammar reads; `None` where the rule reads no part of a variant's name.
fn name_of(rule: &str, text: &str) -> Option<String> {
    let place = if text.contains('>') { "1" } else { "1_2" };
    Some(match rule {
        "c_variant" | "g_variant" | "m_variant" | "n_variant" | "p_variant" | "r_variant" | "hgvs_variant" => text.to_owned(),
        "c_typed_posedit" | "n_typed_posedit" | "r_typed_posedit" => format!("NM_01234.5:{text}"),
        "g_typed_posedit" => format!("NC_000001.10:{text}"),
        "m_typed_posedit" => format!("NC_012920.1:{text}"),
        "p_typed_posedit" => format!("NP_01234.5:{text}"),
        "c_posedit" | "n_posedit" | "r_posedit" => format!("NM_01234.5:{}.{text}", &rule[..1]),
        "g_posedit" => format!("NC_000001.10:g.{text}"),
        "m_posedit" => format!("NC_012920.1:m.{text}"),
        "p_posedit" | "p_posedit_special" => format!("NP_01234.5:p.{text}"),
        "dna_edit" | "dna_edit_mu" | "dna_del" | "dna_delins" | "dna_dup" | "dna_ins" | "dna_inv" | "dna_subst" | "dna_ident" => {
            format!("NM_01234.5:c.{place}{text}")
        }
        "pro_ins" => format!("NP_01234.5:p.Ala3_Gly4{text}"),
        "pro_ext" => format!("NP_01234.5:p.Ter3{text}"),
        "pro_subst" | "pro_del" | "pro_delins" | "pro_dup" | "pro_fs" | "pro_ident" => format!("NP_01234.5:p.Ala3{text}"),
        "c_pos" | "def_c_pos" => format!("NM_01234.5:c.{text}A>T"),
        "n_pos" | "def_n_pos" => format!("NR_01234.5:n.{text}A>T"),
        "g_pos" | "def_g_pos" => format!("NC_000001.10:g.{text}del"),
        "m_pos" | "def_m_pos" => format!("NC_012920.1:m.{text}del"),
        "p_pos" | "def_p_pos" => format!("NP_01234.5:p.{text}del"),
        "c_interval" | "def_c_interval" | "uncertain_c_interval" => format!("NM_01234.5:c.{text}del"),
        "n_interval" | "def_n_interval" | "uncertain_n_interval" => format!("NR_01234.5:n.{text}del"),
        "g_interval" | "def_g_interval" | "uncertain_g_interval" => format!("NC_000001.10:g.{text}del"),
        "m_interval" | "def_m_interval" => format!("NC_012920.1:m.{text}del"),
        "p_interval" | "def_p_interval" => format!("NP_01234.5:p.{text}del"),
        _ => return None,
    })
}

/// The grammar's own test table, each row put into a whole name.
fn grammar(folder: &std::path::Path) -> (Tally, String) {
    let mut tally = Tally::new("biocommons grammar table: rows whose names are read, or refused, as expected", 0.5);
    let mut inner = BTreeMap::<String, usize>::new();
    let text = std::fs::read_to_string(folder.join("grammar_test.tsv")).unwrap();
    let rows = text.lines().skip(1).filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    for row in rows {
        let fields: Vec<&str> = row.split('\t').collect();
        let [rule, tests, valid, kind, ..] = fields[..] else { continue };
        if name_of(rule, "").is_none() {
            *inner.entry(rule.to_owned()).or_default() += 1;
            continue;
        }
        let tests: Vec<&str> = if kind == "list" { tests.split('|').collect() } else { vec![tests] };
        let valid = valid.eq_ignore_ascii_case("true");
        let wrong: Vec<String> =
            tests.iter().filter_map(|text| name_of(rule, text)).filter(|name| round(name).is_ok() != valid).collect();
        tally.count_proven(wrong.is_empty(), || {
            let said = wrong.iter().map(|name| format!("{name}: {:?}", round(name))).collect::<Vec<_>>().join("; ");
            let reasons: Option<Vec<&str>> = wrong.iter().map(|name| refused_on_purpose(name)).collect();
            let proven = reasons.filter(|_| valid).and_then(|reasons| Some((Class::NotAsked, (*reasons.first()?).to_owned())));
            (format!("{rule}:{}", wrong.join("|")), format!("{} expected: {said}", if valid { "read" } else { "refused" }), proven)
        });
    }
    let note = format!(
        "Of the grammar's table, {} rows test rules that read no part of a variant's name here (letters, numbers, accessions, RNA, \
         positions without an edit): {}.",
        inner.values().sum::<usize>(),
        inner.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
    );
    (tally, note)
}

/// The nomenclature's own examples.
fn nomenclature(folder: &std::path::Path) -> Tally {
    let mut tally = Tally::new("HGVS nomenclature: examples read", 0.5);
    let text = std::fs::read_to_string(folder.join("syntax.yaml")).unwrap();
    let mut inside = None;
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        let body = line.trim();
        if body == "examples:" {
            inside = Some(indent);
            continue;
        }
        if inside.is_some_and(|from| indent < from || indent == from && !body.starts_with("- ")) {
            inside = None;
        }
        let Some(example) = body.strip_prefix("- ").filter(|_| inside.is_some()) else { continue };
        let example = example.trim_matches(['\'', '"', '`']);
        let said = round(example);
        tally.count_proven(said.is_ok(), || classed(example, format!("{said:?}")));
    }
    tally
}

#[test]
fn hgvs_reading() {
    let (Some(biocommons), Some(examples)) = (suite("hgvs_reading", "biocommons-hgvs"), suite("hgvs_reading", "hgvs-nomenclature"))
    else {
        return;
    };
    let mut suite = Suite::new("hgvs-reading");
    let (read, same) = names(&biocommons);
    let (grammar, note) = grammar(&biocommons);
    suite.note(note);
    for tally in [read, same, grammar, nomenclature(&examples)] {
        suite.add(tally);
    }
    suite.finish();
}
