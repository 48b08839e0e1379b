//! `adforge doctor`: whether those who are asked for money, or over the network, would answer.

use crate::{
    cli::say,
    settings::{LanguageModel, Settings, Writer},
    system::{SystemClock, SystemIds},
    wiring::makers::Makers,
};
use adforge_adapters_llm::{Gate, Health, Surroundings, check};
use adforge_ports_creative::{Findings, MediaProvider, Unwell};
use anyhow::{Result, bail};
use std::sync::Arc;

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
            Writer::Model(named) => model(named).await,
        });
    }
    let makers = Makers::of(settings)?;
    findings.push(provider("video", makers.video.as_ref()).await);
    findings.push(provider("image", makers.images.as_ref()).await);
    findings.push(match &makers.voice {
        None => well("voice: none".to_owned(), "music and captions alone"),
        Some(voice) => examined(format!("voice: {}", voice.model()), voice.examine().await),
    });
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

/// Warns in the log about the models that can't be used, or soon can't.
pub(crate) async fn warn(settings: &Settings) {
    for writer in &settings.writers {
        let Writer::Model(named) = writer else { continue };
        let Finding { who, is_well, found } = model(named).await;
        if is_well {
            tracing::info!(model = who, "{found}");
        } else {
            tracing::warn!(model = who, "this model can't be used now: {found}");
        }
    }
}

fn well(who: String, found: &str) -> Finding {
    Finding { who, is_well: true, found: found.to_owned() }
}

async fn provider(what: &str, provider: Option<&Arc<dyn MediaProvider>>) -> Finding {
    match provider {
        None => well(format!("{what}: local"), "built in"),
        Some(provider) => examined(format!("{what}: {}", provider.model()), provider.examine().await),
    }
}

fn examined(who: String, found: Result<Findings, Unwell>) -> Finding {
    match found {
        Ok(findings) => Finding { who, is_well: findings.has_model != Some(false), found: known(&findings) },
        Err(unwell) => Finding { who, is_well: false, found: unwell.to_string() },
    }
}

/// What is known, and what isn't.
fn known(findings: &Findings) -> String {
    let listed = match findings.has_model {
        Some(true) => "there",
        Some(false) => "answers, and has no such model",
        None => "answers, and names no models",
    };
    let unknown = || "unknown".to_owned();
    let retires = findings.retires.map_or_else(unknown, |day| day.to_string());
    let quota = findings.quota.clone().unwrap_or_else(unknown);
    let price = if findings.has_price { "known" } else { "unknown" };
    format!("{listed}; retires: {retires}; price: {price}; quota: {quota}")
}

async fn model(named: &LanguageModel) -> Finding {
    let around = Surroundings { clock: Arc::new(SystemClock), ids: Arc::new(SystemIds), gate: Gate::of(1) };
    let access = named.access();
    let (is_well, found) = match check(&access, &around).await {
        Ok(Ok(health)) => (true, told(&health)),
        Ok(Err(fault)) => (false, fault.to_string()),
        Err(error) => (false, error.to_string()),
    };
    Finding { who: access.name(), is_well, found }
}

/// What is known, and what isn't.
fn told(health: &Health) -> String {
    let listed = if health.is_listed { "there" } else { "answers, and doesn't name this model" };
    let retires = health.retires.map_or_else(|| "unknown".to_owned(), |day| day.to_string());
    let price = if health.has_price { "known" } else { "unknown" };
    format!("{listed}; retires: {retires}; price: {price}; quota: unknown")
}
