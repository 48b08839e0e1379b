//! What is seen at a glance is what is read.

use super::*;
use crate::Patience;
use adforge_doubles::Hand;

fn reader(provider: Provider) -> Box<dyn Reader> {
    let (model, key) = ("m".to_owned(), Some("k".to_owned()));
    let access = Access { provider, model, key, base_url: None, patience: Patience::default() };
    Wired::new(&access, Hand::new(1)).unwrap().wire.reader()
}

#[test]
fn nothing_but_words_is_told_at_a_glance_and_is_the_same_when_it_is_read() {
    let words = r#"\u00e9 \"x\"\n😀"#;
    for (provider, message) in [
        (Provider::OpenAi, r#"{"id":"1","choices":[{"index":0,"delta":{"content":"@"}}]}"#),
        (
            Provider::OpenAi,
            r#"{"choices":[{"delta":{"role":"assistant","content":"@","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null}"#,
        ),
        (Provider::Anthropic, r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"@"}}"#),
        (Provider::Ollama, r#"{"model":"m","message":{"role":"assistant","content":"@"},"done":false}"#),
    ] {
        let message = message.replace('@', words);
        let (mut reader, mut told) = (reader(provider), Told::default());
        assert_eq!(reader.words(&message).as_deref(), Some("é \"x\"\n😀"), "{message}");
        reader.take(&serde_json::from_str(&message).unwrap(), &mut told).unwrap();
        assert_eq!(Vec::from(told.parts), [Part::Text("é \"x\"\n😀".to_owned())], "{message}");
        assert_eq!((told.end, told.over), (None, false), "{message}");
    }
}

#[test]
fn whatever_tells_more_is_read() {
    for (provider, message) in [
        (Provider::OpenAi, r#"{"choices":[{"delta":{"content":"a"},"finish_reason":"stop"}]}"#),
        (Provider::OpenAi, r#"{"choices":[{"delta":{"content":"a"}}],"usage":{"prompt_tokens":1}}"#),
        (Provider::OpenAi, r#"{"choices":[{"delta":{"content":"a","refusal":"no"}}]}"#),
        (Provider::OpenAi, r#"{"choices":[{"delta":{"content":"a"}}],"error":{"code":503}}"#),
        (Provider::OpenAi, r#"{"choices":[{"delta":{"content":"a"}}],"error":"busy"}"#),
        (Provider::OpenAi, r#"{"choices":[{"delta":{"content":null}}]}"#),
        (Provider::OpenAi, r#"{"choices":[{"delta":{}}]}"#),
        (Provider::OpenAi, r#"{"choices":[]}"#),
        (Provider::OpenAi, "[DONE]"),
        (Provider::Anthropic, r#"{"type":"content_block_delta","delta":{"type":"thinking_delta","text":"a"}}"#),
        (Provider::Anthropic, r#"{"type":"message_delta","delta":{"type":"text_delta","text":"a"}}"#),
        (Provider::Anthropic, r#"{"type":"content_block_delta","delta":{"type":"text_delta","text":"a"},"error":{}}"#),
        (Provider::Ollama, r#"{"message":{"content":"a"},"done":true,"done_reason":"stop"}"#),
        (Provider::Ollama, r#"{"message":{"content":"a"},"done":false,"error":"x"}"#),
    ] {
        assert_eq!(reader(provider).words(message), None, "{message}");
    }
}
