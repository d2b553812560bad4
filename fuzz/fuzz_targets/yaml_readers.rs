//! Whatever the fast reader of YAML takes, it reads as the careful one does.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run yaml_readers` (cargo-fuzz wants a nightly compiler, or this).
#![no_main]

#[path = "../../tests/common/readers.rs"]
mod readers;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Err(difference) = readers::compare(text) {
        panic!("{difference}");
    }
});
