//! Texts that grow when they are read: deep, wide, multiplying, circular.

use super::{checked, fails, survives, survives_with};

#[test]
fn nested_without_end() {
    let n = 100_000;
    let head = "{\"openapi\": \"3.1.0\", \"paths\": ";
    let definitions = "<definitions xmlns=\"http://schemas.xmlsoap.org/wsdl/\">";
    for (name, text) in [
        ("square.json", "[".repeat(n)),
        ("square.yaml", "[".repeat(n)),
        ("closed.json", format!("{head}{}{}}}", "[".repeat(n), "]".repeat(n))),
        ("closed.yaml", format!("{head}{}{}}}", "[".repeat(n), "]".repeat(n))),
        ("curly.json", format!("{head}{}", "{\"a\":".repeat(n))),
        ("curly.yaml", format!("{head}{}", "{a: ".repeat(n))),
        ("dashes.yaml", format!("openapi: 3.1.0\npaths: \n  {}a", "- ".repeat(n))),
        ("elements.wsdl", format!("{definitions}{}", "<a>".repeat(n))),
        ("closed.wsdl", format!("{definitions}{}{}</definitions>", "<a>".repeat(n), "</a>".repeat(n))),
    ] {
        let reason = fails(name, text);
        assert!(reason.contains("depth") || reason.contains("nest"), "{name}: {reason}");
    }
}

#[test]
fn block_levels_without_end() {
    // Indentation makes such a text grow with the square of its depth.
    let mut text = String::from("openapi: 3.1.0\npaths:\n");
    for depth in 1..3_000 {
        text.push_str(&" ".repeat(depth));
        text.push_str("a:\n");
    }
    assert!(fails("levels.yaml", text).contains("depth"));
}

#[test]
fn schemas_nested_as_deep_as_allowed() {
    let n = 160;
    let deep = format!("{}{{type: string}}{}", "{allOf: [{items: ".repeat(n), "}]}".repeat(n));
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    get:\n      responses: {{'200': {{description: d, content: \
         {{application/json: {{schema: {deep}}}}}}}}}\n"
    );
    checked("deep.yaml", text);
}

#[test]
fn huge_flat_and_wide() {
    let head = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n";
    let keys: String = (0..200_000).map(|at| format!("  k{at}: {at}\n")).collect();
    checked("values.yaml", format!("{head}paths: {{}}\nx-values:\n{keys}"));
    let keys: String = (0..20_000).map(|at| format!("    k{at}: {{type: string}}\n")).collect();
    checked("keys.yaml", format!("{head}paths: {{}}\ncomponents:\n  schemas:\n{keys}"));
    let keys: String = (0..200_000).map(|at| format!(",\"k{at}\":{at}")).collect();
    checked(
        "keys.json",
        format!(
            "{{\"openapi\":\"3.1.0\",\"info\":{{\"title\":\"T\",\"version\":\"1\"}},\"paths\":{{}},\"x-a\":{{\"a\":1{keys}}}}}"
        ),
    );
    let parameters: String =
        (0..100_000).map(|at| format!("        - {{name: p{at}, in: query, schema: {{type: string}}}}\n")).collect();
    let done = "      responses: {'204': {description: d}}\n";
    checked("parameters.yaml", format!("{head}paths:\n  /a:\n    get:\n      parameters:\n{parameters}{done}"));
    let choices: String = (0..50_000).map(|at| format!("        - choice{at}\n")).collect();
    checked(
        "enum.yaml",
        format!("{head}paths: {{}}\ncomponents:\n  schemas:\n    A:\n      type: string\n      enum:\n{choices}"),
    );
}

#[test]
fn searches_go_to_the_end() {
    let head = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    post:\n      requestBody: {content: \
                {application/json: {schema: {$ref: '#/components/schemas/A'}}}}\n      responses: {'204': {description: \
                d}}\ncomponents:\n  schemas:\n    A:\n      anyOf:\n";
    let asking = "        - {type: object, required: [here, nowhere]}\n".repeat(1_000);
    let telling = "        - {type: object, properties: {here: {type: string}}}\n";
    let found = checked("required.yaml", format!("{head}{asking}{telling}"));
    let mut said = found
        .findings
        .iter()
        .filter(|finding| finding.rule.id == "required-property-undefined")
        .map(|one| &one.message);
    assert_eq!(said.clone().count(), 1_000);
    assert!(said.all(|message| message.starts_with("`nowhere` is required")));

    // Each of these wholes narrows the same property of another.
    let asking = "        - {type: object, properties: {a: {required: [nowhere]}}}\n".repeat(1_000);
    checked("narrowed.yaml", format!("{head}{asking}"));
}

#[test]
fn many_operations_paths_and_references() {
    let head = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n";
    let paths: String = (0..3_000)
        .map(|at| {
            format!("  /a{at}/{{id}}:\n    get:\n      responses: {{'200': {{$ref: '#/components/responses/R'}}}}\n    post: {{security: []}}\n")
        })
        .collect();
    let shared = "components:\n  responses:\n    R: {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}\n  \
                  schemas:\n    S: {type: object, properties: {id: {type: string}, s: {$ref: '#/components/schemas/S'}}}\n";
    let one = checked("paths.yaml", format!("{head}paths:\n{paths}{shared}"));
    assert_eq!(one.input.operations, 6_000);

    let chain: String = (0..5_000)
        .map(|at| {
            format!("    s{at}: {{type: object, properties: {{next: {{$ref: '#/components/schemas/s{}'}}}}}}\n", at + 1)
        })
        .collect();
    let body = "paths:\n  /a:\n    get:\n      responses: {'200': {description: d, content: {application/json: {schema: {$ref: \
                '#/components/schemas/s0'}}}}}\n";
    checked("chain.yaml", format!("{head}{body}components:\n  schemas:\n{chain}    s5000: {{type: string}}\n"));

    let servers: String = (0..20_000).map(|at| format!("  - url: https://h{at}.example.com\n")).collect();
    let paths: String = (0..200).map(|at| format!("  /a{at}: {{get: {{responses: {{}}}}}}\n")).collect();
    checked("servers.yaml", format!("{head}servers:\n{servers}paths:\n{paths}"));
}

#[test]
fn paths_that_cross_in_every_way() {
    let mut text = String::from("openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths:\n");
    for number in 0..4096 {
        let segments = (0..12).map(|at| if number >> at & 1 == 0 { "/a".to_owned() } else { format!("/{{p{at}}}") });
        text.push_str(&format!("  {}: {{get: {{}}}}\n", segments.collect::<String>()));
    }
    stopped_by("paths.yaml", "path-steps", text);
}

/// The sentence of an input that a limit stopped.
fn stopped_by(name: &str, limit: &str, text: String) {
    let checked = survives(name, text);
    let reason = checked[0].input.reason.as_deref();
    assert!(reason.is_some_and(|reason| reason.contains(&format!("(limit `{limit}`)"))), "{reason:?}");
}

#[test]
fn what_a_limit_cuts_off_is_said() {
    let head = "openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths:\n  /a:\n    post:\n";
    let chain: String =
        (0..400).map(|at| format!("    p{at}: {{$ref: '#/components/parameters/p{}'}}\n", at + 1)).collect();
    let end = "    p400: {name: a, in: query, schema: {type: string}}\n";
    let text = format!(
        "{head}      parameters: [{{$ref: '#/components/parameters/p0'}}]\ncomponents:\n  parameters:\n{chain}{end}"
    );
    stopped_by("chain.yaml", "reference-steps", text);

    let parts: String = (0..300).map(|at| format!("{{$ref: '#/components/schemas/s{at}'}}, ")).collect();
    let schemas: String = (0..300).map(|at| format!("    s{at}: {{type: string}}\n")).collect();
    let body = format!("      requestBody: {{content: {{application/json: {{schema: {{allOf: [{parts}]}}}}}}}}\n");
    stopped_by("parts.yaml", "schema-parts", format!("{head}{body}components:\n  schemas:\n{schemas}"));

    let choices: String =
        (0..400).map(|at| format!("    s{at}: {{oneOf: [{{$ref: '#/components/schemas/s{}'}}]}}\n", at + 1)).collect();
    let body = "      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/s0'}}}}\n";
    let end = "    s400: {type: string}\n";
    stopped_by("choices.yaml", "schema-choices", format!("{head}{body}components:\n  schemas:\n{choices}{end}"));

    // A circle of references is a finding, no limit.
    let circle = "    a: {$ref: '#/components/parameters/b'}\n    b: {$ref: '#/components/parameters/a'}\n";
    let text = format!(
        "{head}      parameters: [{{$ref: '#/components/parameters/a'}}]\ncomponents:\n  parameters:\n{circle}"
    );
    checked("circle.yaml", text);
}

#[test]
fn what_is_shared_by_thousands_is_cut_off() {
    let head = "openapi: 3.1.0\ninfo: {title: A, version: '1'}\n";
    let all: String = (0..2_000).map(|at| format!("        p{at}: {{type: string}}\n")).collect();
    let base = format!("    Base:\n      type: object\n      properties:\n{all}");
    let heirs: String =
        (0..2_000).map(|at| format!("    S{at}: {{allOf: [{{$ref: '#/components/schemas/Base'}}]}}\n")).collect();
    let paths: String = (0..2_000)
        .map(|at| {
            let schema = format!("{{$ref: '#/components/schemas/S{at}'}}");
            format!("  /a{at}: {{put: {{requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}}}}}\n")
        })
        .collect();
    let text = format!("{head}paths:\n{paths}components:\n  schemas:\n{base}{heirs}");
    stopped_by("heirs.yaml", "shared-steps", text);

    let ports = "<port name='p' binding='t:b'/>".repeat(1_500);
    let operations = "<operation name='o'/>".repeat(1_500);
    let text = format!(
        "<definitions xmlns='http://schemas.xmlsoap.org/wsdl/' xmlns:t='urn:t' targetNamespace='urn:t'>\
         <binding name='b' type='t:p'>{operations}</binding><service name='s'>{ports}</service></definitions>"
    );
    stopped_by("ports.wsdl", "shared-steps", text);
}

#[test]
fn keys_longer_than_urls_are_refused() {
    let with = |key: &str| {
        let info = "\"info\": {\"title\": \"A\", \"version\": \"1\"}";
        format!("{{\"openapi\": \"3.1.0\", {info}, \"paths\": {{\"/{key}\": {{}}}}}}")
    };
    let reason = fails("key.json", with(&"{a}/".repeat(2_000)));
    assert!(reason.contains("(limit `key-length`)"), "{reason}");
    checked("fits.json", with(&"a".repeat(7_999)));
}

#[test]
fn every_value_of_a_deciding_variable_counts() {
    let secure: String = (0..100).map(|at| format!("https://h{at}.shop.com, ")).collect();
    let text = format!(
        "openapi: 3.0.3\ninfo: {{title: A, version: '1'}}\npaths: {{}}\nservers:\n  - url: '{{base}}/v1'\n    \
         variables: {{base: {{default: https://a.shop.com, enum: [{secure}http://b.shop.com]}}}}\n"
    );
    let all = survives("variable.yaml", text);
    let found: Vec<&str> = all[0].findings.iter().map(|finding| finding.rule.id).collect();
    assert!(found.contains(&"server-variable-cleartext"), "{found:?}");
}

#[test]
fn compositions_that_multiply() {
    // Each level names the next one twice: written out this would be 2^100 schemas.
    let levels: String = (0..100)
        .map(|at| {
            let next = format!("{{$ref: '#/components/schemas/s{}'}}", at + 1);
            format!("    s{at}: {{allOf: [{next}, {next}], oneOf: [{next}, {next}], properties: {{a: {next}, b: {next}}}}}\n")
        })
        .collect();
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    post:\n      requestBody: {{content: {{application/json: {{schema: {{$ref: \
         '#/components/schemas/s0'}}}}}}}}\n      responses: {{'200': {{description: d, content: {{application/json: {{schema: {{$ref: \
         '#/components/schemas/s0'}}}}}}}}}}\ncomponents:\n  schemas:\n{levels}    s100: {{type: string}}\n"
    );
    checked("multiply.yaml", text);
}

#[test]
fn a_stream_of_many_documents() {
    let one = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n---\n";
    assert!(fails("stream.yaml", one.repeat(2_000)).contains("descriptions"));
    assert_eq!(survives("stream.yaml", one.repeat(64)).len(), 64);
    survives("none.yaml", "a: 1\n---\n".repeat(20_000));
    survives("empty.yaml", "---\n".repeat(50_000));
}

#[test]
fn alias_bombs() {
    let mut text = String::from("openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\nx-0: &a0 [1, 2]\n");
    for at in 1..40 {
        text.push_str(&format!("x-{at}: &a{at} [{}]\n", vec![format!("*a{}", at - 1); 9].join(", ")));
    }
    checked("aliases.yaml", text.clone());
    // The same as schemas and as path items.
    let mut schemas = String::from("components:\n  schemas:\n    s0: &s0 {type: string}\n");
    for at in 1..40 {
        let alias = format!("*s{}", at - 1);
        schemas.push_str(&format!(
            "    s{at}: &s{at} {{allOf: [{alias}, {alias}, {alias}], properties: {{a: {alias}, b: {alias}}}}}\n"
        ));
    }
    let body = "paths:\n  /a: {get: {responses: {'200': {description: d, content: {application/json: {schema: {$ref: \
                '#/components/schemas/s39'}}}}}}}\n";
    checked("schemas.yaml", format!("openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\n{body}{schemas}"));
    let many = format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\nx-a: &a {{get: {{responses: {{}}}}}}\npaths:\n{}",
        (0..20_000).map(|at| format!("  /p{at}: *a\n")).collect::<String>()
    );
    assert_eq!(checked("items.yaml", many).input.operations, 20_000);
}

#[test]
fn merge_key_bombs() {
    let mut text = String::from("openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\nx-0: &a0 {k: 1}\n");
    for at in 1..60 {
        text.push_str(&format!("x-{at}: &a{at}\n  <<: [{0}, {0}, {0}, {0}]\n  k{at}: 1\n", format!("*a{}", at - 1)));
    }
    text.push_str("components:\n  <<: *a59\n  schemas: {A: {<<: *a59}}\n");
    survives("merges.yaml", text);

    let mut text = String::from(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    s0: &s0 {type: object}\n",
    );
    for at in 1..3_000 {
        text.push_str(&format!("    s{at}: &s{at} {{<<: *s{}, k{at}: 1}}\n", at - 1));
    }
    assert!(fails("steps.yaml", text).contains("alias-steps"));
}

#[test]
fn aliases_and_merges_that_hold_themselves() {
    for text in [
        "openapi: 3.1.0\ninfo: &i {title: T, version: '1', x: *i}\npaths: &p {/a: *p}\n",
        "&r\nopenapi: 3.1.0\ninfo: *r\npaths: *r\ncomponents: *r\nx-a: *r\n",
        "openapi: 3.1.0\npaths: &p\n  <<: *p\n  /a: &q {<<: [*p, *q], get: *q}\n",
        "openapi: 3.1.0\npaths: {}\ncomponents: {schemas: {A: &a {allOf: [*a], properties: {a: *a}, items: *a, not: *a}}}\n",
        "openapi: 3.1.0\npaths: {/a: {get: &o {callbacks: {x: {y: {post: *o}}}, parameters: &l [*l], security: *l}}}\n",
        "openapi: *none\npaths: *none\n",
        "<<: *none\nopenapi: 3.1.0\n<<: 3\n",
        "&a *a\n",
    ] {
        survives("cycle.yaml", text);
    }
}

#[test]
fn entities_are_never_expanded_or_fetched() {
    let mut bomb = String::from("<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY e0 \"ha\">");
    for at in 1..60 {
        bomb.push_str(&format!("<!ENTITY e{at} \"{}\">", format!("&e{};", at - 1).repeat(10)));
    }
    bomb.push_str("]><definitions xmlns=\"http://schemas.xmlsoap.org/wsdl/\" name=\"&e59;\"><documentation>&e59;</documentation></definitions>");
    survives("bomb.wsdl", bomb);
    let external = "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\"><!ENTITY % p SYSTEM \"http://127.0.0.1:1/p.dtd\">%p;]>\n\
                    <definitions xmlns=\"http://schemas.xmlsoap.org/wsdl/\"><documentation>&x;</documentation></definitions>";
    survives("external.wsdl", external);
    survives(
        "dtd.wsdl",
        "<!DOCTYPE d SYSTEM \"file:///dev/random\"><definitions xmlns=\"http://schemas.xmlsoap.org/wsdl/\"/>",
    );
    survives("many.wsdl", format!("<!DOCTYPE d [{}]><d/>", "<!ENTITY a \"b\">".repeat(50_000)));
    survives("open.wsdl", "<!DOCTYPE d [".to_owned() + &"<!ENTITY a ".repeat(50_000));
    survives("attributes.wsdl", format!("<d {}/>", (0..50_000).map(|at| format!("a{at}=\"1\" ")).collect::<String>()));
    survives("namespaces.wsdl", format!("{}{}", "<a xmlns:x=\"u\">".repeat(400), "<b/>".repeat(20_000)));
}

#[test]
fn imports_in_a_circle_and_many_of_them() {
    let namespace = "http://schemas.xmlsoap.org/wsdl/";
    let file = |to: &str| {
        format!("<definitions xmlns=\"{namespace}\" targetNamespace=\"urn:a\"><import namespace=\"urn:a\" location=\"{to}\"/></definitions>").into_bytes()
    };
    survives_with("circle", &[("a.wsdl", file("b.wsdl")), ("b.wsdl", file("a.wsdl"))]);
    survives_with("itself", &[("a.wsdl", file("a.wsdl"))]);
    let wide: String =
        (0..20_000).map(|at| format!("<import namespace=\"urn:{at}\" location=\"n{at}.wsdl\"/>")).collect();
    survives("wide.wsdl", format!("<definitions xmlns=\"{namespace}\">{wide}</definitions>"));
}
