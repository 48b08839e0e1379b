//! Gemini's pictures, by their own wire.

use crate::{
    cast::{Cast, LARGEST, Ware, access, brief, commission},
    gemini_clips::{denials, mishap, own},
    stand_in::{Deed, Denied, Mishap, Sold, StandIn, Trouble},
};
use adforge_adapters_media_apis::{Access, GeminiPictures};
use adforge_domain::spending::{Money, Spent, Tokens};
use adforge_ports_creative::{
    Bespoke, Commission, Cost, FilmBrief, MediaProvider, OrderError, Ordered, PictureBytes, Refused,
};
use adforge_tests_servers::{
    gemini_media::{self as gemini, Call, Ending, GeminiMedia},
    openai_images,
};
use std::sync::Arc;
use time::macros::date;

/// Gemini's pictures and their stand-in.
pub(crate) fn opens(key: Option<&str>, url: Option<&str>) -> Cast {
    let fake = GeminiMedia::open();
    let provider = GeminiPictures::new(access(url.unwrap_or(&fake.url), key.unwrap_or(gemini::KEY))).unwrap();
    Cast {
        provider: Arc::new(provider),
        url: fake.url.clone(),
        fake: Box::new(Fake(Arc::new(fake))),
        commission: commission(Bespoke::Picture),
        ware: Ware { kind: "image/jpeg", file: gemini::PICTURE, other: "image/gif" },
        at_once: true,
    }
}

/// The stand-in, for the lines that hold for all.
struct Fake(Arc<GeminiMedia>);

impl StandIn for Fake {
    fn strange(&self) -> Vec<String> {
        self.0.strange()
    }

    fn sales(&self) -> Vec<Sold> {
        let sales = self.0.sales().into_iter();
        sales.map(|sale| Sold { key: None, reference: String::new(), order: sale.order }).collect()
    }

    fn next(&self, deed: Deed, trouble: Trouble) {
        assert_eq!(deed, Deed::Order, "there is nothing else to ask");
        self.0.next(Call::Order, own(trouble));
    }

    fn denials(&self) -> Vec<Mishap<Denied>> {
        denials().map(|(trouble, wanted)| mishap(&self.0, Call::Order, trouble, wanted)).into()
    }
}

fn open() -> (GeminiMedia, GeminiPictures) {
    let fake = GeminiMedia::open();
    let provider = GeminiPictures::new(access(&fake.url, gemini::KEY)).unwrap();
    (fake, provider)
}

#[tokio::test]
async fn a_picture_is_ordered_upright_after_the_products_and_kept_nowhere() {
    let (fake, provider) = open();
    provider.order("adforge-1", &commission(Bespoke::Picture)).await.unwrap();
    let brief = FilmBrief { picture: Some(PictureBytes(Arc::from(openai_images::PICTURE))), ..brief() };
    let with = Commission { brief: Arc::new(brief), piece: Bespoke::Picture };
    provider.order("adforge-2", &with).await.unwrap();
    let orders: Vec<_> = fake.sales().into_iter().map(|sale| sale.order).collect();
    for order in &orders {
        assert_eq!((&order["store"], &order["response_format"]["aspect_ratio"]), (&false.into(), &"4:5".into()));
    }
    let kinds = |order: &serde_json::Value| {
        order["input"].as_array().unwrap().iter().map(|part| part["type"].clone()).collect::<Vec<_>>()
    };
    assert_eq!((kinds(&orders[0]), kinds(&orders[1])), (vec!["text".into()], vec!["text".into(), "image".into()]));
    for piece in [Bespoke::Film, Bespoke::Clip { scene: 0, seconds: 4 }] {
        let refused = provider.order("adforge-3", &commission(piece)).await;
        assert_eq!(refused, Err(OrderError::Refused(Refused::Order)), "{piece:?}");
        assert_eq!(provider.most(&commission(piece)), None);
    }
    assert_eq!((fake.sales().len(), fake.strange()), (2, Vec::new()));
}

#[tokio::test]
async fn what_a_picture_costs_is_what_its_tokens_cost_and_never_more_than_its_most() {
    let (_fake, provider) = open();
    let made = provider.order("adforge-1", &commission(Bespoke::Picture)).await.unwrap();
    let Ordered::Made { spent, .. } = made else { panic!("{made:?}") };
    // 210 read at 1.50, 11 written at 7.50 and 1,120 of picture at 30 dollars a million.
    let money = Money(315_000 + 82_500 + 33_600_000);
    let tokens = Tokens { input: 210, cached: 0, output: 1_131 };
    assert_eq!(spent, Some(Spent { tokens, money: Some(money), estimated: false }));
    let most = provider.most(&commission(Bespoke::Picture)).unwrap();
    assert!(money < most && most.as_dollars() < 0.20, "{most}");
}

#[tokio::test]
async fn what_ends_without_a_picture_says_why_and_what_it_cost_as_far_as_that_is_known() {
    let (fake, provider) = open();
    let huge = [gemini::PICTURE, &vec![0; usize::try_from(LARGEST).unwrap()]].concat();
    let failed = |why, cost| Some(OrderError::Failed { why, cost });
    // 154 read at 1.50 and 61 of words at 7.50 dollars a million.
    let tokens = Tokens { input: 154, cached: 0, output: 61 };
    let used = Spent { tokens, money: Some(Money(231_000 + 457_500)), estimated: false };
    let cases = [
        (Ending::Refusal, failed(Refused::Content, Cost::Told(used))),
        (Ending::Errors("SAFETY"), failed(Refused::Content, Cost::Perhaps)),
        (Ending::Error("internal"), None),
        (Ending::Status("budget_exceeded"), failed(Refused::Funds, Cost::Perhaps)),
        (Ending::Inline(Some(b"<html>".to_vec())), None),
        (Ending::Inline(Some(huge)), None),
        (Ending::Status("in_progress"), None),
    ];
    for (ending, wanted) in cases {
        fake.next(Call::Order, gemini::Trouble::Ends(ending.clone()));
        let error = provider.order("adforge-1", &commission(Bespoke::Picture)).await.unwrap_err();
        match wanted {
            Some(wanted) => assert_eq!(error, wanted, "{ending:?}"),
            None => assert!(matches!(error, OrderError::Unknown(_)), "{ending:?}: {error:?}"),
        }
    }
}

#[tokio::test]
async fn a_model_that_is_gone_is_told_with_the_day_on_which_it_went() {
    let fake = GeminiMedia::open();
    let gone = Access { model: Some("gemini-3.1-flash-image".into()), ..access(&fake.url, gemini::KEY) };
    let findings = GeminiPictures::new(gone).unwrap().examine().await.unwrap();
    assert_eq!((findings.has_model, findings.has_price), (Some(false), false));
    assert_eq!(findings.retires, Some(date!(2026 - 10 - 29)));
}
