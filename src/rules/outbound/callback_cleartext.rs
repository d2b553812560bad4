//! See `rules/outbound/callback-cleartext.md`.

use crate::finding::Severity;
use crate::model::endpoint::{HostKind, Url};
use crate::model::openapi::{Api, Kind};
use crate::rules::{Check, Cx, Place};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Object(check)];

fn check<'a>(_: &'a Api, callback: NodeRef<'a>, kind: Kind, cx: &mut Cx<'a>) {
    if kind != Kind::Callback {
        return;
    }
    for (key, _) in callback.entries() {
        let text = key.key_text();
        let url = Url::parse(text);
        if !url.scheme().is_cleartext_web() {
            continue;
        }
        let host = url.host_kind();
        if host == HostKind::Loopback {
            continue;
        }
        let scheme = url.scheme_range().and_then(|range| text.get(range)).unwrap_or("http");
        let shown = text.split('?').next().unwrap_or(text);
        let message = format!("the server calls back to `{shown}` without TLS");
        let finding = cx.report(Place::key(key), message);
        finding.help(format!("write `{}s` in place of `{scheme}`", scheme.to_ascii_lowercase()));
        match host {
            HostKind::Private | HostKind::LinkLocal | HostKind::Local | HostKind::SingleLabel => {
                finding.severity(Severity::Low);
            }
            HostKind::Test => {
                finding.severity(Severity::Info);
            }
            _ => {}
        }
    }
}
