//! The query of an address, read strictly: a broken escape or bytes that are no text are refused, never replaced.

use crate::problem::Problem;
use actix_web::HttpRequest;
use std::borrow::Cow;

/// The query of an address. Of a key that stands in it twice the first counts.
#[derive(Clone, Debug, Default)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// The query of a request.
    ///
    /// # Errors
    /// It is no text.
    pub fn of(request: &HttpRequest) -> Result<Self, Problem> {
        Self::read(request.query_string())
    }

    /// From what stands behind the question mark.
    ///
    /// # Errors
    /// It is no text.
    pub fn read(text: &str) -> Result<Self, Problem> {
        let pairs = text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let key = decoded(key).ok_or_else(|| broken("query"))?;
            let value = decoded(value).ok_or_else(|| broken(&key))?;
            Ok((key.into_owned(), value.into_owned()))
        });
        pairs.collect::<Result<_, _>>().map(Self)
    }

    /// A value, if its key stands there.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    /// Whether a flag is set (`true`).
    ///
    /// # Errors
    /// It is neither `true` nor `false`.
    pub fn flag(&self, key: &str) -> Result<bool, Problem> {
        match self.get(key) {
            None | Some("false" | "0" | "") => Ok(false),
            Some("true" | "1") => Ok(true),
            Some(_) => Err(Problem::invalid(key, "it is \"true\" or \"false\"")),
        }
    }

    /// A whole number.
    ///
    /// # Errors
    /// It is none.
    pub fn number(&self, key: &str) -> Result<Option<u64>, Problem> {
        let Some(text) = self.get(key) else { return Ok(None) };
        let number = text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
        number.map(Some).ok_or_else(|| Problem::malformed(key, format!("`{key}` is not a whole number.")))
    }

    /// Where a page of a list begins.
    ///
    /// # Errors
    /// It is no cursor that was given out.
    pub fn cursor<T: std::str::FromStr>(&self) -> Result<Option<T>, Problem> {
        let Some(cursor) = self.get("cursor").filter(|cursor| !cursor.is_empty()) else { return Ok(None) };
        let bad = |_| Problem::invalid("cursor", "it is not one that was given with this list");
        cursor.parse().map(Some).map_err(bad)
    }

    /// How many entries of a list are wanted.
    ///
    /// # Errors
    /// It is no number from 1 to `most`.
    pub fn limit(&self, standard: u32, most: u32) -> Result<u32, Problem> {
        match self.number("limit")? {
            None => Ok(standard),
            Some(limit) => u32::try_from(limit)
                .ok()
                .filter(|limit| (1..=most).contains(limit))
                .ok_or_else(|| Problem::invalid("limit", format_args!("it is a number from 1 to {most}"))),
        }
    }
}

fn broken(key: &str) -> Problem {
    Problem::malformed(key, format!("`{key}` holds bytes that are no UTF-8 text."))
}

/// A part with its escapes resolved; none when it is no text.
pub(crate) fn decoded(part: &str) -> Option<Cow<'_, str>> {
    if !part.bytes().any(|byte| matches!(byte, b'%' | b'+')) {
        return Some(Cow::Borrowed(part));
    }
    let hex =
        |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16)).and_then(|it| u8::try_from(it).ok());
    let mut bytes = part.bytes();
    let mut text = Vec::with_capacity(part.len());
    while let Some(byte) = bytes.next() {
        text.push(match byte {
            b'+' => b' ',
            b'%' => (hex(bytes.next())? << 4) | hex(bytes.next())?,
            byte => byte,
        });
    }
    String::from_utf8(text).ok().map(Cow::Owned)
}
