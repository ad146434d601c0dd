//! `--fusions FILE`: fusions named by their genes, beside those of the VCF.

use crate::Failure;
use ckdb_core::annotate::{Annotator, FusionRow, Sample};
use std::io::{self, Write};
use std::path::Path;

/// Rows of the file, if one was given; rows that cannot be read are an error that names the first.
pub(crate) fn read(path: Option<&Path>, annotator: &Annotator<'_>) -> Result<Vec<FusionRow>, Failure> {
    let Some(path) = path else { return Ok(Vec::new()) };
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let (rows, errors) = annotator.fusion_rows(&text);
    match errors.first() {
        Some(first) if errors.len() == 1 => Err(format!("{}: {first}", path.display()).into()),
        Some(first) => Err(format!("{}: {first}; and {} more rows", path.display(), errors.len() - 1).into()),
        None => Ok(rows),
    }
}

/// Puts the fusions into the sample, after `alleles` others, and says what they meet: a VCF has no line for them.
pub(crate) fn carry(rows: &[FusionRow], annotator: &Annotator<'_>, sample: &mut Sample, alleles: u64) -> io::Result<()> {
    let mut err = anstream::stderr().lock();
    for (row, number) in rows.iter().zip(alleles..) {
        let annotation = annotator.annotate_fusion(&row.name, &row.fusion);
        sample.add(number, &annotation.variants);
        let assumed = if row.fusion.order_assumed { " (ORDER_ASSUMED)" } else { "" };
        let met: Vec<String> =
            annotation.matches.iter().map(|found| format!("{}: {}", found.profile.name(), found.truth)).collect();
        let met = if met.is_empty() { "nothing is known of it".to_owned() } else { met.join("; ") };
        writeln!(err, "fusion {}{assumed} of --fusions, line {}: {met}", row.name, row.line)?;
    }
    Ok(())
}
