//! See `rules/gateway/gateway-weak-tls.md`.

use super::written;
use crate::model::openapi::Api;
use crate::model::openapi::gateway::Fact;
use crate::rules::{Check, Cx, Place};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    for setting in api.gateway().settings() {
        let Fact::WeakTls(what) = setting.fact() else { continue };
        // The entry of a list is named by the list.
        let is_entry = setting.node().parent().is_some_and(NodeRef::is_seq);
        let name = if is_entry { format!("`{}`", setting.key()) } else { written(setting) };
        cx.report(Place::value(setting.node()), format!("{name}: {what}"))
            .help("allow TLS 1.2 and later only, with authenticated ciphers (AES-GCM, ChaCha20)");
    }
}
