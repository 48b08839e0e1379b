//! Films that somebody else made: looked at before they are kept, with a thumbnail out of them.

use crate::video::jpeg_of_rgb;
use adforge_ports_creative::{Film, RenderError};
use mp4_atom::{Atom, Avc1, Codec, Header, Moov, ReadFrom, Stbl, StszSamples, Trak};
use openh264::{decoder::Decoder, formats::YUVSource};
use std::io::Cursor;

/// The longest side of a film that is taken.
const MAX_SIDE: u16 = 4_096;
/// The largest head (`moov`) that is read, in bytes.
const MAX_HEAD: usize = 32 * 1024 * 1024;

/// Looks at a film: an MP4 with pictures in H.264.
pub(crate) fn review(mp4: Vec<u8>) -> Result<Film, RenderError> {
    let head = head(&mp4).ok_or_else(|| bad("what was delivered is no MP4"))?;
    let (track, picture) = pictures(&head).ok_or_else(|| bad("the video has no pictures in H.264"))?;
    let (width, height) = (picture.visual.width, picture.visual.height);
    if width == 0 || height == 0 || width.max(height) > MAX_SIDE {
        return Err(bad("the video's pictures are too large"));
    }
    let duration_ms = duration(track).filter(|duration| *duration > 0).ok_or_else(|| bad("the video has no length"))?;
    let first = first_picture(&mp4, &track.mdia.minf.stbl, picture);
    let first = first.ok_or_else(|| bad("the video's pictures are missing"))?;
    let thumbnail = decoded(&first).ok_or_else(|| bad("the video's pictures can't be decoded"))?;
    Ok(Film { mp4, thumbnail, duration_ms, width: width.into(), height: height.into() })
}

fn bad(what: &str) -> RenderError {
    RenderError::Impossible(what.to_owned())
}

/// The file's head, which may stand before or after the pictures. Every box has to be whole, so that what was cut off on
/// its way is none.
fn head(file: &[u8]) -> Option<Moov> {
    let (mut at, mut head) = (0, None);
    while at < file.len() {
        let mut rest = Cursor::new(file.get(at..)?);
        let header = Header::read_from(&mut rest).ok()?;
        if at == 0 && header.kind != b"ftyp".into() {
            return None;
        }
        let begins = at + usize::try_from(rest.position()).ok()?;
        let ends = header.size.map_or(Some(file.len()), |size| begins.checked_add(size))?;
        let body = file.get(begins..ends)?;
        if header.kind == b"moov".into() {
            let readable = body.len() <= MAX_HEAD;
            head = readable.then(|| Moov::decode_body(&mut Cursor::new(body)).ok()).flatten();
        }
        at = ends;
    }
    head
}

fn pictures(head: &Moov) -> Option<(&Trak, &Avc1)> {
    head.trak.iter().find_map(|track| match track.mdia.minf.stbl.stsd.codecs.first() {
        Some(Codec::Avc1(picture)) => Some((track, picture)),
        _ => None,
    })
}

/// In milliseconds.
fn duration(track: &Trak) -> Option<u32> {
    let entries = &track.mdia.minf.stbl.stts.entries;
    let ticks = entries.iter().map(|entry| u64::from(entry.sample_count) * u64::from(entry.sample_delta));
    let ticks = ticks.fold(0, u64::saturating_add);
    let millis = u128::from(ticks) * 1_000 / u128::from(track.mdia.mdhd.timescale.max(1));
    u32::try_from(millis).ok()
}

/// The parameter sets and the first picture, each part with a start code.
fn first_picture(file: &[u8], table: &Stbl, picture: &Avc1) -> Option<Vec<u8>> {
    let size = match &table.stsz.samples {
        StszSamples::Identical { size, .. } => *size,
        StszSamples::Different { sizes } => *sizes.first()?,
    };
    let at = match (&table.stco, &table.co64) {
        (Some(offsets), _) => u64::from(*offsets.entries.first()?),
        (None, Some(offsets)) => *offsets.entries.first()?,
        (None, None) => return None,
    };
    let at = usize::try_from(at).ok()?;
    let mut sample = file.get(at..at.checked_add(size as usize)?)?;
    let sets = &picture.avcc;
    let mut parts = Vec::new();
    for set in sets.sequence_parameter_sets.iter().chain(&sets.picture_parameter_sets) {
        begin(&mut parts, set);
    }
    while !sample.is_empty() {
        let (length, rest) = sample.split_at_checked(usize::from(sets.length_size))?;
        let length = length.iter().fold(0_usize, |length, byte| length << 8 | usize::from(*byte));
        let (part, rest) = rest.split_at_checked(length)?;
        begin(&mut parts, part);
        sample = rest;
    }
    Some(parts)
}

fn begin(parts: &mut Vec<u8>, part: &[u8]) {
    parts.extend_from_slice(&[0, 0, 0, 1]);
    parts.extend_from_slice(part);
}

/// The first picture as a JPEG.
fn decoded(picture: &[u8]) -> Option<Vec<u8>> {
    let mut decoder = Decoder::new().ok()?;
    let jpeg = |width: usize, height: usize, rgb: &[u8]| {
        jpeg_of_rgb(rgb, u32::try_from(width).ok()?, u32::try_from(height).ok()?).ok()
    };
    // What comes in one piece may be given at once, or only when nothing more follows.
    if let Some(yuv) = decoder.decode(picture).ok()? {
        let (width, height) = yuv.dimensions();
        let mut rgb = vec![0; width * height * 3];
        yuv.write_rgb8(&mut rgb);
        return jpeg(width, height, &rgb);
    }
    let rest = decoder.flush_remaining().ok()?;
    let yuv = rest.first()?;
    let (width, height) = yuv.dimensions();
    let mut rgb = vec![0; width * height * 3];
    yuv.write_rgb8(&mut rgb);
    jpeg(width, height, &rgb)
}
