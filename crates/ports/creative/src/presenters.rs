//! Who may present a film.

use adforge_domain::language::Language;
use async_trait::async_trait;

/// The catalogue of presenters (the guide's avatars).
#[async_trait]
pub trait Presenters: Send + Sync {
    /// Those that match, in a stable order.
    async fn list(&self, filter: &PresenterFilter) -> Vec<Presenter>;

    /// One by its id (`avatar-female-45`).
    async fn get(&self, id: &str) -> Option<Presenter>;
}

/// Which presenters are wanted; an absent field matches all.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PresenterFilter {
    /// `female` or `male`, in any case.
    pub gender: Option<String>,
    /// An age range (`"40-50"`) that theirs overlaps.
    pub age_range: Option<String>,
    /// A language that they speak.
    pub language: Option<Language>,
}

/// A presenter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Presenter {
    /// `avatar-female-45`.
    pub id: String,
    /// For people ("Claire").
    pub name: String,
    /// `female` or `male`.
    pub gender: String,
    /// `"40-50"`.
    pub age_range: String,
    /// What they speak.
    pub languages: Vec<Language>,
    /// How the portrait is drawn, as in a persona's `portrait`.
    pub portrait: String,
}
