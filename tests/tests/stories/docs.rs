//! What the documents say is so.

use crate::home;
use adforge_tests::Owner;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn every_setting_has_a_line_in_the_operations_page() {
    let operations = text("docs/operations.md");
    for setting in adforge_app::settings::table::SETTINGS {
        let line = operations.lines().find(|line| line.starts_with(&format!("| `{}` |", setting.name)));
        let line = line.unwrap_or_else(|| panic!("{} has no row in docs/operations.md: add one", setting.name));
        let standard = setting.standard.to_string();
        assert!(line.contains(&standard), "the row of {} doesn't say its default {standard}: {line}", setting.name);
    }
    for later in adforge_app::settings::table::LATER {
        assert!(operations.contains(later.name), "{} isn't named in docs/operations.md", later.name);
    }
}

#[test]
fn every_error_code_is_in_the_page_of_the_interface() {
    let source = text("crates/http-api/src/problem.rs");
    let api = text("docs/api.md");
    let table = source.split("codes! {").nth(1).unwrap().split("\n}").next().unwrap();
    let codes: Vec<(&str, &str)> = table
        .lines()
        .filter(|line| !line.trim_start().starts_with("///"))
        .filter_map(|line| {
            let mut parts = line.split('"');
            let code = parts.nth(1)?;
            Some((code, parts.next()?.split_whitespace().next()?))
        })
        .collect();
    assert!(codes.len() >= 20, "the codes were not found in problem.rs: {codes:?}");
    for (code, status) in codes {
        let row = |line: &&str| line.starts_with('|') && line.contains(&format!("`{code}`")) && line.contains(status);
        assert!(api.lines().any(|line| row(&line)), "{code} ({status}) has no row in docs/api.md: add one");
    }
}

#[test]
fn the_readme_has_two_commands_to_set_up_and_every_link_leads_somewhere() {
    let readme = text("README.md");
    let set_up = readme.split("\n## ").find(|part| part.starts_with("Set up\n")).expect("it says how to set it up");
    let commands: Vec<&str> = blocks(set_up, "sh").flat_map(str::lines).collect();
    assert_eq!(commands, ["cargo run --release", "cargo test --workspace"]);
    for page in pages() {
        let folder = page.parent().unwrap();
        for link in links(&std::fs::read_to_string(&page).unwrap()) {
            assert!(folder.join(&link).exists(), "{} links to {link}, which isn't there", page.display());
        }
    }
}

/// The README and every page below `docs`.
fn pages() -> Vec<PathBuf> {
    let (mut pages, mut folders) = (vec![root().join("README.md")], vec![root().join("docs")]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "md") {
                pages.push(path);
            }
        }
    }
    pages
}

/// The blocks of a page in this language; without one, what commands print.
fn blocks<'a>(page: &'a str, language: &'a str) -> impl Iterator<Item = &'a str> {
    let fenced = page.split("```").skip(1).step_by(2);
    fenced.filter_map(move |block| {
        block.split_once('\n').filter(|(kind, _)| *kind == language).map(|(_, text)| text.trim())
    })
}

/// The relative links of a page, without what follows `#`.
fn links(page: &str) -> Vec<String> {
    let targets = page.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let local = targets.map(|link| link.split('#').next().unwrap_or_default());
    local.filter(|link| !link.is_empty() && !link.contains("://")).map(str::to_owned).collect()
}

/// The README's first five minutes, typed as they stand.
#[tokio::test]
async fn the_readmes_first_five_minutes_go_as_it_says() {
    if !["bash", "curl", "jq"].into_iter().all(adforge_tests::needs) {
        return;
    }
    let readme = text("README.md");
    let story = readme.split("\n## ").find(|part| part.starts_with("The first five minutes\n")).unwrap();
    let home = home();
    let server = home.serves();
    let typed: Vec<&str> = blocks(story, "sh").flat_map(str::lines).collect();
    let (last, typed) = typed.split_last().unwrap();
    assert!(last.starts_with("until curl -s $JOB"), "the last line waits for the film: {last}");
    // The film is other stories' matter: here it is enough that it was begun.
    let script = format!("set -euo pipefail\n{}\ncurl -s $JOB\n", typed.join("\n"));
    let script = script.replace("http://127.0.0.1:8080", &format!("http://{}", server.address));
    let run = std::process::Command::new("bash").args(["-c", &script]).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "{script}\n{out}\n{err}");
    let products = blocks(story, "").next().unwrap();
    assert!(out.starts_with(products), "the README shows other products than\n{out}");
    for told in [
        "retry: 1000",
        "\"type\":\"ai_response_start\"",
        "\"name\":\"Women Perimenopausal\"",
        "\"ai_response_complete\"",
    ] {
        assert!(story.contains(told) && out.contains(told), "{told} in\n{out}");
    }
    let kinds = |text: &str| -> Vec<String> {
        let events = text.lines().filter_map(|line| line.strip_prefix("data: {\"type\":\""));
        events.filter_map(|event| event.split('"').next().map(str::to_owned)).collect()
    };
    let shown = blocks(story, "").nth(1).unwrap().split("\n…\n").next().map(kinds).unwrap();
    assert_eq!(kinds(&out)[..shown.len()], shown, "the stream begins as the README shows it");
    let job: serde_json::Value = serde_json::from_str(out.lines().last().unwrap()).unwrap();
    let job = job["jobId"].as_str().unwrap();
    let cancelled = Owner::of(server.address).post(&format!("/api/jobs/{job}/cancel"), &serde_json::json!({})).await;
    assert_eq!(cancelled.status, 202);
}
