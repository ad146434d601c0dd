//! Rust text without its comments and literals, cut into tokens with their lines. Enough to see paths; not a parser.

/// A word or a sign, and its line (from 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) line: usize,
}

/// The text with comments, strings and character literals turned into blanks; line ends stay, so lines keep their numbers.
pub(crate) fn blanked(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < letters.len() {
        let end = literal_end(&letters, at);
        if end == at {
            out.push(letters[at]);
            at += 1;
        } else {
            out.extend(letters[at..end].iter().map(|&letter| if letter == '\n' { '\n' } else { ' ' }));
            at = end;
        }
    }
    out
}

/// Where the comment or literal that starts at `at` ends; `at` itself when none starts there.
fn literal_end(letters: &[char], at: usize) -> usize {
    let ahead = |offset: usize| letters.get(at + offset).copied().unwrap_or('\0');
    match (ahead(0), ahead(1)) {
        ('/', '/') => (at..letters.len()).find(|&i| letters[i] == '\n').unwrap_or(letters.len()),
        ('/', '*') => block_end(letters, at),
        ('"', _) => string_end(letters, at + 1),
        ('r', '"' | '#') if !continues_a_word(letters, at) => raw_end(letters, at + 1).unwrap_or(at),
        ('b' | 'c', 'r') if !continues_a_word(letters, at) => raw_end(letters, at + 2).unwrap_or(at),
        ('\'', '\\') => (at + 3..letters.len()).find(|&i| letters[i] == '\'').map_or(letters.len(), |i| i + 1),
        // A lifetime has no quote after its first letter.
        ('\'', _) if ahead(2) == '\'' => at + 3,
        _ => at,
    }
}

fn continues_a_word(letters: &[char], at: usize) -> bool {
    at > 0 && is_word(letters[at - 1])
}

/// Block comments nest.
fn block_end(letters: &[char], mut at: usize) -> usize {
    let mut depth = 0_usize;
    while at < letters.len() {
        match (letters[at], letters.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => {
                (depth, at) = (depth - 1, at + 2);
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    at
}

fn string_end(letters: &[char], mut at: usize) -> usize {
    while at < letters.len() {
        match letters[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    letters.len()
}

/// The end of a raw string whose hashes start at `at`; `None` when it is a raw identifier.
fn raw_end(letters: &[char], at: usize) -> Option<usize> {
    let hashes = letters[at..].iter().take_while(|&&letter| letter == '#').count();
    if letters.get(at + hashes) != Some(&'"') {
        return None;
    }
    let closes =
        |i: usize| letters[i] == '"' && letters[i + 1..].iter().take(hashes).filter(|&&letter| letter == '#').count() == hashes;
    let body = at + hashes + 1;
    Some((body..letters.len()).find(|&i| closes(i)).map_or(letters.len(), |i| i + 1 + hashes))
}

const fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// Words, `::`, and single signs.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    for (number, line) in blanked(text).lines().enumerate() {
        let letters: Vec<char> = line.chars().collect();
        let mut at = 0;
        while at < letters.len() {
            let length = match letters[at] {
                letter if is_word(letter) => letters[at..].iter().take_while(|&&letter| is_word(letter)).count(),
                ':' if letters.get(at + 1) == Some(&':') => 2,
                _ => 1,
            };
            if !letters[at].is_whitespace() {
                found.push(Token { text: letters[at..at + length].iter().collect(), line: number + 1 });
            }
            at += length;
        }
    }
    found
}

/// A path as written, its braces opened: `crate::a::{b, c::d}` gives two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Path {
    pub(crate) names: Vec<String>,
    pub(crate) line: usize,
    /// Modules opened inside the file around it: `mod tests { … }`.
    pub(crate) inside: Vec<String>,
}

/// Every path in the text that starts with one of `roots`, but for those in test modules: a test may borrow a reader from upstairs to
/// make its input, and nothing of it ships.
pub(crate) fn paths(text: &str, roots: &[&str]) -> Vec<Path> {
    let tokens = tokens(text);
    let word = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let mut found = Vec::new();
    let mut modules: Vec<(String, usize)> = Vec::new();
    // How deep the outermost test module around us was opened.
    let mut tests: Option<usize> = None;
    let (mut depth, mut at) = (0_usize, 0);
    while at < tokens.len() {
        match word(at) {
            "mod" if word(at + 2) == "{" => {
                modules.push((word(at + 1).to_owned(), depth));
                if is_for_tests(&tokens[..at]) {
                    tests = tests.or(Some(depth));
                }
            }
            "{" => depth += 1,
            "}" => {
                depth = depth.saturating_sub(1);
                modules.retain(|(_, opened)| *opened < depth);
                tests = tests.filter(|opened| *opened < depth);
            }
            first if word(at + 1) == "::" && roots.contains(&first) && (at == 0 || word(at - 1) != "::") => {
                let inside: Vec<String> = modules.iter().map(|(name, _)| name.clone()).collect();
                let mut trees = Vec::new();
                let end = branch(&tokens, at, &[], &mut trees);
                trees.retain(|_| tests.is_none());
                found.extend(trees.into_iter().map(|(names, line)| Path { names, line, inside: inside.clone() }));
                at = end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// Does an attribute `#[cfg(test)]` stand among those that end here?
fn is_for_tests(before: &[Token]) -> bool {
    let mut rest = before;
    while rest.last().is_some_and(|token| token.text == "]") {
        let Some(start) = rest.iter().rposition(|token| token.text == "#") else { return false };
        if rest[start..].iter().map(|token| token.text.as_str()).eq(["#", "[", "cfg", "(", "test", ")", "]"]) {
            return true;
        }
        rest = &rest[..start];
    }
    false
}

/// Follows one branch of a path tree from `at`; gives where it ends.
fn branch(tokens: &[Token], mut at: usize, before: &[String], out: &mut Vec<(Vec<String>, usize)>) -> usize {
    let word = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let line = tokens.get(at).map_or(0, |token| token.line);
    let mut names = before.to_vec();
    loop {
        match word(at) {
            "{" => {
                at += 1;
                while !matches!(word(at), "}" | "") {
                    at = branch(tokens, at, &names, out);
                    if word(at) == "as" {
                        at += 2;
                    }
                    if word(at) == "," {
                        at += 1;
                    }
                }
                return at + 1;
            }
            name if name.starts_with(is_word) || name == "*" => names.push(name.to_owned()),
            // A turbofish or something we do not know: the path so far is what counts. Always move on.
            _ => {
                out.push((names, line));
                return at + usize::from(word(at) != "," && word(at) != "}");
            }
        }
        at += 1;
        if word(at) != "::" {
            out.push((names, line));
            return at;
        }
        at += 1;
    }
}
