//! What a call costs: set aside before it is made, settled once however it ends.

use crate::model::{Fault, Model, Part, Question};
use adforge_domain::spending::{Money, Spent, Tokens};
use adforge_ports_creative::{Account, Bill, BillError, Call, EntryId};
use futures_util::{StreamExt, stream::BoxStream};
use std::sync::Arc;

/// How many bytes of a prompt a token stands for at the least, in any script: what is set aside by it is always enough.
const FEWEST_BYTES: u64 = 2;
/// How many bytes a token stands for, roughly: where a provider doesn't say.
const USUAL_BYTES: u64 = 3;
/// What a wire wraps around a question, in tokens.
const WRAPPING: u64 = 64;

/// A call under way. Dropping it closes the connection and settles the bill.
pub(crate) struct Asking {
    // The order counts: the connection is closed, then the bill settled.
    parts: BoxStream<'static, Result<Part, Fault>>,
    meter: Meter,
}

impl Asking {
    /// Sets the money aside and prepares the call.
    ///
    /// # Errors
    /// The call must not be made.
    pub(crate) async fn begin(
        model: &Arc<dyn Model>,
        bill: &Arc<dyn Bill>,
        account: &Account,
        question: Question,
    ) -> Result<Self, BillError> {
        let bytes = bytes(&question);
        let most = Tokens {
            input: bytes.div_ceil(FEWEST_BYTES) + WRAPPING,
            cached: 0,
            output: u64::from(question.most) + u64::from(model.room()),
        };
        let call = Call { account: account.clone(), model: model.name().to_owned(), most: model.price(most) };
        let entry = bill.reserve(call).await?;
        let meter = Meter {
            bill: Arc::clone(bill),
            model: Arc::clone(model),
            entry,
            asked: bytes,
            heard: 0,
            usage: None,
            reached: false,
            ended: false,
        };
        Ok(Self { parts: model.ask(question), meter })
    }

    /// The next part of the answer.
    pub(crate) async fn next(&mut self) -> Option<Result<Part, Fault>> {
        // From the first poll on the question may have been read, whatever becomes of the answer.
        self.meter.reached = true;
        let part = self.parts.next().await;
        match &part {
            Some(Ok(Part::Text(text))) => self.meter.heard += text.len() as u64,
            Some(Ok(Part::Usage(tokens))) => self.meter.usage = Some(*tokens),
            Some(Ok(Part::End(_))) => self.meter.ended = true,
            // Whoever has begun to answer has read the question, whatever comes then.
            Some(Err(fault)) => self.meter.reached = !untaken(fault) || self.meter.has_heard(),
            None => {}
        }
        part
    }
}

/// Whether a fault says that the question was turned away unread.
fn untaken(fault: &Fault) -> bool {
    matches!(fault, Fault::Busy { .. } | Fault::Closed(_) | Fault::Misasked { .. } | Fault::Unreachable)
}

fn bytes(question: &Question) -> u64 {
    let said: usize = question.said.iter().map(|said| said.text.len()).sum();
    let shape = question.shape.as_ref().map_or(0, |shape| shape.schema.to_string().len());
    (question.system.len() + said + shape) as u64
}

/// Counts a call, and settles it when it is dropped: so exactly once.
struct Meter {
    bill: Arc<dyn Bill>,
    model: Arc<dyn Model>,
    entry: EntryId,
    /// Bytes of the question, and of the answer so far.
    asked: u64,
    heard: u64,
    /// By the provider's own count, the newest.
    usage: Option<Tokens>,
    /// Whether the question may have been read.
    reached: bool,
    ended: bool,
}

impl Meter {
    fn has_heard(&self) -> bool {
        self.heard > 0 || self.usage.is_some()
    }

    fn spent(&self) -> Spent {
        if !self.reached {
            // Nothing, whatever its price is.
            return Spent { tokens: Tokens::default(), money: Some(Money::default()), estimated: false };
        }
        let guessed = Tokens {
            input: self.asked.div_ceil(USUAL_BYTES) + WRAPPING,
            cached: 0,
            output: self.heard.div_ceil(USUAL_BYTES),
        };
        let (tokens, estimated) = match self.usage {
            Some(usage) if self.ended => (usage, false),
            // A provider's count in the middle of an answer is behind what has come since.
            Some(usage) => (Tokens { output: usage.output.max(guessed.output), ..usage }, true),
            None => (guessed, true),
        };
        Spent { tokens, money: self.model.price(tokens), estimated }
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.bill.settle(self.entry, self.spent());
    }
}
