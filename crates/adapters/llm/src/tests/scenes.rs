//! Scenes say the script word for word, one after the other.

use super::{
    scripted::{Say, whole},
    told::{answer, chosen, written},
};
use adforge_domain::{
    cards::{Scene, Script},
    workflow::Step,
};
use adforge_ports_creative::{Card, WriterError};
use serde_json::{Value, json};

fn scene(spoken: &str) -> Value {
    json!({"spoken": spoken, "visual": "Close-up: feet behind a counter, tiles, flour on the floor.", "written": "Still smiling?"})
}

fn scenes<'a>(cards: &[&'a Card]) -> Vec<&'a Scene> {
    cards
        .iter()
        .map(|card| match card {
            Card::Scene(scene) => scene,
            other => panic!("{other:?}"),
        })
        .collect()
}

fn script() -> String {
    chosen(Step::ScriptDetails).selections.concept.unwrap().card.script.full()
}

const PARTS: [&str; 5] = [
    "Three o'clock. Who is still smiling?",
    "The floor is tiles, the queue is long.",
    "Under you: a cork sole.",
    "Waxed leather keeps the rain out.",
    "See the Ardenne Quayside Boot.",
];

#[tokio::test]
async fn joined_they_are_the_script_and_tile_its_time() {
    // Models change quotes, dashes and ends; what is said stays.
    let mut parts = PARTS.map(scene).to_vec();
    parts[0]["spoken"] = json!("Three o’clock – who is still smiling");
    let (told, ..) = written(chosen(Step::ScriptDetails), vec![whole(&answer(&parts))]).await;
    assert!(told.is_done(), "{:?}", told.error);
    let cards = told.cards();
    let scenes = scenes(&cards);
    let said: Vec<&str> = scenes.iter().map(|scene| scene.voiceover.as_str()).collect();
    assert_eq!(said, PARTS);
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(said.join(" "), plain(&script()));
    assert_eq!(scenes[0].start, 0);
    assert!(scenes.windows(2).all(|pair| pair[0].end == pair[1].start && pair[0].end > pair[0].start));
    // Six words at 2.5 a second, and no scene under a second and a half.
    assert_eq!((scenes[0].end, scenes[2].end - scenes[2].start), (24, 20));
}

#[tokio::test]
async fn after_a_scene_that_leaves_words_out_none_is_shown_and_the_rest_is_asked_for() {
    let parts = [scene(PARTS[0]), scene("The floor is tiles, the que"), scene("The queue is long.")];
    let first = vec![Say::Text(answer(&parts)), Say::Hang];
    let second = whole(&answer(&[scene(PARTS[1]), scene(PARTS[2]), scene(PARTS[3]), scene(PARTS[4])]));
    let (told, model, _) = written(chosen(Step::ScriptDetails), vec![first, second]).await;
    assert!(told.is_done(), "{:?}", told.error);
    assert_eq!(scenes(&told.cards()).iter().map(|scene| scene.voiceover.as_str()).collect::<Vec<_>>(), PARTS);
    let again = &model.questions()[1].said[2].text;
    assert!(again.contains("must be the script's next words, unchanged. They are: \"The floor is tiles"), "{again}");
    assert!(again.contains("What is left of the script"), "{again}");
}

#[tokio::test]
async fn what_is_read_on_the_screen_is_short_and_claims_nothing_more() {
    let read = |written: &str| {
        let mut parts = PARTS.map(scene).to_vec();
        parts[0]["written"] = json!(written);
        written_with(parts)
    };
    for (text, why) in [
        ("Who of you all is still smiling now?", "more than seven words"),
        ("Dry for 9 hours", "no fact of the product has this number"),
        ("Feet that heal", "about health"),
    ] {
        let (told, model) = read(text).await;
        assert!(told.is_done(), "{:?}", told.error);
        let again = &model.questions()[1].said[2].text;
        assert!(again.contains(why), "{again}");
    }
}

/// Has scenes written, the second time without a fault.
async fn written_with(parts: Vec<Value>) -> (super::told::Told, std::sync::Arc<super::scripted::Scripted>) {
    let mended = whole(&answer(PARTS.map(scene).as_ref()));
    let (told, model, _) = written(chosen(Step::ScriptDetails), vec![whole(&answer(&parts)), mended]).await;
    (told, model)
}

#[tokio::test]
async fn a_script_that_is_not_said_to_its_end_is_no_set() {
    let parts: Vec<Value> = PARTS[..3].iter().map(|part| scene(part)).collect();
    let (told, ..) = written(chosen(Step::ScriptDetails), vec![whole(&answer(&parts)), whole(&answer(&[]))]).await;
    assert_eq!(told.cards().len(), 3);
    assert!(matches!(told.error, Some(WriterError::Failed(_))));
}

#[tokio::test]
async fn the_users_own_script_is_what_is_broken_up() {
    let mut edited = chosen(Step::ScriptDetails);
    edited.script = Some(Script {
        hook: "Stand there.".to_owned(),
        body: "¿Sí? All day long, 90 days.".to_owned(),
        cta: "Try it.".to_owned(),
    });
    let parts = ["Stand there.", "Sí", "All day long, 90 days", "Try it"].map(scene);
    let mut parts = parts.to_vec();
    // What its user says may be read, too.
    parts[2]["written"] = json!("90 days long");
    let (told, ..) = written(edited, vec![whole(&answer(&parts))]).await;
    assert!(told.is_done(), "{:?}", told.error);
    let cards = told.cards();
    let said: Vec<&str> = scenes(&cards).iter().map(|scene| scene.voiceover.as_str()).collect();
    assert_eq!(said, ["Stand there.", "¿Sí?", "All day long, 90 days.", "Try it."]);
}

#[tokio::test]
async fn another_writer_goes_on_where_the_first_one_stopped() {
    let parts = [scene(PARTS[0]), scene(PARTS[1])];
    let (first, ..) = written(chosen(Step::ScriptDetails), vec![whole(&answer(&parts)), whole("{}")]).await;
    let mut rest = chosen(Step::ScriptDetails);
    rest.written = first.cards().into_iter().cloned().collect();
    let parts = PARTS[2..].iter().map(|part| scene(part)).collect::<Vec<_>>();
    let (told, model, _) = written(rest, vec![whole(&answer(&parts))]).await;
    assert!(told.is_done(), "{:?}", told.error);
    let cards = told.cards();
    let (Card::Scene(last), second) = (first.cards()[1], scenes(&cards)[0]) else { panic!("a scene") };
    assert_eq!(last.end, second.start);
    assert!(!model.questions()[0].said[0].text.contains("Who is still smiling?\nThe"), "only what is left is told");
}
