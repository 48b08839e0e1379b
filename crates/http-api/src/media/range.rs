//! The `Range` header: one range of bytes.

use std::ops::Range;

/// Which part is wanted of `size` bytes; none for the whole. Several ranges at once, and other units, are answered
/// with the whole, as a server may.
///
/// # Errors
/// The file has no such part.
pub(super) fn wanted(header: Option<&str>, size: u64) -> Result<Option<Range<u64>>, ()> {
    let Some(spec) = header.and_then(|header| header.trim().strip_prefix("bytes=")) else { return Ok(None) };
    let Some((first, last)) = spec.trim().split_once('-').filter(|_| !spec.contains(',')) else { return Ok(None) };
    let (first, last) = (first.trim(), last.trim());
    let part = match (first.parse::<u64>(), last.parse::<u64>()) {
        // The last so many bytes.
        (Err(_), Ok(length)) if first.is_empty() => size.saturating_sub(length)..size,
        (Ok(first), Err(_)) if last.is_empty() => first..size,
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(size),
        _ => return Ok(None),
    };
    if part.is_empty() { Err(()) } else { Ok(Some(part)) }
}

#[cfg(test)]
mod tests {
    use super::wanted;

    #[test]
    fn a_range_is_a_part_or_the_whole_or_nothing() {
        for (header, part) in
            [("bytes=0-0", 0..1), ("bytes=2-", 2..10), ("bytes=-3", 7..10), ("bytes=5-99", 5..10), ("bytes=-99", 0..10)]
        {
            assert_eq!(wanted(Some(header), 10), Ok(Some(part)), "{header}");
        }
        for header in ["bytes=0-1,3-4", "lines=1-2", "bytes=4-2", "bytes=x-2", "bytes=-", "bytes="] {
            assert_eq!(wanted(Some(header), 10), Ok(None), "{header}");
        }
        for header in ["bytes=10-", "bytes=10-12", "bytes=-0"] {
            assert_eq!(wanted(Some(header), 10), Err(()), "{header}");
        }
        assert_eq!(wanted(None, 10), Ok(None));
        assert_eq!(wanted(Some("bytes=0-"), 0), Err(()));
    }
}
