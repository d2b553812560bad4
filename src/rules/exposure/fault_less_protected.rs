//! See `rules/exposure/fault-less-protected.md`.

use super::less_protected::{less, report};
use crate::model::wsdl::{Direction, Wsdl};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for group in less(wsdl, Direction::Fault, Direction::Output) {
        if let Some(finding) = report(wsdl, &group, cx) {
            finding.help("attach the policy of the output to the fault as well");
        }
    }
}
