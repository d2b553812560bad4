//! See `rules/gateway/gateway-resource-policy-wildcard.md`.

use crate::model::openapi::Api;
use crate::model::openapi::gateway::Fact;
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    // An API of the internet is meant to be called by anybody.
    let private = api.gateway().settings().find(|setting| *setting.fact() == Fact::PrivateEndpoint);
    let Some(private) = private else { return };
    for policy in api.gateway().settings().filter(|setting| *setting.fact() == Fact::ResourcePolicy) {
        let Some(list) = policy.node().get("Statement") else { continue };
        let statements: Vec<NodeRef<'a>> = if list.is_seq() { list.items().collect() } else { vec![list] };
        let has_effect = |statement: &NodeRef<'a>, effect: &str| {
            statement.get("Effect").and_then(NodeRef::string).is_some_and(|text| text.eq_ignore_ascii_case(effect))
        };
        // The usual pair: all are allowed, and all who come another way than by the endpoint are denied.
        let is_narrowed =
            |statement: &NodeRef<'a>| has_effect(statement, "Deny") && statement.get("Condition").is_some();
        if statements.iter().any(is_narrowed) {
            continue;
        }
        for statement in statements.iter().filter(|statement| has_effect(statement, "Allow")) {
            if statement.get("Condition").is_some() {
                continue;
            }
            let Some(anybody) = anybody(*statement) else { continue };
            cx.report(
                Place::value(anybody),
                "the policy of this private API allows every principal, without a condition",
            )
            .help("name the principals, or add a condition on `aws:SourceVpce` or `aws:SourceVpc`")
            .related(Place::key(private.node()), "the API is private");
        }
    }
}

/// `"*"`, `{AWS: "*"}`, `{AWS: ["*"]}`.
fn anybody(statement: NodeRef<'_>) -> Option<NodeRef<'_>> {
    let principal = statement.get("Principal")?;
    let named = if principal.is_map() { principal.get("AWS")? } else { principal };
    let is_any = |node: &NodeRef<'_>| node.string().as_deref() == Some("*");
    if named.is_seq() { named.items().find(is_any) } else { Some(named).filter(is_any) }
}
