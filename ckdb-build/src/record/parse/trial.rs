//! Reads a trial.

use super::{criterion, provenance};
use crate::diagnostic::{Diagnostic, rules};
use crate::record::read::Fields;
use crate::record::schema::{Header, TrialRecord};
use crate::record::shape;
use crate::record::value::{Flag, Number, Shaped, Text, word};

pub(super) fn read(header: Header, mut fields: Fields<'_, '_, '_>) -> TrialRecord {
    let ids = fields.required_list("ids", &Shaped(&shape::TRIAL));
    if let Some(first) = ids.first()
        && let Some(id) = first.sound()
        && *id != header.id
    {
        fields.sink.report(
            Diagnostic::new(
                &rules::TRIAL_FILE_NAME,
                first.place,
                format!("the file is named `{}`, its first id is `{id}`", header.id),
            )
            .label("the file is named after this id")
            .help(format!("rename the file to `{id}.toml`, or put `{}` first", header.id)),
        );
    }
    let record = TrialRecord {
        header,
        ids,
        title: fields.required("title", Text),
        phase: fields.optional("phase", &word()),
        trial_type: fields.optional("type", &word()),
        status: fields.required("status", word()),
        as_of: fields.required("as_of", Shaped(&shape::DATE)),
        countries: fields.list("countries", &Shaped(&shape::COUNTRY)),
        therapies: fields.list("therapies", &Text),
        diseases: fields.required_list("diseases", &Text),
        more_diseases: fields.optional("more_diseases", &Flag),
        selection: fields.optional("selection", &word()),
        ages: ["minimum_age", "maximum_age"].map(|end| fields.optional(end, &Number(0..=150))),
        after: fields.list("after", &Text),
        not_after: fields.list("not_after", &Text),
        excluding: fields.list("excluding", &Text),
        criterion: fields.table("criterion").map(|(table, place)| criterion::read(table, place, fields.sink)),
        provenance: provenance(&mut fields),
    };
    fields.finish();
    record
}
