//! The access table as text, JSON (`apivet-access/1`) and Markdown.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::table::{self, TableFormat, cell};
use super::{Options, counted, escape};
use crate::finding::{Access, AccessRow, AccessTable, Need, Transport};

/// Writes access tables, complete and valid also without any.
///
/// # Errors
/// Only those of `out`.
pub fn write_access(
    format: TableFormat,
    tables: &[AccessTable],
    options: Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        TableFormat::Json => {
            let all: Vec<Value> = tables.iter().map(value).collect();
            table::json(&json!({"schema": "apivet-access/1", "inputs": all}), out)
        }
        TableFormat::Pretty => table::separated(tables, out, |table, out| pretty(table, options, out)),
        TableFormat::Markdown => table::separated(tables, out, markdown),
    }
}

fn value(table: &AccessTable) -> Value {
    let server = |index: &usize| table.servers.get(*index).map_or(Value::Null, |server| json!(server.address));
    let operation = |row: &AccessRow| {
        let need = |need: &Need| json!({"scheme": need.scheme, "scopes": need.scopes, "defined": need.defined});
        let alternative = |needs: &Vec<Need>| Value::Array(needs.iter().map(need).collect());
        json!({
            "method": row.method,
            "path": row.path,
            "origin": row.origin,
            "file": row.file,
            "line": row.line,
            "access": row.access.as_str(),
            "stated": row.stated.as_str(),
            "alternatives": row.alternatives.iter().map(alternative).collect::<Vec<_>>(),
            "public": row.public,
            "servers": row.servers.iter().map(server).collect::<Vec<_>>(),
        })
    };
    json!({
        "path": table.path,
        "format": table.format,
        "incomplete": table.incomplete,
        "servers": table.servers.iter()
            .map(|server| json!({"address": server.address, "transport": server.transport.as_str()}))
            .collect::<Vec<_>>(),
        "schemes": table.schemes.iter()
            .map(|scheme| json!({"name": scheme.name, "kind": scheme.words}))
            .collect::<Vec<_>>(),
        "operations": table.operations.iter().map(operation).collect::<Vec<_>>(),
    })
}

/// `12 operations: 9 need credentials, 3 open`.
fn summary(table: &AccessTable) -> String {
    let many = |access| table.operations.iter().filter(|row| row.access == access).count();
    let parts = [
        (many(Access::Required), "with credentials only"),
        (many(Access::Optional), "also without credentials"),
        (many(Access::Open), "open"),
        (many(Access::Unknown), "unknown"),
    ];
    let parts: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, words)| format!("{count} {words}")).collect();
    let count = counted(table.operations.len(), "operation");
    if parts.is_empty() { count } else { format!("{count}: {}", parts.join(", ")) }
}

const HEADS: [&str; 6] = ["METHOD", "PATH", "ACCESS", "STATED BY", "REQUIREMENT", "SERVERS"];

/// The cells of a row but the requirement, which has lines of its own.
fn cells(row: &AccessRow) -> [String; 6] {
    let path = match row.origin {
        "path" => row.path.clone(),
        origin => format!("{} ({origin})", row.path),
    };
    let servers: Vec<String> = row.servers.iter().map(|index| (index + 1).to_string()).collect();
    [
        row.method.clone(),
        path,
        row.access.as_str().to_owned(),
        row.stated.as_str().to_owned(),
        alternatives(row).join(" or "),
        servers.join(", "),
    ]
}

/// Each alternative in words.
fn alternatives(row: &AccessRow) -> Vec<String> {
    let need = |need: &Need| {
        let scopes = if need.scopes.is_empty() { String::new() } else { format!(" [{}]", need.scopes.join(", ")) };
        let unknown = if need.defined { "" } else { " (not defined)" };
        format!("{}{scopes}{unknown}", need.scheme)
    };
    let mut words: Vec<String> = row
        .alternatives
        .iter()
        .map(|needs| match needs.as_slice() {
            [] => "nothing".to_owned(),
            needs => needs.iter().map(need).collect::<Vec<_>>().join(" and "),
        })
        .collect();
    if words.is_empty() && row.access != Access::Unknown {
        words.push("nothing".to_owned());
    }
    if let (Some(reason), Some(last)) = (&row.public, words.last_mut()) {
        last.push_str(&format!(" (public: {reason})"));
    }
    words
}

/// How many columns are shown: the servers only where operations differ in them.
fn columns(table: &AccessTable) -> usize {
    let mut served = table.operations.iter().filter(|row| row.origin == "path").map(|row| &row.servers);
    let first = served.next();
    if served.all(|servers| Some(servers) == first) { HEADS.len() - 1 } else { HEADS.len() }
}

fn pretty(table: &AccessTable, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let paint = |code: &str, text: &str| {
        if options.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    };
    let head = format!("{} ({})", escape::line(&table.path), table.format);
    writeln!(out, "{}: {}", paint("1", &head), summary(table))?;
    if let Some(why) = &table.incomplete {
        writeln!(out, "{}", paint("31", &format!("not complete: {}", escape::line(why))))?;
    }
    let width = table.schemes.iter().map(|scheme| scheme.name.chars().count()).max().unwrap_or(0);
    for (index, scheme) in table.schemes.iter().enumerate() {
        let head = if index == 0 { "schemes" } else { "" };
        let words = scheme.words.as_deref().unwrap_or("unknown: its definition was not found");
        writeln!(out, "{head:9}{:width$}  {}", escape::line(&scheme.name), escape::line(words))?;
    }
    let width = table.servers.iter().map(|server| server.address.chars().count()).max().unwrap_or(0);
    for (index, server) in table.servers.iter().enumerate() {
        let head = if index == 0 { "servers" } else { "" };
        let transport = match server.transport {
            Transport::Cleartext => paint("31", "cleartext"),
            other => other.as_str().to_owned(),
        };
        writeln!(out, "{head:9}{}  {:width$}  {transport}", index + 1, escape::line(&server.address))?;
    }
    if table.operations.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    let columns = columns(table);
    let rows: Vec<[String; 6]> =
        table.operations.iter().map(|row| cells(row).map(|cell| escape::line(&cell).into_owned())).collect();
    let heads: Vec<String> = HEADS.iter().take(columns).map(|head| (*head).to_owned()).collect();
    let (head, lines) = table::aligned(&heads, rows.iter().map(|row| &row[..columns]));
    writeln!(out, "{}", paint("1", &head))?;
    for (row, text) in table.operations.iter().zip(&lines) {
        match row.access {
            Access::Open | Access::Optional if row.public.is_none() => writeln!(out, "{}", paint("33", text))?,
            _ => writeln!(out, "{text}")?,
        }
    }
    Ok(())
}

fn markdown(table: &AccessTable, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## {}\n\n{}, {}\n", cell(&table.path), table.format, summary(table))?;
    if let Some(why) = &table.incomplete {
        writeln!(out, "**Not complete:** {}\n", cell(why))?;
    }
    if !table.schemes.is_empty() {
        writeln!(out, "| scheme | kind |\n|---|---|")?;
        for scheme in &table.schemes {
            writeln!(out, "| {} | {} |", cell(&scheme.name), cell(scheme.words.as_deref().unwrap_or("unknown")))?;
        }
        writeln!(out)?;
    }
    if !table.servers.is_empty() {
        writeln!(out, "| server | address | transport |\n|---|---|---|")?;
        for (index, server) in table.servers.iter().enumerate() {
            writeln!(out, "| {} | {} | {} |", index + 1, cell(&server.address), server.transport.as_str())?;
        }
        writeln!(out)?;
    }
    if table.operations.is_empty() {
        return Ok(());
    }
    let columns = columns(table);
    let heads: Vec<String> = HEADS.iter().take(columns).map(|head| head.to_lowercase()).collect();
    writeln!(out, "| {} |\n|{}", heads.join(" | "), "---|".repeat(columns))?;
    for row in &table.operations {
        let cells: Vec<String> = cells(row).iter().take(columns).map(|text| cell(text)).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    Ok(())
}
