//! Users' accounts.

use crate::{DieselStore, dialect, fault::Fault, ways::Again};
use adforge_ports_storage::{Charge, StoreError, Usage};
use async_trait::async_trait;

#[async_trait]
impl Usage for DieselStore {
    async fn charge(&self, charge: &Charge) -> Result<bool, StoreError> {
        let charge = charge.clone();
        self.write(Again::Never, move |connection| Ok::<_, Fault>(dialect::charge(connection, &charge)?)).await
    }
}
