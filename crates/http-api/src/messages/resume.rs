//! From where a client comes back.

use crate::{api::Api, caller::Caller, problem::Problem, query::Query};
use actix_web::{HttpRequest, http::header::HeaderName};
use adforge_domain::ids::{Seq, SessionId};

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// The number that a client says it knows. The header wins: a browser's address is frozen at its first value.
pub(crate) async fn last_id(
    api: &Api,
    caller: &Caller,
    session: SessionId,
    request: &HttpRequest,
    query: &Query,
) -> Result<Option<Seq>, Problem> {
    let header = request.headers().get(LAST_EVENT_ID).map(|it| it.to_str().unwrap_or("?").trim());
    match header.filter(|id| !id.is_empty()).or_else(|| query.get("lastEventId").filter(|id| !id.is_empty())) {
        None => Ok(None),
        Some(id) => number(api, caller, session, id).await.map(Some),
    }
}

/// A number as clients write it; what is none was not given out by this log.
pub(crate) async fn number(api: &Api, caller: &Caller, session: SessionId, text: &str) -> Result<Seq, Problem> {
    match text.parse() {
        Ok(number) if text.bytes().all(|byte| byte.is_ascii_digit()) => Ok(number),
        _ => {
            let view = api.application.session(&caller.owner, session).await?;
            Err(Problem::beyond_end(view.session.last_seq))
        }
    }
}
