//! Products keep their names apart, their sessions alive, and their owners' affairs from strangers.

use super::cast::*;
use crate::{NewProduct, Store};
use adforge_domain::{
    cards::MediaName,
    ids::ProductId,
    language::Language,
    product::{Facts, Picture, Product, ProductRef},
};
use futures_util::future::join_all;
use std::time::Duration;

pub(super) async fn stories(store: &dyn Store) {
    an_empty_store_says_so(store).await;
    a_product_is_what_was_saved(store).await;
    an_external_id_replaces(store).await;
    slugs_are_kept_apart(store).await;
    a_product_is_found_by_id_then_external_id_then_slug(store).await;
    an_owner_lists_products_oldest_first(store).await;
    an_erased_product_leaves_its_names_and_stays_for_sessions(store).await;
    a_picture_of_ours_outlives_a_replacement(store).await;
    many_at_once_of_one_name_get_a_slug_each(store).await;
}

/// A living product.
pub(super) async fn new_product(store: &dyn Store, story: u128) -> ProductId {
    store.save(new(story, 1, "Used", None)).await.unwrap().id
}

fn new(story: u128, n: u128, name: &str, external_id: Option<&str>) -> NewProduct {
    let facts = Facts {
        name: title(name),
        description: "Pour une peau <b>dorée</b> \u{1F31E}".into(),
        category: "Skin care".into(),
        price: Some(29.9),
        currency: Some("EUR".into()),
        brand: "Marque".into(),
        benefits: vec!["Even".into(), "Quick".into()],
        ingredients: vec![],
        claims: vec!["-20 %".into()],
        url: None,
        language: Some(Language::FR),
    };
    NewProduct {
        id: ProductId(id(story, n)),
        owner: owner(story),
        external_id: external_id.map(str::to_owned),
        slug: None,
        facts,
        link: Some("https://example.com/a.png".into()),
        at: AT + Duration::from_secs(n as u64),
    }
}

async fn by(store: &dyn Store, story: u128, name: &str) -> Option<ProductId> {
    let product = store.product(&owner(story), &ProductRef(name.into())).await.unwrap();
    product.map(|product| product.id)
}

async fn an_empty_store_says_so(store: &dyn Store) {
    assert!(store.no_products().await.unwrap());
    let made = store.save(new(600, 1, "First", None)).await.unwrap();
    assert!(!store.no_products().await.unwrap());
    store.erase_product(&made.owner, made.id, AT).await.unwrap();
    assert!(!store.no_products().await.unwrap(), "one was made, although it is gone");
}

async fn a_product_is_what_was_saved(store: &dyn Store) {
    let new = new(601, 1, "Sérum Œil & Peau", Some("ext 1"));
    let wanted = Product {
        id: new.id,
        owner: new.owner.clone(),
        external_id: new.external_id.clone(),
        slug: "serum-oeil-peau".into(),
        facts: new.facts.clone(),
        picture: new.link.clone().map(Picture::Link),
        revision: 1,
        created_at: new.at,
        updated_at: new.at,
    };
    assert_eq!(store.save(new.clone()).await.unwrap(), wanted);
    assert_eq!(store.save(new.clone()).await.unwrap(), wanted, "the same id again is the same product, made once");
    assert_eq!(store.product(&new.owner, &ProductRef("ext 1".into())).await.unwrap(), Some(wanted.clone()));
    assert_eq!(store.product_of_session(new.id).await.unwrap(), Some(wanted));
    assert_eq!(store.product(&owner(999), &ProductRef(new.id.to_string())).await.unwrap(), None, "a stranger has none");
    assert_eq!(store.products(&owner(999), None, 9).await.unwrap(), []);
    assert!(!store.erase_product(&owner(999), new.id, AT).await.unwrap());
    let picture = Picture::Link("https://example.com/b.png".into());
    assert_eq!(store.set_picture(&owner(999), new.id, picture, AT).await.unwrap(), None);
}

async fn an_external_id_replaces(store: &dyn Store) {
    let first = store.save(new(602, 1, "Alpha", Some("e"))).await.unwrap();
    let mut again = new(602, 2, "Beta", Some("e"));
    again.link = None;
    let second = store.save(again.clone()).await.unwrap();
    let wanted =
        Product { facts: again.facts.clone(), picture: None, revision: 2, updated_at: again.at, ..first.clone() };
    assert_eq!(second, wanted, "it keeps its id, slug and creation");
    assert_eq!(store.product_of_session(first.id).await.unwrap(), Some(wanted));
    assert_eq!(store.product_of_session(again.id).await.unwrap(), None, "no other was made");
    again.slug = Some("gamma".into());
    assert_eq!(store.save(again.clone()).await.unwrap().slug, "gamma", "unless another slug is wished for");
    assert_eq!(store.save(again).await.unwrap().slug, "gamma", "which is its own then");
    let other = store.save(NewProduct { owner: owner(603), ..new(602, 3, "Delta", Some("e")) }).await.unwrap();
    assert_eq!((other.revision, other.id), (1, ProductId(id(602, 3))), "another owner's external id is another");
}

async fn slugs_are_kept_apart(store: &dyn Store) {
    let mut slugs = Vec::new();
    for n in 1..=3 {
        slugs.push(store.save(new(604, n, "Twin", None)).await.unwrap().slug);
    }
    assert_eq!(slugs, ["twin", "twin-2", "twin-3"]);
    store.erase_product(&owner(604), ProductId(id(604, 2)), AT).await.unwrap();
    assert_eq!(store.save(new(604, 4, "Twin", None)).await.unwrap().slug, "twin-2", "a gap is filled");
    let wished = NewProduct { slug: Some("twin".into()), ..new(604, 5, "Other", None) };
    assert_eq!(store.save(wished).await.unwrap().slug, "twin-4", "a wish is no right");
    assert_eq!(store.save(new(605, 6, "Twin", None)).await.unwrap().slug, "twin", "another owner's are another's");
}

async fn a_product_is_found_by_id_then_external_id_then_slug(store: &dyn Store) {
    let a = store.save(new(606, 1, "One", None)).await.unwrap().id;
    let b = store.save(new(606, 2, "Two", Some("one"))).await.unwrap().id;
    let c = store.save(new(606, 3, "Three", Some(&a.to_string()))).await.unwrap().id;
    assert_eq!(by(store, 606, "two").await, Some(b), "by slug");
    assert_eq!(by(store, 606, "one").await, Some(b), "an external id goes before a slug");
    assert_eq!(by(store, 606, &a.to_string()).await, Some(a), "and our id before an external id");
    store.erase_product(&owner(606), a, AT).await.unwrap();
    assert_eq!(by(store, 606, &a.to_string()).await, Some(c));
    assert_eq!(by(store, 606, "four").await, None);
    assert_eq!(by(store, 606, "one\0").await, None, "what can't be stored names nothing");
}

async fn an_owner_lists_products_oldest_first(store: &dyn Store) {
    for n in [2, 1, 3] {
        store.save(new(607, n, "P", None)).await.unwrap();
    }
    let product = |n| ProductId(id(607, n));
    let ids = |products: Vec<Product>| products.into_iter().map(|one| one.id).collect::<Vec<_>>();
    let list = async |after, limit| ids(store.products(&owner(607), after, limit).await.unwrap());
    assert_eq!(list(None, 9).await, [product(1), product(2), product(3)]);
    assert_eq!(list(None, 2).await, [product(1), product(2)]);
    assert_eq!(list(Some(product(1)), 9).await, [product(2), product(3)]);
    store.erase_product(&owner(607), product(2), AT).await.unwrap();
    assert_eq!(list(Some(product(2)), 9).await, [product(3)], "also after one that is gone");
}

async fn an_erased_product_leaves_its_names_and_stays_for_sessions(store: &dyn Store) {
    let old = store.save(new(608, 1, "Gone", Some("e"))).await.unwrap();
    assert!(store.erase_product(&old.owner, old.id, AT).await.unwrap());
    assert!(!store.erase_product(&old.owner, old.id, AT).await.unwrap(), "once");
    for name in [old.id.to_string().as_str(), "e", "gone"] {
        assert_eq!(by(store, 608, name).await, None, "{name} names nothing");
    }
    assert_eq!(store.products(&old.owner, None, 9).await.unwrap(), []);
    let picture = Picture::Link("https://example.com/b.png".into());
    assert_eq!(store.set_picture(&old.owner, old.id, picture, AT).await.unwrap(), None);
    assert_eq!(store.product_of_session(old.id).await.unwrap(), Some(old.clone()), "its sessions go on");
    let next = store.save(new(608, 2, "Gone", Some("e"))).await.unwrap();
    assert_eq!((next.id, next.revision, next.slug.as_str()), (ProductId(id(608, 2)), 1, "gone"), "its names are free");
    assert_eq!(store.product_of_session(old.id).await.unwrap(), Some(old));
}

async fn a_picture_of_ours_outlives_a_replacement(store: &dyn Store) {
    let made = store.save(new(609, 1, "Seen", Some("e"))).await.unwrap();
    let ours = Picture::Ours(MediaName::new("products/x.png").unwrap());
    let at = AT + Duration::from_secs(99);
    let seen = store.set_picture(&made.owner, made.id, ours.clone(), at).await.unwrap().unwrap();
    let wanted = Product { picture: Some(ours.clone()), revision: 2, updated_at: at, ..made };
    assert_eq!(seen, wanted);
    assert_eq!(store.product_of_session(seen.id).await.unwrap(), Some(wanted));
    let replaced = store.save(new(609, 2, "Seen again", Some("e"))).await.unwrap();
    assert_eq!((replaced.picture, replaced.revision), (Some(ours), 3), "a link does not take its place");
}

async fn many_at_once_of_one_name_get_a_slug_each(store: &dyn Store) {
    let saved = join_all((0..10).map(|n| store.save(new(610, n, "Same", None)))).await;
    let slugs: std::collections::BTreeSet<_> = saved.into_iter().map(|one| one.unwrap().slug).collect();
    assert_eq!(slugs.len(), 10, "{slugs:?}");
    let same = join_all((20..30).map(|n| store.save(new(610, n, "Same", Some("e"))))).await;
    let ids: std::collections::BTreeSet<_> = same.into_iter().map(|one| one.unwrap().id).collect();
    assert_eq!(ids.len(), 1, "one external id is one product");
}
