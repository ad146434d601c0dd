//! What is known of each identifier while a file is read: parts may come before the feature they belong to, and in GTF
//! genes and transcripts may have no feature of their own.

use super::drawn::{Drawn, TreeGene, TreeTranscript};
use super::gff3::{Feature, Form};
use super::identifiers::{gene, mane, protein, transcript};
use super::peculiar::{Peculiar, gapped_transcript};
use ckdb_core::genome::{Contig, Interval, Strand};
use std::collections::{BTreeSet, HashMap};

/// What is known of one identifier so far.
#[derive(Debug, Default)]
struct Node {
    gene: Option<TreeGene>,
    /// It was made up from a feature that only names the gene.
    implied: bool,
    /// The transcript and the number of its parent.
    transcript: Option<(TreeTranscript, u32)>,
    /// Its parent, for features that hang between gene and transcript.
    parent: Option<u32>,
    exons: Vec<Part>,
    coding: Vec<Part>,
    stops: Vec<Part>,
    protein: Option<String>,
    peculiar: Peculiar,
}

#[derive(Clone, Copy, Debug)]
struct Part {
    contig: Contig,
    strand: Option<Strand>,
    interval: Interval,
    phase: Option<u8>,
}

/// All identifiers of a file.
#[derive(Default)]
pub(super) struct Nodes {
    numbers: HashMap<Box<str>, u32>,
    list: Vec<Node>,
    /// Transcripts whose alignment has gaps.
    gapped: BTreeSet<String>,
}

/// Features that have a parent and are no transcript.
const NOT_TRANSCRIPTS: [&str; 14] = [
    "five_prime_UTR",
    "three_prime_UTR",
    "five_prime_utr",
    "three_prime_utr",
    "UTR",
    "5UTR",
    "3UTR",
    "start_codon",
    "intron",
    "match",
    "region",
    "chromosome",
    "biological_region",
    "scaffold",
];

impl Nodes {
    fn number(&mut self, id: &str) -> u32 {
        if let Some(number) = self.numbers.get(id) {
            return *number;
        }
        let number = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.numbers.insert(id.into(), number);
        self.list.push(Node::default());
        number
    }

    fn at(&mut self, id: &str) -> &mut Node {
        let number = self.number(id) as usize;
        &mut self.list[number]
    }

    /// Notes one feature.
    pub(super) fn add(&mut self, feature: &Feature<'_>, line: u64) -> Result<(), String> {
        if feature.kind == "cDNA_match" {
            self.gapped.extend(gapped_transcript(feature));
            return Ok(());
        }
        if NOT_TRANSCRIPTS.contains(&feature.kind) {
            return Ok(());
        }
        match feature.form {
            Form::Gff3 => self.add_gff3(feature, line),
            Form::Gtf => self.add_gtf(feature, line),
        }
    }

    fn add_gff3(&mut self, feature: &Feature<'_>, line: u64) -> Result<(), String> {
        if is_part(feature.kind) {
            let mut parents = 0;
            for parent in feature.list("Parent") {
                parents += 1;
                self.at(&parent).add_part(feature);
            }
            return if parents == 0 { Err(format!("{} without Parent", feature.kind)) } else { Ok(()) };
        }
        let Some(id) = feature.attribute("ID") else { return Ok(()) };
        let again = || Err(format!("ID `{id}` was given before; this feature is left out"));
        if let Some(parent) = feature.list("Parent").next() {
            let parent = self.number(&parent);
            let node = self.at(&id);
            if node.transcript.is_some() {
                return again();
            }
            node.parent = Some(parent);
            node.transcript = Some((transcript(feature, &id, line), parent));
        } else if feature.kind.ends_with("gene") {
            let node = self.at(&id);
            if node.gene.is_some() {
                return again();
            }
            node.gene = Some(gene(feature, &id));
        }
        Ok(())
    }

    fn add_gtf(&mut self, feature: &Feature<'_>, line: u64) -> Result<(), String> {
        let Some(gene_id) = feature.attribute("gene_id").filter(|id| !id.is_empty()) else {
            return Err(format!("{} without gene_id", feature.kind));
        };
        // The contig is part of the identity: some files give the copies on X and Y one name.
        let gene_number = self.number(&format!("gene {gene_id} {}", feature.contig));
        let node = &mut self.list[gene_number as usize];
        let own = feature.kind == "gene";
        if node.gene.is_none() || (own && node.implied) {
            node.gene = Some(gene(feature, &gene_id));
            node.implied = !own;
        } else if own {
            return Err(format!("gene_id `{gene_id}` was given before; this feature is left out"));
        }
        if own {
            return Ok(());
        }
        let Some(id) = feature.attribute("transcript_id").filter(|id| !id.is_empty()) else {
            return Err(format!("{} without transcript_id", feature.kind));
        };
        let node = self.at(&format!("transcript {id} {}", feature.contig));
        let own = feature.kind == "transcript" || feature.kind.ends_with("RNA");
        match &mut node.transcript {
            None => {
                node.transcript = Some((transcript(feature, &id, line), gene_number));
                node.parent = Some(gene_number);
                node.implied = !own;
            }
            Some((known, _)) => {
                known.mane = known.mane.min(mane(feature));
                if own && !std::mem::take(&mut node.implied) {
                    return Err(format!("transcript_id `{id}` was given before; this feature is left out"));
                }
                known.peculiar.read(feature);
            }
        }
        if is_part(feature.kind) {
            node.add_part(feature);
        }
        Ok(())
    }

    /// Hangs transcripts on their genes, both in the order their identifiers were first met.
    pub(super) fn join(mut self) -> Drawn {
        let mut tree = Drawn::default();
        let mut found: Vec<(u32, TreeTranscript)> = Vec::new();
        for number in 0..self.list.len() {
            match self.transcript_of(number) {
                Some(joined) => found.push(joined),
                None => {
                    let node = &self.list[number];
                    let drawn = node.gene.is_some() || node.transcript.is_some();
                    tree.parts_of_nothing += if drawn { 0 } else { (node.exons.len() + node.coding.len()) as u64 };
                }
            }
        }
        let mut places: HashMap<u32, usize> = HashMap::new();
        for (number, node) in self.list.iter_mut().enumerate() {
            if let Some(gene) = node.gene.take() {
                places.insert(u32::try_from(number).unwrap_or(u32::MAX), tree.genes.len());
                tree.genes.push(gene);
            }
        }
        for (parent, mut transcript) in found {
            transcript.peculiar.indels |= self.gapped.contains(&transcript.accession);
            match self.gene_above(parent).and_then(|gene| places.get(&gene)) {
                Some(place) => tree.genes[*place].transcripts.push(transcript),
                None => tree.without_gene.push(transcript.accession),
            }
        }
        tree
    }

    /// The transcript of a node that has parts, and its parent.
    fn transcript_of(&mut self, number: usize) -> Option<(u32, TreeTranscript)> {
        let node = &mut self.list[number];
        if node.exons.is_empty() && node.coding.is_empty() {
            return None;
        }
        let (mut transcript, parent) = match node.transcript.take() {
            Some(found) => found,
            // RefSeq draws the coding parts of mitochondrial genes on the gene itself: the protein names the transcript.
            None => {
                let (part, gene) = (*node.coding.first()?, node.gene.as_ref()?);
                let accession = node.protein.clone().unwrap_or_else(|| gene.symbol.clone());
                (TreeTranscript::bare(accession, part.contig, part.strand), u32::try_from(number).ok()?)
            }
        };
        let same = |part: &Part| part.contig == transcript.contig && part.strand == transcript.strand;
        transcript.scattered = !node.exons.iter().chain(&node.coding).all(same);
        transcript.exons = std::mem::take(&mut node.exons).iter().map(|part| part.interval).collect();
        transcript.coding = node.coding.iter().map(|part| (part.interval, part.phase)).collect();
        transcript.exons.sort_unstable();
        transcript.coding.sort_unstable();
        join_stops(&mut transcript.coding, &node.stops);
        if let Some(protein) = node.protein.take() {
            transcript.protein = protein;
        }
        let noted = std::mem::take(&mut node.peculiar);
        transcript.peculiar.add(noted);
        node.coding = Vec::new();
        Some((parent, transcript))
    }

    /// The gene some steps above: a miRNA hangs on its primary transcript, that on the gene.
    fn gene_above(&self, mut number: u32) -> Option<u32> {
        for _ in 0..8 {
            match self.list.get(number as usize)?.parent {
                Some(parent) => number = parent,
                None => return Some(number),
            }
        }
        None
    }
}

fn is_part(kind: &str) -> bool {
    matches!(kind, "exon" | "CDS" | "stop_codon" | "Selenocysteine" | "stop_codon_redefined_as_selenocysteine")
}

impl Node {
    fn add_part(&mut self, feature: &Feature<'_>) {
        let part = Part { contig: feature.contig, strand: feature.strand, interval: feature.interval, phase: feature.phase };
        match feature.kind {
            "exon" => self.exons.push(part),
            "CDS" => {
                self.coding.push(part);
                self.peculiar.read(feature);
                let named = protein(feature);
                match (&self.protein, named) {
                    (Some(known), Some(named)) => self.peculiar.several_proteins |= *known != named,
                    (None, named) => self.protein = named,
                    (Some(_), None) => {}
                }
            }
            "stop_codon" => self.stops.push(part),
            _ => self.peculiar.selenocysteines.push(part.interval),
        }
    }
}

/// Adds stop codons to the coding parts: GTF draws them beside each other, GFF3 inside. A stop that begins a part of its own
/// (an intron splits it off) becomes one.
fn join_stops(coding: &mut Vec<(Interval, Option<u8>)>, stops: &[Part]) {
    if coding.is_empty() {
        return;
    }
    for stop in stops.iter().map(|part| part.interval) {
        let touching = coding.iter_mut().find(|(part, _)| part.start() <= stop.end() && stop.start() <= part.end());
        match touching {
            Some((part, _)) => {
                let whole = Interval::new(part.start().min(stop.start()), part.end().max(stop.end()));
                *part = whole.unwrap_or(*part);
            }
            None => coding.push((stop, None)),
        }
    }
    coding.sort_unstable();
}
