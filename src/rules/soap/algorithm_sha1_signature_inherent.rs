//! See `rules/soap/algorithm-sha1-signature-inherent.md`.

use super::causes::{Blame, tag};
use super::suites::{is_used, judged, suite_of};
use crate::model::wsdl::Wsdl;
use crate::rules::{Check, Cx, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// One remark for a description: every suite has it.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let suites = judged(wsdl, is_used, |_, written| {
        let (at, _) = written.suite.as_ref()?;
        suite_of(wsdl, written).map(|_| Blame::on(*at))
    });
    let used = suites.iter().filter(|(_, is_used)| *is_used).filter_map(|(cause, _)| cause.element());
    let mut used: Vec<_> = used.collect();
    used.sort_by_key(|element| element.node().at());
    let Some((first, others)) = used.split_first() else { return };
    let more = match others.len() {
        0 => String::new(),
        1 => ", here and in 1 more place".to_owned(),
        more => format!(", here and in {more} more places"),
    };
    let message = format!("`{}` signs with SHA-1, as every suite does{more}", first.local());
    let finding = cx.report(tag(*first), message);
    finding.help("set the signature algorithm in the configuration of each stack, and say so in the contract");
    many::list(finding, others.iter().map(|element| tag(*element)), "this suite too");
}
