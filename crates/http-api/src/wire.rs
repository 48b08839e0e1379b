//! The wire's shapes: the only place that knows two spellings of a key.

mod cards;
mod context;
mod events;
mod generation;
mod job;
mod lists;
mod message;
mod named;
mod product;
mod progress;
mod render;
mod session;
mod show;
mod turn;
mod usage;
mod written;

pub use cards::{CardData, ContentData, content_data};
pub use context::ContextAnswer;
pub use events::{
    AiResponseComplete, AiResponseStart, ContentEvent, SessionStateEvent, TurnAnswer, UserMessageEvent, encode, id_of,
    is_shared,
};
pub use generation::{GeneratedContent, GenerationBody, LoneVideoBody};
pub use job::{JobAnswer, JobCancelled, TurnCancelled};
pub use lists::{Avatar, AvatarList, FormatList, ProductList, SessionList};
pub use message::{HistoryAnswer, HistoryMessage, MessageData, message};
pub use named::{Named, Object};
pub use product::{ProductAnswer, ProductBody};
pub use progress::ProgressEvent;
pub use render::{RenderBody, RenderStarted, ScriptBody};
pub use session::{Chosen, SessionBody, SessionCreated, SessionDetails};
pub use show::{Links, Shown, Stamp};
pub use turn::{TurnBody, TurnQuery};

use crate::problem::{Code, Problem};
use adforge_domain::ids::SessionId;

/// A session's id as it stands in an address or a body.
pub(crate) fn session_id(text: &str) -> Result<SessionId, Problem> {
    text.parse().map_err(|_| no_session())
}

/// No such session.
pub(crate) fn no_session() -> Problem {
    Problem::of(Code::SessionNotFound, "There is no such session.")
}
pub(crate) use product::language;
pub(crate) use session::product_ref;
pub(crate) use turn::{Asked, key};
