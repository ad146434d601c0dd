//! What both suites need: alleles of a VCF as they are spelled, letters of a FASTA, the haplotype an allele makes.

use ckdb_core::genome::{Allele, Contig, Sequence, Window};
use ckdb_core::normalize::{NormalizedAllele, normalize};
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// One ALT of one line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Spelling {
    pub(crate) contig: String,
    pub(crate) pos: u32,
    pub(crate) old: String,
    pub(crate) new: String,
    /// Does its line state other alleles too?
    pub(crate) shared: bool,
}

impl fmt::Display for Spelling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}:{}", self.contig, self.pos, self.old, self.new)
    }
}

impl Spelling {
    /// Is it the same spelling, whatever else the line says?
    pub(crate) fn is(&self, other: &Self) -> bool {
        (&self.contig, self.pos, &self.old, &self.new) == (&other.contig, other.pos, &other.old, &other.new)
    }

    /// A run of plain bases on both sides.
    pub(crate) fn is_letters(&self) -> bool {
        let plain = |text: &str| !text.is_empty() && text.bytes().all(|letter| b"ACGTN".contains(&letter));
        plain(&self.old) && plain(&self.new)
    }

    /// As our allele, or the code of the refusal.
    pub(crate) fn allele(&self) -> Result<Allele, &'static str> {
        let (contig, _) = Contig::parse(&self.contig).ok_or("UNKNOWN_CONTIG")?;
        Allele::from_vcf(contig, self.pos, self.old.as_bytes(), self.new.as_bytes()).map_err(|error| error.as_str())
    }

    /// Our spelling of it.
    pub(crate) fn normalized(
        &self,
        reference: &Fasta,
        form: impl Fn(NormalizedAllele) -> NormalizedAllele,
    ) -> Result<Self, String> {
        let allele = self.allele()?;
        let normal = normalize(&allele, reference).map_err(|_| "REF_MISMATCH")?;
        let (pos, old, new) = form(normal).vcf_form(reference).ok_or("NO_LETTER_BEFORE")?;
        let text = |letters: &[u8]| String::from_utf8(letters.to_vec()).unwrap();
        Ok(Self { contig: self.contig.clone(), pos: pos.get(), old: text(&old), new: text(&new), shared: false })
    }
}

/// Alleles of a VCF in order, letters in upper case.
pub(crate) fn spellings(path: &Path) -> Vec<Spelling> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut found = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [contig, pos, _, old, new, ..] = fields[..] else { continue };
        let upper = |text: &str| if text.contains(['<', '[', ']']) { text.to_owned() } else { text.to_ascii_uppercase() };
        for alternate in new.split(',') {
            found.push(Spelling {
                contig: contig.to_owned(),
                pos: pos.parse().unwrap(),
                old: upper(old),
                new: upper(alternate),
                shared: new.contains(','),
            });
        }
    }
    found
}

/// Letters of named contigs from their first on.
pub(crate) struct Fasta(BTreeMap<Contig, Vec<u8>>);

impl Fasta {
    pub(crate) fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut contigs = BTreeMap::new();
        for record in text.split('>').skip(1) {
            let (name, letters) = record.split_once('\n').unwrap_or((record, ""));
            let name = name.split_whitespace().next().unwrap_or_default();
            let Some((contig, _)) = Contig::parse(name) else { continue };
            contigs.insert(
                contig,
                letters.bytes().filter(u8::is_ascii_alphabetic).map(|letter| letter.to_ascii_uppercase()).collect(),
            );
        }
        Self(contigs)
    }

    /// A stretch that begins at the contig's first letter.
    pub(crate) fn of(contig: Contig, letters: Vec<u8>) -> Self {
        Self(BTreeMap::from([(contig, letters)]))
    }

    /// The contig's letters once the allele is put in; `None` where it does not fit.
    pub(crate) fn haplotype(&self, spelling: &Spelling) -> Option<Vec<u8>> {
        let (contig, _) = Contig::parse(&spelling.contig)?;
        let letters = self.0.get(&contig)?;
        let from = spelling.pos.checked_sub(1)? as usize;
        let to = from + spelling.old.len();
        let held = letters.get(from..to)?;
        (held == spelling.old.as_bytes()).then(|| [&letters[..from], spelling.new.as_bytes(), &letters[to..]].concat())
    }
}

impl Sequence for Fasta {
    fn window(&self, contig: Contig, at: u32) -> Option<Window<'_>> {
        let window = Window::new(0, self.0.get(&contig)?);
        (at <= window.interval().end()).then_some(window)
    }
}
