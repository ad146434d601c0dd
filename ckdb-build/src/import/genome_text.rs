//! Gene models as plain text: the files of `knowledge/genome/`, writer and reader side by side.
//!
//! One file a gene and assembly, `GRCh37/BRAF.txt`, meant to be read by people and compared line by line. Places are
//! 1-based and inclusive, exons in genomic order, letters on the plus strand. `knowledge/genome/README.md` is the document of
//! this form; what is written here is read back to the same value, and what is read is written back to the same bytes.

use super::gene_reader::GeneReader;
pub use super::gene_reader::GenomeTextError;
use crate::models::{GeneModels, GeneWindow};
use ckdb_core::genome::{Assembly, Interval, ManeStatus, Strand, Transcript};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// First line of every file; the number is the version of the form.
pub const FIRST_LINE: &str = "ckdb-genome 1";
/// Letters on a line.
const LINE: usize = 100;
/// What stands for an absent value.
const ABSENT: &str = super::gene_reader::ABSENT;

/// The text of one gene of `models`.
///
/// The gene's transcripts and windows must be in the order [`GeneModels::sort`] gives.
#[must_use]
pub fn write_gene(models: &GeneModels, gene: u32) -> String {
    let mut text = String::new();
    let Some(model) = models.genes.get(gene as usize) else { return text };
    let or_absent = |value: Option<String>| value.unwrap_or_else(|| ABSENT.to_owned());
    let provenance = &model.provenance;
    text.push_str(FIRST_LINE);
    // Writing to a String cannot fail.
    let _ = write!(
        text,
        "\nassembly {}\ngene {} {} {} {}\nsource {}\nrelease {}\nlicence {}\n",
        models.assembly,
        model.symbol,
        or_absent(model.hgnc.clone()),
        or_absent(model.ncbi.map(|id| format!("NCBI:{id}"))),
        or_absent(model.ensembl.clone()),
        provenance.source,
        provenance.release,
        provenance.licence
    );
    for input in &provenance.inputs {
        let _ = writeln!(text, "input {} {}", input.name, input.digest);
    }
    for transcript in models.transcripts.iter().filter(|transcript| transcript.gene == gene) {
        write_transcript(&mut text, transcript);
    }
    for window in models.windows.iter().filter(|window| window.gene == gene) {
        let _ = writeln!(text, ">{}:{}", window.contig, range(window.interval()));
        for line in window.letters.chunks(LINE) {
            text.extend(line.iter().map(|letter| char::from(*letter)));
            text.push('\n');
        }
    }
    text
}

fn write_transcript(text: &mut String, transcript: &Transcript) {
    let view = transcript.view();
    let protein = if transcript.protein.is_empty() { ABSENT } else { &transcript.protein };
    let strand = match transcript.strand {
        Strand::Plus => '+',
        Strand::Minus => '-',
    };
    let mane = match transcript.mane {
        ManeStatus::Select => "select",
        ManeStatus::PlusClinical => "plus-clinical",
        ManeStatus::None => ABSENT,
    };
    let model = transcript.quality.as_str();
    let cds = transcript.cds.map_or_else(|| ABSENT.to_owned(), range);
    let _ = write!(
        text,
        "transcript {} {protein} {} {strand} cds={cds} phase={} mane={mane} model={model} exons=",
        transcript.accession, transcript.contig, transcript.cds_phase
    );
    for (index, exon) in view.exons().enumerate() {
        let _ = write!(text, "{}{}", if index == 0 { "" } else { "," }, range(exon));
    }
    text.push('\n');
}

/// `first-last`, also for one letter.
fn range(interval: Interval) -> String {
    format!("{}-{}", interval.first(), interval.end())
}

/// Writes `DIR/ASSEMBLY/GENE.txt` for every gene, and removes files of genes that are no longer there.
///
/// Only files that begin with [`FIRST_LINE`] are ever removed.
///
/// # Errors
/// When the folder cannot be written.
pub fn write_folder(models: &GeneModels, into: &Path) -> Result<usize, GenomeTextError> {
    let folder = into.join(models.assembly.as_str());
    std::fs::create_dir_all(&folder).map_err(|error| GenomeTextError::Io { path: folder.clone(), error })?;
    let mut written = BTreeSet::new();
    let mut bytes = 0;
    for (number, gene) in models.genes.iter().enumerate() {
        let path = folder.join(format!("{}.txt", gene.symbol));
        let text = write_gene(models, u32::try_from(number).unwrap_or(u32::MAX));
        bytes += text.len();
        std::fs::write(&path, text).map_err(|error| GenomeTextError::Io { path: path.clone(), error })?;
        written.insert(path);
    }
    for path in text_files(&folder)? {
        let ours = || std::fs::read(&path).is_ok_and(|bytes| bytes.starts_with(FIRST_LINE.as_bytes()));
        if !written.contains(&path) && ours() {
            std::fs::remove_file(&path).map_err(|error| GenomeTextError::Io { path: path.clone(), error })?;
        }
    }
    Ok(bytes)
}

/// Reads `DIR/GRCh37/*.txt` and `DIR/GRCh38/*.txt`; an assembly without a folder has no models.
///
/// # Errors
/// The first line that is not as it should be, with file and line; or two files that contradict each other.
pub fn read_folder(dir: &Path) -> Result<[GeneModels; 2], GenomeTextError> {
    let read = |assembly: Assembly| {
        let mut models = GeneModels::new(assembly);
        let folder = dir.join(assembly.as_str());
        if folder.is_dir() {
            for path in text_files(&folder)? {
                let text = std::fs::read_to_string(&path).map_err(|error| GenomeTextError::Io { path: path.clone(), error })?;
                read_gene(&path, &text, &mut models)?;
            }
        }
        models.sort();
        models.check().map_err(|error| GenomeTextError::Models { folder, error })?;
        Ok(models)
    };
    Ok([read(Assembly::Grch37)?, read(Assembly::Grch38)?])
}

/// `*.txt` of a folder, sorted.
fn text_files(folder: &Path) -> Result<Vec<PathBuf>, GenomeTextError> {
    let io = |error| GenomeTextError::Io { path: folder.to_owned(), error };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(io)? {
        let path = entry.map_err(io)?.path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Adds the gene of one file's text to `models`. `path` names the file in errors; its stem must be the gene's symbol.
///
/// # Errors
/// The first line that is not as it should be.
pub fn read_gene(path: &Path, text: &str, models: &mut GeneModels) -> Result<(), GenomeTextError> {
    let mut reader = GeneReader::new(path, text, models.assembly);
    let gene = u32::try_from(models.genes.len()).unwrap_or(u32::MAX);
    let model = reader.header()?;
    let (mut transcripts, mut windows) = (Vec::new(), Vec::new());
    while let Some(line) = reader.next_with("transcript ") {
        transcripts.push(Transcript { gene, ..reader.transcript(line)? });
    }
    if transcripts.is_empty() {
        return Err(reader.unexpected("at least one line `transcript …`"));
    }
    while let Some(name) = reader.next_with(">") {
        let window = reader.window(name, gene)?;
        if windows.last().is_some_and(|last: &GeneWindow| (last.contig, last.interval().end()) > (window.contig, window.start)) {
            return Err(reader.error("windows in ascending order that do not overlap", name));
        }
        windows.push(window);
    }
    if reader.lines.peek().is_some() {
        return Err(reader.unexpected("`transcript …`, `>CONTIG:FIRST-LAST` or the end of the file"));
    }
    models.genes.push(model);
    models.transcripts.extend(transcripts);
    models.windows.extend(windows);
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const GENE: &str = "ckdb-genome 1\nassembly GRCh38\ngene ABC HGNC:1 - ENSG01\nsource made up\nrelease 1\nlicence CC0-1.0\n\
        input a.gff3 blake3:00\n\
        transcript NM_1.2 NP_1.1 chr1 - cds=12-33 phase=0 mane=select model=reference exons=11-20,31-40\n\
        transcript ENST1.1 - chr1 + cds=- phase=0 mane=- model=rebuilt exons=12-12\n\
        >chr1:9-12\nACGT\n>chr1:20-21\nGG\n";

    fn read(text: &str) -> Result<GeneModels, GenomeTextError> {
        let mut models = GeneModels::new(Assembly::Grch38);
        read_gene(Path::new("GRCh38/ABC.txt"), text, &mut models)?;
        Ok(models)
    }

    #[test]
    fn text_and_models_go_there_and_back() {
        let models = read(GENE).unwrap();
        assert_eq!(write_gene(&models, 0), GENE);
        let first = &models.transcripts[0];
        assert_eq!(first.cds, Interval::new(11, 33));
        assert_eq!(first.view().exons().collect::<Vec<_>>(), [Interval::new(10, 20).unwrap(), Interval::new(30, 40).unwrap()]);
        assert_eq!((models.windows[0].start, models.windows[0].letters.as_slice()), (8, &b"ACGT"[..]));
        assert_eq!((models.genes[0].ncbi, models.transcripts[1].protein.as_str()), (None, ""));
    }

    #[test]
    fn long_windows_are_broken_into_lines() {
        let mut models = read(GENE).unwrap();
        models.windows[0].letters = b"ACGT".repeat(51);
        models.windows.truncate(1);
        let text = write_gene(&models, 0);
        assert_eq!(text.lines().map(str::len).rev().take(3).collect::<Vec<_>>(), [4, 100, 100]);
        assert_eq!(read(&text).unwrap(), models);
    }

    #[test]
    fn every_damage_is_told_with_its_line() {
        let cases = [
            ("ckdb-genome 1", "ckdb-genome 2", 1),
            ("assembly GRCh38", "assembly GRCh37", 2),
            ("gene ABC", "gene ABD", 3),
            ("HGNC:1 - ENSG01", "HGNC:1 ENSG01", 3),
            ("licence CC0-1.0\n", "", 6),
            ("input a.gff3 blake3:00", "input a.gff3", 7),
            ("chr1 - cds", "chrZ - cds", 8),
            ("cds=12-33", "cds=22-33", 8),
            ("cds=12-33", "cds=33-12", 8),
            ("exons=11-20,31-40", "exons=31-40,11-20", 8),
            ("exons=11-20,31-40", "exons=11-20,31-400000000", 8),
            ("phase=0 mane=select", "phase=3 mane=select", 8),
            ("model=rebuilt", "model=guessed", 9),
            (">chr1:9-12\nACGT", ">chr1:9-12\nACG", 11),
            (">chr1:9-12\nACGT", ">chr1:9-12\nACNT", 11),
            (">chr1:20-21\nGG", ">chr1:12-13\nGG", 13),
            ("\nGG\n", "\nGG\nthe end\n", 14),
        ];
        for (old, new, line) in cases {
            let text = GENE.replacen(old, new, 1);
            assert_ne!(text, GENE, "{old} does not occur");
            match read(&text) {
                Err(GenomeTextError::Line { line: found, .. }) => assert_eq!(found, line, "{old} -> {new}"),
                other => assert!(other.is_err(), "{old} -> {new} was read"),
            }
        }
        assert!(read("").is_err());
    }

    #[test]
    fn a_folder_loses_only_files_of_its_own_kind() {
        let dir = tempfile::tempdir().unwrap();
        let models = read(GENE).unwrap();
        write_folder(&models, dir.path()).unwrap();
        let folder = dir.path().join("GRCh38");
        std::fs::write(folder.join("OLD.txt"), GENE).unwrap();
        std::fs::write(folder.join("notes.txt"), "mine").unwrap();
        write_folder(&models, dir.path()).unwrap();
        assert!(!folder.join("OLD.txt").exists() && folder.join("notes.txt").exists());
        std::fs::remove_file(folder.join("notes.txt")).unwrap();
        assert_eq!(read_folder(dir.path()).unwrap(), [GeneModels::new(Assembly::Grch37), models]);
    }
}
