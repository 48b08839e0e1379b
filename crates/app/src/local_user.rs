//! Who calls when nobody is asked to prove it: `ADFORGE_AUTH=none`, which serves this machine only.

use adforge_domain::ids::OwnerId;
use adforge_ports_runtime::{Authenticator, Principal, Unauthenticated};

/// Takes every caller for the one user `local`.
#[derive(Clone, Copy, Debug, Default)]
pub struct LocalUser;

impl LocalUser {
    /// Whose everything is.
    pub fn owner() -> OwnerId {
        OwnerId("local".to_owned())
    }
}

impl Authenticator for LocalUser {
    fn authenticate(&self, _: Option<&str>) -> Result<Principal, Unauthenticated> {
        Ok(Principal { owner: Self::owner() })
    }
}
