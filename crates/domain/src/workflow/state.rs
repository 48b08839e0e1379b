//! A session's state: a fold of its messages and nothing else.

use super::Step;
use crate::{
    cards::{Content, ContentType, Script},
    format::{FormatId, MediaType},
    ids::{CardId, CardKind, JobId, MessageId, Seq},
    job::JobKind,
    message::{Body, Call, Message, UserMessage},
    selection::Selections,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};
use time::Date;

/// How many wishes of a step the state remembers.
const WISHES: usize = 8;

/// Everything that decides what a session can do next. It stays small however long the session is: the newest set of
/// each kind, what is chosen, counters. Two states are the same when they serialize to the same bytes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct State {
    /// What the session makes.
    pub media: MediaType,
    /// The number of the newest message folded in, 0 before the first.
    pub seq: Seq,
    /// The step delivered last; before anything was, where the session starts.
    pub step: Step,
    /// Everything that is chosen.
    pub selections: Selections,
    /// The turn under way (renders don't count).
    pub running: Option<Running>,
    /// The renders under way, oldest first.
    pub rendering: Vec<Rendering>,
    /// How the newest turn that is over ended.
    pub ended: Option<Ended>,
    /// How the newest render that is over ended.
    pub rendered: Option<Ended>,
    /// The newest content of each kind.
    pub latest: BTreeMap<ContentType, Latest>,
    /// How many cards of each kind were ever offered: ids go on from here.
    pub offered: BTreeMap<CardKind, u32>,
    /// What was wished for since the step's cards were last asked for anew, oldest first; by step.
    pub wishes: BTreeMap<Step, Vec<String>>,
    /// What was asked of writers and renderers on the newest day that anything was.
    pub usage: Option<Usage>,
    /// Who wrote what was written last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generator: Option<String>,
}

/// The turn under way.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Running {
    /// Its job.
    pub job: JobId,
    /// The message that asked.
    pub user: MessageId,
    /// That message's number.
    pub user_seq: Seq,
    /// The message that will end it.
    pub reply: MessageId,
    /// The step it delivers.
    pub step: Step,
    /// The user's words.
    pub text: String,
    /// The client's own id for its message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
}

/// A turn or render that is over.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Ended {
    /// The message that ended it.
    pub reply: MessageId,
    /// That message's number.
    pub seq: Seq,
    /// Whether it delivered what it was asked for.
    pub well: bool,
}

/// A render under way.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Rendering {
    /// Its job.
    pub job: JobId,
    /// A film or a still picture.
    pub kind: JobKind,
    /// The message that asked.
    pub user: MessageId,
    /// That message's number.
    pub user_seq: Seq,
    /// The message that will end it.
    pub reply: MessageId,
    /// The concept that is filmed.
    pub concept: Option<CardId>,
    /// Its words, as they will be filmed.
    pub script: Script,
    /// The presenter asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<String>,
}

/// A content and where it stands.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Latest {
    /// The message it is.
    pub message: MessageId,
    /// That message's number.
    pub seq: Seq,
    /// The content itself, shared with the message.
    pub content: Arc<Content>,
}

/// What was asked for on one UTC day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Usage {
    /// The day.
    pub day: Date,
    /// Sets of cards and static ads.
    pub generations: u32,
    /// Films.
    pub videos: u32,
}

impl State {
    /// The state of a session without messages.
    pub fn new(format: Option<FormatId>, media: MediaType) -> Self {
        Self {
            media,
            seq: 0,
            step: if format.is_some() { Step::PersonaSelection } else { Step::FormatSelection },
            selections: Selections { format, ..Selections::default() },
            running: None,
            rendering: Vec::new(),
            ended: None,
            rendered: None,
            latest: BTreeMap::new(),
            offered: BTreeMap::new(),
            wishes: BTreeMap::new(),
            usage: None,
            generator: None,
        }
    }

    /// Folds in the next message. One that doesn't follow is ignored: its number tells.
    pub fn apply(&mut self, message: &Message) {
        if message.seq != self.seq + 1 {
            return;
        }
        self.seq = message.seq;
        if let Some(writer) = message.body.writer() {
            self.generator = Some(writer.to_owned());
        }
        match &message.body {
            Body::User(user) => {
                if let Some(selections) = &user.selections {
                    self.selections = selections.clone();
                }
                let Some(call) = &user.calls else { return };
                self.count(call.kind, message.at.date());
                if call.kind.is_render() {
                    self.rendering.extend(rendering(message, user, call));
                    return;
                }
                self.wish(call, user);
                self.running = Some(Running {
                    job: call.job,
                    user: message.id,
                    user_seq: message.seq,
                    reply: call.reply,
                    step: call.step,
                    text: user.text.clone(),
                    client_id: user.client_id.clone(),
                });
            }
            Body::Ai(delivered) => {
                self.ends(message, true);
                self.deliver(message, &delivered.content);
            }
            Body::Failed(_) => self.ends(message, false),
        }
    }

    /// The state after all of `messages`.
    pub fn fold<'a>(mut self, messages: impl IntoIterator<Item = &'a Message>) -> Self {
        messages.into_iter().for_each(|message| self.apply(message));
        self
    }

    /// The newest content of a kind.
    pub fn latest(&self, kind: ContentType) -> Option<&Arc<Content>> {
        self.latest.get(&kind).map(|latest| &latest.content)
    }

    fn ends(&mut self, message: &Message, well: bool) {
        let ended = Ended { reply: message.id, seq: message.seq, well };
        if self.running.as_ref().is_some_and(|running| running.reply == message.id) {
            self.running = None;
            self.ended = Some(ended);
        }
        let renders = self.rendering.len();
        self.rendering.retain(|rendering| rendering.reply != message.id);
        if self.rendering.len() < renders {
            self.rendered = Some(ended);
        }
    }

    fn deliver(&mut self, message: &Message, content: &Arc<Content>) {
        if let Some(step) = step_of(content) {
            self.step = step;
        }
        let mut offer = |kind: CardKind, newest: Option<u32>| {
            let offered = self.offered.entry(kind).or_default();
            *offered = (*offered).max(newest.unwrap_or_default());
        };
        match content.as_ref() {
            Content::AudienceGroup { audiences, .. } => {
                offer(CardKind::Persona, audiences.iter().map(|card| card.id.number).max())
            }
            Content::MarketingAngle { angles, .. } => {
                offer(CardKind::Angle, angles.iter().map(|card| card.id.number).max())
            }
            Content::PsychologySelection { concepts, .. } => {
                offer(CardKind::Concept, concepts.iter().map(|card| card.id.number).max())
            }
            _ => {}
        }
        let latest = Latest { message: message.id, seq: message.seq, content: Arc::clone(content) };
        self.latest.insert(content.kind(), latest);
    }

    /// A step that is asked for anew forgets the wishes before; one that is refined keeps them and adds this one.
    fn wish(&mut self, call: &Call, user: &UserMessage) {
        if !call.refines {
            self.wishes.remove(&call.step);
        }
        if user.text.is_empty() || !user.badges.is_empty() {
            return;
        }
        let wishes = self.wishes.entry(call.step).or_default();
        wishes.push(user.text.clone());
        if wishes.len() > WISHES {
            wishes.remove(0);
        }
    }

    fn count(&mut self, kind: JobKind, day: Date) {
        let usage = match &mut self.usage {
            Some(usage) if usage.day == day => usage,
            usage => usage.insert(Usage { day, generations: 0, videos: 0 }),
        };
        match kind {
            JobKind::Turn | JobKind::Image => usage.generations += 1,
            JobKind::Video => usage.videos += 1,
        }
    }
}

fn rendering(message: &Message, user: &UserMessage, call: &Call) -> Option<Rendering> {
    let summary = user.summary.as_ref()?;
    Some(Rendering {
        job: call.job,
        kind: call.kind,
        user: message.id,
        user_seq: message.seq,
        reply: call.reply,
        concept: summary.made_for.concept.as_ref().map(|concept| concept.id),
        script: summary.script.clone(),
        avatar: summary.avatar.clone(),
    })
}

/// The step that a content delivers; words change none.
pub fn step_of(content: &Content) -> Option<Step> {
    Some(match content {
        Content::Text { .. } => return None,
        Content::FormatOptions { .. } => Step::FormatSelection,
        Content::AudienceGroup { .. } => Step::PersonaSelection,
        Content::PersonaImpact { .. } => Step::PersonaImpact,
        Content::MarketingAngle { .. } => Step::AngleSelection,
        Content::PsychologySelection { .. } => Step::PsychologySelection,
        Content::ScriptDetails { .. } => Step::ScriptDetails,
        Content::VideoResult(_) => Step::VideoGeneration,
        Content::StaticAdResult(_) => Step::ImageGeneration,
    })
}
