//! Descriptions in many files.

use std::fs;
use std::io::Result;
use std::path::Path;

use super::{Notation, description};

/// One description in as many files: the root, and for each path a file with the path and one with its schema.
pub fn split(files: usize, folder: &Path) -> Result<()> {
    let pairs = (files.saturating_sub(1) / 2).max(1);
    fs::create_dir_all(folder.join("paths"))?;
    fs::create_dir_all(folder.join("schemas"))?;
    let mut root = String::from(
        "openapi: 3.1.0\ninfo: {title: Generated, version: '1'}\nservers:\n  - url: https://api.shop.test\n\
         security:\n  - login: []\ncomponents:\n  securitySchemes:\n    login: {type: http, scheme: bearer}\npaths:\n",
    );
    for n in 0..pairs {
        root.push_str(&format!("  /things{n}/{{id}}:\n    $ref: paths/thing{n}.yaml\n"));
        fs::write(folder.join(format!("paths/thing{n}.yaml")), path(n))?;
        fs::write(folder.join(format!("schemas/thing{n}.yaml")), schema((n + 1) % pairs))?;
    }
    fs::write(folder.join("openapi.yaml"), root)
}

/// As many descriptions of 4 KB.
pub fn each(files: usize, folder: &Path) -> Result<()> {
    let text = description("usual", Notation::Yaml, 4000);
    // Ten folders, as nobody keeps thousands of files in one.
    for n in 0..files {
        let folder = folder.join(format!("team{}", n % 10));
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(format!("api{n}.yaml")), text.replace("Generated", &format!("Generated {n}")))?;
    }
    Ok(())
}

fn path(n: usize) -> String {
    format!(
        "parameters:\n  - {{name: id, in: path, required: true, schema: {{type: string, format: uuid}}}}\n\
         post:\n  operationId: change{n}\n  summary: Change thing {n}\n  requestBody:\n    required: true\n    content:\n      \
         application/json:\n        schema: {{$ref: ../schemas/thing{n}.yaml}}\n  responses:\n    '200':\n      \
         description: The thing\n      content:\n        application/json:\n          schema: {{$ref: ../schemas/thing{n}.yaml}}\n    \
         '401': {{description: Who are you?}}\n    '429': {{description: Slow down}}\n"
    )
}

fn schema(next: usize) -> String {
    format!(
        "type: object\nadditionalProperties: false\nproperties:\n  id: {{type: string, format: uuid}}\n  name:\n    \
         type: string\n    maxLength: 200\n    pattern: ^[a-z]+$\n  tags:\n    type: array\n    maxItems: 10\n    items: \
         {{type: string, maxLength: 20, pattern: '^[a-z]+$'}}\n  next: {{$ref: thing{next}.yaml}}\n"
    )
}
