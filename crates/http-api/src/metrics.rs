//! What is counted, as Prometheus reads it.

use adforge_application::Load;
use adforge_domain::{job::JobKind, spending::Total};
use std::{
    fmt::Write,
    sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed},
    time::Duration,
};

/// The statuses that are told apart; any other is counted as the last.
const STATUSES: [u16; 22] =
    [101, 200, 201, 202, 204, 206, 304, 307, 400, 401, 403, 404, 405, 409, 410, 413, 415, 416, 422, 429, 503, 500];
/// The upper bounds of durations, in microseconds.
const BOUNDS: [u64; 10] = [500, 1_000, 2_500, 5_000, 10_000, 50_000, 250_000, 1_000_000, 10_000_000, 60_000_000];

/// What is counted.
pub(crate) struct Metrics {
    routes: Vec<Route>,
    /// Streams that are open.
    pub(crate) streams: Gauge,
    /// Sockets that are open.
    pub(crate) sockets: Gauge,
    /// Requests that are being answered.
    pub(crate) busy: Gauge,
    /// Sockets that were given up because their clients read too slowly.
    pub(crate) slow: AtomicU64,
    /// Turns that were accepted.
    pub(crate) turns: AtomicU64,
    /// Films that were asked for.
    pub(crate) videos: AtomicU64,
    /// Static ads that were asked for.
    pub(crate) images: AtomicU64,
}

/// Where a request went, as its place among the routes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RouteId(pub(crate) usize);

struct Route {
    path: &'static str,
    statuses: [AtomicU64; STATUSES.len()],
    buckets: [AtomicU64; BOUNDS.len() + 1],
    micros: AtomicU64,
}

/// Something that comes and goes.
#[derive(Default)]
pub(crate) struct Gauge(AtomicI64);

impl Gauge {
    pub(crate) fn up(&self) {
        self.0.fetch_add(1, Relaxed);
    }

    pub(crate) fn down(&self) {
        self.0.fetch_sub(1, Relaxed);
    }

    pub(crate) fn get(&self) -> i64 {
        self.0.load(Relaxed)
    }
}

impl Metrics {
    /// Nothing counted yet; the last route is for what went nowhere.
    pub(crate) fn new(paths: Vec<&'static str>) -> Self {
        let route =
            |path| Route { path, statuses: Default::default(), buckets: Default::default(), micros: AtomicU64::new(0) };
        Self {
            routes: paths.into_iter().chain(["none"]).map(route).collect(),
            streams: Gauge::default(),
            sockets: Gauge::default(),
            busy: Gauge::default(),
            slow: AtomicU64::new(0),
            turns: AtomicU64::new(0),
            videos: AtomicU64::new(0),
            images: AtomicU64::new(0),
        }
    }

    /// Counts an answer: where, with which status, and how long its head took.
    pub(crate) fn answered(&self, route: Option<RouteId>, status: u16, took: Duration) {
        let Some(route) = route.and_then(|id| self.routes.get(id.0)).or_else(|| self.routes.last()) else { return };
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let status = STATUSES.iter().position(|known| *known == status).unwrap_or(STATUSES.len() - 1);
        let bucket = BOUNDS.iter().position(|bound| micros <= *bound).unwrap_or(BOUNDS.len());
        route.statuses.get(status).into_iter().chain(route.buckets.get(bucket)).for_each(|it| {
            it.fetch_add(1, Relaxed);
        });
        route.micros.fetch_add(micros, Relaxed);
    }

    /// All of it, as Prometheus reads it; with the store's jobs, where they are known, and what was spent, by model.
    pub(crate) fn text(&self, unfinished: Option<&[Load]>, spent: &[(String, Total)]) -> String {
        let mut text = String::with_capacity(4096);
        let simple = [
            ("adforge_streams_open", "gauge", "Event streams that are open.", self.streams.get()),
            ("adforge_sockets_open", "gauge", "WebSockets that are open.", self.sockets.get()),
            ("adforge_requests_open", "gauge", "Requests that are being answered.", self.busy.get()),
            ("adforge_sockets_slow_total", "counter", "Sockets whose clients read too slowly.", load(&self.slow)),
            ("adforge_turns_total", "counter", "Turns that were accepted.", load(&self.turns)),
            ("adforge_videos_total", "counter", "Videos that were asked for.", load(&self.videos)),
            ("adforge_images_total", "counter", "Static ads that were asked for.", load(&self.images)),
        ];
        for (name, kind, help, value) in simple {
            head(&mut text, name, kind, help);
            line(&mut text, format_args!("{name} {value}"));
        }
        unfinished.into_iter().for_each(|load| jobs(&mut text, load));
        if !spent.is_empty() {
            models(&mut text, spent);
        }
        self.requests(&mut text);
        self.durations(&mut text);
        text
    }

    fn requests(&self, text: &mut String) {
        head(text, "adforge_http_requests_total", "counter", "Requests by route and status.");
        for route in &self.routes {
            for (status, count) in STATUSES.iter().zip(&route.statuses).filter(|(_, count)| count.load(Relaxed) > 0) {
                let (path, count) = (route.path, count.load(Relaxed));
                line(text, format_args!("adforge_http_requests_total{{route=\"{path}\",status=\"{status}\"}} {count}"));
            }
        }
    }

    fn durations(&self, text: &mut String) {
        const NAME: &str = "adforge_http_request_duration_seconds";
        head(text, NAME, "histogram", "Time until the head of an answer, by route.");
        for route in &self.routes {
            let path = route.path;
            let mut all = 0;
            let counts: Vec<u64> = route.buckets.iter().map(|bucket| bucket.load(Relaxed)).collect();
            if counts.iter().all(|count| *count == 0) {
                continue;
            }
            for (bound, count) in BOUNDS.iter().zip(&counts) {
                all += count;
                let seconds = *bound as f64 / 1e6;
                line(text, format_args!("{NAME}_bucket{{route=\"{path}\",le=\"{seconds}\"}} {all}"));
            }
            let all: u64 = counts.iter().sum();
            let sum = route.micros.load(Relaxed) as f64 / 1e6;
            line(text, format_args!("{NAME}_bucket{{route=\"{path}\",le=\"+Inf\"}} {all}"));
            line(text, format_args!("{NAME}_sum{{route=\"{path}\"}} {sum}"));
            line(text, format_args!("{NAME}_count{{route=\"{path}\"}} {all}"));
        }
    }
}

fn jobs(text: &mut String, load: &[Load]) {
    head(text, "adforge_jobs", "gauge", "Jobs in the store that wait or run.");
    for kind in [JobKind::Turn, JobKind::Video, JobKind::Image] {
        for (runs, state) in [(false, "queued"), (true, "processing")] {
            let jobs = load.iter().find(|it| (it.kind, it.runs) == (kind, runs)).map_or(0, |it| it.jobs);
            let kind = kind.as_str();
            line(text, format_args!("adforge_jobs{{kind=\"{kind}\",state=\"{state}\"}} {jobs}"));
        }
    }
}

/// What models cost: nothing is said of them where none was called.
fn models(text: &mut String, spent: &[(String, Total)]) {
    let by_model = |text: &mut String, name: &str, help: &str, value: &dyn Fn(&Total) -> String| {
        head(text, name, "counter", help);
        for (model, total) in spent {
            line(text, format_args!("{name}{{model=\"{}\"}} {}", label(model), value(total)));
        }
    };
    by_model(text, "adforge_model_calls_total", "Calls to models that are over.", &|it| it.calls.to_string());
    let help = "Of these, calls whose price isn't known.";
    by_model(text, "adforge_model_unpriced_calls_total", help, &|it| it.unpriced.to_string());
    let help = "US dollars that calls with a known price cost.";
    by_model(text, "adforge_model_dollars_total", help, &|it| it.money.as_dollars().to_string());
    const TOKENS: &str = "adforge_model_tokens_total";
    head(text, TOKENS, "counter", "Tokens read (those that were kept from before apart) and written.");
    for (model, total) in spent {
        let (model, tokens) = (label(model), total.tokens);
        let read = tokens.input.saturating_sub(tokens.cached);
        for (kind, count) in [("input", read), ("cached", tokens.cached), ("output", tokens.output)] {
            line(text, format_args!("{TOKENS}{{model=\"{model}\",kind=\"{kind}\"}} {count}"));
        }
    }
}

/// A label's value: operators call their models as they like.
fn label(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

fn load(counter: &AtomicU64) -> i64 {
    i64::try_from(counter.load(Relaxed)).unwrap_or(i64::MAX)
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) {
    line(text, format_args!("# HELP {name} {help}\n# TYPE {name} {kind}"));
}

/// Writing into a string can't fail.
fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    let _ = writeln!(text, "{line}");
}
