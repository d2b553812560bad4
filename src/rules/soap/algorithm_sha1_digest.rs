//! See `rules/soap/algorithm-sha1-digest.md`.

use super::suites::{Digest, report};
use crate::model::wsdl::Wsdl;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let help = "write `<sp:Basic256Sha256/>`";
    report(wsdl, cx, |suite| suite.digest == Digest::Sha1, "hashes what is signed with SHA-1", help);
}
