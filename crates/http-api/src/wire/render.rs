//! A render as clients ask for it, and its first answer.

use super::{
    named::{ChoiceBody, Named, Object},
    show::Seconds,
    turn::{Asked, client_id},
};
use crate::{problem::Problem, query::Query};
use adforge_domain::{
    cards::Script,
    ids::{CardKind, JobId, MessageId},
    job::JobKind,
    text::{MESSAGE_CHARS, clean},
    workflow::{Command, Picks, Render},
};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};
use std::fmt;
use utoipa::ToSchema;

/// What is to be filmed or drawn.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RenderBody {
    /// The concept whose script it is.
    #[schema(value_type = Option<ChoiceBody>)]
    script_id: Option<Named>,
    /// Who presents it.
    #[schema(value_type = Option<ChoiceBody>)]
    avatar: Option<Named>,
    /// The same as `avatar`.
    #[schema(value_type = Option<ChoiceBody>)]
    avatar_id: Option<Named>,
    /// `script`, where the user has edited it; all else is a label.
    #[schema(value_type = Option<RenderContext>)]
    context: Option<Object<RenderContext>>,
    /// The client's own id for the message; the same id is the same render.
    client_message_id: Option<String>,
}

/// What is told beside a render.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(super) struct RenderContext {
    /// The text to film, where the user has edited it.
    #[schema(value_type = Option<ScriptBody>)]
    script: Option<ScriptText>,
}

/// A script in its three parts.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct ScriptBody {
    hook: Option<String>,
    body: Option<String>,
    cta: Option<String>,
}

/// A script, or, as a plain string, a label.
#[derive(Debug)]
enum ScriptText {
    Script(ScriptBody),
    Label,
}

impl<'de> Deserialize<'de> for ScriptText {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct ScriptVisitor;

        impl<'de> Visitor<'de> for ScriptVisitor {
            type Value = ScriptText;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object with hook, body and cta, or a string")
            }

            fn visit_str<E>(self, _: &str) -> Result<ScriptText, E> {
                Ok(ScriptText::Label)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ScriptText, A::Error> {
                ScriptBody::deserialize(MapAccessDeserializer::new(map)).map(ScriptText::Script)
            }
        }

        from.deserialize_any(ScriptVisitor)
    }
}

impl ScriptBody {
    /// The script, checked. `field` is where it stands.
    ///
    /// # Errors
    /// A part is missing or wrong.
    pub fn read(self, field: &str) -> Result<Script, Problem> {
        let part = |name: &str, text: Option<String>| {
            let field = format!("{field}.{name}");
            let text = text.ok_or_else(|| Problem::missing(&field))?;
            clean(&text, MESSAGE_CHARS).map(str::to_owned).map_err(|bad| Problem::invalid(&field, bad))
        };
        let script =
            Script { hook: part("hook", self.hook)?, body: part("body", self.body)?, cta: part("cta", self.cta)? };
        if script.full().is_empty() {
            return Err(Problem::invalid(field, "there is nothing to say in it"));
        }
        Ok(script)
    }
}

impl RenderBody {
    /// The command that it is.
    ///
    /// # Errors
    /// Something is missing or wrong.
    pub fn read(self, kind: JobKind, query: &Query) -> Result<Asked, Problem> {
        let named = self.script_id.ok_or_else(|| Problem::missing("scriptId"))?;
        let concept = named.pick(CardKind::Concept);
        clean(&concept.text(), MESSAGE_CHARS).map_err(|bad| Problem::invalid("scriptId", bad))?;
        let script = match self.context.unwrap_or_default().0.script {
            Some(ScriptText::Script(script)) => Some(script.read("context.script")?),
            Some(ScriptText::Label) | None => None,
        };
        let avatar =
            self.avatar_id.or(self.avatar).map(|it| super::session::short("avatarId", &it.text())).transpose()?;
        let client_id = client_id(self.client_message_id.as_deref(), query)?;
        let picks = Picks { concept: Some(concept), ..Picks::default() };
        let command = Command { text: String::new(), step: None, picks, render: Some(Render { kind, script, avatar }) };
        Ok(Asked { command, client_id, interrupt: false })
    }
}

/// A render that was accepted.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RenderStarted {
    #[serde(rename = "type")]
    #[schema(example = "video_generation_started")]
    kind: &'static str,
    #[schema(value_type = String)]
    job_id: JobId,
    #[schema(example = "queued")]
    status: &'static str,
    #[schema(value_type = String, example = "40s")]
    estimated_time: Seconds,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    message_id: Option<MessageId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    user_message_id: Option<MessageId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_message_id: Option<String>,
}

impl RenderStarted {
    /// A render that was accepted.
    pub fn new(kind: JobKind, job: JobId, estimated_seconds: u32) -> Self {
        let kind = if kind == JobKind::Image { "image_generation_started" } else { "video_generation_started" };
        Self {
            kind,
            job_id: job,
            status: "queued",
            estimated_time: Seconds(estimated_seconds),
            message_id: None,
            user_message_id: None,
            client_message_id: None,
        }
    }

    /// The same with the messages it belongs to.
    pub fn with(mut self, reply: MessageId, user: MessageId, client: Option<String>) -> Self {
        (self.message_id, self.user_message_id, self.client_message_id) = (Some(reply), Some(user), client);
        self
    }
}
