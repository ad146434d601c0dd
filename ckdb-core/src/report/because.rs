//! What decided about something told, in the language of the page: the fact is the same as in the traces of tables, the words are not.

use super::names::Names;
use crate::matching::{Because, CopyTrace, Cutoff, Verdict};

/// Everything that decided in a tree of truths, each once; empty where lines show it themselves.
pub(super) fn decided(names: &Names<'_, '_>, verdict: &Verdict) -> String {
    fn gather<'v>(verdict: &'v Verdict, out: &mut Vec<&'v Because>) {
        if let Some(because) = verdict.because.as_ref().filter(|because| !out.contains(because)) {
            out.push(because);
        }
        verdict.parts.iter().for_each(|part| gather(part, out));
    }
    let mut found = Vec::new();
    gather(verdict, &mut found);
    let texts: Vec<String> = found.into_iter().map(|because| text(names, because)).collect();
    texts.join(names.words.w_between)
}

fn text(names: &Names<'_, '_>, because: &Because) -> String {
    let words = names.words;
    match because {
        Because::Alleles { named, more } => {
            let all = named.join(words.t_both);
            if *more { names.fill(words.w_and_more, &[&all]) } else { all }
        }
        Because::NotLookedAt(place) => names.fill(words.w_not_looked_at, &[place]),
        Because::LookedAt => words.w_looked_at.to_owned(),
        Because::Unchanged => words.w_unchanged.to_owned(),
        Because::OnlySmallLookedFor => words.w_only_small.to_owned(),
        Because::Copies(trace) => copies(names, trace),
        Because::NoCopyLeft => words.w_no_copy.to_owned(),
        Because::NoStructure => words.w_no_structure.to_owned(),
        Because::Called { biomarker, is_high, claimed } => {
            let called = if *is_high { words.w_called_high } else { words.w_called_not_high };
            let called = names.fill(called, &[&biomarker.to_string()]);
            match claimed {
                Some(cutoff) => names.fill(words.w_called_unlike, &[&called, cutoff]),
                None => called,
            }
        }
        Because::Measured { biomarker, value, panel, cutoff, whose } => {
            let over = panel.as_ref().map(|panel| names.fill(words.w_counted_over, &[panel])).unwrap_or_default();
            let whose = match whose {
                Cutoff::Claim => words.w_cutoff_claim,
                Cutoff::Usual => words.w_cutoff_usual,
                Cutoff::Tool(tool) => tool,
            };
            names.fill(words.w_measured, &[&biomarker.to_string(), value, &over, cutoff, whose])
        }
    }
}

/// Copies of a gene, what was asked, and by which thresholds; those are named as the profile names them.
fn copies(names: &Names<'_, '_>, trace: &CopyTrace) -> String {
    let words = names.words;
    let values = trace.values.iter().map(|value| {
        let unit = names.say(value.unit);
        match value.low == value.high {
            true => names.fill(words.w_value, &[unit, &value.low]),
            false => names.fill(words.w_values, &[unit, &value.low, &value.high]),
        }
    });
    let values: Vec<String> = values.collect();
    let mut first = if values.is_empty() { words.w_no_copies_told.to_owned() } else { names.list(&values) };
    if !trace.transcript.is_empty() {
        first = names.fill(words.w_on, &[&first, &trace.transcript]);
    }
    if let Some((told, all)) = trace.told.filter(|(told, all)| told < all) {
        first.push_str(&names.fill(words.w_partly_told, &[&told.to_string(), &all.to_string()]));
    }
    let change = names.say(trace.change);
    let mut parts = vec![first];
    parts.push(match &trace.thresholds[..] {
        [] => names.fill(words.w_profile_silent, &[&trace.profile, change]),
        listed => names.fill(words.w_thresholds, &[change, &trace.profile, &listed.join(words.t_or)]),
    });
    for (text, value) in [(words.w_ploidy, &trace.ploidy), (words.w_purity, &trace.purity)] {
        parts.extend(value.as_ref().map(|value| names.fill(text, &[value])));
    }
    parts.join(words.w_between)
}
