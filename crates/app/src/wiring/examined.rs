//! Who works elsewhere, as `/readyz` and `adforge doctor` ask them how they are.

use super::makers::Makers;
use crate::{
    settings::{LanguageModel, Settings, Writer},
    system::{SystemClock, SystemIds},
};
use adforge_adapters_llm::{Access, Closed, Fault, Gate, Surroundings, check};
use adforge_ports_creative::{Examined, Findings, Unwell};
use async_trait::async_trait;
use std::sync::Arc;

/// All of them, in the order of the settings.
pub(super) fn everybody(settings: &Settings, makers: &Makers) -> Vec<Arc<dyn Examined>> {
    let models = settings.writers.iter().filter_map(|writer| match writer {
        Writer::Model(named) => Some(model(named)),
        Writer::Offline => None,
    });
    models.chain(makers.by_ware().into_iter().filter_map(|(.., maker)| maker)).collect()
}

/// A language model.
pub(crate) fn model(named: &LanguageModel) -> Arc<dyn Examined> {
    Arc::new(Model(named.access()))
}

struct Model(Access);

#[async_trait]
impl Examined for Model {
    fn name(&self) -> String {
        self.0.name()
    }

    async fn examine(&self) -> Result<Findings, Unwell> {
        let around = Surroundings { clock: Arc::new(SystemClock), ids: Arc::new(SystemIds), gate: Gate::of(1) };
        let checked = check(&self.0, &around).await.map_err(|error| Unwell::Silent(error.to_string()))?;
        let health = checked.map_err(|fault| match fault {
            Fault::Closed(Closed::Key) => Unwell::Key,
            Fault::Closed(Closed::Account) => Unwell::Funds,
            fault => Unwell::Silent(fault.to_string()),
        })?;
        Ok(Findings {
            has_model: Some(health.is_listed),
            retires: health.retires,
            quota: None,
            has_price: health.has_price,
        })
    }
}
