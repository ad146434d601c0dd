//! TOML → (records, diagnostics), one file at a time; never stops at the first mistake.
//!
//! The path says which kind of record the file is; each kind has its own file of reading here, beside the type it fills in
//! [`super::schema`].

mod approval;
mod criterion;
mod evidence;
mod gene;
pub(super) mod grammar;
mod ontology;
mod profile;
mod source;
mod trial;

use toml::de::DeTable;

use super::read::{Fields, Sink};
use super::schema::{Header, Provenance, Records, ReviewRecord};
use super::shape;
use super::value::{Shaped, Text, word};
use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Place, nearest, rules};

/// The kind of record a file is, by its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Gene,
    Profile,
    Disease,
    Therapy,
    Approval(ckdb_core::model::Jurisdiction),
    Trial,
    Source,
}

/// The folders a record may be in, and how deep below them.
pub(super) const FOLDERS: [&str; 7] = ["genes", "profiles", "diseases", "therapies", "approvals", "trials", "sources"];

/// Reads one file into `records`. `id` is the path below the folder, without `.toml`.
pub(super) fn file(
    kind: &Kind,
    id: &str,
    (layer, candidate): (usize, bool),
    file: FileId,
    text: &str,
    records: &mut Records,
    diagnostics: &mut Diagnostics,
) {
    let mended = grammar::mend(file, text);
    let (root, _) = DeTable::parse_recoverable(&mended.text);
    let mut sink = Sink::new(file, &mended);
    sink.candidate = candidate;
    let header = Header { id: id.to_owned(), place: Place::whole(file), layer };
    let table = root.get_ref();
    let place = header.place;
    let fields = |what, sink| Fields::new(table, place, what, sink);
    match kind {
        Kind::Gene => records.genes.push(gene::read(header, fields("a gene", &mut sink))),
        Kind::Profile => records.profiles.push(profile::read(header, fields("a molecular profile", &mut sink))),
        Kind::Disease => records.diseases.push(ontology::disease(header, fields("a disease", &mut sink))),
        Kind::Therapy => records.therapies.push(ontology::therapy(header, fields("a therapy", &mut sink))),
        Kind::Approval(jurisdiction) => {
            let list = approval::read(&header, *jurisdiction, fields("a file of approvals", &mut sink));
            records.approvals.extend(list);
        }
        Kind::Trial => records.trials.push(trial::read(header, fields("a trial", &mut sink))),
        Kind::Source => records.sources.push(source::read(header, fields("a source", &mut sink))),
    }
    records.reviews.append(&mut sink.reviews);
    diagnostics.extend(mended.without_echoes(sink.diagnostics));
}

/// `state` and its companions. A record without any says nothing about a review.
fn review(fields: &mut Fields<'_, '_, '_>) {
    let told = ReviewRecord {
        place: fields.place(),
        state: fields.optional("state", &word()),
        missing: fields.optional("missing", &Text),
        proposed_by: fields.optional("proposed_by", &Text),
        reviewed_by: fields.optional("reviewed_by", &Text),
        reviewed_on: fields.optional("reviewed_on", &Shaped(&shape::DATE)),
    };
    // In `candidates/` silence is a mistake, too, so it is kept.
    if told.is_told() || fields.sink.candidate {
        fields.sink.reviews.push(told);
    }
}

/// `source` and `source_record`, and what is said about a review.
fn provenance(fields: &mut Fields<'_, '_, '_>) -> Provenance {
    review(fields);
    Provenance { source: fields.required("source", Text), record: fields.required("source_record", Text) }
}

/// A name given by a path must be one that paths may have.
pub(super) fn file_name(kind: &Kind, id: &str, file: FileId) -> Option<Diagnostic> {
    let place = Place::whole(file);
    let name = id.rsplit('/').next().unwrap_or(id);
    let (fits, expected, repaired) = match kind {
        Kind::Gene => (shape::is_gene_symbol(name), "an HGNC symbol such as `BRAF`", name.to_ascii_uppercase()),
        Kind::Profile => (
            shape::is_profile_name(name),
            "letters and digits with `-`, `_`, `.` or `+` between them, such as `V600E`",
            name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_.+".contains(c) { c } else { '-' }).collect(),
        ),
        Kind::Trial => ((shape::TRIAL.fits)(name), shape::TRIAL.expected, name.to_ascii_uppercase()),
        Kind::Disease | Kind::Therapy | Kind::Approval(_) | Kind::Source => {
            (shape::is_slug(name), "lower-case letters, digits and single dashes", shape::slug(name))
        }
    };
    if fits {
        return None;
    }
    Some(
        Diagnostic::new(&rules::FILE_NAME, place, format!("`{name}` cannot be the name of this file"))
            .help(format!("the name is the identity: expected {expected}"))
            .suggest((repaired != name && !repaired.is_empty()).then(|| format!("{repaired}.toml"))),
    )
}

/// Which kind a path is (its parts below the directory, the last one without `.toml`), or what is wrong with it.
pub(super) fn kind_of(parts: &[&str], file: FileId) -> Result<(Kind, String), Box<Diagnostic>> {
    use ckdb_core::model::{Jurisdiction, Vocabulary};
    let misplaced = |message: String| Diagnostic::new(&rules::MISPLACED_FILE, Place::whole(file), message);
    let folders = format!("records are in `{}/`", FOLDERS.join("/`, `"));
    let (folder, rest) = match parts {
        [] | [_] => return Err(Box::new(misplaced("this record is in no folder".to_owned()).help(folders))),
        [folder, rest @ ..] => (*folder, rest),
    };
    let (kind, depth, shape) = match folder {
        "genes" => (Kind::Gene, 1, "genes/GENE.toml"),
        "profiles" => (Kind::Profile, 2, "profiles/GENE/NAME.toml"),
        "diseases" => (Kind::Disease, 1, "diseases/NAME.toml"),
        "therapies" => (Kind::Therapy, 1, "therapies/NAME.toml"),
        "trials" => (Kind::Trial, 1, "trials/ID.toml"),
        "sources" => (Kind::Source, 1, "sources/NAME.toml"),
        "approvals" => {
            let named = rest.first().copied().unwrap_or_default();
            let all = Jurisdiction::ALL;
            let found = all.iter().copied().find(|j| j.as_str().eq_ignore_ascii_case(named) && named == named.to_ascii_lowercase());
            let Some(jurisdiction) = found else {
                let names: Vec<String> = all.iter().map(|j| j.as_str().to_ascii_lowercase()).collect();
                let known = names.join("/`, `approvals/");
                return Err(Box::new(
                    misplaced(format!("`{named}` is not the folder of a regulator"))
                        .help(format!("approvals are in `approvals/{known}/`")),
                ));
            };
            (Kind::Approval(jurisdiction), 2, "approvals/us/NAME.toml")
        }
        _ => {
            return Err(Box::new(
                misplaced(format!("`{folder}/` is not a folder of records"))
                    .suggest(nearest(folder, FOLDERS).into_iter().map(|f| format!("{f}/")))
                    .help(folders),
            ));
        }
    };
    if rest.len() != depth {
        let problem = misplaced(format!("this file is at the wrong depth below `{folder}/`"));
        return Err(Box::new(problem.help(format!("expected `{shape}`"))));
    }
    Ok((kind, rest.join("/")))
}
