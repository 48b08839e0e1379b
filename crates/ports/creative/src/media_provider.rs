//! Who films, draws and shoots clips elsewhere, for money: an order is placed, asked after until it is done, and its file
//! is fetched.

use crate::FilmBrief;
use adforge_domain::spending::{Money, Spent};
use async_trait::async_trait;
use std::{collections::HashMap, sync::Arc, time::Duration};
use time::{Date, OffsetDateTime};

/// A provider of films, clips or pictures. None of its methods tries again by itself or sleeps: who calls decides, and
/// knows what was paid. Errors are in our own words: no key, no script and nothing that the provider wrote stands in them.
#[async_trait]
pub trait MediaProvider: Send + Sync {
    /// Its name, as settings and clients know it (`"heygen"`).
    fn name(&self) -> &str;

    /// Which of its models works, as the books know it (`"heygen/avatar_iv"`).
    fn model(&self) -> &str;

    /// What it makes of a brief.
    fn makes(&self) -> Makes;

    /// How long an order of the usual length takes, in whole seconds: the promise to users until one was made.
    fn typical_seconds(&self) -> u32;

    /// Whether its price is known. Where it isn't, [`MediaProvider::most`] is none.
    fn has_price(&self) -> bool;

    /// The most that an order can cost. None: its price isn't known, which is not the same as nothing.
    fn most(&self, commission: &Commission) -> Option<Money>;

    /// For how long an order that is sent again with the same idempotency key is the same order. None: it knows no keys,
    /// and who sends again buys again.
    fn remembers_keys(&self) -> Option<Duration>;

    /// Whether an order that runs can be stopped, so that it isn't paid.
    fn can_cancel(&self) -> bool;

    /// Orders; returns what the provider calls the order, or at once what was ordered. Dropping the future leaves it open
    /// whether it was placed.
    async fn order(&self, key: &str, commission: &Commission) -> Result<Ordered, OrderError>;

    /// How an order stands. It costs nothing.
    async fn look(&self, reference: &str) -> Result<Standing, LookError>;

    /// Fetches a finished order's file. It costs nothing.
    async fn fetch(&self, link: &str) -> Result<Vec<u8>, FetchError>;

    /// Stops an order. What is over already is fine.
    async fn cancel(&self, reference: &str) -> Result<(), LookError>;

    /// Reads a callback: which order it is about, if it says so. What it says beside that is not believed: whoever waits for
    /// the order looks at it.
    async fn hear(&self, callback: &Callback<'_>) -> Result<Option<Word>, NotHeard>;

    /// Asks its cheapest question: whether our key is good, and what is known of the model.
    async fn examine(&self) -> Result<Findings, Unwell>;
}

/// What a provider makes of a brief.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Makes {
    /// Whole films, spoken by somebody.
    Films,
    /// Clips of so many whole seconds, from the shortest to the longest.
    Clips {
        /// The shortest.
        shortest: u32,
        /// The longest.
        longest: u32,
    },
    /// Pictures.
    Pictures,
}

/// What is ordered: a piece of what a brief tells.
#[derive(Clone, Debug)]
pub struct Commission {
    /// The whole brief.
    pub brief: Arc<FilmBrief>,
    /// Which piece of it.
    pub piece: Bespoke,
}

/// Which piece of a brief is ordered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bespoke {
    /// The whole film.
    Film,
    /// A clip without words for one of its scenes.
    Clip {
        /// The scene's number, from 0.
        scene: usize,
        /// Its length in whole seconds, within what the provider makes.
        seconds: u32,
    },
    /// The picture of a static ad, upright, without words: they are set over it here.
    Picture,
}

/// An order that was taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ordered {
    /// The provider works on it under this name.
    Placed(String),
    /// It is made already, and here; nobody keeps it there.
    Made {
        /// The file.
        bytes: Vec<u8>,
        /// What it cost, where the provider says so.
        spent: Option<Spent>,
    },
}

/// Which order a callback is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Word {
    /// By our idempotency key.
    Key(String),
    /// By the provider's own name for it.
    Reference(String),
}

/// What is known of a provider that is well.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Findings {
    /// Whether it names the model that is set; none where it names no models.
    pub has_model: Option<bool>,
    /// The day on which the model is switched off, where it says so.
    pub retires: Option<Date>,
    /// What is left of the account, in its own unit ("12.50 usd"), where it says so.
    pub quota: Option<String>,
    /// Whether the model's price is known here.
    pub has_price: bool,
}

/// Why a provider can't be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Unwell {
    /// Our key isn't good there, or not for this.
    #[error("the key is refused")]
    Key,
    /// The account has no money or quota left.
    #[error("the account is exhausted")]
    Funds,
    /// It can't be reached, or answers nonsense.
    #[error("{0}")]
    Silent(String),
}

/// A provider's callback as it came.
pub struct Callback<'a> {
    /// Its headers, by their names in small letters.
    pub headers: &'a HashMap<String, String>,
    /// The raw body, which is what was signed.
    pub body: &'a [u8],
    /// What time it is here.
    pub now: OffsetDateTime,
}

impl Callback<'_> {
    /// The value of a header, by its name in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
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
    /// It is done.
    Done {
        /// Good for a while, and for [`MediaProvider::fetch`] alone.
        link: String,
        /// What it cost, where the provider says so.
        spent: Option<Spent>,
    },
    /// It came to nothing, for good.
    Failed {
        /// Why.
        why: Refused,
        /// What it cost all the same.
        cost: Cost,
    },
}

/// What an order cost that came to nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cost {
    /// Nothing.
    Nothing,
    /// It is paid, or may be; how much isn't said.
    Perhaps,
    /// As the provider says.
    Told(Spent),
}

impl From<Option<Spent>> for Cost {
    fn from(told: Option<Spent>) -> Self {
        told.map_or(Self::Perhaps, Self::Told)
    }
}

/// Why a provider makes nothing of an order.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refused {
    /// Our key isn't good there, or not for this.
    #[error("the key is refused")]
    Key,
    /// The account has no money or quota left.
    #[error("the account is exhausted")]
    Funds,
    /// It doesn't make such content.
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
    /// It was taken and carried out at once, and came to nothing.
    #[error("it came to nothing: {why}")]
    Failed {
        /// Why.
        why: Refused,
        /// What it cost all the same.
        cost: Cost,
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

/// Why an order's file didn't come.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FetchError {
    /// The link is no longer good: another look at the order gives a fresh one.
    #[error("the link has expired")]
    Expired,
    /// It is larger than such a file may be.
    #[error("the file is larger than {0} bytes")]
    TooLarge(u64),
    /// It is not of the kind that was ordered.
    #[error("the file is not what was ordered")]
    WrongKind,
    /// It broke off, or came too slowly; it may come another time.
    #[error("the file didn't come: {0}")]
    Broken(String),
}
