//! Media through `object_store`: in a folder of this machine, or in a bucket of an S3. A file is there whole and durable,
//! or not at all.

mod about;
mod folder;
mod s3;

pub use folder::Folder;
pub use s3::{S3, S3Settings};
