//! See `rules/input/path-parameter-mismatch.md`.

use hashbrown::{HashMap, HashSet};

use super::parameters_in;
use crate::finding::Severity;
use crate::model::openapi::{
    Api, Key, Listed, Location, Operation, Parameter, Route, Routes, Variable, variable_name, variables,
};
use crate::model::place::blank_parameters;
use crate::rules::{Check, Cx, Place, Related, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(templates), Check::Api(optional)];

/// A variable that no parameter declares.
struct Undeclared<'a> {
    route: &'a Route<'a>,
    variable: Variable<'a>,
    /// The operations that lack it.
    lacking: Vec<Operation<'a>>,
    /// Operations that could lack it.
    judged: usize,
}

impl<'a> Undeclared<'a> {
    fn place(&self) -> Place<'a> {
        Place::part(self.route.key, self.variable.range.clone())
    }
}

/// A path parameter the path has no place for.
struct Homeless<'a> {
    path: &'a str,
    listed: Listed<'a>,
    parameter: Parameter<'a>,
}

fn templates<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let routes = Routes::new(api);
    let mut all: Vec<Undeclared<'_>> = Vec::new();
    for route in &routes.all {
        let variables = variables(route.path());
        twice(route, &variables, cx);
        let mut undeclared = undeclared(route, &variables);
        let mut homeless = homeless(route, &variables);
        // One name was meant to be the other.
        if let ([one], [other]) = (undeclared.as_slice(), homeless.as_slice()) {
            misnamed(one, other, cx);
            undeclared.clear();
            homeless.clear();
        }
        for one in homeless {
            let name = one.parameter.name();
            let message = format!("the path parameter `{name}` has no place in `{}`", one.path);
            cx.report(Place::listed(one.listed), message)
                .value(format!("{} {name}", blank_parameters(one.path)))
                .help(format!("write `{{{name}}}` into the path, or remove the parameter"))
                .related(Place::key(route.key), "the path");
        }
        all.extend(undeclared);
    }
    for told in many::told(&all, cx) {
        report(told, cx);
    }
}

/// What is known of a route whose parameters are not all known is not what is missing.
fn undeclared<'r>(route: &'r Route<'r>, variables: &[Variable<'r>]) -> Vec<Undeclared<'r>> {
    let mut known: Vec<(Operation<'r>, HashSet<String>)> = Vec::new();
    // A preflight is answered without a look at the path.
    let is_preflight = |operation: &Operation<'_>| operation.method() == "OPTIONS" && route.operations.len() > 1;
    let judged = route.operations.iter().filter(|one| !is_preflight(one) && !one.has_unknown_parameters());
    for operation in judged {
        let parameters = operation.parameters().into_iter();
        let names = parameters.filter(|parameter| parameter.location() == Location::Path);
        known.push((*operation, names.map(|one| variable_name(&one.name()).to_owned()).collect()));
    }
    let mut out: Vec<Undeclared<'r>> = Vec::new();
    let mut said: HashSet<&str> = HashSet::new();
    for variable in variables.iter().filter(|variable| !variable.name().is_empty()) {
        let names = variable.name().split(',').map(str::trim);
        let lacks = |declared: &HashSet<String>| names.clone().any(|name| !declared.contains(name));
        let lacking: Vec<Operation<'r>> =
            known.iter().filter(|(_, declared)| lacks(declared)).map(|(operation, _)| *operation).collect();
        if !lacking.is_empty() && said.insert(variable.name()) {
            out.push(Undeclared { route, variable: variable.clone(), lacking, judged: known.len() });
        }
    }
    out
}

fn homeless<'r>(route: &Route<'r>, variables: &[Variable<'_>]) -> Vec<Homeless<'r>> {
    let path = route.path();
    let places: HashSet<&str> =
        variables.iter().flat_map(|variable| variable.name().split(',')).map(str::trim).collect();
    let mut holders = HashSet::new();
    let mut seen = HashSet::new();
    let mut out = Vec::new();
    for operation in route.operations.iter().filter(|operation| !operation.is_elsewhere()) {
        let around = std::iter::once(operation.node()).chain(operation.path_items());
        let lists =
            around.filter(|holder| holders.insert(holder.at())).map(|holder| operation.api.listed_parameters(holder));
        for listed in lists.flatten() {
            let parameter = listed.parameter.filter(|parameter| parameter.location() == Location::Path);
            let Some(parameter) = parameter.filter(|_| seen.insert(listed.written.at())) else { continue };
            let name = parameter.name();
            if !places.contains(variable_name(&name)) && !name.is_empty() {
                out.push(Homeless { path, listed, parameter });
            }
        }
    }
    out
}

fn twice<'a>(route: &Route<'a>, variables: &[Variable<'_>], cx: &mut Cx<'a>) {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for variable in variables {
        let name = variable.name();
        let count = counts.entry(name).or_default();
        *count += 1;
        if *count == 2 && !name.is_empty() {
            let message = format!("`{{{name}}}` stands twice in `{}`: one parameter for two values", route.path());
            cx.report(Place::part(route.key, variable.range.clone()), message)
                .value(name)
                .help("give each its own name and parameter");
        }
    }
}

fn misnamed(undeclared: &Undeclared<'_>, homeless: &Homeless<'_>, cx: &mut Cx<'_>) {
    let (own, name) = (homeless.parameter.name(), undeclared.variable.name());
    let path = undeclared.route.path();
    let message = format!("the path parameter `{own}` has no place in `{path}`, whose `{{{name}}}` is not declared");
    cx.report(Place::listed(homeless.listed), message)
        .value(format!("{} {own}", blank_parameters(path)))
        .help(format!("call both the same, `{name}` or `{own}`"))
        .related(Place::part(undeclared.route.key, undeclared.variable.range.clone()), "declared by no parameter");
}

fn report(told: &[Undeclared<'_>], cx: &mut Cx<'_>) {
    let Some((first, others)) = told.split_first() else { return };
    let name = first.variable.name();
    let path = first.route.path();
    if !others.is_empty() {
        let message =
            format!("{} path variables are declared by no parameter, such as `{name}` of `{path}`", told.len());
        let finding = cx.report(first.place(), message);
        finding
            .known_by("paths")
            .help("declare each with `in: path`, `required: true` and a schema that says what it may hold");
        many::list(finding, others.iter().map(Undeclared::place), "declared by no parameter");
        return;
    }
    let is_all = first.lacking.len() == first.judged;
    let of = match first.lacking.first() {
        Some(operation) if !is_all => format!("`{}` does not declare `{{{name}}}`", operation.title()),
        _ => format!("`{{{name}}}` of `{path}` is declared by no parameter"),
    };
    let elsewhere = first.lacking.iter().flat_map(|operation| operation.parameters()).find(|parameter| {
        parameter.name() == name
            && matches!(parameter.location(), Location::Query | Location::Header | Location::FormData)
    });
    let but = elsewhere.map_or(String::new(), |other| format!(", only as a {}", other.location().words()));
    let known = cx.address(first.route.key);
    let finding = match first.lacking.first() {
        Some(operation) if !is_all => cx.report(Place::key(operation.node()), of + &but),
        _ => cx.report(first.place(), of + &but),
    };
    finding.known_by(known).value(name).help(format!(
        "add a parameter `{name}` with `in: path`, `required: true` and a schema that says what it may hold"
    ));
    if !is_all {
        finding.related(first.place(), "the variable");
    }
}

/// A path without one of its parts is another path.
fn optional<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let found: Vec<Parameter<'a>> =
        parameters_in(api, Location::Path).filter(|one| one.flag(Key::Required) != Some(true)).collect();
    for told in many::told(&found, cx) {
        let Some((first, others)) = told.split_first() else { continue };
        let count = if others.is_empty() { String::new() } else { format!(" ({} parameters)", told.len()) };
        let message = format!("the path parameter `{}` is not `required: true`{count}", first.name());
        let finding = cx.report(Place::parameter(*first), message).severity(Severity::Low).value("required");
        many::known(finding, told, "parameters/path");
        finding.help("write `required: true`; a path without it is another path");
        many::list(finding, others.iter().map(|one| Place::parameter(*one)), "not required");
    }
}
