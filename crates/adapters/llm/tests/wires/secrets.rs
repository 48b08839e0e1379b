//! What must stand in no log, no error and no `Debug`: keys, prompts, and what a provider says.

use crate::cast::{PROMPT, TEXT, access, around, cast, hear, question};
use crate::script;
use adforge_adapters_llm::Part;
use adforge_doubles::Hand;
use adforge_tests_servers::llm::{KEY, RAW_WORDS, Scene};
use futures_util::StreamExt;
use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};
use tracing_subscriber::fmt::MakeWriter;

/// A log that is read.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

fn is_clean(what: &str, shown: &str) {
    for secret in [KEY, PROMPT, "You write ads.", RAW_WORDS, "naturel", "Hâle"] {
        assert!(!shown.contains(secret), "{what} shows {secret}: {shown}");
    }
}

#[tokio::test]
async fn no_log_however_deep_has_a_key_a_prompt_or_a_provider_s_words() {
    let log = Log::default();
    let deep = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone()).finish();
    let _guard = tracing::subscriber::set_default(deep);
    for script in script::all() {
        let (speaks, errors, broken) = (script.speaks, script.errors(), script.broken());
        let cast = cast(script, |_| {});
        hear(&cast.model).await;
        for scene in errors.into_iter().map(|(scene, _)| scene).take(3) {
            let heard = cast.hears(scene).await;
            is_clean("an error", &format!("{:?} {}", heard.end, heard.end.clone().unwrap_err()));
        }
        for (raw, _) in broken {
            cast.hears(Scene::stream(speaks, "begun").then(&raw)).await;
        }
    }
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("a model"), "it was logged at all: {log}");
    is_clean("the log", &log);
}

#[tokio::test]
async fn a_log_tells_which_call_it_was_by_the_provider_s_own_number() {
    let log = Log::default();
    let plain = tracing_subscriber::fmt().with_max_level(tracing::Level::INFO).with_writer(log.clone()).finish();
    let _guard = tracing::subscriber::set_default(plain);
    for script in script::all() {
        let speaks = script.speaks;
        let cast = cast(script, |_| {});
        cast.fake
            .next(Scene::of(500, "text/plain", RAW_WORDS).with("request-id", "req_7").with("x-request-id", "req_7"));
        hear(&cast.model).await;
        cast.fake.next(Scene::of(500, "text/plain", "").with("request-id", RAW_WORDS).with("x-request-id", RAW_WORDS));
        hear(&cast.model).await;
        let text = String::from_utf8(std::mem::take(&mut *log.0.lock().unwrap())).unwrap();
        assert!(
            text.contains("req_7") && text.contains(cast.model.name()) && text.contains("500"),
            "{speaks:?} {text}"
        );
        is_clean("the log", &text);
    }
}

#[tokio::test]
async fn nothing_that_is_shown_has_them_either() {
    for script in script::all() {
        let access = access(script.provider, script.model, "http://127.0.0.1:1");
        is_clean("an access", &format!("{access:?}"));
        let bad = adforge_adapters_llm::Access { key: Some(format!("{KEY}\n")), ..access };
        let error = adforge_adapters_llm::model(&bad, &around(&Hand::new(1))).err().unwrap();
        is_clean("an error", &format!("{error} {error:?}"));
        let cast = cast(script, |_| {});
        let mut answer = cast.model.ask(question());
        while let Some(part) = answer.next().await {
            is_clean("a part", &format!("{part:?}"));
        }
    }
    is_clean("a question", &format!("{:?}", question()));
    is_clean("a part", &format!("{:?}", Part::Text(TEXT.to_owned())));
}
