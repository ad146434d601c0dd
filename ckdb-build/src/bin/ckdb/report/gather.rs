//! From the lines of a VCF to a case that was asked to the end, by one index.

use super::case_args::CaseArgs;
use crate::Failure;
use crate::annotate::layers::Overlays as Frequencies;
use crate::annotate::{chosen_sample, copies, input_assembly, named_fusions, patient, progress, progress_bar, suspicion, told};
use ckdb_core::annotate::{Annotator, FusionRow, Told};
use ckdb_core::genome::Assembly;
use ckdb_core::knowledge::Knowledge;
use ckdb_core::phase::Carried;
use ckdb_core::reference::Reference;
use ckdb_core::report::{About, Answered, Gathered, Place};
use ckdb_core::vcf::stream::{self, Outputs, Settings};
use ckdb_core::vcf::{Engine, Header, Keep, KeptLine, Kind, Line, Source, phasing, support};
use std::io;
use std::path::Path;
use std::sync::Arc;

/// Reads the case with this index and hands the answers on. `is_first`: what is wrong with the input is said now, and not again.
pub(super) fn gather<T>(
    args: &CaseArgs,
    knowledge: &Knowledge,
    then: impl FnOnce(&Answered<'_, '_>, &About) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let mut source = Source::open(&args.input, args.threads)?;
    let header = Header::read(&mut source)?;
    let assembly = input_assembly(&args.input, args.assembly, &header)?;
    let sample = chosen_sample(args.sample.as_deref(), &header)?;
    let column = sample.map(|(_, column)| column);
    let annotator = annotator(args, knowledge, assembly)?;
    let mut told = told::told(&args.told, &header, assembly, column)?;
    let settings = copies::settings(&args.copies, annotator.copy_settings().clone())?;
    told.copies = copies::table(&args.copies, &settings, sample.map(|(name, _)| name), knowledge, args.strict)?;
    let annotator = annotator.origin(told.origin).copies(settings);
    let fusions = named_fusions::read(args.fusions.as_deref(), &annotator)?;
    let (case, mut about) = walk(args, &annotator, (&header, &mut source), column, told, &fusions)?;
    (about.case, about.specimen) = (args.case.clone(), args.specimen.clone());
    about.sample = sample.map(|(name, _)| name.to_owned());
    about.sample_chosen = sample.is_some() || header.samples().is_empty();
    about.has_normal = header.normal_of(column).is_some();
    annotator.open_layers().sound()?;
    if let Some(failure) = annotator.reference_failure() {
        return Err(format!("--reference could not be read everywhere: {failure}").into());
    }
    let case = case.finish(&args.triage(), patient::patient(&args.patient, knowledge)?)?;
    then(&case, &about)
}

fn annotator<'k>(args: &CaseArgs, knowledge: &'k Knowledge, assembly: Assembly) -> Result<Annotator<'k>, Failure> {
    let layers = Frequencies::open(&args.layers, knowledge)?.layers(&args.layers, knowledge, assembly)?;
    let mut annotator = Annotator::new(knowledge, assembly)?.gene_any(args.gene_any).layers(layers);
    if !args.schemes.is_empty() {
        annotator = annotator.schemes(&args.schemes)?;
    }
    if let Some(disease) = &args.disease {
        annotator = annotator.disease(disease)?;
    }
    if let Some(path) = &args.reference {
        annotator = annotator.reference(Arc::new(Reference::open(path, assembly)?))?;
    }
    Ok(annotator)
}

fn walk<'a, 'k>(
    args: &CaseArgs,
    annotator: &'a Annotator<'k>,
    (header, source): (&Header, &mut Source),
    column: Option<usize>,
    told: Told,
    fusions: &[FusionRow],
) -> Result<(Gathered<'a, 'k>, About), Failure> {
    let engine =
        Engine::new(annotator, Keep::Annotations { unmatched: true }, None).sample(column).normal(header.normal_of(column));
    let mut case = Gathered::new(annotator, told);
    let mut consume = |number: u64, kept: KeptLine<'k>| {
        line(&mut case, number, kept, column);
        Ok::<(), io::Error>(())
    };
    let bar = progress_bar(source);
    let mut moved = progress(&bar, source);
    let outputs = Outputs { vcf: None, declarations: &[], consume: &mut consume, progress: &mut moved };
    let summary = stream::annotate(source, header, &engine, Settings::with_threads(args.threads), outputs)?;
    // Letters are checked as they are read: see `Genome::sound`.
    annotator.genome().sound()?;
    bar.finish_and_clear();
    for row in fusions {
        let place = Place { line: row.line, alternate: row.name.clone(), ..Place::default() };
        case.allele(place, annotator.annotate_fusion(&row.name, &row.fusion), None, Vec::new());
    }
    let doubtful = summary.tally.iter().filter(|(reason, _)| matches!(reason.kind, Kind::NotUnderstood | Kind::Unanswered));
    let not_answered: Vec<(String, u64, u64)> =
        doubtful.map(|(reason, seen)| (reason.to_string(), seen.count, seen.first_line)).collect();
    let suspicion = suspicion(engine.ref_check(), annotator.assembly());
    let warnings = suspicion.into_iter().chain(header.warnings().iter().map(ToString::to_string)).collect();
    let about = About { input: file_name(&args.input), lines: summary.progress.lines, warnings, not_answered, ..About::default() };
    Ok((case, about))
}

/// The alleles of one line.
fn line<'k>(case: &mut Gathered<'_, 'k>, number: u64, kept: KeptLine<'k>, column: Option<usize>) {
    case.line(kept.looked_at, kept.copies);
    // The line was understood before it was kept.
    let Ok(line) = Line::parse(&kept.bytes, number) else { return };
    for allele in kept.alleles {
        let Some(annotation) = allele.annotation else { continue };
        // What is known of an allele that the sample does not carry is a near miss already; others are not worth counting.
        let absent = || column.is_some() && phasing::phase(&line, column, allele.alternate).carried() == Carried::Absent;
        if annotation.variants.is_empty() && absent() {
            continue;
        }
        case.allele(place(&line, column, allele.alternate), annotation, allele.call, allele.secondary);
    }
}

/// What the line says of one ALT.
fn place(line: &Line<'_>, column: Option<usize>, alternate: usize) -> Place {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let alt = line.alternates().split(|byte| *byte == b',').nth(alternate).unwrap_or_default();
    Place {
        line: line.number(),
        chrom: text(line.chrom()),
        pos: text(line.position_text()),
        reference: text(line.reference()),
        alternate: text(alt),
        filter: text(line.filter()),
        vaf: support::fraction(line, column, alternate).map(|fraction| two_digits(fraction.value)),
        depth: support::depth(line, column),
    }
}

/// A fraction of reads as people say it.
fn two_digits(value: f64) -> String {
    format!("{value:.2}")
}

/// The name without its folder, which is nobody else's business.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}
