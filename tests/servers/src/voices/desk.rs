//! Who answers: what is asked is checked, counted, and played by the one it stands in for.

use super::{Call, KEY, Kind, Lie, Sale, Trouble, documented, elevenlabs, heygen, openai};
use crate::http::{Manner, Reply, Request};
use std::{
    collections::{HashMap, VecDeque},
    sync::{Condvar, Mutex},
};

/// What stands behind the address.
pub(super) struct Inner {
    pub(super) kind: Kind,
    pub(super) state: Mutex<State>,
    pub(super) changed: Condvar,
}

#[derive(Default)]
pub(super) struct State {
    /// Where it is, without a path.
    pub(super) address: String,
    pub(super) sales: Vec<Sale>,
    /// What was asked, as it was let in.
    pub(super) asked: Vec<Call>,
    /// What was refused since it isn't documented.
    pub(super) strange: Vec<String>,
    pub(super) next: HashMap<Call, VecDeque<Trouble>>,
    /// What is spoken is sold, and its answer held back.
    pub(super) holds: bool,
    /// Links are no longer good.
    pub(super) has_expired: bool,
}

impl Inner {
    pub(super) fn answer(&self, request: &Request) -> Reply {
        let mut state = self.state.lock().unwrap();
        let line = format!("{} {}", request.method, request.path);
        let Some(call) = documented::call(self.kind, &line) else {
            state.strange.push(line);
            return self.error(404, "not_found");
        };
        if let Err(refusal) = documented::check(self.kind, call, request) {
            state.strange.push(format!("{line}: {refusal}"));
            return self.error(400, "invalid_request");
        }
        if call != Call::File && !self.knows(request) {
            return self.error(401, self.unauthorized());
        }
        state.asked.push(call);
        self.changed.notify_all();
        let trouble = state.next.get_mut(&call).and_then(VecDeque::pop_front);
        let reply = match trouble {
            Some(Trouble::Error(status, code)) => self.error(status, code),
            Some(Trouble::After(status, code, after)) => self.error(status, code).with("retry-after", after),
            Some(Trouble::Deaf) => self.error(500, "internal_error").sent(Manner::Vanish),
            Some(Trouble::Says(status, kind, body)) => Reply::of(status, kind, body),
            Some(Trouble::Leads(address)) => Reply::of(307, "text/html", Vec::new()).with("location", &address),
            Some(Trouble::Badly(manner)) => self.usual(&mut state, call, request, None).sent(manner),
            Some(Trouble::Lies(lie)) => self.usual(&mut state, call, request, Some(lie)),
            None => self.usual(&mut state, call, request, None),
        };
        self.changed.notify_all();
        while call == Call::Speak && state.holds {
            state = self.changed.wait(state).unwrap();
        }
        reply
    }

    fn knows(&self, request: &Request) -> bool {
        match self.kind {
            Kind::ElevenLabs => request.header("xi-api-key") == Some(KEY),
            Kind::Heygen => request.header("x-api-key") == Some(KEY),
            Kind::OpenAi => request.header("authorization") == Some(&format!("Bearer {KEY}")),
            Kind::Local => true,
        }
    }

    fn unauthorized(&self) -> &'static str {
        match self.kind {
            Kind::Heygen => "unauthorized",
            _ => "invalid_api_key",
        }
    }

    fn error(&self, status: u16, code: &str) -> Reply {
        match self.kind {
            Kind::ElevenLabs => elevenlabs::error(status, code),
            Kind::Heygen => heygen::error(status, code),
            Kind::OpenAi | Kind::Local => openai::error(status, code),
        }
    }

    fn usual(&self, state: &mut State, call: Call, request: &Request, lie: Option<Lie>) -> Reply {
        match self.kind {
            Kind::ElevenLabs => elevenlabs::answer(state, call, request, lie),
            Kind::Heygen => heygen::answer(state, call, request, lie),
            Kind::OpenAi | Kind::Local => openai::answer(state, self.kind, call, request),
        }
    }
}
