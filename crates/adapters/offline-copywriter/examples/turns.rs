//! Writes the steps of a conversation over and over, for a profiler: `turns [rounds]`. `turns rounds fresh` asks for the
//! personas of another product each time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "an example may stop at the first surprise")]

use adforge_adapters_offline_copywriter::OfflineCopywriter;
use adforge_domain::{
    cards::Offered,
    format::{FormatId, MediaType},
    ids::{CardId, CardKind, OwnerId, ProductId},
    product::{Facts, Product},
    selection::Selections,
    text::Title,
    workflow::Step,
};
use adforge_ports_creative::{Account, Brief, Card, Copywriter, Piece, Subject};
use futures_util::{FutureExt, StreamExt};
use std::{sync::Arc, time::Duration};

fn product(number: u64) -> Arc<Product> {
    let list = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let at = time::OffsetDateTime::UNIX_EPOCH;
    Arc::new(Product {
        id: ProductId(uuid::Uuid::from_u128(u128::from(number))),
        owner: OwnerId("local".into()),
        external_id: None,
        slug: "p".into(),
        facts: Facts {
            name: Title::new(&format!("Larkfield Night Cream {number}")).unwrap(),
            description:
                "A night cream for skin that changes with perimenopause. It is made in small batches by the sea.".into(),
            category: "Skin care".into(),
            price: Some(34.5),
            currency: Some("EUR".into()),
            brand: "Larkfield".into(),
            benefits: list(&[
                "Softens dry patches overnight",
                "A calm feeling after washing",
                "Sinks in within two minutes",
            ]),
            ingredients: list(&["Oat oil", "Squalane", "Shea butter"]),
            claims: list(&["Tested on 52 volunteers", "Without fragrance"]),
            url: None,
            language: Some(adforge_domain::language::Language::EN),
        },
        picture: None,
        revision: 1,
        created_at: at,
        updated_at: at,
    })
}

fn cards(writer: &OfflineCopywriter, brief: &Brief) -> Vec<Card> {
    let pieces = writer.write(brief.clone()).collect::<Vec<_>>().now_or_never().expect("nothing waits");
    let card = |piece| match piece {
        Ok(Piece::Card(card)) => Some(*card),
        _ => None,
    };
    pieces.into_iter().filter_map(card).collect()
}

fn first<T>(kind: CardKind, card: T) -> Option<Offered<T>> {
    Some(Offered { id: CardId { kind, number: 1 }, card: Arc::new(card) })
}

fn main() {
    let rounds: u64 = std::env::args().nth(1).and_then(|rounds| rounds.parse().ok()).unwrap_or(100);
    let writer = OfflineCopywriter::new(Duration::ZERO);
    writer.warm();
    let fresh = std::env::args().nth(2).is_some_and(|word| word == "fresh");
    let mut product = self::product(0);
    let start = std::time::Instant::now();
    for seed in 0..rounds {
        if fresh {
            product = self::product(seed);
        }
        let subject = Subject { product: Arc::clone(&product), media: MediaType::Video };
        let account = Account { owner: product.owner.clone(), session: None, job: None };
        let mut brief = Brief {
            selections: Selections { format: Some(FormatId::Hybrid), ..Selections::default() },
            wish: Some("Generate ads for my product".into()),
            seed,
            ..Brief::new(subject, Step::FormatSelection, account)
        };
        if fresh {
            brief.step = Step::PersonaSelection;
            std::hint::black_box(cards(&writer, &brief));
            continue;
        }
        cards(&writer, &brief);
        brief.step = Step::PersonaSelection;
        for card in cards(&writer, &brief) {
            if let (Card::Persona(card), None) = (card, &brief.selections.persona) {
                brief.selections.persona = first(CardKind::Persona, card);
            }
        }
        brief.wish = None;
        brief.step = Step::PersonaImpact;
        cards(&writer, &brief);
        brief.step = Step::AngleSelection;
        for card in cards(&writer, &brief) {
            if let (Card::Angle(card), None) = (card, &brief.selections.angle) {
                brief.selections.angle = first(CardKind::Angle, card);
            }
        }
        brief.step = Step::PsychologySelection;
        for card in cards(&writer, &brief) {
            if let (Card::Concept(card), None) = (card, &brief.selections.concept) {
                brief.selections.concept = first(CardKind::Concept, card);
            }
        }
        brief.step = Step::ScriptDetails;
        std::hint::black_box(cards(&writer, &brief));
    }
    let turns = u32::try_from(if fresh { rounds } else { rounds * 6 }).unwrap_or(u32::MAX);
    println!("{turns} turns, {:.1} µs each", start.elapsed().as_secs_f64() * 1e6 / f64::from(turns));
}
