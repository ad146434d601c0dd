//! The house checks its own plan: who may import whom, where `unsafe` may stand, and what every file owes its reader.
//!
//! The plan is the two tables below; `ARCHITECTURE.md` tells the story behind them. A room is a module directly under
//! `src/`. An arrow that is not in a table fails here with its place and what to do, so the plan and the code cannot drift
//! apart unnoticed. To add a room or an arrow on purpose, change the table and the page in the same commit.
//!
//! How: sources are read as text, comments and literals blanked out ([`source`]), and every path that starts with `crate`,
//! `super`, `ckdb_core` or `ckdb_build` is followed to its room ([`arrows`]). No compiler is asked, so it takes no time.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop at the first thing it cannot read")]

#[path = "floors/arrows.rs"]
mod arrows;
#[path = "floors/circles.rs"]
mod circles;
#[path = "floors/files.rs"]
mod files;
#[path = "floors/markdown.rs"]
mod markdown;
#[path = "floors/page.rs"]
mod page;
#[path = "floors/source.rs"]
mod source;
#[path = "floors/wrong.rs"]
mod wrong;

use arrows::Crate;
use files::{Tree, tree};

/// The rooms of `ckdb-core`, from the ground up, and what each may import.
const CORE: Crate = Crate {
    folder: "ckdb-core",
    name: "ckdb_core",
    rooms: &[
        ("genome", &[]),
        ("index", &[]),
        ("model", &["genome"]),
        ("normalize", &["genome"]),
        ("phase", &["genome"]),
        ("reference", &["genome"]),
        ("segment", &["genome"]),
        ("consequence", &["genome", "normalize"]),
        ("vrs", &["genome", "normalize"]),
        ("frequency", &["genome", "index", "normalize"]),
        ("knowledge", &["genome", "index", "model"]),
        ("layers", &["genome", "index", "model", "knowledge"]),
        ("matching", &["genome", "index", "model", "normalize", "segment", "consequence", "knowledge"]),
        ("level", &["genome", "index", "model", "knowledge", "matching"]),
        (
            "annotate",
            &[
                "genome",
                "index",
                "model",
                "normalize",
                "phase",
                "reference",
                "segment",
                "consequence",
                "frequency",
                "knowledge",
                "matching",
                "level",
            ],
        ),
        ("diff", &["genome", "index", "model", "knowledge", "matching", "level"]),
        ("search", &["index", "model", "knowledge"]),
        // The shells: all of the engine, and never each other.
        ("vcf", ENGINE),
        ("table", ENGINE),
        ("cohort", &["genome", "index", "model", "reference", "segment", "knowledge", "matching", "annotate", "diff", "vcf"]),
        ("report", ENGINE),
        // Rows of a table in the words of other systems.
        ("export", EXPORT),
        // Where the two meet.
        ("file", FILE),
    ],
    below: &[],
};

/// What a shell of `ckdb-core` may import.
const ENGINE: &[&str] = &[
    "genome",
    "index",
    "model",
    "normalize",
    "phase",
    "segment",
    "consequence",
    "vrs",
    "frequency",
    "knowledge",
    "matching",
    "level",
    "annotate",
    "diff",
];

/// What the room of exports may import: `table`, whose claims it writes, and what these speak of.
const EXPORT: &[&str] =
    &["genome", "model", "normalize", "consequence", "vrs", "knowledge", "matching", "level", "annotate", "table"];

/// What the room of one file may import: both shells, and what they speak of.
const FILE: &[&str] = &["genome", "matching", "annotate", "vcf", "table"];

/// The rooms of `ckdb-build`, from the ground up. `bin` is the command, which to the compiler is a crate of its own.
const BUILD: Crate = Crate {
    folder: "ckdb-build",
    name: "ckdb_build",
    rooms: &[
        ("diagnostic", &[]),
        ("publish", &[]),
        ("roundtrip", &[]),
        ("gate", &[]),
        ("layer", &[]),
        ("fetch", &["publish"]),
        ("manifest", &["fetch"]),
        ("scheme", &["diagnostic"]),
        ("models", &[]),
        ("parquet_table", &[]),
        ("record", &["diagnostic"]),
        ("ontology", &["record"]),
        ("import", &["diagnostic", "record", "models"]),
        ("ccat", &["diagnostic", "import"]),
        ("check", &["diagnostic", "record", "models"]),
        ("citation", &["diagnostic", "record", "import"]),
        ("resolve", &["diagnostic", "record", "models", "check", "scheme", "ontology"]),
        ("compile", &["diagnostic", "models", "resolve", "scheme"]),
        ("pipeline", &["diagnostic", "publish", "scheme", "models", "record", "ontology", "import", "check", "resolve", "compile"]),
        ("default", &["diagnostic", "publish", "pipeline"]),
        ("nightly", &["diagnostic", "publish", "roundtrip", "gate", "fetch", "manifest", "import", "pipeline"]),
        (
            "bin",
            &[
                "diagnostic",
                "publish",
                "roundtrip",
                "gate",
                "layer",
                "fetch",
                "manifest",
                "scheme",
                "models",
                "record",
                "import",
                "ccat",
                "check",
                "citation",
                "resolve",
                "compile",
                "pipeline",
                "default",
                "nightly",
                "parquet_table",
            ],
        ),
    ],
    below: &["ckdb_core"],
};

/// The wheel stands on the library alone; its rooms are few and not in floors.
const WHEEL: Crate = Crate { folder: "ckdb-py", name: "_ckdb", rooms: &[], below: &["ckdb_core"] };

/// Where `unsafe` may stand, and how many times at most. One room holds all code that acts on memory; the others only hand
/// on or make the promise that nobody changes a mapped file, in one place each.
const UNSAFE: &[(&str, usize)] = &[
    ("ckdb-core/src/index/bytes.rs", usize::MAX),
    // `pub unsafe fn open_mapped` and the one call that hands its promise down.
    ("ckdb-core/src/index/file.rs", 2),
    ("ckdb-core/src/knowledge/mod.rs", 2),
    // The command, the wheel and the benches each make the promise once.
    ("ckdb-build/src/bin/ckdb/default_index.rs", 1),
    ("ckdb-build/tests/nightly/readers.rs", 1),
    ("ckdb-core/examples/serve_current.rs", 1),
    ("ckdb-py/src/knowledge.rs", 1),
    ("benches/src/lib.rs", 1),
    // An allocator that counts: one `unsafe impl`, and each of its three calls hands on to the system's.
    ("ckdb-core/tests/consequence_walk.rs", 7),
];

/// Longest file. At 400 lines a reviewer raises an eyebrow; here is the end.
const LONGEST: usize = 800;

/// Names that say nothing: a helper lives with its first user, and at the second it gets a name and a room.
const NAMELESS: &[&str] = &["util", "utils", "common", "helper", "helpers", "misc"];

/// Fails with all findings, one a line.
fn none(findings: &[String]) {
    assert!(findings.is_empty(), "{} finding(s):\n{}\n", findings.len(), findings.join("\n"));
}

#[test]
fn the_tables_have_no_circle() {
    for house in [&CORE, &BUILD] {
        none(&arrows::table_circles(house));
    }
}

#[test]
fn no_arrow_runs_upward() {
    let tree = tree();
    for house in [&CORE, &BUILD, &WHEEL] {
        none(&house.arrows(&tree).iter().filter_map(|arrow| arrow.objection(house)).collect::<Vec<_>>());
    }
}

#[test]
fn no_files_stand_in_a_circle() {
    let tree = tree();
    none(&[&CORE, &BUILD, &WHEEL].iter().flat_map(|house| house.circles(&tree)).collect::<Vec<_>>());
}

/// So that a table cannot claim rooms that never were, and no room stands outside the plan.
#[test]
fn every_room_stands_in_its_table() {
    let tree = tree();
    none(&[&CORE, &BUILD].iter().flat_map(|house| house.rooms_without_a_floor(&tree)).collect::<Vec<_>>());
    none(&[&CORE, &BUILD].iter().flat_map(|house| house.floors_without_a_room(&tree)).collect::<Vec<_>>());
}

/// So that who reads `ARCHITECTURE.md` sees the plan that is held.
#[test]
fn the_page_shows_the_rooms_of_the_tables() {
    let tree = tree();
    let page = tree.pages.iter().find(|page| page.path == "ARCHITECTURE.md").expect("ARCHITECTURE.md lies in the workspace");
    none(&[&CORE, &BUILD].iter().flat_map(|house| house.differences_from(page)).collect::<Vec<_>>());
}

#[test]
fn unsafe_stands_in_one_room() {
    let Tree { sources, .. } = tree();
    let findings: Vec<_> = sources
        .iter()
        .filter_map(|file| {
            let most = UNSAFE.iter().find(|(path, _)| *path == file.path).map_or(0, |(_, most)| *most);
            file.unsafe_objection(most)
        })
        .collect();
    none(&findings);
}

#[test]
fn every_file_says_what_it_is_and_is_short() {
    none(&tree().sources.iter().flat_map(|file| file.manners(LONGEST)).collect::<Vec<_>>());
}

#[test]
fn every_room_has_a_name_that_says_something() {
    none(&tree().nameless(NAMELESS));
}

#[test]
fn every_path_in_a_markdown_file_exists() {
    let tree = tree();
    none(&tree.pages.iter().flat_map(|page| page.dead_paths(&tree)).collect::<Vec<_>>());
}
