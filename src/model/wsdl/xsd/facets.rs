//! What limits the values of a simple type: its own facets and those of every type it is derived from.

use super::builtin::{Builtin, Family};
use super::{Component, Kind, Role, Target};
use crate::syntax::{At, NodeRef};

/// Bases followed one after another, and members of unions looked at; beyond, and in circles, a type is unknown.
const MOST_BASES: usize = 64;
const MOST_MEMBERS: usize = 256;

/// The facets written in one `restriction`.
#[derive(Clone, Debug, Default)]
pub(super) struct OwnFacets {
    pub(super) is_list: bool,
    pub(super) is_union: bool,
    enumerations: u32,
    patterns: Vec<At>,
    length: Option<u64>,
    min_length: Option<u64>,
    max_length: Option<u64>,
    minimum: Option<At>,
    maximum: Option<At>,
    total_digits: Option<u64>,
    fraction_digits: Option<u64>,
}

impl OwnFacets {
    pub(super) fn read(&mut self, facet: &str, value: NodeRef<'_>) {
        let at = value.at();
        let number = || value.raw().trim_ascii().parse().ok();
        match facet {
            "enumeration" => self.enumerations = self.enumerations.saturating_add(1),
            "pattern" => self.patterns.push(at),
            "length" => self.length = number(),
            "minLength" => self.min_length = number(),
            "maxLength" => self.max_length = number(),
            "minInclusive" | "minExclusive" => self.minimum = Some(at),
            "maxInclusive" | "maxExclusive" => self.maximum = Some(at),
            "totalDigits" => self.total_digits = number(),
            "fractionDigits" => self.fraction_digits = number(),
            _ => {}
        }
    }
}

/// The facets that apply to a value, those of the nearest type first.
#[derive(Clone, Debug, Default)]
pub struct Facets<'a> {
    /// The built-in type at the end of the chain; `None` for a union, and where the chain leads out of sight.
    pub builtin: Option<&'static Builtin>,
    /// True for a list: lengths count its items.
    pub is_list: bool,
    /// Number of enumerated values, of the nearest type that enumerates.
    pub enumerations: usize,
    /// Values of all `pattern`s along the chain; those of one step are alternatives, steps add up.
    pub patterns: Vec<NodeRef<'a>>,
    /// `length`.
    pub length: Option<u64>,
    /// `minLength`.
    pub min_length: Option<u64>,
    /// `maxLength`.
    pub max_length: Option<u64>,
    /// Value of `minInclusive` or `minExclusive`; read its element for which.
    pub minimum: Option<NodeRef<'a>>,
    /// Value of `maxInclusive` or `maxExclusive`.
    pub maximum: Option<NodeRef<'a>>,
    /// `totalDigits`.
    pub total_digits: Option<u64>,
    /// `fractionDigits`.
    pub fraction_digits: Option<u64>,
    /// What the items of a list or the members of a union are.
    pub members: Vec<Target<'a>>,
    /// True when the chain was seen to its end.
    pub is_complete: bool,
}

impl Facets<'_> {
    /// True when length or content of a text is limited: an enumeration, a length, or a pattern that is not `.*` in
    /// other words.
    pub fn limits_text(&self) -> bool {
        let limiting = |pattern: &NodeRef<'_>| !admits_anything(&pattern.text().unwrap_or_default());
        self.enumerations > 0
            || self.length.is_some()
            || self.max_length.is_some()
            || self.patterns.iter().any(limiting)
    }

    /// True for a list whose facets say how many items it has, and no more.
    fn counts_items(&self) -> bool {
        self.is_list && self.builtin.is_none() && self.enumerations == 0 && self.patterns.is_empty()
    }

    /// True when `length`, `maxLength` or an enumeration limits the size.
    pub fn limits_length(&self) -> bool {
        self.enumerations > 0 || self.length.is_some() || self.max_length.is_some()
    }

    /// True when a number is bounded on both sides, or its digits are counted.
    pub fn limits_number(&self) -> bool {
        self.enumerations > 0 || self.total_digits.is_some() || (self.minimum.is_some() && self.maximum.is_some())
    }
}

/// True for patterns that every text matches: `.*`, `(.|\n)*`, `[\s\S]*`, `.+`.
fn admits_anything(pattern: &str) -> bool {
    let pattern = pattern.trim();
    let inner = pattern.strip_suffix(['*', '+']).unwrap_or("").trim_matches(['(', ')']);
    pattern.is_empty()
        || matches!(inner, "." | r"[\s\S]" | r"[\S\s]" | r"[\w\W]" | r"[\d\D]" | r".|\n" | r".|\s" | r"\s|\S")
}

/// How a value that a description admits is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextLimit {
    /// It holds no free text: numbers, dates, binary, structured content …
    NotText,
    /// Free text that a facet limits.
    Limited,
    /// Free text of any length.
    Unlimited,
    /// Its type cannot be seen whole.
    Unknown,
}

impl<'a> Component<'a> {
    /// What limits the text of this element, attribute, part or type: the facets of its simple type or simple content
    /// and of all bases. `None` for content that is elements. Of a type that cannot be seen whole, what can be seen, with
    /// [`Facets::is_complete`] false.
    pub fn facets(self) -> Option<Facets<'a>> {
        let mut facets = Facets::default();
        let mut at = match self.kind() {
            Kind::Element | Kind::Attribute | Kind::Part => self.value_type()?,
            Kind::SimpleType | Kind::ComplexType => Target::To(self),
            _ => return None,
        };
        for _ in 0..MOST_BASES {
            let component = match at {
                Target::To(component) => component,
                Target::Builtin(builtin) => {
                    facets.builtin = Some(builtin);
                    facets.is_list |= builtin.family == Family::List;
                    facets.is_complete = true;
                    return Some(facets);
                }
                Target::Missing | Target::Unknown => return Some(facets),
            };
            if component.kind() == Kind::ComplexType && !component.has_simple_content() {
                return None;
            }
            facets.add(component);
            let members: Vec<_> =
                component.uses().filter(|used| matches!(used.role(), Role::Item | Role::Member)).collect();
            if !members.is_empty() {
                facets.members = members.into_iter().map(|used| used.target()).collect();
                facets.is_complete = true;
                return Some(facets);
            }
            // A simple type inside the restriction of simple content narrows the base named beside it.
            let mut bases = component.uses().filter(|used| matches!(used.role(), Role::Extension | Role::Restriction));
            match bases.next_back() {
                Some(base) => at = base.target(),
                None => return Some(facets),
            }
        }
        Some(facets)
    }

    /// The built-in type that an element, attribute or part is of, where no type of a schema stands between: then it has
    /// no facets.
    pub fn builtin_type(self) -> Option<&'static Builtin> {
        let is_value = matches!(self.kind(), Kind::Element | Kind::Attribute | Kind::Part);
        if is_value { self.value_type().and_then(Target::builtin) } else { None }
    }

    /// How free text in this element, attribute, part or type is limited; a union is as free as its freest member, a
    /// list as its items.
    pub fn text_limit(self) -> TextLimit {
        if let Some(builtin) = self.builtin_type() {
            return of_builtin(builtin, false);
        }
        let mut worst = TextLimit::NotText;
        let mut work = vec![Target::To(self)];
        let mut steps = 0;
        while let Some(next) = work.pop() {
            steps += 1;
            if steps > MOST_MEMBERS {
                return TextLimit::Unknown;
            }
            let limit = match next {
                Target::Builtin(builtin) => of_builtin(builtin, false),
                Target::Missing | Target::Unknown => TextLimit::Unknown,
                Target::To(component) => match component.facets() {
                    None => TextLimit::NotText,
                    Some(facets) if facets.limits_text() && !facets.counts_items() => match facets.builtin {
                        Some(builtin) => of_builtin(builtin, true),
                        None => TextLimit::Limited,
                    },
                    Some(facets) => match facets.builtin {
                        Some(builtin) => of_builtin(builtin, false),
                        None if facets.is_complete => {
                            work.extend(facets.members);
                            TextLimit::NotText
                        }
                        None => TextLimit::Unknown,
                    },
                },
            };
            worst = match (worst, limit) {
                (TextLimit::Unlimited, _) | (_, TextLimit::Unlimited) => TextLimit::Unlimited,
                (TextLimit::Unknown, _) | (_, TextLimit::Unknown) => TextLimit::Unknown,
                (TextLimit::Limited, _) | (_, TextLimit::Limited) => TextLimit::Limited,
                _ => TextLimit::NotText,
            };
        }
        worst
    }
}

fn of_builtin(builtin: &Builtin, is_limited: bool) -> TextLimit {
    match builtin.family {
        Family::Text | Family::Name | Family::Uri | Family::AnySimple | Family::List if is_limited => {
            TextLimit::Limited
        }
        Family::Text | Family::Name | Family::Uri | Family::AnySimple | Family::List => TextLimit::Unlimited,
        _ => TextLimit::NotText,
    }
}

impl<'a> Facets<'a> {
    /// Adds the facets a type has itself. What is known already is nearer and wins, save patterns, which add up.
    fn add(&mut self, component: Component<'a>) {
        let Some(own) = component.xsd.facets.get(&component.id.0) else { return };
        self.is_list |= own.is_list;
        if self.enumerations == 0 {
            self.enumerations = own.enumerations as usize;
        }
        self.patterns.extend(own.patterns.iter().filter_map(|at| component.node(*at)));
        self.length = self.length.or(own.length);
        self.min_length = self.min_length.or(own.min_length);
        self.max_length = self.max_length.or(own.max_length);
        self.minimum = self.minimum.or_else(|| component.node(own.minimum?));
        self.maximum = self.maximum.or_else(|| component.node(own.maximum?));
        self.total_digits = self.total_digits.or(own.total_digits);
        self.fraction_digits = self.fraction_digits.or(own.fraction_digits);
    }
}
