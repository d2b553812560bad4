//! Rich descriptions cut off, changed and broken at every place.

use apivet::model::openapi::WORDS;
use apivet::source::{Source, SourceId};
use apivet::syntax::{Limits, NodeRef, parse};
use proptest::prelude::*;

use super::{seeds, survives};

#[test]
fn truncated_anywhere() {
    for (name, text) in seeds() {
        for end in (0..text.len()).step_by(37) {
            survives(&name, &text.as_bytes()[..end]);
        }
    }
}

#[test]
fn every_value_of_the_wrong_type() {
    // 3.0 and 3.1 are read by the same code as 3.2, JSON into the same tree.
    for (name, text) in seeds().into_iter().filter(|(name, _)| matches!(name.as_str(), "v2.yaml" | "v3.2.0.yaml")) {
        let source = Source::new(SourceId(0), name.as_str(), text.as_str());
        let document = parse(source, &Limits::default(), WORDS);
        let spans: Vec<(usize, usize)> = document
            .root()
            .unwrap()
            .subtree()
            .filter(|node| !node.is_key())
            .map(|node| (node.span().start as usize, node.span().end as usize))
            .collect();
        // Two of the kinds at each place, in turn; all of them on demand.
        let is_all = std::env::var_os("APIVET_ALL_CHANGES").is_some();
        for (at, (start, end)) in spans.into_iter().enumerate() {
            let quoted = text[..start].ends_with("\n") || text[start..end].starts_with(['|', '>']);
            let kinds =
                ["null", "7", "\"text\"", "[{}, [], null, 1, \"a\"]", "{\"$ref\": 3, \"a\": [{}], \"x-b\": null}"];
            for (kind, wrong) in kinds.into_iter().enumerate() {
                if !is_all && (kind + at) % kinds.len() > 1 {
                    continue;
                }
                // A block collection starts on a line of its own; its replacement in flow style fits there too.
                let after = if text[..end].ends_with('\n') || quoted { "\n" } else { "" };
                survives(&name, format!("{}{wrong}{after}{}", &text[..start], &text[end..]));
            }
        }
    }
}

#[test]
fn every_attribute_and_text_of_a_service_description_changed() {
    for (name, text) in seeds().into_iter().filter(|(name, _)| name.ends_with(".wsdl")) {
        let source = Source::new(SourceId(0), name.as_str(), text.as_str());
        let document = parse(source, &Limits::default(), WORDS);
        let nodes: Vec<NodeRef<'_>> = document.root().unwrap().subtree().skip(1).collect();
        for node in nodes {
            let (start, end) = (node.span().start as usize, node.span().end as usize);
            for wrong in ["", "x:y", "none", "http://", "<a/>", "&lt;"] {
                survives(&name, format!("{}{wrong}{}", &text[..start], &text[end..]));
            }
        }
    }
}

/// A change of a text at any place.
#[derive(Clone, Debug)]
enum Change {
    Cut(usize, usize),
    Repeat(usize, usize, usize),
    Insert(usize, Vec<u8>),
}

fn change() -> impl Strategy<Value = Change> {
    let token = prop_oneof![
        proptest::sample::select(vec![
            "{",
            "}",
            "[",
            "]",
            ":",
            ": ",
            "- ",
            "\n",
            "\n  ",
            "\t",
            "'",
            "\"",
            "&a ",
            "*a",
            "<<: ",
            "!!str ",
            "#",
            "|\n",
            "? ",
            "---\n",
            ",",
            "\\u",
            "<",
            ">",
            "/>",
            "</",
            "&",
            "<!--",
            "<![CDATA[",
            "xmlns=\"\"",
            "\u{0}",
            "\u{feff}",
            "😀",
            "\u{2028}",
            "$ref: ",
            "null",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
        proptest::collection::vec(any::<u8>(), 1..4),
    ];
    prop_oneof![
        (any::<usize>(), 1..60_usize).prop_map(|(at, length)| Change::Cut(at, length)),
        (any::<usize>(), 1..60_usize, 1..4_usize).prop_map(|(at, length, times)| Change::Repeat(at, length, times)),
        (any::<usize>(), token).prop_map(|(at, token)| Change::Insert(at, token)),
    ]
}

fn mutate(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        let place = |at: usize| at % (bytes.len() + 1);
        match change {
            Change::Cut(at, length) => {
                let start = place(*at);
                let end = (start + length).min(bytes.len());
                bytes.drain(start..end);
            }
            Change::Repeat(at, length, times) => {
                let start = place(*at);
                let piece = bytes[start..(start + length).min(bytes.len())].repeat(*times);
                bytes.splice(start..start, piece);
            }
            Change::Insert(at, token) => {
                let start = place(*at);
                bytes.splice(start..start, token.iter().copied());
            }
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated(seed in 0..8_usize, changes in proptest::collection::vec(change(), 1..6)) {
        let (name, text) = seeds().swap_remove(seed);
        survives(&name, mutate(text.into_bytes(), &changes));
    }

    #[test]
    fn any_text(text in "[ -~\n\t:{}\\[\\]<>&*é😀-]{0,200}", kind in 0..3_usize) {
        survives(["any.yaml", "any.json", "any.wsdl"][kind], text);
    }
}
