//! Small wrong houses: each shows that the check sees what it is there for, and lets pass what is right.

use super::arrows::{Crate, table_circles};
use super::files::{Page, Source, Tree};
use super::source::blanked;
use super::{LONGEST, NAMELESS};
use std::path::PathBuf;

const HOUSE: Crate = Crate {
    folder: "house",
    name: "house",
    rooms: &[("cellar", &[]), ("parlour", &["cellar"]), ("attic", &["parlour"])],
    below: &["ground"],
};

fn source(path: &str, text: &str) -> Source {
    Source { path: path.to_owned(), text: text.to_owned() }
}

/// What the check says of one file.
fn said(path: &str, text: &str) -> Vec<String> {
    HOUSE.arrows_of(&source(path, text)).iter().filter_map(|arrow| arrow.objection(&HOUSE)).collect()
}

#[test]
fn an_arrow_upward_is_refused_with_its_place() {
    let said = said("house/src/cellar/wine.rs", "//! Wine.\n\nuse crate::attic::Dust;\n");
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("house/src/cellar/wine.rs:3: `cellar` → `attic` is not in the table of floors"), "{said:?}");
}

#[test]
fn an_arrow_in_the_table_passes() {
    assert_eq!(said("house/src/parlour.rs", "use crate::cellar::wine::{Bottle, Cork};"), [""; 0]);
}

#[test]
fn every_branch_of_a_tree_is_followed() {
    let text = "use crate::{\n    cellar::{self, wine::{Red as R, White}},\n    attic::{Dust, Trunk},\n    attic::Owl,\n};\n";
    let said = said("house/src/parlour.rs", text);
    // One line is told once, whatever it takes from a room.
    let places: Vec<&str> = said.iter().map(|said| said.split(' ').next().unwrap()).collect();
    assert_eq!(places, ["house/src/parlour.rs:3:", "house/src/parlour.rs:4:"], "{said:?}");
}

#[test]
fn a_path_in_the_middle_of_code_is_an_arrow_too() {
    assert_eq!(said("house/src/cellar.rs", "fn f() -> Vec<crate::attic::Dust> { crate::parlour::sit::<u8>() }").len(), 2);
}

#[test]
fn super_is_followed_out_of_the_room() {
    assert_eq!(said("house/src/cellar/wine.rs", "use super::super::attic::Dust;").len(), 1);
    assert_eq!(said("house/src/cellar/wine.rs", "use super::rack::Shelf;"), [""; 0]);
    // One step further inside an inline module, and back where we were after it.
    assert_eq!(said("house/src/cellar/wine.rs", "mod tests { use super::super::rack::Shelf; }"), [""; 0]);
    assert_eq!(said("house/src/cellar/wine.rs", "mod tests { fn f() {} }\nuse super::super::attic::Dust;").len(), 1);
    assert_eq!(said("house/src/cellar/mod.rs", "use super::attic::Dust;").len(), 1);
}

#[test]
fn a_test_module_may_borrow_from_upstairs() {
    let text = "#[cfg(test)]\n#[allow(dead_code)]\nmod tests {\n    use crate::attic::Dust;\n    mod deep { use crate::attic::Trunk; }\n}\n";
    assert_eq!(said("house/src/cellar.rs", text), [""; 0]);
    // And after it the rule holds again, as it does for other modules.
    assert_eq!(said("house/src/cellar.rs", &format!("{text}use crate::attic::Dust;\n")).len(), 1);
    assert_eq!(said("house/src/cellar.rs", "#[cfg(unix)]\nmod tests { use crate::attic::Dust; }\n").len(), 1);
}

#[test]
fn what_is_said_in_comments_and_strings_is_no_arrow() {
    let text = "//! See [`crate::attic`].\n/* crate::attic /* nested */ crate::attic */\n\
                const A: &str = \"crate::attic::Dust \\\" crate::attic\";\nconst B: &str = r#\"crate::attic::\"x\"\"#;\n\
                fn f<'a>(c: char) -> bool { c == '\"' || c == '\\'' || c == 'x' }\nconst C: &[u8] = br\"crate::attic::D\";\n";
    assert_eq!(said("house/src/cellar.rs", text), [""; 0]);
    assert_eq!(blanked("a /* b\n */ c"), "a     \n    c");
    // And the code after a literal is seen.
    assert_eq!(said("house/src/cellar.rs", "const Q: char = '\"'; use crate::attic::Dust;").len(), 1);
}

#[test]
fn the_front_door_is_not_a_way_between_rooms() {
    let said = said("house/src/attic.rs", "use crate::Dust;");
    assert!(said[0].contains("front door"), "{said:?}");
    assert_eq!(HOUSE.arrows_of(&source("house/src/lib.rs", "pub use crate::attic::Dust;")), []);
}

#[test]
fn only_crates_below_may_be_used() {
    assert_eq!(HOUSE.arrows_of(&source("house/src/attic.rs", "use ckdb_build::record::Record;")).len(), 1);
    assert!(said("house/src/attic.rs", "use ckdb_build::record::Record;")[0].contains("does not stand on"));
}

#[test]
fn a_circle_in_a_table_is_refused() {
    let circle = Crate { folder: "house", name: "house", rooms: &[("a", &["b"]), ("b", &["a"]), ("c", &["nowhere"])], below: &[] };
    let said = table_circles(&circle);
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].contains("`a` → `b` runs upward") && said[1].contains("no room of it"), "{said:?}");
    assert_eq!(table_circles(&HOUSE), [""; 0]);
}

#[test]
fn files_in_a_circle_are_refused() {
    let tree = |texts: &[(&str, &str)]| Tree {
        root: PathBuf::from("/nowhere"),
        sources: texts.iter().map(|(path, text)| source(path, text)).collect(),
        pages: Vec::new(),
        paths: Vec::new(),
    };
    let circle = tree(&[
        ("house/src/cellar/mod.rs", "pub mod cork; pub mod wine; pub use cork::Cork;"),
        ("house/src/cellar/cork.rs", "\nuse super::wine::Bottle;"),
        ("house/src/cellar/wine.rs", "use super::rack::Shelf;"),
        ("house/src/cellar/rack.rs", "use crate::cellar::cork::Cork;"),
    ]);
    let said = HOUSE.circles(&circle);
    assert_eq!(said.len(), 1, "{said:?}");
    let names = "cellar::cork → cellar::wine → cellar::rack → cellar::cork";
    assert!(said[0].starts_with(&format!("house/src/cellar/cork.rs:2: a circle of files: {names}")), "{said:?}");
    // A module and those it contains may speak to each other, and one way between neighbours is no circle.
    let right = tree(&[
        ("house/src/cellar/mod.rs", "pub mod cork; pub mod wine; pub use crate::cellar::cork::Cork;"),
        ("house/src/cellar/cork.rs", "use super::{Shelf, wine::Bottle};"),
        ("house/src/cellar/wine.rs", "use super::Shelf; use crate::cellar::wine::Bottle;"),
    ]);
    assert_eq!(HOUSE.circles(&right), [""; 0]);
}

#[test]
fn a_room_without_a_floor_is_refused() {
    let said = HOUSE.rooms_without_a_floor(&small_tree(&["house/src/lib.rs", "house/src/shed/mod.rs", "house/src/attic.rs"]));
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("house/src/shed/mod.rs:1: room `shed` has no floor"), "{said:?}");
}

#[test]
fn a_floor_without_a_room_is_refused() {
    let said =
        HOUSE.floors_without_a_room(&small_tree(&["house/src/cellar/wine.rs", "house/src/attic.rs", "other/src/parlour.rs"]));
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("`parlour`, which is no room"), "{said:?}");
}

#[test]
fn a_page_that_shows_other_rooms_is_refused() {
    let page = |rows: &str| Page {
        path: "PLAN.md".to_owned(),
        text: format!("| floor | rooms of `house` |\n|---|---|\n{rows}\n\n| 9 | `loft` |\n"),
    };
    assert_eq!(HOUSE.differences_from(&page("| 1 | `cellar` |\n| 2 | `parlour` · `attic` | `cellar` |")), [""; 0]);
    let said = HOUSE.differences_from(&page("| 1 | `cellar` · `shed` |\n| 2 | `parlour` | `cellar` |"));
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].contains("lacks the room `attic`") && said[1].contains("has `shed`"), "{said:?}");
}

#[test]
fn unsafe_beyond_its_measure_is_refused() {
    let file = source("house/src/attic.rs", "// unsafe\nfn f() { unsafe { g() } }\n#![allow(unsafe_code)]\nunsafe fn h() {}\n");
    assert!(file.unsafe_objection(0).unwrap().starts_with("house/src/attic.rs:2:"));
    assert!(file.unsafe_objection(1).unwrap().starts_with("house/src/attic.rs:4:"));
    assert_eq!(file.unsafe_objection(2), None);
}

#[test]
fn a_silent_or_endless_file_is_refused() {
    assert_eq!(source("a.rs", "use std::fs;\n").manners(LONGEST).len(), 1);
    assert_eq!(source("a.rs", &format!("//! A.\n{}", "\n".repeat(LONGEST))).manners(LONGEST).len(), 1);
    assert_eq!(source("a.rs", "//! A.\n").manners(LONGEST), [""; 0]);
}

fn small_tree(paths: &[&str]) -> Tree {
    let sources = paths.iter().filter(|path| path.ends_with(".rs")).map(|path| source(path, "//! x\n")).collect();
    Tree { root: PathBuf::from("/nowhere"), sources, pages: Vec::new(), paths: paths.iter().map(|&path| path.to_owned()).collect() }
}

#[test]
fn a_name_that_says_nothing_is_refused() {
    let tree = small_tree(&["a/src/util", "a/src/util/x.rs", "a/src/helpers.rs", "a/src/common-cold.rs", "a/src/attic.rs"]);
    assert_eq!(tree.nameless(NAMELESS).len(), 2);
}

#[test]
fn a_dead_path_on_a_page_is_refused() {
    let tree = small_tree(&["docs", "docs/page.md", "ckdb-core", "ckdb-core/src", "ckdb-core/src/lib.rs", "README.md"]);
    let page = |text: &str| Page { path: "docs/page.md".to_owned(), text: text.to_owned() }.dead_paths(&tree);
    // Right: links from the page's folder, names from the workspace or a crate, bare names, what is no path at all.
    let right = "[a](page.md) [b](../README.md#words) [c](https://x.org/y.md) `ckdb-core/src/lib.rs` `src/lib.rs` `lib.rs` `ckdb-core/`\n\
                 `a/b` `genes/GENE.toml` `<x>/y.rs` `/etc/z.toml` `x.vcf` `out/a.ckdb`\n```\nsrc/gone.rs `src/gone.rs` [x](gone.md)\n```\n";
    assert_eq!(page(right), [""; 0]);
    let wrong = page("ok\n[a](gone.md)\n`src/gone.rs`, `gone.md` and `ckdb-core/gone`\n[b](../../README.md)\n");
    let places: Vec<&str> = wrong.iter().map(|said| said.split(' ').next().unwrap()).collect();
    assert_eq!(
        places,
        ["docs/page.md:2:", "docs/page.md:4:", "docs/page.md:3:", "docs/page.md:3:", "docs/page.md:3:"],
        "{wrong:?}"
    );
}
