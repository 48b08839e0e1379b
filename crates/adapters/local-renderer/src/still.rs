//! The static ad as a file.

use crate::{
    layout::{Ad, Director, poster},
    picture,
    storyboard::Storyboard,
    video,
    words::{self, Doing},
    work::{Ended, Job, failed},
};
use adforge_ports_creative::{FilmBrief, RenderError, Still, Tell};
use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};
use std::sync::Arc;
use tiny_skia::Pixmap;

/// Draws a static ad: 1080 × 1350, PNG.
pub(crate) fn draw(brief: FilmBrief, tell: &Tell, job: &Job) -> Result<Still, Ended> {
    let language = brief.language;
    let script = [&brief.script.hook, &brief.script.body, &brief.script.cta];
    let silent = brief.scenes.iter().all(|scene| scene.on_screen_text.trim().is_empty());
    if silent && script.iter().all(|part| part.trim().is_empty()) {
        return Err(RenderError::Impossible("the script is empty".to_owned()).into());
    }
    let say = |percent: u8, what: Doing| tell(percent, &words::doing(what, language));
    say(0, Doing::Preparing);
    let backdrop = brief.backdrop.as_ref().map(|backdrop| picture::decode(&backdrop.0)).transpose();
    let backdrop = backdrop.map_err(|error| RenderError::Impossible(error.to_string()))?;
    let backdrop = backdrop.map(|backdrop| Arc::new(picture::Shown::new(&backdrop).pixmap));
    let ad = Arc::new(Ad { backdrop, ..video::prepare(brief, Storyboard::default())? });
    job.go_on()?;
    say(30, Doing::Drawing);
    let poster = Director::new(ad, job).poster();
    job.go_on()?;
    say(80, Doing::Joining);
    let png = png(&poster).map_err(|error| failed(&error.to_string()))?;
    say(100, Doing::Done);
    Ok(Still { png, width: poster::WIDTH, height: poster::HEIGHT })
}

fn png(picture: &Pixmap) -> image::ImageResult<Vec<u8>> {
    let rgb: Vec<u8> = picture.data().as_chunks::<4>().0.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]).collect();
    let mut file = Vec::with_capacity(1_000_000);
    PngEncoder::new(&mut file).write_image(&rgb, picture.width(), picture.height(), ExtendedColorType::Rgb8)?;
    Ok(file)
}
