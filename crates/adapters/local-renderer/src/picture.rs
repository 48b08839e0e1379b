//! Pictures from outside: looked at before they are taken, and decoded within bounds.

mod shown;

pub(crate) use shown::{Backdrop, Shown};

use adforge_ports_creative::{BadPicture, PictureInfo, PictureKind};
use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbaImage, imageops::FilterType,
    metadata::Orientation,
};
use std::io::Cursor;

/// The longest side of a picture that is taken.
pub(crate) const MAX_SIDE: u32 = 8_192;
/// The most pixels that are taken: more than a camera's 24 million, few enough to decode in a moment.
pub(crate) const MAX_PIXELS: u64 = 32_000_000;
/// What a decoder may allocate: eight bytes for each pixel.
const MAX_BYTES: u64 = MAX_PIXELS * 8;
/// As large as a picture is ever drawn.
const DRAWN_SIDE: u32 = 1_400;

/// Looks at a picture's file, to its end.
pub(crate) fn inspect(bytes: &[u8]) -> Result<PictureInfo, BadPicture> {
    let (kind, picture) = read(bytes)?;
    Ok(PictureInfo { kind, width: picture.width(), height: picture.height() })
}

/// Decodes a picture, upright, and makes it no larger than it is ever drawn.
pub(crate) fn decode(bytes: &[u8]) -> Result<RgbaImage, BadPicture> {
    let (_, picture) = read(bytes)?;
    if picture.width().max(picture.height()) <= DRAWN_SIDE {
        return Ok(picture.into_rgba8());
    }
    // First the quick way to twice the size, then the fine way: large pictures take a moment, not a second.
    let double = DRAWN_SIDE * 2;
    let near = if picture.width().max(picture.height()) > double { picture.thumbnail(double, double) } else { picture };
    Ok(near.resize(DRAWN_SIDE, DRAWN_SIDE, FilterType::CatmullRom).into_rgba8())
}

fn read(bytes: &[u8]) -> Result<(PictureKind, DynamicImage), BadPicture> {
    let format = image::guess_format(bytes).map_err(|_| BadPicture::NotAPicture)?;
    let kind = match format {
        ImageFormat::Png => PictureKind::Png,
        ImageFormat::Jpeg => PictureKind::Jpeg,
        ImageFormat::WebP => PictureKind::Webp,
        _ => return Err(BadPicture::Unsupported),
    };
    let mut decoder = ImageReader::with_format(Cursor::new(bytes), format).into_decoder().map_err(bad)?;
    let (width, height) = decoder.dimensions();
    let too_large = BadPicture::TooLarge { width, height, max_side: MAX_SIDE, max_pixels: MAX_PIXELS };
    if width > MAX_SIDE || height > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(too_large);
    }
    if width == 0 || height == 0 || (kind == PictureKind::Jpeg && !jpeg_ends(bytes)) {
        return Err(BadPicture::Broken);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_BYTES);
    limits.reserve(decoder.total_bytes()).and_then(|()| decoder.set_limits(limits)).map_err(|error| match error {
        ImageError::Limits(_) => too_large,
        other => bad(other),
    })?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(bad)?;
    picture.apply_orientation(orientation);
    Ok((kind, picture))
}

fn bad(error: ImageError) -> BadPicture {
    match error {
        ImageError::Unsupported(_) => BadPicture::Unsupported,
        ImageError::Limits(_) => {
            BadPicture::TooLarge { width: 0, height: 0, max_side: MAX_SIDE, max_pixels: MAX_PIXELS }
        }
        _ => BadPicture::Broken,
    }
}

/// Whether a JPEG has its end-of-image mark. Decoders forgive its absence and fill up with grey; we don't.
/// The segments before the picture are skipped by their length, since thumbnails within them end with the same mark.
fn jpeg_ends(bytes: &[u8]) -> bool {
    let mut at = 2;
    loop {
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(0xFF), Some(0xD9)) => return true,
            // Fill bytes, stuffed bytes and restart marks have no length.
            (Some(0xFF), Some(0xFF)) => at += 1,
            (Some(0xFF), Some(0x00 | 0x01 | 0xD0..=0xD8)) => at += 2,
            (Some(0xFF), Some(_)) => match (bytes.get(at + 2), bytes.get(at + 3)) {
                (Some(high), Some(low)) => at += 2 + usize::from(u16::from_be_bytes([*high, *low])),
                _ => return false,
            },
            (Some(_), _) => at += 1,
            (None, _) => return false,
        }
    }
}
