//! Circles of schemas that end nowhere: those that lead back to themselves before anything of a value is looked at, and
//! those that demand a value inside the value for ever. Ordinary recursive types are neither.

use hashbrown::{HashMap, HashSet};

use super::{Api, Fields, Key, KeySet, Kind, Schema, Target, Type};
use crate::syntax::{At, NodeRef};

/// One circle.
#[derive(Debug)]
pub struct Circle<'a> {
    /// The schemas on the way round, the first one first and not again at the end.
    pub steps: Vec<(NodeRef<'a>, Step<'a>)>,
    /// True when checking any value never ends; false when no finite value can satisfy the schemas.
    pub is_endless: bool,
}

/// How a schema leads to the next one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step<'a> {
    /// By `$ref`.
    Reference,
    /// By a keyword that applies schemas to the same value.
    Keyword(Key),
    /// By a property that must be there.
    Property(&'a str),
    /// By items, of which there must be at least one.
    Items,
}

impl Api {
    /// All circles of schemas that end nowhere. Of schemas that lie on several circles together one is given; circles of
    /// nothing but references are left out, they stand for no schema at all.
    pub fn endless_circles(&self) -> Vec<Circle<'_>> {
        let mut endless = Graph::default();
        let mut needs = Graph::default();
        const LEADING: KeySet = KeySet::of(&[
            Key::Ref,
            Key::AllOf,
            Key::AnyOf,
            Key::OneOf,
            Key::Not,
            Key::If,
            Key::Then,
            Key::Else,
            Key::Required,
            Key::MinItems,
        ]);
        for node in self.nodes_of(Kind::Reference).chain(self.nodes_of(Kind::Schema)) {
            if !node.may_have(LEADING.filter()) {
                continue;
            }
            let place = same_place(self, node);
            if !place.is_empty() {
                endless.add(node, place);
            }
            let all = necessary(self, node);
            let choices = choices(self, node);
            if !all.is_empty() || !choices.is_empty() {
                needs.add_choices(node, all, choices);
            }
        }
        let is_more = |circle: &Vec<(NodeRef<'_>, Step<'_>)>| circle.iter().any(|(_, step)| *step != Step::Reference);
        let mut seen: HashSet<At> = HashSet::new();
        let mut out = Vec::new();
        let empty = needs.unsatisfied();
        for (graph, is_endless) in [(&endless, true), (&empty, false)] {
            for steps in graph.circles().into_iter().filter(is_more) {
                if !steps.iter().any(|(node, _)| seen.contains(&node.at())) {
                    seen.extend(steps.iter().map(|(node, _)| node.at()));
                    out.push(Circle { steps, is_endless });
                }
            }
        }
        out.sort_by_key(|circle| circle.steps.first().map(|(node, _)| node.at()));
        out
    }
}

type Edges<'a> = Vec<(NodeRef<'a>, Step<'a>)>;

fn by_reference<'a>(api: &'a Api, node: NodeRef<'a>) -> Option<(NodeRef<'a>, Step<'a>)> {
    match &api.reference(node.at()).filter(|reference| reference.expected == Kind::Schema)?.target {
        Target::Node(to) => Some((api.node(*to), Step::Reference)),
        _ => None,
    }
}

/// Schemas applied to the same value.
fn same_place<'a>(api: &'a Api, node: NodeRef<'a>) -> Edges<'a> {
    let mut out: Edges<'a> = by_reference(api, node).into_iter().collect();
    if api.kind(node) != Kind::Schema {
        return out;
    }
    for (key, value) in node.entries() {
        let Some(key) = key.symbol().and_then(Key::from_symbol) else { continue };
        match key {
            Key::AllOf | Key::AnyOf | Key::OneOf => out.extend(value.items().map(|item| (item, Step::Keyword(key)))),
            Key::Not | Key::If | Key::Then | Key::Else => out.push((value, Step::Keyword(key))),
            _ => {}
        }
    }
    out
}

/// Schemas that some value must satisfy for this one to be satisfied.
fn necessary<'a>(api: &'a Api, node: NodeRef<'a>) -> Edges<'a> {
    let mut out: Edges<'a> = by_reference(api, node).into_iter().collect();
    if api.kind(node) != Kind::Schema {
        return out;
    }
    let branches = node.field(Key::AllOf).into_iter().flat_map(NodeRef::items);
    out.extend(branches.map(|branch| (branch, Step::Keyword(Key::AllOf))));
    let is_only = |one: Type| {
        let others = [Type::Null, Type::Boolean, Type::Object, Type::Array, Type::Number, Type::Integer, Type::String];
        let is_other = |other: &Type| *other != one;
        match Schema::inline(api, node).own_types() {
            Some(types) => {
                types.has(one) && !others.iter().filter(|other| is_other(other)).any(|other| types.has(*other))
            }
            // Whoever writes properties means objects.
            None => one == Type::Object,
        }
    };
    // A written list of values says itself what there is.
    if node.field(Key::Enum).is_some() || node.field(Key::Const).is_some() {
        return out;
    }
    if let (Some(required), Some(properties)) = (node.field(Key::Required), node.field(Key::Properties))
        && is_only(Type::Object)
    {
        for name in required.items().filter(|name| name.is_scalar()) {
            let symbols = properties.doc.tree.symbols();
            let Some(symbol) = name.text().and_then(|name| symbols.lookup(&name)) else { continue };
            let property = properties.get_symbol(symbol);
            out.extend(property.map(|value| (value, Step::Property(symbols.text(symbol)))));
        }
    }
    let least = node.field(Key::MinItems).and_then(NodeRef::number);
    if least.is_some_and(|least| least >= 1.0)
        && is_only(Type::Array)
        && let Some(items) = node.field(Key::Items).filter(|items| items.is_map())
    {
        out.push((items, Step::Items));
    }
    out
}

/// Sets of schemas of which one must be satisfiable.
fn choices<'a>(api: &Api, node: NodeRef<'a>) -> Vec<Edges<'a>> {
    if api.kind(node) != Kind::Schema {
        return Vec::new();
    }
    let set = |key: Key| {
        let set: Edges<'a> = node.field(key)?.items().map(|item| (item, Step::Keyword(key))).collect();
        (!set.is_empty()).then_some(set)
    };
    [Key::OneOf, Key::AnyOf].into_iter().filter_map(set).collect()
}

/// Schemas that lead to others.
#[derive(Default)]
struct Graph<'a> {
    nodes: Vec<NodeRef<'a>>,
    index: HashMap<At, usize>,
    edges: Vec<Edges<'a>>,
    choices: Vec<Vec<Edges<'a>>>,
}

impl<'a> Graph<'a> {
    fn add(&mut self, node: NodeRef<'a>, edges: Edges<'a>) {
        self.add_choices(node, edges, Vec::new());
    }

    fn add_choices(&mut self, node: NodeRef<'a>, edges: Edges<'a>, choices: Vec<Edges<'a>>) {
        self.index.insert(node.at(), self.nodes.len());
        self.nodes.push(node);
        self.edges.push(edges);
        self.choices.push(choices);
    }

    /// What is left when everything is taken away that some finite value satisfies: a schema can be satisfied when all it
    /// needs can, and of each choice one.
    fn unsatisfied(&self) -> Graph<'a> {
        // By schema: who needs it, with the choice it is a part of there.
        let mut users: Vec<Vec<(usize, Option<usize>)>> = vec![Vec::new(); self.nodes.len()];
        // How many needs and choices are still open. What is not in the graph can always be satisfied.
        let mut open = vec![0_usize; self.nodes.len()];
        let mut met: Vec<Vec<bool>> = Vec::with_capacity(self.nodes.len());
        let index = |(to, _): &(NodeRef<'a>, Step<'a>)| self.index.get(&to.at()).copied();
        for (user, (edges, choices)) in self.edges.iter().zip(&self.choices).enumerate() {
            let needed: Vec<usize> = edges.iter().filter_map(index).collect();
            let is_free = |set: &Edges<'a>| set.iter().any(|one| index(one).is_none());
            met.push(choices.iter().map(is_free).collect());
            open[user] = needed.len() + met[user].iter().filter(|met| !**met).count();
            needed.into_iter().for_each(|to| users[to].push((user, None)));
            for (choice, set) in choices.iter().enumerate() {
                set.iter().filter_map(index).for_each(|to| users[to].push((user, Some(choice))));
            }
        }
        let mut satisfied = vec![false; self.nodes.len()];
        let mut pending: Vec<usize> = (0..self.nodes.len()).filter(|at| open[*at] == 0).collect();
        while let Some(at) = pending.pop() {
            satisfied[at] = true;
            for (user, choice) in users[at].iter().copied() {
                if choice.is_some_and(|choice| std::mem::replace(&mut met[user][choice], true)) {
                    continue;
                }
                open[user] -= 1;
                if open[user] == 0 {
                    pending.push(user);
                }
            }
        }
        let mut rest = Graph::default();
        for (at, node) in self.nodes.iter().enumerate().filter(|(at, _)| !satisfied[*at]) {
            let all =
                self.edges.get(at).into_iter().flatten().chain(self.choices.get(at).into_iter().flatten().flatten());
            rest.add(*node, all.copied().collect());
        }
        rest
    }

    fn targets(&self, at: usize) -> impl Iterator<Item = (usize, Step<'a>)> {
        let edges = self.edges.get(at).into_iter().flatten();
        edges.filter_map(|(to, step)| Some((*self.index.get(&to.at())?, *step)))
    }

    /// One circle for each set of schemas that lead to each other.
    fn circles(&self) -> Vec<Edges<'a>> {
        let mut out = Vec::new();
        for set in self.components() {
            let Some(start) = set.iter().copied().min_by_key(|at| self.nodes.get(*at).map(|node| node.at())) else {
                continue;
            };
            let members: HashSet<usize> = set.into_iter().collect();
            out.extend(self.way_round(start, &members));
        }
        out
    }

    /// The shortest way from a node back to it.
    fn way_round(&self, start: usize, members: &HashSet<usize>) -> Option<Edges<'a>> {
        let mut before: HashMap<usize, (usize, Step<'a>)> = HashMap::new();
        let mut pending = std::collections::VecDeque::from([start]);
        while let Some(at) = pending.pop_front() {
            for (to, step) in self.targets(at).filter(|(to, _)| members.contains(to)) {
                if to == start {
                    let mut way = vec![(*self.nodes.get(at)?, step)];
                    let mut back = at;
                    while let Some((earlier, step)) = before.get(&back) {
                        way.push((*self.nodes.get(*earlier)?, *step));
                        back = *earlier;
                    }
                    way.reverse();
                    return Some(way);
                }
                if to != start && !before.contains_key(&to) {
                    before.insert(to, (at, step));
                    pending.push_back(to);
                }
            }
        }
        None
    }

    /// Strongly connected components (Tarjan), without recursion. Single nodes are among them.
    fn components(&self) -> Vec<Vec<usize>> {
        let count = self.nodes.len();
        let (mut order, mut low) = (vec![usize::MAX; count], vec![0; count]);
        let (mut on_stack, mut stack, mut out, mut next) = (vec![false; count], Vec::new(), Vec::new(), 0);
        for root in 0..count {
            if order[root] != usize::MAX {
                continue;
            }
            let mut work = vec![(root, self.targets(root).map(|(to, _)| to).collect::<Vec<_>>())];
            (order[root], low[root], on_stack[root]) = (next, next, true);
            next += 1;
            stack.push(root);
            while let Some((at, targets)) = work.last_mut() {
                let at = *at;
                if let Some(to) = targets.pop() {
                    if order[to] == usize::MAX {
                        (order[to], low[to], on_stack[to]) = (next, next, true);
                        next += 1;
                        stack.push(to);
                        work.push((to, self.targets(to).map(|(to, _)| to).collect()));
                    } else if on_stack[to] {
                        low[at] = low[at].min(order[to]);
                    }
                    continue;
                }
                work.pop();
                if let Some((around, _)) = work.last() {
                    low[*around] = low[*around].min(low[at]);
                }
                if low[at] == order[at] {
                    let from = stack.iter().rposition(|member| *member == at).unwrap_or(0);
                    let set = stack.split_off(from);
                    set.iter().for_each(|member| on_stack[*member] = false);
                    out.push(set);
                }
            }
        }
        out
    }
}
