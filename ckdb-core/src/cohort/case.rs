//! One case as a key file keeps it: what it was made of and what it was answered.

use super::answer::Finding;
use crate::vcf::cut::Columns;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a case was made of, and what an index said of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Its name; a later case of the same name takes its place.
    pub case: String,
    /// Content id of the index that answered.
    pub index: String,
    /// What was told beside the lines, by the name of the command's flag; a flag that names a file holds the digest of a
    /// [`StoredFile`].
    pub told: BTreeMap<String, Vec<String>>,
    /// Has the lines' first sample column the sample's genotypes?
    pub has_sample: bool,
    /// Has their second the matched normal's?
    pub has_normal: bool,
    /// The lines, cut down to what is ever read of them ([`crate::vcf::cut`]).
    pub lines: String,
    /// Profiles it has or may have, with where; sorted.
    pub found: Vec<Found>,
    /// Germline findings, with where; sorted.
    pub germline: Vec<(String, Finding)>,
}

/// One answer of a case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Found {
    /// Alleles that met it, as `CHROM-POS-REF-ALT` of the input; none for what is told of the tumour alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
    /// Digest of the [`Answer`](super::Answer).
    pub answer: String,
}

/// A file that was given beside the VCF (callable regions, copies, fusions): cases of one panel share it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredFile {
    /// Its name, without folders: formats are told by it.
    pub name: String,
    /// What it says, decompressed.
    pub text: String,
}

impl Case {
    /// Which columns of its lines are read.
    #[must_use]
    pub fn columns(&self) -> Columns {
        Columns { sample: self.has_sample.then_some(0), normal: self.has_normal.then_some(1) }
    }

    /// The first value told under a flag.
    #[must_use]
    pub fn told(&self, flag: &str) -> Option<&str> {
        self.told.get(flag)?.first().map(String::as_str)
    }
}

/// The name of a text in a key file: the first 128 bits of its BLAKE3 digest, as hexadecimal text.
#[must_use]
pub fn content_digest(text: &[u8]) -> String {
    blake3::hash(text).to_hex()[..32].to_owned()
}
