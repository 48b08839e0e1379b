//! How those are who work elsewhere, as `/readyz` has it.

use crate::world::World;
use adforge_application::{Examination, Examinations, Found, Part};
use adforge_doubles::{Agency, Hand};
use adforge_ports_creative::{Examined, Findings, MediaProvider, Unwell};
use adforge_ports_runtime::Clock;
use async_trait::async_trait;
use std::sync::{Arc, Mutex};

/// Somebody elsewhere who is as it is told to be.
struct Patient {
    name: &'static str,
    is: Mutex<Result<Findings, Unwell>>,
}

impl Patient {
    fn new(name: &'static str) -> Arc<Self> {
        Arc::new(Self { name, is: Mutex::new(Ok(Findings::default())) })
    }

    fn becomes(&self, is: Result<Findings, Unwell>) {
        *self.is.lock().unwrap() = is;
    }
}

#[async_trait]
impl Examined for Patient {
    fn name(&self) -> String {
        self.name.to_owned()
    }

    async fn examine(&self) -> Result<Findings, Unwell> {
        self.is.lock().unwrap().clone()
    }
}

fn of(all: Vec<Arc<dyn Examined>>) -> Arc<Examinations> {
    Examinations::of(all, Hand::new(1))
}

/// How the part stands, if it is told at all.
async fn providers(world: &World) -> Option<Result<(), &'static str>> {
    let parts = world.application.readiness().await;
    let found = parts.into_iter().find(|(part, _)| *part == Part::Providers);
    found.map(|(part, state)| {
        assert!(!part.is_needed(), "the service works without them");
        state.map_err(|trouble| trouble.why)
    })
}

#[tokio::test]
async fn where_nobody_works_elsewhere_nothing_is_told_of_them() {
    assert_eq!(providers(&World::new().await).await, None);
}

#[tokio::test]
async fn each_is_told_as_it_was_found_and_the_part_never_stops_the_service() {
    let (model, voice) = (Patient::new("openai/gpt-6-luna"), Patient::new("elevenlabs/v3"));
    let hand = Hand::new(1);
    let examinations = Examinations::of(vec![model.clone(), voice.clone()], hand.clone());
    let world = World::new().await.standing_on(|ports| ports.examinations = examinations.clone());
    let unknown = |who: &str| Examination { who: who.to_owned(), found: None };
    assert_eq!(examinations.known(), [unknown("openai/gpt-6-luna"), unknown("elevenlabs/v3")]);
    assert_eq!(providers(&world).await, Some(Ok(())), "nobody is ill before it was asked");

    voice.becomes(Err(Unwell::Key));
    examinations.examine().await;
    let found = |outcome| Some(Found { at: hand.now(), outcome });
    let known = examinations.known();
    assert_eq!((&known[0].found, &known[1].found), (&found(Ok(Findings::default())), &found(Err(Unwell::Key))));
    assert_eq!(providers(&world).await, Some(Err("one of them can't be used now")));

    voice.becomes(Ok(Findings::default()));
    examinations.examine().await;
    assert_eq!(providers(&world).await, Some(Ok(())));
}

#[tokio::test]
async fn whoever_films_elsewhere_can_be_among_them() {
    let agency: Arc<dyn MediaProvider> = Arc::new(Agency::default());
    let name = agency.model().to_owned();
    let examinations = of(vec![Arc::new(agency)]);
    examinations.examine().await;
    let known = examinations.known();
    assert_eq!((known[0].who.as_str(), known[0].is_unwell()), (name.as_str(), false));
}

#[test]
fn what_was_found_is_told_in_a_line() {
    let nothing = Findings::default();
    assert_eq!(nothing.to_string(), "answers; retires: unknown; price: unknown; quota: unknown");
    let day = time::Date::from_calendar_date(2027, time::Month::February, 1).unwrap();
    let all =
        Findings { has_model: Some(true), retires: Some(day), quota: Some("12.50 usd".to_owned()), has_price: true };
    assert_eq!(all.to_string(), "there; retires: 2027-02-01; price: known; quota: 12.50 usd");
    let other = Findings { has_model: Some(false), ..nothing };
    assert!(other.to_string().starts_with("answers, and doesn't name this model;"));
}
