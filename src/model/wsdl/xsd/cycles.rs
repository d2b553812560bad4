//! Which components can hold themselves: the strongly connected parts of the graph, in an order that follows its edges.

use super::{Role, To, Xsd};

const UNSEEN: u32 = u32::MAX;

/// The strongly connected parts, numbered so that every edge leads to the same or a lower number.
#[derive(Debug, Default)]
pub(in crate::model::wsdl) struct Cycles {
    /// The part each component belongs to.
    pub(in crate::model::wsdl) part: Vec<u32>,
    /// Number of parts.
    pub(in crate::model::wsdl) parts: u32,
    /// By part.
    recursive: Vec<bool>,
}

impl Cycles {
    /// The part of a component, if it recurs.
    pub(super) fn cycle(&self, id: u32) -> Option<u32> {
        let part = *self.part.get(id as usize)?;
        self.recursive.get(part as usize).is_some_and(|recurs| *recurs).then_some(part)
    }

    /// Tarjan's algorithm with a stack of its own.
    pub(super) fn of(xsd: &Xsd) -> Self {
        let count = xsd.components.len();
        let mut found = Self { part: vec![UNSEEN; count], parts: 0, recursive: Vec::new() };
        let mut index = vec![UNSEEN; count];
        let mut low = vec![0_u32; count];
        let mut open: Vec<u32> = Vec::new();
        // (component, next edge)
        let mut calls: Vec<(u32, usize)> = Vec::new();
        let mut next = 0;
        for root in 0..count {
            if index[root] != UNSEEN {
                continue;
            }
            index[root] = next;
            low[root] = next;
            next += 1;
            open.push(root as u32);
            calls.push((root as u32, xsd.range(root as u32).start));
            while let Some((at, edge)) = calls.last_mut() {
                let id = *at as usize;
                if *edge < xsd.range(*at).end {
                    let used = &xsd.edges[*edge];
                    *edge += 1;
                    let To::Component(to) = used.to else { continue };
                    if !used.carries() {
                        continue;
                    }
                    let to = to as usize;
                    if index[to] == UNSEEN && xsd.is_leaf(to as u32) {
                        // Most components are: elements of a built-in type.
                        index[to] = next;
                        next += 1;
                        found.part[to] = found.parts;
                        found.recursive.push(false);
                        found.parts += 1;
                    } else if index[to] == UNSEEN {
                        index[to] = next;
                        low[to] = next;
                        next += 1;
                        open.push(to as u32);
                        calls.push((to as u32, xsd.range(to as u32).start));
                    } else if found.part[to] == UNSEEN {
                        low[id] = low[id].min(index[to]);
                    }
                    continue;
                }
                calls.pop();
                if let Some((around, _)) = calls.last() {
                    let around = *around as usize;
                    low[around] = low[around].min(low[id]);
                }
                if low[id] == index[id] {
                    found.close(id as u32, &mut open, xsd);
                }
            }
        }
        found
    }

    /// Takes the part that `first` began from the open components. A part recurs when a particle leads back into it; a
    /// circle of bases alone is an error of the schema, not nesting.
    fn close(&mut self, first: u32, open: &mut Vec<u32>, xsd: &Xsd) {
        let begin = open.iter().rposition(|id| *id == first).unwrap_or(0);
        let members = open.get(begin..).unwrap_or_default();
        for id in members {
            self.part[*id as usize] = self.parts;
        }
        let edges = members.iter().flat_map(|id| xsd.edges.get(xsd.range(*id)).unwrap_or_default());
        let mut inner = edges.filter(|edge| matches!(edge.role, Role::Particle | Role::ArrayItem));
        let recurs = inner.any(|edge| matches!(edge.to, To::Component(to) if self.part[to as usize] == self.parts));
        self.recursive.push(recurs);
        self.parts += 1;
        open.truncate(begin);
    }
}
