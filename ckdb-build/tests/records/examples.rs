//! Every rule's document is true: its bad example breaks exactly this rule, its good example none.

use std::collections::BTreeSet;

use ckdb_build::diagnostic::{Example, RULES, Rule};

use super::base;

fn rules() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().flat_map(|family| family.iter()).copied()
}

/// U+FFFD stands for a byte that is no text.
fn bytes(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for (at, part) in text.split('\u{FFFD}').enumerate() {
        if at > 0 {
            out.push(0xFF);
        }
        out.extend_from_slice(part.as_bytes());
    }
    out
}

/// The codes that the base knowledge gives when `example` stands in the place of `instead_of`.
fn codes(example: &Example, instead_of: &Example) -> BTreeSet<String> {
    let mut files = base::files();
    match files.get(example.file).map(|b| String::from_utf8(b.clone()).unwrap()) {
        Some(text) => {
            assert!(text.contains(instead_of.text), "`{}` is in {}", instead_of.text, instead_of.file);
            files.insert(example.file.to_owned(), bytes(&text.replacen(instead_of.text, example.text, 1)));
        }
        None => {
            files.insert(example.file.to_owned(), bytes(example.text));
        }
    }
    let verdict = base::verdict(&files);
    assert_eq!(verdict.checked.is_some(), verdict.diagnostics.error_count() == 0);
    let mut found: BTreeSet<String> = verdict.diagnostics.iter().map(|d| d.rule.code.to_string()).collect();
    if found.is_empty() {
        // A record that breaks no rule may still not be what its source says.
        found.extend(base::compared(&files).diagnostics.iter().map(|d| d.rule.code.to_string()));
    }
    found
}

#[test]
fn the_base_knowledge_is_sound() {
    let verdict = base::verdict(&base::files());
    assert!(verdict.diagnostics.is_empty(), "{}", verdict.diagnostics.render(&verdict.files, Default::default()));
    let compared = base::compared(&base::files());
    let loaded = base::loaded(&base::files());
    assert!(compared.diagnostics.is_empty(), "{}", compared.diagnostics.render(&loaded.files, Default::default()));
    let checked = verdict.checked.unwrap();
    assert_eq!(checked.records().profiles.len(), 6);
    assert_eq!(checked.records().profiles.iter().map(|p| p.evidence.len()).sum::<usize>(), 2);
}

#[test]
fn bad_examples_break_exactly_their_rule_and_good_ones_none() {
    let mut wrong = Vec::new();
    for rule in rules() {
        let code = rule.code.to_string();
        let bad = codes(&rule.bad, &rule.good);
        let of_data = rule.code.0 >= 700;
        let bad: BTreeSet<String> = if of_data { bad } else { bad.into_iter().filter(|code| code.as_str() < "CK700").collect() };
        if bad != BTreeSet::from([code.clone()]) {
            wrong.push(format!("{code} bad: {bad:?}"));
        }
        let good: BTreeSet<String> =
            codes(&rule.good, &rule.good).into_iter().filter(|code| of_data || code.as_str() < "CK700").collect();
        if !good.is_empty() {
            wrong.push(format!("{code} good: {good:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn pages_show_both_examples() {
    for rule in rules() {
        let page = rule.to_string();
        assert!(page.starts_with(&rule.code.to_string()));
        assert!(page.contains("\nWrong, in ") && page.contains("\nRight, in "));
    }
}

#[test]
fn aliases_of_profiles_may_be_shared_but_names_may_not() {
    let mut files = base::files();
    let file = |name: &str, alias: &str, change: &str| {
        format!(
            "name = \"{name}\"\naliases = [\"{alias}\"]\n[criterion]\nkind = \"protein-change\"\ngene = \"BRAF\"\nchange = \"{change}\"\n"
        )
    };
    files.insert("profiles/BRAF/V600K.toml".into(), file("BRAF V600K", "BRAF class 1", "V600K").into_bytes());
    files.insert("profiles/BRAF/V600R.toml".into(), file("BRAF V600R", "BRAF class 1", "V600R").into_bytes());
    assert!(base::verdict(&files).diagnostics.is_empty());
    files.insert("profiles/BRAF/V600R.toml".into(), file("BRAF V600R", "braf v600k", "V600R").into_bytes());
    let verdict = base::verdict(&files);
    let codes: Vec<String> = verdict.diagnostics.iter().map(|d| d.rule.code.to_string()).collect();
    assert_eq!(codes, ["CK221"]);
}

/// More ways to break a rule than its document shows: file, what is there, what is put there, the codes expected.
const BREAKS: &[(&str, &str, &str, &[&str])] = &[
    // The same question in another order of writing and spelling.
    (
        "trials/NCT04487080.toml",
        r#"{ kind = "fusion", gene = "ALK", role = "three-prime" }"#,
        r#"{ kind = "exon", gene = "EGFR", class = ["in-frame-deletion"], exons = [19] }"#,
        &["CK505"],
    ),
    (
        "profiles/EGFR/L858R-no-amplification.toml",
        r#"{ not = { kind = "copy-number", gene = "EGFR", change = "amplification" } }"#,
        r#"{ not = { kind = "protein-range", gene = "EGFR", first = 855, last = 859, class = ["missense"] } }"#,
        &["CK505"],
    ),
    // Phase over two genes, over an operator, and of one part only.
    ("profiles/EGFR/T790M-C797S-cis.toml", r#"gene = "EGFR", change = "C797S""#, r#"gene = "BRAF", change = "V600E""#, &["CK506"]),
    (
        "profiles/EGFR/T790M-C797S-cis.toml",
        r#"{ kind = "protein-change", gene = "EGFR", change = "C797S" }"#,
        r#"{ not = { kind = "protein-change", gene = "EGFR", change = "C797S" } }"#,
        &["CK506"],
    ),
    // Numbers in every kind of leaf.
    (
        "trials/NCT04487080.toml",
        r#"kind = "fusion", gene = "ALK", role = "three-prime""#,
        r#"kind = "fusion-pair", five_prime = "EGFR", three_prime = "ALK", five_prime_exon = 29"#,
        &["CK604"],
    ),
    (
        "trials/NCT04487080.toml",
        r#"kind = "fusion", gene = "ALK", role = "three-prime""#,
        r#"kind = "exon-change", gene = "EGFR", change = "deletion", first = 2, last = 70"#,
        &["CK604"],
    ),
    (
        "trials/NCT04487080.toml",
        r#"kind = "fusion", gene = "ALK", role = "three-prime""#,
        r#"kind = "splice-loss", gene = "EGFR", exon = 29"#,
        &["CK604"],
    ),
    (
        "trials/NCT04487080.toml",
        r#"kind = "fusion", gene = "ALK", role = "three-prime""#,
        r#"kind = "wild-type", gene = "EGFR", codons = [12, 1211]"#,
        &["CK603"],
    ),
    ("profiles/BRAF/V600.toml", r#"reference = "V""#, r#"reference = "Lys""#, &["CK602"]),
    ("profiles/BRAF/V600.toml", r#"excluding = ["V600E"]"#, r#"excluding = ["p.Lys600Glu"]"#, &["CK602"]),
    ("profiles/BRAF/V600E.toml", r#"change = "V600E""#, r#"change = "V767E""#, &["CK602"]),
    ("profiles/BRAF/V600E.toml", r#"change = "V600E""#, r#"change = "V768E""#, &["CK603"]),
    ("profiles/BRAF/V600E.toml", r#"change = "V600E""#, r#"change = "V600_K601delinsEE""#, &[]),
    (
        "profiles/EGFR/exon-19-deletion.toml",
        r#"class = ["in-frame-deletion"]"#,
        "class = [\"in-frame-deletion\"]\nexcluding = [\"A746_A750del\"]",
        &[],
    ),
    (
        "profiles/EGFR/exon-19-deletion.toml",
        r#"class = ["in-frame-deletion"]"#,
        "class = [\"in-frame-deletion\"]\nexcluding = [\"T790M\"]",
        &["CK503"],
    ),
    // Places on the genome.
    ("profiles/EGFR/L858R-no-amplification.toml", r#"contig = "7""#, r#"contig = "NC_000007.13""#, &["CK608"]),
    ("profiles/EGFR/L858R-no-amplification.toml", r#"contig = "7""#, r#"contig = "NC_000007.14""#, &[]),
    ("profiles/EGFR/L858R-no-amplification.toml", r#"assembly = "GRCh38""#, r#"assembly = "GRCh37""#, &[]),
    // Claims.
    ("profiles/BRAF/V600E.toml", "therapies = [\"dabrafenib\", \"trametinib\"]\ninteraction = \"Combination\"\n", "", &["CK302"]),
    ("profiles/BRAF/V600E.toml", r#"["dabrafenib", "trametinib"]"#, r#"["dabrafenib"]"#, &["CK303"]),
    ("profiles/BRAF/V600E.toml", "citation = \"PMID:25399551\"", "citation = \"civic:EID3758\"", &[]),
    ("profiles/BRAF/V600E.toml", "citation = \"PMID:25399551\"", "citation = \"civil:EID3758\"", &["CK204"]),
    (
        "approvals/us/dabrafenib.toml",
        "bioMérieux\", specimen = \"tissue\", approved_on = \"2013-05-29\"",
        "bioMérieux\", specimen = \"tissue\", approved_on = \"2025-02-02\"",
        &["CK309"],
    ),
    ("sources/fda-cdx.toml", "release = \"2025-02-01\"", "release = \"2012\"", &["CK309"]),
    ("sources/fda-cdx.toml", "release = \"2025-02-01\"", "release = \"v1.4\"", &[]),
    // What a companion diagnostic detects is a question, too: exons, residues and ranges are those of the gene.
    (
        "approvals/us/dabrafenib.toml",
        "source_record = \"P120014\" },",
        "source_record = \"P120014\", detects = [{ kind = \"exon\", gene = \"EGFR\", exons = [91], class = [\"missense\"] }] },",
        &["CK604"],
    ),
    (
        "approvals/us/dabrafenib.toml",
        "source_record = \"P120014\" },",
        "source_record = \"P120014\", detects = [{ kind = \"protein-change\", gene = \"BRAF\", change = \"L600E\" }] },",
        &["CK602"],
    ),
    (
        "approvals/us/dabrafenib.toml",
        "source_record = \"P120014\" },",
        "source_record = \"P120014\", detects = [{ kind = \"protein-range\", gene = \"BRAF\", first = 601, last = 600, class = [\"missense\"] }] },",
        &["CK502"],
    ),
    // Diseases and names.
    ("diseases/melanoma.toml", r#"parents = ["solid-tumour"]"#, r#"parents = ["melanoma"]"#, &["CK401"]),
    (
        "diseases/melanoma.toml",
        r#"parents = ["solid-tumour"]"#,
        r#"parents = ["solid-tumour", "haematological-cancer"]"#,
        &["CK403"],
    ),
    ("diseases/melanoma.toml", r#"source_record = "DOID:1909""#, r#"source_record = "DOID:1910""#, &["CK307"]),
    (
        "therapies/trametinib.toml",
        r#"aliases = ["GSK1120212"]"#,
        r#"brands = [{ name = "tafinlar", jurisdiction = "JP" }]"#,
        &["CK221"],
    ),
];

#[test]
fn rules_hold_in_every_corner() {
    let mut wrong = Vec::new();
    for (file, there, put, expected) in BREAKS {
        let found = codes(&Example { file, text: put }, &Example { file, text: there });
        let found: Vec<&str> = found.iter().map(String::as_str).filter(|code| *code < "CK700").collect();
        if found != *expected {
            wrong.push(format!("{file}: `{put}` gave {found:?}, expected {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
