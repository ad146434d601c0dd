//! The command `ckdb`: arguments and exit codes, no logic. One verb, one file.

mod check;

use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "ckdb", version, about = "Open cancer knowledge: check, build, look up, annotate")]
struct Command {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Check(check::Args),
}

fn main() -> ExitCode {
    let result = match Command::parse().verb {
        Verb::Check(args) => check::run(&args, |_| Box::new(ckdb_build::check::NoModels)),
    };
    result.unwrap_or_else(|error| {
        // When standard error is closed there is nobody left to tell.
        let _ = writeln!(anstream::stderr(), "ckdb: {error}");
        ExitCode::FAILURE
    })
}
