//! The command line: arguments, the terminal, standard streams, exit codes.
//! Everything it finds out goes through [`crate::engine::lint`]; it decides nothing about descriptions itself.
// The layers below are portable; streams, environment and clock are for the faces.
#![allow(clippy::disallowed_methods)]

mod args;
mod baseline;
mod check;
mod entries;
mod explain;
mod git;
mod lint;
mod manual;
mod pool;
mod revision;
mod rules;
mod show;
mod summary;
mod tables;
mod terminal;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};

use crate::finding::Outcome;
use crate::outside::{collect, configs, loader, paths, project};

/// Runs the program with the arguments of the process. Exit codes: [`Outcome`].
pub fn run() -> ExitCode {
    let arguments = with_default_command(std::env::args_os().collect());
    let outcome = match args::Cli::try_parse_from(arguments) {
        Ok(cli) => match cli.command {
            args::Command::Check(args) => check::run(&args),
            args::Command::Baseline { action } => baseline::run(&action),
            args::Command::AuthTable(args) => tables::access(&args),
            args::Command::Policy(args) => tables::protection(&args),
            args::Command::Explain(args) => explain::run(&args),
            args::Command::Rules(args) => rules::run(&args),
            args::Command::Config { action: args::ConfigAction::Show(args) } => show::run(&args),
            #[cfg(feature = "lsp")]
            args::Command::Lsp(args) => lsp(args),
            args::Command::Completions(args) => manual::completions(&args),
            args::Command::Man(args) => manual::page(&args),
        },
        Err(error) => {
            // A reader that has gone away is no reason to fail differently.
            let _ = error.print();
            if error.use_stderr() { Outcome::NotChecked } else { Outcome::Clean }
        }
    };
    ExitCode::from(outcome as u8)
}

/// `apivet lsp`.
#[cfg(feature = "lsp")]
fn lsp(args: args::LspArgs) -> Outcome {
    let base = paths::Base::current();
    let absolute = |path: std::path::PathBuf| base.absolute(&path.to_string_lossy());
    let configs::Given { config, no_config, policy } = args.given.found();
    let (config, policy) = (config.map(absolute), policy.map(absolute));
    let args::LspArgs { profile, docs_url, .. } = args;
    crate::lsp::serve(crate::lsp::Options { config, no_config, policy, profile, docs_url })
}

/// `apivet api.yaml` means `apivet check api.yaml`: a first word that is no command but names or looks like a path.
fn with_default_command(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let Some(first) = arguments.get(1).map(|first| first.to_string_lossy().into_owned()) else {
        return arguments;
    };
    let is_command = first == "help" || args::Cli::command().get_subcommands().any(|c| c.get_name() == first);
    let is_flag = first.starts_with('-') && first != "-";
    let is_path = first == "-" || first.contains(['/', '\\', '.', '*']) || std::path::Path::new(&first).exists();
    if !is_command && !is_flag && is_path {
        arguments.insert(1, "check".into());
    }
    arguments
}
