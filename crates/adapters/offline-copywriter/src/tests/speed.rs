//! How long a step takes, told and never judged: `cargo test --release … speed -- --nocapture`.

use super::cast::*;
use crate::{facts::Reading, readings::Readings, turn};
use std::time::Instant;

#[test]
fn steps_tell_their_time() {
    let readings = Readings::default();
    let rounds: u32 = if cfg!(debug_assertions) { 3 } else { 2_000 };
    for (tongue, facts) in products().into_iter().step_by(2) {
        let first = Instant::now();
        turn::pieces(&brief(&facts, adforge_domain::workflow::Step::PersonaSelection), &readings).unwrap();
        println!("{tongue:?} first                  {:>8.1} µs", first.elapsed().as_secs_f64() * 1e6);
        let shared = crate::catalogue::shared().unwrap();
        let start = Instant::now();
        for _ in 0..rounds {
            std::hint::black_box(Reading::new(&facts, shared));
        }
        println!(
            "{tongue:?} reading                {:>8.1} µs",
            start.elapsed().as_secs_f64() * 1e6 / f64::from(rounds)
        );
        for step in STEPS {
            let mut brief = ready(&facts, step, 0, 7);
            if step == adforge_domain::workflow::Step::PersonaSelection {
                brief.wish = Some("for women over 40 in Canada, please".into());
            }
            turn::pieces(&brief, &readings).unwrap();
            let start = Instant::now();
            for round in 0..rounds {
                brief.seed = u64::from(round);
                std::hint::black_box(turn::pieces(&brief, &readings).unwrap());
            }
            let micros = start.elapsed().as_secs_f64() * 1e6 / f64::from(rounds);
            println!("{tongue:?} {:<22} {micros:>8.1} µs", step.as_str());
        }
    }
}
