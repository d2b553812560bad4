//! Whether what an operation reads belongs to somebody, as far as its path, its errors and its answer tell. Only used to
//! be milder about open reads.

use hashbrown::HashSet;

use crate::model::openapi::{Operation, Response, Schema};
use crate::rules::lexicon;
use crate::rules::personal::is_personal;
use crate::syntax::At;
use crate::words;

/// What paths call things that have an owner.
const OWNED: &[&str] = &[
    "me",
    "my",
    "self",
    "user",
    "users",
    "account",
    "accounts",
    "customer",
    "customers",
    "client",
    "clients",
    "member",
    "members",
    "employee",
    "employees",
    "patient",
    "patients",
    "profile",
    "profiles",
    "person",
    "persons",
    "contact",
    "contacts",
    "order",
    "orders",
    "invoice",
    "invoices",
    "payment",
    "payments",
    "transaction",
    "transactions",
    "card",
    "cards",
    "wallet",
    "wallets",
    "cart",
    "carts",
    "booking",
    "bookings",
    "message",
    "messages",
    "document",
    "documents",
    "admin",
    "config",
    "configuration",
    "settings",
    "secret",
    "secrets",
    "key",
    "keys",
    "token",
    "tokens",
    "log",
    "logs",
    "audit",
    "backup",
    "backups",
    "internal",
    "debug",
    "tenant",
    "tenants",
    "device",
    "devices",
    "vehicle",
    "vehicles",
];

/// Levels of an answer that are looked into.
const DEEPEST: usize = 3;

/// True when a read operation tells callers apart, names what has an owner, or returns data about persons or secrets.
pub(super) fn is_about_somebody(operation: Operation<'_>) -> bool {
    let tells_callers_apart = operation.responses().iter().any(|response| matches!(response.status(), "401" | "403"));
    let segments = operation.path().split('/').filter(|segment| !segment.starts_with('{'));
    tells_callers_apart || segments.flat_map(words::split).any(|word| OWNED.contains(&word.as_str())) || {
        let mut seen = HashSet::new();
        let answers = operation.successes().into_iter().flat_map(|response| response.payloads());
        answers.filter_map(|payload| payload.schema).any(|schema| is_delicate(schema, 0, &mut seen))
    }
}

/// False where nothing is known of what an operation returns.
pub(super) fn describes_answer(operation: Operation<'_>) -> bool {
    operation.successes().iter().flat_map(Response::payloads).any(|payload| payload.schema.is_some())
}

fn is_delicate(schema: Schema<'_>, depth: usize, seen: &mut HashSet<At>) -> bool {
    if depth > DEEPEST || !seen.insert(schema.node().at()) {
        return false;
    }
    schema.items().is_some_and(|items| is_delicate(items, depth, seen))
        || schema.properties().into_iter().any(|(key, property)| {
            let name = key.key_text();
            is_personal(name)
                || lexicon::sensitive(name).is_some()
                || property.is_some_and(|inner| is_delicate(inner, depth + 1, seen))
        })
}
