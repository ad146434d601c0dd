//! `annotate` and `annotate_file`: a VCF in, a table or another file out; the walk is that of the command.

use crate::asked::{Asked, disease_name};
use crate::error::Error;
use crate::kept::Kept;
use crate::of_table::check_named;
use crate::table::{About, PyProblem, PyTable};
use crate::watched::{Bar, watched};
use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use ckdb_core::annotate::{Annotator, Told};
use ckdb_core::file::{self, Tables};
use ckdb_core::genome::Assembly;
use ckdb_core::knowledge::Knowledge;
use ckdb_core::matching::{Biomarkers, Callable, Patient};
use ckdb_core::table::arrow::{ArrowRows, Names, Variants, schema};
use ckdb_core::table::{Column, JsonlWriter, Rows, TableError, TableSink, TsvWriter};
use ckdb_core::vcf::source::Meter;
use ckdb_core::vcf::stream::{self, Settings};
use ckdb_core::vcf::{
    AssemblyGuess, Engine, Header, Info, Keep, KeptLine, Line, OutputFormat, Outputs, Sink, Source, Summary, Tally,
};
use pyo3::prelude::*;
use std::io::{self, BufRead, Read};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Bytes of a file from which a bar is worth its place.
const LONG: u64 = 64 << 20;

/// Lines that are asked whether the assembly named is theirs.
const FIRST_LINES: usize = 100_000;

/// What is asked of a file.
pub(crate) struct FileAsked {
    pub(crate) asked: Asked,
    pub(crate) assembly: Option<String>,
    pub(crate) sample: Option<String>,
    pub(crate) biomarkers: Vec<String>,
    pub(crate) callable: Option<PathBuf>,
    pub(crate) threads: NonZero<usize>,
    pub(crate) progress: Option<bool>,
}

/// Ends a walk from outside: reading fails once `stop` is set.
struct Stoppable<'s> {
    source: &'s mut Source,
    stop: &'s AtomicBool,
    meter: Meter,
    done: &'s AtomicU64,
}

impl Stoppable<'_> {
    fn go_on(&self) -> io::Result<()> {
        self.done.store(self.meter.read(), Ordering::Relaxed);
        if self.stop.load(Ordering::Relaxed) { Err(io::Error::other("stopped")) } else { Ok(()) }
    }
}

impl Read for Stoppable<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.go_on()?;
        self.source.read(buffer)
    }
}

impl BufRead for Stoppable<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.go_on()?;
        self.source.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.source.consume(amount);
    }
}

/// An opened file, and what it tells of the tumour.
struct Opened {
    source: Source,
    header: Header,
    assembly: Assembly,
    told: Told,
    sample: Option<(String, usize)>,
    notes: Vec<String>,
}

impl Opened {
    fn new(path: &Path, asked: &FileAsked) -> Result<Self, Error> {
        let mut source = Source::open(path, asked.threads).map_err(|error| Error::file(path, error))?;
        let header = Header::read(&mut source).map_err(|error| Error::file(path, error))?;
        let assembly = assembly(path, asked.assembly.as_deref(), &header)?;
        let sample = sample(path, asked.sample.as_deref(), &header)?;
        let mut biomarkers = Biomarkers::default();
        for text in &asked.biomarkers {
            biomarkers.add(text).map_err(|error| Error::Argument(format!("biomarkers: {error}")))?;
        }
        let (stated, mut notes) = file::stated(&header);
        biomarkers.fill_from(stated);
        let callable = asked.callable.as_ref().map(|path| {
            let source = Source::open(path, NonZero::<usize>::MIN).map_err(|error| Error::file(path, error))?;
            Callable::from_bed(source, assembly).map_err(|error| Error::Argument(format!("callable={}: {error}", path.display())))
        });
        let column = sample.as_ref().map(|(_, column)| *column);
        let told = Told {
            biomarkers,
            callable: callable.transpose()?,
            origin: asked.asked.origin.unwrap_or_else(|| file::origin(&header, column)),
            copies: None,
            structural_called: false,
        };
        notes.extend(header.warnings().iter().map(ToString::to_string));
        if asked.sample.is_none() && header.samples().len() > 1 && header.tumour().is_none() {
            notes.push(format!(
                "the header does not say which of its samples is the tumour, so no genotype, phase or allele fraction was read; \
                 choose with sample=: {}",
                header.samples().join(", ")
            ));
        }
        Ok(Self { source, header, assembly, told, sample, notes })
    }

    /// Where only the caller says which assembly it is, the first lines are asked, too.
    fn check_assembly(&self, knowledge: &Knowledge, kept: &Kept, (path, asked): (&Path, &FileAsked)) -> Result<(), Error> {
        if asked.assembly.is_none() || matches!(self.header.assembly(), AssemblyGuess::Known(..)) || !path.is_file() {
            return Ok(());
        }
        let failed = |error| Error::file(path, error);
        let mut source = Source::open(path, NonZero::<usize>::MIN).map_err(failed)?;
        Header::read(&mut source).map_err(failed)?;
        let (mut texts, mut positions): ([Vec<String>; 3], Vec<i64>) = Default::default();
        let mut line = Vec::new();
        while positions.len() < FIRST_LINES {
            line.clear();
            // What cannot be read is told by the walk itself.
            if !matches!(source.read_until(b'\n', &mut line), Ok(1..)) {
                break;
            }
            let Ok(parsed) = Line::parse(&line, 0) else { continue };
            let fields = [parsed.chrom(), parsed.reference(), parsed.alternates()];
            texts.iter_mut().zip(fields).for_each(|(texts, field)| texts.push(String::from_utf8_lossy(field).into_owned()));
            positions.push(i64::try_from(parsed.position()).unwrap_or_default());
        }
        let [chrom, reference, alternate] = texts.map(|texts| Arc::new(StringArray::from(texts)) as ArrayRef);
        let positions: ArrayRef = Arc::new(Int64Array::from(positions));
        let columns = [("chrom", chrom), ("pos", positions), ("ref", reference), ("alt", alternate)];
        let batch = RecordBatch::try_from_iter(columns).map_err(TableError::from)?;
        let variants = Variants::new(&batch.schema(), &[batch], &Names::default())?;
        check_named(knowledge, kept, self.assembly, &variants)
    }

    fn annotator<'k>(&mut self, knowledge: &'k Knowledge, kept: &Kept, asked: &FileAsked) -> Result<Annotator<'k>, Error> {
        let annotator = asked.asked.annotator(knowledge, kept, self.assembly)?.origin(self.told.origin);
        self.notes.extend(annotator.disease_note().map(str::to_owned));
        Ok(annotator)
    }

    /// Fills a table with the rows of the file.
    fn fill<'k, T: TableSink<'k>>(
        &mut self,
        annotator: &Annotator<'k>,
        table: T,
        (path, asked): (&Path, &FileAsked),
        watch: Watch<'_>,
    ) -> Result<(T, Summary), Error> {
        let sample = self.sample.as_ref().map(|(name, column)| (name.as_str(), *column));
        let column = sample.map(|(_, column)| column);
        let keep = Keep::Annotations { unmatched: asked.asked.all || asked.asked.explain };
        let engine = Engine::new(annotator, keep, None).sample(column).normal(self.header.normal_of(column));
        let mut tables = Tables::new(table, sample, (self.told.clone(), Patient::default()))?;
        let mut consume = |number: u64, kept: KeptLine<'k>| tables.line(number, kept).map_err(io::Error::other);
        let outputs = Outputs { vcf: None, declarations: &[], consume: &mut consume, progress: &mut |_| {} };
        let summary = walk(&mut self.source, &self.header, (&engine, asked, path), outputs, watch)?;
        let warnings: Vec<String> = self.header.warnings().iter().map(ToString::to_string).collect();
        Ok((tables.finish(annotator, &summary, &warnings)?, summary))
    }

    /// Writes the lines of the file with what is known in INFO.
    fn write(
        &mut self,
        annotator: &Annotator<'_>,
        out: &mut Sink,
        (path, asked): (&Path, &FileAsked),
        watch: Watch<'_>,
    ) -> Result<Summary, Error> {
        let column = self.sample.as_ref().map(|(_, column)| *column);
        let info = Info { min_level: asked.asked.options(annotator)?.min_level };
        let engine = Engine::new(annotator, Keep::Carried, Some(info)).sample(column).normal(self.header.normal_of(column));
        let declarations = engine.declarations("ckdb.annotate_file")?;
        let mut consume = |_: u64, _: KeptLine<'_>| Ok(());
        let outputs = Outputs { vcf: Some(out), declarations: &declarations, consume: &mut consume, progress: &mut |_| {} };
        walk(&mut self.source, &self.header, (&engine, asked, path), outputs, watch)
    }
}

/// Set to end a walk, and how far it has come in bytes.
type Watch<'w> = (&'w AtomicBool, &'w AtomicU64);

fn walk<'k>(
    source: &mut Source,
    header: &Header,
    (engine, asked, path): (&Engine<'_, 'k>, &FileAsked, &Path),
    outputs: Outputs<'_, KeptLine<'k>>,
    (stop, done): Watch<'_>,
) -> Result<Summary, Error> {
    let meter = source.meter().clone();
    let mut source = Stoppable { source, stop, meter, done };
    let settings = Settings::with_threads(asked.threads);
    let summary = stream::annotate(&mut source, header, engine, settings, outputs).map_err(|error| Error::file(path, error))?;
    engine.annotator().genome().sound()?;
    let check = engine.ref_check();
    if check.is_suspicious() {
        return Err(Error::wrong_assembly(check, engine.annotator().assembly(), None));
    }
    Ok(summary)
}

/// The table of one file or, with the name of the file in front of each row, of several.
pub(crate) fn of_files(
    py: Python<'_>,
    knowledge: &Knowledge,
    kept: &Kept,
    (paths, several): (&[PathBuf], bool),
    asked: &FileAsked,
) -> PyResult<PyTable> {
    let (stop, done, passed) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    let total: u64 = paths.iter().filter_map(|path| std::fs::metadata(path).ok()).map(|found| found.len()).sum();
    let mut bar = Bar::new(py, asked.progress, total > LONG, Some(total), "B")?;
    let read = || passed.load(Ordering::Relaxed) + done.load(Ordering::Relaxed);
    let work = || -> Result<PyTable, Error> {
        let mut batches = Vec::new();
        let mut about: Option<About> = None;
        for path in paths {
            let (found, rows) = one(knowledge, kept, (path, asked), (&stop, &done))?;
            for batch in rows {
                batches.push(if several { with_file(&batch, path)? } else { batch });
            }
            passed.fetch_add(done.swap(0, Ordering::Relaxed), Ordering::Relaxed);
            match &mut about {
                None => about = Some(found),
                Some(about) => join(about, found),
            }
        }
        let about = about.ok_or_else(|| Error::Argument("annotate([]): expected at least one path".to_owned()))?;
        let schema = schema(Column::ALL);
        Ok(PyTable::new(if several { file_in_front(&schema) } else { schema }, batches, about))
    };
    let table = watched(py, &stop, |py| bar.show(py, read()), work)??;
    bar.close(py, read())?;
    Ok(table)
}

fn one(
    knowledge: &Knowledge,
    kept: &Kept,
    (path, asked): (&Path, &FileAsked),
    watch: Watch<'_>,
) -> Result<(About, Vec<RecordBatch>), Error> {
    let mut opened = Opened::new(path, asked)?;
    opened.check_assembly(knowledge, kept, (path, asked))?;
    let annotator = opened.annotator(knowledge, kept, asked)?;
    let rows = Rows::new(&annotator, asked.asked.options(&annotator)?);
    let mut batches = Vec::new();
    let table = ArrowRows::new(&rows, |batch: RecordBatch| -> Result<(), TableError> {
        batches.push(batch);
        Ok(())
    });
    let (table, summary) = opened.fill(&annotator, table, (path, asked), watch)?;
    let _ = table.finish()?;
    let about = About {
        knowledge: knowledge.clone(),
        what: "annotation",
        disease: disease_name(&annotator),
        assembly: Some(annotator.assembly().as_str()),
        schemes: annotator.scheme_names().collect(),
        notes: opened.notes,
        problems: problems(&summary.tally),
    };
    Ok((about, batches))
}

/// What was written.
#[pyclass(frozen, get_all, module = "ckdb", name = "Written")]
pub(crate) struct PyWritten {
    /// Lines of the input.
    lines: u64,
    /// Lines that got an annotation; for a table the number of lines looked at that meet knowledge is in the table.
    annotated: u64,
    /// What the reader must know.
    notes: Vec<String>,
    /// What was not understood or not answered.
    problems: Vec<PyProblem>,
}

#[pymethods]
impl PyWritten {
    fn __repr__(&self) -> String {
        format!(
            "<ckdb.Written {} lines, {} of them annotated, {} kinds of problems>",
            self.lines,
            self.annotated,
            self.problems.len()
        )
    }
}

/// Annotates a file into another: VCF, tsv or jsonl, by the name of the output or as asked.
pub(crate) fn to_file(
    py: Python<'_>,
    knowledge: &Knowledge,
    kept: &Kept,
    (input, output, form): (&Path, &Path, Option<&str>),
    asked: &FileAsked,
) -> PyResult<PyWritten> {
    let form = Form::of(output, form)?;
    let (stop, done) = (AtomicBool::new(false), AtomicU64::new(0));
    let total = std::fs::metadata(input).map(|found| found.len()).unwrap_or_default();
    let mut bar = Bar::new(py, asked.progress, total > LONG, Some(total), "B")?;
    let work = || -> Result<PyWritten, Error> {
        let mut opened = Opened::new(input, asked)?;
        opened.check_assembly(knowledge, kept, (input, asked))?;
        let annotator = opened.annotator(knowledge, kept, asked)?;
        let failed = |error| Error::file(output, error);
        let mut sink = Sink::create(output, OutputFormat::for_path(output), asked.threads).map_err(failed)?;
        let (here, watch) = ((input, asked), (&stop, &done));
        let summary = match form {
            Form::Vcf => opened.write(&annotator, &mut sink, here, watch)?,
            Form::Tsv | Form::Jsonl => {
                let rows = Rows::new(&annotator, asked.asked.options(&annotator)?);
                let summary;
                sink = if form == Form::Tsv {
                    let (table, found) = opened.fill(&annotator, TsvWriter::new(sink, &rows), here, watch)?;
                    summary = found;
                    table.finish()?
                } else {
                    let (table, found) = opened.fill(&annotator, JsonlWriter::new(sink, &rows), here, watch)?;
                    summary = found;
                    table.finish()?
                };
                summary
            }
        };
        sink.finish().map_err(failed)?;
        let lines = summary.progress.lines;
        Ok(PyWritten { lines, annotated: summary.annotated, notes: opened.notes, problems: problems(&summary.tally) })
    };
    let written = watched(py, &stop, |py| bar.show(py, done.load(Ordering::Relaxed)), work)??;
    bar.close(py, done.load(Ordering::Relaxed))?;
    Ok(written)
}

/// What a file is written as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Vcf,
    Tsv,
    Jsonl,
}

impl Form {
    fn of(output: &Path, form: Option<&str>) -> Result<Self, Error> {
        let name = output.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        let plain = [".gz", ".bgz", ".bgzf"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
        let word = form.unwrap_or_else(|| plain.rsplit('.').next().unwrap_or_default());
        match word {
            "vcf" => Ok(Self::Vcf),
            "tsv" => Ok(Self::Tsv),
            "jsonl" => Ok(Self::Jsonl),
            "parquet" => Err(Error::Argument(
                "Parquet is written by the data frame: annotate(path).to_polars().write_parquet(...)".to_owned(),
            )),
            other => Err(Error::Argument(format!(
                "`{other}` is no form to write: name the output .vcf, .vcf.gz, .tsv or .jsonl, or say format=\"vcf\", \"tsv\" or \"jsonl\""
            ))),
        }
    }
}

fn problems(tally: &Tally) -> Vec<PyProblem> {
    tally.iter().map(|(reason, seen)| PyProblem::new(reason.code, reason.text.to_owned(), seen.count, seen.first_line)).collect()
}

/// What stands behind the rows of several files.
fn join(about: &mut About, other: About) {
    if about.assembly != other.assembly {
        about.assembly = None;
    }
    about.notes.extend(other.notes);
    about.problems.extend(other.problems);
}

fn file_in_front(schema: &SchemaRef) -> SchemaRef {
    let mut fields = vec![Arc::new(Field::new("file", DataType::Utf8, false))];
    fields.extend(schema.fields().iter().cloned());
    Arc::new(Schema::new(fields))
}

/// The batch with the name of its file in front of each row.
fn with_file(batch: &RecordBatch, path: &Path) -> Result<RecordBatch, Error> {
    let name = path.display().to_string();
    let names: ArrayRef = Arc::new(StringArray::from_iter_values(std::iter::repeat_n(name.as_str(), batch.num_rows())));
    let columns = std::iter::once(names).chain(batch.columns().iter().cloned()).collect();
    Ok(RecordBatch::try_new(file_in_front(&batch.schema()), columns).map_err(TableError::from)?)
}

/// The assembly named, or the one the header names. Nothing is guessed.
fn assembly(path: &Path, named: Option<&str>, header: &Header) -> Result<Assembly, Error> {
    let named = named.map(str::parse::<Assembly>).transpose()?;
    let guess = header.assembly();
    match (named, &guess) {
        (Some(named), AssemblyGuess::Known(found, reasons)) if named != *found => Err(Error::WhichAssembly(format!(
            "assembly=\"{named}\" was given, but the header of {} says {found} (by {}); leave it out, or correct the header",
            path.display(),
            reasons.join("; ")
        ))),
        (Some(named), _) => Ok(named),
        (None, AssemblyGuess::Known(found, _)) => Ok(*found),
        (None, _) => Err(Error::WhichAssembly(format!(
            "{}: {guess}; say which with assembly=\"GRCh38\" or assembly=\"GRCh37\"",
            path.display()
        ))),
    }
}

/// The sample named, or the tumour.
fn sample(path: &Path, name: Option<&str>, header: &Header) -> Result<Option<(String, usize)>, Error> {
    let named = |column: usize| header.samples().get(column).map(|name| (name.clone(), column));
    let Some(name) = name else { return Ok(header.tumour().and_then(named)) };
    match header.sample(name) {
        Some(column) => Ok(named(column)),
        None if header.samples().is_empty() => {
            Err(Error::Argument(format!("sample=\"{name}\": {} has no sample columns", path.display())))
        }
        None => Err(Error::Argument(format!("sample=\"{name}\": {} has {}", path.display(), header.samples().join(", ")))),
    }
}
