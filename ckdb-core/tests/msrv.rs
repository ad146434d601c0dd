//! One oldest Rust for the whole house, said once: so that nobody on that compiler finds out by a failing build.
//!
//! What the number promises is tested by `make msrv` where that toolchain is installed. Everywhere else clippy's `incompatible_msrv`
//! (in `make check`) reads it and finds functions of the standard library that are younger.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop at the first thing it cannot read")]

use std::fs;
use std::path::Path;

fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate lies in a workspace");
    fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What stands between the quotes behind `key`.
fn quoted<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    text.lines().find_map(|line| line.strip_prefix(key)?.trim_start_matches([' ', '=']).split('"').nth(1))
}

#[test]
fn every_package_has_the_workspace_s_oldest_rust() {
    let workspace = read("Cargo.toml");
    let oldest = quoted(&workspace, "rust-version").expect("the workspace states its oldest Rust");
    let members = workspace.lines().find_map(|line| line.strip_prefix("members = ")).expect("the workspace lists its members");
    let members: Vec<&str> = members.split('"').skip(1).step_by(2).collect();
    assert!(members.contains(&"ckdb-core") && members.len() >= 5, "{members:?}");
    for member in members {
        let package = read(&format!("{member}/Cargo.toml"));
        assert!(
            package.contains("\nrust-version.workspace = true\n"),
            "{member}/Cargo.toml: write `rust-version.workspace = true`"
        );
    }
    // Who builds from these pages must find the same number.
    for page in ["README.md", "Makefile"] {
        assert!(read(page).contains(&format!("{oldest} or newer")), "{page}: say \"Rust ({oldest} or newer)\"");
    }
    assert!(read("Makefile").contains(&format!("MSRV := {oldest}\n")), "Makefile: MSRV is {oldest}");
}
