//! Answers in words to questions about what is shown, out of the cards' own reasons.

use crate::{
    phrasing::{Slots, fill},
    turn::Turn,
    words::{self, fold},
};
use adforge_domain::cards::Content;

/// A card of the set that is shown, as an answer tells of it.
struct Told {
    title: String,
    /// Which frame tells it.
    frame: &'static str,
    values: Vec<(&'static str, String)>,
}

/// The answer, when the wish is a question about what is shown.
pub(crate) fn answer(turn: &Turn<'_>) -> Option<String> {
    let shown = turn.brief.shown.as_deref().filter(|_| turn.brief.may_answer)?;
    let asked = &turn.asked.question;
    let wishes = turn.audience_now || turn.asked.count.is_some() || turn.asked.others || !turn.asked.styles.is_empty();
    let asks = asked.why || (asked.mark && (asked.asks || !wishes));
    // "Can you make them younger?" is a wish, though it ends with a question mark.
    if !asks || (wishes && !asked.why) {
        return None;
    }
    let told = told(shown);
    let named = named(turn, &told);
    let frames = &turn.pack.frames.answers;
    if named.is_none() && !asked.why && !asked.shown {
        let titles: Vec<&str> = told.iter().map(|told| told.title.as_str()).collect();
        let titles = titles.join(", ");
        return Some(fill(turn.text(frames, "unknown"), &Slots::default().with("titles", &titles)));
    }
    let card = named.or_else(|| told.first())?;
    let slots = Slots::default().with("title", &card.title);
    let slots = card.values.iter().fold(slots, |slots, (slot, value)| slots.with(slot, value));
    Some(fill(turn.text(frames, card.frame), &slots))
}

/// The card that a question names: by its number, else by the words of its title.
fn named<'a>(turn: &Turn<'_>, told: &'a [Told]) -> Option<&'a Told> {
    let asked = &turn.asked.question;
    if let Some(card) = asked.ordinal.and_then(|number| number.checked_sub(1)).and_then(|at| told.get(at)) {
        return Some(card);
    }
    let hits = |told: &Told| {
        let title = fold(&told.title);
        words::split(&title)
            .filter(|word| word.len() > 3 && words::split(&asked.text).any(|other| other == *word))
            .count()
    };
    told.iter().filter(|told| hits(told) > 0).max_by_key(|told| hits(told))
}

fn told(content: &Content) -> Vec<Told> {
    match content {
        Content::MarketingAngle { angles, .. } => angles
            .iter()
            .map(|it| Told {
                title: it.card.title.to_string(),
                frame: "angle",
                values: vec![
                    ("score", it.card.score.to_string()),
                    ("a", it.card.metrics.emotion.to_string()),
                    ("b", it.card.metrics.proof.to_string()),
                    ("c", it.card.metrics.differentiation.to_string()),
                    ("reason", it.card.reason.clone()),
                ],
            })
            .collect(),
        Content::PsychologySelection { concepts, .. } => concepts
            .iter()
            .map(|it| Told {
                title: it.card.title.to_string(),
                frame: "concept",
                values: vec![
                    ("score", it.card.score.to_string()),
                    ("a", it.card.metrics.hook.to_string()),
                    ("b", it.card.metrics.mechanism.to_string()),
                    ("c", it.card.metrics.believability.to_string()),
                    ("d", it.card.metrics.cta.to_string()),
                    ("reason", it.card.description.clone()),
                ],
            })
            .collect(),
        Content::AudienceGroup { audiences, .. } => audiences
            .iter()
            .map(|it| Told {
                title: it.card.name.to_string(),
                frame: "persona",
                values: vec![("reason", it.card.description.clone()), ("label", it.card.share.label.clone())],
            })
            .collect(),
        Content::FormatOptions { formats } => formats
            .iter()
            .map(|it| Told {
                title: it.id.name().to_owned(),
                frame: "format",
                values: vec![("reason", it.description.clone())],
            })
            .collect(),
        Content::PersonaImpact { impact, .. } => impact
            .effects
            .iter()
            .map(|it| Told {
                title: it.area.clone(),
                frame: "impact",
                values: vec![("area", it.area.clone()), ("reason", it.effect.clone())],
            })
            .collect(),
        Content::ScriptDetails { scenes, .. } => scenes
            .iter()
            .map(|it| Told { title: it.voiceover.clone(), frame: "scene", values: vec![("reason", it.visual.clone())] })
            .collect(),
        _ => Vec::new(),
    }
}
