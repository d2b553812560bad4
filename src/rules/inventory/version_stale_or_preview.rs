//! See `rules/inventory/version-stale-or-preview.md`.

use crate::finding::{Confidence, Profile, Severity};
use crate::model::openapi::{Api, Fields, Key, Operation, PathVersion, segments};
use crate::rules::{Check, Cx, Place, Related, many};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(older), Check::Api(preview)];

/// An operation under a version.
struct Versioned<'a> {
    operation: Operation<'a>,
    /// The segment as written.
    text: &'a str,
    version: PathVersion,
}

/// An operation that a newer version has as well.
struct Older<'a> {
    old: Operation<'a>,
    new: Operation<'a>,
    /// `v2` and `v3`.
    versions: (&'a str, &'a str),
    /// What the older one is weaker in.
    weaker: Option<String>,
}

fn older<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let versioned = api.served().filter_map(|operation| {
        let (text, version, shape) = versioned(operation)?;
        Some((Versioned { operation, text, version }, (operation.method(), shape)))
    });
    let mut found: Vec<Older<'a>> = Vec::new();
    for group in many::by_key(versioned, |(_, shape)| shape.clone()) {
        let is_out = |one: &&(Versioned<'a>, _)| !one.0.version.is_preview();
        let Some((newest, _)) = group.iter().filter(is_out).max_by(|a, b| a.0.version.cmp(&b.0.version)) else {
            continue;
        };
        for (one, _) in group.iter().filter(|(one, _)| one.version < newest.version && !one.operation.is_deprecated()) {
            let weaker = weaker(one.operation, newest.operation);
            let versions = (one.text, newest.text);
            found.push(Older { old: one.operation, new: newest.operation, versions, weaker });
        }
    }
    let (weak, plain): (Vec<_>, Vec<_>) = found.into_iter().partition(|one| one.weaker.is_some());
    for one in &weak {
        let (old, new) = (one.old.title(), one.new.title());
        let why = one.weaker.as_deref().unwrap_or_default();
        let message = format!("`{old}` is still offered beside `{new}`, and {why}");
        cx.report(Place::key(one.old.node()), message)
            .severity(Severity::Low)
            .confidence(Confidence::Medium)
            .help("take the old one out of service, or give it what the new one has and mark it `deprecated: true`")
            .related(Place::key(one.new.node()), "the new one");
    }
    if cx.profile() != Profile::Audit {
        return;
    }
    for group in many::by_key(plain, |one| one.versions) {
        let Some((first, others)) = group.split_first() else { continue };
        let (old, new) = first.versions;
        let message = match others.len() {
            0 => format!("`{}` is offered as `{new}` too and not marked as deprecated", first.old.title()),
            1 => format!(
                "`{}` and 1 more operation of `{old}` are offered as `{new}` too and not marked as deprecated",
                first.old.title()
            ),
            more => format!(
                "`{}` and {more} more operations of `{old}` are offered as `{new}` too and not marked as deprecated",
                first.old.title()
            ),
        };
        let finding = cx.report(Place::key(first.old.node()), message);
        finding.help(format!("mark what `{new}` replaces `deprecated: true`, and say until when it answers"));
        finding.known_by(format!("{old} beside {new}"));
        many::list(finding, others.iter().map(|one| Place::key(one.old.node())), "offered twice too");
    }
}

/// The version in a path, and the path without it and without the names of its parameters.
fn versioned(operation: Operation<'_>) -> Option<(&str, PathVersion, String)> {
    let mut found = None;
    let mut shape = String::new();
    for segment in segments(operation.path()) {
        let version = if found.is_none() { PathVersion::parse(segment) } else { None };
        shape.push('/');
        match version {
            Some(version) => {
                found = Some((segment, version));
                shape.push_str("{version}");
            }
            None if segment.starts_with('{') => shape.push_str("{}"),
            None => shape.push_str(segment),
        }
    }
    found.map(|(text, version)| (text, version, shape))
}

/// What an old operation does not promise and the new one does.
fn weaker(old: Operation<'_>, new: Operation<'_>) -> Option<String> {
    if old.security().admits_anonymous() && !new.security().admits_anonymous() {
        return Some("needs no credentials, which the new one does".to_owned());
    }
    // Statuses by which a server refuses: who may not, who asks too often, who is stopped.
    let refusals = [401, 403, 423, 429, 503];
    let missing: Vec<String> = new
        .responses()
        .iter()
        .filter_map(|response| response.status().parse::<u16>().ok())
        .filter(|status| refusals.contains(status) && !old.covers_status(*status))
        .map(|status| format!("`{status}`"))
        .collect();
    (!missing.is_empty()).then(|| format!("never answers {} as the new one does", missing.join(" or ")))
}

/// The description is of a version before the first.
fn preview<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    if cx.profile() != Profile::Audit || api.served().next().is_none() {
        return;
    }
    let Some(version) = api.root().field(Key::Info).and_then(|info| info.field(Key::Version)) else { return };
    let text = version.text().unwrap_or_default();
    let is_preview = |word: &String| {
        let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
        matches!(word, "alpha" | "beta" | "preview" | "snapshot" | "dev" | "rc" | "draft")
    };
    let has_stage =
        segments(&text).iter().any(|text| PathVersion::parse(text).is_some_and(|version| version.is_preview()));
    if has_stage || words::split(&text).iter().any(is_preview) {
        cx.report(Place::value(version), format!("version `{text}` is one before release"))
            .help("do not offer it to everybody, or hold it to the rules of what is released");
    }
}
