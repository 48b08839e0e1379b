//! What each kind of bad answer is bad by, and the words of the check that find it.

/// What a reason has to speak of that finds what an entry is bad by.
pub(super) fn finds(verdict: &str, wrong: &str) -> bool {
    let any: &[&str] = match verdict.trim_start_matches("bad:") {
        "number" | "percent" | "price" => &["this number"],
        "medical" => &["about health"],
        "weight" => &["this number", "about health"],
        "superlative" => &["superlative", "comparison"],
        "guarantee" => &["guarantee or a refund"],
        "authority" => &["experts"],
        "review" => &["customers or reviews", "fame", "this number"],
        "urgency" => &["deadline"],
        "language" => &["isn't in"],
        "placeholder" => &["placeholder"],
        "markup" => &["markup"],
        "chatter" => &["about the task"],
        "length" => &["characters"],
        "time" | "permanent" => &["absolute promise", "this number"],
        "free" => &["without substances", "environment", "absolute promise"],
        "award" => &["award", "superlative"],
        "comparison" => &["comparison", "superlative", "this number"],
        "discount" => &["deadline, a discount", "something for nothing", "this number"],
        "press" => &["fame", "experts", "customers or reviews"],
        "invented" => &["technical property"],
        other => panic!("no such fault: {other}"),
    };
    any.iter().any(|part| wrong.contains(part))
}
