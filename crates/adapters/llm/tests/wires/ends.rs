//! How answers end.

use crate::cast::{BEGUN, all};
use adforge_adapters_llm::{End, Fault};
use adforge_tests_servers::llm::{Pace, Scene};

#[tokio::test]
async fn every_reason_for_an_end_is_one_of_ours() {
    for cast in all() {
        for (reason, end) in &cast.script.finishes {
            let heard = cast.hears(Scene::stream(cast.script.speaks, "finish").filled("{finish}", reason)).await;
            let speaks = cast.script.speaks;
            assert_eq!((heard.text.as_str(), &heard.end), (BEGUN, end), "{speaks:?} {reason}");
        }
    }
}

#[tokio::test]
async fn a_refusal_is_no_answer() {
    for cast in all() {
        let Some(text) = cast.script.refusal else { continue };
        let heard = cast.hears(Scene::stream(cast.script.speaks, "refusal")).await;
        assert_eq!((heard.text.as_str(), &heard.end), (text, &Ok(End::Refused)), "{:?}", cast.script.speaks);
        assert!(heard.used.is_some(), "it is paid for");
    }
}

#[tokio::test]
async fn an_answer_that_does_not_tell_its_end_is_cut_whatever_came() {
    for cast in all() {
        let begun = || Scene::stream(cast.script.speaks, "begun");
        let whole = Scene::stream(cast.script.speaks, "whole");
        let scenes = [
            begun(),
            begun().breaking(),
            begun().then(cast.script.done),
            begun().then(cast.script.nonsense),
            whole.clone().lines(whole.text().lines().count() / 2).at(Pace::Bytes),
        ];
        for scene in scenes {
            let heard = cast.hears(scene.clone()).await;
            assert!(heard.text.starts_with(BEGUN), "what came is kept");
            assert_eq!(heard.end, Err(Fault::Cut), "{:?} {}", cast.script.speaks, scene.text());
        }
    }
}

#[tokio::test]
async fn a_200_that_is_something_else_is_no_answer() {
    for cast in all() {
        let scenes = [
            Scene::of(200, "text/html", "<html><body>\n\n<h1>Welcome: sign in</h1></body></html>\n"),
            Scene::of(200, "application/json", "{\"choices\":[{\"message\":{\"content\":\"{}\"}}]}"),
            Scene::of(200, "application/json", "[]\n"),
            Scene::of(200, "application/json", ""),
        ];
        for scene in scenes {
            let heard = cast.hears(scene.clone()).await;
            assert_eq!((heard.text.as_str(), heard.end), ("", Err(Fault::Cut)), "{}", scene.text());
        }
    }
}

#[tokio::test]
async fn an_answer_without_an_end_to_it_is_not_read_for_ever() {
    for cast in all() {
        let heard = cast.hears(Scene::stream(cast.script.speaks, "whole").after(&"\n".repeat(9 * 1024 * 1024))).await;
        assert_eq!((heard.text.as_str(), heard.end), ("", Err(Fault::Cut)), "{:?}", cast.script.speaks);
    }
}
