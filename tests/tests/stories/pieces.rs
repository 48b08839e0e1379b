//! Films and pictures that are put together here of what was bought elsewhere: the real program against stand-ins of the
//! providers.

use crate::home;
use adforge_tests::{Film, Frame, Home, Owner, Server, picture_of, png};
use adforge_tests_servers::{
    gemini_media::{self, Call, Ending, GeminiMedia, Says, Trouble},
    openai_images::{self, OpenaiImages},
    standard_webhooks,
};
use serde_json::json;
use tokio::task::block_in_place;

const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

/// No script of these has more scenes.
const MOST_CLIPS: usize = 9;

/// A folder for a program that buys its clips.
fn shoots_at(gemini: &GeminiMedia) -> Home {
    home()
        .with("ADFORGE_VIDEO", "gemini")
        .with("ADFORGE_GEMINI_API_KEY", gemini_media::KEY)
        .with("ADFORGE_GEMINI_BASE_URL", &gemini.url)
        .with("ADFORGE_GEMINI_WEBHOOK_SECRET", SECRET)
}

/// A folder for a program that buys the pictures of its static ads.
fn draws_at(openai: &OpenaiImages) -> Home {
    home()
        .with("ADFORGE_IMAGE", "openai")
        .with("ADFORGE_OPENAI_API_KEY", openai_images::KEY)
        .with("ADFORGE_IMAGE_BASE_URL", &openai.url)
}

/// Asks for a film; returns its job.
async fn asks_for_a_film(owner: &Owner) -> String {
    let script = json!({"hook": "Look at this.", "body": "It glows on your skin.", "cta": "Try it today."});
    let film = json!({"productId": "1", "script": script, "avatarId": "avatar-female-45"});
    owner.post("/api/videos/generate", &film).await.body["jobId"].as_str().unwrap().to_owned()
}

/// The film is there, drawn here. Its frames are returned.
async fn has_its_film(server: &Server, job: &str) -> Vec<Frame> {
    let owner = Owner::of(server.address);
    let result = owner.awaits(job).await;
    assert_eq!(result["resolution"], "1080x1920");
    let frames = Film::of(&owner.fetches(result["videoUrl"].as_str().unwrap()).await).frames();
    assert!(frames.len() > 60, "it is longer than a clip");
    picture_of(&owner.fetches(result["thumbnailUrl"].as_str().unwrap()).await);
    frames
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clips_are_bought_for_the_scenes_and_what_they_cost_stands_on_the_job() {
    let gemini = GeminiMedia::open();
    let server = shoots_at(&gemini).serves();
    let owner = Owner::of(server.address);
    for _ in 0..MOST_CLIPS {
        gemini.next(Call::File, Trouble::File("video/mp4", gemini_media::MAGENTA.to_vec()));
    }
    let job = asks_for_a_film(&owner).await;
    let frames = has_its_film(&server, &job).await;
    let seen: Vec<bool> = frames.iter().map(|frame| frame.magenta() > 0.3).collect();
    let shown = seen.iter().filter(|seen| **seen).count();
    assert!(shown * 2 > frames.len(), "the clips are seen in {shown} of {} frames", frames.len());
    assert_eq!((seen.first(), seen.last()), (Some(&true), Some(&false)), "in all scenes but the end card");
    let sales = gemini.sales();
    assert!(!sales.is_empty() && sales.len() <= MOST_CLIPS);
    for sale in &sales {
        assert_eq!(sale.order["response_format"]["aspect_ratio"], "9:16", "{sale:?}");
    }
    let state = owner.get(&format!("/api/jobs/{job}")).await.good();
    assert_eq!(state["generator"], "gemini");
    assert_eq!(state["usage"]["calls"], sales.len(), "{state}");
    assert!(state["usage"]["costUsd"].as_f64().unwrap() > 0.0, "{state}");
    assert_eq!(gemini.strange(), [""; 0], "only what is documented was sent");
    let told = server.err();
    assert!(!told.contains(gemini_media::KEY) && !told.contains("glows"), "no key and no script in the log: {told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clip_that_is_refused_leaves_its_scene_drawn_and_a_refused_film_says_why() {
    let gemini = GeminiMedia::open();
    let server = shoots_at(&gemini).serves();
    let owner = Owner::of(server.address);
    gemini.next(Call::Look, Trouble::Ends(Ending::Refusal));
    let job = asks_for_a_film(&owner).await;
    has_its_film(&server, &job).await;
    for _ in 0..20 {
        gemini.next(Call::Order, Trouble::Says(403, Says::Key));
    }
    let job = asks_for_a_film(&owner).await;
    let error = owner.awaits_failure(&job).await;
    assert!(error["message"].as_str().unwrap().contains("key"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_film_stops_its_clips_at_the_provider() {
    let gemini = GeminiMedia::open();
    let server = shoots_at(&gemini).serves();
    let owner = Owner::of(server.address);
    gemini.holds_clips(true);
    let job = asks_for_a_film(&owner).await;
    block_in_place(|| gemini.until_asked(Call::Look, 1));
    let sold = gemini.sales().len();
    owner.post(&format!("/api/jobs/{job}/cancel"), &json!({})).await.good();
    block_in_place(|| gemini.until_asked(Call::Cancel, sold));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn geminis_callback_is_let_in_by_its_signature_and_ends_the_wait() {
    let gemini = GeminiMedia::open();
    let server = shoots_at(&gemini).serves();
    let owner = Owner::of(server.address);
    gemini.holds_clips(true);
    let job = asks_for_a_film(&owner).await;
    block_in_place(|| gemini.until_asked(Call::Look, 1));
    gemini.holds_clips(false);
    let now = i64::try_from(std::time::UNIX_EPOCH.elapsed().unwrap().as_secs()).unwrap();
    let calls = async |id: &str, at: i64, signed: &str, body: &str| {
        let request = reqwest::Client::new()
            .post(format!("http://{}/api/webhooks/video/gemini", server.address))
            .header("webhook-id", id)
            .header("webhook-timestamp", at.to_string())
            .header("webhook-signature", standard_webhooks::signature(SECRET, id, at, signed));
        request.body(body.to_owned()).send().await.unwrap().status().as_u16()
    };
    for sale in gemini.sales() {
        let body = gemini_media::callback(&sale.id, true);
        assert_eq!(calls("msg_1", now, "another body", &body).await, 401, "a forged one");
        assert_eq!(calls("msg_1", now - 3_600, &body, &body).await, 401, "an old one");
        for _ in 0..2 {
            assert_eq!(calls("msg_1", now, &body, &body).await, 200);
        }
    }
    let strange = gemini_media::callback("v1_nobody_knows", true);
    assert_eq!(calls("msg_2", now, &strange, &strange).await, 200, "an order that nobody knows");
    has_its_film(&server, &job).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_bought_past_the_days_budget() {
    let gemini = GeminiMedia::open();
    let server = shoots_at(&gemini).with("ADFORGE_BUDGET_PER_DAY", "0.01").serves();
    let owner = Owner::of(server.address);
    let job = asks_for_a_film(&owner).await;
    let error = owner.awaits_failure(&job).await;
    assert_eq!(error["code"], "QUOTA_EXCEEDED", "{error}");
    assert!(gemini.sales().is_empty());
    let unknown =
        shoots_at(&gemini).with("ADFORGE_VIDEO", "gemini/omni-x").with("ADFORGE_BUDGET_PER_DAY", "5").refuses();
    assert!(unknown.err.contains("gemini/omni-x") && unknown.err.contains("price"), "{}", unknown.err);
    assert_ne!(unknown.code, Some(0));
}

/// A session whose concept is chosen, and the job of its static ad.
async fn asks_for_a_picture(server: &Server) -> String {
    let owner = Owner::of(server.address);
    let chat = owner.starts_session("1").await;
    let (_, _, concepts) = chat.reaches_concepts().await;
    let asked = owner.post(&chat.path("/image"), &json!({"scriptId": concepts[0]["id"]})).await;
    asked.body["jobId"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_static_ad_has_its_words_set_over_the_picture_that_was_bought() {
    let openai = OpenaiImages::open();
    openai.next(openai_images::Call::Generate, openai_images::Trouble::Makes(png(54, 96, |_, _| [255, 0, 255])));
    let server = draws_at(&openai).serves();
    let owner = Owner::of(server.address);
    let job = asks_for_a_picture(&server).await;
    let result = owner.awaits(&job).await;
    let ad = picture_of(&owner.fetches(result["imageUrl"].as_str().unwrap()).await);
    assert_eq!((ad.width(), ad.height()), (1080, 1350));
    let behind = ad.pixels().filter(|pixel| matches!(pixel.0, [r, g, b] if r > 230 && g < 26 && b > 230)).count();
    assert!((100_000..1_300_000).contains(&behind), "the picture is seen beside the words: {behind} pixels");
    assert_eq!(openai.sales().len(), 1);
    assert_eq!(openai.strange(), [""; 0]);
    let state = owner.get(&format!("/api/jobs/{job}")).await.good();
    assert_eq!((&state["generator"], &state["usage"]["calls"]), (&json!("openai"), &json!(1)), "{state}");
}
