//! What a rule can ask for and what it may do: the subjects of [`Check`], and [`Cx`] with the one verb `report`.

use crate::finding::{Finding, Label, Meta, Status};
use crate::source::Span;
use crate::syntax::{Document, NodeRef};

/// A function and the subject it wants to see. The variant says what the function gets.
pub enum Check {
    /// Each text of the description, with its comments, syntax errors and declarations.
    Document(for<'a> fn(&'a Document, &mut Cx<'a>)),
}

/// Where to point: a node and the bytes to mark.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    node: NodeRef<'a>,
    span: Span,
}

impl<'a> Place<'a> {
    /// The node itself: for a value that is wrong.
    pub fn value(node: NodeRef<'a>) -> Self {
        Self { node, span: node.span() }
    }

    /// The key of the node: for something that is missing below it, or wrong by being there.
    pub fn key(node: NodeRef<'a>) -> Self {
        Self { node, span: node.grip() }
    }

    /// Some bytes of the node.
    pub fn within(node: NodeRef<'a>, span: Span) -> Self {
        Self { node, span }
    }

    fn label(self, text: impl Into<String>) -> Label {
        Label { span: self.span, text: text.into(), pointer: self.node.pointer() }
    }
}

impl<'a> From<NodeRef<'a>> for Place<'a> {
    fn from(node: NodeRef<'a>) -> Self {
        Self::value(node)
    }
}

/// What a check sees besides its subject, and where its findings go.
pub struct Cx<'a> {
    rule: &'static Meta,
    findings: &'a mut Vec<Finding>,
}

impl<'a> Cx<'a> {
    /// A context for one rule.
    pub fn new(rule: &'static Meta, findings: &'a mut Vec<Finding>) -> Self {
        Self { rule, findings }
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
            primary: place.label(""),
            related: Vec::new(),
            help: None,
            place: String::new(),
            value: None,
            fingerprint: String::new(),
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
