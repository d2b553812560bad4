//! See `rules/input/default-invalid.md`.

use super::variables;
use crate::finding::{Profile, Severity};
use crate::model::openapi::validate::{Reading, Verdict, What, shown};
use crate::model::openapi::{Api, Fields, Key, KeySet, Schema};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] =
    &[Check::Api(check_variables), Check::Keyword(KeySet::of(&[Key::Default]), check)];

fn check<'a>(schema: Schema<'a>, cx: &mut Cx<'a>) {
    let Some(default) = schema.own(Key::Default) else { return };
    let Verdict::Differs(mismatch) = schema.judge(default, Reading::default()) else { return };
    // Where no value of `enum` can occur, nothing could be the default: told by enum-invalid.
    if matches!(mismatch.what, What::Enum) && mismatch.data == default && fits_but_for_list(schema, default) {
        return;
    }
    let is_null = default.is_null();
    // Tools write `null` where there is no default, authors `{generated}` where the server makes one.
    let is_placeholder = mismatch.data.string().is_some_and(|text| is_placeholder(&text));
    if (is_null || is_placeholder) && cx.profile() == Profile::Recommended {
        return;
    }
    let finding = cx
        .report(Place::value(mismatch.data), format!("the default does not fit its own schema: {}", mismatch.message()))
        .label("no valid value")
        .related(Place::value(mismatch.keyword), "what the schema says");
    if is_null {
        finding.severity(Severity::Low).help("leave `default` out, or let the schema admit `null`");
    } else if is_placeholder {
        finding
            .severity(Severity::Low)
            .help("leave `default` out, and say in `description` where the value comes from");
    } else {
        finding.help("write a default that the schema admits, or correct the schema");
    }
}

/// True where only a list is against the default, and all in the list is wrong itself.
fn fits_but_for_list<'a>(schema: Schema<'a>, default: NodeRef<'a>) -> bool {
    let differs = |value| matches!(schema.judge_listed(value), Verdict::Differs(_));
    let list = schema.own(Key::Enum).filter(|list| list.is_seq() && !list.is_empty());
    list.is_some_and(|list| list.items().all(differs)) && !differs(default)
}

/// `{generated}`, `<uuid>`: words in the place of a value.
fn is_placeholder(text: &str) -> bool {
    let wrapped = |open, close| text.len() > 2 && text.starts_with(open) && text.ends_with(close);
    wrapped('{', '}') || wrapped('<', '>')
}

/// A server variable has to be one of its own list.
fn check_variables<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    for variable in variables(api) {
        let list = variable.field(Key::Enum).filter(|list| list.is_seq() && !list.is_empty());
        let (Some(list), Some(default)) = (list, variable.field(Key::Default)) else { continue };
        let text = default.text();
        if list.items().all(|entry| entry.text() != text) {
            let value = shown(default);
            cx.report(default, format!("the default {value} of the server variable is none of its `enum`"))
                .related(Place::value(list), "what it may be")
                .help("write one of the values of `enum`, or add the default to them");
        }
    }
}
