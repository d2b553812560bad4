//! Verbs in the names of operations that change something.

use crate::words;

/// Verbs that change something whatever they are said of.
const CHANGING: &[&str] = &[
    "delete",
    "remove",
    "destroy",
    "purge",
    "erase",
    "create",
    "insert",
    "update",
    "modify",
    "edit",
    "approve",
    "reject",
    "cancel",
    "revoke",
    "activate",
    "deactivate",
    "disable",
    "enable",
    "unlock",
    "ban",
    "unban",
    "suspend",
    "resume",
    "restart",
    "reboot",
    "shutdown",
    "transfer",
    "withdraw",
    "deposit",
    "refund",
    "unsubscribe",
    "subscribe",
    "logout",
    "like",
    "unlike",
    "love",
    "vote",
    "upvote",
    "downvote",
    "follow",
    "unfollow",
    "publish",
    "unpublish",
    "send",
    "resend",
    "reset",
    "assign",
    "unassign",
    "promote",
    "demote",
    "createdb",
    "dropdb",
    "initdb",
    "truncate",
    "regenerate",
    "rotate",
];
/// Verbs that are names of things as often: they count as the first word of an id only.
const READ_ALOUD: &[&str] =
    &["add", "set", "save", "write", "drop", "clear", "submit", "invite", "upload", "accept", "make"];
/// Among the verbs, those that are names of things as well when they do not come first: `getUserUpdate`, `ListTransfer`.
const NOUNS: &[&str] = &[
    "like", "love", "vote", "follow", "transfer", "refund", "deposit", "ban", "update", "edit", "insert", "resume",
    "reset", "restart", "shutdown",
];

/// True for a verb that changes something whatever it is said of.
pub(super) fn is_changing(word: &str) -> bool {
    CHANGING.contains(&word)
}

/// True for a verb that says so as the first word of a name.
pub(super) fn begins_change(word: &str) -> bool {
    is_changing(word) || READ_ALOUD.contains(&word)
}

/// The verb by which a name says that its operation changes something: `DeleteClient`, `ClientDelete`; not
/// `GetDeletedClients`, `ClientUpdate`.
pub(super) fn of_change(name: &str) -> Option<String> {
    let words = words::split(name);
    let first = words.first().filter(|first| begins_change(first));
    let last = words.last().filter(|last| is_changing(last) && !NOUNS.contains(&last.as_str()));
    first.or(last).cloned()
}
