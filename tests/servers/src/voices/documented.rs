//! What is documented of each wire: paths, headers, queries and fields. What isn't is refused.

use super::{Call, Kind};
use crate::http::Request;
use serde_json::Value;

/// Which call a request's line is.
pub(super) fn call(kind: Kind, line: &str) -> Option<Call> {
    let (method, path) = line.split_once(' ')?;
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    match (kind, method, parts.as_slice()) {
        (Kind::ElevenLabs, "POST", ["v1", "text-to-speech", voice, "with-timestamps"]) if !voice.is_empty() => {
            Some(Call::Speak)
        }
        (Kind::ElevenLabs, "GET", ["v1", "user", "subscription"]) => Some(Call::Account),
        (Kind::ElevenLabs, "GET", ["v1", "models"]) => Some(Call::Models),
        (Kind::Heygen, "POST", ["v3", "voices", "speech"]) => Some(Call::Speak),
        (Kind::Heygen, "GET", ["v3", "voices"]) => Some(Call::Voices),
        (Kind::Heygen, "GET", ["v3", "users", "me"]) => Some(Call::Account),
        (Kind::Heygen, "GET", ["files", _]) => Some(Call::File),
        (Kind::OpenAi | Kind::Local, "POST", ["v1", "audio", "speech"]) => Some(Call::Speak),
        (Kind::OpenAi, "GET", ["v1", "models"]) => Some(Call::Models),
        // It has no such page, which isn't strange to ask for.
        (Kind::Local, "GET", ["v1", "models"]) => Some(Call::Models),
        _ => None,
    }
}

/// A field: its name, and whether a value may stand there.
type Field = (&'static str, fn(&Value) -> bool);

const ELEVENLABS: &[Field] = &[
    ("text", |it| it.as_str().is_some_and(|text| (1..=10_000).contains(&text.chars().count()))),
    ("model_id", Value::is_string),
    ("language_code", |it| it.as_str().is_some_and(|code| code.len() == 2)),
    ("voice_settings", Value::is_object),
    ("seed", |it| it.as_u64().is_some_and(|seed| seed <= u64::from(u32::MAX))),
    ("previous_text", Value::is_string),
    ("next_text", Value::is_string),
    ("previous_request_ids", Value::is_array),
    ("next_request_ids", Value::is_array),
    ("pronunciation_dictionary_locators", Value::is_array),
    ("apply_text_normalization", |it| matches!(it.as_str(), Some("auto" | "on" | "off"))),
];

const HEYGEN: &[Field] = &[
    ("text", |it| it.as_str().is_some_and(|text| (1..=5_000).contains(&text.chars().count()))),
    ("voice_id", |it| it.as_str().is_some_and(|id| !id.is_empty())),
    ("input_type", |it| matches!(it.as_str(), Some("text" | "ssml"))),
    ("speed", |it| it.as_f64().is_some_and(|speed| (0.5..=2.0).contains(&speed))),
    ("language", |it| it.as_str().is_some_and(|code| code.len() == 2)),
    ("locale", Value::is_string),
];

const OPENAI: &[Field] = &[
    ("model", |it| it.as_str().is_some_and(|model| !model.is_empty())),
    ("input", |it| it.as_str().is_some_and(|text| (1..=4_096).contains(&text.chars().count()))),
    ("voice", |it| it.as_str().is_some_and(|voice| !voice.is_empty()) || it["id"].is_string()),
    ("instructions", Value::is_string),
    ("response_format", |it| matches!(it.as_str(), Some("mp3" | "opus" | "aac" | "flac" | "wav" | "pcm"))),
    ("speed", |it| it.as_f64().is_some_and(|speed| (0.25..=4.0).contains(&speed))),
    ("stream_format", |it| matches!(it.as_str(), Some("audio" | "sse"))),
];

/// Whether headers, query and fields are those that are documented.
pub(super) fn check(kind: Kind, call: Call, request: &Request) -> Result<(), String> {
    let queries: &[&str] = match (kind, call) {
        (Kind::ElevenLabs, Call::Speak) => &["output_format", "enable_logging", "optimize_streaming_latency"],
        (Kind::Heygen, Call::Voices) => &["type", "engine", "language", "gender", "limit", "token"],
        _ => &[],
    };
    if let Some((strange, _)) = request.query.iter().find(|(name, _)| !queries.contains(&name.as_str())) {
        return Err(format!("no query {strange}"));
    }
    match (kind, call) {
        (Kind::ElevenLabs, Call::Speak) => {
            fields(request, ELEVENLABS, &["text"])?;
            let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
            if body["model_id"] == "eleven_multilingual_v2" && !body["language_code"].is_null() {
                return Err("this model isn't told the language".to_owned());
            }
            let formats = ["pcm_8000", "pcm_16000", "pcm_22050", "pcm_24000", "pcm_32000", "pcm_44100", "pcm_48000"];
            let format = request.asked("output_format").unwrap_or("mp3_44100_128");
            if formats.contains(&format) { Ok(()) } else { Err(format!("{format} isn't played here")) }
        }
        (Kind::Heygen, Call::Speak) => fields(request, HEYGEN, &["text", "voice_id"]),
        (Kind::Heygen, Call::Voices) => {
            let limit = request.asked("limit").map_or(Ok(20), str::parse::<u32>);
            limit.ok().filter(|limit| (1..=100).contains(limit)).map(drop).ok_or_else(|| "limit".to_owned())
        }
        // Whoever keeps the files must not see the key.
        (Kind::Heygen, Call::File) if request.header("x-api-key").is_some() => {
            Err("the key was sent to a file".to_owned())
        }
        (Kind::OpenAi | Kind::Local, Call::Speak) => fields(request, OPENAI, &["model", "input", "voice"]),
        _ => Ok(()),
    }
}

fn fields(request: &Request, known: &[Field], needed: &[&str]) -> Result<(), String> {
    if request.header("content-type") != Some("application/json") {
        return Err("no JSON".to_owned());
    }
    let body: Value = serde_json::from_slice(&request.body).map_err(|error| error.to_string())?;
    let body = body.as_object().ok_or("no object")?;
    for (name, value) in body {
        let (_, may_be) = known.iter().find(|(field, _)| field == name).ok_or(format!("no field {name}"))?;
        if !may_be(value) {
            return Err(format!("{name}: {value}"));
        }
    }
    needed.iter().try_for_each(|name| body.get(*name).map(drop).ok_or(format!("{name} is missing")))
}
