//! Gemini.

use super::{ACCOUNT, BUSY, KEY, MODEL, Script, busy, common, misasked, waits};
use crate::cast::PROMPT;
use adforge_adapters_llm::{End, Fault, Provider};
use adforge_tests_servers::llm::{Scene, Speaks};
use serde_json::json;

const GEMINI: Speaks = Speaks::Gemini;
const PER_MINUTE: &str = "GenerateRequestsPerMinutePerProjectPerModel-FreeTier";
const PER_DAY: &str = "GenerateRequestsPerDayPerProjectPerModel-FreeTier";

pub(super) fn all() -> Script {
    let refused = ["SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE", "ESCALATION"];
    let cut = ["MALFORMED_RESPONSE", "MALFORMED_FUNCTION_CALL", "OTHER", "CONTINUATION", "A_NOVELTY"];
    let mut finishes = vec![("STOP", Ok(End::Whole)), ("MAX_TOKENS", Ok(End::TooLong))];
    finishes.extend(refused.map(|reason| (reason, Ok(End::Refused))));
    finishes.push(("PUP_LIMITED_DISABLED", Ok(End::Refused)));
    finishes.extend(cut.map(|reason| (reason, Err(Fault::Cut))));
    Script {
        provider: Provider::Gemini,
        speaks: GEMINI,
        model: "gemini-3.8-flash",
        needs_key: true,
        finishes,
        refusal: Some(""),
        told: r#""totalTokenCount":405},"modelVersion":"m","responseId":"r1"}"#,
        done: "",
        nonsense: "data: {\"candidates\":\n\n",
        errors,
        broken,
        asked: |body| {
            assert_eq!(body["systemInstruction"]["parts"][0]["text"], "You write ads.");
            assert_eq!(body["contents"][0], json!({"role": "user", "parts": [{"text": PROMPT}]}));
            assert_eq!(body["contents"][1]["role"], "model");
            let config = &body["generationConfig"];
            assert_eq!(config["responseJsonSchema"]["required"], json!(["cards"]));
            // What it thinks counts too.
            assert_eq!(config["maxOutputTokens"], 4_000);
            assert_eq!(config["thinkingConfig"]["thinkingLevel"], "minimal");
        },
        cached: 64,
    }
}

fn error(status: u16, kind: &str) -> Scene {
    Scene::error(GEMINI, status, "general").filled("{type}", kind).filled("{code}", &status.to_string())
}

fn asks(status: u16, quota: &str, wait: &str) -> Scene {
    let scene = Scene::error(GEMINI, status, "wait").filled("{code}", &status.to_string());
    scene.filled("{quota}", quota).filled("{wait}", wait)
}

fn errors() -> Vec<(Scene, Fault)> {
    let mut all = common(GEMINI);
    let limit = || error(429, "RESOURCE_EXHAUSTED");
    all.extend(waits(limit).into_iter().map(|(scene, seconds)| (scene, busy(seconds))));
    all.extend([
        (limit(), BUSY),
        (asks(429, PER_MINUTE, "42s"), busy(42.0)),
        (asks(429, PER_MINUTE, "1.5s"), busy(1.5)),
        (asks(429, PER_MINUTE, "42s").after("[").then("]"), busy(42.0)),
        (asks(429, PER_DAY, "42s"), ACCOUNT),
        (asks(429, PER_DAY, "42s").with("retry-after", "7"), ACCOUNT),
        (Scene::error(GEMINI, 400, "key"), KEY),
        (error(400, "FAILED_PRECONDITION"), ACCOUNT),
        (error(403, "PERMISSION_DENIED"), KEY),
        (error(404, "NOT_FOUND"), MODEL),
        (error(500, "INTERNAL"), Fault::Down),
        (error(503, "UNAVAILABLE"), BUSY),
        (asks(503, "x", "3s"), busy(3.0)),
        (error(504, "DEADLINE_EXCEEDED"), Fault::Down),
    ]);
    all
}

fn broken() -> Vec<(String, Fault)> {
    let finished = "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\"}]},\"finishReason\":\"STOP\"}]}\n\n";
    vec![
        // Bare, as it really comes, on one line and on many, and after an end too.
        (error(503, "UNAVAILABLE").text(), BUSY),
        (asks(429, PER_MINUTE, "42s").text(), busy(42.0)),
        (asks(429, PER_DAY, "42s").text(), ACCOUNT),
        (error(500, "INTERNAL").after("[").then("]").text(), Fault::Down),
        (error(400, "INVALID_ARGUMENT").after(finished).text(), misasked(400)),
        (error(503, "UNAVAILABLE").after("data: ").then("\n").text(), BUSY),
        (r#"{"error":{"message":"m","status":"UNAVAILABLE"}}"#.to_owned(), BUSY),
    ]
}
