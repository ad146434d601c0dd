//! Records against the releases they cite: `ckdb check --citations`.

use super::{Code, Example, Rule, Severity};

rules! {
NOT_IN_SOURCE 701 Error "a record is in the release it names"
why "`source_record` is looked up in the release that `sources/` names. A number that is not there has a slip, or the source has taken the \
record back; then ours goes, too. Only what the source has accepted counts."
bad "profiles/BRAF/V600E.toml" r#"source_record = "EID103""#
good "profiles/BRAF/V600E.toml" r#"source_record = "EID102""#

SOURCE_DISAGREES 702 Error "a fact is the one that its source states"
why "Type, direction, level, significance, rating, origin, therapies, disease, citation, day and specimen are the source's own; a different \
word here is a slip, or belongs to another record. Where a source is wrong, tell the source; what we know better stands in a record of \
its own with its own proof."
bad "profiles/BRAF/V600E.toml" r#"level = "B"
disease = "melanoma"
origin = "somatic"
citation = "PMID:21343560""#
good "profiles/BRAF/V600E.toml" r#"level = "B"
disease = "melanoma"
origin = "somatic"
citation = "PMID:21343559""#

OTHER_PROFILE 703 Error "a claim stands under the question it is about"
why "The item of the source is about another molecular profile than the file it stands in: another gene, another codon, or any mutation \
where the file asks for one change. A patient with the one would be shown what holds for the other."
bad "profiles/BRAF/V600E.toml" r#"civic = 13"#
good "profiles/BRAF/V600E.toml" r#"civic = 12"#

FIGURE 704 Error "a figure of a statement is one of its source"
why "A decimal number, a percentage or a number of people that the source does not state was taken from another study, or has a slip. A \
`cohort_size` may be the sum of figures that the source does state."
bad "profiles/BRAF/V600E.toml" r#"cohort_size = 432"#
good "profiles/BRAF/V600E.toml" r#"cohort_size = 423"#

COPIED 705 Error "a statement is in our own words"
why "Facts may be passed on, sentences may not. Eight words in a row that stand in the source as they do here are a copy."
bad "profiles/BRAF/V600E.toml" r#"statement = "Survival from the first metastasis was shorter among all patients whose melanoma carried the variant""#
good "profiles/BRAF/V600E.toml" r#"statement = "Survival from the first metastasis was shorter in people whose tumour had the variant.""#

ENDPOINT_UNTOLD 706 Error "an end point that was met is spoken of by the source"
why "`endpoint` is what a study found, and ESCAT's highest tier rests on it. The source must speak of that end point and say that it \
differed: by a word, a p value or an interval. Two medians without a test say nothing."
bad "profiles/BRAF/V600E.toml" r#"rating = 5
endpoint = "disease-free-survival""#
good "profiles/BRAF/V600E.toml" r#"rating = 5"#

POPULATION_UNTOLD 707 Error "a population is named by the source"
why "`population` is a fact about the people who were studied. It is taken from the source's words (`Japanese patients`), never from the \
place where its authors work."
bad "profiles/BRAF/V600E.toml" r#"population = "japanese""#
good "profiles/BRAF/V600E.toml" r#"population = "mixed""#

UNPROVEN 708 Error "outside `candidates/` every fact has a proof that can be opened"
why "Nothing at hand shows this: no release cites the paper, the document is not listed in `seen/documents.tsv`, and no person has signed for \
the record. Add the proof, let a person review it, or move it to `candidates/` and name there what is missing."
bad "profiles/BRAF/V600E.toml" r#"citation = "PMID:99999999"
source = "fda-cdx"
source_record = "P120014"
statement = "Survival"#
good "profiles/BRAF/V600E.toml" r#"citation = "PMID:21343559"
source = "civic"
source_record = "EID102"
statement = "Survival"#

NO_RELEASE 709 Error "the release that a source names is among the data at hand"
why "Records were taken from one release; another one may have other numbers and other levels. Fetch the release that `sources/` names, or, \
when the records were brought up to a newer one, name that."
bad "sources/civic.toml" r#"release = "2024-07-01""#
good "sources/civic.toml" r#"release = "2024-08-01""#
}
