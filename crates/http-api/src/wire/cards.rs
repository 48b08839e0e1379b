//! The `data` of each content type. Both spellings that the guide uses are sent, so either client works.

use super::{Links, add};
use adforge_domain::{
    cards::{Angle, Concept, Content, FormatOption, Offered, Persona, Scene, StaticAd, Tenths, Video},
    format::MediaType,
    progress::Item,
};
use serde_json::{Value, json};

/// The `data` of a content.
pub fn content_data(content: &Content, links: &Links) -> Value {
    match content {
        Content::Text { text } => json!({"text": text}),
        Content::FormatOptions { formats } => json!({"formats": formats.iter().map(format).collect::<Vec<_>>()}),
        Content::AudienceGroup { product_name, audiences, notes, .. } => json!({
            "productName": product_name,
            "audiences": audiences.iter().map(|card| persona(card, links)).collect::<Vec<_>>(),
            "notes": notes,
        }),
        Content::PersonaImpact { persona, impact, notes } => json!({
            "persona": {"id": persona.id, "name": persona.card.name},
            "impact": impact.effects.iter().map(|it| json!({"area": it.area, "effect": it.effect})).collect::<Vec<_>>(),
            "recommendedTone": impact.recommended_tone,
            "recommendedAngles": impact.recommended_angles,
            "notes": notes,
        }),
        Content::MarketingAngle { angles, notes, .. } => {
            json!({"angles": angles.iter().map(angle).collect::<Vec<_>>(), "notes": notes})
        }
        Content::PsychologySelection { product_name, format, concepts, notes, .. } => json!({
            "productName": product_name,
            "formatName": format.name(),
            "concepts": concepts.iter().map(concept).collect::<Vec<_>>(),
            "notes": notes,
        }),
        Content::ScriptDetails { concept: card, scenes, notes } => {
            let mut data = concept(card);
            add(&mut data, "scenes", scenes.iter().map(|it| scene(it)).collect());
            add(&mut data, "notes", json!(notes));
            data
        }
        Content::VideoResult(result) => video(result, links),
        Content::StaticAdResult(result) => still(result, links),
    }
}

/// One card of a set that is still being written.
pub(super) fn item(item: &Item, links: &Links) -> Value {
    match item {
        Item::Format { format: option } => format(option),
        Item::Persona { card } => persona(card, links),
        Item::Effect { effect } => json!({"area": effect.area, "effect": effect.effect}),
        Item::Angle { card } => angle(card),
        Item::Concept { card } => concept(card),
        Item::Scene { scene: it } => scene(it),
    }
}

fn format(option: &FormatOption) -> Value {
    let format = option.id.get();
    let media: Vec<_> = format.media.iter().copied().map(MediaType::as_str).collect();
    json!({
        "id": format.key,
        "name": format.name,
        "description": option.description,
        "bestFor": option.best_for,
        "media": media,
    })
}

fn persona(Offered { id, card }: &Offered<Persona>, links: &Links) -> Value {
    json!({
        "id": id,
        "name": card.name,
        "avatar": links.portrait(&card.portrait),
        "label": card.share.label,
        "category": card.share.label,
        "labelColor": card.share.color,
        "age": card.age,
        "ageRange": card.age,
        "gender": card.gender.as_str(),
        "location": card.location,
        "description": card.description,
        "traits": card.traits,
        "keyTraits": card.traits,
        "painPoints": card.pain_points,
        "desires": card.desires,
        "features": card.desires,
    })
}

fn angle(Offered { id, card }: &Offered<Angle>) -> Value {
    json!({
        "id": id,
        "title": card.title,
        "score": card.score.to_string(),
        "description": card.description,
        "metrics": {
            "emotion": card.metrics.emotion.to_string(),
            "proof": card.metrics.proof.to_string(),
            "differentiation": card.metrics.differentiation.to_string(),
        },
        "reason": card.reason,
    })
}

fn concept(Offered { id, card }: &Offered<Concept>) -> Value {
    json!({
        "id": id,
        "title": card.title,
        "score": format!("{}/10", card.score),
        "description": card.description,
        "hook": card.script.hook,
        "metrics": {
            "hook": card.metrics.hook.to_string(),
            "mechanism": card.metrics.mechanism.to_string(),
            "believability": card.metrics.believability.to_string(),
            "cta": card.metrics.cta.to_string(),
        },
        "script": {"hook": card.script.hook, "body": card.script.body, "cta": card.script.cta},
        "fullScript": card.script.full(),
        "callToAction": card.script.cta,
        "visualDirection": card.visual_direction,
    })
}

fn scene(scene: &Scene) -> Value {
    json!({
        "startSeconds": seconds(scene.start),
        "endSeconds": seconds(scene.end),
        "voiceover": scene.voiceover,
        "onScreenText": scene.on_screen_text,
        "visual": scene.visual,
    })
}

fn seconds(tenths: Tenths) -> f64 {
    f64::from(tenths) / 10.0
}

fn video(video: &Video, links: &Links) -> Value {
    let seconds = f64::from(video.duration_ms) / 1000.0;
    json!({
        "productName": video.product_name,
        "extraInfo": format!("{}s", seconds.round()),
        "videoUrl": links.media(&video.file),
        "thumbnailUrl": links.media(&video.thumbnail),
        "duration": seconds,
        "format": "mp4",
        "resolution": format!("{}x{}", video.width, video.height),
        "status": "ready",
        "jobId": video.job,
    })
}

fn still(still: &StaticAd, links: &Links) -> Value {
    json!({
        "productName": still.product_name,
        "imageUrl": links.media(&still.file),
        "width": still.width,
        "height": still.height,
        "format": "png",
        "status": "ready",
        "jobId": still.job,
    })
}
