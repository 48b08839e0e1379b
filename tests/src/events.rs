//! Taking events until something comes, whatever they come over.

use crate::Event;

/// All events until there are no more.
pub(crate) async fn rest(mut next: impl AsyncFnMut() -> Option<Event>) -> Vec<Event> {
    let mut all = Vec::new();
    while let Some(event) = next().await {
        all.push(event);
    }
    all
}

/// All events up to and with the first that is so.
///
/// # Errors
/// It did not come: all that did.
pub(crate) async fn up_to_one(
    mut next: impl AsyncFnMut() -> Option<Event>,
    so: impl Fn(&Event) -> bool,
) -> Result<Vec<Event>, Vec<Event>> {
    let mut all = Vec::new();
    while let Some(event) = next().await {
        let found = so(&event);
        all.push(event);
        if found {
            return Ok(all);
        }
    }
    Err(all)
}
