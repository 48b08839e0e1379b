//! What a voice says of its times, as far as it can be true.

use super::{Said, Span, shared};
use crate::words;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::{iter::repeat_n, ops::Range};

/// A voice that says far more than the text isn't compared with it letter by letter.
const MOST: usize = 1_000;

/// When each word is spoken; none where too little of what is said can be true.
pub(super) fn spans(text: &str, places: &[Range<usize>], said: &[Said], length: f64) -> Option<Vec<Span>> {
    let mut spans = matched(text, places, said)?;
    for span in &mut spans {
        let is_true = |span: &Span| span.start >= 0.0 && span.start < length;
        *span = span.take().filter(is_true);
    }
    in_order(&mut spans);
    let known = spans.iter().flatten().count();
    (known > 0 && 2 * known >= spans.len()).then(|| filled(text, places, &spans, length))
}

/// A letter in small, and to which it belongs.
fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|letter| letter.is_alphanumeric()).filter_map(|letter| letter.to_lowercase().next())
}

/// Finds the words' letters among those that were said: a voice may write a word otherwise, or leave it out.
fn matched(text: &str, places: &[Range<usize>], said: &[Said]) -> Option<Vec<Option<Span>>> {
    let words: Vec<&str> = places.iter().map(|place| text.get(place.clone()).unwrap_or_default()).collect();
    let wanted: Vec<char> = words.iter().flat_map(|word| letters(word)).collect();
    let owners: Vec<usize> =
        words.iter().enumerate().flat_map(|(word, text)| repeat_n(word, letters(text).count())).collect();
    let mut found = Vec::new();
    let mut times = Vec::new();
    for piece in said.iter().filter(|piece| piece.ends >= piece.starts) {
        let count = letters(&piece.text).count();
        if found.len() + count > 2 * wanted.len() + MOST {
            return None;
        }
        found.extend(letters(&piece.text));
        times.extend(shared(piece.starts..piece.ends, &vec![1.0; count]));
    }
    let mut spans: Vec<Option<Span>> = vec![None; words.len()];
    let mut hits = vec![0; words.len()];
    for op in capture_diff_slices(Algorithm::Myers, &wanted, &found) {
        let DiffOp::Equal { old_index, new_index, len } = op else { continue };
        let owners = owners.get(old_index..old_index + len)?;
        for (&word, time) in owners.iter().zip(times.get(new_index..new_index + len)?) {
            let span = spans.get_mut(word)?;
            let starts = span.as_ref().map_or(time.start, |span| span.start);
            *span = Some(starts..time.end);
            *hits.get_mut(word)? += 1;
        }
    }
    // A letter here and there is no word.
    for ((span, hits), word) in spans.iter_mut().zip(hits).zip(words) {
        if 2 * hits < letters(word).count() {
            *span = None;
        }
    }
    Some(spans)
}

/// Leaves the most words that follow each other in time, and forgets when the others were.
fn in_order(spans: &mut [Option<Span>]) {
    // For each word: how many are in order up to it, and which of them is the one before.
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(spans.len());
    for (at, span) in spans.iter().enumerate() {
        let Some(span) = span else {
            best.push((0, None));
            continue;
        };
        let earlier = |other: &Option<Span>| other.as_ref().is_some_and(|other| other.start < span.start);
        let candidates = spans.iter().zip(&best).enumerate().take(at).filter(|(_, (other, _))| earlier(other));
        let before =
            candidates.max_by_key(|(_, (_, (count, _)))| *count).map(|(before, (_, (count, _)))| (before, *count));
        best.push(before.map_or((1, None), |(before, count)| (count + 1, Some(before))));
    }
    let mut kept = vec![false; spans.len()];
    let mut at = best.iter().enumerate().max_by_key(|(_, (count, _))| *count).map(|(at, _)| at);
    while let Some(word) = at {
        if let Some(keep) = kept.get_mut(word) {
            *keep = true;
        }
        at = best.get(word).and_then(|(_, before)| *before);
    }
    for (span, kept) in spans.iter_mut().zip(kept) {
        if !kept {
            *span = None;
        }
    }
}

/// Words that nothing is known of share the time between their neighbours.
fn filled(text: &str, places: &[Range<usize>], spans: &[Option<Span>], length: f64) -> Vec<Span> {
    let mut filled: Vec<Span> = Vec::with_capacity(spans.len());
    while let Some(rest) = spans.get(filled.len()..).filter(|rest| !rest.is_empty()) {
        let unknown = rest.iter().take_while(|span| span.is_none()).count();
        if let Some(Some(span)) = rest.first() {
            filled.push(span.clone());
            continue;
        }
        let from = filled.last().map_or(0.0, |span| span.end);
        let until = rest.iter().flatten().next().map_or(length, |span| span.start);
        let words = places.iter().skip(filled.len()).take(unknown);
        let weights: Vec<f64> = words.filter_map(|place| text.get(place.clone())).map(words::weight).collect();
        filled.extend(shared(from.min(until)..until, &weights));
    }
    filled
}
