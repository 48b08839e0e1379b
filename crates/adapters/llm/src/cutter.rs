//! Cards out of an answer that is still coming: each at its last brace, whatever the pieces it comes in.
//!
//! The answer is one JSON object with its cards in the array `cards`. Prose or a code fence before it is passed over, what
//! comes after its end isn't read.

use actson::{
    JsonEvent, JsonParser,
    feeder::{JsonFeeder, PushJsonFeeder},
    options::JsonParserOptionsBuilder,
};

/// How deep an answer may nest: its root, its cards, what they hold, and one to spare.
const DEPTH: usize = 8;
/// How long it may be, in bytes; the longest set of eight concepts has some twenty thousand.
const BYTES: usize = 256 * 1024;
/// How many cards it may have; a set has eight at most, a script some twenty scenes.
const CARDS: usize = 64;

/// What has been cut out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Cut {
    /// The number that it says its cards will have (`amount`).
    Amount(i64),
    /// A whole card, as JSON.
    Card(String),
    /// The whole answer, as JSON: its object has closed.
    Whole(String),
}

/// Why no more can be cut out of an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum Broken {
    /// It isn't JSON from here on.
    #[error("the answer was no valid JSON")]
    Json,
    /// It is longer, deeper or has more cards than any set.
    #[error("the answer was too large")]
    Large,
}

/// Cuts an answer up as it comes.
pub(crate) struct Cutter {
    parser: JsonParser<PushJsonFeeder>,
    /// The answer from its first brace on.
    text: Vec<u8>,
    /// How much of it the parser was given.
    fed: usize,
    begun: bool,
    depth: usize,
    /// The key of the root that is being read.
    key: String,
    /// Where the card begins that is being read.
    card: Option<usize>,
    cards: usize,
    over: bool,
}

impl Cutter {
    pub(crate) fn new() -> Self {
        let options = JsonParserOptionsBuilder::default().with_max_depth(DEPTH).build();
        Self {
            parser: JsonParser::new_with_options(PushJsonFeeder::new(), options),
            text: Vec::new(),
            fed: 0,
            begun: false,
            depth: 0,
            key: String::new(),
            card: None,
            cards: 0,
            over: false,
        }
    }

    /// Takes the next characters, and gives what is whole now.
    ///
    /// # Errors
    /// [`Broken`]; what was cut out before is good, and nothing more comes.
    pub(crate) fn push(&mut self, text: &str) -> (Vec<Cut>, Result<(), Broken>) {
        let mut cuts = Vec::new();
        let outcome = self.take(text, &mut cuts);
        self.over |= outcome.is_err();
        (cuts, outcome)
    }

    fn take(&mut self, text: &str, cuts: &mut Vec<Cut>) -> Result<(), Broken> {
        if self.over {
            return Ok(());
        }
        self.text.extend_from_slice(text.as_bytes());
        if self.text.len() > BYTES {
            return Err(Broken::Large);
        }
        if !self.begun && !self.begin() {
            return Ok(());
        }
        while !self.over && self.fed < self.text.len() {
            let rest = self.text.get(self.fed..).unwrap_or_default();
            self.fed += self.parser.feeder.push_bytes(rest);
            self.events(cuts)?;
        }
        Ok(())
    }

    /// Drops what stands before the answer: it begins where a brace is followed by a key.
    fn begin(&mut self) -> bool {
        let mut from = 0;
        while let Some(brace) = self.text.iter().skip(from).position(|byte| *byte == b'{').map(|at| from + at) {
            match self.text.iter().skip(brace + 1).find(|byte| !byte.is_ascii_whitespace()) {
                Some(b'"') => {
                    self.text.drain(..brace);
                    self.begun = true;
                    return true;
                }
                // What follows isn't there yet.
                None => return false,
                Some(_) => from = brace + 1,
            }
        }
        false
    }

    fn events(&mut self, cuts: &mut Vec<Cut>) -> Result<(), Broken> {
        loop {
            // An answer that ends in the middle is seen by whoever reads it; here it waits for more.
            let event = match self.parser.next_event() {
                Ok(Some(event)) => event,
                Ok(None) => return Ok(()),
                Err(_) if self.depth >= DEPTH - 1 => return Err(Broken::Large),
                Err(_) => return Err(Broken::Json),
            };
            match event {
                JsonEvent::NeedMoreInput if !self.parser.feeder.has_input() => return Ok(()),
                JsonEvent::StartObject | JsonEvent::StartArray => {
                    if self.depth == 2 && self.key == "cards" && event == JsonEvent::StartObject {
                        self.card = Some(self.parser.parsed_bytes().saturating_sub(1));
                    }
                    self.depth += 1;
                }
                JsonEvent::EndObject | JsonEvent::EndArray => {
                    self.depth = self.depth.saturating_sub(1);
                    self.closed(cuts)?;
                    if self.over {
                        return Ok(());
                    }
                }
                JsonEvent::FieldName if self.depth == 1 => {
                    self.parser.current_str().map_err(|_| Broken::Json)?.clone_into(&mut self.key);
                }
                JsonEvent::ValueInt if self.depth == 1 && self.key == "amount" => {
                    cuts.extend(self.parser.current_int().ok().map(Cut::Amount));
                }
                _ => {}
            }
        }
    }

    /// Something has closed: a card, the answer, or what is inside one.
    fn closed(&mut self, cuts: &mut Vec<Cut>) -> Result<(), Broken> {
        let start = match self.depth {
            0 => 0,
            2 => match self.card.take() {
                Some(start) => start,
                None => return Ok(()),
            },
            _ => return Ok(()),
        };
        let bytes = self.text.get(start..self.parser.parsed_bytes()).unwrap_or_default();
        let json = std::str::from_utf8(bytes).map_err(|_| Broken::Json)?.to_owned();
        if self.depth == 0 {
            self.over = true;
            cuts.push(Cut::Whole(json));
            return Ok(());
        }
        self.cards += 1;
        if self.cards > CARDS {
            return Err(Broken::Large);
        }
        cuts.push(Cut::Card(json));
        Ok(())
    }
}
