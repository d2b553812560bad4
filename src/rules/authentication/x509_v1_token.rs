//! See `rules/authentication/x509-v1-token.md`.

use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::reading::TokenKind;
use crate::rules::soap::causes::{Blame, Seen, any_alternative};
use crate::rules::soap::sends::whose;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in any_alternative(wsdl, first_version) {
        let message = format!("certificates of version 1 protect {}", whose(&cause));
        if let Some(finding) = cause.report(message, cx) {
            finding.help("ask for `sp:WssX509V3Token11` or `sp:WssX509V3Token10`");
        }
    }
}

fn first_version(seen: &Seen<'_>) -> Vec<Blame> {
    let tokens = seen.reading.tokens().filter(|(_, token)| token.kind == TokenKind::X509);
    let properties = tokens.flat_map(|(_, token)| {
        ["WssX509V1Token10", "WssX509V1Token11"].into_iter().find_map(|name| token.property(name))
    });
    properties.map(|property| Blame::on(property.at)).collect()
}
