//! What happens around every request: its id, who may call, errors in our shape, counting.

use crate::{
    api::Api,
    caller::RequestId,
    metrics::{Metrics, RouteId},
    problem::{Code, Problem},
};
use actix_web::{
    Error, HttpMessage, HttpRequest, HttpResponse, ResponseError,
    body::{BoxBody, EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{self, HeaderName, HeaderValue},
    middleware::Next,
    web::Data,
};
use std::{sync::Arc, time::Instant};
use uuid::Uuid;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What happens around every request.
pub(crate) async fn around<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let Some(api) = request.app_data::<Data<Api>>().map(|api| Arc::clone(api)) else {
        return next.call(request).await.map(ServiceResponse::map_into_left_body);
    };
    let (id, began) = (api.application.ports.ids.next(), Instant::now());
    request.extensions_mut().insert(RequestId(id));
    let busy = Busy::begin(&api.metrics);
    let admitted = api.origins.admit(request.headers(), request.uri().host());
    let answer = match admitted {
        Ok(()) => next.call(request).await?.map_into_left_body(),
        Err(problem) => request.error_response(problem).map_into_right_body(),
    };
    drop(busy);
    let mut answer = said_our_way(answer, id);
    if let Ok(id) = HeaderValue::from_str(id.hyphenated().encode_lower(&mut Uuid::encode_buffer())) {
        answer.headers_mut().insert(REQUEST_ID, id);
    }
    let (status, took) = (answer.status().as_u16(), began.elapsed());
    let route = answer.request().app_data::<RouteId>().copied();
    api.metrics.answered(route, status, took);
    // The path only: a query may hold a token.
    tracing::debug!(request = %id, method = %answer.request().method(), path = answer.request().path(), status, ?took, "answered");
    Ok(answer)
}

/// Gives an error its body: only here the request's id is known.
fn said_our_way<B: MessageBody>(answer: ServiceResponse<EitherBody<B>>, id: Uuid) -> ServiceResponse<EitherBody<B>> {
    let Some(error) = answer.response().error() else { return answer };
    let problem = match error.as_error::<Problem>() {
        Some(problem) => problem.clone(),
        None => foreign(error.as_response_error()),
    };
    answer.map_body(|head, _| {
        head.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        EitherBody::right(BoxBody::new(problem.body(id)))
    })
}

/// An error that is none of ours: of the framework's own making.
fn foreign(error: &dyn ResponseError) -> Problem {
    let code = match error.status_code().as_u16() {
        404 => Code::NotFound,
        405 => Code::MethodNotAllowed,
        413 => Code::PayloadTooLarge,
        415 => Code::UnsupportedMediaType,
        400..=499 => Code::MalformedRequest,
        _ => Code::Unavailable,
    };
    tracing::debug!(%error, "the framework refused a request");
    Problem::of(code, "The request can't be served as it is.")
}

/// A request that is being answered, until its head goes out.
struct Busy(Arc<Metrics>);

impl Busy {
    fn begin(metrics: &Arc<Metrics>) -> Self {
        metrics.busy.up();
        Self(Arc::clone(metrics))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.busy.down();
    }
}

/// What answers where nothing is.
pub(crate) async fn nowhere(_: HttpRequest) -> Result<HttpResponse, Problem> {
    Err(Problem::not_found())
}
