//! The page itself: what it loads at once, and what a browser may do in it.

use crate::files::{File, file, names, version};
use actix_web::{
    http::header::{self, HeaderMap, HeaderName, HeaderValue},
    web::Bytes,
};

/// Where the page's links to its modules go.
const MODULES: &str = "<!-- modules -->";
/// What stands in the page for the version of its files.
const VERSION: &str = "{version}";

/// The page, ready to be sent.
pub(crate) struct Page {
    file: File,
    policy: Option<HeaderValue>,
}

impl Page {
    /// The page; `media` are other origins that its pictures and films may come from.
    pub(crate) fn new(media: &[String]) -> Self {
        let text = file("index.html").map(|file| String::from_utf8_lossy(&file.plain)).unwrap_or_default();
        let text = text.replace(MODULES, &modules()).replace(VERSION, version());
        Self { file: File::new("index.html", Bytes::from(text)), policy: policy(media) }
    }

    pub(crate) fn file(&self) -> &File {
        &self.file
    }

    /// Tells a browser what this page may do: nothing but what it has to.
    pub(crate) fn protect(&self, headers: &mut HeaderMap) {
        if let Some(policy) = &self.policy {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy.clone());
        }
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        headers.insert(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    }
}

/// All modules at once, and not one after the other as they name each other.
fn modules() -> String {
    let link = |name: &str| format!(r#"<link rel="modulepreload" href="/assets/{{version}}/{name}">"#);
    names().filter(|name| name.ends_with(".js")).map(link).collect::<Vec<_>>().join("\n")
}

fn policy(media: &[String]) -> Option<HeaderValue> {
    let media: String = media.iter().map(|origin| format!(" {origin}")).collect();
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob:{media}; \
         media-src 'self'{media}; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types lit-html"
    );
    HeaderValue::from_str(&policy).ok()
}
