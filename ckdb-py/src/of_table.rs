//! `annotate_table`: any Arrow-speaking table of variants in, a table of rows out.

use crate::asked::{Asked, disease_name};
use crate::error::Error;
use crate::kept::Kept;
use crate::table::{About, PyProblem, PyTable};
use crate::watched::{Bar, watched};
use arrow_array::RecordBatch;
use arrow_schema::ArrowError;
use ckdb_core::genome::Assembly;
use ckdb_core::knowledge::Knowledge;
use ckdb_core::table::arrow::{self, InputError, Joined, Names, Variants, annotate_table, letters_at, letters_of};
use ckdb_core::table::{Column, Rows};
use ckdb_core::vcf::RefCheck;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use pyo3_arrow::input::AnyRecordBatch;
use std::num::NonZero;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Rows from which a bar is worth its place.
const LONG: u32 = 2_000_000;

/// What is asked of a table.
pub(crate) struct TableAsked {
    pub(crate) asked: Asked,
    pub(crate) assembly: Option<String>,
    pub(crate) names: Names,
    pub(crate) columns: Option<Vec<String>>,
    pub(crate) threads: NonZero<usize>,
    pub(crate) progress: Option<bool>,
}

/// Annotates a table.
pub(crate) fn of_table(
    py: Python<'_>,
    knowledge: &Knowledge,
    kept: &Kept,
    table: &Bound<'_, PyAny>,
    asked: &TableAsked,
) -> PyResult<PyTable> {
    let columns = columns(asked.columns.as_deref())?;
    let read = narrowed(table, &asked.names)?.extract::<AnyRecordBatch>();
    let reader = read.map_err(|error| not_arrow(table, &asked.names, error))?.into_reader()?;
    let schema = reader.schema();
    let names: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
    once(&names, &asked.names)?;
    // Another thread's Python may have to run to give us the batches.
    let batches = py.detach(|| reader.collect::<Result<Vec<RecordBatch>, ArrowError>>()).map_err(unread)?;
    let variants = Variants::new(&schema, &batches, &asked.names).map_err(Error::from)?;
    let (assembly, note) = py.detach(|| assembly(knowledge, kept, asked.assembly.as_deref(), &variants))?;
    let (stop, done) = (AtomicBool::new(false), AtomicU64::new(0));
    let mut bar = Bar::new(py, asked.progress, variants.len() > LONG, Some(u64::from(variants.len())), " variants")?;
    let work = || -> Result<(Joined, About), Error> {
        let annotator = asked.asked.annotator(knowledge, kept, assembly)?;
        let annotator = match asked.asked.origin {
            Some(origin) => annotator.origin(origin),
            None => annotator,
        };
        let rows = Rows::new(&annotator, asked.asked.options(&annotator)?);
        let wanted = arrow::Asked { columns: &columns, threads: asked.threads, stop: &stop, done: &done };
        let joined = annotate_table(&rows, &variants, wanted)?;
        let problems = joined.seen.problems.iter();
        let problems = problems
            .map(|(problem, times)| PyProblem::new(problem.code(), problem.text(), times.count, u64::from(times.first_row)));
        let about = About {
            knowledge: knowledge.clone(),
            what: "annotation",
            disease: disease_name(&annotator),
            assembly: Some(assembly.as_str()),
            schemes: annotator.scheme_names().collect(),
            notes: note.into_iter().collect(),
            problems: problems.collect(),
        };
        Ok((joined, about))
    };
    let (joined, about) = watched(py, &stop, |py| bar.show(py, done.load(Ordering::Relaxed)), work)??;
    bar.close(py, done.load(Ordering::Relaxed))?;
    let check = RefCheck { agrees: joined.seen.agrees, contradicts: joined.seen.contradicts };
    if check.is_suspicious() {
        let cure = py.detach(|| counts_from_0(knowledge, kept, assembly, &variants))?;
        return Err(Error::wrong_assembly(check, assembly, cure).into());
    }
    Ok(PyTable::new(joined.schema, joined.batches, about))
}

/// Columns of the answer: those named, or all.
fn columns(named: Option<&[String]>) -> Result<Vec<Column>, Error> {
    let Some(named) = named else { return Ok(Column::ALL.to_vec()) };
    let known = || Column::ALL.iter().map(|column| column.name().to_owned()).collect();
    // The number of the row is always there.
    let named = named.iter().filter(|name| *name != arrow::ROW);
    let column = |name: &String| Column::named(name).ok_or_else(|| InputError::NoOutput { wanted: name.clone(), known: known() });
    Ok(named.map(column).collect::<Result<_, _>>()?)
}

/// Batches that the maker of the table gives in a form that is none. Columns without a type are the one case known.
fn unread(error: ArrowError) -> Error {
    let text = error.to_string();
    if text.contains("\"Null\"") {
        return Error::Untyped;
    }
    Error::Input(format!("the table could not be read: {text}"))
}

/// Names of the columns that are read.
fn read(names: &Names) -> Vec<&String> {
    [&names.chrom, &names.pos, &names.reference, &names.alternate].into_iter().chain(&names.sample).collect()
}

/// Is no column that is read there twice? Which of them was meant nobody can tell.
fn once(columns: &[String], names: &Names) -> Result<(), Error> {
    match read(names).into_iter().find(|name| columns.iter().filter(|column| column == name).count() > 1) {
        Some(name) => Err(Error::Twice(name.clone())),
        None => Ok(()),
    }
}

/// The table with only the columns that are read. A pandas table is made of Arrow columns when it is asked to be, so only of
/// these and without its index; and what other columns hold need not be anything that we understand.
fn narrowed<'py>(table: &Bound<'py, PyAny>, names: &Names) -> PyResult<Bound<'py, PyAny>> {
    let module = table.get_type().module()?;
    let module = module.to_str()?;
    let is_pandas = module.starts_with("pandas") && table.hasattr("loc")? && table.hasattr("columns")?;
    let is_arrow = module.starts_with("pyarrow") && table.hasattr("num_rows")?;
    let is_polars = module.starts_with("polars") && table.hasattr("height")?;
    if !(is_pandas || is_arrow || is_polars) {
        return Ok(table.clone());
    }
    let wanted = read(names);
    let table = if is_pandas { out_of_index(table, &wanted)? } else { table.clone() };
    let columns = if is_arrow { table.getattr("schema")?.getattr("names")? } else { table.getattr("columns")? };
    // Names of pandas may be anything; those that are no texts are none of ours.
    let columns: Vec<String> = columns.try_iter()?.filter_map(|name| name.ok()?.extract().ok()).collect();
    once(&columns, names)?;
    if wanted.iter().any(|name| !columns.contains(name)) {
        // The error about missing columns is made where all tables are read.
        return Ok(table);
    }
    if !is_pandas {
        return table.call_method1("select", (wanted,));
    }
    let options = PyDict::new(table.py());
    options.set_item("drop", true)?;
    table.get_item(wanted)?.call_method("reset_index", (), Some(&options))
}

/// A pandas table with those of its index levels as columns that are read, as after `set_index(["chrom", "pos"])`.
fn out_of_index<'py>(table: &Bound<'py, PyAny>, wanted: &[&String]) -> PyResult<Bound<'py, PyAny>> {
    let levels: Vec<Option<String>> =
        table.getattr("index")?.getattr("names")?.try_iter()?.map(|name| Ok(name?.extract().ok())).collect::<PyResult<_>>()?;
    let columns = table.getattr("columns")?;
    let mut missing = Vec::new();
    for level in levels.into_iter().flatten().filter(|level| wanted.contains(&level)) {
        if !columns.contains(&level)? {
            missing.push(level);
        }
    }
    if missing.is_empty() { Ok(table.clone()) } else { table.call_method1("reset_index", (missing,)) }
}

/// What to do with something that is no Arrow table.
fn not_arrow(table: &Bound<'_, PyAny>, names: &Names, error: PyErr) -> PyErr {
    let name = table.get_type().fully_qualified_name().map_or_else(|_| "this".to_owned(), |name| name.to_string());
    let is_column = ["Series", "Array", "ChunkedArray"].iter().any(|kind| name.ends_with(kind));
    if !is_column && (table.hasattr("__arrow_c_stream__").unwrap_or(false) || table.hasattr("__arrow_c_array__").unwrap_or(false)) {
        // pandas keeps anything in a column; Arrow does not.
        let text = error.to_string();
        let mixed = read(names).into_iter().find(|name| text.contains(&format!("for column {name} with type")));
        return mixed.map_or(error, |name| Error::Mixed(name.clone()).into());
    }
    let cure = match name.as_str() {
        lazy if lazy.ends_with("LazyFrame") => "call .collect() first",
        spark if spark.starts_with("pyspark.") => "ckdb.spark.annotate(df, assembly=…) annotates it on its cluster",
        ray if ray.starts_with("ray.") => "ckdb.ray.annotate(ds, assembly=…) annotates it on its cluster",
        _ if is_column => "that is one column: pass the whole table, with chrom, pos, ref and alt",
        pandas if pandas.starts_with("pandas.") => "pandas speaks Arrow from version 2.2 on: pip install -U pandas pyarrow",
        path if path == "str" || path.ends_with("Path") => "a path is for annotate()",
        "list" | "dict" => "make a table of it first: polars.DataFrame(…)",
        _ => "pass a table of polars, pandas (2.2 or newer), pyarrow or duckdb",
    };
    pyo3::exceptions::PyTypeError::new_err(format!("`{name}` is no Arrow table; {cure}"))
}

/// Places that agree with an assembly by chance once in 64 times.
const FEW: u64 = 3;

/// Is a table that was said to be on one assembly on the other? Hotspots read at the wrong places contradict nothing where the
/// index holds no letters: they would be answered with silence.
pub(crate) fn check_named(knowledge: &Knowledge, kept: &Kept, named: Assembly, variants: &Variants) -> Result<(), Error> {
    let evidence = |assembly| Ok::<_, Error>(letters_of(&Asked::default().annotator(knowledge, kept, assembly)?, variants));
    let own = evidence(named)?;
    if own.agrees > 0 || own.named > 0 {
        return Ok(());
    }
    let other = if named == Assembly::Grch37 { Assembly::Grch38 } else { Assembly::Grch37 };
    let found = evidence(other)?;
    // One more than where nothing was said: who names an assembly mostly knows it.
    if found.speaks_for() && found.agrees > FEW {
        return Err(Error::WhichAssembly(format!(
            "no ref agrees with {named}, and {} agree with {other}: the input is not on {named}; try assembly=\"{other}\"",
            found.agrees
        )));
    }
    Ok(())
}

/// Do positions agree with the letters when each is one more? Then they count from 0, as those of BED files do.
fn counts_from_0(knowledge: &Knowledge, kept: &Kept, assembly: Assembly, variants: &Variants) -> Result<Option<String>, Error> {
    let moved = letters_at(&Asked::default().annotator(knowledge, kept, assembly)?, variants, 1);
    let fits = moved.agrees >= FEW && moved.contradicts.saturating_mul(10) <= moved.agrees;
    Ok(fits.then(|| "the positions count from 0, and are read from 1, as in a VCF: add 1 to each".to_owned()))
}

/// The assembly named, else the one that names of contigs or letters of REF speak for; nothing is guessed.
fn assembly(
    knowledge: &Knowledge,
    kept: &Kept,
    named: Option<&str>,
    variants: &Variants,
) -> Result<(Assembly, Option<String>), Error> {
    if let Some(named) = named {
        let named = named.parse()?;
        check_named(knowledge, kept, named, variants)?;
        return Ok((named, None));
    }
    if variants.is_empty() {
        return Ok((Assembly::Grch38, Some("the table has no rows, so no assembly was asked for".to_owned())));
    }
    let mut asked = Vec::new();
    for assembly in Assembly::ALL {
        let annotator = Asked::default().annotator(knowledge, kept, assembly)?;
        asked.push((assembly, letters_of(&annotator, variants)));
    }
    let mut speaking = asked.iter().filter(|(_, evidence)| evidence.speaks_for());
    let found = speaking.next().filter(|_| speaking.next().is_none());
    let others_silent = |chosen: Assembly| asked.iter().all(|(one, evidence)| *one == chosen || evidence.speaks_against());
    match found {
        // Where the other assembly's letters are not held, a few that agree may do so by chance.
        Some((assembly, evidence)) if others_silent(*assembly) || evidence.agrees >= FEW || evidence.named > 0 => {
            let by = if evidence.named > 0 {
                "the names of its contigs".to_owned()
            } else {
                format!("its reference letters ({} agree, {} do not)", evidence.agrees, evidence.contradicts)
            };
            Ok((*assembly, Some(format!("no assembly was named: {by} say {assembly}"))))
        }
        _ => {
            for assembly in Assembly::ALL {
                if let Some(cure) = counts_from_0(knowledge, kept, assembly, variants)? {
                    return Err(Error::WhichAssembly(format!("ref does not agree with any assembly: {cure}")));
                }
            }
            Err(Error::WhichAssembly(
                "the letters of the table do not tell its assembly; say which with assembly=\"GRCh38\" or assembly=\"GRCh37\""
                    .to_owned(),
            ))
        }
    }
}
