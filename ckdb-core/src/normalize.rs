//! Allele to normalised allele: trim, left-align.
