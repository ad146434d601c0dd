//! Public files of many flavours and genomes: all are imported without panic, and what is left out is counted.

use ckdb_build::import::transcripts::{Accept, ImportError, ModelFile, Request, import};
use ckdb_core::genome::Assembly;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn conformance() -> Option<PathBuf> {
    let base = std::env::var_os("CKDB_DATA").map_or_else(|| super::root().join("../shared/data"), PathBuf::from);
    let folder = base.join("conformance/consequence");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: {} is not there; set CKDB_DATA to the folder of public data to run this test", folder.display());
    None
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| ["gff", "gff3", "gtf"].iter().any(|known| extension == *known)) {
            found.push(path);
        }
    }
}

#[test]
fn gene_models_of_many_flavours_are_imported_or_refused_with_reasons() {
    let Some(folder) = conformance() else { return };
    let mut models = Vec::new();
    files(&folder, &mut models);
    let (mut used, mut other_contigs, mut refused) = (0, 0, Vec::new());
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    let mut notes: BTreeMap<&str, usize> = BTreeMap::new();
    for path in &models {
        let references: Vec<PathBuf> = std::fs::read_dir(path.parent().unwrap())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "fa"))
            .filter(|fasta| {
                fasta.parent() != Some(&folder.join("bcftools-csq")) || fasta.with_extension("") == path.with_extension("")
            })
            .collect();
        let request = Request {
            assembly: Assembly::Grch37,
            models: vec![ModelFile { path: path.clone(), ..ModelFile::default() }],
            references,
            genes: None,
            except: Default::default(),
            accept: Accept::Whole,
        };
        match import(&request) {
            Ok(imported) => {
                assert_eq!(imported.models.check(), Ok(()), "{}", path.display());
                used += imported.models.transcripts.len();
                other_contigs += imported.other_contigs;
                for (reason, count) in imported.reasons() {
                    *reasons.entry(reason.code()).or_default() += count;
                }
                for (note, count) in imported.notes {
                    *notes.entry(note.code()).or_default() += count;
                }
            }
            Err(ImportError::Models { path, error }) => refused.push(format!("{}: {error}", path.display())),
            Err(error) => refused.push(error.to_string()),
        }
    }
    eprintln!(
        "{} files: {used} transcripts used, special {notes:?}, not used {reasons:?}, {other_contigs} features on other contigs",
        models.len()
    );
    refused.iter().for_each(|reason| eprintln!("refused: {reason}"));
    assert!(models.len() > 60, "{} files", models.len());
    assert!(used > 60, "{used} transcripts");
    assert!(refused.len() < 5, "{refused:?}");
}
