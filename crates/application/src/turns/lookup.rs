//! Cards of older sets, which only the log knows.

use crate::{Application, Refusal};
use adforge_domain::{
    ids::{CardId, SessionId},
    message::Body,
    selection::Selections,
    text::fold_name,
    workflow::{Choice, Found, Lookup, Pick, offers},
};

/// How many choices are named when a card isn't found.
const CHOICES: u32 = 50;

impl Application {
    /// What the log has to say to lookups: each card with what it was made for, or the choices there are.
    pub(super) async fn found(&self, session: SessionId, lookups: &[Lookup]) -> Result<Found, Refusal> {
        let mut found = Found::default();
        for lookup in lookups {
            let message = self.ports.store.offered(session, lookup).await?;
            let offered = message.as_ref().and_then(|message| match &message.body {
                Body::Ai(delivered) => offers(&delivered.content).into_iter().find(|card| means(lookup, card)),
                _ => None,
            });
            if let Some((_, _, selections)) = offered {
                found.cards.push((lookup.clone(), selections));
                continue;
            }
            let newest = self.ports.store.cards(session, lookup.kind, CHOICES).await?;
            let choices = newest.into_iter().map(|(id, name)| Choice { id: id.to_string(), name }).collect();
            found.choices.push((lookup.kind, choices));
        }
        Ok(found)
    }
}

fn means(lookup: &Lookup, (id, name, _): &(CardId, String, Selections)) -> bool {
    match &lookup.pick {
        Pick::Id(wanted) => wanted == id,
        Pick::Name(wanted) => fold_name(wanted) == fold_name(name),
        Pick::Unknown(_) => false,
    }
}
