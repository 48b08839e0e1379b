//! What a model is asked, and what it answers, whoever runs it.

use adforge_domain::spending::{Money, Tokens};
use futures_util::stream::BoxStream;
use serde_json::Value;
use std::{fmt, time::Duration};

/// One model of one provider. A question is one call: whoever asks decides about another.
pub trait Model: Send + Sync {
    /// As in `ADFORGE_LLM`: `openai/gpt-6-luna`.
    fn name(&self) -> &str;

    /// What so many tokens cost, if that is known.
    fn price(&self, tokens: Tokens) -> Option<Money>;

    /// How many tokens it may write beside those of an answer: what it thinks, which is paid for too.
    fn room(&self) -> u32;

    /// Asks it. Nothing is sent before the stream is first polled; dropping the stream closes the connection.
    /// The last item is [`Part::End`] or an error, and nothing comes after it.
    fn ask(&self, question: Question) -> BoxStream<'static, Result<Part, Fault>>;
}

/// What a model is asked.
#[derive(Clone, PartialEq)]
pub struct Question {
    /// What it is and what it must keep to; never a user's words.
    pub system: String,
    /// What is said, in turns, the user's first and last.
    pub said: Vec<Said>,
    /// The shape of the answer, if it must have one.
    pub shape: Option<Shape>,
    /// How many tokens the answer may have.
    pub most: u32,
    /// A name for the user that tells nothing of who that is.
    pub user: String,
}

/// Without a word of what is said.
impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shape = self.shape.as_ref().map(|shape| shape.name);
        let mut shown = f.debug_struct("Question");
        shown.field("said", &self.said).field("shape", &shape).field("most", &self.most).finish_non_exhaustive()
    }
}

/// One turn of what is said.
#[derive(Clone, PartialEq, Eq)]
pub struct Said {
    /// Whose turn it was.
    pub by: By,
    /// What was said.
    pub text: String,
}

/// Without what was said.
impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}({} bytes)", self.by, self.text.len())
    }
}

/// Whose turn it was.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum By {
    /// The user.
    User,
    /// The model.
    Model,
}

/// The shape of an answer: a JSON schema that every wire takes. Its root is an object; it knows object, array, string,
/// number, integer, boolean, `enum` and `description`; every key is required, none is beside them; there are no
/// unions, lengths, ranges or patterns.
#[derive(Clone, PartialEq, Debug)]
pub struct Shape {
    /// Letters, digits, `_` and `-`, 64 at most.
    pub name: &'static str,
    /// The schema.
    pub schema: Value,
}

/// A part of an answer.
#[derive(Clone, PartialEq, Eq)]
pub enum Part {
    /// The next characters of the answer itself: no reasoning, no refusal.
    Text(String),
    /// What has been used so far, by the provider's own count: the newest replaces those before it.
    Usage(Tokens),
    /// The end, as the provider told it.
    End(End),
}

/// Without the provider's words.
impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Usage(tokens) => f.debug_tuple("Usage").field(tokens).finish(),
            Self::End(end) => f.debug_tuple("End").field(end).finish(),
        }
    }
}

/// How an answer ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// It said all it had to.
    Whole,
    /// It reached its limit of tokens.
    TooLong,
    /// The model, or a filter behind it, would not.
    Refused,
}

/// Why there is no more of an answer. None holds a provider's own words, a key or a prompt.
///
/// After `Busy`, `Closed`, `Misasked` and `Unreachable` that come before any part, nothing was written and nothing is to be
/// paid; after the others, something may have been.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Fault {
    /// It has too much to do: at once or for a while.
    #[error("it has too much to do")]
    Busy {
        /// How long it asks to be left alone.
        after: Option<Duration>,
    },
    /// The key, the country, the model or the money behind it: no call will do better until somebody mends that.
    #[error("it refuses this installation: {0}")]
    Closed(Closed),
    /// It didn't take the question: a fault of ours.
    #[error("it did not take the question (status {status})")]
    Misasked {
        /// Its HTTP status.
        status: u16,
    },
    /// It can't be reached: nothing was sent.
    #[error("it can't be reached")]
    Unreachable,
    /// It failed by itself.
    #[error("it is down")]
    Down,
    /// It kept us waiting.
    #[error("it did not answer in time")]
    Slow,
    /// Its answer broke off, or made no sense.
    #[error("its answer broke off")]
    Cut,
}

/// What somebody must mend.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Closed {
    /// The key isn't known, or not allowed to do this.
    #[error("its key")]
    Key,
    /// There is no such model (any more).
    #[error("its model")]
    Model,
    /// The money or the quota behind the key is spent.
    #[error("its account")]
    Account,
}
