//! What fal is told of an order, and what it tells of its models.

use super::{CLIP, LOCKED, called, open};
use crate::cast::{access, brief, commission};
use adforge_adapters_media_apis::{Access, Fal};
use adforge_domain::spending::Money;
use adforge_ports_creative::{
    Bespoke, Commission, Cost, FetchError, FilmBrief, Makes, MediaProvider, OrderError, Ordered, PictureBytes, Refused,
    Standing, Unwell,
};
use adforge_tests_servers::fal::{self, Call, Ending, Trouble};
use serde_json::json;
use std::sync::Arc;

/// A brief with the product's picture.
fn pictured(piece: Bespoke) -> Commission {
    let picture = Some(PictureBytes(fal::PICTURE.into()));
    let mut brief = FilmBrief { picture, ..brief() };
    brief.scenes[1].visual = "Sérum Autobronzant on wet stone".into();
    Commission { brief: Arc::new(brief), piece }
}

#[tokio::test]
async fn a_clip_begins_with_the_products_picture_where_the_scene_shows_it_and_else_with_words() {
    let (fake, fal) = open();
    assert_eq!(fal.makes(), Makes::Clips { shortest: 4, longest: 15 });
    for scene in [0, 1] {
        fal.order("key", &pictured(Bespoke::Clip { scene, seconds: 7 })).await.unwrap();
    }
    let sales = fake.sales();
    assert_eq!(sales[0].endpoint, "bytedance/seedance-2.0/text-to-video");
    assert_eq!(sales[1].endpoint, "bytedance/seedance-2.0/image-to-video");
    assert!(sales[1].order["image_url"].as_str().unwrap().starts_with("data:image/png;base64,iVBOR"));
    for sale in &sales {
        let order = &sale.order;
        let told = (&order["duration"], &order["aspect_ratio"], &order["resolution"], &order["generate_audio"]);
        assert_eq!(told, (&json!("7"), &json!("9:16"), &json!("720p"), &json!(false)));
        assert!(order["prompt"].as_str().unwrap().contains("Sérum Autobronzant"), "{order}");
        assert_eq!(sale.life, Some(24 * 3600), "nobody needs it longer there");
        assert_eq!(sale.webhook.as_deref(), Some("https://ads.example.com/api/webhooks/video/fal?a=b"));
    }
    assert!(sales[0].order["prompt"].as_str().unwrap().contains("A woman at a sunlit window"));
    for piece in [Bespoke::Film, Bespoke::Picture, Bespoke::Clip { scene: 2, seconds: 5 }] {
        let refused = fal.order("key", &commission(piece)).await;
        assert_eq!(refused, Err(OrderError::Refused(Refused::Order)), "{piece:?}");
    }
    for (asked, told) in [(1, "4"), (90, "15")] {
        fal.order("key", &commission(Bespoke::Clip { scene: 0, seconds: asked })).await.unwrap();
        assert_eq!(fake.sales().pop().unwrap().order["duration"], told);
    }
    assert_eq!(fake.strange(), [""; 0]);
}

#[tokio::test]
async fn a_picture_is_made_of_the_products_picture_where_there_is_one() {
    let fake = fal::Fal::open();
    let fal = Fal::pictures(Access { callback_url: None, ..called(&fake.url, fal::KEY) }).unwrap();
    assert_eq!(fal.makes(), Makes::Pictures);
    fal.order("key", &commission(Bespoke::Picture)).await.unwrap();
    fal.order("key", &pictured(Bespoke::Picture)).await.unwrap();
    let sales = fake.sales();
    assert_eq!((sales[0].endpoint.as_str(), &sales[0].webhook), ("fal-ai/nano-banana-2", &None));
    assert_eq!(sales[1].endpoint, "fal-ai/nano-banana-2/edit");
    assert!(sales[1].order["image_urls"][0].as_str().unwrap().starts_with("data:image/png;base64,iVBOR"));
    let told = (&sales[0].order["aspect_ratio"], &sales[0].order["resolution"], &sales[0].order["num_images"]);
    assert_eq!(told, (&json!("4:5"), &json!("1K"), &json!(1)));
    assert_eq!(fal.order("key", &commission(CLIP)).await, Err(OrderError::Refused(Refused::Order)));
    assert_eq!(fake.strange(), [""; 0]);
}

#[tokio::test]
async fn an_order_is_where_its_answer_says_and_the_key_stays_with_us() {
    let (fake, fal) = open();
    // As fal itself would answer somebody who stands before it.
    fake.next(Call::Order, Trouble::At("https://queue.fal.run/bytedance/seedance-2.0/requests/{id}"));
    let Ordered::Placed(order) = fal.order("key", &commission(CLIP)).await.unwrap() else { panic!("at once") };
    assert_eq!(order, format!("/bytedance/seedance-2.0/requests/{}", fake.sales()[0].id));
    assert_eq!(fal.look(&order).await, Ok(Standing::Working(None)), "it is asked after at our own address");
    assert_eq!(fake.count(Call::Status), 1);
}

#[tokio::test]
async fn a_file_that_stands_in_its_link_is_taken_out_and_checked() {
    let (fake, fal) = open();
    let Ordered::Placed(order) = fal.order("key", &commission(CLIP)).await.unwrap() else { panic!("at once") };
    fake.hurries();
    fake.ends(Ending::Inline);
    let Standing::Done { link, .. } = fal.look(&order).await.unwrap() else { panic!("not done") };
    assert!(fal.fetch(&link).await.unwrap() == fal::CLIP);
    for (held, error) in [("PGh0bWw+", FetchError::WrongKind), ("", FetchError::WrongKind)] {
        assert_eq!(fal.fetch(&format!("data:video/mp4;base64,{held}")).await, Err(error), "{held}");
    }
    assert!(matches!(fal.fetch("data:video/mp4;base64,#").await, Err(FetchError::Broken(_))));
    assert!(matches!(fal.fetch("data:video/mp4,plain").await, Err(FetchError::Broken(_))));
    assert_eq!(fake.count(Call::File), 0);
}

#[tokio::test]
async fn a_run_that_was_stopped_is_not_paid_and_has_no_result_to_ask_for() {
    let (fake, fal) = open();
    let Ordered::Placed(order) = fal.order("key", &commission(CLIP)).await.unwrap() else { panic!("at once") };
    fal.cancel(&order).await.unwrap();
    let stopped = Standing::Failed { why: Refused::Broke, cost: Cost::Nothing };
    assert_eq!((fal.look(&order).await, fake.count(Call::Result)), (Ok(stopped), 0));
}

#[tokio::test]
async fn any_model_may_be_set_by_its_family_or_by_one_of_its_endpoints() {
    let fake = fal::Fal::open();
    let model = |name: &str| Access { model: Some(name.into()), ..called(&fake.url, fal::KEY) };
    for name in ["", "/image-to-video", "/text-to-video"] {
        let fal = Fal::clips(model(&format!("bytedance/seedance-2.0/fast{name}"))).unwrap();
        assert_eq!(fal.model(), "fal/bytedance/seedance-2.0/fast");
        fal.order("key", &commission(CLIP)).await.unwrap();
        assert_eq!(fake.sales().pop().unwrap().endpoint, "bytedance/seedance-2.0/fast/text-to-video");
        assert_eq!(fal.most(&commission(CLIP)), Money::dollars(0.2419 * 5.0));
    }
    let unknown = Fal::clips(model("fal-ai/kling-video/v9")).unwrap();
    assert_eq!(unknown.most(&commission(CLIP)), None, "a price that isn't known is none");
    let refused = unknown.order("key", &commission(CLIP)).await;
    assert_eq!(refused, Err(OrderError::Refused(Refused::Order)));
    let findings = unknown.examine().await.unwrap();
    assert_eq!((findings.has_model, findings.has_price), (Some(false), false));
    assert_eq!(Fal::pictures(model("fal-ai/nano-banana-2/edit")).unwrap().model(), "fal/fal-ai/nano-banana-2");
}

#[tokio::test]
async fn what_an_order_costs_at_most_is_known_before_it() {
    let clips = Fal::clips(access("http://127.0.0.1:1", fal::KEY)).unwrap();
    assert_eq!(clips.most(&commission(Bespoke::Clip { scene: 0, seconds: 10 })), Money::dollars(3.024));
    assert_eq!(clips.most(&commission(Bespoke::Clip { scene: 0, seconds: 1 })), Money::dollars(0.3024 * 4.0));
    assert_eq!(clips.most(&commission(Bespoke::Picture)), None);
    let pictures = Fal::pictures(access("http://127.0.0.1:1", fal::KEY)).unwrap();
    assert_eq!(pictures.most(&commission(Bespoke::Picture)), Money::dollars(0.08));
}

#[tokio::test]
async fn who_has_no_money_or_tells_no_prices_is_unwell() {
    let (fake, fal) = open();
    fake.next(Call::Prices, Trouble::Says(403, LOCKED));
    assert_eq!(fal.examine().await, Err(Unwell::Funds));
    for trouble in [Trouble::Body("{}"), Trouble::Deaf, Trouble::Says(500, fal::Says::Platform("internal_error"))] {
        fake.next(Call::Prices, trouble.clone());
        let silent = fal.examine().await;
        assert!(matches!(&silent, Err(Unwell::Silent(why)) if !why.contains("raw words")), "{trouble:?}: {silent:?}");
    }
}

#[test]
fn a_key_stands_in_no_debug_and_has_no_line_breaks() {
    let shown = format!("{:?}", Fal::clips(access("http://127.0.0.1:1", fal::KEY)).unwrap());
    assert!(!shown.contains("s3cr3t") && !shown.contains("whsec"), "{shown}");
    assert!(Fal::clips(access("http://127.0.0.1:1", "new\nline")).is_err());
}
