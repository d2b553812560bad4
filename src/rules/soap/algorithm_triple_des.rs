//! See `rules/soap/algorithm-triple-des.md`.

use super::suites::{Encryption, Weakness, encrypts_parts, report};
use crate::model::wsdl::Wsdl;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

const WEAKNESS: Weakness = Weakness {
    of: |suite| suite.encryption == Encryption::TripleDesCbc,
    uses: encrypts_parts,
    what: "encrypts with 3DES in CBC mode",
    help: "write `<sp:Basic256Sha256/>`",
};

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    report(wsdl, cx, &WEAKNESS);
}
