//! The walk over the inputs of a layer.

use super::decomposed::{self, Stood};
use super::error::LayerError;
use super::fields::Fields;
use super::report::LayerReport;
use super::spec::LayerSpec;
use ckdb_core::frequency::LayerBuilder;
use ckdb_core::genome::{Allele, Assembly, Contig};
use ckdb_core::index::Writer;
use ckdb_core::knowledge::{Genome, Knowledge};
use ckdb_core::normalize::{NormalizeError, ReferenceCheck, normalize};
use ckdb_core::vcf::{AssemblyGuess, Header, Line, Source};
use std::io::{BufRead, Read};
use std::num::NonZero;
use std::path::Path;

/// Compiles layers into the sections of `writer`. `letters` is the index whose reference letters REF is compared with and indels are
/// moved along; without one alleles are trimmed and stay where the file puts them.
///
/// # Errors
/// An input cannot be read or is of another assembly; a field is not there.
pub fn compile(
    specs: &[LayerSpec],
    letters: Option<&Knowledge>,
    threads: NonZero<usize>,
    writer: &mut Writer,
) -> Result<Vec<LayerReport>, LayerError> {
    specs.iter().map(|spec| layer(spec, letters, threads, writer)).collect()
}

fn layer(
    spec: &LayerSpec,
    letters: Option<&Knowledge>,
    threads: NonZero<usize>,
    writer: &mut Writer,
) -> Result<LayerReport, LayerError> {
    let mut report = LayerReport { name: spec.name.clone(), ..LayerReport::default() };
    let mut begun: Option<Begun<'_>> = None;
    for path in &spec.files {
        let vcf = |error| LayerError::Vcf { path: path.clone(), error };
        let mut source = Source::open(path, threads).map_err(vcf)?;
        let header = Header::read(&mut source).map_err(vcf)?;
        let assembly = assembly(spec, path, &header)?;
        let mut input = match begun.take() {
            Some(known) if known.assembly == assembly => known,
            Some(known) => {
                let problem = format!("it is on {assembly}, the inputs before it on {}; build two layers", known.assembly);
                return Err(LayerError::Assembly { path: path.clone(), problem });
            }
            None => Begun::new(spec, path, &header, assembly, letters)?,
        };
        input.read(path, &header, &mut source, &mut report)?;
        input.builder.about().inputs.push(digest(path)?);
        begun = Some(input);
    }
    let Some(mut begun) = begun else {
        return Err(LayerError::Spec { given: spec.name.clone(), problem: "no file is named".to_owned() });
    };
    report.assembly = begun.assembly.as_str().to_owned();
    let about = begun.builder.about();
    about.release.clone_from(&spec.release);
    about.citation.clone_from(&spec.citation);
    if !spec.licence.is_empty() {
        about.licence.clone_from(&spec.licence);
    }
    report.fields = about.columns.iter().map(|column| column.field.0.clone()).collect();
    report.built = begun.builder.finish(writer)?;
    Ok(report)
}

/// The assembly that was said, or that the header names.
fn assembly(spec: &LayerSpec, path: &Path, header: &Header) -> Result<Assembly, LayerError> {
    let problem = |problem: String| LayerError::Assembly { path: path.to_owned(), problem };
    match (spec.assembly, header.assembly()) {
        (Some(said), AssemblyGuess::Known(found, reasons)) if said != found => {
            Err(problem(format!("taken for {said}, but its header says {found} (by {})", reasons.join("; "))))
        }
        (Some(said), _) => Ok(said),
        (None, AssemblyGuess::Known(found, _)) => Ok(found),
        (None, guess) => Err(problem(format!("{guess}; say which with {}@GRCh37=… or {0}@GRCh38=…", spec.name))),
    }
}

/// Which bytes went in.
fn digest(path: &Path) -> Result<String, LayerError> {
    let failed = |error| LayerError::Read { path: path.to_owned(), error };
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(std::fs::File::open(path).map_err(failed)?).map_err(failed)?;
    Ok(hasher.finalize().to_hex()[..32].to_owned())
}

/// A layer whose first input was opened.
struct Begun<'k> {
    assembly: Assembly,
    fields: Fields,
    builder: LayerBuilder,
    genome: Option<Genome<'k>>,
}

impl<'k> Begun<'k> {
    fn new(
        spec: &LayerSpec,
        path: &Path,
        header: &Header,
        assembly: Assembly,
        letters: Option<&'k Knowledge>,
    ) -> Result<Self, LayerError> {
        let mut builder = LayerBuilder::new(&spec.name, spec.kind, assembly)?;
        let fields = Fields::choose(spec, path, header, &mut builder)?;
        let genome = letters.map(|knowledge| knowledge.genome(assembly)).transpose()?;
        Ok(Self { assembly, fields, builder, genome })
    }

    fn read(&mut self, path: &Path, header: &Header, source: &mut Source, report: &mut LayerReport) -> Result<(), LayerError> {
        let (mut bytes, mut values) = (Vec::new(), Vec::new());
        let (mut agrees, mut contradicts) = (0_u64, 0_u64);
        let mut number = header.line_count();
        loop {
            number += 1;
            bytes.clear();
            let read = source.by_ref().read_until(b'\n', &mut bytes);
            if read.map_err(|error| LayerError::Read { path: path.to_owned(), error })? == 0 {
                break;
            }
            report.lines += 1;
            let line = match Line::parse(&bytes, number) {
                Ok(line) => line,
                Err(problem) => {
                    report.leave_out(problem.reason().code, number);
                    continue;
                }
            };
            let Ok((contig, named)) = line.contig() else {
                report.leave_out("NOT_A_PRIMARY_CHROMOSOME", number);
                continue;
            };
            if let Some(other) = named.filter(|named| *named != self.assembly) {
                let problem = format!("taken for {}, but line {number} names a chromosome of {other}", self.assembly);
                return Err(LayerError::Assembly { path: path.to_owned(), problem });
            }
            // The values borrow the line, which goes with the next one.
            let mut on_line = std::mem::take(&mut values);
            self.fields.on(&line, &mut on_line);
            let alternates = line.alternates().split(|byte| *byte == b',').count();
            let among = self.longer_line(&line, contig, &on_line, alternates);
            let is_cut = among.len() > 1;
            let is_miscounted = self.fields.is_miscounted(&on_line, alternates, is_cut.then_some(among.len()));
            if is_miscounted {
                report.leave_out("VALUES_NOT_ONE_AN_ALT", number);
            }
            if Fields::is_not_text(&on_line) {
                report.leave_out("VALUE_NOT_UTF8", number);
            }
            report.dealt += u64::from(self.fields.is_dealt(&on_line, alternates));
            for (alternate, allele) in line.alleles(contig).enumerate() {
                report.alleles += 1;
                let spelled = allele.map_err(|error| error.as_str()).and_then(|allele| self.spelled(&allele));
                match spelled {
                    Ok((allele, check)) => {
                        agrees += u64::from(check == ReferenceCheck::Agrees);
                        let before = decomposed::stood(&allele, &among);
                        if is_cut && !is_miscounted {
                            match before {
                                Some(_) => report.told_apart += 1,
                                None => report.leave_out("VALUES_NOT_ONE_AN_ALT", number),
                            }
                        }
                        let here = Stood { alternate, alternates };
                        self.builder.add(&allele, &self.fields.of_allele(&on_line, here, before))?;
                    }
                    Err(reason) => {
                        contradicts += u64::from(reason == MISMATCH);
                        report.leave_out(reason, number);
                    }
                }
            }
            on_line.clear();
            values = recycled(on_line);
        }
        // Letters at random agree in a quarter of all places, true files in nearly all.
        if contradicts >= 2 && contradicts * 3 > agrees {
            let checked = agrees + contradicts;
            return Err(LayerError::OtherAssembly { path: path.to_owned(), assembly: self.assembly, contradicts, checked });
        }
        Ok(())
    }

    /// The alleles of the longer line that this one was cut from, if its lists are of another length than its ALTs and it says what it
    /// was.
    fn longer_line(&self, line: &Line<'_>, contig: Contig, values: &[Option<&[u8]>], alternates: usize) -> Vec<Option<Allele>> {
        if !self.fields.is_miscounted(values, alternates, None) {
            return Vec::new();
        }
        let spelled = |allele: Option<Allele>| self.spelled(&allele?).ok().map(|(allele, _)| allele);
        decomposed::alleles(line, contig).into_iter().map(spelled).collect()
    }

    /// The one spelling of an allele, as `annotate` has it.
    fn spelled(&self, allele: &Allele) -> Result<(Allele, ReferenceCheck), &'static str> {
        let Some(genome) = &self.genome else {
            return allele.trimmed().map(|allele| (allele, ReferenceCheck::NotHeld)).ok_or("NO_CHANGE");
        };
        match normalize(allele, genome) {
            Ok(normalized) => Ok((normalized.allele, normalized.reference)),
            Err(NormalizeError::ReferenceMismatch { .. }) => Err(MISMATCH),
            Err(NormalizeError::NoChange { .. }) => Err("NO_CHANGE"),
            Err(_) => Err("LETTERS_NOT_READABLE"),
        }
    }
}

/// REF contradicts the reference.
const MISMATCH: &str = "REFERENCE_MISMATCH";

/// The room of a list without its items, for items that live elsewhere.
fn recycled<'a>(list: Vec<Option<&[u8]>>) -> Vec<Option<&'a [u8]>> {
    list.into_iter().map(|_| None).collect()
}
