//! See `rules/exposure/response-less-protected.md`.

use super::less_protected::{has_tls, less, report};
use crate::finding::{Profile, Severity};
use crate::model::wsdl::{Direction, Wsdl};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for group in less(wsdl, Direction::Output, Direction::Input) {
        let has_tls = has_tls(&group);
        if has_tls && cx.profile() == Profile::Recommended {
            continue;
        }
        let Some(finding) = report(wsdl, &group, cx) else { continue };
        finding.help("attach the policy of the input to the output as well");
        if has_tls {
            finding.severity(Severity::Low);
        }
    }
}
