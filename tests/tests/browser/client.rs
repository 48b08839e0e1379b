//! The client module, used from Node.

use crate::{in_node, paced};

#[tokio::test]
async fn the_client_goes_from_a_product_to_a_result() {
    in_node(paced("0ms"), "client", "story").await;
}

#[tokio::test]
async fn the_client_misses_and_doubles_nothing_where_the_connection_breaks_between_two_cards() {
    in_node(paced("150ms"), "client", "cut").await;
}

#[tokio::test]
async fn the_client_reads_a_gap_in_the_numbers_from_history() {
    in_node(paced("0ms"), "client", "gap").await;
}

#[tokio::test]
async fn the_client_says_a_message_once_however_often_it_has_to_ask() {
    in_node(paced("0ms"), "client", "insist").await;
}

#[tokio::test]
async fn the_client_goes_on_where_it_was_after_the_server_was_killed_in_the_middle_of_a_turn() {
    in_node(paced("300ms"), "client", "killed").await;
}

#[tokio::test]
async fn the_client_gives_up_a_connection_that_says_nothing() {
    in_node(paced("0ms"), "client", "silence").await;
}

#[tokio::test]
async fn the_client_ends_where_the_session_is_gone_and_begins_again_where_the_log_is_another() {
    in_node(paced("0ms"), "client", "ends").await;
}
