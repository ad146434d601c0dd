//! The `AND`, `OR`, `NOT` and brackets of a profile's name, over variants whose names are known.
//!
//! ```text
//! profile = term { "OR" term }
//! term    = factor { "AND" factor }
//! factor  = "NOT" factor | "(" profile ")" | variant
//! ```
//! A variant is one of the profile's own, written as its gene and its name. Names hold blanks, brackets and small words
//! (`VHL L89H (c.266T>A)`), so at every place the longest known name is taken first, and only then an operator.

/// The tree of a profile's name; leaves are places in the list of its variants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Combination {
    /// One variant.
    Variant(usize),
    /// All of them.
    All(Vec<Combination>),
    /// At least one.
    Any(Vec<Combination>),
    /// Not this.
    Not(Box<Combination>),
}

/// Deeper than any profile anybody wrote; keeps hostile names from the end of the stack.
const DEEPEST: usize = 24;

/// Reads a profile's name over the names of its variants. `None` when it is not of the grammar, or leaves a variant unused.
#[must_use]
pub fn combine(name: &str, variants: &[String]) -> Option<Combination> {
    let names: Vec<String> = variants.iter().map(|name| squeezed(name)).collect();
    let text = squeezed(name);
    let mut reader = Reader { rest: &text, names: &names, used: vec![false; names.len()], depth: 0 };
    let tree = reader.profile()?;
    (reader.rest.is_empty() && reader.used.iter().all(|used| *used)).then_some(tree)
}

/// One blank between words, none at the ends: some names carry a blank too many.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

struct Reader<'t> {
    rest: &'t str,
    names: &'t [String],
    used: Vec<bool>,
    depth: usize,
}

impl Reader<'_> {
    fn take(&mut self, token: &str) -> bool {
        let Some(rest) = self.rest.strip_prefix(token) else { return false };
        if !(rest.is_empty() || rest.starts_with(' ') || token == "(" || rest.starts_with(')')) {
            return false;
        }
        self.rest = rest.trim_start();
        true
    }

    fn profile(&mut self) -> Option<Combination> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let mut parts = vec![self.term()?];
        while self.take("OR") {
            parts.push(self.term()?);
        }
        self.depth -= 1;
        Some(one_or(parts, Combination::Any))
    }

    fn term(&mut self) -> Option<Combination> {
        let mut parts = vec![self.factor()?];
        while self.take("AND") {
            parts.push(self.factor()?);
        }
        Some(one_or(parts, Combination::All))
    }

    fn factor(&mut self) -> Option<Combination> {
        if let Some(found) = self.variant() {
            return Some(found);
        }
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let found = if self.take("NOT") {
            Combination::Not(Box::new(self.factor()?))
        } else if self.take("(") {
            let inner = self.profile()?;
            if !self.take(")") {
                return None;
            }
            inner
        } else {
            return None;
        };
        self.depth -= 1;
        Some(found)
    }

    fn variant(&mut self) -> Option<Combination> {
        let rest = self.rest;
        let ends = |name: &str| {
            let after = rest.get(name.len()..).unwrap_or_default();
            after.is_empty() || after.starts_with(' ') || after.starts_with(')')
        };
        let fits = |name: &&String| rest.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name)) && ends(name);
        let (place, name) = self.names.iter().enumerate().filter(|(_, name)| fits(name)).max_by_key(|(_, name)| name.len())?;
        self.used[place] = true;
        self.rest = rest.get(name.len()..)?.trim_start();
        Some(Combination::Variant(place))
    }
}

fn one_or(mut parts: Vec<Combination>, join: fn(Vec<Combination>) -> Combination) -> Combination {
    match (parts.len(), parts.pop()) {
        (1, Some(only)) => only,
        (_, Some(last)) => {
            parts.push(last);
            join(parts)
        }
        (_, None) => join(parts),
    }
}
