//! `GET /media/portraits/<initials>-<hue>-<shape>.svg`: a portrait is its name, drawn.

use super::{CACHE, SAFE};
use crate::{
    problem::{Code, ErrorBody, Problem},
    query::decoded,
};
use actix_web::{HttpRequest, HttpResponse, http::header};
use adforge_domain::cards::Portrait;

/// A portrait of a persona or avatar, drawn from its name.
#[utoipa::path(
    get, path = "/media/portraits/{code}.svg", tag = "media",
    params(("code" = String, Path, description = "Initials, hue (0 to 359) and shape (0 to 15: hair, grey from 8 on), such as `WP-217-3`")),
    responses((status = 200, content_type = "image/svg+xml", body = String), (status = "default", body = ErrorBody))
)]
pub(crate) async fn portrait(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let code = decoded(request.match_info().query("code"));
    let code = code.as_deref().and_then(Portrait::read);
    let portrait = code.ok_or_else(|| Problem::of(Code::NotFound, "There is no such portrait."))?;
    let mut head = HttpResponse::Ok();
    head.insert_header((header::CACHE_CONTROL, CACHE)).content_type("image/svg+xml");
    for header in SAFE {
        head.insert_header(header);
    }
    Ok(head.body(drawn(&portrait)))
}

/// A head and shoulders on a ground of its own. Letters and digits need no escape.
fn drawn(portrait: &Portrait<'_>) -> String {
    let hue = portrait.hue;
    let (ground, far) = (hue, (hue + 40) % 360);
    let skin = (24 + hue % 14, 42 + hue % 34);
    let colour = match portrait.is_grey {
        false => format!("hsl({},38%,{}%)", 12 + hue * 7 % 24, 14 + hue % 20),
        true => format!("hsl(32,6%,{}%)", 66 + hue % 14),
    };
    let hair = hair(portrait.hair, &colour);
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 160" role="img" aria-label="{initials}"><defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="hsl({ground},40%,82%)"/><stop offset="1" stop-color="hsl({far},34%,66%)"/></linearGradient><clipPath id="c"><rect width="160" height="160" rx="24"/></clipPath></defs><g clip-path="url(#c)"><rect width="160" height="160" fill="url(#g)"/>{back}<path d="M28 168c2-38 22-54 52-54s50 16 52 54z" fill="hsl({ground},32%,36%)"/><path d="M66 96h28v20c0 16-28 16-28 0z" fill="hsl({hue_of_skin},46%,{dark}%)"/><ellipse cx="80" cy="74" rx="28" ry="33" fill="hsl({hue_of_skin},50%,{light}%)"/>{front}<circle cx="69" cy="76" r="3" fill="#2b2530"/><circle cx="91" cy="76" r="3" fill="#2b2530"/><path d="M70 91c6 6 14 6 20 0" fill="none" stroke="#2b2530" stroke-width="2.5" stroke-linecap="round"/></g></svg>"##,
        initials = portrait.initials,
        back = hair.0,
        front = hair.1,
        hue_of_skin = skin.0,
        light = skin.1,
        dark = skin.1 - 6,
    )
}

/// Hair behind the head, and before it.
fn hair(shape: u8, fill: &str) -> (String, String) {
    let path = |d: &str| format!(r#"<path d="{d}" fill="{fill}"/>"#);
    let fringe = path("M51 72c0-26 12-38 29-38s29 12 29 38c-6-16-16-22-29-22s-23 6-29 22z");
    let crop = path("M52 66c0-22 12-34 28-34s28 12 28 34c-4-10-12-14-28-14s-24 4-28 14z");
    match shape {
        0 => (path("M46 70c0-30 14-44 34-44s34 14 34 44v52H46z"), fringe),
        1 => (String::new(), crop),
        2 => (path("M44 78c-2-36 14-52 36-52s38 16 36 52c0 16-10 22-14 22H58c-4 0-14-6-14-22z"), fringe),
        3 => (format!(r#"<circle cx="80" cy="30" r="15" fill="{fill}"/>"#), crop),
        4 => (String::new(), path("M50 70c-2-24 8-40 34-40 18 0 28 12 26 38-4-14-10-18-18-18-16 0-34 2-42 20z")),
        5 => (path("M48 68c0-28 12-42 32-42s32 14 32 42l6 40-16 8V70H58v46l-16-8z"), fringe),
        6 => {
            let curl = |x: u8, y: u8| format!(r#"<circle cx="{x}" cy="{y}" r="15" fill="{fill}"/>"#);
            let curls = [(54, 58), (62, 42), (80, 36), (98, 42), (106, 58)].map(|(x, y)| curl(x, y));
            (curls.concat(), String::new())
        }
        _ => (String::new(), path("M58 48c6-12 38-12 44 0-8-6-36-6-44 0z")),
    }
}
