//! Every address, and what answers there. The document of the interface is held against this table by a test.

use crate::{
    around::nowhere,
    docs, formats, generate, health, jobs, later, media, messages,
    metrics::RouteId,
    problem::{Code, Problem},
    products, renders, sessions, webhooks, ws,
};
use actix_web::{
    Handler, HttpRequest, HttpResponse, Resource, Responder, Route, guard,
    http::{Method, header},
    web::{self, ServiceConfig},
};

/// An address with the methods that it answers to.
pub(crate) struct At {
    path: &'static str,
    resource: Resource,
    methods: Vec<Method>,
}

/// An address.
fn at(path: &'static str) -> At {
    At { path, resource: web::resource(path), methods: Vec::new() }
}

impl At {
    /// What a guard of the framework's own notes of each request for its answer of 405, ours knows already.
    fn to<F, Args>(mut self, methods: Vec<Method>, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: actix_web::FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.methods.extend_from_slice(&methods);
        let answers = guard::fn_guard(move |request| methods.contains(&request.head().method));
        self.resource = self.resource.route(Route::new().guard(answers).to(handler));
        self
    }

    /// Reading: what answers a GET answers a HEAD, too.
    fn get<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: actix_web::FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.to(vec![Method::GET, Method::HEAD], handler)
    }

    /// A stream or socket, which has no HEAD.
    fn open<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: actix_web::FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.to(vec![Method::GET], handler)
    }

    fn post<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: actix_web::FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.to(vec![Method::POST], handler)
    }

    fn put<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: actix_web::FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.to(vec![Method::PUT], handler)
    }

    fn delete<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: actix_web::FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.to(vec![Method::DELETE], handler)
    }

    fn done(self, id: RouteId) -> Resource {
        let allow = self.methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
        let refuse = move |_: HttpRequest| {
            let problem = Problem::of(Code::MethodNotAllowed, format!("This address answers to {allow}."))
                .header(header::ALLOW, allow.as_str());
            std::future::ready(Err::<HttpResponse, _>(problem))
        };
        self.resource.app_data(id).default_service(web::to(refuse))
    }
}

/// Every address.
fn all() -> Vec<At> {
    // The busiest first: the router tries one pattern after the other.
    vec![
        at("/api/chat/sessions").get(sessions::list).post(sessions::create),
        at("/api/chat/sessions/{id}/messages").open(messages::read).post(messages::send),
        at("/api/chat/sessions/{id}/context").get(sessions::context),
        at("/api/chat/sessions/{id}/stream").open(messages::stream),
        at("/api/chat/sessions/{id}").get(sessions::read).delete(sessions::erase),
        at("/ws/chat/{id}").open(ws::connect),
        at("/api/chat/sessions/{id}/cancel").post(messages::cancel),
        at("/api/chat/sessions/{id}/video").post(renders::video),
        at("/api/chat/sessions/{id}/image").post(renders::image),
        at("/api/chat/sessions/{id}/stream-token").post(later::stream_token),
        at("/api/products").get(products::list).post(products::save),
        at("/api/products/{id}").get(products::read).delete(products::erase),
        at("/api/products/{id}/image").put(products::picture),
        at("/api/formats").get(formats::list),
        at("/api/jobs/{id}").get(jobs::read),
        at("/api/jobs/{id}/cancel").post(jobs::cancel),
        at("/api/personas/generate").post(generate::personas),
        at("/api/angles/generate").post(generate::angles),
        at("/api/scripts/generate").post(generate::scripts),
        at("/api/videos/generate").post(generate::video),
        at("/api/avatars/marketplace").get(formats::avatars),
        at("/api/webhooks/video/{provider}").post(webhooks::video),
        at("/api/openapi.json").get(docs::openapi),
        at("/docs").get(docs::redirect),
        at("/docs/{file:.*}").get(docs::page),
        at("/media/portraits/{code}.svg").get(media::portrait),
        at("/media/{name:.+}").get(media::file),
        at("/healthz").get(health::alive),
        at("/readyz").get(health::ready),
        at("/metrics").get(health::metrics),
    ]
}

/// The addresses' patterns, in the order of their route ids.
pub(crate) fn paths() -> Vec<&'static str> {
    all().into_iter().map(|at| at.path).collect()
}

/// Every address's pattern and methods, for whoever documents them.
pub fn table() -> Vec<(&'static str, Vec<Method>)> {
    all().into_iter().map(|at| (at.path, at.methods)).collect()
}

/// Puts every address into an actix application.
pub(crate) fn configure(config: &mut ServiceConfig) {
    for (id, at) in all().into_iter().enumerate() {
        config.service(at.done(RouteId(id)));
    }
    config.default_service(web::to(nowhere));
}
