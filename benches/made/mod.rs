//! Descriptions of any size, made here, so that anybody can repeat a measurement.
#![allow(clippy::unwrap_used, unreachable_pub, reason = "a benchmark shares it with others")]

use std::fmt::Write as _;

use apivet::source::{Source, SourceId};
use apivet::syntax::{Limits, parse};

/// OpenAPI 3.1 in YAML with as many paths and schemas.
pub fn yaml(operations: usize) -> String {
    let mut out = String::from(
        "openapi: 3.1.0\ninfo: {title: Generated, version: \"1\"}\nservers:\n  - url: https://api.shop.test\n\
         security:\n  - login: []\npaths:\n",
    );
    for n in 0..operations {
        let _ = write!(
            out,
            "  /things{n}/{{id}}:\n    parameters:\n      - {{name: id, in: path, required: true, schema: {{type: string, \
             format: uuid}}}}\n    post:\n      operationId: change{n}\n      summary: Change thing {n}\n      requestBody:\n        \
             content:\n          application/json:\n            schema: {{$ref: '#/components/schemas/Thing{n}'}}\n      \
             responses:\n        \"200\":\n          description: The thing\n          content:\n            \
             application/json:\n              schema: {{$ref: '#/components/schemas/Thing{n}'}}\n        \"429\": \
             {{description: Slow down}}\n"
        );
    }
    out.push_str("components:\n  securitySchemes:\n    login: {type: http, scheme: bearer}\n  schemas:\n");
    for n in 0..operations {
        let next = (n + 1) % operations;
        let _ = write!(
            out,
            "    Thing{n}:\n      type: object\n      properties:\n        id: {{type: string, format: uuid}}\n        name:\n          \
             type: string\n          maxLength: 200\n          example: thing {n}\n        tags:\n          type: array\n          items: \
             {{type: string}}\n        next: {{$ref: '#/components/schemas/Thing{next}'}}\n"
        );
    }
    out
}

/// The same in JSON.
pub fn json(operations: usize) -> String {
    let document = parse(
        Source::new(SourceId(0), "api.yaml", yaml(operations)),
        &Limits::default(),
        apivet::model::openapi::WORDS,
    );
    let mut out = String::new();
    write(document.root().unwrap(), &mut out);
    out
}

fn write(node: apivet::syntax::NodeRef<'_>, out: &mut String) {
    use apivet::syntax::Kind;
    match node.kind() {
        Kind::Map => {
            out.push('{');
            for (index, (key, value)) in node.entries().enumerate() {
                let comma = if index == 0 { "" } else { ",\n" };
                let _ = write!(out, "{comma}{}: ", serde_json::to_string(key.key_text()).unwrap());
                write(value, out);
            }
            out.push('}');
        }
        Kind::Seq => {
            out.push('[');
            for (index, item) in node.items().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                write(item, out);
            }
            out.push(']');
        }
        _ => match node.bool() {
            Some(value) => out.push_str(&value.to_string()),
            None if node.number().is_some() => out.push_str(node.raw()),
            None => out.push_str(&serde_json::to_string(&node.text().unwrap()).unwrap()),
        },
    }
}
