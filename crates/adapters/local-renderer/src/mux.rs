//! Encoded pictures and sound into one MP4: what a player must know first, then both by turns, half a second at a time, so
//! that a player can begin before the rest has come.

mod tables;

use crate::{
    encode::Segment,
    sound::{PACKET, RATE, Track},
    storyboard::FPS,
};
use mp4_atom::{Encode, Ftyp, Header};
use tables::Tables;

/// Ticks of the film's clock in a frame and in a second.
const FRAME: u32 = 512;
const SECOND: u32 = FRAME * FPS;
/// Frames that lie together.
const CHUNK: usize = FPS as usize / 2;

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MuxError {
    #[error("a part of the film has no frames or no parameter sets")]
    Empty,
    #[error("the parts of the film were encoded differently")]
    Mixed,
    #[error("the film is too large for one file")]
    TooLarge,
    #[error("the file's head can't be written: {0}")]
    Head(#[from] mp4_atom::Error),
}

/// What is joined.
struct Parts<'a> {
    first: &'a Segment,
    segments: &'a [Segment],
    frames: Vec<&'a [u8]>,
    sound: &'a Track,
    width: u16,
    height: u16,
}

/// Joins segments, in order, and their sound.
pub(crate) fn mux(segments: &[Segment], sound: &Track, width: u16, height: u16) -> Result<Vec<u8>, MuxError> {
    let first =
        segments.first().filter(|first| !first.sps.is_empty() && !first.pps.is_empty()).ok_or(MuxError::Empty)?;
    if segments.iter().any(|segment| segment.frames.is_empty()) || sound.packets.is_empty() {
        return Err(MuxError::Empty);
    }
    if segments.iter().any(|segment| segment.sps != first.sps || segment.pps != first.pps) {
        return Err(MuxError::Mixed);
    }
    let frames: Vec<&[u8]> = segments.iter().flat_map(|segment| &segment.frames).map(Vec::as_slice).collect();
    let parts = Parts { first, segments, frames, sound, width, height };
    let chunks = parts.chunks();
    let size: usize = chunks.iter().map(Chunk::size).sum();
    let body = u32::try_from(size + 8).map_err(|_| MuxError::TooLarge)?;
    let ftyp = Ftyp {
        major_brand: b"isom".into(),
        minor_version: 0x200,
        compatible_brands: vec![b"isom".into(), b"iso2".into(), b"avc1".into(), b"mp41".into()],
    };
    let mut head = Vec::new();
    ftyp.encode(&mut head)?;
    let before = head.len();
    let mut moov = Vec::new();
    // The chunk offsets have the same size whatever they are, so the head is laid out once to learn how long it is.
    tables::describe(&parts, &Tables::of(&chunks, 0))?.encode(&mut moov)?;
    let offset = u32::try_from(before + moov.len() + 8).map_err(|_| MuxError::TooLarge)?;
    offset.checked_add(body).ok_or(MuxError::TooLarge)?;
    tables::describe(&parts, &Tables::of(&chunks, offset))?.encode(&mut head)?;
    let mut file = head;
    file.reserve_exact(body as usize);
    Header { kind: b"mdat".into(), size: Some(size) }.encode(&mut file)?;
    for sample in chunks.iter().flat_map(|chunk| &chunk.samples) {
        file.extend_from_slice(sample);
    }
    Ok(file)
}

/// Samples of one track that lie together.
struct Chunk<'a> {
    picture: bool,
    samples: Vec<&'a [u8]>,
}

impl Chunk<'_> {
    fn size(&self) -> usize {
        self.samples.iter().map(|sample| sample.len()).sum()
    }
}

impl<'a> Parts<'a> {
    /// Pictures and the sound that belongs to them by turns.
    fn chunks(&self) -> Vec<Chunk<'a>> {
        let mut chunks = Vec::new();
        let mut packets = self.sound.packets.iter().map(Vec::as_slice).peekable();
        let (mut frames, mut laid) = (0, 0);
        for pictures in self.frames.chunks(CHUNK) {
            chunks.push(Chunk { picture: true, samples: pictures.to_vec() });
            frames += pictures.len();
            // The last takes whatever is left.
            let last = frames == self.frames.len();
            let heard = (frames as u64 * u64::from(RATE) / u64::from(FPS) / u64::from(PACKET)) as usize + 1;
            let count = if last { usize::MAX } else { heard - laid };
            let samples: Vec<&[u8]> = packets.by_ref().take(count).collect();
            laid += samples.len();
            if !samples.is_empty() {
                chunks.push(Chunk { picture: false, samples });
            }
        }
        chunks
    }
}
