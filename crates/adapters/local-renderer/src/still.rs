//! The static ad: one picture, read from the top down.

use crate::work::{Ended, Job, failed};
use adforge_ports_creative::{FilmBrief, RenderError, Still, Tell};

pub(crate) fn draw(_brief: &FilmBrief, _tell: &Tell, job: &Job) -> Result<Still, Ended> {
    job.go_on()?;
    let _ = failed;
    Err(RenderError::Impossible("not yet".into()).into())
}
