//! The summary of a step of GitHub Actions: what the run adds to it.

use std::fs::OpenOptions;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use super::terminal::say;
use crate::finding::Report;
use crate::output::{Options, OutputFormat, SHORTEST_SUMMARY, SUMMARY_LIMIT};

/// Appends the report to the summary; says why and is false when it does not. The findings stand in the log anyway, so
/// this does not change how the run ends.
pub(super) fn append(path: &Path, report: &Report) -> bool {
    match try_append(path, report) {
        Ok(true) => true,
        Ok(false) => {
            say("apivet: the job summary of this step is full: apivet's findings stand in the log only");
            false
        }
        Err(error) => {
            say(&format!("apivet: GITHUB_STEP_SUMMARY: {}: cannot be written: {error}", path.display()));
            false
        }
    }
}

/// False when there is no room: a file over the limit is not shown at all.
fn try_append(path: &Path, report: &Report) -> io::Result<bool> {
    let file = OpenOptions::new().append(true).create(true).open(path)?;
    let taken = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    // A line of its own, whatever stands there.
    let separator = if taken > 0 { "\n\n" } else { "" };
    let room = SUMMARY_LIMIT.saturating_sub(taken).saturating_sub(separator.len());
    if room < SHORTEST_SUMMARY {
        return Ok(false);
    }
    let mut out = BufWriter::new(file);
    out.write_all(separator.as_bytes())?;
    OutputFormat::Markdown.writer(Options { room, ..Options::default() }).write(report, &mut out)?;
    out.flush()?;
    Ok(true)
}
