//! What the tables for reviewers share: their formats, columns for a terminal, cells of Markdown.

use std::io::{self, Write};
use std::str::FromStr;

use serde_json::Value;

use super::escape;

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    /// Columns for a terminal.
    Pretty,
    /// For programs.
    Json,
    /// Tables for a review document.
    Markdown,
}

impl FromStr for TableFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "pretty" => Ok(Self::Pretty),
            "json" => Ok(Self::Json),
            "markdown" => Ok(Self::Markdown),
            _ => Err(format!("`{text}` is no format of this table; one of pretty, json, markdown")),
        }
    }
}

/// A document, indented.
pub(super) fn json(value: &Value, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(escape::json(&format!("{value:#}\n")).as_bytes())
}

/// An empty line between tables.
pub(super) fn separated<T>(
    tables: &[T],
    out: &mut dyn Write,
    one: impl Fn(&T, &mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    for (index, table) in tables.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        one(table, out)?;
    }
    Ok(())
}

/// Columns of equal width, the heads first; two blanks between them.
pub(super) fn aligned<'r>(heads: &[String], rows: impl Iterator<Item = &'r [String]> + Clone) -> (String, Vec<String>) {
    let mut widths: Vec<usize> = heads.iter().map(|head| head.chars().count()).collect();
    for row in rows.clone() {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: &[String]| -> String {
        let padded = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    (line(heads), rows.map(line).collect())
}

/// Text that stays in its cell and is no markup: what a description brings in is shown as it is written.
pub(super) fn cell(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in escape::line(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '!' | '#' | '~' => {
                safe.push('\\');
                safe.push(c);
            }
            c => safe.push(c),
        }
    }
    safe
}
