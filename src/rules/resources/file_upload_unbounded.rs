//! See `rules/resources/file-upload-unbounded.md`.

use hashbrown::HashSet;

use crate::finding::{Profile, Severity};
use crate::model::openapi::{Api, Operation, Parameter, Payload, Schema, limits_size};
use crate::rules::site;
use crate::rules::{Check, Cx, Place, many};
use crate::syntax::{At, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// Declared, it stands for all of this.
const CONTROL: &str = "request-size";

struct Upload<'a> {
    operation: Operation<'a>,
    place: Place<'a>,
    /// What stays when another media type comes first.
    known: NodeRef<'a>,
    name: String,
    is_open: bool,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    if api.declared.control(CONTROL).is_some() {
        return;
    }
    let tells_callers = api.tells_callers();
    let mut seen: HashSet<At> = HashSet::new();
    let mut found: Vec<Upload<'a>> = Vec::new();
    for operation in api.served() {
        let is_open = tells_callers && operation.security().admits_anonymous();
        // What reads or deletes takes no files, whatever a generator wrote.
        let takes_files = !operation.is_safe_method() && operation.method() != "DELETE";
        if !takes_files || (!is_open && cx.profile() == Profile::Recommended) {
            continue;
        }
        let uploads = uploads(operation);
        if uploads.is_empty() || operation.limits_body() {
            continue;
        }
        let fresh = uploads.into_iter().filter(|(at, ..)| seen.insert(at.at()));
        found.extend(fresh.map(|(known, place, name)| Upload { operation, place, known, name, is_open }));
    }
    let help = "document how large a file may be: `maxLength` on the field, the size in the description, and `413` for \
                what is larger; where a gateway refuses it, say so: `controls: {request-size: {by: gateway}}`";
    if many::is_one_decision(found.len(), cx) {
        let message = format!("{} uploads have no limit of their size", found.len());
        let finding = cx.report(Place::key(many::whole(api)), message).help(help);
        many::list(finding, found.iter().map(|one| one.place), "any size");
        return;
    }
    for upload in found {
        let caller = if upload.is_open { ", and anybody may send it" } else { "" };
        let message = format!("{} of `{}` may be of any size{caller}", upload.name, upload.operation.title());
        let severity = if upload.is_open { Severity::Medium } else { Severity::Low };
        let known = cx.address(upload.known);
        let finding = cx.report(upload.place, message).severity(severity).label("no limit of the size");
        finding.known_by(known).help(help);
    }
}

/// Files an operation takes that have no limit of their own: what each is known by, its place and its name.
fn uploads<'a>(operation: Operation<'a>) -> Vec<(NodeRef<'a>, Place<'a>, String)> {
    let api = operation.api;
    let is_limited = |schema: Schema<'a>| schema.has_length_limit() || limits_size(schema.node());
    let mut out = Vec::new();
    let payloads = operation.request_payloads();
    // The media types of one body are one upload.
    let mut files = payloads.iter().filter(|payload| payload.is_content() && payload.is_file());
    let is_open = |payload: &&Payload<'a>| !payload.schema.is_some_and(is_limited) && !limits_size(payload.node);
    if let Some(first) = files.find(is_open) {
        let more = match files.filter(is_open).count() {
            0 => String::new(),
            count => format!(" (and {count} more)"),
        };
        let name = format!("the `{}`{more} body", first.media_type);
        out.push((first.node.parent().unwrap_or(first.node), Place::key(first.node), name));
    }
    for payload in payloads.iter().filter(|payload| !(payload.is_content() && payload.is_file())) {
        let Some(schema) = payload.schema.filter(|_| payload.is_form()) else { continue };
        if !payload.is_content() {
            // A form field of 2.0.
            if schema.is_raw_bytes() && !is_limited(schema) {
                let parameter = Parameter::new(api, payload.node);
                let name = format!("the file `{}`", parameter.name());
                out.push((payload.node, Place::parameter(parameter), name));
            }
            continue;
        }
        if limits_size(schema.node()) {
            continue;
        }
        for field in schema.file_fields().into_iter().filter(|field| !is_limited(*field)) {
            let path = site::of(api, field.node()).path;
            out.push((field.node(), site::place(api, field.node()), format!("the file `{path}`")));
        }
    }
    out
}
