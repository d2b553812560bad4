//! See `rules/authentication/global-security-missing.md`.

use super::{callable, example, grade, list, unless_provided, version_key};
use crate::finding::{Profile, Severity};
use crate::model::openapi::{Api, Cause, Operation, Protection};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// From so many operations without a requirement on, the lack of a default is worth a finding of its own.
const FEW: usize = 3;

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let protection = api.protection();
    let inheriting: Vec<Operation<'a>> = protection.inheriting().collect();
    let (message, open) = match protection.cause {
        Cause::NothingRequired => {
            let message = format!(
                "security schemes are defined but nothing requires one: as described, {}",
                callable(&protection.open)
            );
            (message, protection.open.as_slice())
        }
        Cause::NoDefault => {
            let message = format!("the root requires no authentication: as described, {}", callable(&inheriting));
            (message, inheriting.as_slice())
        }
        Cause::LeftOut => {
            let left = inheriting.len();
            // One or two are slips, each with a finding of its own that says as much.
            if left < FEW && cx.profile() == Profile::Recommended {
                return;
            }
            let message = format!(
                "the root requires no authentication, so an operation without its own `security` is open; {left} of {} {} none now",
                api.served().count(),
                if left == 1 { "has" } else { "have" },
            );
            (message, [].as_slice())
        }
        Cause::Stated => return without_a_default(api, &protection, cx),
        Cause::NoScheme => return,
    };
    let severity = if open.is_empty() { Severity::Low } else { grade(open) };
    let first = api.security_schemes().next().map(|(name, ..)| name);
    let finding = cx.report(version_key(api), message).severity(severity);
    finding.label("no `security` at the root").help(format!(
        "add {} to the root; operations that are open on purpose then say `security: []` and `x-apivet-public: \"reason\"`",
        example(protection.required.or(first))
    ));
    list(finding, open);
    unless_provided(finding, api);
}

/// Every operation speaks for itself: nothing is open by mistake now, and nothing keeps the next one from being so.
fn without_a_default<'a>(api: &'a Api, protection: &Protection<'a>, cx: &mut Cx<'a>) {
    let is_wanted = cx.profile() >= Profile::Strict && protection.protected > 1;
    if !is_wanted || api.root_requirements().is_some() {
        return;
    }
    let message = format!(
        "the root requires no authentication: {} of {} operations require it themselves, the next one may not",
        protection.protected,
        api.served().count()
    );
    let finding = cx.report(version_key(api), message).severity(Severity::Info);
    let first = api.security_schemes().next().map(|(name, ..)| name);
    finding.label("no `security` at the root").help(format!(
        "add {} to the root, so that an operation is protected unless it says otherwise",
        example(protection.required.or(first))
    ));
    unless_provided(finding, api);
}
