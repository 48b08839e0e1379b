//! The use cases: start a turn, run it, follow it, cancel it; renders, products, expiry, quotas.
