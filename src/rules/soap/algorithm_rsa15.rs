//! See `rules/soap/algorithm-rsa15.md`.

use super::suites::{KeyTransport, report};
use crate::model::wsdl::Wsdl;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let help = "write `<sp:Basic256Sha256/>`, which encrypts keys with RSA-OAEP";
    report(wsdl, cx, |suite| suite.key_transport == KeyTransport::Rsa15, "encrypts keys with RSA PKCS #1 1.5", help);
}
