//! The decision: what a command does in a state, or why it is refused.

use super::{
    Choice, Command, Found, Lookup, Rejection, State, Step,
    resolve::{choices, is_selection_text, picks_of, resolve},
};
use crate::{
    format::{FORMATS, FormatId, MediaType},
    ids::CardKind,
    job::{Filming, JobKind, Work},
    selection::{Badge, SelectionKind, Selections},
};

/// What a command does: what the user's message says, and the work it calls for.
#[derive(Clone, PartialEq, Debug)]
pub struct Decision {
    /// The user's words, as they go into the log.
    pub text: String,
    /// What was chosen anew, furthest last.
    pub badges: Vec<Badge>,
    /// What is chosen from now on, if that changed.
    pub selections: Option<Selections>,
    /// The step that will be delivered.
    pub step: Step,
    /// Whether it wishes for something new about what is shown (and doesn't step forward).
    pub refines: bool,
    /// The work.
    pub work: Work,
}

/// Decides. `found` answers the [`super::lookups`] of the same command; whether a turn is running is not asked here.
///
/// # Errors
/// The workflow forbids the step from here, a choice was never offered, or nothing was said.
pub fn decide(state: &State, command: &Command, found: &Found) -> Result<Decision, Rejection> {
    let (chosen, badges) = choose(state, command, found)?;
    let newest = badges.last().map(|badge| badge.kind);
    let step = match (&command.render, command.step, newest) {
        (Some(render), _, _) if render.kind == JobKind::Image => Step::ImageGeneration,
        (Some(_), _, _) => Step::VideoGeneration,
        (None, Some(step), _) => step,
        (None, None, Some(newest)) => after(newest),
        (None, None, None) if command.text.is_empty() => return Err(Rejection::NothingSaid),
        (None, None, None) => refined(state, &chosen),
    };
    if let Some(missing) = missing(step, &chosen) {
        return Err(Rejection::InvalidStep { wanted: step, missing, current: state.step, allowed: allowed(&chosen) });
    }
    let shown = state.latest(step.delivers(state.media)).is_some();
    let wish = (!command.text.is_empty() && !is_selection_text(&command.text)).then(|| command.text.clone());
    let refines = newest.is_none() && shown && command.render.is_none();
    let may_answer = refines && wish.is_some() && command.step.is_none();
    let changed = chosen != state.selections;
    Ok(Decision {
        text: command.text.clone(),
        work: work(state.media, command, step, &chosen, wish, may_answer),
        badges,
        selections: changed.then_some(chosen),
        step,
        refines,
    })
}

/// What is chosen after the command, and the badges of what is new, furthest last.
fn choose(state: &State, command: &Command, found: &Found) -> Result<(Selections, Vec<Badge>), Rejection> {
    let picks = picks_of(command);
    let mut chosen = state.selections.clone();
    let mut badges = Vec::new();
    if let Some(text) = &picks.format {
        let format = FormatId::parse(text).ok_or_else(|| unknown_format(text))?;
        if state.selections.format != Some(format) {
            chosen = Selections { format: Some(format), ..Selections::default() };
            badges.push(Badge { kind: SelectionKind::Format, value: format.name().to_owned() });
        }
    }
    for kind in CardKind::ALL {
        let Some(pick) = picks.card(kind) else { continue };
        let lookup = Lookup { kind, pick: pick.clone() };
        let Some(with_card) = resolve(state, found, &lookup) else {
            return Err(Rejection::UnknownSelection {
                kind: kind.into(),
                value: pick.text(),
                choices: choices(state, found, kind),
            });
        };
        // The guide's clients send what is chosen already along with every request: that chooses nothing.
        let card = with_card.card(kind);
        if card == state.selections.card(kind) {
            continue;
        }
        if let Some((_, value)) = card {
            badges.push(Badge { kind: kind.into(), value });
            chosen = with_card;
        }
    }
    // A further choice may have brought another branch back: a badge that it does not hold would be untrue.
    badges.retain(|badge| chosen.names(badge.kind).as_deref() == Some(badge.value.as_str()));
    Ok((chosen, badges))
}

fn unknown_format(value: &str) -> Rejection {
    Rejection::UnknownSelection {
        kind: SelectionKind::Format,
        value: value.to_owned(),
        choices: FORMATS
            .iter()
            .map(|id| id.get())
            .map(|format| Choice { id: format.key.to_owned(), name: format.name.to_owned() })
            .collect(),
    }
}

/// The step that a new selection moves on to.
fn after(newest: SelectionKind) -> Step {
    match newest {
        SelectionKind::Format => Step::PersonaSelection,
        SelectionKind::Persona => Step::AngleSelection,
        SelectionKind::Angle => Step::PsychologySelection,
        SelectionKind::Concept => Step::ScriptDetails,
    }
}

/// The step that free text is about: the present one (the concepts after a render), or, when a failed turn has left its
/// selection gone, the furthest one before it that is still possible.
fn refined(state: &State, chosen: &Selections) -> Step {
    let present = match state.step {
        Step::VideoGeneration | Step::ImageGeneration => Step::PsychologySelection,
        step => step,
    };
    let possible = |step: &Step| *step <= present && missing(*step, chosen).is_none();
    Step::ALL.into_iter().rev().find(possible).unwrap_or(Step::FormatSelection)
}

/// What has to be chosen before a step, if it isn't.
fn missing(step: Step, chosen: &Selections) -> Option<SelectionKind> {
    let needed: &[SelectionKind] = match step {
        Step::FormatSelection => &[],
        Step::PersonaSelection => &[SelectionKind::Format],
        Step::PersonaImpact | Step::AngleSelection => &[SelectionKind::Persona],
        Step::PsychologySelection => &[SelectionKind::Persona, SelectionKind::Angle],
        Step::ScriptDetails | Step::VideoGeneration | Step::ImageGeneration => &[SelectionKind::Concept],
    };
    needed.iter().copied().find(|kind| chosen.names(*kind).is_none())
}

fn allowed(chosen: &Selections) -> Vec<Step> {
    Step::ALL.into_iter().filter(|step| missing(*step, chosen).is_none()).collect()
}

fn work(
    media: MediaType,
    command: &Command,
    step: Step,
    chosen: &Selections,
    wish: Option<String>,
    may_answer: bool,
) -> Work {
    let film = match step {
        // Asked for as a turn, the guide's only name for its last step makes what the session makes.
        Step::VideoGeneration => command.render.is_some() || media == MediaType::Video,
        Step::ImageGeneration => false,
        _ => return Work::Write { step, wish, may_answer },
    };
    let Some(concept) = &chosen.concept else { return Work::Write { step, wish, may_answer } };
    let render = command.render.as_ref();
    let edited = render.and_then(|render| render.script.clone());
    let filming = Filming {
        selections: chosen.clone(),
        edited: edited.is_some(),
        script: edited.unwrap_or_else(|| concept.card.script.clone()),
        avatar: render.and_then(|render| render.avatar.clone()),
        product: None,
    };
    if film { Work::Film(filming) } else { Work::Draw(filming) }
}
