//! What tests brief a writer with, and what it answers.

use super::scripted::{Books, Say, Scripted};
use crate::LlmCopywriter;
use adforge_domain::{
    format::{FormatId, MediaType},
    ids::{JobId, OwnerId, ProductId},
    language::Language,
    product::{Facts, Product},
    workflow::Step,
};
use adforge_ports_creative::{Account, Brief, Card, Copywriter, Piece, Subject, WriterError};
use futures_util::StreamExt;
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use time::OffsetDateTime;
use uuid::Uuid;

/// A product that has facts of every kind.
pub(super) fn facts() -> Facts {
    Facts {
        description: "Boots for people who stand all day.".to_owned(),
        category: "Footwear".to_owned(),
        price: Some(129.0),
        currency: Some("EUR".to_owned()),
        brand: "Ardenne".to_owned(),
        benefits: vec!["water runs off for two hours".to_owned(), "weighs 480 g a boot".to_owned()],
        ingredients: vec!["waxed leather".to_owned(), "cork sole".to_owned()],
        claims: vec!["resoled for free in the first three years".to_owned()],
        language: Some(Language::EN),
        ..adforge_doubles::facts("Ardenne Quayside Boot")
    }
}

pub(super) fn product(facts: Facts) -> Arc<Product> {
    Arc::new(Product {
        id: ProductId(Uuid::from_u128(7)),
        owner: owner(),
        external_id: None,
        slug: "boot".to_owned(),
        facts,
        picture: None,
        revision: 1,
        created_at: OffsetDateTime::UNIX_EPOCH,
        updated_at: OffsetDateTime::UNIX_EPOCH,
    })
}

fn owner() -> OwnerId {
    OwnerId("maud@example.org".to_owned())
}

/// A brief for a step about the boots, with the hybrid format.
pub(super) fn brief(step: Step) -> Brief {
    brief_of(step, facts())
}

pub(super) fn brief_of(step: Step, facts: Facts) -> Brief {
    let subject = Subject { product: product(facts), media: MediaType::Video };
    let account = Account { owner: owner(), session: None, job: Some(JobId(Uuid::from_u128(9))) };
    let mut brief = Brief::new(subject, step, account);
    brief.selections.format = Some(FormatId::Hybrid);
    brief.seed = 42;
    brief
}

/// A persona's card as a model writes it.
pub(super) fn persona(name: &str) -> Value {
    json!({
        "age_from": 25, "age_to": 40, "audience": name,
        "description": "They stand behind a counter from seven until three and walk home along the river. Shoes that \
                        look right are the ones that hurt.",
        "desires": ["To sit down because they want to, not because they must", "Shoes that can be mended"],
        "gender": "All", "location": "Belgium",
        "pain_points": ["Sore feet at the end of the shift", "Wet socks on the way home"],
        "traits": ["on their feet", "values repair", "buys once a year"],
    })
}

/// An answer of cards.
pub(super) fn answer(cards: &[Value]) -> String {
    json!({"amount": cards.len(), "cards": cards, "notes": []}).to_string()
}

/// What a writer gave, and how it ended.
pub(super) struct Told {
    pub(super) pieces: Vec<Piece>,
    pub(super) error: Option<WriterError>,
}

impl Told {
    pub(super) fn cards(&self) -> Vec<&Card> {
        let cards = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Card(card) => Some(&**card),
            _ => None,
        });
        cards.collect()
    }

    pub(super) fn names(&self) -> Vec<&str> {
        self.cards().into_iter().filter_map(crate::cards::name).collect()
    }

    pub(super) fn notes(&self) -> Vec<&str> {
        let notes = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Note(note) => Some(note.as_str()),
            _ => None,
        });
        notes.collect()
    }

    pub(super) fn is_done(&self) -> bool {
        matches!(self.pieces.last(), Some(Piece::Done(_))) && self.error.is_none()
    }
}

/// Has a brief written by a model with these scripts.
pub(super) async fn written(brief: Brief, scripts: Vec<Vec<Say>>) -> (Told, Arc<Scripted>, Arc<Books>) {
    let (model, books) = (Scripted::new(scripts), Arc::new(Books::default()));
    let told = told(&model, &books, brief).await;
    (told, model, books)
}

pub(super) async fn told(model: &Arc<Scripted>, books: &Arc<Books>, brief: Brief) -> Told {
    let writer = LlmCopywriter::new(Arc::clone(model) as _, Arc::clone(books) as _);
    let mut pieces = writer.write(brief);
    let mut told = Told { pieces: Vec::new(), error: None };
    // A script that hangs where nobody should still be listening fails, and doesn't hang the test.
    let patience = Duration::from_secs(10);
    while let Some(piece) = tokio::time::timeout(patience, pieces.next()).await.expect("it listens no more") {
        match piece {
            Ok(piece) => told.pieces.push(piece),
            Err(error) => told.error = Some(error),
        }
    }
    told
}

/// A brief in which persona, angle and concept are chosen, too.
pub(super) fn chosen(step: Step) -> Brief {
    use adforge_domain::{
        cards::Offered,
        ids::{CardId, CardKind},
    };
    let mut brief = brief(step);
    let offered = |kind| CardId { kind, number: 1 };
    let score = json!(75);
    let persona = json!({
        "name": "Counter Staff", "age": "25-40", "gender": "All", "location": "Belgium",
        "description": "They stand behind a counter from seven until three.", "traits": ["on their feet"],
        "pain_points": ["Sore feet at the end of the shift"], "desires": ["To sit down because they want to"],
    });
    let angle = json!({
        "title": "The last hour", "score": score, "description": "The last hour is the longest. Cork takes the floor away.",
        "metrics": {"emotion": score, "proof": score, "differentiation": score}, "reason": "A sole can be shown.",
    });
    let concept = json!({
        "title": "Contrast", "score": score, "description": "The first hour against the last.",
        "metrics": {"hook": score, "mechanism": score, "believability": score, "cta": score},
        "script": {
            "hook": "Three o'clock. Who is still smiling?",
            "body": "The floor is tiles, the queue is long. Under you: a cork sole. Waxed leather keeps the rain out.",
            "cta": "See the Ardenne Quayside Boot.",
        },
        "visual_direction": "A bakery at three, warm light.",
    });
    let card = |value: &Value| serde_json::from_value(value.clone()).unwrap();
    brief.selections.persona =
        Some(Offered { id: offered(CardKind::Persona), card: Arc::new(serde_json::from_value(persona).unwrap()) });
    brief.selections.angle =
        Some(Offered { id: offered(CardKind::Angle), card: Arc::new(serde_json::from_value(angle).unwrap()) });
    brief.selections.concept = Some(Offered { id: offered(CardKind::Concept), card: Arc::new(card(&concept)) });
    brief
}

/// An angle's and a concept's card as a model writes it.
pub(super) fn angle(title: &str) -> Value {
    json!({
        "angle": title,
        "description": "The last hour is the longest one. Ardenne Quayside Boot puts a cork sole between you and the tiles.",
        "reason": "The sole can be filmed; the last hour is felt by everybody who stands.",
        "score_differentiation": 6.5, "score_emotion": 8.0, "score_proof": 9.9,
    })
}

pub(super) fn concept(title: &str) -> Value {
    json!({
        "concept": title, "description": "It sets the first hour against the last one.",
        "hook": "Three o'clock. Who is still smiling?",
        "main_part": "The floor is tiles and the queue is long. Under you there is a cork sole. Waxed leather keeps the rain out.",
        "next_step": "See the Ardenne Quayside Boot.",
        "pictures": "A bakery at three, a person of thirty, three close shots, warm light, the boot alone at the end.",
        "score_believability": 8.0, "score_call": 7.0, "score_hook": 8.5, "score_mechanism": 7.5,
    })
}
