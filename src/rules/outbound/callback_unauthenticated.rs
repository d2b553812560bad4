//! See `rules/outbound/callback-unauthenticated.md`.

use crate::model::openapi::{Api, Fields, Key, Location, Operation, Origin};
use crate::rules::{Check, Cx, Place, many};
use crate::syntax::NodeRef;
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let root = api.root();
    let around = [Some(root), root.field(Key::Info)].into_iter().flatten();
    if around.into_iter().any(speaks_of_proof) {
        return;
    }
    for origin in [Origin::Webhook, Origin::Callback] {
        let open: Vec<Operation<'a>> = api
            .operations()
            .filter(|operation| operation.origin() == origin && operation.is_first() && !operation.is_elsewhere())
            .filter(|operation| !is_proven(*operation))
            .collect();
        let Some((first, others)) = open.split_first() else { continue };
        let what = if origin == Origin::Webhook { "webhook" } else { "callback" };
        let message = if others.is_empty() {
            format!("the {what} `{}` says nothing by which its receiver can tell who sent it", first.title())
        } else {
            format!("{} {what}s say nothing by which their receivers can tell who sent them", open.len())
        };
        let finding = cx.report(Place::key(first.node()), message);
        finding
            .known_by(format!("{what}s"))
            .help("sign each call, and describe the header with the signature or the `security` of the call");
        many::list(finding, others.iter().map(|operation| Place::key(operation.node())), "this one too");
    }
}

/// Whether root security applies to calls the API makes itself is unclear; own requirements are not.
fn is_proven(operation: Operation<'_>) -> bool {
    let is_required = !operation.security().admits_anonymous();
    let is_signed = operation.has_unknown_parameters()
        || operation.parameters().iter().any(|parameter| {
            matches!(parameter.location(), Location::Header | Location::Query)
                && words::split(&parameter.name()).iter().any(|word| PROOF.contains(&word.as_str()))
        });
    let is_described = std::iter::once(operation.node()).chain(operation.path_items()).any(speaks_of_proof);
    let in_body = || {
        let schemas = operation.request_payloads().into_iter().filter_map(|payload| payload.schema);
        schemas.flat_map(|schema| schema.properties()).any(|(key, _)| {
            words::split(key.key_text()).iter().any(|word| matches!(word.as_str(), "signature" | "hmac"))
        })
    };
    is_required || is_signed || is_described || in_body()
}

const PROOF: &[&str] =
    &["signature", "sign", "signed", "hmac", "digest", "authorization", "token", "secret", "jwt", "svix", "sig"];

fn speaks_of_proof(node: NodeRef<'_>) -> bool {
    let texts = [Key::Description, Key::Summary].into_iter().filter_map(|key| node.field(key)?.text());
    texts.into_iter().any(|text| {
        let text = text.to_ascii_lowercase();
        ["signature", "signed", "hmac", "mutual tls", "mtls"].iter().any(|word| text.contains(word))
    })
}
