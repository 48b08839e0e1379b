//! A sound's file, fetched by a link that is good for a while: bounded in size and time.

use crate::{Patience, SetUpError};
use reqwest::{Client, StatusCode, redirect, retry};
use std::time::Duration;
use url::Url;

/// How often a link may lead elsewhere.
const REDIRECTS: usize = 3;

/// Fetches files. It has no key: links need none, and whoever keeps the files must not see it.
#[derive(Clone, Debug)]
pub(crate) struct Downloads {
    client: Client,
    whole: Duration,
    largest: u64,
    /// Whether links without TLS are taken: only from a provider that is itself without (a test's, or a proxy beside us).
    plain: bool,
}

impl Downloads {
    pub(crate) fn from(base: &Url, patience: &Patience) -> Result<Self, SetUpError> {
        let plain = base.scheme() == "http";
        let client = Client::builder()
            .user_agent(concat!("adforge/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(patience.connect)
            .read_timeout(patience.piece)
            .https_only(!plain)
            .redirect(redirect::Policy::limited(REDIRECTS))
            .retry(retry::never())
            .build()
            .map_err(|error| SetUpError::Connections(error.without_url().to_string()))?;
        Ok(Self { client, whole: patience.file, largest: patience.largest_file, plain })
    }

    /// The file behind a link, else why there is none.
    pub(crate) async fn fetch(&self, link: &str) -> Result<Vec<u8>, &'static str> {
        let link = Url::parse(link).map_err(|_| "the sound's link is none")?;
        if !(link.scheme() == "https" || self.plain && link.scheme() == "http") {
            return Err("the sound's link isn't https");
        }
        let fetching = tokio::time::timeout(self.whole, self.fetched(link));
        fetching.await.unwrap_or(Err("the sound took too long to come"))
    }

    async fn fetched(&self, link: Url) -> Result<Vec<u8>, &'static str> {
        let mut response = self.client.get(link).send().await.map_err(|_| "the sound didn't come")?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND | StatusCode::GONE => {
                return Err("the sound's link has expired");
            }
            _ => return Err("the sound can't be fetched"),
        }
        let mut file = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|_| "the sound broke off")? {
            if (file.len() + piece.len()) as u64 > self.largest {
                return Err("the sound is too large");
            }
            file.extend_from_slice(&piece);
        }
        Ok(file)
    }
}
