//! `adforge doctor`: whether those who are asked for money, or over the network, would answer.

use crate::{
    cli::say,
    settings::{Settings, Writer},
    wiring::{examined::model, makers::Makers},
};
use adforge_ports_creative::Examined;
use anyhow::{Result, bail};

/// What is found of one: its name, whether it can be used, and what is known beside that.
struct Finding {
    who: String,
    is_well: bool,
    found: String,
}

/// Examines everybody who is set, one after the other, and prints what was found.
///
/// # Errors
/// Somebody can't be used.
pub(crate) async fn examine(settings: &Settings) -> Result<()> {
    let mut findings = Vec::new();
    for writer in &settings.writers {
        findings.push(match writer {
            Writer::Offline => well("offline".to_owned(), "built in"),
            Writer::Model(named) => finding(&*model(named)).await,
        });
    }
    let makers = Makers::of(settings)?;
    for (what, without, maker) in makers.by_ware() {
        findings.push(match maker {
            None => well(format!("{what}: {without}"), "built in"),
            Some(maker) => {
                let found = finding(&*maker).await;
                Finding { who: format!("{what}: {}", found.who), ..found }
            }
        });
    }
    let width = findings.iter().map(|finding| finding.who.chars().count()).max().unwrap_or_default();
    for Finding { who, is_well, found } in &findings {
        say(format_args!("{who:width$}  {}  {found}", if *is_well { "ok    " } else { "FAILED" }))?;
    }
    match findings.iter().filter(|finding| !finding.is_well).count() {
        0 => Ok(()),
        1 => bail!("one of those who are set can't be used"),
        ill => bail!("{ill} of those who are set can't be used"),
    }
}

fn well(who: String, found: &str) -> Finding {
    Finding { who, is_well: true, found: found.to_owned() }
}

async fn finding(one: &dyn Examined) -> Finding {
    let (is_well, found) = match one.examine().await {
        Ok(findings) => (true, findings.to_string()),
        Err(why) => (false, why.to_string()),
    };
    Finding { who: one.name(), is_well, found }
}
