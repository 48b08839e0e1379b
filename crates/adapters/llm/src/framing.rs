//! Bytes into messages: server-sent events, or one message a line. However the bytes are cut into packets.
//!
//! Written here since what is needed is in no library: a limit on what is kept, and sight of the lines that are no events.
//! Some providers tell in such lines why they stop.

mod events;
mod lines;

pub(crate) use events::Events;
pub(crate) use lines::Lines;

/// The longest line, and the longest message, in bytes.
const LONGEST: usize = 1024 * 1024;

/// How messages stand in a body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Framing {
    /// `text/event-stream`.
    Events,
    /// `application/x-ndjson`.
    Lines,
}

/// What can't be a message: too long, or no text.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct Unreadable;

/// Cuts a body into messages.
pub(crate) enum Cutter {
    Events(Box<Events>),
    Lines(Lines),
}

impl Cutter {
    pub(crate) fn new(framing: Framing) -> Self {
        match framing {
            Framing::Events => Self::Events(Box::default()),
            Framing::Lines => Self::Lines(Lines::default()),
        }
    }

    /// The messages that these bytes complete.
    pub(crate) fn take(&mut self, bytes: &[u8]) -> Result<Vec<String>, Unreadable> {
        match self {
            Self::Events(events) => events.take(bytes),
            Self::Lines(lines) => lines.take(bytes).map(written),
        }
    }

    /// What stands after the last line's end, if the body ends here.
    pub(crate) fn rest(&mut self) -> Result<Vec<String>, Unreadable> {
        match self {
            Self::Events(events) => events.rest(),
            Self::Lines(lines) => lines.rest().map(|line| written(line.into_iter().collect())),
        }
    }

    /// What came and was no message, as far as it is kept.
    pub(crate) fn strays(&self) -> &str {
        match self {
            Self::Events(events) => events.strays(),
            Self::Lines(_) => "",
        }
    }
}

fn written(mut lines: Vec<String>) -> Vec<String> {
    lines.retain(|line| !line.trim().is_empty());
    lines
}
