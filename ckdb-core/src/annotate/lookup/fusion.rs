//! A term that names two fused genes: `SQSTM1::ALK`, `EML4-ALK fusion`, `KIF5B/RET融合遺伝子`.
//!
//! Answered as a row of `--fusions` is: by every criterion about these genes in these roles. A name joined by a dash does not
//! say which gene is in front; the answer then holds for either order and says so.

use super::{Answer, Found, How, Lookup, LookupError, Near, Subject};
use crate::annotate::fusion_table::split_name;
use crate::matching::{Frame, Fusion, Judgement};

/// Words that only say what kind of name it is.
const WORDS: [&str; 7] = ["fusion gene", "gene fusion", "fusions", "fusion", "rearrangement", "融合遺伝子", "融合"];

impl<'k> Lookup<'k> {
    /// Everything known about a fusion of two genes; `None` when the term names none, or the index knows neither gene.
    pub(super) fn by_fusion(&self, term: &str) -> Result<Option<Answer<'k>>, LookupError> {
        let bare = without_words(term);
        let Some((five, three, is_ordered)) = split_name(bare) else { return Ok(None) };
        // What is known under the bare name is that record, however it was called here.
        if bare != term
            && let Some(answer) = self.by_name(bare)?
        {
            return Ok(Some(answer));
        }
        let annotator = self.annotator(self.any_assembly(), self.disease)?;
        let genes = (annotator.gene_of_name(five), annotator.gene_of_name(three));
        // `HLA-A` is a gene, `BRAF-V600E` a change: a dash needs both genes to be known.
        let known = if is_ordered { genes.0.is_some() || genes.1.is_some() } else { genes.0.is_some() && genes.1.is_some() };
        if !known {
            return Ok(None);
        }
        let fusion = Fusion::named((genes.0, None), (genes.1, None), Frame::NotTold, !is_ordered);
        let name = format!("{five}::{three}");
        let annotation = annotator.annotate_fusion(&name, &fusion);
        let found = annotation.matches.iter().map(|found| Found {
            profile: found.profile,
            how: How::Change { level: found.level, rule: found.by.1, truth: found.truth },
            rows: found.card.rows.clone(),
        });
        let found = found.collect();
        let near = annotation.variants.iter().filter_map(|found| match found.judgement {
            Judgement::Near { miss, rule } => Some(Near { variant: annotator.records().variant(found.variant)?, miss, rule }),
            _ => None,
        });
        let near = near.collect();
        let mut notes = Vec::new();
        if !is_ordered {
            notes.push(format!("`{term}` does not say which gene is in front: either order counts (ORDER_ASSUMED)"));
        }
        for (symbol, gene) in [(five, genes.0), (three, genes.1)] {
            if gene.is_none() {
                notes.push(format!("this index has no gene `{symbol}`: taken as any partner"));
            }
        }
        Ok(Some(Answer { notes, near, ..Answer::new(Subject::Fusion(name), found, &annotator) }))
    }
}

fn without_words(term: &str) -> &str {
    let ends = |word: &&str| {
        let at = term.len().checked_sub(word.len())?;
        (term.is_char_boundary(at) && term[at..].eq_ignore_ascii_case(word)).then(|| term[..at].trim())
    };
    WORDS.iter().find_map(ends).filter(|bare| !bare.is_empty()).unwrap_or(term)
}

#[cfg(test)]
mod tests {
    use super::without_words;

    #[test]
    fn words_for_fusions_are_no_part_of_the_name() {
        assert_eq!(without_words("EML4-ALK fusion"), "EML4-ALK");
        assert_eq!(without_words("EML4-ALK Gene Fusion"), "EML4-ALK");
        assert_eq!(without_words("EML4::ALK融合遺伝子"), "EML4::ALK");
        assert_eq!(without_words("fusion"), "fusion");
        assert_eq!(without_words("EML4::ALK"), "EML4::ALK");
    }
}
