//! One brief being written: the question, the answer as it comes, and at most one question more.

use super::{
    desk::{Desk, Stand},
    faults,
};
use crate::{
    cutter::{Cut, Cutter},
    meter::Asking,
    model::{End, Fault, Model, Part, Question},
    prompt,
};
use adforge_ports_creative::{Bill, Brief, Piece, WriterError};
use std::{collections::VecDeque, sync::Arc};

/// A brief under way: a state machine that gives a piece at a time. Dropping it ends a call that is under way.
pub(super) struct Work {
    model: Arc<dyn Model>,
    bill: Arc<dyn Bill>,
    brief: Brief,
    /// What can be given without waiting.
    ready: VecDeque<Result<Piece, WriterError>>,
    stage: Stage,
}

enum Stage {
    Begin,
    Ask(Box<Desk>, Question),
    Read(Box<Reading>),
    Over,
}

/// An answer that is being read.
struct Reading {
    // The call is ended before anything else of it is dropped.
    asking: Asking,
    cutter: Cutter,
    desk: Desk,
    question: Question,
}

impl Work {
    pub(super) fn new(model: Arc<dyn Model>, bill: Arc<dyn Bill>, brief: Brief) -> Self {
        Self { model, bill, brief, ready: VecDeque::new(), stage: Stage::Begin }
    }

    /// The next piece.
    pub(super) async fn next(&mut self) -> Option<Result<Piece, WriterError>> {
        loop {
            if let Some(piece) = self.ready.pop_front() {
                return Some(piece);
            }
            match std::mem::replace(&mut self.stage, Stage::Over) {
                Stage::Begin => self.begin(),
                Stage::Ask(desk, question) => self.ask(*desk, question).await,
                Stage::Read(reading) => self.read(reading).await,
                Stage::Over => return None,
            }
        }
    }

    fn begin(&mut self) {
        let desk = match Desk::new(&self.brief) {
            Ok(desk) => desk,
            Err(broken) => return self.fail(WriterError::Failed(broken)),
        };
        self.ready.push_back(Ok(Piece::Status(desk.status(&self.brief, false, false))));
        if desk.wanted.is_met() {
            return self.finish(&desk);
        }
        match prompt::question(&self.brief, desk.tongue, &desk.wanted) {
            Some(question) => self.stage = Stage::Ask(Box::new(desk), question),
            None => self.fail(WriterError::Failed("a render has no cards".to_owned())),
        }
    }

    async fn ask(&mut self, desk: Desk, question: Question) {
        match Asking::begin(&self.model, &self.bill, &self.brief.account, question.clone()).await {
            Ok(asking) => {
                self.stage = Stage::Read(Box::new(Reading { asking, cutter: Cutter::new(), desk, question }));
            }
            Err(error) => self.fail(faults::of_bill(error)),
        }
    }

    async fn read(&mut self, mut reading: Box<Reading>) {
        match reading.asking.next().await {
            Some(Ok(Part::Usage(_))) => self.stage = Stage::Read(reading),
            Some(Ok(Part::Text(text))) => {
                let (cuts, outcome) = reading.cutter.push(&text);
                for cut in cuts {
                    self.take(&mut reading.desk, cut);
                }
                match outcome {
                    Ok(()) if !reading.desk.is_hopeless() => self.stage = Stage::Read(reading),
                    Ok(()) => self.judge(*reading),
                    Err(broken) => {
                        reading.desk.note_wrong(format!("{broken}."));
                        self.judge(*reading);
                    }
                }
            }
            Some(Ok(Part::End(End::Whole))) => self.judge(*reading),
            Some(Ok(Part::End(End::TooLong))) => {
                reading.desk.note_wrong("The answer was longer than it may be: write shorter texts.".to_owned());
                self.judge(*reading);
            }
            Some(Err(Fault::Cut)) | None => {
                reading.desk.note_wrong("The answer broke off before its end.".to_owned());
                self.judge(*reading);
            }
            // Whoever would not once, would not twice; and what is down, closed or busy isn't helped by a second call.
            Some(Ok(Part::End(End::Refused))) => self.end(&reading.desk, faults::refused(self.model.name())),
            Some(Err(fault)) => self.end(&reading.desk, faults::of_model(self.model.name(), &fault)),
        }
    }

    fn take(&mut self, desk: &mut Desk, cut: Cut) {
        match cut {
            Cut::Amount(amount) => desk.wanted.tell(amount),
            Cut::Card(json) => {
                if let Some(card) = desk.card(&self.brief, json) {
                    self.ready.push_back(Ok(Piece::Card(Box::new(card))));
                }
            }
            Cut::Whole(json) => desk.whole(&json),
        }
    }

    /// The answer is over, or not worth reading on: all is there, or it is asked once more, or it has failed.
    fn judge(&mut self, reading: Reading) {
        let Reading { asking, mut desk, question, .. } = reading;
        drop(asking);
        match desk.stand(&self.brief) {
            Stand::Done => self.finish(&desk),
            Stand::Answered(answer) => {
                self.ready.push_back(Ok(Piece::Status(desk.status(&self.brief, desk.asked_again, true))));
                self.ready.push_back(Ok(Piece::Answer(answer)));
                self.ready.push_back(Ok(Piece::Done(desk.done())));
            }
            Stand::Missing if desk.asked_again => self.fail(faults::unmended(self.model.name(), desk.wrong())),
            Stand::Missing => {
                self.ready.push_back(Ok(Piece::Status(desk.status(&self.brief, true, false))));
                let (answer, wrong) = desk.turn_page();
                let again = prompt::again(question, answer, &wrong, &desk.wanted, self.brief.seed);
                self.stage = Stage::Ask(Box::new(desk), again);
            }
        }
    }

    /// The call has failed; what it gave before may be all that was wanted.
    fn end(&mut self, desk: &Desk, error: WriterError) {
        if desk.wanted.is_met() { self.finish(desk) } else { self.fail(error) }
    }

    fn finish(&mut self, desk: &Desk) {
        self.ready.push_back(Ok(Piece::Status(desk.status(&self.brief, desk.asked_again, true))));
        self.ready.extend(desk.notes().into_iter().map(|note| Ok(Piece::Note(note))));
        self.ready.push_back(Ok(Piece::Done(desk.done())));
    }

    fn fail(&mut self, error: WriterError) {
        self.ready.push_back(Err(error));
    }
}
