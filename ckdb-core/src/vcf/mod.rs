//! The VCF shell.
