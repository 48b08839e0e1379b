//! What those who shoot and draw are told, in English: what is seen, of what, with whom, and what may not be in it.

use adforge_domain::{cards::Scene, text::fold_name};
use adforge_ports_creative::{Bespoke, Commission, FilmBrief, PictureBytes, Presenter};

const CLIP: &str = include_str!("../data/prompts/clip.v1.txt");
const PICTURE: &str = include_str!("../data/prompts/picture.v1.txt");
/// As much of a user's text as is passed on, in characters.
const MOST: usize = 600;
/// Names of what is advertised, in the languages that storyboards are written in.
const PRODUCT: [&str; 4] = ["product", "produit", "producto", "produkt"];

/// Shorter words of a product's name don't tell that it is meant, in bytes.
const NAMING: usize = 5;

/// What is told of a piece, and the product's picture where it belongs to it.
pub(crate) struct Told<'a> {
    /// In English.
    pub(crate) words: String,
    /// What the product looks like.
    pub(crate) picture: Option<&'a PictureBytes>,
}

/// A clip of a scene; none where there is no such scene.
pub(crate) fn clip(commission: &Commission) -> Option<Told<'_>> {
    let Bespoke::Clip { scene, seconds } = commission.piece else { return None };
    let brief = &*commission.brief;
    let scene = brief.scenes.get(scene)?;
    let picture = brief.picture.as_ref().filter(|_| is_of_product(brief, scene));
    let words =
        filled(CLIP, brief, picture.is_some(), &[("seconds", &seconds.to_string()), ("scene", &told(&scene.visual))]);
    Some(Told { words, picture })
}

/// The picture of a static ad.
pub(crate) fn picture(commission: &Commission) -> Option<Told<'_>> {
    let brief = (commission.piece == Bespoke::Picture).then_some(&*commission.brief)?;
    let facts = &brief.product.facts;
    let about = told(&facts.description);
    Some(Told {
        words: filled(PICTURE, brief, brief.picture.is_some(), &[("about", &about)]),
        picture: brief.picture.as_ref(),
    })
}

/// Whether a scene shows the product: its picture may then be the first that is seen.
fn is_of_product(brief: &FilmBrief, scene: &Scene) -> bool {
    let (seen, name) = (fold_name(&scene.visual), fold_name(&brief.product.facts.name));
    let is_said = |word: &str| words(&seen).any(|it| it == word);
    seen.contains(&name) || PRODUCT.into_iter().chain(words(&name).filter(|word| word.len() >= NAMING)).any(is_said)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric())
}

fn filled(template: &str, brief: &FilmBrief, has_picture: bool, own: &[(&str, &str)]) -> String {
    let facts = &brief.product.facts;
    let kind = told(&facts.category);
    let name = told(&facts.name);
    let product = if kind.is_empty() { name } else { format!("{name} ({kind})") };
    let format = brief.format.get();
    let format = format!("{}. {}", format.name, format.definition);
    let person = brief.presenter.as_ref().map(person).unwrap_or_default();
    // Of what says nothing there is no line; a likeness has no words of its own.
    let likeness = if has_picture { Some("") } else { None };
    let value = |name: &str| match name {
        "likeness" => likeness,
        "product" => Some(product.as_str()),
        "format" => Some(format.as_str()),
        "person" => Some(person.as_str()).filter(|it| !it.is_empty()),
        name => own.iter().find(|(known, _)| *known == name).map(|(_, value)| *value).filter(|it| !it.is_empty()),
    };
    let lines = template.lines().filter_map(|line| line_of(line, value));
    lines.collect::<Vec<_>>().join("\n")
}

/// A line with its values; none where one of them is missing.
fn line_of<'a>(line: &str, value: impl Fn(&str) -> Option<&'a str>) -> Option<String> {
    let mut filled = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        filled.push_str(before);
        filled.push_str(value(name)?);
        rest = after;
    }
    filled.push_str(rest);
    Some(filled)
}

/// A user's text: on one line, without the marks that fence it, and not without end.
fn told(text: &str) -> String {
    let open: String = text.chars().map(|it| if it.is_control() || "«»".contains(it) { ' ' } else { it }).collect();
    let words: Vec<&str> = open.split_whitespace().collect();
    words.join(" ").chars().take(MOST).collect()
}

/// A presenter's looks.
fn person(presenter: &Presenter) -> String {
    let who = match presenter.gender.to_ascii_lowercase().as_str() {
        "female" => "a woman",
        "male" => "a man",
        _ => "a person",
    };
    let ages = presenter.age_range.chars().filter(|letter| letter.is_ascii_digit() || "-+".contains(*letter));
    let ages: String = ages.take(8).collect();
    if ages.is_empty() { who.to_owned() } else { format!("{who} of {ages} years") }
}
