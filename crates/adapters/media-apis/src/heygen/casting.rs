//! Which avatar plays: the one that was asked for, else one like the presenter that was.

use super::{Heygen, wire};
use crate::line::{Silence, ask};
use adforge_ports_creative::{FilmBrief, OrderError, Refused};
use reqwest::Method;
use serde::Deserialize;
use std::{sync::Arc, time::Duration};
use tokio::{sync::Mutex, time::Instant};

/// For how long the list of avatars is good.
const FRESH: Duration = Duration::from_secs(3600);

/// A look of an avatar, as far as it matters here. Its id is what an order names.
#[derive(Clone, Debug, Deserialize)]
struct Look {
    id: String,
    #[serde(default)]
    gender: Option<String>,
    #[serde(default)]
    preferred_orientation: Option<String>,
    #[serde(default)]
    supported_api_engines: Vec<String>,
}

#[derive(Deserialize)]
struct Page {
    data: Vec<Look>,
}

/// The avatars that HeyGen has for everybody, asked for once an hour.
#[derive(Debug, Default)]
pub(super) struct Casting(Mutex<Option<(Instant, Arc<[Look]>)>>);

impl Casting {
    /// The id of the look that plays. Nothing has been ordered when this fails.
    pub(super) async fn cast(&self, heygen: &Heygen, brief: &FilmBrief) -> Result<String, OrderError> {
        let looks = self.looks(heygen).await?;
        let presenter = brief.presenter.as_ref();
        let asked_for = looks.iter().find(|look| presenter.is_some_and(|presenter| presenter.id == look.id));
        let fitness = |look: &&Look| {
            let has = |text: &Option<String>, wanted: &str| {
                text.as_ref().is_some_and(|text| text.eq_ignore_ascii_case(wanted))
            };
            let engine = look.supported_api_engines.contains(&heygen.engine);
            let gender = presenter.is_some_and(|presenter| has(&look.gender, &presenter.gender));
            (engine, gender, has(&look.preferred_orientation, "portrait"))
        };
        // Of those that fit equally the first, so that the same brief has the same avatar.
        let cast = asked_for.or_else(|| looks.iter().rev().max_by_key(fitness));
        cast.map(|look| look.id.clone()).ok_or(OrderError::Refused(Refused::Order))
    }

    async fn looks(&self, heygen: &Heygen) -> Result<Arc<[Look]>, OrderError> {
        let mut kept = self.0.lock().await;
        if let Some((at, looks)) = kept.as_ref().filter(|(at, _)| at.elapsed() < FRESH) {
            return Ok(Arc::clone(looks)).inspect(|_| tracing::trace!(age = ?at.elapsed(), "the cast is known"));
        }
        let later = |after, why: String| OrderError::Later { after, why };
        let request = heygen.line.request(Method::GET, "/v3/avatars/looks?ownership=public&limit=50");
        let answer = ask(request, heygen.access.patience.answer)
            .await
            .map_err(|silence: Silence| later(None, silence.words().to_owned()))?;
        match answer.status {
            401 | 403 => return Err(OrderError::Refused(Refused::Key)),
            200 => {}
            _ => return Err(later(answer.after, wire::what_was_said(&answer))),
        }
        let said = wire::what_was_said(&answer);
        let page: Page = serde_json::from_value(answer.body).map_err(|_| later(None, said))?;
        let looks: Arc<[Look]> = page.data.into();
        *kept = Some((Instant::now(), Arc::clone(&looks)));
        Ok(looks)
    }
}
