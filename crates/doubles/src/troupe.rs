//! One presenter.

use adforge_domain::language::Language;
use adforge_ports_creative::{Presenter, PresenterFilter, Presenters};
use async_trait::async_trait;

/// One presenter: the guide's `avatar-female-45`.
pub struct Troupe;

#[async_trait]
impl Presenters for Troupe {
    async fn list(&self, _: &PresenterFilter) -> Vec<Presenter> {
        self.get("avatar-female-45").await.into_iter().collect()
    }

    async fn get(&self, id: &str) -> Option<Presenter> {
        (id == "avatar-female-45").then(|| Presenter {
            id: id.into(),
            name: "Claire".into(),
            gender: "female".into(),
            age_range: "40-50".into(),
            languages: vec![Language::EN],
            portrait: "C-1-1".into(),
        })
    }
}
