//! All rules, one file a family, each with its document: code, title, reason, an example that breaks it and the same put right.
//!
//! | codes | family |
//! |---|---|
//! | CK001–CK099 | files: what can be read, where it lies, how it is named |
//! | CK101–CK199 | fields: names, types, words, identifiers |
//! | CK201–CK299 | references from record to record, and names that two records share |
//! | CK301–CK319 | evidence, assertions, approvals, trials |
//! | CK321–CK399 | candidates, and who stands behind a record |
//! | CK401–CK499 | the tree of diseases |
//! | CK501–CK599 | criteria |
//! | CK601–CK699 | coordinates, against the gene models and the reference letters |
//! | CK701–CK799 | records against the releases they cite (`--citations`) |
//!
//! A test takes a small sound knowledge (`tests/records/base/`), puts each rule's bad example in the place of its good one, and
//! demands exactly that code.

use super::rule::{Code, Example, Rule, Severity};

macro_rules! rules {
    ($($name:ident $code:literal $severity:ident $title:literal
       why $explanation:literal
       bad $bad_file:literal $bad:literal
       good $good_file:literal $good:literal)*) => {
        $(
            #[doc = $title]
            pub static $name: Rule = Rule {
                code: Code($code),
                severity: Severity::$severity,
                title: $title,
                explanation: $explanation,
                bad: Example { file: $bad_file, text: $bad },
                good: Example { file: $good_file, text: $good },
            };
        )*
        pub(super) static FAMILY: &[&Rule] = &[$(&$name),*];
    };
}

mod citation;
mod coordinate;
mod criterion;
mod disease;
mod evidence;
mod field;
mod file;
mod reference;
mod review;

pub use citation::*;
pub use coordinate::*;
pub use criterion::*;
pub use disease::*;
pub use evidence::*;
pub use field::*;
pub use file::*;
pub use reference::*;
pub use review::*;

/// Every rule, family by family, in the order of codes.
pub static RULES: [&[&Rule]; 9] = [
    file::FAMILY,
    field::FAMILY,
    reference::FAMILY,
    evidence::FAMILY,
    review::FAMILY,
    disease::FAMILY,
    criterion::FAMILY,
    coordinate::FAMILY,
    citation::FAMILY,
];

/// The document behind a code, if the code is one of ours.
#[must_use]
pub fn explain(code: Code) -> Option<&'static Rule> {
    RULES.iter().flat_map(|family| family.iter()).copied().find(|rule| rule.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_ordered_and_documented() {
        let all: Vec<&Rule> = RULES.iter().flat_map(|family| family.iter()).copied().collect();
        assert!(all.windows(2).all(|pair| pair[0].code < pair[1].code), "codes ascend, so none is used twice");
        for rule in all {
            assert!(rule.explanation.len() > 60, "{} says why it is there", rule.code);
            assert_ne!((rule.bad.file, rule.bad.text), (rule.good.file, rule.good.text), "{}", rule.code);
            assert!(!rule.title.ends_with('.'), "{}", rule.code);
        }
    }

    #[test]
    fn explain_finds_a_rule_and_refuses_strangers() {
        assert_eq!(explain(Code(201)).map(|rule| rule.title), Some(UNKNOWN_GENE.title));
        assert!(explain(Code(999)).is_none());
    }
}
