//! Coordinates, against the gene models and the reference letters.

use super::{Code, Example, Rule, Severity};

rules! {
NO_MODEL 601 Error "a transcript that is named has a model"
why "Codon and exon numbers are checked and compiled on the named transcript, so we must hold its exons and letters. The models lie in \
`genome/` and are written by `ckdb import-genome`. A gene without a model leaves `transcript` out; then only exact genomic alleles of \
it can match, and every result says so."
bad "genes/BRAF.toml" r#"transcript = "NM_004333.99""#
good "genes/BRAF.toml" r#"transcript = "NM_004333.5""#

REFERENCE_RESIDUE 602 Error "the residue that a change names is the one on the transcript"
why "A protein change names the residue that is replaced. When the transcript has another one there, the number was counted on \
another transcript or has a slip, and the claim would be about another place of the protein."
bad "profiles/BRAF/V600E.toml" r#"change = "A600E""#
good "profiles/BRAF/V600E.toml" r#"change = "V600E""#

BEYOND_PROTEIN 603 Error "a residue lies inside the protein"
why "The number is greater than the length of the protein that the transcript codes for, so nothing can ever match."
bad "profiles/EGFR/L858R-no-amplification.toml" r#"first = 8550, last = 8590"#
good "profiles/EGFR/L858R-no-amplification.toml" r#"first = 855, last = 859"#

NO_EXON 604 Error "an exon exists on the transcript"
why "Exons are counted from 1 in the direction of transcription, non-coding ones included. The transcript has fewer than this number; \
papers sometimes count on another isoform or from the first coding exon."
bad "profiles/EGFR/exon-19-deletion.toml" r#"exons = [91]"#
good "profiles/EGFR/exon-19-deletion.toml" r#"exons = [19]"#

REFERENCE_LETTERS 605 Error "reference letters agree with the reference"
why "The letters of an allele are those of the plus strand of the named assembly at the named position, 1-based. When the reference \
reads otherwise, the position is of the other assembly, or off by one, or the letters are of the gene's own strand."
bad "profiles/EGFR/L858R-no-amplification.toml" r#"position = 55191822, reference = "A""#
good "profiles/EGFR/L858R-no-amplification.toml" r#"position = 55191822, reference = "T""#

NO_TRANSCRIPT 606 Warning "a leaf with numbers has a transcript to count on"
why "Neither the leaf nor the record of its gene names a transcript, so its codons or exons cannot be placed on the genome and the \
leaf will never match. Name a transcript that `genome/` has, or write the genomic alleles."
bad "profiles/ALK/F1174L.toml" r#"name = "ALK F1174L"

[criterion]
kind = "protein-change"
gene = "ALK"
change = "F1174L""#
good "profiles/ALK/F1174L.toml" r#"name = "ALK F1174L"

[criterion]
kind = "protein-change"
gene = "ALK"
change = "F1174L"
transcript = "NM_004304.5""#

OTHER_GENE 607 Error "a transcript belongs to its gene"
why "The leaf names one gene and counts on a transcript of another, so it would match changes of the wrong gene."
bad "profiles/BRAF/V600.toml" r#"gene = "BRAF"
transcript = "NM_005228.5""#
good "profiles/BRAF/V600.toml" r#"gene = "BRAF""#

OUTSIDE_CONTIG 608 Error "a position lies on its contig"
why "The position is beyond the end of the chromosome in the named assembly, or the accession is of the other assembly."
bad "profiles/EGFR/L858R-no-amplification.toml" r#"position = 955191822"#
good "profiles/EGFR/L858R-no-amplification.toml" r#"position = 55191822"#
}
