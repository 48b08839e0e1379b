//! Lines that end in LF, CR or both.

use super::{LONGEST, Unreadable};

/// Cuts bytes into lines.
#[derive(Default)]
pub(crate) struct Lines {
    /// Of a line whose end hasn't come.
    begun: Vec<u8>,
    /// The last byte was a CR: an LF that follows belongs to it.
    after_cr: bool,
    /// A line was cut out already: no byte order mark stands any more.
    beyond_first: bool,
}

impl Lines {
    /// The lines that these bytes complete, without their ends.
    pub(crate) fn take(&mut self, bytes: &[u8]) -> Result<Vec<String>, Unreadable> {
        let mut lines = Vec::new();
        for part in bytes.split_inclusive(|byte| matches!(byte, b'\n' | b'\r')) {
            match part {
                [b'\n'] if self.after_cr => {}
                [line @ .., b'\n' | b'\r'] => {
                    self.add(line)?;
                    lines.push(self.cut()?);
                }
                begun => self.add(begun)?,
            }
            self.after_cr = part.last() == Some(&b'\r');
        }
        Ok(lines)
    }

    fn add(&mut self, bytes: &[u8]) -> Result<(), Unreadable> {
        if self.begun.len() + bytes.len() > LONGEST {
            return Err(Unreadable);
        }
        self.begun.extend_from_slice(bytes);
        Ok(())
    }

    /// A last line that has no end.
    pub(crate) fn rest(&mut self) -> Result<Option<String>, Unreadable> {
        if self.begun.is_empty() { Ok(None) } else { self.cut().map(Some) }
    }

    fn cut(&mut self) -> Result<String, Unreadable> {
        let line = String::from_utf8(std::mem::take(&mut self.begun)).map_err(|_| Unreadable)?;
        let first = !std::mem::replace(&mut self.beyond_first, true);
        Ok(match line.strip_prefix('\u{feff}') {
            Some(bare) if first => bare.to_owned(),
            _ => line,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "\u{feff}one\ntwo é\r\n\r\nthree 😀\rfour\n\rfive";
    const LINES: [&str; 7] = ["one", "two é", "", "three 😀", "four", "", "five"];

    fn lines<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<String> {
        let mut lines = Lines::default();
        let mut all: Vec<String> = pieces.into_iter().flat_map(|piece| lines.take(piece).unwrap()).collect();
        all.extend(lines.rest().unwrap());
        all
    }

    #[test]
    fn lines_are_the_same_wherever_the_bytes_are_cut() {
        let bytes = BODY.as_bytes();
        for first in 0..=bytes.len() {
            for second in first..=bytes.len() {
                assert_eq!(
                    lines([&bytes[..first], &bytes[first..second], &bytes[second..]]),
                    LINES,
                    "{first} {second}"
                );
            }
        }
        assert_eq!(lines(bytes.chunks(1)), LINES);
    }

    #[test]
    fn a_byte_order_mark_is_one_only_at_the_beginning() {
        assert_eq!(lines(["a\n\u{feff}b".as_bytes()]), ["a", "\u{feff}b"]);
    }

    #[test]
    fn what_is_no_text_or_has_no_end_is_not_kept() {
        assert_eq!(Lines::default().take(b"\xff\n"), Err(Unreadable));
        let mut lines = Lines::default();
        lines.take(&[b'x'; LONGEST]).unwrap();
        assert_eq!(lines.take(b"x"), Err(Unreadable));
    }
}
