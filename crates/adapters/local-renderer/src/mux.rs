//! Encoded segments into one MP4: what a player must know first, then the pictures.

use crate::{encode::Segment, storyboard::FPS};
use mp4_atom::{
    Avc1, Avcc, AvccExt, Codec, Colr, Dinf, Dref, DrefEntry, Encode, Ftyp, Hdlr, Header, Mdhd, Mdia, Minf, Moov, Mvhd,
    Pasp, Stbl, Stco, Stsc, StscEntry, Stsd, Stss, Stsz, StszSamples, Stts, SttsEntry, Tkhd, Trak, Url, Visual, Vmhd,
};

/// Ticks of the film's clock in a frame and in a second.
const FRAME: u32 = 512;
const SECOND: u32 = FRAME * FPS;

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

/// Joins segments, in order.
pub(crate) fn mux(segments: &[Segment], width: u16, height: u16) -> Result<Vec<u8>, MuxError> {
    let first =
        segments.first().filter(|first| !first.sps.is_empty() && !first.pps.is_empty()).ok_or(MuxError::Empty)?;
    if segments.iter().any(|segment| segment.frames.is_empty()) {
        return Err(MuxError::Empty);
    }
    if segments.iter().any(|segment| segment.sps != first.sps || segment.pps != first.pps) {
        return Err(MuxError::Mixed);
    }
    let size: usize = segments.iter().flat_map(|segment| &segment.frames).map(Vec::len).sum();
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
    describe(segments, first, width, height, 0)?.encode(&mut moov)?;
    let offset = u32::try_from(before + moov.len() + 8).map_err(|_| MuxError::TooLarge)?;
    offset.checked_add(body).ok_or(MuxError::TooLarge)?;
    describe(segments, first, width, height, offset)?.encode(&mut head)?;
    let mut file = head;
    file.reserve_exact(body as usize);
    Header { kind: b"mdat".into(), size: Some(size) }.encode(&mut file)?;
    for frame in segments.iter().flat_map(|segment| &segment.frames) {
        file.extend_from_slice(frame);
    }
    Ok(file)
}

/// The head: one video track, a chunk for each segment, beginning at `offset`.
fn describe(segments: &[Segment], first: &Segment, width: u16, height: u16, offset: u32) -> Result<Moov, MuxError> {
    let sizes: Vec<u32> = segments.iter().flat_map(|segment| &segment.frames).map(|frame| frame.len() as u32).collect();
    let count = sizes.len() as u32;
    let duration = u64::from(count * FRAME);
    let stbl = Stbl {
        stsd: Stsd { codecs: vec![Codec::Avc1(codec(first, width, height)?)] },
        stts: Stts { entries: vec![SttsEntry { sample_count: count, sample_delta: FRAME }] },
        stss: Some(Stss { entries: key_frames(segments) }),
        stsc: chunks(segments),
        stsz: Stsz { samples: StszSamples::Different { sizes } },
        stco: Some(Stco { entries: offsets(segments, offset) }),
        ..Stbl::default()
    };
    let track = Trak {
        tkhd: Tkhd {
            track_id: 1,
            duration,
            enabled: true,
            in_movie: true,
            width: width.into(),
            height: height.into(),
            ..Tkhd::default()
        },
        mdia: Mdia {
            mdhd: Mdhd { timescale: SECOND, duration, language: "und".to_owned(), ..Mdhd::default() },
            hdlr: Hdlr { handler: b"vide".into(), name: "VideoHandler".to_owned() },
            minf: Minf {
                vmhd: Some(Vmhd::default()),
                dinf: Dinf { dref: Dref { entries: vec![DrefEntry::Url(Url::default())] } },
                stbl,
                ..Minf::default()
            },
        },
        ..Trak::default()
    };
    let mvhd =
        Mvhd { timescale: SECOND, duration, rate: 1.into(), volume: 1.into(), next_track_id: 2, ..Mvhd::default() };
    Ok(Moov { mvhd, trak: vec![track], ..Moov::default() })
}

fn codec(first: &Segment, width: u16, height: u16) -> Result<Avc1, MuxError> {
    let mut avcc = Avcc::new(&first.sps, &first.pps)?;
    avcc.ext = (avcc.avc_profile_indication >= 100).then(AvccExt::default);
    Ok(Avc1 {
        visual: Visual { data_reference_index: 1, width, height, ..Visual::default() },
        avcc,
        pasp: Some(Pasp { h_spacing: 1, v_spacing: 1 }),
        colr: Some(Colr::Nclx {
            colour_primaries: 1,
            transfer_characteristics: 1,
            matrix_coefficients: 1,
            full_range_flag: false,
        }),
        ..Avc1::default()
    })
}

/// The numbers of the frames that need no other, from 1.
fn key_frames(segments: &[Segment]) -> Vec<u32> {
    let mut next = 1;
    let firsts = segments.iter().map(|segment| {
        let first = next;
        next += segment.frames.len() as u32;
        first
    });
    firsts.collect()
}

fn chunks(segments: &[Segment]) -> Stsc {
    let mut entries: Vec<StscEntry> = Vec::new();
    for (index, segment) in segments.iter().enumerate() {
        let samples_per_chunk = segment.frames.len() as u32;
        if entries.last().is_none_or(|last| last.samples_per_chunk != samples_per_chunk) {
            entries.push(StscEntry { first_chunk: index as u32 + 1, samples_per_chunk, sample_description_index: 1 });
        }
    }
    Stsc { entries }
}

fn offsets(segments: &[Segment], first: u32) -> Vec<u32> {
    let mut next = first;
    let offsets = segments.iter().map(|segment| {
        let offset = next;
        next = next.wrapping_add(segment.frames.iter().map(Vec::len).sum::<usize>() as u32);
        offset
    });
    offsets.collect()
}
