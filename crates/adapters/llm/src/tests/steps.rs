//! Each step's cards, from a model's JSON to the domain.

use super::{
    scripted::whole,
    told::{angle, answer, brief, chosen, concept, written},
};
use adforge_domain::{
    format::{FormatId, MediaType},
    workflow::Step,
};
use adforge_ports_creative::{Card, Piece, WriterError};
use serde_json::json;

#[tokio::test]
async fn formats_are_those_that_the_medium_has() {
    let format = |id: &str| json!({"ad_format": id, "description": "One picture, one fact: the cork sole seen from below.", "suits": ["a sole that shows"]});
    let mut still = brief(Step::FormatSelection);
    still.selections.format = None;
    still.subject.media = MediaType::Image;
    still.count = Some(2);
    let wrong = answer(&[format("static_facts"), format("unboxing"), format("static_facts")]);
    let (told, model, _) = written(still, vec![whole(&wrong), whole(&answer(&[format("static_offer")]))]).await;
    assert!(told.is_done(), "{:?}", told.error);
    let ids: Vec<FormatId> = told
        .cards()
        .iter()
        .map(|card| match card {
            Card::Format(format) => format.id,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(ids, [FormatId::StaticFacts, FormatId::StaticOffer]);
    let again = &model.questions()[1].said[2].text;
    assert!(again.contains("unboxing can't be made as image") && again.contains("the name of another card"), "{again}");
}

#[tokio::test]
async fn an_impact_has_its_tone_and_its_angles() {
    let effects: Vec<_> = ["Hook", "Tone", "Proof", "Pace", "Pictures"]
        .map(|area| json!({"area": area, "effect": "Begin where the shift ends: feet under the counter, not a face."}))
        .to_vec();
    let text = json!({"amount": 5, "cards": effects, "notes": [], "recommended_tone": "dry, kind, on their side",
        "recommended_angles": ["The last hour", "Guaranteed relief", "Mended, not binned"]});
    let (told, ..) = written(chosen(Step::PersonaImpact), vec![whole(&text.to_string())]).await;
    let Some(Piece::Done(done)) = told.pieces.last() else { panic!("{:?}", told.error) };
    assert_eq!(told.cards().len(), 5);
    assert_eq!(done.recommended_tone.as_deref(), Some("dry, kind, on their side"));
    assert_eq!(done.recommended_angles, ["The last hour", "Mended, not binned"], "and none that no fact carries");
}

#[tokio::test]
async fn an_angles_score_is_what_its_parts_say() {
    let text = answer(&[angle("The last hour"), angle("Tiles all day")]);
    let (told, ..) = written(chosen(Step::AngleSelection), vec![whole(&text)]).await;
    let Card::Angle(first) = told.cards()[0] else { panic!("{:?}", told.error) };
    // 35% of 8.0, 35% of 9.5 (nobody has measured more), 30% of 6.5.
    assert_eq!((first.metrics.proof.tenths(), first.score.tenths()), (95, 81));
}

#[tokio::test]
async fn a_concept_has_its_script() {
    let mut odd = concept("Scale");
    odd["score_hook"] = json!(11);
    let mut unread = concept("No words");
    unread.as_object_mut().unwrap().remove("hook");
    let text = answer(&[concept("Contrast"), odd, unread]).replace("\"amount\":3", "\"amount\":2");
    let (told, model, _) =
        written(chosen(Step::PsychologySelection), vec![whole(&text), whole(&answer(&[concept("Habit")]))]).await;
    assert_eq!(told.names(), ["Contrast", "Habit"], "{:?}", told.error);
    let Card::Concept(first) = told.cards()[0] else { panic!("a concept") };
    assert_eq!(first.script.cta, "See the Ardenne Quayside Boot.");
    assert_eq!(first.score.tenths(), 78);
    let again = &model.questions()[1].said[2].text;
    assert!(again.contains("\"score_hook\": a score is a number from 0 to 10"), "{again}");
    assert!(again.contains("a key is missing"), "{again}");
}

#[tokio::test]
async fn a_render_has_no_cards() {
    let (told, model, _) = written(chosen(Step::VideoGeneration), vec![]).await;
    assert!(matches!(told.error, Some(WriterError::Failed(_))) && model.questions().is_empty());
}
