//! What a film shows is the script's and the product's: leave something out, and its pixels change.

use crate::home;
use adforge_tests::{Film, Frame, Home, Owner, png};
use serde_json::{Value, json};

fn film_with(body: &str) -> Value {
    json!({"hook": "Still mixing by hand?", "body": body, "cta": "Try it today."})
}

/// The frames of a session's film, made in a copy of the folder, so that nothing differs but what the test changes.
async fn frames(home: &Home, chat: &str, concept: &Value, script: &Value, picture: Option<Vec<u8>>) -> Vec<Frame> {
    let home = home.forked();
    let server = home.serves();
    let owner = Owner::of(server.address);
    if let Some(picture) = picture {
        assert!(owner.shows("1", picture).await.status.is_success());
    }
    let chat = owner.chat(chat);
    let started = chat.films(&json!({"scriptId": concept, "context": {"script": script}})).await;
    let result = owner.awaits(started["jobId"].as_str().unwrap()).await;
    Film::of(&owner.fetches(result["videoUrl"].as_str().unwrap()).await).frames()
}

/// The largest difference of two frames at the same time.
fn widest(one: &[Frame], other: &[Frame]) -> f64 {
    one.iter().zip(other).map(|(a, b)| a.differs(b)).fold(0.0, f64::max)
}

#[tokio::test]
async fn other_words_or_a_picture_make_other_pixels_and_nothing_else_does() {
    let home = home();
    let server = home.serves();
    let chat = Owner::of(server.address).starts_session("1").await;
    let (_, _, concepts) = chat.reaches_concepts().await;
    server.kill();
    let concept = &concepts[0]["id"];
    let plain = frames(&home, &chat.id, concept, &film_with("It glows day by day."), None).await;
    let again = frames(&home, &chat.id, concept, &film_with("It glows day by day."), None).await;
    assert!(widest(&plain, &again) < 0.001, "the same film twice");
    // As many words and letters, so that nothing but what is read is another.
    let other = frames(&home, &chat.id, concept, &film_with("It flows sky by sea."), None).await;
    assert_eq!(plain.len(), other.len());
    assert!(widest(&plain, &other) > 0.005, "its words are seen: {}", widest(&plain, &other));
    let magenta = png(600, 600, |x, y| if (x / 50 + y / 50) % 2 == 0 { [255, 0, 255] } else { [240, 0, 240] });
    let pictured = frames(&home, &chat.id, concept, &film_with("It glows day by day."), Some(magenta)).await;
    let seen = |frames: &[Frame]| frames.iter().map(Frame::magenta).fold(0.0, f64::max);
    assert!(
        seen(&plain) < 0.001 && seen(&pictured) > 0.03,
        "its picture is seen: {} {}",
        seen(&plain),
        seen(&pictured)
    );
}

#[tokio::test]
async fn a_film_runs_scene_by_scene_as_the_details_say_and_never_stands_still() {
    let home = home();
    let server = home.serves();
    let owner = Owner::of(server.address);
    let chat = owner.starts_session("1").await;
    let (_, _, concepts) = chat.reaches_concepts().await;
    // The shortest script, since a film takes as long as its script takes to speak.
    let concept = concepts.iter().min_by_key(|it| it["fullScript"].as_str().unwrap().len()).unwrap();
    let turn = json!({"message": "", "context": {"selectedPsychology": {"id": concept["id"]}}});
    let details = chat.says(&turn).await.good()["data"].clone();
    let scenes = details["scenes"].as_array().unwrap();
    let time = |scene: &Value, key: &str| scene[key].as_f64().unwrap();
    assert_eq!(time(&scenes[0], "startSeconds"), 0.0);
    assert!(scenes.windows(2).all(|two| two[0]["endSeconds"] == two[1]["startSeconds"]));
    let started = chat.films(&json!({"scriptId": concept["id"]})).await;
    let result = owner.awaits(started["jobId"].as_str().unwrap()).await;
    let film = Film::of(&owner.fetches(result["videoUrl"].as_str().unwrap()).await);
    let end = time(scenes.last().unwrap(), "endSeconds");
    assert!((film.seconds - end).abs() < 0.05, "the film has {} s, its scenes {end} s", film.seconds);
    let frames = film.frames();
    for scene in scenes {
        let (first, last) =
            ((time(scene, "startSeconds") * 30.0) as usize, (time(scene, "endSeconds") * 30.0) as usize);
        let seconds: Vec<&Frame> = frames[first..last].iter().step_by(30).collect();
        for (second, two) in seconds.windows(2).enumerate() {
            assert!(two[0].differs(two[1]) > 0.001, "it stands still {second} s into {scene:#}");
        }
    }
    for two in scenes.windows(2) {
        let cut = (time(&two[0], "endSeconds") * 30.0) as usize;
        assert!(frames[cut - 1].differs(&frames[(cut + 20).min(frames.len() - 1)]) > 0.02, "no cut at frame {cut}");
    }
}
