//! What the rules on how policies are written share: the policies that stand in no other, what is written in them, and
//! what to call them.

use hashbrown::{HashMap, HashSet};

use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::{Dialect, IdKind, Misread, Policy};
use crate::rules::{Cx, Place, many};
use crate::syntax::{At, Element};

use super::causes::tag;
use crate::finding::Finding;

/// Every policy that stands in no other, with its element.
pub(super) fn outer(wsdl: &Wsdl) -> impl Iterator<Item = (&Policy, Element<'_>)> {
    let all = wsdl.policies().all().iter().filter(|policy| !policy.nested);
    all.filter_map(|policy| Some((policy, wsdl.element(policy.at)?)))
}

/// Every element of WS-SecurityPolicy in policies, at any depth, with the outermost policy it stands in.
pub(super) fn security_elements(wsdl: &Wsdl) -> impl Iterator<Item = (&Policy, Element<'_>)> {
    let all = outer(wsdl).flat_map(|(policy, element)| element.descendants().map(move |inner| (policy, inner)));
    all.filter(|(_, inner)| Dialect::of(inner.namespace()).is_sp())
}

/// The outermost policy an element stands in.
pub(super) fn around(wsdl: &Wsdl, inner: At) -> Option<At> {
    // In order of place.
    let all = wsdl.policies().all();
    let around = std::iter::successors(wsdl.element(inner), |inner| inner.parent()).map(|element| element.node().at());
    around.filter(|at| all.binary_search_by_key(at, |policy| policy.at).is_ok()).last()
}

/// True when something about security is written in an element, in any dialect.
pub(super) fn asks_for_security(element: Element<'_>) -> bool {
    element.descendants().any(|inner| {
        let dialect = Dialect::of(inner.namespace());
        dialect.is_sp()
            || matches!(
                dialect,
                Dialect::SpObsolete | Dialect::SpLike | Dialect::MsHttp | Dialect::MsFraming | Dialect::Vendor
            )
    })
}

/// Which policies ask for security, themselves or in others they refer to.
pub(super) struct Security<'a> {
    wsdl: &'a Wsdl,
    /// The policies that references inside each policy lead to.
    inside: HashMap<At, Vec<At>>,
    known: HashMap<At, bool>,
}

impl<'a> Security<'a> {
    /// Follows the references of a description.
    pub(super) fn of(wsdl: &'a Wsdl) -> Self {
        let mut inside: HashMap<At, Vec<At>> = HashMap::new();
        for reference in wsdl.policies().references().iter().filter(|reference| reference.inside) {
            if let (Some(outer), Some(target)) = (around(wsdl, reference.at), reference.target.policy()) {
                inside.entry(outer).or_default().push(target);
            }
        }
        Self { wsdl, inside, known: HashMap::new() }
    }

    /// True when a policy asks for security.
    pub(super) fn is_asked_by(&mut self, policy: At) -> bool {
        let (mut seen, mut queue) = (HashSet::new(), vec![policy]);
        while let Some(at) = queue.pop() {
            if seen.insert(at) {
                let asks = || self.wsdl.element(at).is_some_and(asks_for_security);
                if *self.known.entry(at).or_insert_with(asks) {
                    return true;
                }
                queue.extend(self.inside.get(&at).into_iter().flatten());
            }
        }
        false
    }
}

/// The identifier of a policy that references may use.
pub(super) fn id(policy: &Policy) -> Option<&str> {
    policy.ids.iter().find(|id| id.kind != IdKind::Unrecognised).map(|id| &*id.text)
}

/// ``the policy `Secure` ``, or `a policy without an identifier`.
pub(super) fn words(policy: &Policy) -> String {
    let name = id(policy).or_else(|| policy.name.as_ref().map(|(_, name)| &**name));
    let name = name.or_else(|| policy.ids.first().map(|id| &*id.text));
    name.map_or_else(|| "a policy without an identifier".to_owned(), |name| format!("the policy `{name}`"))
}

/// The names of elements in a sentence, and whether they are several: `` `A`, `B` and `C` ``.
pub(super) fn named(elements: &[Element<'_>]) -> (String, bool) {
    let names: Vec<String> = elements.iter().map(|element| format!("`{}`", element.local())).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => (format!("{} and {last}", rest.join(", ")), true),
        _ => (names.concat(), false),
    }
}

/// The first element of each name.
pub(super) fn kinds<'a>(elements: &[Element<'a>]) -> Vec<Element<'a>> {
    let kinds = many::by_key(elements.iter().copied(), |element| element.local());
    kinds.iter().filter_map(|kind| kind.first().copied()).collect()
}

/// `, and in 3 more places`; empty for none.
pub(super) fn and_more(others: usize) -> String {
    match others {
        0 => String::new(),
        1 => ", and in 1 more place".to_owned(),
        more => format!(", and in {more} more places"),
    }
}

/// Elements that stacks do not read as they stand, themselves or what they stand in; each has its finding for that.
pub(super) fn unread<'a>(wsdl: &'a Wsdl) -> impl Fn(Element<'a>) -> bool + use<'a> {
    let misread: HashSet<At> = wsdl.policies().misread().iter().map(|misread| misread.at).collect();
    move |element| {
        let mut around = std::iter::successors(Some(element), |inner| inner.parent());
        !misread.is_empty() && around.any(|around| misread.contains(&around.node().at()))
    }
}

/// Elements that are misread in one way, each slip once however often it is repeated in a document.
pub(super) fn slips<'a>(wsdl: &'a Wsdl, is_it: impl Fn(&Misread) -> bool) -> Vec<Vec<(&'a Misread, Element<'a>)>> {
    let all = wsdl.policies().misread().iter().filter(|misread| is_it(misread));
    let all = all.filter_map(|misread| Some((misread, wsdl.element(misread.at)?)));
    many::by_key(all, |(misread, element)| (misread.at.source, misread.dialect, element.local()))
}

/// Reports at the name of an element, told from others at the same place by its local name.
pub(super) fn at_tag<'c>(element: Element<'_>, message: String, cx: &'c mut Cx<'_>) -> &'c mut Finding {
    let place: Place<'_> = tag(element);
    cx.report(place, message).value(element.local())
}
