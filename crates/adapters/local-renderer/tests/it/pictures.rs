//! Pictures that come in are looked at; pictures that go out can be opened.

use adforge_adapters_local_renderer::{LocalPresenters, LocalRenderer};
use adforge_domain::{format::FormatId, language::Language, text::Title};
use adforge_ports_creative::{
    BadPicture, FilmBrief, PictureInfo, PictureKind, PresenterFilter, Presenters, RenderError, Renderer,
};
use image::{ImageFormat, Rgba, RgbaImage};
use std::{num::NonZeroUsize, sync::Arc};

fn renderer() -> LocalRenderer {
    LocalRenderer::new(NonZeroUsize::MIN)
}

fn checkered(width: u32, height: u32) -> RgbaImage {
    RgbaImage::from_fn(width, height, |x, y| Rgba([(x * 7) as u8, (y * 5) as u8, ((x ^ y) * 3) as u8, 255]))
}

const KINDS: [(ImageFormat, PictureKind, &str, &str); 3] = [
    (ImageFormat::Png, PictureKind::Png, "png", "image/png"),
    (ImageFormat::Jpeg, PictureKind::Jpeg, "jpg", "image/jpeg"),
    (ImageFormat::WebP, PictureKind::Webp, "webp", "image/webp"),
];

#[test]
fn png_jpeg_and_webp_are_recognised_by_what_they_hold() {
    for (format, kind, extension, content_type) in KINDS {
        let file = crate::brief::encoded(&checkered(120, 90), format);
        assert_eq!(renderer().inspect(&file.0), Ok(PictureInfo { kind, width: 120, height: 90 }));
        assert_eq!((kind.extension(), kind.content_type()), (extension, content_type));
    }
}

#[test]
fn a_picture_that_is_cut_off_anywhere_is_refused() {
    for (format, ..) in KINDS {
        let file = crate::brief::encoded(&checkered(120, 90), format);
        for share in [3, 5, 10, 50, 80, 99] {
            let cut = &file.0[..(file.0.len() * share / 100).max(12)];
            assert_eq!(renderer().inspect(cut), Err(BadPicture::Broken), "{format:?} cut at {share} %");
        }
    }
}

#[test]
fn what_is_no_picture_or_another_kind_is_refused() {
    for bytes in [&b""[..], b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"hello.png", &[0; 64]] {
        assert_eq!(renderer().inspect(bytes), Err(BadPicture::NotAPicture), "{bytes:?}");
    }
    for bytes in [&b"GIF89a\x01\x00\x01\x00\x00\x00\x00"[..], b"BM......", b"II*\x00........"] {
        assert_eq!(renderer().inspect(bytes), Err(BadPicture::Unsupported), "{bytes:?}");
    }
}

/// A PNG of a few bytes whose head promises so many pixels.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let small = crate::brief::encoded(&checkered(2, 2), ImageFormat::Png);
    let mut file = small.0.to_vec();
    file[16..20].copy_from_slice(&width.to_be_bytes());
    file[20..24].copy_from_slice(&height.to_be_bytes());
    let crc = crc32(&file[12..29]);
    file[29..33].copy_from_slice(&crc.to_be_bytes());
    file
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

#[test]
fn a_decompression_bomb_is_refused_by_its_head() {
    for (width, height) in [(60_000, 60_000), (8_193, 1), (8_000, 8_000), (u32::MAX >> 1, 2)] {
        let refused = renderer().inspect(&bomb(width, height));
        assert!(matches!(refused, Err(BadPicture::TooLarge { .. })), "{width} × {height}: {refused:?}");
    }
    // As large as is allowed, but with nothing in it.
    assert_eq!(renderer().inspect(&bomb(4_000, 4_000)), Err(BadPicture::Broken));
}

async fn still(brief: FilmBrief) -> RgbaImage {
    let still = renderer().draw(brief, Arc::new(|_, _| {})).await.unwrap();
    let picture = image::load_from_memory_with_format(&still.png, ImageFormat::Png).unwrap().into_rgba8();
    assert_eq!(picture.dimensions(), (still.width, still.height));
    assert_eq!(picture.dimensions(), (1080, 1350));
    picture
}

fn difference(a: &RgbaImage, b: &RgbaImage) -> usize {
    a.pixels().zip(b.pixels()).filter(|(a, b)| a != b).count()
}

#[tokio::test]
async fn a_static_ad_shows_headline_picture_facts_price_and_button() {
    let mut whole = crate::brief::short();
    whole.format = FormatId::StaticBenefit;
    whole.picture = Some(crate::brief::picture());
    let shown = still(whole.clone()).await;
    assert_eq!(difference(&shown, &still(whole.clone()).await), 0, "the same brief gives the same picture");
    type Change = fn(&mut FilmBrief);
    let changes: [(&str, Change); 5] = [
        ("headline", |brief| brief.scenes[0].on_screen_text = "Another headline".into()),
        ("button", |brief| brief.scenes[1].on_screen_text = "Order".into()),
        ("picture", |brief| brief.picture = Some(crate::brief::picture_upside_down())),
        ("facts", |brief| Arc::make_mut(&mut brief.product).facts.benefits.clear()),
        ("price", |brief| Arc::make_mut(&mut brief.product).facts.price = Some(12.5)),
    ];
    for (what, change) in changes {
        let mut brief = whole.clone();
        change(&mut brief);
        assert!(difference(&shown, &still(brief).await) > 1_000, "the {what} can't be seen");
    }
}

#[tokio::test]
async fn a_static_ad_without_a_picture_names_its_product_however_long_its_headline_is() {
    for headline in
        ["Soft", "Skin that feels comfortable and familiar again", &"Comfortable and familiar again, ".repeat(4)]
    {
        let mut named = crate::brief::short();
        named.format = FormatId::StaticBenefit;
        named.scenes[0].on_screen_text = headline.to_owned();
        let with_name = async |name: &str| {
            let mut brief = named.clone();
            Arc::make_mut(&mut brief.product).facts.name = Title::new(name).unwrap();
            still(brief).await
        };
        let long = with_name("Sérum autobronzant progressif pour visage et décolleté").await;
        let other = with_name("Masque hydratant instantané pour visage et décolleté").await;
        assert!(difference(&long, &other) > 1_000, "{headline}");
    }
}

#[tokio::test]
async fn a_static_ad_needs_no_scenes_and_no_picture_but_words() {
    let mut brief = crate::brief::short();
    brief.scenes.clear();
    still(brief.clone()).await;
    brief.script.hook.clear();
    brief.script.cta.clear();
    let error = renderer().draw(brief, Arc::new(|_, _| {})).await.unwrap_err();
    assert!(matches!(error, RenderError::Impossible(_)), "{error}");
}

#[tokio::test]
async fn presenters_are_found_by_what_is_asked_of_them() {
    let presenters = LocalPresenters::new();
    let all = presenters.list(&PresenterFilter::default()).await.unwrap();
    assert!(all.len() >= 8);
    let claire = presenters.get("avatar-female-45").await.unwrap().unwrap();
    assert_eq!((claire.gender.as_str(), claire.age_range.as_str()), ("female", "40-50"));
    assert_eq!(presenters.get("avatar-nobody").await, Ok(None));
    for language in [Language::EN, Language::FR, Language::ES, Language::DE] {
        for gender in ["female", "MALE"] {
            let filter =
                PresenterFilter { gender: Some(gender.into()), language: Some(language), ..PresenterFilter::default() };
            let found = presenters.list(&filter).await.unwrap();
            assert!(!found.is_empty(), "{gender} {language:?}");
            assert!(
                found.iter().all(|one| one.gender.eq_ignore_ascii_case(gender) && one.languages.contains(&language))
            );
        }
    }
    let aged = |range: &str| PresenterFilter { age_range: Some(range.into()), ..PresenterFilter::default() };
    let older = presenters.list(&aged("61-80")).await.unwrap();
    assert!(!older.is_empty() && older.iter().all(|one| one.age_range == "60-70"));
    assert_eq!(presenters.list(&aged("45")).await.unwrap().len(), 2);
    assert!(presenters.list(&aged("nonsense")).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_backdrop_fills_the_poster_behind_its_words_and_a_film_ignores_it() {
    let plain = crate::brief::short();
    let backdrop = crate::brief::encoded(&checkered(700, 1_000), ImageFormat::Jpeg);
    let with = FilmBrief { backdrop: Some(backdrop), ..plain.clone() };
    let draw = async |brief: FilmBrief| {
        let still = renderer().draw(brief, Arc::new(|_, _| {})).await.unwrap();
        image::load_from_memory(&still.png).unwrap().into_rgb8()
    };
    let (drawn, over) = (draw(plain.clone()).await, draw(with.clone()).await);
    assert_eq!(over.dimensions(), (1080, 1350));
    let away = |a: &image::RgbImage, b: &image::RgbImage| a.pixels().zip(b.pixels()).filter(|(a, b)| a != b).count();
    assert!(away(&drawn, &over) > 1_000_000);
    for change in [
        (|brief: &mut FilmBrief| brief.scenes[0].on_screen_text = "Another".to_owned()) as fn(&mut FilmBrief),
        |brief| brief.scenes[1].on_screen_text = "Do it now".to_owned(),
        |brief| brief.product = crate::brief::product("Glow Serum", "Lumé", "Skin care", Some((12.0, "EUR"))),
    ] {
        let mut other = with.clone();
        change(&mut other);
        assert!(away(&over, &draw(other).await) > 500, "headline, button and price are read");
    }
    let film = async |brief: FilmBrief| renderer().film(brief, Arc::new(|_, _| {})).await.unwrap().mp4;
    assert!(film(plain.clone()).await == film(with.clone()).await);
    let broken = FilmBrief { backdrop: Some(adforge_ports_creative::PictureBytes(b"none".as_slice().into())), ..plain };
    let refused = renderer().draw(broken, Arc::new(|_, _| {})).await;
    assert!(matches!(refused, Err(RenderError::Impossible(_))));
}
