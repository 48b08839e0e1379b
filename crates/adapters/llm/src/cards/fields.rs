//! What a reader reads of a card: each text with how long it may be and in whose voice it speaks.

use adforge_ports_creative::Card;
use std::ops::RangeInclusive;

/// In whose voice a text speaks: what of it is said about the product.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Voice {
    /// The ad's own: whatever it says is said about the product.
    Ad,
    /// Of people and plans: only sentences that name the product speak of it.
    About,
    /// Of pictures: ages, lenses and seconds are no claims there.
    Seen,
    /// Words of a form (a place, a short trait), too short to be judged by their language.
    Label,
}

/// A text of a card.
#[derive(Clone, Debug)]
pub(crate) struct Field<'a> {
    /// Its key in the answer's JSON.
    pub(crate) key: &'static str,
    pub(crate) text: &'a str,
    pub(crate) voice: Voice,
    /// Characters.
    pub(crate) length: RangeInclusive<usize>,
}

/// What is wrong with how many entries a list of a card has.
fn list<'a>(
    key: &'static str,
    texts: &'a [impl AsRef<str>],
    voice: Voice,
    count: RangeInclusive<usize>,
    length: RangeInclusive<usize>,
    all: &mut Vec<Field<'a>>,
) -> Result<(), String> {
    if !count.contains(&texts.len()) {
        return Err(format!(
            "\"{key}\" has {} entries; it must have {} to {}.",
            texts.len(),
            count.start(),
            count.end()
        ));
    }
    all.extend(texts.iter().map(|text| Field { key, text: text.as_ref(), voice, length: length.clone() }));
    Ok(())
}

/// All texts of a card.
///
/// # Errors
/// A list is too short or too long, as a sentence that its writer can act on.
pub(crate) fn fields(card: &Card) -> Result<Vec<Field<'_>>, String> {
    let mut all = Vec::with_capacity(12);
    let one = |key, text, voice, length| Field { key, text, voice, length };
    match card {
        Card::Format(it) => {
            all.push(one("description", it.description.as_str(), Voice::Ad, 20..=400));
            list("suits", &it.best_for, Voice::About, 1..=5, 2..=90, &mut all)?;
        }
        Card::Persona(it) => {
            all.push(one("audience", &it.name, Voice::About, 3..=60));
            all.push(one("location", &it.location, Voice::Label, 0..=60));
            all.push(one("description", it.description.as_str(), Voice::About, 40..=420));
            list("traits", &it.traits, Voice::Label, 1..=6, 2..=60, &mut all)?;
            list("pain_points", &it.pain_points, Voice::About, 1..=5, 4..=160, &mut all)?;
            list("desires", &it.desires, Voice::About, 1..=5, 4..=160, &mut all)?;
        }
        Card::Effect(it) => {
            all.push(one("area", it.area.as_str(), Voice::Label, 2..=60));
            all.push(one("effect", it.effect.as_str(), Voice::Ad, 10..=320));
        }
        Card::Angle(it) => {
            all.push(one("angle", &it.title, Voice::Ad, 3..=90));
            all.push(one("description", it.description.as_str(), Voice::Ad, 40..=420));
            all.push(one("reason", it.reason.as_str(), Voice::About, 20..=500));
        }
        Card::Concept(it) => {
            all.push(one("concept", &it.title, Voice::About, 3..=80));
            all.push(one("description", it.description.as_str(), Voice::About, 20..=400));
            all.push(one("hook", it.script.hook.as_str(), Voice::Ad, 8..=200));
            all.push(one("main_part", it.script.body.as_str(), Voice::Ad, 40..=1500));
            all.push(one("next_step", it.script.cta.as_str(), Voice::Ad, 3..=140));
            all.push(one("pictures", it.visual_direction.as_str(), Voice::Seen, 30..=900));
        }
        // What is spoken is the script's, which its user has chosen or written.
        Card::Scene(it) => {
            all.push(one("written", it.on_screen_text.as_str(), Voice::Ad, 1..=70));
            all.push(one("visual", it.visual.as_str(), Voice::Seen, 5..=320));
        }
    }
    Ok(all)
}
