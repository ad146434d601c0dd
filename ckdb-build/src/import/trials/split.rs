//! A response of the registry cut into its studies, without reading them: so that one broken study does not take the others with it.
//!
//! Read are the shapes the API and its download give: `{"studies": [...]}`, a list of studies, one study, or several of these one after
//! another (one a line).

use std::ops::Range;

/// The bytes of each study in order, and where the text ends in the middle of something.
pub(super) fn studies(text: &str) -> (Vec<Range<usize>>, Option<usize>) {
    let mut walk = Walk { bytes: text.as_bytes(), at: if text.starts_with('\u{FEFF}') { 3 } else { 0 } };
    let mut found = Vec::new();
    while walk.skip_space() {
        let start = walk.at;
        if walk.root(&mut found).is_none() {
            return (found, Some(start));
        }
    }
    (found, None)
}

struct Walk<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl Walk<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// To the next letter that is no space; `false` at the end.
    fn skip_space(&mut self) -> bool {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
        self.at < self.bytes.len()
    }

    fn root(&mut self, found: &mut Vec<Range<usize>>) -> Option<()> {
        match self.peek()? {
            b'[' => self.list(found),
            b'{' => {
                let start = self.at;
                match self.list_of_studies() {
                    Some(true) => {
                        self.list(found)?;
                        self.rest_of_object()
                    }
                    _ => {
                        self.at = start;
                        self.value()?;
                        found.push(start..self.at);
                        Some(())
                    }
                }
            }
            _ => None,
        }
    }

    /// Before `[`: each element is a study. What stands before a broken one is kept.
    fn list(&mut self, found: &mut Vec<Range<usize>>) -> Option<()> {
        self.at += 1;
        loop {
            if !self.skip_space() {
                return None;
            }
            match self.peek()? {
                b']' => {
                    self.at += 1;
                    return Some(());
                }
                b',' => self.at += 1,
                _ => {
                    let start = self.at;
                    self.value()?;
                    found.push(start..self.at);
                }
            }
        }
    }

    /// Goes through the keys of an object to the list of `studies`; `Some(false)` when there is none.
    fn list_of_studies(&mut self) -> Option<bool> {
        self.at += 1;
        loop {
            self.skip_space();
            match self.peek()? {
                b'}' => return Some(false),
                b',' => self.at += 1,
                b'"' => {
                    let start = self.at;
                    self.value()?;
                    let is_list = self.bytes.get(start..self.at)? == b"\"studies\"";
                    self.skip_space();
                    if self.peek()? != b':' {
                        return None;
                    }
                    self.at += 1;
                    self.skip_space();
                    if is_list && self.peek()? == b'[' {
                        return Some(true);
                    }
                    self.value()?;
                }
                _ => return None,
            }
        }
    }

    /// What stands in the object behind the list.
    fn rest_of_object(&mut self) -> Option<()> {
        loop {
            self.skip_space();
            match self.peek()? {
                b'}' => {
                    self.at += 1;
                    return Some(());
                }
                b',' | b':' => self.at += 1,
                _ => self.value()?,
            }
        }
    }

    /// Over one value: brackets are counted, strings passed over.
    fn value(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.peek()? {
                b'"' => self.string()?,
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.at += 1;
                }
                byte if depth == 0 => {
                    // A number or a word; or something that is no value.
                    if byte.is_ascii_whitespace() || matches!(byte, b',' | b':') {
                        return None;
                    }
                    while self.peek().is_some_and(|byte| !byte.is_ascii_whitespace() && !b",:{}[]\"".contains(&byte)) {
                        self.at += 1;
                    }
                }
                _ => self.at += 1,
            }
            if depth == 0 {
                return Some(());
            }
        }
    }

    fn string(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> (Vec<&str>, bool) {
        let (found, broken) = studies(text);
        (found.into_iter().map(|span| &text[span]).collect(), broken.is_some())
    }

    #[test]
    fn every_shape_of_a_response() {
        let two = vec!["{\"a\":1}", "{\"b\":[\"]\",{}]}"];
        let list = format!("[{}, {}]", two[0], two[1]);
        assert_eq!(cut(&list), (two.clone(), false));
        assert_eq!(cut(&format!("{{\"totalCount\": 2, \"studies\": {list}, \"nextPageToken\": \"x}}\"}}")), (two.clone(), false));
        assert_eq!(cut(&format!("{}\n{}\n", two[0], two[1])), (two.clone(), false), "one a line");
        assert_eq!(cut(" "), (vec![], false));
    }

    #[test]
    fn what_is_broken_leaves_the_others() {
        assert_eq!(cut("[{\"a\":1},{\"b\":tru},{\"c\":3}]").0.len(), 3, "each is judged by itself");
        assert_eq!(cut("[{\"a\":1},{\"b\":"), (vec!["{\"a\":1}"], true), "the file ends in the middle");
        assert!(cut("nonsense").1);
    }
}
