//! Briefs that tests and examples film.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, reason = "shared by several tests, which may panic")]

use adforge_domain::{
    cards::{Scene, Script},
    format::FormatId,
    ids::{OwnerId, ProductId},
    language::Language,
    product::{Facts, Product},
    text::Title,
};
use adforge_ports_creative::{FilmBrief, PictureBytes};
use image::{ImageFormat, Rgba, RgbaImage};
use std::{io::Cursor, sync::Arc};
use time::OffsetDateTime;

/// A scene of so many tenths of a second.
pub(crate) struct Line(pub(crate) u32, pub(crate) &'static str, pub(crate) &'static str);

pub(crate) fn product(name: &str, brand: &str, category: &str, price: Option<(f64, &str)>) -> Arc<Product> {
    Arc::new(Product {
        id: ProductId(uuid::Uuid::from_u128(7)),
        owner: OwnerId("tests".to_owned()),
        external_id: None,
        slug: "product".to_owned(),
        facts: Facts {
            name: Title::new(name).unwrap(),
            description: String::new(),
            category: category.to_owned(),
            price: price.map(|(value, _)| value),
            currency: price.map(|(_, currency)| currency.to_owned()),
            brand: brand.to_owned(),
            benefits: vec![
                "Even tone without streaks".to_owned(),
                "Builds up slowly, two drops at a time".to_owned(),
                "Absorbed in five minutes".to_owned(),
            ],
            ingredients: vec!["DHA".to_owned(), "Hyaluronic acid".to_owned()],
            claims: Vec::new(),
            url: None,
            language: None,
        },
        picture: None,
        revision: 1,
        created_at: OffsetDateTime::UNIX_EPOCH,
        updated_at: OffsetDateTime::UNIX_EPOCH,
    })
}

pub(crate) fn brief(product: Arc<Product>, language: &str, lines: &[Line]) -> FilmBrief {
    let mut start = 0;
    let scenes: Vec<Scene> = lines
        .iter()
        .map(|Line(tenths, on_screen, voice)| {
            let scene = Scene {
                start,
                end: start + tenths,
                voiceover: (*voice).to_owned(),
                on_screen_text: (*on_screen).to_owned(),
                visual: String::new(),
            };
            start = scene.end;
            scene
        })
        .collect();
    let voice = |scenes: &[Scene]| scenes.iter().map(|scene| scene.voiceover.as_str()).collect::<Vec<_>>().join(" ");
    let (first, rest) = scenes.split_first().unwrap();
    let (last, middle) = rest.split_last().unwrap_or((first, &[]));
    FilmBrief {
        product,
        picture: None,
        language: Language::parse(language).unwrap(),
        format: FormatId::Hybrid,
        script: Script { hook: first.voiceover.clone(), body: voice(middle), cta: last.voiceover.clone() },
        scenes,
        presenter: None,
        speech: None,
        clips: Vec::new(),
        backdrop: None,
        seed: 42,
    }
}

/// A film of two scenes and 2.2 seconds.
pub(crate) fn short() -> FilmBrief {
    let product = product("Glow Serum", "Lumé", "Skin care", Some((39.9, "EUR")));
    brief(
        product,
        "en",
        &[
            Line(12, "No more streaks", "Streaks on your neck again?"),
            Line(10, "Try it tonight", "Two drops, every evening."),
        ],
    )
}

/// A film of about 35 seconds.
pub(crate) fn long(language: &str) -> FilmBrief {
    match language {
        "fr" => {
            let product =
                product("Sérum autobronzant progressif", "Maison Lumé", "Soin de la peau", Some((39.9, "EUR")));
            brief(
                product,
                "fr",
                &[
                    Line(
                        34,
                        "Encore des traces orange ?",
                        "Vous aussi, vous avez déjà retrouvé des traces orange sur vos mains ?",
                    ),
                    Line(
                        58,
                        "Ça tient à la dose",
                        "La plupart des autobronzants agissent d'un coup. Une couche de trop, et la couleur vire à l'orange.",
                    ),
                    Line(
                        62,
                        "Deux gouttes le soir",
                        "Ce sérum fait l'inverse : deux gouttes chaque soir dans votre crème, et le teint monte doucement, jour après jour.",
                    ),
                    Line(
                        64,
                        "DHA + acide hyaluronique",
                        "La DHA colore peu à peu, l'acide hyaluronique hydrate. Absorbé en cinq minutes, sans parfum entêtant.",
                    ),
                    Line(
                        60,
                        "Vous gardez la main",
                        "Plus clair ? Vous sautez un soir. Plus hâlé ? Une goutte de plus. C'est vous qui décidez.",
                    ),
                    Line(
                        62,
                        "Essayer ce soir",
                        "Commencez ce soir : deux gouttes suffisent. Découvrez le sérum autobronzant progressif.",
                    ),
                ],
            )
        }
        "de" => {
            let product =
                product("Selbstbräunungsserum für empfindliche Haut", "Lumé", "Hautpflege", Some((39.0, "EUR")));
            brief(
                product,
                "de",
                &[
                    Line(
                        34,
                        "Schon wieder Streifen?",
                        "Kennen Sie das? Abends aufgetragen, morgens orangefarbene Streifen am Hals.",
                    ),
                    Line(
                        58,
                        "Feuchtigkeitsversorgung inklusive",
                        "Die meisten Selbstbräuner wirken auf einen Schlag. Ein Hauch zu viel, und die Farbe kippt.",
                    ),
                    Line(
                        62,
                        "Zwei Tropfen am Abend",
                        "Dieses Serum macht es andersherum: zwei Tropfen in die Nachtcreme, und der Ton baut sich langsam auf.",
                    ),
                    Line(
                        64,
                        "Donaudampfschifffahrtsgesellschaftskapitän",
                        "DHA färbt nach und nach, Hyaluronsäure spendet Feuchtigkeit. In fünf Minuten eingezogen.",
                    ),
                    Line(62, "Heute Abend beginnen", "Fangen Sie heute Abend an. Zwei Tropfen genügen."),
                ],
            )
        }
        "ar" => {
            let product = product("سيروم التسمير الذاتي", "لومي", "العناية بالبشرة", Some((39.9, "USD")));
            brief(
                product,
                "ar",
                &[
                    Line(34, "خطوط برتقالية مرة أخرى؟", "هل وجدت خطوطًا برتقالية على رقبتك هذا الصباح؟"),
                    Line(
                        58,
                        "قطرتان كل مساء",
                        "هذا السيروم يعمل بهدوء: قطرتان كل مساء مع كريم الليل، ويتدرج اللون يومًا بعد يوم. ✨",
                    ),
                    Line(60, "DHA وحمض الهيالورونيك", "يلون DHA البشرة تدريجيًا، ويرطبها حمض الهيالورونيك خلال 5 دقائق."),
                    Line(50, "ابدأ الليلة", "ابدأ الليلة. قطرتان تكفيان."),
                ],
            )
        }
        "ja" => {
            let product = product("セルフタンニング美容液", "Lumé", "スキンケア", Some((4980.0, "JPY")));
            brief(
                product,
                "ja",
                &[
                    Line(40, "またムラになった？", "朝起きたら首に色ムラができていたことはありませんか。"),
                    Line(50, "毎晩2滴だけ", "毎晩2滴をナイトクリームに混ぜるだけで、少しずつ自然な色に近づきます。"),
                    Line(45, "今夜から", "今夜から始めましょう。2滴で十分です。"),
                ],
            )
        }
        _ => {
            let product = product("Self-Tanning Serum", "Lumé", "Skin care", Some((39.9, "EUR")));
            brief(
                product,
                "en",
                &[
                    Line(32, "Orange streaks, again?", "Ever woken up to orange streaks on your neck?"),
                    Line(
                        56,
                        "One coat too many",
                        "Most self-tanners work all at once. One coat too many, and the color tips over. 😬",
                    ),
                    Line(
                        64,
                        "Two drops a night",
                        "This serum does the opposite: two drops in your night cream, and the tone builds slowly, day by day.",
                    ),
                    Line(
                        66,
                        "DHA + hyaluronic acid",
                        "DHA colors little by little, hyaluronic acid keeps the skin comfortable. Absorbed in five minutes, no heavy scent.",
                    ),
                    Line(
                        66,
                        "You stay in control",
                        "Want it lighter? Skip a night. A little deeper? Add a drop. It is your call, every evening. ✨",
                    ),
                    Line(
                        66,
                        "Start tonight",
                        "Start tonight: two drops are enough. Meet the self-tanning serum by Lumé.",
                    ),
                ],
            )
        }
    }
}

/// A drawn photograph: a bottle on a table, so that no picture of somebody's is needed.
pub(crate) fn picture() -> PictureBytes {
    encoded(&photograph(), ImageFormat::Png)
}

/// The same upside down: it has the same colours, so all else in the film stays as it is.
pub(crate) fn picture_upside_down() -> PictureBytes {
    encoded(&image::imageops::rotate180(&photograph()), ImageFormat::Png)
}

fn photograph() -> RgbaImage {
    RgbaImage::from_fn(900, 1200, |x, y| {
        let (fx, fy) = (x as f32 / 900.0, y as f32 / 1200.0);
        let shade = 1.0 - ((fx - 0.3).powi(2) + (fy - 0.25).powi(2)).sqrt() * 0.45;
        let ground = if fy < 0.74 { [226.0, 190.0, 164.0] } else { [196.0, 150.0, 122.0] };
        let in_bottle = (0.34..0.66).contains(&fx) && (0.38..0.86).contains(&fy);
        let in_cap = (0.43..0.57).contains(&fx) && (0.22..0.38).contains(&fy);
        let in_label = in_bottle && (0.54..0.74).contains(&fy);
        let gloss = 1.0 + 0.35 * (-((fx - 0.41) * 22.0).powi(2)).exp() - 0.25 * ((fx - 0.5) * 3.0).powi(2);
        let colour = match (in_label, in_bottle, in_cap) {
            (true, ..) => [246.0, 238.0, 226.0],
            (_, true, _) => [168.0 * gloss, 92.0 * gloss, 46.0 * gloss],
            (.., true) => [44.0 * gloss, 38.0 * gloss, 36.0 * gloss],
            _ => ground.map(|channel| channel * shade),
        };
        let [r, g, b] = colour.map(|channel: f32| channel.clamp(0.0, 255.0) as u8);
        Rgba([r, g, b, 255])
    })
}

pub(crate) fn encoded(picture: &RgbaImage, format: ImageFormat) -> PictureBytes {
    let mut file = Cursor::new(Vec::new());
    if format == ImageFormat::Jpeg {
        image::DynamicImage::ImageRgba8(picture.clone()).into_rgb8().write_to(&mut file, format).unwrap();
    } else {
        picture.write_to(&mut file, format).unwrap();
    }
    PictureBytes(file.into_inner().into())
}
