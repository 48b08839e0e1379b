//! Films that somebody else made: looked at before they are kept, with a thumbnail out of them.

use crate::{
    clip::{Player, Reel},
    mp4,
    video::jpeg_of_rgb,
};
use adforge_ports_creative::{Film, RenderError};
use mp4_atom::Codec;

/// Where a film shows what it is about, in seconds: the first picture is often still dark.
const SHOWS: f64 = 1.0;

/// Looks at a film: an MP4 with pictures in H.264. Its sound stays what it is.
pub(crate) fn review(mp4: Vec<u8>) -> Result<Film, RenderError> {
    let head = mp4::head(&mp4).ok_or_else(|| bad("what was delivered is no MP4"))?;
    let (track, picture) = mp4::pictures(&head).ok_or_else(|| bad("the video has no pictures in H.264"))?;
    let (width, height) = (picture.visual.width, picture.visual.height);
    let millis = u128::from(mp4::ticks(track)) * 1_000 / u128::from(track.mdia.mdhd.timescale.max(1));
    let duration_ms = u32::try_from(millis).ok().filter(|duration| *duration > 0);
    let duration_ms = duration_ms.ok_or_else(|| bad("the video has no length"))?;
    let codecs = head.trak.iter().filter_map(|track| track.mdia.minf.stbl.stsd.codecs.first());
    let sound = codecs.filter(|codec| matches!(codec, Codec::Mp4a(_) | Codec::Opus(_) | Codec::Mp3(_))).count() > 0;
    tracing::debug!(width, height, duration_ms, sound, "a film that was delivered");
    let reel = Reel::of(&head).map_err(|error| bad(&format!("the video can't be used: {error}")))?;
    let thumbnail = thumbnail(&reel, &mp4).ok_or_else(|| bad("the video's pictures can't be decoded"))?;
    Ok(Film { mp4, thumbnail, duration_ms, width: width.into(), height: height.into() })
}

fn bad(what: &str) -> RenderError {
    RenderError::Impossible(what.to_owned())
}

/// A picture near the beginning as a JPEG: the first where a later one can't be decoded.
fn thumbnail(reel: &Reel, file: &[u8]) -> Option<Vec<u8>> {
    [SHOWS, 0.0].into_iter().find_map(|seconds| {
        let mut player = Player::new(reel, file).ok()?;
        let (picture, ..) = player.at(seconds).ok()?;
        let (width, height) = picture.size();
        jpeg_of_rgb(&picture.rgb(), width as u32, height as u32).ok()
    })
}
