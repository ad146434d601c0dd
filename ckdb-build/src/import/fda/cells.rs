//! The cells of the list: texts copied from a page, with links in brackets and blanks lost between words.

use crate::record::shape::is_date;

/// `FoundationOne CDx (Foundation Medicine, Inc.)`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Test {
    pub(super) name: String,
    pub(super) manufacturer: Option<String>,
}

/// `P170019/S048(12/19/2024) (https://…)`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Approval {
    pub(super) number: String,
    /// `2024-12-19`.
    pub(super) day: String,
    pub(super) document: Option<String>,
}

fn squeezed(text: &str) -> String {
    text.replace('\u{a0}', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The name, and in the last brackets who makes it.
pub(super) fn test(cell: &str) -> Option<Test> {
    let cell = squeezed(cell);
    let (name, manufacturer) = match cell.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
        Some((name, maker)) => (name.trim().to_owned(), Some(maker.trim().to_owned())),
        None => (cell.clone(), None),
    };
    (!name.is_empty()).then_some(Test { name, manufacturer: manufacturer.filter(|maker| !maker.is_empty()) })
}

/// Number, day and address. The day is that of the test's approval for this use.
pub(super) fn approval(cell: &str) -> Option<Approval> {
    let cell = squeezed(cell);
    let (number, rest) = cell.split_once('(')?;
    let (day, rest) = rest.split_once(')')?;
    let [month, date, year] = day.trim().split('/').collect::<Vec<_>>()[..] else { return None };
    let day = format!("{year}-{month:0>2}-{date:0>2}");
    let number = number.trim().to_owned();
    let address = rest.split(['(', ')']).map(str::trim).find(|part| part.starts_with("https://") || part.starts_with("http://"));
    let document = address.filter(|address| (crate::record::shape::ADDRESS.fits)(address)).map(str::to_owned);
    (is_date(&day) && !number.is_empty()).then_some(Approval { number, day, document })
}

/// The disease, and what is tested: divided at the last dash that stands between blanks.
pub(super) fn disease(cell: &str) -> (String, Option<String>) {
    let cell = squeezed(&cell.replace('–', "-"));
    match cell.rsplit_once(" - ") {
        Some((disease, specimen)) => (disease.trim().to_owned(), Some(specimen.trim().to_lowercase())),
        None => (cell, None),
    }
}

/// Ways to write a disease of the list: as it stands, without what is in brackets, what is in brackets, without words for the
/// course of the disease. The first one we know is meant.
pub(super) fn spellings(name: &str) -> Vec<String> {
    let mut found = vec![name.to_owned()];
    if let Some((before, rest)) = name.split_once('(')
        && let Some((inside, after)) = rest.split_once(')')
    {
        found.push(squeezed(&format!("{before} {after}")));
        if !inside.contains(',') {
            found.push(inside.trim().to_owned());
        }
    }
    for text in found.clone() {
        let words: Vec<&str> = text.split(' ').collect();
        match words.as_slice() {
            ["Metastatic" | "Advanced" | "Aggressive", rest @ ..] => found.push(rest.join(" ")),
            [rest @ .., "Tumor" | "Tumors"] => found.push(rest.join(" ")),
            _ => {}
        }
        for (written, ours) in WRITTEN {
            if text.eq_ignore_ascii_case(written) {
                found.push((*ours).to_owned());
            }
        }
    }
    found
}

/// Diseases of the list that our records name otherwise.
const WRITTEN: &[(&str, &str)] = &[
    ("Solid Tumors", "solid tumour"),
    ("Acute Myelogenous Leukemia", "acute myeloid leukaemia"),
    ("Myelodysplastic Syndromes", "myelodysplastic syndrome"),
    ("Metastatic Castrate Resistant Prostate Cancer", "castration-resistant prostate carcinoma"),
    ("Gastric and Gastroesophageal Cancer", "gastroesophageal cancer"),
    ("B-cell Chronic Lymphocytic Leukemia", "chronic lymphocytic leukaemia"),
    ("Medullary Thyroid Cancer", "medullary thyroid carcinoma"),
    ("Anaplastic Thyroid Cancer", "anaplastic thyroid carcinoma"),
    ("Triple-Negative Breast Cancer", "triple-receptor negative breast cancer"),
    ("Metastatic Colorectal Cancer", "colorectal cancer"),
    ("Gastrointestinal Stromal Tumors", "gastrointestinal stromal tumour"),
    ("Urothelial Cancer", "transitional cell carcinoma"),
    ("Urothelial Carcinoma", "transitional cell carcinoma"),
];

/// The generic names of the drugs: those in brackets behind trade names; after `in combination with` names without brackets
/// count, too. `None` when no drug is named.
pub(super) fn drugs(cell: &str) -> Option<Vec<String>> {
    let cell = squeezed(cell);
    let mut found: Vec<String> = Vec::new();
    for (part_number, part) in cell.split("in combination with").enumerate() {
        let before = found.len();
        let mut rest = part;
        while let Some((_, behind)) = rest.split_once('(') {
            let Some((inside, after)) = behind.split_once(')') else { break };
            rest = after;
            if !inside.contains("://") && !inside.starts_with('/') {
                found.extend(inside.split('+').map(|name| name.trim().to_lowercase()));
            }
        }
        if found.len() == before && part_number > 0 {
            let plain = part.split('(').next().unwrap_or_default();
            found.extend(plain.split(" and ").filter_map(|name| {
                let name = ["BLA", "NDA"].into_iter().find_map(|mark| Some(name.split_once(mark)?.0)).unwrap_or(name);
                let name = name.trim().trim_end_matches(['-', '–']).trim().to_lowercase();
                name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-').then_some(name).filter(|name| !name.is_empty())
            }));
        }
    }
    let found: Vec<String> = found.into_iter().map(|name| bare(&name)).filter(|name| !name.is_empty()).collect();
    (!found.is_empty()).then_some(found)
}

/// The name without its salt and without the four letters that tell biological products apart (FDA guidance of 2017).
fn bare(name: &str) -> String {
    const SALTS: [&str; 4] = [" mesylate", " acetate", " tosylate", " hydrochloride"];
    let name = SALTS.into_iter().find_map(|salt| name.strip_suffix(salt)).unwrap_or(name);
    match name.rsplit_once('-') {
        Some((stem, suffix)) if suffix.len() == 4 && suffix.bytes().all(|byte| byte.is_ascii_lowercase()) && stem.len() > 4 => {
            stem.to_owned()
        }
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn drugs_are_the_generic_names() {
        let read = |cell| drugs(cell).unwrap();
        assert_eq!(read("Tagrisso (osimertinib)NDA 208065 (https://www.accessdata.fda.gov/x)"), ["osimertinib"]);
        assert_eq!(
            read("BRAFTOVI (encorafenib)NDA 210496in combination with cetuximabBLA 125084 (https://a.b)"),
            ["encorafenib", "cetuximab"]
        );
        assert_eq!(
            read("ITOVEBI (inavolisib)NDA 219249in combination with palbociclib and fulvestrant (https://a.b)"),
            ["inavolisib", "palbociclib", "fulvestrant"]
        );
        assert_eq!(read("AKEEGA (niraparib +abiraterone acetate)NDA 216793"), ["niraparib", "abiraterone"]);
        assert_eq!(read("Jemperli (dostarlimab-gxly) –BLA 761223"), ["dostarlimab"]);
        assert_eq!(drugs("A tyrosine kinase inhibitor approved by FDA for that indication"), None);
    }

    #[test]
    fn numbers_days_and_addresses_are_told_apart() {
        let read = approval("P170019/S048(12/19/2024) (https://www.accessdata.fda.gov/a.cfm?id=P1)").unwrap();
        assert_eq!((read.number.as_str(), read.day.as_str()), ("P170019/S048", "2024-12-19"));
        assert_eq!(read.document.as_deref(), Some("https://www.accessdata.fda.gov/a.cfm?id=P1"));
        assert_eq!(approval("P170019(13/45/2024)"), None);
        assert_eq!(disease("Synovial sarcoma – Whole blood"), ("Synovial sarcoma".into(), Some("whole blood".into())));
    }
}
