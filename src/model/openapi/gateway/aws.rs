//! Amazon API Gateway.

use super::Level::{Api, Operation, PathItem, Scheme, Server};
use super::reading::{Cors, Reading, first_of, follow, is_false, is_true, nothing};
use super::{Extension, Fact};
use crate::model::openapi::{SchemeKind, SecurityScheme};
use crate::syntax::NodeRef;

macro_rules! page {
    ($name:literal) => {
        concat!("https://docs.aws.amazon.com/apigateway/latest/developerguide/", $name, ".html")
    };
}

pub(super) static EXTENSIONS: &[Extension] = &[
    Extension {
        key: "x-amazon-apigateway-integration",
        levels: &[Operation],
        means: "the backend of a method, how it is reached and what its responses become",
        reference: page!("api-gateway-swagger-extensions-integration"),
        read: integration,
    },
    Extension {
        key: "x-amazon-apigateway-any-method",
        levels: &[PathItem],
        means: "an operation for every method that the path does not define",
        reference: page!("api-gateway-swagger-extensions-any-method"),
        read: any_method,
    },
    Extension {
        key: "x-amazon-apigateway-auth",
        levels: &[Operation],
        means: "the authorization of a method: `NONE` for open access, `AWS_IAM` for IAM permissions",
        reference: page!("api-gateway-swagger-extensions-auth"),
        read: auth,
    },
    Extension {
        key: "x-amazon-apigateway-authorizer",
        levels: &[Scheme],
        means: "the Lambda function, user pool or issuer that checks the credentials of the scheme",
        reference: page!("api-gateway-swagger-extensions-authorizer"),
        read: authorizer,
    },
    Extension {
        key: "x-amazon-apigateway-authtype",
        levels: &[Scheme],
        means: "the kind of the authorizer; what begins with `aws` is checked by the gateway itself",
        reference: page!("api-gateway-swagger-extensions-authtype"),
        read: authtype,
    },
    Extension {
        key: "x-amazon-apigateway-cors",
        levels: &[Api],
        means: "cross-origin resource sharing of an HTTP API",
        reference: page!("api-gateway-swagger-extensions-cors-configuration"),
        read: cors,
    },
    Extension {
        key: "x-amazon-apigateway-gateway-responses",
        levels: &[Api],
        means: "headers and bodies of the responses that the gateway gives itself",
        reference: page!("api-gateway-swagger-extensions-gateway-responses"),
        read: gateway_responses,
    },
    Extension {
        key: "x-amazon-apigateway-policy",
        levels: &[Api],
        means: "the resource policy of a REST API: who may call it, from where",
        reference: page!("openapi-extensions-policy"),
        read: policy,
    },
    Extension {
        key: "x-amazon-apigateway-endpoint-configuration",
        levels: &[Api, Server],
        means: "VPC endpoints of a private API, and whether the default host name answers",
        reference: page!("api-gateway-swagger-extensions-endpoint-configuration"),
        read: endpoint,
    },
    Extension {
        key: "x-amazon-apigateway-request-validator",
        levels: &[Api, Operation],
        means: "the name of the validator that requests pass",
        reference: page!("api-gateway-swagger-extensions-request-validator"),
        read: validator,
    },
    Extension {
        key: "x-amazon-apigateway-security-policy",
        levels: &[Api],
        means: "the TLS versions and ciphers that clients may use",
        reference: page!("openapi-extensions-security-policy"),
        read: security_policy,
    },
    // The others only tell whose gateway it is.
    Extension {
        key: "x-amazon-apigateway-*",
        levels: &[Api, Operation],
        means: "settings without a bearing on security",
        reference: page!("api-gateway-swagger-extensions"),
        read: nothing,
    },
];

/// The gateway checks keys of usage plans itself; they are sent in this header.
pub(super) fn is_key(scheme: SecurityScheme<'_>) -> bool {
    let name = scheme.node().get("name").and_then(NodeRef::string);
    matches!(scheme.kind(), SchemeKind::ApiKey { place } if place == "header")
        && name.is_some_and(|name| name.eq_ignore_ascii_case("x-api-key"))
}

fn integration<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    let connection = value.get("connectionType").and_then(NodeRef::string);
    let is_private = connection.is_some_and(|kind| kind.eq_ignore_ascii_case("VPC_LINK"));
    let uri = value.get("uri");
    reading.backend(uri, is_private);
    if let Some(uri) = uri.filter(|uri| uri.string().is_some_and(|text| text.starts_with("arn:"))) {
        reading.add(uri, Fact::Internal("the function behind an operation"));
    }
    if let Some(role) = value.get("credentials").filter(|node| node.string().is_some_and(|t| t.starts_with("arn:"))) {
        reading.add(role, Fact::Internal("the role an operation takes on"));
    }
    let skip = value.get("tlsConfig").and_then(|tls| tls.get("insecureSkipVerification"));
    if let Some(skip) = skip.filter(|node| is_true(*node)) {
        reading.add(skip, Fact::TlsVerification(false));
    }
    for (_, response) in value.get("responses").into_iter().flat_map(NodeRef::entries) {
        headers(reading, response.get("responseParameters"), "method.response.header.");
    }
}

/// CORS headers written as values in quotes of their own: `"'*'"`.
fn headers<'a>(reading: &mut Reading<'a>, parameters: Option<NodeRef<'a>>, prefix: &str) {
    let mut cors = Cors::default();
    let mut at = None;
    for (key, value) in parameters.into_iter().flat_map(NodeRef::entries) {
        let Some(name) = key.key_text().strip_prefix(prefix) else { continue };
        let Some(text) = value.string() else { continue };
        let text = text.trim().trim_matches('\'');
        if name.eq_ignore_ascii_case("Access-Control-Allow-Origin") && text == "*" {
            cors.any_origin = Some(value.at());
            at = Some(value);
        } else if name.eq_ignore_ascii_case("Access-Control-Allow-Credentials") && text == "true" {
            cors.credentials = Some(value.at());
        }
    }
    if let Some(at) = at {
        reading.add(at, Fact::Cors(cors));
    }
}

fn gateway_responses<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    for (_, response) in value.entries() {
        headers(reading, response.get("responseParameters"), "gatewayresponse.header.");
    }
}

fn any_method<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    let item = reading.surroundings();
    let path = item.key().map_or("", NodeRef::key_text);
    let others = path.ends_with("+}") || path == "/$default";
    reading.add(value, Fact::CatchAll(others));
    if let Some(inner) = value.get("x-amazon-apigateway-auth") {
        auth(reading, follow(inner));
    }
    if let Some(inner) = value.get("x-amazon-apigateway-integration") {
        integration(reading, follow(inner));
    }
}

fn auth<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    let Some(kind) = value.get("type") else { return };
    match kind.string().unwrap_or_default().to_ascii_uppercase().as_str() {
        "NONE" => reading.add(kind, Fact::Authentication(false)),
        "AWS_IAM" => reading.add(kind, Fact::Authentication(true)),
        _ => {}
    }
}

fn authorizer<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    reading.add(value, Fact::Authorizer);
    if let Some(jwt) = value.get("jwtConfiguration") {
        reading.keys(jwt.get("issuer"));
        let is_checked = jwt.get("audience").is_some_and(|audience| !audience.is_seq() || !audience.is_empty());
        reading.add(jwt, Fact::Audience(is_checked));
    }
    for key in ["authorizerUri", "authorizerCredentials"] {
        if let Some(name) = value.get(key).filter(|node| node.string().is_some_and(|text| text.starts_with("arn:"))) {
            reading.add(name, Fact::Internal("the function behind an authorizer"));
        }
    }
}

fn authtype<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    let text = value.string().unwrap_or_default();
    if text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("aws")) {
        reading.add(value, Fact::Authorizer);
    }
}

fn cors<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    let any_origin = first_of(value.get("allowOrigins"), &["*", "https://*", "http://*"]).map(NodeRef::at);
    let credentials = value.get("allowCredentials").filter(|node| is_true(*node)).map(NodeRef::at);
    reading.add(value, Fact::Cors(Cors { any_origin, credentials }));
}

fn policy<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    reading.add(value, Fact::ResourcePolicy);
}

fn endpoint<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    let is_listed = value.get("vpcEndpointIds").is_some_and(|list| !list.is_empty());
    if is_listed || first_of(value.get("types"), &["PRIVATE"]).is_some() {
        reading.add(value, Fact::PrivateEndpoint);
    }
    if let Some(disabled) = value.get("disableExecuteApiEndpoint") {
        // A value from a template is not known here.
        if is_true(disabled) || is_false(disabled) {
            reading.add(disabled, Fact::DefaultEndpoint(is_false(disabled)));
        }
    }
}

fn validator<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    let Some(name) = value.string() else { return };
    let validators = reading.api.root().get("x-amazon-apigateway-request-validators");
    let named = validators.and_then(|validators| validators.get(&name));
    let checks = |key: &str| named.and_then(|one| one.get(key)).is_some_and(is_true);
    let is_on = checks("validateRequestBody") || checks("validateRequestParameters");
    reading.add(value, Fact::Validation(is_on));
}

fn security_policy<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    if value.string().as_deref() == Some("TLS_1_0") {
        reading.add(value, Fact::WeakTls("clients may use TLS 1.0 and 1.1".to_owned()));
    }
}
