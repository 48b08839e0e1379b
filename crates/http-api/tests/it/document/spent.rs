//! What was spent: with jobs, with sessions, and for an operator.

use super::held::Document;
use crate::cast::{Server, Setup};
use adforge_domain::{
    ids::OwnerId,
    spending::{Money, Spent, Tokens},
};
use adforge_ports_creative::{Account, Bill, Call};
use serde_json::json;

/// Pays for a call on a job's account.
async fn pays(server: &Server, (session, job): (&str, &str), model: &str, money: Option<u64>, estimated: bool) {
    let session = session.rsplit('/').next().unwrap().parse().unwrap();
    let account = Account { owner: OwnerId("local".into()), session: Some(session), job: Some(job.parse().unwrap()) };
    let money = money.map(Money);
    let entry = server.books.reserve(Call { account, model: model.into(), most: money }).await.unwrap();
    let tokens = Tokens { input: 1_000, cached: 200, output: 300 };
    server.books.settle(entry, Spent { tokens, money, estimated });
    server.books.settled().await;
}

#[tokio::test]
async fn what_was_spent_is_shown_where_anything_was() {
    let server = Server::with(Setup { costs: true, ..Setup::default() }).await;
    let session = server.with_concepts().await;
    let film = server.post(&format!("{session}/video"), json!({"scriptId": "psych-1"})).await;
    let job = film.body["jobId"].as_str().unwrap().to_owned();
    let job_path = format!("/api/jobs/{job}");
    let mut document = Document::new();
    for (operation, path) in [("GET /api/jobs/{id}", &job_path), ("GET /api/chat/sessions/{id}", &session)] {
        let answer = server.get(path).await;
        document.holds(operation, &answer);
        assert_eq!(answer.body.get("usage"), None, "nothing was spent");
    }
    assert!(!server.get("/metrics").await.text.contains("adforge_model"));

    pays(&server, (&session, &job), "maker/model", Some(12_000_000), false).await;
    let usage = json!({
        "calls": 1, "inputTokens": 1000, "cachedInputTokens": 200, "outputTokens": 300, "costUsd": 0.012, "estimated": false,
    });
    assert_eq!(server.get(&job_path).await.body["usage"], usage);
    pays(&server, (&session, &job), "a \"local\" one", None, true).await;
    let usage = json!({
        "calls": 2, "inputTokens": 2000, "cachedInputTokens": 400, "outputTokens": 600, "costUsd": "unknown",
        "estimated": true,
    });
    for (operation, path) in [("GET /api/jobs/{id}", &job_path), ("GET /api/chat/sessions/{id}", &session)] {
        let answer = server.get(path).await;
        document.holds(operation, &answer);
        assert_eq!(answer.body["usage"], usage);
    }
    let listed = server.get("/api/chat/sessions").await;
    assert_eq!(listed.body["sessions"][0].get("usage"), None, "lists don't sum");
    let text = server.get("/metrics").await.text;
    for line in [
        r#"adforge_model_calls_total{model="maker/model"} 1"#,
        r#"adforge_model_calls_total{model="a \"local\" one"} 1"#,
        r#"adforge_model_unpriced_calls_total{model="maker/model"} 0"#,
        r#"adforge_model_unpriced_calls_total{model="a \"local\" one"} 1"#,
        r#"adforge_model_dollars_total{model="maker/model"} 0.012"#,
        r#"adforge_model_tokens_total{model="maker/model",kind="input"} 800"#,
        r#"adforge_model_tokens_total{model="maker/model",kind="cached"} 200"#,
        r#"adforge_model_tokens_total{model="maker/model",kind="output"} 300"#,
    ] {
        assert!(text.lines().any(|it| it == line), "{line}\n{text}");
    }
}
