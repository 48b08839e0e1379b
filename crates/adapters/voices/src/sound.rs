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
