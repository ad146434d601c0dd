//! From kept lines to table writers: where an allele stands, and the profiles that wait for the whole sample.

use crate::annotate::{Annotation, Annotator, FusionRow, Sample, Told};
use crate::matching::Patient;
use crate::table::{Contribution, NotAnnotated, Place, TableError, TableSink};
use crate::vcf::{KeptLine, Line, Summary, Tally, support};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Lines come in, rows go out; what profiles over several variants need is kept till the end.
#[derive(Debug)]
pub struct Tables<'s, 'k, T> {
    table: T,
    /// Name and column of the sample.
    sample: Option<(&'s str, usize)>,
    carried: Sample,
    patient: Patient,
    /// Alleles that carry something, by number.
    waiting: BTreeMap<u64, (Place<'static>, Annotation<'k>)>,
    alleles: u64,
}

impl<'s, 'k, T: TableSink<'k>> Tables<'s, 'k, T> {
    /// For a file whose `sample` (name and column, 0 is the first) is read; `told` and `patient` are what is known of the tumour
    /// and its bearer beside the lines.
    ///
    /// # Errors
    /// Writing fails; so for every method here.
    pub fn new(mut table: T, sample: Option<(&'s str, usize)>, (told, patient): (Told, Patient)) -> Result<Self, TableError> {
        table.begin()?;
        Ok(Self { table, sample, carried: Sample::of(told), patient, waiting: BTreeMap::new(), alleles: 0 })
    }

    /// Rows of one line.
    ///
    /// # Errors
    /// Writing fails.
    pub fn line(&mut self, number: u64, kept: KeptLine<'k>) -> Result<(), TableError> {
        if let Some((contig, interval)) = kept.looked_at {
            self.carried.add_looked_at(contig, interval);
        }
        self.carried.add_copies(kept.copies);
        // The line was understood before it was kept.
        let Ok(line) = Line::parse(&kept.bytes, number) else { return Ok(()) };
        for allele in kept.alleles {
            let place = place(&line, self.sample, allele.alternate);
            match (allele.annotation, allele.problem) {
                (Some(annotation), _) => {
                    self.table.allele(&place, &annotation)?;
                    self.table.secondary(&place, &allele.secondary)?;
                    if self.carried.add_call(self.alleles, &annotation.variants, allele.call) {
                        self.waiting.insert(self.alleles, (place.into_owned(), annotation));
                    }
                }
                (None, Some(problem)) => {
                    let why = NotAnnotated { code: problem.code, text: problem.text };
                    self.table.not_annotated(&place, why)?;
                }
                (None, None) => {}
            }
            self.alleles += 1;
        }
        Ok(())
    }

    /// Rows of fusions that a table names: no place, the partners as ALT.
    ///
    /// # Errors
    /// Writing fails.
    pub fn fusions(&mut self, rows: &[FusionRow], annotator: &Annotator<'k>) -> Result<(), TableError> {
        for row in rows {
            let annotation = annotator.annotate_fusion(&row.name, &row.fusion);
            let sample = Cow::Borrowed(self.sample.map_or("", |(name, _)| name));
            let place = Place { line: row.line, sample, alternate: Cow::Borrowed(&row.name), ..Place::default() };
            self.table.allele(&place, &annotation)?;
            if self.carried.add(self.alleles, &annotation.variants) {
                self.waiting.insert(self.alleles, (place.into_owned(), annotation));
            }
            self.alleles += 1;
        }
        Ok(())
    }

    /// Profiles of the whole sample, then the summary; gives the table back.
    ///
    /// # Errors
    /// Writing fails, or a stored tree to be asked is broken.
    pub fn finish(mut self, annotator: &Annotator<'k>, summary: &Summary, warnings: &[String]) -> Result<T, TableError> {
        let whole = Place { sample: Cow::Borrowed(self.sample.map_or("", |(name, _)| name)), ..Place::default() };
        let answer = self.carried.answer(annotator);
        for found in &answer.matches {
            let contributions: Vec<Contribution<'_, 'k>> = found
                .alleles
                .iter()
                .filter_map(|number| self.waiting.get(number))
                .map(|(place, annotation)| Contribution { place, annotation })
                .collect();
            self.table.profile(found, &contributions, &whole)?;
        }
        if self.table.shows_case() {
            answer.misses.iter().try_for_each(|found| self.table.missed(found, &whole))?;
            let trials = self.carried.trials(annotator, &self.patient)?;
            trials.iter().try_for_each(|found| self.table.trial(found, &whole))?;
        }
        self.table.summary(&Counts::of(summary), warnings)?;
        Ok(self.table)
    }
}

/// What the line says of one ALT.
fn place<'l>(line: &Line<'l>, sample: Option<(&'l str, usize)>, alternate: usize) -> Place<'l> {
    let column = sample.map(|(_, column)| column);
    let alt = line.alternates().split(|byte| *byte == b',').nth(alternate).unwrap_or_default();
    Place {
        line: line.number(),
        sample: Cow::Borrowed(sample.map_or("", |(name, _)| name)),
        chrom: String::from_utf8_lossy(line.chrom()),
        pos: String::from_utf8_lossy(line.position_text()),
        reference: String::from_utf8_lossy(line.reference()),
        alternate: String::from_utf8_lossy(alt),
        filter: String::from_utf8_lossy(line.filter()),
        vaf: support::fraction(line, column, alternate).map(|fraction| Cow::Owned(four_digits(fraction.value))),
        depth: support::depth(line, column),
    }
}

/// A fraction with at most four digits behind the point: reads do not tell more.
fn four_digits(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Counts of a walk, for the summary line.
#[derive(Serialize)]
struct Counts<'s> {
    lines: u64,
    annotated: u64,
    not_answered: Vec<Counted<'s>>,
}

#[derive(Serialize)]
struct Counted<'s> {
    code: &'s str,
    text: &'s str,
    count: u64,
    first_line: u64,
}

impl<'s> Counts<'s> {
    fn of(summary: &'s Summary) -> Self {
        Self { lines: summary.progress.lines, annotated: summary.annotated, not_answered: counted(&summary.tally) }
    }
}

fn counted(tally: &Tally) -> Vec<Counted<'_>> {
    tally
        .iter()
        .map(|(reason, seen)| Counted { code: reason.code, text: reason.text, count: seen.count, first_line: seen.first_line })
        .collect()
}
