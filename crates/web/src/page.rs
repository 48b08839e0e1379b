//! The page itself: what is sent with it, what it loads, and what a browser may do in it.

use crate::files::{File, file, names, version};
use actix_web::{
    http::header::{self, AcceptLanguage, HeaderMap, HeaderName, HeaderValue},
    web::Bytes,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

/// Where the page's links to its modules go.
const MODULES: &str = "<!-- modules -->";
/// Where the beginning of an ad goes, as it is drawn before any script has run.
const HOME: &str = "<!-- home -->";
/// What stands in the page for the version of its files, and for its language.
const VERSION: &str = "{version}";
const LANGUAGE: &str = "{language}";
/// A link to a style sheet of ours, up to its name.
const SHEET: &str = "<link rel=\"stylesheet\" href=\"/assets/{version}/";

/// A language of the page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    En,
    Fr,
}

impl Language {
    /// The first of a browser's languages that the page has.
    pub(crate) fn of(accepted: &AcceptLanguage) -> Self {
        let ranked = accepted.ranked();
        let known = |tag: &str| match tag.split('-').next() {
            Some("en") => Some(Self::En),
            Some("fr") => Some(Self::Fr),
            _ => None,
        };
        ranked.iter().filter_map(|it| known(&it.item()?.to_string().to_lowercase())).next().unwrap_or(Self::En)
    }

    fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }
}

/// The page, ready to be sent.
pub(crate) struct Page {
    english: Both,
    french: Both,
    policy: Option<HeaderValue>,
}

/// The page in a language: where an ad begins, and a conversation.
struct Both {
    home: File,
    chat: File,
}

impl Page {
    /// The page; `media` are other origins that its pictures and films may come from.
    pub(crate) fn new(media: &[String]) -> Self {
        let (text, style) = with_styles(&text_of("index.html"));
        let text = text.replace(MODULES, &modules()).replace(VERSION, version());
        let both = |language: Language| {
            let text = text.replace(LANGUAGE, language.tag());
            let sent = |home: &str| File::new("index.html", Bytes::from(text.replace(HOME, home)));
            Both { home: sent(&text_of(&format!("home/{}.html", language.tag()))), chat: sent("") }
        };
        Self { english: both(Language::En), french: both(Language::Fr), policy: policy(media, &style) }
    }

    /// Where an ad begins, in this language.
    pub(crate) fn home(&self, language: Language) -> &File {
        &self.of(language).home
    }

    /// A conversation, in this language.
    pub(crate) fn chat(&self, language: Language) -> &File {
        &self.of(language).chat
    }

    fn of(&self, language: Language) -> &Both {
        match language {
            Language::En => &self.english,
            Language::Fr => &self.french,
        }
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

fn text_of(name: &str) -> String {
    file(name).map(|file| String::from_utf8_lossy(&file.plain).into_owned()).unwrap_or_default()
}

/// The page with its style sheets in it, so that nothing else is waited for before it is painted, and their text.
fn with_styles(page: &str) -> (String, String) {
    let mut style = String::new();
    let mut rest = String::new();
    for line in page.lines() {
        match line.strip_prefix(SHEET).and_then(|name| name.strip_suffix("\">")) {
            Some(name) => style.push_str(&text_of(name).replace("url(\"../", &format!("url(\"/assets/{}/", version()))),
            None => {
                rest.push_str(line);
                rest.push('\n');
            }
        }
    }
    (rest.replacen("</head>", &format!("<style>{style}</style>\n</head>"), 1), style)
}

/// All modules at once, and not one after the other as they name each other.
fn modules() -> String {
    let link = |name: &str| format!(r#"<link rel="modulepreload" href="/assets/{{version}}/{name}">"#);
    names().filter(|name| name.ends_with(".js")).map(link).collect::<Vec<_>>().join("\n")
}

fn policy(media: &[String], style: &str) -> Option<HeaderValue> {
    let media: String = media.iter().map(|origin| format!(" {origin}")).collect();
    let style = BASE64_STANDARD.encode(Sha256::digest(style));
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'sha256-{style}'; font-src 'self'; img-src 'self' blob:{media}; \
         media-src 'self'{media}; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types lit-html"
    );
    HeaderValue::from_str(&policy).ok()
}
