//! What is wrong with the settings: all of it at once, each by its name.

use super::{layers::Source, table::SECRETS};
use std::fmt;

/// Everything that is wrong with the settings.
#[derive(Debug, Default)]
pub struct Problems(pub(super) Vec<Problem>);

/// One thing that is wrong.
#[derive(Debug)]
pub(super) enum Problem {
    /// A value that the setting doesn't take.
    Value { name: &'static str, source: Source, given: String, allowed: String },
    /// A setting or a value of it that is known, and to come.
    NotYet { name: &'static str, source: Source, what: String },
    /// A setting that another one needs.
    Missing { name: &'static str, by: String },
    /// No setting has this name.
    Unknown { name: String, source: Source, nearest: Option<String> },
    /// The value can't be read as text.
    NoText { name: String, source: Source, what: &'static str },
    /// The settings file can't be read at all.
    File(String),
}

/// Why a text is no value of a setting.
pub(super) enum Wrong {
    /// It isn't among what is allowed, which this sentence says.
    Allowed(String),
    /// It will be, in a later version; the sentence's subject.
    NotYet(String),
}

impl Wrong {
    pub(super) fn allowed(sentence: impl Into<String>) -> Self {
        Self::Allowed(sentence.into())
    }
}

impl Problems {
    pub(super) fn add(&mut self, name: &'static str, source: Source, given: &str, wrong: Wrong) {
        self.0.push(match wrong {
            Wrong::Allowed(allowed) => {
                let given = if SECRETS.contains(&name) { "…".to_owned() } else { without_password(given) };
                Problem::Value { name, source, given, allowed }
            }
            Wrong::NotYet(what) => Problem::NotYet { name, source, what },
        });
    }
}

/// A URL may carry a password, and an error message goes into logs.
fn without_password(given: &str) -> String {
    match given.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('@')?.1))) {
        Some((scheme, host)) => format!("{scheme}://…@{host}"),
        None => given.to_owned(),
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value { name, source, given, allowed } => {
                write!(f, "{name}, {source}, is \"{given}\". It takes {allowed}.")
            }
            Self::NotYet { name, source, what } => write!(f, "{name}, {source}: {what} is not in this version yet."),
            Self::Missing { name, by } => write!(f, "{name} is not set, and {by} needs it."),
            Self::Unknown { name, source, nearest: Some(nearest) } => {
                write!(f, "{name}, {source}, is no setting. Is {nearest} meant?")
            }
            Self::Unknown { name, source, nearest: None } => {
                write!(f, "{name}, {source}, is no setting. `adforge config --help` lists them all.")
            }
            Self::NoText { name, source, what } => write!(f, "{name}, {source}, is {what}."),
            Self::File(what) => write!(f, "{what}."),
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_slice() {
            [one] => write!(f, "{one}"),
            several => {
                write!(f, "{} settings can't be used:", several.len())?;
                several.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
            }
        }
    }
}

impl std::error::Error for Problems {}
