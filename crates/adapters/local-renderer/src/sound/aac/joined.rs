//! One track out of stretches that were encoded by themselves.
//!
//! A packet holds two blocks of samples under a window, and both it and its neighbours have to know which: each overlaps the
//! next. Which window it is rests on what came before and what comes soon. So stretches overlap, and are joined at a packet
//! that both have encoded to the same bytes: there they chose alike, and what is before it fits what comes after.

use std::ops::Range;

/// Packets at the beginning of a stretch that know too little of what came before.
const LEAD: usize = 4;
/// Packets at its end that know too little of what comes next: the window of one is chosen by the next two.
const AHEAD: usize = 4;
/// Packets that two stretches share.
const SHARED: usize = 16;

/// A track that grows by stretches.
pub(super) struct Joined {
    packets: Vec<Vec<u8>>,
    all: usize,
    stretch: usize,
    wanted: Range<usize>,
}

impl Joined {
    /// A track of so many packets, in stretches of so many.
    pub(super) fn new(all: usize, stretch: usize) -> Self {
        let stretch = stretch.max(2 * SHARED);
        Self { packets: Vec::with_capacity(all), all, stretch, wanted: 0..stretch.min(all) }
    }

    /// The packets to be encoded next; none when all are there.
    pub(super) fn wants(&self) -> Option<Range<usize>> {
        Some(self.wanted.clone()).filter(|wanted| !wanted.is_empty())
    }

    /// Takes what was wanted.
    pub(super) fn take(&mut self, stretch: Vec<Vec<u8>>) {
        let Range { start, end } = self.wanted;
        let Some(at) = self.joint(&stretch) else {
            // Nowhere alike: it is encoded once more, together with more of what comes before; at last with all of it.
            self.wanted = start.saturating_sub(self.stretch)..end;
            return;
        };
        self.packets.truncate(at);
        self.packets.extend(stretch.into_iter().skip(at - start));
        let next = if end == self.all { end } else { end - SHARED };
        self.wanted = next..(next + self.stretch).min(self.all);
    }

    /// The last packet that both know well and have alike.
    fn joint(&self, stretch: &[Vec<u8>]) -> Option<usize> {
        let start = self.wanted.start;
        if start == 0 {
            return Some(0);
        }
        let alike = |at: &usize| self.packets.get(*at).is_some_and(|known| Some(known) == stretch.get(at - start));
        (start + LEAD..self.packets.len().saturating_sub(AHEAD)).rev().find(alike)
    }

    /// The whole track.
    pub(super) fn packets(self) -> Vec<Vec<u8>> {
        self.packets
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A packet is known by its number, and by the stretch that it is of where that matters.
    fn packet(number: usize, of: usize) -> Vec<u8> {
        vec![number as u8, of as u8]
    }

    fn numbers(joined: Joined) -> Vec<usize> {
        joined.packets().iter().map(|packet| usize::from(packet[0])).collect()
    }

    #[test]
    fn stretches_are_joined_where_both_are_alike_and_know_enough() {
        let mut joined = Joined::new(70, 40);
        assert_eq!(joined.wants(), Some(0..40));
        joined.take((0..40).map(|number| packet(number, 1)).collect());
        assert_eq!(joined.wants(), Some(24..64));
        // Alike too early, at a place that will do, and too late.
        let alike = |number: usize| [25, 30, 31, 39].contains(&number);
        joined.take((24..64).map(|number| packet(number, if alike(number) { 1 } else { 2 })).collect());
        assert_eq!(joined.wants(), Some(48..70));
        joined.take((48..70).map(|number| packet(number, 2)).collect());
        assert_eq!(joined.wants(), None);
        let of: Vec<u8> = joined.packets.iter().map(|packet| packet[1]).collect();
        assert_eq!((&of[29..33], of[39], of[69]), (&[1, 1, 1, 2][..], 1, 2));
        assert_eq!(numbers(joined), (0..70).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_nowhere_alike_is_encoded_with_more_of_what_comes_before_and_at_last_whole() {
        let mut joined = Joined::new(150, 40);
        let mut asked = Vec::new();
        while let Some(wanted) = joined.wants() {
            asked.push(wanted.clone());
            // Every stretch comes out otherwise, whatever it holds.
            joined.take(wanted.map(|number| packet(number, asked.len())).collect());
        }
        assert_eq!(asked[..4], [0..40, 24..64, 0..64, 48..88]);
        assert_eq!(asked.last(), Some(&(0..150)));
        assert_eq!(numbers(joined), (0..150).collect::<Vec<_>>());
    }
}
