//! Who stands in for the world: a clock that is turned by hand, a writer that gives a card for each permit, a renderer
//! that films when it is let, media in memory.

use adforge_domain::{
    cards::MediaName,
    language::Language,
    progress::{Status, StatusStep},
    workflow::Step,
};
use adforge_ports_creative::{
    BadPicture, Brief, Card, Copywriter, Done, Film, FilmBrief, PictureInfo, PictureKind, Piece, Pieces, Presenter,
    PresenterFilter, Presenters, RenderError, Renderer, Still, Tell,
};
use adforge_ports_runtime::{Clock, Ids, MediaError, MediaStore, MediaStream};
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::StreamExt;
use serde_json::json;
use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};
use time::OffsetDateTime;
use tokio::sync::Semaphore;
use uuid::Uuid;

/// A clock that is turned by hand, and ids that count.
pub struct Hand {
    pub millis: AtomicI64,
    pub ids: AtomicU64,
}

impl Hand {
    pub fn turn(&self, by: Duration) {
        self.millis.fetch_add(by.as_millis() as i64, Ordering::SeqCst);
    }
}

impl Clock for Hand {
    fn now(&self) -> OffsetDateTime {
        let millis = i128::from(self.millis.load(Ordering::SeqCst));
        OffsetDateTime::from_unix_timestamp_nanos(millis * 1_000_000).unwrap()
    }
}

impl Ids for Hand {
    fn next(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.ids.fetch_add(1, Ordering::SeqCst)))
    }

    fn secret(&self) -> u128 {
        u128::from(self.ids.fetch_add(1, Ordering::SeqCst))
    }
}

/// A writer that gives one card for each permit, in any step; it remembers what it was asked.
pub struct Paced {
    pub permits: Arc<Semaphore>,
    pub briefs: Mutex<Vec<Brief>>,
    /// How often it still panics.
    pub panics: AtomicUsize,
}

impl Paced {
    pub fn asked(&self) -> usize {
        self.briefs.lock().unwrap().len()
    }

    pub fn brief(&self, n: usize) -> Brief {
        self.briefs.lock().unwrap()[n].clone()
    }
}

impl Copywriter for Paced {
    fn name(&self) -> &str {
        "paced"
    }

    fn write(&self, brief: Brief) -> Pieces {
        let step = brief.step;
        self.briefs.lock().unwrap().push(brief);
        if self.panics.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
            panic!("a writer that panics, on purpose");
        }
        let permits = Arc::clone(&self.permits);
        let status = Status {
            steps: vec![StatusStep { label: "Thinking…".into(), done: false, estimated_seconds: None }],
            percent: None,
        };
        let cards = futures_util::stream::iter(1..=2).then(move |n| {
            let permits = Arc::clone(&permits);
            async move {
                permits.acquire().await.unwrap().forget();
                Ok(Piece::Card(Box::new(card(step, n))))
            }
        });
        let first = futures_util::stream::iter([Ok(Piece::Status(status))]);
        first.chain(cards).chain(futures_util::stream::iter([Ok(Piece::Done(Done::default()))])).boxed()
    }
}

fn card(step: Step, n: u32) -> Card {
    let score = json!(80);
    match step {
        Step::FormatSelection => {
            Card::Format(serde_json::from_value(json!({"id": "hybrid", "description": "d", "best_for": []})).unwrap())
        }
        Step::PersonaSelection => {
            Card::Persona(serde_json::from_value(json!({"name": format!("Persona {n}"), "gender": "All"})).unwrap())
        }
        Step::PersonaImpact => Card::Effect(serde_json::from_value(json!({"area": "a", "effect": "e"})).unwrap()),
        Step::AngleSelection => Card::Angle(
            serde_json::from_value(json!({
                "title": format!("Angle {n}"), "score": score, "description": "d", "reason": "r",
                "metrics": {"emotion": score, "proof": score, "differentiation": score},
            }))
            .unwrap(),
        ),
        Step::PsychologySelection => Card::Concept(
            serde_json::from_value(json!({
                "title": format!("Concept {n}"), "score": score, "description": "d", "visual_direction": "v",
                "metrics": {"hook": score, "mechanism": score, "believability": score, "cta": score},
                "script": {"hook": "Wait.", "body": "So.", "cta": "Go."},
            }))
            .unwrap(),
        ),
        _ => Card::Scene(
            serde_json::from_value(json!({
                "start": (n - 1) * 10, "end": n * 10, "voiceover": "Wait.", "on_screen_text": "Wait", "visual": "A",
            }))
            .unwrap(),
        ),
    }
}

/// A renderer that films once for each permit, and can be told to fail first.
#[derive(Default)]
pub struct Studio {
    pub permits: Gate,
    pub failures: AtomicUsize,
    pub films: Mutex<Vec<FilmBrief>>,
}

/// A semaphore that begins empty.
pub struct Gate(pub Semaphore);

impl Default for Gate {
    fn default() -> Self {
        Self(Semaphore::new(0))
    }
}

#[async_trait]
impl Renderer for Studio {
    fn name(&self) -> &str {
        "studio"
    }

    fn estimate_seconds(&self, _: &adforge_domain::cards::Script, _: Language) -> u32 {
        7
    }

    fn inspect(&self, bytes: &[u8]) -> Result<PictureInfo, BadPicture> {
        if bytes.starts_with(b"PNG") {
            Ok(PictureInfo { kind: PictureKind::Png, width: 1, height: 1 })
        } else {
            Err(BadPicture::NotAPicture)
        }
    }

    async fn film(&self, brief: FilmBrief, tell: Tell) -> Result<Film, RenderError> {
        self.films.lock().unwrap().push(brief);
        tell(10, "Drawing…");
        self.permits.0.acquire().await.unwrap().forget();
        if self.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
            return Err(RenderError::Failed("on purpose".into()));
        }
        tell(100, "Done");
        Ok(Film {
            mp4: (0..=255).cycle().take(100_000).collect(),
            thumbnail: b"thumb".to_vec(),
            duration_ms: 2_000,
            width: 1080,
            height: 1920,
        })
    }

    async fn draw(&self, brief: FilmBrief, _: Tell) -> Result<Still, RenderError> {
        self.films.lock().unwrap().push(brief);
        self.permits.0.acquire().await.unwrap().forget();
        Ok(Still { png: b"still".to_vec(), width: 1080, height: 1350 })
    }
}

/// Media in memory.
#[derive(Default)]
pub struct Shelf {
    pub files: Mutex<BTreeMap<String, Bytes>>,
    /// Why it is down, when it is.
    pub down: Mutex<Option<String>>,
}

#[async_trait]
impl MediaStore for Shelf {
    async fn put(&self, name: &MediaName, bytes: Bytes) -> Result<(), MediaError> {
        self.files.lock().unwrap().insert(name.to_string(), bytes);
        Ok(())
    }

    async fn size(&self, name: &MediaName) -> Result<Option<u64>, MediaError> {
        Ok(self.files.lock().unwrap().get(name.as_str()).map(|bytes| bytes.len() as u64))
    }

    async fn read(&self, name: &MediaName, range: Range<u64>) -> Result<MediaStream, MediaError> {
        let bytes = self.files.lock().unwrap()[name.as_str()].slice(range.start as usize..range.end as usize);
        Ok(futures_util::stream::iter([Ok(bytes)]).boxed())
    }

    async fn remove_folder(&self, folder: &MediaName) -> Result<(), MediaError> {
        let below = format!("{folder}/");
        self.files.lock().unwrap().retain(|name, _| !name.starts_with(&below));
        Ok(())
    }

    async fn remove(&self, name: &MediaName) -> Result<(), MediaError> {
        self.files.lock().unwrap().remove(name.as_str());
        Ok(())
    }

    async fn check(&self) -> Result<(), MediaError> {
        match &*self.down.lock().unwrap() {
            Some(why) => Err(MediaError::Unavailable(why.clone())),
            None => Ok(()),
        }
    }
}

/// One presenter.
pub struct Troupe;

#[async_trait]
impl Presenters for Troupe {
    async fn list(&self, _: &PresenterFilter) -> Vec<Presenter> {
        self.get("avatar-female-45").await.into_iter().collect()
    }

    async fn get(&self, id: &str) -> Option<Presenter> {
        (id == "avatar-female-45").then(|| Presenter {
            id: id.into(),
            name: "Claire".into(),
            gender: "female".into(),
            age_range: "40-50".into(),
            languages: vec![Language::EN],
            portrait: "C-1-1".into(),
        })
    }
}
