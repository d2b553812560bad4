//! The protection table as text, JSON (`apivet-policy/1`) and Markdown.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::table::{self, TableFormat, cell};
use super::{Options, counted, escape};
use crate::finding::{AlternativeRow, MessageRow, PolicyRow, PortRow, ProtectionTable};

/// Writes protection tables, complete and valid also without any.
///
/// # Errors
/// Only those of `out`.
pub fn write_protection(
    format: TableFormat,
    tables: &[ProtectionTable],
    options: Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        TableFormat::Json => {
            let all: Vec<Value> = tables.iter().map(value).collect();
            table::json(&json!({"schema": "apivet-policy/1", "inputs": all}), out)
        }
        TableFormat::Pretty => table::separated(tables, out, |table, out| pretty(table, options, out)),
        TableFormat::Markdown => table::separated(tables, out, markdown),
    }
}

fn value(table: &ProtectionTable) -> Value {
    let alternative = |row: &AlternativeRow| {
        json!({
            "asks": row.asks,
            "does": row.does,
            "transport": row.transport,
            "integrity": row.integrity,
            "confidentiality": row.confidentiality,
            "client": row.client,
            "server": row.server,
            "freshness": row.freshness,
            "weakest": row.is_weakest,
        })
    };
    let message = |row: &MessageRow| {
        json!({
            "operation": row.operation,
            "direction": row.direction,
            "fault": row.fault,
            "file": row.file,
            "line": row.line,
            "state": row.state,
            "policies": row.policies,
            "alternatives": row.alternatives.iter().map(alternative).collect::<Vec<_>>(),
        })
    };
    let port = |row: &PortRow| {
        json!({
            "service": row.service,
            "port": row.port,
            "binding": row.binding,
            "address": row.address,
            "messages": row.messages.iter().map(message).collect::<Vec<_>>(),
        })
    };
    let policy = |row: &PolicyRow| {
        json!({
            "id": row.id,
            "file": row.file,
            "line": row.line,
            "state": row.state,
            "alternatives": row.alternatives.iter().map(alternative).collect::<Vec<_>>(),
        })
    };
    json!({
        "path": table.path,
        "format": table.format,
        "incomplete": table.incomplete,
        "ports": table.ports.iter().map(port).collect::<Vec<_>>(),
        "unattached": table.unattached.iter().map(policy).collect::<Vec<_>>(),
    })
}

/// `3 ports, 24 messages: 20 with a policy`.
fn summary(table: &ProtectionTable) -> String {
    let messages = || table.ports.iter().flat_map(|port| &port.messages);
    let with = messages().filter(|message| message.state != "none").count();
    let ports = table.ports.iter().filter(|port| port.port.is_some()).count();
    let mut text = format!("{}, {}", counted(ports, "port"), counted(messages().count(), "message"));
    if with > 0 {
        text.push_str(&format!(": {with} with a policy"));
    }
    if !table.unattached.is_empty() {
        let policies = if table.unattached.len() == 1 { "policy" } else { "policies" };
        text.push_str(&format!("; {} {policies} attached to nothing", table.unattached.len()));
    }
    text
}

const HEADS: [&str; 8] =
    ["MESSAGES", "TRANSPORT", "INTEGRITY", "CONFIDENTIALITY", "CLIENT", "SERVER", "FRESHNESS", "IN WORDS"];

/// Messages that come to the same, told together: their names, and the alternatives.
struct Alike<'t> {
    messages: Vec<&'t MessageRow>,
}

/// Groups of messages of a port with the same alternatives, in the order of the first of each.
fn alike(port: &PortRow) -> Vec<Alike<'_>> {
    let mut groups: Vec<Alike<'_>> = Vec::new();
    for message in &port.messages {
        let same = groups.iter_mut().find(|group| {
            group.messages.first().is_some_and(|first| {
                first.direction == message.direction
                    && first.state == message.state
                    && first.alternatives == message.alternatives
            })
        });
        match same {
            Some(group) => group.messages.push(message),
            None => groups.push(Alike { messages: vec![message] }),
        }
    }
    groups
}

/// How facts say that a message is not protected.
const NOTHING: &str = "no protection";

/// Names shown of messages that come to the same.
const SHOWN: usize = 3;

fn names(group: &Alike<'_>) -> String {
    let Some(first) = group.messages.first() else { return String::new() };
    let name = |message: &&MessageRow| match &message.fault {
        Some(fault) => format!("{} ({fault})", message.operation),
        None => message.operation.clone(),
    };
    let shown: Vec<String> = group.messages.iter().take(SHOWN).map(name).collect();
    let more = group.messages.len().saturating_sub(SHOWN);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{} of {}{more}", first.direction, shown.join(", "))
}

/// One row for each alternative; the messages stand at the first.
fn rows(names: &str, state: &str, alternatives: &[AlternativeRow]) -> Vec<[String; 8]> {
    let empty = [AlternativeRow {
        asks: String::new(),
        does: match state {
            "unsatisfiable" => "no alternative is left: nobody can comply".to_owned(),
            _ => "not known".to_owned(),
        },
        transport: "unknown",
        integrity: "unknown",
        confidentiality: "unknown",
        client: "unknown",
        server: "unknown",
        freshness: "unknown",
        is_weakest: false,
    }];
    let alternatives = if alternatives.is_empty() { empty.as_slice() } else { alternatives };
    let count = alternatives.len();
    let row = |(index, row): (usize, &AlternativeRow)| {
        let mut words = match state {
            "none" => format!("no policy; {}", row.does),
            // What it asks for comes to nothing.
            _ if row.does == NOTHING && row.asks != "nothing" => format!("{NOTHING} ({})", row.asks),
            _ => row.does.clone(),
        };
        if row.is_weakest {
            words.push_str(" (the weakest)");
        }
        let name = match (index, count) {
            (0, 1) => names.to_owned(),
            (0, _) => format!("{names}: alternative 1 of {count}"),
            _ => format!("  or {} of {count}", index + 1),
        };
        let of = |grade: &str| grade.to_owned();
        [
            name,
            of(row.transport),
            of(row.integrity),
            of(row.confidentiality),
            of(row.client),
            of(row.server),
            of(row.freshness),
            words,
        ]
    };
    alternatives.iter().enumerate().map(row).collect()
}

fn port_rows(port: &PortRow) -> Vec<[String; 8]> {
    let of_group = |group: &Alike<'_>| {
        let first = group.messages.first();
        first.map_or(Vec::new(), |first| rows(&names(group), first.state, &first.alternatives))
    };
    alike(port).iter().flat_map(of_group).collect()
}

fn policy_rows(table: &ProtectionTable) -> Vec<[String; 8]> {
    let of_one = |policy: &PolicyRow| {
        let id = if policy.id.is_empty() { "policy without an id".to_owned() } else { policy.id.clone() };
        rows(&format!("{id} ({}:{})", policy.file, policy.line), policy.state, &policy.alternatives)
    };
    table.unattached.iter().flat_map(of_one).collect()
}

/// `port P of service S at http://…`.
fn title(port: &PortRow) -> String {
    match (&port.port, &port.service) {
        (Some(name), service) => {
            let service = service.as_ref().map_or(String::new(), |service| format!(" of service {service}"));
            let address = port.address.as_deref().unwrap_or("no address");
            format!("port {name}{service} at {address}")
        }
        (None, _) => format!("binding {}, which no port uses", port.binding),
    }
}

fn pretty(table: &ProtectionTable, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let paint = |code: &str, text: &str| {
        if options.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    };
    let head = format!("{} ({})", escape::line(&table.path), table.format);
    writeln!(out, "{}: {}", paint("1", &head), summary(table))?;
    if let Some(why) = &table.incomplete {
        writeln!(out, "{}", paint("31", &format!("not complete: {}", escape::line(why))))?;
    }
    let heads = HEADS.map(str::to_owned);
    let mut part = |title: &str, rows: Vec<[String; 8]>| -> io::Result<()> {
        let rows: Vec<[String; 8]> =
            rows.into_iter().map(|row| row.map(|cell| escape::line(&cell).into_owned())).collect();
        let (head, lines) = table::aligned(&heads, rows.iter().map(<[String; 8]>::as_slice));
        writeln!(out, "\n{}\n{}", escape::line(title), paint("1", &head))?;
        for (row, line) in rows.iter().zip(lines) {
            let is_bare = row[2] == "none" && row[3] == "none";
            writeln!(out, "{}", if is_bare { paint("33", &line) } else { line })?;
        }
        Ok(())
    };
    for port in table.ports.iter().filter(|port| !port.messages.is_empty()) {
        part(&title(port), port_rows(port))?;
    }
    if !table.unattached.is_empty() {
        part("policies attached to nothing here", policy_rows(table))?;
    }
    Ok(())
}

fn markdown(table: &ProtectionTable, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## {}\n\n{}, {}", cell(&table.path), table.format, summary(table))?;
    if let Some(why) = &table.incomplete {
        writeln!(out, "\n**Not complete:** {}", cell(why))?;
    }
    let mut part = |title: &str, rows: Vec<[String; 8]>| -> io::Result<()> {
        let heads = HEADS.map(str::to_lowercase);
        writeln!(out, "\n### {}\n\n| {} |\n|{}", cell(title), heads.join(" | "), "---|".repeat(HEADS.len()))?;
        for row in rows {
            writeln!(out, "| {} |", row.map(|text| cell(&text)).join(" | "))?;
        }
        Ok(())
    };
    for port in table.ports.iter().filter(|port| !port.messages.is_empty()) {
        part(&title(port), port_rows(port))?;
    }
    if !table.unattached.is_empty() {
        part("policies attached to nothing here", policy_rows(table))?;
    }
    Ok(())
}
