//! See `rules/input/additional-properties-implicit.md`.

use super::shapes;
use crate::model::openapi::{Api, Extra, Key, SentObject};
use crate::rules::site;
use crate::rules::{Check, Cx, Place, exposed, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let objects = api.sent_objects();
    let ruled = objects.iter().filter(|one| one.extra == Extra::Ruled).count();
    let is_open = |one: &&SentObject<'a>| one.extra == Extra::Unsaid && one.closing.is_some();
    let open: Vec<&SentObject<'a>> = objects.iter().filter(is_open).collect();
    let total = open.len() + ruled;
    let is_habit = open.len() > 1 && (ruled == 0 || (open.len() > many::MANY && open.len() > ruled));
    if is_habit {
        let message = match ruled {
            0 => format!("none of the {total} objects that clients send refuses properties it does not declare"),
            _ => format!("{} of {total} objects that clients send accept properties they do not declare", open.len()),
        };
        let help = "add `additionalProperties: false` to the objects of requests, `unevaluatedProperties: false` where they \
                    are composed (from 3.1 on), and refuse or drop what is not declared";
        let finding = cx.report(Place::key(many::whole(api)), message).help(help);
        many::list(finding, open.iter().map(|one| shapes::place(one.schema)), "open");
        return;
    }
    for one in open {
        let name = site::of(api, one.schema.node()).full();
        let name = if name.is_empty() { "the body".to_owned() } else { format!("`{name}`") };
        let Some(by) = shapes::senders(api, one.schema.node()) else { continue };
        let keyword = one.closing.unwrap_or(Key::AdditionalProperties).as_str();
        let subject = shapes::with_senders(&name, &by);
        let finding = cx.report(shapes::place(one.schema), format!("{subject} accepts properties it does not declare"));
        finding.label("open").help(format!("add `{keyword}: false`, and refuse or drop what is not declared"));
        exposed::chain(finding, &by);
    }
}
