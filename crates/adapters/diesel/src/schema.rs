//! The tables, as the migrations make them.

diesel::table! {
    chat_sessions (id) {
        id -> Binary, user_id -> Text, origin -> Text, current_step -> Text, selections -> Text,
        last_seq -> BigInt, created_at -> BigInt, updated_at -> BigInt,
    }
}

diesel::table! {
    chat_messages (session_id, seq) {
        id -> Binary, session_id -> Binary, seq -> BigInt, message_type -> Text, data -> Text, timestamp -> BigInt,
    }
}

diesel::table! {
    jobs (id) {
        id -> Binary, session_id -> Binary, user_id -> Text, kind -> Text, status -> Text, reply_id -> Binary, user_seq -> BigInt,
        work -> Text, fence -> Integer, crashes -> Integer, lease_until -> BigInt,
    }
}

diesel::table! {
    idempotency_keys (session_id, key) {
        session_id -> Binary, key -> Text, command -> Text, job_id -> Binary,
    }
}

diesel::allow_tables_to_appear_in_same_query!(jobs, idempotency_keys);
