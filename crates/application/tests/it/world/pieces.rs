//! A writer that is asked without a turn, and what it gives, in words.

use super::owner;
use adforge_domain::{
    format::MediaType,
    ids::ProductId,
    language::Language,
    product::{Facts, Product},
    workflow::Step,
};
use adforge_doubles::facts;
use adforge_ports_creative::{Account, Brief, Card, Copywriter, Piece, Subject, WriterError};
use futures_util::StreamExt;
use std::{sync::Arc, time::Duration};

/// A brief for personas.
pub fn brief(language: Option<Language>) -> Brief {
    let at = time::OffsetDateTime::UNIX_EPOCH;
    let product = Product {
        id: ProductId(uuid::Uuid::nil()),
        owner: owner(),
        external_id: None,
        slug: "serum".into(),
        facts: Facts { language, ..facts("Sérum") },
        picture: None,
        revision: 1,
        created_at: at,
        updated_at: at,
    };
    let subject = Subject { product: Arc::new(product), media: MediaType::Video };
    Brief::new(subject, Step::PersonaSelection, Account { owner: owner(), session: None, job: None })
}

/// All that a writer gives, in words.
pub async fn given(writer: &dyn Copywriter, brief: Brief) -> Vec<String> {
    let pieces = tokio::time::timeout(Duration::from_secs(10), writer.write(brief).collect::<Vec<_>>()).await.unwrap();
    pieces.iter().map(piece).collect()
}

/// A piece in words.
pub fn piece(piece: &Result<Piece, WriterError>) -> String {
    match piece {
        Ok(Piece::Writer(name)) => format!("by {name}"),
        Ok(Piece::Status(status)) => status.steps[0].label.clone(),
        Ok(Piece::Reasoning(lines)) => lines.join(" "),
        Ok(Piece::Card(card)) => named(card),
        Ok(Piece::Note(note)) => note.clone(),
        Ok(Piece::Answer(answer)) => answer.text.clone(),
        Ok(Piece::Done(_)) => "done".into(),
        Err(error) => error.to_string(),
    }
}

/// A persona's name.
pub fn named(card: &Card) -> String {
    match card {
        Card::Persona(card) => card.name.to_string(),
        other => panic!("{other:?} is no persona"),
    }
}
