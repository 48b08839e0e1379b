//! Renders a whole film and says how fast it went: `cargo run --release --example film -- out.mp4 [language] [format] [picture] [presenter] [clip] [backdrop]`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "an example may panic")]

#[path = "../tests/it/brief/mod.rs"]
mod brief;

use adforge_adapters_local_renderer::{LocalPresenters, LocalRenderer};
use adforge_domain::format::FormatId;
use adforge_ports_creative::{Clip, PictureBytes, Presenters, Renderer};
use std::{sync::Arc, time::Instant};

#[tokio::main]
async fn main() {
    let mut args = std::env::args().skip(1);
    let out = args.next().unwrap_or_else(|| "film.mp4".to_owned());
    let language = args.next().unwrap_or_else(|| "en".to_owned());
    let format = args.next().and_then(|name| FormatId::parse(&name)).unwrap_or(FormatId::Hybrid);
    let mut brief = brief::long(&language);
    brief.format = format;
    brief.picture = match args.next().as_deref() {
        None | Some("drawn") => Some(brief::picture()),
        Some("none") => None,
        Some(path) => Some(PictureBytes(std::fs::read(path).expect("a picture's file").into())),
    };
    if let Some(id) = args.next() {
        brief.presenter = LocalPresenters::new().get(&id).await.expect("those that come with the program");
    }
    // What was shot for all scenes but the first.
    if let Some(path) = args.next().filter(|path| path != "none") {
        let mp4: Arc<[u8]> = std::fs::read(path).expect("a clip's file").into();
        brief.clips = (1..brief.scenes.len()).map(|scene| Clip { scene, mp4: Arc::clone(&mp4) }).collect();
    }
    if let Some(path) = args.next() {
        brief.backdrop = Some(PictureBytes(std::fs::read(path).expect("a picture's file").into()));
    }
    let threads = std::thread::available_parallelism().expect("the number of processors");
    let renderer = LocalRenderer::new(threads);
    println!("usually: {} s", renderer.typical_seconds());
    let start = Instant::now();
    let film =
        renderer.film(brief.clone(), Arc::new(|percent, what| println!("{percent:3} % {what}"))).await.expect("a film");
    let took = start.elapsed().as_secs_f64();
    let seconds = f64::from(film.duration_ms) / 1000.0;
    std::fs::write(&out, &film.mp4).expect("the film can be written");
    std::fs::write(format!("{out}.jpg"), &film.thumbnail).expect("the thumbnail can be written");
    println!(
        "{out}: {seconds} s of film, {:.1} MB, in {took:.2} s: {:.2} times real time on {threads} threads",
        film.mp4.len() as f64 / 1e6,
        seconds / took
    );
    if let Ok(still) = renderer.draw(brief, Arc::new(|_, _| {})).await {
        std::fs::write(format!("{out}.png"), &still.png).expect("the still can be written");
    }
}
