//! Who may present a film.

use adforge_domain::language::Language;
use async_trait::async_trait;
use std::time::Duration;

/// The catalogue of presenters (the guide's avatars).
#[async_trait]
pub trait Presenters: Send + Sync {
    /// Those that match, in a stable order.
    async fn list(&self, filter: &PresenterFilter) -> Result<Vec<Presenter>, PresentersError>;

    /// One by its id (`avatar-female-45`).
    async fn get(&self, id: &str) -> Result<Option<Presenter>, PresentersError>;
}

/// Why presenters can't be told.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PresentersError {
    /// Whoever has them can't be asked now.
    #[error("the presenters can't be had now: {why}")]
    Unavailable {
        /// How long they ask to wait, where they say so.
        after: Option<Duration>,
        /// What happened, in our own words.
        why: String,
    },
}

/// Which presenters are wanted; an absent field matches all, and so does what isn't known of a presenter.
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
    /// `female` or `male`; empty where it isn't known.
    pub gender: String,
    /// `"40-50"`; empty where it isn't known.
    pub age_range: String,
    /// What they speak; none where it isn't known.
    pub languages: Vec<Language>,
    /// How the portrait is drawn, as in a persona's `portrait`; empty where there is a picture or nothing.
    pub portrait: String,
    /// Where a picture of them is, where somebody else keeps one.
    pub image_url: Option<String>,
    /// Where they can be seen and heard, likewise.
    pub preview_url: Option<String>,
}

impl Presenter {
    /// Whether this one is wanted. What isn't known of a presenter isn't held against them.
    pub fn matches(&self, filter: &PresenterFilter) -> bool {
        let is_gender = |wanted: &str| self.gender.is_empty() || self.gender.eq_ignore_ascii_case(wanted.trim());
        let speaks = |wanted: Language| self.languages.is_empty() || self.languages.contains(&wanted);
        let is_aged = |wanted: &str| match (ages(&self.age_range), ages(wanted)) {
            (Some((from, to)), Some((wanted_from, wanted_to))) => from <= wanted_to && wanted_from <= to,
            (known, _) => known.is_none() && self.age_range.is_empty(),
        };
        filter.gender.as_deref().is_none_or(is_gender)
            && filter.language.is_none_or(speaks)
            && filter.age_range.as_deref().is_none_or(is_aged)
    }
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

#[cfg(test)]
mod tests {
    use super::{Presenter, PresenterFilter};
    use adforge_domain::language::Language;

    fn presenter(gender: &str, age_range: &str, languages: &[Language]) -> Presenter {
        Presenter {
            id: "p".into(),
            name: "P".into(),
            gender: gender.into(),
            age_range: age_range.into(),
            languages: languages.to_vec(),
            portrait: String::new(),
            image_url: None,
            preview_url: None,
        }
    }

    #[test]
    fn what_is_known_of_a_presenter_must_match_and_what_is_not_known_does() {
        let known = presenter("female", "40-50", &[Language::FR]);
        let unknown = presenter("", "", &[]);
        let gender = |it: &str| PresenterFilter { gender: Some(it.into()), ..PresenterFilter::default() };
        let age = |it: &str| PresenterFilter { age_range: Some(it.into()), ..PresenterFilter::default() };
        let language = |it| PresenterFilter { language: Some(it), ..PresenterFilter::default() };
        let cases = [
            (PresenterFilter::default(), true),
            (gender("Female"), true),
            (gender("male"), false),
            (age("30-40"), true),
            (age("50-60"), true),
            (age("51-60"), false),
            (age("45"), true),
            (age("60+"), false),
            (language(Language::FR), true),
            (language(Language::DE), false),
        ];
        for (filter, is_wanted) in cases {
            assert_eq!(known.matches(&filter), is_wanted, "{filter:?}");
            assert!(unknown.matches(&filter), "{filter:?}");
        }
    }
}
