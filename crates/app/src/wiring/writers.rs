//! Who writes: the built-in writer and language models, in order of preference.

use crate::settings::{Settings, Writer};
use adforge_adapters_diesel::DieselStore;
use adforge_adapters_llm::{Access, Gate, LlmCopywriter, Provider, Surroundings, model};
use adforge_adapters_offline_copywriter::OfflineCopywriter;
use adforge_application::{Books, Relay, Remembered};
use adforge_ports_creative::{Bill, Copywriter};
use adforge_ports_runtime::{Cache, Clock, Ids};
use anyhow::{Context, Result};
use std::{collections::HashMap, sync::Arc};

/// Who writes, and what it costs.
pub(super) struct Writers {
    /// All of them, as one.
    pub(super) preferred: Arc<dyn Copywriter>,
    /// The books, where a call may cost money.
    pub(super) books: Option<Arc<Books>>,
    /// The built-in one, where it is among them.
    pub(super) offline: Option<Arc<OfflineCopywriter>>,
}

impl Writers {
    pub(super) fn of(
        settings: &Settings,
        store: &Arc<DieselStore>,
        cache: Option<Arc<dyn Cache>>,
        (clock, ids): (&Arc<dyn Clock>, &Arc<dyn Ids>),
        others_cost: bool,
    ) -> Result<Self> {
        let books = (settings.has_models() || others_cost)
            .then(|| Books::new(Arc::clone(store) as _, Arc::clone(clock), Arc::clone(ids), settings.budget));
        let (mut offline, mut gates, mut writers) = (None, HashMap::new(), Vec::<Arc<dyn Copywriter>>::new());
        for writer in &settings.writers {
            match (writer, &books) {
                (Writer::Model(named), Some(books)) => {
                    let around = Surroundings {
                        clock: Arc::clone(clock),
                        ids: Arc::clone(ids),
                        gate: gate(&mut gates, named.provider, settings.jobs.workers),
                    };
                    let access = within(named.access(), settings);
                    let model =
                        model(&access, &around).with_context(|| format!("{} can't be set up", access.name()))?;
                    let writes = Arc::new(LlmCopywriter::new(model, Arc::clone(books) as Arc<dyn Bill>));
                    writers.push(match settings.persona_cache {
                        Some(ttl) => {
                            let around = (Arc::clone(clock), Arc::clone(ids));
                            Arc::new(Remembered::new(writes, ttl, around, cache.clone()))
                        }
                        None => writes,
                    });
                }
                _ => {
                    let writes = Arc::new(OfflineCopywriter::new(settings.offline_pace));
                    offline = Some(Arc::clone(&writes));
                    writers.push(writes);
                }
            }
        }
        let preferred = match <[_; 1]>::try_from(writers) {
            Ok([alone]) => alone,
            Err(several) => Arc::new(Relay::new(several, settings.times.generation)),
        };
        Ok(Self { preferred, books, offline })
    }
}

/// With an end to its silence before its share of a generation's time is over: who hangs is known to hang, and isn't asked
/// for a while, where one who is dropped for the next writer tells nothing.
fn within(mut access: Access, settings: &Settings) -> Access {
    let writers = u32::try_from(settings.writers.len()).unwrap_or(u32::MAX).max(1);
    if let Some(limit) = settings.times.generation {
        let all = limit / writers * 9 / 10;
        // It may take both: to be reached, and to begin.
        access.patience.connect = access.patience.connect.min(all / 4);
        access.patience.first = access.patience.first.min(all - access.patience.connect);
    }
    access
}

/// The models of a provider share its gate: as many calls as turns may run at once.
fn gate(gates: &mut HashMap<Provider, Gate>, provider: Provider, workers: u32) -> Gate {
    gates.entry(provider).or_insert_with(|| Gate::of(workers as usize)).clone()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Environment;
    use std::time::Duration;

    #[test]
    fn who_hangs_is_given_up_before_its_share_of_the_time_is_over_and_not_long_before() {
        for seconds in [1, 3, 30, 50] {
            for writers in 1..5 {
                let names: Vec<String> = (0..writers).map(|number| format!("ollama/{number}")).collect();
                let time = format!("{seconds}s");
                let given = [("ADFORGE_LLM", names.join(",")), ("ADFORGE_GENERATION_TIMEOUT", time)];
                let given = Environment::new(given.map(|(name, value)| (name.into(), value.into())));
                let settings = Settings::read(None, &given).unwrap();
                let Writer::Model(model) = &settings.writers[0] else { panic!("a model") };
                let patience = within(model.access(), &settings).patience;
                let (takes, share) = (patience.connect + patience.first, Duration::from_secs(seconds) / writers);
                assert!(takes < share && takes * 10 > share * 8, "{takes:?} of {share:?}");
            }
        }
    }
}
