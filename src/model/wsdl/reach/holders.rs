//! Which bound operations can hold one of some components: the exact answer, for rules that look for few components.

use super::{Reaching, Way};
use crate::model::wsdl::binding::BoundOperation;
use crate::model::wsdl::xsd::{Component, To, Xsd};

const NOTHING: u32 = u32::MAX;

impl<'a> Reaching<'a> {
    /// Every bound operation, in each of its bindings, whose messages of a way can hold one of the components, with the
    /// nearest of them; of equally near ones the first of the list.
    pub fn holders(self, way: Way, of: &[Component<'a>]) -> Vec<(BoundOperation<'a>, Component<'a>)> {
        let nearest = nearest(self.wsdl.xsd(), of);
        let mut found: Vec<(u32, u32, u32)> = Vec::new();
        for root in &self.reach.by_bound[way as usize] {
            let Some((component, steps)) = nearest.get(root.component as usize).copied() else { continue };
            if component == NOTHING {
                continue;
            }
            match found.last_mut() {
                Some(last) if last.0 == root.operation => {
                    if steps < last.2 {
                        (last.1, last.2) = (component, steps);
                    }
                }
                _ => found.push((root.operation, component, steps)),
            }
        }
        let named = found.into_iter().filter_map(|(operation, component, _)| {
            let component = of.iter().find(|one| one.id().0 == component)?;
            Some((self.at(*self.reach.bound.get(operation as usize)?)?, *component))
        });
        named.collect()
    }
}

/// By component: the nearest of some that it can hold, and how many uses lie between.
fn nearest(xsd: &Xsd, of: &[Component<'_>]) -> Vec<(u32, u32)> {
    let mut found = vec![(NOTHING, 0); xsd.count()];
    let mut users: Vec<(u32, u32)> = Vec::new();
    for edge in xsd.edges.iter().filter(|edge| edge.carries()) {
        if let To::Component(to) = edge.to {
            users.push((to, edge.owner));
        }
    }
    users.sort_unstable();
    let mut queue: Vec<u32> = Vec::new();
    for component in of {
        let id = component.id().0;
        if let Some(slot) = found.get_mut(id as usize).filter(|slot| slot.0 == NOTHING) {
            *slot = (id, 0);
            queue.push(id);
        }
    }
    let mut at = 0;
    while let Some(id) = queue.get(at).copied() {
        at += 1;
        let (component, steps) = found[id as usize];
        let first = users.partition_point(|(used, _)| *used < id);
        for (_, owner) in users[first..].iter().take_while(|(used, _)| *used == id) {
            let slot = &mut found[*owner as usize];
            if slot.0 == NOTHING {
                *slot = (component, steps + 1);
                queue.push(*owner);
            }
        }
    }
    found
}
