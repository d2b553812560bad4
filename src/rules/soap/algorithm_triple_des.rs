//! See `rules/soap/algorithm-triple-des.md`.

use super::suites::{Encryption, report};
use crate::model::wsdl::Wsdl;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let help = "write `<sp:Basic256Sha256/>`";
    report(wsdl, cx, |suite| suite.encryption == Encryption::TripleDesCbc, "encrypts with 3DES in CBC mode", help);
}
