//! See `rules/authentication/security-scheme-incomplete.md`.

use super::scheme_fields::{flow_address, foreign, instead, is_blank, needed};
use super::weak::{Reach, title};
use crate::finding::Severity;
use crate::model::openapi::{Api, Fields, Flow, FlowKind, Key, SchemeKind, SecurityScheme, Version};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::NodeRef;
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::SecurityScheme(check)];

fn check<'a>(scheme: SecurityScheme<'a>, cx: &mut Cx<'a>) {
    let node = scheme.node();
    // `$ref` in place of the map of schemes looks like a scheme of that name.
    if node.field(Key::Ref).is_some() || !node.is_map() {
        return;
    }
    let Some(kind) = node.field(Key::Type).filter(|kind| !is_blank(*kind)) else {
        return Judge { scheme, cx }.lacks(node, &[Key::Type], None);
    };
    let mut judge = Judge { scheme, cx };
    match scheme.kind() {
        SchemeKind::Http(_) if scheme.api.version == Version::V2 && kind.string().as_deref() == Some("http") => {
            judge.wrong(
                kind,
                "2.0 does not have",
                "write `type: basic`, or describe a bearer token as a key in the header `Authorization`",
            );
        }
        SchemeKind::Http(_) if scheme.api.version == Version::V2 => {}
        SchemeKind::Http(_) => judge.lacks(node, &[Key::Scheme], None),
        SchemeKind::ApiKey { place } => {
            judge.lacks(node, &[Key::Name, Key::In], None);
            judge.place(&place);
        }
        SchemeKind::OAuth2 => judge.flows(),
        SchemeKind::OpenIdConnect if scheme.api.version == Version::V2 => {
            judge.wrong(kind, "2.0 does not have", "describe the flow as `type: oauth2`, or move to 3.0");
        }
        SchemeKind::OpenIdConnect => judge.lacks(node, &[Key::OpenIdConnectUrl], None),
        SchemeKind::MutualTls if scheme.api.version < Version::V31 => {
            judge.wrong(
                kind,
                "exists since 3.1 only",
                "move to 3.1, or say in prose that client certificates are needed",
            );
        }
        SchemeKind::MutualTls => {}
        SchemeKind::Other(name) => return judge.other(kind, &name),
    }
    judge.foreign();
}

struct Judge<'a, 'c, 'x> {
    scheme: SecurityScheme<'a>,
    cx: &'c mut Cx<'x>,
}

impl<'a> Judge<'a, '_, '_> {
    fn api(&self) -> &'a Api {
        self.scheme.api
    }

    fn report(&mut self, place: Place<'a>, message: String, help: String) {
        let reach = Reach::of(self.scheme);
        let is_idle = self.api().has_operations() && reach.operations.is_empty();
        let finding = self.cx.report(place, message).help(help);
        if is_idle {
            finding.severity(Severity::Medium);
        }
    }

    /// Required fields that are missing or empty, told together at the object that lacks them.
    fn lacks(&mut self, holder: NodeRef<'a>, fields: &[Key], flow: Option<&str>) {
        let missing: Vec<&str> =
            fields.iter().filter(|key| holder.field(**key).is_none_or(is_blank)).map(|key| key.as_str()).collect();
        if missing.is_empty() || (flow_address(fields) && self.is_told_elsewhere()) {
            return;
        }
        let list = missing.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ");
        let of = flow.map_or(String::new(), |flow| format!(" for the flow `{flow}`"));
        let title = title(self.scheme);
        if missing == [Key::Scopes.as_str()] {
            let message = format!("{title} has no `scopes`{of}, not even an empty map");
            let finding = self.cx.report(Place::key(holder), message).severity(Severity::Medium);
            finding.help("add `scopes` with the scopes that operations ask for, or `scopes: {}`");
            return;
        }
        let message = format!("{title} has no {list}{of}, so clients cannot use it");
        self.report(Place::key(holder), message, format!("add {list}"));
    }

    /// Gateways take the issuer and its keys from extensions and want the address left empty.
    fn is_told_elsewhere(&self) -> bool {
        let says =
            |key: &str| words::split(key).iter().any(|word| matches!(word.as_str(), "issuer" | "jwks" | "authorizer"));
        self.scheme.node().entries().any(|(key, _)| key.key_text().starts_with("x-") && says(key.key_text()))
    }

    /// A type, and why it cannot be had.
    fn wrong(&mut self, value: NodeRef<'a>, why: &str, help: &str) {
        let text = value.text().unwrap_or_default();
        let message = format!("{} has the type `{text}`, which {why}", title(self.scheme));
        self.report(Place::value(value), message, help.to_owned());
    }

    /// `in` of a key.
    fn place(&mut self, place: &str) {
        let Some(node) = self.scheme.node().field(Key::In).filter(|node| !is_blank(*node)) else { return };
        let in_cookie = self.api().version != Version::V2;
        if matches!(place, "header" | "query") || (place == "cookie" && in_cookie) {
            return;
        }
        let allowed = if in_cookie { "`header`, `query` or `cookie`" } else { "`header` or `query`" };
        let text = node.text().unwrap_or_default();
        let message = format!("{} sends its key in `{text}`, where no version puts one", title(self.scheme));
        let message = if place == "cookie" {
            format!("{} sends its key in a cookie, which 2.0 does not know", title(self.scheme))
        } else {
            message
        };
        self.report(Place::value(node), message, format!("write {allowed}"));
    }

    /// A type that is none.
    fn other(&mut self, node: NodeRef<'a>, name: &str) {
        let help = instead(self.api().version, name);
        let text = node.text().unwrap_or_default();
        let message = format!("{} has the type `{text}`, which no tool knows", title(self.scheme));
        self.report(Place::value(node), message, help);
    }

    fn flows(&mut self) {
        let node = self.scheme.node();
        if self.api().version == Version::V2 {
            self.lacks(node, &[Key::Flow], None);
            let flows = self.scheme.flows();
            match (flows.first(), node.field(Key::Flow).filter(|flow| !is_blank(*flow))) {
                (Some(flow), _) => {
                    let fields: Vec<Key> = needed(flow.kind).iter().copied().chain([Key::Scopes]).collect();
                    self.lacks(node, &fields, None);
                }
                (None, Some(flow)) => self.unknown_flow(flow, "`implicit`, `password`, `application` or `accessCode`"),
                (None, None) => {}
            }
            return;
        }
        let Some(map) = node.field(Key::Flows).filter(|flows| flows.is_map()) else {
            return self.lacks_flows(node);
        };
        if map.field(Key::Ref).is_some() {
            return;
        }
        let mut any = false;
        for (key, flow) in map.entries().filter(|(key, _)| !key.key_text().starts_with("x-")) {
            any = true;
            if flow.field(Key::Ref).is_some() {
                continue;
            }
            match self.scheme.flows().iter().find(|known| known.named_at == key) {
                Some(Flow { kind: FlowKind::DeviceAuthorization, .. }) if self.api().version < Version::V32 => {
                    let message =
                        format!("{} offers `deviceAuthorization`, which exists since 3.2 only", title(self.scheme));
                    self.report(Place::key(flow), message, "move to 3.2, or describe the flow in prose".to_owned());
                }
                Some(known) => {
                    let fields: Vec<Key> = needed(known.kind).iter().copied().chain([Key::Scopes]).collect();
                    self.lacks(flow, &fields, Some(key.key_text()));
                }
                None => self.unknown_flow(key, "`authorizationCode`, `clientCredentials`, `implicit` or `password`"),
            }
        }
        if !any {
            self.lacks_flows(node);
        }
    }

    fn lacks_flows(&mut self, node: NodeRef<'a>) {
        let message = format!("{} offers no flow, so clients cannot get a token", title(self.scheme));
        let help = if node.field(Key::Flow).is_some() {
            "write `flows` in place of 2.0's `flow`: `flows: {authorizationCode: {…}}`"
        } else {
            "add the flow under `flows`, with its addresses and scopes"
        };
        self.report(Place::key(node.field(Key::Flows).unwrap_or(node)), message, help.to_owned());
    }

    fn unknown_flow(&mut self, named_at: NodeRef<'a>, known: &str) {
        let name = if named_at.is_key() {
            named_at.key_text().to_owned()
        } else {
            named_at.text().unwrap_or_default().into_owned()
        };
        let help = match name.as_str() {
            "accessCode" => "write `authorizationCode`".to_owned(),
            "application" => "write `clientCredentials`".to_owned(),
            "authorizationCode" => "write `accessCode`, as 2.0 calls it".to_owned(),
            "clientCredentials" => "write `application`, as 2.0 calls it".to_owned(),
            _ => format!("write {known}"),
        };
        let message = format!("{} offers the flow `{name}`, which does not exist in this version", title(self.scheme));
        self.report(Place::value(named_at), message, help);
    }

    /// Fields of another type, which tools leave aside.
    fn foreign(&mut self) {
        let node = self.scheme.node();
        let found = foreign(self.scheme);
        let Some((_, first)) = found.first() else { return };
        let list = found.iter().map(|(key, _)| format!("`{}`", key.as_str())).collect::<Vec<_>>().join(", ");
        let kind = node.field(Key::Type).and_then(NodeRef::text).unwrap_or_default();
        let message = format!("{} is of the type `{kind}`, which has no {list}", title(self.scheme));
        let finding = self.cx.report(Place::key(*first), message).severity(Severity::Low);
        finding.help(format!("remove {list}, or write the type that has it"));
        for (_, more) in found.iter().skip(1) {
            finding.related(Place::key(*more), "this one neither");
        }
    }
}
