//! What a process is asked.

use super::owner;
use adforge_application::Turn;
use adforge_domain::{
    ids::{CardKind, SessionId},
    job::JobKind,
    workflow::{Command, Pick, Picks, Render, Step},
};

pub fn turn(session: SessionId, text: &str, step: Option<Step>, picks: Picks) -> Turn {
    let command = Command::turn(text, step, picks).unwrap();
    Turn { owner: owner(), session, command, key: None, client_id: None, interrupt: false, awaited: true }
}

pub fn asks(session: SessionId, step: Step) -> Turn {
    turn(session, "Generate ads", Some(step), Picks::default())
}

pub fn picks(session: SessionId, kind: CardKind, id: &str) -> Turn {
    let pick = Some(Pick::named(kind, id));
    let picks = match kind {
        CardKind::Persona => Picks { persona: pick, ..Picks::default() },
        CardKind::Angle => Picks { angle: pick, ..Picks::default() },
        CardKind::Concept => Picks { concept: pick, ..Picks::default() },
    };
    turn(session, "", None, picks)
}

pub fn films(session: SessionId, concept: &str) -> Turn {
    let mut turn = picks(session, CardKind::Concept, concept);
    turn.command.render = Some(Render { kind: JobKind::Video, script: None, avatar: None });
    turn
}
