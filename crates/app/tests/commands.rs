//! The real binary at work: what it serves, how it stops, and one sentence for each thing that is in its way.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a helper of tests may panic as its tests do"
)]

mod adforge;

use adforge::{Adforge, Run, Running, answer, between};
use diesel::{Connection, SqliteConnection, connection::SimpleConnection};
use std::{io::BufRead, net::TcpListener, path::Path};

const SESSION: &str = r#"{"productId":"1","format":"Hybrid Format","mediaType":"video"}"#;

fn session(server: &Running) -> String {
    let created = server.post("/api/chat/sessions", SESSION);
    assert_eq!(created.status, 201, "{created:?}");
    between(&created.body, "\"sessionId\":\"", "\"").to_owned()
}

/// What it could not do, in one sentence on one line.
fn sentence(run: &Run) -> &str {
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.out.is_empty(), "{run:?}");
    let lines: Vec<&str> = run.err.lines().filter(|line| line.starts_with("adforge: ")).collect();
    assert_eq!(lines.len(), 1, "{run:?}");
    lines[0].trim_start_matches("adforge: ")
}

fn database(home: &Path) -> SqliteConnection {
    SqliteConnection::establish(home.join("data/adforge.db").to_str().unwrap()).unwrap()
}

#[test]
fn it_serves_with_no_setting_at_all_and_stops_when_it_is_told() {
    for signal in ["TERM", "INT"] {
        let server = Adforge::new().serves();
        assert_eq!(server.get("/healthz").status, 200);
        assert_eq!(server.get("/readyz").status, 200);
        let product = server.get("/api/products/1");
        assert!(product.body.contains("\"slug\":\"serum-autobronzant\""), "{product:?}");
        session(&server);
        server.signal(signal);
        let run = server.ends();
        assert_eq!(run.code, 0, "{run:?}");
        assert!(run.out.is_empty(), "only the address goes to standard output");
        assert!(run.home.path().join("data/adforge.db").exists());
    }
}

#[test]
fn a_log_for_machines_is_json_line_by_line() {
    let server = Adforge::new().variable("ADFORGE_LOG_FORMAT", "json").serves();
    let address = server.address.clone();
    server.signal("TERM");
    let run = server.ends();
    let lines: Vec<serde_json::Value> = run.err.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().any(|line| line["fields"]["address"] == address.as_str()), "{}", run.err);
}

#[test]
fn a_taken_port_is_said() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let run = Adforge::new().variable("ADFORGE_LISTEN", &address).run(&["serve"]);
    let said =
        format!("{address} is taken by another program: stop that, or choose another address with ADFORGE_LISTEN");
    assert_eq!(sentence(&run), said);
}

#[test]
fn a_data_folder_that_cannot_be_is_said() {
    let adforge = Adforge::new();
    std::fs::write(adforge.home.path().join("file"), "").unwrap();
    let run = adforge.variable("ADFORGE_DATA_DIR", "file/data").run(&[]);
    assert_eq!(sentence(&run), "the data folder file/data can't be made: Not a directory (os error 20)");

    let adforge = Adforge::new();
    std::fs::write(adforge.home.path().join("data"), "a file in its place").unwrap();
    assert_eq!(sentence(&adforge.run(&[])), "the data folder ./data can't be made: File exists (os error 17)");
}

#[test]
fn a_media_folder_that_cannot_be_is_said() {
    let adforge = Adforge::new();
    std::fs::write(adforge.home.path().join("film"), "").unwrap();
    let run = adforge.variable("ADFORGE_MEDIA_URL", "file://film").variable("ADFORGE_LISTEN", "127.0.0.1:0").run(&[]);
    assert_eq!(sentence(&run), "the media store is unavailable: the folder film: File exists (os error 17)");
}

#[test]
fn a_database_that_is_none_is_said() {
    let adforge = Adforge::new();
    std::fs::create_dir(adforge.home.path().join("data")).unwrap();
    std::fs::write(adforge.home.path().join("data/adforge.db"), "not a database, but long enough to look like one")
        .unwrap();
    let run = adforge.variable("ADFORGE_LISTEN", "127.0.0.1:0").run(&[]);
    let said = sentence(&run);
    assert!(said.starts_with("the database can't be opened: ./data/adforge.db: "), "{said}");
}

#[test]
fn a_database_from_a_newer_version_is_said_and_left_alone() {
    let run = Adforge::new().run(&["migrate"]);
    assert_eq!((run.code, run.out.as_str()), (0, "The database ./data/adforge.db is up to date.\n"), "{run:?}");
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000000')";
    database(run.home.path()).batch_execute(newer).unwrap();
    let before = std::fs::read(run.home.path().join("data/adforge.db")).unwrap();
    let mut home = run.home;
    for command in ["serve", "migrate"] {
        let run = Adforge::at(home).variable("ADFORGE_LISTEN", "127.0.0.1:0").run(&[command]);
        assert_eq!(
            sentence(&run),
            "the database was written by a newer version of this program (migration 29990101000000): use that version"
        );
        home = run.home;
    }
    assert_eq!(std::fs::read(home.path().join("data/adforge.db")).unwrap(), before);
}

#[test]
fn a_second_process_on_one_folder_is_refused_and_the_first_goes_on() {
    let server = Adforge::new().serves();
    let data = server.home.path().join("data");
    for command in ["serve", "migrate"] {
        let second = Adforge::new().variable("ADFORGE_DATA_DIR", &data).variable("ADFORGE_LISTEN", "127.0.0.1:0");
        let run = second.run(&[command]);
        let said = sentence(&run);
        assert!(said.starts_with(&format!("{} is in use by another adforge process (", data.display())), "{said}");
    }
    assert_eq!(server.get("/readyz").status, 200);
    server.signal("TERM");
    assert_eq!(server.ends().code, 0);
}

#[test]
fn a_process_that_was_killed_leaves_no_lock_and_its_products_and_sessions_are_there() {
    let server = Adforge::new().serves();
    let session = session(&server);
    server.signal("KILL");
    let killed = server.ends();
    assert_eq!(killed.code, -1);
    let server = Adforge::at(killed.home).serves();
    assert_eq!(server.get(&format!("/api/chat/sessions/{session}")).status, 200);
    server.signal("TERM");
    assert_eq!(server.ends().code, 0);
}

#[test]
fn a_running_turn_may_end_after_the_signal_and_its_content_is_kept() {
    // Slow enough that the signal falls between the cards.
    let server = Adforge::new().variable("ADFORGE_OFFLINE_PACE", "300ms").serves();
    let session = session(&server);
    let path = format!("/api/chat/sessions/{session}");
    let mut stream =
        server.streams(&format!("{path}/stream?message=Generate%20ads&step=persona_selection&partial=true"));
    let mut line = String::new();
    while !line.contains("content_delta") {
        line.clear();
        assert!(stream.read_line(&mut line).unwrap() > 0, "the stream ended before the first card");
    }
    server.signal("TERM");
    while stream.read_line(&mut line).unwrap() > 0 {}
    let stopped = server.ends();
    assert_eq!(stopped.code, 0, "{stopped:?}");
    let mut database = database(stopped.home.path());
    let mut count = |query: &str| {
        let counted: Counted = diesel::RunQueryDsl::get_result(diesel::sql_query(query), &mut database).unwrap();
        counted.n
    };
    assert_eq!(count("SELECT count(*) AS n FROM chat_messages"), 2, "the turn has its end: {}", stopped.err);
}

#[derive(diesel::QueryableByName)]
struct Counted {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    n: i64,
}

#[test]
fn what_does_not_end_in_time_is_taken_up_by_the_next_start() {
    let server = Adforge::new()
        .variable("ADFORGE_OFFLINE_PACE", "1h")
        .variable("ADFORGE_GENERATION_TIMEOUT", "0")
        .variable("ADFORGE_DRAIN_TIMEOUT", "0ms")
        .serves();
    let session = session(&server);
    let path = format!("/api/chat/sessions/{session}");
    let asked = r#"{"message":"Generate ads","currentStep":"persona_selection","clientMessageId":"one"}"#;
    let unanswered = server.begins_to_post(&format!("{path}/messages"), asked);
    let mut stream = server.streams(&format!("{path}/stream?lastEventId=0"));
    let mut line = String::new();
    while !line.contains("ai_response_start") {
        line.clear();
        assert!(stream.read_line(&mut line).unwrap() > 0, "the turn never began");
    }
    server.signal("TERM");
    let stopped = server.ends();
    assert_eq!(stopped.code, 0, "{stopped:?}");
    drop(unanswered);
    let server = Adforge::at(stopped.home).serves();
    let answered = server.post(&format!("{path}/messages"), asked);
    assert_eq!(answered.status, 200, "{answered:?}");
    assert!(answered.body.contains("audience_group"), "{answered:?}");
    let history = server.get(&format!("{path}/messages"));
    assert_eq!(history.body.matches("\"seq\":").count(), 2, "one turn, not two: {history:?}");
    server.signal("TERM");
    assert_eq!(server.ends().code, 0);
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let server = Adforge::new()
        .variable("ADFORGE_OFFLINE_PACE", "1h")
        .variable("ADFORGE_GENERATION_TIMEOUT", "0")
        .variable("ADFORGE_DRAIN_TIMEOUT", "1h")
        .serves();
    let session = session(&server);
    let path = format!("/api/chat/sessions/{session}/messages");
    let unanswered = server.begins_to_post(&path, r#"{"message":"Generate ads","currentStep":"persona_selection"}"#);
    let mut stream = server.streams(&format!("/api/chat/sessions/{session}/stream?lastEventId=0"));
    let mut line = String::new();
    while !line.contains("ai_response_start") {
        line.clear();
        assert!(stream.read_line(&mut line).unwrap() > 0, "the turn never began");
    }
    server.signal("TERM");
    // Its streams end with the first signal, so the second isn't taken for one with it.
    while stream.read_line(&mut line).unwrap() > 0 {}
    server.signal("TERM");
    let run = server.ends();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.err.contains("stopped at once"), "{}", run.err);
    drop(answer(unanswered));
}

#[test]
fn a_file_that_may_not_grow_is_a_full_disk_and_not_the_end() {
    let server = Adforge::new().serves_with_files_up_to(1024);
    let refused = (0..5000).map(|_| server.post("/api/chat/sessions", SESSION)).find(|answer| answer.status != 201);
    let refused = refused.expect("a file never grew past its limit");
    assert_eq!(refused.status, 503, "{refused:?}");
    assert!(refused.body.contains("\"code\":\"UNAVAILABLE\""), "{refused:?}");
    assert_eq!(server.get("/readyz").status, 503);
    assert_eq!(server.get("/healthz").status, 200);
    server.signal("TERM");
    assert_eq!(server.ends().code, 0);
}

#[test]
fn the_description_of_the_interface_is_printed_and_compared() {
    let run = Adforge::new().run(&["openapi"]);
    let document: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"), "{}", document["openapi"]);
    assert!(document["paths"]["/api/chat/sessions"]["post"].is_object());

    let same = Adforge::new();
    let kept = same.home.path().join("openapi.json");
    std::fs::write(&kept, &run.out).unwrap();
    let same = same.run(&["openapi", "--check", "openapi.json"]);
    assert_eq!((same.code, same.err.as_str()), (0, ""), "{same:?}");

    let stale = Adforge::at(same.home);
    std::fs::write(stale.home.path().join("openapi.json"), run.out.replacen("AdForge", "AdSmith", 1)).unwrap();
    let stale = stale.run(&["openapi", "--check", "openapi.json"]);
    assert_eq!(stale.code, 1);
    assert!(stale.err.contains("openapi.json is not what this program would write, from line "), "{}", stale.err);
    assert!(stale.err.contains("adforge openapi > openapi.json"), "{}", stale.err);

    let missing = Adforge::new().run(&["openapi", "--check", "none.json"]);
    assert_eq!(sentence(&missing), "none.json can't be read: No such file or directory (os error 2)");
}

#[test]
fn a_demonstration_ends_with_a_film_where_it_says() {
    let run = Adforge::new().run(&["demo"]);
    assert_eq!(run.code, 0, "{run:?}");
    for part in ["1. Who is it for?", "2. What does it tell them?", "3. What makes them listen?", "4. The film"] {
        assert!(run.out.contains(part), "{}", run.out);
    }
    assert!(run.out.matches("  • ").count() >= 4 + 2 + 2, "{}", run.out);
    let film = std::fs::read(between(&run.out, "  film       ", "\n")).unwrap();
    assert_eq!(&film[4..8], b"ftyp");
    let thumbnail = std::fs::read(between(&run.out, "  thumbnail  ", "\n")).unwrap();
    assert_eq!(&thumbnail[..3], [0xff, 0xd8, 0xff]);
    assert!(run.out.contains(&format!("file://{}", between(&run.out, "  film       ", "\n"))));
}
