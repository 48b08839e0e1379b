//! A film is looked at as a player would: its file parsed, its frames decoded.

use crate::look::{decode, difference, frames, parse, track};
use adforge_adapters_local_renderer::{LocalPresenters, LocalRenderer};
use adforge_domain::format::FormatId;
use adforge_ports_creative::{Film, FilmBrief, Presenters, RenderError, Renderer, Tell};
use mp4_atom::Codec;
use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex},
};

fn renderer() -> LocalRenderer {
    LocalRenderer::new(NonZeroUsize::new(2).unwrap())
}

fn silent() -> Tell {
    Arc::new(|_, _| {})
}

async fn film(brief: FilmBrief) -> Film {
    renderer().film(brief, silent()).await.unwrap()
}

#[tokio::test]
async fn a_film_is_an_mp4_whose_head_comes_first_and_says_what_is_in_it() {
    let film = film(crate::brief::short()).await;
    assert_eq!((film.width, film.height, film.duration_ms), (1080, 1920, 2_200));
    let (moov, start) = parse(&film.mp4);
    assert_eq!(moov.trak.len(), 2);
    let track = track(&moov, b"vide");
    assert_eq!((track.tkhd.width.integer(), track.tkhd.height.integer()), (1080, 1920));
    let stbl = &track.mdia.minf.stbl;
    let Codec::Avc1(codec) = &stbl.stsd.codecs[0] else { panic!("H.264 is expected") };
    assert_eq!((codec.visual.width, codec.visual.height), (1080, 1920));
    assert_eq!(codec.avcc.sequence_parameter_sets.len(), 1);
    assert_eq!(codec.avcc.picture_parameter_sets.len(), 1);
    assert_eq!(codec.avcc.avc_level_indication, 40);
    let frames: u32 = stbl.stts.entries.iter().map(|entry| entry.sample_count).sum();
    let ticks: u64 = stbl.stts.entries.iter().map(|entry| u64::from(entry.sample_count * entry.sample_delta)).sum();
    assert_eq!((frames, stbl.stts.entries.len()), (66, 1), "30 frames a second, all as long");
    assert_eq!(ticks, track.mdia.mdhd.duration);
    assert_eq!(track.mdia.mdhd.duration * 10, 22 * u64::from(track.mdia.mdhd.timescale));
    let keys = &stbl.stss.as_ref().unwrap().entries;
    assert_eq!(keys[0], 1);
    assert!(keys.windows(2).all(|pair| pair[1] - pair[0] <= 60 && pair[1] - pair[0] > 1), "{keys:?}");
    assert_eq!(stbl.stco.as_ref().unwrap().entries[0] as usize, start);
}

#[tokio::test]
async fn every_frame_decodes_and_each_scene_changes_all_the_time() {
    let mut brief = crate::brief::brief(
        crate::brief::product("Glow Serum", "Lumé", "Skin care", None),
        "en",
        &[crate::brief::Line(21, "No more streaks", ""), crate::brief::Line(21, "Try it tonight", "")],
    );
    brief.picture = None;
    let film = film(brief).await;
    let mut kept = Vec::new();
    let count = decode(&film.mp4, |number, luma| {
        if number % 10 == 5 {
            kept.push(luma.to_vec());
        }
    });
    assert_eq!(count, 126);
    for (third, pair) in kept.windows(2).enumerate() {
        assert!(difference(&pair[0], &pair[1]) > 100, "thirds of a second {third} and {} look alike", third + 1);
    }
}

#[tokio::test]
async fn words_picture_and_presenter_are_all_seen_in_every_scene() {
    let mut whole = crate::brief::short();
    whole.picture = Some(crate::brief::picture());
    whole.presenter = LocalPresenters::new().get("avatar-female-45").await.unwrap();
    let at = [24, 55];
    let shown = frames(&film(whole.clone()).await.mp4, &at);
    let without = |change: fn(&mut FilmBrief)| {
        let mut brief = whole.clone();
        change(&mut brief);
        brief
    };
    let variants: [(&str, FilmBrief); 5] = [
        ("the spoken words", without(|brief| brief.scenes.iter_mut().for_each(|scene| scene.voiceover.clear()))),
        (
            "the words on the screen",
            without(|brief| brief.scenes.iter_mut().for_each(|scene| scene.on_screen_text.clear())),
        ),
        ("that there is a picture", without(|brief| brief.picture = None)),
        ("the picture", without(|brief| brief.picture = Some(crate::brief::picture_upside_down()))),
        ("the presenter", without(|brief| brief.presenter = None)),
    ];
    for (what, brief) in variants {
        let other = frames(&film(brief).await.mp4, &at);
        for (scene, (shown, other)) in shown.iter().zip(&other).enumerate() {
            assert!(difference(shown, other) > 2_000, "{what} can't be seen in scene {}", scene + 1);
        }
    }
}

#[tokio::test]
async fn the_same_brief_and_seed_give_the_same_bytes_on_any_number_of_threads() {
    let mut brief = crate::brief::short();
    brief.picture = Some(crate::brief::picture());
    let one = LocalRenderer::new(NonZeroUsize::MIN).film(brief.clone(), silent()).await.unwrap();
    let three = LocalRenderer::new(NonZeroUsize::new(3).unwrap()).film(brief.clone(), silent()).await.unwrap();
    assert!(one.mp4 == three.mp4 && one.thumbnail == three.thumbnail, "threads must not show");
    brief.seed += 1;
    brief.picture = None;
    brief.product = crate::brief::product("Another", "", "", None);
    assert!(film(brief).await.mp4 != one.mp4);
}

#[tokio::test]
async fn the_thumbnail_is_a_jpeg_that_shows_the_hook() {
    let film = film(crate::brief::short()).await;
    let picture = image::load_from_memory_with_format(&film.thumbnail, image::ImageFormat::Jpeg).unwrap().into_luma8();
    assert_eq!(picture.dimensions(), (1080, 1920));
    let frame = &frames(&film.mp4, &[30])[0];
    // The film's brightness runs from 16 to 235.
    let far = picture.pixels().zip(frame).filter(|(jpeg, film)| {
        let full = (f32::from(**film) - 16.0) / 219.0 * 255.0;
        (f32::from(jpeg.0[0]) - full).abs() > 40.0
    });
    assert!(far.count() < 1080 * 1920 / 100);
}

#[tokio::test]
async fn progress_rises_in_the_briefs_language_and_ends_at_a_hundred() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let hear = Arc::clone(&told);
    let mut brief = crate::brief::short();
    brief.language = adforge_domain::language::Language::FR;
    renderer()
        .film(brief, Arc::new(move |percent, what| hear.lock().unwrap().push((percent, what.to_owned()))))
        .await
        .unwrap();
    let told = told.lock().unwrap();
    assert!(told.windows(2).all(|pair| pair[0].0 <= pair[1].0), "{told:?}");
    assert_eq!((told.first().unwrap().0, told.last().unwrap().0), (0, 100));
    assert!(told.iter().any(|(_, what)| what == "Dessin de la scène 2 sur 2…"), "{told:?}");
    assert!(told.len() < 60, "throttled: {}", told.len());
}

#[tokio::test]
async fn dropping_the_future_stops_the_threads() {
    let renderer = renderer();
    let (started, mut wait) = tokio::sync::mpsc::unbounded_channel();
    let tell: Tell = Arc::new(move |percent, _| {
        let _ = started.send(percent);
    });
    let working = renderer.clone();
    let task = tokio::spawn(async move { working.film(crate::brief::long("en"), tell).await });
    while wait.recv().await.expect("it begins") < 3 {}
    assert!(renderer.threads_at_work() >= 2);
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    let before = newest(&mut wait).unwrap_or(3);
    // Bounded by the test runner's patience; a film of 35 seconds would go on far longer.
    let mut polls = 0;
    while renderer.threads_at_work() > 0 {
        tokio::task::spawn_blocking(std::thread::yield_now).await.unwrap();
        polls += 1;
        assert!(polls < 2_000_000, "the threads go on");
    }
    // Each thread may have finished the frame that it was at, not the segment.
    let after = newest(&mut wait).unwrap_or(before);
    assert!(after <= before + 2, "it went on from {before} % to {after} %");
}

fn newest(told: &mut tokio::sync::mpsc::UnboundedReceiver<u8>) -> Option<u8> {
    std::iter::from_fn(|| told.try_recv().ok()).last()
}

#[tokio::test]
async fn what_cannot_be_filmed_is_said() {
    let mut empty = crate::brief::short();
    empty.scenes.iter_mut().for_each(|scene| {
        scene.voiceover.clear();
        scene.on_screen_text.clear();
    });
    let mut gap = crate::brief::short();
    gap.scenes[1].start += 1;
    let mut backwards = crate::brief::short();
    backwards.scenes[1].end = backwards.scenes[1].start;
    let mut none = crate::brief::short();
    none.scenes.clear();
    let mut endless = crate::brief::short();
    endless.scenes[1].end = 4_000;
    let mut broken = crate::brief::short();
    broken.picture = Some(adforge_ports_creative::PictureBytes(Arc::from(&b"not a picture"[..])));
    for brief in [empty, gap, backwards, none, endless, broken] {
        let error = renderer().film(brief, silent()).await.unwrap_err();
        assert!(matches!(error, RenderError::Impossible(_)), "{error}");
    }
}

#[tokio::test]
async fn hostile_and_endless_texts_are_filmed_like_any_other() {
    let endless: &'static str = String::leak("Unbelievablylongword".repeat(200));
    let many: &'static str = String::leak("many words ".repeat(360));
    let product =
        crate::brief::product("\"} {{7*7}} <script>alert(1)</script> \u{202e}evil", "👩‍👩‍👧‍👦🏽", "\u{0}", Some((1e15, "XTS")));
    let mut brief = crate::brief::brief(
        product,
        "en",
        &[
            crate::brief::Line(6, endless, many),
            crate::brief::Line(3, many, endless),
            crate::brief::Line(5, "מבצע 50% היום", "\u{fffd}\u{e000}𓀀 ☃️ 🇫🇷 1️⃣"),
            crate::brief::Line(1, "x", ""),
            crate::brief::Line(6, endless, many),
        ],
    );
    brief.format = FormatId::Listicle;
    let film = film(brief).await;
    assert_eq!(decode(&film.mp4, |_, _| {}), 63);
}

#[test]
fn a_usual_film_takes_a_while_and_more_threads_make_it_shorter() {
    let seconds = |threads| LocalRenderer::new(NonZeroUsize::new(threads).unwrap()).typical_seconds();
    assert!((10..40).contains(&seconds(1)), "{}", seconds(1));
    assert!(seconds(4) < seconds(2) && seconds(2) < seconds(1));
}

#[tokio::test]
async fn a_film_that_somebody_else_made_is_looked_at_before_it_is_kept() {
    let own = film(crate::brief::brief(
        crate::brief::product("Tarnwick", "", "", None),
        "en",
        &[crate::brief::Line(10, "Look", "Look")],
    ))
    .await;
    let reviewed = renderer().review(own.mp4.clone()).unwrap();
    assert_eq!(reviewed.mp4, own.mp4, "it is kept as it is");
    assert_eq!((reviewed.duration_ms, reviewed.width, reviewed.height), (own.duration_ms, own.width, own.height));
    let thumbnail = image::load_from_memory(&reviewed.thumbnail).unwrap();
    assert_eq!((thumbnail.width(), thumbnail.height()), (1080, 1920), "its first picture");
    let cut = |at: usize| own.mp4[..at].to_vec();
    let mut webm = own.mp4.clone();
    webm[4..8].copy_from_slice(b"webm");
    for (what, file) in [
        ("nothing", Vec::new()),
        ("a page", b"<html>Sign in</html>".to_vec()),
        ("another kind", webm),
        ("only a head", cut(600)),
        ("half", cut(own.mp4.len() / 2)),
    ] {
        let refused = renderer().review(file);
        assert!(matches!(refused, Err(RenderError::Impossible(_))), "{what} was taken");
    }
    // Whatever is broken in it, it is refused and brings nobody down.
    for at in (0..own.mp4.len().min(2_000)).step_by(41) {
        let mut broken = own.mp4.clone();
        broken[at] ^= 0xFF;
        drop(renderer().review(broken));
    }
}
