//! What the roots lead to: for each component how many operations, which first, and the shortest ways there.

use hashbrown::HashMap;

use super::FIRST;
use super::roots::Root;
use crate::model::wsdl::xsd::{Edge, To, Xsd};

/// Operations that one sweep over the graph follows at once.
const BLOCK: u32 = 64;
/// Edges times sweeps before operations are no longer counted; whether something is reached is known all the same.
const MOST_STEPS: usize = 100_000_000;
/// Particles without bound around a component that are told apart: none, one, more.
const LEVELS: usize = 3;

const UNSEEN: u32 = u32::MAX;
const ROOT: u32 = u32::MAX - 1;

/// Operations that reach something.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub(super) count: u32,
    pub(super) first: [u32; FIRST],
}

/// The edges between the strongly connected parts of the graph, from the first to the last.
pub(super) struct Order {
    edges: Vec<(u32, u32)>,
    parts: usize,
}

impl Order {
    pub(super) fn of(xsd: &Xsd) -> Self {
        let part = |id: u32| xsd.cycles.part.get(id as usize).copied().unwrap_or(0);
        // Every edge leads to a lower number, so those of the highest come first: the components by their part.
        let parts = xsd.cycles.parts;
        let mut starts = vec![0_u32; parts as usize + 1];
        for id in 0..xsd.count() as u32 {
            starts[part(id) as usize] += 1;
        }
        let mut sum = 0;
        for slot in starts.iter_mut().rev() {
            sum += *slot;
            *slot = sum - *slot;
        }
        let mut members = vec![0_u32; xsd.count()];
        for id in 0..xsd.count() as u32 {
            let slot = &mut starts[part(id) as usize];
            members[*slot as usize] = id;
            *slot += 1;
        }
        let mut edges: Vec<(u32, u32)> = Vec::with_capacity(xsd.edges.len());
        for inner in members.chunk_by(|a, b| part(*a) == part(*b)) {
            let first = edges.len();
            for id in inner {
                let from = part(*id);
                for edge in xsd.edges.get(xsd.range(*id)).unwrap_or_default().iter().filter(|edge| edge.carries()) {
                    if let To::Component(to) = edge.to
                        && part(to) != from
                    {
                        edges.push((from, part(to)));
                    }
                }
            }
            each_once(&mut edges, first);
        }
        Self { edges, parts: parts as usize }
    }
}

/// Drops what is there twice from `first` on, whatever the order.
fn each_once(edges: &mut Vec<(u32, u32)>, first: usize) {
    if edges.len() < first + 2 {
        return;
    }
    edges[first..].sort_unstable();
    let mut kept = first + 1;
    for at in first + 1..edges.len() {
        if edges[at] != edges[kept - 1] {
            edges[kept] = edges[at];
            kept += 1;
        }
    }
    edges.truncate(kept);
}

/// One way through the graph.
#[derive(Debug, Default)]
pub(super) struct Flow {
    /// What is told apart: many parts are reached by the same operations.
    tallies: Vec<Tally>,
    /// By strongly connected part: which of them.
    tally_of: Vec<u32>,
    /// By component and level: the edge by which it is first met there, times four, plus the level before.
    steps: Vec<[u32; LEVELS]>,
    /// False when there were more operations than were counted.
    pub(super) is_exact: bool,
}

impl Flow {
    /// `roots` are in order of operation.
    pub(super) fn of(xsd: &Xsd, order: &Order, roots: &[Root]) -> Self {
        let mut flow = Self { is_exact: true, ..Self::default() };
        if roots.is_empty() {
            return flow;
        }
        flow.count(xsd, order, roots);
        flow.search(xsd, roots);
        flow
    }

    fn count(&mut self, xsd: &Xsd, order: &Order, roots: &[Root]) {
        self.tallies = vec![Tally::default()];
        self.tally_of = vec![0; order.parts];
        let mut masks = vec![0_u64; order.parts];
        let mut rest = roots;
        let mut steps = 0_usize;
        while let Some(first) = rest.first() {
            steps = steps.saturating_add(order.edges.len() + order.parts);
            if steps > MOST_STEPS {
                self.is_exact = false;
                return;
            }
            let start = first.operation - first.operation % BLOCK;
            let (block, after) = rest.split_at(rest.partition_point(|root| root.operation < start + BLOCK));
            rest = after;
            masks.fill(0);
            for root in block {
                let part = xsd.cycles.part.get(root.component as usize).copied().unwrap_or(0);
                masks[part as usize] |= 1 << (root.operation - start);
            }
            for (from, to) in &order.edges {
                let mask = masks[*from as usize];
                if mask != 0 {
                    masks[*to as usize] |= mask;
                }
            }
            self.add(&masks, start);
        }
    }

    /// Counts the operations of one sweep, by part.
    fn add(&mut self, masks: &[u64], start: u32) {
        let mut known: HashMap<(u32, u64), u32> = HashMap::new();
        let mut last = None;
        for (slot, mask) in self.tally_of.iter_mut().zip(masks).filter(|(_, mask)| **mask != 0) {
            let key = (*slot, *mask);
            *slot = match last {
                // Neighbours are reached by the same operations, mostly.
                Some((same, tally)) if same == key => tally,
                _ => *known.entry(key).or_insert_with(|| {
                    let mut tally: Tally = self.tallies.get(key.0 as usize).copied().unwrap_or_default();
                    tally.add(*mask, start);
                    self.tallies.push(tally);
                    self.tallies.len() as u32 - 1
                }),
            };
            last = Some((key, *slot));
        }
        if self.tallies.len() > 2 * self.tally_of.len() {
            self.drop_old_tallies();
        }
    }

    fn drop_old_tallies(&mut self) {
        let mut moved = vec![UNSEEN; self.tallies.len()];
        let mut kept = Vec::new();
        for slot in &mut self.tally_of {
            let to = &mut moved[*slot as usize];
            if *to == UNSEEN {
                *to = kept.len() as u32;
                kept.push(self.tallies[*slot as usize]);
            }
            *slot = *to;
        }
        self.tallies = kept;
    }

    /// Breadth first, so that the ways are shortest.
    fn search(&mut self, xsd: &Xsd, roots: &[Root]) {
        self.steps = vec![[UNSEEN; LEVELS]; xsd.count()];
        let mut queue: Vec<(u32, u32)> = Vec::new();
        for root in roots {
            let slot = &mut self.steps[root.component as usize][0];
            if *slot == UNSEEN {
                *slot = ROOT;
                queue.push((root.component, 0));
            }
        }
        let mut next = 0;
        while let Some((id, level)) = queue.get(next).copied() {
            next += 1;
            for at in xsd.range(id) {
                let edge = &xsd.edges[at];
                let To::Component(to) = edge.to else { continue };
                if !edge.carries() {
                    continue;
                }
                let inner = if edge.is_unbounded() { (level + 1).min(LEVELS as u32 - 1) } else { level };
                let slot = &mut self.steps[to as usize][inner as usize];
                if *slot == UNSEEN {
                    *slot = (at as u32) << 2 | level;
                    queue.push((to, inner));
                }
            }
        }
    }

    pub(super) fn tally(&self, xsd: &Xsd, component: u32) -> Tally {
        let part = xsd.cycles.part.get(component as usize).copied().unwrap_or(0);
        let tally = self.tally_of.get(part as usize).and_then(|tally| self.tallies.get(*tally as usize));
        tally.copied().unwrap_or_default()
    }

    /// Every component that is reached, in order.
    pub(super) fn reached(&self) -> Vec<u32> {
        let reached = self.steps.iter().enumerate().filter(|(_, steps)| **steps != [UNSEEN; LEVELS]);
        reached.map(|(id, _)| id as u32).collect()
    }

    pub(super) fn is_reached(&self, component: u32) -> bool {
        self.level(component).is_some()
    }

    /// The most particles without bound around a component on some way to it: 0, 1, or 2 for more.
    pub(super) fn level(&self, component: u32) -> Option<u32> {
        let steps = self.steps.get(component as usize)?;
        steps.iter().rposition(|step| *step != UNSEEN).map(|level| level as u32)
    }

    /// Edges from a root to a component, on the shortest way with so many particles without bound around it.
    pub(super) fn path<'x>(&self, xsd: &'x Xsd, component: u32, level: u32) -> Vec<&'x Edge> {
        let mut path = Vec::new();
        let (mut id, mut level) = (component, level);
        while let Some(step) = self.steps.get(id as usize).and_then(|steps| steps.get(level as usize)) {
            if *step >= ROOT {
                break;
            }
            let Some(edge) = xsd.edges.get((*step >> 2) as usize) else { break };
            path.push(edge);
            (id, level) = (edge.owner, *step & 3);
        }
        path.reverse();
        path
    }
}

impl Tally {
    fn add(&mut self, mask: u64, start: u32) {
        if mask == 0 {
            return;
        }
        let mut rest = mask;
        while rest != 0 && (self.count as usize) < FIRST {
            self.first[self.count as usize] = start + rest.trailing_zeros();
            self.count += 1;
            rest &= rest - 1;
        }
        if rest != 0 {
            self.count += rest.count_ones();
        }
    }
}
