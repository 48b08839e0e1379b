//! The goals, one story each.

mod delivery;
mod filled;
mod fleet;
mod followers;
mod load;
mod long;
mod models;
mod page;
mod renders;
mod stops;
mod turns;

use crate::report::Report;
use anyhow::{Result, bail};
use std::path::Path;
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// What can be measured, in this order.
pub(crate) const NAMES: &[&str] =
    &["turns", "followers", "delivery", "long", "stops", "renders", "models", "page", "fleet", "filled"];

/// Where it is measured.
pub(crate) struct Bench {
    /// Gone at the end.
    folder: TempDir,
    /// Made once for all runs.
    filled: OnceCell<filled::Databases>,
}

impl Bench {
    pub(crate) fn new(under: &Path) -> Result<Self> {
        Ok(Self { folder: TempDir::new_in(under)?, filled: OnceCell::new() })
    }

    /// A new and empty folder for one server.
    fn room(&self) -> Result<TempDir> {
        Ok(TempDir::new_in(self.folder.path())?)
    }

    pub(crate) async fn measure(&self, name: &str, report: &mut Report) -> Result<()> {
        match name {
            "turns" => turns::measure(self, report).await,
            "followers" => followers::measure(self, report).await,
            "delivery" => delivery::measure(self, report).await,
            "long" => long::measure(self, report).await,
            "stops" => stops::measure(self, report).await,
            "renders" => renders::measure(self, report).await,
            "models" => models::measure(self, report).await,
            "page" => page::measure(self, report).await,
            "fleet" => fleet::measure(self, report).await,
            "filled" => filled::measure(self, report).await,
            _ => bail!("nobody knows how to measure {name}"),
        }
    }
}

/// As milliseconds.
fn ms(time: std::time::Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
