//! See `rules/soap/policy-mixed-versions.md`.

use super::causes::{Blame, any_alternative};
use super::choice::elements;
use super::policies::{and_more, security_elements};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::Dialect;
use crate::model::wsdl::policy::reading::{Include, IncludeToken};
use crate::rules::{Check, Cx, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let causes = any_alternative(wsdl, |seen| {
        let all = elements(seen.reading).into_iter().filter_map(|at| wsdl.element(at));
        let mut versions = all
            .map(|element| (Dialect::of(element.namespace()), element))
            .filter(|(dialect, _)| matches!(dialect, Dialect::Sp11 | Dialect::Sp12));
        let (first, _) = versions.next()?;
        let (other, element) = versions.find(|(dialect, _)| *dialect != first)?;
        let about = format!("{} beside {}", other.version(), first.version());
        Some(Blame::for_what(element.node().at(), about))
    });
    for cause in causes {
        let local = cause.element().map_or("", |element| element.local());
        let which = cause.which();
        let message =
            format!("`{local}` is of {} in one alternative{which}: stacks read one version at a time", cause.about);
        cause.report(message, cx).map(|finding| finding.help("write the whole policy in one version"));
    }
    let tokens = security_elements(wsdl).filter_map(|(_, element)| Some((element, Include::of(element)?)));
    let foreign = tokens.filter(|(element, include)| {
        let own = Dialect::of(element.namespace());
        include.value != IncludeToken::Invalid && include.is_read && own != include.spelling && own != Dialect::Sp13
    });
    for same in many::by_key(foreign, |(_, include)| (include.at.source, include.spelling)) {
        let Some(((element, include), others)) = same.split_first() else { continue };
        let Some(attribute) = wsdl.node(include.at) else { continue };
        let own = Dialect::of(element.namespace()).version();
        let message = format!(
            "`sp:IncludeToken` of a `{}` of {own} has a value of {}{}",
            element.local(),
            include.spelling.version(),
            and_more(others.len())
        );
        let value = attribute.text().unwrap_or_default();
        let value = value.trim().rsplit('/').next().unwrap_or_default();
        cx.report(attribute, message).help(format!("write `{}/IncludeToken/{value}`", element.namespace()));
    }
}
