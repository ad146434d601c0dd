//! A criterion as one line of text: equal questions have equal texts, whatever the order or the file they were written in.
//!
//! Rules find a question asked twice by it, and importers find where a source asks another question than we do.

use super::schema::{AlleleRecord, BiomarkerTest, CriterionNode, CriterionRecord, Leaf};
use super::spanned::Spanned;
use ckdb_core::model::Vocabulary as _;
use std::fmt::Write as _;

/// The question in one fixed spelling: equal questions have equal texts, whatever the order of writing. `None` when part of it
/// was not understood.
#[must_use]
pub fn question(criterion: &CriterionRecord) -> Option<String> {
    let name = match &criterion.node {
        CriterionNode::Leaf(leaf) => return leaf_text(leaf),
        CriterionNode::Broken => return None,
        CriterionNode::All(_) => "all",
        CriterionNode::Any(_) => "any",
        CriterionNode::Not(_) => "not",
        CriterionNode::Cis(_) => "cis",
        CriterionNode::Trans(_) => "trans",
    };
    let mut parts = criterion.parts().iter().map(question).collect::<Option<Vec<_>>>()?;
    parts.sort_unstable();
    Some(format!("{name}({})", parts.join(", ")))
}

fn leaf_text(leaf: &Leaf) -> Option<String> {
    let mut out = String::new();
    let mut say = |name: &str, value: String| {
        // Writing to a String cannot fail.
        let _ = write!(out, "{name}={value};");
    };
    if let Some(transcript) = leaf.transcript() {
        say("transcript", transcript.sound()?.clone());
    }
    for gene in leaf.genes() {
        say("gene", gene.sound()?.clone());
    }
    say("excluding", list(leaf.excluding(), |change| change.short())?);
    match leaf {
        Leaf::Allele { allele, also, .. } => {
            let mut sites = std::iter::once(allele.as_ref()).chain(also).map(allele_text).collect::<Option<Vec<_>>>()?;
            sites.sort_unstable();
            say("allele", sites.join(","));
        }
        Leaf::ProteinChange { change, .. } => say("change", change.sound()?.short()),
        Leaf::Codon { codon, .. } => say("codon", codon.sound()?.to_string()),
        Leaf::ProteinRange { first, last, classes, .. } => {
            say("residues", format!("{}-{}", first.sound()?, last.sound()?));
            say("class", list(classes, |class| class.as_str().to_owned())?);
        }
        Leaf::Exon { exons, classes, .. } => {
            say("exons", list(exons, |exon| format!("{exon:06}"))?);
            say("class", list(classes, |class| class.as_str().to_owned())?);
        }
        Leaf::SpliceLoss { exon, .. } => say("splice-loss", exon.sound()?.to_string()),
        Leaf::GeneClass { class, biallelic, .. } => {
            say("gene-class", class.sound()?.as_str().to_owned());
            say("biallelic", biallelic.as_ref().is_some_and(|b| b.value).to_string());
        }
        Leaf::Promoter { sites, .. } => {
            let mut sites = sites.iter().map(allele_text).collect::<Option<Vec<_>>>()?;
            sites.sort_unstable();
            say("promoter", sites.join(","));
        }
        Leaf::CopyNumber { change, .. } => say("copy-number", change.sound()?.as_str().to_owned()),
        Leaf::HomozygousDisruption { .. } => say("homozygous-disruption", String::new()),
        Leaf::FusionPair { five_prime_exon, three_prime_exon, .. } => {
            say("fusion-pair", String::new());
            for exon in [five_prime_exon, three_prime_exon] {
                say("exon", exon.as_ref().map_or_else(String::new, |exon| exon.value.to_string()));
            }
        }
        Leaf::Fusion { role, .. } => say("fusion", role.sound()?.as_str().to_owned()),
        Leaf::ExonChange { change, first, last, .. } => {
            say("exon-change", format!("{} {}-{}", change.sound()?.as_str(), first.sound()?, last.sound()?));
        }
        Leaf::Biomarker { biomarker, test } => {
            let limit = match test {
                BiomarkerTest::High => "high".to_owned(),
                BiomarkerTest::AtLeast(limit) => limit.sound()?.to_string(),
                BiomarkerTest::Broken => return None,
            };
            say(biomarker.sound()?.as_str(), limit);
        }
        Leaf::Expression { state, .. } => say("expression", state.sound()?.as_str().to_owned()),
        Leaf::Marker { marker, detail, .. } => {
            say(marker.sound()?.as_str(), detail.as_ref().map_or_else(String::new, |detail| detail.value.clone()));
        }
        Leaf::WildType { codons, .. } => say("wild-type", list(codons, |codon| format!("{codon:06}"))?),
    }
    Some(out)
}

fn allele_text(allele: &AlleleRecord) -> Option<String> {
    Some(format!(
        "{}:{}:{}:{}>{}",
        allele.assembly.sound()?.as_str(),
        allele.contig.sound()?,
        allele.position.sound()?,
        allele.reference.sound()?,
        allele.alternate.sound()?
    ))
}

fn list<T>(items: &[Spanned<T>], spell: impl Fn(&T) -> String) -> Option<String> {
    let mut texts = items.iter().map(|item| item.sound().map(&spell)).collect::<Option<Vec<_>>>()?;
    texts.sort_unstable();
    Some(texts.join(","))
}
