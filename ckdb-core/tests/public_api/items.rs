//! Public items of one file, from its tokens: signatures without bodies, fields and variants one by one.

use super::source::tokens;
use std::collections::BTreeSet;

/// Modules that say `pub`, by their whole path.
pub(crate) struct Modules(BTreeSet<Vec<String>>);

impl Modules {
    pub(crate) fn of(files: &[(Vec<String>, String)]) -> Self {
        let mut public = BTreeSet::new();
        for (module, text) in files {
            let words = words(text);
            for found in words.windows(3).filter(|found| found[0] == "pub" && found[1] == "mod") {
                public.insert([module.as_slice(), std::slice::from_ref(&found[2])].concat());
            }
        }
        Self(public)
    }

    /// The nearest module a user can name: what stands in a private one is handed on by the modules above it.
    fn nearest(&self, module: &[String]) -> String {
        let named = (1..=module.len()).take_while(|end| self.0.contains(&module[..*end])).last().unwrap_or(0);
        if named == 0 { "crate".to_owned() } else { module[..named].join("::") }
    }
}

/// The items of a file as lines.
pub(crate) fn of_file(module: &[String], text: &str, modules: &Modules) -> Vec<String> {
    let words = words(text);
    let mut reader = Reader { words: &words, module: module.to_vec(), modules, out: Vec::new(), types: BTreeSet::new() };
    reader.items(0, words.len(), None);
    reader.out
}

/// Words and signs; a lifetime is one word, and so is an arrow.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut previous: Option<String> = None;
    for token in tokens(text) {
        match (previous.take(), token.text) {
            (Some(quote), word) if quote == "'" => words.push(quote + &word),
            (Some(dash), sign) if sign == ">" => words.push(dash + &sign),
            (Some(other), word) => words.extend([other, word]),
            (None, sign) if matches!(sign.as_str(), "'" | "-" | "=") => previous = Some(sign),
            (None, word) => words.push(word),
        }
    }
    words.extend(previous);
    words
}

/// Without the commas that only the layout of lines asks for.
fn tidy(text: &str) -> String {
    text.replace(" , )", " )").replace(" , }", " }").replace(" , >", " >")
}

struct Reader<'a> {
    words: &'a [String],
    module: Vec<String>,
    modules: &'a Modules,
    out: Vec<String>,
    types: BTreeSet<String>,
}

/// What stands around an item, where that is no module.
#[derive(Clone, Copy)]
enum Around<'n> {
    /// `impl Type`: only what says `pub` counts.
    Type(&'n str),
    /// `trait Name`: everything counts.
    Trait(&'n str),
}

impl Reader<'_> {
    fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", String::as_str)
    }

    /// Behind the bracket that closes the one at `at`.
    fn behind(&self, at: usize) -> usize {
        let mut depth = 0_usize;
        for next in at..self.words.len() {
            match self.word(next) {
                "{" | "(" | "[" => depth += 1,
                "}" | ")" | "]" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return next + 1;
            }
        }
        self.words.len()
    }

    /// The first of these signs at the level of `at`, or the end.
    fn find(&self, mut at: usize, end: usize, signs: &[&str]) -> usize {
        while at < end && !signs.contains(&self.word(at)) {
            at = if matches!(self.word(at), "{" | "(" | "[") { self.behind(at) } else { at + 1 };
        }
        at.min(end)
    }

    fn line(&mut self, text: &str) {
        let line = format!("{}: {text}", self.modules.nearest(&self.module));
        self.out.push(line);
    }

    fn text(&self, from: usize, to: usize) -> String {
        tidy(&self.words[from..to].join(" "))
    }

    /// Items from `at` to `end`.
    fn items(&mut self, mut at: usize, end: usize, around: Option<Around<'_>>) {
        while at < end {
            let mut attributes = Vec::new();
            while self.word(at) == "#" {
                let open = self.find(at + 1, end, &["["]).min(at + 2);
                attributes.push((open + 1, self.behind(open) - 1));
                at = self.behind(open);
            }
            let says_pub = self.word(at) == "pub" && self.word(at + 1) != "(";
            if self.word(at) == "pub" {
                at = if says_pub { at + 1 } else { self.behind(at + 1) };
            }
            let is_test = attributes.iter().any(|(from, to)| self.text(*from, *to) == "cfg ( test )");
            let counts = !is_test && (says_pub || matches!(around, Some(Around::Trait(_))));
            at = self.item(at, end, (counts, is_test), &attributes, around).max(at + 1);
        }
    }

    /// One item; gives where the next begins.
    fn item(
        &mut self,
        at: usize,
        end: usize,
        (counts, is_test): (bool, bool),
        attributes: &[(usize, usize)],
        around: Option<Around<'_>>,
    ) -> usize {
        let opens = self.find(at, end, &["{", ";"]);
        let closes = if self.word(opens) == "{" { self.behind(opens) } else { opens + 1 };
        // `const fn`, `unsafe fn`, `async fn`: what it is stands behind.
        let is_fn = (at..opens.min(at + 4)).any(|word| self.word(word) == "fn");
        match self.word(at) {
            _ if is_fn => {
                if counts {
                    self.signature(at, opens, around);
                }
                closes
            }
            "const" | "static" | "type" => {
                let ends = self.find(at, end, &[";"]);
                if counts {
                    let until = if self.word(at) == "type" { ends } else { self.find(at, ends, &["="]) };
                    self.signature(at, until, around);
                }
                ends + 1
            }
            "use" => {
                let ends = self.find(at, end, &[";"]);
                if counts {
                    self.exports(at + 1, ends);
                }
                ends + 1
            }
            "mod" => {
                if counts {
                    self.line(&self.text(at, at + 2));
                }
                if self.word(opens) == "{" && !is_test {
                    self.module.push(self.word(at + 1).to_owned());
                    self.items(opens + 1, closes - 1, None);
                    self.module.pop();
                }
                closes
            }
            "impl" => {
                if !is_test {
                    self.implementation(at, opens, closes);
                }
                closes
            }
            "struct" | "enum" | "union" if counts => self.data(at, end, attributes),
            "trait" if counts => {
                self.line(&self.text(at, opens));
                let name = self.word(at + 1).to_owned();
                self.types.insert(name.clone());
                self.items(opens + 1, closes - 1, Some(Around::Trait(&name)));
                closes
            }
            "struct" => self.find(at, end, &[";", "{"]).max(closes - 1) + 1,
            _ => closes,
        }
    }

    fn signature(&mut self, from: usize, to: usize, around: Option<Around<'_>>) {
        let text = self.text(from, to);
        match around {
            None => self.line(&text),
            Some(Around::Type(name)) => self.line(&format!("impl {name}: {text}")),
            Some(Around::Trait(name)) => self.line(&format!("trait {name}: {text}")),
        }
    }

    /// Names a `pub use` hands on; where they come from is nobody's business.
    fn exports(&mut self, mut at: usize, end: usize) {
        let mut last = String::new();
        while at <= end {
            match self.word(at) {
                "," | "}" | ";" if !last.is_empty() => self.line(&format!("use {}", std::mem::take(&mut last))),
                "," | "}" | ";" | "::" | "as" => {}
                "{" => last.clear(),
                "self" => {}
                word => last = word.to_owned(),
            }
            at += 1;
        }
    }

    /// A struct or an enum: its head, then each public field and each variant; derived traits.
    fn data(&mut self, at: usize, end: usize, attributes: &[(usize, usize)]) -> usize {
        let name = self.word(at + 1).to_owned();
        self.types.insert(name.clone());
        for (from, to) in attributes {
            match self.word(*from) {
                "derive" => {
                    let traits = self.text(from + 2, to - 1);
                    for one in traits.split(',').map(str::trim).filter(|one| !one.is_empty()) {
                        self.line(&format!("derive {} for {name}", one.replace(' ', "")));
                    }
                }
                "non_exhaustive" => self.line(&format!("non_exhaustive {name}")),
                _ => {}
            }
        }
        let head = format!("{} {name}", self.word(at));
        let body = self.find(at, end, &["{", ";"]);
        let tuple = (at..body).find(|word| self.word(*word) == "(").filter(|_| self.word(body) == ";");
        if let Some(tuple) = tuple {
            let fields = self.text(tuple, self.behind(tuple));
            let shown = if fields.contains("pub ") { fields } else { "( _ )".to_owned() };
            self.line(&format!("{} {shown}", self.text(at, tuple)));
            return body + 1;
        }
        self.line(&self.text(at, body));
        if self.word(body) != "{" {
            return body + 1;
        }
        let closes = self.behind(body);
        let is_enum = self.word(at) == "enum";
        let mut next = body + 1;
        while next < closes - 1 {
            while self.word(next) == "#" {
                next = self.behind(next + 1);
            }
            let ends = self.field_end(next, closes - 1);
            match self.word(next) {
                "pub" if self.word(next + 1) != "(" => self.line(&format!("{head} :: {}", self.text(next + 1, ends))),
                _ if is_enum && next < ends => self.line(&format!("{head} :: {}", self.without_attributes(next, ends))),
                _ => {}
            }
            next = ends + 1;
        }
        closes
    }

    /// The comma that ends a field or a variant: those between `<` and `>` do not.
    fn field_end(&self, mut at: usize, end: usize) -> usize {
        let mut angles = 0_i32;
        while at < end {
            match self.word(at) {
                "{" | "(" | "[" => at = self.behind(at) - 1,
                "<" => angles += 1,
                ">" => angles -= 1,
                "," if angles == 0 => return at,
                _ => {}
            }
            at += 1;
        }
        end
    }

    fn without_attributes(&self, mut at: usize, end: usize) -> String {
        let mut words = Vec::new();
        while at < end {
            if self.word(at) == "#" {
                at = self.behind(at + 1);
            } else {
                words.push(self.word(at));
                at += 1;
            }
        }
        tidy(&words.join(" "))
    }

    /// `impl Type { … }` is walked; of `impl Trait for Type` the head counts.
    fn implementation(&mut self, at: usize, opens: usize, closes: usize) {
        let generics = if self.word(at + 1) == "<" { self.behind_angles(at + 1) } else { at + 1 };
        let is_of_trait = (generics..opens).find(|word| self.word(*word) == "for" && self.word(word + 1) != "<");
        if let Some(of) = is_of_trait {
            let name =
                (of + 1..opens).map(|word| self.word(word)).find(|word| word.starts_with(char::is_alphabetic) && *word != "mut");
            if name.is_some_and(|name| self.types.contains(name)) {
                self.line(&format!("impl {}", self.text(generics, opens)));
            }
            return;
        }
        let name = (generics..opens).map(|word| self.word(word)).take_while(|word| *word != "<" && *word != "where").last();
        let name = name.unwrap_or_default().to_owned();
        self.items(opens + 1, closes - 1, Some(Around::Type(&name)));
    }

    fn behind_angles(&self, at: usize) -> usize {
        let mut depth = 0_i32;
        for next in at..self.words.len() {
            match self.word(next) {
                "<" => depth += 1,
                ">" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return next + 1;
            }
        }
        self.words.len()
    }
}
