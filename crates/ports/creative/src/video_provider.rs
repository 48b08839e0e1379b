//! Who films elsewhere, for money: an order is placed, asked after until it is done, and its file is fetched.

use crate::FilmBrief;
use async_trait::async_trait;
use std::time::Duration;
use time::OffsetDateTime;

/// A provider of videos. None of its methods tries again by itself or sleeps: who calls decides, and knows what was paid.
/// Errors are in our own words: no key, no script and nothing that the provider wrote stands in them.
#[async_trait]
pub trait VideoProvider: Send + Sync {
    /// Its name, as settings and clients know it (`"heygen"`).
    fn name(&self) -> &str;

    /// How long a film of the usual length takes, in whole seconds: the promise to users until one was made.
    fn typical_seconds(&self) -> u32;

    /// For how long an order that is sent again with the same idempotency key is the same order. None: it knows no keys,
    /// and who sends again buys again.
    fn remembers_keys(&self) -> Option<Duration>;

    /// Whether an order that runs can be stopped, so that it isn't paid.
    fn can_cancel(&self) -> bool;

    /// Orders a film; returns what the provider calls the order. Dropping the future leaves it open whether it was placed.
    async fn order(&self, key: &str, brief: &FilmBrief) -> Result<String, OrderError>;

    /// How an order stands. It costs nothing.
    async fn look(&self, reference: &str) -> Result<Standing, LookError>;

    /// Fetches a finished film's file. It costs nothing.
    async fn fetch(&self, link: &str) -> Result<Vec<u8>, FetchError>;

    /// Stops an order. What is over already is fine.
    async fn cancel(&self, reference: &str) -> Result<(), LookError>;

    /// Reads a callback: the idempotency key of the order that it is about, if it says so. What it says beside that is not
    /// believed: whoever waits for the order looks at it.
    fn hear(&self, callback: &Callback<'_>) -> Result<Option<String>, NotHeard>;
}

/// A provider's callback as it came.
pub struct Callback<'a> {
    /// The value of a header, by its name in small letters.
    pub header: &'a dyn Fn(&str) -> Option<&'a str>,
    /// The raw body, which is what was signed.
    pub body: &'a [u8],
    /// What time it is here.
    pub now: OffsetDateTime,
}

/// Why a callback is not heard.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotHeard {
    /// We have nothing to check it by.
    #[error("no callbacks are taken")]
    NoCallbacks,
    /// It isn't signed, or by somebody else, or long ago.
    #[error("{0}")]
    Forged(&'static str),
}

/// How an order stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It waits or is worked on; how far in percent, where the provider says so.
    Working(Option<u8>),
    /// It is done. The link is good for a while, and for [`VideoProvider::fetch`] alone.
    Done(String),
    /// It came to nothing, for good.
    Failed(Refused),
}

/// Why a provider makes no film of an order.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refused {
    /// Our key isn't good there, or not for this.
    #[error("the key is refused")]
    Key,
    /// The account has no money or quota left.
    #[error("the account is exhausted")]
    Funds,
    /// It doesn't film such content.
    #[error("the content is refused")]
    Content,
    /// It doesn't understand or have what is asked for.
    #[error("the order is refused")]
    Order,
    /// It broke down over it.
    #[error("the provider failed")]
    Broke,
}

/// Why an order has no name.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum OrderError {
    /// It was not taken, and won't be.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// It was not taken now; it may be later, in so long if the provider says so.
    #[error("not now: {why}")]
    Later {
        /// What the provider asks to wait.
        after: Option<Duration>,
        /// What happened.
        why: String,
    },
    /// Nobody knows whether it was taken.
    #[error("whether the order was taken is unknown: {0}")]
    Unknown(String),
}

/// Why it can't be said how an order stands.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum LookError {
    /// The provider has no such order.
    #[error("the provider has no such order")]
    Gone,
    /// Our key isn't good there.
    #[error("the key is refused")]
    Key,
    /// Not now; in so long if the provider says so.
    #[error("not now: {why}")]
    Later {
        /// What the provider asks to wait.
        after: Option<Duration>,
        /// What happened.
        why: String,
    },
}

/// Why a film's file didn't come.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FetchError {
    /// The link is no longer good: another look at the order gives a fresh one.
    #[error("the link has expired")]
    Expired,
    /// It is larger than a film may be.
    #[error("the file is larger than {0} bytes")]
    TooLarge(u64),
    /// It is no film.
    #[error("the file is no film")]
    NoFilm,
    /// It broke off, or came too slowly; it may come another time.
    #[error("the file didn't come: {0}")]
    Broken(String),
}
