//! What an answer costs, and when nobody knows.

use crate::cast::{access, around};
use adforge_adapters_llm::{Access, Provider, model};
use adforge_domain::spending::{Money, Tokens};
use adforge_doubles::Hand;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 3600);

fn price(access: &Access, hand: &std::sync::Arc<Hand>, tokens: Tokens) -> Option<f64> {
    model(access, &around(hand)).unwrap().price(tokens).map(Money::as_dollars)
}

fn million(input: u64, output: u64) -> Tokens {
    Tokens { input: input * 1_000, cached: 0, output: output * 1_000_000 }
}

#[test]
fn a_price_is_the_table_s_of_the_day_and_double_over_the_context() {
    let hand = Hand::new(1);
    let of = |provider, name, tokens| price(&access(provider, name, "http://127.0.0.1:1"), &hand, tokens);
    assert_eq!(of(Provider::OpenAi, "gpt-6-luna", million(200, 1)), Some(0.02 + 0.5));
    assert_eq!(of(Provider::OpenAi, "gpt-6-luna", million(272, 1)), Some(0.0272 + 0.5));
    assert_eq!(of(Provider::OpenAi, "gpt-6-luna", million(273, 1)), Some((0.0273 + 0.5) * 2.0));
    assert_eq!(of(Provider::Anthropic, "claude-opus-5-5", million(1_000, 1)), Some(24.0));
    // What was kept is never cheaper than is known.
    let kept = Tokens { input: 1_000, cached: 1_000, output: 0 };
    assert_eq!(of(Provider::Anthropic, "claude-opus-5-5", kept), Some(0.004));
    assert_eq!(of(Provider::Gemini, "gemini-4-carbon", million(1_000, 1)), Some(12.0));
    hand.turn(DAY * 295); // 2026-11-30
    assert_eq!(of(Provider::Gemini, "gemini-4-carbon", million(1_000, 1)), Some(12.0));
    hand.turn(DAY);
    assert_eq!(of(Provider::Gemini, "gemini-4-carbon", million(1_000, 1)), Some(24.0));
    assert_eq!(of(Provider::OpenAi, "gpt-6-luna", Tokens { input: 1, cached: 0, output: 0 }), Some(0.000_000_1));
}

#[test]
fn a_price_that_is_not_known_is_not_nothing() {
    let hand = Hand::new(1);
    let far = "https://models.example.org/v1";
    let near = "http://127.0.0.1:8080/v1";
    let cases = [
        (Provider::OpenAi, "gpt-6.2-astra", far, true, None),
        (Provider::OpenAi, "of-tomorrow", far, true, None),
        (Provider::OpenAi, "of-tomorrow", far, false, None),
        (Provider::OpenAi, "qwen3", near, true, None),
        (Provider::Anthropic, "of-tomorrow", near, true, None),
        // A server of one's own that asks nobody for a key sends no bill.
        (Provider::OpenAi, "qwen3", near, false, Some(0.0)),
        (Provider::OpenAi, "qwen3", "http://[::1]:8080/v1", false, Some(0.0)),
        (Provider::OpenAi, "qwen3", "http://localhost:8080/v1", false, Some(0.0)),
        (Provider::Ollama, "qwen3", far, false, Some(0.0)),
        // A model that is known costs what it costs, wherever it is reached.
        (Provider::OpenAi, "gpt-6-luna", near, false, Some(0.5)),
        // Ollama only passes these on.
        (Provider::Ollama, "qwen3:480b-cloud", near, false, None),
        (Provider::Ollama, "qwen3:cloud", near, false, None),
        (Provider::Ollama, "qwen3", far, true, None),
    ];
    for (provider, name, url, with_key, dollars) in cases {
        let mut access = access(provider, name, url);
        access.key = access.key.filter(|_| with_key);
        assert_eq!(price(&access, &hand, million(0, 1)), dollars, "{provider:?} {name} {url} {with_key}");
    }
}
