//! How a client names what it chooses: an object with an id or a name, or a plain string.

use adforge_domain::{ids::CardKind, workflow::Pick};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{IgnoredAny, MapAccess, Visitor, value::MapAccessDeserializer},
};
use std::{fmt, marker::PhantomData};
use utoipa::ToSchema;

/// An object with an `id` (and perhaps a `name` or `title`), or a plain string.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Named {
    /// By what stands in `id`.
    Id(String),
    /// By `name` or `title`, or by a plain string, which may be an id, too.
    Text(String),
}

/// How the document shows a [`Named`].
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "it is a picture of what is read")]
pub(crate) enum ChoiceBody {
    /// A name, a title or an id.
    Text(String),
    /// An object of which only these are read; the `id` decides.
    Object {
        #[schema(example = "aud-1")]
        id: Option<String>,
        name: Option<String>,
        title: Option<String>,
    },
}

impl Named {
    /// Which card of a kind it means.
    pub fn pick(self, kind: CardKind) -> Pick {
        match self {
            Self::Id(id) => match Pick::named(kind, &id) {
                Pick::Name(id) => Pick::Unknown(id),
                pick => pick,
            },
            Self::Text(text) => Pick::named(kind, &text),
        }
    }

    /// As the client wrote it.
    pub fn text(self) -> String {
        match self {
            Self::Id(text) | Self::Text(text) => text,
        }
    }
}

impl<'de> Deserialize<'de> for Named {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(NamedVisitor)
    }
}

struct NamedVisitor;

impl<'de> Visitor<'de> for NamedVisitor {
    type Value = Named;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, or an object with an id, a name or a title")
    }

    fn visit_str<E>(self, text: &str) -> Result<Named, E> {
        Ok(Named::Text(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Named, A::Error> {
        let (mut id, mut name) = (None, None);
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            match &*key {
                "id" => id = map.next_value::<Option<String>>()?,
                "name" | "title" => name = map.next_value::<Option<String>>()?.or(name),
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        id.map(Named::Id)
            .or(name.map(Named::Text))
            .ok_or_else(|| serde::de::Error::custom("it has neither an id nor a name or title"))
    }
}

/// What must be an object: serde would read a list as one, field by field.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(ObjectVisitor(PhantomData))
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Object)
    }
}
