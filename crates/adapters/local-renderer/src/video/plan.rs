//! What is to be done for a film, in parts that hands take.

use crate::storyboard::{FPS, Shot};
use std::ops::Range;

/// The most frames between two key frames.
const SEGMENT: u32 = 2 * FPS;

/// Frames that become a segment: a part of a shot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Piece {
    pub(super) shot: usize,
    /// Of the shot's frames.
    pub(super) from: u32,
    pub(super) until: u32,
}

/// What a hand does in one go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Take {
    /// The film's sound.
    Sound,
    /// Pieces by their numbers: one that is drawn, or all that a clip is shown in, since a clip is decoded from its beginning.
    Pieces(Range<usize>),
}

/// All that is to be done.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Plan {
    pub(super) pieces: Vec<Piece>,
    /// In the order in which they are taken: what takes long comes first.
    pub(super) takes: Vec<Take>,
}

impl Plan {
    pub(super) fn of(shots: &[Shot]) -> Self {
        let pieces = pieces(shots);
        let scene = |piece: &Piece| shots.get(piece.shot).filter(|shot| shot.clip).map(|shot| shot.scene);
        let (mut long, mut short) = (Vec::<Range<usize>>::new(), Vec::new());
        let mut playing = None;
        for (number, piece) in pieces.iter().enumerate() {
            match (scene(piece), long.last_mut()) {
                (None, _) => short.push(number..number + 1),
                (Some(scene), Some(last)) if playing == Some(scene) => last.end = number + 1,
                (Some(scene), _) => {
                    playing = Some(scene);
                    long.push(number..number + 1);
                }
            }
        }
        long.sort_by_key(|numbers| std::cmp::Reverse(numbers.len()));
        let takes = std::iter::once(Take::Sound).chain(long.into_iter().chain(short).map(Take::Pieces)).collect();
        Self { pieces, takes }
    }
}

/// Each shot in pieces of nearly equal length, none so short that two key frames follow each other.
fn pieces(shots: &[Shot]) -> Vec<Piece> {
    let of_shot = |(shot, frames): (usize, u32)| {
        let count = frames.div_ceil(SEGMENT);
        (0..count).map(move |piece| Piece { shot, from: frames * piece / count, until: frames * (piece + 1) / count })
    };
    shots.iter().map(Shot::frames).enumerate().flat_map(of_shot).collect()
}
