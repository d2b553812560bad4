//! See `rules/soap/algorithm-rsa15.md`.

use super::suites::{KeyTransport, Weakness, encrypts_keys, report};
use crate::model::wsdl::Wsdl;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

const WEAKNESS: Weakness = Weakness {
    of: |suite| suite.key_transport == KeyTransport::Rsa15,
    uses: encrypts_keys,
    what: "encrypts keys with RSA PKCS #1 1.5",
    help: "write `<sp:Basic256Sha256/>`, which encrypts keys with RSA-OAEP",
};

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    report(wsdl, cx, &WEAKNESS);
}
