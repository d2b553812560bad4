//! Published test vectors of WS-Policy: normal forms and merges against what their authors say they come to.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "a test reads files and may fail")]

mod common;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use apivet::model::wsdl::namespaces::POLICY;
use apivet::model::wsdl::policy::{Alternative, Level, State, Target};
use apivet::model::wsdl::{Direction, Wsdl, detect};
use apivet::source::{Source, SourceId};
use apivet::syntax::{At, Element, Limits, decode_bytes, parse};

fn read(path: &Path) -> String {
    decode_bytes(std::fs::read(path).unwrap()).unwrap()
}

fn load(folder: &Path, uri: &str, text: String) -> Wsdl {
    let document = parse(Source::new(SourceId(0), uri, text), &Limits::default(), &[]);
    Wsdl::load(document, &common::Folder(folder.to_owned()), &Limits::default())
}

/// An element without its nested policy, in one spelling for equal ones.
fn plain(element: Element<'_>) -> String {
    let mut attributes: Vec<_> = element
        .attributes()
        .filter(|attr| !attr.name().starts_with("xmlns") && attr.local() != "Optional")
        .filter(|attr| attr.local() != "Ignorable" || attr.value() != "false")
        .map(|attr| format!(" {}={:?}", attr.local(), attr.value()))
        .collect();
    attributes.sort();
    let mut inner: Vec<_> =
        element.elements().filter(|child| !POLICY.contains(&child.namespace())).map(plain).collect();
    inner.sort();
    let text = element.text();
    format!("{{{}}}{}{}({text}{})", element.namespace(), element.local(), attributes.concat(), inner.concat())
}

fn computed(alternative: Alternative<'_>) -> String {
    let mut all: Vec<_> = alternative
        .assertions()
        .map(|assertion| match assertion.nested() {
            Some(nested) => format!("{}[{}]", plain(assertion.element()), computed(nested)),
            None => plain(assertion.element()),
        })
        .collect();
    all.extend(alternative.unknown().map(|(_, why)| format!("?{why:?}")));
    all.sort();
    all.join(" ")
}

/// Reads `Policy/ExactlyOne/All/…` and nothing else, so that what is expected is not computed.
fn written(policy: Element<'_>) -> Option<BTreeSet<String>> {
    let is = |element: Element<'_>, local| element.local() == local && POLICY.contains(&element.namespace());
    let mut inside = policy.elements();
    let choice = inside.next().filter(|choice| is(*choice, "ExactlyOne") && inside.next().is_none())?;
    choice.elements().map(|all| is(all, "All").then(|| alternative(all))?).collect()
}

fn alternative(all: Element<'_>) -> Option<String> {
    let mut assertions = Vec::new();
    for assertion in all.elements() {
        let nested = assertion.elements().find(|child| POLICY.contains(&child.namespace()));
        assertions.push(match nested {
            Some(nested) => {
                let alternatives = written(nested)?;
                let [only] = alternatives.iter().collect::<Vec<_>>()[..] else { return None };
                format!("{}[{only}]", plain(assertion))
            }
            None if POLICY.contains(&assertion.namespace()) => return None,
            None => plain(assertion),
        });
    }
    assertions.sort();
    Some(assertions.join(" "))
}

fn root_policy(wsdl: &Wsdl) -> Option<At> {
    wsdl.policies().all().iter().find(|policy| !policy.nested).map(|policy| policy.at)
}

fn form(wsdl: &Wsdl) -> (State, BTreeSet<String>) {
    let policies = wsdl.policies();
    let at = root_policy(wsdl).unwrap();
    (policies.state(at), policies.alternatives(at).map(computed).collect())
}

/// What an expected document says: as written if it is in normal form, else computed from it.
fn expected(folder: &Path, uri: &str) -> (BTreeSet<String>, bool) {
    let wsdl = load(folder, uri, read(&folder.join(uri)));
    match written(wsdl.element(root_policy(&wsdl).unwrap()).unwrap()) {
        Some(written) => (written, true),
        None => (form(&wsdl).1, false),
    }
}

fn verdict(got: &BTreeSet<String>, (expected, is_normal): &(BTreeSet<String>, bool)) -> String {
    let once = |form: &BTreeSet<String>| -> BTreeSet<BTreeSet<String>> {
        form.iter().map(|alternative| alternative.split(' ').map(str::to_owned).collect()).collect()
    };
    let agrees = match got == expected {
        true => "agrees",
        false if once(got) == once(expected) => "agrees where equal assertions count once",
        false => "DIFFERS",
    };
    let how = if *is_normal { "" } else { ", the expected form is itself not normal" };
    format!("{agrees}, {} alternatives{how}", got.len())
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name.ends_with(".xml"));
    names.sort_by_key(|name| (name.len(), name.clone()));
    names
}

fn without_declaration(text: &str) -> &str {
    match text.find("?>") {
        Some(end) if text.trim_start_matches('\u{feff}').starts_with("<?xml") => &text[end + 2..],
        _ => text,
    }
}

/// The merge of the root policies of several texts.
fn merged(folder: &Path, texts: &[String]) -> BTreeSet<String> {
    let all: String = texts.iter().map(|text| without_declaration(text)).collect();
    let wsdl = load(folder, "merged.xml", format!("<all>{all}</all>"));
    let policies = wsdl.policies();
    let roots: Vec<_> = policies.all().iter().filter(|policy| !policy.nested).map(|policy| policy.at).collect();
    assert_eq!(roots.len(), texts.len());
    let merged = policies.merge(&roots).unwrap();
    merged.iter().map(|alternative| computed(alternative.alternative(policies))).collect()
}

fn corpus() -> Option<PathBuf> {
    common::corpus().map(|root| root.join("wsdl"))
}

fn snapshot(name: &str, text: &str) {
    insta::with_settings!({snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!(format!("policy_{name}"), text);
    });
}

#[test]
fn normal_forms_and_merges_agree_with_the_published_ones() {
    let Some(root) = corpus() else { return };
    let neethi = root.join("apache-ws-neethi/src/test/test-resources");
    let mut report = String::new();
    for (what, inputs, outputs) in [("w3c", "w3tests", "w3tests/Normalized"), ("neethi", "samples", "normalized")] {
        for name in names(&neethi.join(outputs)) {
            let folder = neethi.join(inputs);
            let (state, got) = form(&load(&folder, &name, read(&folder.join(&name))));
            let unknown = if matches!(state, State::Unknown(_)) { format!(" ({state:?})") } else { String::new() };
            let expected = expected(&neethi.join(outputs), &name);
            writeln!(report, "normalise {what} {name}: {}{unknown}", verdict(&got, &expected)).unwrap();
        }
    }
    let w3c = neethi.join("w3tests");
    for name in names(&w3c.join("Merged")) {
        let (first, second) = name.trim_start_matches("Policy").trim_end_matches(".xml").split_once('-').unwrap();
        let texts = [first, second].map(|number| read(&w3c.join(format!("Policy{number}.xml"))));
        let expected = expected(&w3c.join("Merged"), &name);
        writeln!(report, "merge w3c {name}: {}", verdict(&merged(&w3c, &texts), &expected)).unwrap();
    }
    let metro =
        root.join("eclipse-ee4j-metro-wsit/wsit/metro-config/metro-config-impl/src/test/resources/policy/merge");
    for (name, inputs) in [
        ("merge_1-2-3.xml", &["policy1.xml", "policy2.xml", "policy3.xml"][..]),
        ("policy1.xml", &["policy1.xml", "policy-empty-alt.xml"]),
        ("policy-no-alt.xml", &["policy1.xml", "policy-no-alt.xml"]),
    ] {
        let texts: Vec<_> = inputs.iter().map(|input| read(&metro.join(input))).collect();
        let expected = expected(&metro, name);
        writeln!(report, "merge metro {}: {}", inputs.join(" + "), verdict(&merged(&metro, &texts), &expected))
            .unwrap();
    }
    snapshot("vectors", &report);
}

/// `service port.operation way: state alternatives`, for each message; the names of assertions only.
fn messages(wsdl: &Wsdl) -> Vec<String> {
    wsdl.protections()
        .map(|message| {
            let port = message.port().map_or("(no port)", |port| port.name());
            let operation = message.operation().map_or("", |operation| operation.name());
            let way = match message.fault() {
                Some(fault) => format!("fault {fault}"),
                None => format!("{:?}", message.direction()).to_lowercase(),
            };
            let alternatives: Vec<_> = match message.alternatives().count() {
                few @ 0..=4 => message.alternatives().take(few).map(names_of).collect(),
                many => vec![format!("{many} alternatives")],
            };
            format!("{port}.{operation} {way}: {:?} {}", message.state(), alternatives.join(" | "))
        })
        .collect()
}

fn names_of(alternative: Alternative<'_>) -> String {
    let mut names: Vec<_> = alternative.assertions().map(|assertion| assertion.local().to_owned()).collect();
    names.extend(alternative.unknown().map(|(_, why)| format!("?{why:?}")));
    if names.is_empty() { "-".to_owned() } else { names.join(" ") }
}

#[test]
fn policies_reach_the_messages_of_the_attachment_vectors() {
    let Some(root) = corpus() else { return };
    let mut report = String::new();
    let metro = "eclipse-ee4j-metro-wsit/wsit/metro-config/metro-config-impl/src/test/resources/policy";
    for folder in [
        "apache-cxf/rt/ws/policy/src/test/resources/attachment/wsdl11".to_owned(),
        format!("{metro}/effective"),
        format!("{metro}/duplicateid"),
        format!("{metro}/config"),
        format!("{metro}/parser"),
    ] {
        let folder_name = folder.rsplit('/').next().unwrap();
        for name in common::files(&root.join(&folder), "", &["wsdl"]) {
            let wsdl = load(&root.join(&folder), &name, read(&root.join(&folder).join(&name)));
            let policies = wsdl.policies();
            let broken = policies.references().iter().filter(|reference| reference.target.is_broken()).count();
            writeln!(
                report,
                "{folder_name}/{name}: {} policies, {} references ({broken} broken), {} unattached, {} duplicate ids, {} cycles",
                policies.all().iter().filter(|policy| !policy.nested).count(),
                policies.references().len(),
                policies.unattached().count(),
                policies.duplicate_ids().len(),
                policies.cycles().len(),
            )
            .unwrap();
            for message in messages(&wsdl) {
                writeln!(report, "  {message}").unwrap();
            }
        }
    }
    snapshot("attachment", &report);
}

#[test]
fn effective_policies_of_each_subject_are_those_metro_computes() {
    let Some(root) = corpus() else { return };
    let folder =
        root.join("eclipse-ee4j-metro-wsit/wsit/metro-config/metro-config-impl/src/test/resources/policy/effective");
    let mut report = String::new();
    for (uri, service, prefix) in [("all.wsdl", "Service", "result"), ("twoservices.wsdl", "ServiceTwo", "result2")] {
        let wsdl = load(&folder, uri, read(&folder.join(uri)));
        let policies = wsdl.policies();
        for (file, level, direction) in [
            ("Operation", Level::Operation, Direction::Input),
            ("Input", Level::Message, Direction::Input),
            ("Fault", Level::Message, Direction::Fault),
        ] {
            let name = format!("{prefix}{file}.xml");
            let Some(message) = wsdl
                .protections()
                .filter(|message| message.service().is_some_and(|found| found.name() == service))
                .find(|message| message.direction() == direction)
            else {
                writeln!(report, "{uri} {service} {name}: no such message").unwrap();
                continue;
            };
            let of_level = message.attached().filter(|(found, _)| *found == level);
            let attached: Vec<_> = of_level.map(|(_, attached)| attached.policy.unwrap()).collect();
            let merged = policies.merge(&attached).unwrap();
            let got: BTreeSet<_> = merged.iter().map(|merged| computed(merged.alternative(policies))).collect();
            // Metro shows the one alternative it has chosen.
            let is_there = expected(&folder, &name).0.is_subset(&got);
            let verdict = if is_there { "is among" } else { "IS NOT AMONG" };
            writeln!(report, "{uri} {service} {name}: {verdict} {} alternatives", got.len()).unwrap();
        }
    }
    snapshot("effective", &report);
}

#[test]
fn policies_of_the_corpus_in_numbers() {
    let Some(root) = corpus() else { return };
    let mut counts: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    let mut count = |what: String, many: usize| *counts.entry(what).or_default() += many;
    let mut slowest = (Duration::ZERO, String::new());
    for name in common::files(&root, "", &["wsdl"]) {
        let Ok(text) = decode_bytes(std::fs::read(root.join(&name)).unwrap()) else { continue };
        let (project, uri) = name.split_once('/').unwrap();
        let document = parse(Source::new(SourceId(0), uri, text), &Limits::default(), &[]);
        if document.root().and_then(Element::new).and_then(detect).is_none() {
            continue;
        }
        let wsdl = Wsdl::load(document, &common::Folder(root.join(project)), &Limits::default());
        let start = Instant::now();
        let policies = wsdl.policies();
        count("descriptions".into(), 1);
        count("descriptions with policies".into(), usize::from(!policies.is_empty()));
        for message in wsdl.protections() {
            let state = match message.state() {
                State::Alternatives => format!("{} alternatives", message.alternatives().count()),
                state => format!("{state:?}"),
            };
            count(format!("messages: {state}"), 1);
            count(format!("messages with security: {}", message.has_security()), 1);
            let (_, facts) = message.weakest();
            count(format!("weakest: {}", facts.words()), 1);
            // To compare by eye with the sources.
            if std::env::var_os("APIVET_SHOW").is_some() {
                let port = message.port().map_or("-", |port| port.name());
                let operation = message.operation().map_or("", |operation| operation.name());
                let readings: Vec<_> = message.readings().iter().map(|reading| reading.words()).collect();
                println!(
                    "{name}\t{port}.{operation} {:?}\t{:?}\t{}\t{}",
                    message.direction(),
                    message.state(),
                    facts.words(),
                    readings.join(" | ")
                );
            }
        }
        let took = start.elapsed();
        if took > slowest.0 {
            slowest = (took, name.clone());
        }
        count("references".into(), policies.references().len());
        for reference in policies.references().iter().filter(|reference| reference.target.policy().is_none()) {
            count(format!("references: {:?}", reference.target), 1);
        }
        count(
            "references by unrecognised id".into(),
            policies
                .references()
                .iter()
                .filter(|reference| matches!(reference.target, Target::ByUnrecognisedId(_)))
                .count(),
        );
        count("duplicate ids".into(), policies.duplicate_ids().len());
        count("cycles".into(), policies.cycles().len());
        count("unattached".into(), policies.unattached().count());
        for misread in policies.misread() {
            let element = wsdl.element(misread.at).unwrap();
            count(format!("misread {:?}: {} ({:?})", misread.fault, element.local(), misread.dialect), 1);
        }
    }
    println!("slowest: {slowest:?}");
    let report: String = counts.iter().map(|(what, many)| format!("{many:6} {what}\n")).collect();
    snapshot("corpus", &report);
}

const WSP: &str = r#"xmlns:wsp="http://www.w3.org/ns/ws-policy" xmlns:x="urn:x" xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd""#;

/// A description whose binding has the policies, with many operations.
fn hostile(policies: &str) -> String {
    let operations: String =
        (0..300).map(|at| format!("<operation name='o{at}'><input/><output/></operation>")).collect();
    format!(
        "<definitions xmlns='http://schemas.xmlsoap.org/wsdl/' xmlns:t='urn:t' targetNamespace='urn:t' {WSP}><portType name='P'>{operations}</portType><binding name='B' type='t:P'>{policies}{operations}</binding><service name='S'><port name='p' binding='t:B'/></service></definitions>"
    )
}

#[test]
fn policies_built_to_explode_end_quickly() {
    let optional = |times| "<x:a wsp:Optional='true'/>".repeat(times);
    let nested = (0..200).fold("<x:a/>".to_owned(), |inner, _| {
        format!("<x:a wsp:Optional='true'><wsp:Policy>{inner}</wsp:Policy></x:a>")
    });
    let choice = "<wsp:ExactlyOne><x:a/><x:b/></wsp:ExactlyOne>".repeat(64);
    let chain: String = (0..3000)
        .map(|at| {
            let reference = format!("<wsp:PolicyReference URI='#p{}'/>", at + 1);
            format!("<wsp:Policy wsu:Id='p{at}'>{reference}{reference}</wsp:Policy>")
        })
        .collect();
    let policy = |content: &str| format!("<wsp:Policy>{content}</wsp:Policy>");
    for (what, body) in [
        ("optional", policy(&optional(30_000))),
        ("nested", policy(&nested.repeat(2))),
        ("choice", policy(&choice)),
        ("chain", chain),
        ("wide", policy(&(optional(12) + &"<x:b/>".repeat(20_000)))),
        ("several", policy(&optional(12)).repeat(300)),
        ("deep", policy(&(format!("{}<x:b/>{}", "<wsp:All>".repeat(400), "</wsp:All>".repeat(400))))),
    ] {
        let wsdl = load(Path::new("."), "a.wsdl", hostile(&body));
        let start = Instant::now();
        let policies = wsdl.policies();
        let normalised = start.elapsed();
        let mut states = BTreeSet::new();
        for message in wsdl.protections() {
            states.insert(format!("{:?}", message.state()));
            let _ = message.strength();
        }
        let _ = policies.misread();
        let took = start.elapsed();
        println!("{what}: {normalised:?} normalised, {took:?} with all messages");
        // Without optimisation and beside other tests: ten times what is wanted of it.
        assert!(took < Duration::from_secs(1), "{what}: {took:?}");
        assert_eq!(states.into_iter().collect::<Vec<_>>(), ["Unknown(TooComplex)"], "{what}");
    }
}
