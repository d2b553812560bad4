//! Reading on behind a YAML error: which lines to leave out.

use super::Limits;
use super::yaml::{self, Reading};

/// Reads a text; after an error the block that holds it is left out and the rest is read again.
pub(super) fn read(text: &str, limits: &Limits, words: &[&str]) -> Reading {
    let mut reading = yaml::read(text, limits, words);
    reading.faults.extend(reading.stop.take());
    reading
}
