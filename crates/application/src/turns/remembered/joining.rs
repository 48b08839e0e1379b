//! Asking for a set that others may have asked for: what is told of it so far, and the rest once it is one's turn.

use super::{Kept, Memory, writing};
use adforge_domain::text::fold_name;
use adforge_ports_creative::{Brief, Card, Copywriter, Done, Piece, Pieces, WriterError};
use futures_util::{StreamExt, stream};
use std::{collections::BTreeSet, sync::Arc};
use tokio::sync::{Mutex as Turn, OwnedMutexGuard, watch};

/// A set that is being written.
#[derive(Default)]
pub(super) struct UnderWay {
    /// Who has it writes; the others wait for it.
    turn: Arc<Turn<()>>,
    /// What was written so far, by one after the other where the first could not go on.
    told: watch::Sender<Vec<Piece>>,
}

impl UnderWay {
    pub(super) fn tell(&self, piece: &Piece) {
        self.told.send_modify(|told| told.push(piece.clone()));
    }
}

/// Whoever asked for a set.
struct Joining {
    writer: Arc<dyn Copywriter>,
    memory: Arc<Memory>,
    key: String,
    brief: Brief,
    under_way: Arc<UnderWay>,
    told: watch::Receiver<Vec<Piece>>,
    heard: Vec<Piece>,
    turn: Option<OwnedMutexGuard<()>>,
    /// What is left, once it is known from whom.
    rest: Option<Pieces>,
}

/// A set: what others have it written for is heard as it comes; who is first has it written.
pub(super) fn joined(writer: Arc<dyn Copywriter>, memory: Arc<Memory>, key: String, brief: Brief) -> Pieces {
    let under_way = memory.under_way(&key);
    let mut told = under_way.told.subscribe();
    told.mark_changed();
    let joining = Joining { writer, memory, key, brief, under_way, told, heard: Vec::new(), turn: None, rest: None };
    stream::unfold(joining, |mut joining| async move { joining.next().await.map(|piece| (piece, joining)) }).boxed()
}

impl Joining {
    async fn next(&mut self) -> Option<Result<Piece, WriterError>> {
        loop {
            if let Some(rest) = &mut self.rest {
                return rest.next().await;
            }
            let next = self.told.borrow_and_update().get(self.heard.len()).cloned();
            if let Some(piece) = next {
                if matches!(piece, Piece::Done(_)) {
                    self.rest = Some(stream::empty().boxed());
                }
                self.heard.push(piece.clone());
                return Some(Ok(piece));
            }
            if let Some(turn) = self.turn.take() {
                self.rest = Some(self.go_on(turn).await);
                continue;
            }
            tokio::select! {
                biased;
                // Its sender is held here, so it can't be gone.
                _ = self.told.changed() => {}
                turn = Arc::clone(&self.under_way.turn).lock_owned() => self.turn = Some(turn),
            }
        }
    }

    /// It is this one's turn: whoever was before has written it, or could not go on.
    async fn go_on(&mut self, turn: OwnedMutexGuard<()>) -> Pieces {
        if let Some(kept) = self.memory.at_hand(&self.key) {
            return kept.rest(&self.heard);
        }
        match self.memory.claim(&self.key).await {
            Ok(claim) => {
                let written = self.heard.iter().filter_map(|piece| match piece {
                    Piece::Card(card) => Some(card.as_ref().clone()),
                    _ => None,
                });
                let brief = Brief { written: written.collect(), ..self.brief.clone() };
                let (pieces, under_way) = (self.writer.write(brief), Arc::clone(&self.under_way));
                writing::kept(&self.memory, (&self.key, &self.heard), pieces, under_way, (turn, claim))
            }
            Err(kept) => kept.rest(&self.heard),
        }
    }
}

impl Kept {
    /// What somebody who has heard so much has yet to hear.
    pub(super) fn rest(&self, heard: &[Piece]) -> Pieces {
        let (mut names, mut reasons, mut notes) = (BTreeSet::new(), false, BTreeSet::new());
        for piece in heard {
            match piece {
                Piece::Card(card) => {
                    if let Card::Persona(persona) = card.as_ref() {
                        names.insert(fold_name(&persona.name));
                    }
                }
                Piece::Reasoning(_) => reasons = true,
                Piece::Note(note) => {
                    notes.insert(note);
                }
                _ => {}
            }
        }
        let mut pieces = Vec::with_capacity(self.personas.len() + self.notes.len() + 2);
        if !reasons && !self.reasoning.is_empty() {
            pieces.push(Piece::Reasoning(self.reasoning.clone()));
        }
        let left = self.personas.len().saturating_sub(names.len());
        let personas = self.personas.iter().filter(|persona| !names.contains(&fold_name(&persona.name))).take(left);
        pieces.extend(personas.map(|persona| Piece::Card(Box::new(Card::Persona(persona.clone())))));
        pieces.extend(self.notes.iter().filter(|note| !notes.contains(note)).cloned().map(Piece::Note));
        pieces.push(Piece::Done(Done::default()));
        stream::iter(pieces.into_iter().map(Ok)).boxed()
    }
}
