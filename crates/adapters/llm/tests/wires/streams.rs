//! Answers that come as they should, however the bytes are cut.

use crate::cast::{Heard, TEXT, all, hear, question};
use adforge_adapters_llm::{End, Part};
use adforge_tests_servers::llm::{Pace, Scene};
use futures_util::StreamExt;
use serde_json::Value;
use std::time::Duration;

#[tokio::test]
async fn an_answer_is_heard_whole_with_what_it_used() {
    for cast in all() {
        assert_eq!(hear(&cast.model).await, cast.script.whole(), "{:?}", cast.script.speaks);
        assert_eq!(cast.fake.calls().len(), 1);
        let asked = &cast.fake.calls()[0];
        cast.script.is_asked(asked);
        assert_eq!(most(asked), u64::from(question().most + cast.model.room()), "no more than what is set aside");
    }
}

/// How many tokens a question lets its answer have, in the field that each wire has for it.
fn most(asked: &Value) -> u64 {
    ["/max_completion_tokens", "/max_tokens", "/generationConfig/maxOutputTokens", "/options/num_predict"]
        .into_iter()
        .find_map(|field| asked.pointer(field)?.as_u64())
        .unwrap()
}

#[tokio::test]
async fn it_is_the_same_wherever_its_bytes_are_cut_and_however_its_lines_end() {
    for cast in all() {
        let whole = || Scene::stream(cast.script.speaks, "whole");
        let scenes = [
            whole().at(Pace::Bytes),
            whole().with_crlf(),
            whole().with_crlf().at(Pace::Bytes),
            whole().after("\u{feff}").at(Pace::Bytes),
        ];
        for scene in scenes {
            cast.fake.next(scene.clone());
            assert_eq!(hear(&cast.model).await, cast.script.whole(), "{:?} {}", cast.script.speaks, scene.text());
        }
    }
}

#[tokio::test]
async fn each_piece_is_there_before_the_next_is_written() {
    for cast in all() {
        let scene = Scene::stream(cast.script.speaks, "whole");
        let begun = Scene::stream(cast.script.speaks, "begun").text().len();
        cast.fake.next(scene.at(Pace::Hold(begun)));
        let mut answer = cast.model.ask(question());
        let first = loop {
            match answer.next().await.unwrap().unwrap() {
                Part::Text(text) => break text,
                Part::Usage(_) => {}
                Part::End(end) => panic!("{end:?}"),
            }
        };
        assert!(TEXT.starts_with(&first));
        let more = tokio::time::timeout(Duration::from_millis(50), answer.next()).await;
        assert!(more.is_err(), "{:?}: {more:?}", cast.script.speaks);
        cast.fake.release();
        let mut rest = first;
        while let Some(part) = answer.next().await {
            if let Part::Text(text) = part.unwrap() {
                rest.push_str(&text);
            }
        }
        assert_eq!(rest, TEXT);
    }
}

#[tokio::test]
async fn thoughts_pings_comments_and_novelties_are_not_the_answer() {
    for cast in all() {
        cast.fake.next(Scene::stream(cast.script.speaks, "reasoning"));
        assert_eq!(hear(&cast.model).await, cast.script.whole(), "{:?}", cast.script.speaks);
    }
}

#[tokio::test]
async fn usage_that_nobody_tells_is_not_made_up() {
    for cast in all() {
        let heard = cast.hears(Scene::stream(cast.script.speaks, "no-usage")).await;
        assert_eq!(heard, Heard { used: None, ..Heard::whole() }, "{:?}", cast.script.speaks);
    }
}

#[tokio::test]
async fn once_the_end_was_told_it_does_not_matter_how_the_connection_ends() {
    for cast in all() {
        let scene = Scene::stream(cast.script.speaks, "whole");
        let length = scene.text().len();
        // Without the last line's end, without a proper end of the connection, and without any.
        for scene in [scene.clone().until(cast.script.told), scene.clone().breaking(), scene.at(Pace::Hold(length))] {
            let heard = cast.hears(scene).await;
            assert_eq!((heard.text.as_str(), &heard.end), (TEXT, &Ok(End::Whole)), "{:?}", cast.script.speaks);
        }
    }
}

#[tokio::test]
async fn a_stand_in_says_whatever_it_is_told_to() {
    let pieces = ["{\"cards\":[", "{\"name\":\"É\\n\\\"\"}", "]}\n"];
    for cast in all() {
        let heard = cast.hears(Scene::saying(cast.script.speaks, &pieces)).await;
        assert_eq!(heard, Heard { text: pieces.concat(), ..cast.script.whole() }, "{:?}", cast.script.speaks);
    }
}
