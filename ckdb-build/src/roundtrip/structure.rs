//! Structural changes written from gene models: fusions as pairs of breakends, exons lost or doubled, genes gained, lost, broken.
//!
//! Written from the exons alone and from what the words mean, not with the code that reads breakends: the beginning of a gene
//! on the plus strand is kept to the left of a break, on the minus strand to its right; the end of a gene the other way round.
//! Breaks lie in the middle of introns. A junction is in frame when as many letters by three were read before the break of the 5′
//! gene as were left out of the 3′ gene.

use super::tumour::{Finding, Line};
use ckdb_core::genome::{Contig, Interval, ManeStatus, Strand, TranscriptRef};
use ckdb_core::knowledge::{Genome, Records};
use ckdb_core::model::{CopyChange, CopyMeasure, CopyProfile, ExonEvent, FusionRole, GeneId, KinaseDomain};
use std::collections::BTreeMap;

/// How many junctions of one pair are tried, and how many partners of a gene that takes any.
const TRIED: usize = 4;

/// By how many residues the end of a domain may be drawn too late.
const DRAWN: u32 = 20;

/// Letters before and behind a gene that a gain or loss takes along.
const MARGIN: u32 = 1_000;

/// The gene models of an assembly, one for each gene: the one its claims are numbered on, else MANE Select, else one that codes.
pub(super) struct Bodies<'k> {
    genome: Genome<'k>,
    records: Records<'k>,
    by_gene: BTreeMap<u32, TranscriptRef<'k>>,
}

impl<'k> Bodies<'k> {
    pub(super) fn new(genome: Genome<'k>, records: Records<'k>) -> Self {
        let mut by_gene: BTreeMap<u32, TranscriptRef<'k>> = BTreeMap::new();
        let rank = |row: &TranscriptRef<'k>| {
            let claimed = records.gene(GeneId::new(row.gene)).map_or("", |gene| gene.transcript());
            (claimed.is_empty() || row.accession != claimed, row.cds.is_none(), row.mane != ManeStatus::Select, row.accession)
        };
        for (_, row) in genome.transcripts() {
            match by_gene.get(&row.gene) {
                Some(known) if rank(known) <= rank(&row) => {}
                _ => drop(by_gene.insert(row.gene, row)),
            }
        }
        Self { genome, records, by_gene }
    }

    fn body(&self, gene: GeneId) -> Option<TranscriptRef<'k>> {
        self.by_gene.get(&gene.get()).copied()
    }

    fn kinase(&self, gene: GeneId) -> Option<KinaseDomain> {
        self.records.gene(gene).and_then(|gene| gene.kinase())
    }

    /// The whole gene gained or lost, to the number of copies at which the profile in force calls it so.
    pub(super) fn copies(&self, gene: GeneId, change: CopyChange, profile: Option<&CopyProfile>) -> Option<Finding> {
        let rules = || profile.into_iter().flat_map(|profile| &profile.rules);
        let rule = rules().find(|rule| rule.change == change && rule.measure == CopyMeasure::Copies)?;
        let meets = |copies: &u32| rule.comparison.holds(f64::from(*copies), rule.threshold);
        // One that has the claimed change and no greater one.
        let copies = if rule.comparison.is_lower_bound() { (0..=200).find(meets) } else { (0..=2).rev().find(meets) }?;
        let Some(body) = self.body(gene) else {
            // Where the gene lies is not known here; a table of genes names it all the same.
            let symbol = self.records.gene(gene)?.symbol().to_owned();
            return Some(Finding { genes: vec![(symbol, gene, copies)], ..Finding::default() });
        };
        let span = body.span();
        let stretch = Interval::new(span.start().saturating_sub(MARGIN), span.end() + MARGIN)?;
        Some(one(stretch_line(body.contig, stretch, rule.comparison.is_lower_bound(), Some(copies))))
    }

    /// The second half of the gene lost on every copy; or turned round on every copy.
    pub(super) fn disruption(&self, gene: GeneId) -> Vec<Finding> {
        let Some(body) = self.body(gene) else { return Vec::new() };
        let count = exons(body);
        let Some(middle) = gap(body, (count / 2).max(1)) else { return Vec::new() };
        let last = gap(body, count.saturating_sub(1)).filter(|last| *last != middle);
        let beyond =
            if body.strand == Strand::Plus { body.span().end() + MARGIN } else { body.span().start().saturating_sub(MARGIN) };
        let stretch = |end: u32| Interval::new(middle.min(end), middle.max(end));
        let lost = last.and_then(stretch).map(|stretch| one(stretch_line(body.contig, stretch, false, Some(0))));
        let turned = stretch(beyond).map(|stretch| {
            let mut line = stretch_line(body.contig, stretch, false, None);
            (line.alternate, line.info) = ("<INV>".to_owned(), format!("SVTYPE=INV;END={}", stretch.end()));
            line.genotype = "1/1";
            one(line)
        });
        lost.into_iter().chain(turned).collect()
    }

    /// Exons `first..=last` lost or doubled, from the intron before to the intron behind.
    pub(super) fn exons(&self, accession: &str, change: ExonEvent, (first, last): (u32, u32)) -> Option<Finding> {
        let body = self.genome.transcript(accession)?.transcript;
        let before = gap(body, first.checked_sub(1)?)?;
        let behind = gap(body, last)?;
        let stretch = Interval::new(before.min(behind), before.max(behind))?;
        Some(one(stretch_line(body.contig, stretch, change == ExonEvent::Duplication, None)))
    }

    /// Two partners in their roles, joined where the claim says, or where it is in frame and keeps what a kinase needs.
    /// Behind them the pair as a caller of RNA names it: where the models lack exons or frame, no break of letters can show it.
    pub(super) fn pair(&self, five: (GeneId, Option<u32>), three: (GeneId, Option<u32>)) -> Vec<Finding> {
        let joined = self.body(five.0).zip(self.body(three.0)).map(|(a, b)| {
            let junctions = self.junctions((five.0, a, five.1), (three.0, b, three.1)).into_iter().take(TRIED);
            junctions.filter_map(move |(_, last, first)| join((a, last), (b, first)))
        });
        let exon = |number: Option<u32>| number.map_or_else(String::new, |number| format!("e{number}"));
        let named = self.symbol(five.0).zip(self.symbol(three.0));
        let named = named.map(|(a, b)| row(format!("{a},{b},{},{}", exon(five.1), exon(three.1))));
        joined.into_iter().flatten().chain(named).collect()
    }

    fn symbol(&self, gene: GeneId) -> Option<&'k str> {
        self.records.gene(gene).map(|gene| gene.symbol())
    }

    /// One gene in its role with a partner whose exons are known.
    pub(super) fn any_partner(&self, gene: GeneId, role: FusionRole) -> Vec<Finding> {
        let roles: &[bool] = match role {
            FusionRole::FivePrime => &[true],
            FusionRole::ThreePrime | FusionRole::Rearranged => &[false],
            FusionRole::Either => &[false, true],
        };
        let mut found = Vec::new();
        let own = self.body(gene);
        for (own, is_five) in own.into_iter().flat_map(|own| roles.iter().map(move |is_five| (own, is_five))) {
            let partners = self.by_gene.values().filter(|other| other.gene != own.gene && other.cds.is_some());
            // A kinase as partner would ask for its own domain, and a neighbour for other explanations.
            let partners = partners.filter(|other| self.kinase(GeneId::new(other.gene)).is_none() && other.contig != own.contig);
            let joined = partners.filter_map(|other| {
                let (mine, theirs) = ((gene, own, None), (GeneId::new(other.gene), *other, None));
                let (five, three) = if *is_five { (mine, theirs) } else { (theirs, mine) };
                let (rank, last, first) = self.junctions(five, three).into_iter().next()?;
                if rank > 1 { None } else { join((five.1, last), (three.1, first)) }
            });
            found.extend(joined.take(TRIED));
        }
        // As a caller of RNA names it, with a partner that nobody here knows.
        let named = roles.iter().zip(std::iter::repeat(self.symbol(gene)));
        found.extend(named.filter_map(|(is_five, own)| {
            own.map(|own| row(if *is_five { format!("{own},PARTNER") } else { format!("PARTNER,{own}") }))
        }));
        found
    }

    /// Last exon of the first, first exon of the second, the likeliest first: 0 in frame, 1 a new promoter before the whole coding
    /// part, 2 before a part of it, 3 as claimed although nothing speaks for it.
    fn junctions(&self, five: End<'k>, three: End<'k>) -> Vec<(u8, u32, u32)> {
        let (a, b) = (five.1, three.1);
        let lasts: Vec<u32> = five.2.map_or_else(|| (1..exons(a)).collect(), |exon| vec![exon]);
        let firsts: Vec<u32> = three.2.map_or_else(|| (2..=exons(b)).collect(), |exon| vec![exon]);
        let claimed = five.2.is_some() && three.2.is_some();
        let (whole_a, whole_b) = (coding_to(a, exons(a)), coding_to(b, exons(b)));
        let (five_kinase, three_kinase) = (self.kinase(five.0), self.kinase(three.0));
        let starts_are_known = start_is_known(a) && start_is_known(b);
        let mut found = Vec::new();
        for last in &lasts {
            for first in &firsts {
                let (read, left_out) = (coding_to(a, *last), coding_to(b, first.saturating_sub(1)));
                let both_code = read > 0 && read < whole_a && left_out > 0 && left_out < whole_b;
                // Residues are compared from the end: isoforms of receptors differ before their kinase domain. The end of a domain
                // is drawn a few residues sooner or later: FGFR3's at 761, and the break behind FGFR3::TACC3's exon 17 is at 758.
                let five_keeps =
                    five_kinase.is_none_or(|domain| (whole_a - read) / 3 <= domain.of.saturating_sub(domain.last) + DRAWN);
                let three_keeps =
                    three_kinase.is_none_or(|domain| (whole_b - left_out) / 3 >= domain.of.saturating_sub(domain.first) + 2);
                let rank = match () {
                    () if both_code && read % 3 == left_out % 3 && five_keeps && three_keeps => 0,
                    () if read == 0 && left_out == 0 && five_keeps && starts_are_known => 1,
                    () if read == 0 && left_out < whole_b && five_keeps && three_keeps && starts_are_known => 2,
                    () if claimed => 3,
                    () => continue,
                };
                found.push((rank, *last, *first));
            }
        }
        found.sort_unstable();
        found
    }
}

type End<'k> = (GeneId, TranscriptRef<'k>, Option<u32>);

fn one(line: Line) -> Finding {
    Finding { lines: vec![line], ..Finding::default() }
}

fn exons(row: TranscriptRef<'_>) -> u32 {
    u32::try_from(row.exon_count()).unwrap_or(0)
}

/// Coding letters of exons 1 to `number`; letters of the first codon that the model lacks count as there.
fn coding_to(row: TranscriptRef<'_>, number: u32) -> u32 {
    let parts = (1..=number).filter_map(|number| row.coding_part(row.exon_index(number)?));
    let letters: u32 = parts.map(|part| part.len()).sum();
    if letters == 0 { 0 } else { letters + (3 - u32::from(row.cds_phase) % 3) % 3 }
}

/// Does the model tell where its coding part begins? One without letters whose coding part begins with an exon, and not with the
/// first, may lack what lies before.
fn start_is_known(row: TranscriptRef<'_>) -> bool {
    let Some(cds) = row.cds else { return false };
    let begins_with = |number: u32| {
        let exon = row.exon_index(number).and_then(|index| row.exon(index));
        exon.is_some_and(|exon| if row.strand == Strand::Plus { exon.start() == cds.start() } else { exon.end() == cds.end() })
    };
    row.quality.has_letters() || !(2..=exons(row)).any(begins_with)
}

/// A row of a table of fusions.
fn row(text: String) -> Finding {
    Finding { fusions: vec![text], ..Finding::default() }
}

/// The middle of the intron behind an exon, as letters before it on the genome; before exon 1 and behind the last, beside the gene.
fn gap(row: TranscriptRef<'_>, behind: u32) -> Option<u32> {
    let (count, plus) = (exons(row), row.strand == Strand::Plus);
    if behind == 0 || behind == count {
        let left = (behind == 0) == plus;
        return if left { row.span().start().checked_sub(MARGIN) } else { Some(row.span().end() + MARGIN) };
    }
    let (a, b) = (row.exon(row.exon_index(behind)?)?, row.exon(row.exon_index(behind + 1)?)?);
    let (low, high) = if plus { (a.end(), b.start()) } else { (b.end(), a.start()) };
    (high > low + 1).then_some(low + (high - low) / 2)
}

/// A deletion or duplication.
fn stretch_line(contig: Contig, stretch: Interval, more: bool, copies: Option<u32>) -> Line {
    let kind = if more { "DUP" } else { "DEL" };
    Line {
        contig,
        position: stretch.start().max(1),
        reference: "N".to_owned(),
        alternate: format!("<{kind}>"),
        info: format!("SVTYPE={kind};END={}", stretch.end()),
        genotype: if copies == Some(0) { "1/1" } else { "0/1" },
        copies: copies.map(|copies| (stretch, copies)),
    }
}

/// Both lines of a junction: exons up to `last` of the first, exons from `first` on of the second.
fn join((five, last): (TranscriptRef<'_>, u32), (three, first): (TranscriptRef<'_>, u32)) -> Option<Finding> {
    let ends = [
        (five.contig, gap(five, last)?, five.strand == Strand::Plus),
        (three.contig, gap(three, first.checked_sub(1)?)?, three.strand == Strand::Minus),
    ];
    let position = |(_, gap, keeps_left): (Contig, u32, bool)| if keeps_left { gap } else { gap + 1 };
    let line = |own: (Contig, u32, bool), mate: (Contig, u32, bool)| {
        let bracket = if mate.2 { ']' } else { '[' };
        let place = format!("{bracket}{}:{}{bracket}", mate.0, position(mate));
        Line {
            contig: own.0,
            position: position(own),
            reference: "N".to_owned(),
            alternate: if own.2 { format!("N{place}") } else { format!("{place}N") },
            info: "SVTYPE=BND".to_owned(),
            genotype: "0/1",
            copies: None,
        }
    };
    Some(Finding { lines: vec![line(ends[0], ends[1]), line(ends[1], ends[0])], ..Finding::default() })
}
