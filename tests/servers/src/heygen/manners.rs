//! What is documented, and how the stand-in misbehaves when it is told to.

use super::{
    counter::{Counter, error},
    lists,
};
use crate::http::{Manner, Reply, Request};
use serde_json::Value;
use std::collections::{HashMap, VecDeque};

/// What a provider can be asked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Call {
    /// For its avatars.
    Looks,
    /// For its voices.
    Voices,
    /// For a film.
    Order,
    /// How a film stands.
    Look,
    /// For a film's file.
    File,
    /// Whose key it is, and what is left of the account.
    Me,
}

/// What goes wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// An error of this status and code.
    Error(u16, &'static str),
    /// The same, with `Retry-After`.
    After(u16, &'static str, &'static str),
    /// A 200 that holds an error of this code.
    ErrorInside(&'static str),
    /// It does what it is asked, and the answer is sent like this.
    Badly(Manner),
    /// It does nothing, and the connection breaks.
    Deaf,
    /// Another file than the film.
    File(&'static str, Vec<u8>),
    /// The newest film has failed with this code.
    Fails(&'static str),
}

#[derive(Default)]
pub(super) struct Manners {
    pub(super) holds_films: bool,
    pub(super) holds_answers: bool,
    next: HashMap<Call, VecDeque<Trouble>>,
}

impl Manners {
    pub(super) fn next(&mut self, call: Call, trouble: Trouble) {
        self.next.entry(call).or_default().push_back(trouble);
    }

    pub(super) fn have_played(&self) -> bool {
        self.next.values().all(VecDeque::is_empty)
    }

    pub(super) fn turn(&mut self, call: Call) -> Option<Trouble> {
        self.next.get_mut(&call)?.pop_front()
    }
}

impl Trouble {
    /// The answer that is given; none where the usual one is.
    pub(super) fn plays(self, counter: &mut Counter, request: &Request) -> Option<Reply> {
        let usual = |counter: &mut Counter| match Call::of(&format!("{} {}", request.method, request.path)) {
            Some(Call::Order) => counter.sells(request),
            Some(Call::Look) => counter.tells(request, false),
            Some(Call::File) => counter.delivers(request),
            Some(Call::Me) => Reply::json(200, super::counter::ME),
            Some(Call::Voices) => lists::voices(request),
            _ => lists::looks(request, counter.more_looks),
        };
        Some(match self {
            Self::Error(status, code) => error(status, code),
            Self::After(status, code, after) => error(status, code).with("retry-after", after),
            Self::ErrorInside(code) => error(200, code),
            Self::Badly(manner) => usual(counter).sent(manner),
            Self::Deaf => error(500, "internal_error").sent(Manner::Vanish),
            Self::File(kind, body) => Reply::of(200, kind, body),
            Self::Fails(code) => {
                counter.fails(code);
                return None;
            }
        })
    }
}

/// The fields of an order that are documented for an avatar's film.
const FIELDS: [&str; 20] = [
    "type",
    "avatar_id",
    "script",
    "voice_id",
    "audio_url",
    "audio_asset_id",
    "aspect_ratio",
    "resolution",
    "output_format",
    "fit",
    "background",
    "remove_background",
    "voice_settings",
    "engine",
    "caption",
    "motion_prompt",
    "expressiveness",
    "title",
    "callback_url",
    "callback_id",
];

impl Call {
    /// Which call a request's line is.
    pub fn of(line: &str) -> Option<Self> {
        let (method, path) = line.split_once(' ')?;
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        match (method, parts.as_slice()) {
            ("GET", ["v3", "avatars", "looks"]) => Some(Self::Looks),
            ("POST", ["v3", "videos"]) => Some(Self::Order),
            ("GET", ["v3", "videos", id]) if !id.is_empty() => Some(Self::Look),
            ("GET", ["v3", "voices"]) => Some(Self::Voices),
            ("GET", ["v3", "users", "me"]) => Some(Self::Me),
            ("GET", ["files", _, _]) => Some(Self::File),
            _ => None,
        }
    }

    /// Whether headers, query and fields are those that are documented.
    pub(super) fn is_documented(self, request: &Request) -> Result<(), String> {
        let queries: &[&str] = match self {
            Self::Looks => &["group_id", "avatar_type", "ownership", "limit", "token"],
            Self::Voices => &["type", "engine", "language", "gender", "limit", "token"],
            _ => &[],
        };
        if let Some((strange, _)) = request.query.iter().find(|(name, _)| !queries.contains(&name.as_str())) {
            return Err(format!("no query {strange}"));
        }
        match self {
            Self::Looks | Self::Voices => {
                let most = if self == Self::Looks { 50 } else { 100 };
                let limit = request.asked("limit").map_or(Ok(20), str::parse::<u32>);
                limit.ok().filter(|limit| (1..=most).contains(limit)).map(drop).ok_or_else(|| "limit".to_owned())
            }
            Self::Look | Self::Me => Ok(()),
            // Whoever keeps the files must not see the key.
            Self::File if request.header("x-api-key").is_some() => Err("the key was sent to a file".to_owned()),
            Self::File => Ok(()),
            Self::Order => order(request),
        }
    }
}

fn order(request: &Request) -> Result<(), String> {
    if request.header("content-type") != Some("application/json") {
        return Err("no JSON".to_owned());
    }
    if let Some(key) = request.header("idempotency-key") {
        let good = |letter: char| letter.is_ascii_alphanumeric() || "_:.-".contains(letter);
        if key.is_empty() || key.len() > 255 || !key.chars().all(good) {
            return Err(format!("no key: {key}"));
        }
    }
    let body: Value = serde_json::from_slice(&request.body).map_err(|error| error.to_string())?;
    let fields = body.as_object().ok_or("no object")?;
    if let Some(strange) = fields.keys().find(|field| !FIELDS.contains(&field.as_str())) {
        return Err(format!("no field {strange}"));
    }
    let one_of = |field: &str, allowed: &[&str]| match body[field].as_str() {
        Some(value) if !allowed.contains(&value) => Err(format!("{field}: {value}")),
        _ => Ok(()),
    };
    let text = |field: &str| body[field].as_str().filter(|text| !text.is_empty()).ok_or(format!("{field} is missing"));
    if text("type")? != "avatar" {
        return Err("type".to_owned());
    }
    text("avatar_id")?;
    text("script")?;
    one_of("aspect_ratio", &["16:9", "9:16", "4:5", "5:4", "1:1", "auto"])?;
    one_of("resolution", &["720p", "1080p", "4k"])?;
    one_of("output_format", &["mp4", "webm"])?;
    match body["engine"]["type"].as_str() {
        None | Some("avatar_iii" | "avatar_iv" | "avatar_v") => Ok(()),
        Some(other) => Err(format!("engine: {other}")),
    }
}
