//! A least level: `JP:D`, `AMP:II`, `AMP:II-C`.
//!
//! The order is that of [`LevelScheme::levels`], strongest first. One thing is never filtered away: an answer the other way
//! round. Japan's level R stands last in its list, yet a proven resistance is not a weaker response. So a level stays when
//! it judges the same type of claim as the levels asked for, but none of their significances. (`JP:D` keeps R, which judges
//! resistance, and drops F, which judges another type of claim.)

use super::Level;
use crate::model::vocabulary::Vocabulary;
use crate::model::{EvidenceType, LevelScheme, SchemeColumn, Significance};

/// The levels of one scheme that were asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MinLevel {
    text: String,
    scheme: String,
    kept: Vec<String>,
}

/// A text that is no least level.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MinLevelError {
    /// No colon.
    #[error("`{text}` is no least level: expected SCHEME:LEVEL, such as {example}")]
    Form {
        /// As given.
        text: String,
        /// One that would do.
        example: String,
    },
    /// No such scheme.
    #[error("`{text}`: no level scheme `{wanted}` is in use; there is {}", known.join(", "))]
    Scheme {
        /// As given.
        text: String,
        /// The part before the colon.
        wanted: String,
        /// What may stand there.
        known: Vec<String>,
    },
    /// The scheme has no such level.
    #[error("`{text}`: {scheme} has no level `{wanted}`; it has, strongest first: {}", known.join(", "))]
    Level {
        /// As given.
        text: String,
        /// The part after the colon.
        wanted: String,
        /// The scheme, with the version of its table.
        scheme: String,
        /// Its levels, strongest first, as they may be written after the colon.
        known: Vec<String>,
    },
}

/// `Tier II-C` is written `II-C`.
fn short(level: &str) -> &str {
    match level.get(..4) {
        Some(word) if word.eq_ignore_ascii_case("tier") => level[4..].trim_start(),
        _ => level,
    }
}

/// The tier of a level such as `II-C`.
fn tier(level: &str) -> Option<&str> {
    short(level).split_once('-').map(|(tier, _)| tier)
}

fn column_word(column: SchemeColumn) -> String {
    column.as_str().to_ascii_uppercase()
}

impl MinLevel {
    /// Reads `SCHEME:LEVEL`. The scheme is its column (`JP`, `AMP`, `ESCAT`) or its name (`jp-2.1`); the level may leave out
    /// the word `Tier`, and a tier alone means any level of it. Case does not matter.
    ///
    /// # Errors
    /// When the form, the scheme or the level is unknown; the error lists what there is.
    pub fn parse(text: &str, schemes: &[LevelScheme]) -> Result<Self, MinLevelError> {
        let known = || schemes.iter().map(|scheme| column_word(scheme.column)).collect::<Vec<_>>();
        let example = || match schemes.first().and_then(|scheme| Some((scheme, scheme.levels.last()?))) {
            Some((scheme, level)) => format!("{}:{}", column_word(scheme.column), short(level)),
            None => "JP:D".to_owned(),
        };
        let (wanted_scheme, wanted) =
            text.split_once(':').ok_or_else(|| MinLevelError::Form { text: text.to_owned(), example: example() })?;
        let (wanted_scheme, wanted) = (wanted_scheme.trim(), short(wanted.trim()));
        let names = |scheme: &&LevelScheme| {
            scheme.column.as_str().eq_ignore_ascii_case(wanted_scheme) || scheme.id.eq_ignore_ascii_case(wanted_scheme)
        };
        let scheme = schemes.iter().find(names).ok_or_else(|| MinLevelError::Scheme {
            text: text.to_owned(),
            wanted: wanted_scheme.to_owned(),
            known: known(),
        })?;
        let is_wanted = |level: &String| {
            short(level).eq_ignore_ascii_case(wanted) || tier(level).is_some_and(|tier| tier.eq_ignore_ascii_case(wanted))
        };
        let name = format!("{}@{}", scheme.id, scheme.version);
        // Of a whole tier, its weakest level.
        let weakest = scheme.levels.iter().rposition(is_wanted).ok_or_else(|| MinLevelError::Level {
            text: text.to_owned(),
            wanted: wanted.to_owned(),
            scheme: name.clone(),
            known: scheme.levels.iter().map(|level| short(level).to_owned()).collect(),
        })?;
        Ok(Self { text: text.trim().to_owned(), scheme: name, kept: kept(scheme, weakest) })
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Levels that pass, in the scheme's order.
    #[must_use]
    pub fn levels(&self) -> &[String] {
        &self.kept
    }

    /// Does one of these levels pass? A claim without a level of the scheme does not: without a disease none has one.
    pub fn passes<'l>(&self, mut levels: impl Iterator<Item = &'l Level>) -> bool {
        levels.any(|level| level.scheme == self.scheme && self.kept.contains(&level.level))
    }
}

/// Levels down to number `weakest`, and those that answer their questions the other way round.
fn kept(scheme: &LevelScheme, weakest: usize) -> Vec<String> {
    let judged = |level: &str| -> Vec<(EvidenceType, Significance)> {
        let rules = scheme.rules.iter().filter(|rule| rule.level == level);
        rules.flat_map(|rule| rule.types.iter().flat_map(|kind| rule.significances.iter().map(|says| (*kind, *says)))).collect()
    };
    let strong: Vec<(EvidenceType, Significance)> = scheme.levels[..=weakest].iter().flat_map(|level| judged(level)).collect();
    let is_reverse = |level: &str| {
        let own = judged(level);
        own.iter().any(|(kind, _)| strong.iter().any(|(other, _)| other == kind)) && !own.iter().any(|one| strong.contains(one))
    };
    let levels = scheme.levels.iter().enumerate();
    levels.filter(|(place, level)| *place <= weakest || is_reverse(level)).map(|(_, level)| level.clone()).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::{DiseaseScope, EvidenceDirection, LevelFact, LevelRule};

    fn scheme(id: &str, column: SchemeColumn, levels: &[(&str, EvidenceType, &[Significance])]) -> LevelScheme {
        let rule = |(level, kind, says): &(&str, EvidenceType, &[Significance])| LevelRule {
            id: (*level).to_owned(),
            level: (*level).to_owned(),
            types: vec![*kind],
            significances: says.to_vec(),
            direction: EvidenceDirection::Supports,
            scopes: vec![DiseaseScope::Same],
            fact: LevelFact::Guideline,
            reason: String::new(),
        };
        LevelScheme {
            id: id.to_owned(),
            version: 1,
            name: String::new(),
            column,
            citation: String::new(),
            levels: levels.iter().map(|(level, ..)| (*level).to_owned()).collect(),
            rules: levels.iter().map(rule).collect(),
        }
    }

    fn schemes() -> Vec<LevelScheme> {
        use EvidenceType::{Oncogenic, Predictive};
        use Significance::{Oncogenicity, Resistance, Sensitivity};
        let both: &[Significance] = &[Sensitivity, Resistance];
        let works: &[Significance] = &[Sensitivity];
        vec![
            scheme(
                "amp-2017",
                SchemeColumn::Amp,
                &[
                    ("Tier I-A", Predictive, both),
                    ("Tier I-B", Predictive, both),
                    ("Tier II-C", Predictive, both),
                    ("Tier II-D", Predictive, both),
                ],
            ),
            scheme(
                "jp-2.1",
                SchemeColumn::Jp,
                &[
                    ("A", Predictive, works),
                    ("B", Predictive, works),
                    ("D", Predictive, works),
                    ("E", Predictive, works),
                    ("F", Oncogenic, &[Oncogenicity]),
                    ("R", Predictive, &[Resistance]),
                ],
            ),
        ]
    }

    fn levels(text: &str) -> String {
        MinLevel::parse(text, &schemes()).unwrap().levels().join(" ")
    }

    #[test]
    fn a_level_keeps_itself_and_all_stronger_ones() {
        assert_eq!(levels("AMP:II-C"), "Tier I-A Tier I-B Tier II-C");
        assert_eq!(levels("amp-2017:tier ii-c"), "Tier I-A Tier I-B Tier II-C");
        assert_eq!(levels("AMP:I"), "Tier I-A Tier I-B");
        assert_eq!(levels("AMP:II"), "Tier I-A Tier I-B Tier II-C Tier II-D");
    }

    #[test]
    fn resistance_is_never_filtered_away_as_a_weak_response() {
        assert_eq!(levels("JP:A"), "A R");
        assert_eq!(levels("jp:d"), "A B D R");
        assert_eq!(levels("JP:F"), "A B D E F R");
        assert_eq!(levels("JP:R"), "A B D E F R");
    }

    #[test]
    fn mistakes_name_what_there_is() {
        let error = |text| MinLevel::parse(text, &schemes()).unwrap_err().to_string();
        assert_eq!(error("D"), "`D` is no least level: expected SCHEME:LEVEL, such as AMP:II-D");
        assert_eq!(error("OncoKB:1"), "`OncoKB:1`: no level scheme `OncoKB` is in use; there is AMP, JP");
        assert_eq!(error("AMP:III"), "`AMP:III`: amp-2017@1 has no level `III`; it has, strongest first: I-A, I-B, II-C, II-D");
        assert_eq!(error("JP:"), "`JP:`: jp-2.1@1 has no level ``; it has, strongest first: A, B, D, E, F, R");
    }
}
