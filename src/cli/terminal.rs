//! Standard streams and the environment variables that say how to use them.

use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use super::args::Color;
use crate::output::{Options, escape};
use crate::syntax::YamlReaders;

/// The value of an environment variable, unless it is empty.
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The policy of the flag, else that of the environment.
pub(super) fn policy(flag: Option<&Path>) -> Option<PathBuf> {
    flag.map(Path::to_path_buf).or_else(|| variable("APIVET_POLICY").map(PathBuf::from))
}

/// Which readers of YAML are asked; nothing but time depends on it, so that it is said in no help.
pub(super) fn yaml_readers() -> YamlReaders {
    match variable("APIVET_YAML").as_deref() {
        Some("careful") => YamlReaders::Careful,
        _ => YamlReaders::Both,
    }
}

fn is_dumb() -> bool {
    variable("TERM").is_some_and(|term| term == "dumb")
}

/// Whether standard output gets colours: the flag, then `NO_COLOR`, `FORCE_COLOR` and `CLICOLOR_FORCE`, then whether
/// it is a terminal that can show them.
pub(super) fn colour(flag: Color) -> bool {
    match flag {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if variable("NO_COLOR").is_some() => false,
        Color::Auto
            if ["FORCE_COLOR", "CLICOLOR_FORCE"].iter().any(|name| variable(name).is_some_and(|v| v != "0")) =>
        {
            true
        }
        Color::Auto => io::stdout().is_terminal() && !is_dumb(),
    }
}

/// How to write a report to standard output.
pub(super) fn options(flag: Color) -> Options {
    let width = variable("COLUMNS").and_then(|columns| columns.parse().ok()).unwrap_or(100);
    Options { colour: colour(flag), width: width.clamp(40, 400), ..Options::default() }
}

/// Whether this is a step of a workflow of GitHub Actions.
pub(super) fn in_actions() -> bool {
    variable("GITHUB_ACTIONS").is_some_and(|value| value == "true")
}

/// The file that GitHub Actions shows as the summary of this step.
pub(super) fn summary_file() -> Option<PathBuf> {
    variable("GITHUB_STEP_SUMMARY").map(PathBuf::from)
}

/// Whether a line that is written over again can be shown on standard error.
pub(super) fn shows_progress() -> bool {
    io::stderr().is_terminal() && !is_dumb() && variable("CI").is_none()
}

/// Writes a line about the run to standard error. What a description or file name brings in cannot steer a terminal
/// or a CI service.
pub(super) fn say(line: &str) {
    // There is no other place left to complain to.
    let _ = writeln!(io::stderr().lock(), "{}", escape::log(&escape::line(line)));
}

/// Writes to standard output. A reader that has gone away ends the writing, not the run.
///
/// # Errors
/// Every other failure.
pub(super) fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    let done = write(&mut out).and_then(|()| out.flush());
    // What is left in the buffer would be tried again, and fail again.
    let (_, _) = out.into_parts();
    match done {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => done,
    }
}
