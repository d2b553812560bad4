//! `docs/wsdl-truth.md` beside the corpus: what the table says a port or policy does is what the engine reads.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test reads files and may fail")]

use apivet::engine::{Settings, protection};
use apivet::finding::{AlternativeRow, ProtectionTable};

use crate::common;

#[test]
fn the_table_says_what_the_policies_do() {
    let Some(corpus) = common::corpus() else { return };
    let table = include_str!("../../docs/wsdl-truth.md");
    let loader = common::Folder(corpus.join("wsdl"));
    let settings = Settings::default();
    let mut rows = 0;
    let mut wrong = Vec::new();
    let mut read: Option<(String, Vec<ProtectionTable>)> = None;
    for line in table.lines() {
        if let Some(path) = line.strip_prefix("## `").and_then(|rest| rest.strip_suffix('`')) {
            read = Some((path.to_owned(), protection(path, &loader, &settings).unwrap()));
            continue;
        }
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let (["", name, _, asks, does, _, ""], Some((path, tables))) = (cells.as_slice(), &read) else { continue };
        let Some(name) = name.strip_prefix('`').and_then(|name| name.strip_suffix('`')) else { continue };
        rows += 1;
        if !first_alternatives(tables, name).any(|row| row.asks == *asks && row.does == *does) {
            wrong.push(format!("{path}: {name} no longer does `{does}`"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(rows >= 60, "{rows} rows are too few");
}

/// The first alternatives of the first input message of the ports of a name, and of the policies of that name.
fn first_alternatives<'t>(tables: &'t [ProtectionTable], name: &'t str) -> impl Iterator<Item = &'t AlternativeRow> {
    let ports = tables.iter().flat_map(|table| &table.ports).filter(move |port| port.port.as_deref() == Some(name));
    let messages = ports.filter_map(|port| port.messages.iter().find(|message| message.direction == "input"));
    let named = move |id: &str| id == name || (id.is_empty() && name == "-");
    let policies = tables.iter().flat_map(|table| &table.unattached).filter(move |policy| named(&policy.id));
    let of_ports = messages.filter_map(|message| message.alternatives.first());
    of_ports.chain(policies.filter_map(|policy| policy.alternatives.first()))
}
