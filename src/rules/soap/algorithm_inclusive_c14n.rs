//! See `rules/soap/algorithm-inclusive-c14n.md`.

use super::causes::{Blame, Seen};
use super::suites::{is_used, judged};
use crate::finding::{Profile, Severity};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::reading::AlgorithmSuite;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for (names, severity) in [
        (["InclusiveC14N", "InclusiveC14N11"].as_slice(), Severity::Low),
        (["XPath10", "XPathFilter20", "AbsXPath", "STRTransform10"].as_slice(), Severity::Info),
    ] {
        if severity == Severity::Info && cx.profile() != Profile::Audit {
            continue;
        }
        let judge = |_: &Seen<'_>, written: &AlgorithmSuite| {
            let asked = written.properties.iter().find(|property| names.contains(&property.name))?;
            Some(Blame::on(asked.at))
        };
        for (cause, is_used) in judged(wsdl, is_used, judge) {
            let Some(element) = cause.element().filter(|_| is_used) else { continue };
            let name = element.local();
            let (what, help) = if severity == Severity::Low {
                let what = format!("`{name}` makes signatures depend on namespaces declared outside what is signed");
                (what, "remove the assertion: exclusive canonicalisation is the default")
            } else {
                let what = format!("`{name}` lets signatures transform what they sign");
                (what, "remove it where no client needs it, and limit transforms in the service")
            };
            if let Some(finding) = cause.report(cause.sentence(&what), cx) {
                finding.severity(severity).help(help);
            }
        }
    }
}
