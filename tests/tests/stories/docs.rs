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
        let row = api.lines().find(|line| line.starts_with('|') && line.contains(&format!("`{code}`")));
        let row = row.unwrap_or_else(|| panic!("{code} has no row in docs/api.md: add one"));
        assert!(row.contains(status), "the row of {code} doesn't say {status}: {row}");
    }
}

#[test]
fn the_readme_needs_two_commands_and_its_links_lead_somewhere() {
    let readme = text("README.md");
    for command in ["cargo run --release", "cargo test --workspace"] {
        assert!(readme.contains(command), "the README doesn't say `{command}`");
    }
    for page in ["README.md", "docs/architecture.md", "docs/operations.md", "docs/api.md", "docs/performance.md"] {
        let folder = root().join(page).parent().unwrap().to_owned();
        for link in links(&text(page)) {
            assert!(folder.join(&link).exists(), "{page} links to {link}, which isn't there");
        }
    }
}

/// The relative links of a page, without what follows `#`.
fn links(page: &str) -> Vec<String> {
    let targets = page.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let local = targets.map(|link| link.split('#').next().unwrap_or_default());
    local.filter(|link| !link.is_empty() && !link.contains("://")).map(str::to_owned).collect()
}

/// What `curl` would send, for each of the README's commands of one line that call the server.
#[tokio::test]
async fn the_readmes_requests_work_as_they_stand() {
    let readme = text("README.md");
    let home = home();
    let server = home.serves();
    let base = format!("http://{}", server.address);
    let chat = Owner::of(server.address).starts_session("1").await;
    let mut tried = 0;
    for line in readme.replace("\\\n", " ").lines().map(str::trim).filter(|line| line.starts_with("curl ")) {
        let filled = line
            .replace("http://127.0.0.1:8080", &base)
            .replace("http://localhost:8080", &base)
            .replace("$SESSION", &chat.id)
            .replace("$S", &chat.id);
        if !adforge_tests::needs("curl") {
            return;
        }
        let run = std::process::Command::new("sh")
            .args(["-c", &format!("{filled} --max-time 30 --fail-with-body")])
            .output()
            .unwrap();
        let out = String::from_utf8_lossy(&run.stdout).into_owned();
        // A stream that stays open is cut by the time limit (28), having said something.
        let code = run.status.code();
        assert!(code == Some(0) || (code == Some(28) && out.contains("data:")), "{line}\n{out}");
        tried += 1;
    }
    assert!(tried > 0, "the README has no request to try");
}
