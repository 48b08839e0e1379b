//! The few words the renderer says itself, in the ad's language.

use adforge_domain::{language::Language, product::Facts};

/// What is being done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Doing {
    Preparing,
    Scene { number: usize, of: usize },
    Drawing,
    Joining,
    Done,
}

/// What is being done, in the ad's language, in English where we don't have it.
pub(crate) fn doing(what: Doing, language: Language) -> String {
    let tag = language.tag();
    match (what, tag) {
        (Doing::Preparing, "fr") => "Préparation des images…".into(),
        (Doing::Preparing, "es") => "Preparando las imágenes…".into(),
        (Doing::Preparing, "de") => "Bilder werden vorbereitet…".into(),
        (Doing::Preparing, _) => "Preparing the pictures…".into(),
        (Doing::Scene { number, of }, "fr") => format!("Dessin de la scène {number} sur {of}…"),
        (Doing::Scene { number, of }, "es") => format!("Dibujando la escena {number} de {of}…"),
        (Doing::Scene { number, of }, "de") => format!("Szene {number} von {of} wird gezeichnet…"),
        (Doing::Scene { number, of }, _) => format!("Drawing scene {number} of {of}…"),
        (Doing::Drawing, "fr") => "Dessin de la publicité…".into(),
        (Doing::Drawing, "es") => "Dibujando el anuncio…".into(),
        (Doing::Drawing, "de") => "Die Anzeige wird gezeichnet…".into(),
        (Doing::Drawing, _) => "Drawing the ad…".into(),
        (Doing::Joining, "fr") => "Assemblage…".into(),
        (Doing::Joining, "es") => "Uniendo las partes…".into(),
        (Doing::Joining, "de") => "Wird zusammengefügt…".into(),
        (Doing::Joining, _) => "Putting it together…".into(),
        (Doing::Done, "fr") => "Terminé".into(),
        (Doing::Done, "es") => "Listo".into(),
        (Doing::Done, "de") => "Fertig".into(),
        (Doing::Done, _) => "Done".into(),
    }
}

/// What a button says when the script has nothing short enough.
pub(crate) fn button(language: Language) -> &'static str {
    match language.tag() {
        "fr" => "En savoir plus",
        "es" => "Más información",
        "de" => "Mehr dazu",
        "it" => "Scopri di più",
        "pt" => "Saiba mais",
        "nl" => "Meer weten",
        "ar" => "اعرف المزيد",
        "he" => "למידע נוסף",
        _ => "Learn more",
    }
}

/// The price as the language writes it (`€1,299.90`, `1.299,90 €`); nothing without a price.
pub(crate) fn price(facts: &Facts, language: Language) -> Option<String> {
    let value = facts.price.filter(|price| price.is_finite() && (0.0..1e15).contains(price))?;
    let currency = facts.currency.as_deref().unwrap_or_default();
    let decimals = if matches!(currency, "JPY" | "KRW" | "VND" | "CLP" | "ISK" | "HUF") { 0 } else { 2 };
    let sign = match currency {
        "EUR" => "€",
        "USD" => "$",
        "GBP" => "£",
        "JPY" => "¥",
        "INR" => "₹",
        "KRW" => "₩",
        "ILS" => "₪",
        other => other,
    };
    let habit = Habit::of(language);
    let exact = format!("{value:.decimals$}");
    let (whole, rest) = exact.split_once('.').unwrap_or((&exact, ""));
    let mut number = grouped(whole, habit.group, habit.least);
    if !rest.is_empty() && rest != "00" {
        number.push(habit.point);
        number.push_str(rest);
    }
    // A sign clings to its number, a code stands off.
    let gap = if sign.chars().count() == 1 { habit.gap } else { "\u{a0}" };
    let text = if habit.before { format!("{sign}{gap}{number}") } else { format!("{number}\u{a0}{sign}") };
    Some(text.trim_matches(['\u{a0}', ' ']).to_owned())
}

/// How a language writes sums.
struct Habit {
    group: char,
    point: char,
    /// The fewest digits that are grouped.
    least: usize,
    /// Whether the currency stands before the number, and what between them.
    before: bool,
    gap: &'static str,
}

impl Habit {
    fn of(language: Language) -> Self {
        let (group, point, least, before, gap) = match language.tag() {
            "fr" => ('\u{a0}', ',', 4, false, ""),
            "es" | "pl" => ('.', ',', 5, false, ""),
            "pt" => ('.', ',', 4, true, "\u{a0}"),
            "nl" => ('.', ',', 4, true, "\u{a0}"),
            "sv" | "nb" | "no" | "fi" | "cs" | "ru" | "uk" => ('\u{a0}', ',', 4, false, ""),
            "en" | "ja" | "zh" | "ko" | "hi" | "th" | "ar" | "he" => (',', '.', 4, true, ""),
            _ => ('.', ',', 4, false, ""),
        };
        Self { group, point, least, before, gap }
    }
}

/// Digits in threes from the right.
fn grouped(digits: &str, mark: char, least: usize) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && digits.len() >= least && (digits.len() - index).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use adforge_doubles::facts;

    #[test]
    fn sums_are_written_as_each_language_writes_them() {
        let cases = [
            ("en", 1299.9, "EUR", "€1,299.90"),
            ("en", 24.0, "GBP", "£24"),
            ("en", 1_250_000.0, "USD", "$1,250,000"),
            ("en", 999.0, "CHF", "CHF\u{a0}999"),
            ("fr", 1749.0, "EUR", "1\u{a0}749\u{a0}€"),
            ("es", 1299.9, "EUR", "1299,90\u{a0}€"),
            ("es", 12990.0, "EUR", "12.990\u{a0}€"),
            ("de", 1299.9, "EUR", "1.299,90\u{a0}€"),
            ("pt", 1299.9, "EUR", "€\u{a0}1.299,90"),
            ("ja", 12800.0, "JPY", "¥12,800"),
            ("ar", 1450.5, "USD", "$1,450.50"),
            ("sv", 1299.0, "SEK", "1\u{a0}299\u{a0}SEK"),
        ];
        for (language, value, currency, written) in cases {
            let facts = Facts { price: Some(value), currency: Some(currency.into()), ..facts("Tarnwick") };
            assert_eq!(price(&facts, Language::parse(language).unwrap()).as_deref(), Some(written), "{language}");
        }
    }
}
