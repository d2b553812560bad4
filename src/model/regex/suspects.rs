//! Repetitions that may overlap, found on the automaton seen from character to character: circles that part and meet
//! again over the same text, and circles behind each other that can share one.

use std::collections::VecDeque;
use std::ops::Range;

use hashbrown::HashMap;

use super::fuel::Fuel;
use super::steps::{BEFORE, BEGIN, Steps, Written};

/// Repetitions of at most so many rounds are not tried against each other.
const LONG: u32 = 1_000;
/// Overlaps that are tried out.
const TRIALS: usize = 4;

/// What the automaton says may be one.
pub(super) struct Suspect {
    pub(super) is_exponential: bool,
    pub(super) prefix: String,
    pub(super) pump: String,
    pub(super) ways: (String, String),
    pub(super) at: Range<usize>,
}

pub(super) struct Finder<'s> {
    text: &'s str,
    steps: &'s Steps,
    loops: Vec<(Written, u32)>,
    component: Vec<usize>,
    has_circle: Vec<bool>,
    fuel: &'s Fuel,
}

impl<'s> Finder<'s> {
    pub(super) fn new(text: &'s str, steps: &'s Steps, loops: Vec<(Written, u32)>, fuel: &'s Fuel) -> Self {
        let (component, has_circle) = steps.components();
        Self { text, steps, loops, component, has_circle, fuel }
    }

    /// Nodes of each component that has a circle.
    fn circles(&self) -> Vec<Vec<usize>> {
        let mut out: Vec<Vec<usize>> = vec![Vec::new(); self.has_circle.len()];
        for (node, component) in self.component.iter().enumerate() {
            if self.has_circle[*component] {
                out[*component].push(node);
            }
        }
        out.retain(|nodes| !nodes.is_empty());
        out
    }

    pub(super) fn suspects(&self) -> Vec<Suspect> {
        let circles = self.circles();
        let mut out: Vec<Suspect> = Vec::new();
        for circle in &circles {
            out.extend(self.by_ways(circle).or_else(|| self.by_pairs(circle)));
            if out.len() >= TRIALS {
                return out;
            }
        }
        for first in &circles {
            for second in &circles {
                if out.len() >= TRIALS * 2 || first == second || self.fuel.left() == 0 {
                    continue;
                }
                out.extend(self.by_triples(first, second));
            }
        }
        out
    }

    fn slice(&self, written: Written) -> &str {
        self.text.get(written.0..written.1).unwrap_or("")
    }

    fn name(&self, node: usize) -> String {
        self.steps.written[node].map_or(String::new(), |written| format!("`{}`", self.slice(written)))
    }

    fn names(&self, nodes: &[usize]) -> String {
        nodes.iter().map(|node| self.name(*node)).collect::<Vec<_>>().join(" ")
    }

    /// The innermost repetition around all of some nodes.
    fn around(&self, nodes: &[usize]) -> Option<Written> {
        let spans: Vec<Written> = nodes.iter().filter_map(|node| self.steps.written[*node]).collect();
        let holds = |one: &&Written| !spans.is_empty() && spans.iter().all(|span| one.0 <= span.0 && span.1 <= one.1);
        self.loops.iter().map(|(one, _)| one).filter(holds).min_by_key(|one| one.1 - one.0).copied()
    }

    /// True when a repetition goes on for so long that its square matters.
    fn is_long(&self, one: Written) -> bool {
        self.loops.iter().any(|(known, most)| *known == one && *most > LONG)
    }

    /// The nodes on a shortest way inside a component, the first left out.
    fn path(&self, from: usize, to: usize) -> Option<Vec<usize>> {
        self.search(from, to, |node| self.component[node] == self.component[from])
    }

    fn search(&self, from: usize, to: usize, may: impl Fn(usize) -> bool) -> Option<Vec<usize>> {
        let mut before: HashMap<usize, usize> = HashMap::new();
        let mut pending = VecDeque::from([from]);
        while let Some(node) = pending.pop_front() {
            for edge in &self.steps.edges[node] {
                if !self.fuel.take(1) {
                    return None;
                }
                if !may(edge.to) || before.contains_key(&edge.to) || !self.steps.meet(&[edge.to]) {
                    continue;
                }
                before.insert(edge.to, node);
                if edge.to == to {
                    let mut path = vec![to];
                    let mut node = node;
                    while node != from {
                        path.push(node);
                        node = *before.get(&node)?;
                    }
                    path.reverse();
                    return Some(path);
                }
                pending.push_back(edge.to);
            }
        }
        None
    }

    /// One character goes round by two ways: `(a+)+`.
    fn by_ways(&self, circle: &[usize]) -> Option<Suspect> {
        for from in circle {
            for edge in &self.steps.edges[*from] {
                let [one, two] = edge.ways.as_slice() else { continue };
                if self.component[edge.to] != self.component[*from] || *from <= BEFORE {
                    continue;
                }
                let mut nodes = vec![edge.to];
                if edge.to != *from {
                    nodes.extend(self.path(edge.to, *from)?);
                }
                let pump = nodes.iter().map(|node| self.steps.common(&[*node])).collect::<Option<Vec<_>>>()?;
                return self.suspect(*from, pump, self.rounds((edge.to, one), (edge.to, two)), circle, &[one, two]);
            }
        }
        None
    }

    /// Two ways part and meet again over the same text: `(\w|\d)*`.
    fn by_pairs(&self, circle: &[usize]) -> Option<Suspect> {
        type Pair = (usize, usize);
        let mut before: HashMap<Pair, Pair> = HashMap::new();
        let mut pending: VecDeque<Pair> = VecDeque::new();
        let is_here = |node: usize| self.component[node] == self.component[circle[0]];
        if circle[0] <= BEFORE {
            return None;
        }
        // Two that follow one and the same.
        for from in circle {
            let next: Vec<usize> =
                self.steps.edges[*from].iter().map(|edge| edge.to).filter(|to| is_here(*to)).collect();
            for (at, one) in next.iter().enumerate() {
                for two in &next[at + 1..] {
                    if !self.fuel.take(1) {
                        return None;
                    }
                    if self.steps.meet(&[*one, *two]) && !before.contains_key(&(*one, *two)) {
                        before.insert((*one, *two), (*from, *from));
                        pending.push_back((*one, *two));
                    }
                }
            }
        }
        while let Some((one, two)) = pending.pop_front() {
            for first in self.steps.edges[one].iter().filter(|edge| is_here(edge.to)) {
                for second in self.steps.edges[two].iter().filter(|edge| is_here(edge.to)) {
                    if !self.fuel.take(1) {
                        return None;
                    }
                    let pair = (first.to, second.to);
                    if !self.steps.meet(&[pair.0, pair.1]) {
                        continue;
                    }
                    if pair.0 == pair.1 {
                        return self.pair_suspect(&before, (one, two), pair.0, circle);
                    }
                    if !before.contains_key(&pair) {
                        before.insert(pair, (one, two));
                        pending.push_back(pair);
                    }
                }
            }
        }
        None
    }

    fn pair_suspect(
        &self,
        before: &HashMap<(usize, usize), (usize, usize)>,
        last: (usize, usize),
        meeting: usize,
        circle: &[usize],
    ) -> Option<Suspect> {
        let mut pairs = vec![(meeting, meeting), last];
        let mut pair = last;
        let start = loop {
            pair = *before.get(&pair)?;
            if pair.0 == pair.1 {
                break pair.0;
            }
            pairs.push(pair);
        };
        pairs.reverse();
        if meeting != start {
            pairs.extend(self.path(meeting, start)?.into_iter().map(|node| (node, node)));
        }
        let pump = pairs.iter().map(|(a, b)| self.steps.common(&[*a, *b])).collect::<Option<Vec<_>>>()?;
        let (one, two): (Vec<usize>, Vec<usize>) = pairs.into_iter().unzip();
        let (first, second) = (self.begun(start, &one), self.begun(start, &two));
        let ways = if self.names(&one) == self.names(&two) {
            let parting = one.iter().zip(&two).position(|(one, two)| one != two).unwrap_or(0);
            let one = (one.get(parting).copied()?, first.get(parting)?.as_slice());
            self.rounds(one, (two.get(parting).copied()?, second.get(parting)?))
        } else {
            (format!("as {}", self.names(&one)), format!("as {}", self.names(&two)))
        };
        let begun: Vec<&Vec<Written>> = first.into_iter().chain(second).collect();
        self.suspect(start, pump, ways, circle, &begun)
    }

    /// The repetitions that each step of a way begins anew.
    fn begun(&self, mut from: usize, way: &[usize]) -> Vec<&'s Vec<Written>> {
        let mut out = Vec::new();
        for to in way {
            let edge = self.steps.edges[from].iter().find(|edge| edge.to == *to);
            out.extend(edge.and_then(|edge| edge.ways.first()));
            from = *to;
        }
        out
    }

    /// Two ways to the next character told apart by the repetitions that they begin anew, or by where it is written.
    fn rounds(&self, one: (usize, &[Written]), two: (usize, &[Written])) -> (String, String) {
        let own = |own: &[Written], other: &[Written]| own.iter().rev().find(|round| !other.contains(round)).copied();
        let place =
            |node: usize| self.steps.written[node].filter(|_| self.steps.written[one.0] != self.steps.written[two.0]);
        let say = |round: Option<Written>, node: usize, other: &str| match (round, place(node)) {
            (Some(round), _) => format!("in another round of `{}`", self.slice(round)),
            (None, Some(written)) => {
                let before = self.text.get(..written.0).map_or(0, |before| before.chars().count());
                format!("by the {} at character {}", self.name(node), before + 1)
            }
            (None, None) => other.to_owned(),
        };
        (say(own(one.1, two.1), one.0, "in the same round"), say(own(two.1, one.1), two.0, "in a round of its own"))
    }

    fn suspect(
        &self,
        node: usize,
        pump: Vec<char>,
        ways: (String, String),
        circle: &[usize],
        begun: &[&Vec<Written>],
    ) -> Option<Suspect> {
        let rounds = begun.iter().flat_map(|rounds| rounds.iter()).copied();
        let at = self.around(circle).into_iter().chain(rounds).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
        let prefix = self.prefix(node)?;
        Some(Suspect { is_exponential: true, prefix, pump: pump.into_iter().collect(), ways, at: at.0..at.1 })
    }

    /// A shortest text that leads to a node.
    fn prefix(&self, node: usize) -> Option<String> {
        if node == BEFORE {
            return Some(String::new());
        }
        self.search_any(BEGIN, node)?.into_iter().map(|node| self.steps.common(&[node])).collect()
    }

    /// Two repetitions behind each other can share a text in any way: `\d+\d+`.
    fn by_triples(&self, first: &[usize], second: &[usize]) -> Option<Suspect> {
        let is = |nodes: &[usize], node: usize| self.component[nodes[0]] == self.component[node];
        let shares = first.iter().any(|a| second.iter().any(|b| self.steps.meet(&[*a, *b])));
        if !shares || !self.fuel.take(first.len() * second.len()) {
            return None;
        }
        self.search_any(first[0], second[0])?;
        for p in first {
            for q in second {
                type Triple = (usize, usize, usize);
                let mut before: HashMap<Triple, Triple> = HashMap::new();
                let mut pending = VecDeque::from([(*p, *p, *q)]);
                while let Some(from) = pending.pop_front() {
                    for a in self.steps.edges[from.0].iter().filter(|edge| is(first, edge.to)) {
                        for c in self.steps.edges[from.2].iter().filter(|edge| is(second, edge.to)) {
                            for b in &self.steps.edges[from.1] {
                                if !self.fuel.take(1) {
                                    return None;
                                }
                                let to = (a.to, b.to, c.to);
                                if before.contains_key(&to) || !self.steps.meet(&[to.0, to.1, to.2]) {
                                    continue;
                                }
                                before.insert(to, from);
                                if to == (*p, *q, *q) {
                                    return self.triple_suspect(&before, to, (*p, *p, *q), first, second);
                                }
                                pending.push_back(to);
                            }
                        }
                    }
                }
            }
        }
        None
    }

    fn search_any(&self, from: usize, to: usize) -> Option<Vec<usize>> {
        self.search(from, to, |_| true)
    }

    fn triple_suspect(
        &self,
        before: &HashMap<(usize, usize, usize), (usize, usize, usize)>,
        last: (usize, usize, usize),
        start: (usize, usize, usize),
        first: &[usize],
        second: &[usize],
    ) -> Option<Suspect> {
        let mut triples = vec![last];
        let mut triple = *before.get(&last)?;
        while triple != start {
            triples.push(triple);
            triple = *before.get(&triple)?;
        }
        triples.reverse();
        let pump = triples.iter().map(|(a, b, c)| self.steps.common(&[*a, *b, *c])).collect::<Option<Vec<_>>>()?;
        let behind = self.around(second).filter(|behind| self.is_long(*behind))?;
        let (ways, at) = if start.0 == BEFORE {
            let one = "before the match begins".to_owned();
            ((one, format!("in `{}`", self.slice(behind))), behind)
        } else {
            let front = self.around(first).filter(|front| self.is_long(*front))?;
            let at = (front.0.min(behind.0), front.1.max(behind.1));
            ((format!("in `{}`", self.slice(front)), format!("in `{}`", self.slice(behind))), at)
        };
        let prefix = self.prefix(start.0)?;
        Some(Suspect { is_exponential: false, prefix, pump: pump.into_iter().collect(), ways, at: at.0..at.1 })
    }
}
