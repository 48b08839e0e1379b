//! The script of a render, scene by scene: as it was shown, else written now.

use crate::{
    Application,
    turns::{Writing, brief, failed},
};
use adforge_domain::{
    cards::{Content, ContentType, Scene},
    failure::Failure,
    job::Filming,
    product::Product,
    workflow::{State, Step},
};
use adforge_ports_creative::Account;
use std::sync::Arc;

impl Application {
    /// The scenes of what is filmed: contiguous, from 0.
    pub(super) async fn scenes(
        &self,
        filming: &Filming,
        product: &Arc<Product>,
        state: Option<&State>,
        seed: u64,
        account: Account,
    ) -> Result<Vec<Scene>, Failure> {
        if let Some(shown) = state.and_then(|state| shown(state, filming)) {
            return Ok(shown);
        }
        let mut alone = State::new(filming.selections.format, state.map(|state| state.media).unwrap_or_default());
        alone.selections = filming.selections.clone();
        let writing = Writing { step: Step::ScriptDetails, wish: None, may_answer: false, count: None, account };
        let mut brief = brief(&writing, product, &alone, seed);
        brief.script = Some(filming.script.clone());
        match self.write(brief, &alone, None).await? {
            Content::ScriptDetails { scenes, .. } => Ok(scenes.iter().map(|scene| scene.as_ref().clone()).collect()),
            _ => Err(failed("The writer gave no scenes. Please try again.")),
        }
    }
}

/// The scenes that the user was shown of this very script.
fn shown(state: &State, filming: &Filming) -> Option<Vec<Scene>> {
    let Content::ScriptDetails { concept, scenes, .. } = state.latest(ContentType::ScriptDetails)?.as_ref() else {
        return None;
    };
    let same = filming.selections.concept.as_ref().is_some_and(|chosen| chosen.id == concept.id);
    let words = concept.card.script == filming.script;
    (same && words).then(|| scenes.iter().map(|scene| scene.as_ref().clone()).collect())
}
