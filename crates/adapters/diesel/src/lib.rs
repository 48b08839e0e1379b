//! The store on diesel: SQLite, with a group-committing writer.
