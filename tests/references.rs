//! References: what each form of them names, how chains end, and that nothing is read that should not be.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test may fail and writes its own folder"
)]

use apivet::engine::{Settings, lint};
use apivet::finding::{Checked, InputState};
use apivet::model::Declared;
use apivet::model::openapi::{Api, Detected, Kind, Target, Version, WORDS, detect};
use apivet::source::{LoadError, MemLoader, Source, SourceId};
use apivet::syntax::{Limits, NodeRef, parse};

fn loader(files: &[(&str, &str)]) -> MemLoader {
    let mut loader = MemLoader::default();
    for (name, text) in files {
        loader.insert(*name, text.as_bytes());
    }
    loader
}

/// Loads a description; the first file is its root.
fn load(files: &[(&str, &str)]) -> Api {
    let (name, text) = files[0];
    let limits = Limits::default();
    let document = parse(Source::new(SourceId(0), name, text), &limits, WORDS);
    assert!(document.errors.is_empty(), "{:?}", document.errors);
    let root = document.root().unwrap();
    let Detected::Known(version) = detect(root) else { panic!("no description") };
    let at = root.at();
    Api::load(document, at, version, Declared::default(), &loader(files), &limits)
}

fn run(files: &[(&str, &str)]) -> Checked {
    let mut checked = lint(files[0].0, &loader(files), &Settings::default());
    assert_eq!(checked.len(), 1);
    checked.remove(0)
}

/// The node a pointer names in a file of the description.
fn node<'a>(api: &'a Api, uri: &str, pointer: &str) -> NodeRef<'a> {
    let document = api.documents().iter().find(|document| document.source.uri == uri);
    let document = document.unwrap_or_else(|| panic!("{uri} was not loaded"));
    document.root().unwrap().at_pointer(pointer).unwrap_or_else(|| panic!("nothing at {uri}{pointer}"))
}

/// Where a node stands, as `file#pointer`.
fn place(node: NodeRef<'_>) -> String {
    format!("{}#{}", node.doc.source.uri, node.pointer())
}

/// Where the references stand, what each says and where it leads, in order.
fn targets(api: &Api) -> Vec<String> {
    let say = |(holder, reference): (NodeRef<'_>, &apivet::model::openapi::Reference)| {
        let target = match &reference.target {
            Target::Node(to) => place(api.node(*to)),
            Target::WrongKind(to, kind) => format!("{} is {}", place(api.node(*to)), kind.words()),
            Target::Missing => "missing".to_owned(),
            Target::Remote(address) => format!("remote {address}"),
            Target::Unloaded(why) => format!("unloaded: {why}"),
            Target::Unreadable(source) => format!("unreadable {}", api.documents()[source.0 as usize].source.uri),
            Target::Later => "undecided".to_owned(),
        };
        format!("{} -> {target}", place(holder))
    };
    api.references_in_order().into_iter().map(say).collect()
}

/// The one reference of a description of `schema` below `components`.
fn target(schema: &str, more: &[(&str, &str)]) -> String {
    let root = format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    Used: {schema}\n    \
         Plain: {{type: string}}\n    a/b~c{{d: {{type: integer}}\n    '%41': {{type: boolean}}\n  responses:\n    Gone: {{description: Gone}}\n"
    );
    let mut files = vec![("api/root.yaml", root.as_str())];
    files.extend_from_slice(more);
    let api = load(&files);
    let holder = node(&api, "api/root.yaml", "/components/schemas/Used").at();
    let used = format!("{} -> ", place(api.node(holder)));
    let all = targets(&api);
    let found = all.iter().find_map(|line| line.strip_prefix(&used));
    found.unwrap_or_else(|| panic!("no such reference among {all:#?}")).to_owned()
}

#[test]
fn a_chain_over_three_files_ends_where_the_object_is_written_and_findings_land_there() {
    let files = [
        ("api/root.yaml", "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a: {$ref: 'paths/a.yaml'}\n"),
        ("api/paths/a.yaml", "get:\n  responses:\n    '200': {$ref: '../../common/responses.yaml#/Ok'}\n"),
        (
            "common/responses.yaml",
            "Ok:\n  description: Fine\n  content:\n    application/json:\n      schema: {$ref: 'deep/schema.yaml#/Twice'}\n",
        ),
        ("common/deep/schema.yaml", "Twice:\n  type: string\n  maxLength: 3\n  maxLength: 4\n"),
    ];
    let api = load(&files);
    assert_eq!(
        targets(&api),
        [
            "api/root.yaml#/paths/~1a -> api/paths/a.yaml#",
            "api/paths/a.yaml#/get/responses/200 -> common/responses.yaml#/Ok",
            "common/responses.yaml#/Ok/content/application~1json/schema -> common/deep/schema.yaml#/Twice",
        ]
    );
    let operation = api.operations().next().unwrap();
    assert_eq!(operation.title(), "GET /a");
    assert_eq!(place(operation.node()), "api/paths/a.yaml#/get");
    assert!(operation.covers_status(200) && !operation.covers_status(404));
    assert_eq!(api.references_not_followed(), 0);

    let checked = run(&files);
    assert_eq!(checked.input.state, InputState::Checked, "{:?}", checked.input.reason);
    assert_eq!(checked.coverage.files, 3);
    let finding = checked.findings.iter().find(|finding| finding.rule.id == "duplicate-key").unwrap();
    assert_eq!(checked.source(finding.primary.span).uri, "common/deep/schema.yaml");
    assert_eq!(finding.primary.pointer, "/Twice/maxLength");
    let start = checked.positions(finding.primary.span).0;
    assert_eq!((start.line, start.column), (4, 3));
}

#[test]
fn references_that_only_lead_to_each_other_name_nothing() {
    let api = load(&[
        (
            "root.yaml",
            "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get:\n      parameters: [{$ref: '#/components/parameters/A'}]\n      \
             responses: {'200': {$ref: '#/components/responses/Self'}}\ncomponents:\n  parameters:\n    A: {$ref: '#/components/parameters/B'}\n    \
             B: {$ref: 'other.yaml#/A'}\n  responses:\n    Self: {$ref: '#/components/responses/Self'}\n",
        ),
        ("other.yaml", "A: {$ref: 'root.yaml#/components/parameters/A'}\n"),
    ]);
    for pointer in ["/components/parameters/A", "/components/parameters/B", "/components/responses/Self"] {
        let start = node(&api, "root.yaml", pointer);
        assert!(api.resolve(start).is_none(), "{pointer}");
        assert!(api.chain(start).len() <= 4, "{pointer}");
    }
    let operation = api.operations().next().unwrap();
    assert_eq!(operation.parameters().len(), 0);
    assert_eq!(operation.responses().len(), 1);
}

#[test]
fn a_schema_that_holds_itself_over_files_is_legal() {
    let files = [
        (
            "root.yaml",
            "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get:\n      responses:\n        '200':\n          description: Fine\n          \
             content: {application/json: {schema: {$ref: 'tree.yaml'}}}\n",
        ),
        ("tree.yaml", "type: object\nproperties:\n  left: {$ref: '#'}\n  right: {$ref: 'leaf.yaml#/Leaf'}\n"),
        ("leaf.yaml", "Leaf:\n  allOf: [{$ref: 'tree.yaml'}, {$ref: '#/Leaf'}]\n"),
    ];
    let api = load(&files);
    assert!(targets(&api).iter().all(|line| !line.ends_with("missing")), "{:#?}", targets(&api));
    assert!(api.direction(node(&api, "leaf.yaml", "/Leaf")).is_response());
    let checked = run(&files);
    assert_eq!(checked.input.state, InputState::Checked, "{:?}", checked.input.reason);
}

#[test]
fn a_long_chain_ends_and_a_longer_one_is_given_up() {
    let chain = |length: usize| {
        let mut text =
            String::from("openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  parameters:\n");
        for at in 0..length {
            text.push_str(&format!("    p{at}: {{$ref: '#/components/parameters/p{}'}}\n", at + 1));
        }
        text + &format!("    p{length}: {{name: a, in: query, schema: {{type: string}}}}\n")
    };
    let text = chain(40);
    let api = load(&[("root.yaml", &text)]);
    let end = api.resolve(node(&api, "root.yaml", "/components/parameters/p0")).unwrap();
    assert_eq!(place(end), "root.yaml#/components/parameters/p40");
    let text = chain(400);
    let api = load(&[("root.yaml", &text)]);
    assert!(api.resolve(node(&api, "root.yaml", "/components/parameters/p0")).is_none());
    assert!(api.resolve(node(&api, "root.yaml", "/components/parameters/p390")).is_some());
}

#[test]
fn escapes_of_pointers_and_of_uris() {
    for spelling in
        ["#/components/schemas/a~1b~0c%7Bd", "#/components/schemas/a~1b~0c{d", "#/components%2Fschemas/a~1b%7E0c%7bd"]
    {
        assert_eq!(
            target(&format!("{{$ref: '{spelling}'}}"), &[]),
            "api/root.yaml#/components/schemas/a~1b~0c{d",
            "{spelling}"
        );
    }
    assert_eq!(target("{$ref: '#/components/schemas/%2541'}", &[]), "api/root.yaml#/components/schemas/%41");
    assert_eq!(target("{$ref: '#/components/schemas/%41'}", &[]), "missing", "`%41` is `A`, and there is none");
    let spaced = [("api/two words.yaml", "type: string\n")];
    assert_eq!(target("{$ref: 'two%20words.yaml'}", &spaced), "api/two words.yaml#");
    assert_eq!(target("{$ref: 'two words.yaml'}", &spaced), "api/two words.yaml#");
    assert_eq!(target("{$ref: '#/components/schemas/%zz'}", &[]), "missing", "a broken code is no panic");
}

#[test]
fn fragments_that_are_empty_or_absent_name_whole_documents() {
    let other = [("api/other.yaml", "type: string\n"), ("top.yaml", "a:\n  b: [{type: string}, {type: integer}]\n")];
    assert_eq!(target("{$ref: 'other.yaml'}", &other), "api/other.yaml#");
    assert_eq!(target("{$ref: './other.yaml#'}", &other), "api/other.yaml#");
    assert_eq!(target("{$ref: 'other.yaml#/'}", &other), "missing", "`/` names the entry with the empty key");
    assert_eq!(target("{$ref: '../top.yaml#/a/b/1'}", &other), "top.yaml#/a/b/1");
    assert_eq!(target("{$ref: '../top.yaml#/a/b/2'}", &other), "missing");
    assert_eq!(target("{$ref: '../top.yaml#/a/b/01'}", &other), "missing", "RFC 6901 knows no leading zeros");
    assert_eq!(target("{$ref: '../top.yaml#/a/b/-'}", &other), "missing");
    // The whole of this document is a description, which is no schema.
    assert_eq!(target("{$ref: '#'}", &[]), "api/root.yaml# is an API description");
    assert_eq!(target("{$ref: ''}", &[]), "api/root.yaml# is an API description");
}

#[test]
fn what_leads_nowhere_is_told_apart() {
    assert_eq!(target("{$ref: 'none.yaml'}", &[]), "unloaded: no such file");
    assert_eq!(target("{$ref: '#/components/schemas/None'}", &[]), "missing");
    assert_eq!(
        target("{$ref: '#/components/responses/Gone'}", &[]),
        "api/root.yaml#/components/responses/Gone is a Response Object"
    );
    assert_eq!(target("{$ref: '../../secret.yaml'}", &[]), "unloaded: outside the project root, so it was not read");
    assert_eq!(target("{$ref: '/etc/passwd'}", &[]), "unloaded: outside the project root, so it was not read");
    assert_eq!(target("{$ref: 'https://example.com/a.yaml#/A'}", &[]), "remote https://example.com/a.yaml#/A");
    assert_eq!(target("{$ref: '//example.com/a.yaml'}", &[]), "remote //example.com/a.yaml");
    assert_eq!(target("{$ref: 'file:///etc/passwd'}", &[]), "remote file:///etc/passwd");
    let broken = [("api/broken.yaml", "Good: {type: string}\nBad: {type: [\n")];
    assert_eq!(target("{$ref: 'broken.yaml#/Worse'}", &broken), "unreadable api/broken.yaml");
    let empty = [("api/empty.yaml", "")];
    assert_eq!(target("{$ref: 'empty.yaml#/A'}", &empty), "unreadable api/empty.yaml");
}

#[test]
fn what_is_not_followed_is_counted_and_a_missing_file_is_a_mistake_not_a_gap() {
    let api = load(&[(
        "root.yaml",
        "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    A: {$ref: 'https://example.com/a.json'}\n    \
         B: {$ref: '../out.yaml'}\n    C: {$ref: 'none.yaml'}\n",
    )]);
    assert_eq!(api.references_not_followed(), 2);
    assert_eq!(api.references().filter(|(_, r)| r.target == Target::Unloaded(LoadError::NotFound)).count(), 1);
}

#[test]
fn a_broken_part_fails_the_description_with_its_name() {
    let checked = run(&[
        ("root.yaml", "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a: {$ref: 'a.yaml'}\n"),
        ("a.yaml", "get:\n  responses: {'200': {description: [\n"),
    ]);
    assert_eq!(checked.input.state, InputState::Failed);
    assert!(
        checked.input.reason.as_deref().is_some_and(|reason| reason.contains("a.yaml:2:")),
        "{:?}",
        checked.input.reason
    );
}

#[test]
fn a_path_item_by_reference_keeps_what_stands_beside_it() {
    let api = load(&[
        (
            "root.yaml",
            "openapi: 3.0.3\ninfo: {title: T, version: '1'}\nservers: [{url: 'https://root.example.com'}]\npaths:\n  /a:\n    $ref: 'a.yaml'\n    \
             servers: [{url: 'https://here.example.com'}]\n    post: {responses: {'204': {description: Done}}}\n",
        ),
        (
            "a.yaml",
            "parameters: [{name: id, in: query, schema: {type: string}}]\nget: {responses: {'200': {description: Fine}}}\n",
        ),
    ]);
    let mut titles: Vec<String> = api.operations().map(|operation| operation.title()).collect();
    titles.sort();
    assert_eq!(titles, ["GET /a", "POST /a"]);
    for operation in api.operations() {
        let addresses: Vec<&str> = operation.endpoints().map(|endpoint| endpoint.text()).collect();
        assert_eq!(addresses, ["https://here.example.com"], "{}", operation.title());
    }
    let get = api.operations().find(|operation| operation.method() == "GET").unwrap();
    assert_eq!(get.parameters().len(), 1);
    assert_eq!(place(get.node()), "a.yaml#/get");
}

#[test]
fn one_path_item_under_two_paths_is_two_operations_and_one_object() {
    let api = load(&[
        (
            "root.yaml",
            "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a: {$ref: 'a.yaml'}\n  /b: {$ref: 'a.yaml#'}\n",
        ),
        ("a.yaml", "get: {responses: {'200': {description: Fine}}}\n"),
    ]);
    let all: Vec<(String, bool)> =
        api.operations().map(|operation| (operation.title(), operation.is_first())).collect();
    assert_eq!(all, [("GET /a".to_owned(), true), ("GET /b".to_owned(), false)]);
    assert_eq!(api.served().count(), 1);
}

#[test]
fn anchors_and_identifiers_name_schemas_wherever_they_stand() {
    let api = load(&[
        (
            "root.yaml",
            "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    Early: {$ref: '#late'}\n    \
             ById: {$ref: 'https://example.com/schemas/item'}\n    Dynamic: {$dynamicRef: '#node', $ref: '#node'}\n    None: {$ref: '#nowhere'}\n    \
             Far: {$ref: 'other.yaml#there'}\n    Named: {$anchor: late, type: string}\n    Item: {$id: 'https://example.com/schemas/item', type: string}\n    \
             Tree: {$dynamicAnchor: node, type: object}\n    Open: {$ref: 'other.yaml#/$defs/Deep'}\n",
        ),
        ("other.yaml", "$defs:\n  Deep: {type: object, properties: {a: {$anchor: there, type: string}}}\n"),
    ]);
    let lines = targets(&api);
    let schemas = "root.yaml#/components/schemas";
    for (from, to) in [
        ("Early", format!("{schemas}/Named")),
        ("ById", format!("{schemas}/Item")),
        ("Dynamic", format!("{schemas}/Tree")),
        ("None", "missing".to_owned()),
        ("Far", "other.yaml#/$defs/Deep/properties/a".to_owned()),
    ] {
        let expected = format!("{schemas}/{from} -> {to}");
        assert!(lines.contains(&expected), "{expected} is not among {lines:#?}");
    }
}

#[test]
fn identifiers_may_be_relative_and_carry_a_pointer() {
    let api = load(&[(
        "root.yaml",
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    A: {$ref: 'item.json'}\n    \
         B: {$ref: 'https://example.com/b#/properties/x'}\n    C: {$ref: 'https://example.com/b#/properties/y'}\n    D: {$ref: 'none.json'}\n    \
         Item: {$id: 'item.json', type: string}\n    Full: {$id: 'https://example.com/b', type: object, properties: {x: {type: string}}}\n",
    )]);
    let schemas = "root.yaml#/components/schemas";
    assert_eq!(
        targets(&api),
        [
            format!("{schemas}/A -> {schemas}/Item"),
            format!("{schemas}/B -> {schemas}/Full/properties/x"),
            format!("{schemas}/C -> missing"),
            format!("{schemas}/D -> unloaded: no such file"),
        ]
    );
}

#[test]
fn a_part_may_name_the_description_by_its_own_address() {
    let api = load(&[
        (
            "root.yaml",
            "openapi: 3.2.0\n$self: https://example.com/api/openapi.yaml\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    \
             A: {$ref: 'part.yaml#/P'}\n    B: {type: string}\n",
        ),
        ("part.yaml", "P: {$ref: 'https://example.com/api/openapi.yaml#/components/schemas/B'}\n"),
    ]);
    assert_eq!(
        targets(&api),
        ["root.yaml#/components/schemas/A -> part.yaml#/P", "part.yaml#/P -> root.yaml#/components/schemas/B"]
    );
}

#[test]
fn a_part_that_refers_back_means_the_document_of_the_stream_it_was_reached_from() {
    let (one, two) = (
        "openapi: 3.1.0\ninfo: {title: One, version: '1'}\npaths: {}\n",
        "P: {$ref: 'root.yaml#/components/schemas/B'}\n",
    );
    let root = format!(
        "{one}---\nopenapi: 3.1.0\ninfo: {{title: Two, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    A: {{$ref: 'part.yaml#/P'}}\n    B: {{type: string}}\n"
    );
    let files = [("root.yaml", root.as_str()), ("part.yaml", two)];
    let limits = Limits::default();
    let document = parse(Source::new(SourceId(0), "root.yaml", root.as_str()), &limits, WORDS);
    let at = document.roots().nth(1).unwrap().at();
    let api = Api::load(document, at, Version::V31, Declared::default(), &loader(&files), &limits);
    assert_eq!(
        targets(&api),
        ["root.yaml#/components/schemas/A -> part.yaml#/P", "part.yaml#/P -> root.yaml#/components/schemas/B"]
    );
}

#[test]
fn its_own_address_is_no_remote_one() {
    let api = load(&[(
        "root.yaml",
        "openapi: 3.2.0\n$self: https://example.com/api/openapi.yaml\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    \
         A: {$ref: 'https://example.com/api/openapi.yaml#/components/schemas/B'}\n    B: {type: string}\n    C: {$ref: 'https://example.com/other.yaml'}\n",
    )]);
    assert_eq!(
        targets(&api),
        [
            "root.yaml#/components/schemas/A -> root.yaml#/components/schemas/B",
            "root.yaml#/components/schemas/C -> remote https://example.com/other.yaml",
        ]
    );
    assert_eq!(api.references_not_followed(), 1);
}

#[test]
fn what_stands_beside_a_reference_counts_from_3_1_on() {
    let text = |version: &str| {
        format!(
            "openapi: {version}\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    A:\n      $ref: '#/components/schemas/B'\n      \
             properties: {{x: {{type: string}}}}\n    B: {{type: object}}\n"
        )
    };
    let pointer = "/components/schemas/A/properties/x";
    for (version, expected) in [("3.0.3", Kind::None), ("3.1.0", Kind::Schema), ("3.2.0", Kind::Schema)] {
        let text = text(version);
        let api = load(&[("root.yaml", &text)]);
        assert_eq!(api.kind(node(&api, "root.yaml", pointer)), expected, "{version}");
        assert_eq!(api.references().count(), 1, "{version}");
    }
}

#[test]
fn what_looks_like_a_reference_in_data_is_data() {
    let api = load(&[(
        "root.yaml",
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    post:\n      x-note: {$ref: 'https://example.com/none'}\n      requestBody:\n        content:\n          \
         application/json:\n            schema:\n              type: object\n              properties:\n                $ref: {type: string}\n                \
         kind: {type: string, default: {$ref: '#/none'}, enum: [{$ref: '#/none'}], const: {$ref: '#/none'}}\n              example: {$ref: '#/none'}\n              \
         discriminator: {propertyName: kind, mapping: {a: '#/none', b: 'https://example.com/b'}}\n            examples: {one: {value: {$ref: '#/none'}}}\n      \
         responses: {'204': {description: Done}}\n",
    )]);
    assert_eq!(targets(&api), Vec::<String>::new());
    assert_eq!(api.references_not_followed(), 0);
    let property = "/paths/~1a/post/requestBody/content/application~1json/schema/properties/$ref";
    assert_eq!(api.kind(node(&api, "root.yaml", property)), Kind::Schema);
}

#[test]
fn a_property_named_ref_with_a_text_is_no_reference_either() {
    // `properties` is a map of schemas, so a string below it is a schema of the wrong type, never a reference.
    let api = load(&[(
        "root.yaml",
        "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    A: {type: object, properties: {$ref: '#/none'}}\n",
    )]);
    assert_eq!(targets(&api), Vec::<String>::new());
}

#[test]
fn swagger_refers_the_same_way() {
    let api = load(&[
        (
            "root.json",
            r##"{"swagger":"2.0","info":{"title":"T","version":"1"},"paths":{"/a":{"post":{"parameters":[{"$ref":"#/parameters/body"}],"responses":{"200":{"$ref":"parts.json#/ok"}}}}},
             "parameters":{"body":{"name":"b","in":"body","schema":{"$ref":"#/definitions/B"}}},"definitions":{"B":{"type":"object"}}}"##,
        ),
        ("parts.json", r##"{"ok":{"description":"Fine","schema":{"$ref":"root.json#/definitions/B"}}}"##),
    ]);
    let operation = api.operations().next().unwrap();
    assert_eq!(operation.request_payloads().len(), 1);
    let definition = node(&api, "root.json", "/definitions/B");
    assert!(api.direction(definition).is_request() && api.direction(definition).is_response());
    assert_eq!(api.documents().len(), 2, "the root is not read again through its name");
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_project_is_not_read() {
    let base = std::fs::canonicalize(std::env::temp_dir()).unwrap().join(format!("apivet-refs-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&base);
    std::fs::create_dir_all(base.join("project/.git")).unwrap();
    std::fs::create_dir_all(base.join("outside")).unwrap();
    // Its duplicate key would be a finding, had it been read.
    std::fs::write(base.join("outside/secret.yaml"), "Leak: {type: string, maxLength: 1, maxLength: 2}\n").unwrap();
    std::fs::write(base.join("project/inside.yaml"), "Kept: {type: string, maxLength: 1, maxLength: 2}\n").unwrap();
    std::os::unix::fs::symlink(base.join("outside/secret.yaml"), base.join("project/out.yaml")).unwrap();
    std::os::unix::fs::symlink(base.join("project/inside.yaml"), base.join("project/in.yaml")).unwrap();
    let root = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    A: {$ref: 'out.yaml#/Leak'}\n    \
                B: {$ref: 'in.yaml#/Kept'}\n    C: {$ref: '../outside/secret.yaml#/Leak'}\n";
    std::fs::write(base.join("project/openapi.yaml"), root).unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_apivet"))
        .args(["check", "--format", "json", "--rule", "duplicate-key", "openapi.yaml"])
        .current_dir(base.join("project"))
        .env_clear()
        .output()
        .unwrap();
    std::fs::remove_dir_all(&base).unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {stderr}"));
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!(findings[0]["location"]["path"], "in.yaml");
    assert_eq!(report["summary"]["references_not_followed"], 2);
    assert!(!String::from_utf8_lossy(&output.stdout).contains("Leak"));
}
