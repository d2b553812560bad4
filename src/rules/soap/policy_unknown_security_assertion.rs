//! See `rules/soap/policy-unknown-security-assertion.md`.

use super::policies::{and_more, at_tag, slips};
use crate::finding::{Confidence, Severity};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::{Dialect, Fault, Misread, SP11, SP12, SP13, vocabulary};
use crate::rules::{Check, Cx, many};
use crate::syntax::Element;
use crate::words::nearest;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for same in slips(wsdl, |misread| matches!(misread.fault, Fault::UnknownName | Fault::OtherVersion)) {
        let Some(((misread, element), others)) = same.split_first() else { continue };
        let version = misread.dialect.version();
        let local = element.local();
        let more = and_more(others.len());
        if misread.fault == Fault::OtherVersion {
            let message = format!(
                "`{local}` is no assertion of {version}, whose namespace it has{more}: only some stacks read it"
            );
            let finding = at_tag(*element, message, cx).help(help(misread, local));
            finding.severity(Severity::Medium).confidence(Confidence::Medium);
        } else {
            let message = format!("no version of WS-SecurityPolicy has an assertion `{local}`{more}: stacks ignore it");
            at_tag(*element, message, cx).help(help(misread, local));
        }
    }
    let is_like = |misread: &Misread| misread.fault == Fault::UnknownNamespace && misread.dialect == Dialect::SpLike;
    let like = slips(wsdl, is_like).into_iter().flatten();
    for same in many::by_key(like, |(misread, element)| (misread.at.source, element.namespace())) {
        let Some(((_, element), others)) = same.split_first() else { continue };
        let (local, namespace) = (element.local(), element.namespace());
        let message = format!(
            "`{local}` is in the namespace `{namespace}`, which is none of WS-SecurityPolicy{}: stacks ignore it",
            and_more(others.len())
        );
        let help = match nearest_namespace(*element) {
            Some(near) => format!("write `{near}`"),
            None => format!("use `{SP12}`"),
        };
        at_tag(*element, message, cx).help(help);
    }
}

fn help(misread: &Misread, local: &str) -> String {
    if misread.fault == Fault::OtherVersion {
        let others = [(Dialect::Sp11, SP11), (Dialect::Sp12, SP12), (Dialect::Sp13, SP13)];
        let has_it = |dialect: Dialect| vocabulary(dialect).any(|name| name == local);
        let own = others.into_iter().rev().find(|(dialect, _)| *dialect != misread.dialect && has_it(*dialect));
        return match own {
            Some((Dialect::Sp13, namespace)) => format!("it belongs to the namespace `{namespace}`"),
            Some((_, namespace)) => format!("write the whole policy in `{namespace}`, which has it"),
            None => "remove it".to_owned(),
        };
    }
    match nearest(local, vocabulary(misread.dialect)) {
        Some(near) => format!("write `{near}`, if that is meant"),
        None => "write an assertion that exists, or remove it".to_owned(),
    }
}

fn nearest_namespace(element: Element<'_>) -> Option<&'static str> {
    let own = element.namespace().trim_end_matches('/').to_ascii_lowercase();
    let own = own.replacen("https:", "http:", 1);
    let all = [SP11, SP12, SP13];
    all.into_iter().find(|namespace| **namespace == own).or_else(|| nearest(&own, all))
}
