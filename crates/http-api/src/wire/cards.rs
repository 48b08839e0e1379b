//! The `data` of each content type. Both spellings that the guide uses are sent, so either client works.

use super::show::{Link, Links, OutOfTen, Seconds, Shown};
use adforge_domain::{
    cards::{Angle, Concept, Content, FormatOption, Impact, Offered, Persona, Scene, Script, StaticAd, Tenths, Video},
    format::{FormatId, MediaType},
    ids::{CardId, JobId},
    progress::Item,
    score::Score,
};
use serde::Serialize;
use utoipa::ToSchema;

/// The `data` of a content.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[allow(missing_docs, reason = "each is the data of the content type of its name")]
pub enum ContentData<'a> {
    Text(TextData<'a>),
    FormatOptions(FormatOptionsData<'a>),
    AudienceGroup(AudienceGroupData<'a>),
    PersonaImpact(PersonaImpactData<'a>),
    MarketingAngle(MarketingAngleData<'a>),
    PsychologySelection(PsychologySelectionData<'a>),
    ScriptDetails(ScriptDetailsData<'a>),
    VideoResult(VideoResultData<'a>),
    StaticAdResult(StaticAdResultData<'a>),
}

/// One card of a set that is still being written.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[allow(missing_docs, reason = "each is the card of its name")]
pub enum CardData<'a> {
    Format(FormatCard<'a>),
    Persona(PersonaCard<'a>),
    Effect(EffectCard<'a>),
    Angle(AngleCard<'a>),
    Concept(ConceptCard<'a>),
    Scene(SceneCard<'a>),
}

/// An answer in words to a question about what is shown.
#[derive(Debug, Serialize, ToSchema)]
pub struct TextData<'a> {
    text: &'a str,
}

/// Formats to choose from.
#[derive(Debug, Serialize, ToSchema)]
pub struct FormatOptionsData<'a> {
    formats: Vec<FormatCard<'a>>,
}

/// A format as it is offered.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FormatCard<'a> {
    id: &'static str,
    name: &'static str,
    description: &'a str,
    best_for: &'a [String],
    media: Vec<&'static str>,
}

/// Personas to choose from.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AudienceGroupData<'a> {
    product_name: &'a str,
    audiences: Vec<PersonaCard<'a>>,
    notes: &'a [String],
}

/// A persona.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PersonaCard<'a> {
    #[schema(value_type = String, example = "aud-1")]
    id: CardId,
    name: &'a str,
    #[schema(value_type = String)]
    avatar: Shown<Link<'a>>,
    label: &'a str,
    category: &'a str,
    label_color: &'a str,
    age: &'a str,
    age_range: &'a str,
    gender: &'static str,
    location: &'a str,
    description: &'a str,
    traits: &'a [String],
    key_traits: &'a [String],
    pain_points: &'a [String],
    desires: &'a [String],
    features: &'a [String],
}

/// What choosing a persona means.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PersonaImpactData<'a> {
    persona: PersonaName<'a>,
    impact: Vec<EffectCard<'a>>,
    recommended_tone: &'a str,
    recommended_angles: &'a [String],
    notes: &'a [String],
}

/// Which persona.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PersonaName<'a> {
    #[schema(value_type = String, example = "aud-1")]
    id: CardId,
    name: &'a str,
}

/// One consequence of choosing a persona.
#[derive(Debug, Serialize, ToSchema)]
pub struct EffectCard<'a> {
    area: &'a str,
    effect: &'a str,
}

/// Angles to choose from.
#[derive(Debug, Serialize, ToSchema)]
pub struct MarketingAngleData<'a> {
    angles: Vec<AngleCard<'a>>,
    notes: &'a [String],
}

/// An angle.
#[derive(Debug, Serialize, ToSchema)]
pub struct AngleCard<'a> {
    #[schema(value_type = String, example = "ang-1")]
    id: CardId,
    title: &'a str,
    #[schema(value_type = String, example = "9.3")]
    score: Shown<Score>,
    description: &'a str,
    metrics: AngleMetrics,
    reason: &'a str,
}

/// What an angle's score is made of.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AngleMetrics {
    #[schema(value_type = String, example = "9.0")]
    emotion: Shown<Score>,
    #[schema(value_type = String, example = "9.0")]
    proof: Shown<Score>,
    #[schema(value_type = String, example = "9.5")]
    differentiation: Shown<Score>,
}

/// Concepts with scripts to choose from.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PsychologySelectionData<'a> {
    product_name: &'a str,
    format_name: &'static str,
    concepts: Vec<ConceptCard<'a>>,
    notes: &'a [String],
}

/// A psychology concept with its script.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConceptCard<'a> {
    #[schema(value_type = String, example = "psych-1")]
    id: CardId,
    title: &'a str,
    #[schema(value_type = String, example = "7.8/10")]
    score: OutOfTen,
    description: &'a str,
    hook: &'a str,
    metrics: ConceptMetrics,
    script: ScriptParts<'a>,
    full_script: String,
    call_to_action: &'a str,
    visual_direction: &'a str,
}

/// What a concept's score is made of.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ConceptMetrics {
    #[schema(value_type = String, example = "9.0")]
    hook: Shown<Score>,
    #[schema(value_type = String, example = "8.5")]
    mechanism: Shown<Score>,
    #[schema(value_type = String, example = "6.5")]
    believability: Shown<Score>,
    #[schema(value_type = String, example = "7.5")]
    cta: Shown<Score>,
}

/// A script in its three parts.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ScriptParts<'a> {
    hook: &'a str,
    body: &'a str,
    cta: &'a str,
}

impl<'a> ScriptParts<'a> {
    /// Its parts.
    pub(super) fn of(script: &'a Script) -> Self {
        Self { hook: &script.hook, body: &script.body, cta: &script.cta }
    }
}

/// The chosen concept, scene by scene.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScriptDetailsData<'a> {
    #[serde(flatten)]
    concept: ConceptCard<'a>,
    scenes: Vec<SceneCard<'a>>,
    notes: &'a [String],
}

/// One shot.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SceneCard<'a> {
    start_seconds: f64,
    end_seconds: f64,
    voiceover: &'a str,
    on_screen_text: &'a str,
    visual: &'a str,
}

/// A finished film.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VideoResultData<'a> {
    product_name: &'a str,
    #[schema(value_type = String, example = "40s")]
    extra_info: Seconds,
    #[schema(value_type = String)]
    video_url: Shown<Link<'a>>,
    #[schema(value_type = String)]
    thumbnail_url: Shown<Link<'a>>,
    duration: f64,
    format: &'static str,
    #[schema(example = "1080x1920")]
    resolution: String,
    status: &'static str,
    #[schema(value_type = String)]
    job_id: JobId,
}

/// A finished static ad.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StaticAdResultData<'a> {
    product_name: &'a str,
    #[schema(value_type = String)]
    image_url: Shown<Link<'a>>,
    width: u32,
    height: u32,
    format: &'static str,
    status: &'static str,
    #[schema(value_type = String)]
    job_id: JobId,
}

/// The `data` of a content.
pub fn content_data<'a>(content: &'a Content, links: &'a Links) -> ContentData<'a> {
    match content {
        Content::Text { text } => ContentData::Text(TextData { text }),
        Content::FormatOptions { formats } => {
            ContentData::FormatOptions(FormatOptionsData { formats: formats.iter().map(format).collect() })
        }
        Content::AudienceGroup { product_name, audiences, notes, .. } => {
            let audiences = audiences.iter().map(|card| persona(card, links)).collect();
            ContentData::AudienceGroup(AudienceGroupData { product_name, audiences, notes })
        }
        Content::PersonaImpact { persona, impact, notes } => {
            ContentData::PersonaImpact(persona_impact(persona, impact, notes))
        }
        Content::MarketingAngle { angles, notes, .. } => {
            ContentData::MarketingAngle(MarketingAngleData { angles: angles.iter().map(angle).collect(), notes })
        }
        Content::PsychologySelection { product_name, format, concepts, notes, .. } => {
            let concepts = concepts.iter().map(concept).collect();
            let format_name = format.name();
            ContentData::PsychologySelection(PsychologySelectionData { product_name, format_name, concepts, notes })
        }
        Content::ScriptDetails { concept: card, scenes, notes } => {
            let scenes = scenes.iter().map(|it| scene(it)).collect();
            ContentData::ScriptDetails(ScriptDetailsData { concept: concept(card), scenes, notes })
        }
        Content::VideoResult(result) => ContentData::VideoResult(video(result, links)),
        Content::StaticAdResult(result) => ContentData::StaticAdResult(still(result, links)),
    }
}

/// One card of a set that is still being written.
pub(super) fn item<'a>(item: &'a Item, links: &'a Links) -> CardData<'a> {
    match item {
        Item::Format { format: option } => CardData::Format(format(option)),
        Item::Persona { card } => CardData::Persona(persona(card, links)),
        Item::Effect { effect: it } => CardData::Effect(EffectCard { area: &it.area, effect: &it.effect }),
        Item::Angle { card } => CardData::Angle(angle(card)),
        Item::Concept { card } => CardData::Concept(concept(card)),
        Item::Scene { scene: it } => CardData::Scene(scene(it)),
    }
}

/// The words of a format's media, best first.
pub(super) fn media(format: FormatId) -> Vec<&'static str> {
    format.get().media.iter().copied().map(MediaType::as_str).collect()
}

fn format(option: &FormatOption) -> FormatCard<'_> {
    let format = option.id.get();
    FormatCard {
        id: format.key,
        name: format.name,
        description: &option.description,
        best_for: &option.best_for,
        media: media(option.id),
    }
}

fn persona<'a>(Offered { id, card }: &'a Offered<Persona>, links: &'a Links) -> PersonaCard<'a> {
    PersonaCard {
        id: *id,
        name: &card.name,
        avatar: links.portrait(&card.portrait),
        label: &card.share.label,
        category: &card.share.label,
        label_color: &card.share.color,
        age: &card.age,
        age_range: &card.age,
        gender: card.gender.as_str(),
        location: &card.location,
        description: &card.description,
        traits: &card.traits,
        key_traits: &card.traits,
        pain_points: &card.pain_points,
        desires: &card.desires,
        features: &card.desires,
    }
}

fn persona_impact<'a>(persona: &'a Offered<Persona>, impact: &'a Impact, notes: &'a [String]) -> PersonaImpactData<'a> {
    PersonaImpactData {
        persona: PersonaName { id: persona.id, name: &persona.card.name },
        impact: impact.effects.iter().map(|it| EffectCard { area: &it.area, effect: &it.effect }).collect(),
        recommended_tone: &impact.recommended_tone,
        recommended_angles: &impact.recommended_angles,
        notes,
    }
}

fn angle(Offered { id, card }: &Offered<Angle>) -> AngleCard<'_> {
    AngleCard {
        id: *id,
        title: &card.title,
        score: Shown(card.score),
        description: &card.description,
        metrics: AngleMetrics {
            emotion: Shown(card.metrics.emotion),
            proof: Shown(card.metrics.proof),
            differentiation: Shown(card.metrics.differentiation),
        },
        reason: &card.reason,
    }
}

fn concept(Offered { id, card }: &Offered<Concept>) -> ConceptCard<'_> {
    let Script { hook, body, cta } = &card.script;
    ConceptCard {
        id: *id,
        title: &card.title,
        score: OutOfTen(card.score),
        description: &card.description,
        hook,
        metrics: ConceptMetrics {
            hook: Shown(card.metrics.hook),
            mechanism: Shown(card.metrics.mechanism),
            believability: Shown(card.metrics.believability),
            cta: Shown(card.metrics.cta),
        },
        script: ScriptParts { hook, body, cta },
        full_script: card.script.full(),
        call_to_action: cta,
        visual_direction: &card.visual_direction,
    }
}

fn scene(scene: &Scene) -> SceneCard<'_> {
    SceneCard {
        start_seconds: seconds(scene.start),
        end_seconds: seconds(scene.end),
        voiceover: &scene.voiceover,
        on_screen_text: &scene.on_screen_text,
        visual: &scene.visual,
    }
}

fn seconds(tenths: Tenths) -> f64 {
    f64::from(tenths) / 10.0
}

/// A finished film's data.
pub(super) fn video<'a>(video: &'a Video, links: &'a Links) -> VideoResultData<'a> {
    VideoResultData {
        product_name: &video.product_name,
        extra_info: Seconds(video.duration_ms.saturating_add(500) / 1000),
        video_url: links.media(&video.file),
        thumbnail_url: links.media(&video.thumbnail),
        duration: f64::from(video.duration_ms) / 1000.0,
        format: "mp4",
        resolution: format!("{}x{}", video.width, video.height),
        status: "ready",
        job_id: video.job,
    }
}

/// A finished static ad's data.
pub(super) fn still<'a>(still: &'a StaticAd, links: &'a Links) -> StaticAdResultData<'a> {
    StaticAdResultData {
        product_name: &still.product_name,
        image_url: links.media(&still.file),
        width: still.width,
        height: still.height,
        format: "png",
        status: "ready",
        job_id: still.job,
    }
}
