//! What a test is said to detect must be spelt in its row of the FDA's list.

use crate::record::{BiomarkerTest, CriterionNode, CriterionRecord, Leaf};
use ckdb_core::model::{CopyChange, Vocabulary as _};

/// What `text` (the cells on biomarkers, with blanks taken out) should spell for the leaf and does not; `None` when all is there.
pub(super) fn unspelt(criterion: &CriterionRecord, text: &str) -> Option<String> {
    let CriterionNode::Leaf(leaf) = &criterion.node else {
        return Some("an operator, where a list names changes one by one".to_owned());
    };
    let mut wanted: Vec<String> = leaf.genes().iter().map(|gene| gene.value.clone()).collect();
    match leaf {
        Leaf::ProteinChange { change, .. } => wanted.push(change.value.short()),
        Leaf::Codon { reference, codon, .. } => wanted.push(format!("{}{}", char::from(reference.value.one()), codon.value)),
        Leaf::Exon { exons, .. } => wanted.extend(exons.iter().map(|exon| format!("xon{}", exon.value))),
        Leaf::ProteinRange { first, last, .. } => wanted.extend([first.value.to_string(), last.value.to_string()]),
        Leaf::SpliceLoss { exon, .. } => wanted.push(format!("exon{}skipping", exon.value)),
        Leaf::FusionPair { five_prime, three_prime, .. } => wanted.push(format!("{}-{}", five_prime.value, three_prime.value)),
        Leaf::Biomarker { biomarker, test } => {
            wanted.push(biomarker.value.as_str().to_owned());
            wanted.push(match test {
                BiomarkerTest::AtLeast(limit) => limit.value.to_string(),
                _ => "igh".to_owned(),
            });
        }
        Leaf::Allele { allele, .. } => {
            let spelt = |letters: &str| {
                letters
                    .chars()
                    .map(|letter| match letter {
                        'A' => 'T',
                        'C' => 'G',
                        'G' => 'C',
                        'T' => 'A',
                        other => other,
                    })
                    .collect::<String>()
            };
            let (reference, alternate) = (&allele.reference.value, &allele.alternate.value);
            let change = format!("{reference}>{alternate}");
            // The list may count on the other strand.
            let other = format!("{}>{}", spelt(reference), spelt(alternate));
            wanted.push(if text.contains(&change) { change } else { other });
        }
        Leaf::CopyNumber { change, .. } => {
            let is_gain = matches!(change.value, CopyChange::Amplification | CopyChange::Gain);
            wanted.push(if is_gain { "mplification" } else { "eletion" }.to_owned());
        }
        Leaf::Expression { .. } => wanted.push("xpression".to_owned()),
        Leaf::WildType { codons, .. } => {
            wanted.push("wild-type".to_owned());
            wanted.extend(codons.iter().map(|codon| codon.value.to_string()));
        }
        // The gene is the whole answer.
        Leaf::Fusion { .. } | Leaf::GeneClass { .. } | Leaf::HomozygousDisruption { .. } => {}
        _ => return Some("a kind of finding that the list does not spell".to_owned()),
    }
    wanted.into_iter().find(|word| !text.contains(word.as_str())).map(|word| format!("`{word}`"))
}

/// The cells as one text without blanks; `NTRK1/2/3` spells each gene.
pub(super) fn spelling(cells: &str) -> String {
    let text: String = cells.chars().filter(|letter| !letter.is_whitespace()).collect();
    let mut out = String::with_capacity(text.len());
    let mut stem = String::new();
    for part in text.split('/') {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 && !stem.is_empty() {
            out.push(',');
            out.push_str(&stem);
        } else if !out.is_empty() {
            out.push('/');
        }
        out.push_str(part);
        if digits == 0 || digits < part.len() {
            let bare = part.trim_end_matches(|letter: char| letter.is_ascii_digit());
            let begin = bare
                .rfind(|letter: char| !letter.is_ascii_uppercase())
                .map_or(0, |at| at + bare[at..].chars().next().map_or(1, char::len_utf8));
            stem = if bare.len() < part.len() { bare[begin..].to_owned() } else { String::new() };
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_between_numbers_repeats_the_gene() {
        assert_eq!(spelling("NTRK1/2/3 fusions"), "NTRK1,NTRK2,NTRK3fusions");
        assert_eq!(spelling("HER-2/NEU"), "HER-2/NEU");
        assert_eq!(spelling("EGFR L858R / exon 19"), "EGFRL858R/exon19");
    }
}
