//! Many at once: nobody gets another's answer, and the server stays small.

use crate::home;
use adforge_tests::{Owner, chooses_angle, chooses_persona};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::collections::HashSet;

const SESSIONS: usize = 200;
/// How much memory the server may take for all of them, in KiB. It needs a small part of this.
const MEMORY: u64 = 400 * 1024;

/// Something that only one product has: its name, and words in its facts.
fn product(number: usize) -> Value {
    let mark = mark(number);
    json!({
        "externalId": format!("crowd-{number}"),
        "name": format!("Lantern {mark}"),
        "description": format!("A camping lantern called {mark} that folds into its own lid."),
        "category": "Outdoor", "price": 20 + number, "currency": "USD", "brand": format!("House {mark}"), "language": "en",
        "benefits": [format!("shines for {mark} nights"), format!("folds into the {mark} lid"), format!("floats with {mark} cork")],
        "ingredients": [format!("{mark} steel")],
        "claims": [format!("tested on the {mark} trail")],
    })
}

/// Letters that stand for a number, in no other word.
fn mark(number: usize) -> String {
    let letter = |at: usize| char::from(b'a' + u8::try_from(at % 26).unwrap());
    format!("Zq{}{}q", letter(number / 26), letter(number))
}

/// Which marks stand in an answer.
fn marks_in(answer: &Value) -> HashSet<String> {
    let text = answer.to_string().to_lowercase();
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| word.starts_with("zq") && word.ends_with('q')).map(str::to_owned).collect()
}

async fn one(owner: Owner, number: usize) {
    owner.offers(&product(number)).await;
    let chat = owner.starts_session(&format!("crowd-{number}")).await;
    let mine = HashSet::from([mark(number).to_lowercase()]);
    let only_mine = |what: &str, answer: &Value| {
        assert_eq!(marks_in(answer), mine, "{what} of session {number} names its own product and no other");
    };
    let personas = chat.asks_for_personas().await;
    only_mine("personas", &personas);
    let persona = personas["data"]["audiences"][number % 4].clone();
    let angles = chat.says(&chooses_persona(&persona)).await.good();
    only_mine("angles", &angles);
    let angle = angles["data"]["angles"][number % 3].clone();
    let concepts = chat.says(&chooses_angle(&persona, &angle)).await.good();
    only_mine("concepts", &concepts);
    only_mine("history", &json!(chat.log().await));
    only_mine("context", &owner.get(&chat.path("/context")).await.good());
}

#[tokio::test]
async fn two_hundred_sessions_of_two_hundred_products_keep_apart() {
    let home = home();
    let server = home.serves();
    let owner = Owner::of(server.address);
    let before = server.resident();
    join_all((0..SESSIONS).map(|number| one(owner.clone(), number))).await;
    let after = server.resident();
    println!("memory: {before} KiB before, {after} KiB after");
    assert!(after < MEMORY, "{after} KiB");
}
