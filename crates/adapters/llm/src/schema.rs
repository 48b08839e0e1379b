//! The shapes of answers, a step each: one for all providers, since every wire takes it.
//!
//! Some models write keys in the order of the schema, and a JSON object here sorts its keys. So names are chosen whose
//! order by letters is the one that is wanted: how many, the cards, then what belongs to the set; and in a card what the
//! rest follows from comes first, its scores last.

use crate::model::Shape;
use adforge_domain::{
    format::{FORMATS, MediaType},
    workflow::Step,
};
use serde_json::{Map, Value, json};

/// The shape of a step's answer; `None` for a render, which nobody writes. With `answers` it may be words instead of cards.
pub(crate) fn shape(step: Step, media: MediaType, answers: bool) -> Option<Shape> {
    let (name, card) = match step {
        Step::FormatSelection => ("formats", format(media)),
        Step::PersonaSelection => ("personas", persona()),
        Step::PersonaImpact => ("impact", effect()),
        Step::AngleSelection => ("angles", angle()),
        Step::PsychologySelection => ("concepts", concept()),
        Step::ScriptDetails => ("scenes", scene()),
        Step::VideoGeneration | Step::ImageGeneration => return None,
    };
    let mut root = vec![
        ("amount", typed("integer", "How many cards follow. 0 if the request is answered in words.")),
        ("cards", json!({"type": "array", "items": card, "description": "The cards, best first."})),
        ("notes", texts("One sentence for each wish that can't be followed, with the reason. Usually empty.")),
    ];
    if step == Step::PersonaImpact {
        root.push(("recommended_angles", texts("Two to four short titles of angles that suit.")));
        root.push(("recommended_tone", text("How the ad should sound, in three to eight words.")));
    }
    if answers {
        root.push(("words", text("Empty, unless the request is a question about what is shown: then its answer.")));
    }
    Some(Shape { name, schema: object(&root) })
}

fn format(media: MediaType) -> Value {
    let ids: Vec<&str> =
        FORMATS.iter().map(|id| id.get()).filter(|format| format.media.contains(&media)).map(|it| it.key).collect();
    object(&[
        ("ad_format", json!({"type": "string", "enum": ids, "description": "Each at most once."})),
        ("description", text("What it is and why it suits this product. 60 to 240 characters.")),
        ("suits", texts("Two or three reasons, two to six words each.")),
    ])
}

fn persona() -> Value {
    object(&[
        ("age_from", typed("integer", "Youngest age, 18 or more.")),
        ("age_to", typed("integer", "Oldest age, 8 to 20 years above the youngest, 80 at most.")),
        ("audience", text("Its name: the group and its moment, two to four words, no first names.")),
        ("description", text("Two sentences: who, in which moment, what stands in the way. 120 to 260 characters.")),
        ("desires", texts("Two or three. 12 to 90 characters each.")),
        ("gender", json!({"type": "string", "enum": ["Female", "Male", "All"], "description": "In English."})),
        ("location", text("Country or region, or empty.")),
        ("pain_points", texts("Three, the main one first. 12 to 90 characters each.")),
        ("traits", texts("Three or four: situation, value, buying habit. One to three words each.")),
    ])
}

fn effect() -> Value {
    object(&[
        ("area", text("What it touches, one to three words.")),
        ("effect", text("What changes in the ad. 30 to 160 characters.")),
    ])
}

fn angle() -> Value {
    object(&[
        ("angle", text("Its title: the tension in three to seven words, without a number before it.")),
        ("description", text("Two sentences: the tension, and what a fact says to it. 80 to 260 characters.")),
        ("reason", text("Why the scores below, by what can be pointed at. 60 to 300 characters.")),
        ("score_differentiation", score("How little others say the same")),
        ("score_emotion", score("How much it touches")),
        ("score_proof", score("How much the product's facts carry it")),
    ])
}

fn concept() -> Value {
    object(&[
        ("concept", text("Its title: the psychological principle, one to five words.")),
        ("description", text("What it does with this product and persona. 60 to 220 characters.")),
        ("hook", text("The first three seconds as spoken, one idea. 20 to 110 characters.")),
        ("main_part", text("What is spoken after the hook. 120 to 700 characters.")),
        ("next_step", text("The call to action as spoken, one act. 8 to 60 characters.")),
        ("pictures", text("Visual direction: place, person, three shots, light, end frame. 80 to 500 characters.")),
        ("score_believability", score("How well it can be believed")),
        ("score_call", score("How clear the call to action is")),
        ("score_hook", score("How strongly it opens")),
        ("score_mechanism", score("How clear it is why the product can work")),
    ])
}

fn scene() -> Value {
    object(&[
        ("spoken", text("The next words of the script, word for word.")),
        ("visual", text("What is seen: shot, subject, action. 8 to 20 words.")),
        ("written", text("One to six words to read on the screen, no more than the voice says.")),
    ])
}

/// An object that has every one of its keys and no other.
fn object(fields: &[(&'static str, Value)]) -> Value {
    let required: Vec<&str> = fields.iter().map(|(key, _)| *key).collect();
    let properties: Map<String, Value> = fields.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

fn typed(kind: &str, description: &str) -> Value {
    json!({"type": kind, "description": description})
}

fn text(description: &str) -> Value {
    typed("string", description)
}

fn texts(description: &str) -> Value {
    json!({"type": "array", "items": {"type": "string"}, "description": description})
}

fn score(what: &str) -> Value {
    typed("number", &format!("{what}: 3.0 to 9.5, in halves."))
}
