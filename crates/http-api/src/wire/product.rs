//! Products: what makes one, and how it is shown.

use super::{
    session::short,
    show::{Link, Links, Shown, Stamp},
};
use crate::problem::Problem;
use adforge_application::ProductInput;
use adforge_domain::{
    ids::ProductId,
    language::Language,
    product::{Facts, Picture, Product},
    text::{Title, clean},
};
use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;

/// The longest description, in characters.
const DESCRIPTION: usize = 4_000;
/// The longest entry of a list, in characters.
const ENTRY: usize = 500;
/// The most entries of a list.
const ENTRIES: usize = 50;
/// The longest link, in bytes.
const LINK: usize = 2_000;

/// What makes a product, or replaces the one of the same `externalId`.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProductBody {
    /// Your own id for it.
    external_id: Option<String>,
    /// For links; made from the name when absent.
    slug: Option<String>,
    name: Option<String>,
    description: Option<String>,
    category: Option<String>,
    price: Option<f64>,
    /// ISO 4217.
    #[schema(example = "EUR")]
    currency: Option<String>,
    brand: Option<String>,
    benefits: Option<Vec<String>>,
    ingredients: Option<Vec<String>>,
    /// What may be claimed, word for word.
    claims: Option<Vec<String>>,
    /// A link to a picture elsewhere, for clients; upload one to have it in the ad.
    image_url: Option<String>,
    url: Option<String>,
    /// A two-letter tag; recognized from the text when absent.
    #[schema(example = "fr")]
    language: Option<String>,
}

impl ProductBody {
    /// What it says, checked.
    ///
    /// # Errors
    /// Something is missing or wrong.
    pub fn read(self) -> Result<ProductInput, Problem> {
        let name = self.name.ok_or_else(|| Problem::missing("name"))?;
        let facts = Facts {
            name: Title::new(&name).map_err(|bad| Problem::invalid("name", bad))?,
            description: text("description", self.description, DESCRIPTION)?,
            category: text("category", self.category, Title::CHARS)?,
            price: self.price.map(price).transpose()?,
            currency: self.currency.map(|it| currency(&it)).transpose()?,
            brand: text("brand", self.brand, Title::CHARS)?,
            benefits: list("benefits", self.benefits)?,
            ingredients: list("ingredients", self.ingredients)?,
            claims: list("claims", self.claims)?,
            url: self.url.map(|it| link("url", &it)).transpose()?,
            language: self.language.map(|it| language("language", &it)).transpose()?,
        };
        Ok(ProductInput {
            external_id: self.external_id.map(|it| short("externalId", &it)).transpose()?,
            slug: self.slug.map(|it| slug(&it)).transpose()?,
            facts,
            link: self.image_url.map(|it| link("imageUrl", &it)).transpose()?,
        })
    }
}

fn text(field: &str, text: Option<String>, most: usize) -> Result<String, Problem> {
    let text = text.unwrap_or_default();
    clean(&text, most).map(str::to_owned).map_err(|bad| Problem::invalid(field, bad))
}

fn list(field: &str, entries: Option<Vec<String>>) -> Result<Vec<String>, Problem> {
    let entries = entries.unwrap_or_default();
    if entries.len() > ENTRIES {
        return Err(Problem::invalid(
            field,
            format_args!("it has {} entries; at most {ENTRIES} are allowed", entries.len()),
        ));
    }
    let checked = entries.iter().enumerate().map(|(at, entry)| match clean(entry, ENTRY) {
        Ok("") => Err(Problem::invalid(&format!("{field}[{at}]"), "it must not be empty")),
        Ok(entry) => Ok(entry.to_owned()),
        Err(bad) => Err(Problem::invalid(&format!("{field}[{at}]"), bad)),
    });
    checked.collect()
}

fn price(price: f64) -> Result<f64, Problem> {
    if (0.0..=1e12).contains(&price) { Ok(price) } else { Err(Problem::invalid("price", "it is a number from 0 on")) }
}

fn currency(word: &str) -> Result<String, Problem> {
    match word.trim().as_bytes() {
        [a, b, c] if [a, b, c].iter().all(|it| it.is_ascii_alphabetic()) => Ok(word.trim().to_ascii_uppercase()),
        _ => Err(Problem::invalid("currency", "it is three letters of ISO 4217, such as \"EUR\"")),
    }
}

/// A language's tag.
pub(crate) fn language(field: &str, tag: &str) -> Result<Language, Problem> {
    Language::parse(tag).map_err(|bad| Problem::invalid(field, bad))
}

fn link(field: &str, link: &str) -> Result<String, Problem> {
    let link = clean(link, LINK).map_err(|bad| Problem::invalid(field, bad))?;
    match Url::parse(link) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(link.to_owned()),
        _ => Err(Problem::invalid(field, "it is a link that begins with http:// or https://")),
    }
}

fn slug(word: &str) -> Result<String, Problem> {
    let good = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit());
    if word.len() <= 60 && word.split('-').all(good) {
        return Ok(word.to_owned());
    }
    Err(Problem::invalid("slug", "it is at most 60 small letters and digits, in words joined by \"-\""))
}

/// A product as it is shown.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProductAnswer<'a> {
    #[schema(value_type = String)]
    id: ProductId,
    external_id: Option<&'a str>,
    slug: &'a str,
    name: &'a str,
    description: &'a str,
    category: &'a str,
    price: Option<f64>,
    currency: Option<&'a str>,
    brand: &'a str,
    benefits: &'a [String],
    ingredients: &'a [String],
    claims: &'a [String],
    #[schema(value_type = Option<String>)]
    image_url: Option<Shown<Link<'a>>>,
    url: Option<&'a str>,
    language: Option<&'a str>,
    revision: u32,
    #[schema(value_type = String)]
    created_at: Stamp,
    #[schema(value_type = String)]
    updated_at: Stamp,
}

impl<'a> ProductAnswer<'a> {
    /// How it is shown.
    pub fn of(product: &'a Product, links: &'a Links) -> Self {
        let facts = &product.facts;
        let image_url = product.picture.as_ref().map(|picture| match picture {
            Picture::Link(link) => links.elsewhere(link),
            Picture::Ours(name) => links.media(name),
        });
        Self {
            id: product.id,
            external_id: product.external_id.as_deref(),
            slug: &product.slug,
            name: &facts.name,
            description: &facts.description,
            category: &facts.category,
            price: facts.price,
            currency: facts.currency.as_deref(),
            brand: &facts.brand,
            benefits: &facts.benefits,
            ingredients: &facts.ingredients,
            claims: &facts.claims,
            image_url,
            url: facts.url.as_deref(),
            language: facts.language.as_ref().map(Language::tag),
            revision: product.revision,
            created_at: Stamp(product.created_at),
            updated_at: Stamp(product.updated_at),
        }
    }
}
