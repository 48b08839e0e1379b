//! A set on its way from its writer to whoever asked, and onto the shelf.

use super::{Claim, Kept, Memory, joining::UnderWay};
use adforge_ports_creative::{Card, Piece, Pieces, WriterError};
use futures_util::{StreamExt, stream};
use std::{mem, sync::Arc};
use tokio::sync::OwnedMutexGuard;

/// A set that is being written. When it is dropped, the next who waits has its turn.
struct Writing {
    memory: Arc<Memory>,
    pieces: Pieces,
    under_way: Arc<UnderWay>,
    kept: Kept,
    /// Until it is kept.
    turn: Option<OwnedMutexGuard<()>>,
    /// Until it is shared.
    claim: Option<Claim>,
    /// Whether it is a set of personas so far, and can be kept.
    whole: bool,
}

/// What a writer gives, kept under this key once it is whole, with what was `heard` of it before; `turn` and `claim` keep the
/// others waiting, here and in other processes.
pub(super) fn kept(
    memory: &Arc<Memory>,
    (key, heard): (&str, &[Piece]),
    pieces: Pieces,
    under_way: Arc<UnderWay>,
    (turn, claim): (OwnedMutexGuard<()>, Option<Claim>),
) -> Pieces {
    let (key, at) = (key.to_owned(), memory.clock.now());
    let kept = Kept { key, at, reasoning: Vec::new(), personas: Vec::new(), notes: Vec::new() };
    let memory = Arc::clone(memory);
    let mut writing = Writing { memory, pieces, under_way, kept, turn: Some(turn), claim, whole: true };
    heard.iter().for_each(|piece| writing.add(piece));
    stream::unfold(writing, |mut writing| async move { writing.next().await.map(|piece| (piece, writing)) }).boxed()
}

impl Writing {
    async fn next(&mut self) -> Option<Result<Piece, WriterError>> {
        let piece = self.pieces.next().await?;
        match &piece {
            Ok(piece) => self.add(piece),
            Err(_) => self.whole = false,
        }
        if let Ok(piece) = &piece
            && self.whole
        {
            self.under_way.tell(piece);
            if matches!(piece, Piece::Done(_)) {
                self.keep().await;
            }
        }
        Some(piece)
    }

    fn add(&mut self, piece: &Piece) {
        match piece {
            Piece::Reasoning(lines) => self.kept.reasoning.extend(lines.iter().cloned()),
            Piece::Note(note) => self.kept.notes.push(note.clone()),
            Piece::Card(card) => match card.as_ref() {
                Card::Persona(persona) => self.kept.personas.push(persona.clone()),
                _ => self.whole = false,
            },
            Piece::Done(_) | Piece::Status(_) => {}
            // Who hands on what others write can't be kept under one name.
            Piece::Answer(_) | Piece::Writer(_) => self.whole = false,
        }
    }

    async fn keep(&mut self) {
        if !self.kept.is_sound() {
            return;
        }
        let Self { memory, kept, .. } = self;
        let nothing = Kept { key: String::new(), at: kept.at, reasoning: vec![], personas: vec![], notes: vec![] };
        let kept = Arc::new(mem::replace(kept, nothing));
        memory.at_hand.insert(kept.key.clone(), Arc::clone(&kept));
        self.turn = None;
        memory.share(&kept).await;
        self.claim = None;
    }
}
