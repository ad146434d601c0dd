//! `ckdb lookup`: everything known about a name, a change, a therapy, a disease or a record.

mod json;
mod text;
mod words;

use crate::Failure;
use ckdb_core::annotate::Lookup;
use ckdb_core::genome::Assembly;
use ckdb_core::reference::Reference;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// Look up what is known about a variant, a gene, a therapy, a disease or a record.
///
/// A change is answered exactly as the VCF line that carries it. Without --disease, levels and access that depend on the
/// patient's disease are left out.
#[derive(Debug, clap::Args)]
#[command(after_help = "Terms:
  profile      BRAF V600E · EGFR exon 19 deletion
  gene         EGFR · HER2
  therapy      osimertinib · タグリッソ · オシメルチニブ
  disease      LUAD · DOID:3910 · 肺腺癌
  record       EID1409 · BRAF/V600E/e1 · us/osimertinib/1 · NCT02856893
  transcript   NM_004333.5:c.1799T>A · ENST00000646891.1:c.1799T>A · BRAF c.1799T>A
  protein      NP_004324.2:p.Val600Glu · BRAF p.Val600Glu · KRAS G12S
  genome       chr7-140753336-A-T · 7:g.140753336A>T · NC_000007.14:g.140753336A>T

Examples:
  ckdb lookup BRAF V600E --disease MEL
  ckdb lookup osimertinib --disease LUAD --format jsonl | jq .profile.name
  ckdb lookup chr7-140453136-A-T --assembly GRCh37")]
pub(crate) struct Args {
    /// What to look up; several words are one term
    #[arg(required = true, value_name = "TERM")]
    term: Vec<String>,
    /// The patient's disease: an OncoTree code, DOID:…, NCIt:C…, or a name in English or Japanese
    #[arg(long, value_name = "CODE")]
    disease: Option<String>,
    /// How it is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The index; without it $CKDB_INDEX, else the one that ships
    #[arg(long, value_name = "FILE.ckdb")]
    index: Option<PathBuf>,
    #[command(flatten)]
    overlays: crate::overlays::Overlays,
    /// Assembly of places on the genome; without it the letters decide, where they can
    #[arg(long, value_name = "GRCh37|GRCh38")]
    assembly: Option<Assembly>,
    /// Letters beyond those of the index: FASTA of the assembly given, plain or bgzip, best with its .fai
    #[arg(long, value_name = "FASTA", requires = "assembly")]
    reference: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// JSON Lines: one object for the question, then one a match
    Jsonl,
}

/// Runs the verb.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let knowledge = args.overlays.open(args.index.as_deref())?;
    let term = args.term.join(" ");
    let mut lookup = Lookup::new(&knowledge);
    if let Some(disease) = &args.disease {
        lookup = lookup.disease(disease)?;
    }
    if let Some(assembly) = args.assembly {
        lookup = lookup.assembly(assembly);
        if let Some(path) = &args.reference {
            lookup = lookup.reference(Arc::new(Reference::open(path, assembly)?));
        }
    }
    let answer = lookup.ask(&term)?;
    let mut out = anstream::stdout().lock();
    match args.format {
        Format::Text => out.write_all(text::page(&knowledge, &term, &answer)?.as_bytes())?,
        Format::Jsonl => json::write(&mut out, &knowledge, &term, &answer)?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
