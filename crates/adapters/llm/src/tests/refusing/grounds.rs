//! What the product's record carries, whatever language it is in.

use super::{facts, wrong_of};

#[test]
fn what_the_record_says_may_be_said() {
    let mut facts = facts();
    let body = "Resoled in the first three years, and recommended by podiatrists. Dermatologically tested lining.";
    assert!(wrong_of("en", &facts, body).contains("experts"));
    facts.claims.push("recommended by podiatrists".to_owned());
    facts.claims.push("dermatologically tested lining".to_owned());
    assert_eq!(wrong_of("en", &facts, body), "");
}

#[test]
fn numbers_of_facts_in_another_language_count() {
    let mut german = facts();
    german.description = "Stiefel für Menschen, die den ganzen Tag stehen und am Abend nach Hause laufen.".to_owned();
    german.benefits = vec!["das Wasser läuft drei Stunden lang ab".to_owned()];
    let body = "Water runs off for 3 hours, and under your foot there is a sole of cork all the way.";
    assert_eq!(wrong_of("en", &german, body), "");
    assert!(wrong_of("en", &facts(), body).contains("this number"));
}

#[test]
fn a_claim_of_facts_in_another_language_counts() {
    let mut german = facts();
    german.description = "Stiefel für Menschen, die den ganzen Tag stehen und am Abend nach Hause laufen.".to_owned();
    let body = "Organic cotton lines the boot, and under your foot there is a sole of cork all the way.";
    assert!(wrong_of("en", &german, body).contains("origin or making"));
    german.claims = vec!["Futter aus Bio-Baumwolle".to_owned()];
    assert_eq!(wrong_of("en", &german, body), "");
}

#[test]
fn what_is_counted_carries_no_time() {
    let mut laced = facts();
    laced.claims.push("comes with five laces".to_owned());
    let body = "Five weeks on your feet, and the sole of cork is still there on the way home at night.";
    assert!(wrong_of("en", &laced, body).contains("this number"));
    laced.claims.push("broken in after five weeks".to_owned());
    assert_eq!(wrong_of("en", &laced, body), "");
}
