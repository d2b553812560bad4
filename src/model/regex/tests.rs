//! Tests.
use super::*;

#[test]
fn scratch_corpus() {
    let Ok(text) = std::env::var("RXDUMP") else { return };
    let list: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(text).unwrap()).unwrap();
    for one in list.as_array().unwrap() {
        let text = one.get(0).and_then(|v| v.as_str()).unwrap();
        let fuel = Fuel::new(10_000_000);
        let regex = Regex::new(text, &fuel);
        let l = &regex.language;
        println!(
            "{} {:?} | {:?} start {:?} end {:?} all {:?} none {:?} empty {:?} {}..{:?} fuel {}",
            one.get(1).unwrap(),
            text,
            regex.mode,
            l.start,
            l.end,
            l.is_everything,
            l.is_nothing,
            l.has_empty,
            l.least,
            l.most,
            10_000_000 - fuel.left()
        );
        if let Some(o) = &regex.overlap {
            println!(
                "  OVERLAP {:?} {:?}+{:?}+{:?} ways {:?} at {:?} rounds {} steps {}",
                o.growth,
                o.prefix,
                o.pump,
                o.suffix,
                o.ways,
                &text[o.at.clone()],
                o.rounds,
                o.steps
            );
        }
    }
}
