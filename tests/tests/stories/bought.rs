//! Films that are bought: the real program against a stand-in for the provider.

use crate::home;
use adforge_tests::{Film, Home, Owner, picture_of};
use adforge_tests_servers::heygen::{self, Call, Heygen, Trouble};
use serde_json::{Value, json};

const SECRET: &str = "whsec_of_the_tests";

/// A folder for a program that buys its films.
fn buys_at(heygen: &Heygen) -> Home {
    home()
        .with("ADFORGE_VIDEO", "heygen")
        .with("ADFORGE_HEYGEN_API_KEY", heygen::KEY)
        .with("ADFORGE_HEYGEN_BASE_URL", &heygen.url)
        .with("ADFORGE_HEYGEN_WEBHOOK_SECRET", SECRET)
}

/// Asks for a film; returns its job.
async fn asks_for_a_film(owner: &Owner) -> String {
    let script = json!({"hook": "Look.", "body": "It glows.", "cta": "Try it."});
    let film = json!({"productId": "1", "script": script, "avatarId": "avatar-female-45"});
    owner.post("/api/videos/generate", &film).await.body["jobId"].as_str().unwrap().to_owned()
}

/// The film is there, it is ours, and it was bought once.
async fn has_its_film(owner: &Owner, job: &str, heygen: &Heygen) -> Value {
    let result = owner.awaits(job).await;
    let film = owner.fetches(result["videoUrl"].as_str().unwrap()).await;
    assert_eq!(film, heygen::FILM, "the file is ours now");
    assert_eq!(Film::of(&film).frames().len(), 25);
    let thumbnail = picture_of(&owner.fetches(result["thumbnailUrl"].as_str().unwrap()).await);
    assert_eq!((thumbnail.width(), thumbnail.height()), (64, 112));
    let sales = heygen.sales();
    assert_eq!(sales.len(), 1, "{sales:?}");
    assert_eq!(heygen.strange(), [""; 0], "only what is documented was sent");
    result
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_film_is_bought_copied_and_shown_with_a_thumbnail() {
    let heygen = Heygen::open();
    let server = buys_at(&heygen).serves();
    let owner = Owner::of(server.address);
    let job = asks_for_a_film(&owner).await;
    let result = has_its_film(&owner, &job, &heygen).await;
    assert_eq!((&result["duration"], &result["resolution"]), (&json!(1.0), &json!("64x112")));
    let sale = &heygen.sales()[0];
    assert_eq!((sale.key.as_str(), sale.sent), (format!("adforge-{job}").as_str(), 1));
    assert_eq!(sale.order["script"], "Look.\n\nIt glows.\n\nTry it.");
    assert_eq!(sale.order["avatar_id"], "Abigail_standing_office_front");
    let offered = owner.get("/api/avatars/marketplace?gender=male").await.good();
    assert_eq!(offered["avatars"][0]["id"], "Albert_sitting_sofa_front", "whom HeyGen has is offered: {offered}");
    let told = server.err();
    assert!(!told.contains(heygen::KEY) && !told.contains("It glows"), "no key and no script in the log: {told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_before_it_orders_buys_once() {
    let heygen = Heygen::open();
    let home = buys_at(&heygen);
    let server = home.serves();
    // The order waits for the cast, which never comes.
    heygen.next(Call::Looks, Trouble::Badly(adforge_tests_servers::http::Manner::Hang));
    let job = asks_for_a_film(&Owner::of(server.address)).await;
    tokio::task::block_in_place(|| heygen.until_asked(Call::Looks, 1));
    assert_eq!(heygen.sales(), []);
    server.kill();
    let server = home.serves();
    has_its_film(&Owner::of(server.address), &job, &heygen).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_callback_is_let_in_by_its_signature_and_comes_before_the_next_look() {
    let heygen = Heygen::open();
    let server = buys_at(&heygen).serves();
    let owner = Owner::of(server.address);
    heygen.holds_films(true);
    let job = asks_for_a_film(&owner).await;
    tokio::task::block_in_place(|| heygen.until_asked(Call::Look, 1));
    let body = heygen.callback(&heygen.sales()[0], "evt-1", true);
    let signature = heygen::signature(SECRET, &body);
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs().to_string();
    let calls = async |signature: &str, at: &str, body: &str| {
        let url = format!("http://{}/api/webhooks/video/heygen", server.address);
        let request = reqwest::Client::new().post(url).header("heygen-signature", signature);
        let answer = request.header("heygen-timestamp", at).body(body.to_owned()).send().await.unwrap();
        answer.status().as_u16()
    };
    assert_eq!(calls("00", &now, &body).await, 401, "a forged one");
    assert_eq!(calls(&signature, &now, &body.replace("success", "fail")).await, 401, "another body");
    assert_eq!(calls(&signature, "1764000000", &body).await, 401, "an old one");
    heygen.holds_films(false);
    for _ in 0..2 {
        assert_eq!(calls(&signature, &now, &body).await, 200);
    }
    has_its_film(&owner, &job, &heygen).await;
    let before = owner.get(&format!("/api/jobs/{job}")).await.body;
    assert_eq!(calls(&signature, &now, &body).await, 200, "a replay after the end");
    assert_eq!(owner.get(&format!("/api/jobs/{job}")).await.body, before, "changes nothing");
    let strange = body.replace(&job, "00000000-0000-0000-0000-00000000ffff");
    assert_eq!(calls(&heygen::signature(SECRET, &strange), &now, &strange).await, 200, "an order that nobody knows");
    let other = owner.post("/api/webhooks/video/fal", &json!({})).await.refusal(404);
    assert_eq!(other["code"], "NOT_FOUND");
}

#[test]
fn a_provider_without_its_key_is_refused_and_no_key_is_ever_shown() {
    let refused = home().with("ADFORGE_VIDEO", "heygen").refuses();
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.err.contains("ADFORGE_HEYGEN_API_KEY"), "{}", refused.err);
    let heygen = Heygen::open();
    let shown = buys_at(&heygen).saying(&["config"]).refuses();
    assert_eq!(shown.code, Some(0), "{shown:?}");
    assert!(shown.out.contains("ADFORGE_HEYGEN_API_KEY") && !shown.out.contains(heygen::KEY), "{}", shown.out);
    assert!(!shown.out.contains(SECRET), "{}", shown.out);
    let bad = home().with("ADFORGE_HEYGEN_API_KEY", "a secret with spaces").refuses();
    assert!(bad.err.contains("ADFORGE_HEYGEN_API_KEY") && !bad.err.contains("a secret"), "{}", bad.err);
}
