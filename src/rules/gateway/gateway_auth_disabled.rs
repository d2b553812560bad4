//! See `rules/gateway/gateway-auth-disabled.md`.

use super::{titles, written};
use crate::model::openapi::gateway::{Fact, Setting};
use crate::model::openapi::{Api, Operation};
use crate::rules::{Check, Cx, Place, Related, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut found: Vec<(Setting<'a>, Operation<'a>)> = Vec::new();
    for operation in api.served() {
        let Some(setting) = operation.gateway_authentication() else { continue };
        let is_off = *setting.fact() == Fact::Authentication(false);
        // Where the description requires nothing either, the rules about `security` tell it.
        if is_off && !operation.security().is_open() && !operation.is_open_by_design() {
            found.push((setting, operation));
        }
    }
    for group in many::by_key(found, |(setting, _)| setting.node().at()) {
        let Some((setting, first)) = group.first() else { continue };
        let operations: Vec<Operation<'a>> = group.iter().map(|(_, operation)| *operation).collect();
        let message = format!("{} lets anybody call {}", written(*setting), titles(&operations));
        let required = first.security().requirements.map(|list| api.node(list.at));
        let finding = cx
            .report(Place::value(setting.node()), message)
            .label("no credentials are asked for")
            .help("remove it; or, if the operation is public, take its requirement out: `security: []` and `x-apivet-public: \"reason\"`");
        if let Some(required) = required {
            finding.related(Place::key(required), "clients are told that credentials are required");
        }
    }
}
