//! How much may wait: one more is told to come back, so that nothing piles up without end.

use crate::{Application, Refusal};
use adforge_domain::job::JobKind;

impl Application {
    /// Refuses work for which there is no room: turns wait in this process, renders in the store, for whichever process
    /// comes to them.
    pub(crate) async fn has_room(&self, kind: JobKind) -> Result<(), Refusal> {
        let room = if kind.is_render() {
            let load = self.ports.store.load().await?;
            let waiting: u64 = load.iter().filter(|it| it.kind.is_render() && !it.runs).map(|it| it.jobs).sum();
            usize::try_from(waiting).unwrap_or(usize::MAX) < self.limits.waiting
        } else {
            self.runners.has_room()
        };
        if room { Ok(()) } else { Err(Refusal::Busy) }
    }
}
