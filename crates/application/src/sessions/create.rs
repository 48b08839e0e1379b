//! Beginning a session, with nothing or from another session's card.

use super::SessionView;
use crate::{Application, Made, Refusal};
use adforge_domain::{
    format::{FORMATS, FormatId, MediaType},
    ids::{MessageId, OwnerId, SessionId},
    message::Draft,
    product::ProductRef,
    session::{Origin, Session},
    workflow::{Choice, State},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a session begins with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewSession {
    /// What is advertised.
    pub product: ProductRef,
    /// The ad format, by id or name.
    pub format: Option<String>,
    /// What it makes.
    pub media: MediaType,
    /// The guide's `userId`, a label.
    pub user_label: Option<String>,
    /// Another session of the same owner and one of its cards, which is chosen to begin with.
    pub from: Option<(SessionId, String)>,
}

/// What is compared when a key comes again.
#[derive(Serialize)]
struct Asked<'a> {
    session: (&'a str, Option<&'a str>, &'a str, Option<&'a str>),
    from: Option<(SessionId, &'a str)>,
}

/// The ids of what will be made.
#[derive(Serialize, Deserialize)]
struct Intent {
    session: Uuid,
    messages: Vec<Uuid>,
}

impl Application {
    /// Begins a session.
    ///
    /// # Errors
    /// No such product, format, session or card; or the store could not.
    pub async fn create_session(
        &self,
        owner: &OwnerId,
        new: NewSession,
        key: Option<String>,
    ) -> Result<Made<SessionView>, Refusal> {
        let asked = Asked {
            session: (&new.product.0, new.format.as_deref(), new.media.as_str(), new.user_label.as_deref()),
            from: new.from.as_ref().map(|(session, card)| (*session, card.as_str())),
        };
        // A session from a card begins with at most four messages, another one with none.
        let begins_with = if new.from.is_some() { 4 } else { 0 };
        let intend = || Intent {
            session: self.ports.ids.next(),
            messages: (0..begins_with).map(|_| self.ports.ids.next()).collect(),
        };
        let made = self
            .once(owner, key, &asked, intend, |intent| async {
                self.begin(owner, &new, intent).await.map(|session| session.origin.id)
            })
            .await?;
        // What was made just now nobody else can have touched; what was made before may be gone.
        let head = match made.replayed {
            true => self.head(owner, made.value).await?,
            false => self.head_since(owner, made.value, 0).await?,
        };
        Ok(Made { value: self.view(&head), replayed: made.replayed })
    }

    async fn begin(&self, owner: &OwnerId, new: &NewSession, intent: Intent) -> Result<Session, Refusal> {
        let product = self.living_product(owner, &new.product).await?;
        let opening = match &new.from {
            Some((session, card)) => self.opening(owner, *session, card).await?,
            None => super::from_card::Opening::default(),
        };
        let format = match &new.format {
            Some(name) => Some(format_named(name)?),
            None => opening.format,
        };
        let created_at = self.ports.clock.now();
        let origin = Origin {
            id: SessionId(intent.session),
            owner: owner.clone(),
            user_label: new.user_label.clone(),
            product: product.id,
            format,
            media: new.media,
            language: product.facts.language,
            created_at,
        };
        let drafts: Vec<Draft> = opening
            .bodies(format)
            .into_iter()
            .zip(intent.messages)
            .map(|(body, id)| Draft { id: MessageId(id), at: created_at, body })
            .collect();
        self.ports.store.create(&origin, &drafts).await?;
        let messages: Vec<_> = drafts.into_iter().zip(1..).map(|(draft, seq)| draft.placed(origin.id, seq)).collect();
        let state = State::new(format, new.media).fold(&messages);
        let session = Session {
            origin: origin.clone(),
            last_seq: state.seq,
            current_step: state.step,
            selections: state.selections.clone(),
            generator: state.generator.clone(),
            updated_at: created_at,
        };
        self.open_room(origin, state);
        Ok(session)
    }
}

/// A format by its id, its name or its name in another language.
pub(crate) fn format_named(name: &str) -> Result<FormatId, Refusal> {
    FormatId::parse(name).ok_or_else(|| Refusal::Unknown {
        what: "format",
        given: name.to_owned(),
        choices: FORMATS
            .iter()
            .map(|id| id.get())
            .map(|format| Choice { id: format.key.to_owned(), name: format.name.to_owned() })
            .collect(),
    })
}
