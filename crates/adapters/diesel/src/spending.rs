//! What calls that cost money cost.

use crate::{DieselStore, dialect, fault::Fault, rows::spending::total, ways::Again};
use adforge_domain::spending::{Spent, Total};
use adforge_ports_storage::{Reservation, Spending, StoreError, Whose};
use async_trait::async_trait;
use uuid::Uuid;

#[async_trait]
impl Spending for DieselStore {
    async fn reserve(&self, reservation: &Reservation) -> Result<bool, StoreError> {
        let Some(ceiling) = reservation.ceiling() else { return Ok(false) };
        let reservation = reservation.clone();
        self.write(Again::Never, move |connection| Ok::<_, Fault>(dialect::reserve(connection, &reservation, ceiling)?))
            .await
    }

    async fn settle(&self, id: Uuid, spent: &Spent) -> Result<bool, StoreError> {
        let spent = *spent;
        self.write(Again::Safe, move |connection| Ok::<_, Fault>(dialect::settle(connection, id, &spent)?)).await
    }

    async fn spent(&self, on: Whose) -> Result<Total, StoreError> {
        self.read(move |connection| Ok(total(on, dialect::spent(connection, on)?)?)).await
    }
}
