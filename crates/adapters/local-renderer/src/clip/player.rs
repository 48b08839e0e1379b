//! Plays a clip from its beginning; only the picture that is shown and the next one are kept.

use super::{ClipError, Reel, Showing};
use crate::encode::Picture;
use openh264::{
    OpenH264API,
    decoder::{Decoder, DecoderConfig, Flush},
};
use std::collections::VecDeque;

/// Decoders may hold so many pictures back at a clip's end.
const HELD_BACK: usize = 2;

/// A clip being played.
pub(crate) struct Player<'a> {
    reel: &'a Reel,
    file: &'a [u8],
    decoder: Decoder,
    /// The sample that is decoded next.
    next: usize,
    /// How many pictures have been shown before `now`.
    shown: usize,
    now: Option<Picture>,
    then: VecDeque<Picture>,
}

impl<'a> Player<'a> {
    pub(crate) fn new(reel: &'a Reel, file: &'a [u8]) -> Result<Self, ClipError> {
        // Pictures that refer to later ones come in order only when the decoder may keep them until then.
        let config = DecoderConfig::new().flush_after_decode(Flush::NoFlush);
        let decoder = Decoder::with_api_config(OpenH264API::from_source(), config).map_err(|_| ClipError::Broken)?;
        Ok(Self { reel, file, decoder, next: 0, shown: 0, now: None, then: VecDeque::new() })
    }

    /// What is shown at a time in seconds, which must not lie before the one asked for last.
    pub(crate) fn at(&mut self, seconds: f64) -> Result<Showing<'_>, ClipError> {
        // A hair's breadth, so that rounding doesn't show a picture twice and the next one never.
        let number = self.reel.times.partition_point(|time| *time <= seconds + 1e-4).saturating_sub(1);
        while self.now.is_none() || self.shown < number {
            let Some(picture) = self.picture()? else {
                // What the decoder couldn't give at the very end isn't missed.
                if self.now.is_some() && self.shown + HELD_BACK >= number {
                    break;
                }
                return Err(ClipError::Broken);
            };
            self.shown += usize::from(self.now.is_some());
            self.now = Some(picture);
        }
        if self.then.is_empty()
            && let Some(picture) = self.picture()?
        {
            self.then.push_front(picture);
        }
        let time = |number: usize| self.reel.times.get(number).copied().unwrap_or(self.reel.length);
        let (begins, ends) = (time(self.shown), time(self.shown + 1));
        let way = ((seconds - begins) / (ends - begins).max(1e-3)).clamp(0.0, 1.0);
        let now = self.now.as_ref().ok_or(ClipError::Broken)?;
        Ok((now, self.then.front().unwrap_or(now), (way * 256.0) as u32))
    }

    /// The next picture in the order in which they are shown; none at the end.
    fn picture(&mut self) -> Result<Option<Picture>, ClipError> {
        loop {
            if let Some(picture) = self.then.pop_front() {
                return Ok(Some(picture));
            }
            if self.next > self.reel.samples.len() {
                return Ok(None);
            }
            if self.next == self.reel.samples.len() {
                let rest = self.decoder.flush_remaining().map_err(|_| ClipError::Broken)?;
                self.then.extend(rest.iter().map(Picture::of));
            } else {
                let sample = self.reel.samples.get(self.file, self.next).ok_or(ClipError::Broken)?;
                let decoded = self.decoder.decode(&sample).map_err(|_| ClipError::Broken)?;
                self.then.extend(decoded.map(|decoded| Picture::of(&decoded)));
            }
            self.next += 1;
        }
    }
}
