//! Questions to the table of a pattern: a graph of states and letters.

use super::dfa::Table;
use super::fuel::Fuel;

/// States that texts of some letters lead to.
pub(super) fn reached(table: &Table, admits: impl Fn(usize) -> bool) -> Vec<bool> {
    let mut seen = vec![false; table.next.len()];
    let mut stack = vec![0];
    while let Some(state) = stack.pop() {
        let Some(mark) = seen.get_mut(state) else { continue };
        if std::mem::replace(mark, true) {
            continue;
        }
        let next = table.next.get(state).into_iter().flatten().enumerate();
        stack.extend(next.filter(|(letter, _)| admits(*letter)).map(|(_, next)| *next));
    }
    seen
}

/// States from which a text can still come to match.
pub(super) fn live(table: &Table, accepts: &[bool]) -> Vec<bool> {
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); table.next.len()];
    for (state, next) in table.next.iter().enumerate() {
        for next in next {
            if let Some(before) = before.get_mut(*next) {
                before.push(state);
            }
        }
    }
    let mut live = vec![false; table.next.len()];
    let mut stack: Vec<usize> = (0..accepts.len()).filter(|state| accepts[*state]).collect();
    while let Some(state) = stack.pop() {
        if !std::mem::replace(&mut live[state], true) {
            stack.extend(before.get(state).into_iter().flatten());
        }
    }
    live
}

/// Every state behind at least one printable character matches.
pub(super) fn is_everything(table: &Table, accepts: &[bool], is_printable: &dyn Fn(usize) -> bool) -> bool {
    let reached = reached(table, is_printable);
    let has_way_back = table.next.iter().zip(&reached).any(|(next, is_reached)| {
        *is_reached && next.iter().enumerate().any(|(letter, next)| *next == 0 && is_printable(letter))
    });
    let all = accepts.iter().zip(&reached).enumerate();
    all.into_iter().all(|(state, (accepts, is_reached))| *accepts || !*is_reached || (state == 0 && !has_way_back))
}

/// Some text matches, and goes on to match whatever printable characters follow.
pub(super) fn ends_open(table: &Table, accepts: &[bool], is_printable: &dyn Fn(usize) -> bool) -> bool {
    let mut safe = accepts.to_vec();
    loop {
        let fall: Vec<usize> = (0..safe.len())
            .filter(|state| {
                let next = table.next.get(*state).into_iter().flatten().enumerate();
                safe[*state] && next.into_iter().any(|(letter, next)| is_printable(letter) && !safe[*next])
            })
            .collect();
        if fall.is_empty() {
            break;
        }
        for state in fall {
            safe[state] = false;
        }
    }
    safe.contains(&true)
}

/// The most letters on the way to a match; `None` when there is no most.
pub(super) fn longest(table: &Table, live: &[bool]) -> Option<u32> {
    // Kahn's order over the live states: what remains lies on a circle.
    let mut degree = vec![0_usize; live.len()];
    let edges = |state: usize| edges(table, live, state);
    for state in (0..live.len()).filter(|state| live[*state]) {
        for next in edges(state) {
            degree[next] += 1;
        }
    }
    let mut depth = vec![0_u32; live.len()];
    let mut ready: Vec<usize> = (0..live.len()).filter(|state| live[*state] && degree[*state] == 0).collect();
    let mut left = live.iter().filter(|is_live| **is_live).count();
    while let Some(state) = ready.pop() {
        left -= 1;
        for next in edges(state) {
            depth[next] = depth[next].max(depth[state] + 1);
            degree[next] -= 1;
            if degree[next] == 0 {
                ready.push(next);
            }
        }
    }
    (left == 0).then(|| depth.into_iter().max().unwrap_or(0))
}

/// Lengths that are told one by one.
const LENGTHS: usize = 512;

/// Which of the first lengths matching texts have; `None` when that takes too many steps.
pub(super) fn lengths(table: &Table, accepts: &[bool], live: &[bool], fuel: &Fuel) -> Option<Vec<bool>> {
    let edges: Vec<Vec<usize>> = (0..live.len()).map(|state| edges(table, live, state)).collect();
    let mut out = Vec::new();
    let mut now = vec![0];
    let mut seen = vec![0; live.len()];
    while out.len() < LENGTHS && !now.is_empty() {
        out.push(now.iter().any(|state| accepts[*state]));
        let mut next = Vec::new();
        for to in now.iter().flat_map(|state| edges[*state].iter().copied()) {
            if std::mem::replace(&mut seen[to], out.len()) != out.len() {
                next.push(to);
            }
        }
        if !fuel.take(now.len() + next.len()) {
            return None;
        }
        now = next;
    }
    // No way goes on: longer texts do not match.
    if now.is_empty() {
        out.resize(LENGTHS, false);
    }
    Some(out)
}

/// The live states behind a state, each once.
fn edges(table: &Table, live: &[bool], state: usize) -> Vec<usize> {
    let mut next: Vec<usize> = table.next[state].iter().copied().filter(|next| live[*next]).collect();
    next.sort_unstable();
    next.dedup();
    next
}
