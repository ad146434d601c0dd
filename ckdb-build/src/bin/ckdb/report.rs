//! `ckdb report`: a case as one page of HTML.

mod case_args;
mod gather;

use crate::Failure;
use ckdb_core::diff::Diff;
use ckdb_core::model::Vocabulary;
use ckdb_core::report::{Before, Lang};
use ckdb_core::vcf::{OutputFormat, Sink};
use std::io::Write;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// One page for one case: what matters for this patient first, and the proof of it last.
///
/// The page is one file that needs no network and no script, prints on A4, and follows the reader's light or dark setting. It is for
/// research, not a medical device. A call that did not pass the caller's filters counts for nothing but an open question.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ckdb report tumour.vcf.gz --disease LUAD -o case.html
  ckdb report tumour.vcf.gz --disease COADREAD --lang en --assay 'FoundationOne CDx' --biomarker MSI=stable -o case.html
  ckdb report tumour.vcf.gz --disease MEL --index new.ckdb --compare old.ckdb -o case.html")]
pub(crate) struct Args {
    #[command(flatten)]
    case: case_args::CaseArgs,
    /// Where the page goes; - is standard output
    #[arg(short, long, value_name = "OUT.html", default_value = "-")]
    output: PathBuf,
    /// Language of the page
    #[arg(long, value_name = "ja|en", default_value = "ja", value_parser = lang)]
    lang: Lang,
    /// The index; without it $CKDB_INDEX, else the one that ships
    #[arg(long, value_name = "FILE.ckdb")]
    index: Option<PathBuf>,
    /// An earlier index: the same input is read with it, too, and the page says what has changed since
    #[arg(long, value_name = "OLD.ckdb")]
    compare: Option<PathBuf>,
}

fn lang(word: &str) -> Result<Lang, String> {
    Lang::from_word(word).ok_or_else(|| "expected ja or en".to_owned())
}

/// Runs the verb.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    if args.compare.is_some() && args.case.input == Path::new("-") {
        return Err("--compare reads the input twice, and standard input can be read only once; give a file".into());
    }
    let knowledge = args.case.overlays.open(args.index.as_deref())?;
    let before = match &args.compare {
        Some(path) => {
            let old = args.case.overlays.open(Some(path))?;
            let digest = gather::gather(&args.case, &old, |case, _| Ok(case.digest(args.lang)?))
                .map_err(|failure| format!("with the earlier index {}: {failure}", path.display()))?;
            Some(Before { digest, diff: Diff::new(&old, &knowledge)? })
        }
        None => None,
    };
    gather::gather(&args.case, &knowledge, |case, about| {
        let page = case.page(about, args.lang, before.as_ref())?;
        let mut sink = Sink::create(&args.output, OutputFormat::Plain, NonZero::<usize>::MIN)?;
        sink.write_all(page.as_bytes())?;
        sink.finish()?;
        let mut err = anstream::stderr().lock();
        for warning in &about.warnings {
            writeln!(err, "warning: {warning}")?;
        }
        for (reason, count, line) in &about.not_answered {
            writeln!(err, "  {count} × {reason}, first at line {line}")?;
        }
        if !about.sample_chosen {
            writeln!(err, "warning: the header does not say which sample is the tumour; choose with --sample")?;
        }
        let doubtful = args.case.strict && !about.not_answered.is_empty();
        Ok(if doubtful { ExitCode::from(1) } else { ExitCode::SUCCESS })
    })
}
