//! Whether the objects of a description are what the grammar says: fields that must be there are, values have their
//! types, and every demand holds. Facts only; what weighs how much is for rules.

use std::hash::{BuildHasher as _, Hash as _, Hasher as _};

use hashbrown::{DefaultHashBuilder, HashMap};

use super::grammar::demands::{Demand, Form, What, When, demands};
use super::grammar::{self, Shape, Versions};
use super::{Api, Fields, Key, Kind};
use crate::syntax::{NodeRef, Scalar, Style};

/// One place that breaks the grammar.
#[derive(Clone, Debug)]
pub struct Fault<'a> {
    /// The object around it.
    pub of: Kind,
    /// The field it is about; empty for the object as a whole.
    pub field: &'a str,
    /// The value or item that is wrong, or the object that lacks something.
    pub node: NodeRef<'a>,
    /// What is wrong.
    pub wrong: Wrong<'a>,
}

/// What can be wrong.
#[derive(Clone, Debug)]
pub enum Wrong<'a> {
    /// A value of another type: the field's own or, with its name, one below it; an item of a list has an empty name.
    Type(Expected, Option<&'a str>),
    /// A field is missing; always, or by the conditions of a demand.
    Missing(Key, &'static [When]),
    /// A demand does not hold. For a name that has not the right form the text is that name.
    Demand(&'static Demand, Option<&'a str>),
    /// The object has no such field, in this version or at all.
    Unknown,
    /// A reference where none is allowed.
    NoReference,
}

/// What a value must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is named after the type")]
pub enum Expected {
    Object(Kind),
    Map,
    List,
    Text,
    TextOrTexts,
    Bool,
    Number,
    Count,
}

impl Api {
    /// All places that break the grammar, by kind of object and then in the order of the description. Below a value of
    /// the wrong type nothing more is said.
    pub fn faults(&self) -> Vec<Fault<'_>> {
        let version = self.version.as_set();
        let mut search = Search { api: self, version, faults: Vec::new() };
        if !self.root().is_map() {
            search.fault(Kind::Root, "", self.root(), Wrong::Type(Expected::Object(Kind::Root), None));
        }
        for kind in Kind::ALL.iter().filter(|kind| !Kind::VALUES.contains(kind)) {
            let object = Object::new(*kind, version);
            for node in self.nodes_of(*kind).filter(|node| node.is_map()) {
                match kind {
                    Kind::Reference => search.reference(node),
                    _ => search.object(&object, node),
                }
            }
        }
        search.faults
    }
}

/// What is to be asked of each object of a kind.
struct Object {
    kind: Kind,
    is_open: bool,
    required: Vec<Key>,
    demands: Vec<&'static Demand>,
}

impl Object {
    fn new(kind: Kind, version: Versions) -> Self {
        let required = grammar::fields(kind, version).filter(|field| field.required.has(version));
        Self {
            kind,
            is_open: grammar::is_open(kind, version),
            required: required.map(|field| field.key).collect(),
            demands: demands(kind, version).collect(),
        }
    }
}

struct Search<'a> {
    api: &'a Api,
    version: Versions,
    faults: Vec<Fault<'a>>,
}

impl<'a> Search<'a> {
    fn fault(&mut self, of: Kind, field: &'a str, node: NodeRef<'a>, wrong: Wrong<'a>) {
        self.faults.push(Fault { of, field, node, wrong });
    }

    fn reference(&mut self, holder: NodeRef<'a>) {
        let Some(reference) = self.api.reference(holder.at()) else { return };
        let text = self.api.node(reference.text);
        if reference.expected == Kind::Operation {
            self.fault(reference.expected, "$ref", text, Wrong::NoReference);
        } else if !text.is_string() {
            self.fault(reference.expected, "$ref", text, Wrong::Type(Expected::Text, None));
        } else if grammar::FROM31.has(self.version) && holder.len() > 1 {
            for key in [Key::Summary, Key::Description] {
                if let Some(value) = holder.field(key).filter(|value| !value.is_string()) {
                    self.fault(Kind::Reference, key.as_str(), value, Wrong::Type(Expected::Text, None));
                }
            }
        }
    }

    fn object(&mut self, object: &Object, node: NodeRef<'a>) {
        let kind = object.kind;
        let mut present = Present::default();
        for (key, value) in node.entries() {
            let name = key.key_text();
            if name.starts_with("x-") {
                continue;
            }
            let known = key.symbol().and_then(Key::from_symbol);
            let field = known.and_then(|known| grammar::field(kind, known));
            match field.filter(|field| field.versions.has(self.version)) {
                Some(field) => {
                    present.add(field.key);
                    self.value(kind, name, value, field.shape_in(self.version));
                }
                None => match grammar::pattern_field(kind) {
                    Some(shape) => self.value(kind, name, value, shape),
                    None if object.is_open => {}
                    None => self.fault(kind, name, key, Wrong::Unknown),
                },
            }
        }
        for key in object.required.iter().filter(|key| !present.has(**key)) {
            self.fault(kind, key.as_str(), node, Wrong::Missing(*key, &[]));
        }
        for demand in &object.demands {
            self.demand(demand, node, &present);
        }
    }

    /// Judges the type of a value, and of what stands one level below it.
    fn value(&mut self, of: Kind, field: &'a str, value: NodeRef<'a>, shape: Shape) {
        let wrong = |expected| Wrong::Type(expected, None);
        match shape {
            Shape::Data(Kind::Prose | Kind::Address) if !value.is_string() => {
                self.fault(of, field, value, wrong(Expected::Text));
            }
            Shape::Data(Kind::Extension) | Shape::DataMap(_) | Shape::Map(_) | Shape::TextMap | Shape::TextLists
                if !value.is_map() =>
            {
                self.fault(of, field, value, wrong(Expected::Map));
            }
            Shape::List(_) | Shape::DataList(_) | Shape::Texts if !value.is_seq() => {
                self.fault(of, field, value, wrong(Expected::List));
            }
            Shape::One(kind) if !self.is_one(of, field, value, kind) => {
                self.fault(of, field, value, wrong(Expected::Object(kind)));
            }
            Shape::Text if !value.is_string() => self.fault(of, field, value, wrong(Expected::Text)),
            Shape::Bool if value.bool().is_none() => self.fault(of, field, value, wrong(Expected::Bool)),
            Shape::Number if value.number().is_none() => self.fault(of, field, value, wrong(Expected::Number)),
            Shape::Count if !is_count(value) => self.fault(of, field, value, wrong(Expected::Count)),
            Shape::TextOrTexts if !value.is_seq() && !value.is_string() => {
                self.fault(of, field, value, wrong(Expected::TextOrTexts));
            }
            Shape::Texts | Shape::TextOrTexts | Shape::TextMap => self.texts(of, field, value),
            Shape::TextLists => {
                for (key, list) in value.entries() {
                    if list.is_seq() {
                        self.texts(of, field, list);
                    } else {
                        self.fault(of, field, list, Wrong::Type(Expected::List, Some(key.key_text())));
                    }
                }
            }
            Shape::List(kind) => {
                let version = self.version;
                for item in value.items().filter(|item| !is_object(*item, kind, version)) {
                    self.fault(of, field, item, Wrong::Type(Expected::Object(kind), Some("")));
                }
            }
            Shape::Map(kind) => {
                let version = self.version;
                for (key, entry) in value.entries().filter(|(_, entry)| !is_object(*entry, kind, version)) {
                    let is_reference = key.key_text() == "$ref" && entry.is_string();
                    let below = Wrong::Type(Expected::Object(kind), Some(key.key_text()));
                    self.fault(of, field, entry, if is_reference { Wrong::NoReference } else { below });
                }
            }
            _ => {}
        }
    }

    /// Items of a list, or values of a map, that are not strings.
    fn texts(&mut self, of: Kind, field: &'a str, value: NodeRef<'a>) {
        for item in value.items().filter(|item| !item.is_string()) {
            self.fault(of, field, item, Wrong::Type(Expected::Text, Some("")));
        }
        for (key, entry) in value.entries().filter(|(_, entry)| !entry.is_string()) {
            self.fault(of, field, entry, Wrong::Type(Expected::Text, Some(key.key_text())));
        }
    }

    fn is_one(&self, of: Kind, field: &str, value: NodeRef<'a>, kind: Kind) -> bool {
        let is_draft_4 = !grammar::FROM31.has(self.version);
        match kind {
            // In 2.0, as in JSON Schema before 2020-12, `items` may be a list of schemas.
            Kind::Schema if grammar::V2.has(self.version) && field == "items" && value.is_seq() => {
                value.items().all(NodeRef::is_map)
            }
            Kind::Schema if is_draft_4 && of == Kind::Schema && field == "additionalProperties" => {
                value.is_map() || value.bool().is_some()
            }
            _ => is_object(value, kind, self.version),
        }
    }

    fn demand(&mut self, demand: &'static Demand, node: NodeRef<'a>, present: &Present) {
        let is_about = |key: Key| present.has(key).then(|| node.field(key)).flatten();
        let holds = |when: &When| match when {
            When::Is(key, texts) => {
                is_about(*key).and_then(NodeRef::string).is_some_and(|text| texts.contains(&text.as_ref()))
            }
            When::OtherThan(key, other) => {
                is_about(*key).and_then(NodeRef::string).is_some_and(|text| !text.eq_ignore_ascii_case(other))
            }
            When::Has(key) => present.has(*key),
            When::Named(names) => node.key().is_some_and(|key| names.contains(&key.key_text())),
        };
        let about = match demand.what {
            What::Among(key, _)
            | What::Bars(key)
            | What::True(key)
            | What::Filled(key)
            | What::Distinct(key)
            | What::Single(key)
            | What::Positive(key)
            | What::Form(key, _)
            | What::EachDistinct(key)
            | What::Names(key, _) => match is_about(key) {
                Some(value) => value,
                None => return,
            },
            What::Apart(one, other) if !present.has(one) || !present.has(other) => return,
            What::Apart(_, other) => is_about(other).unwrap_or(node),
            What::Needs(key) if present.has(key) => return,
            What::NeedsOne(keys) if keys.iter().any(|key| present.has(*key)) => return,
            What::OneQuerystring => match is_about(Key::Parameters) {
                Some(value) => value,
                None => return,
            },
            What::Needs(_) | What::NeedsOne(_) | What::OwnNames(_) | What::OwnFilled | What::OwnDistinct => node,
        };
        if !demand.when.iter().all(holds) {
            return;
        }
        match demand.what {
            What::Needs(key) => self.fault(demand.of, key.as_str(), node, Wrong::Missing(key, demand.when)),
            What::Names(key, form) => self.names(demand, key.as_str(), form, about),
            What::OwnNames(form) => self.names(demand, "", form, about),
            What::OwnDistinct | What::EachDistinct(_) => {
                for (key, list) in about.entries() {
                    if let Some(item) = repeated(list) {
                        self.fault(demand.of, key.key_text(), item, Wrong::Demand(demand, None));
                    }
                }
            }
            What::Among(key, texts) if about.is_seq() => {
                for item in about.items() {
                    if item.string().is_some_and(|text| !texts.contains(&text.as_ref())) {
                        self.fault(demand.of, key.as_str(), item, Wrong::Demand(demand, None));
                    }
                }
            }
            what => {
                if let Some((key, node)) = self.broken(what, about) {
                    self.fault(demand.of, key, node, Wrong::Demand(demand, None));
                }
            }
        }
    }

    /// The field and the place, when a demand on a value does not hold. Values of the wrong type are told elsewhere.
    fn broken(&self, what: What, value: NodeRef<'a>) -> Option<(&'static str, NodeRef<'a>)> {
        let (key, is_broken) = match what {
            What::OwnFilled => {
                let is_bare = value.entries().all(|(key, _)| key.key_text().starts_with("x-"));
                return is_bare.then_some(("", value));
            }
            What::Among(key, texts) => (key, value.string().is_some_and(|text| !texts.contains(&text.as_ref()))),
            What::Bars(key) => (key, true),
            What::Apart(one, _) => (one, true),
            What::NeedsOne(keys) => (*keys.first()?, true),
            What::True(key) => (key, value.bool() == Some(false)),
            What::Filled(key) => (key, value.is_seq() && value.is_empty()),
            What::Single(key) => (key, value.is_map() && value.entries().count() != 1),
            What::Positive(key) => (key, value.number().is_some_and(|number| number <= 0.0)),
            What::Form(key, form) => (key, value.string().is_some_and(|text| !form.fits(&text))),
            What::Distinct(key) => return repeated(value).map(|item| (key.as_str(), item)),
            What::OneQuerystring => {
                let places = |place: &str| {
                    let is = |item: &NodeRef<'a>| {
                        item.field(Key::In).and_then(NodeRef::string).is_some_and(|text| text == place)
                    };
                    value.items().filter(is).collect::<Vec<_>>()
                };
                let whole = places("querystring");
                let is_mixed = !whole.is_empty() && !places("query").is_empty();
                let extra = if is_mixed { whole.first() } else { whole.get(1) };
                return extra.map(|item| (Key::Parameters.as_str(), *item));
            }
            _ => return None,
        };
        is_broken.then_some((key.as_str(), value))
    }

    fn names(&mut self, demand: &'static Demand, field: &'static str, form: Form, map: NodeRef<'a>) {
        let is_own = matches!(demand.what, What::OwnNames(_));
        for (key, value) in map.entries() {
            let name = key.key_text();
            let is_reference = name == "$ref" && value.is_scalar();
            if !(form.fits(name) || is_reference || is_own && name.starts_with("x-")) {
                self.fault(demand.of, field, key, Wrong::Demand(demand, Some(name)));
            }
        }
    }
}

/// Which fields an object has.
#[derive(Default)]
struct Present([u64; 4]);

impl Present {
    fn add(&mut self, key: Key) {
        if let Some(word) = self.0.get_mut(key as usize / 64) {
            *word |= 1 << (key as usize % 64);
        }
    }

    fn has(&self, key: Key) -> bool {
        self.0.get(key as usize / 64).is_some_and(|word| word & 1 << (key as usize % 64) != 0)
    }
}

/// Objects are maps; a schema may be a boolean from 3.1 on.
fn is_object(value: NodeRef<'_>, kind: Kind, version: Versions) -> bool {
    value.is_map() || (kind == Kind::Schema && grammar::FROM31.has(version) && value.bool().is_some())
}

fn is_count(value: NodeRef<'_>) -> bool {
    match value.scalar() {
        Some(Scalar::Int(number)) => number >= 0,
        Some(Scalar::Float(number)) => number >= 0.0 && number.fract() == 0.0,
        _ => false,
    }
}

/// Lists of so many items are compared item by item.
const SHORT: usize = 6;

/// The first item of a list that is there already.
fn repeated<'a>(list: NodeRef<'a>) -> Option<NodeRef<'a>> {
    if list.len() <= SHORT {
        let is_there = |(at, item): (usize, NodeRef<'a>)| {
            list.items().take(at).any(|other| is_same(other, item, 0)).then_some(item)
        };
        return list.items().enumerate().find_map(is_there);
    }
    let hasher = DefaultHashBuilder::default();
    let mut seen: HashMap<u64, Vec<NodeRef<'a>>> = HashMap::new();
    list.items().find(|item| {
        let alike = seen.entry(print(*item, &hasher)).or_default();
        let is_there = alike.iter().any(|other| is_same(*other, *item, 0));
        alike.push(*item);
        is_there
    })
}

/// Equal items have equal prints: what makes comparing long lists cheap.
fn print(node: NodeRef<'_>, hasher: &DefaultHashBuilder) -> u64 {
    let mut print = hasher.build_hasher();
    let telling = [Key::Ref, Key::Name, Key::In].into_iter().filter_map(|key| node.field(key)?.text());
    telling.chain(node.text()).for_each(|text| text.hash(&mut print));
    node.len().hash(&mut print);
    print.finish()
}

fn is_same_scalar(a: NodeRef<'_>, b: NodeRef<'_>) -> bool {
    // What is quoted and hides nothing differs where it is written differently.
    let is_plain_text = |node: NodeRef<'_>| node.is_verbatim() && node.style() == Style::Double && node.is_string();
    if is_plain_text(a) && is_plain_text(b) { a.raw() == b.raw() } else { a.scalar() == b.scalar() }
}

/// True for values that are equal as JSON.
fn is_same(a: NodeRef<'_>, b: NodeRef<'_>, depth: usize) -> bool {
    if depth > 64 || a.kind() != b.kind() || a.is_scalar() {
        return a.is_scalar() && b.is_scalar() && is_same_scalar(a, b);
    }
    if a.is_seq() {
        let equal = |(a, b): (NodeRef<'_>, NodeRef<'_>)| is_same(a, b, depth + 1);
        return a.len() == b.len() && a.items().zip(b.items()).all(equal);
    }
    a.entries().count() == b.entries().count()
        && a.entries().all(|(key, value)| b.get(key.key_text()).is_some_and(|other| is_same(value, other, depth + 1)))
}
