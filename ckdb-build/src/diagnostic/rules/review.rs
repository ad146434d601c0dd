//! Candidates, and who stands behind a record.

use super::{Code, Example, Rule, Severity};

rules! {
CANDIDATE_OUTSIDE 321 Error "a candidate waits in `candidates/`"
why "A record that somebody believes and could not show must not come into an index: a reader cannot tell it from a proved one. It waits \
below `candidates/`, which `ckdb check` reads and nobody compiles, until a person has opened the proof."
bad "profiles/BRAF/V600E.toml" r#"rating = 5
state = "candidate"
missing = "the abstract of the paper""#
good "profiles/BRAF/V600E.toml" r#"rating = 5"#

NO_REVIEWER 322 Error "what was proposed has the name of a reviewer, and the day"
why "A machine can propose a hundred records in a minute, each as confident as the next. So a record with `proposed_by` is compiled only \
with `state = \"reviewed\"`, the name of a person in `reviewed_by` and the day in `reviewed_on`."
bad "approvals/us/dabrafenib.toml" r#"state = "reviewed"
proposed_by = "machine:reader-2"
reviewed_on = "2026-04-18""#
good "approvals/us/dabrafenib.toml" r#"state = "reviewed"
proposed_by = "machine:reader-2"
reviewed_by = "Hanako Yamada"
reviewed_on = "2026-04-18""#

REVIEWER 323 Error "a reviewer is a person, and not the one who proposed"
why "A program that signs for its own work, or for another program's, has reviewed nothing. Programs are written `machine:NAME`, people by \
their names."
bad "approvals/us/dabrafenib.toml" r#"reviewed_by = "machine:reader-3""#
good "approvals/us/dabrafenib.toml" r#"reviewed_by = "Hanako Yamada""#

CANDIDATE_UNTOLD 324 Error "a candidate says that it is one, and which proof it lacks"
why "Whoever finds a candidate must know what to look for: the package insert, the abstract, the table of the release. And the record says \
itself that it is a candidate, so that a copy of it cannot pass for proved."
bad "candidates/approvals/us/trametinib.toml" r#"[[approval]]
id = 1
therapies = ["trametinib"]
profiles = ["BRAF/V600E"]
disease = "melanoma"
state = "candidate"
source = "fda-cdx"
source_record = "unknown""#
good "candidates/approvals/us/trametinib.toml" r#"[[approval]]
id = 1
therapies = ["trametinib"]
profiles = ["BRAF/V600E"]
disease = "melanoma"
state = "candidate"
missing = "the row of the list that names trametinib alone"
source = "fda-cdx"
source_record = "unknown""#
}
