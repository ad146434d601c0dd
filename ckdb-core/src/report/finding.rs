//! A finding as the page shows it: what, where, in how many of the reads.

use super::because::decided;
use super::figure::number;
use super::gathered::{Answered, Call, change, of_gene, shown};
use super::names::Names;
use super::offer::Finding;
use crate::annotate::{Annotation, ProfileMatch};
use crate::frequency::Group;
use crate::knowledge::view;
use crate::model::{Criterion, GeneId, Token};

/// A finding in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    /// Symbol of the gene, or empty.
    pub(super) gene: String,
    /// `p.Leu858Arg`, or the name of what is told.
    pub(super) change: String,
    /// Coding name and transcript, place, reads, frequencies.
    pub(super) details: Vec<String>,
    /// What decided about something told, in the language of the page.
    pub(super) trace: String,
}

impl Shown {
    /// `EGFR p.Leu858Arg`.
    pub(super) fn title(&self) -> String {
        if self.gene.is_empty() { self.change.clone() } else { format!("{} {}", self.gene, self.change) }
    }
}

/// One call, seen from a gene where one is asked about.
pub(super) fn call(names: &Names<'_, '_>, call: &Call<'_>, gene: Option<GeneId>) -> Shown {
    let annotation = &call.annotation;
    let consequence = gene
        .and_then(|gene| of_gene(names.annotator, &annotation.consequences, gene))
        .or_else(|| shown(names.annotator, &annotation.consequences));
    let gene = consequence.map(|found| GeneId::new(found.gene)).or(gene);
    let symbol = gene.and_then(|gene| names.records.gene(gene)).map_or("", view::Gene::symbol).to_owned();
    let place = &call.place;
    let letters = if place.chrom.is_empty() {
        String::new()
    } else {
        format!("{}:{} {}>{}", place.chrom, place.pos, shortened(&place.reference), shortened(&place.alternate))
    };
    let fusion = annotation.fusions.first().map(|fusion| names.annotator.geometry(fusion));
    let named = match (&fusion, consequence) {
        (Some(fusion), _) => {
            let gene = |partner: &Option<crate::annotate::NamedPartner<'_>>| {
                partner.as_ref().map_or_else(|| "?".to_owned(), |partner| partner.gene.to_owned())
            };
            let junction = fusion.junction.as_ref().map(|junction| format!(" ({junction})")).unwrap_or_default();
            Some((String::new(), format!("{}::{}{junction}", gene(&fusion.five_prime), gene(&fusion.three_prime))))
        }
        (None, Some(found)) => Some((symbol.clone(), change(found))),
        (None, None) => None,
    };
    let (symbol, change) = named.unwrap_or_else(|| (symbol, annotation.allele.to_string()));
    let mut details = Vec::new();
    if let Some(found) = consequence {
        let transcript = names.annotator.genome().row(found.transcript).map_or("", |row| row.accession);
        match (&found.hgvs_c, &found.protein) {
            (Some(coding), Some(_)) => details.push(format!("{transcript}:{coding}")),
            _ if !transcript.is_empty() => details.push(transcript.to_owned()),
            _ => {}
        }
    }
    details.extend(Some(letters).filter(|letters| !letters.is_empty()));
    details.extend(match (&place.vaf, place.depth) {
        (Some(vaf), Some(depth)) => Some(names.fill(names.words.o_vaf_depth, &[vaf, &depth.to_string()])),
        (Some(vaf), None) => Some(names.fill(names.words.o_vaf, &[vaf])),
        (None, _) => None,
    });
    if !place.passed() {
        details.push(format!("FILTER {}", shortened(&place.filter)));
    }
    details.extend(frequencies(names, annotation));
    Shown { gene: symbol, change, details, trace: String::new() }
}

/// A finding of one or more calls, or of what is told.
pub(super) fn of(names: &Names<'_, '_>, case: &Answered<'_, '_>, finding: &Finding, matched: &ProfileMatch<'_>) -> Shown {
    match finding {
        Finding::Told(_) => Shown {
            gene: String::new(),
            change: matched.profile.name().to_owned(),
            details: copies(names, case, matched),
            trace: decided(names, &matched.verdict),
        },
        Finding::Alleles(numbers) => {
            let gene = |annotation: &Annotation<'_>| {
                let asked = |variant| matched.profile.tokens().any(|token| matches!(token, Token::Variant(one) if one == variant));
                annotation
                    .variants
                    .iter()
                    .find(|found| asked(found.variant))
                    .and_then(|found| names.records.variant(found.variant)?.gene())
            };
            let mut calls =
                numbers.iter().filter_map(|number| case.calls.get(number)).map(|one| call(names, one, gene(&one.annotation)));
            let mut first = calls.next().unwrap_or_default();
            for other in calls {
                first.details.push(format!("+ {}", other.title()));
                first.details.extend(other.details);
            }
            first
        }
    }
}

/// Copies of the genes that a profile about something told asks for.
fn copies(names: &Names<'_, '_>, case: &Answered<'_, '_>, matched: &ProfileMatch<'_>) -> Vec<String> {
    let Some(copies) = &case.copies else { return Vec::new() };
    let told = matched.profile.tokens().filter_map(|token| {
        let Token::Variant(variant) = token else { return None };
        if !matches!(names.annotator.criterion(variant)?, Criterion::CopyNumber { .. }) {
            return None;
        }
        let gene = names.records.gene(names.records.variant(variant)?.gene()?)?;
        let row = names.annotator.genome().transcript(gene.transcript())?.transcript;
        let (low, high) = copies.copies_within(row.contig, row.span())?;
        Some(names.fill(names.words.f_copies, &[&number((low + high) / 2.0)]))
    });
    told.collect()
}

/// How common the allele is, where layers of frequencies are open: in Japan, in East Asia, among all.
fn frequencies(names: &Names<'_, '_>, annotation: &Annotation<'_>) -> Option<String> {
    let seen = names.annotator.seen(annotation)?;
    let words = names.words;
    let groups = [(Group::Jp, words.f_jp), (Group::Eas, words.f_eas), (Group::Global, words.f_global)];
    let told: Vec<String> = groups
        .into_iter()
        .filter_map(|(group, text)| {
            let (_, _, frequency) = seen.shown(group)?;
            Some(names.fill(text, &[&frequency.text()?]))
        })
        .collect();
    (!told.is_empty()).then(|| names.fill(words.f_frequency, &[&names.list(&told)]))
}

/// Letters of the input, at most so many that a cell stays readable.
fn shortened(text: &str) -> String {
    const MOST: usize = 24;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…({})", &text[..end], text.chars().count()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_letters_are_cut_and_counted() {
        assert_eq!(shortened("ACGT"), "ACGT");
        assert_eq!(shortened(&"A".repeat(30)), format!("{}…(30)", "A".repeat(24)));
        assert_eq!(shortened(&"é".repeat(25)), format!("{}…(25)", "é".repeat(24)));
    }
}
