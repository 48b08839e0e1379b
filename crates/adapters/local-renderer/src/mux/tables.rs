//! The file's head: two tracks, and where in the file each of their samples lies.

use super::{Chunk, FRAME, MuxError, Parts, SECOND};
use crate::sound::{DELAY, PACKET, RATE};
use mp4_atom::{
    Audio, Avc1, Avcc, AvccExt, Codec, Colr, Dinf, Dref, DrefEntry, Edts, Elst, ElstEntry, Esds, Hdlr, Mdhd, Mdia,
    Minf, Moov, Mp4a, Mvhd, Pasp, Smhd, Stbl, Stco, Stsc, StscEntry, Stsd, Stss, Stsz, StszSamples, Stts, SttsEntry,
    Tkhd, Trak, Url, Visual, Vmhd,
    esds::{DecoderConfig, DecoderSpecific, EsDescriptor, SLConfig},
};

/// Where the samples of both tracks lie.
pub(super) struct Tables {
    pictures: Table,
    sound: Table,
}

#[derive(Default)]
struct Table {
    sizes: Vec<u32>,
    offsets: Vec<u32>,
    chunks: Vec<StscEntry>,
}

impl Tables {
    /// Of chunks that follow each other from `offset` on.
    pub(super) fn of(chunks: &[Chunk<'_>], offset: u32) -> Self {
        let mut tables = Self { pictures: Table::default(), sound: Table::default() };
        let mut next = offset;
        for chunk in chunks {
            let table = if chunk.picture { &mut tables.pictures } else { &mut tables.sound };
            table.add(chunk, next);
            next = next.wrapping_add(chunk.size() as u32);
        }
        tables
    }
}

impl Table {
    fn add(&mut self, chunk: &Chunk<'_>, offset: u32) {
        self.offsets.push(offset);
        self.sizes.extend(chunk.samples.iter().map(|sample| sample.len() as u32));
        let samples_per_chunk = chunk.samples.len() as u32;
        // Chunks like the one before need no entry.
        if self.chunks.last().is_none_or(|last| last.samples_per_chunk != samples_per_chunk) {
            let first_chunk = self.offsets.len() as u32;
            self.chunks.push(StscEntry { first_chunk, samples_per_chunk, sample_description_index: 1 });
        }
    }

    fn stbl(&self, codec: Codec, ticks: u32) -> Stbl {
        let count = self.sizes.len() as u32;
        Stbl {
            stsd: Stsd { codecs: vec![codec] },
            stts: Stts { entries: vec![SttsEntry { sample_count: count, sample_delta: ticks }] },
            stsc: Stsc { entries: self.chunks.clone() },
            stsz: Stsz { samples: StszSamples::Different { sizes: self.sizes.clone() } },
            stco: Some(Stco { entries: self.offsets.clone() }),
            ..Stbl::default()
        }
    }
}

/// The head.
pub(super) fn describe(parts: &Parts<'_>, tables: &Tables) -> Result<Moov, MuxError> {
    let duration = u64::from(parts.frames.len() as u32 * FRAME);
    let mvhd =
        Mvhd { timescale: SECOND, duration, rate: 1.into(), volume: 1.into(), next_track_id: 3, ..Mvhd::default() };
    let trak = vec![pictures(parts, &tables.pictures, duration)?, sound(parts, &tables.sound, duration)];
    Ok(Moov { mvhd, trak, ..Moov::default() })
}

fn pictures(parts: &Parts<'_>, table: &Table, duration: u64) -> Result<Trak, MuxError> {
    let stbl = Stbl {
        stss: Some(Stss { entries: key_frames(parts) }),
        ..table.stbl(Codec::Avc1(picture_codec(parts)?), FRAME)
    };
    Ok(Trak {
        tkhd: Tkhd {
            track_id: 1,
            duration,
            enabled: true,
            in_movie: true,
            width: parts.width.into(),
            height: parts.height.into(),
            ..Tkhd::default()
        },
        mdia: Mdia {
            mdhd: Mdhd { timescale: SECOND, duration, language: "und".to_owned(), ..Mdhd::default() },
            hdlr: Hdlr { handler: b"vide".into(), name: "VideoHandler".to_owned() },
            minf: Minf { vmhd: Some(Vmhd::default()), dinf: here(), stbl, ..Minf::default() },
        },
        ..Trak::default()
    })
}

/// The sound begins with what the transform needs before the first sample; the edit list says that it isn't to be heard.
fn sound(parts: &Parts<'_>, table: &Table, duration: u64) -> Trak {
    let edit = ElstEntry { segment_duration: duration, media_time: Some(DELAY.into()), media_rate: 1.into() };
    Trak {
        tkhd: Tkhd {
            track_id: 2,
            duration,
            enabled: true,
            in_movie: true,
            volume: 1.into(),
            alternate_group: 1,
            ..Tkhd::default()
        },
        edts: Some(Edts { elst: Some(Elst { entries: vec![edit] }) }),
        mdia: Mdia {
            mdhd: Mdhd {
                timescale: RATE,
                duration: u64::from(table.sizes.len() as u32 * PACKET),
                language: "und".to_owned(),
                ..Mdhd::default()
            },
            hdlr: Hdlr { handler: b"soun".into(), name: "SoundHandler".to_owned() },
            minf: Minf {
                smhd: Some(Smhd::default()),
                dinf: here(),
                stbl: table.stbl(Codec::Mp4a(sound_codec(parts)), PACKET),
                ..Minf::default()
            },
        },
        ..Trak::default()
    }
}

/// The samples lie in this very file.
fn here() -> Dinf {
    Dinf { dref: Dref { entries: vec![DrefEntry::Url(Url::default())] } }
}

fn picture_codec(parts: &Parts<'_>) -> Result<Avc1, MuxError> {
    let mut avcc = Avcc::new(&parts.first.sps, &parts.first.pps)?;
    avcc.ext = (avcc.avc_profile_indication >= 100).then(AvccExt::default);
    Ok(Avc1 {
        visual: Visual { data_reference_index: 1, width: parts.width, height: parts.height, ..Visual::default() },
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

/// AAC as MPEG-4 names it (ISO/IEC 14496-1).
fn sound_codec(parts: &Parts<'_>) -> Mp4a {
    const MPEG4_AUDIO: u8 = 0x40;
    const AUDIO_STREAM: u8 = 5;
    let dec_config = DecoderConfig {
        object_type_indication: MPEG4_AUDIO,
        stream_type: AUDIO_STREAM,
        max_bitrate: parts.sound.bits * 2,
        avg_bitrate: parts.sound.bits,
        dec_specific: Some(DecoderSpecific { raw: parts.sound.config.clone(), ..DecoderSpecific::default() }),
        ..DecoderConfig::default()
    };
    Mp4a {
        audio: Audio { data_reference_index: 1, channel_count: 2, sample_size: 16, sample_rate: (RATE as u16).into() },
        esds: Esds {
            es_desc: EsDescriptor { es_id: 2, dec_config, sl_config: SLConfig::default(), ..EsDescriptor::default() },
        },
        btrt: None,
        taic: None,
    }
}

/// The numbers of the frames that need no other, from 1.
fn key_frames(parts: &Parts<'_>) -> Vec<u32> {
    let mut next = 1;
    let firsts = parts.segments.iter().map(|segment| {
        let first = next;
        next += segment.frames.len() as u32;
        first
    });
    firsts.collect()
}
