//! Evidence, assertions, approvals, trials.

use super::{Code, Example, Rule, Severity};

rules! {
SIGNIFICANCE_FOR_TYPE 301 Error "a significance is legal for its type"
why "Each type of claim has its own words, as in CIViC: a predictive claim speaks of sensitivity or resistance, a prognostic one of \
outcome. A pair that does not fit is two claims in one, or a slip."
bad "profiles/BRAF/V600E.toml" r#"significance = "PoorOutcome"
level = "A""#
good "profiles/BRAF/V600E.toml" r#"significance = "Sensitivity/Response"
level = "A""#

THERAPIES_FOR_TYPE 302 Error "therapies stand in predictive claims, and only there"
why "A predictive claim says what a therapy does; without one it says nothing. Every other type speaks of the disease itself, and a \
therapy in it would be shown to a reader as if it helped."
bad "profiles/BRAF/V600E.toml" r#"level = "B"
therapies = ["dabrafenib"]
disease = "melanoma""#
good "profiles/BRAF/V600E.toml" r#"level = "B"
disease = "melanoma""#

INTERACTION 303 Error "two or more therapies say how they belong together"
why "Two drugs given together, one after the other, or one instead of the other are three different claims. With a single therapy \
there is nothing to say."
bad "profiles/BRAF/V600E.toml" r#"therapies = ["dabrafenib", "trametinib"]
disease = "melanoma""#
good "profiles/BRAF/V600E.toml" r#"therapies = ["dabrafenib", "trametinib"]
interaction = "Combination"
disease = "melanoma""#

REPEATED_CLAIM 304 Warning "a claim is entered once"
why "Two items of one profile have the same type, direction, significance, therapies, disease, origin and citation: the same \
result of the same paper may be counted twice. Some sources do have two records of one paper; when both say the same, keep the better one."
bad "profiles/BRAF/V600E.toml" r#"id = 2
type = "Predictive"
direction = "Supports"
significance = "Sensitivity/Response"
level = "B"
therapies = ["trametinib", "dabrafenib"]
interaction = "Combination"
disease = "melanoma"
origin = "somatic"
citation = "PMID:25399551""#
good "profiles/BRAF/V600E.toml" r#"id = 2
type = "Prognostic"
direction = "Supports"
significance = "PoorOutcome"
level = "B"
disease = "melanoma"
origin = "somatic"
citation = "PMID:21343559""#

STATEMENT_LENGTH 305 Error "a statement has 20 to 600 characters"
why "A statement is one to three sentences of our own: who was studied, what was done, what was seen. Shorter ones say nothing, and \
longer ones are mostly copied."
bad "profiles/BRAF/V600E.toml" r#"statement = "It works.""#
good "profiles/BRAF/V600E.toml" r#"statement = "People with untreated melanoma lived longer when trametinib was added to dabrafenib.""#

REPEATED_STATEMENT 306 Error "a statement says what its own item says"
why "Two items have the same statement, so one of them was copied and not rewritten. A reader of the second one is told about the \
first one's patients."
bad "profiles/BRAF/V600E.toml" r#"statement = "People with untreated melanoma lived longer when trametinib was added to dabrafenib."

[[assertion]]"#
good "profiles/BRAF/V600E.toml" r#"statement = "Survival from the first metastasis was shorter in people whose tumour had the variant."

[[assertion]]"#

SOURCE_RECORD 307 Error "a record of a source is named as the source names it"
why "`source_record` is what a doubter looks up. CIViC names evidence items `EID` and digits, assertions `AID` and digits; the gene, \
disease and drug registers use the code itself."
bad "profiles/BRAF/V600E.toml" r#"source_record = "3758""#
good "profiles/BRAF/V600E.toml" r#"source_record = "EID3758""#

NOT_REDISTRIBUTABLE 308 Error "the knowledge that ships may be passed on"
why "A source with `redistributable = false` must not be in the first layer, because that one is compiled into the index everybody \
gets. Such facts live in a directory of their own that its owner lays over: `ckdb build --knowledge knowledge --knowledge mine`."
bad "sources/civic.toml" r#"redistributable = false"#
good "sources/civic.toml" r#"redistributable = true"#

AFTER_RELEASE 309 Error "a date is not later than the release it was taken from"
why "A status, approval or test that is dated after the release of its source cannot have been read there. Either the date has a \
slip, or the release in `sources/` was not moved on when the record was."
bad "trials/NCT04487080.toml" r#"as_of = "2025-05-01""#
good "trials/NCT04487080.toml" r#"as_of = "2024-05-01""#

REPEATED_SOURCE_RECORD 310 Error "a record of a source is entered once"
why "Two evidence items, or two assertions, name the same record of the same source. CIViC gives every item a number of its own; a \
second item with it was entered twice or keeps a copied number."
bad "profiles/BRAF/V600E.toml" r#"source_record = "EID3758"
statement = "Survival"#
good "profiles/BRAF/V600E.toml" r#"source_record = "EID102"
statement = "Survival"#
}
