//! OpenAI's pictures, by their own wire.

use crate::{
    cast::{Cast, LARGEST, Ware, access, brief, commission},
    stand_in::{Deed, Denied, Mishap, Sold, StandIn, Trouble},
};
use adforge_adapters_media_apis::{Access, OpenaiPictures};
use adforge_domain::spending::{Money, Spent, Tokens};
use adforge_ports_creative::{
    Bespoke, Commission, FilmBrief, MediaProvider, OrderError, Ordered, PictureBytes, Refused, Unwell,
};
use adforge_tests_servers::{
    gemini_media,
    openai_images::{self as openai, Call, OpenaiImages},
};
use std::sync::Arc;
use time::macros::date;

/// OpenAI's pictures and their stand-in.
pub(crate) fn opens(key: Option<&str>, url: Option<&str>) -> Cast {
    let fake = OpenaiImages::open();
    let provider = OpenaiPictures::new(access(url.unwrap_or(&fake.url), key.unwrap_or(openai::KEY))).unwrap();
    Cast {
        provider: Arc::new(provider),
        url: fake.url.clone(),
        fake: Box::new(Fake(Arc::new(fake))),
        commission: commission(Bespoke::Picture),
        ware: Ware { kind: "image/png", file: openai::PICTURE, other: "image/gif" },
        at_once: true,
    }
}

/// The stand-in, for the lines that hold for all.
struct Fake(Arc<OpenaiImages>);

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
        self.0.next(
            Call::Generate,
            match trouble {
                Trouble::Badly(manner) => openai::Trouble::Badly(manner),
                Trouble::Deaf => openai::Trouble::Deaf,
                Trouble::Broke(status) => openai::Trouble::Error(status, "server_error", None),
                Trouble::File(_, bytes) => openai::Trouble::Makes(bytes),
            },
        );
    }

    fn denials(&self) -> Vec<Mishap<Denied>> {
        use openai::Trouble::{Error, Moderation, With};
        let refused = Denied::Refused;
        let request = "invalid_request_error";
        [
            (Moderation, refused(Refused::Content)),
            (Error(429, "insufficient_quota", Some("insufficient_quota")), refused(Refused::Funds)),
            (Error(400, request, Some("billing_hard_limit_reached")), refused(Refused::Funds)),
            (Error(401, request, Some("invalid_api_key")), refused(Refused::Key)),
            (Error(403, request, None), refused(Refused::Key)),
            (Error(400, request, None), refused(Refused::Order)),
            (Error(404, request, Some("model_not_found")), refused(Refused::Order)),
            (Error(429, "requests", Some("rate_limit_exceeded")), Denied::Later(None)),
            (With(429, "requests", Some("rate_limit_exceeded"), ("retry-after", "7")), Denied::Later(Some(7))),
            (With(429, "requests", Some("rate_limit_exceeded"), ("retry-after-ms", "2400")), Denied::Later(Some(2))),
            (Error(200, "server_error", None), Denied::Unknown),
        ]
        .map(|(trouble, wanted)| {
            let (fake, what) = (Arc::clone(&self.0), format!("{trouble:?}"));
            Mishap::new(what, wanted, move || fake.next(Call::Generate, trouble.clone()))
        })
        .into()
    }
}

fn open() -> (OpenaiImages, OpenaiPictures) {
    let fake = OpenaiImages::open();
    let provider = OpenaiPictures::new(access(&fake.url, openai::KEY)).unwrap();
    (fake, provider)
}

#[tokio::test]
async fn a_picture_is_made_out_of_words_or_after_the_products() {
    let (fake, provider) = open();
    provider.order("adforge-1", &commission(Bespoke::Picture)).await.unwrap();
    for (file, name, kind) in
        [(openai::PICTURE, "product.png", "image/png"), (gemini_media::PICTURE, "product.jpg", "image/jpeg")]
    {
        let brief = FilmBrief { picture: Some(PictureBytes(Arc::from(file))), ..brief() };
        let with = Commission { brief: Arc::new(brief), piece: Bespoke::Picture };
        provider.order("adforge-2", &with).await.unwrap();
        let sale = fake.sales().pop().unwrap();
        let [picture] = sale.pictures.as_slice() else { panic!("{:?}", sale.pictures) };
        assert!(picture.value == file, "the file as it is");
        assert_eq!((picture.file.as_deref(), picture.kind.as_deref()), (Some(name), Some(kind)));
    }
    assert_eq!((fake.count(Call::Generate), fake.count(Call::Edit)), (1, 2));
    for sale in fake.sales() {
        assert_eq!((&sale.order["size"], &sale.order["quality"]), (&"1088x1360".into(), &"medium".into()));
        assert!(sale.order["prompt"].as_str().unwrap().contains("Sérum Autobronzant"), "{}", sale.order);
    }
    for piece in [Bespoke::Film, Bespoke::Clip { scene: 0, seconds: 4 }] {
        let refused = provider.order("adforge-3", &commission(piece)).await;
        assert_eq!(refused, Err(OrderError::Refused(Refused::Order)), "{piece:?}");
        assert_eq!(provider.most(&commission(piece)), None);
    }
    assert_eq!((fake.sales().len(), fake.strange()), (3, Vec::new()));
}

#[tokio::test]
async fn what_a_picture_costs_is_what_its_tokens_cost_and_never_more_than_its_most() {
    let (fake, provider) = open();
    let made = provider.order("adforge-1", &commission(Bespoke::Picture)).await.unwrap();
    let Ordered::Made { spent, .. } = made else { panic!("{made:?}") };
    // 210 read at 5, 40 seen at 8 and 4,160 made at 30 dollars a million.
    let money = Money(1_050_000 + 320_000 + 124_800_000);
    let tokens = Tokens { input: 250, cached: 0, output: 4_160 };
    assert_eq!(spent, Some(Spent { tokens, money: Some(money), estimated: false }));
    let most = provider.most(&commission(Bespoke::Picture)).unwrap();
    assert!(money < most && most.as_dollars() < 0.50, "{most}");
    let other = Access { model: Some("gpt-image-1.5".into()), ..access(&fake.url, openai::KEY) };
    let other = OpenaiPictures::new(other).unwrap();
    assert_eq!(other.most(&commission(Bespoke::Picture)), None, "a price that isn't known is none");
    let made = other.order("adforge-1", &commission(Bespoke::Picture)).await.unwrap();
    assert!(matches!(made, Ordered::Made { spent: Some(Spent { money: None, .. }), .. }), "{made:?}");
}

#[tokio::test]
async fn what_is_no_picture_or_too_large_is_not_taken() {
    let (fake, provider) = open();
    let huge = [openai::PICTURE, &vec![0; usize::try_from(LARGEST).unwrap()]].concat();
    for file in [b"<html>".to_vec(), Vec::new(), huge] {
        fake.next(Call::Generate, openai::Trouble::Makes(file));
        let made = provider.order("adforge-1", &commission(Bespoke::Picture)).await;
        assert!(matches!(made, Err(OrderError::Unknown(_))), "it is paid, whatever it is: {made:?}");
    }
    fake.next(Call::Generate, openai::Trouble::Nothing);
    let made = provider.order("adforge-1", &commission(Bespoke::Picture)).await;
    assert!(matches!(made, Err(OrderError::Unknown(_))), "{made:?}");
}

#[tokio::test]
async fn a_model_is_told_with_the_day_on_which_it_ends() {
    let (fake, provider) = open();
    assert_eq!(provider.examine().await.unwrap().retires, None);
    fake.next(Call::Model, openai::Trouble::EndsOn("2027-02-28"));
    assert_eq!(provider.examine().await.unwrap().retires, Some(date!(2027 - 02 - 28)));
    let model = |model: &str| {
        let access = Access { model: Some(model.into()), ..access(&fake.url, openai::KEY) };
        OpenaiPictures::new(access).unwrap()
    };
    let ends = model("gpt-image-1.5").examine().await.unwrap();
    assert_eq!((ends.has_model, ends.retires), (Some(true), Some(date!(2026 - 12 - 01))), "as the table knows it");
    let gone = model("dall-e-3").examine().await.unwrap();
    assert_eq!((gone.has_model, gone.has_price), (Some(false), false));
    fake.next(Call::Model, openai::Trouble::Error(429, "insufficient_quota", Some("insufficient_quota")));
    assert_eq!(provider.examine().await, Err(Unwell::Funds));
    fake.next(Call::Model, openai::Trouble::Error(500, "server_error", None));
    assert!(matches!(provider.examine().await, Err(Unwell::Silent(_))));
}

#[test]
fn a_key_stands_in_no_debug_and_has_no_line_breaks() {
    let shown = format!("{:?}", OpenaiPictures::new(access("http://127.0.0.1:1", openai::KEY)).unwrap());
    assert!(!shown.contains("s3cr3t"), "{shown}");
    assert!(OpenaiPictures::new(access("http://127.0.0.1:1", "new\nline")).is_err());
}
