//! Counts of what was not understood or looked wrong, each with its first example.
//!
//! Reasons are fixed texts, so a tally stays small however long the input is. Tallies of parts of a file are merged
//! to the tally of the whole: the sum of the counts, and the example with the smallest line number. So the result does
//! not depend on who counted what.

use std::collections::BTreeMap;
use std::fmt;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// The line was not understood and went out untouched.
    NotUnderstood,
    /// The line was understood, but a question about it could not be answered.
    Unanswered,
    /// The line was answered, but somebody else has doubts about it.
    Doubtful,
    /// The line breaks a rule of the VCF specification; it was annotated all the same.
    BreaksRule,
}

impl Kind {
    /// A short heading for summaries.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotUnderstood => "not understood, passed through untouched",
            Self::Unanswered => "understood, but not answered",
            Self::Doubtful => "answered, with a doubt",
            Self::BreaksRule => "breaks a rule of VCF, annotated all the same",
        }
    }
}

/// Why a line was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reason {
    /// How much it weighs.
    pub kind: Kind,
    /// A stable word for programs: `TOO_FEW_COLUMNS`.
    pub code: &'static str,
    /// The same for people.
    pub text: &'static str,
}

impl Reason {
    /// A question about an understood line that could not be answered.
    #[must_use]
    pub const fn unanswered(code: &'static str, text: &'static str) -> Self {
        Self { kind: Kind::Unanswered, code, text }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.text, self.code)
    }
}

/// How often a reason was met, and where first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// How many times.
    pub count: u64,
    /// The first line, 1-based in the whole file.
    pub first_line: u64,
    /// The beginning of that line, made printable.
    pub excerpt: String,
}

/// The longest excerpt, in characters.
const EXCERPT: usize = 100;

/// Reasons in a fixed order, each with its count and its first example.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<Reason, Seen>);

impl Tally {
    /// Counts `reason` once for line `number` (1-based), whose raw bytes are `line`.
    pub fn add(&mut self, reason: Reason, number: u64, line: &[u8]) {
        let seen = self.0.entry(reason).or_insert_with(|| Seen { count: 0, first_line: number, excerpt: excerpt(line) });
        seen.count += 1;
        if number < seen.first_line {
            seen.first_line = number;
            seen.excerpt = excerpt(line);
        }
    }

    /// Adds the counts of another part of the same file.
    pub fn merge(&mut self, other: Self) {
        for (reason, found) in other.0 {
            match self.0.get_mut(&reason) {
                None => {
                    self.0.insert(reason, found);
                }
                Some(seen) => {
                    let count = seen.count + found.count;
                    if found.first_line < seen.first_line {
                        *seen = found;
                    }
                    seen.count = count;
                }
            }
        }
    }

    /// Every reason with what was seen of it: the heaviest kind first, then by code.
    pub fn iter(&self) -> impl Iterator<Item = (&Reason, &Seen)> {
        self.0.iter()
    }

    /// How many findings of this kind there were.
    #[must_use]
    pub fn count(&self, kind: Kind) -> u64 {
        self.0.iter().filter(|(reason, _)| reason.kind == kind).map(|(_, seen)| seen.count).sum()
    }

    /// Was nothing found?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Tally {
    /// One line a reason: `12 × text (CODE), first at line 7: …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (reason, seen) in &self.0 {
            writeln!(f, "{} × {reason}, first at line {}: {}", seen.count, seen.first_line, seen.excerpt)?;
        }
        Ok(())
    }
}

/// A tally opened at one line, so that whoever looks at the line need not carry its number.
pub struct Notes<'t> {
    tally: &'t mut Tally,
    number: u64,
    line: &'t [u8],
}

impl<'t> Notes<'t> {
    /// Opens `tally` at line `number` (1-based), whose raw bytes are `line`.
    pub fn new(tally: &'t mut Tally, number: u64, line: &'t [u8]) -> Self {
        Self { tally, number, line }
    }

    /// Counts `reason` for this line.
    pub fn add(&mut self, reason: Reason) {
        self.tally.add(reason, self.number, self.line);
    }
}

/// The beginning of a line as printable text: tabs become blanks, other control characters and broken UTF-8 become `�`.
pub(super) fn excerpt(line: &[u8]) -> String {
    // Four bytes are the most a character takes; the cut may fall inside one, which then shows as `�` and is cut off.
    let head = &line[..line.len().min(EXCERPT * 4 + 4)];
    let text = String::from_utf8_lossy(head);
    let text = text.trim_end_matches(['\r', '\n']);
    let mut out: String = text
        .chars()
        .take(EXCERPT)
        .map(|letter| match letter {
            '\t' => ' ',
            letter if letter.is_control() => '\u{FFFD}',
            letter => letter,
        })
        .collect();
    if text.chars().nth(EXCERPT).is_some() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Reason = Reason { kind: Kind::NotUnderstood, code: "SHORT", text: "too short" };
    const ODD: Reason = Reason { kind: Kind::BreaksRule, code: "ODD", text: "odd" };

    #[test]
    fn parts_merge_to_the_whole_in_any_order() {
        let mut whole = Tally::default();
        whole.add(SHORT, 3, b"three");
        whole.add(ODD, 4, b"four");
        whole.add(SHORT, 9, b"nine");
        let mut early = Tally::default();
        early.add(SHORT, 3, b"three");
        early.add(ODD, 4, b"four");
        let mut late = Tally::default();
        late.add(SHORT, 9, b"nine");
        let mut forward = early.clone();
        forward.merge(late.clone());
        late.merge(early);
        assert_eq!(forward, whole);
        assert_eq!(late, whole);
        assert_eq!((whole.count(Kind::NotUnderstood), whole.count(Kind::Unanswered)), (2, 0));
        assert!(whole.to_string().starts_with("2 × too short (SHORT), first at line 3: three\n"));
    }

    #[test]
    fn excerpts_are_short_and_printable() {
        assert_eq!(excerpt(b"chr7\t1\t\x01\xff\r\n"), "chr7 1 \u{FFFD}\u{FFFD}");
        assert_eq!(excerpt(&[b'A'; 500]).chars().count(), EXCERPT + 1);
        assert_eq!(excerpt("薬".repeat(300).as_bytes()).chars().filter(|letter| *letter == '薬').count(), EXCERPT);
    }
}
