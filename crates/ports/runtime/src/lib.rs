//! What AdForge asks of its surroundings: time, ids, bells, limits, files, principals.
