//! Who works elsewhere and can be asked how they are, whatever they do.

use crate::{Findings, MediaProvider, Unwell, Voice};
use async_trait::async_trait;
use std::{fmt, sync::Arc};

/// Somebody who works elsewhere. Being asked costs nothing and makes nothing.
#[async_trait]
pub trait Examined: Send + Sync {
    /// What it is called in the settings, or what of it was chosen there (`"openai/gpt-6-luna"`).
    fn name(&self) -> String;

    /// Asks its cheapest question: whether it would work for us.
    async fn examine(&self) -> Result<Findings, Unwell>;
}

#[async_trait]
impl Examined for Arc<dyn MediaProvider> {
    fn name(&self) -> String {
        self.model().to_owned()
    }

    async fn examine(&self) -> Result<Findings, Unwell> {
        MediaProvider::examine(&**self).await
    }
}

#[async_trait]
impl Examined for Arc<dyn Voice> {
    fn name(&self) -> String {
        self.model().to_owned()
    }

    async fn examine(&self) -> Result<Findings, Unwell> {
        Voice::examine(&**self).await
    }
}

/// What is known, and what isn't, in a line.
impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.has_model {
            Some(true) => "there",
            Some(false) => "answers, and doesn't name this model",
            None => "answers",
        })?;
        match self.retires {
            Some(day) => write!(f, "; retires: {day}")?,
            None => f.write_str("; retires: unknown")?,
        }
        let price = if self.has_price { "known" } else { "unknown" };
        write!(f, "; price: {price}; quota: {}", self.quota.as_deref().unwrap_or("unknown"))
    }
}
