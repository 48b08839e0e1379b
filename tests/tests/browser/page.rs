//! The page in a real browser: the guide's scenario, what one sees while it happens, and what the network may cost.

use crate::{in_browser, paced};

macro_rules! told {
    ($($name:ident: $pace:literal $script:literal $part:literal;)+) => {
        $(#[tokio::test]
        async fn $name() {
            in_browser(paced($pace), $script, $part).await;
        })+
    };
}

told! {
    the_guides_scenario_goes_on_to_a_video_that_plays: "300ms" "guide" "film";
    a_static_ad_is_drawn: "0ms" "guide" "picture";
    each_card_is_in_the_page_before_the_server_has_sent_the_next: "2s" "live" "cards";
    stop_leaves_a_cancelled_turn_in_the_log_that_can_be_tried_again: "700ms" "live" "stop";
    typing_during_a_turn_interrupts_it: "700ms" "live" "interrupt";
    the_bar_shows_the_jobs_own_progress: "0ms" "live" "bar";
    a_render_is_stopped_by_its_own_button: "0ms" "live" "stopped_render";
    a_cut_between_two_cards_costs_nothing: "1s" "survive" "cut_cards";
    a_server_killed_between_two_cards_costs_nothing: "1s" "survive" "killed_cards";
    what_is_written_while_the_network_is_cut_is_shown_and_what_is_typed_is_sent: "0ms" "survive" "written_meanwhile";
    a_cut_in_the_middle_of_a_render_costs_nothing: "0ms" "survive" "cut_render";
    a_server_killed_in_the_middle_of_a_render_costs_nothing: "0ms" "survive" "killed_render";
    a_film_plays_on_while_the_network_is_cut: "0ms" "survive" "playing";
    a_reload_goes_on_where_it_was: "1s" "survive" "reload";
    the_back_button_goes_home_and_forward_again: "700ms" "survive" "back";
    two_tabs_show_the_same_conversation: "700ms" "survive" "two_tabs";
    a_browser_that_was_offline_hears_what_it_missed: "0ms" "survive" "half_open";
}
