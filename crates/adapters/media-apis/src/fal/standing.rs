//! How an order stands: its status, and, since no status says that it failed, its result.

use super::{
    Fal,
    fault::{CANCELLED, Fault},
    later,
    place::Place,
};
use crate::line::{Answer, ask_for};
use adforge_ports_creative::{Cost, LookError, Refused, Standing};
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

/// The largest result that is read, in bytes: it may hold what was made.
const LARGEST: u64 = 64 * 1024 * 1024;

impl Fal {
    pub(super) async fn standing(&self, reference: &str) -> Result<Standing, LookError> {
        let place = Place::of(reference).ok_or(LookError::Gone)?;
        let answer = self.asked(self.line.request(Method::GET, &place.status)).await?;
        if let Some(fault) = Fault::of(&answer) {
            return Err(fault.unseen());
        }
        let text = |name: &str| answer.body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        if let Some(id) = text("request_id") {
            // After a restart, too, callbacks about it are known.
            self.orders.insert(id.to_owned(), reference.to_owned());
        }
        match text("status") {
            Some("COMPLETED") if text("error_type") == Some(CANCELLED) => {
                Ok(Standing::Failed { why: Refused::Broke, cost: Cost::Nothing })
            }
            Some("COMPLETED") => self.result(&place, text("error").or(text("error_type")).is_some()).await,
            Some(_) => Ok(Standing::Working(None)),
            None => Err(later("it says no status")),
        }
    }

    /// Asks at a place that an answer named.
    pub(super) async fn asked(&self, request: RequestBuilder) -> Result<Answer, LookError> {
        ask_for(request, self.access.patience.answer, LARGEST).await.map_err(|silence| later(silence.words()))
    }

    /// What became of an order that is over.
    async fn result(&self, place: &Place, has_failed: bool) -> Result<Standing, LookError> {
        let answer = self.asked(self.line.request(Method::GET, &place.result)).await?;
        let Some(fault) = Fault::of(&answer) else {
            return Ok(match self.ware.link(&answer.body) {
                Some(link) => Standing::Done { link, spent: None },
                // It was made, and isn't there.
                None => Standing::Failed { why: Refused::Broke, cost: Cost::Perhaps },
            });
        };
        match fault.of_result(has_failed) {
            Some(why) => Ok(Standing::Failed { why, cost: fault.cost() }),
            None if fault.is_early() => Ok(Standing::Working(None)),
            None => Err(fault.unseen()),
        }
    }
}
