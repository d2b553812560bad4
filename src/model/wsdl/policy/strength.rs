//! How strong a message's protection is, so that two can be compared.

use super::facts::Facts;

/// Where protection happens, the weaker first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grade {
    /// Nowhere.
    None,
    /// In the transport, up to its end.
    Transport,
    /// In the message itself.
    Message,
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Component {
    /// Nobody changes the body unseen.
    Integrity,
    /// Nobody reads the body.
    Confidentiality,
    /// The client proves who it is.
    ClientAuthentication,
    /// An old message is told from a new one.
    Freshness,
}

impl Component {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Integrity, Self::Confidentiality, Self::ClientAuthentication, Self::Freshness];

    /// Its name in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Integrity => "integrity",
            Self::Confidentiality => "confidentiality",
            Self::ClientAuthentication => "client authentication",
            Self::Freshness => "freshness",
        }
    }
}

/// The protection of a message, component by component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Strength {
    /// Nobody changes the body unseen.
    pub integrity: Grade,
    /// Nobody reads the body.
    pub confidentiality: Grade,
    /// The client proves who it is.
    pub client: Grade,
    /// An old message is told from a new one.
    pub freshness: Grade,
    /// False when the address hides whether TLS is below: then [`Grade::None`] may be [`Grade::Transport`].
    pub knows_transport: bool,
    /// False when a part of the policy is hidden: then each grade may be higher.
    pub knows_policy: bool,
}

impl Strength {
    /// The strength of what some facts say.
    pub fn of(facts: &Facts) -> Self {
        let below = if facts.is_secure == Some(true) { Grade::Transport } else { Grade::None };
        let grade = |in_message: bool| if in_message { Grade::Message } else { below };
        let client = match facts.client {
            Some(client) if client.in_message => Grade::Message,
            Some(_) => Grade::Transport,
            None => Grade::None,
        };
        Self {
            integrity: grade(facts.body_signed.is_some()),
            confidentiality: grade(facts.body_encrypted.is_some()),
            client,
            freshness: grade(facts.fresh.is_some()),
            knows_transport: facts.is_secure.is_some(),
            knows_policy: facts.unknown.is_none(),
        }
    }

    /// One component.
    pub fn get(&self, component: Component) -> Grade {
        match component {
            Component::Integrity => self.integrity,
            Component::Confidentiality => self.confidentiality,
            Component::ClientAuthentication => self.client,
            Component::Freshness => self.freshness,
        }
    }

    /// The components in which this is surely weaker than another: where something hides a grade of this one that
    /// could be as high, it does not count.
    pub fn weaker_than(&self, other: &Self) -> Vec<Component> {
        Component::ALL.into_iter().filter(|component| self.at_most(*component) < other.get(*component)).collect()
    }

    /// The highest grade a component may have, given what is hidden.
    fn at_most(&self, component: Component) -> Grade {
        let grade = self.get(component);
        if !self.knows_policy {
            return Grade::Message;
        }
        let by_transport = component != Component::ClientAuthentication;
        if by_transport && !self.knows_transport { grade.max(Grade::Transport) } else { grade }
    }

    /// The lower of two in each component: what is left when a client may choose.
    pub fn weakest(self, other: Self) -> Self {
        Self {
            integrity: self.integrity.min(other.integrity),
            confidentiality: self.confidentiality.min(other.confidentiality),
            client: self.client.min(other.client),
            freshness: self.freshness.min(other.freshness),
            knows_transport: self.knows_transport && other.knows_transport,
            knows_policy: self.knows_policy && other.knows_policy,
        }
    }

    /// For the order of alternatives, the weakest first.
    pub fn rank(&self) -> (u8, [Grade; 4]) {
        let all = Component::ALL.map(|component| self.get(component));
        (all.iter().map(|grade| *grade as u8).sum(), all)
    }
}
