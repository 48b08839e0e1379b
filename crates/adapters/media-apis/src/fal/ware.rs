//! What is ordered at fal: clips and pictures, and what its models want to be told.

use crate::{
    kind::{Kind, picture},
    prompt,
};
use adforge_ports_creative::{Bespoke, Commission, FetchError, Makes, PictureBytes};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

/// Where prices are, at whoever answers in fal's place.
pub(super) const PRICES: &str = "/v1/models/pricing";
/// What the endpoints of a clip's model end in that begin with a picture, and with words alone.
const FROM_PICTURE: &str = "/image-to-video";
const FROM_WORDS: &str = "/text-to-video";
/// What the endpoint of a picture's model ends in that begins with a picture.
const EDIT: &str = "/edit";
/// What the lengths of clips may be, in seconds.
const SHORTEST: u32 = 4;
const LONGEST: u32 = 15;

/// What is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Ware {
    Clips,
    Pictures,
}

/// An order.
pub(super) struct Order {
    /// What is after the model's family.
    pub(super) endpoint: &'static str,
    /// What the model is told.
    pub(super) input: Value,
}

impl Ware {
    /// Its section of the table of models.
    pub(super) fn section(self) -> &'static str {
        match self {
            Self::Clips => "fal_clips",
            Self::Pictures => "fal_pictures",
        }
    }

    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Clips => Kind::Film,
            Self::Pictures => Kind::Picture,
        }
    }

    pub(super) fn makes(self) -> Makes {
        match self {
            Self::Clips => Makes::Clips { shortest: SHORTEST, longest: LONGEST },
            Self::Pictures => Makes::Pictures,
        }
    }

    /// The family of a model's endpoints, whichever of them is named.
    pub(super) fn family(self, model: &str) -> &str {
        let model = model.trim_matches('/');
        let ends: &[&str] = match self {
            Self::Clips => &[FROM_PICTURE, FROM_WORDS],
            Self::Pictures => &[EDIT],
        };
        ends.iter().find_map(|end| model.strip_suffix(end)).unwrap_or(model)
    }

    /// What is after the family where there are words alone.
    pub(super) fn plain(self) -> &'static str {
        match self {
            Self::Clips => FROM_WORDS,
            Self::Pictures => "",
        }
    }

    /// How long a piece is, where it has a length; none where it isn't made here.
    pub(super) fn seconds(self, piece: Bespoke) -> Option<Option<u32>> {
        match (self, piece) {
            (Self::Clips, Bespoke::Clip { seconds, .. }) => Some(Some(seconds.clamp(SHORTEST, LONGEST))),
            (Self::Pictures, Bespoke::Picture) => Some(None),
            _ => None,
        }
    }

    /// The order of a piece; none where it isn't made here.
    pub(super) fn order(self, commission: &Commission) -> Option<Order> {
        let seconds = self.seconds(commission.piece)?;
        let told = match self {
            Self::Clips => prompt::clip(commission)?,
            Self::Pictures => prompt::picture(commission)?,
        };
        let shown = told.picture.and_then(shown);
        let own = match seconds {
            // Clips are set to sound and words here.
            Some(seconds) => json!({
                "aspect_ratio": "9:16", "resolution": "720p", "duration": seconds.to_string(), "generate_audio": false,
            }),
            None => json!({"aspect_ratio": "4:5", "resolution": "1K", "num_images": 1, "output_format": "png"}),
        };
        let (endpoint, likeness) = match (self, shown) {
            (Self::Clips, Some(shown)) => (FROM_PICTURE, json!({"image_url": shown})),
            (Self::Pictures, Some(shown)) => (EDIT, json!({"image_urls": [shown]})),
            (_, None) => (self.plain(), json!({})),
        };
        let told = json!({"prompt": told.words});
        let fields = [told, own, likeness].into_iter().filter_map(|part| part.as_object().cloned()).flatten();
        Some(Order { endpoint, input: Value::Object(fields.collect()) })
    }

    /// Where a result says that its file is.
    pub(super) fn link(self, result: &Value) -> Option<String> {
        let link = result.pointer(match self {
            Self::Clips => "/video/url",
            Self::Pictures => "/images/0/url",
        });
        link.and_then(Value::as_str).filter(|link| !link.is_empty()).map(str::to_owned)
    }
}

/// A picture as a link that holds it: nobody needs to fetch it from us.
fn shown(bytes: &PictureBytes) -> Option<String> {
    let kind = picture(&bytes.0)?.content_type();
    Some(format!("data:{kind};base64,{}", BASE64_STANDARD.encode(&bytes.0)))
}

/// The file that a link holds; none where it leads to one.
pub(super) fn inline(link: &str) -> Option<Result<Vec<u8>, FetchError>> {
    let (_, held) = link.strip_prefix("data:")?.split_once(";base64,")?;
    Some(BASE64_STANDARD.decode(held).map_err(|_| FetchError::Broken("the link holds no file".to_owned())))
}

/// Whether an endpoint is among those whose prices are told; none where none are told.
pub(super) fn is_priced(body: &Value, endpoint: &str) -> Option<bool> {
    let prices = body.get("prices")?.as_array()?;
    Some(prices.iter().any(|price| price.get("endpoint_id").and_then(Value::as_str) == Some(endpoint)))
}
