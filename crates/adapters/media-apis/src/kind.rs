//! What a file is, by its first bytes, whatever its sender calls it.

use adforge_ports_creative::PictureKind;

/// What is wanted of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// An MP4.
    Film,
    /// A PNG, a JPEG or a WebP.
    Picture,
}

impl Kind {
    /// Whether a file is one.
    pub(crate) fn is(self, file: &[u8]) -> bool {
        match self {
            // An MP4 says what it is in its first box.
            Self::Film => file.get(4..8) == Some(b"ftyp"),
            Self::Picture => picture(file).is_some(),
        }
    }

    /// The same, and whether it is no larger than this, in bytes.
    pub(crate) fn fits(self, file: &[u8], largest: u64) -> bool {
        file.len() as u64 <= largest && self.is(file)
    }

    /// Whether a media type may be one's. Stores that don't know what they keep say so in one of the other two.
    pub(crate) fn may_be(self, media_type: &str) -> bool {
        let name = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let own = match self {
            Self::Film => name == "video/mp4",
            Self::Picture => matches!(name.as_str(), "image/png" | "image/jpeg" | "image/webp"),
        };
        own || matches!(name.as_str(), "application/octet-stream" | "binary/octet-stream")
    }
}

/// How a picture is written; none where it is no picture.
pub(crate) fn picture(file: &[u8]) -> Option<PictureKind> {
    match file {
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(PictureKind::Png),
        [0xff, 0xd8, 0xff, ..] => Some(PictureKind::Jpeg),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(PictureKind::Webp),
        _ => None,
    }
}
