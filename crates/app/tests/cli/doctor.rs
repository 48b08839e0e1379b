//! `adforge doctor`: who is set, and whether they would answer.

use crate::adforge::Adforge;
use std::net::TcpListener;

#[test]
fn who_is_built_in_is_always_well() {
    let run = Adforge::new().run(&["doctor"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(run.out.lines().count(), 4, "the writer, the film maker, the picture maker and the voice: {}", run.out);
    assert!(run.out.lines().all(|line| line.contains("  ok      built in")), "{}", run.out);
}

#[test]
fn a_model_that_nobody_runs_is_a_failure_and_its_key_is_not_shown() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let run = Adforge::new()
        .variable("ADFORGE_LLM", "openai/gpt-6-luna,offline")
        .variable("ADFORGE_OPENAI_API_KEY", "sk-s3cr3t-of-mine")
        .variable("ADFORGE_OPENAI_BASE_URL", format!("http://{nobody}/v1"))
        .run(&["doctor"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.out.contains("openai/gpt-6-luna  FAILED  it can't be reached"), "{}", run.out);
    assert!(run.out.contains("ok      built in"), "the others are told all the same: {}", run.out);
    assert_eq!(run.err.lines().last(), Some("adforge: one of those who are set can't be used"));
    assert!(!run.out.contains("s3cr3t") && !run.err.contains("s3cr3t"), "{run:?}");
}
