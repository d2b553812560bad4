//! Conformance suites, oracles and real descriptions: long tests, in one program, so that they run side by side. One of them:
//! `cargo test --test suites json_suite`.

#[path = "../common/mod.rs"]
mod common;
mod corpus;
mod json_suite;
mod labelled;
mod model_oracle;
mod structure_oracle;
mod value_oracle;
mod vulnerable;
mod wsdl_truth;
mod xml_corpus;
mod yaml_differential;
mod yaml_properties;
mod yaml_suite;
