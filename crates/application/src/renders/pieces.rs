//! What the renderer here gets from elsewhere: clips for its scenes, the spoken script, a picture behind a static ad.

use super::{
    elsewhere::seller,
    orders::{Missed, Purchases},
    run::{Trouble, trouble},
    sellers::{Seller, Speaking},
    words::{Doing, doing, unkept},
};
use crate::{Application, turns::failed};
use adforge_domain::{cards::Scene, order::Piece};
use adforge_ports_creative::{
    Bespoke, Clip, Commission, Film, FilmBrief, Makes, MediaProvider, PictureBytes, Speech, Still, Tell, Utterance,
    Voice,
};
use std::sync::Arc;

/// How much of a film that is put together here is over when its pieces are there, in percent.
const PIECES: u8 = 60;

impl Application {
    /// The script, spoken. What is paid is bought once; a voice that costs nothing simply speaks again in another attempt.
    async fn spoken(
        self: &Arc<Self>,
        voice: &Arc<dyn Voice>,
        purchases: &Purchases,
        brief: &FilmBrief,
        tell: &Tell,
    ) -> Result<Option<Arc<Speech>>, Trouble> {
        let words = Utterance::of(&brief.scenes, brief.language, brief.presenter.clone(), brief.seed);
        if words.text.is_empty() {
            return Ok(None);
        }
        tell(1, doing(Doing::Speaking, brief.language));
        if voice.is_free() {
            let spoken = voice.speak(&words).await.map_err(|error| {
                tracing::warn!(voice = voice.name(), %error, "a voice doesn't speak");
                Trouble::Again(failed(&format!("{} doesn't speak the script. Please try again.", voice.name())))
            })?;
            return Ok(Some(Arc::new(spoken.speech)));
        }
        let speaking: Arc<dyn Seller> = Arc::new(Speaking { voice: Arc::clone(voice), words });
        let bought = purchases.placed(&speaking, Piece::Speech).await?;
        let bytes = self.kept_file(&bought.order).await?;
        let speech = Speech::from_bytes(&bytes).map_err(|_| Trouble::Final(unkept(voice.name())))?;
        Ok(Some(Arc::new(speech)))
    }

    /// Clips for the scenes, from a provider that makes only such. A scene whose clip isn't to be had is drawn; when there
    /// is none at all, the film fails by the first reason.
    async fn clips(
        self: &Arc<Self>,
        provider: &Arc<dyn MediaProvider>,
        purchases: &Purchases,
        brief: &Arc<FilmBrief>,
        tell: &Tell,
    ) -> Result<Vec<Clip>, Trouble> {
        let Makes::Clips { shortest, longest } = provider.makes() else { return Ok(Vec::new()) };
        let language = brief.language;
        tell(2, doing(Doing::Ordering, language));
        let (mut bought, mut refused) = (Vec::new(), None);
        for (scene, tenths) in filmed(&brief.scenes) {
            let seconds = tenths.div_ceil(10).clamp(shortest, longest);
            let piece = Bespoke::Clip { scene: usize::from(scene), seconds };
            let commission = Commission { brief: Arc::clone(brief), piece };
            match purchases.placed(&seller(provider, commission), Piece::Clip(scene)).await {
                Ok(order) => bought.push((scene, order)),
                Err(Missed::Refused(failure)) => {
                    refused.get_or_insert(failure);
                }
                Err(missed) => return Err(missed.into()),
            }
        }
        let (count, mut clips) = (bought.len().max(1), Vec::new());
        for (number, (scene, order)) in bought.into_iter().enumerate() {
            let told = part(tell, number, count);
            match self.delivered(provider, purchases.claimed(), order, language, &told).await {
                Ok(mp4) => match self.reviewed(mp4).await {
                    Ok(film) => clips.push(Clip { scene: usize::from(scene), mp4: film.mp4.into() }),
                    Err(Trouble::Final(failure)) => drop(refused.get_or_insert(failure)),
                    Err(again) => return Err(again),
                },
                Err(Missed::Refused(failure) | Missed::Gone(failure)) => drop(refused.get_or_insert(failure)),
                Err(missed) => return Err(missed.into()),
            }
        }
        match refused {
            Some(failure) if clips.is_empty() => Err(Trouble::Final(failure)),
            Some(failure) => {
                let (job, reason) = (purchases.claimed().id, failure.message);
                tracing::warn!(%job, provider = provider.name(), reason, "scenes without a clip are drawn");
                Ok(clips)
            }
            None => Ok(clips),
        }
    }

    /// A picture to set a static ad's words over.
    async fn backdrop(
        self: &Arc<Self>,
        provider: &Arc<dyn MediaProvider>,
        purchases: &Purchases,
        brief: &Arc<FilmBrief>,
        tell: &Tell,
    ) -> Result<PictureBytes, Trouble> {
        let commission = Commission { brief: Arc::clone(brief), piece: Bespoke::Picture };
        let bought = purchases.placed(&seller(provider, commission), Piece::Picture).await?;
        let told = part(tell, 0, 1);
        let bytes = self.delivered(provider, purchases.claimed(), bought, brief.language, &told).await?;
        let renderer = Arc::clone(&self.ports.renderer);
        let picture: Arc<[u8]> = bytes.into();
        let looked_at = Arc::clone(&picture);
        let inspected = tokio::task::spawn_blocking(move || renderer.inspect(&looked_at)).await;
        let inspected = inspected.map_err(|_| Trouble::Again(failed("The picture could not be looked at.")))?;
        inspected.map_err(|error| {
            tracing::warn!(job = %purchases.claimed().id, provider = provider.name(), %error, "a picture is none");
            Trouble::Final(failed("What was delivered as the picture is none."))
        })?;
        Ok(PictureBytes(picture))
    }

    /// Puts a film together here, of what was made elsewhere and what is drawn.
    pub(super) async fn film_here(
        self: &Arc<Self>,
        purchases: &Purchases,
        mut brief: FilmBrief,
        tell: Tell,
    ) -> Result<Film, Trouble> {
        if let Some(voice) = &self.ports.voice {
            brief.speech = self.spoken(voice, purchases, &brief, &tell).await?;
        }
        let clips = self.ports.video.as_ref().filter(|provider| provider.makes() != Makes::Films);
        let Some(provider) = clips else { return self.ports.renderer.film(brief, tell).await.map_err(trouble) };
        let shared = Arc::new(brief);
        let clips = self.clips(provider, purchases, &shared, &tell).await?;
        let brief = FilmBrief { clips, ..Arc::unwrap_or_clone(shared) };
        // While it was made elsewhere it held no renderer; now it needs one.
        self.renders.comes_back(purchases.claimed().id).await;
        self.ports.renderer.film(brief, rest(&tell)).await.map_err(trouble)
    }

    /// Draws a static ad here, over a picture that was made elsewhere where somebody makes such.
    pub(super) async fn draw_here(
        self: &Arc<Self>,
        purchases: &Purchases,
        brief: FilmBrief,
        tell: Tell,
    ) -> Result<Still, Trouble> {
        let Some(provider) = &self.ports.images else {
            return self.ports.renderer.draw(brief, tell).await.map_err(trouble);
        };
        let shared = Arc::new(brief);
        let backdrop = Some(self.backdrop(provider, purchases, &shared, &tell).await?);
        let brief = FilmBrief { backdrop, ..Arc::unwrap_or_clone(shared) };
        self.ports.renderer.draw(brief, rest(&tell)).await.map_err(trouble)
    }
}

/// The scenes that a clip is made for, with their lengths in tenths of a second: all but the end card.
fn filmed(scenes: &[Scene]) -> impl Iterator<Item = (u8, u32)> {
    let last = scenes.len().saturating_sub(1);
    let wanted = scenes.iter().enumerate().filter(move |(number, _)| *number != last || last == 0);
    wanted.filter_map(|(number, scene)| Some((u8::try_from(number).ok()?, scene.end.saturating_sub(scene.start))))
}

/// Tells how far one of several pieces is, as a part of all.
fn part(tell: &Tell, number: usize, count: usize) -> Tell {
    let tell = Arc::clone(tell);
    Arc::new(move |percent, what| {
        let all = (number * 100 + usize::from(percent.min(100))) / count;
        tell(u8::try_from(all * usize::from(PIECES) / 100).unwrap_or(PIECES), what);
    })
}

/// Tells how far the film is when its pieces are there.
fn rest(tell: &Tell) -> Tell {
    let tell = Arc::clone(tell);
    Arc::new(move |percent, what| {
        let all = u32::from(PIECES) + u32::from(percent.min(100)) * u32::from(100 - PIECES) / 100;
        tell(u8::try_from(all).unwrap_or(100), what);
    })
}
