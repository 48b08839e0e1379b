//! What was asked for before, and what it cost.

use crate::{Broken, Flaw};
use adforge_domain::{
    ids::OwnerId,
    spending::{Spent, Total},
};
use adforge_ports_storage::*;
use async_trait::async_trait;
use time::OffsetDateTime;
use time::macros::date;
use uuid::Uuid;

#[async_trait]
impl Keys for Broken {
    async fn claim_key(&self, mut key: OwnerKey, intent: &str, at: OffsetDateTime) -> Result<KeyClaim, StoreError> {
        if self.is(Flaw::KeyForEverybody) {
            key.owner = OwnerId("everybody".into());
        }
        self.0.claim_key(key, intent, at).await
    }
    async fn answer_key(&self, owner: &OwnerId, key: &str, answer: &str) -> Result<(), StoreError> {
        if self.is(Flaw::AnswerLost) {
            return Ok(());
        }
        self.0.answer_key(owner, key, answer).await
    }
    async fn free_key(&self, owner: &OwnerId, key: &str) -> Result<(), StoreError> {
        self.0.free_key(owner, key).await
    }
    async fn forget_keys(&self, before: OffsetDateTime, limit: u32) -> Result<u32, StoreError> {
        self.0.forget_keys(before, limit).await
    }
}

#[async_trait]
impl Spending for Broken {
    async fn reserve(&self, reservation: &Reservation) -> Result<bool, StoreError> {
        let mut reservation = reservation.clone();
        if self.is(Flaw::NoBudget) {
            reservation.budget = None;
        }
        self.0.reserve(&reservation).await
    }
    async fn settle(&self, id: Uuid, spent: &Spent) -> Result<bool, StoreError> {
        if self.is(Flaw::NeverSettled) {
            return Ok(true);
        }
        Ok(self.0.settle(id, spent).await? || self.is(Flaw::SettledAgain))
    }
    async fn spent(&self, on: Whose) -> Result<Total, StoreError> {
        let on = match on {
            Whose::Session(_) if self.is(Flaw::SessionPaysTheDay) => Whose::Day(date!(2026 - 02 - 14)),
            on => on,
        };
        let total = self.0.spent(on).await?;
        Ok(if self.is(Flaw::UnpricedIsNothing) { Total { unpriced: 0, ..total } } else { total })
    }
}

#[async_trait]
impl Usage for Broken {
    async fn charge(&self, charge: &Charge) -> Result<bool, StoreError> {
        self.0.charge(charge).await
    }
}
