//! A turn as clients ask for it, in all spellings of the guide, and the command that it is.

use super::named::{ChoiceBody, Named, Object};
use crate::{problem::Problem, query::Query};
use adforge_domain::{
    ids::CardKind,
    text::{MESSAGE_CHARS, clean},
    workflow::{Command, Picks, Step},
};
use serde::Deserialize;
use utoipa::ToSchema;

/// The longest id that a client gives to a message of its own, in characters.
const KEY: usize = 200;

/// One user message. What the guide's clients send beside it (`conversationHistory`, `metadata` …) is skipped.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TurnBody {
    /// What the user typed; at most 4,000 characters.
    #[schema(example = "Generate ads for Sérum autobronzant progressif")]
    message: Option<String>,
    /// What the client wants next; inferred when absent.
    #[schema(example = "persona_selection")]
    current_step: Option<String>,
    /// What is chosen, and where the client thinks it is.
    #[schema(value_type = Option<TurnContext>)]
    context: Option<Object<TurnContext>>,
    /// What is chosen, in the words of the guide's later examples.
    #[schema(value_type = Option<TurnSelections>)]
    selections: Option<Object<TurnSelections>>,
    /// The client's own id for the message; the same id is the same turn.
    client_message_id: Option<String>,
    /// `interrupt` cancels a turn that runs.
    on_busy: Option<String>,
}

/// What is chosen, and where the client thinks it is. Each choice is an object with an `id`, or a name.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TurnContext {
    current_step: Option<String>,
    #[schema(value_type = Option<ChoiceBody>)]
    selected_format: Option<Named>,
    #[schema(value_type = Option<ChoiceBody>)]
    selected_persona: Option<Named>,
    #[schema(value_type = Option<ChoiceBody>)]
    selected_angle: Option<Named>,
    #[schema(value_type = Option<ChoiceBody>)]
    selected_psychology: Option<Named>,
    #[schema(value_type = Option<ChoiceBody>)]
    format: Option<Named>,
    #[schema(value_type = Option<ChoiceBody>)]
    persona: Option<Named>,
    #[schema(value_type = Option<ChoiceBody>)]
    angle: Option<Named>,
    #[schema(value_type = Option<ChoiceBody>)]
    psychology: Option<Named>,
}

/// What is chosen.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(super) struct TurnSelections {
    #[schema(value_type = Option<ChoiceBody>)]
    format: Option<Named>,
    #[schema(value_type = Option<ChoiceBody>)]
    persona: Option<Named>,
    #[schema(value_type = Option<ChoiceBody>)]
    angle: Option<Named>,
    #[schema(value_type = Option<ChoiceBody>)]
    psychology: Option<Named>,
}

/// A turn, read.
#[derive(Debug)]
pub struct Asked {
    /// What is asked for.
    pub command: Command,
    /// The client's own id for the message.
    pub client_id: Option<String>,
    /// Whether a turn that runs is cancelled first.
    pub interrupt: bool,
}

impl TurnBody {
    /// The command that it is; what is not in the body may be in the query.
    ///
    /// # Errors
    /// Something is missing or wrong.
    pub fn read(self, query: &Query) -> Result<Asked, Problem> {
        let context = self.context.unwrap_or_default().0;
        let chosen = self.selections.unwrap_or_default().0;
        let word = self.current_step.or(context.current_step);
        let step = step(word.as_deref().or_else(|| step_in(query)))?;
        let card = |kind, named: [Option<Named>; 3]| named.into_iter().flatten().next().map(|it| it.pick(kind));
        let picks = Picks {
            format: context.selected_format.or(chosen.format).or(context.format).map(Named::text),
            persona: card(CardKind::Persona, [context.selected_persona, chosen.persona, context.persona]),
            angle: card(CardKind::Angle, [context.selected_angle, chosen.angle, context.angle]),
            concept: card(CardKind::Concept, [context.selected_psychology, chosen.psychology, context.psychology]),
        };
        let message = self.message.as_deref().or_else(|| query.get("message"));
        if message.is_none() && step.is_none() && picks == Picks::default() {
            return Err(Problem::missing("message"));
        }
        Ok(Asked {
            command: command(message.unwrap_or_default(), step, picks)?,
            client_id: client_id(self.client_message_id.as_deref(), query)?,
            interrupt: interrupt(self.on_busy.as_deref(), query)?,
        })
    }
}

/// A turn that is asked for by its address.
#[derive(Debug)]
pub struct TurnQuery;

impl TurnQuery {
    /// Whether a query asks for a turn, and not for the session's stream.
    pub fn is_turn(query: &Query) -> bool {
        query.get("message").is_some() || step_in(query).is_some()
    }

    /// The turn that it asks for.
    ///
    /// # Errors
    /// A value is wrong.
    pub fn read(query: &Query) -> Result<Asked, Problem> {
        TurnBody::default().read(query)
    }
}

fn step_in(query: &Query) -> Option<&str> {
    query.get("step").or_else(|| query.get("currentStep")).filter(|word| !word.is_empty())
}

fn step(word: Option<&str>) -> Result<Option<Step>, Problem> {
    let Some(word) = word else { return Ok(None) };
    let unknown = || {
        let steps: Vec<_> = Step::ALL.into_iter().map(Step::as_str).collect();
        Problem::invalid("currentStep", format_args!("there is no such step; there are {}", steps.join(", ")))
    };
    Step::parse(word).map(Some).ok_or_else(unknown)
}

fn command(message: &str, step: Option<Step>, picks: Picks) -> Result<Command, Problem> {
    let named = [picks.format.as_deref().map(|it| ("selectedFormat", it.to_owned()))].into_iter().chain(
        [("selectedPersona", &picks.persona), ("selectedAngle", &picks.angle), ("selectedPsychology", &picks.concept)]
            .map(|(field, pick)| pick.as_ref().map(|pick| (field, pick.text()))),
    );
    for (field, text) in named.flatten() {
        clean(&text, MESSAGE_CHARS).map_err(|bad| Problem::invalid(field, bad))?;
    }
    Command::turn(message, step, picks).map_err(|bad| Problem::invalid("message", bad))
}

/// The client's own id for its message, from the body or the query.
pub(super) fn client_id(body: Option<&str>, query: &Query) -> Result<Option<String>, Problem> {
    body.or_else(|| query.get("clientMessageId")).map(|id| key("clientMessageId", id)).transpose()
}

/// A key as clients give it.
pub(crate) fn key(field: &str, text: &str) -> Result<String, Problem> {
    match clean(text, KEY) {
        Ok("") => Err(Problem::invalid(field, "it must not be empty")),
        Ok(text) => Ok(text.to_owned()),
        Err(bad) => Err(Problem::invalid(field, bad)),
    }
}

/// Whether a turn that runs is cancelled first.
pub(super) fn interrupt(body: Option<&str>, query: &Query) -> Result<bool, Problem> {
    match body.or_else(|| query.get("onBusy")) {
        None => Ok(false),
        Some("interrupt") => Ok(true),
        Some(_) => Err(Problem::invalid("onBusy", "it is \"interrupt\", or absent")),
    }
}
