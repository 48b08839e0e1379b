//! Films taken apart as a player would: their pictures decoded, and their sound by a decoder of somebody else's.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "shared by several tests, which may panic"
)]

use mp4_atom::{Codec, Decode, DecodeAtom, Ftyp, Header, Moov, ReadFrom, Stbl, StszSamples, Trak};
use openh264::{decoder::Decoder, formats::YUVSource};
use std::io::Cursor;
use symphonia::core::{
    codecs::audio::AudioDecoderOptions,
    formats::{FormatOptions, TrackType, probe::Hint},
    io::MediaSourceStream,
    meta::MetadataOptions,
};

/// The file's head, and where its body begins.
pub(crate) fn parse(mp4: &[u8]) -> (Moov, usize) {
    let mut file = Cursor::new(mp4);
    Ftyp::decode(&mut file).unwrap();
    let head = Header::decode(&mut file).unwrap();
    assert_eq!(head.kind, b"moov".into(), "players need the head first");
    let moov = Moov::decode_atom(&head, &mut file).unwrap();
    let body = <Option<Header> as ReadFrom>::read_from(&mut file).unwrap().unwrap();
    assert_eq!(body.kind, b"mdat".into());
    assert_eq!(file.position() as usize + body.size.unwrap(), mp4.len());
    (moov, file.position() as usize)
}

/// A track by what it holds.
pub(crate) fn track<'a>(moov: &'a Moov, kind: &[u8; 4]) -> &'a Trak {
    moov.trak.iter().find(|track| track.mdia.hdlr.handler == (*kind).into()).expect("the track")
}

/// First byte and length of every sample of a track, by its chunks.
pub(crate) fn places(table: &Stbl) -> Vec<(usize, usize)> {
    let StszSamples::Different { sizes } = &table.stsz.samples else { panic!("sizes differ") };
    let mut sizes = sizes.iter().map(|size| *size as usize);
    let mut places = Vec::new();
    for (number, offset) in (1..).zip(&table.stco.as_ref().unwrap().entries) {
        let entry = table.stsc.entries.iter().rev().find(|entry| entry.first_chunk <= number).unwrap();
        let mut at = *offset as usize;
        for size in sizes.by_ref().take(entry.samples_per_chunk as usize) {
            places.push((at, size));
            at += size;
        }
    }
    assert!(sizes.next().is_none(), "every sample is in a chunk");
    places
}

/// The brightness of every frame, each `(width × height)` bytes, handed to `see` one by one.
pub(crate) fn decode(mp4: &[u8], mut see: impl FnMut(usize, &[u8])) -> usize {
    let (moov, _) = parse(mp4);
    let table = &track(&moov, b"vide").mdia.minf.stbl;
    let Codec::Avc1(codec) = &table.stsd.codecs[0] else { panic!("H.264 is expected") };
    let mut decoder = Decoder::new().unwrap();
    let mut sets = Vec::new();
    for set in [&codec.avcc.sequence_parameter_sets[0], &codec.avcc.picture_parameter_sets[0]] {
        sets.extend_from_slice(&[0, 0, 0, 1]);
        sets.extend_from_slice(set);
    }
    decoder.decode(&sets).unwrap();
    let places = places(table);
    for (seen, (mut at, size)) in places.iter().copied().enumerate() {
        let mut frame = Vec::new();
        let end = at + size;
        while at < end {
            let length = u32::from_be_bytes(mp4[at..at + 4].try_into().unwrap()) as usize;
            frame.extend_from_slice(&[0, 0, 0, 1]);
            frame.extend_from_slice(&mp4[at + 4..at + 4 + length]);
            at += 4 + length;
        }
        let picture = decoder.decode(&frame).unwrap().expect("every frame is whole");
        assert_eq!(picture.dimensions(), (1080, 1920));
        let (stride, luma) = (picture.strides().0, picture.y());
        let rows: Vec<u8> = luma.chunks(stride).take(1920).flat_map(|row| &row[..1080]).copied().collect();
        see(seen, &rows);
    }
    places.len()
}

/// Frames of a film by their numbers.
pub(crate) fn frames(mp4: &[u8], wanted: &[usize]) -> Vec<Vec<u8>> {
    let mut kept = Vec::new();
    decode(mp4, |number, luma| {
        if wanted.contains(&number) {
            kept.push(luma.to_vec());
        }
    });
    assert_eq!(kept.len(), wanted.len());
    kept
}

/// How many pixels differ by more than encoding could make them.
pub(crate) fn difference(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).filter(|(a, b)| a.abs_diff(**b) > 24).count()
}

/// A film's sound, at 48,000 samples a second: the left channel, without what the edit list takes away.
pub(crate) fn sound(mp4: &[u8]) -> Vec<f32> {
    let (moov, _) = parse(mp4);
    let heard = track(&moov, b"soun");
    let edit = heard.edts.as_ref().and_then(|edits| edits.elst.as_ref()).expect("an edit list").entries[0].clone();
    let stream = MediaSourceStream::new(Box::new(Cursor::new(mp4.to_vec())), Default::default());
    let mut hint = Hint::new();
    hint.with_extension("mp4");
    let mut file = symphonia::default::get_probe()
        .probe(&hint, stream, FormatOptions::default(), MetadataOptions::default())
        .unwrap();
    let track = file.default_track(TrackType::Audio).unwrap();
    let (id, params) = (track.id, track.codec_params.as_ref().unwrap().audio().unwrap().clone());
    assert_eq!(params.sample_rate, Some(48_000));
    let mut decoder =
        symphonia::default::get_codecs().make_audio_decoder(&params, &AudioDecoderOptions::default()).unwrap();
    let mut left = Vec::new();
    while let Some(packet) = file.next_packet().unwrap() {
        if packet.track_id == id {
            let decoded = decoder.decode(&packet).unwrap();
            let mut samples: Vec<f32> = Vec::new();
            decoded.copy_to_vec_interleaved(&mut samples);
            assert_eq!(decoded.spec().channels().count(), 2);
            left.extend(samples.iter().step_by(2));
        }
    }
    let (skipped, ticks) = (edit.media_time.unwrap() as usize, edit.segment_duration);
    let length = (ticks * 48_000 / u64::from(moov.mvhd.timescale)) as usize;
    assert!(left.len() >= skipped + length, "the sound ends before the film");
    left[skipped..skipped + length].to_vec()
}

/// How strong a part of a sound is, from one millisecond to another.
pub(crate) fn strength(sound: &[f32], from: usize, until: usize) -> f32 {
    let part = &sound[from * 48..until * 48];
    (part.iter().map(|sample| sample * sample).sum::<f32>() / part.len() as f32).sqrt()
}

/// How strong one tone is in a part of a sound (Goertzel).
pub(crate) fn tone(sound: &[f32], hertz: f32, from: usize, until: usize) -> f32 {
    let part = &sound[from * 48..until * 48];
    let turn = std::f32::consts::TAU * hertz / 48_000.0;
    let (mut sin, mut cos) = (0.0, 0.0);
    for (at, sample) in part.iter().enumerate() {
        let (s, c) = (turn * at as f32).sin_cos();
        sin += sample * s;
        cos += sample * c;
    }
    (sin * sin + cos * cos).sqrt() * 2.0 / part.len() as f32
}
