//! See `rules/secrets/credentials-in-url.md`.

use crate::finding::{Confidence, Profile, Severity};
use crate::model::openapi::{
    Api, Fields, Key, Kind, Location, Operation, Parameter, Schema, SchemeKind, SecurityScheme, Type,
};
use crate::rules::lexicon::{Sensitive, sensitive};
use crate::rules::{Check, Cx, Place, Related, many};
use crate::syntax::NodeRef;
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut sent: Vec<Sent<'a>> = Vec::new();
    for parameter in api.nodes_of(Kind::Parameter).map(|node| Parameter::new(api, node)) {
        look(parameter, &mut sent);
    }
    if cx.profile() == Profile::Recommended {
        sent.retain(|one| !one.once && !opens_one_object(one));
    }
    // A parameter written out for each operation is one decision, however its capitals vary.
    for alike in many::by_key(sent, |one| (one.name.to_ascii_lowercase(), one.parameter.location(), one.once)) {
        for told in many::told(&alike, cx) {
            report(told, cx);
        }
    }
}

/// A credential that clients send in a URL.
struct Sent<'a> {
    parameter: Parameter<'a>,
    place: Place<'a>,
    name: String,
    meaning: Sensitive,
    /// In a link that works once.
    once: bool,
    served: Vec<Operation<'a>>,
    words: Option<String>,
}

fn look<'a>(parameter: Parameter<'a>, sent: &mut Vec<Sent<'a>>) {
    match parameter.location() {
        Location::Query | Location::Path => {
            let name = parameter.name();
            let Some(node) = parameter.name_node() else { return };
            if let Some(meaning) = meaning(parameter, &name)
                && !is_key_scheme(parameter.api, &name)
            {
                sent.extend(travels(parameter, Place::value(node), &name, meaning));
            }
        }
        Location::QueryString => {
            for payload in parameter.payloads() {
                for (key, property) in payload.schema.into_iter().flat_map(|schema| schema.properties()) {
                    let name = key.key_text();
                    if let Some(meaning) = sensitive(name)
                        && !property.is_some_and(|schema| schema.is(Type::Boolean))
                        && !is_key_scheme(parameter.api, name)
                    {
                        sent.extend(travels(parameter, Place::key(key), name, meaning));
                    }
                }
            }
        }
        _ => {}
    }
}

/// What the parameter carries, told from its name, or from `format: password`.
fn meaning(parameter: Parameter<'_>, name: &str) -> Option<Sensitive> {
    let schema = parameter.schema();
    let is_text =
        |schema: &Schema<'_>| ![Type::Boolean, Type::Integer, Type::Number].into_iter().any(|other| schema.is(other));
    if !schema.as_ref().is_none_or(is_text) {
        return None;
    }
    // Generated descriptions call a flag a string and show what it holds.
    let example = schema.and_then(|schema| schema.own(Key::Example)).or_else(|| parameter.node().field(Key::Example));
    if example.and_then(NodeRef::text).is_some_and(|text| matches!(&*text, "true" | "false")) {
        return None;
    }
    let format = schema.and_then(|schema| schema.keyword(Key::Format)).and_then(NodeRef::string);
    sensitive(name).or_else(|| (format.as_deref() == Some("password")).then_some(Sensitive::Password))
}

/// The same key is a security scheme, whose own rule tells it.
fn is_key_scheme(api: &Api, name: &str) -> bool {
    let is_same = |scheme: SecurityScheme<'_>| {
        let in_query = matches!(scheme.kind(), SchemeKind::ApiKey { place } if place == "query");
        let own = scheme.node().get("name").and_then(NodeRef::text);
        in_query && own.is_some_and(|own| own.eq_ignore_ascii_case(name))
    };
    api.security_schemes().filter_map(|(_, _, scheme)| scheme).any(is_same)
}

fn travels<'a>(parameter: Parameter<'a>, place: Place<'a>, name: &str, meaning: Sensitive) -> Option<Sent<'a>> {
    let api = parameter.api;
    let uses = api.uses(parameter.node());
    let served: Vec<Operation<'a>> =
        uses.operations.iter().copied().filter(|operation| operation.is_served()).collect();
    if !uses.operations.is_empty() && served.is_empty() {
        // Webhooks and callbacks: the subscriber chose the address.
        return None;
    }
    let all =
        |test: &dyn Fn(Operation<'a>) -> bool| !served.is_empty() && served.iter().all(|operation| test(*operation));
    let in_path = parameter.location() == Location::Path;
    let is_secret_word = matches!(meaning, Sensitive::Token | Sensitive::Key);
    if is_secret_word && all(&is_oauth) {
        return None;
    }
    if in_path && is_secret_word && all(&|operation| names_an_object(operation.path(), name)) {
        return None;
    }
    let once = meaning == Sensitive::Token && all(&|operation| is_sent_by_mail(operation.path()));
    Some(Sent { parameter, place, name: name.to_owned(), meaning, once, words: uses.words(), served })
}

fn report<'a>(alike: &[Sent<'a>], cx: &mut Cx<'a>) {
    let Some(Sent { parameter, place, name, meaning, once, served, words }) = alike.first() else { return };
    let in_path = parameter.location() == Location::Path;
    let what = match meaning {
        Sensitive::Password => "a password",
        Sensitive::Key => "a secret",
        Sensitive::Token => "a token",
        Sensitive::Identity => "a card or identity number",
    };
    let part = if in_path { "path" } else { "query" };
    let mut of = words.as_ref().map_or(String::new(), |words| format!(" of {words}"));
    if alike.len() > 1 {
        of.push_str(&format!(" and in {} more parameters", alike.len() - 1));
    }
    let place = *place;
    let finding = if *once {
        let message = format!("`{name}` is a token in the {part}{of}, fit only if it works once and soon expires");
        cx.report(place, message)
            .severity(Severity::Info)
            .help("let it work once, within minutes, and answer with `Referrer-Policy: no-referrer`")
    } else {
        let message = format!("`{name}` sends {what} in the {part}{of}");
        let help = match meaning {
            Sensitive::Token => "send it in the `Authorization` header and describe it as a security scheme",
            Sensitive::Key => "send it in a header and describe it as a security scheme",
            _ => "send it in the body of a POST",
        };
        cx.report(place, message).help(help)
    };
    // A name alone can mean something else where it is part of an object's address.
    if in_path && !*once {
        finding.severity(Severity::Medium).confidence(Confidence::Low);
    }
    if alike.len() > 1 {
        finding.known_by(format!("parameters/{part}:{}", name.to_ascii_lowercase()));
        many::list(finding, alike.iter().skip(1).map(|one| one.place), "sent here too");
        return;
    }
    for operation in served.iter().take(5) {
        finding.related(Place::key(operation.node()), operation.title());
    }
}

/// True for an optional token beside the id of an object: it opens that object to somebody without a login of their own,
/// such as the buyer's browser, and is no login itself.
fn opens_one_object(sent: &Sent<'_>) -> bool {
    matches!(sent.meaning, Sensitive::Token | Sensitive::Key)
        && sent.parameter.location() == Location::Query
        && sent.parameter.flag(Key::Required) != Some(true)
        && !sent.served.is_empty()
        && sent.served.iter().all(|operation| operation.path().contains('{'))
}

/// The endpoints of OAuth and OpenID Connect, whose parameters standards define.
fn is_oauth(operation: Operation<'_>) -> bool {
    let segments: Vec<String> = operation.path().split('/').map(str::to_ascii_lowercase).collect();
    let area =
        ["oauth", "oauth2", "oidc", "openid", "openid-connect", "connect", "authorize", "tokeninfo", "introspect"];
    segments.iter().any(|segment| area.contains(&segment.as_str()))
}

/// `/secrets/{secret}`: the segment before says that the parameter picks one of a collection.
fn names_an_object(path: &str, name: &str) -> bool {
    let marker = format!("{{{name}}}");
    let segments: Vec<&str> = path.split('/').collect();
    let Some(at) = segments.iter().position(|segment| *segment == marker) else { return false };
    let collection =
        at.checked_sub(1).and_then(|before| segments.get(before)).map(|before| words::split(before).concat());
    let own = words::split(name).concat();
    // `/keys/{apiKey}`, `/sessions/{sessionId}`, `/api-keys/{key}`
    collection.is_some_and(|collection| {
        let singular = collection.strip_suffix('s').unwrap_or(&collection);
        !singular.is_empty() && (own.starts_with(singular) || own.ends_with(singular) || singular.ends_with(&own))
    })
}

/// Links in mails carry a token: reset, confirmation, invitation.
fn is_sent_by_mail(path: &str) -> bool {
    const WORDS: &[&str] = &[
        "reset",
        "forgot",
        "recover",
        "recovery",
        "verify",
        "verification",
        "verifications",
        "confirm",
        "confirmation",
        "activate",
        "activation",
        "invite",
        "invites",
        "invitation",
        "invitations",
        "unsubscribe",
        "optout",
        "magic",
        "pending",
    ];
    words::split(path).iter().any(|word| WORDS.contains(&word.as_str()))
}
