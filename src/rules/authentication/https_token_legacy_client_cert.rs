//! See `rules/authentication/https-token-legacy-client-cert.md`.

use crate::finding::{Profile, Severity};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::reading::{RequestedAuthentication, Role, Spelling, Token, TokenKind};
use crate::rules::soap::causes::{Blame, Seen, any_alternative};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

const NAME: &str = "RequireClientCertificate";

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in any_alternative(wsdl, judge) {
        let Some(element) = cause.element() else { continue };
        let attribute = element.attr("", NAME).filter(|_| element.local() == "HttpsToken");
        let severity = match &*cause.about {
            "false" => Severity::Info,
            "true" => Severity::High,
            _ => Severity::Medium,
        };
        if severity == Severity::Info && cx.profile() == Profile::Recommended {
            continue;
        }
        let (what, help) = match severity {
            Severity::High => (
                format!(
                    "the attribute `{NAME}` is not read in WS-SecurityPolicy 1.2, so no client certificate is required"
                ),
                format!("write `<sp:HttpsToken><wsp:Policy><sp:{NAME}/></wsp:Policy></sp:HttpsToken>`"),
            ),
            Severity::Info => (
                format!("the attribute `{NAME}` belongs to WS-SecurityPolicy 1.1 and says nothing here"),
                "remove the attribute".to_owned(),
            ),
            _ => (
                format!("`{}` is not read in WS-SecurityPolicy 1.1, so clients are not authenticated", element.local()),
                if element.local() == NAME {
                    format!("write `<sp:HttpsToken {NAME}=\"true\"/>`, or use the namespace of version 1.2")
                } else {
                    "use the namespace of WS-SecurityPolicy 1.2".to_owned()
                },
            ),
        };
        let Some(finding) = cause.report(cause.sentence(&what), cx) else { continue };
        finding.severity(severity).help(help);
        if let Some(attribute) = attribute {
            finding.primary.span = attribute.grip();
        }
    }
}

fn judge(seen: &Seen<'_>) -> Option<Blame> {
    let bindings = seen.reading.bindings.iter();
    let mut tokens = bindings.flat_map(|binding| binding.tokens(Role::Transport));
    tokens.find_map(|token| {
        // What is also said in the right way is required.
        let unread = token.authentication.iter().find(|asked| !asked.is_read)?;
        let is_said = token.kind != TokenKind::Https || token.client_authentication().is_some();
        (!is_said).then(|| blame(token, unread))
    })
}

fn blame(token: &Token, unread: &RequestedAuthentication) -> Blame {
    match unread.spelling {
        Spelling::Attribute => Blame::for_what(token.at, if unread.is_required { "true" } else { "false" }),
        Spelling::Nested => Blame::on(unread.at),
    }
}
