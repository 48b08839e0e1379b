//! The chat page: its files are in the binary, and this serves them.
//!
//! `assets/` holds the page as a browser takes it: there is no build step. What speaks with the server is
//! `assets/client/`, which other clients may take for themselves.

mod files;
mod page;

use actix_web::{
    Error, HttpRequest, HttpResponse, Resource, Responder, Route,
    error::{ErrorNotFound, InternalError},
    guard,
    http::header::{self, AcceptEncoding, AcceptLanguage, ETag, EntityTag, Header, IfNoneMatch},
    web::{self, ServiceConfig},
};
use files::{File, file, version};
use page::{Language, Page};
use std::future::{Ready, ready};

/// A year: the address of a file changes with its content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Kept, but asked for anew each time.
const ASK_FIRST: &str = "no-cache";

/// What puts the page at `/` and `/chat/{id}`, its files below `/assets/`, and the client below `/client/`. `media` are
/// the origins of pictures and films (`https://cdn.example.com`) that are not the page's own.
pub fn page(media: &[String]) -> impl Fn(&mut ServiceConfig) + Clone + Send + use<> + 'static {
    let page = web::Data::new(Page::new(media));
    move |config| {
        config.service(reads("/", home).app_data(page.clone()));
        config.service(reads("/chat/{id}", chat).app_data(page.clone()));
        config.service(reads("/assets/{version}/{name:.+}", asset));
        config.service(reads("/client/{name}", client));
    }
}

/// An address that can be read and nothing else.
fn reads<F, Args>(path: &str, handler: F) -> Resource
where
    F: actix_web::Handler<Args>,
    Args: actix_web::FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let read = guard::Any(guard::Get()).or(guard::Head());
    web::resource(path).route(Route::new().guard(read).to(handler)).default_service(web::to(only_reads))
}

fn only_reads() -> Ready<Result<HttpResponse, Error>> {
    let refusal = HttpResponse::MethodNotAllowed().insert_header((header::ALLOW, "GET, HEAD")).finish();
    ready(Err(InternalError::from_response("only GET and HEAD", refusal).into()))
}

async fn home(request: HttpRequest, page: web::Data<Page>) -> HttpResponse {
    shown(&request, &page, page.home(language(&request)))
}

async fn chat(request: HttpRequest, page: web::Data<Page>) -> HttpResponse {
    shown(&request, &page, page.chat(language(&request)))
}

fn language(request: &HttpRequest) -> Language {
    AcceptLanguage::parse(request).map_or(Language::En, |accepted| Language::of(&accepted))
}

/// The page, with what a browser may do in it.
fn shown(request: &HttpRequest, page: &Page, file: &File) -> HttpResponse {
    let mut answer = sent(request, file, ASK_FIRST);
    page.protect(answer.headers_mut());
    answer.headers_mut().append(header::VARY, header::HeaderValue::from_static("Accept-Language"));
    answer
}

async fn asset(request: HttpRequest, at: web::Path<(String, String)>) -> Result<HttpResponse, Error> {
    let (of, name) = at.into_inner();
    let file = file(&name).filter(|_| of == version()).ok_or_else(|| ErrorNotFound("no such file"))?;
    Ok(sent(&request, file, FOR_EVER))
}

async fn client(request: HttpRequest, name: web::Path<String>) -> Result<HttpResponse, Error> {
    let file = file(&format!("client/{name}")).ok_or_else(|| ErrorNotFound("no such file"))?;
    Ok(sent(&request, file, ASK_FIRST))
}

/// A file, unless its reader has it; compressed where that is understood and saves anything.
fn sent(request: &HttpRequest, file: &File, cache: &'static str) -> HttpResponse {
    let encoding = takes_gzip(request).then(|| file.zipped()).flatten();
    let tag = EntityTag::new_strong(format!("{}{}", file.tag, if encoding.is_some() { "-gz" } else { "" }));
    let mut head = if knows(request, &tag) { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    head.insert_header(ETag(tag))
        .insert_header((header::CACHE_CONTROL, cache))
        .insert_header((header::VARY, "Accept-Encoding"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
    let mut answer = head.finish();
    if answer.status() == 304 {
        return answer;
    }
    if encoding.is_some() {
        answer.headers_mut().insert(header::CONTENT_ENCODING, header::HeaderValue::from_static("gzip"));
    }
    answer.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(file.kind));
    answer.set_body(encoding.unwrap_or(&file.plain).clone()).map_into_boxed_body()
}

fn takes_gzip(request: &HttpRequest) -> bool {
    use header::{ContentEncoding, Encoding};
    let accepted = AcceptEncoding::parse(request);
    accepted.is_ok_and(|accepted| {
        let ours = [Encoding::gzip(), Encoding::identity()];
        accepted.negotiate(ours.iter()) == Some(Encoding::Known(ContentEncoding::Gzip))
    })
}

fn knows(request: &HttpRequest, tag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(known)) => known.iter().any(|known| known.weak_eq(tag)),
        Err(_) => false,
    }
}
