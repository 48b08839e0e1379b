//! Generations and films outside a session.

use crate::{
    Application, JobView, Made, Refusal,
    sessions::format_named,
    turns::{Writing, brief, failed},
};
use adforge_domain::{
    cards::{Angle, AngleMetrics, Concept, ConceptMetrics, Content, Gender, Offered, Persona, Script, Share},
    format::{FormatId, MediaType},
    ids::{CardId, CardKind, JobId, OwnerId},
    job::{Filming, JobKind, Work},
    product::ProductRef,
    score::Score,
    selection::Selections,
    text::Title,
    workflow::{Choice, State, Step},
};
use adforge_ports_creative::{Account, Presenter, PresenterFilter};
use adforge_ports_storage::LoneJob;
use serde::Serialize;
use std::sync::Arc;

/// As many presenters as are named to whoever named none of them.
const CHOICES: usize = 50;

/// One set of cards outside a session.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Generation {
    /// Which.
    pub step: Step,
    /// What is advertised: a product's id, external id or slug.
    pub product: String,
    /// In which format, by id or name.
    pub format: Option<String>,
    /// For whom, in words.
    pub persona: Option<String>,
    /// By which angle, in words.
    pub angle: Option<String>,
    /// Whom it is to reach, in words.
    pub demographics: Option<String>,
    /// How many cards, 2 to 8.
    pub count: Option<u8>,
}

/// A film outside a session.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct LoneVideo {
    /// What is advertised: a product's id, external id or slug.
    pub product: String,
    /// In which format, by id or name.
    pub format: Option<String>,
    /// The words.
    pub script: Script,
    /// The presenter.
    pub avatar: Option<String>,
}

impl Application {
    /// Writes one set of cards.
    ///
    /// # Errors
    /// No such product or format, a limit is met, or the writer failed.
    pub async fn generate(
        self: &Arc<Self>,
        owner: &OwnerId,
        generation: Generation,
        key: Option<String>,
    ) -> Result<Made<Content>, Refusal> {
        let seed = || self.ports.ids.next().as_u64_pair().1;
        self.once(owner, key, &generation, seed, |seed| self.generated(owner, &generation, seed)).await
    }

    async fn generated(
        self: &Arc<Self>,
        owner: &OwnerId,
        generation: &Generation,
        seed: u64,
    ) -> Result<Content, Refusal> {
        let product = self.living_product(owner, &ProductRef(generation.product.clone())).await?;
        let format = generation.format.as_deref().map(format_named).transpose()?.unwrap_or(FormatId::Hybrid);
        self.charge_alone(owner, JobKind::Turn).await?;
        let mut state = State::new(Some(format), MediaType::Video);
        let persona = generation.persona.as_deref().map(named).transpose()?;
        let angle = generation.angle.as_deref().map(named).transpose()?;
        state.selections.persona = persona.map(a_persona);
        state.selections.angle = angle.map(an_angle);
        let writing = Writing {
            step: generation.step,
            wish: generation.demographics.clone(),
            may_answer: false,
            count: generation.count,
            account: Account { owner: owner.clone(), session: None, job: None },
        };
        let brief = brief(&writing, &product, &state, seed);
        let application = Arc::clone(self);
        let writing = async move { application.limited(application.write(brief, &state, None)).await };
        let written = self.spawn_writing(writing).await;
        let written = written.unwrap_or_else(|_| Err(failed("The writer broke down. Please try again.")));
        written.map(|written| written.content).map_err(Refusal::Failed)
    }

    /// Queues a film outside a session.
    ///
    /// # Errors
    /// No such product, format or presenter, a limit is met, or the store could not.
    pub async fn queue_video(
        &self,
        owner: &OwnerId,
        video: LoneVideo,
        key: Option<String>,
    ) -> Result<Made<JobView>, Refusal> {
        let made = self
            .once(owner, key, &video, || JobId(self.ports.ids.next()), |job| self.queue(owner, &video, job))
            .await?;
        Ok(Made { value: self.job(owner, made.value).await?, replayed: made.replayed })
    }

    async fn queue(&self, owner: &OwnerId, video: &LoneVideo, id: JobId) -> Result<JobId, Refusal> {
        if self.ports.store.job(owner, id).await?.is_some() {
            return Ok(id);
        }
        let product = self.living_product(owner, &ProductRef(video.product.clone())).await?;
        let format = video.format.as_deref().map(format_named).transpose()?;
        if let Some(avatar) = &video.avatar {
            self.presenter(avatar).await?;
        }
        self.has_room(JobKind::Video).await?;
        self.charge_alone(owner, JobKind::Video).await?;
        let filming = Filming {
            selections: Selections {
                format,
                concept: Some(a_concept(product.facts.name.clone(), &video.script)),
                ..Selections::default()
            },
            script: video.script.clone(),
            edited: true,
            avatar: video.avatar.clone(),
            product: Some(product.id),
        };
        let work = Work::Film(filming);
        let job = LoneJob { id, owner: owner.clone(), work, at: self.ports.clock.now() };
        self.ports.store.enqueue(job).await?;
        self.queued.notify_one();
        Ok(id)
    }

    /// A presenter by its id.
    pub(crate) async fn presenter(&self, id: &str) -> Result<Presenter, Refusal> {
        if let Some(presenter) = self.ports.presenters.get(id).await? {
            return Ok(presenter);
        }
        let all = self.ports.presenters.list(&PresenterFilter::default()).await?;
        let choices =
            all.into_iter().take(CHOICES).map(|presenter| Choice { id: presenter.id, name: presenter.name }).collect();
        Err(Refusal::Unknown { what: "avatar", given: id.to_owned(), choices })
    }
}

fn named(name: &str) -> Result<Title, Refusal> {
    Title::new(name).map_err(|error| Refusal::Invalid { field: "persona", why: error.to_string() })
}

/// A persona of which only the name is known.
fn a_persona(name: Title) -> Offered<Persona> {
    let card = Persona {
        name,
        share: Share::default(),
        age: String::new(),
        gender: Gender::All,
        location: "".into(),
        description: String::new(),
        traits: Vec::new(),
        pain_points: Vec::new(),
        desires: Vec::new(),
        portrait: String::new(),
        notes: Default::default(),
    };
    Offered { id: CardId { kind: CardKind::Persona, number: 1 }, card: Arc::new(card) }
}

/// A concept that is nothing but its script.
fn a_concept(title: Title, script: &Script) -> Offered<Concept> {
    let even = Score::EVEN;
    let card = Concept {
        title,
        score: even,
        description: String::new(),
        metrics: ConceptMetrics { hook: even, mechanism: even, believability: even, cta: even },
        script: script.clone(),
        visual_direction: String::new(),
        notes: Default::default(),
    };
    Offered { id: CardId { kind: CardKind::Concept, number: 1 }, card: Arc::new(card) }
}

/// An angle of which only the title is known.
fn an_angle(title: Title) -> Offered<Angle> {
    let even = Score::EVEN;
    let card = Angle {
        title,
        score: even,
        description: String::new(),
        metrics: AngleMetrics { emotion: even, proof: even, differentiation: even },
        reason: String::new(),
        notes: Default::default(),
    };
    Offered { id: CardId { kind: CardKind::Angle, number: 1 }, card: Arc::new(card) }
}
