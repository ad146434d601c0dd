//! Assemblies and contigs, and every name people give them.
//!
//! The same chromosome is `7`, `chr7`, `NC_000007.13` (GRCh37), `NC_000007.14` (GRCh38) or `CM000669.1/.2`. A name is
//! parsed once, here. Only the 24 primary chromosomes and the mitochondrion have gene models; any other contig is
//! answered with `None`, and the caller counts it.

use std::fmt;
use std::str::FromStr;

/// A version of the human reference genome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub enum Assembly {
    /// GRCh37, also called hg19 (2009).
    Grch37,
    /// GRCh38, also called hg38 (2013).
    Grch38,
}

impl Assembly {
    /// Both, oldest first.
    pub const ALL: [Self; 2] = [Self::Grch37, Self::Grch38];

    /// The name used everywhere in CKDB.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Grch37 => "GRCh37",
            Self::Grch38 => "GRCh38",
        }
    }

    /// Position in [`Assembly::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        match self {
            Self::Grch37 => 0,
            Self::Grch38 => 1,
        }
    }
}

impl fmt::Display for Assembly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An assembly nobody here knows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown assembly `{0}`: expected GRCh37 (hg19, b37) or GRCh38 (hg38)")]
pub struct UnknownAssembly(pub String);

impl FromStr for Assembly {
    type Err = UnknownAssembly;

    /// Accepts `GRCh37`, `hg19`, `b37`, `hs37d5`, `GRCh38`, `hg38`, `hs38`, any case, with or without a patch (`.p13`).
    fn from_str(text: &str) -> Result<Self, UnknownAssembly> {
        let lower = text.trim().to_ascii_lowercase();
        let base = lower.split(".p").next().unwrap_or(&lower);
        match base {
            "grch37" | "hg19" | "b37" | "hs37" | "hs37d5" | "g1k_v37" | "37" | "19" => Ok(Self::Grch37),
            "grch38" | "hg38" | "hs38" | "hs38dh" | "b38" | "38" => Ok(Self::Grch38),
            _ => Err(UnknownAssembly(text.to_owned())),
        }
    }
}

/// A primary chromosome: 1–22, X, Y, or M (the mitochondrion).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct Contig(u8);

/// Lengths in letters of chr1–22, X, Y, M (GRC assembly reports; the mitochondrion is the rCRS, NC_012920.1, in both).
const LENGTHS: [[u32; 25]; 2] = [
    [
        249_250_621,
        243_199_373,
        198_022_430,
        191_154_276,
        180_915_260,
        171_115_067,
        159_138_663,
        146_364_022,
        141_213_431,
        135_534_747,
        135_006_516,
        133_851_895,
        115_169_878,
        107_349_540,
        102_531_392,
        90_354_753,
        81_195_210,
        78_077_248,
        59_128_983,
        63_025_520,
        48_129_895,
        51_304_566,
        155_270_560,
        59_373_566,
        16_569,
    ],
    [
        248_956_422,
        242_193_529,
        198_295_559,
        190_214_555,
        181_538_259,
        170_805_979,
        159_345_973,
        145_138_636,
        138_394_717,
        133_797_422,
        135_086_622,
        133_275_309,
        114_364_328,
        107_043_718,
        101_991_189,
        90_338_345,
        83_257_441,
        80_373_285,
        58_617_616,
        64_444_167,
        46_709_983,
        50_818_468,
        156_040_895,
        57_227_415,
        16_569,
    ],
];

/// Version of the RefSeq accession `NC_0000nn.v` of chr1–22, X, Y, by assembly.
const REFSEQ_VERSIONS: [[u8; 24]; 2] = [
    [10, 11, 11, 11, 9, 11, 13, 10, 11, 10, 9, 11, 10, 8, 9, 9, 10, 9, 9, 10, 8, 10, 10, 9],
    [11, 12, 12, 12, 10, 12, 14, 11, 12, 11, 10, 12, 11, 9, 10, 10, 11, 10, 10, 11, 9, 11, 11, 10],
];

const NAMES: [&str; 25] = [
    "chr1", "chr2", "chr3", "chr4", "chr5", "chr6", "chr7", "chr8", "chr9", "chr10", "chr11", "chr12", "chr13", "chr14", "chr15",
    "chr16", "chr17", "chr18", "chr19", "chr20", "chr21", "chr22", "chrX", "chrY", "chrM",
];

impl Contig {
    /// Every contig, in karyotype order.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..25).map(Self)
    }

    /// The contig behind any of its names, and the assembly when the name gives it away (`NC_000007.13`).
    ///
    /// `None` for alternate loci, decoys, viruses and other organisms.
    #[must_use]
    pub fn parse(name: &str) -> Option<(Self, Option<Assembly>)> {
        if let Some(rest) = name.strip_prefix("NC_") {
            return Self::parse_accession(rest);
        }
        if let Some(rest) = name.strip_prefix("CM000") {
            return Self::parse_genbank(rest);
        }
        let bare = match name.get(..3) {
            Some(prefix) if prefix.eq_ignore_ascii_case("chr") => &name[3..],
            _ => name,
        };
        let index = match bare {
            "X" | "x" | "23" => 22,
            "Y" | "y" | "24" => 23,
            "M" | "m" | "MT" | "mt" | "Mt" => 24,
            _ if bare.starts_with('0') || bare.starts_with('+') => return None,
            _ => match bare.parse::<u8>() {
                Ok(number @ 1..=22) => number - 1,
                _ => return None,
            },
        };
        Some((Self(index), None))
    }

    fn parse_accession(rest: &str) -> Option<(Self, Option<Assembly>)> {
        let (number, version) = match rest.split_once('.') {
            Some((number, version)) => (number, Some(version.parse::<u8>().ok()?)),
            None => (rest, None),
        };
        if number == "012920" {
            return Some((Self(24), None));
        }
        if number.len() != 6 {
            return None;
        }
        let index = match number.parse::<u8>().ok()? {
            number @ 1..=24 => number - 1,
            _ => return None,
        };
        let contig = Self(index);
        let Some(version) = version else { return Some((contig, None)) };
        let assembly =
            Assembly::ALL.into_iter().find(|assembly| REFSEQ_VERSIONS[assembly.index()][usize::from(index)] == version)?;
        Some((contig, Some(assembly)))
    }

    /// GenBank's names of chr1–22, X, Y: `CM000663` to `CM000686`, `.1` for GRCh37 and `.2` for GRCh38.
    fn parse_genbank(rest: &str) -> Option<(Self, Option<Assembly>)> {
        let (number, assembly) = match rest.split_once('.') {
            Some((number, "1")) => (number, Some(Assembly::Grch37)),
            Some((number, "2")) => (number, Some(Assembly::Grch38)),
            Some(_) => return None,
            None => (rest, None),
        };
        let index = number.parse::<u16>().ok().filter(|_| number.len() == 3)?.checked_sub(663)?;
        (index < 24).then_some((Self(u8::try_from(index).ok()?), assembly))
    }

    /// From its place in karyotype order (0 = chr1 … 24 = chrM).
    #[must_use]
    pub const fn from_index(index: u8) -> Option<Self> {
        if index < 25 { Some(Self(index)) } else { None }
    }

    /// Place in karyotype order (0 = chr1 … 24 = chrM).
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// UCSC style name: `chr7`.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES[self.index()]
    }

    /// RefSeq accession with version: `NC_000007.14`.
    #[must_use]
    pub fn refseq(self, assembly: Assembly) -> String {
        match REFSEQ_VERSIONS[assembly.index()].get(self.index()) {
            Some(version) => format!("NC_{:06}.{version}", self.0 + 1),
            None => "NC_012920.1".to_owned(),
        }
    }

    /// Length in letters.
    #[must_use]
    pub const fn length(self, assembly: Assembly) -> u32 {
        LENGTHS[assembly.index()][self.index()]
    }

    /// Is it the mitochondrion, which has its own genetic code?
    #[must_use]
    pub const fn is_mitochondrial(self) -> bool {
        self.0 == 24
    }

    /// The assembly that has a contig of this name with this length, if exactly one has.
    #[must_use]
    pub fn assembly_by_length(self, length: u32) -> Option<Assembly> {
        let mut found = Assembly::ALL.into_iter().filter(|assembly| self.length(*assembly) == length);
        match (found.next(), found.next()) {
            (Some(assembly), None) => Some(assembly),
            _ => None,
        }
    }
}

impl fmt::Display for Contig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_chromosome_has_many_names() {
        let seven = Contig::from_index(6).expect("chr7");
        for name in ["7", "chr7", "Chr7", "CHR7", "NC_000007"] {
            assert_eq!(Contig::parse(name), Some((seven, None)), "{name}");
        }
        assert_eq!(Contig::parse("NC_000007.13"), Some((seven, Some(Assembly::Grch37))));
        assert_eq!(Contig::parse("NC_000007.14"), Some((seven, Some(Assembly::Grch38))));
        assert_eq!(Contig::parse("CM000669.2"), Some((seven, Some(Assembly::Grch38))));
        assert_eq!(Contig::parse("CM000686.1").map(|found| found.0.name()), Some("chrY"));
        assert_eq!(seven.refseq(Assembly::Grch38), "NC_000007.14");
        assert_eq!(Contig::parse("MT").map(|found| found.0.name()), Some("chrM"));
    }

    #[test]
    fn strangers_are_not_guessed() {
        for name in [
            "",
            "chr",
            "chr0",
            "chr07",
            "25",
            "chr7_gl000195_random",
            "HLA-A*01:01",
            "NC_000007.99",
            "NC_045512.2",
            "chrEBV",
            "CM000687.1",
            "CM000669.9",
        ] {
            assert_eq!(Contig::parse(name), None, "{name}");
        }
    }

    #[test]
    fn a_length_tells_the_assembly_where_it_can() {
        let (x, _) = Contig::parse("X").expect("known");
        assert_eq!(x.assembly_by_length(155_270_560), Some(Assembly::Grch37));
        assert_eq!(x.assembly_by_length(156_040_895), Some(Assembly::Grch38));
        assert_eq!(x.assembly_by_length(1), None);
        let (m, _) = Contig::parse("M").expect("known");
        assert_eq!(m.assembly_by_length(16_569), None, "both assemblies share it");
    }

    #[test]
    fn assembly_names() {
        for name in ["GRCh37", "hg19", "grch37.p13", "b37"] {
            assert_eq!(name.parse(), Ok(Assembly::Grch37), "{name}");
        }
        assert!("hg18".parse::<Assembly>().is_err());
    }
}
