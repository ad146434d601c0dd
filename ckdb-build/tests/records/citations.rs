//! A curator's slips against released data: each is found, at its line, and the message says what the source has.

use super::base;
use ckdb_build::diagnostic::Style;
use std::process::Command;

/// File, what is there, what a slip makes of it, the code, and words of the finding as a curator reads it.
const SLIPS: &[(&str, &str, &str, &str, &[&str])] = &[
    // Every field of an evidence item.
    (
        "profiles/BRAF/V600E.toml",
        r#"level = "A""#,
        r#"level = "B""#,
        "CK702",
        &["`level` is `B`, but EID3758 of CIViC 2024-08-01 says `A`", "V600E.toml:15:9"],
    ),
    ("profiles/BRAF/V600E.toml", r#"direction = "Supports""#, r#"direction = "DoesNotSupport""#, "CK702", &["says `Supports`"]),
    ("profiles/BRAF/V600E.toml", "rating = 5", "rating = 4", "CK702", &["`rating` is `4`"]),
    ("profiles/BRAF/V600E.toml", "rating = 5\n", "", "CK702", &["`rating` is left out", "says `5`"]),
    ("profiles/BRAF/V600E.toml", r#"origin = "somatic""#, r#"origin = "rare-germline""#, "CK702", &["says `somatic`"]),
    (
        "profiles/BRAF/V600E.toml",
        r#"disease = "melanoma""#,
        r#"disease = "solid-tumour""#,
        "CK702",
        &["`disease` is `solid-tumour`", "did you mean `melanoma`?"],
    ),
    (
        "profiles/BRAF/V600E.toml",
        "[\"dabrafenib\", \"trametinib\"]\ninteraction = \"Combination\"\n",
        "[\"dabrafenib\"]\n",
        "CK702",
        &["`therapies` is `dabrafenib`", "says `dabrafenib, trametinib`"],
    ),
    ("profiles/BRAF/V600E.toml", r#""Combination""#, r#""Sequential""#, "CK702", &["says `Combination`"]),
    ("profiles/BRAF/V600E.toml", "PMID:25399551", "PMID:25399515", "CK702", &["says `PMID:25399551`"]),
    ("profiles/BRAF/V600E.toml", r#""PoorOutcome""#, r#""BetterOutcome""#, "CK702", &["says `PoorOutcome`"]),
    // Numbers of records.
    (
        "profiles/BRAF/V600E.toml",
        r#""EID102""#,
        r#""EID1020""#,
        "CK701",
        &["`EID1020` is not in CIViC 2024-08-01", "did you mean `EID102`?"],
    ),
    ("profiles/BRAF/V600E.toml", r#""EID102""#, r#""EID103""#, "CK701", &["but not accepted"]),
    ("profiles/BRAF/V600E.toml", r#""AID6""#, r#""AID66""#, "CK701", &["`AID66` is no assertion"]),
    // The question.
    ("profiles/BRAF/V600E.toml", "civic = 12", "civic = 1200", "CK701", &["no molecular profile 1200"]),
    ("profiles/BRAF/V600E.toml", "EID3758", "EID3759", "CK703", &["is about `BRAF V600K`", "`V600K` is not in it"]),
    // Assertions.
    ("profiles/BRAF/V600E.toml", "Tier I - Level A", "Tier II - Level C", "CK702", &["`amp` is `Tier II - Level C`"]),
    ("profiles/BRAF/V600E.toml", "Melanoma 2.2018", "Melanoma 3.2018", "CK702", &["says `NCCN Melanoma 2.2018`"]),
    ("profiles/BRAF/V600E.toml", "evidence = [1]", "evidence = [2]", "CK702", &["`evidence` is `2`", "says `1`"]),
    // Words of the statement.
    ("profiles/BRAF/V600E.toml", "added to dabrafenib.", "added to dabrafenib (HR 0.77).", "CK704", &["says 0.77"]),
    ("profiles/BRAF/V600E.toml", "cohort_size = 423", "cohort_size = 424", "CK704", &["neither states nor adds up to"]),
    ("profiles/BRAF/V600E.toml", "\"mixed\"", "\"asian\"", "CK707", &["`population` is `asian`"]),
    // Regulators.
    (
        "approvals/us/dabrafenib.toml",
        "source_record = \"P120014\"\ndocument",
        "source_record = \"P120015\"\ndocument",
        "CK701",
        &["`P120015`", "did you mean `P120014`?"],
    ),
    ("approvals/us/dabrafenib.toml", r#"["dabrafenib"]"#, r#"["trametinib"]"#, "CK701", &["no row of the FDA list"]),
    (
        "approvals/us/dabrafenib.toml",
        r#"approved_on = "2013-05-29", source_record"#,
        r#"approved_on = "2013-06-29", source_record"#,
        "CK702",
        &["says `2013-05-29`"],
    ),
    (
        "approvals/us/dabrafenib.toml",
        r#"specimen = "tissue""#,
        r#"specimen = "plasma""#,
        "CK702",
        &["does not name the specimen `plasma`"],
    ),
    ("approvals/us/dabrafenib.toml", "THxID BRAF Kit", "cobas 4800", "CK702", &["says `THxID BRAF Kit (bioMérieux)`"]),
    ("approvals/us/dabrafenib.toml", "P120014A.pdf", "P120015A.pdf", "CK702", &["gives another address"]),
    (
        "approvals/us/dabrafenib.toml",
        r#"disease = "melanoma""#,
        r#"disease = "haematological-cancer""#,
        "CK702",
        &["says `Melanoma - Tissue`"],
    ),
    (
        "approvals/us/dabrafenib.toml",
        r#"source_record = "P120014" }"#,
        r#"source_record = "P120014", detects = [{ kind = "protein-change", gene = "BRAF", change = "V600K" }] }"#,
        "CK702",
        &["does not spell `V600K`"],
    ),
    // Registers and registries.
    ("genes/BRAF.toml", "ncbi_gene = 673", "ncbi_gene = 637", "CK702", &["HGNC's record of BRAF says `673`"]),
    ("genes/BRAF.toml", r#"["BRAF1"]"#, r#"["BRAF2"]"#, "CK702", &["HGNC does not know `BRAF2`", "did you mean `BRAF1`?"]),
    ("diseases/melanoma.toml", "\"DOID:1909\"", "\"DOID:1999\"", "CK701", &["not in the Disease Ontology"]),
    ("therapies/trametinib.toml", "NCIt:C77908", "NCIt:C82386", "CK702", &["is `Dabrafenib`, which is neither the name"]),
    ("trials/NCT04487080.toml", "active-not-recruiting", "recruiting", "CK702", &["says `active-not-recruiting`"]),
    // What nothing proves.
    (
        "profiles/BRAF/V600E.toml",
        "citation = \"PMID:25399551\"\nsource = \"civic\"",
        "citation = \"PMID:21343559\"\nsource = \"fda-cdx\"",
        "CK702",
        &["no release cites `PMID:21343559`"],
    ),
];

#[test]
fn every_slip_is_found_and_told() {
    let mut wrong = Vec::new();
    for (file, there, slip, code, words) in SLIPS {
        let mut files = base::files();
        let text = String::from_utf8(files[*file].clone()).unwrap();
        assert!(text.contains(there), "`{there}` is in {file}");
        files.insert((*file).to_owned(), text.replacen(there, slip, 1).into_bytes());
        let loaded = base::loaded(&files);
        let compared = base::compared(&files);
        let page = compared.diagnostics.render(&loaded.files, Style::Plain);
        if !page.contains(&format!("error[{code}]")) || words.iter().any(|word| !page.contains(word)) {
            wrong.push(format!("`{slip}`: expected {code} with {words:?}, found:\n{page}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn ckdb(args: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_ckdb")).arg("check").args(args).env_remove("CKDB_DATA").output().unwrap();
    (output.status.code(), format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn the_verb_compares_counts_and_refuses_a_folder_that_is_none() {
    let (dir, against) = (base::dir(), base::against());
    let (code, text) = ckdb(&[dir.to_str().unwrap(), "--citations", "--against", against.to_str().unwrap()]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("     2  evidence items with CIViC\n"), "{text}");
    assert!(text.contains("     1  companion diagnostics with the FDA's list\n"), "{text}");
    let (code, text) = ckdb(&[dir.to_str().unwrap(), "--citations", "--against", "no-such-folder"]);
    assert_eq!(code, Some(1));
    assert!(text.contains("no-such-folder") && text.contains("--against"), "{text}");
    // A folder with nothing in it proves nothing.
    let empty = tempfile::tempdir().unwrap();
    let (code, text) = ckdb(&[dir.to_str().unwrap(), "--citations", "--against", empty.path().to_str().unwrap()]);
    assert_eq!(code, Some(3));
    assert!(text.contains("CK709") && text.contains("release `2024-08-01` of `civic` is not in the data at hand"), "{text}");
}

/// The base knowledge on disk, with more files.
fn with(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let own = base::files().into_iter().chain(files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())));
    for (path, bytes) in own {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    dir
}

const CANDIDATE: &str = r#"[[evidence]]
id = 9
type = "Predictive"
direction = "Supports"
significance = "Resistance"
level = "D"
therapies = ["dabrafenib"]
disease = "melanoma"
origin = "somatic"
citation = "PMID:99999999"
source = "civic"
source_record = "EID99999"
statement = "Somebody remembers that a cell line with the variant withstood the drug."
state = "candidate"
missing = "the paper: nobody found its number"
proposed_by = "machine:reader-2"
"#;

#[test]
fn candidates_are_checked_and_counted_and_never_compiled() {
    let path = "candidates/profiles/BRAF/V600E.toml";
    let dir = with(&[(path, CANDIDATE)]);
    let (code, text) = ckdb(&[dir.path().to_str().unwrap()]);
    assert_eq!((code, text.as_str()), (Some(0), "24 files checked: 0 errors, 0 warnings\n"));
    // Nothing cites it, nothing proves it, and nobody asks: it waits.
    let against = base::against();
    let (code, text) = ckdb(&[dir.path().to_str().unwrap(), "--citations", "--against", against.to_str().unwrap()]);
    assert_eq!(code, Some(0), "{text}");
    let built = ckdb_build::record::load(&[dir.path().to_owned()]).unwrap();
    let items: usize = built.records.profiles.iter().map(|profile| profile.evidence.len()).sum();
    assert_eq!(items, 2, "the build reads no candidate");
    assert!(built.records.reviews.iter().all(|review| review.missing.is_none()));
    // Its form is checked all the same.
    let dir = with(&[(path, &CANDIDATE.replace("dabrafenib", "dabrafenip"))]);
    let (code, text) = ckdb(&[dir.path().to_str().unwrap()]);
    assert_eq!(code, Some(3));
    assert!(text.contains("CK202") && text.contains("candidates/profiles/BRAF/V600E.toml:7:14"), "{text}");
}

#[test]
fn a_candidate_that_was_moved_without_a_review_is_an_error() {
    let whole = String::from_utf8(base::files()["profiles/BRAF/V600.toml"].clone()).unwrap();
    let dir = with(&[("profiles/BRAF/V600.toml", &format!("{whole}\n{CANDIDATE}"))]);
    let (code, text) = ckdb(&[dir.path().to_str().unwrap()]);
    assert_eq!(code, Some(3));
    assert!(text.contains("error[CK321]: a candidate would be compiled here"), "{text}");
    // Without the word it is still something that a machine proposed.
    let bare = CANDIDATE.replace("state = \"candidate\"\nmissing = \"the paper: nobody found its number\"\n", "");
    let dir = with(&[("profiles/BRAF/V600.toml", &format!("{whole}\n{bare}"))]);
    let (_, text) = ckdb(&[dir.path().to_str().unwrap()]);
    assert!(
        text.contains("error[CK322]: `machine:reader-2` proposed this, and no person has signed for it: `reviewed_by` is missing"),
        "{text}"
    );
    // A person's name and a day let it in, and stand for the proof.
    let signed = format!("{bare}state = \"reviewed\"\nreviewed_by = \"Hanako Yamada\"\nreviewed_on = \"2026-04-18\"\n");
    let signed = signed.replace("\"civic\"\nsource_record = \"EID99999\"", "\"fda-cdx\"\nsource_record = \"seen\"");
    let dir = with(&[("profiles/BRAF/V600.toml", &format!("{whole}\n{signed}"))]);
    let against = base::against();
    let (code, text) = ckdb(&[dir.path().to_str().unwrap(), "--citations", "--against", against.to_str().unwrap()]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("evidence items that a person signed for"), "{text}");
}
