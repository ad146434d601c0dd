//! A tumour written down as its caller would: lines of a VCF, signatures, and what was looked at. It is then read like any file.

use ckdb_core::annotate::{Annotator, Sample, Told};
use ckdb_core::genome::{Allele, Assembly, Contig, Interval, Sequence};
use ckdb_core::knowledge::Genome;
use ckdb_core::matching::{Callable, CopyNumbers, VariantMatch};
use ckdb_core::model::GeneId;
use ckdb_core::segment::{GeneCopies, Measured, Segment, SegmentFormat, SegmentTable};
use ckdb_core::vcf::stream::{self, Outputs, Settings};
use ckdb_core::vcf::{Engine, Header, Keep, KeptLine, VcfError};
use std::fmt::Write as _;
use std::num::NonZero;

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) contig: Contig,
    /// 1-based, as in POS.
    pub(super) position: u32,
    pub(super) reference: String,
    pub(super) alternate: String,
    pub(super) info: String,
    pub(super) genotype: &'static str,
    /// Copies in the tumour of this stretch, where the line is about copies.
    pub(super) copies: Option<(Interval, u32)>,
}

/// What a tumour shows. Every letter of its genome was looked at, and structural variants were called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) lines: Vec<Line>,
    /// As `--biomarker` takes them.
    pub(super) biomarkers: Vec<String>,
    /// Rows of a table of fusions, as `--fusions` takes them: what a caller of RNA names.
    pub(super) fusions: Vec<String>,
    /// Rows of a table of genes, as `--copy-number` takes them: symbol, gene, copies.
    pub(super) genes: Vec<(String, GeneId, u32)>,
}

impl Finding {
    /// Everything of both; what both show is shown once.
    pub(super) fn merge(&mut self, other: Self) {
        fn add<T: PartialEq>(own: &mut Vec<T>, other: Vec<T>) {
            for one in other {
                if !own.contains(&one) {
                    own.push(one);
                }
            }
        }
        add(&mut self.lines, other.lines);
        add(&mut self.biomarkers, other.biomarkers);
        add(&mut self.fusions, other.fusions);
        add(&mut self.genes, other.genes);
    }

    /// Is it told by rows of tables that name genes, because no lines of a VCF can show it?
    pub(super) const fn is_named(&self) -> bool {
        !self.fusions.is_empty() || !self.genes.is_empty()
    }

    /// In words, for a report.
    pub(super) fn words(&self) -> String {
        let lines = self.lines.iter().map(|line| {
            let Line { contig, position, reference, alternate, info, genotype, copies } = line;
            let copies = copies.map_or_else(String::new, |(_, copies)| format!(" CN={copies}"));
            format!("{contig}:{position} {reference}>{alternate} {info} {genotype}{copies}")
        });
        let genes = self.genes.iter().map(|(symbol, _, copies)| format!("{symbol} {copies} copies"));
        let all: Vec<String> =
            lines.chain(self.biomarkers.iter().cloned()).chain(self.fusions.iter().cloned()).chain(genes).collect();
        if all.is_empty() { "nothing changed".to_owned() } else { all.join("; ") }
    }

    /// The same with this genotype on its lines of letters; what is about copies keeps its own.
    pub(super) fn on(mut self, genotype: &'static str) -> Self {
        self.lines.iter_mut().filter(|line| line.copies.is_none()).for_each(|line| line.genotype = genotype);
        self
    }

    fn vcf(&self, assembly: Assembly) -> String {
        let mut text = format!("##fileformat=VCFv4.3\n##reference={assembly}\n");
        text.push_str("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tTUMOUR\n");
        let mut lines: Vec<&Line> = self.lines.iter().collect();
        lines.sort_by_key(|line| (line.contig, line.position));
        for line in lines {
            let Line { contig, position, reference, alternate, info, genotype, copies } = line;
            let (mut keys, mut values) = ("GT".to_owned(), (*genotype).to_owned());
            if genotype.contains('|') {
                keys.push_str(":PS");
                values.push_str(":1");
            }
            if let Some((_, copies)) = copies {
                keys.push_str(":CN");
                values.push_str(&format!(":{copies}"));
            }
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{contig}\t{position}\t.\t{reference}\t{alternate}\t.\tPASS\t{info}\t{keys}\t{values}");
        }
        text
    }

    /// Reads the tumour. With `all_copies` the copies of the whole genome are told, two where no line says otherwise.
    pub(super) fn read(&self, annotator: &Annotator<'_>, assembly: Assembly, all_copies: bool) -> Result<Shown, VcfError> {
        let mut told = Told { callable: Some(Callable::new(everywhere(assembly))), structural_called: true, ..Told::default() };
        let mut refused = Vec::new();
        for text in &self.biomarkers {
            if let Err(error) = told.biomarkers.add(text) {
                refused.push(error.to_string());
            }
        }
        if all_copies || !self.genes.is_empty() {
            told.copies = Some(self.copies(annotator, assembly, all_copies));
        }
        let text = self.vcf(assembly);
        let mut input = text.as_bytes();
        let header = Header::read(&mut input)?;
        let engine = Engine::new(annotator, Keep::Annotations { unmatched: false }, None).sample(Some(0));
        let (mut sample, mut on_lines, mut number) = (Sample::of(told), Vec::new(), 0);
        let outputs = Outputs {
            vcf: None,
            declarations: &[],
            consume: &mut |_, line: KeptLine<'_>| {
                for allele in line.alleles {
                    sample.add_call(number, &allele.variants, allele.call);
                    number += 1;
                    on_lines.extend(allele.variants);
                    refused.extend(allele.problem.map(|problem| problem.text.to_owned()));
                }
                line.looked_at.into_iter().for_each(|(contig, interval)| sample.add_looked_at(contig, interval));
                sample.add_copies(line.copies);
                Ok(())
            },
            progress: &mut |_| {},
        };
        stream::annotate(&mut input, &header, &engine, Settings::with_threads(NonZero::<usize>::MIN), outputs)?;
        let (rows, errors) = annotator.fusion_rows(&self.fusions.join("\n"));
        for row in rows {
            let variants = annotator.annotate_fusion(&row.name, &row.fusion).variants;
            sample.add_call(number, &variants, None);
            number += 1;
            on_lines.extend(variants);
        }
        refused.extend(errors.iter().map(ToString::to_string));
        Ok(Shown { sample, on_lines, refused })
    }

    /// What is told of copies: of each gene named, and if wanted of every stretch of the genome.
    fn copies(&self, annotator: &Annotator<'_>, assembly: Assembly, everywhere: bool) -> CopyNumbers {
        let gene = |(symbol, _, copies): &(String, GeneId, u32)| {
            let measured = Measured::of_copies(f64::from(*copies));
            (symbol.clone(), GeneCopies { least: measured, most: measured })
        };
        let table = SegmentTable {
            format: SegmentFormat::Plain,
            segments: if everywhere { self.segments(assembly) } else { Vec::new() },
            genes: self.genes.iter().map(gene).collect(),
            rows: 0,
            faults: Vec::new(),
        };
        let number = |symbol: &str| self.genes.iter().find(|(known, ..)| known == symbol).map(|(_, gene, _)| *gene);
        CopyNumbers::of_table(&table, annotator.copy_settings().clone(), number).0
    }

    fn segments(&self, assembly: Assembly) -> Vec<Segment> {
        let mut found = Vec::new();
        let segment = |contig, stretch, copies| Segment { contig, stretch, measured: Measured::of_copies(copies) };
        for (contig, whole) in everywhere(assembly) {
            let mut changed: Vec<(Interval, u32)> =
                self.lines.iter().filter(|line| line.contig == contig).filter_map(|line| line.copies).collect();
            changed.sort_by_key(|(stretch, _)| (stretch.start(), stretch.end()));
            let mut from = 0;
            for (stretch, copies) in changed {
                found.extend(
                    Interval::new(from, stretch.start()).filter(|gap| !gap.is_empty()).map(|gap| segment(contig, gap, 2.0)),
                );
                found.push(segment(contig, stretch, f64::from(copies)));
                from = from.max(stretch.end());
            }
            found.extend(Interval::new(from, whole.end()).filter(|gap| !gap.is_empty()).map(|gap| segment(contig, gap, 2.0)));
        }
        found
    }
}

/// A tumour as it was read.
pub(super) struct Shown {
    pub(super) sample: Sample,
    /// What its lines meet, or nearly.
    pub(super) on_lines: Vec<VariantMatch>,
    /// What could not be read.
    pub(super) refused: Vec<String>,
}

fn everywhere(assembly: Assembly) -> impl Iterator<Item = (Contig, Interval)> {
    (0..=u8::MAX).map_while(Contig::from_index).map(move |contig| (contig, Interval::from_length(0, contig.length(assembly))))
}

/// A change of letters as a line; an insertion or deletion needs the letter before it, `None` where that is not held.
pub(super) fn of_allele(genome: Genome<'_>, allele: &Allele) -> Option<Line> {
    let text = |letters: &[u8]| String::from_utf8_lossy(letters).into_owned();
    let (mut reference, mut alternate) = (text(&allele.reference), text(&allele.alternate));
    let mut start = allele.interval.start();
    if reference.is_empty() || alternate.is_empty() {
        start = start.checked_sub(1)?;
        let before = text(genome.letters(allele.contig, Interval::from_length(start, 1))?);
        reference.insert_str(0, &before);
        alternate.insert_str(0, &before);
    }
    let (contig, position) = (allele.contig, start + 1);
    Some(Line { contig, position, reference, alternate, info: ".".to_owned(), genotype: "0/1", copies: None })
}
