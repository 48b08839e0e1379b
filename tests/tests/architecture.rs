//! Which crate may depend on which: arrows point inwards only.
#![allow(clippy::unwrap_used, reason = "a helper of tests may panic as its tests do")]

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

fn packages() -> Vec<Package> {
    let metadata = MetadataCommand::new().no_deps().other_options(["--offline".to_owned()]).exec().unwrap();
    metadata.packages
}

fn normal_dependencies(package: &Package) -> impl Iterator<Item = &str> {
    package.dependencies.iter().filter(|it| it.kind == DependencyKind::Normal).map(|it| it.name.as_str())
}

/// What of ours a crate may use, by the beginnings of names.
fn allowed(name: &str) -> &'static [&'static str] {
    match name {
        "adforge-domain" => &[],
        "adforge-application" => &["adforge-domain", "adforge-ports-"],
        "adforge-http-api" => &["adforge-application", "adforge-domain", "adforge-ports-runtime"],
        "adforge-web" => &[],
        name if name.starts_with("adforge-ports-") => &["adforge-domain"],
        "adforge-line" => &["adforge-ports-creative"],
        name if name.starts_with("adforge-adapters-") => &["adforge-domain", "adforge-ports-", "adforge-line"],
        "adforge-doubles" => &["adforge-domain", "adforge-ports-"],
        _ => &["adforge-"],
    }
}

#[test]
fn arrows_point_inwards() {
    let packages = packages();
    assert!(packages.len() >= 7, "the workspace was not read");
    for package in &packages {
        let name = package.name.as_str();
        for used in normal_dependencies(package).filter(|used| used.starts_with("adforge-")) {
            assert!(
                allowed(name).iter().any(|allowed| used.starts_with(allowed)),
                "{name} depends on {used}: move what it needs inwards, behind a port, or let `app` wire it"
            );
        }
    }
}

#[test]
fn doubles_stand_in_tests_only() {
    for package in packages() {
        let name = package.name.as_str();
        assert!(
            normal_dependencies(&package).all(|used| used != "adforge-doubles"),
            "{name} depends on adforge-doubles: it belongs under `[dev-dependencies]`"
        );
    }
}

#[test]
fn the_domain_is_pure() {
    let pure = ["serde", "serde_json", "thiserror", "time", "uuid", "unicode-normalization", "itoa", "litemap"];
    for package in packages().iter().filter(|package| package.name.as_str() == "adforge-domain") {
        for used in normal_dependencies(package) {
            assert!(pure.contains(&used), "the domain depends on {used}: what does I/O or waits belongs behind a port");
        }
    }
}
