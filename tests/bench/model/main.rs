//! A language model as a process of its own: it speaks OpenAI's wire and writes four personas at fifty tokens a second. The last
//! bytes of each card say when they were sent.

use adforge_tests_servers::llm::{Llm, Pace, Scene, Speaks};
use serde_json::{Value, json};
use std::{io::BufRead, time::Duration};

/// Between two tokens.
const TOKEN: Duration = Duration::from_millis(20);
/// How many characters a token has, roughly.
const LETTERS: usize = 4;
/// How a card ends: the stand-in fills the time in.
const END: &str = "{now}\"]}";

fn persona(name: &str, pain: &str) -> Value {
    json!({
        "age_from": 34, "age_to": 48, "audience": name, "gender": "All", "location": "Europe",
        "description": format!("People who leave the house before eight and come home late. {pain}, and the sofa is nearer than the mat."),
        "desires": ["a habit that fits into a full morning", "a back that carries the day"],
        "pain_points": [pain, "a room full of machines and strangers", "plans that end after a week"],
        "traits": ["early riser", "careful buyer", "{now}"],
    })
}

/// The answer in tokens; how a card ends is one of them.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    for part in text.split_inclusive(END) {
        let (words, end) = part.strip_suffix(END).map_or((part, None), |words| (words, Some(END)));
        let letters: Vec<char> = words.chars().collect();
        tokens.extend(letters.chunks(LETTERS).map(|letters| letters.iter().collect::<String>()));
        tokens.extend(end.map(str::to_owned));
    }
    tokens
}

/// Prints its address, then for each line that it is told the most streams that were open at once. It ends with its input.
fn main() {
    let cards = [
        persona("Small Flat Owners", "There is no corner to spare for anything large"),
        persona("Early Risers", "The morning is over before it has begun"),
        persona("Night Shift Nurses", "The day begins when everybody else is at work"),
        persona("New Parents", "There is no hour that belongs to them"),
    ];
    let answer = json!({"amount": cards.len(), "cards": cards, "notes": []}).to_string();
    let tokens = tokens(&answer);
    let pieces: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let model = Llm::open(Speaks::OpenAi);
    model.always(Scene::saying(Speaks::OpenAi, &pieces).at(Pace::Tokens(TOKEN)));
    println!("{}", model.url);
    for line in std::io::stdin().lock().lines() {
        if line.is_err() {
            break;
        }
        println!("{}", model.most_at_once());
    }
    for strange in model.strange() {
        eprintln!("{strange}");
    }
}
