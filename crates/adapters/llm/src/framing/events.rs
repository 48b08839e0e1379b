//! Server-sent events, of which only the data counts: every provider says the event's type in it too.

use super::{LONGEST, Lines, Unreadable};

/// How much is kept of what is no event, in bytes.
const STRAYS: usize = 64 * 1024;

/// Cuts bytes into the data of events.
#[derive(Default)]
pub(crate) struct Events {
    lines: Lines,
    /// Of an event whose end hasn't come.
    data: Option<String>,
    strays: String,
}

impl Events {
    /// The data of the events that these bytes complete.
    pub(crate) fn take(&mut self, bytes: &[u8]) -> Result<Vec<String>, Unreadable> {
        let mut events = Vec::new();
        for line in self.lines.take(bytes)? {
            events.extend(self.line(&line)?);
        }
        Ok(events)
    }

    /// An event whose empty line never came: whoever ends a body so has still sent it.
    pub(crate) fn rest(&mut self) -> Result<Vec<String>, Unreadable> {
        if let Some(line) = self.lines.rest()? {
            self.line(&line)?;
        }
        Ok(self.data.take().into_iter().collect())
    }

    /// Lines that are neither a field of an event nor a comment.
    pub(crate) fn strays(&self) -> &str {
        &self.strays
    }

    fn line(&mut self, line: &str) -> Result<Option<String>, Unreadable> {
        if line.is_empty() {
            return Ok(self.data.take());
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        match field {
            "data" => self.add(value.strip_prefix(' ').unwrap_or(value))?,
            "" | "event" | "id" | "retry" => {}
            _ if self.strays.len() + line.len() < STRAYS => {
                self.strays.push_str(line);
                self.strays.push('\n');
            }
            _ => {}
        }
        Ok(None)
    }

    fn add(&mut self, value: &str) -> Result<(), Unreadable> {
        match &mut self.data {
            Some(data) if data.len() + value.len() >= LONGEST => return Err(Unreadable),
            Some(data) => {
                data.push('\n');
                data.push_str(value);
            }
            None => self.data = Some(value.to_owned()),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = ": ping\n\ndata: {\"a\":\ndata:1}\n\nevent: x\nid: 7\nretry: 10\ndata: é 😀\n\ndata\n\n{\"error\": {\n  \"code\": 503\n}}\n\ndata: last";
    const EVENTS: [&str; 4] = ["{\"a\":\n1}", "é 😀", "", "last"];
    const STRAY: &str = "{\"error\": {\n  \"code\": 503\n}}\n";

    fn events<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (Vec<String>, String) {
        let mut events = Events::default();
        let mut all: Vec<String> = pieces.into_iter().flat_map(|piece| events.take(piece).unwrap()).collect();
        all.extend(events.rest().unwrap());
        (all, events.strays().to_owned())
    }

    #[test]
    fn events_are_the_same_wherever_the_bytes_are_cut_and_however_lines_end() {
        for end in ["\n", "\r\n", "\r"] {
            let body = BODY.replace('\n', end);
            let bytes = body.as_bytes();
            for at in 0..=bytes.len() {
                let (all, strays) = events([&bytes[..at], &bytes[at..]]);
                assert_eq!(
                    (all.as_slice(), strays.as_str()),
                    (EVENTS.map(String::from).as_slice(), STRAY),
                    "{end:?} {at}"
                );
            }
            assert_eq!(events(bytes.chunks(1)).0, EVENTS);
        }
    }

    #[test]
    fn what_has_no_end_is_not_kept() {
        let mut events = Events::default();
        let line = [b"data: ".as_slice(), &[b'x'; LONGEST / 2], b"\n"].concat();
        events.take(&line).unwrap();
        assert_eq!(events.take(&line), Err(Unreadable));
        let mut events = Events::default();
        for _ in 0..10 {
            events.take(&[[b'x'; STRAYS / 3].as_slice(), b"\n"].concat()).unwrap();
        }
        assert!(events.strays().len() <= STRAYS);
    }
}
