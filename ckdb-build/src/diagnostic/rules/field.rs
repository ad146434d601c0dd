//! Fields: names, types, words, identifiers.

use super::{Code, Example, Rule, Severity};

rules! {
UNKNOWN_FIELD 101 Error "a field is one that this kind of record has"
why "A field nobody reads is a fact nobody sees, so it is not passed over. Mostly the name has a slip, or the field belongs into \
another table: after `[criterion]` everything up to the next header is part of the criterion."
bad "profiles/BRAF/V600E.toml" r#"cohort = 423"#
good "profiles/BRAF/V600E.toml" r#"cohort_size = 423"#

MISSING_FIELD 102 Error "the fields that a record needs are there"
why "Without this field the record says too little to be used or to be believed. `knowledge/README.md` shows for each kind which \
fields are optional. Nothing is filled in by guessing."
bad "profiles/BRAF/V600E.toml" r#"rating = 5"#
good "profiles/BRAF/V600E.toml" r#"level = "A"
rating = 5"#

WRONG_TYPE 103 Error "a value has the type of its field"
why "Texts stand in quotes, numbers and true or false do not, lists stand in square brackets even when they hold one value, and \
dates are texts."
bad "profiles/BRAF/V600E.toml" r#"cohort_size = "423""#
good "profiles/BRAF/V600E.toml" r#"cohort_size = 423"#

UNKNOWN_WORD 104 Error "a word is one of its vocabulary"
why "Fields such as `type`, `level` or `origin` take a word of a closed list, spelled exactly so. A matcher can only act on words \
it knows; anything finer belongs into the statement."
bad "profiles/BRAF/V600E.toml" r#"origin = "Somatic""#
good "profiles/BRAF/V600E.toml" r#"origin = "somatic""#

EMPTY_TEXT 105 Error "a text is neither empty nor padded with spaces"
why "An empty text looks like a fact and is none: leave an optional field out instead. Spaces at the ends make two equal names \
unequal."
bad "profiles/BRAF/V600E.toml" r#"guideline = """#
good "profiles/BRAF/V600E.toml" r#"guideline = "NCCN Melanoma 2.2018""#

EMPTY_LIST 106 Error "a list has something in it"
why "An empty list under a criterion would be true or false for everybody; an empty list of names says nothing. Leave the field \
out. Only an assertion may rest on an empty list of evidence."
bad "profiles/BRAF/V600E.toml" r#"aliases = []"#
good "profiles/BRAF/V600E.toml" r#"aliases = ["BRAF p.Val600Glu"]"#

REPEATED_VALUE 107 Error "a list names each thing once"
why "The same value stands in the list twice. Often a copied line was not changed, and the thing that was meant is missing."
bad "trials/NCT04487080.toml" r#"countries = ["JP", "US", "JP"]"#
good "trials/NCT04487080.toml" r#"countries = ["JP", "US"]"#

OUT_OF_RANGE 108 Error "a number is within its range"
why "Ratings go from 1 to 5. Ids, codons, exons, residues, positions and counts of people begin at 1, never at 0: biology's \
coordinates here are 1-based and include both ends."
bad "profiles/BRAF/V600E.toml" r#"rating = 6"#
good "profiles/BRAF/V600E.toml" r#"rating = 5"#

REPEATED_NUMBER 109 Error "an id is used once in its file"
why "Items are cited as `BRAF/V600E/e2`. Two items of one number cannot be told apart, and a number that was deleted is not given \
away again, because somebody may still cite it."
bad "profiles/BRAF/V600E.toml" r#"id = 1
type = "Prognostic""#
good "profiles/BRAF/V600E.toml" r#"id = 2
type = "Prognostic""#

IDENTIFIER 110 Error "an identifier looks as its register writes it"
why "Identifiers are how our records meet other people's: `HGNC:1097`, `ENSG00000157764`, `DOID:1909`, `NCIt:C3224`, `LUAD`, \
`NCT04487080`, `jRCT2080225358`. In another spelling they meet nobody's."
bad "genes/BRAF.toml" r#"hgnc = "1097""#
good "genes/BRAF.toml" r#"hgnc = "HGNC:1097""#

BAD_CITATION 111 Error "a citation can be looked up"
why "A claim without a proof that can be found is no claim. Write `PMID:` and digits, `PMC` and digits, `DOI:10.…`, `ASCO:` and the \
abstract, or the identity of one of our sources, a colon, and its document (`fda-cdx:P120014`)."
bad "profiles/BRAF/V600E.toml" r#"citation = "25399551""#
good "profiles/BRAF/V600E.toml" r#"citation = "PMID:25399551""#

BAD_DATE 112 Error "a date is a day of the calendar"
why "Dates are written year-month-day, in quotes, and must exist: there is no 30th of February. When the source gives only a month \
or a year, the day is not known and the field is left out."
bad "trials/NCT04487080.toml" r#"as_of = "2024-02-30""#
good "trials/NCT04487080.toml" r#"as_of = "2024-05-01""#

BAD_LICENCE 113 Error "a licence is an SPDX identifier"
why "Whether a fact may be passed on is decided by a machine, so the licence must be one word it can compare: an identifier of the \
SPDX list, or `LicenseRef-` and a name of ours when SPDX has none."
bad "sources/civic.toml" r#"licence = "public domain""#
good "sources/civic.toml" r#"licence = "CC0-1.0""#

BAD_ADDRESS 114 Error "an address can be opened"
why "Addresses are written in full, from `https://` on, so that a reader can follow them."
bad "sources/civic.toml" r#"homepage = "civicdb.org""#
good "sources/civic.toml" r#"homepage = "https://civicdb.org""#

TRANSCRIPT_VERSION 115 Error "a transcript is named with its version"
why "Codon and exon numbers may change from one version of a transcript to the next. A number without the version it was counted on \
has no meaning."
bad "genes/BRAF.toml" r#"transcript = "NM_004333""#
good "genes/BRAF.toml" r#"transcript = "NM_004333.5""#

BAD_LETTERS 116 Error "alleles are written in A, C, G and T"
why "Both sides of an allele have at least one letter, as in a VCF line: a deletion keeps the letter before it, an insertion too. \
Dashes, dots and ambiguity codes are not letters of a genome."
bad "profiles/EGFR/L858R-no-amplification.toml" r#"reference = "T", alternate = "-""#
good "profiles/EGFR/L858R-no-amplification.toml" r#"reference = "T", alternate = "G""#

PROTEIN_CHANGE 117 Error "a protein change can be read"
why "Protein changes are written as HGVS names them, in one- or three-letter form, with or without `p.`: `V600E`, `E746_A750del`, \
`Y772_A775dup`, `D770_N771insSVD`, `L747_P753delinsS`, `W288fs`, `R1443*`. A whole codon is the kind `codon`, a class of changes \
the kind `protein-range` or `gene-class`."
bad "profiles/BRAF/V600E.toml" r#"change = "V600""#
good "profiles/BRAF/V600E.toml" r#"change = "V600E""#

AMINO_ACID 118 Error "an amino acid is one of the twenty-one"
why "The reference residue of a codon is written in one letter (`V`) or three (`Val`). It guards against numbers counted on another \
transcript."
bad "profiles/BRAF/V600.toml" r#"reference = "B""#
good "profiles/BRAF/V600.toml" r#"reference = "V""#
}
