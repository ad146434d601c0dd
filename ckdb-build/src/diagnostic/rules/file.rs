//! Files: what can be read, where it lies, how it is named.

use super::{Code, Example, Rule, Severity};

rules! {
SYNTAX 1 Error "a record is TOML"
why "The file breaks the grammar of TOML, so some of it could not be read. Usual slips: a quote that is not closed, a text without \
quotes, a comma left out. While a file is broken, nothing in it is reported as missing; mend the grammar and check again."
bad "profiles/BRAF/V600E.toml" r#"level = "A"#
good "profiles/BRAF/V600E.toml" r#"level = "A""#

DUPLICATE_KEY 2 Error "a field is written once"
why "The same field stands twice in one table, and nobody can say which one is meant. Several items of one sort need a table each: \
`[[evidence]]`, with two brackets, before every item."
bad "profiles/BRAF/V600E.toml" r#"cohort_size = 423
cohort_size = 211"#
good "profiles/BRAF/V600E.toml" r#"cohort_size = 423"#

MISPLACED_FILE 3 Error "a record lies in the folder of its kind"
why "The path says what a record is and how it is called. A file in another folder, or deeper or less deep than its kind asks, \
would silently never be read, so it is an error. Notes in Markdown may lie anywhere."
bad "gene/KRAS.toml" r#"name = "KRAS proto-oncogene, GTPase"
hgnc = "HGNC:6407"
role = "oncogene"
source = "hgnc"
source_record = "HGNC:6407""#
good "genes/KRAS.toml" r#"name = "KRAS proto-oncogene, GTPase"
hgnc = "HGNC:6407"
role = "oncogene"
source = "hgnc"
source_record = "HGNC:6407""#

FILE_NAME 4 Error "a file name can be an identity"
why "The file name is the identity that other records write. Genes are named by their HGNC symbol, trials by the id of a registry, \
profiles with letters, digits and `-`, `_`, `.`, `+`, everything else in lower case with dashes. Such names work on every \
file system and in every quote."
bad "genes/kras.toml" r#"name = "KRAS proto-oncogene, GTPase"
hgnc = "HGNC:6407"
role = "oncogene"
source = "hgnc"
source_record = "HGNC:6407""#
good "genes/KRAS.toml" r#"name = "KRAS proto-oncogene, GTPase"
hgnc = "HGNC:6407"
role = "oncogene"
source = "hgnc"
source_record = "HGNC:6407""#

UNREADABLE 5 Error "a record is UTF-8 text"
why "The file cannot be read, or holds bytes that are not UTF-8. Editors in another encoding (Latin-1, Shift_JIS) write such bytes \
for letters outside ASCII; save the file as UTF-8."
bad "approvals/us/dabrafenib.toml" r#"manufacturer = "bioM�rieux""#
good "approvals/us/dabrafenib.toml" r#"manufacturer = "bioMérieux""#

SAME_IDENTITY 6 Error "an identity belongs to one record"
why "Two files have the same identity, or identities that differ only in capital letters: some file systems would keep one of them \
only, and readers would mix them up. This holds across layers too: an overlay adds records, it never replaces one unseen."
bad "profiles/BRAF/v600e.toml" r#"name = "BRAF V600K"

[criterion]
kind = "protein-change"
gene = "BRAF"
change = "V600K""#
good "profiles/BRAF/V600K.toml" r#"name = "BRAF V600K"

[criterion]
kind = "protein-change"
gene = "BRAF"
change = "V600K""#

TRIAL_FILE_NAME 7 Error "a trial is named after the first of its ids"
why "A trial may be in several registries. The first of its `ids` is the one we file it under, so that a trial is found by the name \
of its file and is not entered twice."
bad "trials/NCT04487080.toml" r#"ids = ["jRCT2080225358", "NCT04487080"]"#
good "trials/NCT04487080.toml" r#"ids = ["NCT04487080", "jRCT2080225358"]"#

NAMED_FILE 8 Error "a disease or therapy is filed under its name"
why "The file of a disease or therapy is named by its lower-case name with dashes, so that whoever knows the name knows the file. \
When the name was changed, rename the file and the records that speak of it; the former name becomes an alias."
bad "diseases/melanoma.toml" r#"name = "Cutaneous Melanoma""#
good "diseases/melanoma.toml" r#"name = "Melanoma""#
}
