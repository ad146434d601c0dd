//! Copies of the genome from a table of the copy-number caller, and how they are read.

use crate::Failure;
use ckdb_core::knowledge::{Knowledge, Meaning};
use ckdb_core::matching::{CopyNumbers, CopySettings, Sex};
use ckdb_core::model::{CopyMeasure, GeneId, Vocabulary};
use ckdb_core::segment::{Measured, SegmentTable};
use ckdb_core::vcf::Source;
use std::io::{BufReader, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};

/// Flags about copies.
#[derive(Debug, clap::Args)]
pub(super) struct CopyArgs {
    /// Copies of the genome: segments of CNVkit (.cns), PURPLE, ASCAT, FACETS, Sequenza, GATK or a .seg; a table of genes; or
    /// plain columns (chromosome start end, or gene; then copies, minor_copies, fold_change, log2, call). Told by its header
    #[arg(long, value_name = "SEG.tsv[.gz]")]
    pub(super) copy_number: Option<PathBuf>,
    /// Mean number of copies in the tumour cells
    #[arg(long, value_name = "P")]
    pub(super) ploidy: Option<f64>,
    /// Fraction of tumour cells among all cells, 0 to 1: with the ploidy it turns ratios into copies
    #[arg(long, value_name = "FRACTION")]
    pub(super) purity: Option<f64>,
    /// The patient's sex: how many copies of X and Y are expected
    #[arg(long, value_name = "male|female", value_parser = sex)]
    pub(super) sex: Option<Sex>,
    /// What counts as amplified, gained, lost or deleted (`ckdb info` lists the profiles). Without it: purple where the ploidy
    /// is told, pcgr-abs where it is not, and caller for the caller's own words
    #[arg(long, value_name = "NAME[@VERSION]")]
    pub(super) cn_profile: Option<String>,
}

fn sex(word: &str) -> Result<Sex, String> {
    Sex::from_word(word).ok_or_else(|| "expected male or female".to_owned())
}

/// How copies are read, from what the index knows and the user says.
pub(super) fn settings(args: &CopyArgs, mut settings: CopySettings) -> Result<CopySettings, Failure> {
    if let Some(ploidy) = args.ploidy {
        settings = settings.with_ploidy(ploidy).map_err(|error| format!("--ploidy: {error}"))?;
    }
    if let Some(purity) = args.purity {
        settings = settings.with_purity(purity).map_err(|error| format!("--purity: {error}"))?;
    }
    if let Some(sex) = args.sex {
        settings = settings.with_sex(sex);
    }
    if let Some(profile) = &args.cn_profile {
        settings = settings.with_profile(profile).map_err(|error| format!("--cn-profile: {error}"))?;
    }
    Ok(settings)
}

/// The table, if one was given. What is wrong with its rows is said on standard error; with `strict` broken rows are an error.
pub(super) fn table(
    args: &CopyArgs,
    settings: &CopySettings,
    sample: Option<&str>,
    knowledge: &Knowledge,
    strict: bool,
) -> Result<Option<CopyNumbers>, Failure> {
    let Some(path) = &args.copy_number else { return Ok(None) };
    let failed = |problem: String| format!("--copy-number {}: {problem}", path.display());
    let source = Source::open(path, NonZero::<usize>::MIN)?;
    let table = ckdb_core::segment::read(&mut BufReader::new(source), sample).map_err(|error| failed(error.to_string()))?;
    let read = table.segments.len() + table.genes.len();
    if read == 0 && table.rows > 0 {
        return Err(failed(format!("not one of its {} rows could be used: {}", table.rows, first_fault(&table))).into());
    }
    if let Some(mismatch) = mismatch(&table, settings) {
        return Err(failed(mismatch).into());
    }
    report(path, &table, read)?;
    if strict && table.malformed() > 0 {
        return Err(failed(format!("{} broken rows: {}", table.malformed(), first_fault(&table))).into());
    }
    let gene = |symbol: &str| gene(knowledge, symbol);
    let (copies, _) = CopyNumbers::of_table(&table, settings.clone(), gene);
    Ok(Some(copies))
}

/// The gene a symbol, or one of its aliases, names.
fn gene(knowledge: &Knowledge, symbol: &str) -> Option<GeneId> {
    let mut genes = knowledge.find(symbol).ok()?.into_iter().filter_map(|meaning| match meaning {
        Meaning::Gene(gene) => Some(gene),
        _ => None,
    });
    // A symbol that two genes share names neither.
    genes.next().filter(|gene| genes.all(|other| other == *gene))
}

fn first_fault(table: &SegmentTable) -> String {
    table
        .faults
        .first()
        .map_or_else(String::new, |fault| format!("{}, first at line {}: {}", fault.kind.as_str(), fault.first_line, fault.excerpt))
}

/// What was read and what was not.
fn report(path: &Path, table: &SegmentTable, read: usize) -> std::io::Result<()> {
    let mut err = anstream::stderr().lock();
    writeln!(err, "{}: {}, {read} of {} rows read", path.display(), table.format.as_str(), table.rows)?;
    for fault in &table.faults {
        writeln!(err, "  {} × {}, first at line {}: {}", fault.count, fault.kind.as_str(), fault.first_line, fault.excerpt)?;
    }
    Ok(())
}

/// Why the profile can read no value of the table, if it can read none.
fn mismatch(table: &SegmentTable, settings: &CopySettings) -> Option<String> {
    let genes = table.genes.values().flat_map(|row| [row.least, row.most]);
    let all: Vec<Measured> = table.segments.iter().map(|segment| segment.measured).chain(genes).collect();
    let profile = settings.profile_for(all.iter().copied())?;
    let has = |of: fn(&Measured) -> bool| all.iter().any(of);
    let (copies, ratio, call) = (has(|one| one.copies.is_some()), has(|one| one.ratio.is_some()), has(|one| one.call.is_some()));
    let ploidy = settings.ploidy().is_some();
    let readable = |measure: CopyMeasure| match measure {
        CopyMeasure::Copies => copies || (ratio && ploidy),
        CopyMeasure::CopiesPerPloidy => (copies && ploidy) || ratio,
        CopyMeasure::FoldChange | CopyMeasure::Log2 => ratio,
        CopyMeasure::Call => call,
        CopyMeasure::Percentile => (copies || ratio) && table.genes.is_empty(),
    };
    if profile.rules.iter().any(|rule| readable(rule.measure)) {
        return None;
    }
    let units = [(copies, "absolute copies"), (ratio, "ratios (log2 or fold change)"), (call, "calls")];
    let units: Vec<&str> = units.into_iter().filter(|(has, _)| *has).map(|(_, name)| name).collect();
    let advice = if ratio && !ploidy { "; give --ploidy (and --purity), or a profile for ratios such as cnvkit" } else { "" };
    Some(format!("it states {}, but the profile {} needs {}{advice}", units.join(" and "), profile.versioned(), profile.needs))
}
