//! Which of two ways to answer a client prefers.

use actix_web::http::header::{self, HeaderMap};

/// Whether a client would rather have an event stream than JSON.
pub(crate) fn prefers_events(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).filter_map(|value| value.to_str().ok());
    let (mut events, mut json) = (None, None);
    for (place, range) in accepted.flat_map(|value| value.split(',')).enumerate() {
        let mut parts = range.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
        let quality = parts.find_map(|part| part.strip_prefix("q=")).map_or(1000, thousandths);
        match kind.as_str() {
            "text/event-stream" => events = Some((quality, place)),
            // What is named counts, not what is merely allowed.
            "application/json" => json = Some((quality, place)),
            "*/*" | "application/*" if json.is_none() => json = Some((quality, usize::MAX)),
            _ => {}
        }
    }
    match (events, json) {
        (None | Some((0, _)), _) => false,
        (Some(_), None) => true,
        (Some((events, first)), Some((json, second))) => events > json || events == json && first < second,
    }
}

fn thousandths(quality: &str) -> u32 {
    let quality: f64 = quality.trim().parse().unwrap_or(0.0);
    (quality.clamp(0.0, 1.0) * 1000.0) as u32
}

#[cfg(test)]
mod tests {
    use super::prefers_events;
    use actix_web::http::header::{ACCEPT, HeaderMap, HeaderValue};

    #[test]
    fn an_event_stream_is_given_to_who_prefers_it() {
        let prefers = |accept: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_str(accept).unwrap());
            prefers_events(&headers)
        };
        for accept in [
            "text/event-stream",
            "text/event-stream, */*",
            "text/event-stream, application/json;q=0.9",
            "application/json;q=0.1, text/event-stream;q=0.2",
        ] {
            assert!(prefers(accept), "{accept}");
        }
        for accept in [
            "",
            "*/*",
            "application/json",
            "application/json, text/event-stream",
            "text/event-stream;q=0",
            "text/event-stream;q=0.5, */*",
            "text/html",
        ] {
            assert!(!prefers(accept), "{accept}");
        }
        assert!(!prefers_events(&HeaderMap::new()));
    }
}
