//! The set that is shown, as a request may speak of it.

use adforge_domain::cards::Content;

/// The cards that are shown, a line each, numbered as the user counts them.
pub(super) fn lines(content: &Content) -> Vec<String> {
    let told: Vec<String> = match content {
        Content::FormatOptions { formats } => {
            formats.iter().map(|it| format!("{}: {}", it.id.name(), it.description)).collect()
        }
        Content::AudienceGroup { audiences, .. } => audiences
            .iter()
            .map(|it| {
                let card = &it.card;
                format!(
                    "{} ({}, {}, {}): {} Pains: {}. Wishes: {}.",
                    &*card.name,
                    card.gender.as_str(),
                    card.age,
                    card.share.label,
                    card.description,
                    card.pain_points.join("; "),
                    card.desires.join("; ")
                )
            })
            .collect(),
        Content::PersonaImpact { impact, .. } => {
            impact.effects.iter().map(|it| format!("{}: {}", it.area, it.effect)).collect()
        }
        Content::MarketingAngle { angles, .. } => angles
            .iter()
            .map(|it| {
                let (card, of) = (&it.card, &it.card.metrics);
                format!(
                    "{} (score {}: emotion {}, proof {}, differentiation {}): {} Reason: {}",
                    &*card.title, card.score, of.emotion, of.proof, of.differentiation, card.description, card.reason
                )
            })
            .collect(),
        Content::PsychologySelection { concepts, .. } => concepts
            .iter()
            .map(|it| {
                let (card, of) = (&it.card, &it.card.metrics);
                format!(
                    "{} (score {}: hook {}, mechanism {}, believability {}, call {}): {} Script: {}",
                    &*card.title,
                    card.score,
                    of.hook,
                    of.mechanism,
                    of.believability,
                    of.cta,
                    card.description,
                    card.script.full().replace('\n', " ")
                )
            })
            .collect(),
        Content::ScriptDetails { scenes, .. } => scenes
            .iter()
            .map(|it| format!("{} On screen: {}. Seen: {}", it.voiceover, it.on_screen_text, it.visual))
            .collect(),
        Content::Text { text } => vec![text.clone()],
        Content::VideoResult(_) | Content::StaticAdResult(_) => Vec::new(),
    };
    told.iter().enumerate().map(|(at, line)| format!("{}. {line}", at + 1)).collect()
}
