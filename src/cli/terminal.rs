//! Standard streams and the environment variables that say how to use them.

use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::PathBuf;

use super::args::Color;
use crate::output::{Options, escape};

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
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

/// Today in UTC as `YYYY-MM-DD`; `SOURCE_DATE_EPOCH` stands in for the clock where it is set.
pub(super) fn today() -> Option<String> {
    let seconds = match variable("SOURCE_DATE_EPOCH").and_then(|seconds| seconds.parse::<u64>().ok()) {
        Some(seconds) => seconds,
        None => std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?.as_secs(),
    };
    Some(date(seconds / 86_400))
}

/// The date a number of days after 1970-01-01 (proleptic Gregorian; years counted from March, in eras of 400).
fn date(days: u64) -> String {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn days_become_dates() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(11_016), "2000-02-29");
        assert_eq!(date(11_017), "2000-03-01");
        assert_eq!(date(20_453), "2025-12-31");
        assert_eq!(date(20_454), "2026-01-01");
    }
}
