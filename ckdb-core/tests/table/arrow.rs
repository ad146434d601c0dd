//! Arrow columns hold what the tab-separated table holds: cell by cell, for a file and for a table of variants.

use crate::{BOTH, EXACT, INTRON, L3R, Line, NOTHING, T4M, V5I, annotate, annotator, place, toy, tsv};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type, UInt32Type};
use arrow_array::{Array, ArrayRef, Int32Array, Int64Array, LargeStringArray, RecordBatch, StringArray, StringViewArray};
use arrow_schema::DataType;
use ckdb_core::table::arrow::{
    ArrowRows, Asked, InputError, Joined, Names, Problem, ROW, Variants, annotate_table, letters_of, schema,
};
use ckdb_core::table::{Column, Options, Rows, TableError, TableSink};
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};

const LINES: [Line; 8] = [L3R, NOTHING, T4M, EXACT, BOTH, INTRON, V5I, L3R];
/// Alleles of all kinds where the index knows nothing: they are not annotated, and read as if they were.
const FAR: [Line; 6] = [
    ("chr9", 500_000, "C", "G"),
    ("chr9", 500_000, "CA", "C"),
    ("chr9", 500_000, "C", "CAT"),
    ("9", 500_000, "CA", "GT"),
    ("chr9", 500_000, "cat", "c"),
    L3R,
];

/// A cell as the tab-separated table writes it.
fn cell(column: &ArrayRef, row: usize) -> String {
    let escaped = |text: &str| text.replace('\\', "\\\\");
    if column.is_null(row) {
        return String::new();
    }
    match column.data_type() {
        DataType::Utf8 => escaped(column.as_string::<i32>().value(row)),
        DataType::UInt32 => column.as_primitive::<UInt32Type>().value(row).to_string(),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::Float64 => column.as_primitive::<Float64Type>().value(row).to_string(),
        DataType::List(_) => {
            let items = column.as_list::<i32>().value(row);
            let items: Vec<String> =
                items.as_string::<i32>().iter().flatten().map(|item| escaped(item).replace('&', "\\&")).collect();
            items.join("&")
        }
        other => panic!("no text for {other}"),
    }
}

fn cells(batches: &[RecordBatch], skipped: usize) -> Vec<Vec<String>> {
    let rows = batches.iter().flat_map(|batch| (0..batch.num_rows()).map(move |row| (batch, row)));
    rows.map(|(batch, row)| batch.columns().iter().skip(skipped).map(|column| cell(column, row)).collect()).collect()
}

fn of_tsv(text: &str) -> Vec<Vec<String>> {
    text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

#[test]
fn a_file_has_the_rows_of_the_tab_separated_table() {
    let knowledge = toy::knowledge();
    let annotator = annotator(&knowledge);
    for all in [false, true] {
        let options = Options { all, ..Options::default() };
        let rows = Rows::new(&annotator, options.clone());
        let mut batches = Vec::new();
        let mut table = ArrowRows::new(&rows, |batch: RecordBatch| -> Result<(), TableError> {
            batches.push(batch);
            Ok(())
        });
        for line in LINES {
            table.allele(&place(line), &annotate(&annotator, line)).unwrap();
        }
        let _ = table.finish().unwrap();
        // The decimal text 0.310 is the number 0.31.
        let expected: Vec<Vec<String>> = of_tsv(&tsv(&annotator, options, &LINES).replace("0.310", "0.31"));
        assert!(expected.len() > LINES.len() / 2);
        assert_eq!(cells(&batches, 0), expected);
        assert_eq!(batches[0].schema(), schema(Column::ALL));
    }
}

/// The lines as columns of ordinary types.
fn columns(lines: &[Line]) -> RecordBatch {
    let texts = |text: fn(&Line) -> &'static str| -> ArrayRef {
        Arc::new(lines.iter().map(|line| Some(text(line))).collect::<StringArray>())
    };
    let positions: ArrayRef = Arc::new(lines.iter().map(|line| i64::from(line.1)).collect::<Int64Array>());
    let columns =
        [("chrom", texts(|line| line.0)), ("pos", positions), ("ref", texts(|line| line.2)), ("alt", texts(|line| line.3))];
    RecordBatch::try_from_iter(columns).unwrap()
}

fn joined(batches: &[RecordBatch], options: Options, threads: usize) -> Joined {
    let knowledge = toy::knowledge();
    let annotator = annotator(&knowledge);
    let rows = Rows::new(&annotator, options);
    let variants = Variants::new(&batches[0].schema(), batches, &Names::default()).unwrap();
    let (stop, done) = (AtomicBool::new(false), AtomicU64::new(0));
    let asked = Asked { columns: Column::ALL, threads: NonZero::new(threads).unwrap(), stop: &stop, done: &done };
    annotate_table(&rows, &variants, asked).unwrap()
}

#[test]
fn a_table_has_the_same_rows_with_their_numbers() {
    let knowledge = toy::knowledge();
    let annotator = annotator(&knowledge);
    for (lines, all) in [(&LINES[..], false), (&LINES[..], true), (&FAR[..], false), (&FAR[..], true)] {
        let options = Options { all, ..Options::default() };
        let joined = joined(&[columns(lines)], options.clone(), 1);
        // What a table of four columns does not have.
        let told = |rows: Vec<Vec<String>>| -> Vec<Vec<String>> {
            let copied = |place: &usize| !matches!(Column::ALL[*place].name(), "sample" | "filter" | "vaf" | "depth");
            rows.into_iter()
                .map(|row| row.into_iter().enumerate().filter(|(place, _)| copied(place)).map(|(_, cell)| cell).collect())
                .collect()
        };
        assert_eq!(told(cells(&joined.batches, 1)), told(of_tsv(&tsv(&annotator, options, lines))));
        let numbers: Vec<u32> = joined
            .batches
            .iter()
            .flat_map(|batch| batch.column_by_name(ROW).unwrap().as_primitive::<UInt32Type>().values().to_vec())
            .collect();
        assert!(numbers.is_sorted());
        assert_eq!(numbers.last().map(|last| *last as usize), Some(lines.len() - 1));
        assert_eq!(joined.seen.rows, lines.len() as u64);
    }
}

#[test]
fn what_is_no_allele_is_counted_wherever_it_lies() {
    let far = [("c", "C"), ("N", "A"), ("C", "."), ("C", ""), ("C", "*"), ("C", "G,N"), ("C", "G,CA")];
    let mut lines: Vec<Line> = far.map(|(reference, alternate)| ("chr9", 500_000, reference, alternate)).to_vec();
    lines.extend([("chr9", 0, "C", "G"), L3R]);
    for all in [false, true] {
        let joined = joined(&[columns(&lines)], Options { all, ..Options::default() }, 1);
        let counted: Vec<(&str, u64, u32)> =
            joined.seen.problems.iter().map(|(problem, times)| (problem.code(), times.count, times.first_row)).collect();
        assert_eq!(
            counted,
            [
                ("UPSTREAM_DELETION", 1, 4),
                ("NO_ALTERNATE", 2, 2),
                ("NOT_PLAIN_BASES", 2, 1),
                ("SAME_AS_REFERENCE", 1, 0),
                ("NO_POSITION", 1, 7),
            ]
        );
    }
}

#[test]
fn batches_threads_and_text_types_do_not_change_the_rows() {
    let many: Vec<Line> = LINES.iter().copied().cycle().take(100_000).collect();
    let whole = columns(&many);
    let expected = cells(&joined(std::slice::from_ref(&whole), Options::default(), 1).batches, 0);
    let parts = [whole.slice(0, 3), whole.slice(3, 40_000), whole.slice(40_003, 59_997)];
    for threads in [1, 3] {
        assert_eq!(cells_without_row(&joined(&parts, Options::default(), threads)), without_first(&expected));
    }
    let texts: Vec<&StringArray> =
        ["chrom", "ref", "alt"].map(|name| whole.column_by_name(name).unwrap().as_string::<i32>()).to_vec();
    let large = |place: usize| -> ArrayRef { Arc::new(texts[place].iter().collect::<LargeStringArray>()) };
    let view = |place: usize| -> ArrayRef { Arc::new(texts[place].iter().collect::<StringViewArray>()) };
    let small: ArrayRef = Arc::new(many.iter().map(|line| i32::try_from(line.1).unwrap()).collect::<Int32Array>());
    for columns in [[large(0), small.clone(), large(1), large(2)], [view(0), small.clone(), view(1), view(2)]] {
        let batch = RecordBatch::try_from_iter(["chrom", "pos", "ref", "alt"].into_iter().zip(columns)).unwrap();
        assert_eq!(cells_without_row(&joined(&[batch], Options::default(), 2)), without_first(&expected));
    }
}

fn cells_without_row(joined: &Joined) -> Vec<Vec<String>> {
    cells(&joined.batches, 1)
}

fn without_first(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row[1..].to_vec()).collect()
}

#[test]
fn what_cannot_be_answered_is_counted_and_nothing_else_is() {
    let lines =
        [L3R, ("chr7", 1_018, "A", "G"), ("chrUn", 5, "A", "C"), ("chr7", 1_018, "T", "<DEL>"), ("NC_000007.13", 1_018, "T", "G")];
    let joined = joined(&[columns(&lines)], Options { all: true, ..Options::default() }, 1);
    let counted: Vec<(&str, u64, u32)> =
        joined.seen.problems.iter().map(|(problem, times)| (problem.code(), times.count, times.first_row)).collect();
    assert_eq!(
        counted,
        [("UNKNOWN_CONTIG", 1, 2), ("OTHER_ASSEMBLY", 1, 4), ("SYMBOLIC", 1, 3), ("REF_MISMATCH", 1, 1)],
        "sorted by kind"
    );
    assert_eq!((joined.seen.agrees, joined.seen.contradicts), (1, 1));
    assert!(Problem::Contig.text().contains("chr1"));
}

#[test]
fn a_missing_column_names_those_there_are() {
    let batch = columns(&LINES);
    let names = Names { pos: "start".to_owned(), ..Names::default() };
    let error = Variants::new(&batch.schema(), std::slice::from_ref(&batch), &names).unwrap_err();
    assert_eq!(error.to_string(), "the table has no column `start` (for pos); its columns are chrom, pos, ref, alt");
    let names = Names { reference: "pos".to_owned(), ..Names::default() };
    let error = Variants::new(&batch.schema(), &[batch], &names).unwrap_err();
    assert!(matches!(error, InputError::Type { role: "ref", .. }), "{error}");
}

#[test]
fn letters_tell_the_assembly() {
    let knowledge = toy::knowledge();
    let annotator = annotator(&knowledge);
    let speaks = |lines: &[Line]| {
        let batch = columns(lines);
        letters_of(&annotator, &Variants::new(&batch.schema(), &[batch], &Names::default()).unwrap())
    };
    let right = speaks(&[L3R, T4M, V5I]);
    assert!(right.speaks_for() && !right.speaks_against(), "{right:?}");
    let wrong = speaks(&[("7", 1_018, "A", "G"), ("7", 1_021, "A", "T")]);
    assert!(wrong.speaks_against() && !wrong.speaks_for(), "{wrong:?}");
    let named = speaks(&[("NC_000007.13", 1_018, "T", "G")]);
    assert!(named.speaks_against());
    assert!(!speaks(&[NOTHING]).speaks_for());
}
