//! Good and bad settings: what it says, and with which code it ends.

use crate::adforge::Adforge;

#[test]
fn the_settings_in_force_are_printed_with_where_each_came_from() {
    let run = Adforge::new().file("workers = 7\n").variable("ADFORGE_RENDERERS", "2").run(&["config"]);
    assert_eq!(run.code, 0, "{run:?}");
    let rows: Vec<Vec<&str>> = run.out.lines().map(|line| line.split_whitespace().collect()).collect();
    assert!(
        rows.iter().any(|row| row.starts_with(&["ADFORGE_WORKERS", "7", "from"]) && row[3].ends_with("adforge.toml"))
    );
    assert!(rows.contains(&vec!["ADFORGE_RENDERERS", "2", "from", "the", "environment"]), "{}", run.out);
    assert!(rows.contains(&vec!["ADFORGE_JOB_ATTEMPTS", "3", "the", "default"]), "{}", run.out);
}

#[test]
fn the_file_that_the_environment_names_gives_way_to_the_one_on_the_command_line() {
    let run = Adforge::new().variable("ADFORGE_CONFIG", "/nowhere.toml").run(&["config"]);
    assert_eq!(run.code, 2);
    assert_eq!(
        run.err,
        "adforge: The settings file /nowhere.toml can't be read: No such file or directory (os error 2).\n"
    );
    let run = Adforge::new().variable("ADFORGE_CONFIG", "/nowhere.toml").file("workers = 7\n").run(&["config"]);
    assert_eq!(run.code, 0, "{run:?}");
}

#[test]
fn every_command_refuses_bad_settings_with_a_sentence_each_before_it_does_anything() {
    for command in [&[][..], &["serve"], &["demo"], &["config"], &["migrate"]] {
        let adforge = Adforge::new().variable("ADFORGE_WORKERS", "0").variable("ADFORGE_LISTEN", "nonsense");
        let run = adforge.run(command);
        assert_eq!(run.code, 2, "{command:?} {run:?}");
        assert_eq!(
            run.err,
            "adforge: 2 settings can't be used:\n  \
             ADFORGE_LISTEN, from the environment, is \"nonsense\". It takes an IP address and a port, such as \
             127.0.0.1:8080 or [::1]:8080 (port 0 takes a free one).\n  \
             ADFORGE_WORKERS, from the environment, is \"0\". It takes a whole number from 1 to 65536.\n"
        );
        assert!(run.out.is_empty());
        assert!(!run.home.path().join("data").exists(), "nothing was begun");
    }
}

#[test]
fn a_name_that_is_no_setting_is_refused() {
    let run = Adforge::new().variable("ADFORGE_WORKRES", "9").run(&[]);
    assert_eq!(run.code, 2);
    assert_eq!(run.err, "adforge: ADFORGE_WORKRES, from the environment, is no setting. Is ADFORGE_WORKERS meant?\n");
}

#[test]
fn a_file_that_is_no_toml_is_refused_by_line() {
    let run = Adforge::new().file("workers = 1\nlisten = \n").run(&[]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("adforge.toml is no TOML: line 2: "), "{}", run.err);
}

#[test]
fn a_secret_for_a_version_to_come_is_refused_by_name_and_never_shown() {
    for command in [&["config"][..], &["serve"]] {
        let run = Adforge::new()
            .variable("ADFORGE_ELEVENLABS_API_KEY", "s3cr3t")
            .variable("ADFORGE_HEYGEN_API_KEY", "s3cr3t")
            .file("jwt_secret = \"s3cr3t-of-thirty-two-bytes-or-more\"\n")
            .run(command);
        assert_eq!(run.code, 2);
        for name in ["ADFORGE_ELEVENLABS_API_KEY", "ADFORGE_HEYGEN_API_KEY", "ADFORGE_JWT_SECRET"] {
            assert!(run.err.contains(name), "{}", run.err);
        }
        assert!(!run.err.contains("s3cr3t") && !run.out.contains("s3cr3t"), "{run:?}");
    }
}

#[test]
fn a_public_address_without_authentication_is_refused() {
    let run = Adforge::new().variable("ADFORGE_LISTEN", "0.0.0.0:8080").run(&[]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.starts_with("adforge: ADFORGE_LISTEN, from the environment, is \"0.0.0.0:8080\". It takes a loopback")
    );
}

#[test]
fn what_is_typed_wrongly_ends_with_two_and_help_with_nought() {
    for wrong in [&["sreve"][..], &["--confg", "x"], &["openapi", "--chek", "x"], &["serve", "more"]] {
        assert_eq!(Adforge::new().run(wrong).code, 2, "{wrong:?}");
    }
    for right in [&["--help"][..], &["--version"], &["help"], &["config", "--help"]] {
        assert_eq!(Adforge::new().run(right).code, 0, "{right:?}");
    }
    let token = Adforge::new().run(&["token", "--user", "me", "--ttl", "1h"]);
    assert_eq!(token.code, 2);
    assert_eq!(
        token.err,
        "adforge: adforge token signs tokens for ADFORGE_AUTH=jwt, which is not in this version yet.\n"
    );
}
