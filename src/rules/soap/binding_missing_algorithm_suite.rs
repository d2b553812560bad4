//! See `rules/soap/binding-missing-algorithm-suite.md`.

use super::causes::{Blame, Seen, any_alternative};
use super::suites::is_used;
use crate::finding::{Profile, Severity};
use crate::model::wsdl::Wsdl;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let missing = |used: bool| {
        any_alternative(wsdl, move |seen: &Seen<'_>| {
            if seen.facts.unknown.is_some() || is_used(seen.reading) != used {
                return None;
            }
            let mut bindings = seen.reading.bindings.iter();
            bindings.find(|binding| binding.algorithm_suite.is_none()).map(|binding| Blame::on(binding.at))
        })
    };
    let used = missing(true);
    let unused = missing(false);
    for cause in &used {
        let what = "the binding names no algorithm suite, so each stack picks its own algorithms";
        if let Some(finding) = cause.report(cause.sentence(what), cx) {
            finding.help("add `<sp:AlgorithmSuite>` with `<sp:Basic256Sha256/>` in its policy");
        }
    }
    for cause in unused.iter().filter(|cause| !used.iter().any(|known| known.at == cause.at)) {
        if cx.profile() == Profile::Recommended {
            continue;
        }
        let what = "the binding names no algorithm suite, though nothing uses one beside TLS";
        if let Some(finding) = cause.report(cause.sentence(what), cx) {
            finding.severity(Severity::Info).help("add `<sp:AlgorithmSuite>`, which the grammar wants");
        }
    }
}
