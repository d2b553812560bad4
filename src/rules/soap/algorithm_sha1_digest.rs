//! See `rules/soap/algorithm-sha1-digest.md`.

use super::suites::{Digest, Weakness, is_used, report};
use crate::model::wsdl::Wsdl;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

const WEAKNESS: Weakness = Weakness {
    of: |suite| suite.digest == Digest::Sha1,
    uses: is_used,
    what: "hashes what is signed with SHA-1",
    help: "write `<sp:Basic256Sha256/>`",
};

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    report(wsdl, cx, &WEAKNESS);
}
