//! The fonts that come with the program; no other is ever used, so a film looks the same on every machine.

use cosmic_text::{Fallback, Font, FontSystem, fontdb};
use std::sync::Arc;
use unicode_script::Script;

/// A way of setting type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Face {
    /// Headlines.
    Display,
    /// Captions and buttons.
    Bold,
    /// Labels and facts.
    Semi,
}

impl Face {
    /// The family as the font's file names it.
    pub(crate) fn family(self) -> &'static str {
        match self {
            Self::Display => "Inter Display Extra Bold",
            Self::Bold => "Inter",
            Self::Semi => "Inter Semi Bold",
        }
    }

    pub(crate) fn weight(self) -> u16 {
        match self {
            Self::Display => 800,
            Self::Bold => 700,
            Self::Semi => 600,
        }
    }
}

const FILES: [&[u8]; 9] = [
    include_bytes!("../fonts/InterDisplay-ExtraBold.otf"),
    include_bytes!("../fonts/Inter-Bold.otf"),
    include_bytes!("../fonts/Inter-SemiBold.otf"),
    include_bytes!("../fonts/NotoSansArabic-Bold.ttf"),
    include_bytes!("../fonts/NotoSansHebrew-Bold.ttf"),
    include_bytes!("../fonts/NotoSansDevanagari-Bold.ttf"),
    include_bytes!("../fonts/NotoSansThai-Bold.ttf"),
    include_bytes!("../fonts/NotoSansCJKsc-Bold.otf"),
    include_bytes!("../fonts/NotoColorEmoji.ttf"),
];

/// Which of our fonts has what Inter lacks.
struct Ours;

impl Fallback for Ours {
    fn common_fallback(&self) -> &[&'static str] {
        &["Inter", "Noto Color Emoji", "Noto Sans CJK SC"]
    }

    fn forbidden_fallback(&self) -> &[&'static str] {
        &[]
    }

    fn script_fallback(&self, script: Script, _locale: &str) -> &[&'static str] {
        match script {
            Script::Arabic => &["Noto Sans Arabic"],
            Script::Hebrew => &["Noto Sans Hebrew"],
            Script::Devanagari => &["Noto Sans Devanagari"],
            Script::Thai => &["Noto Sans Thai"],
            Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul | Script::Bopomofo => {
                &["Noto Sans CJK SC"]
            }
            _ => &[],
        }
    }
}

/// Our fonts, ready to set type; a few milliseconds to make.
pub(crate) fn system() -> FontSystem {
    let mut db = fontdb::Database::new();
    for file in FILES {
        db.load_font_source(fontdb::Source::Binary(Arc::new(file)));
    }
    FontSystem::new_with_locale_and_db_and_fallback("en".to_owned(), db, Ours)
}

/// The characters that our fonts can draw.
pub(crate) struct Coverage(Vec<Arc<Font>>);

impl Coverage {
    /// Of all fonts together.
    pub(crate) fn of(fonts: &mut FontSystem) -> Self {
        let faces: Vec<_> = fonts.db().faces().map(|face| (face.id, face.weight)).collect();
        Self(faces.into_iter().filter_map(|(id, weight)| fonts.get_font(id, weight)).collect())
    }

    /// Whether one of them has it.
    pub(crate) fn has(&self, c: char) -> bool {
        self.0.iter().any(|font| font.as_swash().charmap().map(c) != 0)
    }
}
