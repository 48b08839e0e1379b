//! `GET /ws/chat/{id}`: a session over a WebSocket.

mod line;
mod said;
mod socket;

use crate::{
    answer,
    api::Api,
    body::TURN,
    caller::{Caller, RequestId, offered_protocol},
    problem::{ErrorBody, Problem},
    query::Query,
};
use actix_web::{
    HttpRequest, HttpResponse, rt,
    web::{Data, Payload},
};

/// A session over a WebSocket: turns, renders, cancel and resume in; the events of a stream out.
#[utoipa::path(
    get, path = "/ws/chat/{id}", tag = "chat",
    params(("id" = String, Path, description = "The session"),
        ("partial" = Option<bool>, Query, description = "Send each card as soon as it is whole"),
        ("access_token" = Option<String>, Query, description = "A browser's token")),
    responses((status = 101, description = "A WebSocket"), (status = "default", body = ErrorBody))
)]
pub(crate) async fn connect(api: Data<Api>, request: HttpRequest, body: Payload) -> Result<HttpResponse, Problem> {
    // A browser that offers a subprotocol takes no answer without one.
    let protocol = offered_protocol(&request);
    let opened = actix_ws::handle_with_protocols(&request, body, protocol.as_slice());
    let (response, session, incoming) =
        opened.map_err(|_| Problem::malformed("Upgrade", "This address takes WebSocket handshakes only."))?;
    let incoming = incoming.max_frame_size(TURN).aggregate_continuations().max_continuation_size(TURN);
    // What a browser must learn it is told after the handshake: of a refused one it sees nothing.
    let query = Query::of(&request);
    let caller = query.as_ref().map_err(Clone::clone).and_then(|query| Caller::of_stream(&request, query));
    let partial = query.and_then(|query| query.flag("partial"));
    let wanted = caller.and_then(|caller| Ok((caller, answer::session(&request)?, partial?)));
    rt::spawn(socket::serve(api, session, incoming, wanted, RequestId::of(&request)));
    Ok(response)
}
