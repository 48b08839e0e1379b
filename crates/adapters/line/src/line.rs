//! A provider's address with what proves who we are.

use crate::NoConnections;
use reqwest::{
    Client, Method, RequestBuilder,
    header::{HeaderMap, HeaderValue},
    redirect, retry,
};
use std::time::Duration;
use url::Url;

/// A provider's address with what proves who we are.
#[derive(Clone, Debug)]
pub struct Line {
    client: Client,
    base: Url,
}

impl Line {
    /// A line on which every request carries these headers, and which gives up to connect after this. Answers that lead
    /// elsewhere are not followed, so that the key goes nowhere else.
    ///
    /// # Errors
    /// No connection can be made at all.
    pub fn new(base: Url, headers: HeaderMap, connect: Duration) -> Result<Self, NoConnections> {
        let client = Client::builder()
            .default_headers(headers)
            .user_agent(concat!("adforge/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(connect)
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .build()?;
        Ok(Self { client, base })
    }

    /// Where it leads.
    pub fn base(&self) -> &Url {
        &self.base
    }

    /// A request to another address of the same provider: it knows who we are there, too.
    pub fn request_at(&self, method: Method, url: Url) -> RequestBuilder {
        self.client.request(method, url)
    }

    /// A request to a path below the address.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base.as_str().trim_end_matches('/')))
    }
}

/// A value of a header that is never shown; none where a header can't hold it.
pub fn secret(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// A part of a path that is no more than that; none where it can't be one: dots alone lead elsewhere.
pub fn segment(text: &str) -> Option<String> {
    let is_one = !text.trim_matches('.').is_empty();
    is_one.then(|| url::form_urlencoded::byte_serialize(text.as_bytes()).collect())
}
