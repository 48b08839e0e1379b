//! OpenAI's own, and a server that only says that it speaks the same.

use super::{ACCOUNT, BUSY, KEY, MODEL, Script, busy, common, misasked, waits};
use crate::cast::PROMPT;
use adforge_adapters_llm::{End, Fault, Provider};
use adforge_tests_servers::llm::{RAW_WORDS, Scene, Speaks};
use serde_json::{Value, json};

const OPENAI: Speaks = Speaks::OpenAi;

pub(super) fn own() -> Script {
    Script {
        provider: Provider::OpenAi,
        speaks: OPENAI,
        model: "gpt-6-luna",
        needs_key: true,
        finishes: vec![
            ("stop", Ok(End::Whole)),
            ("length", Ok(End::TooLong)),
            ("content_filter", Ok(End::Refused)),
            ("tool_calls", Err(Fault::Cut)),
            ("function_call", Err(Fault::Cut)),
            ("a_novelty", Err(Fault::Cut)),
        ],
        refusal: Some(""),
        told: r#""finish_reason":"stop"}],"usage":null}"#,
        done: "data: [DONE]\n\n",
        nonsense: "data: {\"choices\":\n\n",
        errors,
        broken,
        asked: |body| {
            assert_eq!(body["model"], "gpt-6-luna");
            assert_eq!(body["reasoning_effort"], "none");
            assert_eq!(body["max_completion_tokens"], 2_000);
            assert_eq!(body["safety_identifier"], "u-7f3a");
            assert_eq!(body["messages"][0], json!({"role": "developer", "content": "You write ads."}));
            said(body);
        },
        cached: 64,
    }
}

pub(super) fn other() -> Script {
    Script {
        model: "qwen3",
        asked: |body| {
            assert_eq!(body["model"], "qwen3");
            // What it thinks counts too, and nobody knows whether it does.
            assert_eq!(body["max_tokens"], 10_000);
            assert_eq!(body["messages"][0], json!({"role": "system", "content": "You write ads."}));
            said(body);
        },
        ..own()
    }
}

fn said(body: &Value) {
    assert_eq!(body["messages"][1], json!({"role": "user", "content": PROMPT}));
    assert_eq!(body["messages"][2]["role"], "assistant");
    assert_eq!(body["messages"][3], json!({"role": "user", "content": "Once more, please."}));
    assert_eq!(body["response_format"]["json_schema"]["schema"]["required"], json!(["cards"]));
}

fn error(status: u16, kind: &str, code: &str) -> Scene {
    Scene::error(OPENAI, status, "general").filled("{type}", kind).filled("{code}", code)
}

fn errors() -> Vec<(Scene, Fault)> {
    let limit = || error(429, "requests", "\"rate_limit_exceeded\"");
    let mut all = common(OPENAI);
    all.extend(waits(limit).into_iter().map(|(scene, seconds)| (scene, busy(seconds))));
    all.extend([
        (limit(), BUSY),
        (limit().filled(RAW_WORDS, "Please try again in 6.57s. Visit"), busy(6.57)),
        (error(429, "rate_limit_error", "\"slow_down\""), BUSY),
        (error(503, "service_unavailable_error", "\"server_is_overloaded\""), BUSY),
        (error(503, "unavailable_error", "503"), BUSY),
        (error(429, "insufficient_quota", "\"insufficient_quota\""), ACCOUNT),
        (error(429, "insufficient_quota", "\"credit_balance_exhausted\"").with("retry-after", "1"), ACCOUNT),
        (error(429, "insufficient_quota", "\"organization_usage_limit_exceeded\""), ACCOUNT),
        (error(429, "x", "\"organization_spend_limit_exceeded\""), ACCOUNT),
        (error(429, "x", "\"project_spend_limit_exceeded\""), ACCOUNT),
        (error(402, "x", "null"), ACCOUNT),
        (error(403, "x", "\"unsupported_country_region_territory\""), KEY),
        (error(400, "invalid_request_error", "\"model_not_found\""), MODEL),
        (error(400, "BadRequestError", "400"), misasked(400)),
        (error(400, "invalid_request_error", "\"context_length_exceeded\""), misasked(400)),
        (error(413, "x", "null"), misasked(413)),
        (error(500, "server_error", "null"), Fault::Down),
        (error(408, "x", "null"), Fault::Down),
        (Scene::of(404, "application/json", "{\"error\":\"no model is loaded\"}"), MODEL),
    ]);
    all
}

fn broken() -> Vec<(String, Fault)> {
    let event = |error: &str| format!("data: {{\"error\":{error}}}\n\n");
    vec![
        (event(r#"{"message":"m","type":"server_error","param":null,"code":null}"#), Fault::Down),
        (event(r#"{"message":"m","type":"x","code":500}"#) + "data: [DONE]\n\n", Fault::Down),
        (event(r#"{"message":"m","type":"unavailable_error","code":503}"#), BUSY),
        (
            event(r#"{"message":"m","type":"BadRequestError","param":null,"code":400}"#) + "data: [DONE]\n\n",
            misasked(400),
        ),
        (
            event(r#"{"message":"try again in 6.57s.","type":"tokens","param":null,"code":"rate_limit_exceeded"}"#),
            busy(6.57),
        ),
        (event(r#"{"message":"m","type":"insufficient_quota","code":"insufficient_quota"}"#), ACCOUNT),
        (event(r#"{"message":"m","type":"invalid_request_error","param":null,"code":null}"#), misasked(400)),
        (event("\"the model has crashed\""), Fault::Down),
        // In a field that no event has, as builds of a year ago wrote it; and as nothing but JSON.
        ("error: {\"code\":503,\"message\":\"m\",\"type\":\"x\"}\n\ndata: [DONE]\n\n".to_owned(), BUSY),
        ("{\"error\":{\"message\":\"m\",\"type\":\"server_error\"}}\n".to_owned(), Fault::Down),
        // After its finish reason: it isn't whole.
        (
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n".to_owned()
                + &event(r#"{"message":"m","code":500}"#),
            Fault::Down,
        ),
    ]
}
