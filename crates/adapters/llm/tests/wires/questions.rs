//! How a question stands on the wire.

use crate::{
    cast::{access, all, all_with, around, hear_of, question},
    script,
};
use adforge_adapters_llm::{Access, By, Provider, Question, Said, model};
use adforge_doubles::Hand;
use adforge_tests_servers::llm::Llm;

#[test]
fn each_provider_is_known_by_the_name_that_settings_give_it() {
    let named = ["openai", "anthropic", "gemini", "ollama"].map(Provider::named);
    assert_eq!(named, Provider::ALL.map(Some));
    assert_eq!(Provider::named("offline"), None);
    for cast in all() {
        assert_eq!(cast.model.name(), format!("{}/{}", cast.script.provider.name(), cast.script.model));
    }
}

#[tokio::test]
async fn a_model_that_is_not_known_is_told_nothing_that_it_may_refuse_and_has_room_to_think() {
    for cast in all_with(|access| access.model = "of-tomorrow".to_owned()) {
        let plain = Question { shape: None, ..question() };
        assert_eq!(hear_of(&cast.model, plain).await, cast.script.whole());
        let body = &cast.fake.calls()[0];
        let fields = ["reasoning_effort", "thinking", "output_config", "response_format", "format"];
        for field in fields {
            assert_eq!(body.get(field), None, "{:?} {field}", cast.script.speaks);
        }
        let config = &body["generationConfig"];
        assert_eq!((config.get("thinkingConfig"), config.get("responseMimeType")), (None, None));
        let most = [&body["max_tokens"], &config["maxOutputTokens"], &body["options"]["num_predict"]];
        let most: Vec<_> = most.into_iter().filter_map(|most| most.as_u64()).collect();
        // What runs at home is told not to think.
        let room = if cast.script.provider == Provider::Ollama { 0 } else { 8_000 };
        assert_eq!(most, [2_000 + room], "{:?}", cast.script.speaks);
    }
}

#[tokio::test]
async fn a_long_question_has_the_room_that_it_needs() {
    for cast in all() {
        let long = Said { by: By::User, text: "Été ".repeat(10_000) };
        let heard = hear_of(&cast.model, Question { said: vec![long], ..question() }).await;
        assert_eq!(heard, cast.script.whole(), "{:?}", cast.script.speaks);
    }
}

#[tokio::test]
async fn a_base_url_may_end_in_a_slash_and_a_server_of_one_s_own_needs_no_key() {
    for script in script::all() {
        let fake = Llm::open(script.speaks);
        let slashed = access(script.provider, script.model, &format!("{}/", fake.url));
        let heard = hear_of(&model(&slashed, &around(&Hand::new(1))).unwrap(), question()).await;
        assert_eq!(heard, script.whole(), "{:?}", script.speaks);
        let keyless = model(&Access { key: None, ..slashed }, &around(&Hand::new(1)));
        let lets_in = matches!(script.provider, Provider::OpenAi | Provider::Ollama);
        assert_eq!(keyless.is_ok(), lets_in, "{:?}", script.speaks);
    }
}
