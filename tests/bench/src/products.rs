//! Products that nobody has seen before: their names, facts and languages are random.

use rand::RngExt;
use serde_json::{Value, json};

const SYLLABLES: &[&str] = &["ba", "ro", "mi", "tel", "su", "ka", "ven", "lo", "dri", "pas", "ni", "gor", "ell", "um"];

/// What kinds of things there are, with facts in four languages.
const KINDS: &[(&str, &str, [&str; 3], [&str; 3])] = &[
    (
        "en",
        "Kitchen",
        ["Keeps drinks cold for 24 hours", "Fits every cup holder", "Opens with one hand"],
        ["steel", "silicone", "bamboo"],
    ),
    (
        "fr",
        "Soin de la peau",
        ["Hydrate la peau pendant 24 heures", "Se pose en une minute", "Ne laisse pas de traces"],
        ["aloès", "glycérine", "huile d'amande"],
    ),
    (
        "de",
        "Sport",
        ["Dämpft jeden Schritt", "Trocknet in einer Stunde", "Wiegt nur 200 Gramm"],
        ["Wolle", "Kautschuk", "Leinen"],
    ),
    (
        "es",
        "Mascotas",
        ["Cuida los dientes del perro", "Dura toda la semana", "Sin azúcar añadido"],
        ["avena", "zanahoria", "salmón"],
    ),
];

/// A word that says nothing.
fn word() -> String {
    let mut random = rand::rng();
    let syllables = random.random_range(2..5);
    let word: String =
        (0..syllables).filter_map(|_| SYLLABLES.get(random.random_range(0..SYLLABLES.len())).copied()).collect();
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A product as it is posted.
pub(crate) fn random() -> Value {
    let mut random = rand::rng();
    let kind = KINDS.get(random.random_range(0..KINDS.len())).or(KINDS.first());
    let Some((language, category, benefits, ingredients)) = kind else { return Value::Null };
    let brand = word();
    json!({
        "name": format!("{} {} {}", word(), word(), random.random_range(10..9_999)),
        "description": format!("{}. {}. {brand}.", benefits[0], benefits[1]),
        "category": category,
        "price": f64::from(random.random_range(500..20_000)) / 100.0,
        "currency": "EUR",
        "brand": brand,
        "benefits": benefits,
        "ingredients": ingredients,
        "language": language,
    })
}
