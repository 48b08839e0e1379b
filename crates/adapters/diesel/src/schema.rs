//! The tables, as the migrations make them in every database.

diesel::table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::columns::sql::{Document, Moment, Uid};

    products (id) {
        id -> Uid, user_id -> Text, external_id -> Nullable<Text>, slug -> Text, facts -> Document,
        picture -> Nullable<Document>, revision -> BigInt, created_at -> Moment, updated_at -> Moment,
        deleted_at -> Nullable<Moment>,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::columns::sql::{Document, Moment, Uid};

    chat_sessions (id) {
        id -> Uid, user_id -> Text, user_label -> Nullable<Text>, product_id -> Uid, format -> Nullable<Text>,
        media_type -> Text, language -> Nullable<Text>, current_step -> Text, last_seq -> BigInt,
        created_at -> Moment, updated_at -> Moment, selections -> Document, generator -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Text};
    use crate::columns::sql::{Document, Moment, Uid};

    chat_messages (session_id, seq) {
        id -> Uid, session_id -> Uid, seq -> BigInt, sender -> Text, message_type -> Text, timestamp -> Moment,
        data -> Document,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Text};
    use crate::columns::sql::Uid;

    /// PostgreSQL's; what SQLite has instead, its dialect knows.
    offered_cards (session_id, kind, number) {
        session_id -> Uid, kind -> Text, number -> BigInt, seq -> BigInt, name -> Text, folded_name -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Text};
    use crate::columns::sql::Uid;

    session_snapshots (session_id) {
        session_id -> Uid, seq -> BigInt, state -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::columns::sql::{Document, Moment, Uid};

    /// Without `due_at`, which only the dialects read and write: diesel's tables have at most sixteen columns.
    jobs (id) {
        id -> Uid, session_id -> Nullable<Uid>, user_id -> Text, kind -> Text, status -> Text,
        reply_id -> Nullable<Uid>, user_seq -> Nullable<BigInt>, fence -> BigInt,
        attempts -> BigInt, crashes -> BigInt, percent -> BigInt, created_at -> Moment, work -> Document,
        outcome -> Nullable<Document>, failure -> Nullable<Document>, provider_order -> Nullable<Document>,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Text};
    use crate::columns::sql::Uid;

    idempotency_keys (session_id, key) {
        session_id -> Uid, key -> Text, job_id -> Uid, reply_id -> Uid, user_seq -> BigInt, command -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::columns::sql::Moment;

    owner_keys (user_id, key) {
        user_id -> Text, key -> Text, claimed_at -> Moment, command -> Text, intent -> Text,
        answer -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Nullable};
    use crate::columns::sql::Uid;

    media_bond (one) {
        one -> BigInt, store_id -> Uid, media_id -> Nullable<Uid>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(offered_cards, chat_messages);
