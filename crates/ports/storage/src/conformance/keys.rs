//! An owner's key belongs to the first who claims it.

use super::cast::*;
use crate::{KeyClaim, OwnerKey, Store};
use futures_util::future::join_all;
use std::time::Duration;

pub(super) async fn stories(store: &dyn Store) {
    a_key_is_claimed_once(store).await;
    of_many_at_once_one_has_the_key(store).await;
    old_keys_are_forgotten(store).await;
}

fn key(n: u128, key: &str, command: &str) -> OwnerKey {
    OwnerKey { owner: owner(n), key: key.into(), command: command.into() }
}

async fn a_key_is_claimed_once(store: &dyn Store) {
    let claim = async |key, intent| store.claim_key(key, intent, AT).await.unwrap();
    let known = |answer: Option<&str>| KeyClaim::Known { intent: "first".into(), answer: answer.map(str::to_owned) };
    assert_eq!(claim(key(400, "k", "a"), "first").await, KeyClaim::New);
    assert_eq!(claim(key(400, "k", "a"), "second").await, known(None), "while it runs, or when it died");
    assert_eq!(claim(key(400, "k", "b"), "third").await, KeyClaim::Reused);
    assert_eq!(claim(key(401, "k", "b"), "other").await, KeyClaim::New, "another owner's key is another");
    assert_eq!(claim(key(400, "K", "a"), "other").await, KeyClaim::New, "keys are taken to the letter");
    store.answer_key(&owner(400), "k", "{\"ça\":1}").await.unwrap();
    assert_eq!(claim(key(400, "k", "a"), "fourth").await, known(Some("{\"ça\":1}")));
    store.free_key(&owner(401), "k").await.unwrap();
    assert_eq!(claim(key(400, "k", "a"), "fifth").await, known(Some("{\"ça\":1}")), "freeing is the owner's");
    store.free_key(&owner(400), "k").await.unwrap();
    assert_eq!(claim(key(400, "k", "b"), "sixth").await, KeyClaim::New, "a free key is anybody's command");
}

async fn of_many_at_once_one_has_the_key(store: &dyn Store) {
    let intents: Vec<String> = (0..20).map(|n| n.to_string()).collect();
    let claims = intents.iter().map(|intent| store.claim_key(key(402, "k", "a"), intent, AT));
    let claims: Vec<_> = join_all(claims).await.into_iter().map(Result::unwrap).collect();
    let winners: Vec<_> = intents.iter().zip(&claims).filter(|(_, claim)| **claim == KeyClaim::New).collect();
    let [(intent, _)] = winners[..] else { panic!("{} have the key", winners.len()) };
    let known = KeyClaim::Known { intent: intent.clone(), answer: None };
    assert_eq!(claims.iter().filter(|claim| **claim == known).count(), 19, "the others are told what was meant");
}

/// Long before all other stories, so that only its own keys are old.
async fn old_keys_are_forgotten(store: &dyn Store) {
    let long_ago = AT - Duration::from_secs(1_000_000);
    for n in 0..4 {
        let at = long_ago + Duration::from_secs(n);
        store.claim_key(key(403, &n.to_string(), "a"), "i", at).await.unwrap();
    }
    let before = long_ago + Duration::from_secs(3);
    assert_eq!(store.forget_keys(before, 2).await.unwrap(), 2, "at most as many as asked for");
    assert_eq!(store.forget_keys(before, 9).await.unwrap(), 1);
    assert_eq!(store.forget_keys(before, 9).await.unwrap(), 0);
    let last = store.claim_key(key(403, "3", "a"), "j", AT).await.unwrap();
    assert_eq!(last, KeyClaim::Known { intent: "i".into(), answer: None }, "one that isn't older stays");
    assert_eq!(store.claim_key(key(403, "0", "b"), "j", AT).await.unwrap(), KeyClaim::New);
}
