//! Which card an id or a name means: in the newest sets here, in older ones by way of the log.

use super::{Choice, Command, Pick, State};
use crate::{ids::CardKind, selection::Selections};

/// A card that is in none of the newest sets and must be looked for in the log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lookup {
    /// What kind of card.
    pub kind: CardKind,
    /// How it is named.
    pub pick: Pick,
}

/// What the log had to say to the [`lookups`] of a command.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Found {
    /// Each card that was found, together with what it was made for: what is chosen once it is.
    pub cards: Vec<(Lookup, Selections)>,
    /// The newest cards of a kind in the whole log, newest first, at most 50, where a lookup of it failed.
    pub choices: Vec<(CardKind, Vec<Choice>)>,
}

/// What has to be looked for in the log before `command` can be decided; empty on the common path.
pub fn lookups(state: &State, command: &Command) -> Vec<Lookup> {
    let _ = (state, command);
    Vec::new()
}
