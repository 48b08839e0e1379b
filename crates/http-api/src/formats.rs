//! What there is to choose from: formats and avatars.

use crate::{
    answer,
    api::Api,
    caller::Caller,
    problem::{ErrorBody, Problem},
    query::Query,
    wire::{self, Avatar, AvatarList, FormatList},
};
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use adforge_application::{PresenterFilter, Refusal};

/// The ad formats that a session can take.
#[utoipa::path(
    get, path = "/api/formats", tag = "catalogue",
    responses((status = 200, body = FormatList), (status = "default", body = ErrorBody))
)]
pub(crate) async fn list(_: Caller) -> HttpResponse {
    answer::json(StatusCode::OK, &FormatList::all())
}

/// Avatars to choose from.
#[utoipa::path(
    get, path = "/api/avatars/marketplace", tag = "catalogue",
    params(("gender" = Option<String>, Query, description = "`female` or `male`"),
        ("ageRange" = Option<String>, Query, description = "Ages that theirs overlap, such as `40-50`"),
        ("language" = Option<String>, Query, description = "A language that they speak, such as `fr`"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before"),
        ("limit" = Option<u32>, Query, description = "How many, 1 to 100; 20 when absent")),
    responses((status = 200, body = AvatarList), (status = "default", body = ErrorBody))
)]
pub(crate) async fn avatars(api: Data<Api>, _: Caller, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let query = Query::of(&request)?;
    let limit = query.limit(20, 100)?;
    let presenters = api.application.ports.presenters.list(&filter(&query)?).await.map_err(Refusal::from)?;
    let begin = match query.get("cursor") {
        None => 0,
        Some(cursor) => match presenters.iter().position(|it| it.id == cursor) {
            Some(last) => last + 1,
            None => return Err(Problem::invalid("cursor", "it is not one that was given with this list")),
        },
    };
    let page: Vec<_> = presenters.iter().skip(begin).take(limit as usize).collect();
    let more = presenters.len() > begin + page.len();
    let next_cursor = page.last().filter(|_| more).map(|it| it.id.clone());
    let avatars = page.into_iter().map(|it| Avatar::of(it, &api.links)).collect();
    Ok(answer::json(StatusCode::OK, &AvatarList { avatars, next_cursor }))
}

fn filter(query: &Query) -> Result<PresenterFilter, Problem> {
    let given = |key| query.get(key).map(str::trim).filter(|text| !text.is_empty());
    let gender = given("gender").map(str::to_lowercase);
    if gender.as_deref().is_some_and(|gender| !matches!(gender, "female" | "male")) {
        return Err(Problem::invalid("gender", "it is \"female\" or \"male\""));
    }
    let age_range = given("ageRange");
    if age_range.is_some_and(|range| !is_range(range)) {
        return Err(Problem::invalid("ageRange", "it is two ages, such as \"40-50\""));
    }
    Ok(PresenterFilter {
        gender,
        age_range: age_range.map(str::to_owned),
        language: given("language").map(|tag| wire::language("language", tag)).transpose()?,
    })
}

fn is_range(text: &str) -> bool {
    let age = |text: &str| text.trim().parse::<u8>().ok();
    text.split_once('-').is_some_and(|(from, to)| age(from).zip(age(to)).is_some_and(|(from, to)| from <= to))
}
