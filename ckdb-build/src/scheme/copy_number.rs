//! Copy-number profiles: `knowledge/copy-number/*.toml` to [`CopyProfile`].
//!
//! They are few and read by people who know the tools they describe. Every mistake of a file is told at once.

use super::{SchemeError, Word, table, tables};
use ckdb_core::model::{CopyChange, CopyComparison, CopyExtent, CopyMeasure, CopyProfile, CopyRule};
use serde::Deserialize;
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileFile {
    version: u32,
    name: String,
    citation: String,
    reference: String,
    needs: String,
    rule: Vec<RuleTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RuleTable {
    change: Word<CopyChange>,
    measure: Word<CopyMeasure>,
    at_least: Option<f64>,
    more_than: Option<f64>,
    at_most: Option<f64>,
    less_than: Option<f64>,
    extent: Word<CopyExtent>,
    haploid_factor: Option<f64>,
    reason: String,
}

/// Every profile of `DIR/copy-number`, sorted by name; none when there is no such folder.
///
/// # Errors
/// The first file that cannot be read or is wrong.
pub fn load(dir: &Path) -> Result<Vec<CopyProfile>, SchemeError> {
    let read = |path: &std::path::PathBuf| {
        let (id, text) = table(path)?;
        parse(id, &text).map_err(|problem| SchemeError::Content { path: path.clone(), problem })
    };
    tables(&dir.join("copy-number"))?.iter().map(read).collect()
}

fn parse(id: String, text: &str) -> Result<CopyProfile, String> {
    let file: ProfileFile = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut wrong = Vec::new();
    for (field, text) in
        [("name", &file.name), ("citation", &file.citation), ("reference", &file.reference), ("needs", &file.needs)]
    {
        if text.trim().is_empty() {
            wrong.push(format!("`{field}` is empty: a profile without it cannot be checked by anybody"));
        }
    }
    if file.version == 0 {
        wrong.push("`version` is 0: count from 1, and raise it with every change of a threshold".to_owned());
    }
    if file.rule.is_empty() {
        wrong.push("there is no [[rule]]".to_owned());
    }
    let mut rules = Vec::with_capacity(file.rule.len());
    for (number, table) in (1..).zip(file.rule) {
        match rule(table) {
            Ok(rule) => rules.push(rule),
            Err(problems) => wrong.extend(problems.into_iter().map(|problem| format!("rule {number}: {problem}"))),
        }
    }
    let twice = |rule: &CopyRule| rules.iter().filter(|other| (other.change, other.measure) == (rule.change, rule.measure)).count();
    if let Some(rule) = rules.iter().find(|rule| twice(rule) > 1) {
        wrong.push(format!("two rules give {} by {}: which holds?", rule.change, rule.measure));
    }
    if !wrong.is_empty() {
        return Err(wrong.join("\n  "));
    }
    let ProfileFile { version, name, citation, reference, needs, .. } = file;
    Ok(CopyProfile { id, version, name, citation, reference, needs, rules })
}

fn rule(table: RuleTable) -> Result<CopyRule, Vec<String>> {
    let mut wrong = Vec::new();
    let given: Vec<(CopyComparison, f64)> = [
        (CopyComparison::AtLeast, table.at_least),
        (CopyComparison::MoreThan, table.more_than),
        (CopyComparison::AtMost, table.at_most),
        (CopyComparison::LessThan, table.less_than),
    ]
    .into_iter()
    .filter_map(|(comparison, value)| Some((comparison, value?)))
    .collect();
    let (change, measure) = (table.change.0, table.measure.0);
    let [(comparison, threshold)] = given[..] else {
        return Err(vec!["expected exactly one of `at-least`, `more-than`, `at-most`, `less-than`".to_owned()]);
    };
    let gains = matches!(change, CopyChange::Amplification | CopyChange::Gain);
    if gains != comparison.is_lower_bound() {
        wrong.push(format!("{change} cannot be `{comparison}`: a gain is above its threshold, a loss below"));
    }
    let legal = match measure {
        CopyMeasure::Copies | CopyMeasure::CopiesPerPloidy | CopyMeasure::FoldChange => 0.0..=1000.0,
        CopyMeasure::Log2 => -20.0..=20.0,
        CopyMeasure::Call => -2.0..=2.0,
        CopyMeasure::Percentile => 0.0..=100.0,
    };
    if !legal.contains(&threshold) {
        wrong.push(format!("the threshold {threshold} is no {measure}: expected {} to {}", legal.start(), legal.end()));
    }
    if table.haploid_factor.is_some_and(|factor| !(factor > 0.0 && factor <= 1.0)) {
        wrong.push(
            "`haploid-factor` must be above 0 and at most 1: it is what a threshold becomes where one copy is expected".to_owned(),
        );
    }
    if table.reason.trim().is_empty() {
        wrong.push("`reason` is empty: say the rule in words".to_owned());
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Ok(CopyRule {
        change,
        measure,
        comparison,
        threshold,
        extent: table.extent.0,
        haploid_factor: table.haploid_factor,
        reason: table.reason,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const SMALL: &str = r#"
version = 2
name = "Small"
citation = "PMID:1"
reference = "https://example.org"
needs = "copies"
[[rule]]
change = "amplification"
measure = "copies"
at-least = 6.0
extent = "every-exon"
reason = "Six copies."
"#;

    #[test]
    fn a_profile_reads() {
        let profile = parse("small".into(), SMALL).unwrap();
        assert_eq!((profile.versioned().as_str(), profile.rules.len()), ("small@2", 1));
        assert_eq!((profile.rules[0].comparison, profile.rules[0].threshold), (CopyComparison::AtLeast, 6.0));
    }

    #[test]
    fn every_mistake_of_a_file_is_told_at_once() {
        let wrong = parse("small".into(), &SMALL.replace("version = 2", "version = 0").replace("at-least = 6.0", "at-most = -3.0"));
        let wrong = wrong.unwrap_err();
        assert!(wrong.contains("`version` is 0"), "{wrong}");
        assert!(wrong.contains("rule 1: amplification cannot be `at-most`"), "{wrong}");
        assert!(wrong.contains("rule 1: the threshold -3 is no copies"), "{wrong}");
        let both = parse("small".into(), &SMALL.replace("at-least = 6.0", "at-least = 6.0\nmore-than = 5.0")).unwrap_err();
        assert!(both.contains("expected exactly one of"), "{both}");
        let word = parse("small".into(), &SMALL.replace("every-exon", "most-exons")).unwrap_err();
        assert!(word.contains("`most-exons` is no extent; expected one of: every-exon, any-exon, half-of-gene"), "{word}");
    }

    #[test]
    fn the_profiles_that_ship_read() {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../knowledge");
        let names: Vec<String> = load(&dir).unwrap().iter().map(CopyProfile::versioned).collect();
        assert_eq!(names, ["caller@1", "cnvkit@1", "gistic@1", "moalmanac@1", "pcgr-abs@1", "pcgr-rel@2", "purple@1"]);
    }
}
