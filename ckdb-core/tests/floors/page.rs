//! The tables of floors on the page `ARCHITECTURE.md`: they show the rooms that the tables of the test hold, no more and no less.

use super::arrows::Crate;
use super::files::Page;
use std::collections::BTreeSet;

impl Crate {
    /// Rooms that only the page has, or only the table. The page's table is the one headed "rooms of" this crate; its second
    /// column names rooms in code spans, the command by its folder.
    pub(crate) fn differences_from(&self, page: &Page) -> Vec<String> {
        let heading = format!("rooms of `{}`", self.folder);
        let rows = page.text.lines().skip_while(|line| !line.contains(&heading)).skip(1).take_while(|line| line.starts_with('|'));
        let shown: BTreeSet<&str> = rows.filter_map(|row| row.split('|').nth(2)).flat_map(code_spans).map(room).collect();
        let held: BTreeSet<&str> = self.rooms.iter().map(|(room, _)| *room).collect();
        let (path, folder) = (&page.path, self.folder);
        let missing =
            held.difference(&shown).map(|room| format!("{path}: the table of `{folder}` lacks the room `{room}`. Add it"));
        let dead = shown.difference(&held).map(|room| {
            format!("{path}: the table of `{folder}` has `{room}`, which ckdb-core/tests/floors.rs has not. Take it out, or give it a floor")
        });
        missing.chain(dead).collect()
    }
}

/// What stands between backticks.
fn code_spans(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

/// The command is the room `bin`.
fn room(span: &str) -> &str {
    if span.starts_with("src/bin/") { "bin" } else { span }
}
