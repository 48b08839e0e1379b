//! Films that somebody else made, taken apart: the head, the track of pictures, and where each picture lies.

use mp4_atom::{Atom, Avc1, Avcc, Codec, Header, Moov, ReadFrom, Stbl, StszSamples, Trak};
use std::io::Cursor;

/// The largest head (`moov`) that is read, in bytes.
const MAX_HEAD: usize = 32 * 1024 * 1024;
/// The most pictures of a film that are looked for.
const MAX_PICTURES: usize = 200_000;

/// The file's head, which may stand before or after the pictures. Every box has to be whole, so that what was cut off on
/// its way is none.
pub(crate) fn head(file: &[u8]) -> Option<Moov> {
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

/// The track with pictures in H.264.
pub(crate) fn pictures(head: &Moov) -> Option<(&Trak, &Avc1)> {
    head.trak.iter().find_map(|track| match track.mdia.minf.stbl.stsd.codecs.first() {
        Some(Codec::Avc1(picture)) => Some((track, picture)),
        _ => None,
    })
}

/// How long the track's pictures are, in its own ticks.
pub(crate) fn ticks(track: &Trak) -> u64 {
    let entries = &track.mdia.minf.stbl.stts.entries;
    let ticks = entries.iter().map(|entry| u64::from(entry.sample_count) * u64::from(entry.sample_delta));
    ticks.fold(0, u64::saturating_add)
}

/// Where the coded pictures lie, in the order in which they are decoded.
#[derive(Clone, Debug)]
pub(crate) struct Samples {
    /// First byte and length.
    places: Vec<(u64, u32)>,
    /// The parameter sets, each with a start code.
    sets: Vec<u8>,
    length_size: usize,
}

impl Samples {
    pub(crate) fn of(table: &Stbl, codec: &Avcc) -> Option<Self> {
        let mut sets = Vec::new();
        for set in codec.sequence_parameter_sets.iter().chain(&codec.picture_parameter_sets) {
            begin(&mut sets, set);
        }
        Some(Self { places: places(table)?, sets, length_size: usize::from(codec.length_size) })
    }

    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// A picture's parts, each with a start code, the first with the parameter sets before it.
    pub(crate) fn get(&self, file: &[u8], number: usize) -> Option<Vec<u8>> {
        let (at, size) = *self.places.get(number)?;
        let at = usize::try_from(at).ok()?;
        let mut sample = file.get(at..at.checked_add(size as usize)?)?;
        let mut parts = if number == 0 { self.sets.clone() } else { Vec::with_capacity(sample.len() + 16) };
        while !sample.is_empty() {
            let (length, rest) = sample.split_at_checked(self.length_size)?;
            let length = length.iter().fold(0_usize, |length, byte| length << 8 | usize::from(*byte));
            let (part, rest) = rest.split_at_checked(length)?;
            begin(&mut parts, part);
            sample = rest;
        }
        Some(parts)
    }
}

fn begin(parts: &mut Vec<u8>, part: &[u8]) {
    parts.extend_from_slice(&[0, 0, 0, 1]);
    parts.extend_from_slice(part);
}

/// Follows the chunks.
fn places(table: &Stbl) -> Option<Vec<(u64, u32)>> {
    let chunks: Vec<u64> = match (&table.stco, &table.co64) {
        (Some(offsets), _) => offsets.entries.iter().map(|at| u64::from(*at)).collect(),
        (None, Some(offsets)) => offsets.entries.clone(),
        (None, None) => return None,
    };
    let (count, same) = match &table.stsz.samples {
        StszSamples::Identical { size, count } => (*count as usize, Some(*size)),
        StszSamples::Different { sizes } => (sizes.len(), None),
    };
    let size = |number: usize| match &table.stsz.samples {
        StszSamples::Identical { .. } => same,
        StszSamples::Different { sizes } => sizes.get(number).copied(),
    };
    let count = count.min(MAX_PICTURES);
    let mut places = Vec::with_capacity(count);
    let mut entries = table.stsc.entries.iter().peekable();
    let mut in_chunk = 0;
    for (number, offset) in (1_u32..).zip(chunks) {
        while let Some(entry) = entries.next_if(|entry| entry.first_chunk <= number) {
            in_chunk = entry.samples_per_chunk;
        }
        let mut at = offset;
        for _ in 0..in_chunk {
            if places.len() == count {
                return Some(places);
            }
            let size = size(places.len())?;
            places.push((at, size));
            at = at.checked_add(u64::from(size))?;
        }
    }
    Some(places)
}

/// When each picture is shown, in ticks, in the order in which they are shown, from 0.
pub(crate) fn shown(table: &Stbl, count: usize) -> Vec<u64> {
    let durations = table.stts.entries.iter();
    let mut durations =
        durations.flat_map(|entry| std::iter::repeat_n(entry.sample_delta, entry.sample_count as usize));
    let delays = table.ctts.iter().flat_map(|delays| &delays.entries);
    let mut delays = delays.flat_map(|entry| std::iter::repeat_n(entry.sample_offset, entry.sample_count as usize));
    let mut now = 0_i64;
    let mut times: Vec<i64> = (0..count)
        .map(|_| {
            let shown = now.saturating_add(delays.next().unwrap_or(0));
            now = now.saturating_add(i64::from(durations.next().unwrap_or(1)));
            shown
        })
        .collect();
    times.sort_unstable();
    let first = times.first().copied().unwrap_or(0);
    times.iter().map(|time| time.saturating_sub(first).unsigned_abs()).collect()
}
