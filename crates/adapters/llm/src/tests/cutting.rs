//! Cards are cut out alike whatever the pieces their answer comes in.

use crate::cutter::{Broken, Cut, Cutter};
use serde_json::{Value, json};

/// Everything that makes cutting hard, in the texts of three cards.
fn hard() -> (Vec<Value>, String) {
    let cards = vec![
        json!({"audience": "Bäcker \"früh\" { und [ spät", "nested": [{"deep": [1, 2.5, true, null]}], "n": -12}),
        json!({"audience": "crème brûlée 🍮 ✨ }]}", "traits": ["\\", "\n\t", "\u{1F469}\u{200D}\u{1F33E}"]}),
        json!({"audience": "日本語のカード", "empty": {}, "none": [], "last": ""}),
    ];
    // Surrogate pairs as models write them, and white space where it may stand.
    let second = cards[1].to_string().replace('🍮', "\\ud83c\\udf6e").replace('é', "\\u00e9");
    let text = format!(
        "{{ \"amount\": 3 ,\n\"cards\" : [ {}\n,{} , {}] , \"notes\": [\"a {{ b\"], \"words\": \"}}\" }}",
        cards[0], second, cards[2]
    );
    (cards, text)
}

fn cut<'a>(pieces: impl IntoIterator<Item = &'a str>) -> (Vec<Cut>, Result<(), Broken>) {
    let mut cutter = Cutter::new();
    let mut all = Vec::new();
    for piece in pieces {
        let (cuts, outcome) = cutter.push(piece);
        all.extend(cuts);
        if outcome.is_err() {
            return (all, outcome);
        }
    }
    (all, Ok(()))
}

fn cards(cuts: &[Cut]) -> Vec<Value> {
    let cards = cuts.iter().filter_map(|cut| match cut {
        Cut::Card(json) => Some(serde_json::from_str(json).unwrap()),
        _ => None,
    });
    cards.collect()
}

#[test]
fn every_split_gives_the_same_cards() {
    let (expected, text) = hard();
    let (whole, outcome) = cut([text.as_str()]);
    assert_eq!(outcome, Ok(()));
    assert_eq!(cards(&whole), expected);
    assert!(
        matches!(whole.first(), Some(Cut::Amount(3)))
            && matches!(whole.last(), Some(Cut::Whole(json)) if *json == text)
    );
    // Wires give whole characters, so a split is one between characters: at every place, and at all places at once.
    for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
        let (head, tail) = text.split_at(at);
        assert_eq!(cut([head, tail]).0, whole, "split at {at}");
    }
    let single: Vec<String> = text.chars().map(String::from).collect();
    assert_eq!(cut(single.iter().map(String::as_str)).0, whole);
}

#[test]
fn each_card_is_out_with_its_last_brace() {
    let (_, text) = hard();
    let mut cutter = Cutter::new();
    let (mut given, mut seen) = (String::new(), 0);
    for c in text.chars() {
        given.push(c);
        for piece in cutter.push(&c.to_string()).0 {
            if let Cut::Card(json) = piece {
                assert!(given.ends_with(&json), "card {seen} came late");
                seen += 1;
            }
        }
    }
    assert_eq!(seen, 3);
}

#[test]
fn fences_and_prose_around_an_answer_are_passed_over() {
    let (expected, text) = hard();
    for around in [
        format!("```json\n{text}\n```"),
        format!("Here are {{the}} cards you asked for:\n\n{text}\n\nShall I write more? {{\"cards\":[{{}}]}}"),
        format!("\u{feff}\n {text}"),
    ] {
        let single: Vec<String> = around.chars().map(String::from).collect();
        let (cuts, outcome) = cut(single.iter().map(String::as_str));
        assert_eq!((cards(&cuts), outcome), (expected.clone(), Ok(())), "{around}");
    }
}

#[test]
fn only_objects_in_the_roots_array_are_cards() {
    let text = json!({"cards": [1, "two", [{"no": 1}], {"yes": {"cards": [{"no": 2}]}}], "others": [{"no": 3}]});
    assert_eq!(cards(&cut([text.to_string().as_str()]).0), [json!({"yes": {"cards": [{"no": 2}]}})]);
}

#[test]
fn what_is_no_json_ends_the_answer_and_what_was_whole_is_good() {
    for (broken, why) in [
        (r#"{"cards":[{"a":1},{"b":2,}]}"#, Broken::Json),
        ("{\"cards\":[{\"a\":1},{\"b\":\"\u{1}\"}]}", Broken::Json),
        (r#"{"cards":[{"a":1},{"b":"\udc00"}]}"#, Broken::Json),
        (r#"{"cards":[{"a":1},{"b":[[[[[[[[[[1]]]]]]]]]]}]}"#, Broken::Large),
    ] {
        let (cuts, outcome) = cut([broken]);
        assert_eq!((cards(&cuts), outcome), (vec![json!({"a": 1})], Err(why)), "{broken}");
    }
    // Whoever reads on after that gets nothing more.
    let mut cutter = Cutter::new();
    assert!(cutter.push(r#"{"cards":[}"#).1.is_err());
    assert_eq!(cutter.push(r#"{"a":1}]}"#), (vec![], Ok(())));
}

#[test]
fn an_answer_has_an_end() {
    let many = vec![json!({"a": 1}); 65];
    let (cuts, outcome) = cut([json!({"cards": many}).to_string().as_str()]);
    assert_eq!((cards(&cuts).len(), outcome), (64, Err(Broken::Large)));
    let long = "x".repeat(1000);
    let mut pieces = vec![r#"{"cards":[{"a":1},{"b":""#];
    pieces.extend(vec![long.as_str(); 300]);
    assert_eq!(cut(pieces).1, Err(Broken::Large));
    // Prose without an end is no answer either.
    assert_eq!(cut(vec![long.as_str(); 300]).1, Err(Broken::Large));
}
