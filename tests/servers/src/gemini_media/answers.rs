//! The documented answers, out of raw files.

use super::{CLIP, PICTURE, trouble::Ending};
use crate::http::Reply;
use base64::{Engine, prelude::BASE64_STANDARD};

const ACCEPTED: &str = include_str!("../../answers/gemini/accepted.json");
const STANDING: &str = include_str!("../../answers/gemini/standing.json");
const CANCELLED: &str = include_str!("../../answers/gemini/cancelled.json");
const BY_URI: &str = include_str!("../../answers/gemini/clip-by-uri.json");
const INLINE: &str = include_str!("../../answers/gemini/clip-inline.json");
const REFUSAL: &str = include_str!("../../answers/gemini/refusal.json");
const ERRORS: &str = include_str!("../../answers/gemini/failed-list.json");
const ERROR: &str = include_str!("../../answers/gemini/failed-alone.json");
const A_PICTURE: &str = include_str!("../../answers/gemini/picture.json");
const FILE: &str = include_str!("../../answers/gemini/file.json");
const MODEL: &str = include_str!("../../answers/gemini/model.json");
const OF_INTERACTIONS: &str = include_str!("../../answers/gemini/error-of-interactions.json");
const OF_MODELS: &str = include_str!("../../answers/gemini/error-of-models.json");
const OF_THE_FRONT_DOOR: &str = include_str!("../../answers/gemini/error-of-the-front-door.json");
const NO_KEY: &str = include_str!("../../answers/gemini/error-key.json");
const WAIT: &str = include_str!("../../answers/gemini/error-wait.json");
const DAY: &str = include_str!("../../answers/gemini/error-day.json");
const COMPLETED_CALL: &str = include_str!("../../answers/gemini/webhook-completed.json");
const FAILED_CALL: &str = include_str!("../../answers/gemini/webhook-failed.json");

/// What the provider writes in its messages: nobody is to repeat it.
const RAW: &str = "raw words of the provider";

/// An error in one of its shapes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Says {
    /// Of the Interactions API, with this code.
    Interactions(&'static str),
    /// The same, with this message.
    Message(&'static str, &'static str),
    /// Of what stands behind it, with this status word.
    Models(&'static str),
    /// The same in an array.
    FrontDoor(&'static str),
    /// That the key is none.
    Key,
    /// That it is to be asked later, in so long.
    Wait(&'static str),
    /// That a day's quota is used up, with a wait that means nothing.
    Day,
    /// That there is no such interaction.
    NoSuchInteraction,
}

impl Says {
    pub(super) fn reply(self, status: u16) -> Reply {
        let (shape, code, message) = match self {
            Self::Interactions(code) => (OF_INTERACTIONS, code, RAW),
            Self::Message(code, message) => (OF_INTERACTIONS, code, message),
            Self::Models(code) => (OF_MODELS, code, RAW),
            Self::FrontDoor(code) => (OF_THE_FRONT_DOOR, code, RAW),
            Self::Key => (NO_KEY, "", ""),
            Self::Wait(wait) => (WAIT, wait, ""),
            Self::Day => (DAY, "", ""),
            Self::NoSuchInteraction => (OF_INTERACTIONS, "invalid_request", "Invalid interaction name"),
        };
        let filled = shape.replace("{code}", code).replace("{wait}", code).replace("{message}", message);
        Reply::json(status, filled.replace("{status}", &status.to_string()))
    }
}

fn filled(shape: &str, id: &str, model: &str) -> Reply {
    Reply::json(200, shape.replace("{id}", id).replace("{model}", model))
}

const OMNI: &str = "gemini-omni-1.1-flash";

pub(super) fn accepted(id: &str, model: &str) -> Reply {
    filled(ACCEPTED, id, model)
}

pub(super) fn standing(id: &str, status: &str) -> Reply {
    filled(&STANDING.replace("{status}", status), id, OMNI)
}

pub(super) fn cancelled(id: &str) -> Reply {
    filled(CANCELLED, id, OMNI)
}

pub(super) fn completed(id: &str, uri: &str) -> Reply {
    filled(&BY_URI.replace("{uri}", uri), id, OMNI)
}

pub(super) fn picture(id: &str, model: &str) -> Reply {
    let draft = BASE64_STANDARD.encode(&PICTURE[..PICTURE.len() / 2]);
    let shape = A_PICTURE.replace("{draft}", &draft).replace("{data}", &BASE64_STANDARD.encode(PICTURE));
    filled(&shape, id, model)
}

pub(super) fn ended(id: &str, model: &str, ending: &Ending, usual: &[u8]) -> Reply {
    let shape = match ending {
        Ending::Refusal => REFUSAL.to_owned(),
        Ending::Inline(bytes) => {
            let data = BASE64_STANDARD.encode(bytes.as_deref().unwrap_or(usual));
            // A picture's draft is left out with it.
            let shape = if usual == CLIP { INLINE } else { A_PICTURE };
            shape.replace("{draft}", "").replace("{data}", &data)
        }
        Ending::At(uri) => BY_URI.replace("{uri}", uri),
        Ending::Errors(code) => ERRORS.replace("{code}", code),
        Ending::Error(code) => ERROR.replace("{code}", code),
        Ending::Status(status) => STANDING.replace("{status}", status),
    };
    filled(&shape.replace("{message}", RAW), id, model)
}

pub(super) fn file(name: &str, url: &str, state: &str) -> Reply {
    Reply::json(200, FILE.replace("{name}", name).replace("{url}", url).replace("{state}", state))
}

pub(super) fn model(model: &str) -> Reply {
    Reply::json(200, MODEL.replace("{model}", model))
}

/// A callback's raw body, as it is signed: that an interaction is completed, or has failed.
pub fn callback(id: &str, done: bool) -> String {
    let shape = if done { COMPLETED_CALL } else { FAILED_CALL };
    shape.replace("{event}", "interaction.completed").replace("{id}", id).trim_end().to_owned()
}
