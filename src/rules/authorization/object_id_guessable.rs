//! See `rules/authorization/object-id-guessable.md`.

use crate::model::openapi::{Api, Fields, Key, Kind, Location, Operation, Parameter, Schema, Type};
use crate::rules::{Check, Cx, Place, Related, many};
use crate::syntax::NodeRef;
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// How the next object is found.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Guess {
    /// By counting.
    Number,
    /// By knowing the person.
    Person,
}

impl Guess {
    fn word(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Person => "person",
        }
    }
}

/// A parameter that picks an object.
struct Picks<'a> {
    parameter: Parameter<'a>,
    name: String,
    guess: Guess,
    operations: Vec<Operation<'a>>,
}

/// What is the same for everybody and no secret: lists of a catalogue, parts of the API itself.
const COMMON: &[&str] = &[
    "category",
    "categories",
    "country",
    "currency",
    "language",
    "locale",
    "region",
    "state",
    "city",
    "type",
    "status",
    "version",
    "page",
    "genre",
    "brand",
    "season",
    "league",
    "chain",
    "chapter",
    "year",
    "level",
    "column",
    "row",
    "step",
    "index",
    "revision",
    "schema",
    "tag",
];

/// The same as a rule; where callers can make one, it is theirs.
const OFTEN_COMMON: &[&str] = &["app", "application", "model", "station", "block"];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let parameters = api.nodes_of(Kind::Parameter).map(|node| Parameter::new(api, node));
    let found = parameters.filter_map(picks);
    for alike in many::by_key(found, |one| (one.name.to_ascii_lowercase(), one.guess)) {
        report(&alike, cx);
    }
}

fn picks<'a>(parameter: Parameter<'a>) -> Option<Picks<'a>> {
    let in_path = parameter.location() == Location::Path;
    let is_required = parameter.node().field(Key::Required).and_then(NodeRef::bool) == Some(true);
    let in_query = parameter.location() == Location::Query && is_required;
    if !in_path && !in_query {
        return None;
    }
    let name = parameter.name();
    let words = words::split(&name);
    let schema = parameter.schema()?;
    let guess = if in_path && is_person(&words) && schema.is(Type::String) {
        Guess::Person
    } else if is_number(schema) && !words.iter().any(|word| COMMON.contains(&word.as_str())) {
        Guess::Number
    } else {
        return None;
    };
    let is_often_common = guess == Guess::Number && words.iter().any(|word| OFTEN_COMMON.contains(&word.as_str()));
    let by_name = words.last().is_some_and(|word| matches!(word.as_str(), "id" | "ids"));
    let uses = parameter.api.uses(parameter.node()).operations.into_iter();
    let operations: Vec<Operation<'a>> = uses
        .filter(|operation| operation.is_served() && !operation.is_open_by_design())
        .filter(|operation| !is_often_common || (in_path && can_be_made(*operation, &name)))
        .filter(|operation| guess == Guess::Person || by_name || (in_path && names_collection(operation.path(), &name)))
        .collect();
    (!operations.is_empty()).then(|| Picks { parameter, name: name.into_owned(), guess, operations })
}

/// True when something is posted to the path in front of the parameter.
fn can_be_made(operation: Operation<'_>, name: &str) -> bool {
    let Some((collection, _)) = operation.path().split_once(&format!("/{{{name}}}")) else { return false };
    operation.api.served().any(|other| other.method() == "POST" && other.path().trim_end_matches('/') == collection)
}

/// Whole numbers only: as a type, or as text of digits.
fn is_number(schema: Schema<'_>) -> bool {
    if schema.is_enumerated() || schema.format().is_some_and(|format| format == "uuid") {
        return false;
    }
    let types = schema.types();
    let of_digits = || {
        let pattern = schema.keyword(Key::Pattern).and_then(NodeRef::string);
        pattern.is_some_and(|pattern| matches!(pattern.trim(), "^\\d+$" | "^[0-9]+$" | "^[1-9][0-9]*$" | "^[1-9]\\d*$"))
    };
    types.is_some_and(|types| {
        let is_text = types.has(Type::String);
        (types.has(Type::Integer) && !is_text) || (is_text && of_digits())
    })
}

/// Names by which people know each other.
fn is_person(words: &[String]) -> bool {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    matches!(
        words.as_slice(),
        ["username"]
            | ["user", "name"]
            | ["email"]
            | ["user", "email"]
            | ["email", "address"]
            | ["phone"]
            | ["phone", "number"]
            | ["msisdn"]
    )
}

/// `/orders/{order}`
fn names_collection(path: &str, name: &str) -> bool {
    let marker = format!("{{{name}}}");
    let mut segments = path.split('/');
    let mut before = "";
    let found = segments.any(|segment| {
        let found = segment == marker;
        if !found {
            before = segment;
        }
        found
    });
    let collection = words::split(before).concat();
    let own = words::split(name).concat();
    found && !own.is_empty() && collection.strip_suffix('s').is_some_and(|singular| own == singular)
}

fn report<'a>(alike: &[Picks<'a>], cx: &mut Cx<'a>) {
    let Some((first, more)) = alike.split_first() else { return };
    let mut operations: Vec<Operation<'a>> = alike.iter().flat_map(|one| &one.operations).copied().collect();
    operations.sort_by_key(|operation| operation.index());
    operations.dedup();
    let Some(example) = operations.first() else { return };
    let title = example.title();
    let who = match operations.len() - 1 {
        0 => format!("`{title}` picks"),
        1 => format!("`{title}` and 1 more operation pick"),
        more => format!("`{title}` and {more} more operations pick"),
    };
    let name = &first.name;
    let message = match first.guess {
        Guess::Number => format!("{who} an object by the number `{name}`, and the next number is another one"),
        Guess::Person => format!("{who} an object by `{name}`, which others know or guess"),
    };
    let place = first.parameter.name_node().unwrap_or(first.parameter.node());
    let finding = cx.report(place, message);
    finding.known_by(format!("{}:{}", first.guess.word(), name.to_ascii_lowercase())).help(
        "check in each of them that the object belongs to the caller; ids that cannot be guessed only help besides",
    );
    many::list(
        finding,
        more.iter().map(|one| Place::value(one.parameter.name_node().unwrap_or(one.parameter.node()))),
        "the same id",
    );
    for operation in operations.iter().take(5usize.saturating_sub(more.len())) {
        finding.related(Place::key(operation.node()), operation.title());
    }
}
