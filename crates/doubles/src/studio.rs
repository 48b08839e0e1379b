//! A renderer that films when it is let.

use adforge_ports_creative::{
    BadPicture, Film, FilmBrief, PictureInfo, PictureKind, RenderError, Renderer, Still, Tell,
};
use async_trait::async_trait;
use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};
use tokio::sync::Semaphore;

/// A renderer that films or draws once for each permit, and can be told to fail first.
pub struct Studio {
    permits: Semaphore,
    /// How many films still fail.
    pub failures: AtomicUsize,
    /// What it was asked to film or draw.
    pub films: Mutex<Vec<FilmBrief>>,
}

impl Default for Studio {
    fn default() -> Self {
        Self { permits: Semaphore::new(0), failures: AtomicUsize::new(0), films: Mutex::default() }
    }
}

impl Studio {
    /// Lets it make so many films or pictures more.
    pub fn permit(&self, films: usize) {
        self.permits.add_permits(films);
    }
}

#[async_trait]
impl Renderer for Studio {
    fn name(&self) -> &str {
        "studio"
    }

    fn typical_seconds(&self) -> u32 {
        7
    }

    fn inspect(&self, bytes: &[u8]) -> Result<PictureInfo, BadPicture> {
        if bytes.starts_with(b"PNG") {
            Ok(PictureInfo { kind: PictureKind::Png, width: 1, height: 1 })
        } else {
            Err(BadPicture::NotAPicture)
        }
    }

    fn review(&self, mp4: Vec<u8>) -> Result<Film, RenderError> {
        if !mp4.starts_with(b"film") {
            return Err(RenderError::Impossible("it is no film".into()));
        }
        Ok(Film { mp4, thumbnail: b"thumb".to_vec(), duration_ms: 3_000, width: 720, height: 1280 })
    }

    async fn film(&self, brief: FilmBrief, tell: Tell) -> Result<Film, RenderError> {
        self.films.lock().unwrap().push(brief);
        tell(10, "Drawing…");
        self.permits.acquire().await.unwrap().forget();
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
        self.permits.acquire().await.unwrap().forget();
        Ok(Still { png: b"still".to_vec(), width: 1080, height: 1350 })
    }
}
