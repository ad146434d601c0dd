//! The text of one variant to an allele: `chr7-140753336-A-T`, `7:140753336:A:T`, `NC_000007.14:g.140753336A>T`,
//! `NM_004333.6:c.1799T>A`.
//!
//! Nothing is guessed. A place needs its assembly, from the caller or from the accession; a change of a protein is refused,
//! because several alleles give it.

use ckdb_core::consequence::hgvs::{HgvsError, HgvsName, ResolveError};
use ckdb_core::genome::allele::AlleleError;
use ckdb_core::genome::assembly::UnknownAssembly;
use ckdb_core::genome::{Allele, Assembly, Contig};
use ckdb_core::index::IndexError;
use ckdb_core::knowledge::genome::{Named, VersionMatch};
use ckdb_core::knowledge::{Knowledge, Meaning};

/// Why a text is no allele.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotationError {
    /// No form we know.
    #[error(
        "`{text}` is no variant we can read: expected chr7-140753336-A-T, 7:140753336:A:T, NC_000007.14:g.140753336A>T or NM_004333.6:c.1799T>A"
    )]
    Unread { text: String },
    /// It begins like HGVS.
    #[error(transparent)]
    Hgvs(#[from] HgvsError),
    /// A place without an assembly.
    #[error("`{text}` does not tell its assembly: say which with assembly=\"GRCh38\" or assembly=\"GRCh37\"")]
    NoAssembly { text: String },
    /// A place with two.
    #[error("`{text}` is on {found}, but assembly=\"{given}\" was given; leave assembly out, or name the other place")]
    TwoAssemblies { text: String, found: Assembly, given: Assembly },
    /// An assembly nobody knows.
    #[error(transparent)]
    Assembly(#[from] UnknownAssembly),
    /// REF and ALT that are no run of bases.
    #[error("`{text}`: {problem}")]
    Allele { text: String, problem: AlleleError },
    /// A change of the protein.
    #[error(
        "`{text}` names a change of the protein, which several changes of letters give; name the letters, or ask for what is known with Knowledge.evidence()"
    )]
    Protein { text: String },
    /// A transcript nobody knows.
    #[error("`{text}`: this index has no transcript `{name}`; give the place on the genome instead, such as chr7-140753336-A-T")]
    NoTranscript { text: String, name: String },
    /// A name that does not fit the reference.
    #[error("`{text}`: {problem}")]
    Resolve { text: String, problem: ResolveError },
    /// The index is damaged.
    #[error(transparent)]
    Index(#[from] IndexError),
}

/// An allele read from text.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) assembly: Assembly,
    pub(crate) allele: Allele,
    /// What the reader must know about the reading.
    pub(crate) notes: Vec<String>,
}

/// Reads the text of one variant.
pub(crate) fn read(knowledge: &Knowledge, text: &str, given: Option<Assembly>) -> Result<Read, NotationError> {
    let text = text.trim();
    if let Some(place) = place(text) {
        return place.allele(text, given);
    }
    if !text.contains(':') {
        return Err(NotationError::Unread { text: text.to_owned() });
    }
    match text.parse()? {
        HgvsName::Genome { prefix, name, stated } => {
            let assembly = assembly(text, Contig::parse(&prefix).and_then(|(_, found)| found), given)?;
            let resolved = name.resolve(&stated, &knowledge.genome(assembly)?);
            let allele = resolved.map_err(|problem| NotationError::Resolve { text: text.to_owned(), problem })?;
            Ok(Read { assembly, allele, notes: Vec::new() })
        }
        HgvsName::Transcript { prefix, name, stated } => {
            let (assembly, found, notes) = transcript(knowledge, text, prefix.as_deref().unwrap_or_default(), given)?;
            let resolved = name.resolve(&stated, found.transcript, &knowledge.genome(assembly)?);
            let allele = resolved.map_err(|problem| NotationError::Resolve { text: text.to_owned(), problem })?;
            Ok(Read { assembly, allele, notes })
        }
        _ => Err(NotationError::Protein { text: text.to_owned() }),
    }
}

/// The assembly of a place: the one its contig's accession tells, else the one given.
fn assembly(text: &str, found: Option<Assembly>, given: Option<Assembly>) -> Result<Assembly, NotationError> {
    match (found, given) {
        (Some(found), Some(given)) if found != given => Err(NotationError::TwoAssemblies { text: text.to_owned(), found, given }),
        (Some(assembly), _) | (None, Some(assembly)) => Ok(assembly),
        (None, None) => Err(NotationError::NoAssembly { text: text.to_owned() }),
    }
}

/// A place and letters, as a VCF line has them.
struct Place<'t> {
    contig: Contig,
    assembly: Option<Assembly>,
    /// 1-based.
    position: u32,
    reference: &'t str,
    alternate: &'t str,
}

/// Contig, position, REF, ALT, joined by `-`, `:`, `>`, `/` or spaces.
fn place(text: &str) -> Option<Place<'_>> {
    let mut parts = text.split(['-', ':', '>', '/', ' ', '\t']).filter(|part| !part.is_empty());
    let (contig, position, reference, alternate) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let (contig, assembly) = Contig::parse(contig)?;
    let position = position.replace(',', "").parse().ok()?;
    parts.next().is_none().then_some(Place { contig, assembly, position, reference, alternate })
}

impl Place<'_> {
    fn allele(&self, text: &str, given: Option<Assembly>) -> Result<Read, NotationError> {
        let assembly = assembly(text, self.assembly, given)?;
        let allele = Allele::from_vcf(self.contig, self.position, self.reference.as_bytes(), self.alternate.as_bytes());
        let allele = allele.map_err(|problem| NotationError::Allele { text: text.to_owned(), problem })?;
        Ok(Read { assembly, allele, notes: Vec::new() })
    }
}

/// The transcript of an accession, or the one on which claims about a gene are numbered; of both assemblies, unless one was
/// given, the newer that has it.
fn transcript<'k>(
    knowledge: &'k Knowledge,
    text: &str,
    name: &str,
    given: Option<Assembly>,
) -> Result<(Assembly, Named<'k>, Vec<String>), NotationError> {
    let records = knowledge.records()?;
    let of_gene = knowledge.find(name)?.into_iter().find_map(|meaning| match meaning {
        Meaning::Gene(id) => records.gene(id).map(|gene| gene.transcript()).filter(|accession| !accession.is_empty()),
        _ => None,
    });
    let accession = of_gene.unwrap_or(name);
    let assemblies = match given {
        Some(one) => vec![one],
        None => vec![Assembly::Grch38, Assembly::Grch37],
    };
    for assembly in assemblies {
        let Some(found) = knowledge.genome(assembly)?.transcript(accession) else { continue };
        let held = found.transcript.accession;
        let note = match (found.version, of_gene) {
            (VersionMatch::Other, _) => {
                Some(format!("this index has no {accession}; positions were read on {held} and may differ"))
            }
            (_, Some(_)) => Some(format!("`{name}` was read as {held}, on which claims about the gene are numbered")),
            (VersionMatch::Unstated, None) => Some(format!("`{name}` was read as {held}, the highest version in this index")),
            (VersionMatch::Exact, None) => None,
        };
        return Ok((assembly, found, note.into_iter().collect()));
    }
    Err(NotationError::NoTranscript { text: text.to_owned(), name: name.to_owned() })
}
