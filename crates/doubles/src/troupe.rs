//! One presenter.

use adforge_domain::language::Language;
use adforge_ports_creative::{Presenter, PresenterFilter, Presenters, PresentersError};
use async_trait::async_trait;
use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

/// One presenter: the guide's `avatar-female-45`.
#[derive(Default)]
pub struct Troupe {
    /// Why nobody can be told, while it is so.
    pub away: Mutex<Option<PresentersError>>,
    /// How many others are on the list.
    pub others: AtomicUsize,
    /// By what the list was asked for.
    pub asked: Mutex<Vec<PresenterFilter>>,
}

#[async_trait]
impl Presenters for Troupe {
    async fn list(&self, filter: &PresenterFilter) -> Result<Vec<Presenter>, PresentersError> {
        self.asked.lock().unwrap().push(filter.clone());
        let claire = self.get("avatar-female-45").await?.into_iter();
        let other = |claire: &Presenter, number| Presenter { id: format!("avatar-{number}"), ..claire.clone() };
        let others = self.others.load(Ordering::SeqCst);
        Ok(claire
            .flat_map(|claire| {
                (0..=others).map(move |number| match number {
                    0 => claire.clone(),
                    number => other(&claire, number),
                })
            })
            .collect())
    }

    async fn get(&self, id: &str) -> Result<Option<Presenter>, PresentersError> {
        if let Some(away) = self.away.lock().unwrap().clone() {
            return Err(away);
        }
        Ok((id == "avatar-female-45").then(|| Presenter {
            id: id.into(),
            name: "Claire".into(),
            gender: "female".into(),
            age_range: "40-50".into(),
            languages: vec![Language::EN],
            portrait: "C-1-1".into(),
            image_url: None,
            preview_url: None,
        }))
    }
}
