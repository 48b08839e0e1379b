//! HeyGen's avatars to choose from.

use crate::cast::{access, brief};
use adforge_adapters_media_apis::{Access, Heygen};
use adforge_domain::language::Language;
use adforge_ports_creative::{
    Bespoke, Commission, FilmBrief, MediaProvider, PresenterFilter, Presenters, PresentersError,
};
use adforge_tests_servers::{
    heygen::{self, Call, Trouble},
    http::Manner,
};
use std::{sync::Arc, time::Duration};

fn open() -> (heygen::Heygen, Heygen) {
    let fake = heygen::Heygen::open();
    let heygen = Heygen::new(access(&fake.url, heygen::KEY)).unwrap();
    (fake, heygen)
}

/// The ids of those that match.
async fn ids(heygen: &Heygen, filter: PresenterFilter) -> Vec<String> {
    heygen.list(&filter).await.unwrap().into_iter().map(|presenter| presenter.id).collect()
}

const ABIGAIL: &str = "Abigail_standing_office_front";
const ALBERT: &str = "Albert_sitting_sofa_front";

#[tokio::test]
async fn avatars_are_found_by_what_is_known_of_them() {
    let (fake, heygen) = open();
    let all = heygen.list(&PresenterFilter::default()).await.unwrap();
    let abigail = &all[0];
    assert_eq!((abigail.id.as_str(), abigail.name.as_str(), abigail.gender.as_str()), (ABIGAIL, "Abigail", "female"));
    assert_eq!((abigail.age_range.as_str(), abigail.languages.as_slice()), ("", &[Language::EN][..]));
    assert_eq!(abigail.image_url.as_deref(), Some("https://files.heygen.ai/abigail.webp"));
    assert_eq!(abigail.preview_url.as_deref(), Some("https://files.heygen.ai/abigail.mp4"));
    let any = PresenterFilter::default;
    assert_eq!(ids(&heygen, PresenterFilter { gender: Some("male".into()), ..any() }).await, [ALBERT]);
    assert_eq!(ids(&heygen, PresenterFilter { language: Some(Language::FR), ..any() }).await, [ALBERT]);
    assert_eq!(ids(&heygen, PresenterFilter { language: Some(Language::DE), ..any() }).await, [""; 0]);
    let aged = PresenterFilter { age_range: Some("40-50".into()), ..any() };
    assert_eq!(ids(&heygen, aged).await, [ABIGAIL, ALBERT], "ages aren't known");
    assert_eq!(heygen.get(ALBERT).await.unwrap().unwrap().languages, [Language::FR]);
    assert_eq!(heygen.get("avatar-nobody").await, Ok(None));
    assert_eq!((fake.count(Call::Looks), fake.count(Call::Voices)), (1, 1));
    assert_eq!(fake.strange(), [""; 0]);
}

#[tokio::test]
async fn all_pages_are_read_and_a_chosen_avatar_of_the_last_one_plays() {
    let (fake, heygen) = open();
    fake.has_more_looks(119);
    let all = heygen.list(&PresenterFilter::default()).await.unwrap();
    assert_eq!((all.len(), fake.count(Call::Looks)), (121, 3));
    assert_eq!(all.last().map(|it| it.id.as_str()), Some("Extra_119"));
    let presenter = heygen.get("Extra_119").await.unwrap();
    let brief = Arc::new(FilmBrief { presenter, ..brief() });
    heygen.order("adforge-1", &Commission { brief, piece: Bespoke::Film }).await.unwrap();
    assert_eq!(fake.sales()[0].order["avatar_id"], "Extra_119");
    assert_eq!(fake.count(Call::Looks), 3, "who plays is known from the list");
    assert_eq!(fake.strange(), [""; 0]);
}

#[tokio::test]
async fn only_avatars_that_the_engine_can_film_are_offered() {
    let fake = heygen::Heygen::open();
    let model = Some("avatar_iii".to_owned());
    let heygen = Heygen::new(Access { model, ..access(&fake.url, heygen::KEY) }).unwrap();
    assert_eq!(ids(&heygen, PresenterFilter::default()).await, [ABIGAIL]);
}

#[tokio::test]
async fn the_list_is_asked_for_once_an_hour_however_many_want_it() {
    let (fake, heygen) = open();
    let any = PresenterFilter::default();
    futures_of(&heygen, 8).await;
    assert_eq!((fake.count(Call::Looks), fake.count(Call::Voices)), (1, 1), "one asks for all");
    for (minutes, asked) in [(59, 1), (2, 2)] {
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(minutes * 60)).await;
        tokio::time::resume();
        heygen.list(&any).await.unwrap();
        assert_eq!(fake.count(Call::Looks), asked, "{minutes} minutes later");
    }
}

/// So many ask at once.
async fn futures_of(heygen: &Heygen, askers: usize) {
    let any = PresenterFilter::default();
    let asked = futures_util::future::join_all((0..askers).map(|_| heygen.list(&any)));
    assert!(asked.await.iter().all(|list| list.as_ref().is_ok_and(|list| list.len() == 2)));
}

#[tokio::test]
async fn avatars_that_cannot_be_had_are_an_error_in_our_words_and_had_again_soon() {
    for (trouble, wait) in [
        (Trouble::After(429, "rate_limit_exceeded", "9"), Some(9)),
        (Trouble::Error(500, "internal_error"), None),
        (Trouble::Error(401, "unauthorized"), None),
        (Trouble::Badly(Manner::Cut), None),
        (Trouble::Deaf, None),
    ] {
        for call in [Call::Looks, Call::Voices] {
            let (fake, heygen) = open();
            fake.next(call, trouble.clone());
            let any = PresenterFilter::default();
            let error = heygen.list(&any).await.unwrap_err();
            let PresentersError::Unavailable { after, why } = &error;
            assert_eq!(after.map(|it| it.as_secs()), wait, "{call:?}: {trouble:?}");
            assert!(!why.contains("raw words") && !why.contains(heygen::KEY), "{why}");
            assert_eq!(heygen.list(&any).await, Err(error), "those who come at once hear the same");
            assert_eq!(fake.count(call), 1);
            tokio::time::pause();
            tokio::time::advance(Duration::from_secs(3)).await;
            tokio::time::resume();
            assert_eq!(heygen.list(&any).await.unwrap().len(), 2);
        }
    }
}
