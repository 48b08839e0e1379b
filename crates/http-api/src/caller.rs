//! Who is calling, and with which request.

use crate::{
    api::Api,
    problem::{Code, Problem},
    query::Query,
};
use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, http::header, web::Data};
use adforge_domain::ids::OwnerId;
use std::future::{Ready, ready};
use uuid::Uuid;

/// A request's id, which goes out with its answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct RequestId(pub(crate) Uuid);

impl RequestId {
    /// The id that was given to a request.
    pub(crate) fn of(request: &HttpRequest) -> Uuid {
        request.extensions().get::<Self>().map_or(Uuid::nil(), |id| id.0)
    }
}

/// Who is calling.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) owner: OwnerId,
    pub(crate) request: Uuid,
}

impl FromRequest for Caller {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::with(request, bearer(request)))
    }
}

impl Caller {
    /// Whoever calls a stream or a socket: a browser can set no headers there, and its token stands in the address.
    pub(crate) fn of_stream(request: &HttpRequest, query: &Query) -> Result<Self, Problem> {
        Self::with(request, bearer(request).or_else(|| query.get("access_token")).or_else(|| subprotocol(request)))
    }

    fn with(request: &HttpRequest, token: Option<&str>) -> Result<Self, Problem> {
        let api = request.app_data::<Data<Api>>().ok_or_else(Problem::not_found)?;
        let principal = api.authenticator.authenticate(token).map_err(|_| {
            Problem::of(Code::Unauthenticated, "A valid token is needed: send it as `Authorization: Bearer …`.")
                .header(header::WWW_AUTHENTICATE, "Bearer")
        })?;
        Ok(Self { owner: principal.owner, request: RequestId::of(request) })
    }
}

fn bearer(request: &HttpRequest) -> Option<&str> {
    let (scheme, token) = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The subprotocol in which a browser's socket brings its token.
pub(crate) fn offered_protocol(request: &HttpRequest) -> Option<&str> {
    let offered = request.headers().get(header::SEC_WEBSOCKET_PROTOCOL)?.to_str().ok()?;
    offered.split(',').map(str::trim).find(|protocol| protocol.starts_with("bearer."))
}

fn subprotocol(request: &HttpRequest) -> Option<&str> {
    offered_protocol(request)?.strip_prefix("bearer.")
}
