//! Calls to a model, guarded: so many at once, none to who has failed, again only where that can't pay twice.

#[cfg(test)]
mod tests;

use crate::{
    Patience,
    alarm::{Alarm, Late},
    breaker::{Breaker, Permit},
    line::Clock,
    model::{Fault, Model, Part, Question},
};
use adforge_domain::spending::{Money, Tokens};
use adforge_ports_runtime::Ids;
use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, sleep},
};

/// How often a call is tried, the first among it.
const TRIES: u32 = 3;
/// The pause before the second; each one more doubles it.
const PAUSE: Duration = Duration::from_millis(400);

/// How many calls a provider gets at once; its models share one.
#[derive(Clone, Debug)]
pub struct Gate(Arc<Semaphore>);

impl Gate {
    /// For so many, one at least.
    pub fn of(calls: usize) -> Self {
        Self(Arc::new(Semaphore::new(calls.clamp(1, Semaphore::MAX_PERMITS))))
    }
}

/// A guarded model.
#[derive(Clone)]
pub(crate) struct Guarded {
    model: Arc<dyn Model>,
    gate: Gate,
    breaker: Breaker,
    ids: Arc<dyn Ids>,
    patience: Patience,
}

impl Guarded {
    pub(crate) fn new(model: Arc<dyn Model>, gate: Gate, patience: Patience, clock: Clock, ids: Arc<dyn Ids>) -> Self {
        Self { model, gate, breaker: Breaker::new(clock), ids, patience }
    }

    /// How long to wait before the next try: what it asks for, else longer each time; with up to a quarter more, so that
    /// those who were refused together don't come back together.
    fn pause(&self, fault: &Fault, tries: u32) -> Option<Duration> {
        let after = match fault {
            Fault::Busy { after } => *after,
            Fault::Unreachable => None,
            _ => return None,
        };
        let pause = after.unwrap_or_else(|| PAUSE.saturating_mul(2_u32.saturating_pow(tries.saturating_sub(1))));
        let part = (self.ids.secret() % 256) as f64 / 1024.0;
        let wanted = pause <= self.patience.pause && tries < TRIES;
        wanted.then(|| pause.saturating_add(pause.mul_f64(part)))
    }
}

impl Model for Guarded {
    fn name(&self) -> &str {
        self.model.name()
    }

    fn price(&self, tokens: Tokens) -> Option<Money> {
        self.model.price(tokens)
    }

    fn room(&self) -> u32 {
        self.model.room()
    }

    fn ask(&self, question: Question) -> BoxStream<'static, Result<Part, Fault>> {
        let (alarm, stage) = (Alarm::default(), Stage::Waiting);
        let run = Run { guarded: self.clone(), question, deadline: None, alarm, tries: 0, stage };
        // In a box, since it is moved for each part.
        stream::unfold(Box::new(run), |mut run| async move { Some((run.next().await?, run)) }).boxed()
    }
}

/// One question on its way.
struct Run {
    guarded: Guarded,
    question: Question,
    deadline: Option<Instant>,
    /// Rings at the deadline.
    alarm: Alarm,
    tries: u32,
    stage: Stage,
}

enum Stage {
    /// Nothing is on its way.
    Waiting,
    Asked(Box<Call>),
    Over,
}

/// One call of it.
struct Call {
    answer: BoxStream<'static, Result<Part, Fault>>,
    permit: Permit,
    /// A part has come, so there is something to pay.
    begun: bool,
    _turn: OwnedSemaphorePermit,
}

impl Run {
    async fn next(&mut self) -> Option<Result<Part, Fault>> {
        if matches!(self.stage, Stage::Over) {
            return None;
        }
        let deadline = *self.deadline.get_or_insert_with(|| Instant::now() + self.guarded.patience.whole);
        let mut alarm = std::mem::take(&mut self.alarm);
        let part = match alarm.until(deadline, self.advance(deadline)).await {
            Ok(part) => part,
            Err(Late) => Err(self.late()),
        };
        self.alarm = alarm;
        if matches!(part, Err(_) | Ok(Part::End(_))) {
            self.stage = Stage::Over;
        }
        Some(part)
    }

    async fn advance(&mut self, deadline: Instant) -> Result<Part, Fault> {
        loop {
            let Stage::Asked(call) = &mut self.stage else {
                self.tries += 1;
                match self.call().await {
                    Ok(call) => self.stage = Stage::Asked(Box::new(call)),
                    Err(fault) => self.rest(fault, deadline).await?,
                }
                continue;
            };
            let fault = match call.answer.next().await.unwrap_or(Err(Fault::Cut)) {
                Ok(part) => {
                    call.begun = true;
                    call.permit.answers();
                    if matches!(part, Part::End(_)) {
                        self.ended();
                    }
                    return Ok(part);
                }
                Err(fault) => fault,
            };
            if let Stage::Asked(call) = std::mem::replace(&mut self.stage, Stage::Waiting) {
                call.permit.fails(&fault);
                if call.begun {
                    return Err(fault);
                }
            }
            self.rest(fault, deadline).await?;
        }
    }

    fn ended(&mut self) {
        if let Stage::Asked(call) = std::mem::replace(&mut self.stage, Stage::Over) {
            call.permit.ends();
        }
    }

    /// Waits for a turn, and asks.
    async fn call(&mut self) -> Result<Call, Fault> {
        let gate = Arc::clone(&self.guarded.gate.0);
        let turn = gate.acquire_owned().await.map_err(|_| Fault::Busy { after: None })?;
        // Only who has a turn: else one who waits for it could hold the one trial.
        let permit = self.guarded.breaker.permit()?;
        let answer = self.guarded.model.ask(self.question.clone());
        Ok(Call { answer, permit, begun: false, _turn: turn })
    }

    /// Waits before the next try, if there is to be one.
    async fn rest(&mut self, fault: Fault, deadline: Instant) -> Result<(), Fault> {
        let pause = self.guarded.pause(&fault, self.tries).filter(|pause| Instant::now() + *pause < deadline);
        sleep(pause.ok_or(fault)?).await;
        Ok(())
    }

    /// What it means that the time is over.
    fn late(&mut self) -> Fault {
        match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Asked(call) => {
                call.permit.fails(&Fault::Slow);
                Fault::Slow
            }
            // Its turn never came: nothing was sent.
            Stage::Waiting | Stage::Over => Fault::Busy { after: None },
        }
    }
}
