//! ElevenLabs' answers.

use super::{Call, Lie, Sale, Take, desk::State};
use crate::http::{Reply, Request};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

const SPEECH: &str = include_str!("../../answers/elevenlabs/speech.json");
const SUBSCRIPTION: &str = include_str!("../../answers/elevenlabs/subscription.json");
const MODELS: &str = include_str!("../../answers/elevenlabs/models.json");
const ERROR: &str = include_str!("../../answers/elevenlabs/error.json");
const OLD_ERROR: &str = include_str!("../../answers/elevenlabs/error-old.json");
const INVALID: &str = include_str!("../../answers/elevenlabs/error-invalid.json");

/// A documented error: of the older generation, of the newer one, or of the framework's own.
pub(super) fn error(status: u16, code: &str) -> Reply {
    let (shape, code) = match (status, code.strip_prefix("new:")) {
        (422, _) => (INVALID, code),
        (_, Some(code)) => (ERROR, code),
        (_, None) => (OLD_ERROR, code),
    };
    let (kind, code) = code.split_once('/').unwrap_or((code, code));
    let body = shape.replace("{type}", kind).replace("{code}", code).replace("{message}", "raw words of the provider");
    Reply::json(status, body).with("request-id", "req-1")
}

pub(super) fn answer(state: &mut State, call: Call, request: &Request, lie: Option<Lie>) -> Reply {
    match call {
        Call::Account => Reply::json(200, SUBSCRIPTION),
        Call::Models => Reply::json(200, MODELS),
        _ => speaks(state, request, lie),
    }
}

fn speaks(state: &mut State, request: &Request, lie: Option<Lie>) -> Reply {
    let order: Value = serde_json::from_slice(&request.body).unwrap();
    let voice = request.path.split('/').nth(3).unwrap().to_owned();
    if voice.len() != 20 || !voice.chars().all(|it| it.is_ascii_alphanumeric()) {
        return error(404, "voice_not_found");
    }
    let text = order["text"].as_str().unwrap().to_owned();
    let characters = text.chars().count() as u64;
    let flash = order["model_id"].as_str().unwrap_or_default().contains("flash");
    let take = Take::of(&text, 0);
    let alignment = match lie {
        Some(Lie::Nothing) => Value::Null,
        Some(Lie::OtherWords) => alignment(&take, &"zyx ".repeat(text.len() / 4), lie),
        _ => alignment(&take, &text, lie),
    };
    let body = SPEECH
        .replace("{audio}", &BASE64_STANDARD.encode(take.pcm()))
        .replace("\"{alignment}\"", &alignment.to_string());
    state.sales.push(Sale { voice, order, take });
    let cost = if flash { characters.div_ceil(2) } else { characters };
    Reply::json(200, body).with("request-id", "req-1").with("character-cost", &cost.to_string())
}

/// The times of the characters: those of a word share its time, those between words lie between.
fn alignment(take: &Take, text: &str, lie: Option<Lie>) -> Value {
    let mut words = take.tones.iter().enumerate().peekable();
    let (mut characters, mut starts, mut ends) = (Vec::new(), Vec::new(), Vec::new());
    let mut now = 0.0;
    let length = take.seconds();
    for (at, character) in text.char_indices() {
        while words.peek().is_some_and(|(_, word)| at >= word.from + word.text.len()) {
            words.next();
        }
        let (from, until) = match words.peek().filter(|(_, word)| at >= word.from) {
            Some((number, word)) => {
                let letters = word.text.chars().count() as f64;
                let before = text.get(word.from..at).map_or(0, |before| before.chars().count()) as f64;
                let time =
                    |share: f64| f64::from(word.starts_ms) + share / letters * f64::from(word.ends_ms - word.starts_ms);
                let true_times = (time(before) / 1_000.0, time(before + 1.0) / 1_000.0);
                now = true_times.1;
                lie.map_or(true_times, |lie| lie.tells(*number, true_times, length))
            }
            None => (now, now),
        };
        characters.push(character.to_string());
        starts.push(from);
        ends.push(until);
    }
    json!({"characters": characters, "character_start_times_seconds": starts, "character_end_times_seconds": ends})
}
