//! What a record cites, by the kind of its identity.
//!
//! An identity is one only if its form is known letter by letter; whatever else stands there is a text, and never an address.

use crate::level::conflict::paper;

/// A citation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cited {
    /// PubMed number: digits.
    Pubmed(String),
    /// `10.1056/NEJMoa1406037`, in lower case as compared.
    Doi(String),
    /// A web address.
    Address(String),
    /// Anything else: a guideline, a meeting abstract.
    Text(String),
}

impl Cited {
    /// Reads a citation; `None` for an empty one.
    pub(super) fn read(citation: &str) -> Option<Self> {
        let citation = citation.trim();
        if citation.is_empty() {
            return None;
        }
        let one = paper(citation);
        Some(match one.split_once(':') {
            Some(("PMID", number)) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => {
                Self::Pubmed(number.to_owned())
            }
            Some(("DOI", doi)) if is_doi(doi) => Self::Doi(doi.to_owned()),
            Some(("https" | "http", rest)) if rest.starts_with("//") && rest.bytes().all(is_of_address) => {
                Self::Address(citation.to_owned())
            }
            _ => Self::Text(citation.to_owned()),
        })
    }

    /// Where it can be read; `None` for a text.
    pub(super) fn address(&self) -> Option<String> {
        match self {
            Self::Pubmed(number) => Some(format!("https://pubmed.ncbi.nlm.nih.gov/{number}/")),
            Self::Doi(doi) => Some(format!("https://doi.org/{doi}")),
            Self::Address(address) => Some(address.clone()),
            Self::Text(_) => None,
        }
    }

    /// `PMID:25399551`.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Pubmed(number) => format!("PMID:{number}"),
            Self::Doi(doi) => format!("DOI:{doi}"),
            Self::Address(text) | Self::Text(text) => text.clone(),
        }
    }
}

/// `10.` and a number of registrants, a slash, and letters that need no thought.
fn is_doi(text: &str) -> bool {
    let Some((registrant, name)) = text.strip_prefix("10.").and_then(|rest| rest.split_once('/')) else { return false };
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    registrant.split('.').all(is_number)
        && name.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-./()".contains(&byte))
}

fn is_of_address(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"/:.-_()?=&%;,+~#".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_forms_are_identities() {
        let read = |text: &str| Cited::read(text);
        assert_eq!(read("PMID: 25399551"), Some(Cited::Pubmed("25399551".to_owned())));
        assert_eq!(read("DOI:10.1056/NEJMoa1406037"), Some(Cited::Doi("10.1056/nejmoa1406037".to_owned())));
        assert_eq!(read("https://example.org/a?b=1"), Some(Cited::Address("https://example.org/a?b=1".to_owned())));
        assert_eq!(read("  "), None);
        for text in
            ["PMID:12a", "DOI:10.x/1", "DOI:10.1/<b>", "https://a\"b", "javascript:alert(1)", "ASCO 2019 abstract 9009", "PMID:"]
        {
            assert!(matches!(read(text), Some(Cited::Text(_))), "{text}: {:?}", read(text));
        }
    }
}
