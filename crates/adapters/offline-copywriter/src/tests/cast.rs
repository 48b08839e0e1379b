//! Invented products, and short ways to ask the writer about them.

use crate::{OfflineCopywriter, language::Tongue};
use adforge_domain::{
    cards::{Angle, Concept, Content, Effect, FormatOption, Gender, Offered, Persona, Scene},
    format::{FormatId, MediaType},
    ids::{CardId, CardKind, OwnerId, ProductId},
    language::Language,
    product::{Facts, Product},
    selection::Selections,
    text::Title,
    workflow::Step,
};
pub(super) use adforge_doubles::WRITTEN_STEPS as STEPS;
use adforge_doubles::facts;
use adforge_ports_creative::{Account, Brief, Card, Copywriter, Done, Piece, Subject};
use futures_util::{FutureExt, StreamExt};
use std::{sync::Arc, time::Duration};

pub(super) fn language(tongue: Tongue) -> Language {
    match tongue {
        Tongue::En => Language::EN,
        Tongue::Fr => Language::FR,
        Tongue::Es => Language::ES,
        Tongue::De => Language::DE,
    }
}

/// Facts with nothing but a name.
pub(super) fn bare(name: &str, tongue: Option<Tongue>) -> Facts {
    Facts { language: tongue.map(language), ..facts(name) }
}

fn rich(tongue: Tongue, name: &str, category: &str, description: &str, lists: [&[&str]; 3], price: f64) -> Facts {
    let owned = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
    let [benefits, ingredients, claims] = lists;
    Facts {
        description: description.into(),
        category: category.into(),
        price: (price > 0.0).then_some(price),
        currency: Some("EUR".into()),
        brand: "Vellmor".into(),
        benefits: owned(benefits),
        ingredients: owned(ingredients),
        claims: owned(claims),
        ..bare(name, Some(tongue))
    }
}

/// Two products with many facts and one with a name alone, in each language.
pub(super) fn products() -> Vec<(Tongue, Facts)> {
    use Tongue::{De, En, Es, Fr};
    let all = [
        rich(
            En,
            "Zorblax Balm",
            "Skin care",
            "A face balm for skin that changes with perimenopause.",
            [
                &["Leaves skin soft for 17 hours", "Takes the tightness away", "Works under make-up"],
                &["Quandrium oil", "Oat milk"],
                &["Tested on 41 volunteers", "Without fragrance"],
            ],
            23.5,
        ),
        rich(
            En,
            "Pexkettle",
            "Kitchen",
            "A kettle that remembers the temperature. Made in a small workshop in Leeds.",
            [
                &["Boils half a litre in 90 seconds", "Keeps the water at one temperature"],
                &["Brushed steel"],
                &["Two-year guarantee"],
            ],
            64.0,
        ),
        rich(
            Fr,
            "Baume Quorvel",
            "Soin de la peau",
            "Un baume du soir fabriqué à la main dans le Jura.",
            [
                &["Laisse la peau souple pendant 17 heures", "Apaise les tiraillements du visage"],
                &["Huile de prunelle", "Lait d'avoine"],
                &["Sans parfum", "Testé par 41 volontaires"],
            ],
            18.0,
        ),
        rich(
            Fr,
            "Croquettes Zimbra",
            "Alimentation pour chien",
            "Des croquettes pour chiens difficiles.",
            [
                &["Se digère facilement", "Un goût que les chiens finissent"],
                &["Saumon", "Patate douce"],
                &["Sans céréales"],
            ],
            32.9,
        ),
        rich(
            Es,
            "Mochila Tarvik",
            "Viaje y senderismo",
            "Una mochila ligera para rutas de dos días.",
            [
                &["Pesa 640 gramos", "Se abre por delante como una maleta"],
                &["Nailon reciclado", "Cremalleras cosidas a mano"],
                &["Garantía de tres años"],
            ],
            89.0,
        ),
        rich(
            Es,
            "Curso Lumbra",
            "Curso de idiomas en línea",
            "Un curso de alemán con lecciones de diez minutos.",
            [&["Lecciones de 10 minutos", "Una profesora responde cada semana"], &[], &["Prueba de 7 días"]],
            19.0,
        ),
        rich(
            De,
            "Morgentau Kissen",
            "Haushalt",
            "Ein Kissen aus der Manufaktur Brelling, gefüllt mit Hirse.",
            [
                &["Passt sich dem Nacken an", "Bleibt auch im Sommer kühl"],
                &["Bio-Hirse", "Leinen"],
                &["30 Tage Rückgabe"],
            ],
            49.9,
        ),
        rich(
            De,
            "Klarpfad Versicherung",
            "Versicherung",
            "Eine Hausratversicherung, die per Telefon geregelt wird.",
            [
                &["Antwort innerhalb von 48 Stunden", "Eine Ansprechperson für jeden Fall"],
                &[],
                &["Ohne Kündigungsfrist"],
            ],
            7.5,
        ),
    ];
    let mut products: Vec<(Tongue, Facts)> =
        all.into_iter().map(|facts| (Tongue::of(facts.language.unwrap()).unwrap(), facts)).collect();
    products.extend(Tongue::ALL.map(|tongue| (tongue, bare("Ombrevia", Some(tongue)))));
    products
}

pub(super) fn brief(facts: &Facts, step: Step) -> Brief {
    let at = time::OffsetDateTime::UNIX_EPOCH;
    let owner = OwnerId("owner".into());
    let product = Product {
        id: ProductId(uuid::Uuid::nil()),
        owner: owner.clone(),
        external_id: None,
        slug: "product".into(),
        facts: facts.clone(),
        picture: None,
        revision: 1,
        created_at: at,
        updated_at: at,
    };
    let subject = Subject { product: Arc::new(product), media: MediaType::Video };
    Brief {
        selections: Selections { format: Some(FormatId::Hybrid), ..Selections::default() },
        seed: 11,
        ..Brief::new(subject, step, Account { owner, session: None, job: None })
    }
}

/// What a writer gave, sorted.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Given {
    pub(super) formats: Vec<FormatOption>,
    pub(super) personas: Vec<Persona>,
    pub(super) effects: Vec<Effect>,
    pub(super) angles: Vec<Angle>,
    pub(super) concepts: Vec<Concept>,
    pub(super) scenes: Vec<Scene>,
    pub(super) notes: Vec<String>,
    pub(super) reasoning: Vec<String>,
    pub(super) answer: Option<String>,
    pub(super) done: Option<Done>,
}

pub(super) fn write(brief: &Brief) -> Given {
    let pieces = OfflineCopywriter::new(Duration::ZERO).write(brief.clone()).collect::<Vec<_>>().now_or_never();
    let mut given = Given::default();
    for piece in pieces.expect("without a pace nothing waits") {
        match piece.expect("the writer writes") {
            Piece::Writer(writer) => panic!("it hands on what {writer} writes"),
            Piece::Status(status) => assert!(!status.steps.is_empty()),
            Piece::Reasoning(lines) => given.reasoning.extend(lines),
            Piece::Note(note) => given.notes.push(note),
            Piece::Answer(answer) => given.answer = Some(answer.text),
            Piece::Done(done) => given.done = Some(done),
            Piece::Card(card) => match *card {
                Card::Format(card) => given.formats.push(card),
                Card::Persona(card) => given.personas.push(card),
                Card::Effect(card) => given.effects.push(card),
                Card::Angle(card) => given.angles.push(card),
                Card::Concept(card) => given.concepts.push(card),
                Card::Scene(card) => given.scenes.push(card),
            },
        }
    }
    given
}

pub(super) fn offer<T: Clone>(kind: CardKind, cards: &[T]) -> Vec<Offered<T>> {
    cards
        .iter()
        .zip(1..)
        .map(|(card, number)| Offered { id: CardId { kind, number }, card: Arc::new(card.clone()) })
        .collect()
}

/// The content of a set, as the next turn is shown it.
pub(super) fn content(brief: &Brief, given: &Given) -> Option<Arc<Content>> {
    let made_for = brief.selections.clone();
    let product_name = brief.subject.product.facts.name.clone();
    let content = match brief.step {
        Step::FormatSelection => Content::FormatOptions { formats: given.formats.clone() },
        Step::PersonaSelection => Content::AudienceGroup {
            product_name,
            made_for,
            audiences: offer(CardKind::Persona, &given.personas),
            notes: Vec::new(),
        },
        Step::AngleSelection => {
            Content::MarketingAngle { made_for, angles: offer(CardKind::Angle, &given.angles), notes: Vec::new() }
        }
        Step::PsychologySelection => Content::PsychologySelection {
            product_name,
            format: FormatId::Hybrid,
            made_for,
            concepts: offer(CardKind::Concept, &given.concepts),
            notes: Vec::new(),
        },
        _ => return None,
    };
    Some(Arc::new(content))
}

/// A brief of a step with everything before it chosen: each time the card with this index.
pub(super) fn ready(facts: &Facts, step: Step, choice: usize, seed: u64) -> Brief {
    let mut wanted = Brief { seed, ..brief(facts, step) };
    let before = |at: Step, selections: &Selections| Brief { selections: selections.clone(), seed, ..brief(facts, at) };
    if step > Step::PersonaSelection {
        let given = write(&before(Step::PersonaSelection, &wanted.selections));
        wanted.selections.persona = offer(CardKind::Persona, &given.personas).into_iter().nth(choice);
    }
    if step > Step::AngleSelection {
        let given = write(&before(Step::AngleSelection, &wanted.selections));
        wanted.selections.angle = offer(CardKind::Angle, &given.angles).into_iter().nth(choice);
    }
    if step > Step::PsychologySelection {
        let given = write(&before(Step::PsychologySelection, &wanted.selections));
        wanted.selections.concept = offer(CardKind::Concept, &given.concepts).into_iter().nth(choice);
    }
    wanted
}

/// A refinement of what a brief gave.
pub(super) fn refined(facts: &Facts, step: Step, wish: &str) -> (Given, Given) {
    let first = ready(facts, step, 0, 11);
    let given = write(&first);
    let again = Brief { wish: Some(wish.into()), shown: content(&first, &given), may_answer: true, seed: 12, ..first };
    (given, write(&again))
}

/// Personas by a wish, with none shown before.
pub(super) fn personas(facts: &Facts, wish: &str) -> Given {
    write(&Brief { wish: Some(wish.into()), ..brief(facts, Step::PersonaSelection) })
}

/// Somebody of whom a client only brought the name.
pub(super) fn own_persona(name: &str) -> Persona {
    Persona {
        name: Title::new(name).unwrap(),
        share: adforge_domain::cards::Share::default(),
        age: String::new(),
        gender: Gender::All,
        location: "".into(),
        description: String::new(),
        traits: Vec::new(),
        pain_points: Vec::new(),
        desires: Vec::new(),
        portrait: String::new(),
        notes: Default::default(),
    }
}

pub(super) fn ages(persona: &Persona) -> (u8, u8) {
    crate::lens::age_range(&persona.age).unwrap_or_else(|| panic!("{:?} is an age range", persona.age))
}

/// Every text that a reader gets: on the cards and around them.
pub(super) fn texts(given: &Given) -> Vec<String> {
    let mut texts = on_cards(given);
    texts.extend(given.notes.iter().chain(&given.reasoning).chain(&given.answer).cloned());
    if let Some(done) = &given.done {
        texts.extend(done.recommended_angles.iter().chain(&done.recommended_tone).cloned());
    }
    texts
}

/// Every text on the cards themselves.
pub(super) fn on_cards(given: &Given) -> Vec<String> {
    let mut texts = Vec::new();
    for card in &given.formats {
        texts.push(card.description.clone());
        texts.extend(card.best_for.iter().cloned());
    }
    for card in &given.personas {
        texts.extend([card.name.to_string(), card.share.label.clone(), card.description.clone()]);
        texts.extend(Some(card.location.to_string()).filter(|it| !it.is_empty()));
        texts.extend(card.traits.iter().chain(&card.pain_points).chain(&card.desires).map(ToString::to_string));
    }
    for card in &given.effects {
        texts.extend([card.area.clone(), card.effect.clone()]);
    }
    for card in &given.angles {
        texts.extend([card.title.to_string(), card.description.clone(), card.reason.clone()]);
    }
    for card in &given.concepts {
        texts.extend([card.title.to_string(), card.description.clone(), card.visual_direction.clone()]);
        texts.extend([card.script.hook.clone(), card.script.body.clone(), card.script.cta.clone()]);
    }
    for card in &given.scenes {
        texts.extend([card.voiceover.clone(), card.on_screen_text.clone(), card.visual.clone()]);
    }
    texts
}
