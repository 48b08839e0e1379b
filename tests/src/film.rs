//! Eyes: a film taken apart and decoded frame by frame, and pictures.

use mp4_atom::{Any, Codec, Decode, Moov, Stbl, StszSamples};
use openh264::{decoder::Decoder, formats::YUVSource};

/// One of so many pixels in each direction is looked at.
const STRIDE: usize = 6;

/// A film that was taken apart.
pub struct Film {
    /// Its width in pixels.
    pub width: u16,
    /// Its height in pixels.
    pub height: u16,
    /// How long it is, in seconds.
    pub seconds: f64,
    /// How long its sound is, in seconds, if it has any.
    pub heard: Option<f64>,
    /// How many frames a second.
    pub rate: f64,
    samples: Vec<Vec<u8>>,
}

/// A decoded frame, as far as it is looked at: brightness and two colours a pixel.
#[derive(Clone, PartialEq, Eq)]
pub struct Frame(Vec<[u8; 3]>);

impl Frame {
    /// Which share of the pixels is clearly another.
    pub fn differs(&self, other: &Self) -> f64 {
        assert_eq!(self.0.len(), other.0.len());
        self.share(self.0.iter().zip(&other.0).filter(|([a, ..], [b, ..])| a.abs_diff(*b) > 16).count())
    }

    /// Which share of the pixels is strongly magenta, a colour that no theme has.
    pub fn magenta(&self) -> f64 {
        self.share(self.0.iter().filter(|[_, blue, red]| *blue > 160 && *red > 180).count())
    }

    fn share(&self, of: usize) -> f64 {
        of as f64 / self.0.len() as f64
    }
}

impl Film {
    /// Takes a film apart. What a player must know has to come first.
    pub fn of(file: &[u8]) -> Self {
        assert_eq!(boxes(file).first().map(String::as_str), Some("ftyp"), "it is an MP4");
        let at = |kind: &str| boxes(file).iter().position(|known| known == kind);
        assert!(at("moov").unwrap() < at("mdat").unwrap(), "it can be played while it loads");
        let moov = moov(file);
        let kind = |wanted: &[u8; 4]| moov.trak.iter().find(|track| track.mdia.hdlr.handler == (*wanted).into());
        let track = kind(b"vide").expect("a track of pictures");
        let heard = kind(b"soun").map(|track| &track.mdia.mdhd);
        let heard = heard.map(|header| header.duration as f64 / f64::from(header.timescale));
        let header = &track.mdia.mdhd;
        let table = &track.mdia.minf.stbl;
        let Some(Codec::Avc1(picture)) = table.stsd.codecs.first() else { panic!("it is not H.264") };
        let ticks: u64 =
            table.stts.entries.iter().map(|entry| u64::from(entry.sample_count) * u64::from(entry.sample_delta)).sum();
        let seconds = ticks as f64 / f64::from(header.timescale);
        let whole = moov.mvhd.duration as f64 / f64::from(moov.mvhd.timescale);
        assert!((whole - seconds).abs() < 0.05, "the film says {whole} s, its frames {seconds} s");
        let samples = samples(file, table, picture.avcc.length_size);
        let mut sets = picture.avcc.sequence_parameter_sets.clone();
        sets.extend(picture.avcc.picture_parameter_sets.iter().cloned());
        let mut head: Vec<u8> = sets.iter().flat_map(|set| started(set)).collect();
        let samples: Vec<Vec<u8>> = samples
            .into_iter()
            .map(|sample| {
                let mut whole = std::mem::take(&mut head);
                whole.extend(sample);
                whole
            })
            .collect();
        let rate = samples.len() as f64 / seconds;
        Self { width: picture.visual.width, height: picture.visual.height, seconds, heard, rate, samples }
    }

    /// Every frame, decoded. Each has to.
    pub fn frames(&self) -> Vec<Frame> {
        let mut decoder = Decoder::new().unwrap();
        let mut frames = Vec::with_capacity(self.samples.len());
        for (number, sample) in self.samples.iter().enumerate() {
            let decoded = decoder.decode(sample).unwrap_or_else(|error| panic!("frame {number}: {error}"));
            frames.extend(decoded.map(|decoded| looked_at(&decoded)));
        }
        frames.extend(decoder.flush_remaining().unwrap().iter().map(looked_at));
        assert_eq!(frames.len(), self.samples.len(), "every frame decodes");
        frames
    }
}

fn looked_at(decoded: &impl YUVSource) -> Frame {
    let (width, height) = decoded.dimensions();
    let (wide, narrow, _) = decoded.strides();
    let (luma, blue, red) = (decoded.y(), decoded.u(), decoded.v());
    let pixel = |row: usize, column: usize| {
        let colour = row / 2 * narrow + column / 2;
        [luma[row * wide + column], blue[colour], red[colour]]
    };
    let rows = (0..height).step_by(STRIDE);
    Frame(rows.flat_map(|row| (0..width).step_by(STRIDE).map(move |column| pixel(row, column))).collect())
}

/// The kinds of the outermost boxes, in order.
fn boxes(file: &[u8]) -> Vec<String> {
    let (mut kinds, mut at) = (Vec::new(), 0);
    while at < file.len() {
        let size = u32::from_be_bytes(file[at..at + 4].try_into().unwrap()) as usize;
        kinds.push(String::from_utf8_lossy(&file[at + 4..at + 8]).into_owned());
        assert!(size >= 8 && at + size <= file.len(), "a box of {size} bytes at {at} of {}", file.len());
        at += size;
    }
    kinds
}

fn moov(file: &[u8]) -> Moov {
    let mut rest = file;
    loop {
        if let Any::Moov(moov) = Any::decode(&mut rest).unwrap() {
            return moov;
        }
    }
}

/// The frames' bytes, each part with a start code.
fn samples(file: &[u8], table: &Stbl, length_size: u8) -> Vec<Vec<u8>> {
    let StszSamples::Different { sizes } = &table.stsz.samples else { panic!("all frames have one size") };
    let mut sizes = sizes.iter();
    let chunks = &table.stco.as_ref().unwrap().entries;
    let mut samples = Vec::new();
    for (chunk, offset) in (1..).zip(chunks) {
        let entry = table.stsc.entries.iter().rev().find(|entry| entry.first_chunk <= chunk).unwrap();
        let mut at = *offset as usize;
        for size in sizes.by_ref().take(entry.samples_per_chunk as usize) {
            samples.push(with_start_codes(&file[at..at + *size as usize], usize::from(length_size)));
            at += *size as usize;
        }
    }
    assert!(sizes.next().is_none(), "every frame is in a chunk");
    samples
}

fn with_start_codes(mut sample: &[u8], length_size: usize) -> Vec<u8> {
    let mut parts = Vec::new();
    while !sample.is_empty() {
        let (length, rest) = sample.split_at(length_size);
        let length = length.iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
        let (part, rest) = rest.split_at(length);
        parts.extend(started(part));
        sample = rest;
    }
    parts
}

fn started(part: &[u8]) -> Vec<u8> {
    [&[0, 0, 0, 1], part].concat()
}

/// A decoded picture.
pub fn picture_of(file: &[u8]) -> image::RgbImage {
    image::load_from_memory(file).unwrap().into_rgb8()
}
