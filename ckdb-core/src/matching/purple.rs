//! The table `*.purple.purity.tsv` that PURPLE writes for one tumour: its signatures.
//!
//! One header line and one line of values, tab-separated; columns are found by name, so that later versions with more columns
//! are read as well: `msStatus` (MSI, MSS, UNKNOWN), `msIndelsPerMb`, `tmbStatus` (HIGH, LOW, UNKNOWN), `tmbPerMb`. Burden counted
//! in missense changes (`tml`) is another signature and not taken. Source: hmftools, documentation of PURPLE.

use super::biomarker::{Biomarkers, status};
use crate::model::Biomarker;

/// A table that is not PURPLE's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no PURPLE purity table: {0}; give the file that ends in .purple.purity.tsv")]
pub struct PurpleError(String);

impl Biomarkers {
    /// The signatures of a PURPLE purity table, given as its text.
    ///
    /// # Errors
    /// When it lacks the columns, or has no line of values, or several.
    pub fn from_purple(text: &str) -> Result<Self, PurpleError> {
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        let names: Vec<&str> = lines.next().unwrap_or_default().split('\t').map(|name| name.trim_start_matches('#')).collect();
        let values: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
        if lines.next().is_some() {
            return Err(PurpleError("it has values of several tumours".to_owned()));
        }
        let column = |wanted: &str| names.iter().position(|name| *name == wanted);
        let value = |wanted: &str| column(wanted).and_then(|place| values.get(place)).map(|value| value.trim());
        let wanted = ["msStatus", "msIndelsPerMb", "tmbStatus", "tmbPerMb"];
        if wanted.iter().all(|name| column(name).is_none()) {
            return Err(PurpleError(format!("expected columns {}", wanted.join(", "))));
        }
        if values.len() < names.len() {
            return Err(PurpleError(format!("expected {} values in its second line, found {}", names.len(), values.len())));
        }
        let number =
            |name: &str| value(name).and_then(|text| text.parse().ok()).filter(|value: &f64| value.is_finite() && *value >= 0.0);
        let called = |biomarker, name: &str| value(name).and_then(|word| status(biomarker, word));
        let mut found = Self::default();
        found.set(Biomarker::Msi, called(Biomarker::Msi, "msStatus"), number("msIndelsPerMb"));
        found.set(Biomarker::Tmb, called(Biomarker::Tmb, "tmbStatus"), number("tmbPerMb"));
        Ok(found)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_name() {
        let text = "purity\tploidy\tmsIndelsPerMb\tmsStatus\ttml\ttmlStatus\ttmbPerMb\ttmbStatus\n0.7\t3.1\t0.05\tMSS\t211\tHIGH\t12.3\tHIGH\n";
        assert_eq!(Biomarkers::from_purple(text).unwrap().to_string(), "MSI not high 0.05 (cut-off 4, purple); TMB high 12.3/Mb");
        let unknown = "msStatus\tmsIndelsPerMb\ttmbStatus\ttmbPerMb\nUNKNOWN\t\tUNKNOWN\t\n";
        assert!(!Biomarkers::from_purple(unknown).unwrap().tells(Biomarker::Msi), "unknown is not told");
    }

    #[test]
    fn another_table_is_an_error() {
        assert!(Biomarkers::from_purple("a\tb\n1\t2\n").unwrap_err().to_string().contains("msStatus"));
        assert!(Biomarkers::from_purple("msStatus\ttmbPerMb\nMSS\n").is_err());
        assert!(Biomarkers::from_purple("msStatus\nMSS\nMSI\n").is_err());
        assert!(Biomarkers::from_purple("").is_err());
    }
}
