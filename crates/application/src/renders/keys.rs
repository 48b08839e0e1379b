//! The idempotency keys of orders: one for each piece of a job, the same in every attempt.

use adforge_domain::{ids::JobId, order::Piece};

/// What all our keys begin with, for whoever reads them at the provider.
const KEYS: &str = "adforge-";
/// How long a job's id is in them.
const ID: usize = 36;

/// The idempotency key of a job's order.
pub(super) fn key_of(job: JobId, piece: Piece) -> String {
    match piece {
        Piece::Film => format!("{KEYS}{job}"),
        Piece::Clip(scene) => format!("{KEYS}{job}-clip-{scene}"),
        Piece::Picture => format!("{KEYS}{job}-picture"),
        Piece::Speech => format!("{KEYS}{job}-speech"),
    }
}

/// The job of an order's key.
pub(super) fn job_of(key: &str) -> Option<JobId> {
    key.strip_prefix(KEYS)?.get(..ID)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_of_a_job_has_a_key_of_its_own_that_tells_the_job() {
        let job: JobId = "00000000-0000-7000-8000-0000000000ff".parse().unwrap();
        let pieces = [Piece::Film, Piece::Clip(0), Piece::Clip(1), Piece::Picture, Piece::Speech];
        let keys = pieces.map(|piece| key_of(job, piece));
        assert!(keys.iter().all(|key| job_of(key) == Some(job)));
        assert_eq!(keys.iter().collect::<std::collections::BTreeSet<_>>().len(), keys.len());
        for other in ["adforge-nonsense", "somebody-elses", "adforge-"] {
            assert_eq!(job_of(other), None);
        }
    }
}
