//! The presenters that come with the program.

use adforge_domain::language::Language;
use adforge_ports_creative::{Presenter, PresenterFilter, Presenters};
use async_trait::async_trait;
use serde::Deserialize;

/// The local presenters, out of `data/presenters.json`.
#[derive(Clone, Debug)]
pub struct LocalPresenters(Vec<Presenter>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    name: String,
    gender: String,
    age_range: String,
    languages: Vec<Language>,
    portrait: String,
}

impl LocalPresenters {
    /// All of them, in the file's order.
    pub fn new() -> Self {
        let entries: Vec<Entry> =
            serde_json::from_str(include_str!("../data/presenters.json")).unwrap_or_else(|error| {
                tracing::error!(%error, "the list of presenters that comes with the program can't be read");
                Vec::new()
            });
        Self(entries.into_iter().map(Entry::into_presenter).collect())
    }
}

impl Default for LocalPresenters {
    fn default() -> Self {
        Self::new()
    }
}

impl Entry {
    fn into_presenter(self) -> Presenter {
        let Self { id, name, gender, age_range, languages, portrait } = self;
        Presenter { id, name, gender, age_range, languages, portrait }
    }
}

#[async_trait]
impl Presenters for LocalPresenters {
    async fn list(&self, filter: &PresenterFilter) -> Vec<Presenter> {
        self.0.iter().filter(|presenter| matches(presenter, filter)).cloned().collect()
    }

    async fn get(&self, id: &str) -> Option<Presenter> {
        self.0.iter().find(|presenter| presenter.id == id).cloned()
    }
}

fn matches(presenter: &Presenter, filter: &PresenterFilter) -> bool {
    let gender = filter.gender.as_deref().is_none_or(|wanted| presenter.gender.eq_ignore_ascii_case(wanted.trim()));
    let language = filter.language.is_none_or(|wanted| presenter.languages.contains(&wanted));
    let age = filter.age_range.as_deref().is_none_or(|wanted| match (ages(&presenter.age_range), ages(wanted)) {
        (Some((from, to)), Some((wanted_from, wanted_to))) => from <= wanted_to && wanted_from <= to,
        _ => false,
    });
    gender && language && age
}

/// `"40-50"`, `"45"` or `"60+"` as the ages from and to.
fn ages(range: &str) -> Option<(u32, u32)> {
    let range = range.trim();
    if let Some(from) = range.strip_suffix('+') {
        return Some((from.trim().parse().ok()?, u32::MAX));
    }
    match range.split_once(['-', '–']) {
        Some((from, to)) => Some((from.trim().parse().ok()?, to.trim().parse().ok()?)),
        None => range.parse().ok().map(|age| (age, age)),
    }
}
