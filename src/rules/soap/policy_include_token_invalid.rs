//! See `rules/soap/policy-include-token-invalid.md`.

use super::policies::{and_more, security_elements};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::Dialect;
use crate::model::wsdl::policy::reading::{Include, IncludeToken};
use crate::rules::{Check, Cx, many};
use crate::words::nearest;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

const VALUES: [&str; 5] = ["Never", "Once", "AlwaysToRecipient", "AlwaysToInitiator", "Always"];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let tokens = security_elements(wsdl).filter_map(|(_, element)| Some((element, Include::of(element)?)));
    let wrong = tokens.filter(|(_, include)| include.value == IncludeToken::Invalid || !include.is_read);
    let wrong = wrong.filter_map(|(element, include)| Some((element, include, wsdl.node(include.at)?)));
    for same in many::by_key(wrong, |(_, include, node)| (include.at.source, include.is_read, node.raw())) {
        let Some(((element, include, node), others)) = same.split_first() else { continue };
        let value = node.text().unwrap_or_default();
        let value = value.trim();
        let more = and_more(others.len());
        let name = value.rsplit('/').next().unwrap_or(value);
        let is_11 = Dialect::of(element.namespace()) == Dialect::Sp11;
        let known = VALUES.into_iter().filter(|value| !is_11 || *value != "AlwaysToInitiator");
        let near = known.clone().find(|value| *value == name).or_else(|| nearest(name, known));
        let near = near.unwrap_or("AlwaysToRecipient");
        let (message, help) = match include.is_read {
            true => (
                format!("`{value}` is no value of `sp:IncludeToken`{more}"),
                format!("write `{}/IncludeToken/{near}`", element.namespace()),
            ),
            false => (
                format!(
                    "`IncludeToken` of a `{}` is not in the namespace of its element{more}: stacks take it as missing, \
                     which means `Always`",
                    element.local()
                ),
                "write it with the prefix of the element, as in `sp:IncludeToken`".to_owned(),
            ),
        };
        cx.report(*node, message).help(help);
    }
}
