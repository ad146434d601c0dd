//! `ckdb import-genome`: gene models and reference letters out of GFF3 and FASTA files into `knowledge/genome/`.

use ckdb_build::import::gene_list::{GeneList, GeneListError};
use ckdb_build::import::genome_text::{GenomeTextError, write_folder};
use ckdb_build::import::transcripts::{Accept, ImportError, Imported, ModelFile, Request, import};
use ckdb_core::genome::Assembly;
use std::io::{self, Write};
use std::path::PathBuf;

/// Write the gene models of one assembly as plain text, one file a gene.
///
/// The same files in give the same bytes out. Genes are taken from the first --transcripts file that has them. The
/// transcripts that cannot be used are counted with their reasons; see knowledge/genome/README.md.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Assembly of all files: GRCh37 (hg19) or GRCh38 (hg38)
    #[arg(long)]
    assembly: Assembly,
    /// Gene models: GFF3 or GTF, plain, gzip or BGZF; may be given several times
    #[arg(long, required = true, value_name = "GFF3")]
    transcripts: Vec<PathBuf>,
    /// Reference letters: FASTA, plain, gzip or BGZF; whole chromosomes or slices named chr17:7659779-7692550
    #[arg(long, required = true, value_name = "FASTA")]
    reference: Vec<PathBuf>,
    /// Genes to take: a file with one symbol a line, or a folder of gene records; without it, all genes
    #[arg(long, value_name = "FILE|DIR")]
    genes: Vec<PathBuf>,
    /// A gene to leave out although asked for
    #[arg(long, value_name = "SYMBOL")]
    except: Vec<String>,
    /// Who publishes the gene models; one for each --transcripts, in the same order
    #[arg(long, value_name = "TEXT")]
    source: Vec<String>,
    /// Their release; one for each --transcripts
    #[arg(long, value_name = "TEXT")]
    release: Vec<String>,
    /// Their licence; one for each --transcripts
    #[arg(long, value_name = "TEXT")]
    licence: Vec<String>,
    /// Folder that holds GRCh37/ and GRCh38/
    #[arg(long, value_name = "DIR")]
    into: PathBuf,
    /// Name every transcript that is not used, not only how many
    #[arg(long)]
    verbose: bool,
}

/// Why the verb failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum ImportGenomeError {
    /// A list of genes cannot be read.
    #[error(transparent)]
    Genes(#[from] GeneListError),
    /// A source file cannot be used.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The folder cannot be written.
    #[error(transparent)]
    Write(#[from] GenomeTextError),
    /// More descriptions than files.
    #[error("--{option} is given {given} times for {files} --transcripts files; give it at most once for each, in the same order")]
    Descriptions {
        /// Which option.
        option: &'static str,
        /// How often it stands there.
        given: usize,
        /// How many files there are.
        files: usize,
    },
    /// Nothing can be kept; the folder was not touched.
    #[error(
        "no gene model can be kept, so {into} was left as it is; check that --assembly, --reference and --genes belong together"
    )]
    Nothing {
        /// The folder.
        into: String,
    },
    /// The summary cannot be written.
    #[error("writing the summary: {0}")]
    Summary(#[from] io::Error),
}

/// Imports, writes the folder, and tells `summary` what was kept and what was not.
pub(crate) fn run(args: &Args, summary: &mut dyn Write) -> Result<(), ImportGenomeError> {
    let files = args.transcripts.len();
    for (option, given) in [("source", args.source.len()), ("release", args.release.len()), ("licence", args.licence.len())] {
        if given > files {
            return Err(ImportGenomeError::Descriptions { option, given, files });
        }
    }
    let text = |list: &[String], index: usize| list.get(index).cloned().unwrap_or_default();
    let models = args.transcripts.iter().enumerate().map(|(index, path)| ModelFile {
        path: path.clone(),
        source: text(&args.source, index),
        release: text(&args.release, index),
        licence: text(&args.licence, index),
    });
    let mut genes = (!args.genes.is_empty()).then(GeneList::default);
    for path in &args.genes {
        if let Some(list) = &mut genes {
            list.add(path)?;
        }
    }
    let request = Request {
        assembly: args.assembly,
        models: models.collect(),
        references: args.reference.clone(),
        genes,
        except: args.except.iter().cloned().collect(),
        accept: Accept::Complete,
    };
    let imported = import(&request)?;
    if imported.models.transcripts.is_empty() {
        return Err(ImportGenomeError::Nothing { into: args.into.display().to_string() });
    }
    let bytes = write_folder(&imported.models, &args.into)?;
    summarise(&imported, bytes, args, summary)?;
    Ok(())
}

fn summarise(imported: &Imported, bytes: usize, args: &Args, out: &mut dyn Write) -> io::Result<()> {
    let models = &imported.models;
    let letters: usize = models.windows.iter().map(|window| window.letters.len()).sum();
    writeln!(
        out,
        "{}: {} genes, {} transcripts, {letters} reference letters; {bytes} bytes in {}",
        models.assembly,
        models.genes.len(),
        models.transcripts.len(),
        args.into.join(models.assembly.as_str()).display()
    )?;
    for (reason, count) in imported.reasons() {
        writeln!(out, "not used: {count} transcripts: {reason}")?;
    }
    if imported.other_contigs > 0 {
        writeln!(out, "not used: {} features on other contigs", imported.other_contigs)?;
    }
    if args.verbose {
        for not_used in &imported.not_used {
            writeln!(out, "not used: {} {}: {}", not_used.gene, not_used.accession, not_used.reason)?;
        }
    }
    for (what, seen) in [("no usable transcript", true), ("not in the files", false)] {
        let genes: Vec<&str> =
            imported.without_model.iter().filter(|(_, found)| *found == seen).map(|(gene, _)| gene.as_str()).collect();
        if !genes.is_empty() {
            writeln!(out, "without a model, {what}: {}", genes.join(" "))?;
        }
    }
    for finding in imported.findings.kept() {
        writeln!(out, "{}:{}: {}", finding.file, finding.line, finding.reason)?;
    }
    let more = imported.findings.total() - imported.findings.kept().len() as u64;
    if more > 0 {
        writeln!(out, "and {more} more lines that were not understood")?;
    }
    Ok(())
}
