//! An automaton seen from character to character: which character states can follow which, by how many ways. The view in
//! which repetitions that overlap are circles.

use super::alphabet::Alphabet;
use super::ast::Assert;
use super::charset::CharSet;
use super::fuel::Fuel;
use super::nfa::{Nfa, State};

/// Before the first character.
pub(super) const BEGIN: usize = 0;
/// Among characters that no match has begun at yet.
pub(super) const BEFORE: usize = 1;

/// A range of bytes of the pattern.
pub(super) type Written = (usize, usize);

/// A way from one character to the next.
#[derive(Debug)]
pub(super) struct Edge {
    pub(super) to: usize,
    /// For each way there, at most two, the repetitions it begins another round of.
    pub(super) ways: Vec<Vec<Written>>,
}

/// The characters of an automaton as nodes of a graph; [`BEGIN`] and [`BEFORE`] come first.
pub(super) struct Steps {
    pub(super) edges: Vec<Vec<Edge>>,
    /// For each node, the characters it takes, as a set of letters.
    letters: Vec<Vec<u64>>,
    /// For each node, where it is written.
    pub(super) written: Vec<Option<Written>>,
    /// Letters, those that read best first.
    order: Vec<usize>,
    samples: Vec<char>,
}

impl Steps {
    pub(super) fn new(nfa: &Nfa, fuel: &Fuel) -> Option<Self> {
        let sets: Vec<&CharSet> = nfa.sets.iter().collect();
        let alphabet = Alphabet::new(&sets, fuel)?;
        let count = alphabet.letters.len();
        let of_set = |set: Option<usize>| {
            let mut bits = vec![0_u64; count.div_ceil(64)];
            for letter in (0..count).filter(|letter| set.is_none_or(|set| alphabet.has(set, *letter))) {
                bits[letter / 64] |= 1 << (letter % 64);
            }
            bits
        };
        let by_set: Vec<Vec<u64>> = (0..sets.len()).map(|set| of_set(Some(set))).collect();
        let mut node_of = vec![None; nfa.states.len()];
        let mut nodes = Vec::new();
        let mut letters = vec![Vec::new(), of_set(None)];
        let mut written = vec![None, None];
        for (at, state) in nfa.states.iter().enumerate() {
            if let State::Take(set, next) = state {
                node_of[at] = Some(nodes.len() + 2);
                nodes.push(*next);
                letters.push(by_set.get(*set)?.clone());
                written.push(nfa.written.get(&at).copied());
            }
        }
        let mut walk = Walk { nfa, node_of: &node_of, fuel, visits: vec![0; nfa.states.len()] };
        let mut edges = vec![walk.follow(nfa.start, false)?, walk.follow(nfa.start, true)?];
        if !edges[BEFORE].is_empty() {
            let way = || Edge { to: BEFORE, ways: vec![Vec::new()] };
            edges[BEGIN].push(way());
            edges[BEFORE].push(way());
        }
        for next in nodes {
            edges.push(walk.follow(next, true)?);
        }
        let samples: Vec<char> = alphabet.letters.iter().map(|letter| letter.sample).collect();
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by_key(|letter| rank(samples[*letter]));
        Some(Self { edges, letters, written, order, samples })
    }

    /// The character that reads best of those that all the nodes take.
    pub(super) fn common(&self, nodes: &[usize]) -> Option<char> {
        let has = |letter: usize| {
            nodes
                .iter()
                .all(|node| self.letters[*node].get(letter / 64).is_some_and(|bits| bits >> (letter % 64) & 1 == 1))
        };
        self.order.iter().find(|letter| has(**letter)).map(|letter| self.samples[*letter])
    }

    /// True when some character is taken by all the nodes.
    pub(super) fn meet(&self, nodes: &[usize]) -> bool {
        let first = nodes.first().map_or(&[][..], |first| &self.letters[*first]);
        let others = nodes.get(1..).unwrap_or_default();
        first.iter().enumerate().any(|(at, bits)| {
            others.iter().fold(*bits, |bits, node| bits & self.letters[*node].get(at).copied().unwrap_or(0)) != 0
        })
    }

    /// One character for each letter, the strangest first.
    pub(super) fn strange(&self) -> impl Iterator<Item = char> {
        self.order.iter().rev().map(|letter| self.samples[*letter])
    }

    /// For each node, the number of its strongly connected component, and whether that has a circle.
    pub(super) fn components(&self) -> (Vec<usize>, Vec<bool>) {
        let count = self.edges.len();
        let mut back: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (from, edges) in self.edges.iter().enumerate() {
            edges.iter().for_each(|edge| back[edge.to].push(from));
        }
        // Kosaraju: the order in which nodes are left, then backwards.
        let (mut order, mut seen) = (Vec::new(), vec![false; count]);
        for root in 0..count {
            let mut stack = vec![(root, 0)];
            if std::mem::replace(&mut seen[root], true) {
                continue;
            }
            while let Some((node, at)) = stack.pop() {
                match self.edges[node].get(at) {
                    Some(edge) => {
                        stack.push((node, at + 1));
                        if !std::mem::replace(&mut seen[edge.to], true) {
                            stack.push((edge.to, 0));
                        }
                    }
                    None => order.push(node),
                }
            }
        }
        let (mut component, mut has_circle) = (vec![usize::MAX; count], Vec::new());
        for root in order.into_iter().rev() {
            if component[root] != usize::MAX {
                continue;
            }
            let id = has_circle.len();
            let mut stack = vec![root];
            component[root] = id;
            let mut size = 0;
            while let Some(node) = stack.pop() {
                size += 1;
                for before in &back[node] {
                    if component[*before] == usize::MAX {
                        component[*before] = id;
                        stack.push(*before);
                    }
                }
            }
            has_circle.push(size > 1 || self.edges[root].iter().any(|edge| edge.to == root));
        }
        (component, has_circle)
    }
}

/// How well a character reads in a message.
fn rank(c: char) -> u8 {
    match c {
        'a'..='z' => 0,
        '0'..='9' => 1,
        'A'..='Z' => 2,
        '!'..='~' => 3,
        ' ' => 4,
        c if !c.is_control() => 5,
        _ => 6,
    }
}

struct Walk<'n> {
    nfa: &'n Nfa,
    /// For each character state, its node.
    node_of: &'n [Option<usize>],
    fuel: &'n Fuel,
    visits: Vec<u8>,
}

impl Walk<'_> {
    /// The characters that can come next from a state. Each state is passed at most twice, by different ways, which is
    /// enough to know whether there is more than one.
    fn follow(&mut self, from: usize, has_taken: bool) -> Option<Vec<Edge>> {
        let mut out: Vec<Edge> = Vec::new();
        let mut rounds: Vec<Written> = Vec::new();
        let mut touched = vec![from];
        let mut stack = vec![(from, 0)];
        while let Some((state, at)) = stack.pop() {
            if !self.fuel.take(1) {
                return None;
            }
            if at == 0 {
                self.visits[state] += 1;
                touched.push(state);
                if let State::Round(written, _) = &self.nfa.states[state] {
                    rounds.push(*written);
                }
                if let Some(to) = self.node_of[state] {
                    match out.iter_mut().find(|edge| edge.to == to) {
                        Some(edge) if edge.ways.len() < 2 => edge.ways.push(rounds.clone()),
                        Some(_) => {}
                        None => out.push(Edge { to, ways: vec![rounds.clone()] }),
                    }
                }
            }
            let next = match &self.nfa.states[state] {
                State::Split(ways) => ways.get(at).copied(),
                State::Round(_, next) | State::Blind(_, next) if at == 0 => Some(*next),
                // Nothing is taken behind the end, nor before the start.
                State::Assert(assert, next) if at == 0 => {
                    let is_closed = *assert == Assert::End || (*assert == Assert::Start && has_taken);
                    (!is_closed).then_some(*next)
                }
                _ => None,
            };
            match next {
                Some(next) => {
                    stack.push((state, at + 1));
                    if self.visits[next] < 2 {
                        stack.push((next, 0));
                    }
                }
                None => {
                    if let State::Round(..) = &self.nfa.states[state] {
                        rounds.pop();
                    }
                }
            }
        }
        touched.into_iter().for_each(|state| self.visits[state] = 0);
        Some(out)
    }
}
