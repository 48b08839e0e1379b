//! The presenters that come with the program.

use adforge_domain::language::Language;
use adforge_ports_creative::{Presenter, PresenterFilter, Presenters, PresentersError};
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
        Presenter { id, name, gender, age_range, languages, portrait, image_url: None, preview_url: None }
    }
}

#[async_trait]
impl Presenters for LocalPresenters {
    async fn list(&self, filter: &PresenterFilter) -> Result<Vec<Presenter>, PresentersError> {
        Ok(self.0.iter().filter(|presenter| presenter.matches(filter)).cloned().collect())
    }

    async fn get(&self, id: &str) -> Result<Option<Presenter>, PresentersError> {
        Ok(self.0.iter().find(|presenter| presenter.id == id).cloned())
    }
}
