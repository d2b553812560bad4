//! The WSDL model over real descriptions: everything is read, classified and counted, and hostile files end quickly.
#![allow(clippy::unwrap_used, clippy::print_stderr, clippy::disallowed_methods)]

mod common;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use apivet::model::wsdl::reach::Way;
use apivet::model::wsdl::xsd::{Kind, Role, Target, TextLimit};
use apivet::model::wsdl::{Counts, ImportTarget, Link, Wsdl, WsdlVersion, detect, entities, fragment};
use apivet::source::{Loader, MemLoader, Source, SourceId};
use apivet::syntax::{Document, Element, Format, Limits, decode_bytes, parse, sniff};

/// `wsdl` of the corpus.
fn corpus() -> Option<PathBuf> {
    common::corpus().map(|root| root.join("wsdl"))
}

fn read(folder: &common::Folder, uri: &str) -> Option<Document> {
    let text = decode_bytes(folder.load(uri).ok()?).ok()?;
    let source = Source::new(SourceId(0), uri, text);
    (sniff(&source) == Format::Xml).then(|| parse(source, &Limits::default(), &[]))
}

#[derive(Debug, Default)]
struct Totals {
    descriptions: usize,
    versions: [usize; 5],
    fragments: usize,
    other: Vec<String>,
    unread: Vec<String>,
    with_errors: usize,
    counts: Counts,
    imported: std::collections::HashSet<String>,
    imports: [usize; 6],
    links: [usize; 5],
    pairs: [usize; 5],
    schemas: Schemas,
    slowest: (Duration, String),
}

/// What travels in the messages, fragments included.
#[derive(Debug, Default)]
struct Schemas {
    components: usize,
    operations: usize,
    inputs: usize,
    unlimited_strings: usize,
    unbounded: usize,
    wildcards: usize,
    recursive: usize,
    missing: usize,
    unknown: usize,
}

fn slot<T>(link: &Link<T>) -> usize {
    match link {
        Link::To(_) => 0,
        Link::Guessed(_) => 1,
        Link::Missing => 2,
        Link::Unknown => 3,
        Link::Absent => 4,
    }
}

#[test]
fn every_description_of_the_corpus_is_loaded_and_counted() {
    let Some(root) = corpus() else { return };
    let mut totals = Totals::default();
    for entry in walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().filter_map(Result::ok) {
        let path = entry.path();
        if !entry.file_type().is_file() || path.extension().is_none_or(|extension| extension != "wsdl") {
            continue;
        }
        let uri = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        let project = uri.split('/').next().unwrap().to_owned();
        let folder = common::Folder(root.join(&project));
        let uri = uri[project.len() + 1..].to_owned();
        let start = Instant::now();
        look(&folder, &uri, &format!("{project}/{uri}"), &mut totals);
        let took = start.elapsed();
        if took > totals.slowest.0 {
            totals.slowest = (took, format!("{project}/{uri}"));
        }
    }
    println!("descriptions {} (1.1, unslashed, 2.0, draft, policies: {:?})", totals.descriptions, totals.versions);
    println!("fragments {}, imported by others {}", totals.fragments, totals.imported.len());
    println!("other roots: {:#?}", totals.other);
    println!("unread: {:#?}", totals.unread);
    println!("descriptions with syntax errors: {}", totals.with_errors);
    println!("{:?}", totals.counts);
    println!("imports (loaded, no location, remote, failed, not xml, too many): {:?}", totals.imports);
    println!("port to binding (to, guessed, missing, unknown, absent): {:?}", totals.links);
    println!("bound to abstract operation: {:?}", totals.pairs);
    println!("{:?}", totals.schemas);
    println!("slowest: {:?}", totals.slowest);
    assert!(totals.descriptions >= 1000, "{}", totals.descriptions);
    assert!(totals.unread.len() <= 10, "{:#?}", totals.unread);
    assert!(totals.versions[0] >= 1000 && totals.versions[2] >= 5, "{:?}", totals.versions);
    assert!(totals.counts.services >= 700, "{:?}", totals.counts);
    assert!(totals.counts.ports >= totals.counts.services, "{:?}", totals.counts);
    assert!(totals.counts.operations >= 3000, "{:?}", totals.counts);
    assert!(totals.counts.schemas >= 10_000, "{:?}", totals.counts);
    let schemas = &totals.schemas;
    assert!(schemas.operations >= 2000 && schemas.inputs >= 8000, "{schemas:?}");
    assert!((2000..8000).contains(&schemas.unlimited_strings), "{schemas:?}");
    assert!((500..3000).contains(&schemas.unbounded) && schemas.wildcards >= 100, "{schemas:?}");
    assert!(schemas.missing * 100 < schemas.inputs, "names that lead nowhere are rare: {schemas:?}");
    assert!(totals.links[0] * 10 > totals.links.iter().sum::<usize>() * 9, "{:?}", totals.links);
    assert!(totals.pairs[0] * 10 > totals.pairs.iter().sum::<usize>() * 9, "{:?}", totals.pairs);
    assert!(totals.slowest.0 < Duration::from_secs(20), "{:?}", totals.slowest);
}

fn travels(wsdl: &Wsdl, totals: &mut Schemas) {
    let reach = wsdl.reach();
    totals.components += wsdl.components().count();
    totals.operations += reach.operations();
    for value in reach.values(Way::Input) {
        totals.inputs += 1;
        totals.unlimited_strings += usize::from(value.component().text_limit() == TextLimit::Unlimited);
        assert!(value.count(Way::Input) > 0 && !value.trail(Way::Input).is_empty(), "{:?}", value.component());
    }
    for reached in reach.components(Way::Input).filter(|reached| !reached.component().is_standard()) {
        let component = reached.component();
        totals.wildcards += usize::from(component.kind() == Kind::Any);
        totals.recursive += usize::from(component.is_recursive());
        for used in component.uses() {
            totals.unbounded += usize::from(used.role() == Role::Particle && used.is_unbounded());
            assert_eq!(used.is_unbounded(), used.unbounded_by().is_some());
            match used.target() {
                Target::Missing => totals.missing += 1,
                Target::Unknown => totals.unknown += 1,
                Target::To(_) | Target::Builtin(_) => {}
            }
        }
    }
}

fn look(folder: &common::Folder, uri: &str, name: &str, totals: &mut Totals) {
    let Some(document) = read(folder, uri) else {
        totals.unread.push(name.to_owned());
        return;
    };
    let Some(root) = document.root().and_then(Element::new) else {
        totals.unread.push(format!("{name}: {:?}", document.errors.first().map(|error| &error.message)));
        return;
    };
    let _ = entities::content_expansion(&document);
    let Some(version) = detect(root) else {
        match fragment(root) {
            Some(_) => totals.fragments += 1,
            None => totals.other.push(format!("{name}: {{{}}}{}", root.namespace(), root.local())),
        }
        return;
    };
    totals.descriptions += 1;
    totals.with_errors += usize::from(!document.errors.is_empty());
    totals.versions[match version {
        WsdlVersion::V11 => 0,
        WsdlVersion::V11Unslashed => 1,
        WsdlVersion::V20 => 2,
        WsdlVersion::Draft(_) => 3,
        WsdlVersion::Policy => 4,
    }] += 1;
    let wsdl = Wsdl::load(document, folder, &Limits::default());
    let counts = wsdl.counts();
    assert_eq!(counts.operations, wsdl.operations().count(), "{name}");
    totals.counts.services += counts.services;
    totals.counts.ports += counts.ports;
    totals.counts.bindings += counts.bindings;
    totals.counts.operations += counts.operations;
    totals.counts.schemas += counts.schemas;
    travels(&wsdl, &mut totals.schemas);
    let project = name.split('/').next().unwrap();
    totals
        .imported
        .extend(wsdl.imported_uris().filter(|uri| uri.ends_with(".wsdl")).map(|uri| format!("{project}/{uri}")));
    for import in wsdl.imports() {
        totals.imports[match import.target {
            ImportTarget::Loaded(_) => 0,
            ImportTarget::NoLocation => 1,
            ImportTarget::Remote => 2,
            ImportTarget::Failed(_) => 3,
            ImportTarget::NotXml(_) => 4,
            ImportTarget::TooManyFiles => 5,
        }] += 1;
    }
    for port in wsdl.ports() {
        totals.links[slot(&port.binding())] += 1;
        for address in port.addresses() {
            let url = address.url();
            if let Some(host) = url.host_range() {
                let span = address.span_of(host);
                assert!(address.node.span().covers(span), "{name}");
            }
        }
    }
    for binding in wsdl.bindings() {
        for operation in binding.operations() {
            totals.pairs[slot(&operation.abstract_operation())] += 1;
            let _ = (operation.http_method(), operation.is_rpc());
            let _ = operation.messages().flat_map(|message| message.encodings()).count();
        }
    }
}

/// Loads and counts a text, and fails when that takes long.
fn quick(what: &str, text: String) -> Wsdl {
    let start = Instant::now();
    let document = parse(Source::new(SourceId(0), "a.wsdl", text), &Limits::default(), &[]);
    let _ = entities::content_expansion(&document);
    let wsdl = Wsdl::load(document, &MemLoader::default(), &Limits::default());
    let _ = wsdl.counts();
    for binding in wsdl.bindings() {
        for operation in binding.operations() {
            let _ = (operation.abstract_operation(), operation.http_method());
        }
    }
    let _ = (wsdl.components().count(), wsdl.reach().operations());
    let took = start.elapsed();
    assert!(took < Duration::from_secs(10), "{what}: {took:?}");
    wsdl
}

#[test]
fn hostile_descriptions_end_quickly() {
    let head = r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:t="urn:t" targetNamespace="urn:t">"#;
    let many = |piece: &dyn Fn(usize) -> String, times: usize| (0..times).map(piece).collect::<String>();

    let operations = many(&|i| format!("<operation name=\"o{i}\"/>"), 5000);
    let ports = many(&|i| format!("<port name=\"p{i}\" binding=\"t:B\"/>"), 5000);
    let text = format!(
        "{head}<portType name=\"P\">{operations}</portType><binding name=\"B\" type=\"t:P\">{operations}</binding><service>{ports}</service></definitions>"
    );
    assert_eq!(quick("ports times operations", text).counts().operations, 25_000_000);

    let same = many(&|_| "<operation name=\"o\"><input/></operation>".to_owned(), 5000);
    let text = format!(
        "{head}<portType name=\"P\">{same}</portType><binding name=\"B\" type=\"t:P\">{same}</binding></definitions>"
    );
    quick("overloads", text);

    let interfaces = many(&|i| format!("<interface name=\"i{i}\" extends=\"t:i{} t:i{}\"/>", i + 1, i / 2), 5000);
    let refs = many(&|i| format!("<operation ref=\"t:o{i}\"/>"), 1000);
    let text = format!(
        "<description xmlns=\"http://www.w3.org/ns/wsdl\" xmlns:t=\"urn:t\" targetNamespace=\"urn:t\">{interfaces}<binding name=\"b\" interface=\"t:i0\">{refs}</binding></description>"
    );
    quick("extended interfaces", text);

    let schema = |body: String| {
        format!(
            "{head}<types><xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" targetNamespace=\"urn:t\">{body}</xs:schema></types>"
        )
    };
    let operations =
        many(&|i| format!("<operation name=\"o{i}\"><input message=\"t:m{}\"/></operation>", i % 50), 10_000);
    let messages = many(&|i| format!("<message name=\"m{i}\"><part name=\"p\" type=\"t:T{i}\"/></message>"), 50);
    let types = many(
        &|i| {
            let uses = many(
                &|k| format!("<xs:element name=\"e\" type=\"t:T{}\" maxOccurs=\"unbounded\"/>", (i * 7 + k * k) % 5000),
                10,
            );
            format!("<xs:complexType name=\"T{i}\"><xs:sequence>{uses}</xs:sequence></xs:complexType>")
        },
        5000,
    );
    let wsdl = quick(
        "operations times types",
        format!(
            "{}{messages}<portType name=\"P\">{operations}</portType><binding name=\"B\" type=\"t:P\">{operations}</binding></definitions>",
            schema(types)
        ),
    );
    assert_eq!(wsdl.reach().components(Way::Input).map(|reached| reached.count(Way::Input)).max(), Some(10_000));

    let derived = many(
        &|i| {
            format!(
                "<xs:complexType name=\"D{i}\"><xs:complexContent><xs:extension base=\"t:A\"/></xs:complexContent></xs:complexType><xs:element name=\"e{i}\" type=\"t:A\" substitutionGroup=\"t:e0\"/>"
            )
        },
        10_000,
    );
    let wsdl = quick(
        "abstract bases",
        format!("{}</definitions>", schema(format!("<xs:complexType name=\"A\" abstract=\"true\"/>{derived}"))),
    );
    assert_eq!(wsdl.components().count(), 20_002);
    let chain = many(
        &|i| format!("<xs:simpleType name=\"s{i}\"><xs:restriction base=\"t:s{}\"/></xs:simpleType>", i + 1),
        10_000,
    );
    let wsdl = quick("bases", format!("{}</definitions>", schema(chain)));
    let start = Instant::now();
    assert!(wsdl.components().all(|component| component.text_limit() == TextLimit::Unknown));
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    quick("nested types", schema("<xs:element name=\"e\"><xs:complexType><xs:sequence>".repeat(10_000)));

    quick("depth", format!("{head}{}", "<types>".repeat(100_000)));
    let imports = many(&|i| format!("<import location=\"{i}/../x.wsdl\"/>"), 50_000);
    quick("imports", format!("{head}{imports}</definitions>"));
    let bomb = many(&|i| format!("<!ENTITY e{} \"&e{i};&e{i};\">", i + 1), 20_000);
    quick("entities", format!("<!DOCTYPE definitions [<!ENTITY e0 \"x\">{bomb}]>{head}&e20000;</definitions>"));
    let address = format!("<service><port><address location=\"http://{}/\"/></port></service>", "{@$:".repeat(50_000));
    let wsdl = quick("address", format!("{head}{address}</definitions>"));
    let start = Instant::now();
    let port = wsdl.ports().next().expect("one port");
    let _ = port.address().map(|address| address.url().host_kind());
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}
