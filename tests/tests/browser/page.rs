//! The page in a real browser: the guide's scenario, what one sees while it happens, and what the network may cost.

use crate::{in_browser, paced};
use adforge_tests::Home;
use adforge_tests_servers::llm::{KEY, Llm, Pace, Scene, Speaks};
use serde_json::json;
use std::time::Duration;

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
    a_conversation_is_listened_to_before_its_first_words_are_sent: "0ms" "live" "slowly";
    stop_leaves_a_cancelled_turn_in_the_log_that_can_be_tried_again: "700ms" "live" "stop";
    typing_during_a_turn_interrupts_it: "700ms" "live" "interrupt";
    the_bar_shows_the_jobs_own_progress: "0ms" "live" "bar";
    a_render_is_stopped_by_its_own_button: "0ms" "live" "stopped_render";
    a_cut_between_two_cards_costs_nothing: "1s" "survive" "cut_cards";
    an_answer_that_is_written_while_the_network_is_cut_is_shown: "1s" "survive" "cut_past_the_end";
    a_server_killed_between_two_cards_costs_nothing: "1s" "survive" "killed_cards";
    what_is_written_while_the_network_is_cut_is_shown_and_what_is_typed_is_sent: "0ms" "survive" "written_meanwhile";
    a_cut_in_the_middle_of_a_render_costs_nothing: "0ms" "survive" "cut_render";
    a_server_killed_in_the_middle_of_a_render_costs_nothing: "0ms" "survive" "killed_render";
    a_lost_connection_is_said_however_often_it_is_tried_in_vain: "0ms" "survive" "said";
    a_film_plays_on_while_the_network_is_cut: "0ms" "survive" "playing";
    a_reload_goes_on_where_it_was: "1s" "survive" "reload";
    the_back_button_goes_home_and_forward_again: "700ms" "survive" "back";
    two_tabs_show_the_same_conversation: "700ms" "survive" "two_tabs";
    a_browser_that_was_offline_hears_what_it_missed: "0ms" "survive" "offline";
    a_connection_that_is_dead_is_given_up_when_the_browser_is_online_again: "0ms" "survive" "half_open";
    a_product_of_ones_own_is_saved_with_its_picture: "0ms" "work" "product";
    a_product_that_is_refused_says_why_and_stays: "0ms" "work" "refused_product";
    without_a_format_formats_are_offered: "0ms" "work" "formats";
    free_text_refines_what_is_shown: "0ms" "work" "refine";
    a_changed_choice_says_first_what_it_drops: "0ms" "work" "change";
    a_decided_step_is_folded_to_the_chosen_card: "0ms" "fold" "folded";
    nothing_is_folded_under_a_readers_eye: "1s" "fold" "eye";
    on_a_phone_what_was_asked_stays_at_the_head_while_what_is_above_is_folded: "1s" "fold" "phone";
    an_edited_script_is_what_is_made: "0ms" "work" "script";
    a_presenter_is_chosen_for_the_film: "0ms" "work" "avatar";
    a_face_that_could_not_be_loaded_is_tried_again: "0ms" "work" "face";
    a_lost_face_is_given_up_and_asked_for_again_when_the_connection_is_back: "0ms" "work" "lost_faces";
    sixty_conversations_are_listed_and_searched: "0ms" "work" "list";
    a_deletion_can_be_taken_back_and_is_carried_out_by_a_tab_that_closes: "0ms" "work" "undo";
    a_new_conversation_begins_from_a_card: "0ms" "work" "from";
    an_expired_conversation_is_read_and_goes_on_in_a_new_one: "0ms" "work" "expired";
    results_are_downloaded_copied_and_compared: "0ms" "work" "results";
    the_better_of_two_variants_is_used: "0ms" "work" "better";
    a_limit_says_when_one_may_go_on: "0ms" "work" "limit";
    a_conversation_that_is_not_there_leads_home: "0ms" "work" "gone";
    axe_finds_nothing_before_a_conversation: "0ms" "screens" "beginning";
    axe_finds_nothing_where_a_store_has_many_products_or_none: "0ms" "screens" "stores";
    axe_finds_nothing_on_any_step: "0ms" "screens" "steps";
    axe_finds_nothing_on_results: "0ms" "screens" "results";
    axe_finds_nothing_on_a_film_beside_a_picture: "0ms" "screens" "films";
    axe_finds_nothing_where_something_is_wrong: "1s" "screens" "troubles";
    axe_finds_nothing_at_limits: "0ms" "screens" "limits";
    axe_finds_nothing_in_hostile_words_and_they_stay_words: "0ms" "screens" "hostile";
    french_is_read_before_a_conversation: "0ms" "screens" "french_beginning";
    french_is_read_where_a_store_has_many_products_or_none: "0ms" "screens" "french_stores";
    french_is_read_on_every_step: "0ms" "screens" "french_steps";
    french_is_read_on_results: "0ms" "screens" "french_results";
    french_is_read_on_a_film_beside_a_picture: "0ms" "screens" "french_films";
    french_is_read_where_something_is_wrong: "1s" "screens" "french_troubles";
    french_is_read_at_limits: "0ms" "screens" "french_limits";
    what_the_server_sends_to_be_seen_at_once_is_what_the_page_draws: "0ms" "early" "same";
    what_is_done_before_the_scripts_have_come_stays: "0ms" "early" "stays";
    a_button_that_is_pressed_before_the_scripts_have_come_is_heard: "0ms" "early" "pressed";
    nothing_jumps_while_the_page_comes_however_many_products_there_are: "0ms" "early" "still";
    a_product_that_was_chosen_among_thirty_is_in_view: "0ms" "early" "many";
    a_tab_in_the_background_loads_too: "0ms" "early" "background";
    keys_alone_lead_from_a_format_to_a_film: "200ms" "everybody" "keys";
    who_wants_less_motion_gets_none: "1s" "everybody" "motion";
    a_turn_is_announced_in_few_words: "300ms" "everybody" "announcements";
    both_languages_have_all_words: "0ms" "everybody" "words";
    a_french_browser_shows_no_english_sentence: "700ms" "everybody" "french";
    on_a_great_screen_everything_grows_but_the_lines: "0ms" "everybody" "great";
    two_hundred_turns_leave_no_more_in_memory_than_they_show: "0ms" "everybody" "heap";
}

/// Four personas as a model writes them.
fn personas() -> String {
    let persona = |name: &str| {
        json!({
            "age_from": 34, "age_to": 48, "audience": name, "gender": "All", "location": "Europe",
            "description": "People who leave the house before eight, come home late, and find the sofa before the mat.",
            "desires": ["a habit that fits into a full morning", "a back that carries the day"],
            "pain_points": ["no time for a room full of machines", "a flat without a corner to spare"],
            "traits": ["early riser", "careful buyer", "plain words"],
        })
    };
    let names = ["Small Flat Owners", "Early Risers", "Night Shift Nurses", "New Parents"];
    json!({"amount": 4, "cards": names.map(persona), "notes": []}).to_string()
}

/// A program whose words this model writes, or else those that stand behind it.
fn written_by(model: &Llm, writers: &str) -> Home {
    paced("0ms")
        .with("ADFORGE_LLM", writers)
        .with("ADFORGE_OPENAI_API_KEY", KEY)
        .with("ADFORGE_OPENAI_BASE_URL", &model.url)
}

#[tokio::test]
async fn where_two_wrote_each_answer_says_who_did() {
    let model = Llm::open(Speaks::OpenAi);
    model.next(Scene::saying(Speaks::OpenAi, &[&personas()]));
    model.next(Scene::error(Speaks::OpenAi, 401, "key"));
    in_browser(written_by(&model, "openai/gpt-6-luna,offline"), "work", "writers").await;
}

#[tokio::test]
async fn an_answer_that_fails_says_what_to_do_and_is_asked_for_again_where_that_helps() {
    let model = Llm::open(Speaks::OpenAi);
    // It writes for a while, and no card; and no card when it is asked once more.
    model.next(Scene::saying(Speaks::OpenAi, &["{"; 20]).at(Pace::Tokens(Duration::from_millis(100))));
    model.next(Scene::saying(Speaks::OpenAi, &["{"]));
    model.always(Scene::saying(Speaks::OpenAi, &[&personas()]));
    in_browser(written_by(&model, "openai/gpt-6-luna"), "work", "failed").await;
}
