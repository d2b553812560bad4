//! Rules of one family share causes: together they say each of them once.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use apivet::engine::{Settings, lint};
use apivet::finding::Profile;
use apivet::source::MemLoader;

const SCHEMES: &str = "components: {securitySchemes: {token: {type: http, scheme: bearer}}}\n";

/// The rules that share the causes of missing authentication.
const ABOUT: [&str; 8] = [
    "global-security-missing",
    "operation-unauthenticated-read",
    "operation-unauthenticated-write",
    "security-anonymous-alternative",
    "security-empty-array-global",
    "security-empty-array-operation",
    "security-scheme-undefined",
    "security-schemes-missing",
];

/// The open findings of those rules, as `rule severity pointer`.
fn found(root: &str, paths: &str) -> Vec<String> {
    found_by(&ABOUT, root, paths)
}

fn found_by(rules: &[&str], root: &str, paths: &str) -> Vec<String> {
    let mut loader = MemLoader::default();
    let text = format!("openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\n{root}paths:\n{paths}");
    loader.insert("api.yaml", text.as_bytes());
    let checked = lint("api.yaml", &loader, &Settings::default());
    let findings = checked.iter().flat_map(|one| &one.findings);
    let mut found: Vec<String> = findings
        .filter(|finding| rules.contains(&finding.rule.id) && finding.is_open())
        .map(|finding| format!("{} {} {}", finding.rule.id, finding.severity, finding.primary.pointer))
        .collect();
    found.sort();
    found
}

#[test]
fn nothing_described_is_one_finding() {
    let operations = "  /a: {get: {}, post: {}}\n  /b: {get: {security: []}, put: {security: [{}]}}\n";
    assert_eq!(found("", operations), ["security-schemes-missing high /openapi"]);
}

#[test]
fn schemes_that_nothing_requires_are_one_finding() {
    let operations = "  /a: {get: {}, post: {}}\n  /b: {get: {security: []}, put: {security: [{}]}}\n";
    assert_eq!(found(SCHEMES, operations), ["global-security-missing high /openapi"]);
}

#[test]
fn operations_that_were_left_out_are_found_one_by_one_with_a_remark_on_the_default() {
    let operations =
        "  /a: {get: {}, post: {}, head: {}, options: {}, put: {security: [{token: []}]}}\n  /b: {delete: {}}\n";
    let expected = [
        "global-security-missing low /openapi",
        "operation-unauthenticated-read medium /paths/~1a/get",
        "operation-unauthenticated-write high /paths/~1a/post",
        "operation-unauthenticated-write high /paths/~1b/delete",
    ];
    assert_eq!(found(SCHEMES, operations), expected);
}

#[test]
fn many_open_operations_have_one_cause() {
    let mut operations = "  /me: {get: {security: [{token: []}]}}\n".to_owned();
    for number in 0..30 {
        operations.push_str(&format!("  /things/{number}: {{get: {{}}}}\n"));
    }
    assert_eq!(found(SCHEMES, &operations), ["global-security-missing medium /openapi"]);
}

#[test]
fn a_root_that_opens_everything_is_one_finding() {
    let operations = "  /a: {get: {}, post: {}}\n  /b: {get: {security: []}}\n";
    assert_eq!(found("security: []\n", operations), ["security-empty-array-global high /security"]);
    let with_schemes = format!("security: []\n{SCHEMES}");
    assert_eq!(found(&with_schemes, operations), ["security-empty-array-global high /security"]);
    let anonymous = format!("security: [{{}}]\n{SCHEMES}");
    assert_eq!(found(&anonymous, operations), ["security-anonymous-alternative high /security/0"]);
}

#[test]
fn an_open_root_and_an_open_operation_are_two_causes_where_others_are_protected() {
    let operations = "  /a: {get: {}, post: {security: [{token: []}]}}\n  /b: {put: {security: []}}\n";
    let expected =
        ["security-empty-array-global medium /security", "security-empty-array-operation high /paths/~1b/put/security"];
    assert_eq!(found(&format!("security: []\n{SCHEMES}"), operations), expected);
}

#[test]
fn optional_authentication_at_the_root_is_one_finding() {
    let operations = "  /a: {get: {}, post: {}, put: {security: [{token: []}]}}\n";
    let root = format!("security: [{{token: []}}, {{}}]\n{SCHEMES}");
    assert_eq!(found(&root, operations), ["security-anonymous-alternative medium /security/1"]);
}

#[test]
fn a_scheme_that_is_missing_is_one_finding_and_no_missing_authentication() {
    let operations = "  /a: {get: {}, post: {security: [{token: []}]}}\n";
    let expected = ["security-scheme-undefined high /security/0/token"];
    assert_eq!(found("security: [{token: []}]\n", operations), expected);
}

#[test]
fn protected_and_public_operations_are_fine() {
    let operations =
        "  /a: {get: {security: [], x-apivet-public: prices}, post: {}}\n  /login: {post: {security: []}}\n";
    assert_eq!(found(&format!("security: [{{token: []}}]\n{SCHEMES}"), operations), [""; 0]);
    let own = "  /a: {get: {security: [{token: []}]}}\n  /health: {get: {}}\n  /b: {x-apivet-public: news, get: {}}\n";
    assert_eq!(found(SCHEMES, own), [""; 0]);
}

#[test]
fn credentials_over_an_open_line_make_the_finding_about_the_server_superfluous() {
    const TRANSPORT: [&str; 3] = ["credentials-over-cleartext", "server-cleartext", "server-variable-cleartext"];
    let servers = "servers: [{url: 'http://api.shop.com'}]\n";
    let secured = format!("{servers}security: [{{token: []}}]\n{SCHEMES}");
    let operations = "  /a: {get: {}}\n";
    assert_eq!(found_by(&TRANSPORT, servers, operations), ["server-cleartext high /servers/0/url"]);
    assert_eq!(found_by(&TRANSPORT, &secured, operations), ["credentials-over-cleartext critical /servers/0/url"]);
}

/// The open findings of some rules in the profile `audit`, as `rule pointer`.
fn found_in_audit(rules: &[&str], paths: &str, components: &str) -> Vec<String> {
    let config = apivet::config::read(
        apivet::source::Source::new(apivet::source::SourceId(0), "apivet.yaml", "profile: audit\n"),
        &MemLoader::default(),
        &apivet::syntax::Limits::default(),
    )
    .unwrap();
    let settings = Settings {
        rules: config.rules("api.yaml", &apivet::config::Selection::default()),
        profile: Profile::Audit,
        ..Settings::default()
    };
    let mut loader = MemLoader::default();
    let text = format!("openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\n{components}paths:\n{paths}");
    loader.insert("api.yaml", text.as_bytes());
    let checked = lint("api.yaml", &loader, &settings);
    let findings = checked.iter().flat_map(|one| &one.findings);
    let mut found: Vec<String> = findings
        .filter(|finding| rules.contains(&finding.rule.id) && finding.is_open())
        .map(|finding| format!("{} {}", finding.rule.id, finding.primary.pointer))
        .collect();
    found.sort();
    found
}

#[test]
fn a_schema_of_a_request_has_one_finding_for_what_it_leaves_unsaid() {
    const SHAPE: [&str; 9] = [
        "schema-empty",
        "schema-untyped",
        "object-properties-missing",
        "array-items-missing",
        "media-type-schema-missing",
        "body-schema-missing",
        "additional-properties-implicit",
        "additional-properties-allowed",
        "additional-properties-unbounded",
    ];
    let of = |schema: &str| {
        let body = format!("requestBody: {{content: {{application/json: {schema}}}}}");
        found_in_audit(&SHAPE, &format!("  /a: {{post: {{{body}}}}}\n"), "")
    };
    let at = |rule: &str, behind: &str| {
        vec![format!("{rule} /paths/~1a/post/requestBody/content/application~1json{behind}")]
    };
    assert_eq!(of("{}"), at("media-type-schema-missing", ""));
    assert_eq!(of("{schema: {}}"), at("schema-empty", "/schema"));
    assert_eq!(of("{schema: {required: [a]}}"), at("schema-untyped", "/schema"));
    assert_eq!(of("{schema: {type: object}}"), at("object-properties-missing", "/schema"));
    assert_eq!(of("{schema: {type: array}}"), at("array-items-missing", "/schema"));
    assert_eq!(of("{schema: {type: array, items: {}}}"), at("schema-empty", "/schema/items"));
    let open = "/schema/additionalProperties";
    assert_eq!(of("{schema: {type: object, additionalProperties: {}}}"), at("additional-properties-allowed", open));
    let map = "{schema: {type: object, additionalProperties: {type: string}}}";
    assert_eq!(of(map), at("additional-properties-unbounded", "/schema"));
    let implicit = "{schema: {type: object, properties: {a: {type: string}}}}";
    assert_eq!(of(implicit), at("additional-properties-implicit", "/schema"));
}

#[test]
fn a_schema_that_is_sent_and_returned_is_judged_where_it_is_returned() {
    const SHAPE: [&str; 3] = ["schema-empty", "object-properties-missing", "response-schema-unconstrained"];
    let content = "content: {application/json: {schema: {$ref: '#/components/schemas/Any'}}}";
    let paths = format!("  /a: {{put: {{requestBody: {{{content}}}, responses: {{'200': {{{content}}}}}}}}}\n");
    for schema in ["{}", "{type: object}", "true"] {
        let components = format!("components: {{schemas: {{Any: {schema}}}}}\n");
        let expected = ["response-schema-unconstrained /components/schemas/Any"];
        assert_eq!(found_in_audit(&SHAPE, &paths, &components), expected, "{schema}");
    }
}

#[test]
fn a_batch_and_a_number_have_one_finding_each() {
    const SIZES: [&str; 5] = [
        "array-unbounded",
        "batch-array-body",
        "number-unbounded",
        "number-format-missing",
        "pagination-size-unbounded",
    ];
    let items = "{type: object, properties: {quantity: {type: integer}, height: {type: number}}}";
    let paths = format!(
        "  /a:\n    get: {{parameters: [{{name: limit, in: query, schema: {{type: integer}}}}]}}\n    post: {{requestBody: \
         {{content: {{application/json: {{schema: {{type: array, items: {items}}}}}}}}}}}\n"
    );
    let schema = "/paths/~1a/post/requestBody/content/application~1json/schema";
    let expected = [
        format!("batch-array-body {schema}"),
        format!("number-unbounded {schema}/items/properties/height"),
        format!("number-unbounded {schema}/items/properties/quantity"),
        "pagination-size-unbounded /paths/~1a/get/parameters/0".to_owned(),
    ];
    assert_eq!(found_in_audit(&SIZES, &paths, ""), expected);
}

/// The open findings of a WSDL in the default profile, as `rule severity`.
fn found_in_wsdl(policies: &str, binding: &str, ports: &str) -> Vec<String> {
    let text = format!(
        r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
        xmlns:wsp="http://www.w3.org/ns/ws-policy" xmlns:sp="http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702"
        xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
        xmlns:t="urn:bank" targetNamespace="urn:bank">{policies}
        <portType name="Bank"><operation name="Pay"/></portType>
        <binding name="Bank" type="t:Bank"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>{binding}
        <operation name="Pay"/></binding><service name="Bank">{ports}</service></definitions>"#
    );
    let mut loader = MemLoader::default();
    loader.insert("bank.wsdl", text.as_bytes());
    let mut settings = Settings { profile: Profile::Recommended, ..Settings::default() };
    settings.rules.retain(|enabled| enabled.rule.meta.profile == Profile::Recommended);
    let checked = lint("bank.wsdl", &loader, &settings);
    let findings = checked.iter().flat_map(|one| &one.findings).filter(|finding| finding.is_open());
    findings.map(|finding| format!("{} {}", finding.rule.id, finding.severity)).collect()
}

#[test]
fn a_wsdl_port_without_tls_and_policy_is_one_finding() {
    let plain = r#"<port name="A" binding="t:Bank"><soap:address location="http://api.acme.com/a"/></port>"#;
    assert_eq!(found_in_wsdl("", "", plain), ["server-cleartext high"]);
    let secure = r#"<port name="B" binding="t:Bank"><soap:address location="https://api.acme.com/b"/></port>"#;
    assert_eq!(found_in_wsdl("", "", &format!("{plain}{secure}")), ["endpoint-cleartext-sibling high"]);
    let none: [&str; 0] = [];
    assert_eq!(found_in_wsdl("", "", secure), none);
}

#[test]
fn a_wsdl_policy_that_asks_for_https_at_a_port_without_it_is_one_finding() {
    let policy = r#"<wsp:Policy wsu:Id="P"><sp:TransportBinding><wsp:Policy><sp:TransportToken><wsp:Policy>
        <sp:HttpsToken><wsp:Policy><sp:RequireClientCertificate/></wsp:Policy></sp:HttpsToken></wsp:Policy></sp:TransportToken>
        <sp:AlgorithmSuite><wsp:Policy><sp:Basic256Sha256/></wsp:Policy></sp:AlgorithmSuite><sp:IncludeTimestamp/>
        </wsp:Policy></sp:TransportBinding></wsp:Policy>"#;
    let plain = r#"<port name="A" binding="t:Bank"><soap:address location="http://api.acme.com/a"/></port>"#;
    let found = found_in_wsdl(policy, r##"<wsp:PolicyReference URI="#P"/>"##, plain);
    assert_eq!(found, ["endpoint-https-policy-http-address medium"]);
    // With a password the loss is told, and nothing else.
    let basic = policy.replace("RequireClientCertificate", "HttpBasicAuthentication");
    let found = found_in_wsdl(&basic, r##"<wsp:PolicyReference URI="#P"/>"##, plain);
    assert_eq!(found, ["http-auth-over-cleartext high"]);
}

#[test]
fn a_link_that_leads_nowhere_is_told_once() {
    let about = ["endpoint-undeclared", "link-invalid"];
    let operations = |link: &str| {
        format!(
            "  /a: {{get: {{responses: {{'200': {{description: OK, links: {{next: {{{link}}}}}}}}}}}}}\n  /b: {{get: {{operationId: b}}}}\n"
        )
    };
    let place = "/paths/~1a/get/responses/200/links/next";
    let by_id = [format!("link-invalid medium {place}/operationId")];
    assert_eq!(found_by(&about, "", &operations("operationId: c")), by_id);
    let by_pointer = [format!("link-invalid medium {place}/operationRef")];
    assert_eq!(found_by(&about, "", &operations("operationRef: '#/paths/~1c/get'")), by_pointer);
    assert_eq!(found_by(&about, "", &operations("operationId: b")), Vec::<String>::new());
}
