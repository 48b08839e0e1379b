//! Which card an id or a name means: in the newest sets here, in older ones by way of the log.

use super::{Choice, Command, Pick, Picks, State};
use crate::{
    cards::{Content, ContentType},
    ids::{CardId, CardKind},
    selection::Selections,
    text::fold_name,
};

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
    let picks = picks_of(command);
    CardKind::ALL
        .into_iter()
        .filter_map(|kind| Some(Lookup { kind, pick: picks.card(kind)?.clone() }))
        .filter(|lookup| !matches!(lookup.pick, Pick::Unknown(_)) && in_state(state, lookup).is_none())
        .collect()
}

/// What a command chooses: its own picks, and where it brings none of a kind, what its text says in the guide's form
/// (`"Selected persona: …"`). In a render's request only the script chooses.
pub(super) fn picks_of(command: &Command) -> Picks {
    if command.render.is_some() {
        return Picks { concept: command.picks.concept.clone(), ..Picks::default() };
    }
    let mut picks = command.picks.clone();
    match selected(&command.text) {
        Some((Selected::Format, name)) if picks.format.is_none() => picks.format = Some(name.to_owned()),
        Some((Selected::Card(kind), name)) => {
            let slot = match kind {
                CardKind::Persona => &mut picks.persona,
                CardKind::Angle => &mut picks.angle,
                CardKind::Concept => &mut picks.concept,
            };
            slot.get_or_insert_with(|| Pick::named(kind, name));
        }
        _ => {}
    }
    picks
}

/// Whether a text is the guide's way to say that something was selected, and so no wish.
pub(super) fn is_selection_text(text: &str) -> bool {
    selected(text).is_some()
}

enum Selected {
    Format,
    Card(CardKind),
}

fn selected(text: &str) -> Option<(Selected, &str)> {
    let (head, name) = text.split_once(':')?;
    let name = name.trim();
    let mut words = head.split_whitespace().map(str::to_lowercase);
    if words.next()? != "selected" || name.is_empty() {
        return None;
    }
    let what = match words.next()?.as_str() {
        "format" => Selected::Format,
        "persona" => Selected::Card(CardKind::Persona),
        "angle" => Selected::Card(CardKind::Angle),
        "concept" | "script" => Selected::Card(CardKind::Concept),
        _ => return None,
    };
    words.next().is_none().then_some((what, name))
}

/// What is chosen once the card that `lookup` names is: from the current selections, the newest set, or the log.
pub(super) fn resolve(state: &State, found: &Found, lookup: &Lookup) -> Option<Selections> {
    in_state(state, lookup)
        .or_else(|| found.cards.iter().find(|(asked, _)| asked == lookup).map(|(_, selections)| selections.clone()))
}

/// The cards of a kind that could have been chosen, newest first, at most 50.
pub(super) fn choices(state: &State, found: &Found, kind: CardKind) -> Vec<Choice> {
    let older = found.choices.iter().find(|(of, _)| *of == kind).map(|(_, choices)| choices.clone());
    let mut choices = older.unwrap_or_else(|| {
        let named = newest(state, kind).into_iter().map(|(id, name, _)| Choice { id: id.to_string(), name });
        named.collect()
    });
    choices.truncate(50);
    choices
}

fn in_state(state: &State, lookup: &Lookup) -> Option<Selections> {
    let current = state.selections.up_to(lookup.kind);
    let chosen = current.card(lookup.kind);
    let newest = || newest(state, lookup.kind).into_iter();
    match &lookup.pick {
        Pick::Unknown(_) => None,
        Pick::Id(id) => {
            if chosen.as_ref().is_some_and(|(chosen, _)| chosen == id) {
                return Some(current);
            }
            newest().find(|(offered, _, _)| offered == id).map(|(_, _, selections)| selections)
        }
        Pick::Name(name) => {
            let wanted = fold_name(name);
            if chosen.is_some_and(|(_, name)| fold_name(&name) == wanted) {
                return Some(current);
            }
            newest().find(|(_, name, _)| fold_name(name) == wanted).map(|(_, _, selections)| selections)
        }
    }
}

/// The cards of the newest set of a kind, each with what is chosen once it is.
fn newest(state: &State, kind: CardKind) -> Vec<(CardId, String, Selections)> {
    let set = match kind {
        CardKind::Persona => ContentType::AudienceGroup,
        CardKind::Angle => ContentType::MarketingAngle,
        CardKind::Concept => ContentType::PsychologySelection,
    };
    state.latest(set).map(|content| offers(content)).unwrap_or_default()
}

/// The cards that a content offers: id, name, and what is chosen once the card is.
pub fn offers(content: &Content) -> Vec<(CardId, String, Selections)> {
    match content {
        Content::AudienceGroup { made_for, audiences, .. } => audiences
            .iter()
            .map(|it| (it.id, it.card.name.to_string(), Selections { persona: Some(it.clone()), ..made_for.clone() }))
            .collect(),
        Content::MarketingAngle { made_for, angles, .. } => angles
            .iter()
            .map(|it| (it.id, it.card.title.to_string(), Selections { angle: Some(it.clone()), ..made_for.clone() }))
            .collect(),
        Content::PsychologySelection { made_for, concepts, .. } => concepts
            .iter()
            .map(|it| (it.id, it.card.title.to_string(), Selections { concept: Some(it.clone()), ..made_for.clone() }))
            .collect(),
        _ => Vec::new(),
    }
}
