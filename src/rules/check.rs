//! What a rule can ask for and what it may do: the subjects of [`Check`], and [`Cx`] with the one verb `report`.

use std::ops::Range;

use super::changes::Changes;
use crate::finding::{Finding, Label, Meta, Profile, Status};
use crate::model::openapi::{
    Api, Endpoint, KeySet, Kind, Operation, Parameter, Reference, Requirements, Schema, SecurityScheme,
};
use crate::model::place::place;
use crate::model::wsdl::Wsdl;
use crate::source::Span;
use crate::syntax::{Document, NodeId, NodeRef};

/// A function and the subject it wants to see. The variant says what the function gets, and when: in the order of the
/// variants, each subject in the order of the description.
pub enum Check {
    /// Each text of the description, with its comments, syntax errors and declarations.
    Document(for<'a> fn(&'a Document, &mut Cx<'a>)),
    /// The whole OpenAPI description, once.
    Api(for<'a> fn(&'a Api, &mut Cx<'a>)),
    /// Each Operation Object that clients call (under `paths`), once however many paths lead to it.
    Operation(for<'a> fn(Operation<'a>, &mut Cx<'a>)),
    /// Each Operation Object, those of webhooks and callbacks included.
    AnyOperation(for<'a> fn(Operation<'a>, &mut Cx<'a>)),
    /// Each Parameter Object, where it is defined.
    Parameter(for<'a> fn(Parameter<'a>, &mut Cx<'a>)),
    /// Each schema, where it is defined: Schema Objects, and 2.0's parameters, headers and items that are written like
    /// one. Pure references are left out, boolean schemas are not.
    Schema(for<'a> fn(Schema<'a>, &mut Cx<'a>)),
    /// Each schema, as above, that holds one of these keywords itself.
    Keyword(KeySet, for<'a> fn(Schema<'a>, &mut Cx<'a>)),
    /// Each Security Scheme Object.
    SecurityScheme(for<'a> fn(SecurityScheme<'a>, &mut Cx<'a>)),
    /// Each `security` list, of the root or of an operation.
    Requirements(for<'a> fn(&'a Api, &'a Requirements, &mut Cx<'a>)),
    /// Each address operations are served at, one for each value of a variable that decides its scheme.
    Endpoint(for<'a> fn(Endpoint<'a>, &mut Cx<'a>)),
    /// Each `$ref`; the node is the map that holds it.
    Reference(for<'a> fn(&'a Api, NodeRef<'a>, &'a Reference, &mut Cx<'a>)),
    /// Each value that is data: examples, defaults, entries of `enum` and `const`, extensions, prose, server URLs.
    Value(for<'a> fn(&'a Api, NodeRef<'a>, Kind, &mut Cx<'a>)),
    /// Each object the grammar knows, whatever its kind.
    Object(for<'a> fn(&'a Api, NodeRef<'a>, Kind, &mut Cx<'a>)),
    /// An OpenAPI description beside what it was before.
    Change(fn(&Changes<'_>, &mut Cx<'_>)),
    /// The whole WSDL description, once.
    Wsdl(for<'a> fn(&'a Wsdl, &mut Cx<'a>)),
}

/// Where to point: a node and the bytes to mark.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    node: Option<NodeRef<'a>>,
    span: Span,
}

impl<'a> Place<'a> {
    /// The node itself: for a value that is wrong.
    pub fn value(node: NodeRef<'a>) -> Self {
        Self { node: Some(node), span: node.span() }
    }

    /// The key of the node: for something that is missing below it, or wrong by being there.
    pub fn key(node: NodeRef<'a>) -> Self {
        Self { node: Some(node), span: node.grip() }
    }

    /// A part of the decoded text of a scalar, in bytes of that text; the whole scalar where the part cannot be found in
    /// what is written.
    pub fn part(node: NodeRef<'a>, part: Range<usize>) -> Self {
        let whole = node.span();
        let offset = |at: usize| u32::try_from(node.source_offset(at)?).ok().map(|at| whole.start + at);
        // The end of the text has no offset of its own in quotes: step behind the last character.
        let last = part.end.checked_sub(1).filter(|last| *last >= part.start).and_then(offset);
        match (offset(part.start), last) {
            (Some(start), Some(last)) => Self { node: Some(node), span: Span { start, end: last + 1, ..whole } },
            _ => Self::value(node),
        }
    }

    /// Some bytes of the node.
    pub fn within(node: NodeRef<'a>, span: Span) -> Self {
        Self { node: Some(node), span }
    }

    /// Some bytes of a text, for what is no node: a syntax error, a declaration. The place in words is that of the
    /// last node that begins there or before.
    pub fn text(document: &'a Document, span: Span) -> Self {
        let behind = document.tree.first_from(span.start + 1).map_or(document.tree.len() as u32, |id| id.0);
        Self { node: behind.checked_sub(1).map(|id| document.node(NodeId(id))), span }
    }

    fn label(self, text: impl Into<String>) -> Label {
        Label { span: self.span, text: text.into(), pointer: self.node.map_or(String::new(), NodeRef::pointer) }
    }
}

impl<'a> From<NodeRef<'a>> for Place<'a> {
    fn from(node: NodeRef<'a>) -> Self {
        Self::value(node)
    }
}

/// What the owner of a project set for one rule: the options its page names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options(Vec<(&'static str, Vec<String>)>);

impl Options {
    /// No option is set.
    pub const NONE: &'static Options = &Options(Vec::new());

    /// The values of an option; none when it is not set.
    pub fn get(&self, name: &str) -> &[String] {
        self.0.iter().find(|(option, _)| *option == name).map_or(&[], |(_, values)| values)
    }

    /// Sets an option, whatever it was before.
    pub fn set(&mut self, name: &'static str, values: Vec<String>) {
        self.0.retain(|(option, _)| *option != name);
        self.0.push((name, values));
    }

    /// The options that are set.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &[String])> {
        self.0.iter().map(|(option, values)| (*option, values.as_slice()))
    }
}

/// What a check sees besides its subject, and where its findings go.
pub struct Cx<'a> {
    rule: &'static Meta,
    options: &'a Options,
    profile: Profile,
    address: Address<'a>,
    findings: &'a mut Vec<Finding>,
}

/// Says where a node stands, in words that survive edits.
pub type Address<'a> = &'a (dyn Fn(NodeRef<'_>) -> String + Sync);

impl<'a> Cx<'a> {
    /// A context for one rule.
    pub fn new(rule: &'static Meta, profile: Profile, findings: &'a mut Vec<Finding>) -> Self {
        Self { rule, options: Options::NONE, profile, address: &|node| place(node, |_| None), findings }
    }

    /// The same with what is set for the rule.
    pub fn with(self, options: &'a Options) -> Self {
        Self { options, ..self }
    }

    /// The same with what knows where nodes stand in the whole description.
    pub fn addressed(self, address: Address<'a>) -> Self {
        Self { address, ..self }
    }

    /// The values of one of the options the rule's page names; none when it is not set.
    pub fn option(&self, name: &str) -> &'a [String] {
        self.options.get(name)
    }

    /// Where a node stands in words, as fingerprints have it; for [`Finding::known_by`] where nothing else is common to
    /// several places than the smallest of their addresses.
    pub fn address(&self, node: NodeRef<'_>) -> String {
        (self.address)(node)
    }

    /// The smallest of the addresses of several nodes, which does not depend on their order.
    pub fn smallest<'n>(&self, nodes: impl IntoIterator<Item = NodeRef<'n>>) -> String {
        nodes.into_iter().map(|node| self.address(node)).min().unwrap_or_default()
    }

    /// The profile of the run, for rules that say in each profile only what its readers want.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// Reports a weakness. The message is one sentence without the place and without a full stop; what more is to be
    /// said is chained on the finding that comes back.
    pub fn report<'n>(&mut self, place: impl Into<Place<'n>>, message: impl Into<String>) -> &mut Finding {
        let place = place.into();
        self.findings.push(Finding {
            rule: self.rule,
            severity: self.rule.severity,
            confidence: self.rule.confidence,
            message: message.into(),
            place: place.node.map_or(String::new(), self.address),
            primary: place.label(""),
            related: Vec::new(),
            help: None,
            value: None,
            fingerprint: String::new(),
            twins: Vec::new(),
            status: Status::Open,
        });
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }
}

/// Chained on a finding: one more place.
pub trait Related {
    /// Adds a related place.
    fn related<'n>(&mut self, place: impl Into<Place<'n>>, text: impl Into<String>) -> &mut Self;
}

impl Related for Finding {
    fn related<'n>(&mut self, place: impl Into<Place<'n>>, text: impl Into<String>) -> &mut Self {
        self.related.push(place.into().label(text));
        self
    }
}
