//! Criteria.

use super::{Code, Example, Rule, Severity};

rules! {
ONE_CRITERION 501 Error "a criterion is one operator or one leaf"
why "Each table of a criterion asks one thing: an operator (`all`, `any`, `not`, `cis`, `trans`) with its parts, or a leaf with its \
`kind`. With two of them nobody could say how they are joined; with none nothing is asked."
bad "profiles/BRAF/V600E.toml" r#"gene = "BRAF"
change = "V600E""#
good "profiles/BRAF/V600E.toml" r#"kind = "protein-change"
gene = "BRAF"
change = "V600E""#

RANGE_ORDER 502 Error "a range begins before it ends"
why "`first` and `last` are the first and last residue or exon, both included. A range whose end is before its beginning holds \
nothing and can never match."
bad "profiles/EGFR/L858R-no-amplification.toml" r#"first = 859, last = 855"#
good "profiles/EGFR/L858R-no-amplification.toml" r#"first = 855, last = 859"#

EXCLUDED_OUTSIDE 503 Error "what is left out was in"
why "`excluding` names changes that the rest of the leaf would match. A change of another codon, or outside the range, would never \
have matched, so its number or the leaf's has a slip."
bad "profiles/BRAF/V600.toml" r#"excluding = ["K601E"]"#
good "profiles/BRAF/V600.toml" r#"excluding = ["V600E"]"#

DOUBLE_NOT 504 Error "`not` is not doubled"
why "`not` of `not` is the thing itself. Written so, it is mostly a slip in nesting."
bad "profiles/EGFR/L858R-no-amplification.toml" r#"{ not = { not = { kind = "copy-number", gene = "EGFR", change = "amplification" } } }"#
good "profiles/EGFR/L858R-no-amplification.toml" r#"{ not = { kind = "copy-number", gene = "EGFR", change = "amplification" } }"#

REPEATED_PART 505 Error "an operator joins different things"
why "The same part stands twice under one operator, or a part and its own `not`. Mostly a copied line was not changed, and the \
profile asks less than it should, or can never be answered."
bad "profiles/EGFR/T790M-C797S-cis.toml" r#"{ kind = "protein-change", gene = "EGFR", change = "T790M" },
  { kind = "protein-change", gene = "EGFR", change = "T790M" },"#
good "profiles/EGFR/T790M-C797S-cis.toml" r#"{ kind = "protein-change", gene = "EGFR", change = "T790M" },
  { kind = "protein-change", gene = "EGFR", change = "C797S" },"#

PHASE_OF_SEQUENCE 506 Error "`cis` and `trans` join small changes of one gene"
why "Phase is read from reads that carry both changes, so it exists for small changes that lie near each other. Copy numbers, \
fusions, signatures, expression, wild type and other operators have no phase."
bad "profiles/EGFR/T790M-C797S-cis.toml" r#"{ kind = "copy-number", gene = "EGFR", change = "amplification" },"#
good "profiles/EGFR/T790M-C797S-cis.toml" r#"{ kind = "protein-change", gene = "EGFR", change = "C797S" },"#

BIOMARKER_TEST 507 Error "a biomarker has one test"
why "Either the laboratory's own word counts (`is = \"high\"`), or a measured value from a limit up (`at_least = 10.0`, for TMB in \
mutations per megabase). With both, or neither, nobody knows when it holds."
bad "profiles/MSI/high.toml" r#"is = "high"
at_least = 10.0"#
good "profiles/MSI/high.toml" r#"is = "high""#

NO_CHANGE 508 Error "an allele changes something"
why "Reference and alternate letters are the same, so the reference genome itself would match."
bad "profiles/EGFR/L858R-no-amplification.toml" r#"reference = "T", alternate = "T""#
good "profiles/EGFR/L858R-no-amplification.toml" r#"reference = "T", alternate = "G""#

SINGLE_PART 509 Error "an operator joins two or more parts"
why "`all`, `any`, `cis` and `trans` over a single part say nothing more than the part. Mostly the other part is missing."
bad "trials/NCT04487080.toml" r#"any = [
  { kind = "exon", gene = "EGFR", exons = [19], class = ["in-frame-deletion"] },
]"#
good "trials/NCT04487080.toml" r#"any = [
  { kind = "exon", gene = "EGFR", exons = [19], class = ["in-frame-deletion"] },
  { kind = "fusion", gene = "ALK", role = "three-prime" },
]"#

TOO_DEEP 510 Error "a criterion is at most five operators deep"
why "Nobody can read a question that is nested deeper, and the curated ones have two or three levels. Mostly it can be split into \
profiles, or written flat: `all` of `all` is one `all`."
bad "profiles/MSI/high.toml" r#"all = [
  { kind = "biomarker", biomarker = "MSI", is = "high" },
  { any = [{ kind = "biomarker", biomarker = "TMB", is = "high" },
  { all = [{ kind = "biomarker", biomarker = "HRD", is = "high" },
  { any = [{ kind = "biomarker", biomarker = "TMB", at_least = 10.0 },
  { all = [{ kind = "copy-number", gene = "ALK", change = "loss" },
  { any = [{ kind = "copy-number", gene = "ALK", change = "gain" }, { kind = "copy-number", gene = "EGFR", change = "gain" }] }] }] }] }] }]"#
good "profiles/MSI/high.toml" r#"kind = "biomarker"
biomarker = "MSI"
is = "high""#

REPEATED_PROFILE 511 Error "a question is asked by one profile"
why "Two profiles have the same criterion. Their evidence belongs into one file, else half of it is missed by whoever opens the other."
bad "profiles/BRAF/V600.toml" r#"kind = "protein-change"
gene = "BRAF"
change = "p.Val600Glu""#
good "profiles/BRAF/V600.toml" r#"kind = "codon"
gene = "BRAF"
codon = 600
reference = "V"
excluding = ["V600E"]"#

SELF_FUSION 512 Error "a fusion has two partners"
why "Both partners are the same gene. A change within one gene is an `exon-change`: whole exons lost or doubled."
bad "trials/NCT04487080.toml" r#"{ kind = "fusion-pair", five_prime = "ALK", three_prime = "ALK" }"#
good "trials/NCT04487080.toml" r#"{ kind = "fusion", gene = "ALK", role = "three-prime" }"#
}
