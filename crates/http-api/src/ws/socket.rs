//! One socket: one task reads what the client says and writes what the session tells, and never waits for ever.

use super::{
    line::{EXPIRED, End, Line, NO_SESSION, STOPPING, STORE},
    said::{Said, read},
};
use crate::{
    api::Api,
    caller::Caller,
    messages,
    metrics::Metrics,
    problem::Problem,
    sse,
    unbroken::unbroken,
    wire::{self, Asked, RenderStarted},
};
use actix_web::web::Data;
use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseCode, CloseReason, ProtocolError, Session};
use adforge_application::{Follower, From, Started, Told};
use adforge_domain::{
    event::Event,
    ids::{MessageId, Seq, SessionId},
    message::Body,
};
use std::{
    collections::HashSet,
    sync::{Arc, atomic::Ordering::Relaxed},
    time::Duration,
};
use tokio::time::{Instant, timeout};
use uuid::Uuid;

/// Whom a socket is for, and whether its cards go out one by one.
pub(super) type Wanted = Result<(Caller, SessionId, bool), Problem>;

/// How long a close may take.
const CLOSING: Duration = Duration::from_secs(1);

/// Serves a socket to its end.
pub(super) async fn serve(
    api: Data<Api>,
    session: Session,
    incoming: AggregatedMessageStream,
    wanted: Wanted,
    request: Uuid,
) {
    let _open = Open::begin(&api.metrics);
    let mut line = Line { session, patience: api.settings.patience / 3, request };
    let end = match wanted {
        Err(problem) => line.refuse(&problem).await,
        Ok((caller, session, partial)) => follow(&api, &mut line, incoming, caller, session, partial).await,
    };
    if let End::Close(code, why) = end {
        let slow = code == CloseCode::Other(4408);
        if slow {
            api.metrics.slow.fetch_add(1, Relaxed);
        }
        // Who reads slowly may still read this.
        let patience = if slow { api.settings.patience } else { CLOSING };
        let reason = CloseReason { code, description: Some(why.to_owned()) };
        let _ = timeout(patience, line.session.close(Some(reason))).await;
    }
}

async fn follow(
    api: &Api,
    line: &mut Line,
    mut incoming: AggregatedMessageStream,
    caller: Caller,
    session: SessionId,
    partial: bool,
) -> End {
    let follower = match api.application.follow(&caller.owner, session, From::Now).await {
        Ok(follower) => follower,
        Err(refusal) => return line.refuse(&refusal.into()).await,
    };
    let mut socket = Socket { api, caller, session, partial, follower, sent: 0, own: HashSet::new() };
    let mut ping = tokio::time::interval(api.settings.ping);
    ping.reset();
    let mut heard = Instant::now();
    loop {
        let next = tokio::select! {
            () = api.stopping.cancelled() => Err(STOPPING),
            told = socket.follower.next() => match told {
                Some(told) => socket.tell(line, &told).await,
                None => Err(STORE),
            },
            message = incoming.recv() => {
                heard = Instant::now();
                socket.hear(line, message).await
            }
            _ = ping.tick() => {
                if heard.elapsed() >= api.settings.ping * 3 {
                    return End::Gone;
                }
                line.ping().await
            }
        };
        if let Err(end) = next {
            return end;
        }
    }
}

struct Socket<'a> {
    api: &'a Api,
    caller: Caller,
    session: SessionId,
    partial: bool,
    follower: Follower,
    /// The last id that went out.
    sent: Seq,
    /// The user's messages that came by this socket: they are not told to it.
    own: HashSet<MessageId>,
}

impl Socket<'_> {
    /// Passes on what the session tells.
    async fn tell(&mut self, line: &mut Line, told: &Told) -> Result<(), End> {
        match &told.event {
            Event::Message(message) if matches!(message.body, Body::User(_)) && self.own.remove(&message.id) => {
                return Ok(());
            }
            event if sse::is_delta(event) && !self.partial => return Ok(()),
            _ => {}
        }
        let id = wire::id_of(&told.event, self.sent);
        self.sent = id.unwrap_or(self.sent);
        line.event(self.api, told, id).await?;
        match told.event {
            Event::Erased => Err(NO_SESSION),
            Event::Expired => Err(EXPIRED),
            _ => Ok(()),
        }
    }

    /// Does what the client says.
    async fn hear(
        &mut self,
        line: &mut Line,
        message: Option<Result<AggregatedMessage, ProtocolError>>,
    ) -> Result<(), End> {
        match message {
            Some(Ok(AggregatedMessage::Text(text))) => self.frame(line, text.as_bytes()).await,
            Some(Ok(AggregatedMessage::Binary(bytes))) => self.frame(line, &bytes).await,
            Some(Ok(AggregatedMessage::Ping(bytes))) => line.pong(&bytes).await,
            Some(Ok(AggregatedMessage::Pong(_))) => Ok(()),
            Some(Ok(AggregatedMessage::Close(reason))) => {
                Err(End::Close(reason.map_or(CloseCode::Normal, |reason| reason.code), ""))
            }
            Some(Err(error)) => Err(line.broken(&error).await),
            None => Err(End::Gone),
        }
    }

    async fn frame(&mut self, line: &mut Line, text: &[u8]) -> Result<(), End> {
        let (said, client) = read(text);
        let done = match said {
            Ok(Said::Asks(asked)) => self.ask(line, *asked).await,
            Ok(Said::Cancel) => self.cancel().await.map_err(Trouble::Problem),
            Ok(Said::Resume(after)) => self.resume(&after).await.map_err(Trouble::Problem),
            Err(problem) => Err(Trouble::Problem(problem)),
        };
        match done {
            Ok(()) => Ok(()),
            Err(Trouble::End(end)) => Err(end),
            Err(Trouble::Problem(problem)) => line.problem(&problem.to_client(client)).await,
        }
    }

    async fn ask(&mut self, line: &mut Line, asked: Asked) -> Result<(), Trouble> {
        let client = asked.client_id.clone();
        let started = messages::begin(self.api, messages::turn(&self.caller, self.session, asked)).await?;
        match started {
            started if !started.repeated => {
                self.own.insert(started.user);
            }
            started if started.over => self.replay(line, &started).await?,
            // It runs, and this socket follows it; but whoever asked again waits for the job's number.
            started if started.kind.is_render() => {
                let again = RenderStarted::new(started.kind, started.job, started.estimated_seconds);
                line.json(&again.with(started.reply, started.user, client)).await?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Tells a turn again that is over. What this socket was told before keeps its number; so nothing here has one.
    async fn replay(&self, line: &mut Line, started: &Started) -> Result<(), Trouble> {
        let mut follower =
            self.api.application.follow_turn(&self.caller.owner, started, false).await.map_err(Problem::from)?;
        while let Some(told) = follower.next().await {
            let elsewhere = matches!(&told.event, Event::Message(message) if message.id != started.reply);
            if !elsewhere && (self.partial || !sse::is_delta(&told.event)) {
                line.event(self.api, &told, None).await?;
            }
        }
        Ok(())
    }

    async fn cancel(&self) -> Result<(), Problem> {
        let (application, owner, session) =
            (Arc::clone(&self.api.application), self.caller.owner.clone(), self.session);
        unbroken(self.api, async move { application.cancel(&owner, session).await }).await
    }

    /// Begins again after a number: the follower is another one from here on.
    async fn resume(&mut self, after: &str) -> Result<(), Problem> {
        let after = messages::number(self.api, &self.caller, self.session, after).await?;
        let mut follower = self.api.application.follow(&self.caller.owner, self.session, From::After(after)).await?;
        // Of what runs this socket has seen the cards so far.
        follower.in_place_of(&self.follower);
        self.follower = follower;
        self.sent = after;
        self.own.clear();
        Ok(())
    }
}

/// Why what a client said came to nothing.
enum Trouble {
    Problem(Problem),
    End(End),
}

impl std::convert::From<Problem> for Trouble {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl std::convert::From<End> for Trouble {
    fn from(end: End) -> Self {
        Self::End(end)
    }
}

/// A socket that is open, until it is dropped.
struct Open(Arc<Metrics>);

impl Open {
    fn begin(metrics: &Arc<Metrics>) -> Self {
        metrics.sockets.up();
        Self(Arc::clone(metrics))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.sockets.down();
    }
}
