//! What the rules on the schemas of service messages share: weak places that travel in a message, put together so that a
//! contract gives few lines.

use hashbrown::HashSet;

use super::lexicon::{Sensitive, sensitive};
use super::{Cx, Place, Related, many};
use crate::finding::{Finding, Profile};
use crate::model::wsdl::reach::{Reached, Way};
use crate::model::wsdl::xsd::{Component, Family, Target, Use};
use crate::model::wsdl::{BoundOperation, Wsdl};
use crate::syntax::{At, Element};
use crate::words;

/// Operations named in a message.
const NAMED: usize = 2;

/// A weak place of a schema.
pub(super) struct Weak<'a> {
    /// What to mark: the declaration, or the particle that uses one.
    pub(super) element: Element<'a>,
    /// What travels because of it, or holds it.
    pub(super) reached: Reached<'a>,
    /// The way there in names; asked for the worst only.
    trail: Trail<'a>,
}

enum Trail<'a> {
    Component,
    Worst,
    /// The shortest way to the holder, then this use.
    Use(Use<'a>),
    WorstUse(Use<'a>),
}

impl<'a> Weak<'a> {
    /// A component that travels. `None` where its declaration cannot be shown.
    pub(super) fn component(reached: Reached<'a>) -> Option<Self> {
        Some(Self { element: reached.component().element()?, reached, trail: Trail::Component })
    }

    /// The same, shown by the way with the most lists around it.
    pub(super) fn nested(reached: Reached<'a>) -> Option<Self> {
        Some(Self { element: reached.component().element()?, reached, trail: Trail::Worst })
    }

    /// What a component that travels uses.
    pub(super) fn used(reached: Reached<'a>, used: Use<'a>) -> Option<Self> {
        Some(Self { element: used.element()?, reached, trail: Trail::Use(used) })
    }

    /// The same, shown by the way with the most lists around its holder.
    pub(super) fn used_nested(reached: Reached<'a>, used: Use<'a>) -> Option<Self> {
        Some(Self { element: used.element()?, reached, trail: Trail::WorstUse(used) })
    }

    /// The way there in the names of elements.
    pub(super) fn trail(&self, way: Way) -> String {
        let (mut trail, used) = match self.trail {
            Trail::Component => return self.reached.trail(way),
            Trail::Worst => return self.reached.worst_trail(way),
            Trail::Use(used) => (self.reached.trail(way), used),
            Trail::WorstUse(used) => (self.reached.worst_trail(way), used),
        };
        let last = match used.target() {
            Target::To(component) if !component.name().is_empty() => component.name(),
            _ => "",
        };
        if !trail.is_empty() && !last.is_empty() {
            trail.push('/');
        }
        trail + last
    }

    /// `` `Pay` takes it``: how many operations hold it in messages of this way, and which.
    pub(super) fn operations(&self, way: Way) -> String {
        operations(self.reached, way)
    }

    /// What to mark: the name, else the start tag.
    pub(super) fn place(&self) -> Place<'a> {
        place(self.element)
    }
}

/// The operations whose messages of a way can hold a component: `` `A`, `B` and 3 more operations``.
pub(super) fn operations(reached: Reached<'_>, way: Way) -> String {
    let count = reached.count(way);
    let names: Vec<String> = reached.operations(way).take(NAMED).map(|one| format!("`{}`", one.name())).collect();
    let more = count.saturating_sub(names.len());
    let at_least = if reached.is_exact(way) { "" } else { "at least " };
    match (names.len(), more) {
        (0, _) => format!("{at_least}{count} operations"),
        (1, 0) => names.join(""),
        (_, 0) => names.join(" and "),
        (_, 1) => format!("{} and {at_least}1 more operation", names.join(", ")),
        (_, more) => format!("{} and {at_least}{more} more operations", names.join(", ")),
    }
}

/// The name of what an element declares or refers to, else its start tag.
pub(super) fn place(element: Element<'_>) -> Place<'_> {
    match element.attr("", "name").or_else(|| element.attr("", "ref")) {
        Some(name) => Place::value(name),
        None => Place::within(element.node(), element.name_span()),
    }
}

/// The global declaration that a component is part of.
pub(super) fn definition(component: Component<'_>) -> Component<'_> {
    std::iter::successors(Some(component), |inner| inner.parent()).last().unwrap_or(component)
}

/// One group for the description in profiles below `from`; from there on one for each global definition. A schema that
/// is read into several namespaces is one place.
pub(super) fn groups<'a>(
    found: impl IntoIterator<Item = Weak<'a>>,
    from: Profile,
    way: Way,
    cx: &Cx<'_>,
) -> Vec<Vec<Weak<'a>>> {
    let mut seen: HashSet<At> = HashSet::new();
    let found = found.into_iter().filter(|weak| seen.insert(weak.element.node().at()));
    let by_definition = cx.profile() >= from;
    let definition_of = |weak: &Weak<'a>| {
        let whole = definition(weak.reached.component());
        by_definition.then(|| whole.element().map(|element| element.node().at()))
    };
    let mut groups = many::by_key(found, definition_of);
    for group in &mut groups {
        let worst = worst(group, way);
        // The others keep their order.
        if let Some(first) = group.get_mut(..=worst) {
            first.rotate_right(1);
        }
    }
    groups
}

/// The number of the place with the most lists around it, of those the one that most operations take.
fn worst(group: &[Weak<'_>], way: Way) -> usize {
    let rank = |weak: &Weak<'_>| (weak.reached.unbounded(way), weak.reached.count(way));
    let mut worst = (0, None);
    for (index, weak) in group.iter().enumerate() {
        let rank = Some(rank(weak));
        if rank > worst.1 {
            worst = (index, rank);
        }
    }
    worst.0
}

/// Lists the other places of a group, and the first operation that takes the worst.
pub(super) fn relate(finding: &mut Finding, group: &[Weak<'_>], way: Way, label: &str) {
    let Some((worst, others)) = group.split_first() else { return };
    if let Some(operation) = worst.reached.operations(way).next() {
        related_operation(finding, operation);
    }
    for other in others.iter().take(4) {
        finding.related(other.place(), label);
    }
}

/// Names an operation as a related place.
pub(super) fn related_operation(finding: &mut Finding, operation: BoundOperation<'_>) {
    let element = operation.element();
    let place = operation.name_node().map_or_else(|| Place::within(element.node(), element.name_span()), Place::value);
    finding.related(place, format!("operation `{}`", operation.name()));
}

/// Components that clients send, standard schemas left out.
pub(super) fn sent(wsdl: &Wsdl) -> impl Iterator<Item = Reached<'_>> {
    wsdl.reach().components(Way::Input).filter(|reached| !reached.component().is_standard())
}

/// What a value is by its whole name, where it is a credential that its type can hold: no flag, date or choice.
pub(super) fn credential(reached: Reached<'_>, way: Way) -> Option<Sensitive> {
    let component = reached.component();
    let meaning = sensitive(component.name())?;
    if meaning == Sensitive::Token && !is_of_a_login(reached, way) {
        return None;
    }
    let facets = component.facets()?;
    if facets.enumerations > 0 || !facets.members.is_empty() {
        return None;
    }
    let number = matches!(meaning, Sensitive::Password | Sensitive::Identity);
    let holds = facets.builtin.is_none_or(|builtin| match builtin.family {
        Family::Text | Family::Name | Family::AnySimple | Family::Binary => true,
        Family::Number | Family::SizedNumber => number,
        _ => false,
    });
    holds.then_some(meaning)
}

/// Tokens of service contracts are names of things and marks of replies as often as they are logins: what stands before
/// the word tells, else what is around the value.
fn is_of_a_login(reached: Reached<'_>, way: Way) -> bool {
    const LOGIN: &[&str] = &[
        "access",
        "api",
        "auth",
        "authentication",
        "authorization",
        "bearer",
        "credential",
        "credentials",
        "identity",
        "login",
        "logon",
        "refresh",
        "security",
        "session",
        "sso",
        "user",
    ];
    let is_login = |words: &[String]| words.last().is_some_and(|word| LOGIN.contains(&word.as_str()));
    let words = words::split(reached.component().name());
    match words.split_last() {
        Some((last, [])) if last == "token" => {
            let trail = reached.trail(way);
            trail.rsplit('/').nth(1).is_some_and(|around| is_login(&words::split(around)))
        }
        Some((last, before)) if last == "token" => is_login(before),
        // `sessionId`, `jwt`, `accesstoken`.
        _ => true,
    }
}
