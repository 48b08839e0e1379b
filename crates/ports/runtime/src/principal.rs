//! Who is calling.

use adforge_domain::ids::OwnerId;

/// Who is calling, once it is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Principal {
    /// Whose sessions, products and jobs are read and written.
    pub owner: OwnerId,
}

/// Tells who is calling from what came with the request.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Authenticator: Send + Sync {
    /// Who calls with this bearer token, or without one.
    ///
    /// # Errors
    /// The token is missing, wrong or out of date.
    #[allow(clippy::needless_lifetimes, reason = "mockall can't read an elided one inside of another type")]
    fn authenticate<'a>(&self, token: Option<&'a str>) -> Result<Principal, Unauthenticated>;
}

/// Nobody can be told from this.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the token is missing, wrong or out of date")]
pub struct Unauthenticated;
