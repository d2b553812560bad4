//! Properties that decide what only the server or an administrator should, told from their whole names.

use super::admin;
use crate::model::openapi::{Key, Schema, Type};
use crate::syntax::NodeRef;
use crate::words;

/// What a property decides that its sender must not.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Meaning {
    /// What somebody may do.
    Privilege,
    /// How much money there is.
    Money,
    /// Whether somebody was checked.
    Proof,
    /// What the server notes: who made it, and when.
    Record,
}

impl Meaning {
    /// For messages.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Privilege => "what a user may do",
            Self::Money => "how much money an account has",
            Self::Proof => "whether somebody was verified",
            Self::Record => "what the server alone knows",
        }
    }
}

/// True for the schema of a person's account: it has what people log in with.
pub(super) fn is_account(schema: Schema<'_>) -> bool {
    let names = schema.properties();
    names.iter().any(|(key, _)| {
        let name = words::split(key.key_text()).concat();
        matches!(
            name.as_str(),
            "email" | "emailaddress" | "username" | "login" | "password" | "pass" | "passwordhash" | "loginname"
        )
    })
}

/// What a property decides, told from its whole name. Roles of a message or of a place in a list of actors mean something
/// else, so most words count only in an account.
pub(super) fn meaning(name: &str, schema: Schema<'_>, is_account: impl Fn() -> bool) -> Option<Meaning> {
    let last = name.as_bytes().last()?.to_ascii_lowercase();
    // The last letters of the words below; most names end here.
    if !b"nsrfelydt".contains(&last) {
        return None;
    }
    let words = words::split(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let is = |one| schema.types().is_none_or(|types| types.has(one));
    let is_flag = is(Type::Boolean) || is(Type::Integer);
    let is_text = is(Type::String) || is(Type::Array) || is(Type::Object) || is(Type::Integer);
    let is_amount = is(Type::Number) || is(Type::Integer) || is(Type::String);
    match words.as_slice() {
        [
            "is",
            ..,
            "admin" | "administrator" | "superuser" | "staff" | "root" | "moderator" | "superadmin" | "sysadmin",
        ]
        | ["admin" | "superuser" | "superadmin" | "sysadmin"]
        | ["site" | "super" | "system" | "global", "admin"]
            if is_flag =>
        {
            Some(Meaning::Privilege)
        }
        ["role" | "roles" | "permissions" | "privileges" | "authorities"]
        | ["user" | "account", "role" | "roles" | "permissions" | "type"]
        | ["access", "level"]
            if is_text && may_be_high(schema) && is_account() =>
        {
            Some(Meaning::Privilege)
        }
        ["balance"] | ["account" | "wallet" | "credit" | "available" | "current", "balance"]
            if is_amount && !schema.is_enumerated() && is_account() =>
        {
            Some(Meaning::Money)
        }
        ["verified"]
        | ["is", "verified"]
        | ["is", _, "verified"]
        | ["email" | "phone" | "identity" | "kyc" | "mobile", "verified"]
            if is_flag && is_account() =>
        {
            Some(Meaning::Proof)
        }
        ["kyc", "status"] if is_account() => Some(Meaning::Proof),
        ["created" | "updated" | "modified" | "deleted", "at" | "by"] | ["owner", "id"] if is_text || is_amount => {
            Some(Meaning::Record)
        }
        _ => None,
    }
}

/// False for a list of values of which none stands out.
fn may_be_high(schema: Schema<'_>) -> bool {
    let holder = schema.items().unwrap_or(schema);
    if let Some(only) = holder.keyword(Key::Const) {
        return only.text().is_some_and(|text| is_high(&text));
    }
    let Some(list) = holder.keyword(Key::Enum) else { return true };
    list.items().filter_map(NodeRef::text).any(|text| is_high(&text))
}

fn is_high(role: &str) -> bool {
    admin::is_named(role)
        || words::split(role).iter().any(|word| matches!(word.as_str(), "owner" | "super" | "moderator"))
}
