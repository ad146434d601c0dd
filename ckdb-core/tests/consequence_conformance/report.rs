//! Agreement counted, each disagreement classed with a reason, the figures kept in `docs/conformance.md`.
//!
//! A [`Suite`] holds [`Tally`]s. A disagreement gets its class from a proof in code (it names the class when it counts), or
//! from the suite's ledger, `tests/conformance/SUITE.tsv`: `key`, `class`, `reason`, tab-separated; one key may cover many
//! rows when it ends in `*`. A disagreement without a class fails the test; so does a line of the ledger that no row needs.
//!
//! The figures stand in `docs/conformance.md` between two marks. With `CKDB_CONFORMANCE=write` (`make conformance`) the test
//! writes them; otherwise it compares, so that the page cannot say what is no longer so.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Why two answers differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    /// Our mistake.
    Ours,
    /// Their mistake.
    Theirs,
    /// The same fact told in another way.
    Notation,
    /// Their row speaks of another version of the transcript.
    Version,
    /// Neighbouring variants are read as one haplotype there, one by one here.
    Phase,
    /// Something this engine is not asked: symbolic alleles, models we refuse.
    NotAsked,
}

impl Class {
    const ALL: [Self; 6] = [Self::Ours, Self::Theirs, Self::Notation, Self::Version, Self::Phase, Self::NotAsked];

    const fn words(self) -> &'static str {
        match self {
            Self::Ours => "ours wrong",
            Self::Theirs => "theirs wrong",
            Self::Notation => "notation",
            Self::Version => "transcript version",
            Self::Phase => "needs phase",
            Self::NotAsked => "not asked",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.words() == text)
    }
}

/// One disagreement.
struct Difference {
    key: String,
    text: String,
    proven: Option<(Class, String)>,
}

/// Counts agreement, keeps the rest.
pub(crate) struct Tally {
    name: String,
    agree: usize,
    asked: usize,
    differences: Vec<Difference>,
    /// The least share of agreement that passes.
    floor: f64,
}

impl Tally {
    pub(crate) fn new(name: impl Into<String>, floor: f64) -> Self {
        Self { name: name.into(), agree: 0, asked: 0, differences: Vec::new(), floor }
    }

    /// One row: `say` gives the row's key and what both sides said.
    pub(crate) fn count(&mut self, agrees: bool, say: impl FnOnce() -> (String, String)) {
        self.count_proven(agrees, || {
            let (key, text) = say();
            (key, text, None)
        });
    }

    /// The same, with a class that the code has proven.
    pub(crate) fn count_proven(&mut self, agrees: bool, say: impl FnOnce() -> (String, String, Option<(Class, String)>)) {
        self.asked += 1;
        if agrees {
            self.agree += 1;
        } else {
            let (key, text, proven) = say();
            self.differences.push(Difference { key, text, proven });
        }
    }

    pub(crate) fn asked(&self) -> usize {
        self.asked
    }
}

/// The tallies of one section of the page.
pub(crate) struct Suite {
    name: &'static str,
    tallies: Vec<Tally>,
    notes: Vec<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Lines of the ledger: key, class, reason.
fn ledger(name: &str) -> Vec<(String, Class, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/conformance/{name}.tsv"));
    let Ok(text) = std::fs::read_to_string(&path) else { return Vec::new() };
    let lines = text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|(number, line)| {
            let mut fields = line.splitn(3, '\t');
            let mut field = || fields.next().unwrap_or_default();
            let (key, class, reason) = (field(), field(), field());
            let class = Class::parse(class).unwrap_or_else(|| panic!("{}:{}: no class `{class}`", path.display(), number + 1));
            assert!(!reason.is_empty(), "{}:{}: a class needs a reason", path.display(), number + 1);
            (key.to_owned(), class, reason.to_owned())
        })
        .collect()
}

impl Suite {
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, tallies: Vec::new(), notes: Vec::new() }
    }

    pub(crate) fn add(&mut self, tally: Tally) {
        self.tallies.push(tally);
    }

    /// A sentence under the table.
    pub(crate) fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    /// Class every disagreement, write or compare the section, hold the floors.
    #[track_caller]
    pub(crate) fn finish(self) {
        let ledger = ledger(self.name);
        let mut used = BTreeSet::new();
        let mut unclassed = Vec::new();
        let mut table = String::from("| compared | rows | agree | share |");
        for class in Class::ALL {
            let _ = write!(table, " {} |", class.words());
        }
        table.push_str("\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        // class → reason → rows
        let mut list: BTreeMap<Class, BTreeMap<String, Vec<String>>> = BTreeMap::new();
        let mut failures = Vec::new();
        for tally in &self.tallies {
            let mut counts = BTreeMap::<Class, usize>::new();
            for difference in &tally.differences {
                let known = ledger.iter().position(|(key, ..)| {
                    key == &difference.key || key.strip_suffix('*').is_some_and(|head| difference.key.starts_with(head))
                });
                let classed = match (&difference.proven, known) {
                    (Some((class, reason)), _) => Some((*class, reason.clone())),
                    (None, Some(index)) => {
                        used.insert(index);
                        ledger.get(index).map(|(_, class, reason)| (*class, reason.clone()))
                    }
                    (None, None) => None,
                };
                let Some((class, reason)) = classed else {
                    unclassed.push(format!("{}\t{}: {}", difference.key, tally.name, difference.text));
                    continue;
                };
                *counts.entry(class).or_default() += 1;
                let row = format!("{} — {}", difference.key, difference.text);
                let rows = list.entry(class).or_default().entry(reason).or_default();
                if !rows.contains(&row) {
                    rows.push(row);
                }
            }
            let share = tally.agree as f64 / tally.asked.max(1) as f64;
            // Rounded down: 99.9 % is not 100 %.
            let cut = (share * 10_000.0).floor() / 100.0;
            let _ = write!(table, "| {} | {} | {} | {cut:.2} % |", tally.name, tally.asked, tally.agree);
            for class in Class::ALL {
                let _ = write!(table, " {} |", counts.get(&class).copied().unwrap_or(0));
            }
            table.push('\n');
            eprintln!("{}: {}: {} of {} agree", self.name, tally.name, tally.agree, tally.asked);
            if tally.asked == 0 {
                failures.push(format!("{}: nothing was asked", tally.name));
            } else if share < tally.floor {
                failures.push(format!("{}: {share:.5} agree, {} expected", tally.name, tally.floor));
            }
        }
        let mut section = table;
        let mut whole = String::from("class\treason\trow\n");
        for note in &self.notes {
            let _ = write!(section, "\n{note}\n");
        }
        for (class, reasons) in &list {
            for (reason, rows) in reasons {
                let _ = write!(section, "\n**{}** ({}): {reason}\n\n", class.words(), rows.len());
                for row in rows.iter().take(EXAMPLES) {
                    let _ = writeln!(section, "- `{}`", cut(row).replace('`', "'"));
                }
                if rows.len() > EXAMPLES {
                    let _ = writeln!(section, "- … and {} more in `docs/conformance/{}.tsv`", rows.len() - EXAMPLES, self.name);
                }
                for row in rows {
                    let _ = writeln!(whole, "{}\t{reason}\t{}", class.words(), row.replace('\t', " "));
                }
            }
        }
        let stale: Vec<&str> =
            ledger.iter().enumerate().filter(|(index, _)| !used.contains(index)).map(|(_, (key, ..))| key.as_str()).collect();
        for line in &unclassed {
            eprintln!("UNCLASSED\t{line}");
        }
        assert!(unclassed.is_empty(), "{}: {} disagreements without a class in the ledger", self.name, unclassed.len());
        assert!(stale.is_empty(), "{}: the ledger holds what no row needs: {stale:?}", self.name);
        assert!(failures.is_empty(), "{}: {failures:?}", self.name);
        page(self.name, &section);
        list_file(self.name, &whole);
    }
}

/// Rows shown on the page for one reason; all of them stand in the list beside it.
const EXAMPLES: usize = 6;

/// Long letters are not read by people.
fn cut(row: &str) -> String {
    if row.chars().count() > 240 { format!("{}…", row.chars().take(240).collect::<String>()) } else { row.to_owned() }
}

/// Every disagreement of a suite, one a line.
#[track_caller]
fn list_file(name: &str, whole: &str) {
    let path = root().join(format!("docs/conformance/{name}.tsv"));
    if std::env::var("CKDB_CONFORMANCE").as_deref() == Ok("write") {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
        std::fs::write(&path, whole).expect("the list can be written");
    } else if std::fs::read_to_string(&path).ok().as_deref() != Some(whole) {
        panic!("docs/conformance/{name}.tsv does not say what was measured: run `make conformance` and read the difference");
    }
}

/// Tests run side by side; the page is one.
static PAGE: Mutex<()> = Mutex::new(());

/// Write the section, or compare it.
#[track_caller]
fn page(name: &str, section: &str) {
    let lock = PAGE.lock();
    let path = root().join("docs/conformance.md");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (begin, end) = (format!("<!-- figures: {name} -->\n"), format!("<!-- end: {name} -->\n"));
    let from = text.find(&begin).unwrap_or_else(|| panic!("{}: no mark {begin}", path.display())) + begin.len();
    let to = from + text[from..].find(&end).unwrap_or_else(|| panic!("{}: no mark {end}", path.display()));
    if std::env::var("CKDB_CONFORMANCE").as_deref() == Ok("write") {
        std::fs::write(&path, format!("{}{section}{}", &text[..from], &text[to..])).expect("the page can be written");
    } else if text[from..to] != *section {
        drop(lock);
        panic!(
            "docs/conformance.md, section {name}, does not say what was measured: run `make conformance` and read the difference"
        );
    }
}
