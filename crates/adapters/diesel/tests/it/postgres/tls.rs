//! What is said to the server is encrypted where `sslmode` asks for it, and the server is who it should be.

use crate::cast::Moved;
use adforge_adapters_diesel::DieselStore;
use adforge_tests_servers::Postgres;
use diesel::{QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types::Bool};
use std::{fs, path::Path, process::Command};
use url::Url;

/// A certificate for 127.0.0.1 that vouches for itself.
fn certificate(folder: &Path, name: &str) {
    let path = |ending: &str| folder.join(format!("{name}.{ending}")).display().to_string();
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"])
        .args(["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"])
        .args(["-keyout", &path("key"), "-out", &path("crt")])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

fn with(url: &Url, mode: &str, root: Option<&Path>) -> String {
    let mut url = url.clone();
    url.query_pairs_mut().append_pair("sslmode", mode);
    if let Some(root) = root {
        url.query_pairs_mut().append_pair("sslrootcert", root.to_str().unwrap());
    }
    url.into()
}

#[derive(QueryableByName)]
struct Said {
    #[diesel(sql_type = Bool)]
    yes: bool,
}

#[test]
fn a_connection_is_encrypted_and_its_server_known() {
    let Some(server) = Postgres::start() else { return };
    let database = server.database();
    let open = |url: &str| DieselStore::connect(url, Moved::new());
    let refused = |url: &str| open(url).map(drop).unwrap_err().to_string();
    let sentence = refused(&with(&database.url, "require", None));
    assert!(sentence.contains("server does not support SSL, but SSL was required"), "{sentence}");

    certificate(server.folder(), "server");
    let others = tempfile::tempdir().unwrap();
    certificate(others.path(), "other");
    let own = server.folder().join("server.crt");
    // The server's folder is not ours to read once it is the server's.
    let known = others.path().join("known.crt");
    fs::copy(&own, &known).unwrap();
    server.restart_with(&["ssl=on", "ssl_cert_file='../server.crt'", "ssl_key_file='../server.key'"]);
    // A trigger sees whether whoever writes speaks in the clear.
    drop(open(&with(&database.url, "verify-full", Some(&known))).unwrap());
    let only_encrypted = "CREATE TABLE said (yes bool); \
        CREATE FUNCTION look() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN \
        INSERT INTO said SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid(); END $$; \
        CREATE EVENT TRIGGER look ON ddl_command_end EXECUTE FUNCTION look()";
    let fresh = server.database();
    fresh.behind().batch_execute(only_encrypted).unwrap();
    fresh.behind().batch_execute("TRUNCATE said").unwrap();
    drop(open(&with(&fresh.url, "require", None)).unwrap());
    let said: Vec<Said> = sql_query("SELECT DISTINCT yes FROM said").load(&mut fresh.behind()).unwrap();
    assert_eq!(said.iter().map(|said| said.yes).collect::<Vec<_>>(), [true], "the migrations went by an encrypted way");

    let sentence = refused(&with(&database.url, "verify-full", Some(&others.path().join("other.crt"))));
    assert!(sentence.contains("certificate verify failed"), "{sentence}");
}
