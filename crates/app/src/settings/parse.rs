//! From a setting's text to its value, or to a sentence that says what the setting takes.

use super::{Database, RedisUrl, Secret, problem::Wrong};
use std::{net::SocketAddr, path::PathBuf, time::Duration};
use tracing_subscriber::filter::{EnvFilter, LevelFilter};
use url::Url;

/// Longer times are slips of the keyboard, and would overflow a date.
const LONGEST: Duration = Duration::from_secs(3650 * 24 * 3600);

type Parsed<T> = Result<T, Wrong>;

/// How log lines look.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For machines.
    Json,
}

pub(super) fn address(text: &str) -> Parsed<SocketAddr> {
    let allowed = "an IP address and a port, such as 127.0.0.1:8080 or [::1]:8080 (port 0 takes a free one)";
    text.parse().map_err(|_| Wrong::allowed(allowed))
}

/// A web address that links can start with, without a slash at its end.
pub(super) fn base(text: &str) -> Parsed<Option<Url>> {
    let allowed =
        || Wrong::allowed("an http or https address without user, query and fragment, such as https://ads.example.com");
    let url = Url::parse(text).map_err(|_| allowed())?;
    let plain =
        url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none();
    if plain && is_web(&url) { Ok(Some(url)) } else { Err(allowed()) }
}

/// Web sites, separated by commas, each as a browser says it in `Origin`.
pub(super) fn origins(text: &str) -> Parsed<Vec<String>> {
    text.split(',').map(|one| origin(one.trim())).collect()
}

fn origin(text: &str) -> Parsed<String> {
    let allowed = || Wrong::allowed("origins separated by commas, each like https://shop.example.com, without a path");
    let url = Url::parse(text).map_err(|_| allowed())?;
    let bare = url.path() == "/" && !text.contains(['?', '#', '@', '*']);
    if bare && is_web(&url) { Ok(url.origin().ascii_serialization()) } else { Err(allowed()) }
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

pub(super) fn folder(text: &str) -> Parsed<PathBuf> {
    if text.is_empty() { Err(Wrong::allowed("the path of a folder")) } else { Ok(text.into()) }
}

/// The path is taken as it stands: relative to the working directory unless it begins with a slash.
pub(super) fn database(text: &str) -> Parsed<Database> {
    let allowed = || Wrong::allowed("sqlite:// and the path of a file, or the postgres:// URL of a database");
    match text.split_once("://") {
        Some(("sqlite", path)) if path.is_empty() || path.contains(['?', '#']) || path == ":memory:" => Err(allowed()),
        Some(("sqlite", path)) => Ok(Database::File(path.into())),
        Some(("postgres" | "postgresql", "")) => Err(allowed()),
        // What it names is libpq's to judge: it may be several hosts, or a socket.
        Some(("postgres" | "postgresql", _)) => Ok(Database::Server(text.to_owned())),
        Some((scheme, _)) => {
            let known = "sqlite:// and the path of a file, or the postgres:// URL of a database";
            Err(Wrong::allowed(format!("{known}; {scheme}:// is no database it knows")))
        }
        None => Err(allowed()),
    }
}

pub(super) fn redis(text: &str) -> Parsed<Option<RedisUrl>> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "redis" | "rediss") && url.has_host());
    match url {
        Some(_) => Ok(Some(RedisUrl(text.to_owned()))),
        None => Err(Wrong::allowed("the redis:// or rediss:// URL of a Redis, such as redis://127.0.0.1:6379")),
    }
}

/// A number that 0 lifts.
pub(super) fn limit(text: &str) -> Parsed<Option<u32>> {
    let allowed = || Wrong::allowed("a whole number up to 1000000, or 0 for no limit");
    let number = text.parse::<u32>().ok().filter(|number| *number <= 1_000_000).ok_or_else(allowed)?;
    Ok(Some(number).filter(|number| *number > 0))
}

/// A number that can't be 0.
pub(super) fn count(most: u32) -> impl Fn(&str) -> Parsed<u32> {
    move |text| {
        let number = text.parse().ok().filter(|number| (1..=most).contains(number));
        number.ok_or_else(|| Wrong::allowed(format!("a whole number from 1 to {most}")))
    }
}

/// A time that 0 lifts.
pub(super) fn time_limit(text: &str) -> Parsed<Option<Duration>> {
    let time =
        duration(text).ok_or_else(|| Wrong::allowed("a time such as 30s, 10m, 24h or 30d, or 0 for no limit"))?;
    Ok(Some(time).filter(|time| !time.is_zero()))
}

/// A time that can't be 0.
pub(super) fn time(text: &str) -> Parsed<Duration> {
    let time = duration(text).filter(|time| !time.is_zero());
    time.ok_or_else(|| Wrong::allowed("a time of more than nothing, such as 30s, 10m, 24h or 30d"))
}

/// A time to wait, or none.
pub(super) fn pause(text: &str) -> Parsed<Duration> {
    duration(text).ok_or_else(|| Wrong::allowed("a time such as 200ms or 2s, or 0ms for none"))
}

fn duration(text: &str) -> Option<Duration> {
    humantime::parse_duration(text).ok().filter(|time| *time <= LONGEST && time.subsec_nanos() % 1_000_000 == 0)
}

pub(super) fn auth(text: &str) -> Parsed<()> {
    match text {
        "none" => Ok(()),
        "jwt" => Err(Wrong::NotYet("authentication by tokens (jwt)".into())),
        _ => Err(Wrong::allowed("none")),
    }
}

/// A key or a password: it is never shown, not even when it is wrong.
pub(super) fn secret(text: &str) -> Parsed<Option<Secret>> {
    let good = text.len() >= 8 && text.chars().all(|it| it.is_ascii_graphic());
    let allowed =
        || Wrong::allowed("the key as its provider shows it: at least 8 letters, digits and signs, no spaces");
    if good { Ok(Some(Secret(text.to_owned()))) } else { Err(allowed()) }
}

/// A filter of log lines. The text is kept, since a filter can't be copied.
pub(super) fn log_filter(text: &str) -> Parsed<String> {
    // A lone word that is no level would be taken for a target, and a slip of the keyboard would silence the log.
    let slip = |part: &str| {
        !part.contains(['=', '[', ':']) && (part.trim().is_empty() || part.trim().parse::<LevelFilter>().is_err())
    };
    if text.split(',').any(slip) || EnvFilter::try_new(text).is_err() {
        return Err(Wrong::allowed(
            "off, error, warn, info, debug or trace, or such levels for parts: info,adforge_http_api=debug",
        ));
    }
    Ok(text.to_owned())
}

pub(super) fn log_format(text: &str) -> Parsed<LogFormat> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(Wrong::allowed("text or json")),
    }
}
