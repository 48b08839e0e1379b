//! Media files in a folder, through object_store.
