//! What is heard: a tone for each word, with a silence after each, a longer one after a sentence, the longest after a scene.

/// Samples in a second.
const RATES: [u32; 3] = [24_000, 44_100, 22_050];
/// The silences, in milliseconds: before the first word, after a word, a sentence, a scene.
const SILENCES: [u32; 4] = [60, 20, 340, 620];

/// A text as it was spoken.
#[derive(Clone, PartialEq, Debug)]
pub struct Take {
    /// Samples in a second.
    pub rate: u32,
    /// One channel.
    pub samples: Vec<i16>,
    /// The words, in order.
    pub tones: Vec<Tone>,
}

/// A word.
#[derive(Clone, PartialEq, Debug)]
pub struct Tone {
    /// As it was written, with its punctuation.
    pub text: String,
    /// Its first byte in the text.
    pub from: usize,
    /// In milliseconds.
    pub starts_ms: u32,
    /// In milliseconds.
    pub ends_ms: u32,
    /// How high it is.
    pub hertz: u32,
}

impl Take {
    /// Speaks a text at one of the rates that there are. No two words beside each other are of the same length or height.
    pub fn of(text: &str, rate: usize) -> Self {
        let rate = RATES[rate];
        let mut take = Self { rate, samples: Vec::new(), tones: Vec::new() };
        let mut now = take.rests(0, SILENCES[0]);
        for (paragraph, start) in pieces(text, "\n\n") {
            for (word, at) in pieces(paragraph, " ") {
                if !word.chars().any(char::is_alphanumeric) {
                    // A mark that stands alone belongs to the word before.
                    if word.contains(['.', '!', '?']) {
                        now = take.rests(now, SILENCES[2]);
                    }
                    continue;
                }
                let number = take.tones.len() as u32;
                let (lasts, hertz) = (150 + 40 * (number * 5 % 9), 400 + 100 * (number * 7 % 12));
                let tone =
                    Tone { text: word.to_owned(), from: start + at, starts_ms: now, ends_ms: now + lasts, hertz };
                take.tones.push(tone);
                now = take.sounds(now, lasts, hertz);
                let ends = word.ends_with(['.', '!', '?']);
                now = take.rests(now, if ends { SILENCES[2] } else { SILENCES[1] });
            }
            now = take.rests(now, SILENCES[3]);
        }
        take
    }

    /// Its length in seconds.
    pub fn seconds(&self) -> f64 {
        self.samples.len() as f64 / f64::from(self.rate)
    }

    fn until(&self, ms: u32) -> usize {
        (u64::from(ms) * u64::from(self.rate) / 1_000) as usize
    }

    fn rests(&mut self, now: u32, ms: u32) -> u32 {
        self.samples.resize(self.until(now + ms), 0);
        now + ms
    }

    fn sounds(&mut self, now: u32, ms: u32, hertz: u32) -> u32 {
        let from = self.samples.len();
        let turn = std::f64::consts::TAU * f64::from(hertz) / f64::from(self.rate);
        let until = self.until(now + ms);
        self.samples.extend((0..until - from).map(|at| ((at as f64 * turn).sin() * 12_000.0) as i16));
        now + ms
    }

    /// The samples as bytes, the low one first.
    pub fn pcm(&self) -> Vec<u8> {
        self.samples.iter().flat_map(|sample| sample.to_le_bytes()).collect()
    }

    /// A WAV file; one that was streamed doesn't know its own length.
    pub fn wav(&self, streamed: bool) -> Vec<u8> {
        let data = self.pcm();
        let length = |known: usize| if streamed { u32::MAX } else { known as u32 };
        let mut file = b"RIFF".to_vec();
        file.extend(length(36 + data.len()).to_le_bytes());
        file.extend(b"WAVEfmt ");
        file.extend(16_u32.to_le_bytes());
        file.extend(1_u16.to_le_bytes());
        file.extend(1_u16.to_le_bytes());
        file.extend(self.rate.to_le_bytes());
        file.extend((self.rate * 2).to_le_bytes());
        file.extend(2_u16.to_le_bytes());
        file.extend(16_u16.to_le_bytes());
        file.extend(b"data");
        file.extend(length(data.len()).to_le_bytes());
        file.extend(data);
        file
    }
}

/// The pieces of a text that aren't empty, and where each begins.
fn pieces<'a>(text: &'a str, between: &'a str) -> impl Iterator<Item = (&'a str, usize)> {
    let start = text.as_ptr() as usize;
    text.split(between)
        .filter(|piece| !piece.trim().is_empty())
        .map(move |piece| (piece, piece.as_ptr() as usize - start))
}
