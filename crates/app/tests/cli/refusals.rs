//! One sentence for each thing that can be in its way.

use crate::adforge::{Adforge, database, sentence};
use adforge_tests_servers::s3;
use diesel::connection::SimpleConnection;
use std::net::TcpListener;

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
fn a_bucket_that_cannot_be_used_is_said() {
    let with = |endpoint: &str| {
        let adforge = Adforge::new().variable("ADFORGE_MEDIA_URL", "s3://nothing/media");
        let adforge = adforge.variable("ADFORGE_MEDIA_ENDPOINT", endpoint).variable("ADFORGE_LISTEN", "127.0.0.1:0");
        let adforge = adforge.variable("ADFORGE_MEDIA_ACCESS_KEY", "me").variable("ADFORGE_MEDIA_SECRET_KEY", "s3cr3t");
        let run = adforge.run(&["serve"]);
        assert!(!run.err.contains("s3cr3t"), "{}", run.err);
        sentence(&run).to_owned()
    };
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nobody = format!("http://{free}");
    let said = format!("the media store is unavailable: {nobody} can't be reached: Connection refused (os error 111)");
    assert_eq!(with(&nobody), said);
    let Some(server) = s3() else { return };
    let endpoint = server.endpoint();
    let said = format!("the media store is unavailable: there is no bucket \"nothing\" at {endpoint}");
    assert_eq!(with(&endpoint), said);
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
