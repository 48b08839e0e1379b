//! What AdForge asks of a store: sessions and their log, jobs, products, snapshots; and the suite every store must pass.
