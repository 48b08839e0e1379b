//! Anthropic.

use super::{ACCOUNT, BUSY, KEY, MODEL, Script, busy, common, misasked, waits};
use crate::cast::{BEGUN, PROMPT};
use adforge_adapters_llm::{End, Fault, Provider};
use adforge_tests_servers::llm::{Scene, Speaks};
use serde_json::json;

const ANTHROPIC: Speaks = Speaks::Anthropic;

pub(super) fn all() -> Script {
    Script {
        provider: Provider::Anthropic,
        speaks: ANTHROPIC,
        model: "claude-haiku-5-5",
        needs_key: true,
        finishes: vec![
            ("end_turn", Ok(End::Whole)),
            ("stop_sequence", Ok(End::Whole)),
            ("max_tokens", Ok(End::TooLong)),
            ("model_context_window_exceeded", Ok(End::TooLong)),
            ("refusal", Ok(End::Refused)),
            ("tool_use", Err(Fault::Cut)),
            ("pause_turn", Err(Fault::Cut)),
            ("a_novelty", Err(Fault::Cut)),
        ],
        refusal: Some(BEGUN),
        told: r#""usage":{"output_tokens":95}}"#,
        done: "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
        nonsense: "event: content_block_delta\ndata: {\"type\":\n\n",
        errors,
        broken,
        asked: |body| {
            assert_eq!(body["model"], "claude-haiku-5-5");
            assert_eq!(body["max_tokens"], 2_000);
            assert_eq!(body["system"], "You write ads.");
            assert_eq!(body["thinking"]["type"], "disabled");
            assert_eq!(body["output_config"]["effort"], "low");
            assert_eq!(body["output_config"]["format"]["schema"]["required"], json!(["cards"]));
            assert_eq!(body["metadata"]["user_id"], "u-7f3a");
            assert_eq!(body["messages"][0], json!({"role": "user", "content": PROMPT}));
            assert_eq!(body["messages"][1]["role"], "assistant");
        },
        cached: 64,
    }
}

fn error(status: u16, kind: &str) -> Scene {
    Scene::error(ANTHROPIC, status, "general").filled("{type}", kind)
}

fn errors() -> Vec<(Scene, Fault)> {
    let mut all = common(ANTHROPIC);
    let limit = || error(429, "rate_limit_error");
    all.extend(waits(limit).into_iter().map(|(scene, seconds)| (scene, busy(seconds))));
    all.extend([
        // A limit that passes says when.
        (limit(), ACCOUNT),
        (Scene::error(ANTHROPIC, 429, "spend"), ACCOUNT),
        (Scene::error(ANTHROPIC, 429, "spend").with("retry-after", "7"), ACCOUNT),
        (error(402, "billing_error"), ACCOUNT),
        (error(403, "permission_error"), KEY),
        (error(413, "request_too_large"), misasked(413)),
        (error(500, "api_error"), Fault::Down),
        (error(504, "timeout_error"), Fault::Down),
        (error(529, "overloaded_error"), BUSY),
        (error(529, "overloaded_error").with("retry-after", "3"), busy(3.0)),
    ]);
    all
}

fn broken() -> Vec<(String, Fault)> {
    let event = |kind: &str| {
        let error =
            format!("{{\"type\":\"error\",\"error\":{{\"type\":\"{kind}\",\"message\":\"m\"}},\"request_id\":\"r\"}}");
        format!("event: error\ndata: {error}\n\n")
    };
    let spent = event("rate_limit_error\",\"details\":{\"error_code\":\"contract_spend_limit_reached\"},\"x\":\"");
    vec![
        (event("overloaded_error"), BUSY),
        (event("rate_limit_error"), BUSY),
        (spent, ACCOUNT),
        (event("api_error"), Fault::Down),
        (event("timeout_error"), Fault::Down),
        (event("billing_error"), ACCOUNT),
        (event("authentication_error"), KEY),
        (event("not_found_error"), MODEL),
        (event("invalid_request_error"), misasked(400)),
        (event("request_too_large"), misasked(413)),
        (event("a_novelty") + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", Fault::Down),
    ]
}
