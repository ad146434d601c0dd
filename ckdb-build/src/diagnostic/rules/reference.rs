//! References from record to record, and names that two records share.

use super::{Code, Example, Rule, Severity};

rules! {
UNKNOWN_GENE 201 Error "a gene that is named has a record"
why "Records name genes by their identity, the HGNC symbol. A gene without a record in `genes/` has no transcript and no aliases, and \
what is claimed about it could never match. Former symbols are aliases of the gene's record and are not written elsewhere."
bad "profiles/BRAF/V600E.toml" r#"gene = "BRAFF""#
good "profiles/BRAF/V600E.toml" r#"gene = "BRAF""#

UNKNOWN_THERAPY 202 Error "a therapy that is named has a record"
why "Therapies are named by the file of their record in `therapies/`: the generic name in lower case. Brand names and research codes \
are aliases there. For a combination every drug is named by itself."
bad "profiles/BRAF/V600E.toml" r#"therapies = ["dabrafenib", "trametinb"]"#
good "profiles/BRAF/V600E.toml" r#"therapies = ["dabrafenib", "trametinib"]"#

UNKNOWN_DISEASE 203 Error "a disease that is named has a record"
why "Diseases are named by the file of their record in `diseases/`. Claims about tumours of any kind name `cancer`."
bad "profiles/BRAF/V600E.toml" r#"disease = "melanom""#
good "profiles/BRAF/V600E.toml" r#"disease = "melanoma""#

UNKNOWN_SOURCE 204 Error "a source that is named has a record"
why "The record in `sources/` holds licence and release of everything taken from the source. A fact without them cannot be passed on."
bad "genes/BRAF.toml" r#"source = "hugo""#
good "genes/BRAF.toml" r#"source = "hgnc""#

UNKNOWN_PROFILE 205 Error "a profile that is named has a record"
why "Approvals name profiles by their path in `profiles/`, gene and name, such as `BRAF/V600E`."
bad "approvals/us/dabrafenib.toml" r#"profiles = ["BRAF/V600F"]"#
good "approvals/us/dabrafenib.toml" r#"profiles = ["BRAF/V600E"]"#

UNKNOWN_EVIDENCE 206 Error "an assertion rests on evidence of its own file"
why "The numbers in an assertion's `evidence` are ids of `[[evidence]]` tables in the same file. A source may rest its assertion on \
items we do not carry; those are not listed."
bad "profiles/BRAF/V600E.toml" r#"evidence = [7]"#
good "profiles/BRAF/V600E.toml" r#"evidence = [1]"#

PROFILE_FOLDER 207 Error "a profile is filed under something its criterion names"
why "People look for a profile under its gene, or, for a signature of the whole tumour, under the biomarker (`MSI`, `TMB`, `HRD`). A \
profile whose criterion does not speak of its folder was copied or moved by mistake."
bad "profiles/MSI/high.toml" r#"biomarker = "TMB""#
good "profiles/MSI/high.toml" r#"biomarker = "MSI""#

UNUSED_THERAPY 211 Warning "a therapy is named by some record"
why "No evidence item, assertion, approval or trial speaks of this therapy. Perhaps the record that should is still missing, or names \
another drug by mistake."
bad "therapies/vemurafenib.toml" r#"name = "vemurafenib"
ncit = "NCIt:C64768"
source = "ncit"
source_record = "C64768""#
good "therapies/dabrafenib.toml" r#"name = "dabrafenib""#

UNUSED_DISEASE 212 Warning "a disease is near some record"
why "Neither this disease, nor one below it, nor one above it (the three roots left out) is spoken of by any record. It can still be \
a patient's disease, but nothing more special than claims about all tumours will ever be found for it."
bad "diseases/thymoma.toml" r#"name = "Thymoma"
doid = "DOID:3275"
parents = ["solid-tumour"]
lineage = "solid"
source = "doid"
source_record = "DOID:3275""#
good "diseases/melanoma.toml" r#"name = "Melanoma""#

SAME_NAME 221 Error "a name belongs to one record of its kind"
why "A name, alias or brand is looked up without its case. When two records of one kind share it, a search finds both and a person \
who meant one gets the other. Names that are truly ambiguous in the field are left out of both. \
Only aliases of profiles may be shared (`TRK fusion` is three profiles); the `name` of a profile is its own."
bad "therapies/trametinib.toml" r#"aliases = ["GSK2118436"]"#
good "therapies/trametinib.toml" r#"aliases = ["GSK1120212"]"#

SAME_CODE 222 Error "a code belongs to one record"
why "A code of a register (HGNC, NCBI Gene, Ensembl, DOID, NCIt, OncoTree, CIViC, trial registries) means one thing. Two records with \
one code are the same thing entered twice, or a copied line that was not changed."
bad "genes/EGFR.toml" r#"ncbi_gene = 673"#
good "genes/EGFR.toml" r#"ncbi_gene = 1956"#
}
