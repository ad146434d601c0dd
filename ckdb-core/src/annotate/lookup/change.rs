//! A change somebody names, on the genome, and annotated as a VCF allele would be.

use super::spelling::spellings;
use super::term::Place;
use super::{Change, LookupError, Named};
use crate::annotate::{Annotation, Annotator, ProfileMatch};
use crate::consequence::hgvs::{Edit, HgvsC, HgvsG, HgvsName, ResolveError, Stated};
use crate::consequence::{canonical_protein_change, protein_of};
use crate::genome::{Allele, Assembly, Contig, Interval, ProteinChange, Sequence, TranscriptRef};
use crate::knowledge::genome::VersionMatch;
use crate::knowledge::{Genome, Knowledge, Meaning};
use crate::matching::{MatchLevel, Reason, Truth};
use crate::model::Site;
use crate::reference::{Layered, Reference};

/// What a reading of a term gave: where it is, and what the reader must know.
pub(super) struct Read<'k> {
    pub(super) assembly: Assembly,
    pub(super) named: Named<'k>,
    /// The alleles it may mean; more than one only for a change of the protein.
    pub(super) alleles: Vec<Allele>,
    pub(super) notes: Vec<String>,
}

/// Reads changes against one index.
pub(super) struct Reader<'k, 'r> {
    pub(super) knowledge: &'k Knowledge,
    /// The assembly asked for.
    pub(super) assembly: Option<Assembly>,
    /// Letters beyond those of the index.
    pub(super) reference: Option<&'r Reference>,
}

/// Letters read on both sides of a place in a reference file: enough for a name that speaks of the letters beside it.
const AROUND: u32 = 1_000;

/// The most letters that are read for one name.
const MOST_LETTERS: u32 = 4_000_000;

/// A transcript of one assembly.
struct Counted<'k> {
    assembly: Assembly,
    genome: Genome<'k>,
    number: u32,
    transcript: TranscriptRef<'k>,
    notes: Vec<String>,
}

/// How a place stands to the letters of an assembly.
enum Fit {
    /// The letters are as stated.
    Agrees(Allele),
    /// The letters there are not held.
    Unchecked(Allele),
    /// They are not as stated, or cannot be read without being held.
    Refused(LookupError),
}

impl<'k> Reader<'k, '_> {
    /// Asks with the letters of the index, and with those of the file beside them where these do not suffice.
    fn with_letters<T>(
        &self,
        (assembly, genome): (Assembly, Genome<'k>),
        (contig, place): (Contig, Interval),
        ask: impl Fn(&dyn Sequence) -> T,
    ) -> T {
        let around = Interval::new(place.start().saturating_sub(AROUND), place.end().saturating_add(AROUND));
        let wanted = around.filter(|around| genome.letters(contig, place).is_none() && around.len() <= MOST_LETTERS);
        let reference = self.reference.filter(|reference| reference.assembly() == assembly);
        // A file that cannot be read there is told of when the change is annotated.
        let stretch = reference.zip(wanted).and_then(|(reference, around)| {
            let from = reference.record_at(contig, place.start())?.start().max(around.start());
            reference.stretch(contig, Interval::new(from, around.end())?).ok().flatten()
        });
        match &stretch {
            Some(stretch) => ask(&Layered { first: &genome, second: stretch }),
            None => ask(&genome),
        }
    }

    /// A place and letters.
    pub(super) fn place(&self, term: &str, place: &Place) -> Result<Read<'k>, LookupError> {
        let (reference, alternate) = (place.reference.as_bytes(), place.alternate.as_bytes());
        let allele = Allele::from_vcf(place.contig, place.position, reference, alternate)
            .map_err(|problem| LookupError::Allele { term: term.to_owned(), problem })?;
        let fits = |letters: &dyn Sequence| match letters.letters(allele.contig, allele.interval) {
            Some(held) if held == allele.reference.as_slice() => Fit::Agrees(allele.clone()),
            Some(held) => Fit::Refused(LookupError::Resolve(ResolveError::ReferenceMismatch {
                contig: allele.contig,
                place: allele.interval,
                stated: place.reference.to_ascii_uppercase(),
                found: String::from_utf8_lossy(held).into_owned(),
            })),
            None => Fit::Unchecked(allele.clone()),
        };
        self.on_genome(term, place.assembly, |on| self.with_letters(on, (allele.contig, allele.interval), fits))
    }

    /// An HGVS name. `term` is what was asked, for messages.
    pub(super) fn hgvs(&self, term: &str, name: &HgvsName) -> Result<Read<'k>, LookupError> {
        let no_sequence = || LookupError::NoSequence { term: term.to_owned() };
        match name {
            HgvsName::Genome { prefix, name, stated } => {
                let assembly = Contig::parse(prefix).and_then(|(_, assembly)| assembly);
                let place = Interval::inclusive(name.first, name.last).unwrap_or(Interval::from_length(0, 0));
                let fits = |letters: &dyn Sequence| on_contig(name, stated, letters);
                self.on_genome(term, assembly, |on| self.with_letters(on, (name.contig, place), fits))
            }
            HgvsName::Transcript { prefix, name, stated } => {
                let counted = self.transcript(prefix.as_deref().ok_or_else(no_sequence)?, term)?;
                let allele = match name.resolve(stated, counted.transcript, &counted.genome) {
                    Err(ResolveError::LettersNotHeld { .. }) if self.reference.is_some() => {
                        // Somewhere in an intron, or beside the gene.
                        let (on, span) = ((counted.assembly, counted.genome), counted.transcript.span());
                        self.with_letters(on, (counted.transcript.contig, span), |letters| {
                            name.resolve(stated, counted.transcript, letters)
                        })?
                    }
                    resolved => resolved?,
                };
                let named = Named::Transcript { transcript: counted.transcript.accession, name: name.clone() };
                Ok(Read { assembly: counted.assembly, named, alleles: vec![allele], notes: counted.notes })
            }
            HgvsName::Protein { prefix, change } => {
                let prefix = prefix.as_deref().ok_or_else(no_sequence)?;
                self.protein(self.transcript(prefix, term)?, change)
            }
        }
    }

    /// A change of the protein of a transcript that a criterion names.
    pub(super) fn protein_on(&self, accession: &str, change: &ProteinChange) -> Result<Read<'k>, LookupError> {
        self.protein(self.transcript(accession, accession)?, change)
    }

    /// The one site a criterion lists on the first assembly that has any; `None` where it lists several.
    pub(super) fn only_site(&self, sites: &[Site]) -> Option<Read<'k>> {
        let here = |assembly| sites.iter().filter(move |site| site.assembly == assembly);
        let assembly = self.assemblies().into_iter().find(|assembly| here(*assembly).next().is_some())?;
        let mut listed = here(assembly);
        let (Some(site), None) = (listed.next(), listed.next()) else { return None };
        let allele = Allele {
            contig: site.contig,
            interval: Interval::from_length(site.start, u32::try_from(site.reference.len()).ok()?),
            reference: site.reference.bytes().collect(),
            alternate: site.alternate.bytes().collect(),
        };
        Some(Read { assembly, named: Named::Genome, alleles: vec![allele], notes: Vec::new() })
    }

    fn protein(&self, counted: Counted<'k>, change: &ProteinChange) -> Result<Read<'k>, LookupError> {
        let Counted { assembly, genome, number, transcript, mut notes } = counted;
        let accession = transcript.accession;
        let protein = protein_of(transcript, &genome)
            .ok_or_else(|| LookupError::NoSuchSequence { what: "protein of", name: accession.to_owned() })?;
        for residue in change.stated_residues() {
            // A stored criterion could say 0; a name cannot.
            let index = (residue.number as usize).wrapping_sub(1);
            let found = protein.get(index).copied();
            let is_stop = index == protein.len() && residue.acid == crate::genome::AminoAcid::Ter;
            if found != Some(residue.acid) && !is_stop {
                return Err(LookupError::OtherResidue {
                    stated: format!("{}{}", residue.acid, residue.number),
                    number: residue.number,
                    found: found
                        .map_or_else(|| format!("beyond its end (it has {} residues)", protein.len()), |acid| acid.to_string()),
                    transcript: accession.to_owned(),
                });
            }
        }
        let canonical = canonical_protein_change(change, &protein);
        if canonical != *change {
            notes.push(format!("{change} is written {canonical}: the most 3′ spelling, and a duplication before an insertion"));
        }
        let mut alleles = spellings(&canonical, number, transcript, genome);
        if let (true, ProteinChange::Frameshift { at, to, stop: Some(_) }) = (alleles.is_empty(), &canonical) {
            // A stop that no short insertion or deletion gives: the claims about frameshifts do not ask for it.
            let without = ProteinChange::Frameshift { at: *at, to: None, stop: None };
            alleles = spellings(&without, number, transcript, genome);
            let first = to.map(|to| format!(" to {to}")).unwrap_or_default();
            notes.push(format!(
                "no short change gives this frameshift{first} and this stop; answered for frameshifts that begin at {}{}",
                at.acid, at.number
            ));
        }
        if alleles.is_empty() {
            return Err(LookupError::NoLetters { change: canonical.to_string(), transcript: accession.to_owned() });
        }
        Ok(Read { assembly, named: Named::Protein { transcript: accession, change: canonical }, alleles, notes })
    }

    /// Assemblies to look at: the one asked for, else the newer one first.
    fn assemblies(&self) -> Vec<Assembly> {
        match self.assembly {
            Some(assembly) => vec![assembly],
            None => Assembly::ALL.into_iter().rev().collect(),
        }
    }

    /// The transcript of an accession, of a protein's accession, or of a gene.
    fn transcript(&self, name: &str, term: &str) -> Result<Counted<'k>, LookupError> {
        let is_protein = ["NP_", "XP_", "ENSP"].iter().any(|head| name.starts_with(head));
        let is_transcript = ["NM_", "NR_", "XM_", "XR_", "ENST", "LRG_"].iter().any(|head| name.starts_with(head));
        let mut other_version = None;
        for assembly in self.assemblies() {
            let genome = self.knowledge.genome(assembly)?;
            let found = if is_protein { self.of_protein(genome, name) } else { genome.transcript(name) };
            let Some(found) = found else { continue };
            let counted = Counted { assembly, genome, number: found.number, transcript: found.transcript, notes: Vec::new() };
            if found.version != VersionMatch::Other {
                return Ok(counted);
            }
            other_version.get_or_insert(counted);
        }
        if let Some(mut counted) = other_version {
            let read = if is_protein { counted.transcript.protein } else { counted.transcript.accession };
            counted
                .notes
                .push(format!("{name} is not in this index; read on {read}, another version of it, whose positions may differ"));
            return Ok(counted);
        }
        if is_protein || is_transcript {
            let what = if is_protein { "protein" } else { "transcript" };
            return Err(LookupError::NoSuchSequence { what, name: name.to_owned() });
        }
        self.of_gene(name, term)
    }

    /// The transcript that claims about a gene are numbered on.
    fn of_gene(&self, name: &str, term: &str) -> Result<Counted<'k>, LookupError> {
        let records = self.knowledge.records()?;
        let genes = self.knowledge.find(name)?;
        let gene = genes.iter().find_map(|meaning| if let Meaning::Gene(id) = meaning { records.gene(*id) } else { None });
        let Some(gene) = gene else { return Err(self.knowledge.unknown("term", term, |_| true).into()) };
        for assembly in self.assemblies() {
            let genome = self.knowledge.genome(assembly)?;
            let declared = genome.transcript(gene.transcript()).map(|found| (found.number, found.transcript));
            // A gene that nobody curated has no transcript of choice: its MANE Select then, RefSeq before Ensembl.
            let own = |transcript: &TranscriptRef<'_>| {
                transcript.gene == gene.number().get() && transcript.cds.is_some() && transcript.quality.has_letters()
            };
            let best = || {
                let key = |transcript: &TranscriptRef<'k>| {
                    (transcript.mane, !transcript.accession.starts_with("NM_"), transcript.accession)
                };
                genome.transcripts().filter(|(_, transcript)| own(transcript)).min_by_key(|(_, transcript)| key(transcript))
            };
            if let Some((number, transcript)) = declared.or_else(best) {
                return Ok(Counted { assembly, genome, number, transcript, notes: Vec::new() });
            }
        }
        Err(LookupError::NoModel { gene: gene.symbol().to_owned(), term: term.to_owned() })
    }

    /// A transcript of a protein's accession: of several, the one claims are numbered on, else the latest.
    fn of_protein(&self, genome: Genome<'k>, accession: &str) -> Option<crate::knowledge::genome::Named<'k>> {
        let base = |name: &'_ str| name.split('.').next().unwrap_or_default().to_owned();
        let wanted = base(accession);
        let records = self.knowledge.records().ok()?;
        let is_declared = |transcript: &TranscriptRef<'_>| {
            records.genes().nth(transcript.gene as usize).is_some_and(|gene| gene.transcript() == transcript.accession)
        };
        let same = genome.transcripts().filter(|(_, transcript)| base(transcript.protein) == wanted);
        let (number, transcript) = same.max_by(|(_, a), (_, b)| {
            let key = |transcript: &TranscriptRef<'_>| (transcript.protein == accession, is_declared(transcript));
            key(a).cmp(&key(b)).then_with(|| crate::knowledge::genome::accession_order(a.accession, b.accession))
        })?;
        let version = match (transcript.protein == accession, accession.contains('.')) {
            (true, _) => VersionMatch::Exact,
            (false, false) => VersionMatch::Unstated,
            (false, true) => VersionMatch::Other,
        };
        Some(crate::knowledge::genome::Named { number, transcript, version })
    }

    /// Chooses the assembly of a place by its accession, by what was asked for, else by the letters.
    fn on_genome(
        &self,
        term: &str,
        named: Option<Assembly>,
        fit: impl Fn((Assembly, Genome<'k>)) -> Fit,
    ) -> Result<Read<'k>, LookupError> {
        let read = |assembly, allele, note: Option<String>| Read {
            assembly,
            named: Named::Genome,
            alleles: vec![allele],
            notes: note.into_iter().collect(),
        };
        if let (Some(named), Some(asked)) = (named, self.assembly)
            && named != asked
        {
            return Err(LookupError::OtherAssembly { term: term.to_owned(), named, asked });
        }
        if let Some(assembly) = named.or(self.assembly) {
            return match fit((assembly, self.knowledge.genome(assembly)?)) {
                Fit::Agrees(allele) => Ok(read(assembly, allele, None)),
                Fit::Unchecked(allele) => {
                    let note = format!("this index holds no letters of {assembly} there, so those stated were not checked");
                    Ok(read(assembly, allele, Some(note)))
                }
                Fit::Refused(error) => Err(error),
            };
        }
        let [old, new] = Assembly::ALL;
        let (on_old, on_new) = (fit((old, self.knowledge.genome(old)?)), fit((new, self.knowledge.genome(new)?)));
        let not_held = |assembly| format!("of {assembly} no letters are held there");
        match (on_old, on_new) {
            (Fit::Agrees(allele), other) if !matches!(other, Fit::Agrees(_)) => {
                Ok(read(old, allele, Some(chosen(old, new, &other))))
            }
            (other, Fit::Agrees(allele)) if !matches!(other, Fit::Agrees(_)) => {
                Ok(read(new, allele, Some(chosen(new, old, &other))))
            }
            (on_old, on_new) => {
                let say = |assembly, fit: &Fit| match fit {
                    Fit::Agrees(_) => format!("the letters fit {assembly}"),
                    Fit::Unchecked(_) => not_held(assembly),
                    Fit::Refused(LookupError::Resolve(ResolveError::ReferenceMismatch { stated, found, .. })) => {
                        format!("{assembly} has {found} there, not {stated}")
                    }
                    Fit::Refused(error) => format!("on {assembly} {error}"),
                };
                let why = format!("{}, and {}", say(old, &on_old), say(new, &on_new));
                Err(LookupError::WhichAssembly { term: term.to_owned(), why })
            }
        }
    }
}

/// Why an assembly was chosen.
fn chosen(taken: Assembly, left: Assembly, fit: &Fit) -> String {
    match fit {
        Fit::Refused(LookupError::Resolve(ResolveError::ReferenceMismatch { found, .. })) => {
            format!("read on {taken}, whose letters fit; {left} has {found} there")
        }
        _ => format!("read on {taken}, whose letters fit; this index holds no letters of {left} there: say --assembly to be sure"),
    }
}

/// A genomic name on the letters of an assembly.
fn on_contig(name: &HgvsG, stated: &Stated, letters: &dyn Sequence) -> Fit {
    match (name.resolve(stated, letters), &name.edit) {
        (Ok(allele), _) => Fit::Agrees(allele),
        // One letter by another says all that is needed to write the allele down.
        (Err(ResolveError::LettersNotHeld { .. }), Edit::Substitution { from, to }) => Fit::Unchecked(Allele {
            contig: name.contig,
            interval: Interval::of_letters(name.first, 1).unwrap_or(Interval::from_length(0, 0)),
            reference: std::iter::once(*from).collect(),
            alternate: std::iter::once(*to).collect(),
        }),
        (Err(error), _) => Fit::Refused(error.into()),
    }
}

/// Annotates what was read.
pub(super) fn annotate<'k>(annotator: &Annotator<'k>, read: Read<'k>) -> Result<(Change<'k>, Vec<String>), LookupError> {
    let mut annotations = Vec::with_capacity(read.alleles.len());
    for allele in &read.alleles {
        annotations.push(annotator.annotate(allele)?);
    }
    let letters_told = match &read.named {
        Named::Protein { change: ProteinChange::Substitution { .. }, .. } => true,
        // Of an insertion, a deletion or a frameshift not every change of letters was tried.
        Named::Protein { .. } => false,
        Named::Transcript { .. } | Named::Genome => true,
    };
    let spellings = annotations.len();
    let mut annotations = annotations.into_iter();
    let mut annotation = annotations
        .next()
        .ok_or_else(|| LookupError::NoLetters { change: "the term".to_owned(), transcript: "the transcript".to_owned() })?;
    for other in annotations {
        only_common(&mut annotation.matches, &other);
    }
    if !letters_told {
        for found in annotation.matches.iter_mut().filter(|found| found.level <= MatchLevel::SameHgvsC) {
            found.truth = found.truth.and(Truth::Unknown(Reason::LettersNotTold));
        }
    }
    annotation.matches.sort_by_key(|found| (found.truth != Truth::True, found.level, found.profile.number()));
    let change = Change { assembly: read.assembly, named: read.named, spellings, transcript: None, annotation };
    Ok((change.shown(annotator), read.notes))
}

/// Keeps as true only what another spelling meets, too; what only one of them meets is unknown.
fn only_common<'k>(matches: &mut Vec<ProfileMatch<'k>>, other: &Annotation<'k>) {
    let unknown = Truth::Unknown(Reason::LettersNotTold);
    for found in matches.iter_mut() {
        match other.matches.iter().find(|one| one.profile == found.profile) {
            Some(one) => {
                found.truth = found.truth.and(one.truth);
                found.level = found.level.max(one.level);
            }
            None => found.truth = found.truth.and(unknown),
        }
    }
    for one in &other.matches {
        if !matches.iter().any(|found| found.profile == one.profile) {
            matches.push(ProfileMatch { truth: one.truth.and(unknown), ..one.clone() });
        }
    }
}

/// The name on the transcript, as text.
pub(super) fn on_transcript(accession: &str, name: &HgvsC) -> String {
    name.on(accession).to_string()
}
