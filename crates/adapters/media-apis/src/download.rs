//! A finished film's file, fetched by a link that is good for a while: bounded in size and time, and by its type.

use crate::{Patience, SetUpError};
use adforge_ports_creative::FetchError;
use reqwest::{Client, StatusCode, header, redirect, retry};
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

    /// The file behind a link.
    pub(crate) async fn fetch(&self, link: &str) -> Result<Vec<u8>, FetchError> {
        let link = Url::parse(link).map_err(|_| broken("the link is none"))?;
        if !(link.scheme() == "https" || self.plain && link.scheme() == "http") {
            return Err(broken("the link isn't https"));
        }
        let fetching = tokio::time::timeout(self.whole, self.fetched(link));
        fetching.await.unwrap_or_else(|_| Err(broken("it took too long")))
    }

    async fn fetched(&self, link: Url) -> Result<Vec<u8>, FetchError> {
        let mut response = self.client.get(link).send().await.map_err(|_| broken("no answer"))?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND | StatusCode::GONE => {
                return Err(FetchError::Expired);
            }
            status => return Err(FetchError::Broken(format!("it answers {}", status.as_u16()))),
        }
        let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if !kind.is_none_or(may_be_a_film) {
            return Err(FetchError::WrongKind);
        }
        let length = response.content_length();
        if length.is_some_and(|length| length > self.largest) {
            return Err(FetchError::TooLarge(self.largest));
        }
        let mut file = Vec::with_capacity(length.and_then(|length| usize::try_from(length).ok()).unwrap_or_default());
        while let Some(piece) = response.chunk().await.map_err(|_| broken("it broke off"))? {
            if (file.len() + piece.len()) as u64 > self.largest {
                return Err(FetchError::TooLarge(self.largest));
            }
            file.extend_from_slice(&piece);
        }
        // An MP4 says what it is in its first box.
        if file.get(4..8) == Some(b"ftyp") { Ok(file) } else { Err(FetchError::WrongKind) }
    }
}

/// Stores that don't know what they keep say so in one of the other two.
fn may_be_a_film(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    matches!(kind.as_str(), "video/mp4" | "application/octet-stream" | "binary/octet-stream")
}

fn broken(why: &str) -> FetchError {
    FetchError::Broken(why.to_owned())
}
