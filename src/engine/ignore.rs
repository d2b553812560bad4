//! Ignores: decisions, written down beside the description, that a finding does not count. Comments, the extension
//! `x-apivet-ignore` and configuration entries all become [`Directive`]s; those that do nothing are findings themselves.

mod comment;
mod extension;
mod pattern;
#[cfg(test)]
mod tests;
mod write;

use hashbrown::HashMap;
pub use write::{Insertion, insertion};

use super::Settings;
use crate::finding::{Effect, Finding, Meta, Status};
use crate::rules::{self, Cx, Place};
use crate::source::{Position, Span};
use crate::syntax::{Document, NodeId, NodeRef};

/// What the findings of one description are about.
pub(super) struct Scope<'a> {
    /// The root of the first document that was linted.
    pub(super) root: Option<NodeId>,
    /// The format, as rules name those they apply to.
    pub(super) format: &'a str,
    /// The operations with their method and path, for entries that name one.
    pub(super) operations: &'a dyn Fn() -> Vec<(Span, String, String)>,
    /// Whether the description reaches a place: a shared file may serve others too.
    pub(super) reaches: &'a dyn Fn(NodeRef<'_>) -> bool,
    /// False when a part could not be read, so that an ignore may well have matched there.
    pub(super) complete: bool,
}

impl<'a> Scope<'a> {
    /// Of a description whose operations have no paths, all of it reached.
    pub(super) fn plain(format: &'a str, complete: bool) -> Self {
        Self { root: None, format, operations: &Vec::new, reaches: &|_| true, complete }
    }
}

/// An ignore as somebody wrote it.
struct Written<'d> {
    /// The node it covers, or the nearest one for an ignore that covers nothing.
    node: NodeRef<'d>,
    /// The bytes of the whole ignore.
    span: Span,
    kind: &'static str,
    content: Result<Content, Malformed>,
}

/// What an ignore that can be read says.
struct Content {
    cover: Span,
    /// Names of rules as written.
    rules: Vec<(String, Span)>,
    reason: Option<String>,
    expires: Option<String>,
}

/// Why an ignore cannot be read, as the end of a sentence, and what to write.
struct Malformed {
    why: String,
    help: String,
}

/// One rule that is ignored at one place.
struct Directive<'d> {
    rule: &'static Meta,
    kind: &'static str,
    /// Where it is written, with the bytes of the rule's name and of the whole; `None` for the configuration.
    place: Option<(NodeRef<'d>, Span, Span)>,
    /// Where it is written in the configuration.
    entry: Option<Position>,
    cover: Cover,
    reason: Option<String>,
    expired: bool,
    used: bool,
}

enum Cover {
    Bytes(Vec<Span>),
    Pointer(pattern::Pattern),
    Everything,
}

impl Directive<'_> {
    fn covers(&self, finding: &Finding) -> bool {
        match &self.cover {
            Cover::Bytes(spans) => spans.iter().any(|span| span.covers(finding.primary.span)),
            Cover::Pointer(pattern) => pattern.covers(&finding.primary.pointer),
            Cover::Everything => true,
        }
    }
}

/// Sets the status of every finding that somebody ignored, and reports ignores that are expired, of no effect, without
/// a reason or not readable. What entries of the configuration did comes back, as their file is no text of this run.
pub(super) fn apply(
    findings: &mut Vec<Finding>,
    documents: &[Document],
    settings: &Settings,
    scope: &Scope<'_>,
) -> Vec<(Position, Effect)> {
    if !settings.honour_ignores {
        findings.iter_mut().for_each(|finding| finding.status = Status::Open);
        return Vec::new();
    }
    let mut told = Told { settings, findings: Vec::new() };
    let mut directives = Vec::new();
    for (index, document) in documents.iter().enumerate() {
        for written in comment::read(document).into_iter().chain(extension::read(document)) {
            if index > 0 || scope.root.is_none_or(|root| written.node.root().id == root) {
                directives.extend(told.understand(written));
            }
        }
    }
    directives.extend(settings.ignores.iter().filter_map(|entry| configured(entry, settings, scope)));
    mark(findings, &mut directives);
    // What is said about an ignore can be ignored too, but not by itself.
    let about_ignores = |directive: &Directive<'_>| directive.rule.id.starts_with("ignore-");
    for directive in directives.iter().filter(|directive| !about_ignores(directive)) {
        told.if_unused(directive, scope);
    }
    mark(&mut told.findings, &mut directives);
    for directive in directives.iter().filter(|directive| about_ignores(directive)) {
        told.if_unused(directive, scope);
    }
    findings.append(&mut told.findings);
    directives.iter().filter_map(|directive| effect(directive, settings, scope)).collect()
}

/// What an entry of the configuration did, if that can be said: its rule must have seen the whole description.
fn effect(directive: &Directive<'_>, settings: &Settings, scope: &Scope<'_>) -> Option<(Position, Effect)> {
    let effect = match (directive.expired, directive.used) {
        (true, _) => Effect::Expired,
        (false, true) => Effect::Some,
        (false, false) => Effect::Nothing,
    };
    let judged = scope.complete && settings.runs(directive.rule.id);
    directive.entry.filter(|_| judged || effect != Effect::Nothing).map(|at| (at, effect))
}

fn mark(findings: &mut [Finding], directives: &mut [Directive<'_>]) {
    let mut by_rule: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, directive) in directives.iter().enumerate() {
        by_rule.entry(directive.rule.id).or_default().push(index);
    }
    for finding in findings {
        for index in by_rule.get(finding.rule.id).into_iter().flatten() {
            let Some(directive) = directives.get_mut(*index).filter(|directive| directive.covers(finding)) else {
                continue;
            };
            directive.used = true;
            if finding.is_open() && !directive.expired {
                let by = directive.place.map(|(_, _, whole)| whole);
                finding.status = Status::Ignored { by, kind: directive.kind, reason: directive.reason.clone() };
            }
        }
    }
}

fn configured<'d>(entry: &crate::config::IgnoreEntry, settings: &Settings, scope: &Scope<'_>) -> Option<Directive<'d>> {
    let cover = match (&entry.pointer, &entry.operation) {
        (Some(pointer), _) => Cover::Pointer(pattern::Pattern::new(pointer)),
        (None, Some(operation)) => Cover::Bytes(pattern::operations(operation, (scope.operations)())),
        (None, None) => Cover::Everything,
    };
    Some(Directive {
        rule: &rules::find(&entry.rule)?.meta,
        kind: "config",
        place: None,
        entry: Some(entry.at),
        cover,
        reason: Some(entry.reason.clone()),
        expired: is_over(entry.expires.as_deref(), settings),
        used: false,
    })
}

/// True behind the last day.
fn is_over(expires: Option<&str>, settings: &Settings) -> bool {
    matches!((expires, settings.today.as_deref()), (Some(last), Some(today)) if today > last)
}

/// Findings about ignores, of the rules that run.
struct Told<'s> {
    settings: &'s Settings,
    findings: Vec<Finding>,
}

impl Told<'_> {
    fn report(&mut self, rule: &str, (node, span): (NodeRef<'_>, Span), message: String, help: String) {
        let Some(enabled) = self.settings.rules.iter().find(|enabled| enabled.rule.meta.id == rule) else { return };
        let mut cx = Cx::new(&enabled.rule.meta, self.settings.profile, &mut self.findings);
        // One entry may name several rules in the same bytes.
        cx.report(Place::within(node, span), message.as_str()).help(help).value(message);
    }

    fn understand<'d>(&mut self, written: Written<'d>) -> Vec<Directive<'d>> {
        let Written { node, span, kind, content } = written;
        let content = match content {
            Ok(content) => content,
            Err(Malformed { why, help }) => {
                self.report("ignore-unknown-rule", (node, span), format!("this ignore has no effect: {why}"), help);
                return Vec::new();
            }
        };
        let mut directives = Vec::new();
        for (name, at) in content.rules {
            let Some(rule) = rules::find(&name) else {
                let message = format!("`{name}` is no rule, so this ignore has no effect");
                self.report("ignore-unknown-rule", (node, at), message, instead_of(&name));
                continue;
            };
            let expired = is_over(content.expires.as_deref(), self.settings);
            if let Some(last) = content.expires.as_deref().filter(|_| expired) {
                let message = format!("the ignore of `{}` expired on {last}: its findings count again", rule.meta.id);
                let help = "mend what it hid, or set a new date together with the reason for it";
                self.report("ignore-expired", (node, at), message, help.into());
            }
            directives.push(Directive {
                rule: &rule.meta,
                kind,
                place: Some((node, at, span)),
                entry: None,
                cover: Cover::Bytes(vec![content.cover]),
                reason: content.reason.clone(),
                expired,
                used: false,
            });
        }
        if content.reason.is_none() {
            let message = "this ignore gives no reason".to_owned();
            let help = if kind == "comment" {
                "write it behind the brackets: `ignore[rule-id] -- reason`"
            } else {
                "add `reason` to the entry"
            };
            self.report("ignore-without-reason", (node, span), message, help.into());
        }
        directives
    }

    fn if_unused(&mut self, directive: &Directive<'_>, scope: &Scope<'_>) {
        let Some((node, at, _)) = directive.place else { return };
        let id = directive.rule.id;
        let judged = self.settings.runs(id) && scope.complete && (scope.reaches)(node);
        if directive.used || directive.expired || !judged {
            return;
        }
        let message = if directive.rule.applies.contains(&scope.format) {
            format!("`{id}` finds nothing here, so this ignore is not needed")
        } else {
            format!("`{id}` does not apply to descriptions of this format, so this ignore is not needed")
        };
        self.report("ignore-unused", (node, at), message, "remove it before it hides a finding to come".into());
    }
}

/// What to write in place of a name that is no rule's.
fn instead_of(name: &str) -> String {
    if matches!(name, "*" | "all") {
        return "no form ignores every rule: name the ones that are meant".into();
    }
    if rules::RULES.iter().any(|rule| rule.meta.family == name) {
        return format!("`{name}` is a family: name the rules that are meant");
    }
    match rules::nearest(name) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`apivet rules` lists them all".into(),
    }
}
