//! See `rules/soap/binding-lax-layout.md`.

use super::causes::{Blame, Seen, any_alternative};
use super::suites::is_used;
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::reading::LayoutKind;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in any_alternative(wsdl, judge) {
        let what = format!("the security header may be laid out as `{}`", cause.about);
        if let Some(finding) = cause.report(cause.sentence(&what), cx) {
            finding.help("write `<sp:Strict/>` where all clients can follow it");
        }
    }
}

fn judge(seen: &Seen<'_>) -> Option<Blame> {
    let layout = seen.reading.bindings.iter().find_map(|binding| binding.layout).filter(|_| is_used(seen.reading))?;
    let name = match layout.kind? {
        LayoutKind::Strict => return None,
        LayoutKind::Lax => "Lax",
        LayoutKind::LaxTimestampFirst => "LaxTsFirst",
        LayoutKind::LaxTimestampLast => "LaxTsLast",
    };
    Some(Blame::for_what(layout.at, name))
}
