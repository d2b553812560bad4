//! See `rules/input/parameter-schema-missing.md`.

use hashbrown::HashSet;

use crate::model::openapi::{Api, Operation, Parameter};
use crate::rules::{Check, Cx, Place, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut found: Vec<(Operation<'a>, Parameter<'a>)> = Vec::new();
    let mut seen = HashSet::new();
    for operation in api.served() {
        for parameter in operation.parameters() {
            if !parameter.is_described() && !parameter.is_ignored() && seen.insert(parameter.node().at()) {
                found.push((operation, parameter));
            }
        }
    }
    let help = |parameter: Parameter<'_>| match parameter.misplaced_type() {
        Some(name) => format!("since 3.0 the type stands in a schema: `schema: {{type: {name}}}`"),
        None => "state the type of its values, and what limits them".to_owned(),
    };
    if many::is_one_decision(found.len(), cx) {
        let message = format!("{} parameters state no type, so any text is accepted", found.len());
        let finding = cx.report(Place::key(many::whole(api)), message);
        if let Some((_, first)) = found.first() {
            finding.help(help(*first));
        }
        many::list(finding, found.iter().map(|(_, parameter)| Place::parameter(*parameter)), "no type");
        return;
    }
    for (operation, parameter) in found {
        let uses = api.uses(parameter.node()).words().unwrap_or_else(|| format!("`{}`", operation.title()));
        let message = format!("the parameter `{}` of {uses} states no type, so any text is accepted", parameter.name());
        cx.report(Place::parameter(parameter), message).label("no type").help(help(parameter));
    }
}
