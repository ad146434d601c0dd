//! The command `ckdb`: arguments, exit codes, allocator. No logic: each verb has its own file.
//!
//! Exit codes: 0 done · 1 failed (the message says what, where, what next) · 2 wrong usage · 3 a check or gate found errors.

mod annotate;
mod build;
mod case;
mod check;
mod consequence;
mod default_index;
mod diff;
mod fetch;
mod import_genome;
mod import_oncotree;
mod info;
mod lookup;
mod overlays;
mod reannotate;
mod rollback;
mod trial;
mod verify;

use clap::{CommandFactory, Parser, Subcommand};
use std::io::{ErrorKind, Write};
use std::process::ExitCode;

/// What a verb can fail with: each room has its own error; here they are only shown.
type Failure = Box<dyn std::error::Error>;

/// An open cancer knowledge database, and the annotator that reads it. Research use; not a medical device.
#[derive(Debug, Parser)]
#[command(
    name = "ckdb",
    version,
    propagate_version = true,
    after_help = "Examples:
  ckdb annotate tumour.vcf.gz --disease LUAD -o annotated.vcf.gz
  ckdb annotate tumour.vcf.gz --disease LUAD --format tsv | less -S
  ckdb lookup 'BRAF V600E' --disease MEL
  ckdb build --knowledge knowledge -o ckdb.ckdb
  ckdb check knowledge"
)]
struct Command {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    // Boxed: it has by far the most flags.
    Annotate(Box<annotate::Args>),
    Consequence(consequence::Args),
    Build(Box<build::Args>),
    Case(case::Args),
    Check(check::Args),
    Diff(diff::Args),
    Fetch(fetch::Args),
    Rollback(rollback::Args),
    Reannotate(reannotate::Args),
    Lookup(lookup::Args),
    Trial(trial::Args),
    Info(info::Args),
    Verify(verify::Args),
    ImportGenome(import_genome::Args),
    ImportOncotree(import_oncotree::Args),
}

fn main() -> ExitCode {
    let outcome = match Command::parse().verb {
        Verb::Annotate(args) => annotate::run(&args),
        Verb::Consequence(args) => consequence::run(&args),
        Verb::Build(args) => build::run(&args),
        Verb::Case(args) => case::run(&args),
        Verb::Check(args) => check::run(&args, build::models),
        Verb::Diff(args) => diff::run(&args),
        Verb::Fetch(args) => fetch::run(&args),
        Verb::Rollback(args) => rollback::run(&args),
        Verb::Reannotate(args) => reannotate::run(&args),
        Verb::Lookup(args) => lookup::run(&args),
        Verb::Trial(args) => trial::run(&args),
        Verb::Info(args) => info::run(&args),
        Verb::Verify(args) => verify::run(&args),
        Verb::ImportOncotree(args) => import_oncotree::run(&args).map(|()| ExitCode::SUCCESS),
        Verb::ImportGenome(args) => {
            import_genome::run(&args, &mut anstream::stdout()).map(|()| ExitCode::SUCCESS).map_err(Failure::from)
        }
    };
    outcome.unwrap_or_else(|failure| {
        if is_closed_pipe(failure.as_ref()) {
            // Whoever read our output has seen enough, as with `| head`.
            return ExitCode::SUCCESS;
        }
        let _ = writeln!(anstream::stderr(), "ckdb: {}", Chain(failure.as_ref()));
        ExitCode::from(1)
    })
}

/// Ends the program as a wrong flag does: with the message and exit code 2.
fn wrong_usage(problem: &str) -> ! {
    Command::command().error(clap::error::ErrorKind::ArgumentConflict, problem).exit()
}

/// An error with what it comes from, each part said once.
struct Chain<'e>(&'e dyn std::error::Error);

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut said = self.0.to_string();
        f.write_str(&said)?;
        let mut next = self.0.source();
        while let Some(cause) = next {
            let text = cause.to_string();
            if !said.contains(&text) {
                write!(f, ": {text}")?;
                said = text;
            }
            next = cause.source();
        }
        Ok(())
    }
}

fn is_closed_pipe(failure: &(dyn std::error::Error + 'static)) -> bool {
    let mut next = Some(failure);
    while let Some(error) = next {
        if error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == ErrorKind::BrokenPipe) {
            return true;
        }
        next = error.source();
    }
    false
}
