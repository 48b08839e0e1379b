//! What the stand-ins of all providers have in common, whatever their wires.

use adforge_ports_creative::{Cost, LookError, OrderError, Refused, Standing, Word};
use adforge_tests_servers::http::Manner;
use serde_json::Value;
use std::{collections::HashMap, time::Duration};
use time::OffsetDateTime;

/// What a provider can be asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Deed {
    /// For an order.
    Order,
    /// How an order stands.
    Look,
    /// For its file.
    File,
}

/// What goes wrong by any wire.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Trouble {
    /// It does what it is asked, and the answer is sent like this.
    Badly(Manner),
    /// It does nothing, and the connection breaks.
    Deaf,
    /// It broke down: its own error of this status.
    Broke(u16),
    /// Another file than what was ordered.
    File(&'static str, Vec<u8>),
}

/// Something that was sold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Sold {
    /// The idempotency key that it was bought with, where there are such.
    pub(crate) key: Option<String>,
    /// What the adapter calls it; empty where it was made at once.
    pub(crate) reference: String,
    /// The order as it was sent.
    pub(crate) order: Value,
}

/// Something that goes wrong by a provider's own wire.
pub(crate) struct Mishap<Wanted> {
    /// For people who read that a test failed.
    pub(crate) what: String,
    /// Makes the next call go wrong.
    pub(crate) arm: Box<dyn Fn() + Send + Sync>,
    /// What the caller is told.
    pub(crate) wanted: Wanted,
}

impl<Wanted> Mishap<Wanted> {
    pub(crate) fn new(what: impl ToString, wanted: Wanted, arm: impl Fn() + Send + Sync + 'static) -> Self {
        Self { what: what.to_string(), wanted, arm: Box::new(arm) }
    }
}

/// What an order that goes wrong is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Denied {
    /// Never.
    Refused(Refused),
    /// In so many seconds, where the provider says so.
    Later(Option<u64>),
    /// It was carried out, and came to nothing.
    Failed { why: Refused, cost: Cost },
    /// Nobody knows.
    Unknown,
}

impl Denied {
    pub(crate) fn of(error: &OrderError) -> Self {
        match error {
            OrderError::Refused(why) => Self::Refused(*why),
            OrderError::Later { after, .. } => Self::Later(after.map(|after: Duration| after.as_secs())),
            OrderError::Failed { why, cost } => Self::Failed { why: *why, cost: *cost },
            OrderError::Unknown(_) => Self::Unknown,
        }
    }
}

/// What a look tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Seen {
    Working,
    Done,
    Failed {
        why: Refused,
        cost: Cost,
    },
    Gone,
    Key,
    /// In so many seconds, where the provider says so.
    Later(Option<u64>),
}

impl Seen {
    pub(crate) fn of(look: &Result<Standing, LookError>) -> Self {
        match look {
            Ok(Standing::Working(_)) => Self::Working,
            Ok(Standing::Done { .. }) => Self::Done,
            Ok(Standing::Failed { why, cost }) => Self::Failed { why: *why, cost: *cost },
            Err(LookError::Gone) => Self::Gone,
            Err(LookError::Key) => Self::Key,
            Err(LookError::Later { after, .. }) => Self::Later(after.map(|after| after.as_secs())),
        }
    }
}

/// A callback as it comes.
#[derive(Clone, Debug)]
pub(crate) struct Called {
    /// By their names in small letters.
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: String,
}

impl Called {
    pub(crate) fn new(headers: &[(&str, &str)], body: &str) -> Self {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { headers, body: body.to_owned() }
    }

    /// With another value of a header.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Without a header.
    #[must_use]
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.remove(name);
        self
    }

    /// With another body.
    #[must_use]
    pub(crate) fn saying(mut self, body: impl Into<String>) -> Self {
        self.body = body.into();
        self
    }
}

/// What stands in for a provider.
pub(crate) trait StandIn: Send + Sync {
    /// What was refused since it isn't documented.
    fn strange(&self) -> Vec<String>;

    /// What was sold, each once.
    fn sales(&self) -> Vec<Sold>;

    /// The next call of a kind goes wrong like this.
    fn next(&self, deed: Deed, trouble: Trouble);

    /// What it is good at going wrong with, by its own wire: orders that aren't taken, or not now, or perhaps.
    fn denials(&self) -> Vec<Mishap<Denied>>;

    /// Looks that tell something else than that it is worked on or done; the order may be over after each.
    fn sights(&self) -> Vec<Mishap<Seen>> {
        Vec::new()
    }

    /// Orders aren't done until they are let be.
    fn holds(&self, _: bool) {}

    /// Links that were given before are no longer good. False: its links don't expire while an order is known.
    fn expires_links(&self) -> bool {
        false
    }

    /// Callbacks about an order, as they are signed at this time: that it is done, that it failed. None: it has none.
    fn callbacks(&self, _: &Sold, _: OffsetDateTime) -> Vec<Called> {
        Vec::new()
    }

    /// What a callback about an order names.
    fn word(&self, sold: &Sold) -> Word {
        Word::Reference(sold.reference.clone())
    }

    /// What is made of a good callback so that it is no longer one, and what it is called.
    fn forgeries(&self, _: &Sold, _: OffsetDateTime) -> Vec<(&'static str, Called)> {
        Vec::new()
    }
}
