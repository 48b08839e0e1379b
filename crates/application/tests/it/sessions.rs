//! Sessions and products: begun, listed, erased; from another's card; once for a key.

use crate::world::{World, asks, limits, owner, picks};
use adforge_application::{Limits, NewSession, Refusal};
use adforge_domain::{format::MediaType, ids::CardKind, product::ProductRef, workflow::Step};
use adforge_doubles::Hand;
use bytes::Bytes;
use std::time::Duration;

fn new(product: &str) -> NewSession {
    NewSession {
        product: ProductRef(product.into()),
        format: Some("hybrid".into()),
        media: MediaType::Video,
        user_label: None,
        from: None,
    }
}

#[tokio::test]
async fn a_session_begins_from_another_ones_card_and_what_it_was_made_for() {
    let world = World::new().await;
    let first = world.with_concepts().await;
    world.says(asks(first, Step::PersonaSelection)).await;
    let from = NewSession { format: None, from: Some((first, "ang-2".into())), ..new("1") };
    let made = world.application.create_session(&owner(), from, Some("k".into())).await.unwrap();
    let second = made.value.session.origin.id;
    assert_eq!(world.story(second).await, ["1 audience_group", "2 marketing_angle", "3 text"]);
    let state = world.application.context(&owner(), second).await.unwrap().state;
    let chosen = &state.selections;
    assert_eq!(chosen.persona.as_ref().unwrap().card.name.to_string(), "Persona 1");
    assert_eq!(
        (chosen.angle.as_ref().unwrap().id.to_string(), chosen.angle.as_ref().unwrap().card.title.to_string()),
        ("ang-1".into(), "Angle 2".into())
    );
    // It goes on from there, and new cards go on counting.
    world.says(asks(second, Step::PsychologySelection)).await;
    world.says(asks(second, Step::PersonaSelection)).await;
    world.says(picks(second, CardKind::Persona, "aud-2")).await;
    let unknown = NewSession { from: Some((first, "ang-77".into())), ..new("1") };
    assert!(matches!(
        world.application.create_session(&owner(), unknown, None).await,
        Err(Refusal::Unknown { what: "card", .. })
    ));
}

#[tokio::test]
async fn a_key_makes_one_session_and_another_command_is_refused() {
    let world = World::new().await;
    let first = world.application.create_session(&owner(), new("1"), Some("k".into())).await.unwrap();
    let again = world.application.create_session(&owner(), new("1"), Some("k".into())).await.unwrap();
    assert_eq!((first.replayed, again.replayed), (false, true));
    assert_eq!(first.value.session.origin.id, again.value.session.origin.id);
    let other = NewSession { media: MediaType::Image, ..new("1") };
    assert_eq!(world.application.create_session(&owner(), other, Some("k".into())).await, Err(Refusal::KeyReused));
    let refused = world.application.create_session(&owner(), new("none"), Some("free".into())).await;
    assert_eq!(refused, Err(Refusal::ProductNotFound));
    let now = world.application.create_session(&owner(), new("1"), Some("free".into())).await.unwrap();
    assert!(!now.replayed, "a key whose request was refused is free");
}

#[tokio::test]
async fn sessions_are_listed_newest_first_in_pages() {
    let world = World::new().await;
    let mut made = Vec::new();
    for _ in 0..5 {
        made.push(world.session().await);
    }
    made.reverse();
    let first = world.application.sessions(&owner(), None, 3).await.unwrap();
    let ids = |page: &adforge_application::Page<adforge_application::SessionView>| {
        page.items.iter().map(|view| view.session.origin.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(&first), made[..3]);
    let cursor = first.next.unwrap().parse().unwrap();
    let second = world.application.sessions(&owner(), Some(cursor), 3).await.unwrap();
    assert_eq!((ids(&second), second.next), (made[3..].to_vec(), None));
}

#[tokio::test]
async fn sessions_are_erased_some_time_after_they_expired() {
    let hour = Some(Duration::from_secs(3600));
    let world = World::with(Limits { session_ttl: hour, retention: hour, ..limits() }, None).await;
    let old = world.session().await;
    world.hand.turn(Duration::from_secs(2 * 3600 - 1));
    let young = world.session().await;
    assert_eq!(world.application.sweep_store().await, 0);
    world.hand.turn(Duration::from_secs(2));
    assert_eq!(world.application.sweep_store().await, 1);
    assert_eq!(world.application.session(&owner(), old).await, Err(Refusal::SessionNotFound));
    assert!(world.application.session(&owner(), young).await.is_ok());
}

#[tokio::test]
async fn an_erased_product_leaves_the_lists_and_its_sessions_go_on() {
    let world = World::new().await;
    let session = world.session().await;
    world.application.erase_product(&owner(), &ProductRef("1".into())).await.unwrap();
    assert_eq!(world.application.product(&owner(), &ProductRef("1".into())).await, Err(Refusal::ProductNotFound));
    assert_eq!(world.says(asks(session, Step::PersonaSelection)).await.body.kind(), "audience_group");
    world.product("1").await;
    assert_eq!(
        world.application.products(&owner(), None, 10).await.unwrap().items.len(),
        1,
        "its external id is free again"
    );
}

#[tokio::test]
async fn a_picture_is_looked_at_before_it_is_kept() {
    let world = World::new().await;
    let serum = ProductRef("1".into());
    let refused = world.application.set_picture(&owner(), &serum, Bytes::from_static(b"no picture")).await;
    assert!(matches!(refused, Err(Refusal::BadPicture(_))));
    assert!(world.shelf.names().is_empty());
    let product = world.application.set_picture(&owner(), &serum, Bytes::from_static(b"PNG and more")).await.unwrap();
    assert_eq!(product.revision, 2);
    let names = world.shelf.names();
    assert!(names.len() == 1 && names[0].starts_with("products/") && names[0].ends_with(".png"), "{names:?}");
}

#[tokio::test]
async fn an_empty_store_begins_with_demonstration_products() {
    let world = World::new().await;
    world.application.demonstrate(&owner()).await.unwrap();
    assert_eq!(world.application.products(&owner(), None, 100).await.unwrap().items.len(), 1, "this one isn't empty");
    let fresh = World::over(
        std::sync::Arc::new(adforge_adapters_memory::MemoryStore::new(Hand::new(1) as _)),
        Hand::new(9),
        limits(),
        None,
    );
    fresh.application.demonstrate(&owner()).await.unwrap();
    let products = fresh.application.products(&owner(), None, 100).await.unwrap().items;
    assert!(products.len() >= 6);
    let serum = fresh.application.product(&owner(), &ProductRef("serum-autobronzant".into())).await.unwrap();
    assert_eq!(
        (serum.external_id.as_deref(), serum.facts.name.to_string().as_str()),
        (Some("1"), "Sérum autobronzant progressif")
    );
}

#[tokio::test]
async fn an_erased_product_is_found_no_more_though_it_is_remembered_for_its_sessions() {
    let world = World::new().await;
    let session = world.session().await;
    let product = ProductRef("1".into());
    world.application.product(&owner(), &product).await.unwrap();
    world.application.erase_product(&owner(), &product).await.unwrap();
    let id = world.application.session(&owner(), session).await.unwrap().session.origin.product;
    let by_id = ProductRef(id.to_string());
    assert_eq!(world.application.product(&owner(), &by_id).await, Err(Refusal::ProductNotFound));
    let begun = world.application.create_session(&owner(), new(&by_id.0), None).await;
    assert_eq!(begun.map(|_| ()), Err(Refusal::ProductNotFound));
    // A session that has it already goes on.
    world.says(asks(session, Step::PersonaSelection)).await;
}
