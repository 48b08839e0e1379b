//! What calls that cost money cost.

use crate::{MemoryStore, tables::Entry};
use adforge_domain::spending::{Money, Spent, Tokens, Total};
use adforge_ports_storage::{Reservation, Spending, StoreError, Whose};
use async_trait::async_trait;
use uuid::Uuid;

#[async_trait]
impl Spending for MemoryStore {
    async fn reserve(&self, reservation: &Reservation) -> Result<bool, StoreError> {
        let mut tables = self.tables();
        let day = tables.days.entry(reservation.day).or_default();
        let fits = reservation.ceiling().is_some_and(|ceiling| *day <= ceiling);
        if fits {
            *day = *day + reservation.most.unwrap_or_default();
            tables.spending.insert(reservation.id, Entry { reservation: reservation.clone(), spent: None });
        }
        Ok(fits)
    }

    async fn settle(&self, id: Uuid, spent: &Spent) -> Result<bool, StoreError> {
        let mut tables = self.tables();
        let Some(entry) = tables.spending.get_mut(&id).filter(|entry| entry.spent.is_none()) else { return Ok(false) };
        entry.spent = Some(*spent);
        let (aside, day) = (entry.reservation.most.unwrap_or_default(), entry.reservation.day);
        let money = spent.money.unwrap_or(aside);
        if let Some(total) = tables.days.get_mut(&day) {
            *total = Money(total.0.saturating_sub(aside.0)) + money;
        }
        Ok(true)
    }

    async fn spent(&self, on: Whose) -> Result<Total, StoreError> {
        let mine = |reservation: &Reservation| match on {
            Whose::Job(job) => reservation.job == Some(job),
            Whose::Session(session) => reservation.session == Some(session),
            Whose::Day(day) => reservation.day == day,
        };
        let tables = self.tables();
        let entries = tables.spending.values().filter(|entry| mine(&entry.reservation));
        Ok(entries.fold(Total::default(), |total, entry| {
            let (tokens, money) = (Tokens::default(), entry.reservation.most);
            total + Total::of(&entry.spent.unwrap_or(Spent { tokens, money, estimated: true }))
        }))
    }
}
