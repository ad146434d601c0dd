//! The rules over all records: every rule runs on every record, and every finding is reported at once.
//!
//! Imported and curated records obey the same rules. [`check`] is the only maker of [`Checked`], and it makes one only when
//! nothing was wrong, so everything behind it can rely on what the rules say: names exist, words fit together, numbers lie
//! where they claim to lie.
//!
//! | room | rules |
//! |---|---|
//! | `identity` | CK006, CK008, CK221, CK222: who is who |
//! | `reference` | CK201–CK207: what is named exists |
//! | `usage` | CK211, CK212: what exists is named |
//! | `evidence` | CK301–CK306, CK310: claims |
//! | `provenance` | CK307–CK309: sources |
//! | `review` | CK321–CK324: candidates, and who stands behind a record |
//! | `disease` | CK401–CK403: the tree |
//! | `criterion` | CK502–CK512: questions that make sense |
//! | `coordinate` | CK601–CK608: numbers against gene models |

mod catalogue;
mod coordinate;
mod criterion;
mod disease;
mod evidence;
mod identity;
mod provenance;
mod reference;
mod review;
mod usage;

pub use coordinate::{Models, NoModels, TranscriptFacts};

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Files, Rule, rules};
use crate::record::{Loaded, Records};
use catalogue::Catalogue;

/// Records in which no rule found an error.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    records: Records,
}

impl Checked {
    /// The records.
    #[must_use]
    pub fn records(&self) -> &Records {
        &self.records
    }

    /// The records, to keep.
    #[must_use]
    pub fn into_records(self) -> Records {
        self.records
    }
}

/// What a check found.
#[derive(Debug)]
pub struct Verdict {
    /// The records, when there is no error among the findings.
    pub checked: Option<Checked>,
    /// All findings, of the reading and of the rules, sorted by place.
    pub diagnostics: Diagnostics,
    /// The texts, for showing the places.
    pub files: Files,
}

/// Rules that miss something. In a file with broken grammar it may be there and was not read, so there they stay silent.
const ABSENCE: [&Rule; 4] = [&rules::THERAPIES_FOR_TYPE, &rules::INTERACTION, &rules::PROFILE_FOLDER, &rules::SINGLE_PART];

/// Rules about how curators write. A source writes as it writes: long statements, one statement for two items, a question
/// that another profile asks too.
const EDITORIAL: [&Rule; 4] =
    [&rules::STATEMENT_LENGTH, &rules::REPEATED_STATEMENT, &rules::REPEATED_PROFILE, &rules::REPEATED_CLAIM];

/// Runs every rule over everything that was read.
///
/// `models` are the gene models and reference letters; with [`NoModels`] the rules that need them stay silent.
#[must_use]
pub fn check(loaded: Loaded, models: &dyn Models) -> Verdict {
    let Loaded { records, files, diagnostics: mut found, imported, candidates } = loaded;
    let damaged: BTreeSet<FileId> = found.iter().filter(|d| d.rule == &rules::SYNTAX).map(|d| d.place.file).collect();
    let mut diagnostics = Diagnostics::new();
    let catalogue = Catalogue::new(&records);
    identity::check(&records, &mut diagnostics);
    reference::check(&records, &catalogue, &mut diagnostics);
    usage::check(&records, &catalogue, &mut diagnostics);
    evidence::check(&records, &mut diagnostics);
    provenance::check(&records, &catalogue, &mut diagnostics);
    review::check(&records, &candidates, &mut diagnostics);
    disease::check(&records, &catalogue, &mut diagnostics);
    criterion::check(&records, &mut diagnostics);
    coordinate::check(&records, &catalogue, models, &mut diagnostics);
    found.extend(diagnostics.without(|d| ABSENCE.contains(&d.rule) && damaged.contains(&d.place.file)));
    let theirs = |d: &Diagnostic| {
        let places = std::iter::once(d.place).chain(d.related.iter().map(|(place, _)| *place));
        EDITORIAL.contains(&d.rule) && places.into_iter().any(|place| imported.contains(&place.file))
    };
    let diagnostics = found.without(theirs).sorted();
    let checked = (diagnostics.error_count() == 0).then_some(Checked { records });
    Verdict { checked, diagnostics, files }
}
