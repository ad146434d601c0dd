//! Gene models of one assembly: what the importer gives, `knowledge/genome/` keeps, checks ask, and the compiler stores.
//!
//! A ground room of the build: plain values ([`GeneModels`]), their order for asking ([`table`]), and the same questions the
//! index will answer, answered from memory ([`MemoryGenome`]).

pub mod memory_genome;
pub mod table;
mod unite;

pub use memory_genome::MemoryGenome;
pub use table::tabled;

use ckdb_core::genome::{Assembly, Contig, Interval, ManeStatus, ModelQuality, Transcript};

/// Letters kept on both sides of every exon of a reference model: splice regions lie inside, and an indel in a repeat can
/// be moved to its leftmost place.
pub const FLANK: u32 = 250;
/// Letters kept before the start of transcription of the transcripts a gene is counted on: promoter hot spots (TERT) lie inside.
pub const PROMOTER: u32 = 2_200;
/// Stretches closer than this become one: the name of a stretch costs about a third as much.
pub const NEAR: u32 = 100;

/// Genes, transcripts and reference letters of one assembly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneModels {
    /// The assembly all places are on.
    pub assembly: Assembly,
    /// Genes, sorted by symbol; [`Transcript::gene`] is a place in this list.
    pub genes: Vec<GeneModel>,
    /// Transcripts, sorted by gene, then place, then accession.
    pub transcripts: Vec<Transcript>,
    /// Reference letters, sorted by gene, then place. Windows of different genes may overlap; they never disagree.
    pub windows: Vec<GeneWindow>,
}

/// A gene that has models.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneModel {
    /// HGNC symbol.
    pub symbol: String,
    /// `HGNC:1097`.
    pub hgnc: Option<String>,
    /// NCBI gene id.
    pub ncbi: Option<u32>,
    /// Ensembl gene id without version.
    pub ensembl: Option<String>,
    /// Where the models came from.
    pub provenance: Provenance,
}

/// Where something came from and under which licence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// Who publishes it.
    pub source: String,
    /// Which release.
    pub release: String,
    /// Under which licence.
    pub licence: String,
    /// Identity of the source record that says so in the index; empty for the models that ship.
    pub record: String,
    /// The files it was made from.
    pub inputs: Vec<InputFile>,
}

/// A file something was made from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct InputFile {
    /// Name without folder.
    pub name: String,
    /// `blake3:` and 64 hexadecimal digits, of the file as it lay on disk.
    pub digest: String,
}

/// Reference letters kept for a gene.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneWindow {
    /// Place in [`GeneModels::genes`].
    pub gene: u32,
    /// Contig.
    pub contig: Contig,
    /// Letters before the first one, inter-residue.
    pub start: u32,
    /// Plain reference letters, `A C G T`, plus strand.
    pub letters: Vec<u8>,
}

impl GeneWindow {
    /// Where the letters lie.
    #[must_use]
    pub fn interval(&self) -> Interval {
        Interval::from_length(self.start, u32::try_from(self.letters.len()).unwrap_or(u32::MAX))
    }
}

/// Two things in gene models that cannot both be true.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelsError {
    /// Two windows hold different letters for one place.
    #[error(
        "{assembly}: the windows of {gene} and of a gene before it differ at {contig}:{position}; import both from one reference"
    )]
    Letters {
        /// Assembly.
        assembly: Assembly,
        /// Gene of the later window.
        gene: String,
        /// Contig.
        contig: Contig,
        /// First letter that differs, 1-based.
        position: u32,
    },
    /// One accession names two transcripts.
    #[error("{assembly}: {accession} names two transcripts; import both genes from one file")]
    Accession {
        /// Assembly.
        assembly: Assembly,
        /// The accession.
        accession: String,
    },
}

impl GeneModels {
    /// The gene of this symbol; `None` when it has no model. The models must be sorted.
    #[must_use]
    pub fn gene(&self, symbol: &str) -> Option<&GeneModel> {
        let place = self.genes.binary_search_by(|gene| gene.symbol.as_str().cmp(symbol)).ok()?;
        self.genes.get(place)
    }

    /// Can all of this be true at once? Windows of neighbouring genes must agree, and an accession must name one transcript.
    ///
    /// # Errors
    /// The first contradiction.
    pub fn check(&self) -> Result<(), ModelsError> {
        let assembly = self.assembly;
        let mut names: Vec<&str> = self.transcripts.iter().map(|transcript| transcript.accession.as_str()).collect();
        names.sort_unstable();
        if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(ModelsError::Accession { assembly, accession: pair[0].to_owned() });
        }
        let mut windows: Vec<&GeneWindow> = self.windows.iter().collect();
        windows.sort_by_key(|window| (window.contig, window.interval()));
        // Of the windows so far the one that reaches farthest; what a later one shares with any of them it shares with this
        // one, or with one that was compared with it.
        let mut farthest: Option<&GeneWindow> = None;
        for window in windows {
            if let Some(before) = farthest.filter(|before| before.contig == window.contig && before.interval().end() > window.start)
            {
                let known = &before.letters[(window.start - before.start) as usize..];
                if let Some(at) = window.letters.iter().zip(known).position(|(a, b)| a != b) {
                    let gene = self.genes.get(window.gene as usize).map_or_else(String::new, |gene| gene.symbol.clone());
                    let position = window.start + u32::try_from(at).unwrap_or(u32::MAX) + 1;
                    return Err(ModelsError::Letters { assembly, gene, contig: window.contig, position });
                }
            }
            let reach = |window: &GeneWindow| (window.contig, window.interval().end());
            if farthest.is_none_or(|before| reach(before) < reach(window)) {
                farthest = Some(window);
            }
        }
        Ok(())
    }

    /// No model yet.
    #[must_use]
    pub const fn new(assembly: Assembly) -> Self {
        Self { assembly, genes: Vec::new(), transcripts: Vec::new(), windows: Vec::new() }
    }

    /// Takes the genes of `other`, in place of ours where both have one, and sorts.
    pub fn lay_over(&mut self, other: Self) {
        let theirs: std::collections::BTreeSet<&str> = other.genes.iter().map(|gene| gene.symbol.as_str()).collect();
        let replaced =
            |models: &Self, gene: u32| models.genes.get(gene as usize).is_none_or(|gene| theirs.contains(gene.symbol.as_str()));
        let mut kept = Self::new(self.assembly);
        let mut numbers = vec![None; self.genes.len()];
        for (old, gene) in self.genes.iter().enumerate() {
            if !replaced(self, u32::try_from(old).unwrap_or(u32::MAX)) {
                numbers[old] = u32::try_from(kept.genes.len()).ok();
                kept.genes.push(gene.clone());
            }
        }
        let number = |gene: u32| numbers.get(gene as usize).copied().flatten();
        kept.transcripts = (self.transcripts.iter())
            .filter_map(|transcript| Some(Transcript { gene: number(transcript.gene)?, ..transcript.clone() }))
            .collect();
        kept.windows =
            (self.windows.iter()).filter_map(|window| Some(GeneWindow { gene: number(window.gene)?, ..window.clone() })).collect();
        let base = u32::try_from(kept.genes.len()).unwrap_or(u32::MAX);
        kept.genes.extend(other.genes);
        kept.transcripts
            .extend(other.transcripts.into_iter().map(|transcript| Transcript { gene: transcript.gene + base, ..transcript }));
        kept.windows.extend(other.windows.into_iter().map(|window| GeneWindow { gene: window.gene + base, ..window }));
        kept.sort();
        *self = kept;
    }

    /// Puts everything in its one order; the gene numbers follow the symbols.
    pub fn sort(&mut self) {
        let mut order: Vec<usize> = (0..self.genes.len()).collect();
        order.sort_by(|a, b| self.genes[*a].symbol.cmp(&self.genes[*b].symbol));
        let mut numbers = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            numbers[*old] = u32::try_from(new).unwrap_or(u32::MAX);
        }
        self.genes.sort_by(|a, b| a.symbol.cmp(&b.symbol));
        for gene in self.transcripts.iter_mut().map(|transcript| &mut transcript.gene) {
            *gene = numbers.get(*gene as usize).copied().unwrap_or(*gene);
        }
        for gene in self.windows.iter_mut().map(|window| &mut window.gene) {
            *gene = numbers.get(*gene as usize).copied().unwrap_or(*gene);
        }
        self.transcripts.sort_by(|a, b| {
            let key = |transcript: &Transcript| (transcript.gene, transcript.contig, transcript.view().span());
            key(a).cmp(&key(b)).then_with(|| a.accession.cmp(&b.accession))
        });
        self.windows.sort_by_key(|window| (window.gene, window.contig, window.start));
    }
}

/// The places whose letters a gene needs: its exons with [`FLANK`] letters on both sides and the promoters of the
/// transcripts it is counted on (MANE, and those `declared` says yes to; all, when there is none of either).
///
/// A rebuilt model has only its coding parts: nothing around them is known to be right.
#[must_use]
pub fn needed_places(transcripts: &[Transcript], assembly: Assembly, declared: impl Fn(&str) -> bool) -> Vec<(Contig, Interval)> {
    let counted_on = |transcript: &Transcript| transcript.mane != ManeStatus::None || declared(&transcript.accession);
    let none_is = !transcripts.iter().any(counted_on);
    let mut places = Vec::new();
    for transcript in transcripts {
        let (view, rebuilt) = (transcript.view(), transcript.quality == ModelQuality::Rebuilt);
        let end = transcript.contig.length(assembly);
        let around = |place: Interval, before: u32, after: u32| {
            Interval::new(place.start().saturating_sub(before), place.end().saturating_add(after).min(end)).unwrap_or(place)
        };
        let flank = if rebuilt { 0 } else { FLANK };
        places.extend(view.exons().map(|exon| (transcript.contig, around(exon, flank, flank))));
        if !rebuilt && (none_is || counted_on(transcript)) {
            let span = view.span();
            let promoter = match transcript.strand {
                ckdb_core::genome::Strand::Plus => around(Interval::from_length(span.start(), 0), PROMOTER, 0),
                ckdb_core::genome::Strand::Minus => around(Interval::from_length(span.end(), 0), 0, PROMOTER),
            };
            places.push((transcript.contig, promoter));
        }
    }
    places.sort_unstable();
    let mut merged: Vec<(Contig, Interval)> = Vec::new();
    // Rebuilt models keep their parts apart: what lies between is not theirs.
    let near = if transcripts.iter().any(|transcript| transcript.quality == ModelQuality::Rebuilt) { 0 } else { NEAR };
    for (contig, place) in places {
        match merged.last_mut() {
            Some((last_contig, last)) if *last_contig == contig && place.start() <= last.end().saturating_add(near) => {
                *last = Interval::new(last.start(), last.end().max(place.end())).unwrap_or(*last);
            }
            _ => merged.push((contig, place)),
        }
    }
    merged
}

/// An accession without its version, and the version; 0 when it has none.
#[must_use]
pub fn split_version(accession: &str) -> (&str, u32) {
    match accession.rsplit_once('.').and_then(|(base, version)| Some((base, version.parse().ok()?))) {
        Some((base, version)) => (base, version),
        None => (accession, 0),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use ckdb_core::genome::Strand;

    fn transcript(strand: Strand, quality: ModelQuality, exons: &[(u32, u32)]) -> Transcript {
        let mut transcript = Transcript {
            accession: "NM_1.2".into(),
            protein: String::new(),
            gene: 0,
            contig: Contig::parse("1").unwrap().0,
            strand,
            exon_starts: Vec::new(),
            exon_ends: Vec::new(),
            cds: None,
            cds_phase: 0,
            mane: ManeStatus::None,
            quality,
        };
        let exons: Vec<_> = exons.iter().map(|(start, end)| Interval::new(*start, *end).unwrap()).collect();
        transcript.set_exons(&exons);
        transcript
    }

    fn places(transcript: Transcript) -> Vec<(u32, u32)> {
        let places = needed_places(&[transcript], Assembly::Grch38, |_| false);
        places.into_iter().map(|(_, place)| (place.start(), place.end())).collect()
    }

    #[test]
    fn exons_keep_their_surroundings_and_the_start_its_promoter() {
        let exons = [(10_000, 10_100), (10_650, 10_700), (20_000, 20_100)];
        assert_eq!(places(transcript(Strand::Plus, ModelQuality::Reference, &exons)), [(7_800, 10_950), (19_750, 20_350)]);
        assert_eq!(places(transcript(Strand::Minus, ModelQuality::Reference, &exons)), [(9_750, 10_950), (19_750, 22_300)]);
        assert_eq!(places(transcript(Strand::Plus, ModelQuality::Rebuilt, &exons)), exons);
        assert_eq!(places(transcript(Strand::Plus, ModelQuality::Reference, &[(100, 200)])), [(0, 450)]);
    }

    #[test]
    fn a_version_is_a_number_after_the_last_point() {
        assert_eq!(split_version("NM_004333.5"), ("NM_004333", 5));
        assert_eq!(split_version("ENST00000318560"), ("ENST00000318560", 0));
        assert_eq!(split_version("odd.name"), ("odd.name", 0));
    }
}
