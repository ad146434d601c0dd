//! An answer as a page for people: 100 columns, the best first, one block a profile.

use super::words::{Drugs, both, disease, how};
use crate::Failure;
use anstyle::{AnsiColor, Style};
use ckdb_core::annotate::lookup::{Answer, Change, Found, How, Named, Subject};
use ckdb_core::annotate::{Row, trial_needs};
use ckdb_core::knowledge::{Knowledge, Records, view};
use ckdb_core::matching::Truth;
use ckdb_core::model::{DiseaseScope, EvidenceDirection, SchemeColumn, Significance, TrialSelection};
use std::fmt::Write;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of the page.
const WIDTH: usize = 100;
/// Columns of a label at the beginning of a line.
const LABEL: usize = 10;

const TITLE: Style = Style::new().bold();
const LABELLED: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const DOUBT: Style = AnsiColor::Yellow.on_default();

/// The page; with colours, which the output drops where there is no terminal.
pub(super) fn page(knowledge: &Knowledge, term: &str, answer: &Answer<'_>) -> Result<String, Failure> {
    let mut page = Page { records: knowledge.records()?, text: String::new() };
    page.head(knowledge, term, answer)?;
    for found in &answer.found {
        page.block(found)?;
    }
    for trial in &answer.trials {
        page.trial(*trial);
    }
    if answer.found.is_empty() && answer.trials.is_empty() {
        page.line("\nNothing is known about it in this index.");
    }
    if !answer.near.is_empty() {
        page.line(&format!("\n{TITLE}Nearly met{TITLE:#}"));
        for near in &answer.near {
            let gene = near.variant.gene().and_then(|gene| page.records.gene(gene)).map_or("", |gene| gene.symbol());
            page.labelled(2, "", &format!("{gene} {}: {} ({})", near.variant.name(), near.miss, near.rule));
        }
    }
    Ok(page.text)
}

struct Page<'k> {
    records: Records<'k>,
    text: String,
}

impl Page<'_> {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// A label and a text that is wrapped beside it.
    fn labelled(&mut self, indent: usize, label: &str, text: &str) {
        let hang = if label.is_empty() { indent } else { indent + LABEL };
        let mut lines = wrapped(text, WIDTH - hang).into_iter();
        let first = lines.next().unwrap_or_default();
        // Writing to a String cannot fail.
        let _ = match label {
            "" => writeln!(self.text, "{:indent$}{first}", ""),
            label => writeln!(self.text, "{:indent$}{LABELLED}{label:<LABEL$}{LABELLED:#}{first}", ""),
        };
        for line in lines {
            let _ = writeln!(self.text, "{:hang$}{line}", "");
        }
    }

    fn head(&mut self, knowledge: &Knowledge, term: &str, answer: &Answer<'_>) -> Result<(), Failure> {
        self.line(&format!("{TITLE}{term}{TITLE:#}"));
        self.labelled(2, "read as", &subject(self.records, &answer.subject));
        for note in &answer.notes {
            self.labelled(2, "note", note);
        }
        let patient = match answer.patient {
            Some(patient) => disease(self.records, patient),
            None => "not given: levels and access that depend on the patient's disease are left out; say --disease CODE".to_owned(),
        };
        self.labelled(2, "disease", &patient);
        let release = knowledge.release()?.name;
        self.labelled(2, "index", &format!("release {release}, {}; {}", knowledge.content_id(), answer.schemes.join(", ")));
        Ok(())
    }

    fn block(&mut self, found: &Found<'_>) -> Result<(), Failure> {
        let profile = found.profile.name();
        let why = match found.how {
            How::Change { level, rule, truth } => match truth {
                Truth::Unknown(reason) => format!("{DOUBT}{level}, {rule}, {truth}: {}{DOUBT:#}", reason.explain()),
                truth => format!("{level}, {rule}, {truth}"),
            },
            other => how(&other).to_owned(),
        };
        self.line(&format!("\n{TITLE}━━ {profile}{TITLE:#}"));
        self.labelled(3, "", &why);
        if found.rows.is_empty() {
            self.labelled(3, "", "nothing is claimed about it in this index");
        }
        found.rows.iter().try_for_each(|row| self.row(row, found.how.earns()))
    }

    fn row(&mut self, row: &Row<'_>, is_earned: bool) -> Result<(), Failure> {
        let claim = &row.claim;
        let drugs = Drugs::of(self.records, claim.therapies.iter().copied()).text(claim.interaction);
        let (against, style) = match claim.direction {
            EvidenceDirection::Supports => ("", style(claim.significance)),
            EvidenceDirection::DoesNotSupport => ("not supported: ", Style::new()),
        };
        let about = if drugs.is_empty() { claim.evidence_type.to_string() } else { drugs };
        self.text.push('\n');
        self.labelled(3, "", &format!("{style}{against}{}{style:#}  {TITLE}{about}{TITLE:#}", claim.significance));
        let scope = match row.scope {
            DiseaseScope::NotGiven => String::new(),
            scope => format!(" · {}", in_words(scope)),
        };
        self.labelled(5, "disease", &format!("{}{scope}", disease(self.records, row.disease)));
        let columns = [(SchemeColumn::Amp, "AMP"), (SchemeColumn::Jp, "JP"), (SchemeColumn::Escat, "ESCAT")];
        let levels = columns.iter().filter_map(|(column, name)| {
            row.level(*column).map(|level| format!("{name} {TITLE}{}{TITLE:#} by {} of {}", level.level, level.rule, level.scheme))
        });
        let levels: Vec<String> = levels.collect();
        if !levels.is_empty() {
            self.labelled(5, if is_earned { "level" } else { "if true" }, &levels.join(" · "));
        }
        if is_earned && !row.routes.is_empty() {
            let routes: Vec<String> = row
                .routes
                .iter()
                .map(|(route, record)| format!("{} {record}", ckdb_core::model::Vocabulary::as_str(*route)))
                .collect();
            self.labelled(5, "access", &routes.join(" · "));
        }
        self.facts(row)
    }

    /// The records behind a row.
    fn facts(&mut self, row: &Row<'_>) -> Result<(), Failure> {
        for approval in &row.approvals {
            let mut text = format!("{} {}", approval.jurisdiction(), approval.id());
            if !approval.approved_on().is_empty() {
                let _ = write!(text, ", {}", approval.approved_on());
            }
            // One assay may be approved several times, for tissue and for plasma.
            let mut assays: Vec<String> = approval.companion_diagnostics()?.into_iter().map(|assay| assay.name).collect();
            assays.sort();
            assays.dedup();
            if !assays.is_empty() {
                let _ = write!(text, "; companion diagnostics: {}", assays.join(", "));
            }
            let _ = write!(text, "; {}", approval.document());
            self.labelled(5, "approved", &text);
        }
        for item in &row.assertions {
            let source = self.records.source(item.source()).map_or("", |source| source.id());
            let mut text = format!("{} {source} {}", item.id(), item.source_record());
            for (what, said) in [("its source says", item.amp()), ("guideline", item.guideline())] {
                if !said.is_empty() {
                    let _ = write!(text, " · {what} {said}");
                }
            }
            self.labelled(5, "assertion", &text);
            self.labelled(5 + LABEL, "", item.summary());
        }
        for item in &row.evidence {
            self.evidence(*item);
        }
        Ok(())
    }

    fn evidence(&mut self, item: view::Evidence<'_>) {
        let source = self.records.source(item.source()).map_or("", |source| source.id());
        let mut parts = vec![format!("{source} level {TITLE}{}{TITLE:#}", item.level())];
        if item.rating() > 0 {
            parts.push(format!("{} of 5", item.rating()));
        }
        parts.push(item.citation().to_owned());
        parts.extend(item.study().map(|study| study.to_string()));
        parts.extend(item.cohort_size().map(|size| format!("n = {size}")));
        parts.extend(item.population().map(|population| population.to_string()));
        parts.push(both(item.id(), item.source_record()));
        self.labelled(5, "evidence", &parts.join(" · "));
        self.labelled(5 + LABEL, "", item.statement());
        if !item.statement_ja().is_empty() {
            self.labelled(5 + LABEL, "", item.statement_ja());
        }
    }

    fn trial(&mut self, trial: view::Trial<'_>) {
        self.line(&format!("\n{TITLE}━━ {}{TITLE:#}", trial.id()));
        self.labelled(3, "", trial.title());
        let phase = trial.phase().map_or_else(String::new, |phase| format!("phase {phase}, "));
        self.labelled(3, "status", &format!("{phase}{} as of {}", trial.status(), trial.as_of()));
        let drugs = Drugs::of(self.records, trial.therapies());
        self.labelled(3, "therapies", &both(&drugs.en.join(", "), &drugs.ja.join("、")));
        let diseases: Vec<String> = trial.diseases().map(|id| disease(self.records, id)).collect();
        self.labelled(3, "diseases", &diseases.join("; "));
        let needs = match trial.selection() {
            TrialSelection::None => "nothing".to_owned(),
            TrialSelection::Criterion => trial_needs(trial).unwrap_or_default(),
            TrialSelection::NotRead => "not read from the registry's text; see there".to_owned(),
        };
        self.labelled(3, "tumour", &needs);
        let ages = match trial.ages() {
            (None, None) => String::new(),
            (Some(youngest), None) => format!("from {youngest} years"),
            (None, Some(oldest)) => format!("up to {oldest} years"),
            (Some(youngest), Some(oldest)) => format!("{youngest} to {oldest} years"),
        };
        let (after, not_after) = (Drugs::of(self.records, trial.after()).en, Drugs::of(self.records, trial.not_after()).en);
        let had = [(after, "had before: one of "), (not_after, "not had before: ")];
        let had = had.into_iter().filter(|(list, _)| !list.is_empty()).map(|(list, words)| words.to_owned() + &list.join(", "));
        let patient: Vec<String> = Some(ages).filter(|ages| !ages.is_empty()).into_iter().chain(had).collect();
        if !patient.is_empty() {
            self.labelled(3, "patient", &patient.join("; "));
        }
        let also: Vec<&str> = trial.ids().filter(|id| *id != trial.id()).collect();
        for (label, list) in [("countries", trial.countries().collect::<Vec<_>>()), ("also", also)] {
            if !list.is_empty() {
                self.labelled(3, label, &list.join(", "));
            }
        }
    }
}

/// Good news green, bad news red.
const fn style(significance: Significance) -> Style {
    match significance {
        Significance::Sensitivity | Significance::BetterOutcome => GOOD,
        Significance::Resistance | Significance::ReducedSensitivity | Significance::AdverseResponse | Significance::PoorOutcome => {
            BAD
        }
        _ => TITLE,
    }
}

/// How the patient's disease stands to the claim's.
const fn in_words(scope: DiseaseScope) -> &'static str {
    match scope {
        DiseaseScope::Same => "the patient's disease",
        DiseaseScope::Narrower => "includes the patient's disease",
        DiseaseScope::Broader => "a kind of the patient's disease",
        DiseaseScope::Agnostic => "every cancer",
        DiseaseScope::Other => "another disease",
        DiseaseScope::OtherLineage => "another lineage (solid against haematological)",
        DiseaseScope::Excluded => "leaves out the patient's disease",
        DiseaseScope::NotGiven => "",
    }
}

/// How a term was read, in a sentence.
fn subject(records: Records<'_>, subject: &Subject<'_>) -> String {
    match subject {
        Subject::Profile(profile) => format!("the molecular profile {}, supposed to hold", profile.name()),
        Subject::Genes(genes) => {
            let one = |gene: &view::Gene<'_>| match gene.name() {
                "" => gene.symbol().to_owned(),
                name => format!("{}, {name}", gene.symbol()),
            };
            format!("the gene {}", genes.iter().map(one).collect::<Vec<_>>().join("; "))
        }
        Subject::Therapies(therapies) => {
            let one = |therapy: &view::Therapy<'_>| {
                let brands: Vec<&str> = therapy.brands().map(|(name, _)| name).collect();
                let brands = if brands.is_empty() { String::new() } else { format!(", sold as {}", brands.join(", ")) };
                format!("{}{brands}", both(therapy.name(), therapy.name_ja()))
            };
            format!("the therapy {}", therapies.iter().map(one).collect::<Vec<_>>().join("; "))
        }
        Subject::Disease(disease) => {
            let mut codes: Vec<&str> = disease.oncotree().collect();
            codes.extend([disease.doid(), disease.ncit()].into_iter().filter(|code| !code.is_empty()));
            format!("the disease {}: {}", both(disease.name(), disease.name_ja()), codes.join(", "))
        }
        Subject::Records(ids) => format!("the record {}", ids.join(", ")),
        Subject::Trials => "a trial".to_owned(),
        Subject::Fusion(name) => format!("the fusion {name}"),
        Subject::Change(change) => change_read(records, change),
    }
}

fn change_read(records: Records<'_>, change: &Change<'_>) -> String {
    let shown = change.transcript.as_ref();
    let gene =
        shown.and_then(|(_, found)| records.gene(ckdb_core::model::GeneId::new(found.gene))).map_or("", |gene| gene.symbol());
    let genomic = format!("{} ({})", change.hgvs_g(), change.assembly);
    let (accession, transcript) = (shown.map_or("", |(accession, _)| *accession), change.hgvs_c().unwrap_or_default());
    match &change.named {
        Named::Protein { change: protein, .. } => {
            let times = if change.spellings == 1 {
                "as".to_owned()
            } else {
                format!("by any of {} changes of letters, such as", change.spellings)
            };
            format!("{gene} {protein} on {accession}, {times} {transcript}, {genomic}")
        }
        Named::Transcript { .. } | Named::Genome if shown.is_some() => {
            let terms = shown.map(|(_, found)| found.terms.iter().map(|term| term.as_str()).collect::<Vec<_>>().join(", "));
            let protein = change.protein().map_or_else(String::new, |protein| format!(" {protein}"));
            format!("{gene}{protein}, {transcript}, {genomic}: {}", terms.unwrap_or_default())
        }
        Named::Transcript { .. } | Named::Genome => format!("{genomic}; no transcript of this index is near"),
    }
}

/// Breaks a text into lines of at most `width` columns: at spaces, and between letters that are two columns wide (Japanese
/// has no spaces). Colour marks take no room.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut line, mut room) = (String::new(), width);
    for piece in pieces(text) {
        let wide = piece_width(piece.trim_end());
        if wide > room && !line.trim().is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            room = width;
        }
        line.push_str(piece);
        room = room.saturating_sub(piece_width(piece));
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// Words with the space behind them, and single wide letters.
fn pieces(text: &str) -> Vec<&str> {
    let mut cuts = vec![0];
    for (at, letter) in text.char_indices() {
        let after = at + letter.len_utf8();
        let next = text[after..].chars().next();
        // No line begins with a Japanese full stop, comma or closing bracket.
        let closes = next.is_some_and(|next| "、。,.・)」』%ー".contains(next));
        if letter == ' ' || (letter.width() == Some(2) && !closes) {
            cuts.push(after);
        }
    }
    cuts.push(text.len());
    cuts.windows(2).filter_map(|cut| text.get(cut[0]..cut[1])).filter(|piece| !piece.is_empty()).collect()
}

fn piece_width(piece: &str) -> usize {
    anstream::adapter::strip_str(piece).to_string().width()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_at_spaces_and_between_wide_letters() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("生存期間は八か月。", 8), ["生存期間", "は八か", "月。"], "no line begins with a full stop");
        assert_eq!(wrapped("", 5), [""]);
        assert_eq!(wrapped("unbreakable", 4), ["unbreakable"], "a word is never cut");
        let coloured = format!("{GOOD}one{GOOD:#} two");
        assert_eq!(wrapped(&coloured, 7).concat(), coloured, "colours take no room");
    }
}
