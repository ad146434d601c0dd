//! The public API of `ckdb-core`, item by item, as `ckdb-core/public-api.txt` has it: so that nobody who links the library is broken unawares.
//!
//! A line that vanished or changed breaks somebody (a new major version; before 1.0 a new minor one); a new line is a promise from
//! now on. Either way a person looks: accept with
//!
//! ```text
//! CKDB_PUBLIC_API=write cargo test -p ckdb-core --test public_api
//! ```
//! and commit the file with the change. How: the sources are read as text, like `floors.rs` reads them, on every toolchain. The lint
//! `unreachable_pub` holds that what says `pub` can be reached, so every `pub` item counts, under its nearest public module. What a
//! macro writes is not seen; `cargo public-api` (nightly) would see that and blanket implementations, and no item less.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop at the first thing it cannot read")]

#[path = "public_api/items.rs"]
mod items;
#[allow(dead_code, reason = "`floors.rs` uses the rest")]
#[path = "floors/source.rs"]
mod source;

use items::{Modules, of_file};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Every Rust file below `folder`, with the names of its module.
fn files(folder: &Path, module: &[String], out: &mut Vec<(Vec<String>, String)>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let inner = || [module, std::slice::from_ref(&stem)].concat();
        if path.is_dir() {
            files(&path, &inner(), out);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let is_own = matches!(stem.as_str(), "mod" | "lib");
            out.push((if is_own { module.to_vec() } else { inner() }, fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The API as sorted lines.
fn api(files: &[(Vec<String>, String)]) -> BTreeSet<String> {
    let modules = Modules::of(files);
    files.iter().flat_map(|(module, text)| of_file(module, text, &modules)).collect()
}

#[test]
fn the_public_api_is_as_it_was_recorded() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Vec::new();
    files(&root.join("src"), &[], &mut sources);
    let now = api(&sources);
    assert!(now.len() > 500, "only {} public items: were the sources read?", now.len());
    let kept = root.join("public-api.txt");
    if std::env::var("CKDB_PUBLIC_API").is_ok_and(|wanted| wanted == "write") {
        let head = "# The public API of ckdb-core; written by `CKDB_PUBLIC_API=write cargo test -p ckdb-core --test public_api`.\n";
        fs::write(&kept, now.iter().fold(head.to_owned(), |text, line| text + line + "\n")).unwrap();
        return;
    }
    let text = fs::read_to_string(&kept).unwrap_or_default();
    let then: BTreeSet<String> = text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect();
    let gone: Vec<_> = then.difference(&now).map(|line| format!("- {line}")).collect();
    let new: Vec<_> = now.difference(&then).map(|line| format!("+ {line}")).collect();
    assert!(
        gone.is_empty() && new.is_empty(),
        "the public API changed. {} line(s) vanished or changed (that breaks who links us), {} are new:\n{}\n\
         If that is meant: CKDB_PUBLIC_API=write cargo test -p ckdb-core --test public_api, look at the diff, say it in CHANGELOG.md\n",
        gone.len(),
        new.len(),
        [gone, new].concat().join("\n"),
    );
}

/// So that the reader of sources cannot go blind unnoticed.
#[test]
fn items_are_read_as_a_user_sees_them() {
    let lib = r#"
        //! pub fn in_a_comment() {}
        pub mod shown; mod hidden;
        pub use hidden::{Kept, deep::Other as Renamed};
    "#;
    let hidden = r#"
        /// Doc.
        #[derive(Clone, Debug)] #[non_exhaustive]
        pub struct Kept<'a> { pub name: &'a str, secret: u32 }
        impl<'a> Kept<'a> {
            pub const fn name(&self, of: [u8; 3]) -> Option<&'a str> { let text = "pub fn no() {}"; None }
            pub(crate) fn not_this(&self) {}
            fn nor_this(&self) {}
        }
        impl From<u8> for Kept<'static> { fn from(_: u8) -> Self { todo() } }
        pub enum Choice { /// One.
            #[error("no {0}")] One(u8), Two { deep: bool } }
        pub trait Asks: Send { type Out; fn ask(&self) -> Self::Out; fn again(&self) { } }
        pub const LIMIT: usize = { 3 };
        struct Pair(u8); pub struct Wrapped(u8); pub struct Open(pub u8);
        #[cfg(test)] mod tests { pub fn helper() {} }
        pub type Short<T> = Result<T, ()>;
    "#;
    let file = |module: &[&str], text: &str| (module.iter().map(ToString::to_string).collect::<Vec<_>>(), text.to_owned());
    let found =
        api(&[file(&[], lib), file(&["hidden"], hidden), file(&["shown"], "pub unsafe fn act<T: Copy>(t: T) where T: Send {}")]);
    let expected = [
        "crate: const LIMIT : usize",
        "crate: derive Clone for Kept",
        "crate: derive Debug for Kept",
        "crate: enum Choice",
        "crate: enum Choice :: One ( u8 )",
        "crate: enum Choice :: Two { deep : bool }",
        "crate: impl From < u8 > for Kept < 'static >",
        "crate: impl Kept: const fn name ( & self , of : [ u8 ; 3 ] ) -> Option < & 'a str >",
        "crate: mod shown",
        "crate: non_exhaustive Kept",
        "crate: struct Kept :: name : & 'a str",
        "crate: struct Kept < 'a >",
        "crate: struct Open ( pub u8 )",
        "crate: struct Wrapped ( _ )",
        "crate: trait Asks : Send",
        "crate: trait Asks: fn again ( & self )",
        "crate: trait Asks: fn ask ( & self ) -> Self :: Out",
        "crate: trait Asks: type Out",
        "crate: type Short < T > = Result < T , ( ) >",
        "crate: use Kept",
        "crate: use Renamed",
        "shown: unsafe fn act < T : Copy > ( t : T ) where T : Send",
    ];
    assert_eq!(found.into_iter().collect::<Vec<_>>(), expected);
}
