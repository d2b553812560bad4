//! Descriptions of any size and of many shapes, made here, so that anybody can repeat a measurement.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::panic,
    unreachable_pub,
    dead_code,
    unused_imports,
    reason = "benchmarks share it, each uses its part"
)]

mod files;
mod openapi;
mod text;
mod wsdl;

use std::ops::Range;

pub use files::{each, split};
pub use text::{Notation, Text};

/// What grows with the size of a description: its name, what it is, and how `units` of it are written.
pub struct Shape {
    pub name: &'static str,
    pub what: &'static str,
    write: fn(&mut Text, units: usize),
}

/// Every shape of one file.
pub const SHAPES: &[Shape] = &[
    Shape { name: "usual", what: "as many paths as schemas", write: openapi::usual },
    Shape { name: "paths", what: "many paths, few schemas", write: openapi::paths },
    Shape { name: "schemas", what: "one path, many schemas that refer to each other", write: openapi::schemas },
    Shape { name: "all-of", what: "schemas that extend each other, 100 deep", write: openapi::all_of },
    Shape { name: "shared", what: "every operation uses one schema, which grows too", write: openapi::shared },
    Shape { name: "weak", what: "usual, with a dozen findings for each path", write: openapi::weak },
    Shape { name: "vendor", what: "14,000 paths and 6,000 schemas at 47 MB", write: openapi::vendor },
    Shape { name: "wsdl", what: "WSDL 1.1: operations, messages, elements and types", write: wsdl::service },
];

/// A description of a shape, of about as many bytes.
pub fn description(shape: &str, notation: Notation, bytes: usize) -> String {
    let known = || SHAPES.iter().map(|shape| shape.name).collect::<Vec<_>>().join(", ");
    let shape = SHAPES.iter().find(|known| known.name == shape);
    let shape = shape.unwrap_or_else(|| panic!("the shapes are {}", known()));
    let of = |units: usize| {
        let mut text = Text::new(notation);
        (shape.write)(&mut text, units);
        text.done()
    };
    let bytes_of = |units: Range<usize>| of(units.end).len() - of(units.start).len();
    // Numbers have as many digits as in a large description, so that the size is met there.
    let unit = bytes_of(1000..1100).div_ceil(100);
    of((bytes / unit).max(1))
}
