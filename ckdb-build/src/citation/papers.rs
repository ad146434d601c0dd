//! Papers that records cite beside CIViC's items: is the number in any release at hand, and cited there for the same gene and drug?

use super::Desk;
use super::data::{Data, DataError};
use crate::diagnostic::{Diagnostic, rules};
use crate::import::sheet::Divided;
use crate::record::{EvidenceRecord, ProfileRecord};
use serde_json::Value;
use std::collections::BTreeMap;

/// One mention of a paper: where, and the words of the row on genes, variants and drugs, in capitals.
struct Mention {
    release: String,
    words: String,
}

type Index = BTreeMap<String, Vec<Mention>>;

pub(super) fn check(desk: &mut Desk<'_>) -> Result<(), DataError> {
    let records = desk.records;
    let index = index(desk)?;
    for profile in &records.profiles {
        for item in profile.evidence.iter().filter(|item| item.provenance.source.value != "civic") {
            evidence(desk, profile, item, &index);
        }
        for item in profile.assertions.iter().filter(|item| item.provenance.source.value != "civic") {
            if !desk.is_signed(item.header.place) {
                let message = format!("no release at hand states what `{}` asserts, and nobody has signed for it", item.header.id);
                desk.report(&rules::UNPROVEN, item.provenance.source.place, message, "nothing proves this");
            }
        }
    }
    for source in &records.sources {
        let Some(paper) = source.citation.as_ref().filter(|text| text.value.starts_with("PMID:")) else { continue };
        desk.count("papers to cite for a source");
        if !desk.seen.use_paper(&paper.value) && !index.contains_key(&paper.value) {
            let message = format!("`{}` is in no release at hand, and nobody has listed it in `seen/papers.tsv`", paper.value);
            desk.report(&rules::UNPROVEN, paper.place, message, "who saw this number with the paper?");
        }
    }
    Ok(())
}

fn evidence(desk: &mut Desk<'_>, profile: &ProfileRecord, e: &EvidenceRecord, index: &Index) {
    desk.count("evidence items with other releases");
    if desk.is_signed(e.header.place) {
        desk.count("evidence items that a person signed for");
        return;
    }
    let cited = std::iter::once(&e.citation).chain(&e.same_paper).find_map(|paper| Some((paper, index.get(&paper.value)?)));
    let Some((paper, mentions)) = cited else {
        let message = format!("`{}` is in no release at hand, and nobody has signed for `{}`", e.citation.value, e.header.id);
        let finding = Diagnostic::new(&rules::UNPROVEN, e.citation.place, message).label("nothing proves this");
        desk.out.push(finding.help("have a person review it (`state = \"reviewed\"`), or move it to `candidates/`"));
        return;
    };
    let leaves = profile.criterion.leaves();
    let genes: Vec<String> = leaves.iter().flat_map(|leaf| leaf.genes()).map(|gene| gene.value.to_uppercase()).collect();
    let drugs: Vec<Vec<String>> = e
        .therapies
        .iter()
        .filter_map(|therapy| desk.therapies.get(therapy.value.as_str()))
        .map(|record| std::iter::once(&record.name).chain(&record.aliases).map(|name| name.value.to_uppercase()).collect())
        .collect();
    let of = |names: &[String], words: &str| names.is_empty() || names.iter().any(|name| words.contains(name.as_str()));
    let fits = |mention: &Mention| of(&genes, &mention.words) && drugs.iter().all(|names| of(names, &mention.words));
    if mentions.iter().any(fits) {
        desk.count("evidence items whose paper another release cites for the same gene and drug");
        return;
    }
    let told: Vec<String> = mentions.iter().take(3).map(|mention| format!("{} ({})", mention.words, mention.release)).collect();
    let message = format!("no release cites `{}` for this gene and drug; it is cited for {}", paper.value, told.join("; "));
    desk.report(&rules::SOURCE_DISAGREES, paper.place, message, "a paper about something else");
}

/// Every paper of the releases at hand. Read only when a record needs it: the tables are large.
fn index(desk: &Desk<'_>) -> Result<Index, DataError> {
    let records = desk.records;
    let mut index = Index::new();
    if let Some(path) =
        desk.release("civic").and_then(|release| desk.data.file(&format!("civic/{release}"), &["ClinicalEvidenceSummaries"]))
    {
        let sheet = Data::sheet(&path, Divided::TabsUnquoted, &["molecular_profile", "therapies", "citation_id", "source_type"])?;
        for row in sheet.rows() {
            let kind = if sheet.get(row, "source_type") == "PubMed" { "PMID" } else { "ASCO" };
            let words = format!("{} {}", sheet.get(row, "molecular_profile"), sheet.get(row, "therapies"));
            add(&mut index, format!("{kind}:{}", sheet.get(row, "citation_id")), "CIViC", &words);
        }
    }
    if !records.profiles.iter().any(|profile| profile.evidence.iter().any(|item| item.provenance.source.value != "civic")) {
        return Ok(index);
    }
    if let Some(path) = desk.data.files("moalmanac/legacy", &[".json"]).pop() {
        for row in Data::json(&path)?.as_array().into_iter().flatten() {
            let text = |key: &str| row[key].as_str().unwrap_or_default();
            let fields = ["gene", "gene1", "gene2", "protein_change", "feature_type", "therapy_name"];
            let words = fields.iter().map(|key| text(key)).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
            let pmid = row["pmid"]
                .as_str()
                .map_or_else(|| row["pmid"].as_u64().map_or_else(String::new, |n| n.to_string()), str::to_owned);
            if !pmid.is_empty() {
                add(&mut index, format!("PMID:{}", pmid.trim_end_matches(".0")), "MOAlmanac", &words);
            }
            if let Some(doi) = row.get("doi").and_then(Value::as_str).filter(|doi| doi.starts_with("10.")) {
                add(&mut index, format!("DOI:{doi}"), "MOAlmanac", &words);
            }
        }
    }
    for folder in ["2018-07-01", "2017-12", "2017-02-08"] {
        for path in desk.data.files(&format!("cgi/{folder}"), &["biomarkers"]) {
            let sheet = Data::sheet(&path, Divided::Tabs, &["Gene", "Alteration", "Drug", "Source"])?;
            for row in sheet.rows() {
                let words = format!("{} {} {}", sheet.get(row, "Gene"), sheet.get(row, "Alteration"), sheet.get(row, "Drug"));
                for paper in sheet.get(row, "Source").split([';', ',']).map(str::trim).filter(|paper| paper.starts_with("PMID:")) {
                    add(&mut index, paper.to_owned(), "CGI", &words);
                }
            }
        }
    }
    Ok(index)
}

fn add(index: &mut Index, paper: String, release: &str, words: &str) {
    index.entry(paper).or_default().push(Mention { release: release.to_owned(), words: words.to_uppercase() });
}
