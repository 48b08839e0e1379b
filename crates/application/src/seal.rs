//! A sum of a copy, carried in the copy with the session that it is of: a letter or a number that changed in its keeping is
//! noticed, though it still reads well, and so is a copy that was put in the place of another session's. Both are but fields
//! of the copy's JSON, so versions that know of none read the rest as ever.

use adforge_domain::ids::SessionId;
use serde::{Serialize, de::DeserializeOwned};

const SUM: &str = "{\"sum\":\"";
const OF: &str = "\"of\":\"";
const REST: &str = "\",";
const DIGITS: usize = 8;

/// Why a copy is not what was kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Damage {
    #[error("its sum is not what it says")]
    Sum,
    #[error("it is another session's")]
    Other,
    #[error("it can't be read: {0}")]
    Shape(#[from] serde_json::Error),
}

/// A copy, for a session, of something that has a field, but none called `sum` or `of`.
pub(crate) fn seal(session: SessionId, what: &impl Serialize) -> Option<String> {
    let copy = serde_json::to_string(what).ok()?;
    let rest = format!("{OF}{session}{REST}{}", copy.strip_prefix('{')?);
    Some(format!("{SUM}{}{REST}{rest}", sum(rest.as_bytes())))
}

/// What was copied for a session. A copy without a sum, or that doesn't say of which session it is, was made before there
/// was that, and is taken as it is.
pub(crate) fn unseal<T: DeserializeOwned>(session: SessionId, copy: &[u8]) -> Result<T, Damage> {
    if let Some(sealed) = copy.strip_prefix(SUM.as_bytes()) {
        let (told, rest) = sealed.split_at_checked(DIGITS).ok_or(Damage::Sum)?;
        let rest = rest.strip_prefix(REST.as_bytes()).ok_or(Damage::Sum)?;
        if told != sum(rest).as_bytes() {
            return Err(Damage::Sum);
        }
        if let Some(of) = rest.strip_prefix(OF.as_bytes())
            && !of.starts_with(session.to_string().as_bytes())
        {
            return Err(Damage::Other);
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
    use uuid::Uuid;

    const SESSION: SessionId = SessionId(Uuid::from_u128(7));

    #[test]
    fn a_copy_of_which_any_byte_changed_is_another_or_none() {
        let state = State { generator: Some("Amélie".into()), ..State::new(None, MediaType::Video) };
        let copy = seal(SESSION, &state).unwrap().into_bytes();
        assert_eq!(unseal::<State>(SESSION, &copy).unwrap(), state);
        for at in 0..copy.len() {
            for other in [b'1', b'x', b' ', copy[at] ^ 1] {
                let mut altered = copy.clone();
                altered[at] = other;
                // Where it isn't noticed, it is the sum's own name that changed, and nothing of what was copied.
                let read = unseal::<State>(SESSION, &altered);
                let harmless = copy == altered || at < SUM.len();
                assert!(read.is_err() || harmless && read.unwrap() == state, "{}", String::from_utf8_lossy(&altered));
            }
        }
        for end in 0..copy.len() {
            assert!(unseal::<State>(SESSION, &copy[..end]).is_err(), "cut off at {end}");
        }
    }

    #[test]
    fn a_copy_of_another_session_is_none() {
        let copy = seal(SESSION, &State::new(None, MediaType::Image)).unwrap();
        let other = SessionId(Uuid::from_u128(8));
        assert!(matches!(unseal::<State>(other, copy.as_bytes()), Err(Damage::Other)));
    }

    #[test]
    fn a_copy_that_does_not_say_of_which_session_it_is_is_read() {
        let state = State::new(None, MediaType::Image);
        let copy = serde_json::to_string(&state).unwrap();
        let rest = copy.strip_prefix('{').unwrap();
        let copy = format!("{SUM}{}{REST}{rest}", sum(rest.as_bytes()));
        assert_eq!(unseal::<State>(SESSION, copy.as_bytes()).unwrap(), state);
    }

    #[test]
    fn a_copy_from_before_there_were_sums_is_read() {
        let state = State::new(None, MediaType::Image);
        assert_eq!(unseal::<State>(SESSION, serde_json::to_string(&state).unwrap().as_bytes()).unwrap(), state);
    }

    #[test]
    fn who_knows_of_no_sums_reads_a_copy_that_has_one() {
        let state = State::new(None, MediaType::Image);
        assert_eq!(serde_json::from_str::<State>(&seal(SESSION, &state).unwrap()).unwrap(), state);
    }
}
