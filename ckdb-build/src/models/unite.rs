//! Gene models of a whole catalogue beside those the knowledge has: one set with the transcripts of both.
//!
//! Genes are one by their HGNC id, else by symbol; ours keep their names. Of one accession and version there is one model:
//! ours, because claims are numbered on it, unless ours has the coding parts only and the other is whole.

use super::{GeneModel, GeneModels, GeneWindow};
use ckdb_core::genome::{Interval, ManeStatus, ModelQuality, Transcript};
use std::collections::{BTreeMap, HashMap};

impl GeneModels {
    /// Adds genes, transcripts and letters of `other`, and sorts. Gives the accessions whose model there is another than
    /// ours; ours are kept.
    ///
    /// Whether the letters of both agree is for [`GeneModels::check`] to say.
    pub fn unite(&mut self, other: Self) -> Vec<String> {
        let numbers = self.join_genes(other.genes);
        let mut places: HashMap<String, usize> =
            self.transcripts.iter().enumerate().map(|(place, known)| (known.accession.clone(), place)).collect();
        let mut differing = Vec::new();
        for transcript in other.transcripts {
            let Some(gene) = numbers.get(transcript.gene as usize).copied() else { continue };
            let transcript = Transcript { gene, ..transcript };
            match places.get(&transcript.accession).and_then(|place| self.transcripts.get_mut(*place)) {
                None => {
                    places.insert(transcript.accession.clone(), self.transcripts.len());
                    self.transcripts.push(transcript);
                }
                Some(known) => {
                    if !one_of(known, transcript) {
                        differing.push(known.accession.clone());
                    }
                }
            }
        }
        let number = |gene: u32| numbers.get(gene as usize).copied().unwrap_or_default();
        self.windows.extend(other.windows.into_iter().map(|window| GeneWindow { gene: number(window.gene), ..window }));
        self.drop_genes_without_transcripts();
        self.sort();
        differing.sort_unstable();
        differing
    }

    /// Our number of each gene of another set; genes we lack are added.
    fn join_genes(&mut self, genes: Vec<GeneModel>) -> Vec<u32> {
        let mut by_hgnc: BTreeMap<String, u32> = BTreeMap::new();
        let mut by_symbol: BTreeMap<String, u32> = BTreeMap::new();
        for (gene, number) in self.genes.iter().zip(0..) {
            by_symbol.insert(gene.symbol.clone(), number);
            by_hgnc.extend(gene.hgnc.clone().map(|id| (id, number)));
        }
        let join = |mut gene: GeneModel| {
            let same_id = gene.hgnc.as_ref().and_then(|id| by_hgnc.get(id));
            // One symbol with two HGNC ids: an old symbol of one gene became that of another.
            let contradicts = |number: u32| {
                let ours = self.genes.get(number as usize).and_then(|ours| ours.hgnc.as_ref());
                ours.is_some_and(|ours| gene.hgnc.as_ref().is_some_and(|theirs| theirs != ours))
            };
            let found = match (same_id, by_symbol.get(&gene.symbol)) {
                (Some(number), _) => Some(*number),
                (None, Some(number)) if !contradicts(*number) => Some(*number),
                (None, Some(_)) => {
                    gene.symbol = gene.ensembl.clone().or_else(|| gene.hgnc.clone()).unwrap_or(gene.symbol);
                    by_symbol.get(&gene.symbol).copied()
                }
                (None, None) => None,
            };
            if let Some(number) = found {
                if let Some(ours) = self.genes.get_mut(number as usize) {
                    ours.hgnc = ours.hgnc.take().or(gene.hgnc);
                    ours.ncbi = ours.ncbi.or(gene.ncbi);
                    ours.ensembl = ours.ensembl.take().or(gene.ensembl);
                }
                return number;
            }
            let number = u32::try_from(self.genes.len()).unwrap_or(u32::MAX);
            by_symbol.insert(gene.symbol.clone(), number);
            by_hgnc.extend(gene.hgnc.clone().map(|id| (id, number)));
            self.genes.push(gene);
            number
        };
        genes.into_iter().map(join).collect()
    }

    /// A gene all of whose transcripts were known under another gene has nothing to say; its windows go to the first gene.
    fn drop_genes_without_transcripts(&mut self) {
        let mut used = vec![false; self.genes.len()];
        for transcript in &self.transcripts {
            if let Some(used) = used.get_mut(transcript.gene as usize) {
                *used = true;
            }
        }
        let mut numbers = Vec::with_capacity(used.len());
        let mut next = 0;
        for used in &used {
            numbers.push(next);
            next += u32::from(*used);
        }
        let mut keep = used.iter();
        self.genes.retain(|_| keep.next().copied().unwrap_or(true));
        let number = |gene: u32| numbers.get(gene as usize).copied().unwrap_or_default();
        self.transcripts.iter_mut().for_each(|transcript| transcript.gene = number(transcript.gene));
        let last = next.saturating_sub(1);
        self.windows.iter_mut().for_each(|window| window.gene = number(window.gene).min(last));
    }
}

/// Makes one of two models of one accession, in `known`; false when they are two.
fn one_of(known: &mut Transcript, other: Transcript) -> bool {
    let mane = known.mane.min(other.mane);
    let same_place = known.contig == other.contig && known.strand == other.strand;
    let (ours, theirs) = (known.view(), other.view());
    let same = same_place
        && known.cds == other.cds
        && known.cds_phase == other.cds_phase
        && ours.exons().collect::<Vec<_>>() == theirs.exons().collect::<Vec<_>>();
    let coding = |of: ckdb_core::genome::TranscriptRef<'_>| -> Vec<Interval> {
        (0..of.exon_count()).filter_map(|index| of.coding_part(index)).collect()
    };
    let filled = same_place
        && known.quality == ModelQuality::Rebuilt
        && other.quality == ModelQuality::Reference
        && known.cds_phase == other.cds_phase
        && coding(ours) == coding(theirs);
    // Exons without letters say less than any model with letters.
    let lettered = !known.quality.has_letters() && other.quality.has_letters();
    let filled = filled || lettered;
    let protein = if known.protein.is_empty() { other.protein.clone() } else { known.protein.clone() };
    if filled {
        *known = Transcript { gene: known.gene, ..other };
    }
    if same || filled {
        known.protein = protein;
        if known.mane != mane && mane != ManeStatus::None {
            known.mane = mane;
        }
    }
    same || filled
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::models::Provenance;
    use ckdb_core::genome::{Assembly, Contig, Strand};

    fn transcript(accession: &str, gene: u32, exons: &[(u32, u32)], cds: (u32, u32), quality: ModelQuality) -> Transcript {
        let mut transcript = Transcript {
            accession: accession.into(),
            protein: String::new(),
            gene,
            contig: Contig::parse("1").unwrap().0,
            strand: Strand::Plus,
            exon_starts: Vec::new(),
            exon_ends: Vec::new(),
            cds: Interval::new(cds.0, cds.1),
            cds_phase: 0,
            mane: ManeStatus::None,
            quality,
        };
        let exons: Vec<_> = exons.iter().map(|(start, end)| Interval::new(*start, *end).unwrap()).collect();
        transcript.set_exons(&exons);
        transcript
    }

    fn gene(symbol: &str, hgnc: Option<&str>) -> GeneModel {
        let (hgnc, ensembl) = (hgnc.map(str::to_owned), Some(format!("ENSG-{symbol}")));
        GeneModel { symbol: symbol.into(), hgnc, ncbi: None, ensembl, provenance: Provenance::default() }
    }

    fn models(genes: Vec<GeneModel>, transcripts: Vec<Transcript>) -> GeneModels {
        let mut models = GeneModels { genes, transcripts, ..GeneModels::new(Assembly::Grch38) };
        models.sort();
        models
    }

    #[test]
    fn both_sets_stand_side_by_side_and_ours_wins() {
        let reference = ModelQuality::Reference;
        let mut ours = models(
            vec![gene("A", Some("HGNC:1")), gene("B", Some("HGNC:2"))],
            vec![
                transcript("NM_1.1", 0, &[(10, 40)], (12, 21), reference),
                transcript("NM_2.1", 1, &[(112, 121)], (112, 121), ModelQuality::Rebuilt),
            ],
        );
        let mut select = transcript("NM_1.2", 0, &[(10, 50)], (12, 21), reference);
        select.mane = ManeStatus::Select;
        let theirs = models(
            vec![gene("A-new", Some("HGNC:1")), gene("B", Some("HGNC:9")), gene("C", None)],
            vec![
                select,
                transcript("NM_1.1", 0, &[(9, 40)], (12, 21), reference),
                transcript("NM_2.1", 2, &[(100, 140)], (112, 121), reference),
                transcript("NM_9.1", 1, &[(200, 210)], (200, 209), reference),
            ],
        );
        let differing = ours.unite(theirs);
        assert_eq!(differing, ["NM_1.1"]);
        let shown: Vec<_> = (ours.transcripts.iter())
            .map(|row| (ours.genes[row.gene as usize].symbol.as_str(), row.accession.as_str(), row.view().span().start()))
            .collect();
        // The rebuilt NM_2.1 got its untranslated letters; C had nothing else to say; B of another HGNC id is another gene.
        assert_eq!(shown, [("A", "NM_1.1", 10), ("A", "NM_1.2", 10), ("B", "NM_2.1", 100), ("ENSG-B", "NM_9.1", 200)]);
        assert_eq!(ours.transcripts[1].mane, ManeStatus::Select);
        assert_eq!(ours.check(), Ok(()));
    }
}
