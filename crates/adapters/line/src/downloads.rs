//! A finished file, fetched by a link that is good for a while: bounded in size and time.

use crate::{Line, NoConnections};
use adforge_ports_creative::FetchError;
use reqwest::{Client, Method, Response, StatusCode, header, redirect, retry};
use std::time::Duration;
use tokio::time::timeout;
use url::Url;

/// How often a link may lead elsewhere.
const REDIRECTS: usize = 3;

/// What a download may take.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Until there is a connection.
    pub connect: Duration,
    /// Until the next piece comes.
    pub piece: Duration,
    /// Until the whole file is there.
    pub whole: Duration,
    /// The largest file, in bytes.
    pub largest: u64,
}

/// Fetches files. It has no key: links need none, and whoever keeps the files must not see it.
#[derive(Clone, Debug)]
pub struct Downloads {
    client: Client,
    bounds: Bounds,
    /// Which types of content are taken, where an answer says its type.
    may_be: fn(&str) -> bool,
    /// Whether links without TLS are taken: only from a provider that is itself without (a test's, or a proxy beside us).
    plain: bool,
}

impl Downloads {
    /// From a provider at this address.
    ///
    /// # Errors
    /// No connection can be made at all.
    pub fn from(base: &Url, bounds: Bounds, may_be: fn(&str) -> bool) -> Result<Self, NoConnections> {
        let plain = base.scheme() == "http";
        let client = Client::builder()
            .user_agent(concat!("adforge/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(bounds.connect)
            .read_timeout(bounds.piece)
            .https_only(!plain)
            .redirect(redirect::Policy::limited(REDIRECTS))
            .retry(retry::never())
            .build()?;
        Ok(Self { client, bounds, may_be, plain })
    }

    /// The file behind a link.
    ///
    /// # Errors
    /// It doesn't come, or not as it may be.
    pub async fn fetch(&self, link: &str) -> Result<Vec<u8>, FetchError> {
        self.within(async { self.fetched(self.allowed(Url::parse(link).ok())?).await }).await
    }

    /// A file that the provider keeps itself and shows to nobody else. Where its answer leads elsewhere, the file is fetched
    /// there as any other, so that the key stays here.
    ///
    /// # Errors
    /// It doesn't come, or not as it may be.
    pub async fn fetch_by_key(&self, line: &Line, path: &str) -> Result<Vec<u8>, FetchError> {
        self.within(async {
            let asked = timeout(self.bounds.piece, line.request(Method::GET, path).send()).await;
            let response = asked.map_err(|_| broken("no answer"))?.map_err(|_| broken("no answer"))?;
            if !response.status().is_redirection() {
                return self.taken(response).await;
            }
            let target = response.headers().get(header::LOCATION).and_then(|it| it.to_str().ok());
            let target = target.and_then(|it| response.url().join(it).ok());
            self.fetched(self.allowed(target)?).await
        })
        .await
    }

    async fn within(&self, fetching: impl Future<Output = Result<Vec<u8>, FetchError>>) -> Result<Vec<u8>, FetchError> {
        timeout(self.bounds.whole, fetching).await.unwrap_or_else(|_| Err(broken("it took too long")))
    }

    fn allowed(&self, link: Option<Url>) -> Result<Url, FetchError> {
        let link = link.ok_or_else(|| broken("the link is none"))?;
        let good = link.scheme() == "https" || self.plain && link.scheme() == "http";
        if good { Ok(link) } else { Err(broken("the link isn't https")) }
    }

    async fn fetched(&self, link: Url) -> Result<Vec<u8>, FetchError> {
        self.taken(self.client.get(link).send().await.map_err(|_| broken("no answer"))?).await
    }

    /// A file out of an answer.
    async fn taken(&self, mut response: Response) -> Result<Vec<u8>, FetchError> {
        match response.status() {
            StatusCode::OK => {}
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND | StatusCode::GONE => {
                return Err(FetchError::Expired);
            }
            status => return Err(FetchError::Broken(format!("it answers {}", status.as_u16()))),
        }
        let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if !kind.is_none_or(self.may_be) {
            return Err(FetchError::WrongKind);
        }
        let (length, largest) = (response.content_length(), self.bounds.largest);
        if length.is_some_and(|length| length > largest) {
            return Err(FetchError::TooLarge(largest));
        }
        let mut file = Vec::with_capacity(length.and_then(|length| usize::try_from(length).ok()).unwrap_or_default());
        loop {
            let piece = timeout(self.bounds.piece, response.chunk()).await.map_err(|_| broken("it stands still"))?;
            let Some(piece) = piece.map_err(|_| broken("it broke off"))? else { return Ok(file) };
            if (file.len() + piece.len()) as u64 > largest {
                return Err(FetchError::TooLarge(largest));
            }
            file.extend_from_slice(&piece);
        }
    }
}

fn broken(why: &str) -> FetchError {
    FetchError::Broken(why.to_owned())
}
