//! Who may call from where: web pages of other sites may not, unless they are known.

use crate::{
    api::HttpSettings,
    problem::{Code, Problem},
};
use actix_web::http::header::{self, HeaderMap, HeaderName};
use std::net::IpAddr;
use url::Url;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The origins that may call.
#[derive(Debug)]
pub(crate) struct Origins {
    /// Our own public one.
    own: Option<String>,
    /// Those of other sites.
    allowed: Vec<String>,
    loopback_only: bool,
}

impl Origins {
    pub(crate) fn new(settings: &HttpSettings) -> Self {
        Self {
            own: origin_of(&settings.public_url),
            allowed: settings.allowed_origins.iter().filter_map(|url| origin_of(url)).collect(),
            loopback_only: settings.loopback_only,
        }
    }

    /// The origins of other sites whose pages may call, as browsers write them.
    pub(crate) fn allowed(&self) -> &[String] {
        &self.allowed
    }

    fn known(&self) -> impl Iterator<Item = &String> {
        self.own.iter().chain(&self.allowed)
    }

    /// Refuses what a page of another site has asked for, streams and sockets included.
    pub(crate) fn admit(&self, headers: &HeaderMap, target_host: Option<&str>) -> Result<(), Problem> {
        let host = headers.get(header::HOST).map(|host| host.to_str().unwrap_or_default());
        if self.loopback_only && [host, target_host].into_iter().flatten().any(|host| !is_loopback(host)) {
            let message = "Without authentication only this machine is served: call it by localhost or 127.0.0.1.";
            return Err(Problem::of(Code::Forbidden, message));
        }
        let foreign = match headers.get(header::ORIGIN) {
            Some(origin) => !self.is_ours(origin.to_str().unwrap_or_default(), host),
            // No origin goes out with a picture or a link; where it stands, the referrer says.
            None => headers.get(SEC_FETCH_SITE).is_some_and(|site| site == "cross-site") && !self.refers(headers),
        };
        if foreign {
            let message = "Pages of this origin may not call. Its operator can allow it with ADFORGE_ALLOWED_ORIGINS.";
            return Err(Problem::of(Code::Forbidden, message));
        }
        Ok(())
    }

    fn is_ours(&self, origin: &str, host: Option<&str>) -> bool {
        let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        let same = authority.zip(host).is_some_and(|(authority, host)| authority.eq_ignore_ascii_case(host));
        same || self.known().any(|known| known.eq_ignore_ascii_case(origin))
    }

    fn refers(&self, headers: &HeaderMap) -> bool {
        let referrer = headers.get(header::REFERER).and_then(|it| it.to_str().ok()).and_then(origin_of);
        referrer.is_some_and(|referrer| self.known().any(|known| *known == referrer))
    }
}

/// An address's origin, as browsers write it (`https://app.example.com`).
fn origin_of(url: &str) -> Option<String> {
    Url::parse(url).ok().map(|url| url.origin()).filter(url::Origin::is_tuple).map(|it| it.ascii_serialization())
}

/// Whether a host is a name of this machine, to this machine.
fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_names_of_this_machine_are_loopback() {
        for host in
            ["localhost", "localhost:8080", "LOCALHOST.", "a.localhost:1", "127.0.0.1:8080", "127.9.9.9", "[::1]:8080"]
        {
            assert!(is_loopback(host), "{host}");
        }
        for host in
            ["", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", "10.0.0.1", "[::2]", "0.0.0.0"]
        {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
