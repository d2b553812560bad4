//! See `rules/gateway/gateway-tls-verification-off.md`.

use super::{titles, written};
use crate::model::openapi::Api;
use crate::model::openapi::gateway::{Fact, Setting};
use crate::rules::{Check, Cx, Place, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let off = api.gateway().settings().filter(|setting| *setting.fact() == Fact::TlsVerification(false));
    // Written out for each operation it is one decision.
    for alike in many::by_key(off, |setting| setting.key()) {
        report(&alike, cx);
    }
}

fn report<'a>(alike: &[Setting<'a>], cx: &mut Cx<'a>) {
    let Some((first, others)) = alike.split_first() else { return };
    let operations: Vec<_> = alike.iter().flat_map(|setting| setting.operations()).collect();
    let finding = cx
        .report(
            Place::value(first.node()),
            format!("{}: certificates of the backend of {} are not verified", written(*first), titles(&operations)),
        )
        .known_by(first.key())
        .help("remove it; for a backend with a certificate of your own, give the gateway the authority that signed it");
    many::list(finding, others.iter().map(|setting| Place::value(setting.node())), "here too");
}
