//! What ports and operations share, counted before anybody looks into it: each port has all operations of its binding,
//! each operation all parts of its messages. What is written once and used a thousand times costs a thousand times as much.

use hashbrown::HashMap;

use super::{At, Binding, Message, PortType, Wsdl};

/// Operations of ports and parts of operations, whatever the size.
const LEAST: usize = 200_000;
/// The same for each node of a description.
const EACH: usize = 8;

impl Wsdl {
    /// Why this description is not looked into: its ports, operations and messages multiply.
    pub fn exceeded(&self) -> Option<String> {
        let nodes: usize = self.documents.iter().map(|document| document.tree.len()).sum();
        let is_exceeded = self.may_exceed() && Count { left: LEAST + EACH * nodes }.all(self).is_none();
        is_exceeded.then(|| {
            "ports and operations share so much that it cannot be looked into for each of them (limit `shared-steps`)"
                .to_owned()
        })
    }

    /// False where a look at the numbers tells that they multiply to little: an operation takes two nodes at least.
    fn may_exceed(&self) -> bool {
        const FEW: usize = 2 * EACH;
        let operations = self.port_types().flat_map(PortType::operations);
        let most_messages = operations.map(|operation| operation.messages().count()).max().unwrap_or(0);
        let most_parts = self.messages().map(|message| message.parts().count()).max().unwrap_or(0);
        self.ports().count() > FEW || most_messages * most_parts > FEW
    }
}

struct Count {
    left: usize,
}

impl Count {
    /// `None` when there is more than may be.
    fn all(&mut self, wsdl: &Wsdl) -> Option<()> {
        let mut operations: HashMap<At, usize> = HashMap::new();
        let count = |binding: Binding<'_>| binding.operations().count();
        for binding in wsdl.ports().filter_map(|port| port.binding().target()) {
            let count = *operations.entry(binding.element().node().at()).or_insert_with(|| count(binding));
            self.left = self.left.checked_sub(count)?;
        }
        let mut parts: HashMap<At, usize> = HashMap::new();
        let count = |message: Message<'_>| message.parts().count();
        for operation in wsdl.bindings().flat_map(Binding::operations) {
            let messages = operation.abstract_operation().target().into_iter().flat_map(|target| target.messages());
            for message in messages.filter_map(|reference| reference.message().target()) {
                let count = *parts.entry(message.element.node().at()).or_insert_with(|| count(message));
                self.left = self.left.checked_sub(count)?;
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use crate::model::wsdl::Wsdl;
    use crate::source::{MemLoader, Source, SourceId};
    use crate::syntax::{Limits, parse};

    #[test]
    fn parts_that_every_operation_has_are_counted() {
        let wsdl = |count: usize| {
            let part = "<part name='p' type='t:x'/>".repeat(count);
            let all = |of: fn(usize) -> String| (0..count).map(of).collect::<String>();
            let operation = all(|at| format!("<operation name='o{at}'><input message='t:m'/></operation>"));
            let bound = all(|at| format!("<operation name='o{at}'/>"));
            let text = format!(
                "<definitions xmlns='http://schemas.xmlsoap.org/wsdl/' xmlns:t='urn:t' targetNamespace='urn:t'>\
                 <message name='m'>{part}</message><portType name='p'>{operation}</portType>\
                 <binding name='b' type='t:p'>{bound}</binding></definitions>"
            );
            let document = parse(Source::new(SourceId(0), "a.wsdl", text), &Limits::default(), &[]);
            Wsdl::load(document, &MemLoader::default(), &Limits::default())
        };
        assert_eq!(wsdl(300).exceeded(), None);
        assert!(wsdl(3_000).exceeded().is_some());
    }
}
