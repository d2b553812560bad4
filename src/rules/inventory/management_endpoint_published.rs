//! See `rules/inventory/management-endpoint-published.md`.

use crate::finding::Severity;
use crate::model::openapi::{Api, Operation, Route, Routes, Segment};
use crate::rules::{Check, Cx, Place};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// Segments that mean the inside of a server wherever they stand, and what they show.
const CERTAIN: &[(&str, &str)] = &[
    ("actuator", "the state and settings of the server"),
    ("jolokia", "the management beans of a Java server"),
    ("heapdump", "the memory of the server"),
    ("threaddump", "the threads of the server"),
    ("hprof", "the memory of the server"),
    ("phpinfo", "the settings of the server"),
    ("phpinfo.php", "the settings of the server"),
    ("phpmyadmin", "the database"),
    ("adminer", "the database"),
    ("h2-console", "the database"),
    ("pprof", "profiles of the running program"),
    ("expvar", "variables of the running program"),
    ("swagger-ui", "a page to try every operation"),
    ("swagger-ui.html", "a page to try every operation"),
    ("server-status", "the requests of other clients"),
    ("elmah.axd", "the error log"),
    ("trace.axd", "the requests of other clients"),
    ("_profiler", "profiles of requests"),
    ("_debug", "debug output"),
    ("__debug__", "debug output"),
    ("_ignition", "a debugger"),
    ("configprops", "the settings of the server"),
];

/// Segments with a harmless meaning elsewhere: they count at the start of the API only.
const LIKELY: &[(&str, &str)] = &[
    ("debug", "debug output"),
    ("console", "a console of the server"),
    ("env", "the environment of the server"),
    ("metrics", "measurements of the server"),
    ("prometheus", "measurements of the server"),
];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    for route in &Routes::new(api).all {
        let Some((segment, shows)) = management(route) else { continue };
        let open = route.operations.iter().find(|operation| operation.security().admits_anonymous());
        let mut message = format!("`{}` publishes a management endpoint: `{segment}` shows {shows}", route.path());
        if open.is_some() {
            message.push_str(", and no credentials are needed");
        }
        let finding = cx.report(Place::key(route.key), message);
        finding.help("Serve it on a port or host that clients cannot reach, and take it out of this description");
        if open.is_some() {
            finding.severity(Severity::High);
        }
    }
}

fn management(route: &Route<'_>) -> Option<(&'static str, &'static str)> {
    let literals: Vec<String> = route
        .segments
        .iter()
        .map(|segment| match segment {
            Segment::Literal(text) => text.to_ascii_lowercase(),
            _ => "{}".to_owned(),
        })
        .collect();
    let last = literals.last()?.as_str();
    // Health and build information are made for load balancers.
    if matches!(last, "health" | "info" | "liveness" | "readiness") {
        return None;
    }
    let find = |list: &'static [(&'static str, &'static str)], text: &str| list.iter().find(|(name, _)| *name == text);
    if let Some(found) = literals.iter().find_map(|text| find(CERTAIN, text)) {
        return Some(*found);
    }
    // `/debug`, `/v1/debug/vars`: no object before it.
    let start = literals.iter().find(|text| !is_prefix(text))?;
    let found = find(LIKELY, start)?;
    let alone = literals.last() == Some(start);
    let fits = match found.0 {
        "debug" => true,
        "metrics" | "prometheus" => alone && route.operations.iter().all(is_exposition),
        _ => alone && route.operations.iter().all(|operation| operation.method() == "GET"),
    };
    fits.then_some(*found)
}

/// What stands in front of every path of an API.
fn is_prefix(text: &str) -> bool {
    let version = text.strip_prefix('v').unwrap_or(text);
    matches!(text, "api" | "rest" | "management" | "manage" | "monitoring" | "internal" | "sys" | "system")
        || version.starts_with(|first: char| first.is_ascii_digit())
}

/// A GET that answers with text or nothing said, as scrapers read it; JSON with properties is a resource of the API.
fn is_exposition(operation: &Operation<'_>) -> bool {
    let payloads: Vec<_> = operation.successes().into_iter().flat_map(|response| response.payloads()).collect();
    operation.method() == "GET"
        && operation.parameters().iter().all(|parameter| parameter.name() == "format")
        && payloads.iter().all(|payload| {
            let media_type = payload.media_type.to_ascii_lowercase();
            media_type.starts_with("text/plain")
                || media_type.starts_with("application/openmetrics-text")
                || payload.schema.is_none_or(|schema| !schema.declares_properties() && schema.items().is_none())
        })
}
