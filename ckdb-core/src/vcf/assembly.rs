//! Which assembly a header speaks of, and how sure one can be.
//!
//! Two kinds of witness are heard. *Numbers*: a `##contig` length that only one assembly has, an accession with its
//! version (`NC_000007.14`). *Words*: `hg19`, `GRCh38` and their like in `##reference`, `##assembly` and the contigs'
//! `assembly=`. When all agree, the assembly is known. When two disagree, or a primary chromosome has a length that
//! neither assembly gives it while other witnesses name one, nothing is guessed: the caller asks its user.

use super::meta;
use crate::genome::{Assembly, Contig};
use std::fmt;

/// What a header says of its assembly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssemblyGuess {
    /// All witnesses agree.
    Known(Assembly, Vec<String>),
    /// Witnesses disagree.
    Ambiguous {
        /// What each of them says.
        reasons: Vec<String>,
    },
    /// No witness names an assembly.
    Unknown {
        /// What was found instead: empty, or chromosome lengths that neither GRCh37 nor GRCh38 has.
        reasons: Vec<String>,
    },
}

impl fmt::Display for AssemblyGuess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(assembly, reasons) => write!(f, "{assembly}, by {}", reasons.join("; ")),
            Self::Ambiguous { reasons } => {
                write!(f, "the header does not agree with itself on the assembly: {}", reasons.join("; "))
            }
            Self::Unknown { reasons } if reasons.is_empty() => {
                f.write_str("the header does not say which assembly: no ##contig lengths, no ##reference that names one")
            }
            Self::Unknown { reasons } => write!(f, "the header fits neither GRCh37 nor GRCh38: {}", reasons.join("; ")),
        }
    }
}

/// A `##contig` line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContigLine {
    /// `ID`, as it stands.
    pub name: String,
    /// `length` in letters, when it is a number.
    pub length: Option<u64>,
    /// `assembly`, as it stands.
    pub assembly: Option<String>,
}

impl ContigLine {
    /// From the value of a `##contig=` line; `None` without an ID.
    #[must_use]
    pub fn parse(value: &str) -> Option<Self> {
        let attributes = meta::attributes(value)?;
        Some(Self {
            name: meta::attribute(&attributes, "ID")?.to_owned(),
            length: meta::attribute(&attributes, "length").and_then(|length| length.parse().ok()),
            assembly: meta::attribute(&attributes, "assembly").map(str::to_owned),
        })
    }
}

/// Witnesses of one kind for one assembly: how many, and the first of them.
#[derive(Default)]
struct Heard {
    count: usize,
    first: String,
}

impl Heard {
    fn add(&mut self, first: impl FnOnce() -> String) {
        if self.count == 0 {
            self.first = first();
        }
        self.count += 1;
    }

    fn sentence(&self, what: &str) -> Option<String> {
        match self.count {
            0 => None,
            1 => Some(format!("{what} ({})", self.first)),
            count => Some(format!("{what} ({}, and {} more)", self.first, count - 1)),
        }
    }
}

/// Hears the contigs, and the values of `##reference` and `##assembly` lines (`words`: key and value).
#[must_use]
pub fn guess(contigs: &[ContigLine], words: &[(String, String)]) -> AssemblyGuess {
    let mut lengths: [Heard; 2] = Default::default();
    let mut accessions: [Heard; 2] = Default::default();
    let mut said: [Heard; 2] = Default::default();
    let mut misfits = Heard::default();
    for line in contigs {
        if let Some((contig, by_name)) = Contig::parse(&line.name) {
            if let Some(assembly) = by_name {
                accessions[assembly.index()].add(|| line.name.clone());
            }
            // The mitochondrion has one length in both assemblies and another in UCSC's hg19: it tells nothing.
            if let Some(length) = line.length.filter(|_| !contig.is_mitochondrial()) {
                match u32::try_from(length).ok().and_then(|length| contig.assembly_by_length(length)) {
                    Some(assembly) => lengths[assembly.index()].add(|| format!("{} has {length} letters", line.name)),
                    None => misfits.add(|| format!("{} has {length} letters", line.name)),
                }
            }
        }
        for assembly in line.assembly.as_deref().map(named_in).into_iter().flatten() {
            said[assembly.index()].add(|| format!("assembly={} of contig {}", line.assembly.as_deref().unwrap_or(""), line.name));
        }
    }
    for (key, value) in words {
        for assembly in named_in(value) {
            said[assembly.index()].add(|| format!("##{key}={value}"));
        }
    }
    let reasons_for = |assembly: Assembly| -> Vec<String> {
        let index = assembly.index();
        [
            lengths[index].sentence("contig lengths"),
            accessions[index].sentence("contig accessions"),
            said[index].sentence("the header's words"),
        ]
        .into_iter()
        .flatten()
        .collect()
    };
    let misfit = misfits.sentence("contig lengths that neither assembly has");
    let [old, new] = Assembly::ALL.map(reasons_for);
    match (old.is_empty(), new.is_empty(), misfit) {
        (false, true, None) => AssemblyGuess::Known(Assembly::Grch37, old),
        (true, false, None) => AssemblyGuess::Known(Assembly::Grch38, new),
        (true, true, misfit) => AssemblyGuess::Unknown { reasons: misfit.into_iter().collect() },
        (_, _, misfit) => {
            let of = |assembly: Assembly, reasons: Vec<String>| {
                (!reasons.is_empty()).then(|| format!("{assembly} by {}", reasons.join(" and ")))
            };
            let [first, last] = Assembly::ALL;
            AssemblyGuess::Ambiguous { reasons: [of(first, old), of(last, new), misfit].into_iter().flatten().collect() }
        }
    }
}

/// The assemblies a path or a name speaks of. The last part of a path decides if it names one.
#[must_use]
pub fn named_in(text: &str) -> Vec<Assembly> {
    let last = text.trim_end_matches('/').rsplit('/').next().unwrap_or(text);
    let found = words_of(last);
    if found.is_empty() { words_of(text) } else { found }
}

fn words_of(text: &str) -> Vec<Assembly> {
    // Broad's names for their FASTA files end in `assembly19` (b37) and `assembly38`.
    const OLD: [&str; 6] = ["grch37", "hg19", "hs37", "g1k_v37", "assembly19", "b37"];
    const NEW: [&str; 5] = ["grch38", "hg38", "hs38", "assembly38", "b38"];
    let lower = text.to_ascii_lowercase();
    let speaks = |word: &str| {
        lower.match_indices(word).any(|(place, _)| {
            let before = lower[..place].chars().next_back();
            let after = lower[place + word.len()..].chars().next();
            // `b37` must stand alone; no word may run on in digits (`hg190`).
            let free_before = word.len() > 3 || !before.is_some_and(char::is_alphanumeric);
            free_before && !after.is_some_and(|letter| letter.is_ascii_digit())
        })
    };
    let mut found = Vec::new();
    let by_accession = accession(&lower);
    for (assembly, words) in [(Assembly::Grch37, &OLD[..]), (Assembly::Grch38, &NEW[..])] {
        if by_accession == Some(assembly) || words.iter().any(|word| speaks(word)) {
            found.push(assembly);
        }
    }
    found
}

/// The assembly behind `GCA_000001405.n` or `GCF_000001405.n` (NCBI Assembly: GRCh38 begins at 15 and 26).
fn accession(lower: &str) -> Option<Assembly> {
    let version = |prefix: &str| {
        let (_, rest) = lower.split_once(prefix)?;
        let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        rest[..end].parse::<u32>().ok()
    };
    let of = |version: u32, first_new: u32| if version < first_new { Assembly::Grch37 } else { Assembly::Grch38 };
    version("gca_000001405.").map(|found| of(found, 15)).or_else(|| version("gcf_000001405.").map(|found| of(found, 26)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn contig(value: &str) -> ContigLine {
        ContigLine::parse(value).unwrap()
    }

    fn word(key: &str, value: &str) -> (String, String) {
        (key.to_owned(), value.to_owned())
    }

    #[test]
    fn words_people_write() {
        use Assembly::{Grch37, Grch38};
        for (text, expected) in [
            ("file:///refs/human_g1k_v37.fasta", vec![Grch37]),
            ("Homo_sapiens_assembly19.fasta", vec![Grch37]),
            ("ucsc.hg19.fasta", vec![Grch37]),
            ("hs37d5.fa", vec![Grch37]),
            ("GRCh37.p13", vec![Grch37]),
            ("b37", vec![Grch37]),
            ("GCF_000001405.25", vec![Grch37]),
            ("GCA_000001405.15_GRCh38_no_alt_analysis_set.fa", vec![Grch38]),
            ("Homo_sapiens_assembly38.fasta", vec![Grch38]),
            ("/data/hg19/liftover/hg38.fa", vec![Grch38]),
            ("hg19ToHg38.fa", vec![Grch37, Grch38]),
            ("hg18", vec![]),
            ("ab37.fa", vec![]),
            ("chm13v2.0.fa", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(named_in(text), expected, "{text}");
        }
    }

    #[test]
    fn lengths_accessions_and_words_are_heard() {
        let by_length = guess(&[contig("<ID=chr7,length=159345973>"), contig("<ID=chr8,length=145138636>")], &[]);
        let AssemblyGuess::Known(Assembly::Grch38, reasons) = by_length else { panic!("{by_length:?}") };
        assert_eq!(reasons, ["contig lengths (chr7 has 159345973 letters, and 1 more)"]);
        assert!(matches!(guess(&[contig("<ID=NC_000007.13>")], &[]), AssemblyGuess::Known(Assembly::Grch37, _)));
        assert!(matches!(guess(&[], &[word("reference", "hg19.fa")]), AssemblyGuess::Known(Assembly::Grch37, _)));
        assert!(matches!(guess(&[contig("<ID=7,assembly=b37>")], &[]), AssemblyGuess::Known(Assembly::Grch37, _)));
    }

    #[test]
    fn a_header_at_odds_with_itself_is_ambiguous() {
        let at_odds = guess(&[contig("<ID=chr7,length=159345973>")], &[word("reference", "hg19.fa")]);
        let AssemblyGuess::Ambiguous { reasons } = &at_odds else { panic!("{at_odds:?}") };
        assert_eq!(reasons.len(), 2);
        let other_genome = guess(&[contig("<ID=chr1,length=248387328>")], &[word("reference", "GRCh38")]);
        assert!(matches!(other_genome, AssemblyGuess::Ambiguous { .. }));
    }

    #[test]
    fn silence_and_strangers_are_unknown() {
        assert_eq!(guess(&[], &[]), AssemblyGuess::Unknown { reasons: Vec::new() });
        let stranger = guess(&[contig("<ID=chr1,length=248387328>"), contig("<ID=MT,length=16569>")], &[]);
        let AssemblyGuess::Unknown { reasons } = &stranger else { panic!("{stranger:?}") };
        assert_eq!(reasons.len(), 1);
    }
}
