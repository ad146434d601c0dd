//! Populations that are shown side by side.

use serde::{Deserialize, Serialize};

/// Which of the three columns shown side by side a population fills.
///
/// A layer states it for each of its populations; where it does not, [`Group::of_names`] reads the names in use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// People of Japan.
    Jp,
    /// East Asia.
    Eas,
    /// Everybody the source sampled.
    Global,
    /// Any other population: shown in the list of all, and counted when an allele is called common.
    #[default]
    Other,
}

/// Beginnings of the names of sources that sampled people of Japan: Tohoku Medical Megabank (ToMMo, nKJPN, jMorp), GEM Japan, NCBN,
/// HGVD, JGA, BioBank Japan.
const OF_JAPAN: [&str; 9] = ["tommo", "jmorp", "gem-j", "gemj", "gem_j", "ncbn", "hgvd", "jga", "bbj"];

impl Group {
    /// The word in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jp => "jp",
            Self::Eas => "eas",
            Self::Global => "global",
            Self::Other => "other",
        }
    }

    /// By the names of layer and population; an empty population is everybody of the layer.
    #[must_use]
    pub fn of_names(layer: &str, population: &str) -> Self {
        let layer = layer.to_lowercase();
        match population.to_lowercase().as_str() {
            "" | "all" | "global" | "adj" => {
                let is_japanese = OF_JAPAN.iter().any(|beginning| layer.starts_with(beginning)) || layer.contains("jpn");
                if is_japanese { Self::Jp } else { Self::Global }
            }
            "jp" | "jpn" | "jpt" | "eas_jpn" => Self::Jp,
            "eas" | "east_asian" => Self::Eas,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_use_are_read() {
        let of = Group::of_names;
        assert_eq!((of("gnomad", ""), of("gnomad-v4", "eas"), of("gnomad", "eas_jpn")), (Group::Global, Group::Eas, Group::Jp));
        assert_eq!((of("ToMMo-54KJPN", ""), of("54kjpn", ""), of("GEM-J_WGA", "")), (Group::Jp, Group::Jp, Group::Jp));
        assert_eq!((of("gnomad", "nfe"), of("exac", "EAS"), of("exac", "Adj")), (Group::Other, Group::Eas, Group::Global));
    }
}
