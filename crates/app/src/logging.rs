//! Log lines, to standard error: standard output is for what a command answers.

use crate::settings::LogFormat;
use anyhow::{Result, anyhow};
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// Begins to log. `filter` was checked with the settings.
///
/// # Errors
/// The filter is none after all, or logging has begun already.
pub fn begin(filter: &str, format: LogFormat) -> Result<()> {
    let filter = EnvFilter::try_new(filter)?;
    let lines = fmt::layer().with_writer(std::io::stderr);
    let registry = tracing_subscriber::registry().with(filter);
    match format {
        LogFormat::Text => registry.with(lines.with_ansi(colours())).try_init(),
        LogFormat::Json => registry.with(lines.json()).try_init(),
    }
    .map_err(|error| anyhow!("logging can't begin: {error}"))
}

/// Colours are for a terminal only.
fn colours() -> bool {
    std::io::IsTerminal::is_terminal(&std::io::stderr())
}
