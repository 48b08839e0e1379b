//! What went wrong with a bucket, in one sentence for an operator, without a secret.

use super::S3Settings;
use adforge_ports_runtime::MediaError;
use object_store::{
    Error,
    client::{HttpError, HttpErrorKind},
};
use std::{error::Error as StdError, time::Duration};

/// Where a bucket is, in words.
#[derive(Clone, Debug)]
pub(super) struct Place {
    bucket: String,
    server: String,
    region: String,
}

/// Why an answer is of no use.
#[derive(Debug)]
pub(super) enum Failed {
    /// It came, or nobody could be asked.
    Answered(Error),
    /// It did not come in time.
    Silent(Duration),
}

impl Failed {
    pub(super) fn is_not_found(&self) -> bool {
        matches!(self, Self::Answered(Error::NotFound { .. }))
    }

    /// It isn't the file that is missing.
    pub(super) fn is_of_the_bucket(&self) -> bool {
        matches!(self, Self::Answered(error) if code(error).as_deref() == Some("NoSuchBucket"))
    }

    pub(super) fn told(&self, place: &Place) -> MediaError {
        match self {
            Self::Answered(error) => place.failure(error),
            Self::Silent(patience) => {
                let (server, seconds) = (&place.server, patience.as_secs());
                MediaError::Unavailable(format!("{server} does not answer within {seconds} s"))
            }
        }
    }
}

impl Place {
    pub(super) fn of(settings: &S3Settings) -> Self {
        let amazon = || format!("Amazon S3 in {}", settings.region);
        let server = settings.endpoint.clone().unwrap_or_else(amazon);
        Self { bucket: settings.bucket.clone(), server, region: settings.region.clone() }
    }

    pub(super) fn failure(&self, error: &Error) -> MediaError {
        let Self { bucket, server, region } = self;
        let code = code(error);
        let sentence = match code.as_deref() {
            Some("QuotaExceeded" | "XMinioStorageFull" | "InsufficientStorage" | "EntityTooLarge") => {
                return MediaError::Full;
            }
            Some("NoSuchBucket") => format!("there is no bucket \"{bucket}\" at {server}"),
            Some("InvalidAccessKeyId" | "UnrecognizedClientException") => {
                format!("{server} does not know the access key")
            }
            Some("SignatureDoesNotMatch") => format!("{server} refuses the secret key"),
            Some("PermanentRedirect" | "AuthorizationHeaderMalformed" | "IllegalLocationConstraintException") => {
                format!("{server} says that the bucket \"{bucket}\" is not in the region \"{region}\"")
            }
            Some("RequestTimeTooSkewed") => format!("{server} says that this machine's clock is wrong"),
            _ => self.by_kind(error, code),
        };
        MediaError::Unavailable(sentence)
    }

    fn by_kind(&self, error: &Error, code: Option<String>) -> String {
        let Self { bucket, server, .. } = self;
        match error {
            Error::PermissionDenied { .. } | Error::Unauthenticated { .. } => {
                format!("{server} does not let this key use the bucket \"{bucket}\"")
            }
            Error::NotFound { path, .. } => format!("there is no {path} in the bucket \"{bucket}\" at {server}"),
            _ => match (http(error), code) {
                (Some(http), _) if http.kind() == HttpErrorKind::Timeout => format!("{server} does not answer"),
                (Some(http), _) => format!("{server} can't be reached: {}", innermost(http)),
                (None, Some(code)) => format!("{server} could not: {code}"),
                (None, None) => format!("{server} gave no answer that can be read"),
            },
        }
    }
}

/// The server's own word for what went wrong; the rest of its answer may repeat what was asked.
fn code(error: &Error) -> Option<String> {
    let text = causes(error).map(ToString::to_string).find(|text| text.contains("<Code>"))?;
    let (_, rest) = text.split_once("<Code>")?;
    let (code, _) = rest.split_once("</Code>")?;
    (code.len() <= 60 && code.chars().all(char::is_alphanumeric)).then(|| code.to_owned())
}

fn http(error: &Error) -> Option<&HttpError> {
    causes(error).find_map(|cause| cause.downcast_ref())
}

fn causes<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |cause| -> Option<&'a (dyn StdError + 'static)> {
        let cause: &'a (dyn StdError + 'static) = *cause;
        cause.source()
    })
}

/// The last cause says it best: the connection was refused, the name is not known.
fn innermost(error: &(dyn StdError + 'static)) -> String {
    causes(error).last().map(ToString::to_string).unwrap_or_default()
}
