//! The interface as OpenAPI, generated from the handlers' own types, and a page for it that loads nothing from elsewhere.

use crate::{
    formats, generate, health, jobs, later, media, messages,
    problem::{ErrorBody, Problem},
    products, renders, sessions, webhooks, ws,
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderValue},
    web::Bytes,
};
use std::sync::{Arc, LazyLock};
use utoipa::OpenApi;
use utoipa_swagger_ui::Config;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "AdForge",
        description = "A product in, a playable ad out: the backend of a conversational ad maker."
    ),
    paths(
        products::list,
        products::save,
        products::read,
        products::erase,
        products::picture,
        formats::list,
        formats::avatars,
        sessions::list,
        sessions::create,
        sessions::read,
        sessions::erase,
        sessions::context,
        messages::send,
        messages::read,
        messages::stream,
        messages::cancel,
        renders::video,
        renders::image,
        jobs::read,
        jobs::cancel,
        generate::personas,
        generate::angles,
        generate::scripts,
        generate::video,
        later::stream_token,
        webhooks::video,
        ws::connect,
        media::file,
        media::portrait,
        health::alive,
        health::ready,
        health::metrics,
        openapi,
        redirect,
        page,
    ),
    components(schemas(
        ErrorBody,
        crate::wire::SessionStateEvent,
        crate::wire::AiResponseStart,
        crate::wire::UserMessageEvent,
        crate::wire::ContentEvent,
        crate::wire::AiResponseComplete,
        crate::wire::ProgressEvent,
    ))
)]
struct Interface;

/// The document, pretty-printed.
pub fn document() -> String {
    Interface::openapi().to_pretty_json().unwrap_or_default()
}

static DOCUMENT: LazyLock<Bytes> = LazyLock::new(|| document().into());
static PAGE: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| Arc::new(Config::from("/api/openapi.json")));

/// Scripts and connections only here; the page styles its elements itself.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// This document.
#[utoipa::path(get, path = "/api/openapi.json", tag = "operations", responses((status = 200, body = Object)))]
pub(crate) async fn openapi() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(DOCUMENT.clone())
}

/// To the page.
#[utoipa::path(get, path = "/docs", tag = "operations", responses((status = 307, description = "To `/docs/`")))]
pub(crate) async fn redirect() -> HttpResponse {
    HttpResponse::TemporaryRedirect().insert_header((header::LOCATION, "/docs/")).finish()
}

/// A page to read the interface and try it.
#[utoipa::path(
    get, path = "/docs/{file}", tag = "operations",
    params(("file" = String, Path, description = "A file of the page; nothing for the page itself")),
    responses((status = 200, content_type = "text/html", body = String), (status = "default", body = ErrorBody))
)]
pub(crate) async fn page(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let file = utoipa_swagger_ui::serve(request.match_info().query("file"), Arc::clone(&PAGE));
    let file = file.ok().flatten().ok_or_else(Problem::not_found)?;
    let mut head = HttpResponse::Ok();
    if file.gzpipped {
        head.insert_header((header::CONTENT_ENCODING, HeaderValue::from_static("gzip")));
    }
    Ok(head
        .content_type(file.content_type)
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(file.bytes.into_owned()))
}
