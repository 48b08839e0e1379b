//! The guide's scenario, request by request as its client sends it, over every transport, to files that play.

use crate::home;
use adforge_tests::{Chat, Event, Film, Owner, Socket, oddly_spelt, picture_of, until, url};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// The guide's Step 6 sends the script along that the user sees.
fn guides_script() -> Value {
    json!({
        "hook": "Wait-if your pH is off, no amount of washing will fix that smell...",
        "body": "Stop covering up odor with fragrances and wipes that irritate...",
        "cta": "Start maintaining your natural pH balance"
    })
}

/// The one event of a type.
fn the<'a>(events: &'a [Event], kind: &str) -> &'a Event {
    let found: Vec<&Event> = events.iter().filter(|event| event.kind() == kind).collect();
    assert_eq!(found.len(), 1, "one {kind} in {events:#?}");
    found[0]
}

/// Holds a turn's events to the order that is promised; brings its content.
fn content_of(events: &[Event], kind: &str, first: u64) -> Value {
    let start = &events[0];
    assert_eq!((start.kind(), start.id), ("ai_response_start", Some(first)));
    let last = events.last().unwrap();
    assert_eq!((last.kind(), last.id), ("ai_response_complete", None));
    let content = the(events, kind);
    assert_eq!(content.id, Some(first + 1));
    assert_eq!(events[events.len() - 2], *content, "nothing comes between the content and the end");
    for event in [start, content, last] {
        assert_eq!(event.data["messageId"], start.data["messageId"]);
    }
    let told = &events[1..events.len() - 2];
    assert!(told.iter().all(|it| it.id.is_none() && ["status_update", "reasoning"].contains(&it.kind())), "{told:#?}");
    let status = told.iter().find(|it| it.kind() == "status_update").expect("progress is told");
    assert!(status.data["data"]["label"].is_string() && status.data["data"]["steps"][0]["label"].is_string());
    content.data["data"].clone()
}

fn has_texts(card: &Value, keys: &[&str]) {
    for key in keys {
        assert!(card[key].as_str().is_some_and(|text| !text.trim().is_empty()), "{key} of {card:#}");
    }
}

fn has_lists(card: &Value, keys: &[&str]) {
    for key in keys {
        assert!(card[key].as_array().is_some_and(|list| list.iter().all(Value::is_string)), "{key} of {card:#}");
    }
}

#[tokio::test]
async fn the_guides_client_gets_from_a_product_to_a_film_that_plays() {
    let home = home();
    let server = home.serves();
    let owner = Owner::of(server.address);

    // Step 1
    let asked = json!({"userId": "user-123", "productId": "1", "format": "Hybrid Format", "mediaType": "video"});
    let made = owner.post("/api/chat/sessions", &asked).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let id = made.body["sessionId"].as_str().unwrap();
    assert_eq!(made.header("location").map(|at| at.ends_with(&format!("/api/chat/sessions/{id}"))), Some(true));
    assert_eq!(made.body["status"], "active");
    let created = made.body["createdAt"].as_str().unwrap();
    assert!(created.len() == 24 && created.ends_with('Z') && created.as_bytes()[19] == b'.', "{created}");
    let chat = owner.chat(id);

    // Step 2
    let path = chat.path("/stream?message=Generate%20ads&step=persona_selection");
    let events = owner.listens(&path).await.rest().await;
    let audience = content_of(&events, "audience_group", 1);
    assert_eq!(audience["productName"], "Sérum autobronzant progressif");
    let personas = audience["audiences"].as_array().unwrap();
    assert_eq!(personas.len(), 4);
    for persona in personas {
        has_texts(
            persona,
            &["id", "name", "avatar", "label", "category", "labelColor", "age", "ageRange", "gender", "description"],
        );
        has_lists(persona, &["traits", "keyTraits", "painPoints", "desires", "features"]);
        assert_eq!((&persona["age"], &persona["label"]), (&persona["ageRange"], &persona["category"]));
        assert_eq!((&persona["traits"], &persona["desires"]), (&persona["keyTraits"], &persona["features"]));
        let portrait = owner.send(owner.request(Method::GET, persona["avatar"].as_str().unwrap())).await;
        assert_eq!(portrait.status, StatusCode::OK, "{persona:#}");
    }
    assert!(events.iter().any(|event| event.kind() == "reasoning" && event.data["data"]["reasoning"][0].is_string()));

    // Step 3
    let persona = personas.iter().find(|card| card["name"] == "Women Perimenopausal").expect("the guide's persona");
    let turn = json!({
        "message": "Selected persona: Women Perimenopausal",
        "currentStep": "angle_selection",
        "context": {"selectedPersona": {
            "id": persona["id"], "name": "Women Perimenopausal", "age": persona["age"], "gender": persona["gender"]
        }}
    });
    let events = owner.posts_and_listens(&chat.path("/messages"), &turn).await.rest().await;
    let angles = content_of(&events, "marketing_angle", 3)["angles"].clone();
    for angle in angles.as_array().unwrap() {
        has_texts(angle, &["id", "title", "score", "description", "reason"]);
        has_texts(&angle["metrics"], &["emotion", "proof", "differentiation"]);
        assert!(angle["score"].as_str().unwrap().parse::<f64>().is_ok());
    }
    let angle = &angles[0];
    // Step 4: the guide's client writes a space before the colon, which the card has not.
    let odd = oddly_spelt(angle["title"].as_str().unwrap());
    let turn = json!({
        "message": format!("Selected angle: {odd}"),
        "currentStep": "script_generation",
        "context": {
            "selectedPersona": "Women Perimenopausal",
            "selectedAngle": {"id": angle["id"], "title": odd, "score": angle["score"]}
        }
    });
    let events = owner.posts_and_listens(&chat.path("/messages"), &turn).await.rest().await;
    let concepts = content_of(&events, "psychology_selection", 5);
    assert_eq!(concepts["productName"], "Sérum autobronzant progressif");
    assert_eq!(concepts["formatName"], "Hybrid Format");

    // Step 5 needs no call: the card has it all.
    assert!(concepts["concepts"].as_array().unwrap().len() >= 2);
    for concept in concepts["concepts"].as_array().unwrap() {
        has_texts(
            concept,
            &["id", "title", "score", "description", "hook", "fullScript", "callToAction", "visualDirection"],
        );
        has_texts(&concept["metrics"], &["hook", "mechanism", "believability", "cta"]);
        has_texts(&concept["script"], &["hook", "body", "cta"]);
        assert!(concept["score"].as_str().unwrap().ends_with("/10"));
    }
    let concept = &concepts["concepts"][0];

    // Step 6
    let filming = json!({
        "scriptId": concept["id"],
        "context": {
            "product": "Sérum autobronzant progressif",
            "persona": "Women Perimenopausal",
            "angle": odd,
            "psychology": concept["title"],
            "script": guides_script()
        },
        "avatar": null
    });
    let started = chat.films(&filming).await;
    assert_eq!(started["type"], "video_generation_started");
    assert_eq!(started["status"], "queued");
    assert!(started["estimatedTime"].as_str().unwrap().ends_with('s'));
    let mut follows = owner.listens(&chat.path("/stream?lastEventId=6")).await;
    let events = follows.up_to("video_result").await;
    assert_eq!(the(&events, "user_message").id, Some(7));
    assert!(events.iter().any(|event| event.kind() == "status_update"));
    let job = started["jobId"].as_str().unwrap();
    let polled = owner.get(&format!("/api/jobs/{job}")).await.good();
    assert_eq!((&polled["status"], &polled["jobId"]), (&json!("completed"), &started["jobId"]));
    let result = &events.last().unwrap().data["data"];
    for key in ["videoUrl", "thumbnailUrl", "duration", "format", "resolution"] {
        assert_eq!(polled["result"][key], result[key], "{key}");
    }
    assert_eq!((&result["format"], &result["resolution"]), (&json!("mp4"), &json!("1080x1920")));
    assert_eq!((&result["status"], &result["jobId"]), (&json!("ready"), &started["jobId"]));
    plays(&owner, result).await;
    tells_the_story(&chat, angle, concept).await;
}

/// The film's files are what the result says.
async fn plays(owner: &Owner, result: &Value) {
    let link = result["videoUrl"].as_str().unwrap();
    let file = owner.fetches(link).await;
    let film = Film::of(&file);
    assert_eq!((film.width, film.height), (1080, 1920));
    assert!((film.rate - 30.0).abs() < 0.01, "{} frames a second", film.rate);
    assert!((film.seconds - result["duration"].as_f64().unwrap()).abs() < 0.05);
    assert!((film.heard.expect("it is heard") - film.seconds).abs() < 0.05, "as long as it is seen");
    assert_eq!(result["extraInfo"], format!("{:.0}s", film.seconds));
    let frames = film.frames();
    for (second, two) in frames.chunks(30).collect::<Vec<_>>().windows(2).enumerate() {
        assert!(two[0][0].differs(&two[1][0]) > 0.001, "the picture stands still at {second} s");
    }
    let thumbnail = owner.fetches(result["thumbnailUrl"].as_str().unwrap()).await;
    assert!(thumbnail.starts_with(&[0xff, 0xd8, 0xff]), "the thumbnail is a JPEG");
    let thumbnail = picture_of(&thumbnail);
    assert!(thumbnail.height() > thumbnail.width() && thumbnail.width() >= 200);
    ranges(owner, link, &file).await;
    probed(&file, film.seconds);
}

/// A player asks for parts.
async fn ranges(owner: &Owner, link: &str, file: &[u8]) {
    let all = file.len();
    let cases = [("bytes=0-99", 0..100), ("bytes=-100", all - 100..all), ("bytes=1000-", 1000..all)];
    for (range, part) in cases {
        let response = owner.request(Method::GET, link).header("Range", range).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::PARTIAL_CONTENT, "{range}");
        let headers = response.headers().clone();
        assert_eq!(headers["content-range"], format!("bytes {}-{}/{all}", part.start, part.end - 1));
        assert_eq!(headers["content-type"], "video/mp4");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(response.bytes().await.unwrap(), &file[part]);
    }
    let past = owner.send(owner.request(Method::GET, link).header("Range", format!("bytes={all}-"))).await;
    assert_eq!(past.status, StatusCode::RANGE_NOT_SATISFIABLE);
    let head = owner.request(Method::HEAD, link).send().await.unwrap();
    assert_eq!(
        (head.status(), head.headers()["content-length"].to_str().unwrap()),
        (StatusCode::OK, all.to_string().as_str())
    );
}

/// Somebody else's eyes on the file, where there are any.
fn probed(file: &[u8], seconds: f64) {
    if !adforge_tests::needs("ffprobe") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mp4");
    std::fs::write(&path, file).unwrap();
    let wanted = "stream=codec_name,width,height,r_frame_rate,nb_read_frames,pix_fmt";
    let probe = std::process::Command::new("ffprobe")
        .args(["-v", "error", "-count_frames", "-show_entries", wanted, "-of", "json"])
        .arg(&path)
        .output()
        .unwrap();
    assert!(probe.status.success() && probe.stderr.is_empty(), "{}", String::from_utf8_lossy(&probe.stderr));
    let seen: Value = serde_json::from_slice(&probe.stdout).unwrap();
    let stream = &seen["streams"][0];
    assert_eq!(stream["codec_name"], "h264");
    assert_eq!((&stream["width"], &stream["height"]), (&json!(1080), &json!(1920)));
    assert_eq!((&stream["r_frame_rate"], &stream["pix_fmt"]), (&json!("30/1"), &json!("yuv420p")));
    assert_eq!(stream["nb_read_frames"], format!("{:.0}", seconds * 30.0));
}

/// What the session looks like afterwards: history, details and context.
async fn tells_the_story(chat: &Chat, angle: &Value, concept: &Value) {
    let log = chat.log().await;
    let kinds: Vec<&str> = log.iter().map(|message| message["type"].as_str().unwrap()).collect();
    let told = [
        "text",
        "audience_group",
        "text",
        "marketing_angle",
        "text",
        "psychology_selection",
        "selection_summary",
        "video_result",
    ];
    assert_eq!(kinds, told);
    for (number, message) in (1..).zip(&log) {
        assert_eq!(message["seq"], number);
        assert_eq!(message["sender"], if number % 2 == 1 { "user" } else { "ai" });
    }
    assert_eq!(log[0]["content"], "Generate ads");
    let badge = |at: usize, label: &str| {
        assert_eq!((&log[at]["data"]["isSelection"], &log[at]["data"]["label"]), (&json!(true), &json!(label)));
        log[at]["data"]["value"].clone()
    };
    assert_eq!(badge(2, "Target"), "Women Perimenopausal");
    assert_eq!(badge(4, "Angle"), angle["title"], "as it was offered, however the client spelt it");
    assert_eq!(badge(6, "Script"), concept["title"]);
    let details = chat.owner.get(&chat.path("")).await.good();
    assert_eq!((&details["currentStep"], &details["status"]), (&json!("video_generation"), &json!("active")));
    let context = chat.owner.get(&chat.path("/context")).await.good();
    assert_eq!(context["product"]["name"], "Sérum autobronzant progressif");
    assert_eq!(context["history"].as_array().unwrap().len(), 8);
    for kind in ["audience_group", "marketing_angle", "psychology_selection"] {
        assert!(context["generatedContent"][kind].is_object(), "{kind} of {context:#}");
    }
}

/// How a turn reaches the server and its content comes back.
enum Way {
    Stream,
    MessagesUrl,
    Json,
    PostedStream,
    Socket(Box<Socket>),
}

impl Way {
    /// One turn: with the whole body where there is one, by its text and step alone where there isn't.
    async fn turn(&mut self, chat: &Chat, turn: &Value, kind: &str) -> Value {
        let text = turn["message"].as_str().unwrap();
        let query = match turn["currentStep"].as_str() {
            Some(step) => vec![("message", text), ("step", step)],
            None => vec![("message", text)],
        };
        let events = match self {
            Self::Stream => chat.owner.listens(&url(&chat.path("/stream"), &query)).await.rest().await,
            Self::MessagesUrl => chat.owner.listens(&url(&chat.path("/messages"), &query)).await.rest().await,
            Self::PostedStream => chat.owner.posts_and_listens(&chat.path("/messages"), turn).await.rest().await,
            Self::Json => {
                let answer = chat.says(turn).await.good();
                assert_eq!(answer["type"], kind);
                assert!(answer["currentStep"].is_string() && answer["userMessageId"].is_string());
                return answer["data"].clone();
            }
            Self::Socket(socket) => {
                socket.says(turn).await;
                socket.up_to("ai_response_complete").await
            }
        };
        the(&events, kind).data["data"].clone()
    }
}

#[tokio::test]
async fn every_transport_goes_the_same_way() {
    let home = home();
    let server = home.serves();
    let owner = Owner::of(server.address);
    let mut told = Vec::new();
    for way in ["stream", "messages", "json", "posted", "socket"] {
        let chat = owner.starts_session("serum-autobronzant").await;
        let mut way = match way {
            "stream" => Way::Stream,
            "messages" => Way::MessagesUrl,
            "json" => Way::Json,
            "posted" => Way::PostedStream,
            _ => {
                let mut socket = Socket::opens(server.address, &format!("/ws/chat/{}", chat.id)).await;
                assert_eq!(socket.next().await.unwrap().kind(), "session_state");
                Way::Socket(Box::new(socket))
            }
        };
        // Step 2 of the integration, with its `selections`.
        let first = json!({
            "message": "I want to target women experiencing menopause",
            "selections": {"product": "serum-autobronzant", "format": "Hybrid Format", "media": "video"}
        });
        let personas = way.turn(&chat, &first, "audience_group").await["audiences"].clone();
        let persona = adforge_tests::chooses_persona(&personas[1]);
        let angles = way.turn(&chat, &persona, "marketing_angle").await["angles"].clone();
        let angle = adforge_tests::chooses_angle(&personas[1], &angles[1]);
        let concepts = way.turn(&chat, &angle, "psychology_selection").await["concepts"].clone();
        let details = json!({"message": format!("Selected script: {}", concepts[0]["title"].as_str().unwrap())});
        let script = way.turn(&chat, &details, "script_details").await;
        assert_eq!(script["id"], concepts[0]["id"]);
        let chosen = owner.get(&chat.path("")).await.good()["selections"].clone();
        told.push((
            chat.log().await.iter().map(|it| it["type"].clone()).collect::<Vec<_>>(),
            [chosen["persona"]["id"].clone(), chosen["angle"]["id"].clone()],
        ));
    }
    assert!(told.windows(2).all(|two| two[0] == two[1]), "{told:#?}");
    assert_eq!(told[0].1, [json!("aud-2"), json!("ang-2")]);
}

#[tokio::test]
async fn the_guides_later_examples_work_as_they_stand() {
    let home = home();
    let server = home.serves();
    let owner = Owner::of(server.address);
    let chat = owner.starts_session("1").await;
    // Example 1, sent as the guide's own `fetch` does: without a content type of its own.
    let first = json!({
        "sessionId": chat.id, "message": "Show me target audiences for this product",
        "context": {"product": "serum-autobronzant", "format": "Hybrid Format"}
    });
    let answer = owner.post_raw(&chat.path("/messages"), "text/plain;charset=UTF-8", first.to_string()).await.good();
    assert_eq!(answer["type"], "audience_group");
    let persona = &answer["data"]["audiences"][0];
    let angle = chat.chooses_persona(persona).await["data"]["angles"][0].clone();
    // Example 2: both by name, no step.
    let scripts = json!({
        "sessionId": chat.id, "message": "Generate scripts",
        "context": {
            "product": "serum-autobronzant", "persona": oddly_spelt(persona["name"].as_str().unwrap()),
            "angle": oddly_spelt(angle["title"].as_str().unwrap())
        }
    });
    let answer = chat.says(&scripts).await.good();
    assert_eq!(answer["type"], "psychology_selection");
    // Example 3, over the socket.
    let mut socket = Socket::opens(server.address, &format!("/ws/chat/{}", chat.id)).await;
    let filming = json!({
        "sessionId": chat.id, "action": "generate_video", "scriptId": answer["data"]["concepts"][0]["id"],
        "avatarId": "avatar-female-45",
        "context": {"persona": persona["name"], "angle": angle["title"], "script": "Full script text here..."}
    });
    socket.says(&filming).await;
    let started = socket.up_to("video_generation_started").await.last().unwrap().data.clone();
    let job = started["jobId"].as_str().unwrap();
    assert!(started["estimatedTime"].as_str().unwrap().ends_with('s'));
    // The film of a whole script takes a while; that it is made is another story's.
    assert_eq!(owner.post(&format!("/api/jobs/{job}/cancel"), &json!({})).await.status, StatusCode::ACCEPTED);
    let end = socket.up_to("error").await;
    assert_eq!(end.last().unwrap().data["code"], "TURN_CANCELLED");
}

#[tokio::test]
async fn a_session_for_pictures_ends_in_a_static_ad() {
    let home = home();
    let server = home.serves();
    let owner = Owner::of(server.address);
    let chat = owner.starts(&json!({"productId": "1", "format": "Static Benefit", "mediaType": "image"})).await;
    let (_, _, concepts) = chat.reaches_concepts().await;
    // The guide's only name for its last step makes what the session is for.
    let last = json!({
        "message": "Generate", "currentStep": "video_generation",
        "context": {"selectedPsychology": {"id": concepts[0]["id"]}}
    });
    let answer = chat.says(&last).await;
    assert_eq!((answer.status, &answer.body["type"]), (StatusCode::ACCEPTED, &json!("image_generation_started")));
    let result = owner.awaits(answer.body["jobId"].as_str().unwrap()).await;
    drawn(&owner, &result).await;
    let asked = owner.post(&chat.path("/image"), &json!({"scriptId": concepts[1]["id"]})).await;
    assert_eq!((asked.status, &asked.body["type"]), (StatusCode::ACCEPTED, &json!("image_generation_started")));
    drawn(&owner, &owner.awaits(asked.body["jobId"].as_str().unwrap()).await).await;
    let kinds = until("both ads in the log", async || {
        let log = chat.log().await;
        (log.len() == 10).then(|| log.iter().map(|it| it["type"].as_str().unwrap().to_owned()).collect::<Vec<_>>())
    });
    assert_eq!(kinds.await[6..], ["selection_summary", "static_ad_result", "selection_summary", "static_ad_result"]);
}

async fn drawn(owner: &Owner, result: &Value) {
    let file = owner.fetches(result["imageUrl"].as_str().unwrap()).await;
    assert!(file.starts_with(b"\x89PNG"), "the ad is a PNG");
    let picture = picture_of(&file);
    let size = (u64::from(picture.width()), u64::from(picture.height()));
    assert_eq!((result["width"].as_u64(), result["height"].as_u64()), (Some(size.0), Some(size.1)));
    let colours: std::collections::HashSet<_> = picture.pixels().collect();
    assert!(colours.len() > 50, "it is more than a surface");
}
