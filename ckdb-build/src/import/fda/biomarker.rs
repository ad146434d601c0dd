//! The two cells of the biomarker: genes, and which changes of them. Their words go through the one grammar of names.
//!
//! The cells lost blanks when they were copied (`ALKrearrangements`, `BRCA1andBRCA2`), so genes are cut out first. What is left
//! is a list at commas, `and`, `or`; a gene without a change takes the next change that is named (`NTRK1, NTRK2 and NTRK3
//! fusions`).

use crate::diagnostic::Place;
use crate::import::gathered::{Gathered, joined, leaf};
use crate::import::profile_name::{ExpressionWord, Meaning, Said};
use crate::record::{BiomarkerTest, CriterionNode, CriterionRecord, Leaf, Spanned};
use ckdb_core::model::Biomarker;
use std::collections::BTreeSet;

/// A question of the list.
#[derive(Debug, PartialEq)]
pub(super) enum Asked {
    /// One of these names of these genes.
    Names(Vec<(String, String)>),
    /// No change in these codons of these genes; all of the gene where there are none.
    WildType(Vec<(String, Vec<u32>)>),
    /// High instability of microsatellites; or, with `false`, none.
    Msi(bool),
    /// At least so many mutations per megabase.
    Tmb(f64),
    /// The product of one of these genes is not there (`true`), or of none of them is missing.
    Repair(Vec<String>, bool),
}

/// Reads the cells.
///
/// # Errors
/// The reason why they are no question of ours.
pub(super) fn read(genes: &str, details: &str, drugs: &[String]) -> Result<Asked, &'static str> {
    let (genes_cell, cell) = (clean(genes), clean(details));
    let lower = cell.to_lowercase();
    if lower.contains("microsatellite instability") {
        return Ok(Asked::Msi(!lower.starts_with("not ")));
    }
    if let Some(rest) = lower.strip_prefix("tmb ≥ ") {
        let number = rest.split(' ').next().and_then(|number| number.parse().ok()).ok_or("THRESHOLD_NOT_READ")?;
        return Ok(Asked::Tmb(number));
    }
    let (mut named, _) = symbols(&genes_cell);
    let (inside, _) = symbols(&cell);
    if genes_cell.to_lowercase().contains("mmr") {
        return Ok(Asked::Repair(inside, !genes_cell.to_lowercase().contains("proficient")));
    }
    if lower.contains("wild-type") {
        return wild_type(&cell);
    }
    if named.iter().all(|gene| matches!(gene.as_str(), "KRAS" | "NRAS"))
        && !named.is_empty()
        && drugs.iter().any(|drug| matches!(drug.as_str(), "cetuximab" | "panitumumab"))
    {
        return Err("EFFECT_NOT_SAID");
    }
    if lower.contains('%') || lower.contains('≥') || lower.contains("genomic instability") {
        return Err("THRESHOLD_NOT_TYPED");
    }
    if named.is_empty() {
        named = inside;
    }
    // The list names a chromosome where others name genes; the kinase is the gene that the drug meets.
    if named.is_empty() && cell.contains("BCR::ABL1") {
        named.push("ABL1".to_owned());
    }
    if named.is_empty() || genes_cell.to_lowercase().contains("hla") {
        return Err("BIOMARKER_NOT_READ");
    }
    names(&named, &cell)
}

fn clean(cell: &str) -> String {
    let cell = cell.replace('\u{a0}', " ").replace("PD-L1", "CD274").replace("HER-2/neu", "ERBB2").replace("HER-2", "ERBB2");
    let cell = cell.replace("(HER1)", "").replace("(HER2)", "").replace("HER2", "ERBB2").replace("(ERBB2)", "");
    let cell = cell.replace("(CLDN18)", "CLDN18").replace("NTRK1/2/3", "NTRK1, NTRK2, NTRK3 ");
    let cell = cell.replace("BCR-ABL", "BCR::ABL1 ").replace(",and", ", ").replace(" And ", ", ");
    let cell = ["mutation", "alteration", "wild-type", "rearrangement", "amplification"]
        .into_iter()
        .fold(cell, |cell, word| cell.replace(word, &format!(" {word}")));
    cell.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Genes the list speaks of; longer symbols first, so that none is found inside another.
const GENES: &[&str] = &[
    "PDGFRA", "PDGFRB", "RAD51B", "RAD51C", "RAD51D", "RAD54L", "CLDN18", "PIK3CA", "BRCA1", "BRCA2", "BARD1", "BRIP1", "CDK12",
    "CHEK1", "CHEK2", "FANCL", "PALB2", "NTRK1", "NTRK2", "NTRK3", "FGFR2", "FGFR3", "FOLR1", "ERBB2", "CD274", "EGFR", "BRAF",
    "KRAS", "NRAS", "IDH1", "IDH2", "EZH2", "FLT3", "ROS1", "ESR1", "TP53", "AKT1", "PTEN", "MLH1", "PMS2", "MSH2", "MSH6", "ALK",
    "MET", "RET", "KIT", "ATM",
];

/// Genes in a text, and the text with a blank on both sides of each.
fn symbols(text: &str) -> (Vec<String>, String) {
    let (mut found, mut apart, mut rest) = (Vec::new(), String::new(), text);
    while let Some(letter) = rest.chars().next() {
        let glued = apart.ends_with(|before: char| before.is_ascii_uppercase() || before.is_ascii_digit() || before == ':');
        let gene = GENES.iter().find(|gene| rest.starts_with(*gene) && !glued);
        let gene = gene.filter(|gene| ends_there(&rest[gene.len()..]));
        match gene {
            Some(gene) => {
                if !found.iter().any(|known| known == gene) {
                    found.push((*gene).to_owned());
                }
                apart.push(' ');
                apart.push_str(gene);
                apart.push(' ');
                rest = &rest[gene.len()..];
            }
            None => {
                apart.push(letter);
                rest = &rest[letter.len_utf8()..];
            }
        }
    }
    (found, apart.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Is a symbol over here? Another letter or digit of a name goes on, a change (`BRAFV600E`) begins anew.
fn ends_there(behind: &str) -> bool {
    let mut letters = behind.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), Some(next)) if letter.is_ascii_uppercase() => next.is_ascii_digit(),
        (Some(letter), _) => !(letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == ':'),
        (None, _) => true,
    }
}

/// `KRAS wild-type (absence of mutations in exons 2, 3, and 4)`: exons are asked as the whole gene, which is narrower.
fn wild_type(cell: &str) -> Result<Asked, &'static str> {
    let (genes, apart) = symbols(cell);
    let mut found = Vec::new();
    for gene in genes {
        let behind = apart.split_once(&format!("{gene} ")).map_or("", |(_, behind)| behind);
        let own = behind.split(')').next().unwrap_or_default();
        let codons = own.split_once("codons").map(|(_, numbers)| {
            let numbers = numbers.split(|letter: char| !letter.is_ascii_digit());
            numbers.filter_map(|number| number.parse().ok()).collect::<Vec<u32>>()
        });
        found.push((gene, codons.unwrap_or_default()));
    }
    if found.is_empty() { Err("BIOMARKER_NOT_READ") } else { Ok(Asked::WildType(found)) }
}

/// The names in the list, each under its gene.
fn names(genes: &[String], cell: &str) -> Result<Asked, &'static str> {
    let (_, apart) = symbols(cell);
    // What stands in brackets lists what stands before them in other words.
    let apart = match apart.split_once('(').and_then(|(before, rest)| Some((before, rest.split_once(')')?))) {
        Some((_, (inside, after))) if change(inside.split([',', ' ']).next().unwrap_or_default()) => format!("{inside}, {after}"),
        _ => apart,
    };
    let text =
        [" and/or ", " and ", " or ", ";", "/"].into_iter().fold(format!(" {apart} "), |text, word| text.replace(word, ", "));
    let (mut found, mut waiting): (Vec<(String, String)>, Vec<String>) = (Vec::new(), Vec::new());
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (own, _) = symbols(part);
        let mut words: Vec<&str> = part.split(' ').filter(|word| !own.iter().any(|gene| gene == word)).collect();
        words.retain(|word| !FILLER.contains(&word.to_lowercase().as_str()));
        waiting.extend(own);
        let name = spelled(&words);
        if name.is_empty() {
            continue;
        }
        let of = if waiting.is_empty() { genes.to_vec() } else { std::mem::take(&mut waiting) };
        found.extend(of.into_iter().map(|gene| (gene, name.clone())));
    }
    // Genes with nothing said of them: any mutation.
    found.extend(waiting.into_iter().map(|gene| (gene, "Mutation".to_owned())));
    if found.is_empty() { Err("BIOMARKER_NOT_READ") } else { Ok(Asked::Names(found)) }
}

/// Words that say nothing beside a change.
const FILLER: [&str; 7] = ["substitution", "gene", "of", "the", "in", "protein", "only]"];

fn change(word: &str) -> bool {
    let word = word.trim_end_matches([',', '.', ')']);
    let mut letters = word.chars();
    letters.next().is_some_and(|first| first.is_ascii_uppercase())
        && letters.next_back().is_some_and(|last| last.is_ascii_uppercase())
        && word.len() > 2
        && word[1..word.len() - 1].bytes().all(|byte| byte.is_ascii_digit())
}

/// The words of one part as the grammar of names writes them.
fn spelled(words: &[&str]) -> String {
    if let Some(found) = words.iter().find(|word| change(word)) {
        return found.trim_end_matches([',', '.', ')']).to_owned();
    }
    let text = words.join(" ");
    let lower = text.to_lowercase();
    match lower.as_str() {
        // The list writes it both ways.
        "itd mutations" | "idt mutations" => "ITD".to_owned(),
        "alterations" | "alteration" => "Alteration".to_owned(),
        "rearrangements" | "rearrangement" => "Rearrangement".to_owned(),
        "fusions" | "fusion" => "Fusion".to_owned(),
        "activating mutations (snvs" => "Activating Mutation".to_owned(),
        "exon 20 insertions)" | "exon 20 insertions" | "exon 20 insertion mutations" => "Exon 20 Insertion".to_owned(),
        "exon 19 deletion" | "exon 19 deletions" => "Exon 19 Deletion".to_owned(),
        "deleterious" | "suspected deleterious mutations" => "Deleterious Mutation".to_owned(),
        "single nucleotide variants" => "Mutation".to_owned(),
        _ if lower.ends_with("exon 14 skipping") => "Exon 14 Skipping Mutation".to_owned(),
        _ if lower.starts_with("bcr::abl1") => "BCR::ABL1".to_owned(),
        _ if lower.starts_with("tkd mutations ") => text[14..].to_owned(),
        _ if lower.ends_with("mutations") || lower.ends_with("mutation") => {
            let bare = text[..lower.rfind("mutation").unwrap_or_default()].trim();
            if bare.is_empty() { "Mutation".to_owned() } else { bare.to_owned() }
        }
        _ => text,
    }
}

impl Asked {
    /// How the profile is called.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Names(names) => {
                let all: Vec<String> = names
                    .iter()
                    .map(|(gene, name)| if name.contains("::") { name.clone() } else { format!("{gene} {name}") })
                    .collect();
                all.join(" OR ")
            }
            Self::WildType(genes) => genes.iter().map(|(gene, _)| format!("{gene} Wildtype")).collect::<Vec<_>>().join(" AND "),
            Self::Msi(true) => "MSI-High".to_owned(),
            Self::Msi(false) => "MSI not High".to_owned(),
            Self::Tmb(number) => format!("TMB {number} per megabase or more"),
            Self::Repair(genes, true) => format!("{} Loss of Expression", genes.join(" or ")),
            Self::Repair(genes, false) => format!("{} Expressed", genes.join(" and ")),
        }
    }

    /// The question, and why it is less than the list says, if it is.
    ///
    /// # Errors
    /// The reason why there is none.
    pub(super) fn meaning(&self, gathered: &mut Gathered<'_>, place: Place) -> Result<(Meaning, Vec<&'static str>), &'static str> {
        let plain = |criterion| Meaning { criterion, notes: BTreeSet::new() };
        match self {
            Self::Names(names) => {
                let (mut parts, mut refused) = (Vec::new(), None);
                for (gene, name) in names {
                    match gathered.named(gene, name, Vec::new(), place) {
                        Ok(meaning) => parts.push(meaning),
                        Err(refusal) => refused = Some(refusal.code()),
                    }
                }
                let also = if refused.is_some() { vec!["PART_NOT_READ"] } else { Vec::new() };
                let found = joined(parts, place, CriterionNode::Any).ok_or(refused.unwrap_or("BIOMARKER_NOT_READ"))?;
                Ok((found, also))
            }
            Self::WildType(genes) => {
                let mut parts = Vec::new();
                for (gene, codons) in genes {
                    let gene = gathered.known.gene(gene, None, "", place);
                    let codons = codons.iter().map(|codon| Spanned::new(*codon, place)).collect();
                    parts.push(plain(leaf(Leaf::WildType { gene: Spanned::new(gene, place), codons }, place)));
                }
                let narrower = genes.iter().any(|(_, codons)| codons.is_empty());
                let found = joined(parts, place, CriterionNode::All).ok_or("BIOMARKER_NOT_READ")?;
                Ok((found, if narrower { vec!["EXONS_AS_WHOLE_GENE"] } else { Vec::new() }))
            }
            Self::Msi(high) => {
                let found = measure(Biomarker::Msi, BiomarkerTest::High, place);
                let not = |part| CriterionRecord { place, node: CriterionNode::Not(Box::new(part)) };
                Ok((plain(if *high { found } else { not(found) }), Vec::new()))
            }
            Self::Tmb(number) => {
                Ok((plain(measure(Biomarker::Tmb, BiomarkerTest::AtLeast(Spanned::new(*number, place)), place)), Vec::new()))
            }
            Self::Repair(genes, lost) => {
                let word = if *lost { Said::Expression(ExpressionWord::Absent) } else { Said::Expression(ExpressionWord::Present) };
                let mut parts = Vec::new();
                for gene in genes {
                    parts.push(gathered.said(gene, Some(&word), Vec::new(), place).map_err(|refusal| refusal.code())?);
                }
                let join = if *lost { CriterionNode::Any } else { CriterionNode::All };
                Ok((joined(parts, place, join).ok_or("BIOMARKER_NOT_READ")?, Vec::new()))
            }
        }
    }
}

fn measure(biomarker: Biomarker, test: BiomarkerTest, place: Place) -> CriterionRecord {
    leaf(Leaf::Biomarker { biomarker: Spanned::new(biomarker, place), test }, place)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn named(genes: &str, details: &str) -> Vec<String> {
        match read(genes, details, &[]).unwrap() {
            Asked::Names(names) => names.into_iter().map(|(gene, name)| format!("{gene} {name}")).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn lists_are_read_gene_by_gene() {
        assert_eq!(
            named("EGFR(HER1)", "Exon 19 deletion or exon 21 L858R substitution mutation"),
            ["EGFR Exon 19 Deletion", "EGFR L858R"]
        );
        assert_eq!(named("NTRK1,NTRK2andNTRK3", "NTRK1,NTRK2andNTRK3fusions"), ["NTRK1 Fusion", "NTRK2 Fusion", "NTRK3 Fusion"]);
        assert_eq!(named("IDH1", "R132 mutations (R132C, R132H, R132G, R132S, and R132L)").len(), 5);
        assert_eq!(
            named("IDH1, IDH2", "IDH1 R132C, IDH2 R172M,andIDH2 R172Gmutations"),
            ["IDH1 R132C", "IDH2 R172M", "IDH2 R172G"]
        );
        assert_eq!(named("ERBB2 (HER2)", "ERBB2(HER2) amplification"), ["ERBB2 amplification"]);
        assert_eq!(named("ERBB2(HER2)", "HER-2 protein overexpression"), ["ERBB2 overexpression"]);
        assert_eq!(named("ALK", "ALKrearrangements"), ["ALK Rearrangement"]);
        assert_eq!(named("BRCA1andBRCA2", "Mutations"), ["BRCA1 Mutation", "BRCA2 Mutation"]);
        assert_eq!(named("FLT3(ITD/TDK)", "ITD mutations and TKD mutations D835 and I836"), ["FLT3 ITD", "FLT3 D835", "FLT3 I836"]);
        assert_eq!(named("t(9;21) Philadelphia chromosome", "BCR-ABLfusion").len(), 1);
    }

    #[test]
    fn what_a_test_finds_is_not_taken_for_when_a_drug_is_given() {
        let drugs = ["cetuximab".to_owned()];
        assert_eq!(read("KRAS", "G12A, G12D, G13D", &drugs), Err("EFFECT_NOT_SAID"));
        let wild = read("KRAS", "KRASwild-type (absence of mutations in codons 12 and 13)", &drugs);
        assert_eq!(wild, Ok(Asked::WildType(vec![("KRAS".into(), vec![12, 13])])));
        assert_eq!(read("BRAF", "V600E", &drugs), Ok(Asked::Names(vec![("BRAF".into(), "V600E".into())])));
    }

    #[test]
    fn thresholds_of_staining_are_not_dropped() {
        assert_eq!(read("PD-L1", "PD-L1 protein expression [Tumor Proportion Score (TPS) ≥ 50%]", &[]), Err("THRESHOLD_NOT_TYPED"));
        assert_eq!(read("Not MSI-High", "Not Microsatellite instability-high (Not MSI-H)", &[]), Ok(Asked::Msi(false)));
        assert_eq!(read("TMB", "TMB ≥ 10 mutations per megabase", &[]), Ok(Asked::Tmb(10.0)));
    }
}
