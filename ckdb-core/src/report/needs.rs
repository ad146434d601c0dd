//! What a trial asks of a tumour, as a person reads it: "EGFR L858R or EGFR exon 19 deletion".

use super::names::Names;
use crate::knowledge::view;
use crate::model::{Operator, Token, VariantId};

/// A part of the sentence.
struct Part {
    text: String,
    /// Is it several parts, so that it needs brackets inside another?
    joined: bool,
}

/// The tree of a trial in words; `None` when the trial has none, or it is broken.
pub(super) fn needs(names: &Names<'_, '_>, trial: view::Trial<'_>) -> Option<String> {
    let words = names.words;
    let mut parts: Vec<Part> = Vec::new();
    for token in trial.tokens() {
        let part = match token {
            Token::Variant(id) => Part { text: variant(names, id)?, joined: false },
            Token::Join { operator, parts: count } => {
                let below = parts.split_off(parts.len().checked_sub(count as usize)?);
                let single = below.len() == 1;
                let inner = |separator: &str| {
                    let bracketed =
                        |part: &Part| if part.joined && !single { format!("({})", part.text) } else { part.text.clone() };
                    below.iter().map(bracketed).collect::<Vec<_>>().join(separator)
                };
                match operator {
                    Operator::Any => Part { text: inner(words.t_or), joined: !single },
                    Operator::All | Operator::Cis | Operator::Trans => {
                        let both = inner(words.t_both);
                        let phase = if matches!(operator, Operator::All) { String::new() } else { format!(" ({operator})") };
                        Part { text: format!("{both}{phase}"), joined: !single }
                    }
                    Operator::Not => {
                        let or = inner(words.t_or);
                        let or = if below.iter().any(|part| part.joined) || !single { format!("({or})") } else { or };
                        Part { text: names.fill(words.t_no, &[&or]), joined: false }
                    }
                }
            }
        };
        parts.push(part);
    }
    parts.pop().map(|part| part.text)
}

/// A variant as the profile over it alone is called, else by its own name with its gene.
fn variant(names: &Names<'_, '_>, id: VariantId) -> Option<String> {
    let alone = |profile: &view::Profile<'_>| {
        let mut tokens = profile.tokens();
        matches!((tokens.next(), tokens.next()), (Some(Token::Variant(one)), None) if one == id)
    };
    if let Some(profile) = names.records.profiles().find(alone) {
        return Some(profile.name().to_owned());
    }
    let variant = names.records.variant(id)?;
    let gene = variant.gene().and_then(|gene| names.records.gene(gene)).map(|gene| format!("{} ", gene.symbol()));
    Some(format!("{}{}", gene.unwrap_or_default(), variant.name()))
}
