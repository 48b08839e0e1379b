//! Clips that were shot for scenes are shown in them, and in no other; what can't be shown never costs a film.

use crate::look::{decode, difference, frames};
use adforge_adapters_local_renderer::LocalRenderer;
use adforge_ports_creative::{Clip, Film, FilmBrief, Renderer};
use std::{num::NonZeroUsize, sync::Arc};
use tokio::sync::OnceCell;

fn renderer() -> LocalRenderer {
    LocalRenderer::new(NonZeroUsize::new(2).unwrap())
}

async fn film(brief: FilmBrief) -> Film {
    renderer().film(brief, Arc::new(|_, _| {})).await.unwrap()
}

/// Three scenes of 1.5 seconds each; the last is the end card.
fn plain() -> FilmBrief {
    crate::brief::brief(
        crate::brief::product("Glow Serum", "Lumé", "Skin care", None),
        "en",
        &[
            crate::brief::Line(15, "No more streaks", "Streaks again?"),
            crate::brief::Line(15, "Two drops", "Two drops do it."),
            crate::brief::Line(15, "Try it tonight", ""),
        ],
    )
}

fn with(clip: &[u8], scene: usize) -> FilmBrief {
    FilmBrief { clips: vec![Clip { scene, mp4: clip.into() }], ..plain() }
}

/// A clip as another encoder wrote it: 24 pictures a second, some of which refer to later ones.
fn foreign() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/clip-b-frames.mp4")).unwrap()
}

/// The film without a clip, drawn once for all tests.
async fn drawn() -> &'static Film {
    static DRAWN: OnceCell<Film> = OnceCell::const_new();
    DRAWN.get_or_init(|| film(plain())).await
}

/// The film with the foreign clip in its middle scene, made once for all tests.
async fn shown() -> &'static Film {
    static SHOWN: OnceCell<Film> = OnceCell::const_new();
    SHOWN.get_or_init(|| film(with(&foreign(), 1))).await
}

/// One frame of each scene.
const MIDDLES: [usize; 3] = [25, 70, 115];

#[tokio::test]
async fn a_clip_changes_the_frames_of_its_scene_and_of_no_other() {
    let drawn = frames(&drawn().await.mp4, &MIDDLES);
    let shown = frames(&shown().await.mp4, &MIDDLES);
    for scene in [0, 2] {
        assert_eq!(difference(&drawn[scene], &shown[scene]), 0, "scene {scene} is as it was");
    }
    assert!(difference(&drawn[1], &shown[1]) > 500_000, "{}", difference(&drawn[1], &shown[1]));
    let own = film(crate::brief::short()).await.mp4;
    let other = frames(&film(with(&own, 1)).await.mp4, &MIDDLES);
    assert!(difference(&shown[1], &other[1]) > 200_000, "another clip looks otherwise");
}

#[tokio::test]
async fn a_clip_fills_the_frame_and_its_pictures_come_in_their_order_at_the_films_rate() {
    let shown = shown().await;
    // In FFmpeg's picture lines and squares are on their way all the time.
    let mut kept = Vec::new();
    decode(&shown.mp4, |number, luma| {
        if (50..88).contains(&number) {
            kept.push(luma.to_vec());
        }
    });
    let below = |frame: &[u8]| frame[1_300 * 1_080..].to_vec();
    let changes: Vec<usize> = kept.windows(2).map(|pair| difference(&below(&pair[0]), &below(&pair[1]))).collect();
    let moving = changes.iter().filter(|change| **change > 200).count();
    // Four of five frames show a new picture: 24 pictures become 30 frames.
    assert!((28..=31).contains(&moving), "{changes:?}");
    // A picture out of its order would be far from its neighbours and near to one further away.
    let far = |a: usize, b: usize| difference(&below(&kept[a]), &below(&kept[b]));
    for at in 0..kept.len() - 10 {
        assert!(far(at, at + 2) < far(at, at + 10) + 20_000, "frame {at} is out of order");
    }
}

#[tokio::test]
async fn words_are_seen_over_a_clip() {
    let mut silent = with(&foreign(), 1);
    silent.scenes[1].on_screen_text.clear();
    silent.scenes[1].voiceover.clear();
    let (said, silent) = (shown().await, film(silent).await);
    let (said, silent) = (frames(&said.mp4, &[75]), frames(&silent.mp4, &[75]));
    assert!(difference(&said[0][..1_080 * 1_000], &silent[0][..1_080 * 1_000]) > 20_000);
    // Below the words the clip is as bright as it is.
    assert_eq!(difference(&said[0][1_080 * 1_800..], &silent[0][1_080 * 1_800..]), 0);
}

#[tokio::test]
async fn a_clip_that_is_too_short_goes_on_to_the_end_of_its_scene() {
    let mut brief = with(&foreign(), 1);
    // 9 seconds out of a clip of 2: slower, and begun again.
    for scene in &mut brief.scenes[1..] {
        scene.end += 75;
    }
    brief.scenes[2].start += 75;
    let film = film(brief).await;
    let mut before: Option<Vec<u8>> = None;
    let mut still = 0;
    let mut longest = 0;
    decode(&film.mp4, |number, luma| {
        if !(50..280).contains(&number) {
            return;
        }
        let below = luma[1_300 * 1_080..].to_vec();
        let moves = before.as_ref().is_none_or(|before| difference(before, &below) > 100);
        still = if moves { 0 } else { still + 1 };
        longest = longest.max(still);
        before = Some(below);
    });
    assert!(longest <= 6, "it stands still for {longest} frames");
}

#[tokio::test]
async fn a_clip_that_cannot_be_opened_is_as_if_there_were_none() {
    let drawn = drawn().await;
    let hevc = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/clip-hevc.mp4")).unwrap();
    let cut = foreign()[..20_000].to_vec();
    for (what, clip) in [("a page", b"<html>".to_vec()), ("HEVC", hevc), ("half of one", cut), ("nothing", Vec::new())]
    {
        assert!(film(with(&clip, 1)).await.mp4 == drawn.mp4, "{what}");
    }
    assert!(film(with(&foreign(), 9)).await.mp4 == drawn.mp4, "no such scene");
}

#[tokio::test]
async fn where_a_clip_breaks_in_the_middle_its_scene_is_drawn() {
    let drawn = drawn().await;
    let whole = foreign();
    // The second half of its pictures is noise; its head and its first pictures are as they were.
    let mut broken = whole.clone();
    let from = broken.len() / 3;
    broken[from..].iter_mut().zip(0_u32..).for_each(|(byte, at)| *byte = (at.wrapping_mul(2_654_435_761) >> 24) as u8);
    let film = film(with(&broken, 1)).await;
    let (drawn, shown) = (frames(&drawn.mp4, &MIDDLES), frames(&film.mp4, &MIDDLES));
    assert!((0..3).all(|scene| difference(&drawn[scene], &shown[scene]) == 0));
}

#[tokio::test]
async fn the_same_clip_gives_the_same_bytes_on_any_number_of_threads() {
    let one = LocalRenderer::new(NonZeroUsize::MIN).film(with(&foreign(), 0), Arc::new(|_, _| {})).await.unwrap();
    let two = film(with(&foreign(), 0)).await;
    assert!(one.mp4 == two.mp4 && one.thumbnail == two.thumbnail);
    let drawn = drawn().await;
    assert!(drawn.thumbnail != one.thumbnail, "the thumbnail shows the clip");
}

#[tokio::test]
async fn a_film_of_somebody_elses_is_kept_as_it_is_and_its_thumbnail_is_out_of_its_first_second() {
    let film = renderer().review(foreign()).unwrap();
    assert!(film.mp4 == foreign());
    assert_eq!((film.width, film.height, film.duration_ms), (360, 640, 2_000));
    let picture = image::load_from_memory(&film.thumbnail).unwrap().into_luma8();
    assert_eq!(picture.dimensions(), (360, 640));
    assert!(picture.pixels().any(|pixel| pixel.0[0] > 200) && picture.pixels().any(|pixel| pixel.0[0] < 60));
}
