//! Samples out of whatever a voice sends: WAV, MP3, or AAC in MP4.

use std::io::Cursor;
use symphonia::core::{
    codecs::audio::{AudioDecoder, AudioDecoderOptions},
    errors::Error,
    formats::{FormatOptions, FormatReader, TrackType, probe::Hint},
    io::MediaSourceStream,
    meta::MetadataOptions,
};

/// The longest speech that is taken, in seconds: a small file may be a long sound.
const LONGEST: u64 = 600;
/// The sample rates that there are.
const RATES: std::ops::RangeInclusive<u32> = 8_000..=192_000;

/// A sound as it comes.
pub(crate) enum Recording {
    /// Samples of one channel, 16 bits each, the low byte first.
    Pcm {
        /// Samples in a second.
        rate: u32,
        /// The samples.
        bytes: Vec<u8>,
    },
    /// A file that says what it is.
    File(Vec<u8>),
}

/// A sound of one channel.
#[derive(Debug)]
pub(crate) struct Sound {
    /// Samples in a second.
    pub(crate) rate: u32,
    pub(crate) samples: Vec<i16>,
}

/// These bytes are no sound.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct NoSound;

impl Recording {
    /// Its samples.
    pub(crate) fn decoded(self) -> Result<Sound, NoSound> {
        let sound = match self {
            Self::Pcm { rate, bytes } => {
                let (samples, []) = bytes.as_chunks::<2>() else { return Err(NoSound) };
                Sound { rate, samples: samples.iter().map(|sample| i16::from_le_bytes(*sample)).collect() }
            }
            Self::File(bytes) => decode(bytes)?,
        };
        let fits = RATES.contains(&sound.rate) && sound.samples.len() as u64 <= LONGEST * u64::from(sound.rate);
        if fits && !sound.samples.is_empty() { Ok(sound) } else { Err(NoSound) }
    }
}

fn decode(bytes: Vec<u8>) -> Result<Sound, NoSound> {
    let source = MediaSourceStream::new(Box::new(Cursor::new(bytes)), Default::default());
    let probe = symphonia::default::get_probe();
    let mut format =
        probe.probe(&Hint::new(), source, FormatOptions::default(), MetadataOptions::default()).map_err(|_| NoSound)?;
    let track = format.default_track(TrackType::Audio).ok_or(NoSound)?;
    let codec = track.codec_params.as_ref().and_then(|codec| codec.audio()).ok_or(NoSound)?;
    let codecs = symphonia::default::get_codecs();
    let mut decoder = codecs.make_audio_decoder(codec, &AudioDecoderOptions::default()).map_err(|_| NoSound)?;
    let track = track.id;
    samples(&mut *format, &mut *decoder, track)
}

fn samples(format: &mut dyn FormatReader, decoder: &mut dyn AudioDecoder, track: u32) -> Result<Sound, NoSound> {
    let mut sound = Sound { rate: 0, samples: Vec::new() };
    let mut channels: Vec<f32> = Vec::new();
    loop {
        let packet = match format.next_packet() {
            Ok(Some(packet)) => packet,
            Ok(None) => break,
            // A length that isn't true ends like this, as in a WAV that was streamed.
            Err(Error::IoError(error)) if error.kind() == std::io::ErrorKind::UnexpectedEof => break,
            Err(_) => return Err(NoSound),
        };
        if packet.track_id != track {
            continue;
        }
        let decoded = match decoder.decode(&packet) {
            Ok(decoded) => decoded,
            // One bad packet is a click, not the end.
            Err(Error::DecodeError(_)) => continue,
            Err(_) => return Err(NoSound),
        };
        let (rate, count) = (decoded.spec().rate(), decoded.spec().channels().count().max(1));
        if sound.rate != 0 && sound.rate != rate || sound.samples.len() as u64 > LONGEST * u64::from(rate) {
            return Err(NoSound);
        }
        sound.rate = rate;
        decoded.copy_to_vec_interleaved(&mut channels);
        let mixed = channels.chunks_exact(count).map(|frame| frame.iter().sum::<f32>() / count as f32);
        sound.samples.extend(mixed.map(|sample| (sample * 32_768.0).round() as i16));
    }
    Ok(sound)
}

#[cfg(test)]
mod tests {
    use super::*;
    use adforge_tests_servers::voices::{M4A, MP3, Take};

    /// How often a sound passes nought from below, in a second of its middle.
    fn hertz(sound: &Sound) -> usize {
        let (from, many) = (sound.samples.len() / 4, sound.samples.len() / 2);
        let passes = sound.samples[from..from + many].windows(2).filter(|pair| pair[0] < 0 && pair[1] >= 0).count();
        passes * sound.rate as usize / many
    }

    #[test]
    fn what_is_packed_is_heard() {
        for file in [MP3, M4A] {
            let sound = Recording::File(file.to_vec()).decoded().unwrap();
            assert_eq!(sound.rate, 24_000);
            assert!(hertz(&sound).abs_diff(440) <= 3, "{}", hertz(&sound));
        }
    }

    #[test]
    fn a_streamed_wav_that_does_not_know_its_length_is_whole() {
        let take = Take::of("One two three.", 2);
        for streamed in [false, true] {
            let sound = Recording::File(take.wav(streamed)).decoded().unwrap();
            assert_eq!((sound.rate, sound.samples), (22_050, take.samples.clone()), "{streamed}");
        }
    }

    #[test]
    fn two_channels_become_one() {
        let mut file = Take::of("One.", 0).wav(false);
        // Every other sample is the other channel's now.
        file[22] = 2;
        file[32] = 4;
        let sound = Recording::File(file.clone()).decoded().unwrap();
        let halves = (file.len() - 44) / 4;
        assert!(sound.samples.len().abs_diff(halves) <= 1, "{} {halves}", sound.samples.len());
    }

    #[test]
    fn what_is_no_sound_is_none() {
        let pcm = |rate, bytes: Vec<u8>| Recording::Pcm { rate, bytes }.decoded().map(drop);
        assert_eq!(pcm(24_000, vec![0; 7]), Err(NoSound), "half a sample");
        assert_eq!(pcm(24_000, Vec::new()), Err(NoSound));
        assert_eq!(pcm(10, vec![0; 8]), Err(NoSound), "no rate");
        assert_eq!(pcm(8_000, vec![0; 16_000 * LONGEST as usize]), Ok(()));
        assert_eq!(pcm(8_000, vec![0; 16_000 * LONGEST as usize + 2]), Err(NoSound), "far too long");
        for file in [&b"<html>"[..], b"", b"RIFF", b"RIFF\xff\xff\xff\xffWAVEfmt ", &MP3[..20], &M4A[..300]] {
            assert_eq!(Recording::File(file.to_vec()).decoded().map(drop), Err(NoSound), "{file:?}");
        }
    }
}
