//! Sound into AAC-LC.

mod joined;

use super::{RATE, SoundError, stereo::Stereo};
use crate::work::{Ended, failed};
use joined::Joined;
use rusty_aac::{AacEncoder, AacEncoderConfig, audio_specific_config_bytes};
use std::ops::Range;

/// Samples in a packet.
pub(crate) const PACKET: u32 = 1_024;
/// What a decoder gives before the first sample of ours: the transform's first half.
pub(crate) const DELAY: u32 = 1_024;
/// Bits in a second: what the platforms ask for at the least, with a little to spare.
const BITS: u32 = 160_000;
/// Packets that are encoded in one go, some 2.7 seconds of sound: the encoder can't be stopped within.
const STRETCH: usize = 128;

/// A sound track.
#[derive(Clone, Debug, Default)]
pub(crate) struct Track {
    pub(crate) packets: Vec<Vec<u8>>,
    /// What a decoder has to know before (AudioSpecificConfig).
    pub(crate) config: Vec<u8>,
    pub(crate) bits: u32,
}

/// A sound as a track, stretch by stretch; before each it asks whether to go on.
pub(super) fn encode(sound: &Stereo, go_on: impl Fn() -> Result<(), Ended>) -> Result<Track, Ended> {
    // The end has to be whole, and nothing needs to come after it.
    let all = (sound.len() + DELAY as usize).div_ceil(PACKET as usize);
    let mut joined = Joined::new(all, STRETCH);
    while let Some(wanted) = joined.wants() {
        go_on()?;
        joined.take(stretch(sound, &wanted).map_err(|error| failed(&error.to_string()))?);
    }
    Ok(Track { packets: joined.packets(), config: audio_specific_config_bytes(RATE, 2), bits: BITS })
}

/// Some packets of a sound. The first and the last are right only where the sound begins and ends.
fn stretch(sound: &Stereo, packets: &Range<usize>) -> Result<Vec<Vec<u8>>, SoundError> {
    let sample = |packet: usize| (packet * PACKET as usize).min(sound.len());
    let part = |channel: &[f32]| channel.get(sample(packets.start)..sample(packets.end)).unwrap_or_default().to_vec();
    let mut encoder = AacEncoder::new(AacEncoderConfig { bitrate_bps: BITS, ..AacEncoderConfig::default() });
    encoder.push_pcm_planar(&[&part(&sound.left), &part(&sound.right)], RATE)?;
    encoder.finish();
    let encoded = std::iter::from_fn(|| encoder.next_packet().ok());
    Ok(encoded.map(|packet| packet.data).take(packets.len()).collect())
}

#[cfg(test)]
mod tests;
