//! Models that won't take the schema of an answer.

use crate::{
    cast::{Cast, Heard, all, hear},
    script::misasked,
};
use adforge_tests_servers::llm::{Scene, Speaks};
use serde_json::Value;

/// The schema in a question, wherever its wire has it.
fn schema(body: &Value) -> Option<&Value> {
    let places = [
        "/response_format/json_schema/schema",
        "/output_config/format/schema",
        "/generationConfig/responseJsonSchema",
        "/format",
    ];
    places.iter().find_map(|place| body.pointer(place))
}

/// What each provider says to a schema that it won't take.
fn refusals(cast: &Cast) -> Vec<Scene> {
    let speaks = cast.script.speaks;
    let mut all = vec![Scene::error(speaks, 400, "shape")];
    if speaks == Speaks::OpenAi {
        all.push(Scene::error(speaks, 400, "shape-other"));
    }
    all
}

#[tokio::test]
async fn who_refuses_the_schema_is_told_of_it_in_words_from_then_on() {
    for (number, kinds) in all().iter().map(refusals).enumerate() {
        for refusal in kinds {
            let cast = all().remove(number);
            cast.fake.next(refusal);
            assert_eq!(hear(&cast.model).await, cast.script.whole(), "{:?}", cast.script.speaks);
            assert_eq!(hear(&cast.model).await, cast.script.whole());
            let calls = cast.fake.calls();
            let shaped: Vec<bool> = calls.iter().map(|body| schema(body).is_some()).collect();
            assert_eq!(shaped, [true, false, false], "{:?}", cast.script.speaks);
            for body in &calls[1..] {
                assert!(body.to_string().contains("one JSON object of this schema"), "{body}");
                assert!(body.to_string().contains(r#"\"required\":[\"cards\"]"#), "{body}");
            }
        }
    }
}

#[tokio::test]
async fn who_refuses_it_in_words_too_is_asked_once_more_and_nothing_is_remembered() {
    for cast in all() {
        cast.fake.next(refusals(&cast).remove(0));
        cast.fake.next(Scene::error(cast.script.speaks, 400, "misasked"));
        assert_eq!(hear(&cast.model).await, Heard::fault(misasked(400)), "{:?}", cast.script.speaks);
        assert_eq!(cast.fake.calls().len(), 2);
        assert_eq!(hear(&cast.model).await, cast.script.whole());
        assert!(schema(&cast.fake.calls()[2]).is_some());
    }
}

#[tokio::test]
async fn a_refusal_that_speaks_of_something_else_is_the_end() {
    for cast in all() {
        cast.fake.next(Scene::error(cast.script.speaks, 400, "misasked"));
        assert_eq!(hear(&cast.model).await, Heard::fault(misasked(400)), "{:?}", cast.script.speaks);
        assert_eq!(cast.fake.calls().len(), 1);
    }
}
