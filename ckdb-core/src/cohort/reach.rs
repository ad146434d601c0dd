//! Could newer knowledge about some genes change what a case is answered? `No` is a proof, `yes` is not.
//!
//! Gene models are the same in both indexes when this is asked (else everything is touched), so what lies where does not differ.
//! A case is out of reach when none of its answers is about one of the genes, none of its lines lies near a model of theirs or at
//! a listed site, no line is structural, and nothing told of it could answer a profile without a line (copies, callable regions,
//! signatures, fusions by name).

use super::case::Case;
use crate::annotate::Annotator;
use crate::genome::{Contig, Interval};
use crate::knowledge::genome::REACH;
use crate::model::GeneId;
use crate::vcf::Line;
use std::collections::BTreeSet;

/// Where newer knowledge about some genes can be felt.
#[derive(Debug)]
pub struct Reach<'a> {
    genes: &'a BTreeSet<String>,
    /// Sorted by start and not overlapping, for each contig.
    stretches: Vec<Vec<Interval>>,
}

/// What is told under these flags says how a case is read, and answers no profile by itself.
const SILENT: [&str; 8] = ["assembly", "disease", "scheme", "origin", "gene-any", "sex", "ploidy", "purity"];

impl<'a> Reach<'a> {
    /// Of knowledge about `genes`, on the assembly of the annotator of the newer index.
    #[must_use]
    pub fn new(annotator: &Annotator<'_>, genes: &'a BTreeSet<String>) -> Self {
        let mut stretches: Vec<Vec<Interval>> = vec![Vec::new(); Contig::all().count()];
        let mut add = |contig: Contig, start: u32, end: u32| {
            if let Some(stretch) = Interval::new(start.saturating_sub(REACH + 1), end.saturating_add(REACH + 1)) {
                stretches[contig.index()].push(stretch);
            }
        };
        let is_touched = |gene: u32| annotator.records().gene(GeneId::new(gene)).is_some_and(|gene| genes.contains(gene.symbol()));
        let transcripts = (0..annotator.genome().transcript_count()).filter_map(|number| u32::try_from(number).ok());
        for transcript in transcripts.filter_map(|number| annotator.genome().row(number)).filter(|row| is_touched(row.gene)) {
            let span = transcript.span();
            add(transcript.contig, span.start(), span.end());
        }
        annotator.sites().for_each(|(contig, site)| add(contig, site.start(), site.end()));
        for of_contig in &mut stretches {
            of_contig.sort_unstable_by_key(|stretch| (stretch.start(), stretch.end()));
            let mut joined: Vec<Interval> = Vec::with_capacity(of_contig.len());
            for stretch in of_contig.iter() {
                match joined.last_mut() {
                    Some(last) if stretch.start() <= last.end() => {
                        if let Some(both) = Interval::new(last.start(), last.end().max(stretch.end())) {
                            *last = both;
                        }
                    }
                    _ => joined.push(*stretch),
                }
            }
            *of_contig = joined;
        }
        Self { genes, stretches }
    }

    /// May the case be answered otherwise? `genes_of` gives the genes of an answer by its digest.
    pub fn touches<'g>(&self, case: &Case, genes_of: impl Fn(&str) -> Option<&'g [String]>) -> bool {
        if self.genes.is_empty() {
            return false;
        }
        let is_ours = |gene: &String| self.genes.contains(gene);
        case.told.keys().any(|flag| !SILENT.contains(&flag.as_str()))
            || case.germline.iter().any(|(_, finding)| is_ours(&finding.gene))
            // An answer about no gene, or one that cannot be read, is asked again.
            || case.found.iter().any(|found| genes_of(&found.answer).is_none_or(|genes| genes.is_empty() || genes.iter().any(is_ours)))
            || case.lines.lines().any(|line| self.reaches(line))
    }

    fn reaches(&self, text: &str) -> bool {
        let Ok(line) = Line::parse(text.as_bytes(), 1) else { return false };
        let is_structural = line.alternates().iter().any(|byte| matches!(byte, b'<' | b'[' | b']'));
        // A breakend reaches elsewhere. What cannot be placed cannot be proven to lie elsewhere, unless it lies on no known contig.
        let Ok((contig, _)) = line.contig() else { return is_structural };
        let (Ok(start), Ok(length)) = (u32::try_from(line.position()), u32::try_from(line.reference().len())) else { return true };
        let (start, end) = (start.saturating_sub(1), start.saturating_add(length));
        let Some(of_contig) = self.stretches.get(contig.index()) else { return true };
        let next = of_contig.partition_point(|stretch| stretch.end() < start);
        is_structural || of_contig.get(next).is_some_and(|stretch| stretch.start() <= end)
    }
}
