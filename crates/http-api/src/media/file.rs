//! `GET /media/{name}`: an unguessable name is the right to read.

use super::{CACHE, SAFE, range::wanted};
use crate::{
    api::Api,
    problem::{Code, ErrorBody, Problem},
};
use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    body::SizedStream,
    http::{Method, StatusCode, header},
    web::Data,
};
use adforge_domain::cards::MediaName;
use adforge_ports_runtime::content_type;
use std::ops::Range;

/// A film, a thumbnail, a static ad or a product's picture.
#[utoipa::path(
    get, path = "/media/{name}", tag = "media",
    params(("name" = String, Path, description = "Its name, which is the right to read it"),
        ("Range" = Option<String>, Header, description = "A part of it, such as `bytes=0-1023`")),
    responses((status = 200, content_type = "*/*", body = Vec<u8>), (status = 206, content_type = "*/*", body = Vec<u8>), (status = 304, description = "It is what you have"), (status = "default", body = ErrorBody))
)]
pub(crate) async fn file(api: Data<Api>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let nothing = || Problem::of(Code::NotFound, "There is no such file.");
    let name = MediaName::new(request.match_info().query("name")).map_err(|_| nothing())?;
    let size = api.application.ports.media.size(&name).await?.ok_or_else(nothing)?;
    let tag = format!("\"{name}\"");
    let says = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    if says(header::IF_NONE_MATCH).is_some_and(|known| known == "*" || known.split(',').any(|it| it.trim() == tag)) {
        return Ok(head(StatusCode::NOT_MODIFIED, &name, &tag).finish());
    }
    // A part of another file is of no use: then the whole is sent.
    let same = says(header::IF_RANGE).is_none_or(|known| known == tag);
    let range = says(header::RANGE).filter(|_| same);
    let (status, part) = match wanted(range, size) {
        Ok(None) => (StatusCode::OK, 0..size),
        Ok(Some(part)) => (StatusCode::PARTIAL_CONTENT, part),
        Err(()) => {
            let problem = Problem::of(Code::RangeNotSatisfiable, format!("The file has {size} bytes."));
            return Err(problem.header(header::CONTENT_RANGE, format!("bytes */{size}")));
        }
    };
    let mut head = head(status, &name, &tag);
    if status == StatusCode::PARTIAL_CONTENT {
        let last = part.end.saturating_sub(1);
        head.insert_header((header::CONTENT_RANGE, format!("bytes {}-{last}/{size}", part.start)));
    }
    send(&api, &name, part, head, request.method() == Method::HEAD).await
}

async fn send(
    api: &Api,
    name: &MediaName,
    part: Range<u64>,
    mut head: HttpResponseBuilder,
    only_head: bool,
) -> Result<HttpResponse, Problem> {
    let length = part.end - part.start;
    if only_head || length == 0 {
        let nothing = futures_util::stream::empty::<Result<_, std::convert::Infallible>>();
        return Ok(head.body(SizedStream::new(if only_head { length } else { 0 }, nothing)));
    }
    let pieces = api.application.ports.media.read(name, part).await?;
    Ok(head.body(SizedStream::new(length, pieces)))
}

fn head(status: StatusCode, name: &MediaName, tag: &str) -> HttpResponseBuilder {
    let mut head = HttpResponse::build(status);
    head.insert_header((header::CACHE_CONTROL, CACHE))
        .insert_header((header::ETAG, tag))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header((header::CONTENT_TYPE, content_type(name)));
    for header in SAFE {
        head.insert_header(header);
    }
    head
}
