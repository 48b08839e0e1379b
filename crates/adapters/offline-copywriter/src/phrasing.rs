//! From frames to sentences: slots are filled, and what a value brings along never doubles a mark or a space.

/// The values of a frame's slots.
#[derive(Clone, Default)]
pub(crate) struct Slots<'a>(Vec<(&'static str, &'a str)>);

impl<'a> Slots<'a> {
    /// None yet, with room for those of any frame.
    pub(crate) fn new() -> Self {
        Self(Vec::with_capacity(14))
    }

    /// With one more value; the newest of a name counts.
    pub(crate) fn with(mut self, slot: &'static str, value: &'a str) -> Self {
        self.0.push((slot, value));
        self
    }

    fn get(&self, slot: &str) -> Option<&'a str> {
        self.0.iter().rev().find(|(name, _)| name.eq_ignore_ascii_case(slot)).map(|(_, value)| *value)
    }
}

/// The frame with its slots filled; a slot with a capital (`{Pain}`) begins its value with one. Slots without a value
/// vanish. Values are never read as frames.
pub(crate) fn fill(frame: &str, slots: &Slots<'_>) -> String {
    fill_also(frame, slots, &[])
}

/// The same with some more slots and their values.
pub(crate) fn fill_also(frame: &str, slots: &Slots<'_>, also: &[(&'static str, &str)]) -> String {
    let value = |slot: &str| {
        let more = also.iter().find(|(name, _)| name.eq_ignore_ascii_case(slot)).map(|(_, value)| *value);
        more.or_else(|| slots.get(slot)).unwrap_or_default()
    };
    let known: usize = also.iter().map(|(_, value)| value.len()).sum();
    let mut text = String::with_capacity(frame.len() + known + if slots.0.is_empty() { 0 } else { 64 });
    let mut rest = frame;
    while let Some((before, after)) = divided(rest, b'{') {
        push(&mut text, before);
        let Some((slot, tail)) = divided(after, b'}') else { break };
        let value = value(slot);
        // What comes in quotation marks of its own needs no second pair.
        let value = if text.trim_end().ends_with(['“', '„', '«']) { unquoted(value) } else { value };
        if slot.starts_with(|c: char| c.is_ascii_uppercase()) {
            capital(&mut text, value);
        } else {
            text.push_str(value);
        }
        rest = tail;
    }
    push(&mut text, rest);
    text
}

/// What stands before and behind a mark of ASCII. Frames are filled by the thousand, and this finds sixteen letters at a time.
fn divided(text: &str, mark: u8) -> Option<(&str, &str)> {
    let at = memchr::memchr(mark, text.as_bytes())?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// A text without the quotation marks around it.
pub(crate) fn unquoted(text: &str) -> &str {
    let opened = text.strip_prefix(['“', '„', '«', '"']).map(|inner| inner.trim_start());
    let inner = opened.and_then(|inner| inner.strip_suffix(['”', '“', '»', '"'])).map(|inner| inner.trim_end());
    inner.filter(|inner| !inner.contains(['“', '”', '„', '«', '»', '"'])).unwrap_or(text)
}

/// Appends a piece of a frame; its stop is left out after a value that ends with one of its own.
fn push(text: &mut String, piece: &str) {
    let ended = text.ends_with(['.', '!', '?', '…']);
    text.push_str(match piece.strip_prefix('.') {
        Some(rest) if ended => rest,
        _ => piece,
    });
}

/// Appends a value with a capital first letter.
pub(crate) fn capital(text: &mut String, value: &str) {
    let mut chars = value.chars();
    if let Some(first) = chars.next() {
        text.extend(first.to_uppercase());
        text.push_str(chars.as_str());
    }
}

/// A value with a capital first letter.
pub(crate) fn capitalized(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    capital(&mut text, value);
    text
}

/// Chooses among wordings: the same seed and purpose choose alike.
#[derive(Clone, Copy)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64, purpose: &str) -> Self {
        Self(seed ^ adforge_domain::text::hash(purpose))
    }

    /// A number below `bound`; 0 when that is 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % (bound.max(1) as u64)).unwrap_or_default()
    }
}

/// One of several wordings; neighbours in a set take neighbours in the list, so that no two of a set are alike while the
/// list lasts.
pub(crate) fn nth(list: &[String], index: usize) -> &str {
    index.checked_rem(list.len()).and_then(|at| list.get(at)).map_or("", String::as_str)
}
