//! What an error means for whoever asked.

use crate::{
    cast::{BEGUN, Heard, access, all, all_with, around, cast, hear, patience},
    script,
};
use adforge_adapters_llm::{Closed, Fault, Patience, SetUpError, model};
use adforge_doubles::Hand;
use adforge_tests_servers::llm::{Llm, Pace, Scene};
use std::time::Duration;

#[tokio::test]
async fn an_error_instead_of_an_answer_says_what_is_to_be_done() {
    for (number, script) in script::all().into_iter().enumerate() {
        for (scene, fault) in script.errors() {
            // A model of its own for each: what came before is remembered.
            let script = script::all().remove(number);
            let cast = cast(script, |access| access.patience.pause = Duration::ZERO);
            cast.fake.next(scene.clone());
            assert_eq!(hear(&cast.model).await, Heard::fault(fault), "{:?}: {scene:?}", cast.script.speaks);
        }
    }
}

#[tokio::test]
async fn an_error_in_the_middle_of_an_answer_says_it_too() {
    for cast in all() {
        for (raw, fault) in cast.script.broken() {
            let heard = cast.hears(Scene::stream(cast.script.speaks, "begun").then(&raw)).await;
            let speaks = cast.script.speaks;
            assert_eq!((heard.text.as_str(), heard.end), (BEGUN, Err(fault)), "{speaks:?} {raw}");
        }
    }
}

#[tokio::test]
async fn a_key_that_is_refused_is_told_as_that() {
    for cast in all_with(|access| access.key = Some("sk-of-somebody-else".to_owned())) {
        assert_eq!(hear(&cast.model).await, Heard::fault(Fault::Closed(Closed::Key)), "{:?}", cast.script.speaks);
        assert_eq!(cast.fake.calls().len(), 0);
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed_with_a_key() {
    for cast in all() {
        let elsewhere = Llm::open(cast.script.speaks);
        cast.fake.next(Scene::of(307, "text/plain", "").with("location", &elsewhere.url));
        assert_eq!(hear(&cast.model).await, Heard::fault(Fault::Misasked { status: 307 }), "{:?}", cast.script.speaks);
        assert_eq!((elsewhere.calls().len(), elsewhere.strange().len()), (0, 0));
    }
}

#[tokio::test]
async fn who_vanishes_is_down_and_who_is_not_there_was_sent_nothing() {
    for cast in all() {
        cast.fake.next(Scene::stream(cast.script.speaks, "whole").at(Pace::Vanish));
        assert_eq!(hear(&cast.model).await, Heard::fault(Fault::Down));
        assert_eq!(cast.fake.calls().len(), 1, "it may have been paid: not again");
        let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut access = access(cast.script.provider, cast.script.model, &format!("http://{nobody}"));
        access.patience = Patience { pause: Duration::ZERO, ..patience() };
        let away = model(&access, &around(&Hand::new(1))).unwrap();
        assert_eq!(hear(&away).await, Heard::fault(Fault::Unreachable));
    }
}

#[test]
fn what_cannot_be_asked_is_refused_at_once() {
    for cast in all() {
        let good = access(cast.script.provider, cast.script.model, &cast.fake.url);
        let with = |change: &dyn Fn(&mut adforge_adapters_llm::Access)| {
            let mut access = good.clone();
            change(&mut access);
            model(&access, &around(&Hand::new(1))).err()
        };
        assert!(matches!(with(&|access| access.key = Some("new\nline".to_owned())), Some(SetUpError::Key)));
        assert!(matches!(with(&|access| access.model = " ".to_owned()), Some(SetUpError::Model)));
        let keyless = with(&|access| (access.key, access.base_url) = (None, None));
        let needs_key = cast.script.needs_key;
        assert_eq!(matches!(keyless, Some(SetUpError::NoKey(_))), needs_key, "{:?}", cast.script.speaks);
    }
}
