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

/// The price as the language writes it (`€39.90`, `39,90 €`); nothing without a price.
pub(crate) fn price(facts: &Facts, language: Language) -> Option<String> {
    let value = facts.price.filter(|price| price.is_finite() && *price >= 0.0)?;
    let currency = facts.currency.as_deref().unwrap_or_default();
    let decimals = if matches!(currency, "JPY" | "KRW" | "VND" | "CLP") { 0 } else { 2 };
    let (symbol, tight) = match currency {
        "EUR" => ("€", true),
        "USD" => ("$", true),
        "GBP" => ("£", true),
        "JPY" => ("¥", true),
        other => (other, false),
    };
    let mut number = format!("{value:.decimals$}");
    if matches!(language.tag(), "en" | "ar" | "he" | "ja" | "zh" | "ko" | "hi" | "th") {
        if let Some(whole) = number.strip_suffix(".00") {
            number = whole.to_owned();
        }
        let gap = if tight { "" } else { "\u{a0}" };
        return Some(format!("{symbol}{gap}{number}").trim().to_owned());
    }
    if let Some(whole) = number.strip_suffix(".00") {
        number = whole.to_owned();
    }
    Some(format!("{}\u{a0}{symbol}", number.replace('.', ",")).trim().to_owned())
}
