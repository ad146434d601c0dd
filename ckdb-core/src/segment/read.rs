//! Rows to segments. A row that cannot be read is counted with its line and reason, and gives nothing.

use super::cell::{is_silent, lay};
use super::error::{Fault, FaultKind, SegmentError};
use super::format::{Layout, Place, layout};
use super::{GeneCopies, Measured, Segment, SegmentTable};
use crate::genome::{Contig, Interval};
use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;

/// Reads a table. Where it holds several samples, `sample` says which; in a table of one sample its name does not matter.
///
/// Lines that begin with `#` or `@` and stand before the header are comments. Cells are separated by tabs, and where the header
/// has none, by runs of blanks.
///
/// # Errors
/// When it is empty or of no known format, when reading fails, or when the sample is not told or not there.
pub fn read(input: &mut impl BufRead, sample: Option<&str>) -> Result<SegmentTable, SegmentError> {
    let mut lines = Lines { input, line: 0, text: Vec::new() };
    let header = loop {
        let Some(text) = lines.next()? else { return Err(SegmentError::Empty) };
        let is_comment = text.starts_with("##") || text.starts_with('@') || (text.starts_with('#') && !text.contains('\t'));
        if !is_comment && !text.trim().is_empty() {
            break text;
        }
    };
    let header = header.trim_start_matches('\u{FEFF}').to_owned();
    let by_tabs = header.contains('\t');
    let columns = cells(&header, by_tabs);
    let layout = layout(&columns, sample)?;
    let mut reading = Reading { layout, width: columns.len(), by_sample: BTreeMap::new(), order: Vec::new() };
    let mut rows = 0;
    while let Some(text) = lines.next()? {
        if text.trim().is_empty() || text.starts_with('#') {
            continue;
        }
        rows += 1;
        reading.row(&cells(&text, by_tabs), lines.line, &text);
    }
    reading.finish(sample, rows)
}

struct Lines<'r, R> {
    input: &'r mut R,
    line: u64,
    text: Vec<u8>,
}

impl<R: BufRead> Lines<'_, R> {
    fn next(&mut self) -> Result<Option<String>, SegmentError> {
        self.text.clear();
        let line = self.line + 1;
        let read = self.input.read_until(b'\n', &mut self.text).map_err(|source| SegmentError::Read { line, source })?;
        if read == 0 {
            return Ok(None);
        }
        self.line = line;
        Ok(Some(String::from_utf8_lossy(&self.text).trim_end_matches(['\n', '\r']).to_owned()))
    }
}

fn cells(line: &str, by_tabs: bool) -> Vec<&str> {
    if by_tabs {
        line.split('\t').map(|cell| cell.trim().trim_matches('"')).collect()
    } else {
        line.split_whitespace().map(|cell| cell.trim_matches('"')).collect()
    }
}

/// What was read of one sample.
#[derive(Default)]
struct OfSample {
    segments: Vec<Segment>,
    genes: BTreeMap<String, GeneCopies>,
    /// Genes with rows that contradict each other: none of them is believed.
    contradicted: BTreeSet<String>,
    faults: BTreeMap<FaultKind, Fault>,
}

struct Reading {
    layout: Layout,
    width: usize,
    by_sample: BTreeMap<String, OfSample>,
    /// Names of samples as they came.
    order: Vec<String>,
}

enum Row {
    Stretch(Segment),
    Gene(String, GeneCopies),
}

impl Reading {
    fn row(&mut self, cells: &[&str], line: u64, text: &str) {
        let name = self.layout.sample.and_then(|column| cells.get(column)).copied().unwrap_or_default();
        if !self.by_sample.contains_key(name) {
            self.order.push(name.to_owned());
        }
        let parsed = self.parse(cells);
        let sample = self.by_sample.entry(name.to_owned()).or_default();
        let fault = match parsed {
            Ok(Row::Stretch(segment)) => {
                sample.segments.push(segment);
                return;
            }
            Ok(Row::Gene(gene, copies)) => match sample.genes.get(&gene) {
                Some(known) if *known != copies => {
                    sample.contradicted.insert(gene);
                    FaultKind::GeneTwice
                }
                _ => {
                    sample.genes.insert(gene, copies);
                    return;
                }
            },
            Err(fault) => fault,
        };
        let excerpt = || text.chars().take(80).map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
        let seen =
            sample.faults.entry(fault).or_insert_with(|| Fault { kind: fault, count: 0, first_line: line, excerpt: excerpt() });
        seen.count += 1;
    }

    fn parse(&self, cells: &[&str]) -> Result<Row, FaultKind> {
        // Trailing empty cells may be missing, the columns we read may not.
        let needed = self.layout.values.iter().map(|(_, column)| *column).max().unwrap_or(0);
        if cells.len() <= needed || cells.len() > self.width {
            return Err(FaultKind::ShortRow);
        }
        match self.layout.place {
            Place::Gene(column) => {
                let gene = cells.get(column).copied().unwrap_or_default();
                if gene.is_empty() {
                    return Err(FaultKind::ShortRow);
                }
                Ok(Row::Gene(gene.to_owned(), self.gene(cells)?))
            }
            Place::Stretch { contig, start, end, half_open } => {
                let cell = |column: usize| cells.get(column).copied().ok_or(FaultKind::ShortRow);
                let stretch = stretch(cell(start)?, cell(end)?, half_open)?;
                let (contig, _) = Contig::parse(cell(contig)?).ok_or(FaultKind::OtherContig)?;
                if let Some((status, windows)) = self.layout.normal {
                    let has_windows = windows.is_none_or(|windows| cells.get(windows).is_some_and(|count| *count != "0"));
                    if cell(status)? != "DIPLOID" || !has_windows {
                        return Err(FaultKind::NormalNotDiploid);
                    }
                }
                let mut measured = Measured::default();
                for (unit, column) in &self.layout.values {
                    lay(*unit, cell(*column)?, &mut measured)?;
                }
                self.whole(cells, &mut measured);
                if measured.is_empty() {
                    Err(FaultKind::NotMeasured)
                } else {
                    Ok(Row::Stretch(Segment { contig, stretch, measured }))
                }
            }
        }
    }

    /// Major and minor copies together are the copies; one without the other is not.
    fn whole(&self, cells: &[&str], measured: &mut Measured) {
        use super::cell::Unit;
        if !self.layout.values.iter().any(|(unit, _)| *unit == Unit::Major) {
            return;
        }
        let silent = |unit: Unit| {
            let column = self.layout.values.iter().find(|(own, _)| *own == unit).map(|(_, column)| *column);
            column.and_then(|column| cells.get(column)).is_none_or(|cell| is_silent(cell))
        };
        measured.copies = match (measured.copies, measured.minor) {
            (Some(major), Some(minor)) if !silent(Unit::Major) => Some(major + minor),
            _ => None,
        };
    }

    fn gene(&self, cells: &[&str]) -> Result<GeneCopies, FaultKind> {
        let mut values = [Measured::default(), Measured::default()];
        let mut seen = Vec::new();
        for (unit, column) in &self.layout.values {
            let again = usize::from(seen.contains(unit));
            seen.push(*unit);
            lay(*unit, cells.get(*column).copied().ok_or(FaultKind::ShortRow)?, &mut values[again])?;
        }
        let [least, most] = values;
        if least.is_empty() {
            return Err(FaultKind::NotMeasured);
        }
        Ok(GeneCopies { least, most: if most.is_empty() { least } else { most } })
    }

    fn finish(mut self, wanted: Option<&str>, rows: u64) -> Result<SegmentTable, SegmentError> {
        let listed = |order: &[String]| order.iter().take(10).cloned().collect::<Vec<_>>();
        let name = match (wanted, &self.order[..]) {
            (_, []) => String::new(),
            (_, [only]) => only.clone(),
            (Some(wanted), order) if order.iter().any(|name| name == wanted) => wanted.to_owned(),
            (Some(wanted), order) => {
                return Err(SegmentError::NoSuchSample { wanted: wanted.to_owned(), samples: listed(order) });
            }
            (None, order) => return Err(SegmentError::SeveralSamples { samples: listed(order) }),
        };
        let OfSample { segments, mut genes, contradicted, faults } = self.by_sample.remove(&name).unwrap_or_default();
        genes.retain(|gene, _| !contradicted.contains(gene));
        Ok(SegmentTable { format: self.layout.format, segments, genes, rows, faults: faults.into_values().collect() })
    }
}

/// The stretch between two written positions.
fn stretch(start: &str, end: &str, half_open: bool) -> Result<Interval, FaultKind> {
    // Some tools write 1e+06.
    let whole = |text: &str| -> Option<u32> {
        text.parse::<u32>().ok().or_else(|| {
            let value = text.parse::<f64>().ok()?;
            let is_whole = value.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&value);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked just before")]
            is_whole.then_some(value as u32)
        })
    };
    let (start, end) = (whole(start).ok_or(FaultKind::Position)?, whole(end).ok_or(FaultKind::Position)?);
    let before = if half_open { start } else { start.checked_sub(1).ok_or(FaultKind::Position)? };
    Interval::new(before, end).filter(|stretch| !stretch.is_empty()).ok_or(FaultKind::EndBeforeStart)
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
