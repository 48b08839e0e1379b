//! HeyGen's answers about speech.

use super::{Call, Lie, Sale, Take, desk::State};
use crate::http::{Reply, Request};
use serde_json::{Value, json};

const SPEECH: &str = include_str!("../../answers/heygen-speech/speech.json");
const VOICES: &str = include_str!("../../answers/heygen-speech/voices.json");
const ME: &str = include_str!("../../answers/heygen-speech/me.json");
const ERROR: &str = include_str!("../../answers/heygen-speech/error.json");

/// A documented error.
pub(super) fn error(status: u16, code: &str) -> Reply {
    let body = ERROR.replace("{code}", code).replace("{message}", "raw words of the provider");
    Reply::json(status, body).with("x-request-id", "req-1")
}

pub(super) fn answer(state: &mut State, call: Call, request: &Request, lie: Option<Lie>) -> Reply {
    match call {
        Call::Voices => voices(request),
        Call::Account => Reply::json(200, ME),
        Call::File => delivers(state, request),
        _ => speaks(state, request, lie),
    }
}

/// The voices as they are filtered by the query.
fn voices(request: &Request) -> Reply {
    let mut page: Value = serde_json::from_str(VOICES).unwrap();
    let wanted = |voice: &Value| {
        let is = |query: &str, field: &str| request.asked(query).is_none_or(|it| voice[field].as_str() == Some(it));
        is("type", "type") && is("language", "language") && is("gender", "gender") && is("engine", "engine")
    };
    let listed = page["data"].as_array_mut().unwrap();
    listed.retain(wanted);
    for voice in listed {
        // By which engine it speaks stands in no answer.
        voice.as_object_mut().unwrap().remove("engine");
    }
    Reply::json(200, page.to_string())
}

fn speaks(state: &mut State, request: &Request, lie: Option<Lie>) -> Reply {
    let order: Value = serde_json::from_slice(&request.body).unwrap();
    let voice = order["voice_id"].as_str().unwrap().to_owned();
    let known: Value = serde_json::from_str(VOICES).unwrap();
    let speaks = |it: &Value| it["voice_id"].as_str() == Some(&voice) && it["engine"] == "starfish";
    if !known["data"].as_array().unwrap().iter().any(speaks) {
        return error(400, "invalid_parameter");
    }
    let take = Take::of(order["text"].as_str().unwrap(), 1);
    let length = take.seconds();
    let words = match lie {
        Some(Lie::Nothing) => Value::Null,
        _ => timestamps(&take, lie, length),
    };
    let link = format!("{}/files/{}.wav", state.address, state.sales.len());
    let body = SPEECH.replace("{audio_url}", &link).replace("\"{words}\"", &words.to_string());
    let body = body.replace("\"{duration}\"", &format!("{length:.3}"));
    state.sales.push(Sale { voice, order, take });
    Reply::json(200, body)
}

/// The times of the words, with the list's own beginning and end.
fn timestamps(take: &Take, lie: Option<Lie>, length: f64) -> Value {
    let mut words = vec![json!({"word": "<start>", "start": 0.0, "end": 0.0})];
    for (number, tone) in take.tones.iter().enumerate() {
        let times = (f64::from(tone.starts_ms) / 1_000.0, f64::from(tone.ends_ms) / 1_000.0);
        let (start, end) = lie.map_or(times, |lie| lie.tells(number, times, length));
        let word = if lie == Some(Lie::OtherWords) { "zyx" } else { &tone.text };
        words.push(json!({"word": word, "start": start, "end": end}));
    }
    words.push(json!({"word": "<end>", "start": length, "end": length}));
    words.into()
}

fn delivers(state: &State, request: &Request) -> Reply {
    let number = request.path.rsplit('/').next().and_then(|name| name.strip_suffix(".wav")?.parse::<usize>().ok());
    match number.filter(|_| !state.has_expired).and_then(|number| state.sales.get(number)) {
        Some(sale) => Reply::of(200, "audio/wav", sale.take.wav(false)),
        None => Reply::of(403, "application/xml", b"<Error><Code>AccessDenied</Code></Error>".to_vec()),
    }
}
