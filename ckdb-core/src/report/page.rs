//! The page as a whole: sections and figures, put into the template.

use super::figure::lollipop::{Lollipop, lollipops};
use super::figure::matrix::{Matrix, matrix};
use super::figure::strip::{Strip, strip};
use super::lang::Lang;
use super::names::Names;
use super::offer::{Says, offers};
use super::section::changes::{Changes, changes, digest};
use super::section::conflicts::{ConflictRow, conflicts};
use super::section::gaps::{Gaps, gaps};
use super::section::germline::{GermlineRow, germline};
use super::section::header::{Header, header};
use super::section::options::{OptionRow, Table, alleles, informs, options, resistance};
use super::section::provenance::{Provenance, provenance};
use super::section::silent::{SilentRow, frequencies, silent};
use super::section::triage::{Counter, Gate, Triage, counters, gate, triage};
use super::section::trials::{Trials, trials};
use super::words::Words;
use super::{About, Answered, Before, ReportError};
use crate::model::Vocabulary;
use askama::Template;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;

/// The one style sheet. It stands in the page, and its digest in the page's policy: no other style is taken.
const STYLE: &str = include_str!("../../templates/report/style.css");

/// Everything the template needs.
#[derive(Template)]
#[template(path = "report/page.html")]
struct Page {
    lang: &'static str,
    /// The other language, for names.
    w: &'static Words,
    style: &'static str,
    style_digest: String,
    title: String,
    header: Header,
    gate: Gate,
    triage: Vec<Triage>,
    counters: Vec<Counter>,
    options_lead: String,
    options: Table,
    resistance: Table,
    informs: Vec<OptionRow>,
    trials: Trials,
    germline: Vec<GermlineRow>,
    silent: Vec<SilentRow>,
    frequencies: String,
    gaps: Gaps,
    conflicts: Vec<ConflictRow>,
    changes: Option<Changes>,
    matrix: Option<Matrix>,
    lollipops: Vec<Lollipop>,
    strip: Option<Strip>,
    more_options: String,
    more_resistance: String,
    other_claims: String,
    more_trials: String,
    provenance: Provenance,
    records_title: String,
}

pub(super) fn page(case: &Answered<'_, '_>, about: &About, lang: Lang, before: Option<&Before>) -> Result<String, ReportError> {
    let names = Names::new(case.annotator, lang);
    let words = names.words;
    let (works, fails) = (offers(case, Says::Works), offers(case, Says::Fails));
    let (table, against) = (options(&names, case, &works, &fails), resistance(&names, case, &fails));
    let header = header(&names, case, about)?;
    let informs = informs(&names, case);
    let trials = trials(&names, case);
    let provenance = provenance(&names, case, about, &[&works, &fails, &offers(case, Says::Informs)])?;
    let with_options: BTreeSet<u64> = works.iter().flat_map(alleles).collect();
    let count = |text: &str, rows: usize| names.fill(text, &[&rows.to_string()]);
    let changes = match before {
        Some(before) => Some(changes(&names, &before.digest, &digest(&names, case)?, &before.diff)),
        None => None,
    };
    let page = Page {
        lang: lang.as_str(),
        w: words,
        style: STYLE,
        style_digest: base64(&Sha256::digest(STYLE.as_bytes())),
        title: names.fill(words.title, &[&header.sample]),
        gate: gate(&names, case),
        triage: triage(&names, case)?,
        counters: counters(&names, case),
        options_lead: names.fill(words.options_lead, &[&table.first.len().to_string(), &table.count().to_string()]),
        matrix: matrix(&names, &works),
        lollipops: lollipops(&names, case, &works),
        strip: strip(&names, case, &works),
        germline: germline(&names, case),
        silent: silent(&names, case, &with_options),
        frequencies: frequencies(&names),
        gaps: gaps(&names, case, about),
        conflicts: conflicts(&names, case),
        more_options: count(words.more_options, table.rest.len()),
        more_resistance: count(words.more_resistance, against.rest.len()),
        other_claims: count(words.other_claims, informs.len()),
        more_trials: count(words.more_trials, trials.rest.len()),
        records_title: count(words.p_records, provenance.records.len()),
        header,
        options: table,
        resistance: against,
        informs,
        trials,
        changes,
        provenance,
    };
    Ok(page.render()?)
}

/// Base64 (RFC 4648 §4), as content security policies write digests.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let [first, second, third] = [0, 1, 2].map(|place| u32::from(chunk.get(place).copied().unwrap_or(0)));
        let joined = first << 16 | second << 8 | third;
        for place in 0..4 {
            let letter = LETTERS[(joined >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_rfc() {
        for (plain, coded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn the_style_ends_no_element_and_loads_nothing() {
        for never in ["</", "url(", "@import", "<!--"] {
            assert!(!STYLE.contains(never), "{never}");
        }
    }
}
