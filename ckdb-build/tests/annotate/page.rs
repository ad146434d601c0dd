//! The page of figures, `docs/conformance.md`: each test owns the text between `<!-- NAME -->` and `<!-- end NAME -->`.
//!
//! With `CKDB_CONFORMANCE=write` a test writes its section; else it only says when the page is behind. It does not fail
//! then: figures move with every record, and a curator should not be stopped by a count.

use super::command::root;
use std::sync::Mutex;

static PAGE: Mutex<()> = Mutex::new(());

/// Shows `text`, and writes it into its section when asked to.
pub(crate) fn section(name: &str, text: &str) {
    eprintln!("== {name}\n{text}");
    let _one_at_a_time = PAGE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let path = root().join("docs/conformance.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- end {name} -->"));
    let from = page.find(&begin).unwrap_or_else(|| panic!("{} has no section {name}", path.display())) + begin.len();
    let to = page[from..].find(&end).unwrap_or_else(|| panic!("{}: section {name} has no end", path.display())) + from;
    if page[from..to] == *text {
        return;
    }
    if std::env::var_os("CKDB_CONFORMANCE").is_some_and(|wish| wish == "write") {
        std::fs::write(&path, [&page[..from], text, &page[to..]].concat()).unwrap();
    } else {
        eprintln!("NOTE: docs/conformance.md is behind in section {name}; CKDB_CONFORMANCE=write writes it anew");
    }
}
