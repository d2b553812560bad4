//! See `rules/soap/algorithm-unknown-suite.md`.

use hashbrown::HashSet;

use super::causes::{Blame, Seen, any_alternative};
use super::sends::is_model;
use super::suites::{self, Suite, is_used, judged, suite_of};
use crate::finding::{Profile, Severity};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::Dialect;
use crate::model::wsdl::policy::reading::AlgorithmSuite;
use crate::rules::{Check, Cx};
use crate::syntax::At;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    // Where one alternative of it names a suite, the choice is the weakness.
    let named = any_alternative(wsdl, |seen| {
        let all = suites::written(seen.reading).filter(|written| written.suite.is_some());
        all.map(|written| Blame::on(written.at)).collect::<Vec<_>>()
    });
    let named: HashSet<At> = named.iter().map(|cause| cause.at).collect();
    let judge = |seen: &Seen<'_>, written: &AlgorithmSuite| {
        if let Some(second) = written.more.first() {
            return Some(Blame::on(*second));
        }
        match &written.suite {
            // What the configuration of the stack says.
            Some((_, name)) if &**name == "CustomAlgorithmSuite" => None,
            Some((at, _)) => (suite_of(wsdl, written).is_none() && is_standard(wsdl, *at)).then(|| Blame::on(*at)),
            None => {
                let is_model = seen.reading.bindings.iter().any(|binding| is_model(seen, binding));
                let is_left_open = seen.facts.unknown.is_none() && !is_model && !named.contains(&written.at);
                is_left_open.then(|| Blame::on(written.at))
            }
        }
    };
    for (cause, is_used) in judged(wsdl, is_used, judge) {
        if !is_used && cx.profile() == Profile::Recommended {
            continue;
        }
        let Some(element) = cause.element() else { continue };
        let name = element.local();
        let is_known = Suite::named(Dialect::of(element.namespace()), name).is_some();
        let what = match name {
            "AlgorithmSuite" => "the algorithm suite names no suite, so each stack picks its own algorithms".to_owned(),
            _ if is_known => format!("the algorithm suite names `{name}` as a second suite, and one has to be ignored"),
            _ => format!("`{name}` is no algorithm suite that stacks know, so each picks its own algorithms"),
        };
        let Some(finding) = cause.report(cause.sentence(&what), cx) else { continue };
        finding.help("write one suite in the policy of `sp:AlgorithmSuite`, such as `<sp:Basic256Sha256/>`");
        if !is_used {
            finding.severity(Severity::Info);
        }
    }
}

/// False for suites of a stack's own vocabulary, which its configuration explains.
fn is_standard(wsdl: &Wsdl, at: At) -> bool {
    wsdl.element(at).is_some_and(|element| Dialect::of(element.namespace()).is_sp())
}
