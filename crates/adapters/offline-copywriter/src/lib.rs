//! A writer with no key and no network: cards out of the product's own facts and tables that a copywriter can edit.
