//! `--format parquet`: the rows of the tab-separated table in typed columns, and the same bytes on any number of threads.

use crate::command::{annotate, err, out, root};
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, RecordBatch};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::File;
use std::path::Path;

/// Everything in a file.
fn read(path: &Path) -> (Vec<RecordBatch>, Vec<(String, Option<String>)>) {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    let metadata = builder.metadata().file_metadata().key_value_metadata().unwrap().clone();
    let batches = builder.build().unwrap().map(|batch| batch.unwrap()).collect();
    (batches, metadata.into_iter().map(|pair| (pair.key, pair.value)).collect())
}

#[test]
fn it_holds_the_rows_of_the_tab_separated_table() {
    let input = root().join("examples/lung-EGFR-L858R-T790M.GRCh38.vcf");
    let folder = tempfile::tempdir().unwrap();
    let options = ["--disease", "LUAD", "--all"];
    let tsv = annotate(&input, &[&options[..], &["--format", "tsv"]].concat());
    assert!(tsv.status.success(), "{}", err(&tsv));
    let mut files = Vec::new();
    for threads in ["1", "4"] {
        let path = folder.path().join(format!("{threads}.parquet"));
        let written = annotate(
            &input,
            &[&options[..], &["--format", "parquet", "--threads", threads, "-o", path.to_str().unwrap()]].concat(),
        );
        assert!(written.status.success(), "{}", err(&written));
        files.push(path);
    }
    assert_eq!(std::fs::read(&files[0]).unwrap(), std::fs::read(&files[1]).unwrap());
    let (batches, metadata) = read(&files[0]);
    let text = out(&tsv);
    let mut lines = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    let names: Vec<String> = batches[0].schema().fields().iter().map(|field| field.name().clone()).collect();
    assert_eq!(names, header);
    let rows: Vec<Vec<&str>> = lines.collect();
    assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), rows.len());
    assert_eq!(batches.len(), 1, "one small file");
    let column = |name: &str| batches[0].column_by_name(name).unwrap();
    let place = |name: &str| header.iter().position(|column| *column == name).unwrap();
    for (number, row) in rows.iter().enumerate() {
        for name in ["sample", "chrom", "gene", "hgvs_p", "state", "profile", "disease", "amp", "jp"] {
            let cells = column(name).as_string::<i32>();
            let cell = if cells.is_valid(number) { cells.value(number) } else { "" };
            assert_eq!(cell, row[place(name)], "{name} of row {number}");
        }
        assert_eq!(column("pos").as_primitive::<Int64Type>().value(number).to_string(), row[place("pos")]);
        for name in ["therapies", "record_id", "access"] {
            let lists = column(name).as_list::<i32>();
            let items = lists.value(number);
            let items: Vec<&str> = items.as_string::<i32>().iter().flatten().collect();
            assert_eq!(items.join("&"), row[place(name)], "{name} of row {number}");
        }
    }
    let index = metadata.iter().find(|(key, _)| key == "ckdb.index").and_then(|(_, value)| value.clone()).unwrap();
    assert!(err(&tsv).contains(&index), "the file names the index behind its rows");
}
