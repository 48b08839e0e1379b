//! Ollama.

use super::{ACCOUNT, BUSY, KEY, Script, busy, common, misasked, waits};
use crate::cast::PROMPT;
use adforge_adapters_llm::{End, Fault, Provider};
use adforge_tests_servers::llm::{Scene, Speaks};
use serde_json::json;

const OLLAMA: Speaks = Speaks::Ollama;

pub(super) fn all() -> Script {
    Script {
        provider: Provider::Ollama,
        speaks: OLLAMA,
        model: "qwen3",
        needs_key: false,
        finishes: vec![
            ("stop", Ok(End::Whole)),
            ("length", Ok(End::TooLong)),
            ("load", Err(Fault::Cut)),
            ("unload", Err(Fault::Cut)),
            ("a_novelty", Err(Fault::Cut)),
        ],
        refusal: None,
        told: r#""eval_duration":1}"#,
        done: "",
        nonsense: "{\"message\":\n",
        errors,
        broken,
        asked: |body| {
            assert_eq!(body["model"], "qwen3");
            assert_eq!(body["think"], false);
            assert_eq!(body["options"]["num_predict"], 2_000);
            assert_eq!(body["options"]["num_ctx"], 8_192);
            assert_eq!(body["format"]["required"], json!(["cards"]));
            let system = body["messages"][0]["content"].as_str().unwrap();
            assert!(system.starts_with("You write ads.") && system.contains("\"additionalProperties\":false"));
            assert_eq!(body["messages"][1], json!({"role": "user", "content": PROMPT}));
            assert_eq!(body["messages"][2]["role"], "assistant");
        },
        cached: 0,
    }
}

fn error(status: u16) -> Scene {
    Scene::error(OLLAMA, status, "general")
}

fn errors() -> Vec<(Scene, Fault)> {
    let mut all = common(OLLAMA);
    all.extend(waits(|| error(503)).into_iter().map(|(scene, seconds)| (scene, busy(seconds))));
    all.extend([
        (error(503), BUSY),
        (error(429), BUSY),
        (error(402), ACCOUNT),
        (error(403), KEY),
        (error(400), misasked(400)),
        (error(500), Fault::Down),
        (error(502), Fault::Down),
    ]);
    all
}

fn broken() -> Vec<(String, Fault)> {
    vec![
        ("{\"error\":\"the runner has stopped\"}\n".to_owned(), Fault::Down),
        ("{\"error\":\"the runner has stopped\"}".to_owned(), Fault::Down),
        (
            "{\"error\":\"m\"}\n{\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\"}\n".to_owned(),
            Fault::Down,
        ),
    ]
}
