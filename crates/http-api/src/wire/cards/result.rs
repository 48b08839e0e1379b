//! Finished films and static ads.

use super::super::show::{Link, Links, Seconds, Shown};
use adforge_domain::{
    cards::{StaticAd, Video},
    ids::JobId,
};
use serde::Serialize;
use utoipa::ToSchema;

/// A finished film.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VideoResultData<'a> {
    product_name: &'a str,
    #[schema(value_type = String, example = "40s")]
    extra_info: Seconds,
    #[schema(value_type = String)]
    video_url: Shown<Link<'a>>,
    #[schema(value_type = String)]
    thumbnail_url: Shown<Link<'a>>,
    duration: f64,
    format: &'static str,
    #[schema(example = "1080x1920")]
    resolution: String,
    status: &'static str,
    #[schema(value_type = String)]
    job_id: JobId,
}

/// A finished static ad.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StaticAdResultData<'a> {
    product_name: &'a str,
    #[schema(value_type = String)]
    image_url: Shown<Link<'a>>,
    width: u32,
    height: u32,
    format: &'static str,
    status: &'static str,
    #[schema(value_type = String)]
    job_id: JobId,
}

/// A finished film's data.
pub(in crate::wire) fn video<'a>(video: &'a Video, links: &'a Links) -> VideoResultData<'a> {
    VideoResultData {
        product_name: &video.product_name,
        extra_info: Seconds(video.duration_ms.saturating_add(500) / 1000),
        video_url: links.media(&video.file),
        thumbnail_url: links.media(&video.thumbnail),
        duration: f64::from(video.duration_ms) / 1000.0,
        format: "mp4",
        resolution: format!("{}x{}", video.width, video.height),
        status: "ready",
        job_id: video.job,
    }
}

/// A finished static ad's data.
pub(in crate::wire) fn still<'a>(still: &'a StaticAd, links: &'a Links) -> StaticAdResultData<'a> {
    StaticAdResultData {
        product_name: &still.product_name,
        image_url: links.media(&still.file),
        width: still.width,
        height: still.height,
        format: "png",
        status: "ready",
        job_id: still.job,
    }
}
