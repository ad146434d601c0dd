//! Texts that lead somewhere: papers, trials, documents.
//!
//! A link is made only from an identity whose form is known, letter by letter, or from a web address of a record. Nothing of the
//! input ever becomes one. Nothing is loaded: a reader follows it or does not.

use crate::level::conflict::paper;

/// A text, and where it leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Link {
    pub(super) text: String,
    /// Empty: nowhere.
    pub(super) href: String,
}

impl Link {
    /// What a record cites: a paper, a guideline, a regulator's document.
    pub(super) fn citation(citation: &str) -> Self {
        let one = paper(citation);
        let href = match one.split_once(':') {
            Some(("PMID", number)) if is_number(number) => format!("https://pubmed.ncbi.nlm.nih.gov/{number}/"),
            Some(("PMC", number)) if is_number(number) => format!("https://pmc.ncbi.nlm.nih.gov/articles/PMC{number}/"),
            Some(("DOI", doi)) if is_address(doi) => format!("https://doi.org/{doi}"),
            Some(("https" | "http", rest)) if rest.starts_with("//") && is_address(citation.trim()) => citation.trim().to_owned(),
            _ => String::new(),
        };
        let text = match one.split_once(':') {
            Some(("https" | "http", rest)) => rest.trim_start_matches('/').split('/').next().unwrap_or(rest).to_owned(),
            Some((kind @ ("PMID" | "PMC" | "DOI"), rest)) => format!("{kind} {rest}"),
            _ => citation.to_owned(),
        };
        Self { text, href }
    }

    /// A registry's id of a trial.
    pub(super) fn trial(id: &str) -> Self {
        let rest = id.strip_prefix("NCT").map(|rest| (rest, "https://clinicaltrials.gov/study/"));
        let here = id.strip_prefix("jRCT").map(|rest| (rest.trim_start_matches(|letter: char| letter.is_ascii_lowercase()), ""));
        let href = match (rest, here) {
            (Some((number, place)), _) if is_number(number) => format!("{place}{id}"),
            (_, Some((number, _))) if is_number(number) => format!("https://jrct.mhlw.go.jp/latest-detail/{id}"),
            _ => String::new(),
        };
        Self { text: id.to_owned(), href }
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Letters of an address that need no further thought.
fn is_address(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/:.-_()?=&%;,+~#".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_forms_lead_somewhere() {
        let href = |citation| Link::citation(citation).href;
        assert_eq!(href("PMID:25399551"), "https://pubmed.ncbi.nlm.nih.gov/25399551/");
        assert_eq!(href("DOI:10.1056/NEJMoa1406037"), "https://doi.org/10.1056/nejmoa1406037");
        assert_eq!(href("https://www.pmda.go.jp/x.pdf"), "https://www.pmda.go.jp/x.pdf");
        for nowhere in
            ["javascript:alert(1)", "PMID:1\"><script>", "DOI:10.1/<b>", "https:alert(1)", "ASCO:1", "https://x/\" onclick=\"y"]
        {
            assert_eq!(href(nowhere), "", "{nowhere}");
        }
        assert_eq!(Link::citation("https://www.pmda.go.jp/files/x.pdf").text, "www.pmda.go.jp");
    }

    #[test]
    fn trials_lead_to_their_registry() {
        assert_eq!(Link::trial("NCT02856893").href, "https://clinicaltrials.gov/study/NCT02856893");
        assert_eq!(Link::trial("jRCTs031190104").href, "https://jrct.mhlw.go.jp/latest-detail/jRCTs031190104");
        assert_eq!(Link::trial("NCT0<script>").href, "");
    }
}
