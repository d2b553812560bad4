//! See `rules/exposure/sensitive-property-in-response.md`.

use super::doubt::is_doubtful;
use super::secret_output;
use crate::finding::{Profile, Severity};
use crate::model::openapi::{Api, Key, Kind, Operation, Reach, Schema, Type, Way};
use crate::model::purpose::Purpose;
use crate::rules::lexicon::{Sensitive, sensitive};
use crate::rules::{Check, Cx, Place, exposed};
use crate::syntax::NodeRef;
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check), Check::Wsdl(secret_output::check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let maps = api.nodes_of(Kind::Schema).filter(|node| node.is_map() && api.direction(*node).is_response());
    for schema in maps.map(|node| Schema::inline(api, node)) {
        for (key, value) in schema.own(Key::Properties).into_iter().flat_map(NodeRef::entries) {
            let name = key.key_text();
            let meaning = sensitive(name).or_else(|| is_pass(name, schema).then_some(Sensitive::Password));
            let Some(meaning) = meaning.filter(|_| !is_session_id(name)) else { continue };
            if !is_returned_value(api, value, meaning) || is_something_else(schema, meaning) {
                continue;
            }
            let is_doubtful = is_doubtful(api, name, value, meaning);
            if is_doubtful && cx.profile() == Profile::Recommended {
                continue;
            }
            let mut by = api.reach(value, Way::Returned);
            by.retain(|operation| operation.is_served() && !hands_out(operation, meaning));
            report(key, meaning, is_doubtful, &by, cx);
        }
    }
}

fn report<'a>(key: NodeRef<'a>, meaning: Sensitive, is_doubtful: bool, by: &Reach<'a>, cx: &mut Cx<'a>) {
    let Some(who) = by.clause() else { return };
    let what = match meaning {
        Sensitive::Password => "a password",
        Sensitive::Key => "a secret of a program",
        Sensitive::Token => "a token that stands for a login",
        Sensitive::Identity => "a number that proves identity",
    };
    let finding = cx.report(Place::key(key), format!("`{}` is {who}: its name says it is {what}", key.key_text()));
    finding.help(
        "Leave it out of responses: `writeOnly: true` where the schema is also sent by clients, else a schema of its own",
    );
    // Where nothing needs credentials, that is one finding of its own.
    if is_doubtful {
        finding.severity(Severity::Low);
    } else if by.open().is_some() {
        finding.severity(Severity::High);
    }
    exposed::chain(finding, by);
}

/// True for a string, or where meaning allows a number, that is given back and holds a value of its own.
fn is_returned_value(api: &Api, value: NodeRef<'_>, meaning: Sensitive) -> bool {
    let Some(schema) = Schema::new(api, value) else { return false };
    let number = matches!(meaning, Sensitive::Password | Sensitive::Identity);
    let holds = schema
        .types()
        .is_none_or(|types| types.has(Type::String) || number && (types.has(Type::Integer) || types.has(Type::Number)));
    let marked = ["x-ms-secret", "x-sensitive", "x-secret"]
        .iter()
        .any(|key| [value, schema.node()].iter().any(|node| node.get(key).and_then(NodeRef::bool) == Some(true)));
    let format = schema.format();
    let harmless =
        matches!(format.as_deref(), Some("date" | "date-time" | "time" | "duration" | "uri" | "url" | "email"));
    // An object of that name is judged by its own properties.
    let has_parts =
        schema.declares_properties() || schema.keyword(Key::Items).is_some() || !schema.choices().is_empty();
    holds
        && !marked
        && !harmless
        && !has_parts
        && !is_masked(schema)
        && !schema.is_enumerated()
        && !schema.is_write_only()
}

/// The example shows that the value is blotted out before it is returned.
fn is_masked(schema: Schema<'_>) -> bool {
    let listed = schema.keyword(Key::Examples).filter(|list| list.is_seq()).into_iter().flat_map(NodeRef::items);
    schema.keyword(Key::Example).into_iter().chain(listed).filter_map(NodeRef::text).any(|text| {
        let text = text.trim_matches(['"', '\'', ' ']);
        text.chars().count() > 1 && text.chars().all(|one| matches!(one, '*' | '•' | '●'))
    })
}

/// `pass` beside the name of an account; elsewhere it is a test, a ticket or a mountain.
fn is_pass(name: &str, schema: Schema<'_>) -> bool {
    let is_login = |name: &str| {
        let name = name.to_ascii_lowercase();
        matches!(name.as_str(), "user" | "username" | "user_name" | "login" | "email")
    };
    // Beside its own label or type it describes a field of a form.
    let is_field = |other: &str| {
        matches!(
            &*other.to_ascii_lowercase().replace('_', ""),
            "passdesc" | "passtype" | "passlabel" | "passtext" | "passhint" | "passplaceholder"
        )
    };
    if !name.eq_ignore_ascii_case("pass") {
        return false;
    }
    let properties = schema.properties();
    properties.iter().any(|(key, _)| is_login(key.key_text()))
        && !properties.iter().any(|(key, _)| is_field(key.key_text()))
}

/// Sessions of viewers, calls and checkouts have ids that open nothing.
pub(super) fn is_session_id(name: &str) -> bool {
    words::split(name).ends_with(&["session".to_owned(), "id".to_owned()])
}

/// The answer of a token endpoint by its shape (RFC 6749, 5.1), and tokens that are pieces of text.
fn is_something_else(schema: Schema<'_>, meaning: Sensitive) -> bool {
    if meaning != Sensitive::Token {
        return false;
    }
    let names: Vec<Vec<String>> = schema.properties().iter().map(|(key, _)| words::split(key.key_text())).collect();
    let has = |words: &[&str]| names.iter().any(|name| name == words);
    let oauth = has(&["access", "token"])
        && (has(&["token", "type"]) || has(&["expires", "in"]) || has(&["refresh", "token"]) || has(&["scope"]));
    oauth
        || has(&["logprob"])
        || has(&["suggestion"])
        || has(&["lemma"])
        || has(&["suggestions"])
        || has(&["start", "offset"])
}

/// True when giving such a value out is what an operation is for: logging in, or making a key that is shown once.
fn hands_out(operation: Operation<'_>, meaning: Sensitive) -> bool {
    let last = operation.path().rsplit('/').find(|segment| !segment.is_empty() && !segment.starts_with('{'));
    let last = words::split(last.unwrap_or(""));
    let id = words::split(operation.id().as_deref().unwrap_or(""));
    let names_it = |word: &str| credential_words(meaning).contains(&word.strip_suffix('s').unwrap_or(word));
    let creates = match operation.method() {
        // What has just been made may be shown once.
        "POST" if meaning != Sensitive::Password && makes(operation) => true,
        "POST" => last.iter().chain(&id).any(|word| names_it(word) || is_renewal(word)),
        "PUT" | "PATCH" => last.iter().chain(&id).any(|word| is_renewal(word)),
        // `GET …/token` and `getAccessToken` issue one; `GET /tokens` lists those of everybody.
        _ => {
            last.last().is_some_and(|word| word == "token" || word == "jwt")
                || id.last().is_some_and(|word| word == "token")
        }
    };
    match (meaning, operation.purpose()) {
        (Sensitive::Identity, _) => false,
        (Sensitive::Password, purpose) => purpose == Purpose::PasswordReset || creates,
        (_, Purpose::Login | Purpose::Registration | Purpose::PasswordReset | Purpose::Verification) => true,
        _ => creates,
    }
}

fn makes(operation: Operation<'_>) -> bool {
    operation.successes().iter().any(|response| response.status() == "201")
}

pub(super) fn credential_words(meaning: Sensitive) -> &'static [&'static str] {
    match meaning {
        Sensitive::Password => &["credential", "token"],
        _ => &[
            "key",
            "apikey",
            "token",
            "secret",
            "credential",
            "session",
            "auth",
            "oauth",
            "login",
            "client",
            "totp",
            "mfa",
        ],
    }
}

pub(super) fn is_renewal(word: &str) -> bool {
    matches!(
        word,
        "activate" | "reactivate" | "rotate" | "regenerate" | "renew" | "refresh" | "reset" | "roll" | "impersonate"
    )
}
