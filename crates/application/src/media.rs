//! Files: which media store is this database's, and what in it nobody needs any more.

mod bond;
mod sweep;

pub(crate) use bond::Met;
