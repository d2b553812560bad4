//! See `rules/authentication/auth-weaker-alternative.md`.

use hashbrown::HashMap;

use super::strength::Strength;
use crate::model::openapi::{Alternative, Api, Operation};
use crate::rules::{Check, Cx, Place, Related, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// Two ways into an operation that are far apart.
struct Pair<'a> {
    weak: &'a Alternative,
    strong: &'a Alternative,
    operation: Operation<'a>,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    // Nearly all operations have their requirements from the same few lists.
    let mut known_lists: HashMap<*const Alternative, Option<(&'a Alternative, &'a Alternative)>> = HashMap::new();
    let pairs = api.served().filter_map(|operation| {
        let alternatives = operation.security().alternatives();
        let (weak, strong) = (*known_lists.entry(alternatives.as_ptr()).or_insert_with(|| pair(api, alternatives)))?;
        Some(Pair { weak, strong, operation })
    });
    for alike in many::by_key(pairs, |one| (known(one.weak), known(one.strong))) {
        report(api, &alike, cx);
    }
}

fn pair<'a>(api: &'a Api, alternatives: &'a [Alternative]) -> Option<(&'a Alternative, &'a Alternative)> {
    if alternatives.len() < 2 {
        return None;
    }
    let graded = || alternatives.iter().filter_map(|one| Some((Strength::together(api, one)?, one)));
    let (_, weak) = graded().find(|(strength, _)| *strength == Strength::Exposed)?;
    let (_, strong) =
        graded().filter(|(strength, _)| *strength >= Strength::Token).max_by_key(|(strength, _)| *strength)?;
    Some((weak, strong))
}

fn names(alternative: &Alternative) -> String {
    alternative.schemes.iter().map(|required| format!("`{}`", required.name)).collect::<Vec<_>>().join(" with ")
}

/// The same whatever the order of the schemes.
fn known(alternative: &Alternative) -> String {
    let mut names: Vec<&str> = alternative.schemes.iter().map(|required| required.name.as_str()).collect();
    names.sort_unstable();
    names.join("+")
}

fn report<'a>(api: &'a Api, alike: &[Pair<'a>], cx: &mut Cx<'a>) {
    let Some(first) = alike.first() else { return };
    let who = match alike.len() {
        1 => format!("`{}` lets", first.operation.title()),
        count => format!("{count} operations let"),
    };
    let (weak, strong) = (names(first.weak), names(first.strong));
    let finding = cx.report(
        api.node(first.weak.at),
        format!("{who} callers choose {weak} in place of {strong}, and attackers choose the weaker"),
    );
    finding.known_by(format!("{} beside {}", known(first.weak), known(first.strong)));
    finding.help("take the weaker alternative out, or limit it to the operations that cannot do without");
    finding.related(api.node(first.strong.at), "the stronger alternative");
    many::list(finding, alike.iter().map(|one| Place::key(one.operation.node())), "lets callers choose");
}
