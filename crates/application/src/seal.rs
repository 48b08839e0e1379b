//! A sum of a copy, carried in the copy: a letter or a number of it that changed in its keeping is noticed, though it still
//! reads well. It is one more field of the copy's JSON, so versions that know of no sums read the rest as ever.

use serde::{Serialize, de::DeserializeOwned};

const SUM: &str = "{\"sum\":\"";
const REST: &str = "\",";
const DIGITS: usize = 8;

/// Why a copy is not what was kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Damage {
    #[error("its sum is not what it says")]
    Sum,
    #[error("it can't be read: {0}")]
    Shape(#[from] serde_json::Error),
}

/// A copy of something that has a field, but none called `sum`.
pub(crate) fn seal(what: &impl Serialize) -> Option<String> {
    let copy = serde_json::to_string(what).ok()?;
    let rest = copy.strip_prefix('{')?;
    Some(format!("{SUM}{}{REST}{rest}", sum(rest.as_bytes())))
}

/// What was copied. A copy without a sum was made before there were any, and is taken as it is.
pub(crate) fn unseal<T: DeserializeOwned>(copy: &[u8]) -> Result<T, Damage> {
    if let Some(sealed) = copy.strip_prefix(SUM.as_bytes()) {
        let (told, rest) = sealed.split_at_checked(DIGITS).ok_or(Damage::Sum)?;
        let rest = rest.strip_prefix(REST.as_bytes()).ok_or(Damage::Sum)?;
        if told != sum(rest).as_bytes() {
            return Err(Damage::Sum);
        }
    }
    Ok(serde_json::from_slice(copy)?)
}

fn sum(text: &[u8]) -> String {
    format!("{:0DIGITS$x}", crc32fast::hash(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use adforge_domain::{format::MediaType, workflow::State};

    #[test]
    fn a_copy_of_which_any_byte_changed_is_another_or_none() {
        let state = State { generator: Some("Amélie".into()), ..State::new(None, MediaType::Video) };
        let copy = seal(&state).unwrap().into_bytes();
        assert_eq!(unseal::<State>(&copy).unwrap(), state);
        for at in 0..copy.len() {
            for other in [b'1', b'x', b' ', copy[at] ^ 1] {
                let mut altered = copy.clone();
                altered[at] = other;
                // Where it isn't noticed, it is the sum's own name that changed, and nothing of what was copied.
                let read = unseal::<State>(&altered);
                let harmless = copy == altered || at < SUM.len();
                assert!(read.is_err() || harmless && read.unwrap() == state, "{}", String::from_utf8_lossy(&altered));
            }
        }
        for end in 0..copy.len() {
            assert!(unseal::<State>(&copy[..end]).is_err(), "cut off at {end}");
        }
    }

    #[test]
    fn a_copy_from_before_there_were_sums_is_read() {
        let state = State::new(None, MediaType::Image);
        assert_eq!(unseal::<State>(serde_json::to_string(&state).unwrap().as_bytes()).unwrap(), state);
    }

    #[test]
    fn who_knows_of_no_sums_reads_a_copy_that_has_one() {
        let state = State::new(None, MediaType::Image);
        assert_eq!(serde_json::from_str::<State>(&seal(&state).unwrap()).unwrap(), state);
    }
}
