//! See `rules/soap/policy-unknown-security-assertion.md`.

use super::causes::tag;
use super::policies::{and_more, at_tag, kinds, named, slips};
use super::policy_security_assertion_optional::is_ability;
use crate::finding::{Confidence, Severity};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::{Dialect, Fault, Misread, SP11, SP12, SP13, vocabulary};
use crate::rules::{Check, Cx, Related, many};
use crate::syntax::Element;
use crate::words::nearest;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for same in slips(wsdl, |misread| misread.fault == Fault::UnknownName) {
        let Some(((misread, element), others)) = same.split_first() else { continue };
        let (local, more) = (element.local(), and_more(others.len()));
        let message = format!("no version of WS-SecurityPolicy has an assertion `{local}`{more}: stacks ignore it");
        let finding = at_tag(*element, message, cx).help(help(misread, local));
        // Without what only says how things are referred to, nothing is weaker.
        if nearest(local, vocabulary(misread.dialect)).is_some_and(is_ability) {
            finding.severity(Severity::Low);
        }
    }
    // A policy in the wrong version is one slip.
    let of_others = slips(wsdl, |misread| misread.fault == Fault::OtherVersion).into_iter().flatten();
    for same in many::by_key(of_others, |(misread, element)| (misread.at.source, help(misread, element.local()))) {
        let Some((misread, element)) = same.first() else { continue };
        let all: Vec<Element<'_>> = same.iter().map(|(_, element)| *element).collect();
        let kinds = kinds(&all);
        let (names, are_many) = named(&kinds);
        let (are, have, them) = match are_many {
            true => ("are no assertions", "they have", "them"),
            false => ("is no assertion", "it has", "it"),
        };
        let (version, more) = (misread.dialect.version(), and_more(all.len() - kinds.len()));
        let message = format!("{names} {are} of {version}, whose namespace {have}{more}: only some stacks read {them}");
        let finding = at_tag(*element, message, cx).help(help(misread, element.local()));
        let protects = kinds.iter().any(|element| !is_ability(element.local()));
        finding.severity(if protects { Severity::Medium } else { Severity::Low }).confidence(Confidence::Medium);
        for other in kinds.iter().skip(1).take(4) {
            finding.related(tag(*other), "this one too");
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
