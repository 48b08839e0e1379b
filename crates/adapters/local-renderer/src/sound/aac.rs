//! Sound into AAC-LC.

use super::{RATE, SoundError, stereo::Stereo};
use rusty_aac::{AacEncoder, AacEncoderConfig, audio_specific_config_bytes};

/// Samples in a packet.
pub(crate) const PACKET: u32 = 1_024;
/// What a decoder gives before the first sample of ours: the transform's first half.
pub(crate) const DELAY: u32 = 1_024;
/// Bits in a second: what the platforms ask for at the least, with a little to spare.
const BITS: u32 = 160_000;

/// A sound track.
#[derive(Clone, Debug, Default)]
pub(crate) struct Track {
    pub(crate) packets: Vec<Vec<u8>>,
    /// What a decoder has to know before (AudioSpecificConfig).
    pub(crate) config: Vec<u8>,
    pub(crate) bits: u32,
}

pub(super) fn encode(sound: &Stereo) -> Result<Track, SoundError> {
    let mut encoder = AacEncoder::new(AacEncoderConfig { bitrate_bps: BITS, ..AacEncoderConfig::default() });
    encoder.push_pcm_planar(&[&sound.left, &sound.right], RATE)?;
    encoder.finish();
    let mut packets = Vec::new();
    while let Ok(packet) = encoder.next_packet() {
        packets.push(packet.data);
    }
    let samples = sound.len() as u32;
    // The end has to be whole, and nothing needs to come after it.
    packets.truncate((samples + DELAY).div_ceil(PACKET) as usize);
    Ok(Track { packets, config: audio_specific_config_bytes(RATE, 2), bits: BITS })
}
