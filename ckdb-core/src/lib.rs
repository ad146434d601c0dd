//! **CKDB core**: open an index of curated cancer knowledge, ask it, and annotate variants with it.
//!
//! ```no_run
//! use ckdb_core::annotate::Annotator;
//! use ckdb_core::genome::{Allele, Assembly, Contig};
//! use ckdb_core::knowledge::Knowledge;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let knowledge = Knowledge::open("ckdb-2026.11.ckdb")?;
//! let annotator = Annotator::new(&knowledge, Assembly::Grch38)?.disease("MEL")?;
//!
//! let (chr7, _) = Contig::parse("chr7").ok_or("no such contig")?;
//! let allele = Allele::from_vcf(chr7, 140_753_336, b"A", b"T")?;
//! for ranked in annotator.annotate(&allele)?.rows() {
//!     println!("{} {} {:?}", ranked.matched.profile.name(), ranked.row.claim.significance, ranked.row.levels);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # The walk, upstairs
//!
//! Read the rooms from the ground up and you have read how an allele becomes an annotation. No room imports one above it
//! (`tests/floors.rs` holds that).
//!
//! | room | takes | gives |
//! |---|---|---|
//! | [`genome`] | names, letters | places, [`Allele`](genome::Allele), [`Transcript`](genome::Transcript) |
//! | [`index`] | bytes | sections of one immutable file, checked |
//! | [`model`] | – | what is known, as plain values |
//! | [`normalize`] | an allele | its one spelling: trimmed, left-aligned, REF checked |
//! | [`phase`] | neighbouring alleles with what the file says of their haplotypes | one codon-level allele for each haplotype |
//! | [`reference`](mod@reference) | a FASTA file of the user's | letters beyond those the index holds |
//! | [`segment`] | a segment table of a copy-number caller | stretches with copies, ratios, calls |
//! | [`consequence`] | a normalised allele, transcripts | Sequence Ontology terms, class, HGVS names |
//! | [`vrs`] | a normalised allele | its GA4GH VRS identifier |
//! | [`frequency`] | an allele | how often populations carry it; fields of other files |
//! | [`knowledge`] | sections | records, gene models and names, as borrowed views |
//! | [`layers`] | indexes | one index of all: the core and its overlays |
//! | [`matching`] | allele and consequences | which curated variants and profiles it meets, and how closely |
//! | [`level`] | facts and the patient's disease | levels and access routes, each with the records that gave them |
//! | [`annotate`] | an allele | an [`Annotation`](annotate::Annotation); a [`Sample`](annotate::Sample) for profiles over several variants |
//! | [`diff`] | two indexes | records added, removed, changed field by field; levels that moved |
//! | [`vcf`] | lines | the same lines, one or two INFO keys longer |
//! | [`table`] | annotations | rows (TSV, Arrow columns) and JSON Lines |
//! | [`export`] | annotations | GA4GH VA-Spec statements, HL7 FHIR observations |
//! | [`mod@file`] | a header, kept lines | the table of one tumour's file |
//! | [`cohort`] | cases annotated before, a newer index | which of them it concerns, and what changed for each |
//! | `report` (a feature) | a case | one page of HTML |
//!
//! # Promises
//!
//! * **Three values.** True, false, unknown with a reason. What nobody looked at is unknown, and unknown earns no level.
//! * **Nothing without its source.** Every match names its records; every record its citation, source, licence and release.
//! * **Levels are computed** from stored facts by versioned tables, never written down; a source's own level stays beside ours.
//! * **Equal input, equal bytes**, whatever the number of threads.
//! * **Bad input is an error or a counted reason, never a panic.**
//!
//! CKDB is for research. It is not a medical device.

pub mod annotate;
pub mod cohort;
pub mod consequence;
pub mod diff;
pub mod export;
pub mod file;
pub mod frequency;
pub mod genome;
pub mod index;
pub mod knowledge;
pub mod layers;
pub mod level;
pub mod matching;
pub mod model;
pub mod normalize;
pub mod phase;
pub mod reference;
#[cfg(feature = "report")]
pub mod report;
#[cfg(feature = "search")]
pub mod search;
pub mod segment;
pub mod table;
pub mod vcf;
pub mod vrs;
