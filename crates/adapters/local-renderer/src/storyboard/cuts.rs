//! Where a scene is cut.

use super::{FPS, Phrase};

/// A shot longer than this is cut in two, in frames.
const LONG_SHOT: u32 = 156;
/// The end card's length where the last scene has room for more, in frames.
const CARD: u32 = 135;
/// A cut moves so many frames, at the most, to fall between two phrases.
const NEAR: u32 = 20;

/// Where a scene is cut, in frames of its own, and which of the pieces is the end card.
pub(super) fn cuts(length: u32, last: bool, count: usize, clip: bool) -> Vec<(u32, u32, bool)> {
    // The end card takes the last scene, or its last part where the scene is long, the only one, or has a clip to show.
    let card = match (last, count) {
        (false, _) => 0,
        (true, 1) if length >= 2 * FPS => (length * 2 / 5).min(CARD),
        (true, _) if clip && length >= 3 * FPS => (length / 2).min(CARD),
        (true, _) if length > 7 * FPS => CARD,
        (true, _) => length,
    };
    let body = length - card;
    let pieces = body.div_ceil(LONG_SHOT);
    let mut cuts: Vec<_> =
        (0..pieces).map(|piece| (body * piece / pieces, body * (piece + 1) / pieces, false)).collect();
    if card > 0 {
        cuts.push((body, length, true));
    }
    cuts
}

/// The same cuts, but where a phrase begins nearby, there: a caption that jumps is read twice.
pub(super) fn between_phrases(mut cuts: Vec<(u32, u32, bool)>, phrases: &[Phrase]) -> Vec<(u32, u32, bool)> {
    for nth in 1..cuts.len() {
        let Some((before, after)) = cuts.split_at_mut_checked(nth) else { continue };
        let (Some(before), Some(after)) = (before.last_mut(), after.first_mut()) else { continue };
        let (least, most) = (before.0 + FPS, after.1.saturating_sub(FPS));
        let begins = phrases.iter().map(|phrase| phrase.from);
        let near = begins.filter(|at| at.abs_diff(after.0) <= NEAR && (least..=most).contains(at));
        if let Some(at) = near.min_by_key(|at| at.abs_diff(after.0)) {
            (before.1, after.0) = (at, at);
        }
    }
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_cover_a_scene_without_gap_whatever_its_length() {
        for length in 1..1_200 {
            for (last, count, clip) in [(false, 3, false), (true, 3, false), (true, 1, false), (true, 3, true)] {
                let cuts = cuts(length, last, count, clip);
                assert_eq!(cuts.first().map(|cut| cut.0), Some(0));
                assert_eq!(cuts.last().map(|cut| cut.1), Some(length));
                assert!(cuts.windows(2).all(|pair| pair[0].1 == pair[1].0));
                assert!(cuts.iter().all(|cut| cut.1 > cut.0), "{length} {cuts:?}");
                assert_eq!(cuts.iter().any(|cut| cut.2), last);
            }
        }
    }

    #[test]
    fn a_cut_moves_to_where_a_phrase_begins_nearby() {
        let phrase = |from| Phrase { text: String::new(), from, until: from + 40, words: Vec::new() };
        let cuts = vec![(0, 100, false), (100, 200, false), (200, 300, true)];
        let moved = between_phrases(cuts, &[phrase(0), phrase(88), phrase(150), phrase(240)]);
        assert_eq!(moved, [(0, 88, false), (88, 200, false), (200, 300, true)]);
    }
}
