//! A cut line says what the line said: every public file of somatic callers, asked in both forms.

use super::command::{data, knowledge, shipped};
use ckdb_core::annotate::{Annotator, Origin, Told};
use ckdb_core::cohort::{Answered, Memo, Subject, answer, cut_lines};
use ckdb_core::genome::Assembly;
use ckdb_core::vcf::cut::Columns;
use ckdb_core::vcf::{Header, Source};
use std::io::Read;
use std::num::NonZero;
use std::path::{Path, PathBuf};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.to_string_lossy().into_owned();
        if path.is_dir() {
            files(&path, found);
        } else if name.ends_with(".vcf") || name.ends_with(".vcf.gz") {
            found.push(path);
        }
    }
    found.sort();
}

fn asked(annotator: &Annotator<'_>, lines: &[u8], columns: Columns, called: bool) -> Answered {
    let told = Told { structural_called: called, origin: Origin::Somatic, ..Told::default() };
    answer(annotator, Subject { lines, columns, told, fusions: &[] }, &mut Memo::default()).unwrap()
}

/// Both forms of one file; how many answers there were.
fn both(path: &Path, annotator: &Annotator<'_>) -> usize {
    let mut source = Source::open(path, NonZero::<usize>::MIN).unwrap();
    let Ok(header) = Header::read(&mut source) else { return 0 };
    let mut lines = Vec::new();
    source.read_to_end(&mut lines).unwrap();
    let samples = header.samples().len();
    let mut count = 0;
    for sample in (0..samples.min(3)).map(Some).chain([None]) {
        let columns = Columns { sample, normal: header.normal_of(sample) };
        let cut = cut_lines(&mut &*lines, columns).unwrap();
        assert!(cut.len() <= lines.len() + lines.iter().filter(|byte| **byte == b'\n').count() * 8 + 8, "{}", path.display());
        let whole = asked(annotator, &lines, columns, false);
        assert_eq!(whole, asked(annotator, &cut, columns.when_cut(), false), "{} sample {sample:?}", path.display());
        count += whole.found.len() + whole.germline.len();
    }
    count
}

#[test]
fn cut_lines_say_the_same() {
    let knowledge = knowledge(&shipped());
    let mut paths = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples"), &mut paths);
    let examples = paths.len();
    if let Some(folder) = data("conformance/somatic") {
        files(&folder, &mut paths);
    }
    let mut count = 0;
    for assembly in Assembly::ALL {
        let annotator = Annotator::new(&knowledge, assembly).unwrap().disease("LUAD").unwrap().origin(Origin::Somatic);
        count += paths.iter().map(|path| both(path, &annotator)).sum::<usize>();
    }
    assert!(examples >= 4 && count > 10, "{count} answers in {} files", paths.len());
}
