//! Prints whole conversations, so that a copywriter can read them: `conversation [en|fr|es|de] [seed]`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "an example may stop at the first surprise")]

use adforge_adapters_offline_copywriter::OfflineCopywriter;
use adforge_domain::{
    cards::{Angle, Concept, Content, Offered, Persona},
    format::{FormatId, MediaType},
    ids::{CardId, CardKind, OwnerId, ProductId},
    language::Language,
    product::{Facts, Product},
    selection::Selections,
    text::Title,
    workflow::Step,
};
use adforge_ports_creative::{Account, Brief, Card, Copywriter, Piece, Subject};
use futures_util::{FutureExt, StreamExt};
use std::{sync::Arc, time::Duration};

struct Shop {
    language: &'static str,
    name: &'static str,
    description: &'static str,
    category: &'static str,
    price: f64,
    currency: &'static str,
    brand: &'static str,
    benefits: &'static [&'static str],
    ingredients: &'static [&'static str],
    claims: &'static [&'static str],
    wishes: &'static [&'static str],
}

const SHOPS: &[Shop] = &[
    Shop {
        language: "en",
        name: "Sérum autobronzant progressif",
        description: "A gradual self-tanning serum for skin that changes with perimenopause. It is applied in the evening, like any serum.",
        category: "Skin care",
        price: 29.9,
        currency: "EUR",
        brand: "Maison Hâle",
        benefits: &[
            "A gradual, even colour over several days",
            "Hydrates while it colours",
            "Dries within three minutes",
        ],
        ingredients: &["Plant-based DHA", "Hyaluronic acid", "Squalane"],
        claims: &["Dermatologically tested", "Without perfume"],
        wishes: &["make them younger", "for men over 60 in Canada", "for truck drivers", "make it rhyme in Klingon"],
    },
    Shop {
        language: "en",
        name: "Lantern Mutual Home Cover",
        description: "Home insurance that is settled by phone.",
        category: "Insurance",
        price: 9.5,
        currency: "GBP",
        brand: "Lantern Mutual",
        benefits: &["Claims answered within 48 hours", "One person looks after each claim"],
        ingredients: &[],
        claims: &["No cancellation fee"],
        wishes: &["for nurses", "say it is the best in the country"],
    },
    Shop {
        language: "en",
        name: "Quorvane",
        description: "",
        category: "",
        price: 0.0,
        currency: "EUR",
        brand: "",
        benefits: &[],
        ingredients: &[],
        claims: &[],
        wishes: &["three personas for students"],
    },
    Shop {
        language: "fr",
        name: "Café des Cimes",
        description: "Un café d'altitude torréfié lentement dans un petit atelier des Alpes.",
        category: "Café en grains",
        price: 14.5,
        currency: "EUR",
        brand: "Brûlerie Montclair",
        benefits: &["Un goût rond, sans amertume", "Des grains torréfiés chaque lundi"],
        ingredients: &["100 % arabica", "Récolte à la main"],
        claims: &["Fabriqué en France depuis 1987"],
        wishes: &["pour des étudiantes", "plus jeunes, au Canada", "fais-les rimer en klingon"],
    },
    Shop {
        language: "es",
        name: "Zapatillas Brisa",
        description: "Zapatillas ligeras para caminar por la ciudad todo el día.",
        category: "Calzado",
        price: 79.0,
        currency: "EUR",
        brand: "Taller Ribera",
        benefits: &["Suela blanda que acompaña la pisada", "Se lavan a 30 grados"],
        ingredients: &["Lona de algodón", "Corcho natural"],
        claims: &["Devolución gratuita durante 30 días"],
        wishes: &["para enfermeras de más de 40 años", "di que curan el dolor de espalda"],
    },
    Shop {
        language: "de",
        name: "Taskhafen",
        description: "Eine Software, mit der kleine Teams ihre Projekte in einem Dashboard sehen.",
        category: "Projektsoftware",
        price: 12.0,
        currency: "EUR",
        brand: "Hafenwerk GmbH",
        benefits: &["Ein Dashboard für alle Projekte", "Der Import aus Tabellen dauert wenige Minuten"],
        ingredients: &[],
        claims: &["DSGVO-konform", "14 Tage Testphase"],
        wishes: &["für Väter ab 40", "etwas jünger, in Österreich"],
    },
];

fn product(shop: &Shop) -> Arc<Product> {
    let list = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let at = time::OffsetDateTime::UNIX_EPOCH;
    Arc::new(Product {
        id: ProductId(uuid::Uuid::nil()),
        owner: OwnerId("local".into()),
        external_id: None,
        slug: "p".into(),
        facts: Facts {
            name: Title::new(shop.name).unwrap(),
            description: shop.description.into(),
            category: shop.category.into(),
            price: (shop.price > 0.0).then_some(shop.price),
            currency: Some(shop.currency.into()),
            brand: shop.brand.into(),
            benefits: list(shop.benefits),
            ingredients: list(shop.ingredients),
            claims: list(shop.claims),
            url: None,
            language: Some(Language::parse(shop.language).unwrap()),
        },
        picture: None,
        revision: 1,
        created_at: at,
        updated_at: at,
    })
}

fn pieces(brief: &Brief) -> Vec<Piece> {
    let writer = OfflineCopywriter::new(Duration::ZERO);
    let pieces = writer.write(brief.clone()).collect::<Vec<_>>().now_or_never().expect("nothing waits");
    pieces.into_iter().map(|piece| piece.expect("the writer writes")).collect()
}

fn show(pieces: &[Piece]) {
    for piece in pieces {
        match piece {
            Piece::Writer(_) | Piece::Status(_) => {}
            Piece::Reasoning(lines) => println!("  (why) {}", lines.join(" | ")),
            Piece::Note(note) => println!("  NOTE: {note}"),
            Piece::Answer(answer) => println!("  ANSWER: {}", answer.text),
            Piece::Done(done) => println!("  done: {:?} {:?}", done.recommended_tone, done.recommended_angles),
            Piece::Card(card) => show_card(card),
        }
    }
}

fn show_card(card: &Card) {
    match card {
        Card::Format(it) => println!("  * {:?}: {} [{}]", it.id, it.description, it.best_for.join("; ")),
        Card::Persona(it) => {
            println!(
                "  * {} | {} | {} | {:?} | {} | {}",
                it.name, it.share.label, it.age, it.gender, it.location, it.portrait
            );
            println!("      {}", it.description);
            println!("      traits {:?}\n      pains {:?}\n      desires {:?}", it.traits, it.pain_points, it.desires);
        }
        Card::Effect(it) => println!("  * {}: {}", it.area, it.effect),
        Card::Angle(it) => {
            println!("  * {} ({}) {:?}", it.title, it.score, it.metrics);
            println!("      {}\n      {}", it.description, it.reason);
        }
        Card::Concept(it) => {
            let words = it.script.full().split_whitespace().count();
            println!("  * {} ({}), {words} words", it.title, it.score);
            println!("      {}", it.description);
            println!("      HOOK {}\n      BODY {}\n      CTA  {}", it.script.hook, it.script.body, it.script.cta);
            println!("      SEEN {}", it.visual_direction);
        }
        Card::Scene(it) => {
            println!("  * {:>3}-{:<3} {} [{}] <{}>", it.start, it.end, it.voiceover, it.on_screen_text, it.visual);
        }
    }
}

fn offered<T>(kind: CardKind, number: u32, card: T) -> Offered<T> {
    Offered { id: CardId { kind, number }, card: Arc::new(card) }
}

fn personas(pieces: &[Piece]) -> Vec<Persona> {
    let card = |piece: &Piece| match piece {
        Piece::Card(card) => match card.as_ref() {
            Card::Persona(card) => Some(card.clone()),
            _ => None,
        },
        _ => None,
    };
    pieces.iter().filter_map(card).collect()
}

fn angles(pieces: &[Piece]) -> Vec<Angle> {
    let card = |piece: &Piece| match piece {
        Piece::Card(card) => match card.as_ref() {
            Card::Angle(card) => Some(card.clone()),
            _ => None,
        },
        _ => None,
    };
    pieces.iter().filter_map(card).collect()
}

fn concepts(pieces: &[Piece]) -> Vec<Concept> {
    let card = |piece: &Piece| match piece {
        Piece::Card(card) => match card.as_ref() {
            Card::Concept(card) => Some(card.clone()),
            _ => None,
        },
        _ => None,
    };
    pieces.iter().filter_map(card).collect()
}

fn converse(shop: &Shop, seed: u64, format: FormatId) {
    let product = product(shop);
    println!("\n=== {} ({})", shop.name, shop.language);
    let brief =
        |step: Step, selections: &Selections, wish: Option<&str>, shown: Option<Arc<Content>>, seed: u64| Brief {
            selections: selections.clone(),
            wish: wish.map(str::to_owned),
            may_answer: shown.is_some(),
            shown,
            seed,
            ..Brief::new(
                Subject { product: Arc::clone(&product), media: MediaType::Video },
                step,
                Account { owner: product.owner.clone(), session: None, job: None },
            )
        };
    let mut chosen = Selections::default();
    println!("-- formats");
    show(&pieces(&brief(Step::FormatSelection, &chosen, None, None, seed)));
    chosen.format = Some(format);
    println!("-- personas");
    let written = pieces(&brief(Step::PersonaSelection, &chosen, Some("Generate ads for my product"), None, seed));
    show(&written);
    let cards = personas(&written);
    let content = Arc::new(Content::AudienceGroup {
        product_name: product.facts.name.clone(),
        made_for: chosen.clone(),
        audiences: cards
            .iter()
            .zip(1..)
            .map(|(card, number)| offered(CardKind::Persona, number, card.clone()))
            .collect(),
        notes: Vec::new(),
    });
    for (wish, at) in shop.wishes.iter().zip(1..) {
        println!("-- personas: {wish:?}");
        show(&pieces(&brief(Step::PersonaSelection, &chosen, Some(wish), Some(Arc::clone(&content)), seed + at)));
    }
    chosen.persona = cards.first().map(|card| offered(CardKind::Persona, 1, card.clone()));
    println!("-- impact");
    show(&pieces(&brief(Step::PersonaImpact, &chosen, None, None, seed)));
    println!("-- angles");
    let written = pieces(&brief(Step::AngleSelection, &chosen, None, None, seed));
    show(&written);
    let cards = angles(&written);
    let content = Arc::new(Content::MarketingAngle {
        made_for: chosen.clone(),
        angles: cards.iter().zip(1..).map(|(card, number)| offered(CardKind::Angle, number, card.clone())).collect(),
        notes: Vec::new(),
    });
    println!("-- angles: why?");
    show(&pieces(&brief(Step::AngleSelection, &chosen, Some("why angle 2?"), Some(content), seed)));
    chosen.angle = cards.first().map(|card| offered(CardKind::Angle, 1, card.clone()));
    println!("-- concepts");
    let written = pieces(&brief(Step::PsychologySelection, &chosen, None, None, seed));
    show(&written);
    chosen.concept = concepts(&written).into_iter().next().map(|card| offered(CardKind::Concept, 1, card));
    println!("-- scenes");
    show(&pieces(&brief(Step::ScriptDetails, &chosen, None, None, seed)));
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let language = arguments.next();
    let seed = arguments.next().and_then(|seed| seed.parse().ok()).unwrap_or(7);
    let formats =
        [FormatId::Hybrid, FormatId::Listicle, FormatId::DayInLife, FormatId::ProblemSolution, FormatId::UsVsThem];
    let shops = SHOPS.iter().filter(|shop| language.as_deref().is_none_or(|language| language == shop.language));
    for (shop, format) in shops.zip(formats.iter().cycle()) {
        converse(shop, seed, *format);
    }
}
