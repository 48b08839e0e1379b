//! An answer as it comes: bytes into messages, messages into parts, until there is surely no more.

use super::{Line, Refusal, Shapes, unwrapped};
use crate::{
    alarm::Alarm,
    framing::Cutter,
    model::{End, Fault, Part, Question},
    wires::{Reader, Wire},
};
use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};
use reqwest::Response;
use serde_json::{Value, json};
use std::{collections::VecDeque, sync::Arc, time::Duration};
use tokio::time::Instant;

/// The longest answer that is read, in bytes: some fifty times what a whole set of cards needs.
const LONGEST: usize = 8 * 1024 * 1024;
/// How long the last bytes are waited for once the end was told: usage may stand in them, and an error.
const TAIL: Duration = Duration::from_secs(1);

/// The parts of the answer to a question. It is sent when they are first asked for.
pub(crate) fn answer(
    line: Line,
    wire: Arc<dyn Wire>,
    shapes: Shapes,
    question: Question,
) -> BoxStream<'static, Result<Part, Fault>> {
    let answer = Answer {
        cutter: Cutter::new(wire.framing()),
        reader: wire.reader(),
        stage: Stage::Unsent(Box::new(question)),
        told: Told::default(),
        came: 0,
        alarm: Alarm::default(),
        line,
        wire,
        shapes,
    };
    // In a box, since it is moved for each part.
    stream::unfold(Box::new(answer), |mut answer| async move { Some((answer.next().await?, answer)) }).boxed()
}

struct Answer {
    line: Line,
    wire: Arc<dyn Wire>,
    shapes: Shapes,
    stage: Stage,
    cutter: Cutter,
    reader: Box<dyn Reader>,
    told: Told,
    /// So many bytes came.
    came: usize,
    /// Ends a silence.
    alarm: Alarm,
}

enum Stage {
    Unsent(Box<Question>),
    Open(Box<Response>),
    /// Nothing more is read; this comes after what was told.
    Closing(Result<Part, Fault>),
    Over,
}

/// What an answer has told.
#[derive(Default)]
pub(crate) struct Told {
    /// What hasn't been handed on.
    pub(crate) parts: VecDeque<Part>,
    /// How it ends, if that was told.
    pub(crate) end: Option<End>,
    /// Nothing more is to come, errors and usage among it.
    pub(crate) over: bool,
}

impl Told {
    /// The next characters.
    pub(crate) fn text(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.parts.push_back(Part::Text(text));
        }
    }
}

impl Answer {
    async fn next(&mut self) -> Option<Result<Part, Fault>> {
        loop {
            if let Some(part) = self.told.parts.pop_front() {
                return Some(Ok(part));
            }
            self.stage = match std::mem::replace(&mut self.stage, Stage::Over) {
                Stage::Unsent(question) => match self.line.put(*question, &*self.wire, &self.shapes).await {
                    Ok(response) => Stage::Open(Box::new(response)),
                    Err(fault) => Stage::Closing(Err(fault)),
                },
                Stage::Open(response) => self.read(response).await,
                Stage::Closing(last) => return Some(last),
                Stage::Over => return None,
            };
        }
    }

    /// Reads one piece.
    async fn read(&mut self, mut response: Box<Response>) -> Stage {
        let patience = match (self.told.end, self.came) {
            (Some(_), _) => self.line.patience.silence.min(TAIL),
            (None, 0) => self.line.patience.first,
            (None, _) => self.line.patience.silence,
        };
        let piece = self.alarm.until(Instant::now() + patience, response.chunk()).await;
        let taken = match piece {
            // How the connection ends is of no account once the answer has.
            Err(_) if self.told.end.is_none() => Err(Fault::Slow),
            Ok(Err(_)) if self.told.end.is_none() => Err(Fault::Cut),
            Err(_) | Ok(Err(_)) => Ok(false),
            Ok(Ok(None)) => self.cutter.rest().map_err(|_| Fault::Cut).and_then(|rest| self.take(rest)).map(|()| false),
            Ok(Ok(Some(bytes))) => {
                self.came += bytes.len();
                let messages = if self.came > LONGEST { Err(Fault::Cut) } else { self.cut(&bytes) };
                messages.and_then(|messages| self.take(messages)).map(|()| !self.told.over)
            }
        };
        match taken {
            Ok(true) => Stage::Open(response),
            Ok(false) => self.closing(self.verdict()),
            Err(fault) => self.closing(Err(fault)),
        }
    }

    fn closing(&self, last: Result<Part, Fault>) -> Stage {
        if let Err(fault) = &last {
            tracing::warn!(model = self.line.name(), %fault, bytes = self.came, "a model's answer is not whole");
        }
        Stage::Closing(last)
    }

    fn cut(&mut self, bytes: &[u8]) -> Result<Vec<String>, Fault> {
        self.cutter.take(bytes).map_err(|_| Fault::Cut)
    }

    fn take(&mut self, messages: Vec<String>) -> Result<(), Fault> {
        for message in messages.iter().map(|message| message.trim()) {
            // OpenAI's last word, which others say too; by itself it proves nothing.
            if message == "[DONE]" {
                self.told.over = true;
            }
            if self.told.over {
                break;
            }
            if let Some(words) = self.reader.words(message) {
                self.told.text(words);
            } else if !message.is_empty() {
                let message = serde_json::from_str(message).map_err(|_| Fault::Cut)?;
                match error_in(&message) {
                    Some(body) => return Err(self.refused(body)),
                    None => self.reader.take(&message, &mut self.told)?,
                }
            }
        }
        Ok(())
    }

    /// How it ended, once nothing more comes: only who was told the end, and no error beside it, has it all.
    fn verdict(&self) -> Result<Part, Fault> {
        match (stray_error(self.cutter.strays()), self.told.end) {
            (Some(body), _) => Err(self.refused(body)),
            (None, Some(end)) => Ok(Part::End(end)),
            (None, None) => Err(Fault::Cut),
        }
    }

    fn refused(&self, body: Value) -> Fault {
        self.wire.fault(&Refusal { status: 200, after: None, body })
    }
}

/// The message, if it tells of an error: every provider does so in `error`, an object or a string.
fn error_in(message: &Value) -> Option<Value> {
    let error = message.get("error")?;
    (error.is_object() || error.is_string()).then(|| message.clone())
}

/// An error among what was no message: JSON with no event around it, or in a field of an event that there isn't.
fn stray_error(strays: &str) -> Option<Value> {
    if let Ok(value) = serde_json::from_str(strays) {
        return error_in(&unwrapped(value));
    }
    let error = strays.lines().find_map(|line| line.strip_prefix("error:"))?;
    Some(json!({"error": serde_json::from_str::<Value>(error).ok()?}))
}
