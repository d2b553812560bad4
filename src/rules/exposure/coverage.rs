//! What the rules on responses that are not documented share: whom they ask, and how they tell what is missing. An
//! operation without any error is told by `response-error-missing`; those about one status are silent there.

use super::super::many::{self, MANY};
use crate::finding::Finding;
use crate::model::openapi::{Api, Fields, Key, Kind, Operation};
use crate::rules::{Cx, Place};

/// Operations that clients call and that document some response.
pub(super) fn documented(api: &Api) -> impl Iterator<Item = Operation<'_>> {
    api.served().filter(|operation| {
        let responses = operation.node().field(Key::Responses);
        responses.is_some_and(|responses| operation.api.kind(responses) == Kind::Responses)
            && !operation.responses().is_empty()
    })
}

/// Those of them that document some error of the caller: only there one more status can be missing.
pub(super) fn with_errors(api: &Api) -> impl Iterator<Item = Operation<'_>> {
    documented(api).filter(|operation| operation.names_errors())
}

/// How messages speak of what is missing.
pub(super) struct Words {
    /// Behind "does not document": `` `401`, the answer to … ``.
    pub(super) missing: &'static str,
    /// Behind "operations", where not all are asked: ` that need credentials`.
    pub(super) asked: &'static str,
    /// Under the method.
    pub(super) label: &'static str,
    pub(super) help: &'static str,
}

/// Reports operations of those that were asked: each at its method, but once for the description where it is most of
/// them, or many.
pub(super) fn report<'a>(
    api: &'a Api,
    asked: impl Iterator<Item = Operation<'a>>,
    has: impl Fn(Operation<'a>) -> bool,
    words: &Words,
    cx: &mut Cx<'a>,
) {
    let (having, lacking): (Vec<Operation<'a>>, Vec<Operation<'a>>) = asked.partition(|operation| has(*operation));
    if is_habit(lacking.len(), having.len()) {
        let (count, all) = (lacking.len(), having.len() + lacking.len());
        let Words { missing, asked, .. } = words;
        let message = match having.len() {
            0 => format!("none of the {all} operations{asked} documents {missing}"),
            _ => format!("{count} of {all} operations{asked} do not document {missing}"),
        };
        habit(api, message, &lacking, words.label, cx).help(words.help);
        return;
    }
    for operation in lacking {
        one(operation, words, cx);
    }
}

/// True when what `count` operations do, and `others` do not, is told once: most do it, or many.
pub(super) fn is_habit(count: usize, others: usize) -> bool {
    count > 1 && (count > others || count > MANY)
}

/// Reports what most or many operations do, with the first five.
pub(super) fn habit<'a, 'c>(
    api: &'a Api,
    message: String,
    operations: &[Operation<'a>],
    label: &str,
    cx: &'c mut Cx<'a>,
) -> &'c mut Finding {
    let finding = cx.report(Place::key(many::whole(api)), message);
    many::list(finding, operations.iter().map(|operation| Place::key(operation.node())), label);
    finding
}

/// Reports one operation.
pub(super) fn one<'a, 'c>(operation: Operation<'a>, words: &Words, cx: &'c mut Cx<'a>) -> &'c mut Finding {
    let message = format!("`{}` does not document {}", operation.title(), words.missing);
    cx.report(Place::key(operation.node()), message).label(words.label).help(words.help)
}
