//! Which sample column is the tumour and which the normal, where the header says so.
//!
//! Callers say it in their own ways: Mutect2 by `##tumor_sample=` and `##normal_sample=`; the specification by
//! `##PEDIGREE=<Derived=T,Original=N>` (4.1 and 4.2) or `<ID=T,Original=N>` (4.3 on); TCGA by
//! `##SAMPLE=<ID=PRIMARY,SampleName=…>` and by its barcodes; many by simply naming the columns TUMOR and NORMAL.
//! Anything else is [`SampleRole::Unknown`], and so is a sample on which two of these disagree.

use super::meta;

/// What a sample is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SampleRole {
    /// The tumour.
    Tumour,
    /// The normal tissue or blood it is compared with.
    Normal,
    /// The header does not say, or says two things.
    Unknown,
}

/// The role of each sample, from the header's `##key=value` pairs and the names of the columns.
#[must_use]
pub fn roles(names: &[String], meta_lines: &[(String, String)]) -> Vec<SampleRole> {
    let mut said: Vec<(String, SampleRole)> = Vec::new();
    for (key, value) in meta_lines {
        match key.as_str() {
            "tumor_sample" => said.push((value.trim().to_owned(), SampleRole::Tumour)),
            "normal_sample" => said.push((value.trim().to_owned(), SampleRole::Normal)),
            "PEDIGREE" => said.extend(pedigree(value)),
            "SAMPLE" => said.extend(sample_line(value)),
            _ => {}
        }
    }
    let role_of = |name: &String| {
        let stated = said.iter().filter(|(of, _)| of == name).map(|(_, role)| *role);
        agreed(stated).or_else(|| by_name(name)).unwrap_or(SampleRole::Unknown)
    };
    names.iter().map(role_of).collect()
}

/// The one role all of them give; `Unknown` if they disagree; `None` if there is none.
fn agreed(mut roles: impl Iterator<Item = SampleRole>) -> Option<SampleRole> {
    let first = roles.next()?;
    Some(if roles.all(|role| role == first) { first } else { SampleRole::Unknown })
}

fn pedigree(value: &str) -> Vec<(String, SampleRole)> {
    let attributes = meta::attributes(value).unwrap_or_default();
    let of = |key| meta::attribute(&attributes, key).map(str::to_owned);
    // Derived/Original (or ID/Original) is a clone and what it grew from: a tumour and its normal.
    match (of("Derived").or_else(|| of("ID")), of("Original")) {
        (Some(derived), Some(original)) => vec![(derived, SampleRole::Tumour), (original, SampleRole::Normal)],
        _ => Vec::new(),
    }
}

fn sample_line(value: &str) -> Vec<(String, SampleRole)> {
    let attributes = meta::attributes(value).unwrap_or_default();
    let Some(id) = meta::attribute(&attributes, "ID") else { return Vec::new() };
    let names = ["SampleName", "Individual", "SampleTCGABarcode", "File", "Description"];
    let values = || names.iter().filter_map(|key| meta::attribute(&attributes, key));
    // Of a description only a name or a word counts, not a sentence that has both in it.
    let Some(role) = by_name(id).or_else(|| values().find_map(by_name)) else { return Vec::new() };
    let column = meta::attribute(&attributes, "SampleName").map(|name| (name.to_owned(), role));
    std::iter::once((id.to_owned(), role)).chain(column).collect()
}

/// The role a name gives away by itself.
fn by_name(name: &str) -> Option<SampleRole> {
    let lower = name.trim().to_ascii_lowercase();
    match lower.as_str() {
        "tumor" | "tumour" | "primary" | "metastatic" | "recurrence" => return Some(SampleRole::Tumour),
        "normal" | "germline" => return Some(SampleRole::Normal),
        _ => {}
    }
    let says = |words: &[&str]| lower.split(|letter: char| !letter.is_ascii_alphanumeric()).any(|word| words.contains(&word));
    match (says(&["tumor", "tumour"]), says(&["normal"])) {
        (true, false) => return Some(SampleRole::Tumour),
        (false, true) => return Some(SampleRole::Normal),
        (true, true) => return None,
        (false, false) => {}
    }
    // TCGA-02-0001-01C-…: the two digits after the patient are the sample type, 01-09 tumour, 10-19 normal.
    let mut parts = lower.split('-');
    if parts.next() != Some("tcga") {
        return None;
    }
    match parts.nth(2)?.get(..2)?.parse::<u8>().ok()? {
        1..=9 => Some(SampleRole::Tumour),
        10..=19 => Some(SampleRole::Normal),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::SampleRole::{Normal, Tumour, Unknown};
    use super::*;

    fn of(names: &[&str], meta_lines: &[(&str, &str)]) -> Vec<SampleRole> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let lines: Vec<_> = meta_lines.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        roles(&names, &lines)
    }

    #[test]
    fn each_way_of_saying_it() {
        assert_eq!(of(&["N1", "T1"], &[("tumor_sample", "T1"), ("normal_sample", "N1")]), [Normal, Tumour]);
        assert_eq!(of(&["N1", "T1"], &[("PEDIGREE", "<Derived=T1,Original=N1>")]), [Normal, Tumour]);
        assert_eq!(of(&["N1", "T1"], &[("PEDIGREE", "<ID=T1,Original=N1>")]), [Normal, Tumour]);
        assert_eq!(of(&["NORMAL", "TUMOR"], &[]), [Normal, Tumour]);
        assert_eq!(of(&["P7_normal", "P7.Tumour"], &[]), [Normal, Tumour]);
        assert_eq!(of(&["TCGA-A1-A0SB-01A", "TCGA-A1-A0SB-10B"], &[]), [Tumour, Normal]);
        assert_eq!(of(&["x7"], &[("SAMPLE", "<ID=PRIMARY,SampleName=x7>")]), [Tumour]);
    }

    #[test]
    fn silence_and_contradiction_are_unknown() {
        assert_eq!(of(&["S1"], &[]), [Unknown]);
        assert_eq!(of(&["TUMOR_vs_NORMAL", "abnormality"], &[]), [Unknown, Unknown]);
        assert_eq!(of(&["S1"], &[("tumor_sample", "S1"), ("normal_sample", "S1")]), [Unknown]);
        assert_eq!(of(&["S1"], &[("PEDIGREE", "<ID=S1,Father=a,Mother=b>")]), [Unknown]);
        assert_eq!(of(&["TCGA-xx"], &[("SAMPLE", "not in brackets")]), [Unknown]);
    }
}
