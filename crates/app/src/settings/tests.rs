//! Settings are taken from the topmost layer, checked together, and refused by name.

mod providers;

use super::{
    Database, Media, RedisUrl, Settings,
    layers::Environment,
    table::{LATER, SETTINGS, Setting},
};
use std::{collections::BTreeSet, ffi::OsString, path::Path, time::Duration};

fn environment(variables: &[(&str, &str)]) -> Environment {
    Environment::new(variables.iter().map(|(name, value)| (OsString::from(name), OsString::from(value))))
}

fn read(variables: &[(&str, &str)]) -> Settings {
    Settings::read(None, &environment(variables)).unwrap()
}

fn refusal(variables: &[(&str, &str)]) -> String {
    Settings::read(None, &environment(variables)).unwrap_err().to_string()
}

fn with_file<T>(text: &str, then: impl Fn(&Path) -> T) -> T {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("adforge.toml");
    std::fs::write(&path, text).unwrap();
    then(&path)
}

fn file_refusal(text: &str) -> String {
    with_file(text, |path| Settings::read(Some(path), &Environment::default()).unwrap_err().to_string())
}

#[test]
fn every_default_is_a_value_that_its_setting_takes() {
    let settings = read(&[]);
    assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.database, Database::File("./data/adforge.db".into()));
    assert_eq!(settings.media, Media::Folder("./data/media".into()));
    assert_eq!(settings.quotas.messages_per_minute, Some(10));
    assert_eq!(settings.quotas.user_generations, None);
    assert_eq!(settings.times.session, Some(Duration::from_secs(24 * 3600)));
    assert_eq!(settings.times.retention, Some(Duration::from_secs(30 * 24 * 3600)));
    assert_eq!(settings.offline_pace, Duration::ZERO);
    assert_eq!((settings.jobs.workers, settings.jobs.renderers), (256, 1));
}

#[test]
fn every_setting_is_read() {
    // A value that no setting takes is refused under each name, so none of them is accepted and ignored.
    let free_text = ["ADFORGE_DATA_DIR"];
    for Setting { name, .. } in SETTINGS.iter().filter(|setting| !free_text.contains(&setting.name)) {
        assert!(refusal(&[(name, "!?")]).starts_with(name), "{name} takes anything: is it read at all?");
    }
}

#[test]
fn the_environment_is_above_the_file_and_the_file_above_the_default() {
    with_file("workers = 7\nrenderers = 2\n", |path| {
        let settings = Settings::read(Some(path), &environment(&[("ADFORGE_RENDERERS", "3")])).unwrap();
        assert_eq!((settings.jobs.workers, settings.jobs.renderers, settings.jobs.attempts), (7, 3, 3));
        let shown = settings.to_string();
        let line = |name: &str| {
            let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
            shown.lines().find(|line| line.starts_with(name)).map(words).unwrap()
        };
        assert_eq!(line("ADFORGE_WORKERS"), format!("ADFORGE_WORKERS 7 from {}", path.display()));
        assert_eq!(line("ADFORGE_RENDERERS"), "ADFORGE_RENDERERS 3 from the environment");
        assert_eq!(line("ADFORGE_JOB_ATTEMPTS"), "ADFORGE_JOB_ATTEMPTS 3 the default");
        assert_eq!(line("ADFORGE_CDN_URL"), "ADFORGE_CDN_URL (none) the default");
        assert_eq!(line("ADFORGE_PUBLIC_URL"), "ADFORGE_PUBLIC_URL http://127.0.0.1:8080 from the listen address");
    });
}

#[test]
fn database_and_media_lie_in_the_data_folder_unless_they_are_set() {
    let settings = read(&[("ADFORGE_DATA_DIR", "/srv/ads"), ("ADFORGE_MEDIA_URL", "file:///mnt/films")]);
    assert_eq!(settings.database, Database::File("/srv/ads/adforge.db".into()));
    assert_eq!(settings.media, Media::Folder("/mnt/films".into()));
    assert!(settings.to_string().contains("sqlite:///srv/ads/adforge.db"));
}

#[test]
fn nought_lifts_a_limit() {
    let lifted = ["MESSAGES_PER_MINUTE", "GENERATIONS_PER_DAY", "VIDEOS_PER_DAY", "SESSION_TTL", "RETENTION"]
        .map(|name| format!("ADFORGE_{name}"));
    let variables: Vec<(&str, &str)> = lifted.iter().map(|name| (name.as_str(), "0")).collect();
    let settings = read(&variables);
    assert_eq!(settings.quotas.messages_per_minute, None);
    assert_eq!(settings.quotas.session_videos, None);
    assert_eq!(settings.times.session, None);
    assert_eq!(settings.times.retention, None);
}

#[test]
fn nought_is_no_number_of_workers_attempts_or_leases() {
    for name in ["WORKERS", "RENDERERS", "JOB_ATTEMPTS", "JOB_CRASHES", "JOB_LEASE"] {
        let name = format!("ADFORGE_{name}");
        let refused = refusal(&[(&name, "0")]);
        assert!(refused.starts_with(&format!("{name}, from the environment, is \"0\". It takes ")), "{refused}");
    }
}

#[test]
fn every_bad_setting_is_named_at_once_with_its_place() {
    let refused = with_file("workers = 0\nlisten = 8080\n", |path| {
        let variables = environment(&[("ADFORGE_RETENTION", "a while"), ("ADFORGE_LOG", "infoo")]);
        Settings::read(Some(path), &variables).unwrap_err().to_string().replace(&path.display().to_string(), "FILE")
    });
    let lines: Vec<&str> = refused.lines().collect();
    assert_eq!(lines.len(), 5, "{refused}");
    assert_eq!(lines[0], "4 settings can't be used:");
    for (name, place, given) in [
        ("ADFORGE_LISTEN", "from FILE", "8080"),
        ("ADFORGE_RETENTION", "from the environment", "a while"),
        ("ADFORGE_WORKERS", "from FILE", "0"),
        ("ADFORGE_LOG", "from the environment", "infoo"),
    ] {
        let beginning = format!("  {name}, {place}, is \"{given}\". It takes ");
        assert!(lines.iter().any(|line| line.starts_with(&beginning)), "{beginning}\n{refused}");
    }
}

#[test]
fn a_slip_of_the_keyboard_is_told_which_setting_is_meant() {
    let refused = refusal(&[("ADFORGE_LISTENN", "127.0.0.1:1")]);
    assert_eq!(refused, "ADFORGE_LISTENN, from the environment, is no setting. Is ADFORGE_LISTEN meant?");
    let refused = refusal(&[("ADFORGE_NUMBER_OF_CATS", "2")]);
    assert_eq!(
        refused,
        "ADFORGE_NUMBER_OF_CATS, from the environment, is no setting. `adforge config --help` lists them all."
    );
    assert!(file_refusal("worker = 1").contains("worker, from "));
    assert!(file_refusal("worker = 1").ends_with("is no setting. Is workers meant?"));
    assert!(file_refusal("ADFORGE_WORKERS = 1").contains("ADFORGE_WORKERS, from "));
    assert!(file_refusal("[serve]\nworkers = 1").contains("serve, from "));
}

#[test]
fn a_file_that_is_no_toml_is_refused_by_line_and_its_text_is_not_repeated() {
    let refused = file_refusal("workers = 1\nopenai_api_key = sk-secret\n");
    assert!(refused.contains("is no TOML: line 2: "), "{refused}");
    assert!(!refused.contains("sk-secret"), "{refused}");
    let missing = Settings::read(Some(Path::new("/nowhere/adforge.toml")), &Environment::default()).unwrap_err();
    assert!(missing.to_string().starts_with("The settings file /nowhere/adforge.toml can't be read: "));
}

#[test]
fn a_value_of_the_wrong_kind_is_refused_by_name() {
    assert!(file_refusal("workers = true").contains("ADFORGE_WORKERS, from "));
    assert!(file_refusal("workers = 2.5").contains("neither a text, a number, nor a list of texts"));
    with_file("allowed_origins = [\"https://a.example\", \"https://b.example:8443\"]", |path| {
        let settings = Settings::read(Some(path), &Environment::default()).unwrap();
        assert_eq!(settings.allowed_origins, ["https://a.example", "https://b.example:8443"]);
    });
}

#[test]
fn what_is_to_come_is_refused_by_name_and_its_value_is_not_repeated() {
    for later in LATER {
        let refused = refusal(&[(later.name, "s3cr3t")]);
        assert!(refused.starts_with(&format!("{}, from the environment: it belongs to ", later.name)), "{refused}");
        assert!(refused.ends_with("is not in this version yet."), "{refused}");
        assert!(!refused.contains("s3cr3t"), "{refused}");
        assert!(file_refusal(&format!("{} = \"s3cr3t\"", later.key())).contains(later.name));
    }
    assert_eq!(
        refusal(&[("ADFORGE_AUTH", "jwt")]),
        "ADFORGE_AUTH, from the environment: authentication by tokens (jwt) is not in this version yet."
    );
}

#[test]
fn a_password_in_a_url_is_not_repeated() {
    let refused = refusal(&[("ADFORGE_DATABASE_URL", "mysql://ads:s3cr3t@db/ads")]);
    assert!(refused.contains("\"mysql://…@db/ads\"") && refused.contains("mysql:// is no database"), "{refused}");
    let refused = refusal(&[("ADFORGE_PUBLIC_URL", "https://me:s3cr3t@ads.example")]);
    assert!(!refused.contains("s3cr3t"), "{refused}");
}

#[test]
fn without_authentication_only_loopback_is_listened_on() {
    for address in ["0.0.0.0:8080", "192.0.2.1:80", "[::]:8080"] {
        let refused = refusal(&[("ADFORGE_LISTEN", address)]);
        assert!(refused.contains("as long as ADFORGE_AUTH is none"), "{refused}");
    }
    for address in ["127.0.0.1:0", "127.0.0.2:80", "[::1]:8080"] {
        assert_eq!(read(&[("ADFORGE_LISTEN", address)]).listen.to_string(), address);
    }
}

#[test]
fn origins_are_web_sites_and_nothing_wider() {
    let settings = read(&[("ADFORGE_ALLOWED_ORIGINS", "https://Shop.example, http://localhost:3000")]);
    assert_eq!(settings.allowed_origins, ["https://shop.example", "http://localhost:3000"]);
    for bad in ["*", "null", "https://*.example", "shop.example", "https://shop.example/path", "ftp://shop.example"] {
        assert!(refusal(&[("ADFORGE_ALLOWED_ORIGINS", bad)]).contains("It takes origins"), "{bad}");
    }
}

#[test]
fn nothing_is_a_value_only_where_nothing_is_the_default() {
    assert!(read(&[("ADFORGE_CDN_URL", ""), ("ADFORGE_REDIS_URL", "")]).cdn_url.is_none());
    assert!(refusal(&[("ADFORGE_WORKERS", "")]).starts_with("ADFORGE_WORKERS, from the environment, is \"\"."));
}

#[test]
fn a_log_filter_that_would_silence_the_log_by_a_slip_is_refused() {
    for bad in ["", ",", "infoo", "info,adforge=loud", "info,,debug"] {
        assert!(refusal(&[("ADFORGE_LOG", bad)]).contains("It takes off, error, warn"), "{bad}");
    }
    for good in ["off", "DEBUG", "info,adforge_http_api=debug", "warn,adforge_app=trace"] {
        assert_eq!(read(&[("ADFORGE_LOG", good)]).log, good);
    }
}

#[test]
fn times_are_whole_milliseconds_of_at_most_ten_years() {
    assert_eq!(read(&[("ADFORGE_SESSION_TTL", "1500ms")]).times.session, Some(Duration::from_millis(1500)));
    for bad in ["30", "-1s", "1us", "11years", "30 parsecs"] {
        assert!(refusal(&[("ADFORGE_SESSION_TTL", bad)]).contains("It takes a time such as 30s"), "{bad}");
    }
}

#[test]
fn every_setting_has_a_line_in_the_documents_that_says_its_default() {
    let page = include_str!("../../../../docs/operations.md");
    let cells = |line: &str| line.split('|').map(|cell| cell.trim().replace('`', "")).collect::<Vec<_>>();
    let lines: Vec<Vec<String>> = page.lines().filter(|line| line.starts_with("| `ADFORGE_")).map(cells).collect();
    for setting in SETTINGS {
        let line = lines.iter().find(|cells| cells[1] == setting.name);
        let line = line.unwrap_or_else(|| panic!("add a line for {} to the table in docs/operations.md", setting.name));
        assert_eq!(line[2], setting.standard.to_string(), "mend the default of {} in docs/operations.md", setting.name);
    }
    for later in LATER {
        assert!(page.contains(later.name), "name {} in docs/operations.md as one to come", later.name);
    }
    let known: BTreeSet<&str> = SETTINGS.iter().map(|setting| setting.name).chain(["ADFORGE_CONFIG"]).collect();
    for line in lines {
        assert!(known.contains(line[1].as_str()), "docs/operations.md tells of {}, which is no setting", line[1]);
    }
}

#[test]
fn a_database_on_a_server_is_taken_as_it_stands_and_shown_without_its_secrets() {
    for url in [
        "postgres://ads:s3cr3t@db/ads?sslmode=verify-full&sslpassword=s3cr3t",
        "postgresql://ads:s3cr3t@a:5432,b:5433/ads?target_session_attrs=read-write",
    ] {
        let settings = read(&[("ADFORGE_DATABASE_URL", url)]);
        assert_eq!(settings.database, Database::Server(url.to_owned()));
        for shown in [settings.to_string(), settings.database.to_string(), format!("{:?}", settings.database)] {
            assert!(!shown.contains("s3cr3t"), "{shown}");
        }
        assert!(settings.to_string().contains("://ads@"), "{settings}");
    }
    let shown = read(&[("ADFORGE_DATABASE_URL", "postgres://db/ads")]).database.to_string();
    assert_eq!(shown, "postgres://db/ads");
    let redis = read(&[("ADFORGE_REDIS_URL", "redis://ads:s3cr3t@db:6379/1")]);
    assert!(!redis.to_string().contains("s3cr3t") && !format!("{:?}", redis.redis).contains("s3cr3t"), "{redis}");
    assert_eq!(redis.redis, Some(RedisUrl("redis://ads:s3cr3t@db:6379/1".into())));
    assert!(refusal(&[("ADFORGE_REDIS_URL", "http://db:6379")]).contains("It takes the redis:// or rediss:// URL"));
    let refused = refusal(&[("ADFORGE_DATABASE_URL", "postgres://")]);
    assert!(
        refused.ends_with("It takes sqlite:// and the path of a file, or the postgres:// URL of a database."),
        "{refused}"
    );
}
