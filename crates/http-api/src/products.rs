//! Products: made or replaced, listed, read, erased, and their pictures.

mod erase;
mod list;
mod picture;
mod read;
mod save;

pub(crate) use erase::*;
pub(crate) use list::*;
pub(crate) use picture::*;
pub(crate) use read::*;
pub(crate) use save::*;

use crate::{problem::Problem, query::decoded, wire};
use actix_web::HttpRequest;
use adforge_application::Refusal;
use adforge_domain::product::ProductRef;

/// The product that an address names, by its id, the owner's own, or its slug.
fn named(request: &HttpRequest) -> Result<ProductRef, Problem> {
    let part = request.match_info().query("id").replace('+', "%2B");
    let text = decoded(&part).ok_or_else(|| Problem::from(Refusal::ProductNotFound))?;
    wire::product_ref("id", &text)
}
